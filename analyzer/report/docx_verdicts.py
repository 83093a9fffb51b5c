"""How a verdict looks in the Word report: a table cell in the colours of an ambition's outcome, or of an element's."""

from __future__ import annotations

from analyzer.report.wording import Mark
from analyzer.report.wordml import Cell
from analyzer.types import State

GROUND = "F1F4F7"  # beside a mark

_PALE = {  # the ground of an element's verdict: a pale form of the colour its status has
    State.IN_FORCE: "D3EBE3",
    State.PLANNED: "FCF1C2",
    State.ABSENT: "F6D9CE",
    State.NOT_FOUND: "E3E7EC",
}
_SHORT = "DCEEFA"  # in force, but not as asked


def mark_cell(mark: Mark) -> Cell:
    """A table cell in the colours of an outcome."""
    return Cell(text=mark.label, fill=mark.fill, ink=mark.ink, bold=True)


def verdict_cell(verdict: str, state: State | None, *, short: bool, bold: bool = False) -> Cell:
    """A table cell in the pale colour of an element's state. `short`: in force, but not as asked; None: not judged."""
    return Cell(text=verdict, fill=_SHORT if short else _PALE[state] if state else None, bold=bold)
