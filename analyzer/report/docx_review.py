"""What people laid over a verdict, in the Word report: whose verdict stands, what they rejected, what they added."""

from __future__ import annotations

from docx.oxml.xmlchemy import BaseOxmlElement as Element

from analyzer.report import review_wording, wording
from analyzer.report.docx_verdicts import mark_cell, verdict_line
from analyzer.report.entries import Entry
from analyzer.report.outline import Outline
from analyzer.report.reviewed import Layer
from analyzer.report.wordml import Cell, element, paragraph, run, table

_ELSEWHERE_BAR, _ELSEWHERE_GROUND = "7A5C00", "FBF6E9"


def append_verdicts(body: Element, entry: Entry, layer: Layer, facts: str) -> Element:
    """The verdict that stands, with whose it is; under it the machine's where that is another. `facts`: of the machine,
    such as how sure it was. Returns the line with the one that stands."""
    beside = " · ".join(part for part in (review_wording.MACHINE, facts) if part)
    made = verdict_line(body, entry.mark, layer.line, bold=True)
    verdict_line(body, layer.machine if layer.overruled else None, beside, keep_next=not entry.brief)
    return made


def append_shift(body: Element, layer: Layer) -> None:
    """A frame with what moved since the reviewer looked."""
    if not layer.shift:
        return
    block = paragraph(body, "", "LetOp", keep_next=True)
    run(block, f"{review_wording.SHIFTED}.", bold=True, colour="8F2B0B")
    for index, line in enumerate(layer.shift):
        told = f"– {line}" if len(layer.shift) > 1 else line
        paragraph(body, told, "LetOp", keep_next=index < len(layer.shift) - 1)
    paragraph(body, "", "NaTabel")


def append_rationale(body: Element, layer: Layer) -> None:
    """The reviewer's words first, the machine's under them."""
    if layer.why:
        block = paragraph(body)
        run(block, "Reden van de wijziging: ", style="Nadruk")
        run(block, layer.why)
    if layer.rationale:
        paragraph(body, review_wording.RATIONALE, "Heading4")
        for text in layer.rationale:
            paragraph(body, text)
    if layer.machine_rationale and (layer.rationale or layer.overruled):
        block = paragraph(body)
        run(block, f"{review_wording.MACHINE_RATIONALE}: ", style="Nadruk")
        run(block, layer.machine_rationale)
    if layer.overruled:
        paragraph(body, review_wording.MACHINE_ELEMENTS, keep_next=True)


def append_outside(body: Element, layer: Layer) -> None:
    """What is known from outside the documents, in a block of its own."""
    if not layer.outside:
        return
    paragraph(body, review_wording.OUTSIDE, "Heading4")
    paragraph(body, review_wording.OUTSIDE_INTRO, keep_next=True)
    for item in layer.outside:
        block = _set_apart(body)
        run(block, f"{item.source}. ", bold=True)
        run(block, item.text)
        run(block, "niet uit de documenten", style="Bron", line_break=True)
        if item.label:
            run(block, " · ", style="Bron")
            run(block, item.label, bold=True, colour="8F2B0B")
        run(block, f" · {item.elements} · ingevoerd door {item.signed}", style="Bron")


def _set_apart(body: Element) -> Element:
    """A paragraph that looks unlike a quote: a double bar on a ground of its own."""
    block = paragraph(body, "", "Citaat")
    borders = element(block[0], "pBdr")
    element(borders, "left", val="double", sz=12, space=9, color=_ELSEWHERE_BAR)
    element(block[0], "shd", val="clear", color="auto", fill=_ELSEWHERE_GROUND)
    return block


def append_set_aside(body: Element, layer: Layer) -> None:
    """The machine's quotes that a person rejected, with the reason."""
    if not layer.rejected:
        return
    paragraph(body, review_wording.REJECTED, "Heading4")
    paragraph(body, review_wording.REJECTED_INTRO, keep_next=True)
    for item in layer.rejected:
        block = paragraph(body, "", "Citaat")
        run(block, wording.quoted(item.text) if item.text else f"({review_wording.NO_QUOTE})")
        run(block, item.caption, style="Bron", line_break=True)


def append_task(body: Element, layer: Layer) -> None:
    """Who does it, by when."""
    if layer.task:
        run(paragraph(body), layer.task, bold=True)


def append_tasks(body: Element, content: Outline) -> None:
    """All that people took on, as a table; the recommendation of each is with the ambition itself."""
    if not content.tasks:
        return
    paragraph(body, "", "NaTabel")
    paragraph(body, review_wording.TASKS, "Heading2")
    rows: list[list[Cell | str]] = [
        [
            entry.id,
            Cell(text=entry.title, anchor=f"ambitie_{entry.index}"),
            mark_cell(entry.mark),
            entry.layer.owner or "–",
            entry.layer.due or "–",
        ]
        for entry in content.tasks
        if entry.layer is not None
    ]
    heads = ("Nr.", "Ambitie", "Oordeel", review_wording.OWNER, review_wording.DUE)
    table(body, (1.2, 4.9, 3.0, 4.2, 2.7), heads, rows, description="Wie doet wat, en wanneer")
