"""A Word document as a package: opened empty in the house style or in an organisation's own, written in, and saved so
that same content gives same bytes.

The parts of an empty document (styles, page set-up, numbering) are data files in `templates`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement as Element

from analyzer.report.word_fitting import drop_gaps, fit
from analyzer.report.word_placeholders import content_place, drop_instructions, fill, shows
from analyzer.report.word_styles import add_styles
from analyzer.report.word_template import InvalidTemplate, checked_template, template_archive
from analyzer.report.wordml import element, paragraph

_PARTS = {
    "[Content_Types].xml": "word_content_types.xml",
    "_rels/.rels": "word_package_rels.xml",
    "word/_rels/document.xml.rels": "word_document_rels.xml",
    "word/document.xml": "word_document.xml",
    "word/styles.xml": "word_styles.xml",
    "word/settings.xml": "word_settings.xml",
    "word/numbering.xml": "word_numbering.xml",
    "word/fontTable.xml": "word_fontTable.xml",
}
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip entry can have
_AS_TEMPLATE = b"wordprocessingml.template.main+xml"
_AS_DOCUMENT = b"wordprocessingml.document.main+xml"
# Settings of a template that a paper must not have: it can be edited, and hangs on no other file.
_UNWANTED = tuple(
    map(qn, ("w:documentProtection", "w:writeProtection", "w:attachedTemplate", "w:linkStyles", "w:mailMerge"))
)
_MARGINS = {
    "top": 1417,
    "right": 1417,
    "bottom": 1417,
    "left": 1417,
    "header": 709,
    "footer": 709,
    "gutter": 0,
}  # twips
_MEASURED = tuple(map(qn, ("w:pgSz", "w:pgMar", "w:cols", "w:col", "w:tab")))
# What stands before the wish to renew fields on opening, in the order that the schema asks of the settings.
_AFTER_UPDATE = tuple(
    qn(f"w:{name}")
    for name in (
        *("hdrShapeDefaults", "footnotePr", "endnotePr", "compat", "docVars", "rsids", "attachedSchema"),
        *("themeFontLang", "clrSchemeMapping", "shapeDefaults", "decimalSymbol", "listSeparator"),
    )
)


def opened(template: bytes | None = None) -> WordDocument:
    """An empty document in the house style, or in that of an organisation's own `template` (.docx or .dotx).

    Raises InvalidTemplate.
    """
    if template is None:
        return Document(BytesIO(_empty()))
    checked_template(template)
    try:
        document = Document(BytesIO(_as_document(template)))
        _set_up(document)
        add_styles(document)
        _settle(document)
        drop_instructions(document)
    except Exception as error:  # a file can be broken in more ways than python-docx names
        raise InvalidTemplate(
            "Dit sjabloon kan niet worden gelezen: er ontbreekt iets in het bestand. Open het in Word, bewaar het "
            "opnieuw als “Word-document (*.docx)” en voeg dat bestand toe."
        ) from error
    return document


def framed(document: WordDocument) -> bool:
    """Whether the template shows something before the place of the text, such as a cover: then a paper leaves its own
    title page out. Ask before `written`."""
    body = document.element.body
    place = content_place(body)
    return place is not None and any(shows(block) for block in place.itersiblings(preceding=True))


@contextmanager
def written(document: WordDocument, values: Mapping[str, str] | None = None) -> Iterator[Element]:
    """The body, to write the text in; afterwards that is fitted to the document, and the template's own end follows.

    `values`: of the placeholders of a template, by their names.
    """
    body = document.element.body
    fill(document, values or {})
    before, after = _parted(body)
    yield body
    drop_gaps(body)
    made = list(body)[before:]
    body.extend(_after_break(after))
    section = next((block for block in after for block in block.iter(qn("w:sectPr"))), None)
    if section is not None:
        fit(document, made, section)
    first = next((block for block in made if block.tag == qn("w:p")), None)
    if first is not None and before and _ends_page(body[before - 1]):
        _ask_page(first, "0")  # it stands at the top of a page already


def saved(document: WordDocument) -> bytes:
    """The document as a .docx file, with a fixed time on every entry."""
    target = BytesIO()
    document.save(target)
    return _stable(target.getvalue())


# --- an organisation's own template --------------------------------------------------------------------------------


def _as_document(template: bytes) -> bytes:
    """A .dotx as a .docx: only the name of its kind differs."""
    target = BytesIO()
    with template_archive(template) as source, ZipFile(target, "w") as archive:
        for name in source.namelist():
            data = source.read(name)
            if name == "[Content_Types].xml":
                data = data.replace(_AS_TEMPLATE, _AS_DOCUMENT)
            archive.writestr(ZipInfo(name, _EPOCH), data)
    return target.getvalue()


def _set_up(document: WordDocument) -> None:
    """A page set-up with margins, and measures in whole numbers: some programs write none, or fractions."""
    section = document.element.body.get_or_add_sectPr()
    if section.find(qn("w:pgMar")) is None:
        section.get_or_add_pgMar()
        for side, width in _MARGINS.items():
            section.find(qn("w:pgMar")).set(qn(f"w:{side}"), str(width))
    for root in (document.element.body, document.styles.element):
        for node in root.iter(*_MEASURED):
            for name, value in node.items():
                if "." in value:
                    node.set(name, str(round(float(value))))


def _settle(document: WordDocument) -> None:
    """The settings of a paper: fields are renewed on opening, and nothing is locked or fetched from elsewhere."""
    settings = document.settings.element
    for node in [node for node in settings if node.tag in _UNWANTED]:
        settings.remove(node)
    relations = document.part.part_related_by(RELATIONSHIP_TYPE.SETTINGS).rels
    for name in [name for name, each in relations.items() if each.is_external]:
        del relations[name]
    if settings.find(qn("w:updateFields")) is None:
        wish = settings.makeelement(qn("w:updateFields"))
        wish.set(qn("w:val"), "true")
        places = [index for index, node in enumerate(settings) if node.tag in _AFTER_UPDATE]
        settings.insert(min(places, default=len(settings)), wish)


def _parted(body: Element) -> tuple[int, list[Element]]:
    """How many elements stand before the place of the text, and what comes after it, taken out of the body."""
    place = content_place(body)
    if place is None:
        before = _without_empty_end(body)
        return before, _taken(body, before)
    before = body.index(place)
    section = place.find(f"{qn('w:pPr')}/{qn('w:sectPr')}")
    if section is None:
        body.remove(place)
    else:  # the end of a section of the template: it keeps a paragraph to stand in
        for node in [node for node in place if node.tag != qn("w:pPr")]:
            place.remove(node)
    return before, _taken(body, before)


def _without_empty_end(body: Element) -> int:
    """Takes the empty paragraphs at the end away, so that text does not begin under them. Returns how many are left."""
    blocks = [block for block in body if block.tag != qn("w:sectPr")]
    while blocks and not shows(blocks[-1]) and not _ends_page(blocks[-1]):
        body.remove(blocks.pop())
    if blocks and not _ends_page(blocks[-1]):
        last = paragraph(body)
        body.remove(last)
        body.insert(len(blocks), last)
        element(element(last, "r"), "br", type="page")
        blocks.append(last)
    return len(blocks)


def _taken(body: Element, before: int) -> list[Element]:
    after = list(body)[before:]
    for block in after:
        body.remove(block)
    return after


def _after_break(blocks: list[Element]) -> list[Element]:
    """What follows the text, without a paragraph for a page break alone: beneath a page that is full it would make an
    empty one. The paragraph after it begins the new page itself."""
    paragraphs = [block for block in blocks[:2] if block.tag == qn("w:p")]
    if len(paragraphs) < 2 or shows(paragraphs[0]) or not _breaks_page(paragraphs[0]):
        return blocks
    _ask_page(paragraphs[1], "1")
    return blocks[1:]


def _ends_page(block: Element) -> bool:
    """Whether what follows the element begins on a new page."""
    section = block.find(f"{qn('w:pPr')}/{qn('w:sectPr')}")
    kind = section.find(qn("w:type")) if section is not None else None
    return _breaks_page(block) or (section is not None and (kind is None or kind.get(qn("w:val")) != "continuous"))


def _breaks_page(block: Element) -> bool:
    """Whether its last break is one of the page."""
    return [node.get(qn("w:type")) for node in block.iter(qn("w:br"))][-1:] == ["page"]


def _ask_page(block: Element, asked: str) -> None:
    """Whether the paragraph begins a page ("1") or, though its style says so, does not ("0")."""
    properties = block.get_or_add_pPr()
    for node in properties.findall(qn("w:pageBreakBefore")):
        properties.remove(node)
    before = tuple(map(qn, ("w:pStyle", "w:keepNext", "w:keepLines")))
    mark = properties.makeelement(qn("w:pageBreakBefore"))
    mark.set(qn("w:val"), asked)
    properties.insert(sum(child.tag in before for child in properties), mark)


# --- the file ------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _empty() -> bytes:
    folder = files("analyzer.report") / "templates"
    target = BytesIO()
    with ZipFile(target, "w") as archive:
        for part, source in _PARTS.items():
            archive.writestr(ZipInfo(part, _EPOCH), (folder / source).read_bytes())
    return target.getvalue()


def _stable(data: bytes) -> bytes:
    target = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for entry in source.infolist():
            archive.writestr(ZipInfo(entry.filename, _EPOCH), source.read(entry), ZIP_DEFLATED)
    return target.getvalue()
