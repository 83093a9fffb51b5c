"""Terms and concepts of a norm, compiled so that they can be found in a sentence. Pure.

A term is written as:

    meldpunt       a lemma: its inflections, and compounds it is a part of ("integriteitsmeldpunt")
    meld* *punt *meld*   the beginning, the end, or any piece of a word
    "a b c"        these words in this order, with at most two other words between neighbours
    "a + b"        these words in any order, within ten words
    =RIT           exactly this word, capitals and all

Where `literal` is set (cues), a word is found in just the form it is written in, in lower case, and not in compounds;
`word~` finds all forms of that verb or noun.

A concept is a name for a list of terms; in a criterion it is written "@name".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from ingest.dutch import base_keys, lemma, part_keys

_GAP = 2  # other words allowed between neighbours of an ordered phrase
_SPAN = 10  # words within which a free phrase must fall
_SHORTEST_PART_TERM = 4  # shorter lemmas are not looked for inside compounds
_SHORTEST_EDGE_TERM = 6  # lemmas at least this long also match at the edge of a word the splitter does not know
_EDGE = 3  # letters by which beginnings and ends are looked up


class LexiconError(ValueError):
    """A term that cannot be compiled, or a concept that is not defined."""


class Match(NamedTuple):
    """A term found in a sentence: the places (token indexes, from 0) of its first and last word."""

    first: int
    last: int


def within(inner: Match, outer: Match) -> bool:
    """Whether a match lies wholly inside another."""
    return outer.first <= inner.first and inner.last <= outer.last


@dataclass(frozen=True)
class _Phrase:
    pieces: tuple[int, ...]
    ordered: bool
    needs: frozenset[int]


@dataclass
class Lexicon:
    """Compiled terms. `groups` are handed out as frozensets of term numbers, to be met by any one of them."""

    concepts: Mapping[str, Sequence[str]]
    compounds: bool = True  # whether a lemma is also found inside compounds
    literal: bool = False  # whether a word is found in the form it is written in only
    _terms: dict[str, int] = field(default_factory=dict)
    _phrases: list[_Phrase] = field(default_factory=list)
    _pieces: dict[str, int] = field(default_factory=dict)
    _by_key: dict[str, set[int]] = field(default_factory=dict)
    _by_part: dict[str, set[int]] = field(default_factory=dict)
    _starts: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    _ends: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    _inner: list[tuple[str, int]] = field(default_factory=list)
    _exact: dict[str, set[int]] = field(default_factory=dict)
    _lemmas: dict[str, set[int]] = field(default_factory=dict)
    _by_piece: dict[int, list[int]] = field(default_factory=dict)
    _words: dict[str, frozenset[int]] = field(default_factory=dict)

    def group(self, alternatives: Iterable[str]) -> frozenset[int]:
        """The numbers of the terms that a group of alternatives stands for. Raises LexiconError."""
        numbers: set[int] = set()
        for alternative in alternatives:
            if alternative.startswith("@"):
                name = alternative[1:]
                if name not in self.concepts:
                    raise LexiconError(f"unknown concept @{name}")
                numbers.update(self._term(term) for term in self.concepts[name])
            else:
                numbers.add(self._term(alternative))
        return frozenset(numbers)

    def find(self, words: Sequence[str]) -> dict[int, tuple[Match, ...]]:
        """The terms found in a sentence of `words` (as printed, capitals kept), each with all its places."""
        at: dict[int, list[int]] = {}
        for place, word in enumerate(words):
            for piece in self._pieces_of(word):
                at.setdefault(piece, []).append(place)
        found: dict[int, tuple[Match, ...]] = {}
        for piece, places in at.items():
            for number in self._by_piece.get(piece, ()):
                phrase = self._phrases[number]
                if len(phrase.pieces) == 1:
                    found[number] = tuple(Match(place, place) for place in places)
                elif phrase.needs <= at.keys():
                    matches = _ordered(phrase.pieces, at) if phrase.ordered else _free(phrase.pieces, at)
                    if matches:
                        found[number] = matches
        return found

    def _term(self, text: str) -> int:
        known = self._terms.get(text)
        if known is not None:
            return known
        ordered = " + " not in text
        words = text.split() if ordered else [word.strip() for word in text.split(" + ")]
        if not words or not all(words):
            raise LexiconError(f"empty term {text!r}")
        if not ordered and any(" " in word for word in words):
            words = [piece for word in words for piece in word.split()]
        number = len(self._phrases)
        pieces = tuple(self._piece(word) for word in words)
        self._phrases.append(_Phrase(pieces, ordered, frozenset(pieces)))
        rarest = pieces[max(range(len(words)), key=lambda place: len(words[place]))]  # long words are rare
        self._by_piece.setdefault(rarest, []).append(number)
        self._terms[text] = number
        return number

    def _piece(self, text: str) -> int:
        known = self._pieces.get(text)
        if known is not None:
            return known
        number = len(self._pieces)
        self._pieces[text] = number
        if text.startswith("="):
            self._exact.setdefault(text[1:], set()).add(number)
        elif "*" in text:
            bare = text.strip("*").lower()
            if not bare or "*" in bare:
                raise LexiconError(f"bad wildcard {text!r}")
            if text.startswith("*") and text.endswith("*"):
                self._inner.append((bare, number))
            elif text.endswith("*"):
                self._starts.setdefault(bare[:_EDGE], []).append((bare, number))
            else:
                self._ends.setdefault(bare[-_EDGE:], []).append((bare, number))
        elif self.literal:
            forms = self._lemmas if text.endswith("~") else self._exact
            forms.setdefault(text.rstrip("~").lower(), set()).add(number)
        else:
            word = text.lower()
            for key in _keys(word):
                self._by_key.setdefault(key, set()).add(number)
            if self.compounds and len(word) >= _SHORTEST_PART_TERM:
                for key in base_keys(word):
                    self._by_part.setdefault(key, set()).add(number)
            if self.compounds and len(word) >= _SHORTEST_EDGE_TERM:
                self._starts.setdefault(word[:_EDGE], []).append((word, number))
                self._ends.setdefault(word[-_EDGE:], []).append((word, number))
        self._words.clear()
        return number

    def _pieces_of(self, word: str) -> frozenset[int]:
        known = self._words.get(word)
        if known is None:
            known = self._words[word] = self._look_up(word)
        return known

    def _look_up(self, printed: str) -> frozenset[int]:
        word = printed.lower()
        found: set[int] = set(self._exact.get(printed, ()))
        if self._lemmas:
            found |= self._lemmas.get(lemma(word), set())
        for key in _keys(word):
            found |= self._by_key.get(key, set())
        for key in part_keys(word):
            found |= self._by_part.get(key, set())
        for size in range(1, _EDGE + 1):
            found.update(number for edge, number in self._starts.get(word[:size], ()) if word.startswith(edge))
            found.update(number for edge, number in self._ends.get(word[-size:], ()) if word.endswith(edge))
        found.update(number for piece, number in self._inner if piece in word)
        return frozenset(found)


@lru_cache(maxsize=100_000)
def _keys(word: str) -> frozenset[str]:
    """The keys under which a word and a term meet; with and without its hyphens."""
    return base_keys(word) | base_keys(word.replace("-", "")) if "-" in word else base_keys(word)


def _ordered(pieces: tuple[int, ...], at: Mapping[int, Sequence[int]]) -> tuple[Match, ...]:
    return tuple(Match(start, end) for start in at[pieces[0]] if (end := _follow(pieces[1:], start, at)) is not None)


def _follow(pieces: tuple[int, ...], place: int, at: Mapping[int, Sequence[int]]) -> int | None:
    """The place of the last of `pieces` when they follow `place` in order, each close behind the one before."""
    if not pieces:
        return place
    near = (p for p in at[pieces[0]] if place < p <= place + 1 + _GAP)
    return next((end for p in near if (end := _follow(pieces[1:], p, at)) is not None), None)


def _free(pieces: tuple[int, ...], at: Mapping[int, Sequence[int]]) -> tuple[Match, ...]:
    found = []
    for start in at[pieces[0]]:
        places = [start]
        for piece in pieces[1:]:
            left = [p for p in at[piece] if p not in places]
            if not left:
                break
            places.append(min(left, key=lambda p: (abs(p - start), p)))
        else:
            if max(places) - min(places) <= _SPAN:
                found.append(Match(min(places), max(places)))
    return tuple(found)
