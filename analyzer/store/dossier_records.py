"""Dossiers: making, changing, sharing and deleting them, and the list of all that someone may see."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from analyzer.errors import UnknownNorm
from analyzer.norms import load_norm
from analyzer.store import leftovers, people_records, reading_records
from analyzer.store.access import Case, level_of, visible
from analyzer.store.errors import Conflict, InvalidChange, NotAllowed
from analyzer.store.records import dossier_of, key_of, listed, name_of, person_of, record_of
from analyzer.store.tables import AssessmentRow, DocumentRow, DossierRow, JobRow, PersonRow, ShareRow
from analyzer.store.values import (
    AssessmentRecord,
    Dossier,
    DossierSummary,
    JobState,
    Level,
    Person,
    Role,
    Share,
)
from analyzer.types import Organisation

_LONGEST_NAME = 200  # characters
BUSY = tuple(state.value for state in JobState if not state.ended)

Marks = Callable[[Session, Sequence[tuple[str, str]]], Mapping[tuple[str, str], frozenset[str]]]


def create(
    session: Session,
    person: Person,
    organisation: Organisation,
    peildatum: date,
    norm_ids: Sequence[str],
    now: datetime,
    *,
    id: str = "",
) -> Dossier:
    """`id`: that nothing has; empty: a new one."""
    if person.role is Role.LEZER:
        raise NotAllowed("Als lezer kunt u geen dossier maken. Vraag de beheerder om de rol van beoordelaar.")
    checked = _organisation(organisation)
    row = DossierRow(
        id=id or uuid.uuid4().hex,
        name=checked.name,
        type=checked.type.value,
        peildatum=peildatum,
        norm_ids=listed(_norms(norm_ids, checked)),
        created=now,
        owner=person.id,
        version=1,
        changed=now,
    )
    session.add(row)
    session.flush()
    return dossier_of(row)


def change(
    case: Case,
    seen: int,
    organisation: Organisation | None,
    peildatum: date | None,
    norm_ids: Sequence[str] | None,
    now: datetime,
) -> Dossier:
    row, before = case.row, dossier_of(case.row)
    if seen != row.version:
        raise Conflict(
            "Iemand anders heeft de gegevens van dit dossier gewijzigd sinds u deze pagina opende; uw wijziging is "
            "nog niet bewaard. Laad de pagina opnieuw en kijk of uw wijziging nog nodig is."
        )
    whose = _organisation(organisation) if organisation is not None else before.organisation
    chosen = _norms(before.norm_ids if norm_ids is None else norm_ids, whose)
    row.name, row.type, row.norm_ids = whose.name, whose.type.value, listed(chosen)
    row.peildatum = row.peildatum if peildatum is None else peildatum
    if dossier_of(row) == before:
        return before
    row.version += 1
    case.touch(now)
    return dossier_of(row)


def remove(session: Session, case: Case, name: str) -> None:
    """Deletes all rows of the dossier, and notes what it still has on the disk."""
    row = case.row
    if not case.governs:
        raise NotAllowed("Alleen de eigenaar van dit dossier of een beheerder kan het verwijderen.")
    if name_of(name) != name_of(row.name):
        raise InvalidChange(
            f"Typ ter bevestiging de naam van de organisatie precies zoals die er staat: {row.name}. Er is niets "
            "verwijderd."
        )
    if session.scalar(select(func.count()).where(JobRow.dossier == row.id, JobRow.state.in_(BUSY))):
        raise InvalidChange("Er loopt nog een toets in dit dossier. Stop die eerst, en verwijder dan het dossier.")
    files = set(session.scalars(select(DocumentRow.sha256).where(DocumentRow.dossier == row.id)))
    session.execute(delete(AssessmentRow).where(AssessmentRow.dossier == row.id))  # before the runs they name
    session.execute(delete(DossierRow).where(DossierRow.id == row.id))
    kept = set(session.scalars(select(DocumentRow.sha256).where(DocumentRow.sha256.in_(files))))
    gone = sorted(files - kept)
    reading_records.drop(session, gone)
    leftovers.note(session, row.id, gone)


# --- sharing ---------------------------------------------------------------------------------------------------------


def shares(session: Session, dossier_id: str) -> tuple[Share, ...]:
    found = session.execute(
        select(PersonRow, ShareRow.level)
        .join(ShareRow, ShareRow.person == PersonRow.id)
        .where(ShareRow.dossier == dossier_id)
    )
    made = (Share(person=person_of(row), level=Level(level)) for row, level in found)
    return tuple(sorted(made, key=lambda each: (each.person.name.casefold(), each.person.login)))


def share(session: Session, case: Case, login: str, level: Level, now: datetime) -> Share:
    _govern(case)
    person = people_records.find(session, login)
    if person is None or not person.active:
        raise InvalidChange(
            f"‘{name_of(login)}’ is hier niet bekend. Controleer de aanmeldnaam; wie hier nog nooit was, moet eerst "
            "een keer aanmelden of door de beheerder worden toegevoegd."
        )
    if person.id == case.row.owner:
        raise InvalidChange(f"{person.name} is de eigenaar van dit dossier en kan er al alles in.")
    if person.role is Role.LEZER and level is Level.EDIT:
        raise InvalidChange(
            f"{person.name} is lezer en kan niets wijzigen. Deel het dossier om te lezen, of vraag de beheerder om een "
            "andere rol."
        )
    row = session.get(ShareRow, (case.row.id, person.id))
    if row is None:
        session.add(ShareRow(dossier=case.row.id, person=person.id, level=level.value))
    else:
        row.level = level.value
    case.touch(now)
    return Share(person=person, level=level)


def unshare(session: Session, case: Case, person_id: str, now: datetime) -> Person | None:
    """Who it was shared with; None where it was not."""
    _govern(case)
    row = session.get(ShareRow, (case.row.id, key_of(person_id)))
    if row is None:
        return None
    session.delete(row)
    case.touch(now)
    return person_of(people_records.row_of(session, person_id))


def _govern(case: Case) -> None:
    if not case.governs:
        raise NotAllowed("Alleen de eigenaar van dit dossier of een beheerder kan het met anderen delen.")


# --- the list --------------------------------------------------------------------------------------------------------


def summaries(session: Session, person: Person, marks: Marks) -> tuple[DossierSummary, ...]:
    """`marks`: the ambitions that are marked as reviewed, by dossier and norm."""
    found = session.execute(visible(person).order_by(DossierRow.changed.desc(), DossierRow.id)).all()
    ids = [row.id for row, _ in found]
    if not ids:
        return ()
    owners = {row.id: row.name for row in session.scalars(select(PersonRow))}
    documents: dict[str, int] = {
        dossier: count
        for dossier, count in session.execute(
            select(DocumentRow.dossier, func.count())
            .where(DocumentRow.removed.is_(None), DocumentRow.dossier.in_(ids))
            .group_by(DocumentRow.dossier)
        )
    }
    busy = set(session.scalars(select(JobRow.dossier).where(JobRow.state.in_(BUSY), JobRow.dossier.in_(ids))))
    latest = _latest(session, ids)
    reviewed = marks(session, [(each.dossier, each.norm_id) for records in latest.values() for each in records])
    return tuple(
        DossierSummary(
            dossier=dossier_of(row),
            owner=owners[row.owner],
            level=level_of(row, person, shared),
            documents=documents.get(row.id, 0),
            latest=tuple(latest[row.id]),
            reviewed=sum(len(reviewed.get((row.id, each.norm_id), ())) for each in latest[row.id]),
            ambitions=sum(sum(each.counts.values()) for each in latest[row.id]),
            busy=row.id in busy,
            changed=row.changed,
        )
        for row, shared in found
    )


def _latest(session: Session, ids: Sequence[str]) -> dict[str, list[AssessmentRecord]]:
    """The newest assessment of each norm, by dossier."""
    newest = (
        select(
            AssessmentRow.id,
            func.row_number()
            .over(
                partition_by=(AssessmentRow.dossier, AssessmentRow.norm_id),
                order_by=(AssessmentRow.made.desc(), AssessmentRow.id),
            )
            .label("place"),
        )
        .where(AssessmentRow.dossier.in_(ids))
        .subquery()
    )
    chosen = select(AssessmentRow).join(newest, newest.c.id == AssessmentRow.id).where(newest.c.place == 1)
    found: dict[str, list[AssessmentRecord]] = defaultdict(list)
    for row in session.scalars(chosen.order_by(AssessmentRow.norm_id)):
        found[row.dossier].append(record_of(row))
    return found


# --- what is given ---------------------------------------------------------------------------------------------------


def _organisation(given: Organisation) -> Organisation:
    name = name_of(given.name)
    if not name:
        raise InvalidChange("Geef de naam van de organisatie.")
    if len(name) > _LONGEST_NAME:
        raise InvalidChange(f"De naam van de organisatie is te lang; gebruik ten hoogste {_LONGEST_NAME} tekens.")
    return Organisation(name=name, type=given.type)


def _norms(given: Sequence[str], organisation: Organisation) -> tuple[str, ...]:
    chosen = tuple(dict.fromkeys(given))
    if not chosen:
        raise InvalidChange("Kies ten minste één norm.")
    for norm_id in chosen:
        try:
            norm = load_norm(norm_id)
        except UnknownNorm as exc:
            raise InvalidChange(str(exc)) from exc
        if organisation.type not in norm.binds:
            raise InvalidChange(
                f"De {norm.title} geldt niet voor een {organisation.type.value}. Laat deze norm weg, of kies een "
                "andere soort organisatie."
            )
    return chosen
