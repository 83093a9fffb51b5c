"""From a question to passages: what is searched for, which passages answer best, and which of their sentences. Pure but
for the search itself."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from analyzer.chat.numbers import numbers_in
from analyzer.chat.support import terms_of, word_share
from analyzer.chat.values import Turn
from ingest.dutch import index_terms, tokenize
from ingest.index import DossierIndex
from ingest.types import Document, Passage

_DEPTH = 40  # passages looked at for that
# A passage that covers less of the question than this share of what the best one covers, is not shown.
_OF_THE_BEST = 0.6
# A word occurs when this much of it does: a compound of which one part of three is met does not.
_OCCURS = 0.5
_HEADINGS = 2
_MOST_MARKS = 2  # sentences in one passage
# A second sentence is marked when it covers at least this share of what the first does.
_SECOND_MARK = 0.8
# A sentence that has the kind of fact that is asked for ("wanneer", "hoeveel"), in shares of one word.
_KIND_BONUS = 0.5

# Words by which a question is put, whatever it asks.
_ASKING = frozenset(
    """waarom hoeveel hoelang hoevaak wiens wier waarvoor waarmee waarvan waarnaar waarheen waartoe vertel
    vertellen leg uitleggen uitleg geef geven noem noemen toon laat zien zeg zegt zeggen gezegd vermeld
    vermelden vermeldt beschrijf beschrijft beschreven beschrijven samenvatten samenvatting stuk stukken
    document documenten bestand bestanden dossier passage passages tekst graag alstublieft alsjeblieft aub
    precies eigenlijk bestaat bestaan geldt gelden weten weet vraag vragen antwoord geregeld regelt iets ergens
    iemand informatie vinden vind vindt gevonden genoemd bedoeld bedoelt klopt waar eens even mogen svp dank
    bedankt hallo organisatie volgens luidt houdt inhoudt betekent gebeurt soort mag kunt zijn worden momenteel
    vaak lang snel gesproken ga gaat gaan doet krijg krijgt krijgen komt""".split()
)
# What a question points back with; then what was asked before belongs to it.
_POINTING = frozenset(
    """dat dit die deze daar daarvan daarvoor daarmee daarin daarbij daarover daarop ervan ervoor erover erbij
    eraan hij zij ze hem haar hun het diens zulke zo'n dezelfde hetzelfde""".split()
)
_FOLLOWING = re.compile(r"^\s*(?:en|maar|ook|dus|waarom|hoezo|sinds wanneer|wanneer|wie|hoe (?:vaak|lang|dan))\b", re.I)
_FEW_WORDS = 2
_ASKS_FIGURE = re.compile(
    r"\b(?:hoeveel|wanneer|hoe (?:vaak|lang|hoog|oud|groot)|welk jaar|welke datum|bedrag)\b", re.I
)
_RHYTHM = re.compile(
    r"\b(?:elke?|ieder[e]?|jaarlijks\w*|maandelijks\w*|wekelijks\w*|dagelijks\w*|per|halfjaar\w*|kwartaal)\b", re.I
)
_WHOLE_WORDS = 0.6


@dataclass(frozen=True)
class Asked:
    """A question as it is searched: `words` say what it is about, in lower case, each once; `phrasings` go to the
    index."""

    words: tuple[str, ...]
    phrasings: tuple[str, ...]
    figure: bool = False  # a number, a date or a rhythm is asked for


def read_question(question: str, name: str = "", before: str = "") -> Asked:
    """`name`: that of the organisation, which stands in every document; `before`: an earlier question that this one
    goes on about."""
    own = {token.word for token in tokenize(name)}
    words = _words(question, own) or _words(question, set())
    both = tuple(dict.fromkeys((*words, *_words(before, own))))
    phrasings = [" ".join(words), *([" ".join(both)] if before else ())]
    return Asked(
        words=both,
        phrasings=tuple(dict.fromkeys(each for each in phrasings if each)) or (question,),
        figure=bool(_ASKS_FIGURE.search(question)),
    )


def _words(question: str, left_out: set[str]) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            token.word
            for token in tokenize(question)
            if token.word not in _ASKING and token.word not in left_out and index_terms(token.word)
        )
    )


def points_back(question: str) -> bool:
    """Whether a question can hardly be understood without the one before it."""
    words = [token.word for token in tokenize(question)]
    few = len(_words(question, set())) < _FEW_WORDS
    return any(word in _POINTING for word in words if word not in ("dat", "die", "het") or few) or (
        few and bool(_FOLLOWING.search(question))
    )


def adds_nothing(rewritten: str, question: str, history: Sequence[Turn]) -> bool:
    """Whether a question that a model rewrote is made of what was said before: its figures all, its words mostly."""
    said = "\n".join((question, *(f"{turn.question}\n{turn.answer}" for turn in history)))
    terms, words = terms_of(said), _words(rewritten, set())
    if not words or not numbers_in(rewritten).asked <= numbers_in(said).told:
        return False
    return sum(word_share(word, terms) for word in words) >= _WHOLE_WORDS * len(words)


class Words:
    """The index terms of every passage of a dossier, worked out at the first question that needs them."""

    def __init__(self, index: DossierIndex) -> None:
        self._index = index

    @cached_property
    def _passages(self) -> dict[tuple[str, int], frozenset[str]]:
        return {(each.document_id, each.index): terms_of(_with_headings(each)) for each in self._index.passages}

    def weight(self, word: str) -> float:
        """How telling a word is: the rarer, the more. 0 when no passage has it."""
        holding = sum(word_share(word, terms) >= _OCCURS for terms in self._passages.values())
        return math.log(1 + len(self._passages) / holding) if holding else 0.0

    def of(self, passage: Passage) -> frozenset[str]:
        return self._passages[passage.document_id, passage.index]


@dataclass(frozen=True)
class Ranked:
    """Passages that cover most of a question, best first, and the words of it that no passage has."""

    passages: tuple[Passage, ...]
    weights: Mapping[str, float]

    @property
    def unknown(self) -> tuple[str, ...]:
        return tuple(word for word, weight in self.weights.items() if not weight)


def rank(index: DossierIndex, words: Words, asked: Asked, doubtful: Collection[str] = ()) -> Ranked:
    """No passages when not one word of the question occurs anywhere. `doubtful`: the ids of documents whose passages
    come after others that cover as much (drafts, what was withdrawn)."""
    weights = {word: words.weight(word) for word in asked.words}
    if not any(weights.values()):
        return Ranked((), weights)
    (hits,) = index.search([asked.phrasings], _DEPTH)
    covered = [(_covered(weights, words.of(hit.passage)), hit.passage) for hit in hits]
    best = max((share for share, _ in covered), default=0.0)
    kept = [(share, passage) for share, passage in covered if share > 0 and share >= _OF_THE_BEST * best]
    # Where two cover the same, the order of the search stands.
    kept.sort(key=lambda each: (-each[0], each[1].document_id in doubtful))
    return Ranked(tuple(passage for _, passage in kept), weights)


def marks_in(document: Document, passage: Passage, asked: Asked, ranked: Ranked) -> tuple[tuple[int, int], ...]:
    """The sentences of a passage that answer best, in order, as spans of the document; none where only its headings
    have words of the question."""
    spans = document.sentences
    own = spans[bisect_left(spans, (passage.start, 0)) : bisect_left(spans, (passage.end, 0))]
    scored = [
        (_sentence_score(document.text[start:end], asked, ranked), (start, end))
        for start, end in own
        if not document.instructions_in(start, end)
    ]
    best = max((score for score, _ in scored), default=0.0)
    good = [each for each in scored if each[0] > 0 and each[0] >= _SECOND_MARK * best]
    return tuple(sorted(span for _, span in sorted(good, key=lambda each: -each[0])[:_MOST_MARKS]))


def _sentence_score(sentence: str, asked: Asked, ranked: Ranked) -> float:
    covered = _covered(ranked.weights, terms_of(sentence))
    telling = bool(numbers_in(sentence).told or _RHYTHM.search(sentence)) if asked.figure else False
    return covered + (_KIND_BONUS * max(ranked.weights.values()) if covered and telling else 0.0)


def _covered(weights: Mapping[str, float], terms: frozenset[str]) -> float:
    return sum(weight * word_share(word, terms) for word, weight in weights.items() if weight)


def _with_headings(passage: Passage) -> str:
    return " ".join((*passage.headings[-_HEADINGS:], passage.text))
