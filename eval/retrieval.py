"""Search scored alone: are the passages that hold the labels' quotes among the first k? A row for each way."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence

from analyzer.norms import load_norm
from analyzer.retrieval import find_passages
from eval.baselines import Vanilla
from eval.gold import GoldDossier
from ingest.embedding import SubwordEmbedder
from ingest.index import open_index
from ingest.types import Document, Frozen, Hit, Passage

DEPTHS = (1, 3, 5, 10, 24)
_ALL = 200  # deep enough for both rankings whole
NDCG_AT = 10


class Retrieval(Frozen):
    """`recall`: by k, the share of gold quotes of which a part stands in the first k passages, 0–1. `ndcg`: at 10, with
    every passage that holds a part of a gold quote as relevant, 0–1. `questions`: ambitions that have gold quotes."""

    name: str
    questions: int
    recall: dict[int, float]
    ndcg: float


class _Tally:
    def __init__(self) -> None:
        self.hits: dict[int, int] = dict.fromkeys(DEPTHS, 0)
        self.quotes = 0
        self.gains: list[float] = []

    def add(self, passages: Sequence[str], quotes: Sequence[str]) -> None:
        """`passages` in the order found."""
        flat = [_flat(passage) for passage in passages]
        wanted = [_flat(quote) for quote in quotes]
        relevant = [any(_shares(passage, quote) for quote in wanted) for passage in flat]
        for quote in wanted:
            first = next((place for place, passage in enumerate(flat) if _shares(passage, quote)), None)
            for depth in DEPTHS:
                self.hits[depth] += first is not None and first < depth
        self.quotes += len(wanted)
        gain = sum(1 / math.log2(place + 2) for place, each in enumerate(relevant[:NDCG_AT]) if each)
        ideal = sum(1 / math.log2(place + 2) for place in range(min(NDCG_AT, max(1, sum(relevant)))))
        self.gains.append(gain / ideal)

    def result(self, name: str) -> Retrieval:
        recall = {depth: hits / self.quotes for depth, hits in self.hits.items()}
        return Retrieval(name=name, questions=len(self.gains), recall=recall, ndcg=sum(self.gains) / len(self.gains))


def score_retrieval(
    dossiers: Sequence[tuple[GoldDossier, Sequence[Document]]], vanilla: Vanilla | None
) -> tuple[Retrieval, ...]:
    """A row for lexical, dense and fused search, and for the vanilla pipeline where it is there."""
    tallies = {name: _Tally() for name in ("lexical", "dense", "fused")}
    if vanilla is not None:
        tallies["vanilla"] = _Tally()
    for dossier, documents in dossiers:
        quotes = {
            (norm_id, ambition): tuple(quote.quote for quote in label.quotes)
            for norm_id, labels in dossier.norms.items()
            for ambition, label in labels.items()
            if label.quotes
        }
        for key, rankings in _rankings(dossier, documents):
            if key in quotes:
                for name, passages in rankings.items():
                    tallies[name].add([passage.text for passage in passages], quotes[key])
        if vanilla is not None:
            for (_, norm_id, ambition), (_, chunks) in vanilla.ranked(dossier, documents).items():
                if (norm_id, ambition) in quotes:
                    tallies["vanilla"].add(chunks, quotes[norm_id, ambition])
    return tuple(tally.result(name) for name, tally in tallies.items())


def _rankings(
    dossier: GoldDossier, documents: Sequence[Document]
) -> Iterator[tuple[tuple[str, str], Mapping[str, Sequence[Passage]]]]:
    """For each ambition the passages in the order of each way of searching. An ambition is searched by its criteria, so
    a passage counts by its best place for any of them."""
    with open_index(documents, SubwordEmbedder(), None) as index:
        for norm_id in dossier.norms:
            norm = load_norm(norm_id)
            bound = [each for each in norm.ambitions if dossier.organisation.type in each.binds]
            hits = find_passages(norm, bound, index, depth=_ALL)
            for ambition in bound:
                found = [hits[criterion.id] for criterion in ambition.criteria]
                yield (
                    (norm_id, ambition.id),
                    {
                        "lexical": _merged(found, lambda place, hit: hit.lexical_rank),
                        "dense": _merged(found, lambda place, hit: hit.dense_rank),
                        "fused": _merged(found, lambda place, hit: place),
                    },
                )


def _merged(found: Sequence[Sequence[Hit]], rank: Callable[[int, Hit], int | None]) -> list[Passage]:
    best: dict[str, tuple[int, Passage]] = {}
    for hits in found:
        for place, hit in enumerate(hits, 1):
            own = rank(place, hit)
            if own is not None and (hit.passage.id not in best or own < best[hit.passage.id][0]):
                best[hit.passage.id] = own, hit.passage
    return [passage for _, passage in sorted(best.values(), key=lambda each: (each[0], each[1].id))]


def _flat(text: str) -> str:
    return " ".join(text.split()).lower()


def _shares(passage: str, quote: str) -> bool:
    """Whether the passage holds the quote, or the first half of it (a quote may run over into the next passage)."""
    return quote in passage or quote[: max(20, len(quote) // 2)] in passage
