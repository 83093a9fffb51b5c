"""What there is to know of this installation: its version, where everything is kept, and how to keep a copy of it."""

from __future__ import annotations

from analyzer.access_settings import Login
from analyzer.errors import ModelError
from analyzer.store.store import Store
from analyzer.version import VERSION
from ingest.types import Frozen
from ui.configuration import Configuration

_ENTRY = {
    Login.LOCAL: "zonder aanmelding, alleen op deze computer",
    Login.ACCOUNTS: "met een naam en een wachtwoord van deze app",
    Login.PROXY: "door de toegangspoort van de organisatie",
    Login.OIDC: "door de aanmelddienst van de organisatie (OpenID Connect)",
}


class Installation(Frozen):
    """`facts`: rows of label and text."""

    facts: tuple[tuple[str, str], ...]


def installation(store: Store, configuration: Configuration, login: Login, *, manages: bool) -> Installation:
    """`manages`: who asks may know where files are."""
    database = store.database
    kind = "SQLite, in de gegevensmap" if database.embedded else "PostgreSQL"
    if manages and not database.embedded:
        kind += f" op {database.url.host or 'deze computer'}, databank {database.url.database or '–'}"
    facts = [("Versie van Normtoets", VERSION), ("Database", kind)]
    if manages:
        facts.append(("Gegevensmap", str(store.folder.absolute())))
    facts += [("Aanmelden", _ENTRY[login]), ("Tekst gaat naar", _destination(configuration))]
    return Installation(facts=tuple(facts))


def _destination(configuration: Configuration) -> str:
    try:
        settings = configuration.model()
    except ModelError:
        return "niet bekend: de instellingen van het taalmodel kloppen niet"
    return "nergens: alles blijft op deze computer" if settings is None else settings.destination.text
