"""BM25 over Dutch stems, lemmas and compound parts."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from ingest.lexical import LexicalIndex, passage_terms
from ingest.splitting import split
from ingest.types import Document

TEXTS = [
    "Medewerkers melden signalen bij het meldpunt ondermijning.",
    "De jaarrekening sluit met een overschot van drie miljoen euro.",
    "De vergunningen voor de horeca worden getoetst aan de Wet Bibob.",
]


@pytest.fixture
def index(make_document: Callable[..., Document]) -> LexicalIndex:
    passages = [split(make_document(text))[0] for text in TEXTS]
    return LexicalIndex([passage_terms(passage) for passage in passages])


@pytest.mark.parametrize(
    ("query", "best"),
    [
        ("melding van een signaal", 0),
        ("jaarrekeningen", 1),
        ("horecavergunning", 2),
        ("Bibob-toets", 2),
        ("MELDPUNT", 0),
    ],
)
def test_other_forms_of_the_words_find_the_passage(index: LexicalIndex, query: str, best: int) -> None:
    scores = index.scores(query)
    assert scores.shape == (len(TEXTS),)
    assert int(np.argmax(scores)) == best
    assert scores[best] > 0


def test_a_passage_that_shares_no_word_scores_nothing(index: LexicalIndex) -> None:
    scores = index.scores("meldpunt")
    assert scores[0] > 0
    assert scores[1] == scores[2] == 0


@pytest.mark.parametrize("query", ["", "de het een", "zebra's", "???"])
def test_nothing_to_look_for_scores_nothing(index: LexicalIndex, query: str) -> None:
    assert index.scores(query).tolist() == [0.0] * len(TEXTS)


@pytest.mark.parametrize("terms", [[], [[]], [[], []]])
def test_nothing_to_look_in_scores_nothing(terms: list[list[str]]) -> None:
    assert LexicalIndex(terms).scores("meldpunt").tolist() == [0.0] * len(terms)


def test_headings_count_for_the_passage_below_them(make_document: Callable[..., Document]) -> None:
    document = make_document("# Screening", "Wij vragen een verklaring.", "# Financiën", "Wij vragen een verklaring.")
    index = LexicalIndex([passage_terms(passage) for passage in split(document)])
    screening, finance = index.scores("screenen")
    assert screening > 0 == finance


def test_more_mentions_count_for_more(make_document: Callable[..., Document]) -> None:
    texts = ["Het meldpunt helpt en adviseert ons.", "Het meldpunt is er; het meldpunt helpt.", "Er is koffie."]
    index = LexicalIndex([passage_terms(split(make_document(text))[0]) for text in texts])
    once, twice, never = index.scores("meldpunt")
    assert twice > once > never == 0
