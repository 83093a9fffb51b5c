"""Runs: asked for, followed, stopped, taken up again; on each of the databases."""

from __future__ import annotations

import logging
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from filled_store import desk_of
from held_judge import RULES, Following, HeldJudge, following
from model_server import Call, ModelServer, Reply
from pydantic import SecretStr
from scripted_reader import read

from analyzer.engine import Engine, choose_engine
from analyzer.errors import InvalidModelSettings
from analyzer.jobs.runs import Runs, configured_engine
from analyzer.llm.settings import ModelSettings
from analyzer.store.errors import InvalidChange, NoSuchDossier, NoSuchItem, NotAllowed, StoreInUse
from analyzer.store.store import Store, open_store
from analyzer.store.values import FactField, JobKind, JobState, JudgeSettings, Level, Role
from analyzer.types import Status
from ingest.types import Validity
from ingest.workspace import Workspace

MELDPUNT = "Wij hebben een meldpunt voor signalen van ondermijning.\n"
BIBOB = Path(__file__).parents[3] / "corpus" / "example" / "documents" / "beleidsregel-bibob-2019.odt"
OTHER = "Een agressieprotocol is in 2025 vastgesteld.\n"


@pytest.fixture
def judge() -> HeldJudge:
    return HeldJudge()


def _launched(store: Store, judge: HeldJudge) -> Iterator[Following]:
    runs = Runs(store, judge.engine)
    runs.launch()
    try:
        yield following(store, runs)
    finally:
        judge.released.set()
        runs.close()


@pytest.fixture
def it(store: Store, judge: HeldJudge) -> Iterator[Following]:
    """Launched runs, on each of the databases."""
    yield from _launched(store, judge)


@pytest.fixture
def here(embedded_store: Store, judge: HeldJudge) -> Iterator[Following]:
    """Launched runs, for what has nothing to do with the database."""
    yield from _launched(embedded_store, judge)


# --- reading -------------------------------------------------------------------------------------------------------


def test_documents_are_read_and_what_could_not_be_is_told(it: Following) -> None:
    dossier = it.dossier(MELDPUNT)
    broken = it.desk.add_document(dossier.id, "kapot.pdf", BytesIO(b"%PDF-1.7 kapot"))
    job = it.until(it.runs.read(it.desk, dossier.id))
    assert (job.kind, job.state, job.problem, job.assessments) == (JobKind.READ, JobState.DONE, "", ())
    assert job.started is not None and job.ended is not None and job.asked <= job.started <= job.ended
    readings = {each.name: each for each in it.desk.readings(dossier.id).values()}
    assert {name: each.read for name, each in readings.items()} == {"stuk 1.txt": "whole", "kapot.pdf": "not"}
    assert "kapot.pdf" in readings["kapot.pdf"].problems[0]
    text = it.desk.text(dossier.id, readings["stuk 1.txt"].sha256)
    assert text is not None and text.text == MELDPUNT and text.name == "stuk 1.txt"
    assert it.desk.text(dossier.id, broken.sha256) is None


def test_a_document_that_comes_while_others_are_read_is_read_too(here: Following) -> None:
    dossier = here.dossier(MELDPUNT)
    with Workspace(here.store.work_folder(dossier.id)):  # so that reading waits
        first = here.runs.read(here.desk, dossier.id)
        working = here.until(first, JobState.RUNNING)
        here.desk.add_document(dossier.id, "later.txt", BytesIO(OTHER.encode()))
        assert here.runs.read(here.desk, dossier.id).id == working.id
    assert here.until(first).state is JobState.DONE
    assert {each.name for each in here.desk.readings(dossier.id).values()} == {"stuk 1.txt", "later.txt"}


# --- assessing -----------------------------------------------------------------------------------------------------


def test_a_run_is_followed_an_ambition_at_a_time_and_what_came_of_it_is_kept(it: Following, judge: HeldJudge) -> None:
    dossier = it.dossier(MELDPUNT, norms=("groningse-norm", "noord-hollandse-norm"))
    judge.hold = "2.2"
    job = it.runs.assess(it.desk, dossier.id, RULES)
    assert (job.state, job.asked_by, job.norm_ids) == (JobState.WAITING, "Anna", dossier.norm_ids)
    assert judge.reached.wait(60)
    now = it.runs.job(it.desk, dossier.id, job.id)
    assert (now.state, now.of, now.what) == (JobState.RUNNING, 29, "Groningse norm: ambitie 2.1")
    (report,) = it.runs.so_far(it.desk, dossier.id, job.id)
    assert [each.ambition for each in report.assessment.findings] == judge.judged and len(judge.judged) == now.done
    with pytest.raises(InvalidChange, match="loopt al een toets"):
        it.runs.assess(it.desk, dossier.id, RULES)
    judge.released.set()
    ended = it.until(job)
    assert (ended.state, ended.problem, ended.what) == (JobState.DONE, "", "")
    records = it.desk.assessments(dossier.id)
    assert {each.id for each in records} == set(ended.assessments)
    assert sorted((each.norm_id, each.whole, each.job) for each in records) == [
        ("groningse-norm", True, job.id),
        ("noord-hollandse-norm", True, job.id),
    ]
    reports = it.runs.so_far(it.desk, dossier.id, job.id)
    assert [len(each.assessment.findings) for each in reports] == [29, 47]
    assert len(it.desk.readings(dossier.id)) == 1, "a run reads first"


def test_a_run_that_stops_goes_on_where_it_was(it: Following, judge: HeldJudge) -> None:
    dossier = it.dossier(MELDPUNT)
    judge.hold = "2.2"
    job = it.runs.assess(it.desk, dossier.id, RULES)
    assert judge.reached.wait(60)
    assert it.runs.stop(it.desk, dossier.id, job.id).state is JobState.STOPPING
    judge.released.set()
    stopped = it.until(job)
    assert (stopped.state, stopped.problem, stopped.assessments) == (JobState.STOPPED, "", ())
    assert it.runs.stop(it.desk, dossier.id, job.id) == it.desk.job(dossier.id, job.id), "it ended already"
    before = list(judge.judged)
    assert before[-1] == "2.2"
    assert it.runs.resume(it.desk, dossier.id, job.id).state is JobState.WAITING
    done = it.until(job)
    assert done.state is JobState.DONE and len(done.assessments) == 1
    assert len(judge.judged) == len(set(judge.judged)) == 29, "no ambition is judged twice"
    with pytest.raises(InvalidChange, match="al klaar"):
        it.runs.resume(it.desk, dossier.id, job.id)


def test_a_run_that_still_waits_stops_at_once(here: Following, judge: HeldJudge) -> None:
    first, second = here.dossier(MELDPUNT), here.dossier(OTHER)
    judge.hold = "1.1"
    busy = here.runs.assess(here.desk, first.id, RULES)
    assert judge.reached.wait(60)
    waiting = here.runs.assess(here.desk, second.id, RULES)
    assert here.runs.stop(here.desk, second.id, waiting.id).state is JobState.STOPPED
    here.runs.resume(here.desk, second.id, waiting.id)
    assert here.runs.job(here.desk, second.id, waiting.id).state is JobState.WAITING, "there is one run at a time"
    judge.released.set()
    assert {here.until(each).state for each in (busy, waiting)} == {JobState.DONE}
    assert [len(here.desk.assessments(each.id)) for each in (first, second)] == [1, 1]


def test_what_was_asked_is_what_is_judged(here: Following, judge: HeldJudge) -> None:
    """A dossier that changes under a run changes nothing of it; one that was stopped then does not go on."""
    dossier = here.dossier(MELDPUNT)
    judge.hold = "2.2"
    job = here.runs.assess(here.desk, dossier.id, RULES)
    assert judge.reached.wait(60)
    late = here.desk.add_document(dossier.id, "later.txt", BytesIO(OTHER.encode()))
    here.runs.stop(here.desk, dossier.id, job.id)
    judge.released.set()
    here.until(job)
    with pytest.raises(InvalidChange, match="gewijzigd sinds deze toets begon"):
        here.runs.resume(here.desk, dossier.id, job.id)
    here.desk.remove_document(dossier.id, late.id)
    here.runs.resume(here.desk, dossier.id, job.id)
    here.until(job)
    (record,) = here.desk.assessments(dossier.id)
    (document,) = here.desk.assessment(dossier.id, record.id).documents
    assert document.name == "stuk 1.txt"


def test_a_run_that_fails_says_why_and_can_be_taken_up(
    here: Following, judge: HeldJudge, caplog: pytest.LogCaptureFixture
) -> None:
    dossier = here.dossier(MELDPUNT)
    judge.broken = "2.2"
    job = here.runs.assess(here.desk, dossier.id, RULES)
    with caplog.at_level(logging.ERROR):
        failed = here.until(job)
    assert failed.state is JobState.FAILED and "fout in het programma (RuntimeError)" in failed.problem
    assert "RuntimeError" in caplog.text and "meldpunt" not in caplog.text
    judge.broken = None
    here.runs.resume(here.desk, dossier.id, job.id)
    done = here.until(job)
    assert (done.state, done.problem) == (JobState.DONE, "")
    assert len(judge.judged) == len(set(judge.judged)) == 29


def test_a_dossier_in_which_nothing_can_be_read_says_so(here: Following) -> None:
    dossier = here.dossier()
    here.desk.add_document(dossier.id, "kapot.pdf", BytesIO(b"%PDF-1.7 kapot"))
    failed = here.until(here.runs.assess(here.desk, dossier.id, RULES))
    assert failed.state is JobState.FAILED
    assert failed.problem.startswith("Geen enkel document kon worden gelezen.\n- ") and "kapot.pdf" in failed.problem


def test_two_dossiers_at_once(here: Following) -> None:
    dossiers = [here.dossier(MELDPUNT), here.dossier(OTHER)]
    jobs = [here.runs.assess(here.desk, each.id, RULES) for each in dossiers]
    jobs += [here.runs.read(here.desk, each.id) for each in dossiers]
    assert {here.until(each).state for each in jobs} == {JobState.DONE}
    for dossier, text in zip(dossiers, (MELDPUNT, OTHER), strict=True):
        (record,) = here.desk.assessments(dossier.id)
        quotes = {item.quote for each in here.desk.assessment(dossier.id, record.id).findings for item in each.evidence}
        assert quotes == {text.strip()}


def test_a_corrected_fact_counts_in_the_next_run(embedded_store: Store) -> None:
    runs = Runs(embedded_store, lambda settings: choose_engine())
    runs.launch()
    try:
        here = following(embedded_store, runs)
        dossier = here.dossier()
        document = here.desk.add_document(dossier.id, BIBOB.name, BytesIO(BIBOB.read_bytes()))
        here.until(here.runs.assess(here.desk, dossier.id, RULES))
        here.desk.correct(dossier.id, document.sha256, FactField.STANDING, "withdrawn", "is ingetrokken")
        here.desk.correct(dossier.id, document.sha256, FactField.TITLE, "Oude beleidsregel")
        here.until(here.runs.assess(here.desk, dossier.id, RULES))
    finally:
        runs.close()
    after, before = (here.desk.assessment(dossier.id, each.id) for each in here.desk.assessments(dossier.id))
    assert [each.documents[0].validity for each in (before, after)] == [Validity.IN_FORCE, Validity.WITHDRAWN]
    assert after.documents[0].title == "Oude beleidsregel" != before.documents[0].title
    statuses = [{each.ambition: each.status for each in made.findings} for made in (before, after)]
    assert [each["3.1"] for each in statuses] == [Status.VOLDOET, Status.NIET_AANGETROFFEN]


# --- two judges ----------------------------------------------------------------------------------------------------


def test_a_run_with_a_language_model_that_stops_keeps_what_there_is(embedded_store: Store, judge: HeldJudge) -> None:
    here: Following
    stopping: list[str] = []

    def play(call: Call) -> Reply:
        if stopping:
            here.runs.stop(here.desk, dossier.id, stopping.pop())
        return Reply(read(call))

    key = "geheim-van-de-gemeente"
    with ModelServer(play) as server:

        def engine(settings: JudgeSettings) -> Engine:
            model = ModelSettings(
                model="openai:test",
                url=server.url,
                key=SecretStr(key),
                at_once=1,
                timeout=20,
                budget_tokens=settings.budget_tokens,
            )
            second = choose_engine("model", model=model)
            return replace(second, judge="both", judges=(*judge.engine().judges, *second.judges))

        runs = Runs(embedded_store, engine)
        runs.launch()
        try:
            here = following(embedded_store, runs)
            dossier = here.dossier(MELDPUNT * 3, norms=("groningse-norm", "noord-hollandse-norm"))
            settings = JudgeSettings(judge="both", budget_tokens=30_000)  # enough for some ambitions
            job = here.runs.assess(here.desk, dossier.id, settings)
            here.until(job, JobState.RUNNING)
            stopping.append(job.id)
            stopped = here.until(job)
            assert stopped.state is JobState.STOPPED
            assert any("Er gaat tekst naar 127.0.0.1" in told for told in stopped.told)
            parts = here.desk.assessments(dossier.id)
            assert sorted((each.norm_id, each.whole, sum(each.counts.values())) for each in parts) == [
                ("groningse-norm", False, 29),
                ("noord-hollandse-norm", False, 47),
            ]
            here.runs.resume(here.desk, dossier.id, job.id)
            asked = len(server.calls)
            done = here.until(job)
            assert done.state is JobState.DONE and len(server.calls) > asked
            whole = [each for each in here.desk.assessments(dossier.id) if each.whole]
            assert sorted((each.norm_id, each.judge) for each in whole) == [
                ("groningse-norm", "both"),
                ("noord-hollandse-norm", "both"),
            ]
            assert len(done.assessments) == 4
        finally:
            runs.close()
    for path in embedded_store.folder.rglob("*"):
        assert not path.is_file() or key.encode() not in path.read_bytes(), "a key is never written down"


# --- who may, and what cannot be -----------------------------------------------------------------------------------


def test_only_who_may_edit_starts_stops_and_resumes(here: Following, judge: HeldJudge) -> None:
    dossier = here.dossier(MELDPUNT)
    reader, stranger = desk_of(here.store, "rik", Role.LEZER), desk_of(here.store, "vera")
    here.desk.share(dossier.id, "rik", Level.READ)
    judge.hold = "1.2"
    job = here.runs.assess(here.desk, dossier.id, RULES)
    assert judge.reached.wait(60)
    acts: list[Callable[[Any], object]] = [
        lambda desk: here.runs.read(desk, dossier.id),
        lambda desk: here.runs.assess(desk, dossier.id, RULES),
        lambda desk: here.runs.stop(desk, dossier.id, job.id),
        lambda desk: here.runs.resume(desk, dossier.id, job.id),
    ]
    for act in acts:
        with pytest.raises(NotAllowed):
            act(reader)
        with pytest.raises(NoSuchDossier):
            act(stranger)
    looks: list[Callable[[Any], object]] = [
        lambda desk: here.runs.job(desk, dossier.id, job.id),
        lambda desk: here.runs.so_far(desk, dossier.id, job.id),
    ]
    for look in looks:
        assert look(reader)
        with pytest.raises(NoSuchDossier):
            look(stranger)
    theirs = stranger.create(dossier.organisation, date(2026, 3, 1), ["groningse-norm"])
    for act in (here.runs.job, here.runs.so_far, here.runs.stop, here.runs.resume):
        with pytest.raises(NoSuchItem):
            act(stranger, theirs.id, job.id)


def test_what_cannot_be_judged_is_refused_before_it_waits(here: Following, monkeypatch: pytest.MonkeyPatch) -> None:
    empty, filled = here.dossier(), here.dossier(MELDPUNT)
    with pytest.raises(InvalidChange, match="nog geen documenten"):
        here.runs.assess(here.desk, empty.id, RULES)
    with pytest.raises(InvalidChange, match="niet bekend"):
        here.runs.assess(here.desk, filled.id, JudgeSettings(judge="orakel"))
    monkeypatch.setattr(here.runs, "_engine_of", configured_engine)
    for name in ("model", "both", "nli"):
        with pytest.raises(InvalidModelSettings):
            here.runs.assess(here.desk, filled.id, JudgeSettings(judge=name))
    assert here.desk.jobs(filled.id) == ()


# --- ending and beginning again ------------------------------------------------------------------------------------


def test_what_closes_politely_goes_on_at_the_next_launch(store: Store, judge: HeldJudge) -> None:
    runs = Runs(store, judge.engine)
    runs.launch()
    first = following(store, runs)
    dossier = first.dossier(MELDPUNT)
    judge.hold = "2.2"
    job = runs.assess(first.desk, dossier.id, RULES)
    assert judge.reached.wait(60)
    judge.released.set()
    runs.close()
    assert store.job(job.id).state is JobState.RUNNING
    again = Runs(store, judge.engine)
    again.launch()
    try:
        assert following(store, again).until(job).state is JobState.DONE
    finally:
        again.close()
    assert len(judge.judged) == len(set(judge.judged)) == 29


def test_a_run_that_was_only_written_down_is_taken_up(embedded_store: Store, judge: HeldJudge) -> None:
    """The process ended between the record of a run and its place in the queue; or while it was being stopped."""
    idle = following(embedded_store, Runs(embedded_store, judge.engine))
    dossiers = [idle.dossier(MELDPUNT), idle.dossier(OTHER)]
    asked, stopping = (
        embedded_store.create_job(each.id, JobKind.ASSESS, "Anna", norm_ids=each.norm_ids) for each in dossiers
    )
    embedded_store.update_job(stopping.id, state=JobState.STOPPING)
    idle.runs.launch()
    try:
        assert idle.until(asked).state is JobState.DONE
        assert idle.until(stopping).state is JobState.STOPPED
    finally:
        idle.runs.close()


def test_a_run_that_brings_the_process_down_again_and_again_is_given_up(
    embedded_store: Store, judge: HeldJudge
) -> None:
    first = following(embedded_store, Runs(embedded_store, judge.engine))
    first.runs.launch()
    dossier = first.dossier(MELDPUNT)
    judge.hold = "1.1"
    job = first.runs.assess(first.desk, dossier.id, RULES)
    assert judge.reached.wait(60)
    judge.released.set()
    first.runs.close()
    with sqlite3.connect(str(embedded_store.database.url.database)) as connection:
        connection.execute("UPDATE workflow_status SET status = 'MAX_RECOVERY_ATTEMPTS_EXCEEDED'")
    connection.close()
    again = following(embedded_store, Runs(embedded_store, judge.engine))
    again.runs.launch()
    try:
        failed = again.until(job)
        assert failed.state is JobState.FAILED and "telkens" in failed.problem
        again.runs.resume(again.desk, dossier.id, job.id)
        assert again.until(job).state is JobState.DONE
    finally:
        again.runs.close()


def test_one_process_carries_out_the_runs(embedded_store: Store, judge: HeldJudge) -> None:
    other = open_store(embedded_store.folder)
    runs, second = Runs(embedded_store, judge.engine), Runs(other, judge.engine)
    runs.launch()
    try:
        with pytest.raises(StoreInUse):
            second.launch()
    finally:
        second.close()
        runs.close()
        other.close()


def test_the_command_line_does_not_wait_for_the_library_of_runs() -> None:
    program = "import sys, analyzer.cli, analyzer.commands; sys.exit('dbos' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], timeout=60).returncode == 0
