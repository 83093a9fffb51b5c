"""Dutch words without a model: tokens, lemma and stem, and the parts of a compound.

A token is indexed under several keys: the stem of the word, the stem of its lemma, and the stems of the parts of a
compound. Lemma and stem complement each other ("gemeld" and "melding" meet in neither alone), so both count.
"""

from __future__ import annotations

import gzip
import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

import simplemma
import Stemmer

# A word may hold inner hyphens, apostrophes and dots of abbreviations ("Bibob-beleid", "boa's", "a.s.").
_TOKEN = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*", re.UNICODE)
_STEMMER = Stemmer.Stemmer("dutch")  # Kraaij-Pohlmann
_STEMMER.maxCacheSize = 100_000

_SHORTEST_PART = 4
_SHORTEST_COMPOUND = 9
# Shorter parts that policy compounds are built of; the word list starts at four letters because most three-letter
# words split wrongly ("aan", "ver", "ing").
_SHORT_PARTS = frozenset({"wet", "apv", "bbb", "vog", "wob", "woo", "boa", "avg", "bio", "eed", "rit", "lio"})
# Endings that are words as well, but far more often suffixes.
_NEVER_A_HEAD = frozenset(
    {"baar", "heid", "heden", "lijk", "lijke", "loos", "loze", "schap", "aren", "ende", "eren", "igen", "atie", "elen"}
)
_LINKS = ("", "s", "e", "en", "n")

STOPWORDS = frozenset(
    """aan al alle als ander andere anders bij daar daarbij daarin dan dat de deze die dit doen door dus een één elk
    elke en er gaan geen gemeente had hebben heeft het hier hij hoe hun ik in is ja je kan kunnen maar meer men met
    mijn moet moeten na naar niet nog nu of om omdat onder ons onze ook op over per provincie staat te tegen ten ter
    tot tussen u uit uw van veel verder via voor waar waarbij waarin wanneer waren was wat we wel welke werd wie wij
    wil willen worden wordt zal ze zich zij zijn zo zoals zodat zonder zou zullen waterschap""".split()
)


class Token(NamedTuple):
    """A word at `[start, end)` of the text it was found in; `word` is its form in lower case."""

    start: int
    end: int
    word: str


def tokenize(text: str) -> list[Token]:
    """The words of `text`, in order."""
    return [Token(m.start(), m.end(), m.group().lower()) for m in _TOKEN.finditer(text)]


@cache
def _known_words() -> frozenset[str]:
    packed = files("ingest").joinpath("data/opentaal-words.txt.gz").read_bytes()
    return frozenset(gzip.decompress(packed).decode("utf-8").split("\n")) | _SHORT_PARTS


@lru_cache(maxsize=200_000)
def lemma(word: str) -> str:
    """The dictionary form of a lower-case word; the word itself where none is known."""
    return str(simplemma.lemmatize(word, lang="nl")).replace("_", "").lower()


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The Snowball stem (Kraaij-Pohlmann) of a lower-case word."""
    return str(_STEMMER.stemWord(word))


@lru_cache(maxsize=200_000)
def base_keys(word: str) -> frozenset[str]:
    """The keys of a lower-case word taken whole: the stem of the word and the stem of its lemma."""
    return frozenset({stem(word), stem(lemma(word))})


@lru_cache(maxsize=200_000)
def parts(word: str) -> tuple[str, ...]:
    """The parts of a compound, in order, without linking letters; empty when the word is no compound.

    Fewest parts win, then the longest head. Hyphenated words are split at the hyphen first.
    """
    if "-" in word:
        pieces = [piece for piece in word.split("-") if len(piece) > 1]
        return tuple(part for piece in pieces for part in (parts(piece) or (piece,))) if len(pieces) > 1 else ()
    if len(word) < _SHORTEST_COMPOUND or not word.isalpha():
        return ()
    split = _split(word, 4)
    return split if len(split) > 1 else ()


def _split(word: str, most: int) -> tuple[str, ...]:
    """The best division of `word` into at most `most` known words; empty when there is none."""
    known = _known_words()
    best: tuple[str, ...] = (word,) if word in known and len(word) < _SHORTEST_COMPOUND else ()
    if most == 1 or best:
        return best or ((word,) if word in known else ())
    for cut in range(3, len(word) - 2):
        head = word[cut:]
        if len(head) < _SHORTEST_PART and head not in _SHORT_PARTS:
            break
        if head not in known or head in _NEVER_A_HEAD:
            continue
        front = _modifier(word[:cut], most - 1)
        if front and (not best or len(front) + 1 < len(best)):
            best = (*front, head)
    return best or ((word,) if word in known else ())


def _modifier(text: str, most: int) -> tuple[str, ...]:
    """The parts of what stands before the head, its linking letters taken off."""
    found: tuple[str, ...] = ()
    for link in _LINKS:
        bare = text[: len(text) - len(link)] if link else text
        if not text.endswith(link) or (len(bare) < _SHORTEST_PART and bare not in _SHORT_PARTS):
            continue
        split = (bare,) if bare in _known_words() else (_split(bare, most) if len(bare) >= _SHORTEST_COMPOUND else ())
        if split and (not found or len(split) < len(found)):
            found = split
    return found


@lru_cache(maxsize=200_000)
def part_keys(word: str) -> frozenset[str]:
    """The keys of the parts of a compound; empty when the word is no compound."""
    return frozenset(key for part in parts(word) for key in base_keys(part))


@lru_cache(maxsize=200_000)
def index_terms(word: str) -> tuple[str, ...]:
    """What a lower-case word is indexed under: its own keys and those of its parts; nothing for a stop word."""
    if word in STOPWORDS or len(word) < 2:
        return ()
    return tuple(sorted(base_keys(word) | part_keys(word)))


def text_terms(text: str) -> list[str]:
    """All index terms of a text, in order, with repetitions: a bag for BM25."""
    return [term for token in tokenize(text) for term in index_terms(token.word)]
