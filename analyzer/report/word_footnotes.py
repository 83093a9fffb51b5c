"""Footnotes of a Word document, which python-docx does not write: a part of their own, and a number in the text."""

from __future__ import annotations

from importlib.resources import files

from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part, XmlPart
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement as Element

from analyzer.report.word_styles import style_ids
from analyzer.report.wordml import element, paragraph, run

_REFERENCE, _TEXT = "FootnoteReference", "FootnoteText"
_SEPARATORS = ("separator", "continuationSeparator")
# What comes after the settings of footnotes in the order that the schema asks.
_LATER = (
    *("endnotePr", "compat", "docVars", "rsids", "mathPr", "attachedSchema", "themeFontLang", "clrSchemeMapping"),
    *("doNotIncludeSubdocsInStats", "doNotAutoCompressPictures", "forceUpgrade", "captions", "readModeInkLockDown"),
    *("smartTagType", "schemaLibrary", "shapeDefaults", "doNotEmbedSmartTags", "decimalSymbol", "listSeparator"),
)


class Footnotes:
    """The notes of one document; those that it already had stay."""

    def __init__(self, document: WordDocument) -> None:
        self._root = _part(document).element
        self._ids = style_ids(document)
        self._last = max((int(note.get(qn("w:id"), "0")) for note in self._root.iterfind(qn("w:footnote"))), default=0)
        _announce(document, self._root)

    def add(self, block: Element, words: str) -> None:
        """Puts a number at the end of the paragraph `block`, and `words` beneath the page."""
        self._last = max(self._last, 0) + 1
        _mark(block, _REFERENCE, "footnoteReference", id=self._last)
        note = element(self._root, "footnote", id=self._last)
        line = paragraph(note, "", self._ids.get(_TEXT, _TEXT))
        _mark(line, self._ids.get(_REFERENCE, _REFERENCE), "footnoteRef")
        element(element(line, "r"), "tab")
        run(line, words)


def _mark(block: Element, style: str, tag: str, **attributes: int) -> None:
    piece = element(block, "r")
    element(element(piece, "rPr"), "rStyle", val=style)
    element(piece, tag, **attributes)


def _part(document: WordDocument) -> XmlPart:
    """The part with footnotes. python-docx loads one as bytes; it is put in its own place as a tree."""
    owner = document.part
    for relation in owner.rels.values():
        if relation.reltype != RELATIONSHIP_TYPE.FOOTNOTES:
            continue
        found: Part = relation.target_part
        if isinstance(found, XmlPart):
            return found
        made = XmlPart(found.partname, found.content_type, parse_xml(found.blob), owner.package)
        made.rels.update(found.rels)
        relation._target = made
        return made
    empty = parse_xml((files("analyzer.report") / "templates" / "word_footnotes.xml").read_bytes())
    made = XmlPart(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, empty, owner.package)
    owner.relate_to(made, RELATIONSHIP_TYPE.FOOTNOTES)
    return made


def _announce(document: WordDocument, root: Element) -> None:
    """Word finds the lines above the notes by what the settings say of them."""
    settings = document.settings.element
    if settings.find(qn("w:footnotePr")) is not None:
        return
    later = {qn(f"w:{name}") for name in _LATER}
    place = next((index for index, node in enumerate(settings) if node.tag in later), len(settings))
    properties = settings.makeelement(qn("w:footnotePr"))
    settings.insert(place, properties)
    for note in root.iterfind(qn("w:footnote")):
        if note.get(qn("w:type")) in _SEPARATORS:
            element(properties, "footnote", id=note.get(qn("w:id"), "0"))
