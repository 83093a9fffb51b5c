"""What each field of a review may hold, and how its JSON becomes a value: the one place that knows.

`fold` reads with it what was kept; whoever is about to keep a change can ask beforehand whether it can be read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from pydantic import JsonValue, ValidationError

from analyzer.report.wording import quoted
from analyzer.review.values import AddedQuote, Change, OutsideEvidence, ReviewField
from analyzer.types import Status

Value = Status | str | date | bool | AddedQuote | OutsideEvidence | None

# Fields of which there can be many, each under a key of its own.
KEYED = frozenset({ReviewField.REJECTED, ReviewField.QUOTE, ReviewField.OUTSIDE, ReviewField.NOTE})

LABEL: Mapping[ReviewField, str] = {
    ReviewField.STATUS: "oordeel",
    ReviewField.RATIONALE: "onderbouwing",
    ReviewField.RECOMMENDATION: "aanbeveling",
    ReviewField.OWNER: "verantwoordelijke",
    ReviewField.DUE: "gereed op",
    ReviewField.REVIEWED: "als beoordeeld aangevinkt",
    ReviewField.REJECTED: "verworpen citaat",
    ReviewField.QUOTE: "toegevoegd citaat",
    ReviewField.OUTSIDE: "bewijs van buiten de documenten",
    ReviewField.NOTE: "notitie",
}


def value_of(field: ReviewField, value: JsonValue) -> Value:
    """What `value` stands for in this field; None stands for "nothing".

    Raises ValueError (Dutch) when the field cannot hold it.
    """
    if value is None:
        return None
    try:
        return _READERS[field](value)
    except (ValueError, TypeError, ValidationError) as exc:
        raise ValueError(f"De waarde voor {quoted(LABEL[field])} klopt niet. Kies of typ haar opnieuw.") from exc


def check(change: Change) -> None:
    """Raises ValueError (Dutch) for a change that cannot be kept: a wrong kind of value, a key too many or too few."""
    if bool(change.key) is not (change.field in KEYED):
        raise ValueError(f"De wijziging van {quoted(LABEL[change.field])} is onvolledig. Laad de pagina opnieuw.")
    value_of(change.field, change.old)
    value_of(change.field, change.new)


def _text(value: JsonValue) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


def _status(value: JsonValue) -> Status:
    return Status(_text(value))


def _day(value: JsonValue) -> date:
    return date.fromisoformat(_text(value))


def _mark(value: JsonValue) -> bool:
    if value is not True:
        raise TypeError("the mark is there, or is taken away by None")
    return True


_READERS: Mapping[ReviewField, Callable[[JsonValue], Value]] = {
    ReviewField.STATUS: _status,
    ReviewField.RATIONALE: _text,
    ReviewField.RECOMMENDATION: _text,
    ReviewField.OWNER: _text,
    ReviewField.DUE: _day,
    ReviewField.REVIEWED: _mark,
    ReviewField.REJECTED: _text,
    ReviewField.QUOTE: AddedQuote.model_validate,
    ReviewField.OUTSIDE: OutsideEvidence.model_validate,
    ReviewField.NOTE: _text,
}
