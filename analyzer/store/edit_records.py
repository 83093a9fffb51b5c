"""The edits of people: kept in order, each under the next number, and read back with what they are laid over."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from analyzer.report.wording import day, listed
from analyzer.review.changing import completed
from analyzer.review.folding import fold
from analyzer.review.undoing import undo_of
from analyzer.review.values import Change, Edit
from analyzer.store.access import Case
from analyzer.store.errors import Conflict, InvalidChange
from analyzer.store.records import edit_of, edit_row, key_of
from analyzer.store.tables import EditRow
from analyzer.store.values import Person

NormKey = tuple[str, str]  # a dossier and a norm
Lasts = Mapping[str, tuple[int, datetime]]  # by ambition
Signature = tuple[int, datetime]


def edits(
    session: Session,
    dossier_id: str,
    norm_id: str,
    ambitions: Collection[str] | None = None,
    before: datetime | None = None,
) -> tuple[Edit, ...]:
    """In the order in which they were made. `ambitions`: only of these; `before`: only those of an earlier moment."""
    chosen = select(EditRow).where(EditRow.dossier == dossier_id, EditRow.norm_id == key_of(norm_id))
    if ambitions is not None:
        chosen = chosen.where(EditRow.ambition.in_([key_of(each) for each in ambitions]))
    if before is not None:
        chosen = chosen.where(EditRow.at < before)
    found = map(edit_of, session.scalars(chosen))
    return tuple(sorted(found, key=lambda each: (each.at, each.ambition, each.number)))


def lasts(session: Session, dossier_id: str, norm_id: str, before: datetime | None = None) -> Lasts:
    """The number and time of the last edit of each ambition that has any. `before`: only of an earlier moment."""
    chosen = (
        select(EditRow.ambition, func.max(EditRow.number), func.max(EditRow.at))
        .where(EditRow.dossier == dossier_id, EditRow.norm_id == norm_id)
        .group_by(EditRow.ambition)
    )
    if before is not None:
        chosen = chosen.where(EditRow.at < before)
    return {ambition: (number, at) for ambition, number, at in session.execute(chosen)}


def save(
    session: Session,
    case: Case,
    place: tuple[str, str],
    changes: Sequence[Change],
    seen: int,
    now: datetime,
    *,
    assessment: str,
    why: str,
) -> Edit:
    """`place`: a norm and an ambition of it; `changes`: admitted already. Raises Conflict, InvalidChange."""
    earlier = _of_ambition(session, case, place)
    _refuse_unseen(case, earlier, seen)
    try:
        ready = completed(earlier, changes, assessment)
    except ValueError as exc:
        raise InvalidChange(str(exc)) from exc
    if not ready:
        raise InvalidChange("Er is niets gewijzigd: alles stond er al zo.")
    return _keep(session, case, place, ready, earlier, now, assessment=assessment, why=why)


def undo(
    session: Session, case: Case, place: tuple[str, str], number: int, seen: int, now: datetime, *, why: str
) -> Edit:
    """Raises Conflict, InvalidChange."""
    earlier = _of_ambition(session, case, place)
    _refuse_unseen(case, earlier, seen)
    if number not in {each.number for each in earlier}:
        raise InvalidChange("Deze wijziging bestaat niet (meer). Laad de pagina opnieuw.")
    try:
        ready = undo_of(earlier, number)
    except ValueError as exc:
        raise Conflict(str(exc)) from exc
    ground = fold(place[1], earlier).ground
    return _keep(session, case, place, ready, earlier, now, assessment=ground, why=why, undoes=number)


def _keep(
    session: Session,
    case: Case,
    place: tuple[str, str],
    changes: tuple[Change, ...],
    earlier: Sequence[Edit],
    now: datetime,
    *,
    assessment: str,
    why: str,
    undoes: int | None = None,
) -> Edit:
    made = Edit(
        dossier=case.row.id,
        norm_id=place[0],
        ambition=place[1],
        number=_last(earlier) + 1,
        author=case.person.name,
        author_id=case.person.id,
        at=case.touch(now),
        why=why,
        assessment=assessment,
        undoes=undoes,
        changes=changes,
    )
    session.add(edit_row(made))
    session.flush()
    return made


def _of_ambition(session: Session, case: Case, place: tuple[str, str]) -> tuple[Edit, ...]:
    return tuple(sorted(edits(session, case.row.id, place[0], [place[1]]), key=lambda each: each.number))


def _last(earlier: Sequence[Edit]) -> int:
    return earlier[-1].number if earlier else 0


def _refuse_unseen(case: Case, earlier: Sequence[Edit], seen: int) -> None:
    if seen == _last(earlier):
        return
    if not 0 <= seen < _last(earlier):
        raise InvalidChange("De pagina is niet meer bij. Laad haar opnieuw en bewaar uw wijziging nog eens.")
    raise conflict([each for each in earlier if each.number > seen], case.person)


def conflict(theirs: Sequence[Edit], person: Person) -> Conflict:
    """`theirs`: what `person`, who saves, has not seen; at least one. They may have made it themselves, in another
    window."""
    others = list(dict.fromkeys(each.author for each in theirs if each.author_id != person.id))
    at = theirs[-1].at.astimezone()
    who = f"{listed(others)} {'heeft' if len(others) == 1 else 'hebben'}" if others else "U hebt zelf"
    where = "ook" if others else "in een ander venster"
    return Conflict(
        f"{who} deze ambitie intussen {where} gewijzigd (laatst op {day(at.date())} om {at:%H:%M}). Uw "
        "wijziging is nog niet bewaard: bekijk wat er veranderde en kies of u haar alsnog wilt bewaren.",
        tuple(theirs),
    )


class Marks:
    """Which ambitions are marked as reviewed, counted again only after an edit. Safe between threads."""

    def __init__(self) -> None:
        self._known: dict[NormKey, tuple[Signature, frozenset[str]]] = {}
        self._lock = threading.Lock()

    def of(self, session: Session, wanted: Sequence[NormKey]) -> Mapping[NormKey, frozenset[str]]:
        signatures: dict[NormKey, Signature] = {
            (dossier, norm): (count, latest)
            for dossier, norm, count, latest in session.execute(
                select(EditRow.dossier, EditRow.norm_id, func.count(), func.max(EditRow.at))
                .where(EditRow.dossier.in_({dossier for dossier, _ in wanted}))
                .group_by(EditRow.dossier, EditRow.norm_id)
            )
        }
        edited = [key for key in wanted if key in signatures]
        with self._lock:
            known = {key: self._known[key] for key in edited if key in self._known}
        stale = [key for key in edited if key not in known or known[key][0] != signatures[key]]
        made = {key: (signatures[key], _marked(found)) for key, found in _edits_of(session, stale).items()}
        with self._lock:
            self._known.update(made)
        return {key: marked for key, (_, marked) in {**known, **made}.items()}


def _edits_of(session: Session, keys: Sequence[NormKey]) -> Mapping[NormKey, list[Edit]]:
    found: dict[NormKey, list[Edit]] = defaultdict(list)
    if keys:
        chosen = select(EditRow).where(tuple_(EditRow.dossier, EditRow.norm_id).in_(keys))
        for row in session.scalars(chosen.execution_options(yield_per=500)):
            found[row.dossier, row.norm_id].append(edit_of(row))
    return found


def _marked(found: Iterable[Edit]) -> frozenset[str]:
    own: dict[str, list[Edit]] = defaultdict(list)
    for edit in found:
        own[edit.ambition].append(edit)
    return frozenset(ambition for ambition, mine in own.items() if fold(ambition, mine).reviewed is not None)
