"""What holds for every paper that accounts for the use of the program, under all settings."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document

from analyzer.report.accountability import algorithm_register, dpia, method_card
from analyzer.report.accountability.paper import OPEN, Grid, Paper
from analyzer.report.source import Source
from analyzer.review.values import ReviewedAssessment
from analyzer.types import GapReport, Organisation, OrganisationType

Make = Callable[[Source], Paper]
Render = Callable[[Source], bytes]
RENDERERS = (algorithm_register.render, method_card.render, dpia.render)
PAPERS = (algorithm_register.paper, method_card.paper, dpia.paper)
# What a reader must never meet: keys, Python, and English words that slip in with them.
RAW = re.compile(
    r"in_force|not_found|niet_aangetroffen|niet_beoordeeld|\bnvt\b|\brules\b|\bNone\b|\bTrue\b|\bFalse\b|[A-Z]\w+\(\w+="
    r"|\b(unknown|remote|retention|the|and|with|status\.)\b|\{|\}"
)


def texts_of(data: bytes) -> str:
    """All words of a Word document, tables among them."""
    document = Document(BytesIO(data))
    return "\n".join(
        "".join(node.text or "" for node in block.iter("{*}t")) for block in document.element.body.iter("{*}p")
    )


def test_a_paper_has_no_raw_words(make: Make, source: Source) -> None:
    for text in make(source).texts:
        assert not RAW.search(text), text
        assert not re.search(r"  | [.,;](\s|$)", text) and text == text.strip(), text


def test_every_paper_says_that_a_machine_proposes_and_a_person_decides(make: Make, source: Source) -> None:
    made = " ".join(make(source).texts).lower()
    assert "een machine stelt" in made and "een mens" in made and "beslist" in made
    assert "bij 4 ambities gaf een mens een ander oordeel dan de machine" in made
    assert "bij 6 ambities gaf een mens een ander oordeel dan de machine" in made


def test_opzet_and_bestaan_never_werking(under: Callable[[str], Source]) -> None:
    for make in (algorithm_register.paper, method_card.paper):
        made = " ".join(make(under("plain")).texts)
        assert "(opzet)" in made and "(bestaan)" in made and "(werking), laat het nooit zien" in made


def test_what_is_not_known_is_said_and_asked(make: Make, under: Callable[[str], Source]) -> None:
    made = make(under("unknown"))
    assert any("maak dit stuk opnieuw in de app" in each for each in made.open)
    assert not any("geen taalmodel ingesteld" in each for each in made.texts)


@pytest.mark.parametrize(
    ("name", "told", "untold"),
    [
        ("plain", r"geen tekst naar|leest geen taalmodel mee", r"voorbeeld\.nl|deze computer\)"),
        ("remote", r"taalmodel\.voorbeeld\.nl \(buiten deze computer\)", r"geen taalmodel|op deze computer\)"),
        ("local", r"127\.0\.0\.1:11434 \(deze computer\)", r"buiten deze computer|geen taalmodel"),
    ],
)
def test_where_text_goes(make: Make, under: Callable[[str], Source], name: str, told: str, untold: str) -> None:
    made = " ".join(make(under(name)).texts)
    assert re.search(told, made) and not re.search(untold, made)


def test_an_own_template_keeps_its_cover_and_gets_the_paper(example: Source) -> None:
    template = Document()
    template.add_paragraph("Huisstijl van {{organisatie}}: {{titel}}")
    template.add_paragraph("{{inhoud}}")
    target = BytesIO()
    template.save(target)
    for render, make in zip(RENDERERS, PAPERS, strict=True):
        shown = texts_of(render(replace(example, template=target.getvalue())))
        paper = make(example)
        assert f"Huisstijl van Gemeente Oosterhoven: {paper.title}" in shown
        assert paper.concept in shown and paper.note in shown and paper.subtitle not in shown
        assert [text for text in paper.texts[4:] if text not in shown] == []


def test_no_password_of_a_database_is_told(make: Make, under: Callable[[str], Source]) -> None:
    assert not any("geheim@" in text for text in make(under("remote")).texts)


def test_tables_fill_the_page_and_have_heads(make: Make, source: Source) -> None:
    for grid in (block for block in make(source).blocks if isinstance(block, Grid)):
        assert sum(grid.widths) == pytest.approx(16)
        assert {len(row) for row in grid.rows} == {len(grid.header)} == {len(grid.widths)}
        assert all(grid.header) and grid.description and grid.rows


@pytest.mark.parametrize("render", RENDERERS)
def test_the_document_says_what_the_paper_says(render: Render, example: Source) -> None:
    data = render(example)
    assert data == render(example)
    assert {entry.date_time for entry in ZipFile(BytesIO(data)).infolist()} == {(1980, 1, 1, 0, 0, 0)}
    document = Document(BytesIO(data))
    assert document.core_properties.title and document.core_properties.language == "nl-NL"
    assert document.core_properties.created.date() == example.assessment.run.started.date()
    heads = [block.style.style_id for block in document.paragraphs if block.style.style_id.startswith("Heading")]
    assert heads and set(heads) == {"Heading1"}


@pytest.mark.parametrize(("render", "make"), list(zip(RENDERERS, PAPERS, strict=True)))
def test_every_text_arrives_and_what_is_open_stands_out(render: Render, make: Make, example: Source) -> None:
    paper, data = make(example), render(example)
    shown = texts_of(data)
    assert [text for text in paper.texts if text not in shown] == []
    body = Document(BytesIO(data)).element.body
    marked = [
        "".join(node.text for node in piece.iter("{*}t"))
        for piece in body.iter("{*}r")
        if any(fill.get(fill.tag.replace("shd", "fill")) == "FBE9A6" for fill in piece.iter("{*}shd"))
    ]
    assert marked == list(paper.open) and all(OPEN.fullmatch(each) for each in marked)


@pytest.mark.parametrize("render", RENDERERS)
def test_hostile_names_and_reports_without_review(
    render: Render, example: Source, report: GapReport, reviewed_report: ReviewedAssessment, hostile: str
) -> None:
    long = report.assessment.model_copy(
        update={"organisation": Organisation(name=hostile + "x" * 200, type=OrganisationType.WATERSCHAP)}
    )
    for each in (report, reviewed_report, report.model_copy(update={"assessment": long})):
        made = texts_of(render(replace(example, reports=(each,), history=(), facts=None)))
        assert "Proefnorm" in made and "\x1b" not in made
    assert "Nog niemand heeft er een beoordeeld" in made


def test_the_list_of_differences_has_all_of_them(example: Source) -> None:
    (grid,) = (
        block for block in method_card.paper(example).blocks if isinstance(block, Grid) and "Machine" in block.header
    )
    wanted = [
        (each.finding.ambition, each.review.judged.author)
        for report in example.reports
        if isinstance(report, ReviewedAssessment)
        for each in report.findings
        if each.overruled and each.review.judged
    ]
    assert [(str(row[1]).split()[0], str(row[4]).split(",")[0]) for row in grid.rows] == wanted
    assert all(row[2] != row[3] for row in grid.rows)


def test_a_language_model_that_judged_is_told_with_its_prompts(example: Source, judged_report: GapReport) -> None:
    use = judged_report.assessment.run.model
    assert use is not None
    made = " ".join(method_card.paper(replace(example, reports=(judged_report,), history=())).texts)
    assert use.host in made and all(f"versie {each.version} ({each.digest})" in made for each in use.prompts)
    assert "toeval speelt geen rol" not in made and "Controlevragen" in made
