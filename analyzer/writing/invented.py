"""What a text by a language model holds that the model was not given: figures, dates, article numbers, names. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from analyzer.chat.numbers import numbers_in
from analyzer.chat.support import names_in, word_share
from ingest.dutch import text_terms
from ingest.sentences import split_sentences

# What the writer leaves for a person to choose: "binnen [termijn]".
_OPEN = re.compile(r"\[[^\[\]]*\]")
_ARTICLE = re.compile(
    r"\b(?:artikel(?:en|s)?|art\.|artt\.|paragraaf|hoofdstuk|§)\s*(\d[\d.:]*[a-z]?|[ivxlc]+\b|[a-z]\b)", re.IGNORECASE
)
_ADDRESS = re.compile(r"\S*(?:://|www\.)\S*|\S+@\S+", re.IGNORECASE)
_KNOWN = 0.5  # the share from which on a name is known: "Bibob-beleid" by "Bibob"


@dataclass(frozen=True)
class Given:
    """What a model was given. `names`: further text whose names it may use, but not its figures."""

    text: str
    names: str = ""

    @cached_property
    def numbers(self) -> frozenset[str]:
        return numbers_in(self.text).told

    @cached_property
    def terms(self) -> frozenset[str]:
        return frozenset(text_terms(f"{self.text}\n{self.names}"))

    @cached_property
    def articles(self) -> frozenset[str]:
        return frozenset(match[1].lower().rstrip(".:") for match in _ARTICLE.finditer(self.text))


def invented_in(text: str, given: Given, numbers: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """What stands in `text` outside square brackets and was not given, each once. `numbers`: further ones allowed."""
    own = _OPEN.sub(" ", text)
    found = [match[0] for match in _ADDRESS.finditer(own)]
    own = _ADDRESS.sub(" ", own)
    found += [match[0] for match in _ARTICLE.finditer(own) if match[1].lower().rstrip(".:") not in given.articles]
    found += sorted(numbers_in(_ARTICLE.sub(" ", own)).asked - given.numbers - numbers)
    for start, end in split_sentences(own):
        found += [name for name in names_in(own[start:end]) if word_share(name, given.terms) < _KNOWN]
    return tuple(dict.fromkeys(found))
