"""A document as a model for natural-language inference is given it: windows of one or two sentences, each with a
premise that tells its surroundings; and which of them speak most closely of a criterion."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from analyzer.judges.candidates import Candidate
from analyzer.judges.evidence import LONGEST_QUOTE
from analyzer.judges.hypotheses import Hypotheses
from analyzer.judges.reading import Reading, Sentence
from analyzer.judges.witness import match_worth
from analyzer.types import Criterion
from ingest.dutch import text_terms
from ingest.facts import validity_on
from ingest.lexical import LexicalIndex
from ingest.types import BlockKind, Document, Hit, Validity

# Documents that prove nothing on the reference date.
DEAD = frozenset({Validity.WITHDRAWN, Validity.EXPIRED})
# Windows read for one element; of one that does not count towards the verdict, the fewer. With three hypotheses each
# that makes 2,600 pairs for the Groningse norm and 5,700 for the Noord-Hollandse: one and two minutes for an office
# machine that reads 50 a second. (Measured on two busy cores: 39 a second for a model of 6 layers of 384, 20 for 12
# layers, 4 for 12 layers of 768.) A labelled sentence of an essential element is among the first 6 windows for 85 % of
# the elements, among 12 for 91 %, among 16 for 93 % (916 elements of ten development dossiers); on six test dossiers
# (485 elements) for 81, 88 and 90 %.
MOST_WINDOWS = 12
MOST_MINOR = 6
# Of withdrawn and expired documents, read beside those: they show as near misses only.
MOST_DEAD = 2
# What a window is chosen by: the match of the lexicon counts 1 at most, the words it shares with the criterion (BM25)
# 1, and the place of its passage among the hits this much.
_RANK = 0.5

Place = tuple[str, int]


@dataclass(frozen=True)
class Window:
    """One sentence of a document, or two where the second goes on about the first: sentences `first` to `last`.

    `premise` holds its text behind its `surroundings`: title, standing, headings, what leads its list or table.
    """

    reading: Reading
    first: int
    last: int
    premise: str
    surroundings: str
    validity: Validity

    @property
    def place(self) -> Place:
        return self.reading.document.id, self.first

    @property
    def order(self) -> tuple[str, int]:
        """By which windows that are equally good are put in order."""
        return self.reading.document.name, self.first

    @property
    def text(self) -> str:
        sentences = self.reading.sentences
        return self.reading.document.text[sentences[self.first].start : sentences[self.last].end]


class Windows:
    """All windows of one dossier, searchable."""

    def __init__(
        self, readings: Mapping[str, Reading], peildatum: date, organisation: str, hypotheses: Hypotheses
    ) -> None:
        """`readings` by document id; `organisation`: its name."""
        self._readings = readings
        self._all = tuple(
            window
            for reading in readings.values()
            for window in windows_of(reading, peildatum, organisation, hypotheses)
        )
        self._numbers = {window.place: number for number, window in enumerate(self._all)}
        self._words = LexicalIndex([text_terms(window.text) for window in self._all])

    def closest(
        self, criterion: Criterion, hits: Sequence[Sequence[Hit]], candidates: Sequence[Candidate]
    ) -> tuple[Window, ...]:
        """The windows of the passages found that speak most closely of a criterion, best first, those of dead documents
        last. `hits`: rankings of passages, best first; `candidates`: what the lexicon found of the criterion."""
        places = self._places(hits)
        pool = sorted(places)
        worth: dict[Place, float] = {}
        for each in candidates:
            worth[each.place] = max(worth.get(each.place, 0.0), match_worth(each))
        lexicon = np.array([_best(self._all[number], worth) for number in pool])
        near = np.array([places[number] for number in pool])
        close = lexicon + self._shared(criterion, pool) + _RANK * near
        ordered = [self._all[pool[int(place)]] for place in np.argsort(-close, kind="stable")]
        live = [window for window in ordered if window.validity not in DEAD]
        dead = [window for window in ordered if window.validity in DEAD]
        most = MOST_WINDOWS if criterion.essential else MOST_MINOR
        return (*live[:most], *dead[:MOST_DEAD])

    def _places(self, hits: Sequence[Sequence[Hit]]) -> dict[int, float]:
        """By window number how early its passage was found, from 1 down to 0."""
        found: dict[int, float] = {}
        for ranking in hits:
            for rank, hit in enumerate(ranking):
                document_id = hit.passage.document_id
                for number in self._readings[document_id].between(hit.passage.start, hit.passage.end):
                    place = self._numbers.get((document_id, number))
                    if place is not None:
                        found[place] = max(found.get(place, 0.0), 1 - rank / len(ranking))
        return found

    def _shared(self, criterion: Criterion, pool: Sequence[int]) -> np.typing.NDArray[np.float64]:
        """How much each window shares of the criterion's words, 0–1: 1 for the one that shares most."""
        texts = (criterion.text, *criterion.queries)
        scores = np.mean([self._words.scores_of(text_terms(text)) for text in texts], axis=0)[list(pool)]
        return np.asarray(scores / max(float(scores.max(initial=0.0)), 1e-6), dtype=np.float64)


def windows_of(reading: Reading, peildatum: date, organisation: str, hypotheses: Hypotheses) -> Iterator[Window]:
    """In order, every sentence in one of them at least. Left out: questions, and what addresses a language model."""
    validity = validity_on(reading.document.facts, peildatum)
    named = _named(reading.document)
    covered = False  # whether the sentence stands in the window before
    for number, sentence in enumerate(reading.sentences):
        if not _states(sentence):
            covered = False
            continue
        goes_on = _goes_on(reading, number)
        if goes_on or not covered:
            last = number + 1 if goes_on else number
            text = reading.document.text[sentence.start : reading.sentences[last].end]
            premise, surroundings = (
                hypotheses.premise_for(
                    passage,
                    organisation,
                    title=named,
                    validity=validity,
                    headings=_headings(sentence),
                    lead=_lead(reading, number),
                )
                for passage in (text, "")
            )
            yield Window(reading, number, last, premise, surroundings, validity)
        covered = goes_on


def addresses_a_model(document: Document, start: int, end: int) -> bool:
    """Whether the span holds text that reads as addressed to a language model."""
    return bool(document.instructions_in(start, end))


def _states(sentence: Sentence) -> bool:
    asks = sentence.text.rstrip().endswith("?")
    return not asks and not addresses_a_model(sentence.document, sentence.start, sentence.end)


def _goes_on(reading: Reading, number: int) -> bool:
    """Whether the next sentence goes on about this one ("Dat …"), so that neither says all by itself."""
    sentence, following = reading.sentences[number], reading.neighbour(number, 1)
    return (
        following is not None
        and following.block == sentence.block
        and following.end - sentence.start <= LONGEST_QUOTE
        and any(match.first <= 1 for match in following.cues.get("anaphor", ()))
        and _states(following)
    )


def _best(window: Window, worth: Mapping[Place, float]) -> float:
    return max(worth.get((window.reading.document.id, n), 0.0) for n in range(window.first, window.last + 1))


def _named(document: Document) -> str:
    """The title, or else the file's name; nothing where the title addresses a model."""
    title = document.facts.title or document.name
    return "" if _told_to_a_model(document, title) else title


def _headings(sentence: Sentence) -> tuple[str, ...]:
    """The headings above a sentence that tell more than the title, outermost first."""
    document = sentence.document
    return tuple(
        each for each in sentence.headings if each != document.facts.title and not _told_to_a_model(document, each)
    )


def _told_to_a_model(document: Document, line: str) -> bool:
    return any(line in document.text[start:end] for start, end in document.instructions)


def _lead(reading: Reading, number: int) -> str:
    """The line that opens the list, or the first row of the table, that a sentence belongs to."""
    sentence = reading.sentences[number]
    lead = reading.table_head(number) if sentence.kind is BlockKind.TABLE_ROW else reading.opener(number)
    return lead.text if lead is not None and lead is not sentence and _states(lead) else ""
