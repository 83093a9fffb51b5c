"""The people who may come in: who they are, their role, their password's hash, and where they are signed in."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from analyzer.store.errors import InvalidChange, NoSuchItem, NotAllowed
from analyzer.store.records import key_of, name_of, person_of
from analyzer.store.tables import PasswordRow, PersonRow, SignInRow
from analyzer.store.values import Person, Role

_SEEN_EVERY = timedelta(minutes=1)  # a sign-in is not written again at every click


def login_of(text: str) -> str:
    return name_of(text).lower()


def find(session: Session, login: str) -> Person | None:
    row = session.scalar(select(PersonRow).where(PersonRow.login == login_of(login)))
    return None if row is None else person_of(row)


def row_of(session: Session, person_id: str) -> PersonRow:
    """Raises NoSuchItem."""
    row = session.get(PersonRow, key_of(person_id))
    if row is None:
        raise NoSuchItem("Deze persoon is hier niet (meer) bekend. Laad de pagina opnieuw.")
    return row


def welcome(session: Session, login: str, name: str, role: Role, now: datetime) -> Person:
    wanted, shown = login_of(login), name_of(name) or login_of(login)
    if not wanted or len(wanted) > 320:
        raise InvalidChange("Geef een aanmeldnaam of e-mailadres van ten hoogste 320 tekens.")
    row = session.scalar(select(PersonRow).where(PersonRow.login == wanted))
    if row is None:
        row = PersonRow(id=uuid.uuid4().hex, login=wanted, name=shown, role=role.value, active=True, created=now)
        session.add(row)
    elif row.name != shown:
        row.name = shown
    session.flush()
    return person_of(row)


def everyone(session: Session, *, inactive: bool) -> tuple[Person, ...]:
    found = session.scalars(select(PersonRow) if inactive else select(PersonRow).where(PersonRow.active))
    return tuple(sorted(map(person_of, found), key=lambda each: (each.name.casefold(), each.login)))


def set_role(session: Session, person_id: str, role: Role, *, active: bool) -> Person:
    """Raises NotAllowed for the last one who manages, NoSuchItem."""
    # All of them are held, so that two cannot each demote the other.
    rows = session.scalars(select(PersonRow).order_by(PersonRow.id).with_for_update())
    people = {row.id: row for row in rows}
    if person_id not in people:
        raise NoSuchItem("Deze persoon is hier niet (meer) bekend. Laad de pagina opnieuw.")
    others = [each for each in people.values() if each.active and each.role == Role.BEHEERDER and each.id != person_id]
    row = people[person_id]
    manages = row.active and row.role == Role.BEHEERDER
    if manages and not others and not (active and role is Role.BEHEERDER):
        raise NotAllowed("Dit is de enige beheerder. Maak eerst iemand anders beheerder.")
    row.role, row.active = role.value, active
    if not active:
        end_all(session, person_id)
    session.flush()
    return person_of(row)


# --- passwords and sign-ins ------------------------------------------------------------------------------------------


def set_password(session: Session, person_id: str, hashed: str | None, now: datetime) -> None:
    row_of(session, person_id)
    session.execute(delete(PasswordRow).where(PasswordRow.person == person_id))
    if hashed is not None:
        session.add(PasswordRow(person=person_id, hash=hashed, changed=now))


def password_hash(session: Session, login: str) -> str | None:
    chosen = select(PasswordRow.hash).join(PersonRow, PersonRow.id == PasswordRow.person)
    return session.scalar(chosen.where(PersonRow.login == login_of(login)))


def begin(session: Session, person_id: str, now: datetime, lasts: timedelta) -> str:
    """The token of a new sign-in; only its digest is kept."""
    row_of(session, person_id)
    session.execute(delete(SignInRow).where(SignInRow.expires <= now))
    token = secrets.token_urlsafe(32)
    session.add(SignInRow(token=_digest(token), person=person_id, created=now, seen=now, expires=now + lasts))
    return token


def signed_in(session: Session, token: str, now: datetime, idle: timedelta) -> tuple[Person, bool] | None:
    """Who this is, and whether `seen` should be called; None when it ended, or nobody active is behind it."""
    found = session.execute(
        select(SignInRow, PersonRow)
        .join(PersonRow, PersonRow.id == SignInRow.person)
        .where(SignInRow.token == _digest(token))
    ).first()
    if found is None:
        return None
    row, person = found
    if not person.active or row.expires <= now or row.seen + idle <= now:
        return None
    return person_of(person), now - row.seen >= _SEEN_EVERY


def seen(session: Session, token: str, now: datetime) -> None:
    session.execute(update(SignInRow).where(SignInRow.token == _digest(token)).values(seen=now))


def end(session: Session, token: str) -> Person | None:
    """Who it was; None when it had ended already."""
    row = session.get(SignInRow, _digest(token))
    if row is None:
        return None
    person = session.get(PersonRow, row.person)
    session.delete(row)
    return None if person is None else person_of(person)


def end_all(session: Session, person_id: str) -> None:
    session.execute(delete(SignInRow).where(SignInRow.person == person_id))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
