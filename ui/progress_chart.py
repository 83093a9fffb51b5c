"""A chart of stacked columns: how many ambitions have which outcome, one column for each assessment. Pure geometry; the
template draws it, with a table of the same numbers beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analyzer.report.wording import MARKS, Mark
from ingest.types import Frozen

# In units of the drawing.
HEIGHT = 260.0  # of the columns
_TOP, _LEFT = 12.0, 34.0
_COLUMN, _GAP = 64.0, 44.0
_LABELS = 46.0  # beneath the columns
_LEAST = 13.0  # a box lower than this has no room for its number


class Box(Frozen):
    x: float
    y: float
    width: float
    height: float
    mark: Mark
    text: str


class Label(Frozen):
    """Two lines beneath a column. `x`: its middle."""

    x: float
    first: str
    second: str


class Line(Frozen):
    """A line of the scale."""

    y: float
    text: str


class Bar(Frozen):
    """A column, as a row of the table. `counts`: in the order of `MARKS`."""

    first: str
    second: str
    counts: tuple[int, ...]


class Chart(Frozen):
    """`used`: the outcomes that occur, in their order."""

    width: float
    height: float
    left: float
    boxes: tuple[Box, ...]
    labels: tuple[Label, ...]
    scale: tuple[Line, ...]
    used: tuple[Mark, ...]
    bars: tuple[Bar, ...]


def bar_of(first: str, second: str, counts: Mapping[str, int]) -> Bar:
    """`counts`: by the value of the status; "": could not be assessed."""
    return Bar(
        first=first, second=second, counts=tuple(counts.get(status.value if status else "", 0) for status in MARKS)
    )


def chart(bars: Sequence[Bar]) -> Chart:
    """Columns from left to right; what is met stands at the bottom of each."""
    marks = tuple(MARKS.values())
    most = max((sum(bar.counts) for bar in bars), default=0) or 1
    boxes: list[Box] = []
    labels = []
    for place, bar in enumerate(bars):
        x, floor = _LEFT + _GAP / 2 + place * (_COLUMN + _GAP), _TOP + HEIGHT
        for mark, count in zip(marks, bar.counts, strict=True):
            height = HEIGHT * count / most
            if count:
                floor -= height
                text = str(count) if height >= _LEAST else ""
                boxes.append(Box(x=x, y=floor, width=_COLUMN, height=height, mark=mark, text=text))
        labels.append(Label(x=x + _COLUMN / 2, first=bar.first, second=bar.second))
    step = next(each for each in (1, 2, 5, 10, 20, 50) if most / each <= 6 or each == 50)
    return Chart(
        width=_LEFT + len(bars) * (_COLUMN + _GAP),
        height=_TOP + HEIGHT + _LABELS,
        left=_LEFT,
        boxes=tuple(boxes),
        labels=tuple(labels),
        scale=tuple(
            Line(y=_TOP + HEIGHT - HEIGHT * value / most, text=str(value)) for value in range(0, most + 1, step)
        ),
        used=tuple(mark for place, mark in enumerate(marks) if any(bar.counts[place] for bar in bars)),
        bars=tuple(bars),
    )
