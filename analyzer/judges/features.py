"""A sentence as features for the linear models: what it is about, and how it is said. Pure; training uses the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.dutch import STOPWORDS, index_terms, tokenize

_GRAM = 5  # letters of a piece of a word
_SHORTEST_GRAMMED = 4  # letters of the shortest word that is cut to pieces
_PIECE = re.compile(r"[a-zà-ÿ]+|\d+|[?:|]")


class TopicFeatures:
    """Stems, lemmas and compound parts of the content words, and their pieces of five letters. Words are remembered."""

    def __init__(self) -> None:
        self._of_word: dict[str, tuple[str, ...]] = {}

    def of_text(self, text: str) -> list[str]:
        """The features of a text, with repetitions."""
        return [feature for token in tokenize(text) for feature in self.of_word(token.word)]

    def of_word(self, word: str) -> tuple[str, ...]:
        """The features of one lower-case word; none for a stop word."""
        if word not in self._of_word:
            self._of_word[word] = tuple(_made(word))
        return self._of_word[word]


def _made(word: str) -> Iterator[str]:
    if word in STOPWORDS:
        return
    yield from (f"w:{term}" for term in index_terms(word))
    if len(word) >= _SHORTEST_GRAMMED:
        framed = f"<{word}>"
        yield from (f"g:{framed[start : start + _GRAM]}" for start in range(max(1, len(framed) - _GRAM + 1)))


def stance_features(text: str) -> list[str]:
    """Words and runs of two and three words, function words included; years and other numbers by kind only."""
    words = ["^", *(_kind(piece) for piece in _PIECE.findall(text.lower()))]
    return words + [" ".join(words[i : i + size]) for size in (2, 3) for i in range(len(words) - size + 1)]


def _kind(piece: str) -> str:
    if not piece.isdigit():
        return piece
    return "#year" if len(piece) == 4 and piece.startswith("20") else "#number"


def counted(features: Sequence[str]) -> dict[str, int]:
    """How often each feature occurs."""
    counts: dict[str, int] = {}
    for feature in features:
        counts[feature] = counts.get(feature, 0) + 1
    return counts
