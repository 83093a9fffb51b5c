"""`normtoets people`: the first beheerder, and everyone after."""

from __future__ import annotations

import io

import argon2
import pytest

from analyzer.cli import FAILED, main
from analyzer.passwords import matches
from analyzer.settings import store_folder
from analyzer.store.store import open_store
from analyzer.store.values import Role

PASSWORD = "vier woorden op rij"


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor is the hash here as slow as it is meant to be."""
    monkeypatch.delenv("NORMTOETS_LOGIN", raising=False)
    quick = argon2.PasswordHasher(time_cost=1, memory_cost=64)
    monkeypatch.setattr("analyzer.passwords._hasher", lambda: quick)


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str, typed: str = "") -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    return main(["people", *arguments])


def test_from_nobody_to_someone_who_may_come_in(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "list") == 0 and "nog niemand" in capsys.readouterr().out
    added = run(monkeypatch, "add", "Bea@x.nl", "--name", "Bea", "--role", "beheerder", typed=f"{PASSWORD}\n")
    assert added == 0 and capsys.readouterr().out == "Toegevoegd: Bea (bea@x.nl), beheerder.\n"
    assert run(monkeypatch, "add", "leo", "--no-password") == 0
    assert "zonder wachtwoord" in capsys.readouterr().out
    assert run(monkeypatch, "role", "leo", "beoordelaar") == 0
    assert run(monkeypatch, "password", "leo", typed="een heel ander woord\n") == 0
    assert run(monkeypatch, "role", "leo", "lezer", "--inactive") == 0
    capsys.readouterr()
    assert run(monkeypatch, "list") == 0
    assert capsys.readouterr().out.splitlines() == [
        "bea@x.nl  beheerder    Bea",
        "leo       lezer        leo (geen toegang)",
    ]
    store = open_store(store_folder())
    try:
        assert matches(PASSWORD, store.password_hash("bea@x.nl"))
        assert matches("een heel ander woord", store.password_hash("leo"))
        person = store.person("leo")
        assert person is not None and person.role is Role.LEZER and not person.active
        noted = {(line.who, line.action) for line in store.log_lines()}
        assert noted == {("opdrachtregel", "rol gewijzigd"), ("opdrachtregel", "wachtwoord gewijzigd")}
    finally:
        store.close()


def test_a_new_password_ends_every_session(monkeypatch: pytest.MonkeyPatch) -> None:
    run(monkeypatch, "add", "anna", typed=f"{PASSWORD}\n")
    store = open_store(store_folder())
    try:
        person = store.person("anna")
        assert person is not None
        token = store.begin_session(person.id)
        assert run(monkeypatch, "password", "anna", typed="een heel ander woord\n") == 0
        assert store.session_person(token) is None
    finally:
        store.close()


def test_where_the_organisation_signs_people_in_no_password_is_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NORMTOETS_LOGIN", "proxy")
    monkeypatch.setenv("NORMTOETS_TRUSTED_PROXIES", "10.0.0.5")
    assert run(monkeypatch, "add", "bea", "--role", "beheerder", typed="") == 0
    assert "zonder wachtwoord" in capsys.readouterr().out


def test_what_cannot_be_is_told_and_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(monkeypatch, "add", "bea", "--role", "beheerder", typed=f"{PASSWORD}\n")
    run(monkeypatch, "list")
    before = capsys.readouterr().out.splitlines()[1:]
    for arguments, typed, part in (
        (("add", "nieuw"), "kort\n", "te kort"),
        (("add", "nieuw"), "", "te kort"),
        (("add", "bea"), f"{PASSWORD}\n", "is er al"),
        (("password", "niemand"), f"{PASSWORD}\n", "niet bekend"),
        (("role", "niemand", "lezer"), "", "niet bekend"),
        (("role", "bea", "lezer"), "", "enige beheerder"),
        (("role", "bea", "beheerder", "--inactive"), "", "enige beheerder"),
    ):
        assert run(monkeypatch, *arguments, typed=typed) == FAILED
        assert part in capsys.readouterr().err
        run(monkeypatch, "list")
        assert capsys.readouterr().out.splitlines() == before
