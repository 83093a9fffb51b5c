"""What stands beside a verdict in the Word report: quotes, the second judge's opinion, and quotes that were refused."""

from __future__ import annotations

from collections.abc import Sequence

from docx.oxml.xmlchemy import BaseOxmlElement as Element

from analyzer.report import judge_wording, wording
from analyzer.report.docx_verdicts import verdict_cell, verdict_line
from analyzer.report.quotes import Quote
from analyzer.report.second_opinions import OpinionElement, RejectedQuote, SecondOpinion
from analyzer.report.wordml import Cell, paragraph, run, table


def append_quotes(body: Element, quotes: Sequence[Quote]) -> None:
    """Each quote in a block, with its place and what it shows under it."""
    for quote in quotes:
        block = paragraph(body, "", "Citaat")
        run(block, wording.quoted(quote.text))
        run(block, quote.place, style="Bron", line_break=True)
        if quote.label:
            run(block, " · ", style="Bron")
            run(block, quote.label, bold=True, colour="8F2B0B")
        tail = [quote.elements, quote.proof, quote.note]
        run(block, "".join(f" · {part}" for part in tail if part), style="Bron")
        if quote.added:
            run(block, " · ", style="Bron")
            run(block, quote.added, bold=True, colour="1B4B72")


def append_opinion(body: Element, second: SecondOpinion) -> None:
    """What the second judge made of the ambition, or why it could not judge."""
    paragraph(body, judge_wording.heading(second.judge), "Heading4")
    if second.failed:
        paragraph(body, f"{second.summary} {second.problem}".strip())
        return
    certainty = f"Zekerheid: {second.certainty}" if second.certainty else ""
    told = "" if second.differs else second.summary  # where they differ, it stands above in a frame
    beside = " · ".join(part for part in (certainty, told) if part)
    verdict_line(body, second.mark, beside, keep_next=not second.same or bool(second.places))
    if second.same:
        if second.places:
            run(paragraph(body), f"{judge_wording.PLACES} {second.places}.", style="Bron")
        return
    heads = ("Nr.", second.column, second.first_column, f"Toelichting en vindplaatsen van {second.judge}")
    rows = [_row(item) for item in second.elements]
    table(body, (0.9, 3.1, 3.1, 8.9), heads, rows, description=f"Oordeel van {second.judge} per element")
    paragraph(body, "", "NaTabel")
    if second.quotes:
        paragraph(body, judge_wording.also_quoted(second.judge), keep_next=True)
        append_quotes(body, second.quotes)


def _row(item: OpinionElement) -> list[Cell | str]:
    told = tuple(part for part in (item.reason, wording.listed(item.places)) if part)
    return [
        item.id,
        verdict_cell(item.verdict, item.state, short=item.short, bold=item.differs),
        verdict_cell(item.first, item.first_state, short=item.first_short),
        Cell(text=told),
    ]


def append_rejected(body: Element, quotes: Sequence[RejectedQuote], more: int) -> None:
    """The quotes of a language model that do not count, with the reason; `more` are left out."""
    paragraph(body, judge_wording.REJECTED, "Heading4")
    paragraph(body, judge_wording.REJECTED_INTRO, keep_next=True)
    for quote in quotes:
        block = paragraph(body, "", "Citaat")
        run(block, wording.quoted(quote.text))
        run(block, quote.caption, style="Bron", line_break=True)
    if more:
        paragraph(body, judge_wording.more_rejected(more))
