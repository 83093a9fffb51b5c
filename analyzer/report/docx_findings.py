"""The chapter of findings in the Word report: each pillar, and in it each ambition with its proof or its search."""

from __future__ import annotations

from collections.abc import Iterator

from docx.oxml.xmlchemy import BaseOxmlElement as Element

from analyzer.report import wording
from analyzer.report.entries import Element as CriterionRow
from analyzer.report.entries import Entry, Quote, Search
from analyzer.report.outline import Outline, Section
from analyzer.report.wording import MARKS, Mark
from analyzer.report.wordml import Cell, bookmarked, paragraph, run, table
from analyzer.types import State, Status

_PALE = {  # the ground of an element's verdict: a pale form of the colour its status has
    State.IN_FORCE: "D3EBE3",
    State.PLANNED: "FCF1C2",
    State.ABSENT: "F6D9CE",
    State.NOT_FOUND: "E3E7EC",
}
_SHORT = "DCEEFA"  # in force, but not as asked
_GROUND = "F1F4F7"


def mark_cell(mark: Mark) -> Cell:
    """A table cell in the colours of an outcome."""
    return Cell(text=mark.label, fill=mark.fill, ink=mark.ink, bold=True)


def pillar_anchor(section: Section) -> str:
    """The bookmark of a pillar's heading."""
    return "pijler_" + "".join(letter if letter.isalnum() else "_" for letter in section.id)[:30]


def pillar_heading(section: Section) -> str:
    """ "Pijler 1: titel"."""
    return f"Pijler {section.id}: {section.title}"


def append_findings(body: Element, content: Outline, numbers: Iterator[int]) -> None:
    """Adds all pillars to the document's body. `numbers` yields unused bookmark numbers."""
    for section in content.sections:
        bookmarked(body, pillar_heading(section), "Heading2", pillar_anchor(section), next(numbers))
        if section.summary:
            paragraph(body, section.summary)
        parts = [
            f"{mark.label.lower()} {number}"
            for mark, number in zip(MARKS.values(), section.counts, strict=True)
            if number
        ]
        if parts:
            paragraph(body, f"Uitkomsten in deze pijler: {', '.join(parts)}.", "Eis")
        for entry in section.entries:
            _ambition(body, entry, numbers)


def _ambition(body: Element, entry: Entry, numbers: Iterator[int]) -> None:
    bookmarked(body, f"{entry.id} {entry.title}", "Heading3", f"ambitie_{entry.index}", next(numbers))
    if entry.brief:
        _status_line(body, entry, (entry.rationale or MARKS[Status.NVT].meaning,))
        return
    paragraph(body, entry.requirement, "Eis", keep_next=True)
    certainty = f"Zekerheid: {entry.certainty}" if entry.certainty else ""
    _status_line(body, entry, (certainty, entry.tally, f"Bewijs: {entry.proof}" if entry.proof else ""))
    if entry.problem:
        block = paragraph(body, "", "LetOp")
        run(block, "Niet beoordeeld. ", bold=True, colour="8F2B0B")
        run(block, entry.problem)
        paragraph(body, "", "NaTabel")
    if entry.rationale:
        paragraph(body, entry.rationale, keep_next=True)
    _elements(body, entry.elements)
    _quotes(body, entry.quotes)
    if entry.lacks:
        paragraph(body, "Wat ontbreekt", "Heading4")
        for lack in entry.lacks:
            block = paragraph(body, "", "ListBullet")
            run(block, f"{lack.text}: ")
            run(block, lack.why, style="Nadruk")
    if entry.search:
        _search(body, entry.search)
    _steps(body, entry)


def _status_line(body: Element, entry: Entry, facts: tuple[str, ...]) -> None:
    cells = [mark_cell(entry.mark), Cell(text=" · ".join(fact for fact in facts if fact), fill=_GROUND)]
    description = f"Oordeel over ambitie {entry.id}"
    style, follows = "NormtoetsRegel", not entry.brief
    table(body, (3.2, 12.8), (), [cells], description=description, style=style, keep_next=follows)
    paragraph(body, "", "NaTabel", keep_next=follows)


def _elements(body: Element, elements: tuple[CriterionRow, ...]) -> None:
    rows: list[list[Cell | str]] = []
    for item in elements:
        fill = _SHORT if item.short else _PALE[item.state] if item.state else None
        words = item.text if item.essential else f"{item.text} (telt niet mee)"
        rows.append([item.id, words, Cell(text=item.verdict, fill=fill), item.reason])
    heads = ("Nr.", "Element", "Oordeel", "Toelichting")
    table(body, (0.9, 5.8, 3.1, 6.2), heads, rows, description="Oordeel per element")
    paragraph(body, "", "NaTabel")


def _quotes(body: Element, quotes: tuple[Quote, ...]) -> None:
    if not quotes:
        return
    paragraph(body, "Citaten", "Heading4")
    for quote in quotes:
        block = paragraph(body, "", "Citaat")
        run(block, wording.quoted(quote.text))
        run(block, quote.place, style="Bron", line_break=True)
        if quote.label:
            run(block, " · ", style="Bron")
            run(block, quote.label, bold=True, colour="8F2B0B")
        tail = [quote.elements, quote.proof, quote.note]
        run(block, "".join(f" · {part}" for part in tail if part), style="Bron")


def _search(body: Element, search: Search) -> None:
    paragraph(body, "Wat is gezocht", "Heading4")
    names = wording.listed(search.elements)
    noun = "element" if len(search.elements) == 1 else "de elementen"
    block = paragraph(body, f"Voor {noun} {names} is gezocht in {search.scope}, met: ")
    more = f" en nog {search.more_queries}" if search.more_queries else ""
    run(block, "; ".join(wording.quoted(query) for query in search.queries) + more + ".")
    if not search.misses:
        paragraph(body, "Geen enkele passage kwam in de buurt.")
        return
    paragraph(body, "Het dichtst in de buurt kwamen, maar geen bewijs:", keep_next=True)
    for miss in search.misses:
        block = paragraph(body, "", "Citaat")
        run(block, wording.quoted(miss.text))
        run(block, f"{miss.place} · ", style="Bron", line_break=True)
        run(block, f"geen bewijs: {miss.reason}", style="Bron")


def _steps(body: Element, entry: Entry) -> None:
    if not entry.steps and not entry.recommendation:
        return
    paragraph(body, "Volgende stappen", "Heading4")
    if entry.recommendation:
        paragraph(body, entry.recommendation)
    if entry.steps:
        paragraph(body, wording.STEPS_INTRO, keep_next=True)
    for step in entry.steps:
        block = paragraph(body, "", "ListBullet")
        run(block, f"{step.id}. {step.title}", style="Nadruk")
        if step.text:
            run(block, f" – {step.text}")
