"""The chapter of findings in the Word report: each pillar, and in it each ambition with its proof or its search."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from docx.oxml.xmlchemy import BaseOxmlElement as Element

from analyzer.report import judge_wording, review_wording, wording
from analyzer.report.docx_opinions import append_opinion, append_quotes, append_rejected
from analyzer.report.docx_remarks import Remarks
from analyzer.report.docx_review import (
    append_outside,
    append_rationale,
    append_set_aside,
    append_shift,
    append_task,
    append_verdicts,
)
from analyzer.report.docx_verdicts import verdict_cell, verdict_line
from analyzer.report.entries import Element as CriterionRow
from analyzer.report.entries import Entry, Search
from analyzer.report.outline import Outline, Section
from analyzer.report.pillar_conclusions import PillarText
from analyzer.report.quotes import Quote
from analyzer.report.wording import MARKS
from analyzer.report.wordml import Cell, bookmarked, link, paragraph, run, table
from analyzer.types import Status


@dataclass(frozen=True)
class _Setting:
    content: Outline
    numbers: Iterator[int]
    prefix: str
    remarks: Remarks | None


def pillar_anchor(section: Section, prefix: str = "") -> str:
    """The bookmark of a pillar's heading. `prefix`: that of the norm, where a paper holds more than one."""
    return f"pijler_{prefix}" + "".join(letter if letter.isalnum() else "_" for letter in section.id)[:24]


def ambition_anchor(index: int, prefix: str = "") -> str:
    """The bookmark of an ambition's heading; `index` as in `Entry`, `prefix` as for a pillar."""
    return f"ambitie_{prefix}{index}"


def pillar_heading(section: Section) -> str:
    """ "Pijler 1: titel"."""
    return f"Pijler {section.id}: {section.title}"


def append_findings(
    body: Element, content: Outline, numbers: Iterator[int], *, prefix: str = "", remarks: Remarks | None = None
) -> None:
    """Adds all pillars to the document's body. `numbers` yields unused bookmark numbers; `prefix` sets the bookmarks of
    one norm apart from those of another; `remarks`: the machine's doubts, to stand as comments at the verdicts."""
    setting = _Setting(content=content, numbers=numbers, prefix=prefix, remarks=remarks)
    for section in content.sections:
        bookmarked(body, pillar_heading(section), "Heading2", pillar_anchor(section, prefix), next(numbers))
        if section.summary:
            paragraph(body, section.summary)
        parts = [
            f"{mark.label.lower()} {number}"
            for mark, number in zip(MARKS.values(), section.counts, strict=True)
            if number
        ]
        if parts:
            paragraph(body, f"Uitkomsten in deze pijler: {', '.join(parts)}.", "Eis")
        if section.conclusion:
            _conclusion(body, section.conclusion, prefix)
        for entry in section.entries:
            _ambition(body, entry, setting)


def _conclusion(body: Element, conclusion: PillarText, prefix: str) -> None:
    """Set apart by the bar of what a machine proposes; each sentence links to the ambitions that it rests on."""
    paragraph(body, judge_wording.CONCLUSION, "Heading4")
    block = paragraph(body, "", "ConceptToelichting", keep_next=True)
    for number, sentence in enumerate(conclusion.sentences):
        run(block, f"{' ' if number else ''}{sentence.text} (")
        for place, reference in enumerate(sentence.references):
            if place:
                run(block, ", ")
            link(block, ambition_anchor(reference.index, prefix), reference.id)
        run(block, f"){sentence.stop}")
    run(paragraph(body, "", "ConceptToelichting"), conclusion.mark, style="Bron")
    paragraph(body, "", "NaTabel")


def _ambition(body: Element, entry: Entry, setting: _Setting) -> None:
    anchor = ambition_anchor(entry.index, setting.prefix)
    bookmarked(body, f"{entry.id} {entry.title}", "Heading3", anchor, next(setting.numbers))
    layer = entry.layer
    if entry.brief:
        _status_line(body, entry, (entry.rationale or MARKS[Status.NVT].meaning, layer.line if layer else ""))
        return
    paragraph(body, entry.requirement, "Eis", keep_next=True)
    verdict = _verdict(body, entry, reviewing=setting.content.reviewing is not None)
    if setting.remarks:
        setting.remarks.attach(entry.index, verdict)
    if layer:
        append_shift(body, layer)
    if entry.problem:
        _warning(body, "Niet beoordeeld.", entry.problem)
    if entry.second and entry.second.differs:
        decide = "" if entry.settled else judge_wording.DECIDE
        _warning(body, f"{setting.content.disputed_label}.", f"{entry.second.summary} {decide}".strip())
    for notice in entry.notices:
        block = paragraph(body, "", keep_next=True)
        run(block, "Let op: ", style="Nadruk")
        run(block, notice)
    if layer:
        append_rationale(body, layer)
    if entry.rationale and not (layer and (layer.rationale or layer.overruled)):
        paragraph(body, entry.rationale, keep_next=True)
    _elements(body, entry.elements)
    _quotes(body, entry.quotes)
    if layer:
        append_outside(body, layer)
        append_set_aside(body, layer)
    if entry.lacks:
        paragraph(body, review_wording.MACHINE_LACKS if entry.overruled else "Wat ontbreekt", "Heading4")
        for lack in entry.lacks:
            block = paragraph(body, "", "ListBullet")
            run(block, f"{lack.text}: ")
            run(block, lack.why, style="Nadruk")
    if entry.second:
        append_opinion(body, entry.second)
    if entry.search:
        _search(body, entry.search)
    if entry.rejected:
        append_rejected(body, entry.rejected, entry.more_rejected)
    _steps(body, entry)


def _verdict(body: Element, entry: Entry, *, reviewing: bool) -> Element:
    """The line with the verdict."""
    sure = entry.layer.certainty if entry.layer else entry.certainty
    certainty = f"Zekerheid: {sure}" if sure else ""
    proof = f"Bewijs: {entry.proof}" if entry.proof else ""
    judged_by = f"Oordeel van {entry.judged_by}" if entry.judged_by else ""
    facts = (certainty, entry.tally, proof, judged_by)
    if entry.layer:
        return append_verdicts(body, entry, entry.layer, " · ".join(fact for fact in facts if fact))
    return _status_line(body, entry, (*facts, review_wording.UNREVIEWED if reviewing else ""))


def _warning(body: Element, lead: str, text: str) -> None:
    block = paragraph(body, "", "LetOp")
    run(block, f"{lead} ", bold=True, colour="8F2B0B")
    run(block, text)
    paragraph(body, "", "NaTabel")


def _status_line(body: Element, entry: Entry, facts: tuple[str, ...]) -> Element:
    return verdict_line(body, entry.mark, " · ".join(fact for fact in facts if fact), keep_next=not entry.brief)


def _elements(body: Element, elements: tuple[CriterionRow, ...]) -> None:
    rows: list[list[Cell | str]] = []
    for item in elements:
        words = item.text if item.essential else f"{item.text} (telt niet mee)"
        rows.append([item.id, words, verdict_cell(item.verdict, item.state, short=item.short), item.reason])
    heads = ("Nr.", "Element", "Oordeel", "Toelichting")
    table(body, (0.9, 5.8, 3.1, 6.2), heads, rows, description="Oordeel per element")
    paragraph(body, "", "NaTabel")


def _quotes(body: Element, quotes: tuple[Quote, ...]) -> None:
    if quotes:
        paragraph(body, "Citaten", "Heading4")
        append_quotes(body, quotes)


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
    layer = entry.layer
    if not entry.steps and not entry.recommendation and not (layer and layer.task):
        return
    paragraph(body, "Volgende stappen", "Heading4")
    for text in layer.recommendation if layer else ():
        paragraph(body, text)
    if entry.recommendation and not (layer and layer.recommendation):
        paragraph(body, entry.recommendation)
    if layer:
        append_task(body, layer)
    if entry.steps:
        paragraph(body, wording.STEPS_INTRO, keep_next=True)
    for step in entry.steps:
        block = paragraph(body, "", "ListBullet")
        run(block, f"{step.id}. {step.title}", style="Nadruk")
        if step.text:
            run(block, f" – {step.text}")
