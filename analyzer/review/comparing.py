"""Two assessments of one norm laid beside each other: what became of every ambition, and why it did."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from analyzer.review.causes import reasons_for
from analyzer.review.differences import DocumentChanges, Reason, Runs, run_differences
from analyzer.review.progress import Counts, Direction, PillarCounts, by_pillar, counts_of, direction
from analyzer.review.shifts import element_lines
from analyzer.review.values import ReviewedAssessment, ReviewedFinding
from analyzer.types import Ambition, Status
from ingest.types import Frozen


class Side(Frozen):
    """One of the two. `counts`: by the verdict that stands; `reviewed`: ambitions that a person marked."""

    id: str
    organisation: str
    peildatum: date
    made: datetime
    norm_version: str
    judge: str  # the name in the run
    program: str
    documents: int
    counts: Counts
    pillars: tuple[PillarCounts, ...]
    reviewed: int
    ambitions: int


class Verdict(Frozen):
    """`status` stands, `machine` was proposed; `by_person`: a person gave the one that stands; `reviewed`: marked."""

    status: Status | None
    machine: Status | None
    by_person: bool
    reviewed: bool


class AmbitionChange(Frozen):
    """What became of one ambition. `before` or `after` None: that version of the norm does not ask it.

    `direction`: of the verdicts that stand; `machine`: of what the machine proposed. `reasons`: why either differs,
    what is certain first. `elements`: a line (Dutch) for each element that the machine answered otherwise.
    """

    id: str
    title: str
    pillar: str
    before: Verdict | None
    after: Verdict | None
    direction: Direction
    machine: Direction
    reasons: tuple[Reason, ...] = ()
    elements: tuple[str, ...] = ()
    reworded: bool = False  # the norm asks something else of it than before

    @property
    def moved(self) -> bool:
        """Whether anything differs: the verdict that stands, or what the machine proposed."""
        return not (self.direction is self.machine is Direction.SAME)


class Comparison(Frozen):
    """`changes`: all ambitions of the later norm in its order, then those that it dropped.

    `differences`: how the runs themselves differ, whatever came of it.
    """

    norm_id: str
    norm_title: str
    before: Side
    after: Side
    documents: DocumentChanges
    differences: tuple[Reason, ...]
    changes: tuple[AmbitionChange, ...]

    def with_direction(self, *directions: Direction) -> tuple[AmbitionChange, ...]:
        return tuple(change for change in self.changes if change.direction in directions)

    def of(self, ambition: str) -> AmbitionChange:
        """Raises KeyError when neither norm has it."""
        for change in self.changes:
            if change.id == ambition:
                return change
        raise KeyError(ambition)


def compare(before: ReviewedAssessment, after: ReviewedAssessment) -> Comparison:
    """`before` is taken as the earlier one, whatever its dates. Raises ValueError (Dutch) for two different norms."""
    if before.norm.id != after.norm.id:
        raise ValueError("Alleen uitkomsten van dezelfde norm zijn te vergelijken. Kies twee uitkomsten van één norm.")
    runs = Runs(before, after)
    known = {ambition.id for ambition in after.norm.ambitions}
    dropped = [ambition for ambition in before.norm.ambitions if ambition.id not in known]
    return Comparison(
        norm_id=after.norm.id,
        norm_title=after.norm.title,
        before=_side(before),
        after=_side(after),
        documents=runs.documents,
        differences=run_differences(runs),
        changes=tuple(_change(runs, ambition) for ambition in (*after.norm.ambitions, *dropped)),
    )


def _change(runs: Runs, ambition: Ambition) -> AmbitionChange:
    first, second = runs.pair(ambition.id)
    elements: tuple[str, ...] = ()
    if first is None or second is None:
        way = machine = Direction.NEW if first is None else Direction.DROPPED
        reasons: tuple[Reason, ...] = ()
    else:
        way = direction(first.status, second.status)
        machine = direction(first.finding.status, second.finding.status)
        reasons = reasons_for(runs, ambition.id, first, second)
        elements = element_lines(first.finding, second.finding)
    return AmbitionChange(
        id=ambition.id,
        title=ambition.title,
        pillar=ambition.pillar,
        before=_verdict(first),
        after=_verdict(second),
        direction=way,
        machine=machine,
        reasons=reasons,
        elements=elements,
        reworded=runs.reworded(ambition.id),
    )


def _verdict(each: ReviewedFinding | None) -> Verdict | None:
    if each is None:
        return None
    return Verdict(
        status=each.status,
        machine=each.finding.status,
        by_person=each.review.status is not None,
        reviewed=each.review.reviewed is not None,
    )


def _side(report: ReviewedAssessment) -> Side:
    assessment = report.assessment
    standing = {each.finding.ambition: each.status for each in report.findings}
    return Side(
        id=report.id,
        organisation=assessment.organisation.name,
        peildatum=assessment.peildatum,
        made=assessment.run.started,
        norm_version=assessment.norm_version,
        judge=assessment.run.judge,
        program=assessment.run.version,
        documents=len(assessment.documents),
        counts=counts_of(standing.get(ambition.id) for ambition in report.norm.ambitions),
        pillars=by_pillar(report.norm, standing),
        reviewed=_count(each.review.reviewed is not None for each in report.findings),
        ambitions=len(report.norm.ambitions),
    )


def _count(marks: Iterable[bool]) -> int:
    return sum(marks)
