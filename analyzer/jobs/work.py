"""What a run does, step by step: read the documents, judge them by each norm, keep what came of it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeVar

from analyzer.assessment import Watch, analyse
from analyzer.engine import Engine
from analyzer.jobs.asked import Asked, asked_now
from analyzer.jobs.course import Course, Stopped
from analyzer.jobs.durable import Step
from analyzer.jobs.problems import problem_of
from analyzer.llm.ledger import total_use
from analyzer.norms import load_norm
from analyzer.store.errors import NoSuchItem
from analyzer.store.store import Store
from analyzer.store.values import Job, JobKind, JobState, JudgeSettings
from analyzer.summaries import summary_of, unread_summary
from analyzer.types import Assessment, GapReport
from ingest.errors import UnreadableDocument, WorkspaceInUse
from ingest.pipeline import ingest
from ingest.types import Document
from ingest.workspace import Workspace

T = TypeVar("T")
EngineOf = Callable[[JudgeSettings], Engine]

_log = logging.getLogger(__name__)
ASKED = "wat is gevraagd"  # the step that tells how the dossier was when the run began
_MOST_ENDED = 20
_LOCKED = 0.5  # seconds between two tries to enter a work folder that someone else is in


@dataclass
class Courses:
    """The runs that this process began, by id. `lock` is held by whoever begins, stops or ends one."""

    lock: threading.RLock = field(default_factory=threading.RLock)
    begun: dict[str, Course] = field(default_factory=dict)
    working: set[str] = field(default_factory=set)
    read_more: set[str] = field(default_factory=set)  # those that read, while yet another document came

    def begin(self, job_id: str, course: Course) -> None:
        """Of those that ended only the last ones stay known: their reports are large."""
        for each in [each for each in self.begun if each not in self.working][:-_MOST_ENDED]:
            del self.begun[each]
        self.begun[job_id] = course
        self.working.add(job_id)


@dataclass(frozen=True)
class Work:
    """Safe between threads."""

    store: Store
    engine_of: EngineOf
    courses: Courses
    drop: Callable[[str], None]  # leaves a run until it is resumed

    def do(self, job_id: str, step: Step) -> bool:
        """Carries out a run. Whether it is finished; one that was stopped or that failed can be taken up again."""
        try:
            began = self._begin(job_id)
        except NoSuchItem:
            return True  # its dossier was deleted
        if began is None:
            return self.store.job(job_id).state is JobState.DONE
        job, course = began
        try:
            _Run(self.store, self.engine_of, self.courses, job, course, step).through()
            return True
        except Stopped:
            self._end(job_id, course, JobState.STOPPED)
        except Exception as exc:  # told to whoever asked for the run
            self._end(job_id, course, JobState.FAILED, problem_of(exc))
        finally:
            with self.courses.lock:
                self.courses.working.discard(job_id)
        return False

    def _begin(self, job_id: str) -> tuple[Job, Course] | None:
        """None for a run that ended already."""
        with self.courses.lock:
            job = self.store.job(job_id)
            if job.state.ended:
                return None
            course = Course(partial(self.store.update_job, job_id))
            if job.state is JobState.STOPPING:
                course.stop()
            else:
                job = self.store.update_job(job_id, state=JobState.RUNNING, started=job.started or self.store.clock())
            self.courses.begin(job_id, course)
            return job, course

    def _end(self, job_id: str, course: Course, state: JobState, problem: str = "") -> None:
        with self.courses.lock:
            self.drop(job_id)  # before anyone is told that it can be resumed
            now = {**course.fields, "what": ""}
            self.store.update_job(job_id, state=state, problem=problem, ended=self.store.clock(), **now)


@dataclass(frozen=True)
class _Run:
    store: Store
    engine_of: EngineOf
    courses: Courses
    job: Job
    course: Course
    step: Step

    def through(self) -> None:
        """Raises Stopped, and what reading and judging raise."""
        if self.job.kind is JobKind.READ:
            self.step("lezen", self._read_all)
            return
        asked = Asked.model_validate_json(self.step(ASKED, lambda: asked_now(self.store, self.job).model_dump_json()))
        self.step("lezen", lambda: self._read(asked))
        engine = self.engine_of(self.job.settings)
        if len(engine.judges) > 1:
            self._by_two(asked, engine)
        else:
            for norm_id in asked.norm_ids:
                self.step(f"toetsen {norm_id}", partial(self._assess, asked, norm_id, engine))
        with self.courses.lock:
            self._done()

    def _by_two(self, asked: Asked, engine: Engine) -> None:
        """The first judge on all norms before the second one begins: nobody waits with the second norm for a language
        model on the first. Whatever ends the second one leaves what there is then."""
        first = replace(engine, judge=engine.judges[0].name, judges=engine.judges[:1])
        for norm_id in asked.norm_ids:
            self.step(f"eerste oordeel {norm_id}", partial(self._first, asked, norm_id, first))
        left = list(asked.norm_ids)
        try:
            for norm_id in asked.norm_ids:
                self.step(f"toetsen {norm_id}", partial(self._assess, asked, norm_id, engine))
                left.remove(norm_id)
        except Exception:
            for norm_id in left:
                self._keep_part(asked, norm_id, first)
            raise

    def _read_all(self) -> str:
        """All documents, those too that come meanwhile."""
        while True:
            self._read(asked_now(self.store, self.job))
            with self.courses.lock:
                if self.job.id not in self.courses.read_more:
                    self._done()
                    return ""
                self.courses.read_more.discard(self.job.id)

    def _read(self, asked: Asked) -> str:
        digests = {each.name: each.sha256 for each in asked.documents}
        known = self.store.read_already(list(digests.values()))

        def found(outcome: Document | UnreadableDocument, fresh: bool) -> None:
            digest = digests[outcome.name]
            if isinstance(outcome, Document) and (fresh or digest not in known):
                self.store.keep_reading(digest, summary_of(outcome, asked.peildatum), outcome.facts)
            elif isinstance(outcome, UnreadableDocument):
                self.store.keep_reading(digest, unread_summary(outcome).model_copy(update={"sha256": digest}))
            self.course.go_on()

        def read() -> None:
            self.course.progress(0, len(digests), "De documenten worden gelezen")
            with Workspace(self.store.work_folder(self.job.dossier)) as workspace:
                ingest(asked.request(self.store, ()).paths, workspace, self.course.progress, found=found)

        self._in_turn(read)
        return ""

    def _first(self, asked: Asked, norm_id: str, engine: Engine) -> str:
        watch = Watch(self.course.progress, growing=self.course.grow)
        self.course.layer(self._analysed(asked, norm_id, engine, watch))
        return ""

    def _assess(self, asked: Asked, norm_id: str, engine: Engine) -> str:
        course = self.course
        watch = Watch(course.progress, course.layer, lambda made: course.tell(made.text), course.grow)
        report = self._analysed(asked, norm_id, engine, watch)
        course.grow(report)
        self._keep(report.assessment, whole=True)
        return ""

    def _analysed(self, asked: Asked, norm_id: str, engine: Engine, watch: Watch) -> GapReport:
        request, folder = asked.request(self.store, (norm_id,)), self.store.work_folder(self.job.dossier)
        norm = load_norm(norm_id)
        watch.progress(0, len(norm.ambitions), f"{norm.short_title}: de documenten worden doorzocht")
        (report,) = self._in_turn(lambda: analyse(request, folder, engine, watch))
        return report

    def _in_turn(self, do: Callable[[], T]) -> T:
        """In the work folder, when whoever is in it has left."""
        while True:
            try:
                return do()
            except WorkspaceInUse:
                self.course.wait(_LOCKED, "Er wordt gewacht tot ander werk in dit dossier klaar is")

    def _keep_part(self, asked: Asked, norm_id: str, first: Engine) -> None:
        """What there is of a norm, as the second judge did not come to the end of it."""
        try:
            report = self.course.layered(norm_id) or self._analysed(asked, norm_id, first, Watch())
            self._keep(as_broken_off(report.assessment), whole=False)
        except Exception as exc:  # what ended the run is what must be told
            _log.error("what a run had found could not be kept: %s", type(exc).__name__)

    def _keep(self, assessment: Assessment, *, whole: bool) -> None:
        self.store.keep_assessment(self.job.dossier, self.job.id, assessment, whole)

    def _done(self) -> None:
        now = self.course.fields
        ended = {**now, "done": now["of"], "what": ""}
        self.store.update_job(self.job.id, state=JobState.DONE, problem="", ended=self.store.clock(), **ended)


def as_broken_off(assessment: Assessment) -> Assessment:
    """The assessment of a run that ended before the second judge was done: by both as soon as that one has had a say,
    and with what it took."""
    if all(finding.second is None for finding in assessment.findings):
        return assessment
    use = total_use([finding.model for finding in assessment.findings if finding.model is not None])
    run = assessment.run.model_copy(update={"judge": "both", "model": use})
    return assessment.model_copy(update={"run": run})
