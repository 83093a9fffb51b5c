"""Criterion → Hits: asks the index for the passages that may speak of each criterion. Never judges."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from analyzer.types import Ambition, Criterion, CriterionKind, Norm
from ingest.cross_encoder import CrossEncoderUnsuited, PairModel, is_inference
from ingest.index import DossierIndex
from ingest.types import Hit

# Passages read for one criterion.
DEPTH = 24
# Passages that a reranker is given to put in order: as deep as each ranking of the index is read.
RERANK_DEPTH = 60
# Terms of the lexicon that are added to a criterion's own phrasings.
_TERMS = 16
# Headings that a reranker reads before a passage: the innermost, as many as the index looks at.
_HEADINGS = 2


class Reranker(Protocol):
    """Puts passages that were found in a better order. `name` goes into the run's record."""

    @property
    def name(self) -> str: ...

    def scores(self, query: str, passages: Sequence[str]) -> Sequence[float]:
        """For each passage how relevant it is to the query, higher is better. What is too long for it is cut off at
        the end of the passage, never of the query."""
        ...


class CrossEncoderReranker:
    """A cross-encoder that gives one score for a query and a passage read together."""

    def __init__(self, model: PairModel) -> None:
        """Raises CrossEncoderUnsuited for a model that does not have just one column."""
        if len(model.labels) != 1:
            way_out = (
                "gebruik dit model als beoordelaar met --nli, en kies met --reranker een model dat voor herordenen is "
                "gemaakt"
                if is_inference(model.labels)
                else "kies met --reranker een model dat daarvoor is gemaakt"
            )
            raise CrossEncoderUnsuited(
                f"Het model '{model.name}' geeft {len(model.labels)} uitkomsten per paar ({', '.join(model.labels)}) "
                f"in plaats van één score, en kan zoekresultaten dus niet herordenen: {way_out}."
            )
        self.name = model.name
        self._model = model

    def scores(self, query: str, passages: Sequence[str]) -> tuple[float, ...]:
        """Raw scores, rounded to four decimals: beyond those they depend on which passages happen to be read together.

        Raises CrossEncoderUnavailable where the model fails.
        """
        rows = self._model.scores([(query, passage) for passage in passages], cut="second")
        return tuple(round(float(each), 4) for each in rows[:, 0])


def queries_for(norm: Norm, ambition: Ambition, criterion: Criterion) -> tuple[str, ...]:
    """The phrasings a criterion is searched by; one that qualifies another is searched together with it."""
    own = (criterion.text, *criterion.queries)
    base = next((each for each in ambition.criteria if each.id == criterion.of), None)
    if criterion.kind in (CriterionKind.CADENCE, CriterionKind.CURRENCY) and base is not None:
        own = (*own, *base.queries, _terms(norm, base))
    return tuple(query for query in (*own, *ambition.queries[:2], _terms(norm, criterion)) if query)


def _terms(norm: Norm, criterion: Criterion) -> str:
    """The terms of the criterion's first group, as one query."""
    if not criterion.all_of:
        return ""
    terms = [
        term
        for alternative in criterion.all_of[0]
        for term in (norm.concepts[alternative[1:]] if alternative.startswith("@") else (alternative,))
    ]
    return " ".join(term.replace("*", "").replace("+", "").replace("=", "") for term in terms[:_TERMS])


def find_passages(
    norm: Norm,
    ambitions: Sequence[Ambition],
    index: DossierIndex,
    *,
    depth: int = DEPTH,
    reranker: Reranker | None = None,
) -> dict[str, tuple[Hit, ...]]:
    """At most `depth` hits for every criterion of `ambitions`, by criterion id, best first.

    A `reranker` puts the best `RERANK_DEPTH` in order, and `depth` of those are kept; their scores are then its own.
    """
    asked = [(a, criterion, queries_for(norm, a, criterion)) for a in ambitions for criterion in a.criteria]
    reach = depth if reranker is None else max(depth, RERANK_DEPTH)
    found = index.search([queries for _, _, queries in asked], reach)
    return {
        criterion.id: hits if reranker is None else _reranked(question_for(ambition, criterion), hits, reranker)[:depth]
        for (ambition, criterion, _), hits in zip(asked, found, strict=True)
    }


def question_for(ambition: Ambition, criterion: Criterion) -> str:
    """The one query a reranker weighs passages against: what is asked, behind the element it qualifies, since it may
    refer to that ("Dat overleg …")."""
    base = next((each for each in ambition.criteria if each.id == criterion.of), None)
    return criterion.text if base is None else f"{base.text} {criterion.text}"


def _reranked(query: str, hits: Sequence[Hit], reranker: Reranker) -> tuple[Hit, ...]:
    """The hits by the reranker's scores, best first; those of one score stay in the order they were found in."""
    if not hits:
        return ()
    scores = reranker.scores(query, [_with_headings(hit) for hit in hits])
    scored = [hit.model_copy(update={"score": float(score)}) for hit, score in zip(hits, scores, strict=True)]
    return tuple(sorted(scored, key=lambda hit: -hit.score))


def _with_headings(hit: Hit) -> str:
    return " ".join((*hit.passage.headings[-_HEADINGS:], hit.passage.text))
