"""Which text of a document addresses a language model: whole sentences and headings, with what goes on from them. Pure.

A sentence counts by what stands in it, two near each other by what they say together, so that an instruction divided
over sentences, list items or lines is found as well.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from ingest.instructions.disguise import signs_of_disguise
from ingest.instructions.weighing import (
    SIGNS,
    Points,
    asked_by,
    is_instruction,
    is_instruction_of_parts,
    told_by,
    weigh,
)
from ingest.types import Block

Span = tuple[int, int]

_NEAR = 3  # blocks within which a unit may be part of a found one
_DIVIDED = 4  # points that two units have, before they are looked at together
_ASKED = 2  # points by which a unit beside a found one is part of it
_SKIPPED = 1  # sentences of a block, or labelled lines, that may stand between what belongs together
_INTERJECTION = 25  # characters; of a sentence as short as this ("Let op!") or a line of signs
_LINE = 120  # characters; of a line that may be a turn, an item or a value
_LABEL = re.compile(r"\W*\w[\w ]{0,20}\W?:")
_ANAPHOR = re.compile(
    r"\W*(?:dat|dit|deze|die|dus|daarom|daarna|vervolgens|ook|andere|zo|en|maar|want|wijk|doe|houd|het|ze|er|it|this|these"
    r"|that|then|do|any|all|so|and)\b",
    re.IGNORECASE,
)


def instruction_spans(text: str, blocks: Sequence[Block], sentences: Sequence[Span]) -> tuple[Span, ...]:
    """The spans of `text` that address a language model: whole sentences, and whole blocks where those are headings.

    Ordered, not overlapping, and merged where nothing but white space is in between.
    """
    units = _units(blocks, sentences)
    weighed = _weighed(text, units)
    found = {place for place, points in enumerate(weighed) if points and is_instruction(points)}
    found |= _divided(text, units, weighed, found)
    for place in sorted(found):
        found |= _continued(text, units, weighed, place, 1) | _continued(text, units, weighed, place, -1)
    return _merged(text, [(units[place].start, units[place].end) for place in sorted(found)])


@dataclass(frozen=True, slots=True)
class _Unit:
    """A sentence, or a heading; `block` is the place of its block."""

    start: int
    end: int
    block: int


def _units(blocks: Sequence[Block], sentences: Sequence[Span]) -> list[_Unit]:
    units: list[_Unit] = []
    place = 0
    for number, block in enumerate(blocks):
        first = place
        while place < len(sentences) and sentences[place][0] < block.end:
            place += 1
        units += [_Unit(start, end, number) for start, end in sentences[first:place] or [(block.start, block.end)]]
    return units


def _weighed(text: str, units: Sequence[_Unit]) -> list[dict[str, float]]:
    """The points of each unit. The costly looks are only taken where there is a sign that they are needed."""
    starts = [unit.start for unit in units]

    def places(offsets: Iterable[int]) -> set[int]:
        return {bisect_right(starts, offset) - 1 for offset in offsets}

    signed = places(match.start() for match in SIGNS.finditer(text))
    masked = places(signs_of_disguise(text))
    return [
        weigh(text[unit.start : unit.end], signed=place in signed, masked=place in masked)
        for place, unit in enumerate(units)
    ]


def _divided(text: str, units: Sequence[_Unit], weighed: Sequence[Points], found: set[int]) -> set[int]:
    """The units that only together are an instruction: one after the other, or with one in between."""
    more: set[int] = set()
    parts = [place for place, points in enumerate(weighed) if place not in found and points and asked_by(points) > 0]
    for first, last in chain(pairwise(parts), zip(parts, parts[2:], strict=False)):
        if last - first > 2 or told_by(weighed[first]) + told_by(weighed[last]) < _DIVIDED:
            continue
        start, end = units[first], units[last]
        lines = end.block - start.block <= last - first and max(start.end - start.start, end.end - end.start) <= _LINE
        if start.block == end.block or lines:
            together = weigh(text[start.start : end.end], signed=True, masked=False)
            if is_instruction_of_parts(together, apart=start.block != end.block):
                more |= set(range(first, last + 1))
    return more


def _continued(text: str, units: Sequence[_Unit], weighed: Sequence[Points], place: int, step: int) -> set[int]:
    """The units after (step 1) or before (step -1) a found one that go on with it."""
    more: set[int] = set()
    waiting: list[int] = []
    at = place + step
    while 0 <= at < len(units) and len(waiting) <= _SKIPPED and abs(units[at].block - units[place].block) <= _NEAR:
        own = text[units[at].start : units[at].end]
        same = units[at].block == units[place].block
        if same:
            belongs = _goes_on(own, asked_by(weighed[at]), after=step > 0)
        else:
            belongs = _lines_up(own, weighed[at], text[units[place].start : units[place].end])
        if belongs:
            more |= {*waiting, at}
            waiting = []
        elif same or (len(own) <= _LINE and _LABEL.match(own)):
            waiting.append(at)
        else:
            break
        at += step
    return more


def _goes_on(own: str, asked: float, *, after: bool) -> bool:
    """Whether a sentence after a found one, or before it, in the same block is part of it."""
    if asked >= _ASKED or len(own) <= _INTERJECTION:
        return True
    return after and asked > 0 and (len(own) <= _LINE or _ANAPHOR.match(own) is not None)


def _lines_up(own: str, points: Points, found: str) -> bool:
    """Whether a block beside that of a found one is part of it: signs alone, or one more line of the same make."""
    if not any(map(str.isalpha, own)):
        return len(own) <= _INTERJECTION
    asked = asked_by(points)
    if max(len(own), len(found)) > _LINE:
        return asked > _ASKED
    return asked >= _ASKED or (told_by(points) > 0 and _LABEL.match(own) is not None)


def _merged(text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for start, end in spans:
        if merged and not text[merged[-1][1] : start].strip():
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return tuple(merged)
