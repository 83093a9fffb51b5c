"""Runs as durable jobs: asked for, followed, stopped, resumed; what was done survives the process (DBOS)."""

from __future__ import annotations

import time
from typing import get_args

from analyzer.engine import Engine, JudgeName, choose_engine
from analyzer.jobs.asked import Asked, asked_now
from analyzer.jobs.durable import Durable, Line, Standing, Step
from analyzer.jobs.problems import LOST
from analyzer.jobs.work import ASKED, Courses, EngineOf, Work
from analyzer.settings import read_model_settings
from analyzer.store.desk import Desk
from analyzer.store.errors import InvalidChange, NotAllowed
from analyzer.store.store import Store
from analyzer.store.values import Job, JobKind, JobState, JudgeSettings, Level
from analyzer.types import GapReport

_LINES = {JobKind.READ: Line.READ, JobKind.ASSESS: Line.ASSESS}
_FAREWELL = 30.0  # seconds in which the work under way may come to a point where it can leave


def configured_engine(settings: JudgeSettings) -> Engine:
    """By the settings of this computer. Raises ModelError."""
    model = None
    if settings.judge in ("model", "both"):
        model = read_model_settings(budget_tokens=settings.budget_tokens, budget_euros=settings.budget_euros)
    return choose_engine(_judge_name(settings), model=model)


class Runs:
    """One for the process that owns the store. `start`s nothing by itself but what a kill left unfinished.

    To be called from threads in which no event loop runs.
    """

    def __init__(self, store: Store, engine_of: EngineOf = configured_engine) -> None:
        """`engine_of`: how to judge by these settings; it raises ModelError where the judge lacks its model."""
        self._store = store
        self._engine_of = engine_of
        self._courses = Courses()
        self._durable = Durable(store.database.url, self._do)

    def launch(self) -> None:
        """Takes up what was unfinished when the last process ended, and waits for work. From now on a dossier that is
        deleted takes its runs along. Raises StoreInUse."""
        self._store.own()
        self._durable.launch()
        self._store.on_deletion = self._forget
        self._store.tidy()
        for job in self._store.unfinished_jobs():
            self._take_up(job)

    def close(self) -> None:
        """Ends politely: a run under way goes on at the next `launch`."""
        until = time.monotonic() + _FAREWELL
        while time.monotonic() < until:
            with self._courses.lock:
                working = [self._courses.begun[each] for each in self._courses.working]
            if not working:
                break
            for course in working:
                course.leave()
            time.sleep(0.02)
        self._store.on_deletion = lambda: None
        self._durable.close()

    def read(self, desk: Desk, dossier_id: str) -> Job:
        """Has the documents read that were not read yet, in the background; by the run that does so already, if there
        is one."""
        self._must_edit(desk, dossier_id)
        with self._courses.lock:
            for job in self._busy(dossier_id):
                if job.kind is JobKind.READ and job.state is not JobState.STOPPING:
                    self._courses.read_more.add(job.id)
                    return job
            job = self._store.create_job(dossier_id, JobKind.READ, desk.person.name)
        self._durable.ask(job.id, Line.READ)
        return job

    def assess(self, desk: Desk, dossier_id: str, settings: JudgeSettings) -> Job:
        """Asks for an assessment on all norms of the dossier. Raises NotAllowed, InvalidChange (no documents; a run is
        busy already), ModelError where the judge lacks its model."""
        self._must_edit(desk, dossier_id)
        dossier = desk.dossier(dossier_id)
        if not desk.documents(dossier_id):
            raise InvalidChange("Er zijn nog geen documenten in dit dossier. Voeg ze toe en start dan de toets.")
        _judge_name(settings)
        self._engine_of(settings)
        with self._courses.lock:
            self._must_be_free(dossier_id)
            job = self._store.create_job(
                dossier_id, JobKind.ASSESS, desk.person.name, settings=settings, norm_ids=dossier.norm_ids
            )
        self._durable.ask(job.id, Line.ASSESS)
        return job

    def stop(self, desk: Desk, dossier_id: str, job_id: str) -> Job:
        """Asks a run to end; what was judged is kept, and a resume takes it up."""
        self._must_edit(desk, dossier_id)
        with self._courses.lock:
            job = desk.job(dossier_id, job_id)
            if job.state.ended:
                return job
            if job_id in self._courses.working:
                job = self._store.update_job(job_id, state=JobState.STOPPING)
                self._courses.begun[job_id].stop()
                return job
            self._durable.drop(job_id)
            return self._store.update_job(job_id, state=JobState.STOPPED, what="", ended=self._store.clock())

    def resume(self, desk: Desk, dossier_id: str, job_id: str) -> Job:
        """Goes on with a run that was stopped or failed; no finished step is done again. Raises InvalidChange where it
        did neither, another run is busy, or the dossier is no longer what the run was asked to judge."""
        self._must_edit(desk, dossier_id)
        with self._courses.lock:
            job = desk.job(dossier_id, job_id)
            if job.state not in (JobState.STOPPED, JobState.FAILED):
                raise InvalidChange("Deze toets loopt nog of is al klaar; er valt niets te hervatten.")
            self._must_be_free(dossier_id)
            self._must_be_the_same(job)
            self._engine_of(job.settings)
            job = self._store.update_job(job_id, state=JobState.WAITING, problem="", what="", ended=None)
            self._courses.begun.pop(job_id, None)
            self._take_up(job, lost=True)
            return job

    def job(self, desk: Desk, dossier_id: str, job_id: str) -> Job:
        """The run as it is at this moment, progress included (fresher than `Desk.job`)."""
        job = desk.job(dossier_id, job_id)
        course = self._courses.begun.get(job_id)
        return job if course is None or job.state.ended else job.model_copy(update=course.fields)

    def so_far(self, desk: Desk, dossier_id: str, job_id: str) -> tuple[GapReport, ...]:
        """What a run has judged until now, one report for each norm begun: its findings grow. Empty before the
        first."""
        job = desk.job(dossier_id, job_id)
        course = self._courses.begun.get(job_id)
        if course is not None and course.reports:
            return course.reports
        kept = (desk.report(dossier_id, each) for each in job.assessments)
        return tuple(GapReport(norm=each.norm, assessment=each.assessment) for each in kept)

    def _do(self, job_id: str, step: Step) -> bool:
        return Work(self._store, self._engine_of, self._courses, self._durable.drop).do(job_id, step)

    def _forget(self) -> None:
        """All that is kept of runs that no dossier has any more, from before this launch too."""
        known = self._durable.names()
        gone = known - self._store.job_ids()  # asked for last: a run is in the store before its work is asked for
        with self._courses.lock:
            for job_id in gone:
                self._courses.begun.pop(job_id, None)
        self._durable.forget(gone)

    def _take_up(self, job: Job, *, lost: bool = False) -> None:
        """Has a run that is not ended carried out, whatever became of it before. `lost`: also one that brought the
        process down time and again."""
        standing = self._durable.standing(job.id)
        if standing is Standing.UNKNOWN:
            self._durable.ask(job.id, _LINES[job.kind])
        elif standing is Standing.LEFT or (lost and standing is Standing.LOST):
            self._durable.go_on(job.id, _LINES[job.kind])
        elif standing is Standing.LOST:
            now = self._store.clock()
            self._store.update_job(job.id, state=JobState.FAILED, problem=LOST, what="", ended=now)

    def _busy(self, dossier_id: str) -> list[Job]:
        return [job for job in self._store.unfinished_jobs() if job.dossier == dossier_id]

    def _must_be_free(self, dossier_id: str) -> None:
        if any(job.kind is JobKind.ASSESS for job in self._busy(dossier_id)):
            raise InvalidChange("Er loopt al een toets in dit dossier. Wacht tot die klaar is, of stop die eerst.")

    def _must_be_the_same(self, job: Job) -> None:
        then = self._durable.outcome_of(job.id, ASKED)
        if then is not None and Asked.model_validate_json(then) != asked_now(self._store, job):
            raise InvalidChange(
                "Dit dossier is gewijzigd sinds deze toets begon. Start een nieuwe toets; wat niet is geraakt, wordt "
                "daarin overgenomen."
            )

    @staticmethod
    def _must_edit(desk: Desk, dossier_id: str) -> None:
        if desk.level(dossier_id) is not Level.EDIT:
            raise NotAllowed("U kunt dit dossier lezen, maar niet bewerken. Vraag de eigenaar om u dat toe te staan.")


def _judge_name(settings: JudgeSettings) -> JudgeName:
    for name in get_args(JudgeName):
        if settings.judge == name:
            judge: JudgeName = name
            return judge
    raise InvalidChange("Deze beoordelaar is niet bekend. Kies een andere.")
