"""Runs and what came of them, as they are kept: one at a time, once for each norm, and exactly what it was."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from filled_store import NORM, assessed, desk_of, made_dossier

from analyzer.norms import load_norm
from analyzer.store import assessment_records
from analyzer.store.errors import InvalidChange, NoSuchDossier, NoSuchItem
from analyzer.store.store import Store, open_store
from analyzer.store.values import JobKind, JobState, JudgeSettings
from analyzer.types import Status


def test_a_run_is_read_back_as_it_was_written(store: Store) -> None:
    desk = desk_of(store, "anna")
    made = made_dossier(desk)
    settings = JudgeSettings(judge="both", budget_tokens=10**12, budget_euros=0.1)
    job = store.create_job(made.id, JobKind.ASSESS, "Anna", settings, (NORM,))
    assert job == store.job(job.id) == desk.job(made.id, job.id) and job.state is JobState.WAITING
    moment = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
    changed = store.update_job(
        job.id, state=JobState.RUNNING, done=3, of=76, what="Ambitie\0 1.1", told=("a", 'b"\n'), started=moment
    )
    assert changed == store.job(job.id)
    assert (changed.done, changed.of, changed.what, changed.told) == (3, 76, "Ambitie 1.1", ("a", 'b"\n'))
    assert changed.started == moment and changed.ended is None and store.unfinished_jobs() == (changed,)
    assert store.update_job(job.id, state="failed", problem="Kapot.").state.ended
    assert store.unfinished_jobs() == ()
    with pytest.raises(TypeError):
        store.update_job(job.id, dossier="x")


def test_one_run_at_a_time_in_a_dossier(store: Store) -> None:
    desk = desk_of(store, "anna")
    made, other = made_dossier(desk), made_dossier(desk)
    first = store.create_job(made.id, JobKind.ASSESS, "Anna")
    for state in (JobState.WAITING, JobState.RUNNING, JobState.STOPPING):
        store.update_job(first.id, state=state)
        with pytest.raises(InvalidChange, match="al een toets"):
            store.create_job(made.id, JobKind.ASSESS, "Anna")
    elsewhere = store.create_job(other.id, JobKind.ASSESS, "Anna")
    reading = store.create_job(made.id, JobKind.READ, "Anna")
    with pytest.raises(InvalidChange):
        store.create_job(made.id, JobKind.READ, "Anna")
    store.update_job(first.id, state=JobState.STOPPED)
    second = store.create_job(made.id, JobKind.ASSESS, "Anna")
    assert [each.id for each in desk.jobs(made.id)] == [second.id, reading.id, first.id]
    assert [each.id for each in store.unfinished_jobs()] == [elsewhere.id, reading.id, second.id]
    with pytest.raises(NoSuchDossier):
        store.create_job("f" * 32, JobKind.READ, "Anna")


def test_what_came_of_a_run_is_kept_once_and_never_changes(store: Store) -> None:
    desk = desk_of(store, "anna")
    made = made_dossier(desk)
    job = store.create_job(made.id, JobKind.ASSESS, "Anna")
    assessment = assessed({"1.1": Status.VOLDOET})
    record = store.keep_assessment(made.id, job.id, assessment, whole=False)
    assert store.keep_assessment(made.id, job.id, assessed({"1.1": Status.NVT}), whole=False) == record
    assert desk.assessment(made.id, record.id) == assessment and not record.whole and not record.imported
    assert record.counts == {"voldoet": 1, "niet_aangetroffen": len(assessment.findings) - 1}
    assert store.job(job.id).assessments == (record.id,)
    gone_on = store.create_job(made_dossier(desk).id, JobKind.ASSESS, "Anna")
    parts = [store.keep_assessment(gone_on.dossier, gone_on.id, assessment, whole) for whole in (False, True, True)]
    assert store.job(gone_on.id).assessments == (parts[0].id, parts[1].id) and parts[1] == parts[2]
    elsewhere = store.keep_assessment(made.id, None, assessment)
    assert elsewhere.imported and elsewhere.job == "" and elsewhere.made > record.made
    assert desk.assessments(made.id) == (elsewhere, record)
    with pytest.raises(NoSuchDossier):
        store.keep_assessment("f" * 32, None, assessment)


def test_an_assessment_keeps_the_norm_as_it_was(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = desk_of(store, "anna")
    made = made_dossier(desk)
    norm = load_norm(NORM)
    record = store.keep_assessment(made.id, None, assessed())
    later = norm.model_copy(update={"title": "Anders"})
    monkeypatch.setattr(assessment_records, "load_norm", lambda id: later)
    newer = store.keep_assessment(made.id, None, assessed())
    with pytest.raises(InvalidChange, match="andere versie van de norm"):
        store.keep_assessment(made.id, None, assessed().model_copy(update={"norm_version": "1999"}))
    again = open_store(store.folder, None if store.database.embedded else _url(store))
    try:
        fresh = desk_of(again, "anna")
        assert fresh.report(made.id, record.id).norm == norm
        assert fresh.report(made.id, newer.id).norm == later
    finally:
        again.close()


def _url(store: Store) -> str:
    return store.database.url.render_as_string(hide_password=False)


def test_a_run_that_is_unknown_is_told(embedded_store: Store) -> None:
    with pytest.raises(NoSuchItem):
        embedded_store.update_job("f" * 32, done=1)
    with pytest.raises(NoSuchItem):
        embedded_store.job("f" * 32)
