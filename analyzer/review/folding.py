"""All edits of one ambition folded into its review: what people have laid over the machine's verdict by now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from analyzer.review.fields import value_of
from analyzer.review.replay import Held, filled, replay, signature
from analyzer.review.values import (
    AddedQuote,
    Edit,
    KeptOutside,
    KeptQuote,
    Note,
    OutsideEvidence,
    RejectedQuote,
    Review,
    ReviewField,
    Signed,
)
from analyzer.types import Status

_ENTERED = (ReviewField.RATIONALE, ReviewField.RECOMMENDATION, ReviewField.OWNER, ReviewField.DUE)


def fold(ambition: str, edits: Sequence[Edit]) -> Review:
    """`edits`: of one norm, in any order; those of other ambitions are passed over.

    Quotes, notes and the like stand in the order in which they were first entered. After an undo everything stands as
    it did before the edit that was taken back, the names and the ground too. Raises ValueError (Dutch) for a value that
    its field cannot hold, and when two edits have the same number.
    """
    played = replay(edit for edit in edits if edit.ambition == ambition)
    if not played.edits:
        return Review(ambition=ambition)
    last = played.edits[-1]

    def single(field: ReviewField) -> Held:
        return played.now.get((field, ""), Held())

    def many(field: ReviewField) -> list[tuple[str, Held, Signed]]:
        entries = filled(played.now, field).items()
        return [(key, state, state.signed) for key, state in entries if state.signed is not None]

    return Review(
        ambition=ambition,
        number=last.number,
        status=_status(single(ReviewField.STATUS)),
        rationale=_text(ReviewField.RATIONALE, single(ReviewField.RATIONALE)),
        recommendation=_text(ReviewField.RECOMMENDATION, single(ReviewField.RECOMMENDATION)),
        owner=_text(ReviewField.OWNER, single(ReviewField.OWNER)) or "",
        due=_day(single(ReviewField.DUE)),
        reviewed=single(ReviewField.REVIEWED).signed if _marked(single(ReviewField.REVIEWED)) else None,
        rejected=tuple(
            RejectedQuote(key=key, reason=_text(ReviewField.REJECTED, state) or "", signed=signed)
            for key, state, signed in many(ReviewField.REJECTED)
        ),
        quotes=tuple(
            KeptQuote(key=key, quote=_quote(state), signed=signed) for key, state, signed in many(ReviewField.QUOTE)
        ),
        outside=tuple(
            KeptOutside(key=key, evidence=_outside(state), signed=signed)
            for key, state, signed in many(ReviewField.OUTSIDE)
        ),
        notes=tuple(
            Note(key=key, text=_text(ReviewField.NOTE, state) or "", signed=signed)
            for key, state, signed in many(ReviewField.NOTE)
        ),
        authors=tuple(dict.fromkeys(edit.author for edit in played.edits)),
        last=signature(last),
        ground=played.ground,
        judged=single(ReviewField.STATUS).signed if single(ReviewField.STATUS).value is not None else None,
        entered={
            field: held.signed
            for field in _ENTERED
            if (held := single(field)).value is not None and held.signed is not None
        },
    )


def _status(state: Held) -> Status | None:
    value = value_of(ReviewField.STATUS, state.value)
    return value if isinstance(value, Status) else None


def _text(field: ReviewField, state: Held) -> str | None:
    value = value_of(field, state.value)
    return value if isinstance(value, str) else None


def _day(state: Held) -> date | None:
    value = value_of(ReviewField.DUE, state.value)
    return value if isinstance(value, date) else None


def _marked(state: Held) -> bool:
    return value_of(ReviewField.REVIEWED, state.value) is True


def _quote(state: Held) -> AddedQuote:
    return AddedQuote.model_validate(value_of(ReviewField.QUOTE, state.value))


def _outside(state: Held) -> OutsideEvidence:
    return OutsideEvidence.model_validate(value_of(ReviewField.OUTSIDE, state.value))
