"""A chapter of the documentstudie in Word: what documents show on a pillar of the scan, and what to do and to ask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO

from docx.document import Document as WordDocument
from docx.oxml.xmlchemy import BaseOxmlElement as Element
from docx.shared import Cm

from analyzer.report import chart, wording
from analyzer.report.chart import Bar, Segment
from analyzer.report.docx_remarks import Remarks
from analyzer.report.docx_verdicts import verdict_line
from analyzer.report.quotes import Quote
from analyzer.report.study.values import Recommendation, RoleQuestions, StudyFinding, StudyPillar, SurveyItem
from analyzer.report.word_contents import Line
from analyzer.report.word_footnotes import Footnotes
from analyzer.report.wording import MARKS
from analyzer.report.wordml import Cell, bookmarked, element, link, paragraph, run, table

_PARTS = {
    "cijfers": "Het beeld in cijfers",
    "bevindingen": "Bevindingen",
    "conclusie": "Conclusie",
    "advies": "Aanbevelingen",
    "vervolg": "Wat nu te vragen",
}
_STEP_INDENT, _STEP_HANGING = 1020, 340  # twips


def pillar_anchor(pillar: StudyPillar, part: str = "") -> str:
    """The bookmark of the pillar's chapter, or of a part of it."""
    return f"scan_{pillar.number}_{part}" if part else f"scan_{pillar.number}"


def pillar_heading(pillar: StudyPillar) -> str:
    return f"Pijler {pillar.number}: {pillar.title}"


def pillar_lines(pillar: StudyPillar) -> list[Line]:
    """For the table of contents."""
    head = Line(1, pillar_anchor(pillar), pillar_heading(pillar))
    return [head, *(Line(2, pillar_anchor(pillar, part), title) for part, title in _PARTS.items())]


def append_pillar(
    document: WordDocument,
    body: Element,
    pillar: StudyPillar,
    numbers: Iterator[int],
    notes: Footnotes,
    remarks: Sequence[Remarks],
) -> None:
    """Adds the chapter. `remarks`: of each norm, in their order; empty: none are wanted."""

    def part(name: str) -> None:
        bookmarked(body, _PARTS[name], "Heading2", pillar_anchor(pillar, name), next(numbers))

    bookmarked(body, pillar_heading(pillar), "Heading1", pillar_anchor(pillar), next(numbers), new_page=True)
    paragraph(body, pillar.scope, "Eis")
    part("cijfers")
    _figures(document, body, pillar)
    part("bevindingen")
    if not pillar.findings:
        paragraph(body, "Bij deze pijler hoort geen ambitie van de getoetste normen.")
    for finding in pillar.findings:
        _finding(body, finding, notes, remarks)
    part("conclusie")
    for index, text in enumerate(pillar.conclusion):
        paragraph(body, text, "Conclusie", keep_next=index < len(pillar.conclusion) - 1)
    part("advies")
    if not pillar.recommendations:
        paragraph(body, "Voor deze pijler zijn er geen aanbevelingen.")
    for each in pillar.recommendations:
        _recommendation(body, each)
    part("vervolg")
    _questions(body, pillar)


# --- figures -------------------------------------------------------------------------------------------------------


def _figures(document: WordDocument, body: Element, pillar: StudyPillar) -> None:
    if not pillar.findings:
        paragraph(body, "Er is niets te tellen.")
        return
    bars = [Bar(label=name, segments=segments) for name, segments in _by_norm(pillar)]
    picture = document.add_picture(BytesIO(chart.png(bars)), width=Cm(16))
    picture._inline.docPr.set("name", f"Uitkomsten van pijler {pillar.number}")
    picture._inline.docPr.set("descr", _in_words(bars))
    caption = f"Aantal ambities per oordeel in pijler {pillar.number}, voor elke norm."
    paragraph(body, caption, "Caption")


def _by_norm(pillar: StudyPillar) -> list[tuple[str, tuple[Segment, ...]]]:
    """The norms in the order in which they come, each with its counts."""
    keys: dict[str, list[str]] = {}
    for finding in pillar.findings:
        keys.setdefault(finding.name.rpartition(" ")[0], []).append(finding.mark.key)
    return [
        (name, tuple(Segment(mark=mark, count=found.count(mark.key)) for mark in MARKS.values() if mark.key in found))
        for name, found in keys.items()
    ]


def _in_words(bars: Sequence[Bar]) -> str:
    lines = []
    for bar in bars:
        told = ", ".join(f"{segment.mark.label.lower()} {segment.count}" for segment in bar.segments)
        lines.append(f"{bar.label}: {told}.")
    return " ".join(["Gestapelde balken met het aantal ambities per oordeel.", *lines])


# --- findings ------------------------------------------------------------------------------------------------------


def _finding(body: Element, finding: StudyFinding, notes: Footnotes, remarks: Sequence[Remarks]) -> None:
    paragraph(body, f"{finding.name} – {finding.title}", "Heading3")
    verdict = verdict_line(body, finding.mark, finding.verdict)
    if finding.machine is not None:
        verdict_line(body, finding.machine, "Voorstel van de machine")
    _remark(verdict, finding, remarks)
    for line in finding.shifted:
        block = paragraph(body, "", keep_next=True)
        run(block, "Let op: ", style="Nadruk")
        run(block, line)
    block = paragraph(body, " ".join(finding.told))
    run(block, " ")
    link(block, finding.anchor, "Volledige bevinding")
    for quote in finding.quotes:
        _quote(body, quote, notes)
    if finding.open:
        paragraph(body, "Wat de documenten open laten:", keep_next=True)
        for text in finding.open:
            paragraph(body, text, "ListBullet")


def _quote(body: Element, quote: Quote, notes: Footnotes) -> None:
    """The quote as a block; where it stands is in the footnote."""
    block = paragraph(body, "", "Citaat")
    run(block, wording.quoted(quote.text))
    beneath = [part for part in (quote.label, quote.elements, quote.proof, quote.note, quote.added) if part]
    notes.add(block, " · ".join((quote.place, *beneath)))
    if quote.label:
        run(block, f" ({quote.label})", bold=True, colour="8F2B0B")


def _remark(verdict: Element, finding: StudyFinding, remarks: Sequence[Remarks]) -> None:
    """The anchor tells the norm and the ambition: "ambitie_2_14"."""
    norm, _, index = finding.anchor.removeprefix("ambitie_").partition("_")
    if remarks:
        remarks[int(norm) - 1].attach(int(index), verdict)


# --- what to do ----------------------------------------------------------------------------------------------------


def _recommendation(body: Element, each: Recommendation) -> None:
    block = paragraph(body, "", "Aanbeveling", keep_next=True)
    run(block, each.number, bold=True, colour="1B4B72")
    element(element(block, "r"), "tab")
    run(block, each.title, bold=True)
    source = "aanbeveling van een beoordelaar" if each.by_person else "voorstel van de machine"
    beneath = paragraph(body, each.text, "AanbevelingVervolg", keep_next=True)
    names = wording.listed(each.ambitions, len(each.ambitions))
    run(beneath, f"{names} · {source}", style="Bron", line_break=True)
    agreed = (("Verantwoordelijke", each.owner), ("Gereed op", each.due))
    task = " · ".join(f"{name}: {value}" for name, value in agreed if value)
    if task:
        run(paragraph(body, "", "AanbevelingVervolg"), task, bold=True)
    if each.steps:
        paragraph(body, "Mogelijke stappen, uit de norm:", "AanbevelingVervolg", keep_next=True)
        for step in each.steps:
            _step(body, step)
    if each.aids:
        paragraph(body, "Hulp die er al is:", "AanbevelingVervolg", keep_next=True)
        for aid in each.aids:
            block = _step(body, "")
            run(block, aid.name, bold=True)
            run(block, f" – {aid.provider}. {aid.text}")


def _step(body: Element, text: str) -> Element:
    """A bullet under a recommendation."""
    block = paragraph(body, "", "ListBullet")
    element(block[0], "ind", left=_STEP_INDENT, hanging=_STEP_HANGING)
    if text:
        run(block, text)
    return block


# --- what to ask ---------------------------------------------------------------------------------------------------


def _questions(body: Element, pillar: StudyPillar) -> None:
    if not pillar.questions and not pillar.survey:
        paragraph(body, "De documenten laten voor deze pijler niets open dat een gesprek vraagt.")
        return
    told = (
        "Documenten laten niet alles zien. Deze vragen gaan over wat zij open laten, en over de werking in de praktijk."
    )
    paragraph(body, told, keep_next=True)
    if pillar.questions:
        paragraph(body, "Vragen voor gesprekken", "Heading3")
        _role_table(body, pillar.questions)
    if pillar.survey:
        paragraph(body, "Stellingen voor een enquête onder medewerkers", "Heading3")
        _survey_table(body, pillar.survey)


def _role_table(body: Element, roles: Sequence[RoleQuestions]) -> None:
    rows: list[list[Cell | str]] = []
    for role in roles:
        for place, question in enumerate(role.questions):
            name = Cell(text=role.role, bold=True) if place == 0 else ""
            rows.append([name, question.text, _named(question.ambitions)])
        if role.more:
            more = wording.counted(role.more, "vraag", "vragen")
            rows.append(["", f"En nog {more} aan deze functie bij andere ambities.", "–"])
    heads = ("Aan wie", "Vraag", "Gaat over")
    table(body, (3.6, 8.6, 3.8), heads, rows, description="Vragen voor gesprekken, per functie")
    paragraph(body, "", "NaTabel")


def _survey_table(body: Element, items: Sequence[SurveyItem]) -> None:
    rows: list[list[Cell | str]] = [[item.text, item.scale, _named(item.ambitions)] for item in items]
    heads = ("Stelling", "Antwoord", "Gaat over")
    table(body, (8.6, 3.6, 3.8), heads, rows, description="Stellingen voor een enquête")
    paragraph(body, "", "NaTabel")


def _named(ambitions: Sequence[str]) -> str:
    return wording.listed(ambitions, len(ambitions)) or "–"
