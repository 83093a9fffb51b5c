"""How a verdict looks in the Word report: a table cell or a line in the colours of an ambition's outcome, or a cell in
those of an element's."""

from __future__ import annotations

from docx.oxml.xmlchemy import BaseOxmlElement as Element

from analyzer.report.wording import Mark
from analyzer.report.wordml import Cell, element, paragraph, run, tab
from analyzer.types import State

GROUND = "F1F4F7"  # beside a mark

_PALE = {  # the ground of an element's verdict: a pale form of the colour its status has
    State.IN_FORCE: "D3EBE3",
    State.PLANNED: "FCF1C2",
    State.ABSENT: "F6D9CE",
    State.NOT_FOUND: "E3E7EC",
}
_WORDS_AT, _AFTER = 1930, 90  # twips: where the words begin, the room beneath
_SHORT = "DCEEFA"  # in force, but not as asked


def mark_cell(mark: Mark) -> Cell:
    """A table cell in the colours of an outcome."""
    return Cell(text=mark.label, fill=mark.fill, ink=mark.ink, bold=True)


def verdict_line(
    body: Element, mark: Mark | None, words: str, *, bold: bool = False, keep_next: bool = True
) -> Element:
    """A paragraph with the outcome in its colours and `words` after it; None: the words alone, in the same place.

    It stays on the page of what follows; a table in its place would not, in LibreOffice.
    """
    block = paragraph(body, "", "Tabeltekst", keep_next=keep_next)
    properties = block[0]
    element(properties, "shd", val="clear", color="auto", fill=GROUND)
    element(element(properties, "tabs"), "tab", val="left", pos=_WORDS_AT)
    element(properties, "spacing", before=0, after=_AFTER)
    element(properties, "ind", left=_WORDS_AT, hanging=_WORDS_AT)
    if mark is not None:
        badge = run(block, f"\u00a0\u00a0{mark.label}\u00a0\u00a0", bold=True, colour=mark.ink)
        element(badge[0], "shd", val="clear", color="auto", fill=mark.fill)
    tab(block)
    run(block, words, bold=bold)
    return block


def verdict_cell(verdict: str, state: State | None, *, short: bool, bold: bool = False) -> Cell:
    """A table cell in the pale colour of an element's state. `short`: in force, but not as asked; None: not judged."""
    return Cell(text=verdict, fill=_SHORT if short else _PALE[state] if state else None, bold=bold)
