"""A document as a judge reads it: its sentences, each with the words around it that tell what it means."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from analyzer.lexicon import Lexicon, Match
from ingest.dutch import tokenize
from ingest.types import BlockKind, Document

# Words that open a clause of its own: what is said before them holds no longer behind them.
_CLAUSE_OPENERS = frozenset(
    "maar echter terwijl hoewel doch omdat aangezien zodat waardoor tenzij behalve ofschoon daarentegen wel".split()
)
_CLAUSE_MARKS = frozenset(";–—(|")
# Pronouns that open a relative clause, unless the sentence begins with them.
_RELATIVES = frozenset("die waar waarin waarvan waarmee waarop waaraan waardoor waaronder".split())
# Before a demonstrative ("in die sessies"), which opens nothing.
_PREPOSITIONS = frozenset(
    "in aan op van voor met bij naar over uit door tot om onder tegen tijdens na en of per al dat binnen buiten".split()
)


@dataclass(frozen=True)
class Lexicons:
    """What sentences are read with: the terms of the norms, and the cues by category."""

    norms: Lexicon
    cues: Lexicon
    cue_groups: dict[str, frozenset[int]]


@dataclass(frozen=True, eq=False)
class Sentence:
    """One sentence (or list item, or table row) at `[start, end)` of its document's text."""

    document: Document
    start: int
    end: int
    page: int
    kind: BlockKind
    headings: tuple[str, ...]
    block: int  # the number of its block in the document
    lexicons: Lexicons

    @cached_property
    def text(self) -> str:
        return self.document.text[self.start : self.end]

    @cached_property
    def _tokens(self) -> list[tuple[int, int]]:
        return [(token.start, token.end) for token in tokenize(self.text)]

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words as printed."""
        return tuple(self.text[start:end] for start, end in self._tokens)

    @cached_property
    def lower(self) -> tuple[str, ...]:
        """The words in lower case."""
        return tuple(word.lower() for word in self.words)

    @cached_property
    def terms(self) -> dict[int, tuple[Match, ...]]:
        """The norms' terms found here."""
        return self.lexicons.norms.find(self.words)

    @cached_property
    def cues(self) -> dict[str, tuple[Match, ...]]:
        """The cues found here, by category."""
        found = self.lexicons.cues.find(self.lower)
        return {
            category: tuple(match for number in numbers & found.keys() for match in found[number])
            for category, numbers in self.lexicons.cue_groups.items()
            if numbers & found.keys()
        }

    @cached_property
    def clauses(self) -> tuple[int, ...]:
        """For each word the number of the clause it stands in."""
        numbers: list[int] = []
        current = 0
        previous_end = 0
        latest = 0
        main: int | None = None  # while in a relative clause: the clause that goes on behind it
        for (start, end), word in zip(self._tokens, self.words, strict=True):
            between = self.text[previous_end:start]
            before = self.words[len(numbers) - 1].lower() if numbers else ""
            pronoun = word.lower() in _RELATIVES and len(numbers) > 1 and before not in _PREPOSITIONS
            marked = any(mark in between for mark in _CLAUSE_MARKS)
            if numbers and (pronoun or word.lower() in _CLAUSE_OPENERS or marked):
                main = current if pronoun and main is None else (main if pronoun else None)
                latest += 1
                current = latest
            elif main is not None and "," in between:
                current, main = main, None
            numbers.append(current)
            previous_end = end
        return tuple(numbers)

    def clause_of(self, match: Match) -> int:
        """The number of the clause in which a match begins."""
        return self.clauses[match.first] if match.first < len(self.clauses) else 0

    def place_of(self, offset: int) -> int:
        """The number of the word at or after a character offset of `text`."""
        return next((place for place, (_, end) in enumerate(self._tokens) if end > offset), max(0, len(self.words) - 1))

    def has(self, group: frozenset[int]) -> bool:
        return not group.isdisjoint(self.terms.keys())

    def places(self, group: frozenset[int]) -> list[Match]:
        return sorted(
            (match for number in group & self.terms.keys() for match in self.terms[number]),
            key=lambda match: (match.first, match.last),
        )


class Reading:
    """All sentences of one document, in order."""

    def __init__(self, document: Document, lexicons: Lexicons) -> None:
        self.document = document
        self.sentences = tuple(_sentences(document, lexicons))
        self._starts = [sentence.start for sentence in self.sentences]
        self.lexicons = lexicons
        self._lines: dict[str, dict[int, tuple[Match, ...]]] = {}

    def between(self, start: int, end: int) -> range:
        """The numbers of the sentences that begin in `[start, end)`."""
        return range(bisect_left(self._starts, start), bisect_left(self._starts, end))

    def number_of(self, sentence: Sentence) -> int:
        """The number of one of this document's sentences."""
        return bisect_left(self._starts, sentence.start)

    def line_terms(self, line: str) -> dict[int, tuple[Match, ...]]:
        """The norms' terms in a heading or title."""
        if line not in self._lines:
            self._lines[line] = self.lexicons.norms.find([line[t.start : t.end] for t in tokenize(line)])
        return self._lines[line]

    def opener(self, number: int) -> Sentence | None:
        """The sentence that opens the list which sentence `number` is an item of ("In 2026 gaan we:")."""
        item = self.sentences[number]
        if item.kind is not BlockKind.LIST_ITEM:
            return None
        for place in range(number - 1, max(-1, number - 25), -1):
            before = self.sentences[place]
            if before.headings != item.headings:
                return None
            if before.kind is not BlockKind.LIST_ITEM:
                return before if before.text.rstrip().endswith(":") else None
        return None

    def table_head(self, number: int) -> Sentence | None:
        """The first row of the table that sentence `number` is a row of."""
        place = number
        while (
            place > 0
            and self.sentences[place - 1].kind is BlockKind.TABLE_ROW
            and self.sentences[place - 1].block == self.sentences[place].block - 1
        ):
            place -= 1
        return self.sentences[place] if self.sentences[number].kind is BlockKind.TABLE_ROW else None

    def neighbour(self, number: int, step: int) -> Sentence | None:
        """The sentence `step` places on, when it stands under the same headings and close by."""
        place = number + step
        if not 0 <= place < len(self.sentences):
            return None
        here, there = self.sentences[number], self.sentences[place]
        near = abs(there.block - here.block) <= 1 and there.headings == here.headings
        return there if near else None


def _sentences(document: Document, lexicons: Lexicons) -> Iterator[Sentence]:
    path: list[tuple[int, str]] = []
    headings: tuple[str, ...] = ()
    spans = document.sentences
    for number, block in enumerate(document.blocks):
        if block.kind is BlockKind.HEADING:
            path = [(level, title) for level, title in path if level < block.level]
            path.append((block.level, document.text[block.start : block.end]))
            headings = tuple(title for _, title in path)
            continue
        for start, end in spans[bisect_left(spans, (block.start, 0)) : bisect_left(spans, (block.end, 0))]:
            yield Sentence(
                document=document,
                start=start,
                end=end,
                page=block.page,
                kind=block.kind,
                headings=headings,
                block=number,
                lexicons=lexicons,
            )
