"""All papers of one dossier beside each other: the same quotes, made in time, twice the same, what each must say."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from io import BytesIO
from typing import Any

import docx
import icalendar
import openpyxl
import pytest
from bs4 import BeautifulSoup
from pdf_here import needs_pdf, why_no_pdf
from printed import Print

from analyzer.assessment import REPORT_FORMATS
from analyzer.errors import AnalyzerError
from analyzer.report import machine, separated
from analyzer.report.papers import PAPERS, Paper, editions
from analyzer.report.plain_text import printable
from analyzer.report.source import Source
from analyzer.types import GapReport
from ingest.assemble import assemble
from ingest.errors import UnsupportedFormat
from ingest.readers.dispatch import read_bytes
from ingest.types import Genre

# Papers that hold all evidence; the others refer to it.
WITH_QUOTES = ("docx", "pdf", "html", "xlsx", "documentstudie", "oscal", "csv")
LIMIT = 10.0  # seconds of one core

Made = Mapping[tuple[str, str], bytes]


def papers_of(source: Source, without: tuple[str, ...] = ()) -> dict[tuple[str, str], bytes]:
    """By key and norm; those about the dossier as a whole once, with "" for the norm."""
    left_out = (*without, "pdf") if why_no_pdf() else without
    wanted = [paper for paper in PAPERS.values() if paper.key not in left_out]
    return {
        (paper.key, "" if paper.whole else asked.norm.id): paper.render(asked)
        for paper, asked in editions(source, wanted)
    }


@pytest.fixture(autouse=True)
def _it_can_be_made(request: pytest.FixtureRequest) -> None:
    asked = request.node.callspec.params if hasattr(request.node, "callspec") else {}
    if asked.get("key") == "pdf" or asked.get("paper") is PAPERS["pdf"]:
        needs_pdf()


@pytest.fixture(scope="module")
def made(example: Source) -> Made:
    return papers_of(example)


def expected(report: GapReport) -> Counter[tuple[str, str]]:
    """Of every ambition its quotes as JSON has them, made printable: of each element once, and those that people added
    to the ambition as a whole."""
    found: Counter[tuple[str, str]] = Counter()
    for entry in machine.contracted(report).ambitions:
        own = {(each.document, each.page, each.quote) for part in entry.criteria for each in part.evidence}
        own |= {(each.document, each.page, each.quote) for each in entry.evidence}
        found.update((entry.id, printable(quote)) for _, _, quote in own)
    return found


def flat(text: str) -> str:
    """Without white space: where a line is broken says nothing."""
    return re.sub(r"\s+", "", printable(text))


def words_of(data: bytes, suffix: str) -> str:
    """All text of a paper."""
    if suffix == ".docx":
        document = docx.Document(BytesIO(data))
        body = "\n".join("".join(node.itertext()) for node in document.element.body.iter() if node.tag.endswith("}p"))
        parts = document.part.package.iter_parts()
        notes = [part.blob.decode("utf-8") for part in parts if "footnotes" in part.partname]
        edges = [part for section in document.sections for part in (section.header, section.footer)]
        return "\n".join([body, *notes, *(each.text for part in edges for each in part.paragraphs)])
    if suffix == ".pdf":
        return Print(data).text
    if suffix == ".html":
        return BeautifulSoup(data, "html.parser").get_text(" ")
    if suffix == ".xlsx":
        book = openpyxl.load_workbook(BytesIO(data))
        return "\n".join(str(cell.value) for sheet in book for row in sheet for cell in row if cell.value is not None)
    if suffix == ".json":
        return "\n".join(map(str, leaves(json.loads(data))))
    if suffix == ".ics":
        return "\n".join(str(value) for part in icalendar.Calendar.from_ical(data).walk() for value in part.values())
    return data.decode("utf-8-sig")


def leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [each for part in value.values() for each in leaves(part)]
    if isinstance(value, list):
        return [each for part in value for each in leaves(part)]
    return [] if value is None else [value]


@pytest.fixture(scope="module")
def words(made: Made) -> Callable[[str, str], str]:
    """All text of a paper for a norm, read once."""

    @cache
    def read(key: str, norm: str) -> str:
        paper = PAPERS[key]
        return words_of(made[key, "" if paper.whole else norm], paper.suffix)

    return read


Words = Callable[[str, str], str]


@pytest.mark.parametrize("key", WITH_QUOTES)
def test_every_quote_of_the_json_stands_word_for_word_in_every_format(words: Words, example: Source, key: str) -> None:
    for report in example.reports:
        text = flat(words(key, report.norm.id))
        wanted = expected(report)
        assert len(wanted) > 80
        lost = [quote for (_, quote) in wanted if flat(quote) not in text]
        assert not lost, (key, lost[:3])


def quoted_in_word(data: bytes) -> list[str]:
    """What stands between quotation marks in blocks of quotes."""
    paragraphs = docx.Document(BytesIO(data)).paragraphs
    blocks = [each.text for each in paragraphs if each.style is not None and each.style.name in ("Citaat", "Quote")]
    return [match.group(1) for text in blocks if (match := re.match(r"“(.*?)”(?=\n|$|\s?\[|\W*$)", text, re.DOTALL))]


def quoted_in_html(data: bytes) -> list[str]:
    page = BeautifulSoup(data, "html.parser")
    return [each.get_text().strip().strip("“”") for each in page.select("blockquote")]


def quoted_in_sheet(data: bytes) -> list[str]:
    sheet = openpyxl.load_workbook(BytesIO(data))["Bewijs"]
    rows = list(sheet.iter_rows(values_only=True))
    head = next(row for row in rows if "Citaat of bewijs" in row)
    column = head.index("Citaat of bewijs")
    return [str(row[column]) for row in rows[rows.index(head) + 1 :] if row[column] is not None]


@pytest.mark.parametrize(
    ("key", "quoted"), [("docx", quoted_in_word), ("html", quoted_in_html), ("xlsx", quoted_in_sheet)]
)
def test_no_format_quotes_what_the_json_does_not(
    made: Made, example: Source, key: str, quoted: Callable[[bytes], list[str]]
) -> None:
    for report in example.reports:
        told = flat("\n".join(map(str, leaves(json.loads(machine.render(report))))))
        shown = quoted(made[key, report.norm.id])
        assert len(shown) > 80
        strange = [each for each in shown if flat(each.removesuffix("[…]")) not in told]
        assert not strange, (key, strange[:3])


def test_the_separated_values_are_read_back_as_the_json_has_them(made: Made, example: Source) -> None:
    for report in example.reports:
        rows = separated.read(made["csv", report.norm.id])
        told = {
            (row["ambitie"], row["document"], row["bladzijde"], row["citaat"])
            for row in rows
            if row["citaat_soort"] in ("machine", "toegevoegd")
        }
        assert told == {
            (entry.id, each.document, str(each.page), each.quote)
            for entry in machine.contracted(report).ambitions
            for each in (*entry.evidence, *(item for part in entry.criteria for item in part.evidence))
        }


@pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS)
def test_every_paper_says_that_a_machine_proposed_and_a_person_decides(made: Made, words: Words, paper: Paper) -> None:
    assert paper.key in {key for key, _ in made}
    for key, norm in made:
        if key == paper.key:
            text = " ".join(words(key, norm).lower().split())
            assert re.search(r"machine|programma", text), key
            assert re.search(r"\bmens|\bbeoordelaar|anna de wit", text), key


@pytest.mark.parametrize("key", WITH_QUOTES)
def test_it_shows_where_people_decided_otherwise(words: Words, example: Source, key: str) -> None:
    for report in example.reports:
        text = flat(words(key, report.norm.id))
        assert "AnnadeWit" in text and "BramBos" in text, key


@pytest.mark.slow
def test_a_paper_that_finds_its_way_among_the_documents_proves_nothing(made: Made, example: Source) -> None:
    once = {key: data for (key, norm), data in made.items() if norm in ("", example.norm.id) or PAPERS[key].norms}
    for key, data in once.items():
        name = f"bijlage{PAPERS[key].suffix}"
        if PAPERS[key].suffix == ".xlsx":
            with pytest.raises(UnsupportedFormat):
                read_bytes(data, name)
            continue
        document = assemble(read_bytes(data, name), "0" * 64, name)
        assert document.facts.genre is Genre.NORM, key
        assert "own_report" in [problem.code for problem in document.problems], key


def test_a_paper_about_one_norm_is_known_by_its_name_too() -> None:
    of_norm = {paper.file_name("norm") for paper in PAPERS.values() if "{norm}" in paper.stem}
    assert of_norm == {f"norm.{ending}" for ending in REPORT_FORMATS}


def test_the_same_source_gives_the_same_bytes(made: Made, example: Source) -> None:
    again = papers_of(example, without=("pdf",))  # which takes seconds, and has its own test
    assert len(again) > len(PAPERS) and [key for key in again if made[key] != again[key]] == []


def test_a_formula_stays_text_wherever_a_spreadsheet_would_take_it_for_one(made: Made) -> None:
    seen = 0
    for (key, _), data in made.items():
        if key in ("xlsx", "acties"):
            for sheet in openpyxl.load_workbook(BytesIO(data)):
                cells = [cell for row in sheet for cell in row if str(cell.value or "").startswith(("=", "+"))]
                seen += len(cells)
                assert all(cell.data_type == "s" for cell in cells)
        if key == "csv":
            fields = [field for line in words_of(data, ".csv").splitlines() for field in line.split(";")]
            assert not [field for field in fields if field.startswith(("=", "+", '"=', '"+'))]
    assert seen > 4


# The PDF, which takes some seven, has a test of its own.
@pytest.mark.parametrize("key", [key for key, paper in PAPERS.items() if not paper.norms and key != "pdf"])
def test_a_large_report_takes_less_than_ten_seconds(large_report: GapReport, example: Source, key: str) -> None:
    source = replace(example, reports=(large_report,), history=())
    begin = time.process_time()
    try:
        PAPERS[key].render(source)
    except AnalyzerError:
        assert key == "agenda"  # nobody agreed on a date
    assert time.process_time() - begin < LIMIT


@pytest.mark.parametrize("key", list(PAPERS))
def test_a_report_that_nobody_reviewed_gives_every_paper_too(example: Source, key: str, report: GapReport) -> None:
    bare = [GapReport(norm=each.norm, assessment=each.assessment) for each in example.reports]
    fitting = [each for each in bare if PAPERS[key].fits(each.norm.id)]
    source = replace(example, reports=tuple(fitting), history=(), facts=None)
    if key == "agenda":
        with pytest.raises(AnalyzerError, match="datum"):
            PAPERS[key].render(source)
        return
    text = words_of(PAPERS[key].render(source), PAPERS[key].suffix)
    assert "Anna de Wit" not in text and "None" not in text
