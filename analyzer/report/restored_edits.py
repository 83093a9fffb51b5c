"""The edits that make the reviews of a machine-readable report: what each person entered, when and why, as far as the
report tells. Notes are not in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import JsonValue

from analyzer.report.contract import AmbitionEntry, MachineReport
from analyzer.report.review_contract import AddedQuoteEntry, Entered, EvidenceEntry, OutsideEntry, SignedEntry
from analyzer.report.review_machine import ENTERED
from analyzer.review.values import AddedQuote, Change, Edit, OutsideEvidence, ReviewField

UNKNOWN = "Onbekend"  # who entered what a report gives no name for

Slot = tuple[ReviewField, str]


@dataclass(frozen=True)
class _Given:
    """One value that stands, and who gave it last."""

    slot: Slot
    value: JsonValue
    signed: SignedEntry


def filled(report: MachineReport) -> MachineReport:
    """The report with what an earlier edition left out of its reviews: keys, and who entered what."""
    unknown = SignedEntry(author=UNKNOWN, at=report.run.started)
    return report.model_copy(update={"ambitions": tuple(_filled(entry, unknown) for entry in report.ambitions)})


def _filled(entry: AmbitionEntry, unknown: SignedEntry) -> AmbitionEntry:
    review = entry.review
    if review is None:
        return entry
    quotes = tuple(
        each if each.key else each.model_copy(update={"key": f"citaat-{number}"})
        for number, each in enumerate(review.quotes, start=1)
    )
    outside = tuple(
        each if each.key else each.model_copy(update={"key": f"bron-{number}"})
        for number, each in enumerate(review.outside, start=1)
    )
    given: dict[Entered, object] = {
        "rationale": review.rationale,
        "recommendation": review.recommendation,
        "owner": review.owner or None,
        "due": review.due,
    }
    entered = {name: review.entered.get(name, unknown) for name in ENTERED if given[name] is not None}
    changed = {"quotes": quotes, "outside": outside, "entered": entered}
    return entry.model_copy(update={"review": review.model_copy(update=changed)})


def edits_of(report: MachineReport, dossier: str, assessment: str) -> tuple[Edit, ...]:
    """`report`: filled, and without faults. `dossier` and `assessment`: the ids that the edits get.

    Where the report tells of movement, its ground is not known here: those edits name no assessment.
    """
    return tuple(
        edit
        for entry in report.ambitions
        if entry.review is not None
        for edit in _edits(entry, report.norm.id, dossier, "" if entry.review.shift else assessment)
    )


def _edits(entry: AmbitionEntry, norm_id: str, dossier: str, ground: str) -> Iterable[Edit]:
    held: dict[Slot, JsonValue] = {}
    for number, saved in enumerate(_saves(_given(entry)), start=1):
        changes = tuple(
            Change(field=each.slot[0], key=each.slot[1], old=held.get(each.slot), new=each.value) for each in saved
        )
        held |= {each.slot: each.value for each in saved}
        yield Edit(
            dossier=dossier,
            norm_id=norm_id,
            ambition=entry.id,
            number=number,
            author=saved[0].signed.author,
            author_id="",
            at=_moment(saved[0].signed),
            why=saved[0].signed.why,
            assessment=ground,
            changes=changes,
        )


def _saves(given: Sequence[_Given]) -> list[list[_Given]]:
    """What was saved together, the first save first: what bears the same name, moment and reason.

    Quotes and the like stand in the order in which they were first entered, and the report tells who entered them
    last. So what stands before something that is older was entered before that by somebody, and once more later.
    """
    saves: dict[SignedEntry, list[_Given]] = {}
    for each in sorted(given, key=lambda each: _moment(each.signed)):
        saves.setdefault(each.signed, []).append(each)
    first = [each for field in _MANY for each in _overtaken([each for each in given if each.slot[0] is field])]
    if not first:
        return list(saves.values())
    earliest = SignedEntry(author=UNKNOWN, at=min(_moment(each.signed) for each in given))
    return [[_Given(each.slot, each.value, earliest) for each in first], *saves.values()]


_MANY = (ReviewField.REJECTED, ReviewField.QUOTE, ReviewField.OUTSIDE)


def _overtaken(given: Sequence[_Given]) -> Sequence[_Given]:
    """All up to the last one that stands before something older."""
    oldest: datetime | None = None  # of those that follow
    for place in reversed(range(len(given))):
        moment = _moment(given[place].signed)
        if oldest is not None and moment > oldest:
            return given[: place + 1]
        oldest = moment if oldest is None else min(oldest, moment)
    return ()


def _given(entry: AmbitionEntry) -> list[_Given]:
    review = entry.review
    if review is None:
        return []
    found: list[_Given] = []
    if review.status is not None:
        judged = SignedEntry(author=review.author, at=review.at, why=review.why)
        found.append(_Given((ReviewField.STATUS, ""), review.status.value, judged))
    values: dict[Entered, JsonValue] = {
        "rationale": review.rationale,
        "recommendation": review.recommendation,
        "owner": review.owner or None,
        "due": review.due.isoformat() if review.due else None,
    }
    found += [_Given((ENTERED[name], ""), values[name], signed) for name, signed in review.entered.items()]
    if review.reviewed is not None:
        found.append(_Given((ReviewField.REVIEWED, ""), True, review.reviewed))
    found += [_Given((ReviewField.REJECTED, each.key), each.reason, each.signed) for each in review.rejected]
    found += [_Given((ReviewField.QUOTE, each.key), _quote(each), each.signed) for each in review.quotes]
    found += [_Given((ReviewField.OUTSIDE, each.key), _outside(each), each.signed) for each in review.outside]
    return found


def _quote(entry: AddedQuoteEntry) -> JsonValue:
    item = entry.evidence or EvidenceEntry.model_validate({})
    made = AddedQuote.model_validate(
        {
            **item.model_dump(exclude={"document_sha256", "proof", "added_by", "place"}),
            "document_id": item.document_sha256,
        }
    )
    return made.model_dump(mode="json")


def _outside(entry: OutsideEntry) -> JsonValue:
    return OutsideEvidence.model_validate(entry.model_dump(exclude={"key", "signed"})).model_dump(mode="json")


def _moment(signed: SignedEntry) -> datetime:
    if signed.at is None:
        raise ValueError("what was entered has no moment")
    return signed.at
