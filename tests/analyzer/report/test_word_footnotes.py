"""Footnotes are real ones: a part of their own with the lines above them, numbers in the text, and styles."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import docx as python_docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement as Element
from word_templates import W, dutch, repacked, template

from analyzer.report import word_package
from analyzer.report.word_footnotes import Footnotes
from analyzer.report.wordml import paragraph

# A template that has a footnote of its own, with a link in it.
_OWN = (
    f'<w:footnotes {W}><w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote><w:footnote w:id="7"><w:p><w:r><w:t>'
    "Van het sjabloon</w:t></w:r></w:p></w:footnote></w:footnotes>"
).encode()
_TYPE = b"application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"


def with_own_footnotes() -> bytes:
    def change(name: str, part: bytes) -> bytes:
        if name == "[Content_Types].xml":
            line = b'<Override PartName="/word/footnotes.xml" ContentType="' + _TYPE + b'"/></Types>'
            return part.replace(b"</Types>", line)
        if name == "word/_rels/document.xml.rels":
            kind = RELATIONSHIP_TYPE.FOOTNOTES.encode()
            line = b'<Relationship Id="rIdF" Type="' + kind + b'" Target="footnotes.xml"/></Relationships>'
            return part.replace(b"</Relationships>", line)
        return part

    return repacked(template(), change, {"word/footnotes.xml": _OWN})


def made(data: bytes | None) -> bytes:
    document = word_package.opened(data)
    notes = Footnotes(document)
    with word_package.written(document) as body:
        for text in ("eerste", "tweede"):
            notes.add(paragraph(body, text), f"Bij {text}: beleid & <plan>.pdf, p. 4")
    return word_package.saved(document)


def notes_of(data: bytes) -> Element:
    with ZipFile(BytesIO(data)) as archive:
        return parse_xml(archive.read("word/footnotes.xml"))


def text_of(note: Element) -> str:
    return "".join(node.text or "" for node in note.iter(qn("w:t")))


def references(document: Document) -> list[str]:
    return [node.get(qn("w:id")) for node in document.element.body.iter(qn("w:footnoteReference"))]


def test_each_number_in_the_text_has_its_note() -> None:
    data = made(None)
    document = python_docx.Document(BytesIO(data))
    notes = {note.get(qn("w:id")): text_of(note) for note in notes_of(data)}
    assert references(document) == ["1", "2"]
    assert [notes[each] for each in references(document)] == [
        "Bij eerste: beleid & <plan>.pdf, p. 4",
        "Bij tweede: beleid & <plan>.pdf, p. 4",
    ]


def test_the_lines_above_the_notes_are_there_and_the_settings_name_them() -> None:
    data = made(None)
    kinds = {note.get(qn("w:id")): note.get(qn("w:type")) for note in notes_of(data)}
    assert (kinds["-1"], kinds["0"]) == ("separator", "continuationSeparator")
    settings = python_docx.Document(BytesIO(data)).settings.element
    named = [node.get(qn("w:id")) for node in settings.find(qn("w:footnotePr"))]
    assert named == ["-1", "0"]
    tags = [node.tag for node in settings]  # the order that the schema asks
    assert tags.index(qn("w:updateFields")) < tags.index(qn("w:footnotePr")) < tags.index(qn("w:compat"))


def test_the_notes_have_the_styles_of_the_document() -> None:
    data = made(dutch(template()))
    document = python_docx.Document(BytesIO(data))
    known = {style.get(qn("w:styleId")) for style in document.styles.element.iter(qn("w:style"))}
    used = [node.get(qn("w:val")) for node in notes_of(data).iter(qn("w:pStyle"), qn("w:rStyle"))]
    assert len(used) == 4
    assert set(used) <= known


def test_the_notes_of_a_template_stay_and_keep_their_numbers() -> None:
    data = made(with_own_footnotes())
    notes = {note.get(qn("w:id")): text_of(note) for note in notes_of(data)}
    assert notes["7"] == "Van het sjabloon"
    assert references(python_docx.Document(BytesIO(data))) == ["8", "9"]
    assert notes["8"].startswith("Bij eerste")
    assert ZipFile(BytesIO(data)).namelist().count("word/footnotes.xml") == 1
