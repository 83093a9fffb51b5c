"""What the page "Toetsen" shows: how far a run is, what it found until now, earlier runs, what changed since. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import Literal

from analyzer.norms import load_norm
from analyzer.report.wording import Mark, counted, day, listed, mark
from analyzer.store.values import AssessmentRecord, Dossier, FactCorrection, Job, JobKind, JobState, StoredDocument
from analyzer.types import Finding, GapReport, Norm, OrganisationType
from ingest.types import Frozen
from ui.dossier_rows import marked
from ui.moments import moment
from ui.report_views import JUDGES

MOST_RUNS = 20  # earlier runs that are listed
_NAMED = 4  # documents that are named in a line
StageState = Literal["done", "busy", "waiting"]
_STATES = {
    JobState.WAITING: "Wacht",
    JobState.RUNNING: "Loopt",
    JobState.STOPPING: "Wordt gestopt",
    JobState.STOPPED: "Gestopt",
    JobState.DONE: "Klaar",
    JobState.FAILED: "Mislukt",
}


class Stage(Frozen):
    """A stretch of a run. `done` of `of`: 0 of 0 where that is not known."""

    label: str
    state: StageState
    done: int = 0
    of: int = 0

    @property
    def percent(self) -> int:
        return 100 if self.state == "done" else 100 * self.done // self.of if self.of else 0

    @property
    def note(self) -> str:
        if self.state == "done":
            return "klaar"
        return f"{self.done} van {self.of}" if self.state == "busy" and self.of else ""


class Place(Frozen):
    """An ambition on the board; `mark` None: not judged yet. `second`: another judge's verdict, where it differs."""

    id: str
    title: str
    mark: Mark | None
    second: Mark | None = None


class BoardPillar(Frozen):
    id: str
    title: str
    places: tuple[Place, ...]


class Board(Frozen):
    """The ambitions of a norm, which fill up as they are judged."""

    norm: str
    done: int
    of: int
    pillars: tuple[BoardPillar, ...]


class RunRow(Frozen):
    """An earlier run. `outcomes`: norm, and marks with their numbers."""

    id: str
    asked: str
    by: str
    judge: str
    state: JobState
    stood: str
    problem: str
    outcomes: tuple[tuple[str, tuple[tuple[Mark, int], ...]], ...]


def boards(reports: Sequence[GapReport], dossier: Dossier) -> tuple[Board, ...]:
    """One for each norm of the dossier: what `reports` have, and empty places for the rest."""
    found = {report.norm.id: report for report in reports}
    made = []
    for norm_id in dossier.norm_ids:
        report = found.get(norm_id)
        norm = report.norm if report else load_norm(norm_id)
        made.append(_board(norm, report.assessment.findings if report else (), dossier.organisation.type))
    return tuple(made)


def stages(job: Job, reports: Sequence[GapReport], dossier: Dossier) -> tuple[Stage, ...]:
    """The whole run with how far it is: reading, each norm, and each norm by a second judge where two were asked."""
    filled = boards(reports, dossier)
    second = {each.norm.id: _answered_twice(each.assessment.findings) for each in reports}
    stretches = [(f"{board.norm}", board.done, board.of) for board in filled]
    if job.settings.judge == "both":
        stretches += [
            (f"Taalmodel: {board.norm}", second.get(norm_id, 0), board.of)
            for board, norm_id in zip(filled, dossier.norm_ids, strict=True)
        ]
    begun = any(done for _, done, _ in stretches) or any(job.what.startswith(f"{board.norm}: ") for board in filled)
    waiting = job.state is JobState.WAITING
    reading = Stage(
        label="Documenten lezen",
        state="done" if begun else "waiting" if waiting else "busy",
        done=job.done,
        of=job.of,
    )
    made, busy = [reading], not begun
    for label, done, of in stretches:
        state: StageState = "done" if done >= of else "waiting" if busy else "busy"
        busy = busy or state == "busy"
        made.append(Stage(label=label, state=state, done=done, of=of))
    return tuple(made)


def run_rows(jobs: Sequence[Job], records: Sequence[AssessmentRecord]) -> tuple[RunRow, ...]:
    """The assessments that were asked for and have ended, the newest first."""
    by_id = {record.id: record for record in records}
    ended = [job for job in jobs if job.kind is JobKind.ASSESS and job.state.ended]
    return tuple(_run_row(job, by_id) for job in ended[:MOST_RUNS])


def resumable(jobs: Sequence[Job]) -> Job | None:
    """The last run, where it was stopped or failed and so can be taken up again."""
    last = next((job for job in jobs if job.kind is JobKind.ASSESS), None)
    return last if last is not None and last.state in (JobState.STOPPED, JobState.FAILED) else None


def newest(records: Sequence[AssessmentRecord], dossier: Dossier) -> tuple[AssessmentRecord, ...]:
    """The last assessment on each norm of the dossier. `records`: the newest first."""
    found = (next((each for each in records if each.norm_id == norm_id), None) for norm_id in dossier.norm_ids)
    return tuple(each for each in found if each is not None)


def changed_since(
    latest: Sequence[AssessmentRecord],
    dossier: Dossier,
    documents: Sequence[StoredDocument],
    corrections: Sequence[FactCorrection],
    unread: Set[str] = frozenset(),
) -> tuple[str, ...]:
    """Why the last assessments are no longer those of this dossier, as Dutch sentences. `documents`: those that were
    removed too; `unread`: the content that cannot be read, which no assessment is made with."""
    if not latest:
        return ()
    lines = _document_changes(latest, [each for each in documents if each.sha256 not in unread])
    made = min(record.made for record in latest)
    current = {each.sha256 for each in documents if each.removed is None}
    fixed = {each.sha256 for each in corrections if each.at > made and each.sha256 in current}
    if fixed:
        lines.append(f"Gegevens van {counted(len(fixed), 'document', 'documenten')} zijn daarna verbeterd.")
    if any(record.peildatum != dossier.peildatum for record in latest):
        lines.append(f"De peildatum is nu {day(dossier.peildatum)}; getoetst is op {day(latest[0].peildatum)}.")
    missing = [load_norm(each).short_title for each in dossier.norm_ids if each not in {r.norm_id for r in latest}]
    if missing:
        lines.append(f"Aan de {listed(missing)} is nog niet getoetst.")
    newer = [load_norm(r.norm_id).short_title for r in latest if load_norm(r.norm_id).version != r.norm_version]
    if newer:
        lines.append(f"Van de {listed(newer)} is er een nieuwe versie.")
    return tuple(lines)


def _document_changes(latest: Sequence[AssessmentRecord], documents: Sequence[StoredDocument]) -> list[str]:
    """What came and went since the assessment that saw the least of it."""
    judged = set(latest[0].documents).intersection(*(record.documents for record in latest[1:]))
    ever = {sha for record in latest for sha in record.documents}
    current = {each.sha256: each for each in documents if each.removed is None}
    previous = {each.id: each for each in documents}
    added: list[str] = []
    replaced: list[str] = []
    for sha, document in current.items():
        if sha not in judged:
            before = previous.get(document.replaces or "")
            (replaced if before is not None and before.sha256 in ever else added).append(document.name)
    taken = {previous[each.replaces].sha256 for each in current.values() if each.replaces in previous}
    names = {each.sha256: each.name for each in documents}
    never = {sha for record in latest if record.imported for sha in record.documents} - names.keys()
    gone = sorted(names.get(sha, "een document") for sha in ever - current.keys() - taken - never)
    absent = [
        f"{counted(len(never), 'document van deze toets zit', 'documenten van deze toets zitten')} niet in dit "
        f"dossier, want de toets is uit een rapport ingelezen. Voeg {'het' if len(never) == 1 else 'ze'} toe om de "
        "citaten op hun plaats te zien."
    ]
    return (absent if never else []) + [
        f"{counted(len(which), 'document is', 'documenten zijn')} na de laatste toets {what}: {listed(which, _NAMED)}."
        for what, which in (("toegevoegd", added), ("vervangen", replaced), ("verwijderd", gone))
        if which
    ]


def _board(norm: Norm, findings: Sequence[Finding], kind: OrganisationType) -> Board:
    found = {finding.ambition: finding for finding in findings}
    bound = [ambition for ambition in norm.ambitions if kind in ambition.binds]
    pillars = []
    for pillar in norm.pillars:
        places = tuple(
            _place(ambition.id, ambition.title, found.get(ambition.id))
            for ambition in bound
            if ambition.pillar == pillar.id
        )
        if places:
            pillars.append(BoardPillar(id=pillar.id, title=pillar.title, places=places))
    done = sum(ambition.id in found for ambition in bound)
    return Board(norm=norm.short_title, done=done, of=len(bound), pillars=tuple(pillars))


def _place(ambition: str, title: str, finding: Finding | None) -> Place:
    if finding is None:
        return Place(id=ambition, title=title, mark=None)
    second = mark(finding.second.status) if finding.second is not None and finding.disputed else None
    return Place(id=ambition, title=title, mark=mark(finding.status), second=second)


def _answered_twice(findings: Sequence[Finding]) -> int:
    return sum(finding.second is not None for finding in findings)


def _run_row(job: Job, records: Mapping[str, AssessmentRecord]) -> RunRow:
    own = [records[each] for each in job.assessments if each in records]
    return RunRow(
        id=job.id,
        asked=moment(job.asked),
        by=job.asked_by,
        judge=JUDGES.get(job.settings.judge, job.settings.judge),
        state=job.state,
        stood=_STATES[job.state],
        problem=job.problem,
        outcomes=tuple((load_norm(each.norm_id).short_title, marked(each.counts)) for each in own),
    )
