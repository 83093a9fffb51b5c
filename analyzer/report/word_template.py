"""An organisation's own Word template: what it must be, and what it must not hold.

A template is a file from outside that ends up in every paper, so it is looked through before anything is made with it:
no macros, nothing that fetches text or pictures from elsewhere, nothing that unpacks to more than a document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from zipfile import ZipFile

from lxml import etree

from analyzer.errors import AnalyzerError
from ingest.errors import EncryptedDocument, IngestError, LimitExceeded
from ingest.readers.archive import UNPACKING, open_archive, refuse_entities

CONTENT = "inhoud"
PLACEHOLDERS = {
    "organisatie": "de naam van de organisatie",
    "norm": "de norm waaraan is getoetst",
    "titel": "de titel van het stuk",
    "peildatum": "de dag waarnaar de documenten zijn beoordeeld",
    "datum": "de dag waarop het stuk is gemaakt",
    CONTENT: "hier komt de tekst van het stuk",
}
PLACEHOLDER = re.compile(r"\{\{([^{}]{1,100})\}\}")  # with white space around the name: see `placeholder_name`
MAX_BYTES = 20_000_000  # a template with a photograph on its cover has some five million
MAX_XML = 8_000_000  # bytes of all text and styles, unpacked; as trees they take some sixty times that in memory

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = b"http://purl.oclc.org/ooxml/"
_COMPOUND = b"\xd0\xcf\x11\xe0"  # the older container: .doc and .dot, and documents with a password
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_WORD = r"application/vnd\.openxmlformats-officedocument\.wordprocessingml"
_MAIN = re.compile(rf'ContentType="{_WORD}\.(?:document|template)')
# Fields that fetch something, or start another program.
_FETCHING = {"DDE", "DDEAUTO", "LINK", "INCLUDETEXT", "INCLUDEPICTURE", "INCLUDE", "IMPORT", "DATABASE", "RD"}
_NESTED = "\0"  # stands in a field's code for a field within it
_OF_FIELDS = tuple(f"{_W}{name}" for name in ("fldChar", "fldSimple", "instrText", "delInstrText", "t"))
_CARRIED = ("/oleObject", "/aFChunk", "/control", "/attachedToolbars", "/vbaProject", "/subDocument", "/frame")
_LINKS = ("/hyperlink", "/attachedTemplate")  # the second is cut when a paper is made
_LOCAL = ("file:", "\\\\")
# How a part with XML in it begins, in whatever letters, whatever it is called.
_LIKE_XML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<|\x00\s*<|\xff\xfe|\xfe\xff|\x4c\x6f\xa7\x94")

_AGAIN = "Bewaar het in Word opnieuw als “Word-document (*.docx)” of “Word-sjabloon (*.dotx)” en voeg dat bestand toe."


class InvalidTemplate(AnalyzerError):
    """The file cannot serve as a template. The message is Dutch and says what to do."""


def checked_template(data: bytes) -> None:
    """Raises InvalidTemplate."""
    with template_archive(data) as archive:
        names = _names(archive)
        _refuse_macros(archive, names)
        written = _written(archive, names)
        for name in written:
            if name.lower().endswith(".rels"):
                _check_relations(_tree(archive, name))
        for name in written:  # the file itself says elsewhere which of them are text, so all
            _check_part(_tree(archive, name))
        _check_content(_tree(archive, _main_part(archive, names)))


def template_archive(data: bytes) -> ZipFile:
    """The package of a Word template, within all limits. Raises InvalidTemplate where it is something else."""
    if len(data) > MAX_BYTES:
        size, most = len(data) // 1_000_000, MAX_BYTES // 1_000_000
        raise InvalidTemplate(
            f"Dit sjabloon is {size} MB groot; {most} MB is het meeste dat kan. Verklein de afbeeldingen erin (in "
            "Word: Afbeeldingen comprimeren) en voeg het opnieuw toe."
        )
    if data.startswith(_COMPOUND):
        if _ENCRYPTED in data:
            raise InvalidTemplate("Dit sjabloon is beveiligd met een wachtwoord. Bewaar het zonder wachtwoord.")
        raise InvalidTemplate(f"Dit is een Word-bestand van een oude soort (.doc of .dot). {_AGAIN}")
    try:
        archive = open_archive(data, "sjabloon")
    except LimitExceeded as error:
        raise InvalidTemplate(
            f"Dit bestand is uitgepakt veel groter dan een sjabloon hoort te zijn, en is daarom niet geopend. {_AGAIN}"
        ) from error
    except EncryptedDocument as error:
        raise InvalidTemplate("Dit sjabloon is beveiligd met een wachtwoord. Bewaar het zonder wachtwoord.") from error
    except IngestError as error:
        raise InvalidTemplate(f"Dit is geen Word-sjabloon, of het bestand is beschadigd. {_AGAIN}") from error
    try:
        refuse_entities(archive, "sjabloon")
        types = archive.read("[Content_Types].xml").decode("utf-8", "replace")
    except (IngestError, KeyError, *UNPACKING) as error:
        archive.close()
        raise InvalidTemplate(f"Dit is geen Word-sjabloon, of het bestand is beschadigd. {_AGAIN}") from error
    if "macroEnabled" not in types and not _MAIN.search(types):
        archive.close()
        raise InvalidTemplate(f"Dit is geen Word-sjabloon. {_AGAIN}")
    return archive


def _names(archive: ZipFile) -> list[str]:
    names = archive.namelist()
    if len({name.lower() for name in names}) != len(names):
        raise InvalidTemplate(f"Dit sjabloon bevat onderdelen die dubbel voorkomen. {_AGAIN}")
    return names


def _written(archive: ZipFile, names: list[str]) -> list[str]:
    """The parts that hold XML. Raises InvalidTemplate where that is too much."""
    found = []
    for name in names:
        try:
            with archive.open(name) as part:
                head = part.read(64)
        except UNPACKING as error:
            raise InvalidTemplate(f"Dit sjabloon is beschadigd. {_AGAIN}") from error
        if name.lower().endswith((".xml", ".rels")) or _LIKE_XML.match(head):
            found.append(name)
    if sum(archive.getinfo(name).file_size for name in found) > MAX_XML:
        raise InvalidTemplate(
            "Dit sjabloon bevat veel meer tekst of stijlen dan een sjabloon nodig heeft. Verwijder wat er niet in "
            "hoort en voeg het opnieuw toe."
        )
    return found


def _tree(archive: ZipFile, name: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        data = archive.read(name)
        if _STRICT in data:
            raise InvalidTemplate(
                "Dit sjabloon is bewaard als “Strict Open XML-document”. Kies in Word bij Opslaan als de gewone soort "
                "“Word-document (*.docx)” en voeg dat bestand toe."
            )
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, *UNPACKING) as error:
        raise InvalidTemplate(f"Dit sjabloon is beschadigd. {_AGAIN}") from error


def _refuse_macros(archive: ZipFile, names: list[str]) -> None:
    types = archive.read("[Content_Types].xml")
    if b"macroEnabled" in types or b"vbaProject" in types or any("vbaProject" in name for name in names):
        raise InvalidTemplate(f"Dit sjabloon bevat macro's (.docm of .dotm). Die zijn hier niet toegestaan. {_AGAIN}")
    if any("/activex/" in name.lower() for name in names):
        raise InvalidTemplate(
            "Dit sjabloon bevat besturingselementen van ActiveX. Verwijder ze in Word (tabblad Ontwikkelaars) en voeg "
            "het opnieuw toe."
        )


def _check_relations(root: etree._Element) -> None:
    for relation in root:
        kind, target = relation.get("Type", ""), relation.get("Target", "")
        if kind.endswith(_CARRIED):
            raise InvalidTemplate(
                "Dit sjabloon bevat een ingesloten of gekoppeld bestand, zoals een Excel-object. Vervang het in Word "
                "door een afbeelding of gewone tekst en voeg het sjabloon opnieuw toe."
            )
        if relation.get("TargetMode") != "External":
            continue
        if kind.endswith("/attachedTemplate") and not target.lower().startswith(_LOCAL):
            raise InvalidTemplate(
                "Dit sjabloon haalt zelf een ander sjabloon op van een adres. Koppel dat los in Word (Ontwikkelaars, "
                "Documentsjabloon, kies Normal) en voeg het opnieuw toe."
            )
        if not kind.endswith(_LINKS):
            raise InvalidTemplate(
                "Dit sjabloon haalt iets op van buiten het bestand, zoals een gekoppelde afbeelding. Voeg de "
                "afbeelding in Word in zonder koppeling en voeg het sjabloon opnieuw toe."
            )


def _check_part(root: etree._Element) -> None:
    for name in _field_names(root):
        if name in _FETCHING or _NESTED in name:  # another field can make up the name of the one around it
            shown = f" ({name})" if name in _FETCHING else ""
            raise InvalidTemplate(
                f"Dit sjabloon bevat een veld dat iets van elders kan ophalen{shown}. Verwijder dat veld in Word "
                "(Alt+F9 laat velden zien) en voeg het sjabloon opnieuw toe."
            )
    for block in root.iter(f"{_W}p"):
        for name in map(placeholder_name, PLACEHOLDER.finditer(own_text(block))):
            if name not in PLACEHOLDERS:
                known = ", ".join(f"{{{{{each}}}}}" for each in PLACEHOLDERS)
                raise InvalidTemplate(
                    f"Dit sjabloon vraagt om {{{{{name[:40]}}}}}, en dat kent dit programma niet. Wel kan: {known}. "
                    "Pas het aan in Word en voeg het sjabloon opnieuw toe."
                )


def _field_names(root: etree._Element) -> Iterator[str]:
    """The first word of each field's code. Word splits a code over runs as it likes, and nests fields."""
    for simple in root.iter(f"{_W}fldSimple"):
        yield _first_word(simple.get(f"{_W}instr", ""))
    codes: list[str] = []  # of the fields that are open, the innermost last
    shows: list[bool] = []  # of each of these, whether what follows is its result
    for node in root.iter(*_OF_FIELDS):
        kind = node.get(f"{_W}fldCharType")
        if (kind == "begin" or node.tag == f"{_W}fldSimple") and codes and not shows[-1]:
            codes[-1] += _NESTED
        if kind == "begin":
            codes.append("")
            shows.append(False)
        elif kind == "separate" and shows:
            shows[-1] = True
        elif kind == "end" and codes:
            shows.pop()
            yield _first_word(codes.pop())
        elif codes and not shows[-1]:
            codes[-1] += node.text or ""
    yield from map(_first_word, codes)


def _first_word(code: str) -> str:
    return "".join(code.replace('"', " ").split(maxsplit=1)[:1]).upper()


def _main_part(archive: ZipFile, names: list[str]) -> str:
    relations = _tree(archive, "_rels/.rels") if "_rels/.rels" in names else ()
    for relation in relations:
        if relation.get("Type", "").endswith("/officeDocument"):
            name = relation.get("Target", "").lstrip("/")
            if name in names:
                return str(name)
    raise InvalidTemplate(f"Dit is geen Word-sjabloon: de tekst ontbreekt. {_AGAIN}")


def _check_content(root: etree._Element) -> None:
    """{{inhoud}} stands once at most, in a paragraph of its own that is not in a table or a text box."""
    body = root.find(f"{_W}body")
    if body is None:
        raise InvalidTemplate(f"Dit is geen Word-sjabloon: de tekst ontbreekt. {_AGAIN}")
    asking = [
        block
        for block in body.iter(f"{_W}p")
        if CONTENT in map(placeholder_name, PLACEHOLDER.finditer(own_text(block)))
    ]
    for block in asking:
        if len(asking) > 1 or block.getparent() is not body or not PLACEHOLDER.fullmatch(own_text(block).strip()):
            raise InvalidTemplate(
                "{{inhoud}} moet precies één keer in het sjabloon staan, in een eigen alinea: niet in een tabel, een "
                "tekstvak of een invulveld, en zonder andere tekst in die alinea."
            )


def placeholder_name(found: re.Match[str]) -> str:
    """Of a match of `PLACEHOLDER`."""
    return found.group(1).strip().lower()


def own_text(block: etree._Element) -> str:
    """The text of a paragraph, without that of paragraphs within it (text boxes)."""
    return "".join(node.text or "" for node in own_texts(block))


def own_texts(block: etree._Element) -> list[etree._Element]:
    """The `w:t` elements of a paragraph, without those of paragraphs within it."""
    return [node for node in block.iter(f"{_W}t") if next(node.iterancestors(f"{_W}p"), None) is block]
