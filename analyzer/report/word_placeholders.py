"""The placeholders of an organisation's Word template, such as {{organisatie}}: filled in, and where the text comes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from docx.document import Document as WordDocument
from docx.opc.part import XmlPart
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement as Element

from analyzer.report.plain_text import printable
from analyzer.report.word_styles import style_ids
from analyzer.report.word_template import CONTENT, PLACEHOLDER, own_text, own_texts, placeholder_name

INSTRUCTIONS = "NormtoetsUitleg"  # the id of the style
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_SHOWN = tuple(map(qn, ("w:drawing", "w:pict", "w:object", "w:tbl", "w:sdt", "w:fldSimple", "w:instrText")))


def fill(document: WordDocument, values: Mapping[str, str]) -> None:
    """Puts the values in body, headers, footers, text boxes and notes; a placeholder without a value shows nothing.

    The one for the text itself stays: see `content_place`.
    """
    for root in _roots(document):
        for block in root.iter(qn("w:p")):
            if "{" in own_text(block):
                _fill(block, values)


def drop_instructions(document: WordDocument) -> None:
    """Takes away what the template says to those who make it: paragraphs in the style for that."""
    style = style_ids(document).get(INSTRUCTIONS, INSTRUCTIONS)
    for block in list(document.element.body.iter(qn("w:p"))):
        named = block.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        if named is not None and named.get(qn("w:val")) == style:
            block.getparent().remove(block)


def content_place(body: Element) -> Element | None:
    """The paragraph in whose place the text comes; None: the template has none."""
    for block in body.iterchildren(qn("w:p")):
        found = PLACEHOLDER.fullmatch(own_text(block).strip())
        if found and placeholder_name(found) == CONTENT:
            return block
    return None


def shows(block: Element) -> bool:
    """Whether a reader sees anything of this element of the body."""
    if any(node.text and node.text.strip() for node in block.iter(qn("w:t"))):
        return True
    return block.tag in _SHOWN or next(block.iter(*_SHOWN), None) is not None


def _roots(document: WordDocument) -> Iterator[Element]:
    for part in document.part.package.iter_parts():
        if isinstance(part, XmlPart) and part.partname.startswith("/word/"):
            yield part.element


def _fill(block: Element, values: Mapping[str, str]) -> None:
    """Word splits a placeholder over runs as it likes: the value comes in the run where it began."""
    nodes = own_texts(block)
    words = "".join(node.text or "" for node in nodes)
    for found in reversed(list(PLACEHOLDER.finditer(words))):
        name = placeholder_name(found)
        if name != CONTENT:
            _replace(nodes, found, printable(values.get(name, "")))


def _replace(nodes: list[Element], found: re.Match[str], value: str) -> None:
    start = 0
    put = False
    for node in nodes:
        text = node.text or ""
        first, last = max(found.start() - start, 0), min(found.end() - start, len(text))
        start += len(text)
        if first >= last:
            continue
        node.text = f"{text[:first]}{'' if put else value}{text[last:]}"
        node.set(_SPACE, "preserve")
        put = True
