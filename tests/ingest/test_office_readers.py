"""Word and OpenDocument: what stands on the page is read, in order; the rest is not, and hidden text is told of."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.parser import parse_xml
from docx.shared import Pt, RGBColor

from ingest.readers import docx, odt
from ingest.readers.dispatch import read_bytes
from ingest.readers.raw import RawDocument
from ingest.types import BlockKind

H, P, L, R = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.TABLE_ROW
NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def blocks(document: RawDocument) -> list[tuple[BlockKind, str, int]]:
    return [(block.kind, block.text, block.level) for page in document.pages for block in page.blocks]


def hidden(document: RawDocument) -> list[tuple[str, str]]:
    return [(entry.reason, entry.text) for entry in document.hidden]


def word(document: WordDocument) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def word_body(xml: str, styles: str = "") -> RawDocument:
    """A Word document with this XML as its body, and more styles."""
    document = Document()
    body = document.element.body
    for element in parse_xml(f'<w:body {NS} xmlns:v="urn:schemas-microsoft-com:vml">{xml}</w:body>').iterchildren():
        body.insert(len(body) - 1, element)
    for style in parse_xml(f"<w:styles {NS}>{styles}</w:styles>").iterchildren():
        document.styles.element.append(style)
    return docx.read(word(document), "a.docx")


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"


def test_word_headings_lists_and_tables_in_order() -> None:
    document = Document()
    document.add_paragraph("Integraal veiligheidsplan", style="Title")
    document.add_paragraph("Voor inwoners", style="Subtitle")
    document.add_heading("Inleiding", 1)
    document.add_paragraph("Eerste alinea.")
    document.add_paragraph("punt", style="List Bullet")
    document.add_paragraph("dieper", style="List Bullet 2")
    table = document.add_table(3, 3)
    for row, texts in zip(table.rows, (("Actie", "Wie", "Wanneer"), ("a", "", "c"), ("d", "e", "f")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    table.cell(0, 1).merge(table.cell(0, 2))
    document.add_heading("Aanpak", 2)
    document.add_paragraph("Slot.\tMet tab\nen regel.")
    assert blocks(docx.read(word(document), "a.docx")) == [
        (H, "Integraal veiligheidsplan", 1),
        (P, "Voor inwoners", 0),
        (H, "Inleiding", 1),
        (P, "Eerste alinea.", 0),
        (L, "punt", 1),
        (L, "dieper", 2),
        (R, "Actie | Wie Wanneer", 0),
        (R, "a d | c", 0),
        (R, "e | f", 0),
        (H, "Aanpak", 2),
        (P, "Slot. Met tab en regel.", 0),
    ]


def test_word_styles_with_dutch_names_and_inherited_roles() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="Kop2x"><w:name w:val="Kop 2"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Eigen"><w:name w:val="Gemeentekop"/>'
        '<w:basedOn w:val="Kop2x"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Rond"><w:name w:val="Rond"/><w:basedOn w:val="Rond"/>'
        '<w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Lijst"><w:name w:val="Lijstopsomteken 3"/></w:style>'
    )
    paragraphs = "".join(
        f"<w:p><w:pPr>{properties}</w:pPr>{run(text)}</w:p>"
        for text, properties in (
            ("Nederlands", '<w:pStyle w:val="Kop2x"/>'),
            ("Geërfd", '<w:pStyle w:val="Eigen"/>'),
            ("Uit", '<w:pStyle w:val="Eigen"/><w:outlineLvl w:val="9"/>'),
            ("Niveau", '<w:pStyle w:val="Rond"/>'),
            ("Opsomming", '<w:pStyle w:val="Lijst"/>'),
            ("Nummer", '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="3"/></w:numPr>'),
            ("Nummering uit", '<w:pStyle w:val="Lijst"/><w:numPr><w:numId w:val="0"/></w:numPr>'),
            ("Onbekend", '<w:pStyle w:val="BestaatNiet"/>'),
        )
    )
    assert blocks(word_body(paragraphs, styles)) == [
        (H, "Nederlands", 2),
        (H, "Geërfd", 2),
        (P, "Uit", 0),
        (H, "Niveau", 3),
        (L, "Opsomming", 3),
        (L, "Nummer", 2),
        (P, "Nummering uit", 0),
        (P, "Onbekend", 0),
    ]


def test_word_changes_comments_fields_and_content_controls() -> None:
    document = word_body(
        "<w:p>"
        f"{run('Het ')}<w:del>{run('oude ').replace('w:t', 'w:delText')}</w:del><w:ins>{run('nieuwe ')}</w:ins>"
        f"<w:moveFrom>{run('weg ')}</w:moveFrom><w:moveTo>{run('hier ')}</w:moveTo>"
        f"<w:hyperlink>{run('beleid')}</w:hyperlink>"
        f"<w:sdt><w:sdtPr/><w:sdtContent>{run(' geldt')}</w:sdtContent></w:sdt>"
        "<w:r><w:fldChar w:fldCharType='begin'/><w:instrText>REF</w:instrText><w:fldChar w:fldCharType='end'/></w:r>"
        "<w:r><w:commentReference w:id='1'/><w:noBreakHyphen/><w:softHyphen/><w:t>nu.</w:t></w:r></w:p>"
        f"<w:sdt><w:sdtContent><w:p>{run('In een besturing')}</w:p></w:sdtContent></w:sdt>"
        f"<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p>{run('x')}</w:p></w:tc><w:tc><w:p>{run('y')}</w:p></w:tc></w:tr>"
        f"<w:sdt><w:sdtContent><w:tr><w:tc><w:p>{run('a')}</w:p></w:tc><w:tc><w:p>{run('b')}</w:p></w:tc></w:tr>"
        "</w:sdtContent></w:sdt></w:tbl>"
    )
    assert blocks(document) == [
        (P, "Het nieuwe hier beleid geldt-nu.", 0),
        (P, "In een besturing", 0),
        (R, "a | b", 0),
    ]


def test_a_frame_of_one_cell_a_row_is_ordinary_text() -> None:
    document = Document()
    cell = document.add_table(1, 1).cell(0, 0)
    cell.text = "Eerste."
    cell.add_paragraph("Tweede.")
    assert blocks(docx.read(word(document), "a.docx")) == [(P, "Eerste.", 0), (P, "Tweede.", 0)]


HIDDEN_RUNS = [
    ("<w:vanish/>", "hidden_markup"),
    ("<w:color w:val='FFFFFF'/>", "white"),
    ("<w:color w:val='FEFEFE'/><w:shd w:val='clear' w:fill='FFFFFF'/>", "white"),
    ("<w:sz w:val='3'/>", "tiny"),
    ("<w:rStyle w:val='Weg'/>", "hidden_markup"),
]
SEEN_RUNS = [
    "<w:vanish w:val='0'/>",
    "<w:rStyle w:val='Weg'/><w:vanish w:val='false'/>",
    "<w:color w:val='auto'/>",
    "<w:color w:val='FFFFFF'/><w:shd w:val='clear' w:fill='003366'/>",
    "<w:color w:val='FFFFFF'/><w:highlight w:val='blue'/>",
    "<w:sz w:val='4'/>",
]
STYLE_WEG = (
    "<w:style w:type='character' w:styleId='Weg0'><w:name w:val='Weg0'/><w:rPr><w:vanish/></w:rPr></w:style>"
    "<w:style w:type='character' w:styleId='Weg'><w:name w:val='Weg'/><w:basedOn w:val='Weg0'/></w:style>"
)


@pytest.mark.parametrize(("properties", "reason"), HIDDEN_RUNS)
def test_word_hidden_runs(properties: str, reason: str) -> None:
    document = word_body(
        f"<w:p>{run('Voor ')}{run('ge', properties)}{run('heim', properties)}{run('na')}</w:p>", STYLE_WEG
    )
    assert blocks(document) == [(P, "Voor na", 0)]
    assert hidden(document) == [(reason, "geheim")]
    assert [(problem.code, problem.loss) for problem in document.problems] == [("hidden_text", False)]


@pytest.mark.parametrize("properties", SEEN_RUNS)
def test_word_runs_that_are_seen(properties: str) -> None:
    document = word_body(f"<w:p>{run('tekst', properties)}</w:p>", STYLE_WEG)
    assert blocks(document) == [(P, "tekst", 0)] and not document.hidden and not document.problems


def test_white_text_in_a_coloured_cell_row_or_table_is_seen() -> None:
    styles = (
        "<w:style w:type='table' w:styleId='Blauw'><w:name w:val='Blauw'/><w:tblStylePr w:type='firstRow'>"
        "<w:tcPr><w:shd w:val='clear' w:fill='4F81BD'/></w:tcPr></w:tblStylePr></w:style>"
    )
    white = f"<w:p>{run('kop', '<w:color w:val=&quot;FFFFFF&quot;/>'.replace('&quot;', chr(34)))}</w:p>"
    cell = f"<w:tc><w:tcPr>%s</w:tcPr>{white}</w:tc>"
    dark, plain = (cell % f"<w:shd w:val='clear' w:fill='{fill}'/>" for fill in ("002060", "FFFFFF"))
    styled = word_body(
        f"<w:tbl><w:tblPr><w:tblStyle w:val='Blauw'/></w:tblPr><w:tr>{cell % ''}{plain}</w:tr></w:tbl>", styles
    )
    assert blocks(styled) == [(R, "kop", 0)] and hidden(styled) == [("white", "kop")]
    own = word_body(f"<w:tbl><w:tr>{dark}{dark}</w:tr><w:tr>{plain}{cell % ''}</w:tr></w:tbl>")
    assert blocks(own) == [(R, "kop | kop", 0)] and hidden(own) == [("white", "kop"), ("white", "kop")]


def test_a_hidden_table_row() -> None:
    row = f"<w:tr>%s<w:tc><w:p>{run('a')}</w:p></w:tc><w:tc><w:p>{run('b')}</w:p></w:tc></w:tr>"
    document = word_body(f"<w:tbl>{row % ''}{row % '<w:trPr><w:hidden/></w:trPr>'}</w:tbl>")
    assert blocks(document) == [(R, "a | b", 0)] and hidden(document) == [("hidden_markup", "a | b")]


def test_a_text_box_is_read_once() -> None:
    box = f"<w:txbxContent><w:p>{run('In het kader')}</w:p></w:txbxContent>"
    document = word_body(
        "<w:p><w:r><mc:AlternateContent xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'>"
        f"<mc:Choice Requires='wps'><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:shape>{box}</v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        f"{run('Tekst')}</w:p>"
    )
    assert blocks(document) == [(P, "Tekst", 0), (P, "In het kader", 0)]


def with_parts(data: bytes, parts: dict[str, tuple[str, str]]) -> bytes:
    """A Word file with more or other parts; each value: a text to replace (empty: the whole part) and the new text."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in {*old.namelist(), *parts}:
            content = old.read(name).decode("latin-1") if name in old.namelist() else ""
            before, after = parts.get(name, ("", content))
            new.writestr(name, content.replace(before, after) if before else after)
    return buffer.getvalue()


def test_footnotes_come_at_the_end_of_their_section() -> None:
    document = Document()
    for number in (1, 2):
        document.add_heading(f"Hoofdstuk {number}", 1)
        document.add_paragraph("Een stelling.")
        document.add_paragraph("Nog een.")
    reference = parse_xml(f"<w:r {NS}><w:footnoteReference w:id='7'/></w:r>")
    document.paragraphs[1]._p.append(reference)
    separator = "<w:footnote w:id='0' w:type='separator'><w:p/></w:footnote>"
    notes = (
        f"<w:footnotes {NS}>{separator}<w:footnote w:id='7'><w:p>{run('Zie de wet.')}</w:p></w:footnote></w:footnotes>"
    )
    relation = (
        '<Relationship Id="rId99" Target="footnotes.xml" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"/></Relationships>'
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    data = with_parts(
        word(document),
        {
            "word/footnotes.xml": ("", notes),
            "word/_rels/document.xml.rels": ("</Relationships>", relation),
            "[Content_Types].xml": (
                "</Types>",
                f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>',
            ),
        },
    )
    pages = docx.read(data, "a.docx").pages
    assert [[block.text for block in page.blocks] for page in pages] == [
        ["Hoofdstuk 1", "Een stelling.", "Nog een.", "Zie de wet."],
        ["Hoofdstuk 2", "Een stelling.", "Nog een."],
    ]


def test_a_document_with_macros_is_read_and_strict_open_xml_is_refused() -> None:
    document = Document()
    document.add_paragraph("Tekst")
    plain = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    macro = "application/vnd.ms-word.document.macroEnabled.main+xml"
    data = with_parts(word(document), {"[Content_Types].xml": (plain, macro)})
    assert blocks(read_bytes(data, "a.docm")) == [(P, "Tekst", 0)]
    strict = ("http://schemas.openxmlformats.org/officeDocument/2006/", "http://purl.oclc.org/ooxml/officeDocument/")
    with pytest.raises(Exception, match="Strict Open XML") as caught:
        docx.read(with_parts(word(document), {"_rels/.rels": strict}), "a.docx")
    assert getattr(caught.value, "code", None) == "unsupported"


def test_word_properties() -> None:
    document = Document()
    core = document.core_properties
    core.title, core.author, core.created = "Nota", "", datetime(2024, 5, 6, 7, tzinfo=UTC)
    core.modified = datetime(2024, 6, 7, 8, tzinfo=UTC)
    assert docx.read(word(document), "a.docx").metadata == {
        "title": "Nota",
        "created": "2024-05-06T07:00:00+00:00",
        "modified": "2024-06-07T08:00:00+00:00",
    }


def test_word_properties_as_libreoffice_files_them() -> None:
    document = Document()
    document.core_properties.title = "Nota"
    data = with_parts(
        word(document), {"_rels/.rels": ("package/2006/relationships/metadata", "officedocument/2006/rel")}
    )
    assert docx.read(data, "a.docx").metadata["title"] == "Nota"


def test_a_word_file_without_properties_gets_none() -> None:
    data = word(Document())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        relations = archive.read("_rels/.rels").decode()
    core = next(part for part in re.findall(r"<Relationship [^>]*>", relations) if "core-properties" in part)
    assert docx.read(with_parts(data, {"_rels/.rels": (core, "")}), "a.docx").metadata == {}
    assert docx.read(data, "a.docx").metadata


def test_an_inserted_file_is_told_of_and_a_document_without_text_too() -> None:
    document = word_body("<w:altChunk xmlns:r='x' r:id='rId9'/>")
    assert [(problem.code, problem.loss) for problem in document.problems] == [("embedded_part", True)]
    empty = read_bytes(word(Document()), "leeg.docx")
    assert [(problem.code, problem.loss) for problem in empty.problems] == [("no_text", True)]
    assert "leeg.docx" in empty.problems[0].message


def test_python_docx_formatting_as_a_user_makes_it() -> None:
    document = Document()
    paragraph = document.add_paragraph("Zichtbaar ")
    white, tiny = paragraph.add_run("wit"), paragraph.add_run("klein")
    white.font.color.rgb, tiny.font.size = RGBColor(255, 255, 255), Pt(1)
    found = docx.read(word(document), "a.docx")
    assert blocks(found) == [(P, "Zichtbaar", 0)] and hidden(found) == [("white", "wit"), ("tiny", "klein")]


# --- OpenDocument --------------------------------------------------------------------------------------------------

ODF = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office", "text": "text", "table": "table", "style": "style", "draw": "drawing",
        "fo": "xsl-fo-compatible", "meta": "meta", "svg": "svg-compatible",
    }.items()
) + ' xmlns:dc="http://purl.org/dc/elements/1.1/"'  # fmt: skip


def odt_file(body: str, styles: str = "", meta: str = "") -> bytes:
    parts = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": f"<office:document-content {ODF}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>",
        "styles.xml": f"<office:document-styles {ODF}><office:styles>"
        "<style:style style:name='Heading_20_2' style:display-name='Heading 2' style:family='paragraph'"
        " style:default-outline-level='2'/><style:style style:name='Title' style:family='paragraph'/>"
        "</office:styles></office:document-styles>",
        "meta.xml": f"<office:document-meta {ODF}><office:meta>{meta}</office:meta></office:document-meta>",
        "META-INF/manifest.xml": "<manifest:manifest "
        "xmlns:manifest='urn:oasis:names:tc:opendocument:xmlns:manifest:1.0'>"
        "<manifest:file-entry manifest:full-path='/' manifest:media-type='application/vnd.oasis.opendocument.text'/>"
        "</manifest:manifest>",
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def odt_body(body: str, styles: str = "", meta: str = "") -> RawDocument:
    return odt.read(odt_file(body, styles, meta), "a.odt")


def test_odt_structure_in_order() -> None:
    document = odt_body(
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>verwijderd</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes><text:p text:style-name='Title'>Plan</text:p>"
        "<text:h text:outline-level='1'>Inleiding</text:h>"
        "<text:p>Een<text:s text:c='2'/>alinea<text:tab/>met <text:span>stijl</text:span><text:line-break/>en "
        "<text:a>link</text:a><!-- stil --><office:annotation><text:p>opmerking</text:p></office:annotation>.</text:p>"
        "<text:list><text:list-item><text:p>punt</text:p><text:list><text:list-item><text:p>dieper</text:p>"
        "</text:list-item></text:list></text:list-item></text:list>"
        "<table:table><table:table-header-rows><table:table-row><table:table-cell><text:p>Actie</text:p></table:table-cell>"
        "<table:table-cell table:number-columns-spanned='2'><text:p>Wie</text:p></table:table-cell>"
        "<table:covered-table-cell><text:p>weg</text:p></table:covered-table-cell></table:table-row>"
        "</table:table-header-rows><table:table-row><table:table-cell><text:p>a</text:p><text:p>b</text:p>"
        "</table:table-cell><table:table-cell/><table:table-cell><text:p>c</text:p></table:table-cell></table:table-row>"
        "</table:table><text:section><text:p text:style-name='Heading_20_2'>Kop als alinea</text:p></text:section>"
        "<text:p><draw:frame><draw:text-box><text:p>In het kader</text:p></draw:text-box><svg:desc>plaatje</svg:desc>"
        "</draw:frame>Naast het kader</text:p>"
    )
    assert blocks(document) == [
        (H, "Plan", 1),
        (H, "Inleiding", 1),
        (P, "Een alinea met stijl en link.", 0),
        (L, "punt", 1),
        (L, "dieper", 2),
        (R, "Actie | Wie", 0),
        (R, "a b | c", 0),
        (H, "Kop als alinea", 2),
        (P, "Naast het kader", 0),
        (P, "In het kader", 0),
    ]
    assert not document.hidden


ODT_STYLES = "".join(
    f"<style:style style:name='{name}' style:family='{family}'>{properties}</style:style>"
    for name, family, properties in (
        ("Weg", "text", "<style:text-properties text:display='none'/>"),
        ("Wit", "text", "<style:text-properties fo:color='#ffffff'/>"),
        ("WitOpBlauw", "text", "<style:text-properties fo:color='#ffffff' fo:background-color='#003366'/>"),
        ("Klein", "text", "<style:text-properties fo:font-size='1pt'/>"),
        ("Gewoon", "text", "<style:text-properties fo:font-size='0.5cm'/>"),
        ("AlineaWit", "paragraph", "<style:text-properties fo:color='#ffffff'/>"),
        ("Cel", "table-cell", "<style:table-cell-properties fo:background-color='#003366'/>"),
    )
)
ODT_HIDDEN = [
    ("<text:p>Voor <text:span text:style-name='Weg'>geheim</text:span></text:p>", "hidden_markup"),
    ("<text:p>Voor <text:span text:style-name='Wit'>geheim</text:span></text:p>", "white"),
    ("<text:p>Voor <text:span text:style-name='Klein'>geheim</text:span></text:p>", "tiny"),
    ("<text:p>Voor <text:hidden-text text:string-value='geheim' text:is-hidden='true'/></text:p>", "hidden_markup"),
    ("<text:p>Voor</text:p><text:section text:display='none'><text:p>geheim</text:p></text:section>", "hidden_markup"),
    ("<text:p>Voor</text:p><text:p><text:hidden-paragraph text:is-hidden='true'/>geheim</text:p>", "hidden_markup"),
    ("<text:p>Voor</text:p><text:p text:style-name='AlineaWit'>geheim</text:p>", "white"),
]


@pytest.mark.parametrize(("body", "reason"), ODT_HIDDEN)
def test_odt_hidden_text(body: str, reason: str) -> None:
    document = odt_body(body, ODT_STYLES)
    assert blocks(document) == [(P, "Voor", 0)]
    assert hidden(document) == [(reason, "geheim")]
    assert [problem.code for problem in document.problems] == ["hidden_text"]


def test_odt_text_that_is_seen() -> None:
    document = odt_body(
        "<text:p><text:span text:style-name='WitOpBlauw'>a</text:span><text:span text:style-name='Gewoon'>b</text:span>"
        "<text:hidden-text text:string-value='c' text:is-hidden='false'/></text:p><table:table><table:table-row>"
        "<table:table-cell table:style-name='Cel'><text:p text:style-name='AlineaWit'>d</text:p></table:table-cell>"
        "<table:table-cell><text:p>e</text:p></table:table-cell></table:table-row></table:table>",
        ODT_STYLES,
    )
    assert blocks(document) == [(P, "abc", 0), (R, "d | e", 0)] and not document.hidden


def test_odt_notes_and_properties() -> None:
    note = (
        "<text:note text:note-class='footnote'><text:note-citation>1</text:note-citation>"
        "<text:note-body><text:p>Zie de wet.</text:p></text:note-body></text:note>"
    )
    document = odt_body(
        f"<text:h text:outline-level='1'>Een</text:h><text:p>Stelling{note}.</text:p><text:p>Meer.</text:p>"
        "<text:h text:outline-level='1'>Twee</text:h><text:p>Slot.</text:p>",
        meta="<dc:title>Nota</dc:title><meta:initial-creator>Team</meta:initial-creator>"
        "<meta:creation-date>2024-05-06T07:08:09</meta:creation-date><dc:date>2024-06-07T08:09:10</dc:date>",
    )
    assert [[block.text for block in page.blocks] for page in document.pages] == [
        ["Een", "Stelling.", "Meer.", "Zie de wet."],
        ["Twee", "Slot."],
    ]
    assert document.metadata == {
        "title": "Nota",
        "author": "Team",
        "created": "2024-05-06T07:08:09",
        "modified": "2024-06-07T08:09:10",
    }


def test_dispatch_reads_an_odt_by_its_content() -> None:
    document = read_bytes(odt_file("<text:p>Tekst</text:p>"), "plan.docx")
    assert document.format == "odt" and blocks(document) == [(P, "Tekst", 0)]
    assert [problem.code for problem in document.problems] == ["wrong_extension"]
