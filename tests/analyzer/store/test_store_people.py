"""People, their roles and their sign-ins."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import timedelta

import pytest
from filled_store import desk_of
from sqlalchemy import select

from analyzer.store.errors import InvalidChange, NoSuchItem, NotAllowed
from analyzer.store.log_records import Action, Result
from analyzer.store.store import Store
from analyzer.store.tables import PasswordRow, SignInRow
from analyzer.store.values import Role


def test_a_person_is_known_by_login_whatever_its_case(store: Store) -> None:
    made = store.welcome(" Anna@Gemeente.NL ", "Anna", Role.BEOORDELAAR)
    assert made.login == "anna@gemeente.nl" and store.person("ANNA@gemeente.nl") == made
    again = store.welcome("anna@gemeente.nl", "Anna de Wit", Role.BEHEERDER)
    assert (again.id, again.name, again.role) == (made.id, "Anna de Wit", Role.BEOORDELAAR)
    assert store.people() == (again,) and store.person("bram") is None
    with pytest.raises(InvalidChange):
        store.welcome("  ", "Niemand", Role.LEZER)


def test_a_person_welcomed_by_many_at_once_is_one(store: Store) -> None:
    found: list[str] = []

    def welcome() -> None:
        found.append(store.welcome("anna", "Anna", Role.LEZER).id)

    threads = [threading.Thread(target=welcome) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(found) == 8 and len(set(found)) == 1


def test_the_last_one_who_manages_stays_one(store: Store) -> None:
    anna, boss = desk_of(store, "anna"), desk_of(store, "chef", Role.BEHEERDER)
    with pytest.raises(NotAllowed, match="Alleen een beheerder"):
        anna.set_role(anna.person.id, Role.BEHEERDER)
    for attempt in (
        lambda: boss.set_role(boss.person.id, Role.LEZER),
        lambda: boss.set_role(boss.person.id, Role.BEHEERDER, active=False),
    ):
        with pytest.raises(NotAllowed, match="enige beheerder"):
            attempt()
    boss.set_role(anna.person.id, Role.BEHEERDER)
    anna.set_role(boss.person.id, Role.LEZER)
    with pytest.raises(NotAllowed):
        boss.set_role(anna.person.id, Role.LEZER)
    with pytest.raises(NoSuchItem):
        anna.set_role("f" * 32, Role.LEZER)
    changed = [(each.who, each.result) for each in store.log_lines() if each.action == Action.ROLE]
    assert changed.count(("anna", Result.REFUSED)) == 1 and changed.count(("chef", Result.DONE)) == 1


def test_two_who_manage_cannot_both_step_down_at_once(store: Store) -> None:
    desks = [desk_of(store, "chef", Role.BEHEERDER), desk_of(store, "baas", Role.BEHEERDER)]
    start = threading.Barrier(2)

    def step_down(number: int) -> None:
        start.wait()
        with suppress(NotAllowed):
            desks[number].set_role(desks[number].person.id, Role.LEZER)

    threads = [threading.Thread(target=step_down, args=(number,)) for number in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert [each.role for each in store.people()].count(Role.BEHEERDER) == 1


def test_who_is_no_longer_active_is_shown_to_who_manages_alone(store: Store) -> None:
    anna, boss = desk_of(store, "anna"), desk_of(store, "chef", Role.BEHEERDER)
    bram = store.welcome("bram", "Bram", Role.LEZER)
    boss.set_role(bram.id, Role.LEZER, active=False)
    assert [each.login for each in anna.people()] == ["anna", "chef"]
    assert [each.login for each in boss.people()] == ["anna", "bram", "chef"]
    assert boss.set_role(bram.id, Role.LEZER).active


def test_a_sign_in_ends_by_itself_by_hand_and_with_the_access(store: Store) -> None:
    boss = desk_of(store, "chef", Role.BEHEERDER)
    anna = store.welcome("anna", "Anna", Role.BEOORDELAAR)
    start, passed = store.clock(), [timedelta()]
    store.clock = lambda: start + passed[0]
    token = store.begin_session(anna.id, lasts=timedelta(hours=8))
    for minutes in range(0, 240, 40):
        passed[0] = timedelta(minutes=minutes)
        assert store.session_person(token, idle=timedelta(hours=1)) == anna
    passed[0] += timedelta(minutes=61)
    assert store.session_person(token, idle=timedelta(hours=1)) is None
    assert store.session_person(token, idle=timedelta(hours=2)) == anna
    passed[0] = timedelta(hours=8)
    assert store.session_person(token, idle=timedelta(days=9)) is None
    other = store.begin_session(anna.id)
    assert store.end_session(other) == anna and store.session_person(other) is None and store.end_session(other) is None
    third, fourth = store.begin_session(anna.id), store.begin_session(anna.id)
    boss.set_role(anna.id, Role.BEOORDELAAR, active=False)
    boss.set_role(anna.id, Role.BEOORDELAAR)
    assert store.session_person(third) is None and store.session_person(fourth) is None
    with pytest.raises(NoSuchItem):
        store.begin_session("f" * 32)


def test_what_is_kept_of_a_sign_in_opens_nothing(store: Store) -> None:
    anna = store.welcome("anna", "Anna", Role.LEZER)
    token = store.begin_session(anna.id)
    with store.database.reading() as session:
        (kept,) = session.scalars(select(SignInRow.token))
    assert kept != token and store.session_person(kept) is None


def test_a_hash_of_a_password_is_kept_apart(store: Store) -> None:
    anna = store.welcome("anna", "Anna", Role.LEZER)
    assert store.password_hash("anna") is None
    store.set_password(anna.id, "$argon2id$eerste")
    store.set_password(anna.id, "$argon2id$tweede")
    assert store.password_hash(" ANNA ") == "$argon2id$tweede" and store.password_hash("bram") is None
    store.set_password(anna.id, None)
    with store.database.reading() as session:
        assert session.scalars(select(PasswordRow)).all() == []


def test_the_log_tells_what_was_done_outside_the_desk_too(store: Store) -> None:
    store.log("anna\0\ud800", Action.SIGN_IN, result=Result.REFUSED, source="192.0.2.7")
    store.log("x" * 5000, "iets", "y" * 5000)
    newest, oldest = store.log_lines()
    assert (oldest.who, oldest.action, oldest.result, oldest.source) == ("anna", "aanmelden", "geweigerd", "192.0.2.7")
    assert len(newest.who) == 320 and len(store.log_lines(1)) == 1
