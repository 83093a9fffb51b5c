"""The history of one ambition in Dutch words: what each edit changed, from what to what, by whom and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from pydantic import JsonValue

from analyzer.report import review_wording, wording
from analyzer.report.plain_text import printable, shorten
from analyzer.report.quotes import Units
from analyzer.report.wording import quoted
from analyzer.review.fields import LABEL, Value, value_of
from analyzer.review.replay import replay
from analyzer.review.values import AddedQuote, Change, Edit, OutsideEvidence, ReviewField, quote_key
from analyzer.types import Assessment, Evidence, Finding, Status
from ingest.types import Frozen

SHOWN = 160  # characters of a text in a line; `old` and `new` have all of it

_NOTHING = {ReviewField.OWNER: "niemand", ReviewField.DUE: "geen datum"}


class TrailLine(Frozen):
    """One change. `label`: what was changed ("oordeel"); `old` and `new`: from what to what, in words.

    `text`: all of it in one line, with long texts cut.
    """

    field: ReviewField
    key: str
    label: str
    old: str
    new: str
    text: str


class TrailEntry(Frozen):
    """One edit. `undoes`: the number of the edit that it takes back; `undone`: it was taken back itself; `undoable`:
    it can be taken back now, for nothing that it set was changed since."""

    number: int
    ambition: str
    author: str
    at: datetime
    why: str
    lines: tuple[TrailLine, ...]
    undoes: int | None = None
    undone: bool = False
    undoable: bool = False


def trail(edits: Sequence[Edit], grounds: Mapping[str, Assessment]) -> tuple[TrailEntry, ...]:
    """The edits of one ambition of one norm, the last one first. `grounds`: by id, the assessments they were made on;
    where one is missing, what the machine said is not told. Raises ValueError as `fold` does.
    """
    played = replay(edits)
    return tuple(
        TrailEntry(
            number=edit.number,
            ambition=edit.ambition,
            author=edit.author,
            at=edit.at,
            why=edit.why,
            lines=_lines(edit, grounds.get(edit.assessment)),
            undoes=edit.undoes,
            undone=edit.number in played.undone,
            undoable=edit.number not in played.undone and not played.overtaken(edit),
        )
        for edit in reversed(played.edits)
    )


def _lines(edit: Edit, ground: Assessment | None) -> tuple[TrailLine, ...]:
    machine = _Machine(edit.ambition, ground)
    return tuple(_line(change, machine) for change in edit.changes)


class _Machine:
    """What the machine said when an edit was made."""

    def __init__(self, ambition: str, ground: Assessment | None) -> None:
        findings = ground.findings if ground else ()
        self.finding: Finding | None = next((each for each in findings if each.ambition == ambition), None)
        self.units = Units(ground.documents if ground else ())

    def status(self) -> str:
        if self.finding is None:
            return review_wording.MACHINE_VERDICT
        return review_wording.by_machine(self.finding.status)

    def place(self, key: str) -> str:
        """The quote of the machine by this key: where it stands, and its words."""
        judgements = self.finding.judgements if self.finding else ()
        for item in (item for judgement in judgements for item in judgement.evidence):
            if quote_key(item) == key:
                return self.told(item)
        return "een citaat van de machine"

    def told(self, item: Evidence | AddedQuote) -> str:
        place = self.units.place(printable(item.document), item.page, item.document_id)
        return f"{place}: {quoted(printable(item.quote))}"


def _line(change: Change, machine: _Machine) -> TrailLine:
    old, new = (_words(change, value, machine) for value in (change.old, change.new))
    return TrailLine(
        field=change.field,
        key=change.key,
        label=LABEL[change.field],
        old=old,
        new=new,
        text=_SENTENCES.get(change.field, _from_to)(change, old, new, machine),
    )


def _words(change: Change, value: JsonValue, machine: _Machine) -> str:
    """A value as a reader knows it, whole."""
    match change.field:
        case ReviewField.STATUS:
            return machine.status() if value is None else review_wording.by_person(_status(value))
        case ReviewField.RATIONALE | ReviewField.RECOMMENDATION if value is None:
            return review_wording.MACHINE_TEXT
        case ReviewField.REVIEWED:
            return "ja" if value else "nee"
        case _ if value is None:
            return _NOTHING.get(change.field, "")
        case _:
            return _shown(value_of(change.field, value), machine)


def _shown(value: Value, machine: _Machine) -> str:
    match value:
        case date():
            return wording.day(value)
        case AddedQuote():
            return machine.told(value)
        case OutsideEvidence():
            return review_wording.outside(value)
        case _:
            return quoted(printable(str(value)))


def _status(value: JsonValue) -> Status | None:
    status = value_of(ReviewField.STATUS, value)
    return status if isinstance(status, Status) else None


def _cut(text: str) -> str:
    """`text` for a line; what was between quotation marks still is."""
    cut = shorten(text, SHOWN)
    return f"{cut}”" if cut.count("“") > cut.count("”") else cut


Sentence = Callable[[Change, str, str, _Machine], str]


def _from_to(change: Change, old: str, new: str, _: _Machine) -> str:
    return f"{LABEL[change.field]}: van {_cut(old)} naar {_cut(new)}"


def _text(change: Change, old: str, new: str, _: _Machine) -> str:
    """A text of some length: its new words are enough."""
    if change.new is None:
        return f"{LABEL[change.field]}: weer {new}"
    instead = old if change.old is None else "een eerdere tekst"
    return f"{LABEL[change.field]}: {_cut(new)} in plaats van {instead}"


def _reviewed(change: Change, *_: object) -> str:
    if not change.new:
        return "niet langer als beoordeeld aangevinkt"
    return "opnieuw als beoordeeld aangevinkt" if change.old else "als beoordeeld aangevinkt"


def _rejected(change: Change, old: str, new: str, machine: _Machine) -> str:
    which = _cut(machine.place(change.key))
    if change.new is None:
        return f"citaat telt weer mee: {which}"
    if change.old is None:
        return f"citaat verworpen: {which}; reden: {_cut(new)}"
    return f"reden van de afwijzing gewijzigd in {_cut(new)} ({which})"


def _kept(change: Change, old: str, new: str, _: _Machine) -> str:
    """Something with a key of its own, which a person entered, changed or took back."""
    label = LABEL[change.field]
    if change.new is None:
        return f"{label} weggehaald: {_cut(old)}"
    return f"{label}{'' if change.old is None else ' gewijzigd'}: {_cut(new)}"


_SENTENCES: Mapping[ReviewField, Sentence] = {
    ReviewField.RATIONALE: _text,
    ReviewField.RECOMMENDATION: _text,
    ReviewField.REVIEWED: _reviewed,
    ReviewField.REJECTED: _rejected,
    ReviewField.QUOTE: _kept,
    ReviewField.OUTSIDE: _kept,
    ReviewField.NOTE: _kept,
}
