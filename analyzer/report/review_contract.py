"""The part of the contract about people: what they laid over the verdicts of a machine-readable report. Notes are
internal and are not in it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import ConfigDict, Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema

from analyzer.review.values import OutsideKind
from analyzer.types import Proof, State, Status
from ingest.types import Frozen

Entered = Literal["rationale", "recommendation", "owner", "due"]


def _stop_at_first(schema: object) -> None:
    if isinstance(schema, dict):
        if schema.get("type") in ("tuple", "dict"):
            schema["fail_fast"] = True
        for each in schema.values():
            _stop_at_first(each)
    elif isinstance(schema, list):
        for each in schema:
            _stop_at_first(each)


class Contracted(Frozen):
    """Base of the contract: immutable, and an unknown key is passed over. What JSON has no number for is refused, and
    of many wrong entries only the first is looked at: a small file could have millions."""

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        made = handler(source)
        _stop_at_first(made)
        return made

    @property
    def unknown(self) -> str:
        """Where the first key is that is not known here, as keys with dots between; empty: there is none. Only of what
        was read with `extra="allow"`."""
        if self.__pydantic_extra__:
            return next(iter(self.__pydantic_extra__))
        for name in type(self).model_fields:
            if where := _unknown_in(getattr(self, name)):
                return f"{name}.{where}"
        return ""


def _unknown_in(value: object) -> str:
    if isinstance(value, Contracted):
        return value.unknown
    if isinstance(value, tuple):
        return next((f"{place}.{where}" for place, each in enumerate(value) if (where := _unknown_in(each))), "")
    if isinstance(value, dict):
        return next((f"{key}.{where}" for key, each in value.items() if (where := _unknown_in(each))), "")
    return ""


class EvidenceEntry(Contracted):
    """A verbatim quote. `document`: the file name; `page` counts from 1; `start`/`end`: offsets in the text as read.

    `added_by`: the person who added it; only there where a person did. Its `criterion` may be empty: the ambition as a
    whole. `place`: which of the machine's quotes for its element it was, from 0; only there where a person rejected it.
    """

    document: str
    page: int
    quote: str
    criterion: str
    stance: Literal[State.IN_FORCE, State.PLANNED, State.ABSENT]
    proof: Proof = Proof.OPZET
    note: str = ""
    document_sha256: str = ""
    start: int | None = None
    end: int | None = None
    added_by: str = Field(default="", exclude_if=lambda name: not name)
    place: int | None = Field(default=None, ge=0, exclude_if=lambda number: number is None)


class SignedEntry(Contracted):
    """By whom, when (ISO 8601, UTC) and why something was entered."""

    author: str = ""
    at: datetime | None = None
    why: str = ""


class SetAsideEntry(Contracted):
    """A quote of the machine that a person rejected. `evidence` is null where the machine does not give it any more.

    `also`: the same quote where it was given for other elements; `second`: where the other judge gave it. Both are only
    there where they hold any.
    """

    key: str = ""
    reason: str = ""
    signed: SignedEntry = SignedEntry()
    evidence: EvidenceEntry | None = None
    also: tuple[EvidenceEntry, ...] = Field(default=(), exclude_if=lambda entries: not entries)
    second: tuple[EvidenceEntry, ...] = Field(default=(), exclude_if=lambda entries: not entries)


class AddedQuoteEntry(Contracted):
    """A quote that a person selected in a document. `key`: what names it within the review, as in `ShiftEntry.lost`."""

    key: str = ""
    evidence: EvidenceEntry | None = None
    signed: SignedEntry = SignedEntry()


class OutsideEntry(Contracted):
    """What a person knows from elsewhere than the documents. `criterion` empty: the ambition as a whole. `key`: what
    names it within the review."""

    key: str = ""
    kind: OutsideKind = OutsideKind.OTHER
    day: date | None = None
    source: str = ""
    text: str = ""
    stance: Literal[State.IN_FORCE, State.PLANNED, State.ABSENT] | None = None
    criterion: str = ""
    signed: SignedEntry = SignedEntry()


class ShiftEntry(Contracted):
    """What moved since the reviewer looked: the machine's status then and now, `lines` in Dutch, its quotes that are
    gone and new, and `lost`: the keys of a person's quotes whose document is no longer there."""

    before: Status | None = None
    after: Status | None = None
    lines: tuple[str, ...] = ()
    gone: tuple[EvidenceEntry, ...] = ()
    fresh: tuple[EvidenceEntry, ...] = ()
    lost: tuple[str, ...] = ()


class ReviewEntry(Contracted):
    """What people laid over one ambition. `status`, `rationale`, `recommendation`: a person's; null: the machine's
    stands. `author`, `at` and `why` belong to `status`. `reviewed`: who marked it as reviewed; null: nobody.
    `entered`: who gave the rationale, the recommendation, the owner and the date; only there where any was given.
    """

    status: Status | None = None
    author: str = ""
    at: datetime | None = None
    why: str = ""
    reviewed: SignedEntry | None = None
    rationale: str | None = None
    recommendation: str | None = None
    owner: str = ""
    due: date | None = None
    rejected: tuple[SetAsideEntry, ...] = ()
    quotes: tuple[AddedQuoteEntry, ...] = ()
    outside: tuple[OutsideEntry, ...] = ()
    shift: ShiftEntry | None = None
    entered: dict[Entered, SignedEntry] = Field(default={}, exclude_if=lambda entries: not entries)
    machine_status: Status | None = None
    machine_confidence: float | None = Field(ge=0, le=1, default=None)
    machine_rationale: str = ""
    machine_recommendation: str = ""
    machine_problem: str | None = None


def signatures(review: ReviewEntry) -> list[SignedEntry]:
    """Of the quotes that were rejected and added, and of what is known from elsewhere."""
    rejected, quotes = [each.signed for each in review.rejected], [each.signed for each in review.quotes]
    return [*rejected, *quotes, *(each.signed for each in review.outside)]


class ReviewerEntry(Contracted):
    name: str = ""
    count: int = 0


class ReviewSummaryEntry(Contracted):
    """How far the review is: `reviewed` of `ambitions` were marked, by whom how many. `overruled`: the ids on which a
    person gave another status than the machine; `shifted`: on which something moved since. `assessment`: its id.
    """

    assessment: str = ""
    reviewed: int = 0
    ambitions: int = 0
    reviewers: tuple[ReviewerEntry, ...] = ()
    overruled: tuple[str, ...] = ()
    shifted: tuple[str, ...] = ()
