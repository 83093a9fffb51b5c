"""Who may do what in a dossier. Nothing reads or changes one for a person without `open_case`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, or_, select, true
from sqlalchemy.orm import Session

from analyzer.store.errors import NoSuchDossier, NotAllowed
from analyzer.store.records import key_of, person_of
from analyzer.store.tables import DossierRow, PersonRow, ShareRow
from analyzer.store.values import Level, Person, Role

_TICK = timedelta(microseconds=1)


@dataclass(frozen=True)
class Case:
    """A dossier that `person` may see. The person is as the database has them now."""

    row: DossierRow
    person: Person
    level: Level

    @property
    def governs(self) -> bool:
        """Whether they may share and delete it."""
        owns = self.row.owner == self.person.id and self.person.role is not Role.LEZER
        return owns or self.person.role is Role.BEHEERDER

    def must_edit(self) -> None:
        """Raises NotAllowed."""
        if self.level is not Level.EDIT:
            raise NotAllowed(_READ_ONLY)

    def touch(self, now: datetime) -> datetime:
        """The time of a change, see `later`."""
        return later(self.row, now)


def later(row: DossierRow, now: datetime) -> datetime:
    """The time of a change in a dossier: `now`, or just after the change before where the clock stood still or went
    back. So the times of a dossier tell the order in which things happened."""
    row.changed = max(now, row.changed + _TICK)
    return row.changed


def still_there(session: Session, person: Person) -> Person:
    """The person as they are now. Raises NotAllowed when they may no longer come in."""
    row = session.get(PersonRow, person.id)
    if row is None or not row.active:
        raise NotAllowed("Uw toegang is beëindigd. Vraag de beheerder of dat klopt.")
    return person_of(row)


def open_case(session: Session, person: Person, dossier_id: str, *, change: bool = False) -> Case:
    """`change`: nobody else changes the dossier before this transaction ends. Raises NoSuchDossier."""
    now = still_there(session, person)
    chosen = (
        select(DossierRow, ShareRow.level)
        .outerjoin(ShareRow, and_(ShareRow.dossier == DossierRow.id, ShareRow.person == now.id))
        .where(DossierRow.id == key_of(dossier_id), _may_see(now))
    )
    if change:
        chosen = chosen.with_for_update(of=DossierRow, key_share=True)
    found = session.execute(chosen).first()
    if found is None:
        raise NoSuchDossier
    row, shared = found
    return Case(row, now, level_of(row, now, shared))


def visible(person: Person) -> Select[DossierRow, str]:
    """All dossiers that the person may see, with what each is shared for."""
    return (
        select(DossierRow, ShareRow.level)
        .outerjoin(ShareRow, and_(ShareRow.dossier == DossierRow.id, ShareRow.person == person.id))
        .where(_may_see(person))
    )


def level_of(row: DossierRow, person: Person, shared: str | None) -> Level:
    if person.role is Role.BEHEERDER:
        return Level.EDIT
    if person.role is Role.LEZER:
        return Level.READ
    return Level.EDIT if row.owner == person.id or shared == Level.EDIT else Level.READ


def _may_see(person: Person) -> ColumnElement[bool]:
    if person.role is Role.BEHEERDER:
        return true()
    return or_(DossierRow.owner == person.id, ShareRow.person == person.id)


_READ_ONLY = (
    "U kunt dit dossier lezen, maar niet wijzigen. Vraag de eigenaar om het met u te delen om te bewerken; bent u "
    "lezer, dan kan de beheerder uw rol wijzigen."
)
