"""The pages of the app and their addresses. A page of a dossier carries its id in the address: `?dossier=`."""

from __future__ import annotations

from enum import Enum
from urllib.parse import urlencode


class Place(Enum):
    """A page: its path and the name that users see. Those of a dossier come between DOCUMENTS and CHAT."""

    DOSSIERS = ("/", "Dossiers")
    DOCUMENTS = ("/documenten", "Documenten")
    ANALYSIS = ("/toetsen", "Toetsen")
    REVIEW = ("/beoordelen", "Beoordelen")
    REPORT = ("/rapport", "Rapport")
    COMPARE = ("/vergelijken", "Vergelijken")
    CHAT = ("/vragen", "Vragen")
    REGION = ("/regio", "Regio")
    SETTINGS = ("/instellingen", "Instellingen")
    HELP = ("/uitleg", "Uitleg")

    @property
    def path(self) -> str:
        return self.value[0]

    @property
    def title(self) -> str:
        return self.value[1]

    @property
    def keeps_dossier(self) -> bool:
        """Whether the way back to a dossier stays open on this page of the app."""
        return self in (Place.SETTINGS, Place.HELP)


OF_DOSSIER = (Place.DOCUMENTS, Place.ANALYSIS, Place.REVIEW, Place.REPORT, Place.COMPARE, Place.CHAT)
OF_APP = (Place.DOSSIERS, Place.REGION, Place.SETTINGS, Place.HELP)


def address(place: Place, dossier: str | None = None, **more: str) -> str:
    """The address of a page within the app, such as "/beoordelen?dossier=…&norm=…&ambitie=…"."""
    query = {**({"dossier": dossier} if dossier else {}), **{name: value for name, value in more.items() if value}}
    return f"{place.path}?{urlencode(query)}" if query else place.path


# Own routes, beside the pages. All of them authorise by the Desk.
def upload_address(dossier: str) -> str:
    """POST, multipart, field "bestanden" (many): JSON {"added": [name…], "refused": [{"name", "reason"}…]}."""
    return f"/dossier/{dossier}/documenten"


def original_address(dossier: str, sha256: str) -> str:
    """GET: the file as it was uploaded, as a download."""
    return f"/dossier/{dossier}/bestand/{sha256}"


def page_image_address(dossier: str, sha256: str, page: int, start: int | None = None, end: int | None = None) -> str:
    """GET: a page of a PDF as PNG; the text [start, end) of `Document.text` is marked in it."""
    marked = f"?van={start}&tot={end}" if start is not None and end is not None else ""
    return f"/dossier/{dossier}/pagina/{sha256}/{page}.png{marked}"


def report_address(dossier: str, assessment: str, kind: str) -> str:
    """GET: a paper with the reviews laid over it. `kind`: the key of a paper. `?bekijk=1`: to look at inline (html);
    `?opmerkingen=1`: with the machine's doubts in the margin (Word)."""
    return f"/dossier/{dossier}/rapport/{assessment}.{kind}"


def worksheet_address(dossier: str) -> str:
    """POST, multipart, field "bestand": a worksheet that was filled in; JSON {"html": what comes of it, "changes": how
    many} or {"reason": text}. Nothing is kept but with `?bewaar=1`."""
    return f"/dossier/{dossier}/werkblad"


def export_address(dossier: str) -> str:
    """GET: the whole dossier as one zip."""
    return f"/dossier/{dossier}/dossier.zip"


# The Word template of the organisation. POST, multipart, field "bestand": JSON {"name"} or {"reason"}; GET: a download.
TEMPLATE_ADDRESS = "/sjabloon"
OWN_TEMPLATE, TEMPLATE_TO_START = "/sjabloon/eigen", "/sjabloon/voorbeeld"
IMPORT_ADDRESS = "/dossiers/inlezen"  # POST, multipart, field "bestand": JSON {"dossier": id} or {"reason": text}
SIGN_IN, SIGN_OUT = "/aanmelden", "/afmelden"  # SIGN_OUT: POST
LOCAL = "lokaal"  # the login of the one user of an app without a login, which listens on this computer only
