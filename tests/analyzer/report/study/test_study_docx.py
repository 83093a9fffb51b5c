"""The documentstudie in Word opens, has all that the study says, and looks as agreed."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from time import perf_counter
from zipfile import ZipFile

import docx as python_docx
import pypdfium2
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from printed import needs_soffice
from word_templates import dutch, template

from analyzer.report.plain_text import printable
from analyzer.report.source import Source
from analyzer.report.study import docx
from analyzer.report.study.docx_pillars import pillar_heading
from analyzer.report.study.docx_spread import CONCLUSIONS, RECOMMENDATIONS
from analyzer.report.study.study import study
from analyzer.report.study.values import Study
from analyzer.types import GapReport

SECONDS = 3.0  # for 76 ambitions with 400 quotes; it takes about one


@pytest.fixture(scope="module")
def content(example: Source) -> Study:
    return study(example)


@pytest.fixture(scope="module")
def data(example: Source) -> bytes:
    return docx.render(replace(example, remarks=True))


@pytest.fixture(scope="module")
def document(data: bytes) -> Document:
    return python_docx.Document(BytesIO(data))


@pytest.fixture(scope="module")
def words(document: Document) -> str:
    lines = []
    for block in document.element.body.iter(qn("w:p")):
        nodes: Iterable[Document] = block.iter(qn("w:t"))
        lines.append("".join(node.text or "" for node in nodes))
    return "\n".join(lines)


@pytest.fixture(scope="module")
def notes(data: bytes) -> list[str]:
    root = parse_xml(ZipFile(BytesIO(data)).read("word/footnotes.xml"))
    return ["".join(node.text or "" for node in note.iter(qn("w:t"))) for note in root]


def headings(document: Document, level: int) -> list[str]:
    return [block.text for block in document.paragraphs if block.style and block.style.name == f"Heading {level}"]


def test_the_chapters_are_those_of_the_study(content: Study, document: Document) -> None:
    first = headings(document, 1)
    pillars = [pillar_heading(pillar) for pillar in content.pillars]
    assert first[:4] == [CONCLUSIONS, RECOMMENDATIONS, "Inleiding", "De documenten"]
    assert first[4:9] == pillars
    assert first[9] == "Waar een beoordelaar anders besliste"
    assert [title.split(":")[0] for title in first[10:]] == ["Bijlage A", "Bijlage B", "Bijlage C"]


def test_headings_go_down_one_level_at_a_time(document: Document) -> None:
    names = [block.style.name for block in document.paragraphs if block.style]
    levels = [int(name[-1]) for name in names if re.fullmatch(r"Heading \d", name or "")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_it_says_what_the_study_says(content: Study, words: str) -> None:
    said = [*content.purpose, *content.method, *content.limits, content.concept, content.note, *content.norms]
    said += [row.name for row in content.documents]
    said += [part for each in content.expected for part in (each.name, each.remark)]
    said += [each.why for each in content.missing]
    for pillar in content.pillars:
        said += [pillar.scope, *pillar.conclusion, *pillar.summary, *pillar.advice]
        for finding in pillar.findings:
            said += [f"{finding.name} – {finding.title}", finding.verdict, *finding.told, *finding.open]
        for each in pillar.recommendations:
            said += [each.number, each.title, each.text, *each.steps, each.owner, each.due, *each.ambitions]
            said += [part for aid in each.aids for part in (aid.name, aid.provider, aid.text)]
        said += [part for role in pillar.questions for part in (role.role, *(each.text for each in role.questions))]
        said += [part for item in pillar.survey for part in (item.text, item.scale)]
    said += [part for each in content.differences for part in (each.name, each.title, each.why, each.signed)]
    for text in said:
        assert printable(text) in words


def test_every_quote_has_a_footnote_to_file_and_page(content: Study, document: Document, notes: list[str]) -> None:
    quotes = [quote for pillar in content.pillars for finding in pillar.findings for quote in finding.quotes]
    marks = [node.get(qn("w:id")) for node in document.element.body.iter(qn("w:footnoteReference"))]
    assert len(marks) == len(set(marks)) == len(quotes) > 50
    mark = qn("w:footnoteReference")
    blocks = [block for block in document.paragraphs if next(block._p.iter(mark), None) is not None]
    for quote, block, note in zip(quotes, blocks, notes[2:], strict=True):
        assert block.style is not None
        assert block.style.name == "Citaat"
        assert block.text.startswith(f"“{quote.text}”")
        assert note.startswith(quote.place)


def test_anchors_are_unique_and_every_link_has_its_target(document: Document) -> None:
    body = document.element.body
    names = [node.get(qn("w:name")) for node in body.iter(qn("w:bookmarkStart"))]
    numbers = [node.get(qn("w:id")) for node in body.iter(qn("w:bookmarkStart"))]
    targets = {node.get(qn("w:anchor")) for node in body.iter(qn("w:hyperlink"))}
    assert len(set(names)) == len(names)
    assert len(set(numbers)) == len(numbers)
    assert targets <= set(names)
    assert all(re.fullmatch(r"\w{1,40}", name) for name in names)


def test_the_appendix_holds_every_ambition_of_every_norm(content: Study, document: Document) -> None:
    found = headings(document, 3)
    for outline in content.outlines:
        for entry in outline.entries:
            assert f"{entry.id} {entry.title}" in found


def test_pictures_have_words_and_tables_have_heads(content: Study, document: Document) -> None:
    pictures = [node.get("descr") for node in document.element.body.iter(qn("wp:docPr"))]
    assert len(pictures) == 1 + len(content.pillars)
    assert all(pictures)
    ids = [node.get("id") for node in document.element.body.iter(qn("wp:docPr"))]
    assert len(set(ids)) == len(ids)
    for grid in document.element.body.iter(qn("w:tbl")):
        first = grid.findall(qn("w:tr"))[0]
        marked = first.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        assert marked == (grid.tblPr.find(qn("w:tblLook")).get(qn("w:firstRow")) == "1")
        assert grid.tblPr.find(qn("w:tblDescription")).get(qn("w:val"))


def test_the_two_pages_have_the_same_five_rows(content: Study, document: Document) -> None:
    left, right = (each for each in document.tables if each.rows[0].cells[0].text == "Pijler")
    names = [row.cells[0].text for row in left.rows]
    assert names == [row.cells[0].text for row in right.rows]
    assert names[1:] == [f"{pillar.number} {pillar.title}" for pillar in content.pillars]


def test_doubts_stand_once_at_the_findings_of_the_chapters(example: Source, document: Document) -> None:
    comments = [comment.text for comment in document.comments]
    assert comments
    assert len(set(comments)) == len(comments)
    assert len(python_docx.Document(BytesIO(docx.render(example))).comments) == 0


def test_nothing_raw_and_no_english_is_printed(words: str, notes: list[str]) -> None:
    text = "\n".join((words, *notes))
    assert not re.search(r"\b(?:in_force|not_found|niet_aangetroffen|planned|rules|None|True|False)\b", text)
    assert "{{" not in text


def test_the_same_source_gives_the_same_bytes(example: Source, data: bytes) -> None:
    assert docx.render(replace(example, remarks=True)) == data


def test_one_norm_is_enough(example: Source) -> None:
    made = python_docx.Document(BytesIO(docx.render(replace(example, reports=example.reports[1:]))))
    assert [title.split(":")[0] for title in headings(made, 1)[10:]] == ["Bijlage A", "Bijlage B"]


def test_hostile_words_are_printed_and_not_obeyed(report: GapReport, example: Source, hostile: str) -> None:
    """A norm that no scan knows, and texts that would be markup."""
    made = docx.render(replace(example, reports=(report,), history=()))
    body = parse_xml(ZipFile(BytesIO(made)).read("word/document.xml"))
    text = "".join(node.text or "" for node in body.iter(qn("w:t")))
    assert printable(hostile) in text


def test_on_a_template_it_has_that_cover_and_fits_its_width(example: Source) -> None:
    made = python_docx.Document(BytesIO(docx.render(replace(example, template=dutch(template())))))
    assert made.paragraphs[0].text == "Voorblad Gemeente Oosterhoven: Documentstudie."
    assert "Subtitle" not in {str(block._p.style) for block in made.paragraphs}
    known = {style.get(qn("w:styleId")) for style in made.styles.element.iter(qn("w:style"))}
    tags = [qn(tag) for tag in ("w:pStyle", "w:rStyle", "w:tblStyle")]
    assert {node.get(qn("w:val")) for node in made.element.body.iter(*tags)} <= known
    for grid in made.element.body.iter(qn("w:tblGrid")):
        assert sum(int(column.get(qn("w:w"))) for column in grid) <= 14.5 * 567 + 10
    levels = [block._p.style for block in made.paragraphs if block.text == "Inleiding" and block._p.style != "TOC1"]
    assert levels == ["Kop1"]


def test_a_large_study_is_made_quickly(large_report: GapReport, example: Source) -> None:
    source = replace(example, reports=(large_report,), history=())
    start = perf_counter()
    docx.render(source)
    assert perf_counter() - start <= SECONDS


# --- laid out ------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@needs_soffice
def test_the_pages_are_as_agreed_when_laid_out(data: bytes, content: Study, tmp_path: Path) -> None:
    """Both summing-up pages are one page each, side by side after the title page; no page is empty."""
    (tmp_path / "studie.docx").write_bytes(data)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "studie.docx")], check=True, capture_output=True, timeout=240)
    pages = pypdfium2.PdfDocument(tmp_path / "studie.pdf")
    texts = [page.get_textpage().get_text_range() for page in pages]
    pages.close()
    number = {
        heading: next(place for place, text in enumerate(texts, 1) if heading in text)
        for heading in (CONCLUSIONS, RECOMMENDATIONS)
    }
    assert (number[CONCLUSIONS], number[RECOMMENDATIONS]) == (2, 3)
    for heading, page in number.items():
        assert content.pillars[-1].title in texts[page - 1], heading
    assert "Inhoud" in texts[3]
    edges = {line for line in texts[1].splitlines() if line in texts[2]}
    for text in texts:
        own = [line for line in text.splitlines() if line.strip() and line not in edges]
        assert len(own) > 1  # more than the number of the page
