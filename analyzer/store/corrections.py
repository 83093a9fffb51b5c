"""What people corrected of the facts of a document, laid over what was read. Pure; the analysis itself uses it too."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from analyzer.store.values import FactCorrection, FactField
from analyzer.types import DocumentSummary
from ingest.facts import validity_on
from ingest.types import DocumentFacts, Genre, Standing

_LONGEST_TITLE = 500  # characters
_DATES = (FactField.ADOPTED, FactField.EFFECTIVE_FROM, FactField.EFFECTIVE_UNTIL)
_QUOTES = {FactField.ADOPTED: "adopted_quote", FactField.STANDING: "standing_quote"}


def corrected(facts: DocumentFacts, corrections: Sequence[FactCorrection]) -> DocumentFacts:
    """`corrections`: of this one document, in the order in which they were made. The quote from which a fact was read
    goes when the fact is corrected: it shows something else."""
    standing = {each.field: each.new for each in corrections}
    changes: dict[str, Any] = {}
    for field, new in standing.items():
        if new is None:
            continue
        changes[field.value] = value_of(field, new)
        if field in _QUOTES:
            changes[_QUOTES[field]] = None
    return facts.model_copy(update=changes) if changes else facts


def value_of(field: FactField, text: str) -> str | date | Genre | Standing | None:
    """What a correction says; "" stands for no such fact. Raises ValueError for what is no date, genre or standing."""
    if field is FactField.GENRE:
        return Genre(text) if text else Genre.OTHER
    if field is FactField.STANDING:
        return Standing(text) if text else Standing.UNSTATED
    if field in _DATES:
        return date.fromisoformat(text) if text else None
    if len(text) > _LONGEST_TITLE:
        raise ValueError("a title of that length")
    return text or None


def text_of(facts: DocumentFacts, field: FactField) -> str | None:
    """The fact as a correction would say it; None: there is no such fact."""
    value = getattr(facts, field.value)
    if value is None:
        return None
    return value.isoformat() if isinstance(value, date) else str(value)


def summarised(
    summary: DocumentSummary, facts: DocumentFacts, corrections: Sequence[FactCorrection], peildatum: date
) -> DocumentSummary:
    """The summary of a document with its corrections, and what its dates amount to on `peildatum`. `facts`: as read.

    A document that could not be read stays as it is: nobody knows what it says."""
    if summary.read == "not":
        return summary
    now = corrected(facts, corrections)
    return summary.model_copy(
        update={
            "title": now.title,
            "genre": now.genre.value,
            "adopted": now.adopted,
            "validity": validity_on(now, peildatum),
        }
    )
