"""An organisation's own Word template: its looks stay, our text fits in, and what could do harm is refused."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Iterable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import docx as python_docx
import pytest
import word_templates
from docx.document import Document
from docx.enum.text import WD_BREAK
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from hypothesis import given, settings
from hypothesis import strategies as st
from word_templates import W, dutch, repacked, saved, template, with_relation, without_styles

from analyzer.report import docx, word_package
from analyzer.report.word_starter import template_to_start_from
from analyzer.report.word_template import MAX_BYTES, MAX_XML, InvalidTemplate, checked_template
from analyzer.report.word_trial import tried_template
from analyzer.report.wordml import paragraph, table
from analyzer.types import GapReport

VALUES = {
    "organisatie": "Gemeente <Waardermeer> & co",
    "titel": "Proefstuk",
    "peildatum": "1 mei 2026",
    "datum": "2 mei",
}


def written(data: bytes | None) -> Document:
    """A small paper on the template, opened again."""
    document = word_package.opened(data)
    with word_package.written(document, VALUES) as body:
        paragraph(body, "1 Onze kop", "Heading1", new_page=True)
        paragraph(body, "Een punt", "ListBullet")
        paragraph(body, "Een aanhaling", "Citaat")
        table(body, (4, 12), ("Kop", "Waarde"), [["a", "b"]], description="Een tabel")
        paragraph(body, "Slot", "NaTabel")
    return python_docx.Document(BytesIO(word_package.saved(document)))


def texts(document: Document) -> list[str]:
    blocks: Iterable[Document] = document.element.body.iter(qn("w:p"))
    return [text for block in blocks if (text := "".join(node.text or "" for node in block.iter(qn("w:t"))))]


def style_of(document: Document, text: str) -> str:
    block = next(block for block in document.paragraphs if block.text == text)
    return str(block._p.style)


@pytest.fixture(scope="module")
def paper() -> Document:
    return written(dutch(template()))


def test_placeholders_are_filled_also_over_runs_in_text_boxes_and_in_the_header(paper: Document) -> None:
    lines = texts(paper)
    assert "Voorblad Gemeente <Waardermeer> & co: Proefstuk." in lines
    assert lines.count("Peildatum 1 mei 2026") >= 1
    assert paper.sections[0].header.paragraphs[0].text == "Gemeente Voorbeeld – Gemeente <Waardermeer> & co"
    assert not any("{{" in line for line in lines)


def test_the_text_comes_at_its_place_between_cover_and_last_page(paper: Document) -> None:
    lines = texts(paper)
    assert lines.index("1 Onze kop") < lines.index("Slot") < lines.index("Colofon 2 mei")
    assert lines[-1] == "Colofon 2 mei"


def test_our_text_has_the_styles_of_the_template(paper: Document) -> None:
    assert style_of(paper, "1 Onze kop") == "Kop1"
    assert style_of(paper, "Een punt") == "Lijstopsomteken"
    known = {style.get(qn("w:styleId")): style for style in paper.styles.element.iter(qn("w:style"))}
    tags = [qn(tag) for tag in ("w:pStyle", "w:rStyle", "w:tblStyle", "w:basedOn", "w:next")]
    used = {node.get(qn("w:val")) for node in (*paper.element.body.iter(*tags), *paper.styles.element.iter(*tags))}
    assert used <= known.keys()


def test_a_style_of_the_same_id_and_another_name_is_left_alone(paper: Document) -> None:
    """A Dutch Word calls its "Quote" by the id of our own style for quotes."""
    names = {style.get(qn("w:styleId")): style.find(qn("w:name")).get(qn("w:val")) for style in _styles(paper)}
    assert names["Citaat"] == "Quote"
    assert names[style_of(paper, "Een aanhaling")] == "Citaat"


def test_no_style_stands_there_twice(paper: Document) -> None:
    ids = [style.get(qn("w:styleId")) for style in _styles(paper)]
    names = [(style.get(qn("w:type")), style.find(qn("w:name")).get(qn("w:val")).lower()) for style in _styles(paper)]
    assert len(set(ids)) == len(ids)
    assert len(set(names)) == len(names)


def test_word_does_not_number_headings_that_have_their_number(paper: Document) -> None:
    block = next(block for block in paper.paragraphs if block.text == "1 Onze kop")
    assert block._p.pPr.find(qn("w:numPr")).find(qn("w:numId")).get(qn("w:val")) == "0"


def test_tables_are_as_wide_as_the_text(paper: Document) -> None:
    columns = [int(column.get(qn("w:w"))) for column in paper.tables[0]._tbl.find(qn("w:tblGrid"))]
    assert abs(sum(columns) - 14.5 * 567) < 10
    assert abs(columns[1] / columns[0] - 3) < 0.01


def test_the_first_heading_begins_no_second_new_page(paper: Document) -> None:
    block = next(block for block in paper.paragraphs if block.text == "1 Onze kop")
    assert block.paragraph_format.page_break_before is False


def test_a_break_after_the_text_makes_no_empty_page() -> None:
    def break_first(document: Document) -> None:
        document.paragraphs[-1].insert_paragraph_before().add_run().add_break(WD_BREAK.PAGE)

    paper = written(template(change=break_first))
    assert paper.paragraphs[-1].text == "Colofon 2 mei"
    assert paper.paragraphs[-1].paragraph_format.page_break_before is True
    assert [block.text for block in paper.paragraphs][-2] == "Slot"


def test_a_template_is_a_document_when_a_paper_is_made(paper: Document) -> None:
    types = ZipFile(BytesIO(saved(paper))).read("[Content_Types].xml")
    assert b"template.main+xml" not in types
    assert paper.settings.element.find(qn("w:updateFields")) is not None
    language = paper.styles.element.find(f"{qn('w:docDefaults')}//{qn('w:lang')}")
    assert language.get(qn("w:val")) == "nl-NL"


def test_a_style_that_lacks_comes_with_its_bullets() -> None:
    paper = written(without_styles(template(), "ListBullet", "Heading2"))
    style = next(style for style in _styles(paper) if style.get(qn("w:styleId")) == "ListBullet")
    number = style.find(f".//{qn('w:numId')}").get(qn("w:val"))
    lists = paper.part.numbering_part.element
    line = next(each for each in lists.iterfind(qn("w:num")) if each.get(qn("w:numId")) == number)
    abstract = line.find(qn("w:abstractNumId")).get(qn("w:val"))
    found = [each for each in lists.iterfind(qn("w:abstractNum")) if each.get(qn("w:abstractNumId")) == abstract]
    assert [each.find(f".//{qn('w:lvlText')}").get(qn("w:val")) for each in found] == ["•"]
    # a heading that lacks takes the colour of one that is there
    colours = {style.get(qn("w:styleId")): style.find(f".//{qn('w:color')}") for style in _styles(paper)}
    assert colours["Heading2"].get(qn("w:val")) == colours["Heading1"].get(qn("w:val"))


def test_without_a_place_the_text_comes_at_the_end_on_a_page_of_its_own() -> None:
    paper = written(template(content=False))
    lines = texts(paper)
    assert lines.index("Voorblad Gemeente <Waardermeer> & co: Proefstuk.") < lines.index("1 Onze kop")
    breaks = [node for node in paper.element.body.iter(qn("w:br")) if node.get(qn("w:type")) == "page"]
    assert len(breaks) == 1


def test_an_empty_template_gives_no_empty_first_page() -> None:
    document = python_docx.Document()
    document.add_paragraph("")
    paper = written(saved(document))
    assert texts(paper)[0] == "1 Onze kop"
    assert paper.paragraphs[0].text == "1 Onze kop"


def test_locks_and_the_tie_to_another_template_are_cut() -> None:
    def lock(document: Document) -> None:
        settings = document.settings.element
        settings.insert(0, parse_xml(f'<w:documentProtection {W} w:edit="readOnly" w:enforcement="1"/>'))

    tied = with_relation(
        template(change=lock), "word/_rels/settings.xml.rels", "attachedTemplate", "file:///S:\\huisstijl.dotm"
    )
    document = word_package.opened(tied)
    assert document.settings.element.find(qn("w:documentProtection")) is None
    with ZipFile(BytesIO(word_package.saved(document))) as archive:
        assert not any(b"huisstijl.dotm" in archive.read(name) for name in archive.namelist())


def test_the_gap_report_leaves_its_title_page_to_the_template(report: GapReport) -> None:
    data = dutch(template())
    made = docx.render(report, template=data)
    document = python_docx.Document(BytesIO(made))
    lines = texts(document)
    assert "Subtitle" not in {str(block._p.style) for block in document.paragraphs}  # our own title page
    assert any(line.startswith("Concept") for line in lines[:20])
    assert docx.render(report, template=data) == made
    for grid in document.element.body.iter(qn("w:tblGrid")):
        assert sum(int(column.get(qn("w:w"))) for column in grid) <= 14.5 * 567 + 10
    for extent in document.element.body.iter(qn("wp:extent")):
        assert int(extent.get("cx")) <= 14.5 * 360000


def test_the_template_to_start_from_serves_as_one(report: GapReport) -> None:
    data = template_to_start_from()
    checked_template(data)
    assert data == template_to_start_from()
    assert "Zo maakt u hiervan uw eigen sjabloon." in "\n".join(texts(python_docx.Document(BytesIO(data))))
    lines = texts(python_docx.Document(BytesIO(docx.render(report, template=data))))
    assert lines[0].startswith("Gemeente Waardermeer")
    assert not any("{{inhoud}}" in line or "eigen sjabloon" in line for line in lines)


# --- what is refused -----------------------------------------------------------------------------------------------


def _styles(document: Document) -> list[Document]:
    return list(document.styles.element.iter(qn("w:style")))


def _body(xml: str) -> Callable[[Document], None]:
    return lambda document: document.element.body.insert(0, parse_xml(xml.replace("<w:p>", f"<w:p {W}>", 1)))


def _bomb() -> bytes:
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("word/document.xml", b" " * (40 << 20))
    return target.getvalue()


def _field(*codes: str) -> bytes:
    pieces = "".join(f"<w:r><w:instrText>{code}</w:instrText></w:r>" for code in codes)
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    return template(change=_body(f"<w:p>{begin}{pieces}{end}</w:p>"))


def _in_table(document: Document) -> None:
    document.paragraphs[-2].clear()
    document.add_table(1, 1).cell(0, 0).text = "{{inhoud}}"


def _replaced(old: bytes, new: bytes) -> bytes:
    return repacked(template(), lambda _, part: part.replace(old, new))


def _moved_header(code: str) -> bytes:
    """The header with a field, as a part of another name: what it is stands in the package's own lists."""
    data = template()
    with ZipFile(BytesIO(data)) as archive:
        name = next(name for name in archive.namelist() if name.startswith("word/header"))
        header = archive.read(name)
    run = f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{code}</w:instrText></w:r></w:p>'
    old = name.removeprefix("word/").encode()
    moved = repacked(data, lambda _, part: part.replace(old, b"kop.bin"))
    return repacked(moved, lambda _, part: part, {"word/kop.bin": header.replace(b"</w:p>", run.encode(), 1)})


def _large(name: str, part: bytes) -> bytes:
    return part.replace(b"</w:styles>", b" " * MAX_XML + b"</w:styles>") if name == "word/styles.xml" else part


MACROS = repacked(
    template(),
    lambda name, part: (
        part.replace(b"wordprocessingml.document.main+xml", b"ms-word.document.macroEnabled.main+xml")
        if name == "[Content_Types].xml"
        else part
    ),
)
DOCUMENT_RELS = "word/_rels/document.xml.rels"
BAD = {
    "empty": (b"", "geen Word-sjabloon"),
    "picture": (b"\x89PNG\r\n", "geen Word-sjabloon"),
    "cut": (template()[:4000], "beschadigd"),
    "old": (b"\xd0\xcf\x11\xe0" + bytes(600), ".doc of .dot"),
    "locked": (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "wachtwoord"),
    "macros": (MACROS, "macro's"),
    "macro part": (repacked(template(), lambda _, part: part, {"word/vbaProject.bin": b"x"}), "macro's"),
    "bomb": (_bomb(), "veel groter"),
    "too large": (bytes(MAX_BYTES + 1), "MB groot"),
    "picture from elsewhere": (
        with_relation(template(), DOCUMENT_RELS, "image", "https://x.example/a.png"),
        "van buiten",
    ),
    "template from elsewhere": (
        with_relation(template(), "word/_rels/settings.xml.rels", "attachedTemplate", "https://x.example/a.dotm"),
        "ander sjabloon",
    ),
    "object": (with_relation(template(), DOCUMENT_RELS, "oleObject", "file:///a.xlsx"), "gekoppeld bestand"),
    "fetching field": (_field("INCLUDE", 'PICTURE "https://x.example/a.png"'), "INCLUDEPICTURE"),
    "fetching field in a part of another name": (_moved_header("INCLUDETEXT x"), "INCLUDETEXT"),
    "much": (repacked(template(), _large), "veel meer tekst"),
    "program": (_field(" dde", "auto c:\\\\windows\\\\cmd.exe"), "DDEAUTO"),
    "entity": (_replaced(b"<w:document ", b'<!DOCTYPE x [<!ENTITY a "b">]><w:document '), "beschadigd"),
    "strict": (
        _replaced(
            b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        ),
        "Strict",
    ),
    "unknown": (template(change=lambda document: document.add_paragraph("{{organsatie}}")), "{{organsatie}}"),
    "in a table": (template(change=_in_table), "eigen alinea"),
    "twice": (template(change=lambda document: document.add_paragraph("{{inhoud}}")), "precies één keer"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_template_that_cannot_serve_is_refused_with_the_way_out(name: str) -> None:
    data, words = BAD[name]
    with pytest.raises(InvalidTemplate) as raised:
        checked_template(data)
    assert words in str(raised.value)
    with pytest.raises(InvalidTemplate):
        word_package.opened(data)


def test_links_and_harmless_fields_are_allowed() -> None:
    linked = with_relation(template(), DOCUMENT_RELS, "hyperlink", "https://www.example.nl/link")
    checked_template(linked)
    checked_template(_field('HYPERLINK "https://www.example.nl/dde link"'))
    checked_template(_field("MACROBUTTON NoMacro [vul in]"))


def test_a_field_cannot_hide_its_name_in_a_field_within_it() -> None:
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    inner = mark.format("begin") + "<w:r><w:instrText>QUOTE 68 68 69</w:instrText></w:r>" + mark.format("end")
    hidden = f"<w:p>{mark.format('begin')}{inner}{mark.format('end')}</w:p>"
    with pytest.raises(InvalidTemplate, match="veld"):
        checked_template(template(change=_body(hidden)))


@pytest.mark.parametrize(
    "code",
    [
        '<w:fldSimple w:instr="QUOTE 68"><w:r><w:t>DDE</w:t></w:r></w:fldSimple>',
        "<w:r><w:t>DDE x</w:t></w:r>",
    ],
)
def test_a_field_cannot_have_its_name_from_what_is_shown(code: str) -> None:
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    with pytest.raises(InvalidTemplate, match="veld"):
        checked_template(template(change=_body(f"<w:p>{mark.format('begin')}{code}{mark.format('end')}</w:p>")))
    shown = f"<w:r><w:instrText>PAGE</w:instrText></w:r>{mark.format('separate')}{code}"
    checked_template(template(change=_body(f"<w:p>{mark.format('begin')}{shown}{mark.format('end')}</w:p>")))


def test_a_placeholder_with_very_much_space_takes_no_long_time() -> None:
    start = time.process_time()
    checked_template(template(change=lambda document: document.add_paragraph("{{" + 4_000 * " ")))
    assert time.process_time() - start < 2


def test_measures_in_fractions_and_a_missing_page_set_up_are_mended() -> None:
    """Some programs write "1440.0000000000002"."""
    fractions = _replaced(b'w:left="1984"', b'w:left="1984.5"')
    assert fractions != template()
    margins = word_package.opened(fractions).sections[-1]._sectPr.find(qn("w:pgMar"))
    assert margins.get(qn("w:left")) == "1984"
    tried_template(fractions)

    def drop(document: Document) -> None:
        document.element.body.remove(document.element.body.sectPr)

    bare = template(change=drop)
    assert word_package.opened(bare).sections[-1]._sectPr.find(qn("w:pgMar")).get(qn("w:left")) == "1417"
    tried_template(bare)


# --- tried ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "spoilt",
    {
        "a header that is not there": lambda name, part: (
            re.sub(rb'(<w:headerReference [^>]*r:id=")', rb"\1x", part) if name == "word/document.xml" else part
        ),
        "properties of another kind": lambda name, part: (
            part.replace(b"coreProperties", b"otherProperties") if name == "docProps/core.xml" else part
        ),
        "a measure that is none": lambda name, part: (
            part.replace(b'w:pos="', b'w:pos="x') if name == "word/styles.xml" else part
        ),
    }.values(),
)
def test_one_with_which_papers_would_fail_is_refused_when_it_is_brought(spoilt: Callable[[str, bytes], bytes]) -> None:
    data = repacked(template(), spoilt)
    checked_template(data)
    with pytest.raises(InvalidTemplate, match="Word"):
        tried_template(data)


@settings(max_examples=25)
@given(seed=st.integers(0, 1 << 32))
def test_whatever_is_changed_in_one_it_is_refused_in_words_or_serves(seed: int) -> None:
    rng = random.Random(seed)
    values = (b"", b"-1", b"1.5", b"x", b"rId99", b"99999999999999999999", b"../x")

    def change(name: str, part: bytes) -> bytes:
        places = list(re.finditer(rb'="([^"]*)"', part))
        if not places or rng.random() < 0.6:
            return part
        place = rng.choice(places)
        return part[: place.start(1)] + rng.choice(values) + part[place.end(1) :]

    data = repacked(template(), change)
    try:
        tried_template(data)
    except InvalidTemplate as refused:
        assert str(refused).endswith(".")
    else:
        assert "1 Onze kop" in texts(written(data))


def test_what_serves_passes() -> None:
    for data in (template(), dutch(template()), template(content=False), template_to_start_from()):
        tried_template(data)


def test_the_helpers_make_a_template_that_is_fine() -> None:
    checked_template(word_templates.template())
    checked_template(dutch(template()))
