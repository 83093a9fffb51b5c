"""The sentences in which a document may speak of itself, each with its place: where it stands tells what it is about.

The lines before the first long paragraph are the opening; with the closing lines they are about the document itself.
Elsewhere only sentences with one of a few words are looked at, so that a long document costs no more than a short one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from ingest.types import Block, BlockKind, Document

HEAD = 3000  # characters: about two printed pages with a title page
TAIL = 1500
MOST_OPENING = 30  # blocks before the first long paragraph that can be a title page or a colophon
LONG = 230  # characters: a longer paragraph is running text
SHORT = 200  # characters: a shorter block in the opening can be a line of its own, such as "Vastgesteld op …"
LONGEST = 1200  # characters of a sentence that are looked at
MOST_HITS = 400  # occurrences looked at for each of the words
ANCHORS = (
    "aldus", "in werking", "ingetrokken", "vervallen", "vervalt", "looptijd", "geldig", "geldt tot", "geldend van",
    "vastgesteld", "gewijzigd", "herzien", "geactualiseerd", "concept", "ontwerp", "planperiode", "versie", "geldt van",
    "geldt voor de",
)  # fmt: skip
_SENTENCE_END = re.compile(r"(?<=[.!?;])(?<!d\.d\.)(?<!\bnr\.)(?<!\bart\.)\s+(?=[A-Z‘“\"'(\[])")


class Statement(NamedTuple):
    """One sentence: `document.text[start:end] == text`. `lead`: it opens its block. `line`: its block is short."""

    text: str
    start: int
    end: int
    kind: BlockKind
    opening: bool
    closing: bool
    lead: bool
    line: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """A document with what is read from it more than once. `lowered` has the same offsets as `document.text`."""

    document: Document
    lowered: str
    starts: tuple[int, ...]
    opening: tuple[Block, ...]
    statements: tuple[Statement, ...]

    def text(self, block: Block) -> str:
        return self.document.text[block.start : block.end]

    def following(self, offset: int, number: int = 2) -> tuple[Block, ...]:
        """The `number` blocks after the one that holds `offset`."""
        index = bisect_right(self.starts, offset)
        return self.document.blocks[index : index + number]

    @property
    def head(self) -> str:
        return self.document.text[:HEAD]


def read_statements(document: Document) -> Reading:
    """The sentences of the opening, the first pages and the end, and those elsewhere that hold one of `ANCHORS`."""
    text = document.text
    lowered = text.lower()
    if len(lowered) != len(text):  # a capital whose small letter takes more characters
        lowered = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    starts = tuple(block.start for block in document.blocks)
    opening = _opening(document)
    edge = opening[-1].end if opening else 0
    wanted = {number for number, start in enumerate(starts) if start < HEAD or start >= len(text) - TAIL}
    wanted.update(range(len(opening)))
    for offset in _anchored(lowered):
        number = bisect_right(starts, offset) - 1
        if number >= 0:
            wanted.add(number)
    statements: list[Statement] = []
    for number in sorted(wanted):
        block = document.blocks[number]
        closing = block.start >= len(text) - TAIL
        statements.extend(_sentences(text, block, block.end <= edge, closing))
    return Reading(document, lowered, starts, opening, tuple(statements))


def _opening(document: Document) -> tuple[Block, ...]:
    """The blocks before the first paragraph of running text, at most `MOST_OPENING`."""
    for number, block in enumerate(document.blocks[:MOST_OPENING]):
        if block.end - block.start > LONG or block.start > HEAD:
            return document.blocks[:number]
    return document.blocks[:MOST_OPENING]


def _anchored(lowered: str) -> Iterator[int]:
    for anchor in ANCHORS:
        offset = lowered.find(anchor, HEAD)
        for _ in range(MOST_HITS):
            if offset < 0:
                break
            yield offset
            offset = lowered.find(anchor, offset + len(anchor))


def _sentences(text: str, block: Block, opening: bool, closing: bool) -> Iterator[Statement]:
    own = text[block.start : block.end]
    line = len(own) <= SHORT
    cuts = [0, *(match.end() for match in _SENTENCE_END.finditer(own)), len(own)]
    for first, last in pairwise(cuts):
        sentence = own[first : min(last, first + LONGEST)].rstrip()
        if sentence:
            start = block.start + first
            yield Statement(sentence, start, start + len(sentence), block.kind, opening, closing, first == 0, line)
