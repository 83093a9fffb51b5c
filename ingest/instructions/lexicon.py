"""The words and signs by which text shows that it addresses a language model, compiled from data and looked up.

A cue is a row of words. Before any regular expression is tried, the words of a sentence are looked up: a cue whose
words are not all there cannot match, and nearly every sentence of a policy document falls out by that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

import yaml

from ingest.dutch import STOPWORDS

_TOKEN = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*|->|=>|→|[^\w\s]")
_GAP = re.compile(r"_(\d+)_")
_BETWEEN = r"(?:[^\w ]+ )*?"  # punctuation that may stand between two words of a cue
_SIGNS = frozenset(':;.,!?"()=-|')  # those that stand in most sentences
_STARTS = {
    "^": r"(?:(?<=^ )|(?<= [.:;,!?\"(\[\]>|#=-] )|(?<= (?:en|of) )|(?<= (?:dan|dus|and) ))",  # of a clause
    "^^": r"(?:(?<=^ )|(?<= [.:;!?\"(\[\]>|#=-] ))",  # of a sentence
}


class Cue(NamedTuple):
    kind: str
    points: int
    needed: int  # the bits of all words that must be there
    expression: str  # compiled when it is first tried: most never are

    def fits(self, line: str) -> bool:
        """Whether the cue stands in a line: tokens with one blank around and between them."""
        return _pattern_of(self.expression).search(line) is not None


class Word(NamedTuple):
    """What is known of a word: the places in cues where it fits, as bits, and its points in the fields that hold it."""

    bits: int
    fields: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class _Shelf:
    """Words, and how words begin or end, each with the bits of places in cues and the points by field."""

    bits: dict[str, int] = field(default_factory=dict)
    fields: dict[str, dict[int, float]] = field(default_factory=dict)

    def lengths(self) -> tuple[int, ...]:
        return tuple(sorted({len(text) for text in (*self.bits, *self.fields)}))


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`cues`: by the bit of that word of each that is least common; `keys`: these bits together."""

    cues: Mapping[int, Sequence[Cue]]
    keys: int
    whole: _Shelf
    prefixes: _Shelf
    suffixes: _Shelf
    prefix_lengths: tuple[int, ...]
    suffix_lengths: tuple[int, ...]
    marks: Sequence[tuple[int, re.Pattern[str]]]

    def word(self, word: str) -> Word:
        bits = self.whole.bits.get(word, 0)
        fields: dict[int, float] = {}
        for shelf, parts in (
            (self.prefixes, [word[:length] for length in self.prefix_lengths]),
            (self.suffixes, [word[-length:] for length in self.suffix_lengths]),
        ):
            for part in parts:
                bits |= shelf.bits.get(part, 0)
                for number, points in shelf.fields.get(part, {}).items():
                    fields[number] = max(fields.get(number, 0.0), points, key=abs)
        return Word(bits, tuple((fields | self.whole.fields.get(word, {})).items()))

    def cue_points(self, words: Sequence[str]) -> dict[str, float]:
        """The points of each kind of cue in a row of tokens; of one kind those of the cue that has most."""
        bits = 0
        for word in words:
            bits |= word_of(word)[0]
        left = bits & self.keys
        found: dict[str, float] = {}
        line = f" {' '.join(words)} " if left else ""
        while left:
            key = left & -left
            left ^= key
            for cue in self.cues[key]:
                if cue.needed & ~bits == 0 and abs(cue.points) > abs(found.get(cue.kind, 0)) and cue.fits(line):
                    found[cue.kind] = cue.points
        return found

    def mark_points(self, text: str) -> int:
        """The points of the signs in `text`: what marks turns, roles, tools and answers in the input of a model."""
        return next((points for points, pattern in self.marks if pattern.search(text)), 0)


def field_points(words: Iterable[str]) -> float:
    """The points of the fields of meaning that words are of; of each field those of the word that says most."""
    best: dict[int, float] = {}
    for word in words:
        for number, points in word_of(word).fields:
            if abs(points) > abs(best.get(number, 0.0)):
                best[number] = points
    return sum(best.values())


def tokens_of(text: str) -> list[str]:
    """The words and signs of a folded text, in order."""
    return _TOKEN.findall(text)


@cache
def lexicon() -> Lexicon:
    """The lexicon of this package, compiled once."""
    return compiled(files("ingest").joinpath("data/instruction-cues.yaml").read_text(encoding="utf-8"))


@lru_cache(maxsize=200_000)
def word_of(word: str) -> Word:
    """What the lexicon of this package knows of a word."""
    return lexicon().word(word)


@cache
def _pattern_of(expression: str) -> re.Pattern[str]:
    return re.compile(expression)


def compiled(data: str) -> Lexicon:
    """The lexicon in a YAML text. Raises ValueError for a cue without a word that must be there, KeyError for a group
    that is not in it."""
    raw: dict[str, Any] = yaml.safe_load(data)
    groups = {name: words.split() for name, words in raw["groups"].items()}
    places: dict[tuple[str, ...], int] = {}
    cues: dict[int, list[Cue]] = {}
    for kind, by_points in raw["kinds"].items():
        for points, rows in by_points.items():
            for row in rows:
                cue, key = _cue(kind, int(points), row, groups, places)
                cues.setdefault(key, []).append(cue)
    whole, prefixes, suffixes = _Shelf(), _Shelf(), _Shelf()
    for words, bit in places.items():
        for word in words:
            least = _least_common(word)
            shelf = suffixes if least.startswith("*") else prefixes if least.endswith("*") else whole
            bare = least.strip("*")
            shelf.bits[bare] = shelf.bits.get(bare, 0) | bit
    for number, rows in enumerate(raw["words"].values()):
        for tier, row in rows.items():
            for word in str(row).split() if tier != "weight" else ():
                shelf = suffixes if word.startswith("*") else prefixes if word.endswith("*") else whole
                shelf.fields.setdefault(word.strip("*"), {})[number] = rows["weight"] * tier
    return Lexicon(
        cues={key: sorted(found, key=lambda cue: -abs(cue.points)) for key, found in cues.items()},
        keys=_union(cues),
        whole=whole,
        prefixes=prefixes,
        suffixes=suffixes,
        prefix_lengths=prefixes.lengths(),
        suffix_lengths=suffixes.lengths(),
        marks=[
            (int(points), re.compile("|".join(patterns)))
            for points, patterns in sorted(raw["marks"].items(), reverse=True)
        ],
    )


def _union(bits: Iterable[int]) -> int:
    union = 0
    for bit in bits:
        union |= bit
    return union


def _cue(
    kind: str, points: int, row: str, groups: Mapping[str, list[str]], places: dict[tuple[str, ...], int]
) -> tuple[Cue, int]:
    """A cue, and the bit of the least common of its words."""
    parts: list[str] = []
    needed: dict[int, tuple[int, int]] = {}  # bit → how uncommon
    joint = ""
    for token in row.split():
        if gap := _GAP.fullmatch(token):
            parts.append(rf"(?:\S+ ){{0,{gap[1]}}}?")
            continue
        if token in _STARTS:
            parts.append(_STARTS[token])
            continue
        optional = len(token) > 2 and token[0] == "(" and token[-1] == ")"
        words = _expanded(token[1:-1] if optional else token, groups)
        has_sign = any(not any(map(str.isalnum, word)) for word in words)
        pattern = ("" if has_sign else joint) + f"(?:{'|'.join(map(_pattern, words))}) "
        parts.append(f"(?:{pattern})?" if optional else pattern)
        joint = _BETWEEN
        if not optional and not {"#", "*"} & set(words):
            least = [_least_common(word).strip("*") for word in words]
            bit = places.setdefault(tuple(words), 1 << len(places))
            needed[bit] = (-sum(word in STOPWORDS or word in _SIGNS for word in least), min(map(len, least)))
    if not needed:
        raise ValueError(f"a cue without a word that must be there: {row}")
    return Cue(kind, points, _union(needed), "(?<= )" + "".join(parts)), max(needed, key=needed.__getitem__)


def _expanded(token: str, groups: Mapping[str, list[str]]) -> list[str]:
    """The words that a token stands for: alternatives, groups, and compounds of two of these ("a~b")."""
    found: list[str] = []
    for word in token.split("|"):
        if "~" in word:
            left, right = (_expanded(part, groups) for part in word.split("~"))
            found += [first + last for first in left for last in right]
        elif word.startswith("{") and word.endswith("}") and len(word) > 2:
            found += _expanded("|".join(groups[word[1:-1]]), groups)
        else:
            found.append(word)
    return list(dict.fromkeys(found))


def _least_common(word: str) -> str:
    """Of several words written with underscores, the one that is looked up."""
    return max(word.split("_"), key=lambda part: (part not in STOPWORDS, len(part)))


def _pattern(word: str) -> str:
    if word == "#":
        return r"\d[\w.]*"
    return "[^ ]*".join(" ".join(map(re.escape, part.split("_"))) for part in word.split("*"))
