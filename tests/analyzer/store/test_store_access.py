"""Every door of the Desk, tried by those who may not: a stranger finds nothing, a reader changes nothing."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from filled_store import NORM, added, change, desk_of, kept, made_dossier, verdict

from analyzer.review.values import ReviewField
from analyzer.store.desk import Desk
from analyzer.store.errors import NoSuchDossier, NoSuchItem, NotAllowed
from analyzer.store.store import Store
from analyzer.store.values import FactField, JobKind, Level, Role
from analyzer.types import Status

# How each method is called with what is there; those of no dossier are told apart below.
READS: dict[str, Callable[[Desk, Any], object]] = {
    "dossier": lambda desk, it: desk.dossier(it.dossier),
    "level": lambda desk, it: desk.level(it.dossier),
    "shares": lambda desk, it: desk.shares(it.dossier),
    "documents": lambda desk, it: desk.documents(it.dossier),
    "original": lambda desk, it: desk.original(it.dossier, it.sha256),
    "readings": lambda desk, it: desk.readings(it.dossier),
    "text": lambda desk, it: desk.text(it.dossier, it.sha256),
    "corrections": lambda desk, it: desk.corrections(it.dossier),
    "jobs": lambda desk, it: desk.jobs(it.dossier),
    "job": lambda desk, it: desk.job(it.dossier, it.job),
    "assessments": lambda desk, it: desk.assessments(it.dossier),
    "assessment": lambda desk, it: desk.assessment(it.dossier, it.assessment),
    "reviewed": lambda desk, it: desk.reviewed(it.dossier, NORM),
    "report": lambda desk, it: desk.report(it.dossier, it.assessment),
    "edits": lambda desk, it: desk.edits(it.dossier, NORM),
}
WRITES: dict[str, Callable[[Desk, Any], object]] = {
    "change": lambda desk, it: desk.change(it.dossier, seen=1, peildatum=date(2027, 1, 1)),
    "delete": lambda desk, it: desk.delete(it.dossier, it.name),
    "share": lambda desk, it: desk.share(it.dossier, "lies", Level.READ),
    "unshare": lambda desk, it: desk.unshare(it.dossier, it.reader),
    "add_document": lambda desk, it: desk.add_document(it.dossier, "x.txt", BytesIO(b"x")),
    "remove_document": lambda desk, it: desk.remove_document(it.dossier, it.document),
    "correct": lambda desk, it: desk.correct(it.dossier, it.sha256, FactField.TITLE, "Titel"),
    "save": lambda desk, it: desk.save(
        it.dossier, NORM, "1.1", verdict(Status.VOLDOET), seen=1, assessment_id=it.assessment
    ),
    "undo": lambda desk, it: desk.undo(it.dossier, NORM, "1.1", 1, seen=it.last()),
}
OF_NO_DOSSIER = {"dossiers", "create", "people", "set_role", "template", "set_template", "drop_template"}


class It:
    """A dossier of anna with one of everything; lies may read it, and eve may not."""

    def __init__(self, store: Store) -> None:
        self.anna, self.lies, self.eve = desk_of(store, "anna"), desk_of(store, "lies"), desk_of(store, "eve")
        made = made_dossier(self.anna)
        self.dossier, self.name, self.reader = made.id, made.organisation.name, self.lies.person.id
        document = added(self.anna, made.id)
        self.document, self.sha256 = document.id, document.sha256
        record = kept(store, made.id)
        self.assessment, self.job = record.id, record.job
        self.anna.save(made.id, NORM, "1.1", [change(ReviewField.OWNER, "Jan")], seen=0, assessment_id=self.assessment)
        self.anna.share(made.id, "lies", Level.READ)

    def last(self) -> int:
        return self.anna.edits(self.dossier, NORM, "1.1")[-1].number


@pytest.fixture
def it(store: Store) -> It:
    return It(store)


def test_no_method_of_the_desk_is_forgotten_here() -> None:
    methods = {name for name, _ in inspect.getmembers(Desk, inspect.isfunction) if not name.startswith("_")}
    assert methods == {*READS, *WRITES, *OF_NO_DOSSIER}


def test_a_stranger_finds_nothing_and_changes_nothing(it: It) -> None:
    before = _all(it)
    for attempt in (*READS.values(), *WRITES.values()):
        with pytest.raises(NoSuchDossier):
            attempt(it.eve, it)
    assert it.eve.dossiers() == () and _all(it) == before


def test_a_reader_reads_all_and_changes_nothing(it: It) -> None:
    before = _all(it)
    for read in READS.values():
        read(it.lies, it)
    for write in WRITES.values():
        with pytest.raises(NotAllowed):
            write(it.lies, it)
    assert _all(it) == before


def test_the_owner_may_do_all_of_it(it: It) -> None:
    for name in sorted(WRITES, key=lambda each: each == "delete"):
        WRITES[name](it.anna, it)


def test_who_lost_access_is_stopped_at_once(store: Store, it: It) -> None:
    boss = desk_of(store, "chef", Role.BEHEERDER)
    boss.set_role(it.anna.person.id, Role.BEOORDELAAR, active=False)
    for attempt in (*READS.values(), *WRITES.values(), lambda desk, _: desk.dossiers(), lambda desk, _: desk.people()):
        with pytest.raises(NotAllowed, match="beëindigd"):
            attempt(it.anna, it)


def test_what_belongs_to_another_dossier_is_not_reached_through_ones_own(it: It) -> None:
    own = made_dossier(it.eve, "Eve")
    for attempt in (
        lambda: it.eve.original(own.id, it.sha256),
        lambda: it.eve.text(own.id, it.sha256),
        lambda: it.eve.remove_document(own.id, it.document),
        lambda: it.eve.correct(own.id, it.sha256, FactField.TITLE, "x"),
        lambda: it.eve.job(own.id, it.job),
        lambda: it.eve.assessment(own.id, it.assessment),
        lambda: it.eve.report(own.id, it.assessment),
        lambda: it.eve.save(own.id, NORM, "1.1", verdict(Status.DEELS), seen=0, assessment_id=it.assessment),
    ):
        with pytest.raises(NoSuchItem):
            attempt()
    assert it.eve.edits(own.id, NORM) == () and it.eve.reviewed(own.id, NORM) is None


def test_an_id_that_nothing_has_is_no_error_of_the_database(store: Store, it: It) -> None:
    for id in ("", "0" * 32, "../../etc/passwd", "x\0y", "\udc80", "%" * 32, "é" * 500):
        for name, attempt in READS.items():
            with pytest.raises(NoSuchDossier):
                attempt(it.anna, _Other(it, dossier=id))
            if name in ("original", "text", "job", "assessment", "report"):
                with pytest.raises(NoSuchItem):
                    attempt(it.anna, _Other(it, sha256=id, job=id, assessment=id))
        with pytest.raises(NoSuchItem):
            it.anna.remove_document(it.dossier, id)
        assert it.anna.edits(it.dossier, id, id) == () and it.anna.reviewed(it.dossier, id) is None
        assert store.person(id) is None and store.session_person(id) is None
        with pytest.raises(NoSuchItem):
            store.update_job(id, done=1)


class _Other:
    """What is there, but for this."""

    def __init__(self, it: It, **other: str) -> None:
        self.__dict__.update(it.__dict__ | other)


def _all(it: It) -> list[object]:
    return [read(it.anna, it) for name, read in READS.items() if name != "text"]


def test_jobs_of_a_dossier_end_with_it(store: Store, it: It) -> None:
    store.update_job(it.job, state="failed")
    it.anna.delete(it.dossier, it.name)
    with pytest.raises(NoSuchItem):
        store.job(it.job)
    with pytest.raises(NoSuchDossier):
        store.create_job(it.dossier, JobKind.READ, "Anna")
