"""What the review form sent, read with suspicion and turned into the changes of one edit. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationError

from analyzer.review.values import (
    AddedQuote,
    Change,
    Edit,
    OutsideEvidence,
    ReviewField,
)
from analyzer.store.errors import InvalidChange
from analyzer.types import Status
from ingest.types import Frozen

_MOST = 200  # things of one kind in one save; what a text may be at most, the desk knows


def _nothing(value: object) -> object:
    """An empty field of a form stands for "nothing"."""
    return None if isinstance(value, str) and not value.strip() else value


def _trimmed(value: object) -> object:
    """White space at the ends of what someone typed means nothing."""
    return value.strip() if isinstance(value, str) else value


Key = Annotated[str, Field(pattern=r"^[0-9A-Za-z:_-]{1,80}$")]
Name = Annotated[str, Field(max_length=80)]
Text = Annotated[str, BeforeValidator(_trimmed)]
Said = Annotated[str, BeforeValidator(_trimmed), Field(min_length=1)]


class Values(Frozen):
    """The fields that hold one value; only those that the person changed are set (`model_fields_set`)."""

    status: Annotated[Status | None, BeforeValidator(_nothing)] = None
    rationale: Annotated[Said | None, BeforeValidator(_nothing)] = None
    recommendation: Annotated[Said | None, BeforeValidator(_nothing)] = None
    owner: Annotated[Said | None, BeforeValidator(_nothing)] = None
    due: Annotated[date | None, BeforeValidator(_nothing)] = None
    reviewed: bool = False


class NewNote(Frozen):
    key: Key
    text: Said


class NewOutside(Frozen):
    key: Key
    evidence: OutsideEvidence


class NewQuote(Frozen):
    """A quote that the person pointed at; the desk compares it with the document."""

    key: Key
    quote: AddedQuote


class TakenBack(Frozen):
    field: Literal[ReviewField.QUOTE, ReviewField.OUTSIDE, ReviewField.NOTE]
    key: Key


class Submission(Frozen):
    """One save. `seen`: the number of the last edit that was on the screen; `following`: the ambition to open next.

    `rejected`: by `quote_key`, why a quote of the machine does not count; None: it counts again.
    """

    ambition: Name
    assessment: Name
    seen: int = Field(ge=0)
    why: Text = ""
    values: Values = Values()
    rejected: dict[Key, Annotated[Said | None, BeforeValidator(_nothing)]] = Field(default={}, max_length=_MOST)
    taken_back: tuple[TakenBack, ...] = Field(default=(), max_length=_MOST)
    notes: tuple[NewNote, ...] = Field(default=(), max_length=_MOST)
    outside: tuple[NewOutside, ...] = Field(default=(), max_length=_MOST)
    quotes: tuple[NewQuote, ...] = Field(default=(), max_length=_MOST)
    following: Name = ""


def submission_of(sent: object) -> Submission:
    """Raises InvalidChange for what no form of ours sends, and for a field that cannot be kept."""
    known = {name: sent[name] for name in Submission.model_fields if name in sent} if isinstance(sent, dict) else {}
    try:
        return Submission.model_validate(known)
    except ValidationError as exc:
        raise InvalidChange(_told(exc)) from exc


def changes_of(sent: Submission) -> tuple[Change, ...]:
    values = [Change(field=ReviewField(name), new=_json(sent.values, name)) for name in _FIELDS if _set(sent, name)]
    quotes = {each.key: each.quote.model_dump(mode="json") for each in sent.quotes}
    outside = {each.key: each.evidence.model_dump(mode="json") for each in sent.outside}
    return (
        *values,
        *(Change(field=ReviewField.REJECTED, key=key, new=reason) for key, reason in sent.rejected.items()),
        *(Change(field=each.field, key=each.key) for each in sent.taken_back),
        *(Change(field=ReviewField.QUOTE, key=key, new=quote) for key, quote in quotes.items()),
        *(Change(field=ReviewField.OUTSIDE, key=key, new=evidence) for key, evidence in outside.items()),
        *(Change(field=ReviewField.NOTE, key=each.key, new=each.text) for each in sent.notes),
    )


def kept_already(theirs: Sequence[Edit], person_id: str, changes: Sequence[Change]) -> bool:
    """Whether what was saved since is this very save: its answer got lost on the way, and it was sent again."""
    if len(theirs) != 1 or theirs[0].author_id != person_id:
        return False
    new = {(each.field, each.key): each.new for each in changes}
    kept = {(each.field, each.key): each.new for each in theirs[0].changes}
    return bool(kept) and all(new.get(slot, ()) == value for slot, value in kept.items())


_FIELDS = tuple(Values.model_fields)
_LABELS = {
    "status": "Oordeel",
    "rationale": "Onderbouwing",
    "recommendation": "Aanbeveling",
    "owner": "Verantwoordelijke",
    "due": "Gereed op",
    "why": "Reden van de wijziging",
    "rejected": "Verwerp dit citaat",
    "notes": "Notitie",
    "outside": "Bewijs van buiten de documenten",
    "quotes": "Eigen citaat",
}


def _set(sent: Submission, name: str) -> bool:
    return name in sent.values.model_fields_set


def _json(values: Values, name: str) -> Any:
    if name == "reviewed":
        return values.reviewed or None
    return values.model_dump(mode="json")[name]


def _told(error: ValidationError) -> str:
    """Which field cannot be kept, and why, as far as a user can do something about it."""
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    names = [str(each) for each in first["loc"] if str(each) in _LABELS]
    if not names:
        return "De pagina kwam niet goed over. Laad haar opnieuw; uw invoer blijft in dit tabblad bewaard."
    label = _LABELS[names[-1]]
    if first["type"].startswith("date"):
        return f"Bij “{label}” staat geen goede datum. Kies een dag, of maak het veld leeg."
    if first["type"] in ("string_too_short", "too_short"):
        return f"Bij “{label}” ontbreekt de tekst. Vul haar in, of haal het onderdeel weg."
    return f"Wat bij “{label}” is ingevuld, kan niet worden bewaard. Kies of typ het opnieuw."
