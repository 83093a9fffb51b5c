"""One organisation on one norm through time: a series for a chart, and the half-yearly overview with its actions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from analyzer.review.progress import (
    RANK,
    Counts,
    Direction,
    PillarCounts,
    by_pillar,
    counts_of,
    direction,
)
from analyzer.review.values import ReviewedAssessment, ReviewedFinding
from analyzer.types import Status
from ingest.types import Frozen


class Moment(Frozen):
    """One assessment in a series. `counts` and `pillars`: by the verdict that stands; `machine`: by the machine's."""

    id: str
    peildatum: date
    made: datetime
    norm_version: str
    judge: str
    counts: Counts
    machine: Counts
    pillars: tuple[PillarCounts, ...]
    reviewed: int
    ambitions: int


class Step(Frozen):
    """An ambition that stands otherwise than at the half-year before."""

    id: str
    title: str
    pillar: str
    before: Status | None
    after: Status | None


class OpenAmbition(Frozen):
    """An ambition that is not met yet. `reviewed`: a person looked at it and nothing moved since."""

    id: str
    title: str
    pillar: str
    status: Status | None
    reviewed: bool


class Task(Frozen):
    """An ambition with an owner or a date. `done`: it is met; `overdue`: it is not, and was due."""

    id: str
    title: str
    status: Status | None
    recommendation: str
    owner: str
    due: date | None
    done: bool
    overdue: bool


class HalfYear(Frozen):
    """`half`: 1 or 2. `moment` None: nothing was assessed in it; then the rest is empty."""

    year: int
    half: int
    moment: Moment | None = None
    rose: tuple[Step, ...] = ()
    fell: tuple[Step, ...] = ()
    other: tuple[Step, ...] = ()

    @property
    def label(self) -> str:
        return f"{'eerste' if self.half == 1 else 'tweede'} halfjaar {self.year}"


class Monitoring(Frozen):
    """The twice-yearly overview. `halves`: oldest first, none skipped; `still_open` and `tasks`: as they are in the
    last assessment, tasks by date, those without one last."""

    halves: tuple[HalfYear, ...] = ()
    still_open: tuple[OpenAmbition, ...] = ()
    tasks: tuple[Task, ...] = ()

    @property
    def overdue(self) -> tuple[Task, ...]:
        return tuple(task for task in self.tasks if task.overdue)


def series(reports: Iterable[ReviewedAssessment]) -> tuple[Moment, ...]:
    """Oldest first: by peildatum, then by when they were made. Raises ValueError (Dutch) for more than one norm."""
    return tuple(_moment(report) for report in _ordered(reports))


def monitoring(reports: Iterable[ReviewedAssessment], today: date) -> Monitoring:
    """Of each half-year the last assessment with a peildatum in it. `today`: what is due before it is overdue.

    Raises ValueError (Dutch) for more than one norm.
    """
    ordered = _ordered(reports)
    if not ordered:
        return Monitoring()
    last = {_half(report.assessment.peildatum): report for report in ordered}
    halves: list[HalfYear] = []
    before: ReviewedAssessment | None = None
    for year, half in _halves(min(last), max(last)):
        report = last.get((year, half))
        halves.append(_half_year(year, half, before, report))
        before = report or before
    return Monitoring(halves=tuple(halves), still_open=_still_open(ordered[-1]), tasks=_tasks(ordered[-1], today))


def _ordered(reports: Iterable[ReviewedAssessment]) -> list[ReviewedAssessment]:
    ordered = sorted(reports, key=lambda each: (each.assessment.peildatum, each.assessment.run.started))
    if len({report.norm.id for report in ordered}) > 1:
        raise ValueError("Een overzicht in de tijd gaat over één norm. Kies uitkomsten van dezelfde norm.")
    return ordered


def _moment(report: ReviewedAssessment) -> Moment:
    assessment = report.assessment
    standing = {each.finding.ambition: each.status for each in report.findings}
    proposed = {each.finding.ambition: each.finding.status for each in report.findings}
    return Moment(
        id=report.id,
        peildatum=assessment.peildatum,
        made=assessment.run.started,
        norm_version=assessment.norm_version,
        judge=assessment.run.judge,
        counts=counts_of(standing.get(ambition.id) for ambition in report.norm.ambitions),
        machine=counts_of(proposed.get(ambition.id) for ambition in report.norm.ambitions),
        pillars=by_pillar(report.norm, standing),
        reviewed=sum(each.review.reviewed is not None for each in report.findings),
        ambitions=len(report.norm.ambitions),
    )


def _half(day: date) -> tuple[int, int]:
    return day.year, 1 if day.month <= 6 else 2


def _halves(first: tuple[int, int], last: tuple[int, int]) -> list[tuple[int, int]]:
    years = range(first[0], last[0] + 1)
    return [(year, half) for year in years for half in (1, 2) if first <= (year, half) <= last]


def _half_year(year: int, half: int, before: ReviewedAssessment | None, report: ReviewedAssessment | None) -> HalfYear:
    if report is None:
        return HalfYear(year=year, half=half)
    steps = _steps(before, report) if before else []
    rose, fell, other = (
        tuple(step for way, step in steps if way is wanted)
        for wanted in (Direction.BETTER, Direction.WORSE, Direction.OTHER)
    )
    return HalfYear(year=year, half=half, moment=_moment(report), rose=rose, fell=fell, other=other)


def _steps(before: ReviewedAssessment, after: ReviewedAssessment) -> list[tuple[Direction, Step]]:
    """Of the ambitions that both norms ask."""
    earlier = {each.finding.ambition: each.status for each in before.findings}
    later = {each.finding.ambition: each.status for each in after.findings}
    return [
        (
            direction(earlier[ambition.id], later[ambition.id]),
            Step(
                id=ambition.id,
                title=ambition.title,
                pillar=ambition.pillar,
                before=earlier[ambition.id],
                after=later[ambition.id],
            ),
        )
        for ambition in after.norm.ambitions
        if ambition.id in earlier and ambition.id in later
    ]


def _met(status: Status | None) -> bool:
    return status is Status.VOLDOET


def _with_titles(report: ReviewedAssessment) -> list[tuple[str, str, ReviewedFinding]]:
    found = {each.finding.ambition: each for each in report.findings}
    return [(each.title, each.pillar, found[each.id]) for each in report.norm.ambitions if each.id in found]


def _still_open(report: ReviewedAssessment) -> tuple[OpenAmbition, ...]:
    return tuple(
        OpenAmbition(id=each.finding.ambition, title=title, pillar=pillar, status=each.status, reviewed=not each.open)
        for title, pillar, each in _with_titles(report)
        if not _met(each.status) and (each.status is None or each.status in RANK)
    )


def _tasks(report: ReviewedAssessment, today: date) -> tuple[Task, ...]:
    tasks = [
        Task(
            id=each.finding.ambition,
            title=title,
            status=each.status,
            recommendation=each.recommendation,
            owner=each.review.owner,
            due=each.review.due,
            done=_met(each.status),
            overdue=bool(each.review.due and each.review.due < today and not _met(each.status)),
        )
        for title, _, each in _with_titles(report)
        if each.review.owner or each.review.due
    ]
    return tuple(sorted(tasks, key=lambda task: (task.due is None, task.due or today)))


def moments_of(reports: Sequence[ReviewedAssessment], pillar: str) -> tuple[tuple[Moment, Counts], ...]:
    """The series of one pillar; where a version of the norm lacks it, the moment is left out."""
    return tuple((moment, each.counts) for moment in series(reports) for each in moment.pillars if each.id == pillar)
