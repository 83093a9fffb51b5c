"""How an organisation went through time on one norm: the numbers at each moment, and which verdicts moved, and why."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.report import wording
from analyzer.report.plain_text import printable, shorten
from analyzer.report.wording import MARKS, Mark
from analyzer.review.comparing import AmbitionChange, compare
from analyzer.review.overview import Moment
from analyzer.review.progress import Direction
from analyzer.review.values import ReviewedAssessment
from analyzer.types import Status
from ingest.types import Frozen

_REASON_LIMIT = 320  # characters
_WAY = {Direction.BETTER: "vooruit", Direction.WORSE: "achteruit", Direction.OTHER: "anders"}


class MomentRow(Frozen):
    """A moment or a stretch of time. `counts`: a number for each of `MARKS`; None: nothing was assessed in it."""

    label: str
    peildatum: str
    counts: tuple[int, ...] | None
    reviewed: str


class ChangeRow(Frozen):
    """An ambition that stands otherwise than before. `way`: "vooruit", "achteruit" or "anders"."""

    id: str
    title: str
    before: Mark
    after: Mark
    way: str
    reason: str


def moment_row(label: str, moment: Moment | None) -> MomentRow:
    if moment is None:
        return MomentRow(label=label, peildatum="niet gemeten", counts=None, reviewed="–")
    binding = moment.ambitions - moment.counts[Status.NVT.value]
    return MomentRow(
        label=label,
        peildatum=wording.day(moment.peildatum),
        counts=tuple(moment.counts[status.value if status else ""] for status in MARKS),
        reviewed=f"{min(moment.reviewed, binding)} van {binding}",
    )


def change_rows(before: ReviewedAssessment, after: ReviewedAssessment) -> tuple[ChangeRow, ...]:
    """Those that rose, then those that fell, then those that changed otherwise."""
    comparison = compare(before, after)
    return tuple(_change(each) for way in _WAY for each in comparison.with_direction(way))


def _change(each: AmbitionChange) -> ChangeRow:
    reason = each.reasons[0] if each.reasons else None
    maybe = "" if reason is None or reason.certain else "Mogelijk: "
    text = f"{maybe}{printable(reason.text)}" if reason else "–"
    return ChangeRow(
        id=each.id,
        title=printable(each.title),
        before=wording.mark(each.before.status if each.before else None),
        after=wording.mark(each.after.status if each.after else None),
        way=_WAY[each.direction],
        reason=shorten(text, _REASON_LIMIT),
    )


def moved(rows: Sequence[ChangeRow], way: str) -> list[str]:
    """The ids of those that went this way."""
    return [row.id for row in rows if row.way == way]


def told_change(rows: Sequence[ChangeRow], since: str) -> str:
    """The movement in a sentence. `since`: a day."""
    if not rows:
        return f"Sinds {since} is geen enkel oordeel veranderd."
    better, worse, other = (moved(rows, way) for way in _WAY.values())
    told = f"Sinds {since} {'ging' if len(better) == 1 else 'gingen'} "
    told += f"{wording.counted(len(better), 'ambitie', 'ambities')} vooruit en {len(worse)} achteruit"
    if other:
        told += f"; bij {len(other)} veranderde het oordeel zonder dat het verder of minder ver is"
    return f"{told}."
