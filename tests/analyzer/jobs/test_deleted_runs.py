"""Runs of a dossier that is deleted: nothing of what they were asked, did or made is kept; on each of the databases."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from io import BytesIO

import pytest
from databases import Place
from filled_store import NORM, change, desk_of, made_dossier
from held_judge import RULES, Following, HeldJudge, following
from sqlalchemy import text
from traces import files_with, tables_with

from analyzer.jobs import durable
from analyzer.jobs.durable import Standing
from analyzer.jobs.runs import Runs
from analyzer.norms import load_norm
from analyzer.review.values import ReviewField
from analyzer.store.database import FILE
from analyzer.store.store import Store, open_store
from analyzer.store.values import Dossier, FactField, Job, JobState

# In the log stand the names of the organisation and of files, on purpose; never what was said or written.
WORDS = "kanariepiet"
NAMED = "kanarienaam"
OF_THE_DATABASE = {FILE, f"{FILE}-wal"}


@contextmanager
def launched(place: Place, judge: HeldJudge) -> Iterator[Following]:
    with closing(open_store(place.folder, place.url)) as store:
        runs = Runs(store, judge.engine)
        runs.launch()
        try:
            yield following(store, runs)
        finally:
            judge.released.set()
            runs.close()


def filled(here: Following) -> Dossier:
    """A dossier with the words in all that a run is asked, and the name in all that it does."""
    dossier = made_dossier(here.desk, f"Gemeente {NAMED}")
    document = here.desk.add_document(
        dossier.id, f"{NAMED}.txt", BytesIO(f"Nota {WORDS} over een meldpunt.\n".encode())
    )
    here.desk.add_document(dossier.id, f"kapot {NAMED}.pdf", BytesIO(b"%PDF-1.7 kapot"))
    here.desk.correct(dossier.id, document.sha256, FactField.TITLE, f"Titel {WORDS}", f"Want {WORDS}")
    return dossier


def assert_gone(store: Store, runs_of: list[Job]) -> None:
    assert tables_with(store, WORDS) == set()
    assert tables_with(store, NAMED) == {"log"}
    for job in runs_of:
        assert tables_with(store, job.id) == set()
    assert files_with(store.folder, WORDS) == set()
    assert files_with(store.folder, NAMED) <= OF_THE_DATABASE


@pytest.mark.slow
def test_a_dossier_takes_its_runs_along_at_once_or_at_the_next_launch(place: Place) -> None:
    judge = HeldJudge()
    with launched(place, judge) as here:
        dossier, other = filled(here), here.dossier("Wij hebben een ander meldpunt.\n")
        read = here.until(here.runs.read(here.desk, dossier.id))
        judge.hold = "2.2"
        stopped = here.runs.assess(here.desk, dossier.id, RULES)
        assert judge.reached.wait(60)
        here.runs.stop(here.desk, dossier.id, stopped.id)
        judge.released.set()
        assert here.until(stopped).state is JobState.STOPPED
        judge.broken = load_norm(NORM).ambitions[-1].id
        failed = here.until(here.runs.assess(here.desk, dossier.id, RULES))
        theirs = here.until(here.runs.assess(here.desk, other.id, RULES))
        assert failed.state is theirs.state is JobState.FAILED
        judge.broken = None
        done = here.until(here.runs.assess(here.desk, dossier.id, RULES))
        assert done.state is JobState.DONE
        (record,) = here.desk.assessments(dossier.id)
        note = [change(ReviewField.RATIONALE, f"Zo zei {WORDS}")]
        here.desk.save(dossier.id, NORM, "1.1", note, seen=0, assessment_id=record.id)
        assert {"operation_outputs", "assessment", "edit"} <= tables_with(here.store, WORDS)
        assert "operation_outputs" in tables_with(here.store, NAMED)

        here.desk.delete(dossier.id, dossier.organisation.name)

        assert_gone(here.store, [read, stopped, failed, done])
        assert {"workflow_status", "operation_outputs"} <= tables_with(here.store, theirs.id)
    with closing(open_store(place.folder, place.url)) as store:
        desk_of(store, "anna").delete(other.id, other.organisation.name)
        assert "operation_outputs" in tables_with(store, theirs.id), "nobody was there to forget it"
    with launched(place, judge) as here:
        assert_gone(here.store, [read, stopped, failed, done, theirs])


def test_a_run_that_was_just_ending_when_the_process_was_killed_is_forgotten_too(embedded_store: Store) -> None:
    place, judge = Place(embedded_store.folder, None), HeldJudge()
    with launched(place, judge) as here:
        dossier = filled(here)
        done = here.until(here.runs.assess(here.desk, dossier.id, RULES))
    with embedded_store.database.changing() as connection:
        connection.execute(text("UPDATE workflow_status SET status = 'PENDING', completed_at = NULL"))
    desk_of(embedded_store, "anna").delete(dossier.id, dossier.organisation.name)
    with launched(place, judge) as here:
        assert_gone(here.store, [done])
        again = here.dossier("Wij hebben een meldpunt.\n")
        assert here.until(here.runs.read(here.desk, again.id)).state is JobState.DONE


def test_what_waits_behind_other_work_is_forgotten_at_once(embedded_store: Store) -> None:
    place, judge = Place(embedded_store.folder, None), HeldJudge()
    with launched(place, judge) as here:
        dossier, other = filled(here), here.dossier("Wij hebben een ander meldpunt.\n")
        judge.hold = "1.1"
        theirs = here.runs.assess(here.desk, other.id, RULES)
        assert judge.reached.wait(60)
        waiting = here.runs.assess(here.desk, dossier.id, RULES)
        here.runs.stop(here.desk, dossier.id, waiting.id)
        here.desk.delete(dossier.id, dossier.organisation.name)
        assert_gone(here.store, [waiting])
        judge.released.set()
        assert here.until(theirs).state is JobState.DONE


def test_work_that_does_not_end_is_dropped(embedded_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(durable, "_MOMENT", 0.05)
    judge = HeldJudge()
    runs = Runs(embedded_store, judge.engine)
    runs.launch()
    try:
        here = following(embedded_store, runs)
        dossier = here.dossier("Wij hebben een meldpunt.\n")
        judge.hold = "1.1"
        job = runs.assess(here.desk, dossier.id, RULES)
        assert judge.reached.wait(60)
        runs._durable.forget([job.id])
        assert runs._durable.standing(job.id) is Standing.UNKNOWN
    finally:
        judge.released.set()
        runs.close()
    assert tables_with(embedded_store, job.id) <= {"job"}, "what it did after that is not kept"


def test_steps_too_are_overwritten_in_the_file() -> None:
    told: list[str] = []

    class Listening(durable._Overwriting):
        # sqlite3 types `execute` more narrowly than it takes its arguments.
        def execute(self, statement: str, *rest: object) -> sqlite3.Cursor:  # type: ignore[override]
            told.append(statement)
            return super().execute(statement)

    with closing(sqlite3.connect(":memory:", factory=Listening)) as connection:
        assert told == ["PRAGMA secure_delete = ON"]
        assert connection.execute("PRAGMA secure_delete").fetchone() == (1,)
