"""Whether a verdict is further than another one, and how many ambitions have which: what all comparisons share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from analyzer.types import Norm, Status
from ingest.types import Frozen

# How far an organisation is; "ontbreekt" and "niet aangetroffen" are equally far, and say something else.
RANK: Mapping[Status, int] = {
    Status.VOLDOET: 3,
    Status.DEELS: 2,
    Status.GEPLAND: 1,
    Status.ONTBREEKT: 0,
    Status.NIET_AANGETROFFEN: 0,
}
# By the value of the status; "": could not be assessed.
Counts = dict[str, int]


class Direction(StrEnum):
    """From one verdict to a later one. Without a rank (not applicable, not assessed) there is no better or worse."""

    BETTER = "better"
    WORSE = "worse"
    OTHER = "other"
    SAME = "same"
    NEW = "new"  # the norm asks it since
    DROPPED = "dropped"  # the norm asks it no more


class PillarCounts(Frozen):
    id: str
    title: str
    counts: Counts


def direction(before: Status | None, after: Status | None) -> Direction:
    """How the later verdict compares; None: not assessed."""
    if before is after:
        return Direction.SAME
    if before is None or after is None or before not in RANK or after not in RANK or RANK[before] == RANK[after]:
        return Direction.OTHER
    return Direction.BETTER if RANK[after] > RANK[before] else Direction.WORSE


def counts_of(statuses: Iterable[Status | None]) -> Counts:
    """All seven, those that do not occur with 0, in the order of the statuses."""
    counted: Counts = {**{status.value: 0 for status in Status}, "": 0}
    for status in statuses:
        counted[status.value if status else ""] += 1
    return counted


def by_pillar(norm: Norm, standing: Mapping[str, Status | None]) -> tuple[PillarCounts, ...]:
    """`standing`: the verdict on each ambition of the norm, by its id."""
    return tuple(
        PillarCounts(
            id=pillar.id,
            title=pillar.title,
            counts=counts_of(standing.get(each.id) for each in norm.ambitions if each.pillar == pillar.id),
        )
        for pillar in norm.pillars
    )
