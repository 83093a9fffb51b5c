"""What a person is about to save, made ready to be kept: with what stood there, without what changes nothing."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.review.fields import check
from analyzer.review.replay import Held, replay
from analyzer.review.values import Change, Edit, ReviewField


def completed(edits: Sequence[Edit], changes: Sequence[Change], assessment: str) -> tuple[Change, ...]:
    """`changes` with `old` as it stands after `edits` (all of one ambition of one norm), each field and key once.

    Those that change nothing are left out. A mark that is set anew counts where the ground is another than
    `assessment`: someone looked again. Raises ValueError (Dutch) for a value that its field cannot hold.
    """
    played = replay(edits)
    ready = []
    for slot, new in {(change.field, change.key): change.new for change in changes}.items():
        change = Change(field=slot[0], key=slot[1], old=played.now.get(slot, Held()).value, new=new)
        check(change)
        again = change.field is ReviewField.REVIEWED and change.new and played.ground != assessment
        if change.old != change.new or again:
            ready.append(change)
    return tuple(ready)
