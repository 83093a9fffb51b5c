"""Criterion → Hits: asks the index for the passages that may speak of each criterion. Never judges."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.types import Ambition, Criterion, CriterionKind, Norm
from ingest.index import DossierIndex
from ingest.types import Hit

# Passages read for one criterion.
DEPTH = 24
# Terms of the lexicon that are added to a criterion's own phrasings.
_TERMS = 16


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
    norm: Norm, ambitions: Sequence[Ambition], index: DossierIndex, *, depth: int = DEPTH
) -> dict[str, tuple[Hit, ...]]:
    """At most `depth` hits for every criterion of `ambitions`, by criterion id, best first."""
    asked = [(criterion.id, queries_for(norm, a, criterion)) for a in ambitions for criterion in a.criteria]
    found = index.search([queries for _, queries in asked], depth)
    return {criterion: hits for (criterion, _), hits in zip(asked, found, strict=True)}
