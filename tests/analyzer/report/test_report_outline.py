"""The outline holds what both reports for people say: all of it, in order, with the unread files first."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import docx as python_docx
import pytest
from report_formats import RENDERERS
from web_page import Page

from analyzer.report.entries import MOST_STEPS, Entry
from analyzer.report.outline import Outline, outline
from analyzer.report.plain_text import printable
from analyzer.types import GapReport


@pytest.fixture(scope="module")
def content(report: GapReport) -> Outline:
    return outline(report)


@pytest.fixture(scope="module")
def entries(content: Outline) -> dict[str, Entry]:
    return {entry.id: entry for entry in content.entries}


def test_every_ambition_stands_under_its_pillar(report: GapReport, content: Outline) -> None:
    assert [entry.id for entry in content.entries] == [ambition.id for ambition in report.norm.ambitions]
    assert all(entry.pillar == section.id for section in content.sections for entry in section.entries)
    assert [entry.index for entry in content.entries] == list(range(1, 16))


def test_counts_add_up(content: Outline) -> None:
    assert sum(content.counts) == 15
    assert content.counts == tuple(
        sum(column) for column in zip(*(section.counts for section in content.sections), strict=True)
    )
    assert [sum(segment.count for segment in bar.segments) for bar in content.bars] == [5, 5, 5]


def test_files_that_were_not_read_come_first(content: Outline) -> None:
    assert [row.name for row in content.unread] == ["scan.pdf", "concept.pdf"]
    assert content.unread[0].remarks[0] == "Niet gelezen."
    assert [row.name for row in content.documents] == ["beleidsnota <ondermijning> & co.pdf", "verslag-overleg.docx"]
    assert content.extent == "3 documenten (55 bladzijden en 9 onderdelen)"


@pytest.mark.parametrize("kind", ["docx", "html"])
def test_text_that_addresses_a_model_is_told_of_its_document(
    report: GapReport, kind: str, hostile: str, build_report: Callable[..., GapReport]
) -> None:
    """Such a document was read whole: it stands among the others, with what a reader must know of it."""
    told = (
        "Op 2 plaatsen (p. 3 en 5) staat tekst die zich tot een taalmodel richt. Die telt niet als bewijs.",
        f"Onzichtbare tekst richt zich tot een taalmodel: {hostile}",
    )
    made = build_report()
    first, *rest = made.assessment.documents
    documents = (first.model_copy(update={"problems": told}), *rest)
    made = made.model_copy(update={"assessment": made.assessment.model_copy(update={"documents": documents})})
    row = outline(made).documents[0]
    assert (row.name, row.remarks) == (first.name, told)
    before, after = (_text(kind, RENDERERS[kind](each)) for each in (report, made))
    for remark in told:
        assert printable(remark) in after
        assert printable(remark) not in before


def _text(kind: str, data: bytes) -> str:
    if kind == "html":
        return Page(data.decode()).text
    cells = (cell for table in python_docx.Document(BytesIO(data)).tables for cell in table._cells)
    return "\n".join(cell.text for cell in cells)


def test_places_follow_the_format(entries: dict[str, Entry]) -> None:
    places = [quote.place for quote in entries["1.1"].quotes]
    assert "beleidsnota <ondermijning> & co.pdf, p. 4" in places
    assert "verslag-overleg.docx, onderdeel 4" in places


def test_a_quote_is_never_cut(report: GapReport, entries: dict[str, Entry]) -> None:
    given = {printable(item.quote) for item in report.assessment.findings[0].evidence}
    shown = {quote.text for quote in entries["1.1"].quotes}
    assert max(map(len, shown)) > 600
    assert given <= shown


def test_planned_and_denied_quotes_are_labelled(entries: dict[str, Entry]) -> None:
    assert [(quote.label, quote.proof) for quote in entries["1.3"].quotes] == [("aangekondigd", "")]
    assert [quote.label for quote in entries["1.4"].quotes] == ["ontkend"]
    assert [(quote.label, quote.proof) for quote in entries["1.2"].quotes][:2] == [("", "opzet"), ("", "bestaan")]


def test_quotes_of_elements_that_do_not_decide_come_last(
    report: GapReport, build_report: Callable[..., GapReport]
) -> None:
    finding = report.assessment.findings[1].model_copy(update={"essential": ("1.2.c",)})
    entry = outline(build_report(report.norm, (finding,))).entries[1]
    assert [quote.elements for quote in entry.quotes] == ["element c", "element a", "element b"]
    assert [item.essential for item in entry.elements] == [False, False, True]


def test_a_quote_that_shows_two_elements_stands_once(report: GapReport, build_report: Callable[..., GapReport]) -> None:
    finding = report.assessment.findings[1]
    first = finding.judgements[0].evidence[0]
    again = tuple(
        judgement.model_copy(update={"evidence": (first.model_copy(update={"criterion": judgement.criterion}),)})
        for judgement in finding.judgements[:2]
    )
    entry = outline(build_report(report.norm, (finding.model_copy(update={"judgements": again}),))).entries[1]
    assert [quote.elements for quote in entry.quotes] == ["elementen a en b"]


def test_a_status_line_counts_essential_elements(entries: dict[str, Entry]) -> None:
    assert entries["1.1"].tally == "2 van 2 essentiële elementen geregeld"
    assert entries["1.2"].tally == "1 van 2 essentiële elementen geregeld"
    assert entries["3.5"].tally == "elementen niet beoordeeld"


def test_what_lacks_is_said_with_its_reason(entries: dict[str, Entry]) -> None:
    assert [lack.why for lack in entries["1.2"].lacks] == ["geregeld, maar verouderd"]
    assert [lack.why for lack in entries["1.3"].lacks] == ["alleen aangekondigd", "niet aangetroffen"]
    assert entries["1.1"].lacks == ()


def test_what_was_searched_is_shown_where_something_was_not_found(entries: dict[str, Entry]) -> None:
    search = entries["1.5"].search
    assert search is not None
    assert search.elements == ("a", "b")  # c does not count
    assert search.scope == "3 documenten (64 bladzijden en onderdelen)"
    assert len(search.misses) == 2  # the same passages for all three elements, each once
    assert search.misses[0].reason == "gaat over een andere organisatie"
    assert entries["1.2"].search is None


def test_steps_are_offered_where_something_is_open(entries: dict[str, Entry]) -> None:
    assert len(entries["1.3"].steps) == MOST_STEPS
    assert entries["1.1"].steps == ()  # met
    assert entries["2.1"].steps == ()  # does not apply
    assert entries["2.3"].steps == ()  # not assessed: nobody knows


def test_what_does_not_apply_is_brief(entries: dict[str, Entry]) -> None:
    brief = entries["2.1"]
    assert brief.brief
    assert (brief.elements, brief.lacks, brief.search, brief.tally) == ((), (), None, "")


def test_an_ambition_without_an_outcome_says_so(entries: dict[str, Entry]) -> None:
    assert entries["2.3"].problem == "De modelserver antwoordde niet. Probeer het opnieuw."
    assert "geen uitkomst" in entries["3.5"].problem
    assert entries["3.5"].mark.key == "niet_beoordeeld"
