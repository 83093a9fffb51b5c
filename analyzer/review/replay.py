"""The edits of one ambition played in order: what every value was after each, who set it, and what still stands.

An undo brings back the very state that stood before the edit it takes back, the name beneath it included; so folding
and undoing agree on what "changed since" means.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import JsonValue

from analyzer.review.values import Edit, ReviewField, Signed

_POSITION = {ReviewField.STATUS, ReviewField.RATIONALE, ReviewField.RECOMMENDATION, ReviewField.REVIEWED}
_ASIDE = {ReviewField.OWNER, ReviewField.DUE, ReviewField.NOTE}

Slot = tuple[ReviewField, str]  # one value of a review: its field, and its key where there can be many


@dataclass(frozen=True)
class Held:
    """What a slot holds. `edit`: the number of the edit that made this state; 0: nothing was ever set."""

    edit: int = 0
    value: JsonValue = None
    signed: Signed | None = None


@dataclass
class Replay:
    """`now`: each slot that was ever set, in the order of its first edit. `before` and `after`: what an edit, by its
    number, found and left. `undone`: the numbers of edits that an undo which itself stands took back."""

    edits: tuple[Edit, ...]
    now: dict[Slot, Held] = field(default_factory=dict)
    before: dict[tuple[int, Slot], Held] = field(default_factory=dict)
    after: dict[tuple[int, Slot], Held] = field(default_factory=dict)
    undone: frozenset[int] = frozenset()

    @property
    def ground(self) -> str:
        """The assessment on the screen at the last edit that stands and takes a position; an undo has none of its own.

        A note or an owner given to an ambition says nothing of what changed beneath someone's verdict. Where no edit
        takes a position, what was added or rejected counts, and else anything.
        """
        standing = [edit for edit in reversed(self.edits) if edit.undoes is None and edit.number not in self.undone]
        return max(standing, key=_weight).assessment if standing else ""

    def overtaken(self, edit: Edit) -> tuple[ReviewField, ...]:
        """The fields of this edit that hold something else now than it left there."""
        slots = dict.fromkeys((change.field, change.key) for change in edit.changes)
        changed = (slot[0] for slot in slots if self.now[slot] != self.after[edit.number, slot])
        return tuple(dict.fromkeys(changed))


def replay(edits: Iterable[Edit]) -> Replay:
    """`edits`: of one ambition of one norm, in any order. Raises ValueError when two have the same number."""
    ordered = tuple(sorted(edits, key=lambda edit: edit.number))
    if len({edit.number for edit in ordered}) != len(ordered):
        raise ValueError("two edits of one ambition have the same number")
    played = Replay(ordered)
    for edit in ordered:
        _play(played, edit)
    played.undone = _undone(ordered)
    return played


def _weight(edit: Edit) -> int:
    """How much an edit says of what the machine found: 2, a position; 1, evidence; 0, neither."""
    fields = {change.field for change in edit.changes if change.field is not ReviewField.REVIEWED or change.new}
    return 2 if fields & _POSITION else 1 if fields - _ASIDE else 0


def _play(played: Replay, edit: Edit) -> None:
    for change in edit.changes:
        slot = (change.field, change.key)
        found = played.now.get(slot, Held())
        left = Held(edit.number, change.new, signature(edit))
        if edit.undoes is not None:
            earlier = played.before.get((edit.undoes, slot))
            left = earlier if earlier is not None and earlier.value == change.new else left
        played.before.setdefault((edit.number, slot), found)
        played.after[edit.number, slot] = left
        played.now[slot] = left


def _undone(edits: Sequence[Edit]) -> frozenset[int]:
    """An undo that was taken back itself counts no more, so from the last to the first."""
    undone: set[int] = set()
    for edit in reversed(edits):
        if edit.undoes is not None and edit.number not in undone:
            undone.add(edit.undoes)
    return frozenset(undone)


def signature(edit: Edit) -> Signed:
    """Who made the edit, when and why."""
    return Signed(author=edit.author, at=edit.at, why=edit.why)


def filled(states: Mapping[Slot, Held], field: ReviewField) -> dict[str, Held]:
    """By key, the slots of this field that hold something."""
    return {key: state for (name, key), state in states.items() if name is field and state.value is not None}
