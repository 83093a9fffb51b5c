"""Criterion → Hits: what is asked of the index, and what comes back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import pytest
from tiny_cross_encoder import LABELS, SAID, build_inference, build_reranker, criterion_text, made

from analyzer.norms import NORM_IDS, load_norm
from analyzer.retrieval import DEPTH, RERANK_DEPTH, CrossEncoderReranker, find_passages, queries_for, question_for
from analyzer.types import Criterion, CriterionKind, Norm
from ingest.cross_encoder import CrossEncoderModel, CrossEncoderUnsuited, Cut, Pair, Scores
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


# --- a reranker ----------------------------------------------------------------------------------------------------


@dataclass
class Fixed:
    """A reranker that gives each passage the score of the first text found in it, and notes what it was asked."""

    liked: dict[str, float]
    name: str = "fixed"
    asked: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    def scores(self, query: str, passages: Sequence[str]) -> Sequence[float]:
        self.asked.append((query, tuple(passages)))
        return [next((score for text, score in self.liked.items() if text in each), 0.0) for each in passages]


@pytest.fixture
def many(make_document: Callable[..., Document]) -> Document:
    """A passage of its own for each of more parts than are read."""
    return make_document(
        *(
            line
            for n in range(RERANK_DEPTH)
            for line in (f"# Deel {n:02d}", f"Het overleg over signalen, ronde {n:02d}.")
        )
    )


def test_a_reranker_reads_deeper_than_is_kept(norm: Norm, many: Document) -> None:
    with open_index([many], SubwordEmbedder(), None) as index:
        plain = find_passages(norm, norm.ambitions, index, depth=RERANK_DEPTH)["1.1.a"]
        last = plain[DEPTH + 5].passage
        reranker = Fixed({last.text.strip(): 9.0})
        found = find_passages(norm, norm.ambitions, index, reranker=reranker)
    assert {len(hits) for hits in found.values()} == {DEPTH}
    assert (found["1.1.a"][0].passage, found["1.1.a"][0].score) == (last, 9.0)
    assert {len(passages) for _, passages in reranker.asked} == {RERANK_DEPTH}
    # What has one score stays in the order it was found in.
    assert [hit.passage for hit in found["1.1.a"][1:]] == [hit.passage for hit in plain[: DEPTH - 1]]


def test_a_reranker_weighs_what_is_asked_with_what_it_belongs_to(norm: Norm, many: Document) -> None:
    reranker = Fixed({})
    with open_index([many], SubwordEmbedder(), None) as index:
        find_passages(norm, norm.ambitions, index, reranker=reranker)
    assert [query for query, _ in reranker.asked] == [BASE.text, f"{BASE.text} {CADENCE.text}"]
    assert question_for(norm.ambitions[0], CADENCE) == reranker.asked[1][0]
    assert any(passage.startswith("Deel 07 Het overleg") for passage in reranker.asked[0][1])


def test_a_reranker_is_asked_nothing_where_nothing_is_found(norm: Norm) -> None:
    reranker = Fixed({})
    with open_index([], SubwordEmbedder(), None) as index:
        assert set(find_passages(norm, norm.ambitions, index, reranker=reranker).values()) == {()}
    assert reranker.asked == []


@dataclass(frozen=True)
class Columns:
    """A pair model of which only the columns matter."""

    labels: tuple[str, ...]
    name: str = "cross-encoder:een-model:12345678"

    def scores(self, pairs: Sequence[Pair], *, cut: Cut = "first") -> Scores:
        raise AssertionError("it is refused before it is asked anything")


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (LABELS, r"'cross-encoder:een-model:12345678' geeft 3 uitkomsten.*als beoordelaar met --nli.*met --reranker"),
        (("relevant", "niet"), r"geeft 2 uitkomsten per paar \(relevant, niet\).*kies met --reranker"),
    ],
)
def test_a_model_with_several_columns_reranks_nothing(labels: tuple[str, ...], message: str) -> None:
    with pytest.raises(CrossEncoderUnsuited, match=message):
        CrossEncoderReranker(Columns(labels))


def _models(base: Path) -> tuple[CrossEncoderModel, CrossEncoderModel]:
    if find_spec("sentence_transformers") is None:
        pytest.skip("sentence-transformers is not installed, so no model can be loaded")
    return CrossEncoderModel(made(base, build_reranker)), CrossEncoderModel(made(base, build_inference))


def test_a_real_reranker_puts_what_answers_first(
    tmp_path_factory: pytest.TempPathFactory, make_norm: Callable[..., Norm], make_document: Callable[..., Document]
) -> None:
    ranks, judges = _models(tmp_path_factory.getbasetemp())
    criterion = Criterion(
        id="1.1.a", text=criterion_text("meldpunt"), kind=CriterionKind.PROVISION, queries=("meldpunt ontbreekt",)
    )
    norm = make_norm([criterion])
    denied, there = SAID["absent"][1].format("meldpunt"), SAID["in_force"][0].format("meldpunt")
    document = make_document("# Stand", denied, "# Slot", there)
    reranker = CrossEncoderReranker(ranks)
    with open_index([document], SubwordEmbedder(), None) as index:
        plain = find_passages(norm, norm.ambitions, index)["1.1.a"]
        found = find_passages(norm, norm.ambitions, index, reranker=reranker)["1.1.a"]
        again = find_passages(norm, norm.ambitions, index, reranker=reranker)["1.1.a"]
    assert [hit.passage.text.strip() for hit in plain] == [denied, there]
    assert [hit.passage.text.strip() for hit in found] == [there, denied]
    assert found[0].score > 0.5 > found[1].score
    assert found == again
    assert reranker.name == ranks.name
    with pytest.raises(CrossEncoderUnsuited, match="--nli"):
        CrossEncoderReranker(judges)


def test_a_long_passage_is_cut_and_the_query_is_not(tmp_path_factory: pytest.TempPathFactory) -> None:
    reranker = CrossEncoderReranker(_models(tmp_path_factory.getbasetemp())[0])
    there, filling = SAID["in_force"][0].format("meldpunt"), "De raad stelt de begroting vast. " * 60
    meldpunt, protocol = criterion_text("meldpunt"), criterion_text("protocol")
    begins, ends = reranker.scores(meldpunt, [there + filling, filling + there])
    assert ends == pytest.approx(reranker.scores(meldpunt, [filling])[0], abs=2e-4)
    assert begins != pytest.approx(ends, abs=1e-2)
    assert begins != pytest.approx(reranker.scores(protocol, [there + filling])[0], abs=1e-2)
