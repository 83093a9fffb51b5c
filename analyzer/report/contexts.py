"""What stands around a quote in its document, so that a reader can judge it without opening the file.

Where the text at the quote's place is not the quote, there is no context: better none than another passage.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from typing import Protocol

from analyzer.report.plain_text import printable, shorten
from ingest.types import BlockKind, Document, Frozen

REACH = 350  # characters before a quote, and after it
_HEADING_LIMIT = 90  # characters of a heading
_MOST_HEADINGS = 4  # the innermost ones
_END = "\n"

Texts = Callable[[str], Document | None]


class Placed(Protocol):
    """A quote as a report shows it, with its place in the text of a document."""

    @property
    def text(self) -> str: ...
    @property
    def document_id(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class Context(Frozen):
    """The text around a quote. `headings`: those above it, outermost first.

    `before` and `after`: the blocks of the document next to the one that the quote stands in; `lead` and `tail`: what
    that block has before and after the quote itself; `lead_gap` and `tail_gap`: a space comes between. `opened` and
    `closed`: the document goes on there.
    """

    headings: tuple[str, ...]
    opened: bool
    before: tuple[str, ...]
    lead: str
    lead_gap: bool
    quote: str
    tail_gap: bool
    tail: str
    after: tuple[str, ...]
    closed: bool


class Surroundings:
    """Finds the context of quotes; asks for the text of each document once. `text`: as in `Source`."""

    def __init__(self, text: Texts | None) -> None:
        self._text = text
        self._known: dict[str, _Reading | None] = {}

    def context(self, quote: Placed) -> Context | None:
        """What stands around it; None where the text is not at hand, or has something else at that place."""
        reading = self._reading(quote)
        return reading.context(quote.start, quote.end) if reading else None

    def headings(self, quote: Placed) -> tuple[str, ...]:
        """The headings above it, outermost first; none where that is not known."""
        reading = self._reading(quote)
        return reading.headings(quote.start) if reading else ()

    def _reading(self, quote: Placed) -> _Reading | None:
        if self._text is None or not quote.document_id:
            return None
        if quote.document_id not in self._known:
            document = self._text(quote.document_id)
            self._known[quote.document_id] = _Reading(document) if document is not None else None
        reading = self._known[quote.document_id]
        return reading if reading is not None and reading.has(quote) else None


class _Reading:
    """One document, with the places where its text can be cut and the headings in force at each place."""

    def __init__(self, document: Document) -> None:
        self._text = document.text
        blocks = document.blocks
        self._starts = sorted({*(block.start for block in blocks), *(start for start, _ in document.sentences)})
        told = [block for block in blocks if block.kind is not BlockKind.HEADING]  # no heading without its text
        self._ends = sorted({*(block.end for block in told), *(end for _, end in document.sentences)})
        self._turns: list[int] = []
        self._paths: list[tuple[str, ...]] = []
        path: list[tuple[int, str]] = []
        for block in blocks:
            if block.kind is BlockKind.HEADING:
                title = shorten(printable(document.text[block.start : block.end]), _HEADING_LIMIT)
                path = [(level, each) for level, each in path if level < block.level]
                # What stands under no heading yet, within this one, still has those above it.
                self._turns.append(block.end)
                path.append((block.level, title))
                self._paths.append(tuple(each for _, each in path if each)[-_MOST_HEADINGS:])

    def has(self, quote: Placed) -> bool:
        """Whether the quote is what stands at its place."""
        if not 0 <= quote.start < quote.end <= len(self._text):
            return False
        return printable(self._text[quote.start : quote.end]) == quote.text != ""

    def headings(self, offset: int) -> tuple[str, ...]:
        turn = bisect_right(self._turns, offset) - 1
        return self._paths[turn] if turn >= 0 else ()

    def context(self, start: int, end: int) -> Context:
        first, last = self._first(start), self._last(end)
        before = self._text[first:start].split(_END)
        after = self._text[end:last].split(_END)
        return Context(
            headings=self.headings(start),
            opened=bool(self._text[:first].strip()),
            before=_shown(before[:-1]),
            lead=printable(before[-1]),
            lead_gap=before[-1][-1:].isspace(),
            quote=printable(self._text[start:end]),
            tail_gap=after[0][:1].isspace(),
            tail=printable(after[0]),
            after=_shown(after[1:]),
            closed=bool(self._text[last:].strip()),
        )

    def _first(self, start: int) -> int:
        """Where the context begins: at a sentence or block if one begins in the outer half, else at a word."""
        least = start - REACH
        if least <= 0:
            return 0
        place = bisect_left(self._starts, least)
        if place < len(self._starts) and self._starts[place] <= start - REACH // 2:
            return self._starts[place]
        return next((at + 1 for at in range(least, start) if self._text[at].isspace()), start)

    def _last(self, end: int) -> int:
        """Where the context ends, likewise."""
        most = end + REACH
        if most >= len(self._text):
            return len(self._text)
        place = bisect_right(self._ends, most) - 1
        if place >= 0 and self._ends[place] >= end + REACH // 2:
            return self._ends[place]
        return next((at for at in range(most, end, -1) if self._text[at].isspace()), end)


def _shown(lines: list[str]) -> tuple[str, ...]:
    return tuple(shown for line in lines if (shown := printable(line)))
