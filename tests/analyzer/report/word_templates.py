"""Word templates as organisations have them, made for tests: good ones, and parts by which to spoil one."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from zipfile import ZipFile

import docx
from docx.document import Document
from docx.oxml.parser import parse_xml
from docx.shared import Cm

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TEXT_BOX = (
    f'<w:p {W} xmlns:v="urn:schemas-microsoft-com:vml"><w:r><w:pict><v:shape><v:textbox><w:txbxContent>'
    "<w:p><w:r><w:t>Peildatum {{peildatum}}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    "</w:p>"
)
# Style ids as a Dutch Word gives them; "Citaat" and "Nadruk" are its names for other styles than ours.
_DUTCH = {
    "Normal": "Standaard",
    "Heading1": "Kop1",
    "Heading2": "Kop2",
    "ListBullet": "Lijstopsomteken",
    "Quote": "Citaat",
    "Emphasis": "Nadruk",
}


def template(*, content: bool = True, change: Callable[[Document], None] | None = None) -> bytes:
    """A cover, a page break, {{inhoud}} and a last page, with a header; text 14.5 cm wide."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(3.5), Cm(3)
    section.header.paragraphs[0].text = "Gemeente Voorbeeld – {{organisatie}}"
    cover = document.add_paragraph("Voorblad {{orga")
    cover.add_run("nisa").bold = True
    cover.add_run("tie}}: {{ Titel }}.")
    document.element.body.insert(1, parse_xml(TEXT_BOX))
    if content:
        document.add_page_break()
        document.add_paragraph("{{inhoud}}")
        document.add_paragraph("Colofon {{datum}}")
    if change is not None:
        change(document)
    return saved(document)


def saved(document: Document) -> bytes:
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def repacked(data: bytes, change: Callable[[str, bytes], bytes], extra: dict[str, bytes] | None = None) -> bytes:
    """The same package, each part changed; `extra`: parts that come with it."""
    target = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(target, "w") as archive:
        for name in source.namelist():
            archive.writestr(name, change(name, source.read(name)))
        for name, part in (extra or {}).items():
            archive.writestr(name, part)
    return target.getvalue()


def dutch(data: bytes) -> bytes:
    """The template as a Dutch Word would have saved it as .dotx, with headings that Word numbers."""

    def change(name: str, part: bytes) -> bytes:
        if name == "[Content_Types].xml":
            return part.replace(b"document.main+xml", b"template.main+xml")
        if not (name.startswith("word/") and name.endswith(".xml")):
            return part
        text = part.decode()
        for old, new in _DUTCH.items():
            text = text.replace(f'w:styleId="{old}"', f'w:styleId="{new}"')
            text = re.sub(rf'(<w:(?:basedOn|next|link|pStyle|rStyle) w:val)="{old}"', rf'\1="{new}"', text)
        if name == "word/styles.xml":
            head, _, tail = text.partition('w:styleId="Kop1"')
            numbered = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>'
            text = f'{head}w:styleId="Kop1"{tail.replace("<w:pPr>", numbered, 1)}'
        return text.encode()

    return repacked(data, change)


def without_styles(data: bytes, *names: str) -> bytes:
    """The template without some of its styles."""

    def change(name: str, part: bytes) -> bytes:
        if name != "word/styles.xml":
            return part
        text = part.decode()
        for style in names:
            text = re.sub(rf'<w:style (?:(?!</w:style>).)*?w:styleId="{style}".*?</w:style>', "", text, flags=re.DOTALL)
        return text.encode()

    return repacked(data, change)


def with_relation(data: bytes, part: str, kind: str, target: str) -> bytes:
    """The template with a relation to something outside the file. `part`: such as "word/_rels/document.xml.rels"."""
    line = (
        f'<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
        f'Target="{target}" TargetMode="External"/></Relationships>'
    ).encode()
    empty = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
    with ZipFile(BytesIO(data)) as archive:
        there = part in archive.namelist()
    extra = {} if there else {part: empty.replace(b"</Relationships>", line)}
    return repacked(data, lambda name, old: old.replace(b"</Relationships>", line) if name == part else old, extra)
