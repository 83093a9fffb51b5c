"""Criterion → Hits: what is asked of the index, and what comes back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from analyzer.norms import NORM_IDS, load_norm
from analyzer.retrieval import DEPTH, find_passages, queries_for
from analyzer.types import Criterion, CriterionKind, Norm
from ingest.embedding import SubwordEmbedder
from ingest.index import open_index
from ingest.types import Document

BASE = Criterion(
    id="1.1.a",
    text="Er is een overleg.",
    kind=CriterionKind.PROVISION,
    all_of=(("@tafel", "casus*"), ("signalen",)),
    queries=("wij overleggen samen",),
)
CADENCE = Criterion(id="1.1.b", text="Het overleg is er vaak.", kind=CriterionKind.CADENCE, of="1.1.a")


@pytest.fixture
def norm(make_norm: Callable[..., Norm]) -> Norm:
    return make_norm([BASE, CADENCE], {"tafel": ("informatieoverleg", "=LIO", "tafel + signalen")})


def test_a_criterion_is_asked_in_its_own_words_and_in_those_of_the_lexicon(norm: Norm) -> None:
    asked = queries_for(norm, norm.ambitions[0], BASE)
    assert asked[:2] == (BASE.text, *BASE.queries)
    words = " ".join(asked).split()
    assert {"informatieoverleg", "LIO", "casus"} <= set(words)
    assert not any(mark in " ".join(asked) for mark in "*=+@")


def test_a_rhythm_is_searched_together_with_what_it_is_the_rhythm_of(norm: Norm) -> None:
    asked = queries_for(norm, norm.ambitions[0], CADENCE)
    assert asked[0] == CADENCE.text
    assert BASE.queries[0] in asked
    assert any("informatieoverleg" in query for query in asked)


def test_every_criterion_gets_its_hits_best_first(norm: Norm, make_document: Callable[..., Document]) -> None:
    documents = [
        make_document("Koffie en thee staan klaar.", name="a.txt"),
        make_document("Wij bespreken de signalen in het informatieoverleg.", name="b.txt"),
    ]
    with open_index(documents, SubwordEmbedder(), None) as index:
        found = find_passages(norm, norm.ambitions, index)
    assert set(found) == {"1.1.a", "1.1.b"}
    for hits in found.values():
        assert hits[0].passage.document_id == documents[1].id
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_no_more_is_read_than_the_depth(norm: Norm, make_document: Callable[..., Document]) -> None:
    lines = [line for number in range(3 * DEPTH) for line in (f"# Deel {number}", "Het overleg over signalen.")]
    with open_index([make_document(*lines)], SubwordEmbedder(), None) as index:
        assert {len(hits) for hits in find_passages(norm, norm.ambitions, index).values()} == {DEPTH}


@pytest.mark.parametrize("norm_id", NORM_IDS)
def test_every_criterion_of_the_norms_can_be_asked(norm_id: str) -> None:
    norm = load_norm(norm_id)
    for ambition in norm.ambitions:
        for criterion in ambition.criteria:
            asked = queries_for(norm, ambition, criterion)
            assert asked and all(query.strip() for query in asked)
