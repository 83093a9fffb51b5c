"""An edit taken back: the changes that an undo consists of, or why there can be none."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.report.wording import listed
from analyzer.review.fields import LABEL
from analyzer.review.replay import replay
from analyzer.review.values import Change, Edit


def undo_of(edits: Sequence[Edit], number: int) -> tuple[Change, ...]:
    """The changes that take back edit `number`. `edits`: all of one ambition of one norm. An undo can be undone too.

    Raises ValueError (Dutch) when there is no such edit, when it was undone already, and when what it set was changed
    again since.
    """
    played = replay(edits)
    edit = next((each for each in played.edits if each.number == number), None)
    if edit is None:
        raise ValueError("Deze wijziging bestaat niet (meer). Laad de pagina opnieuw.")
    if number in played.undone:
        raise ValueError("Deze wijziging is al ongedaan gemaakt.")
    if later := [LABEL[field] for field in played.overtaken(edit)]:
        raise ValueError(
            f"Deze wijziging kan niet ongedaan worden gemaakt: {listed(later)} {'is' if len(later) == 1 else 'zijn'} "
            "daarna opnieuw gewijzigd. Maak eerst de latere wijziging ongedaan, of pas het zelf aan."
        )
    return tuple(Change(field=each.field, key=each.key, old=each.new, new=each.old) for each in reversed(edit.changes))
