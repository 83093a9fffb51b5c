"""The list of ambitions on the review page: one row each, which filters show it, and how far the review is. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from analyzer.report import wording
from analyzer.report.wording import MARKS, Mark, counted
from analyzer.review.values import ReviewedAssessment, ReviewedFinding
from analyzer.types import Ambition
from ingest.types import Frozen
from ui.moments import day_of

SHIFTED = "opnieuw bekijken"  # the sign of a row beneath whose edits something moved


class Filter(StrEnum):
    """What the list can be narrowed to; the value stands in the address (`filter=`)."""

    ALL = "alle"
    OPEN = "open"
    REVIEWED = "beoordeeld"
    CHANGED = "gewijzigd"
    DISPUTED = "oneens"
    UNSURE = "onzeker"
    SHIFTED = "veranderd"


FILTER_LABEL = {
    Filter.ALL: "Alle",
    Filter.OPEN: "Open",
    Filter.REVIEWED: "Beoordeeld",
    Filter.CHANGED: "Gewijzigd door een mens",
    Filter.DISPUTED: "Beoordelaars oneens",
    Filter.UNSURE: "Lage zekerheid",
    Filter.SHIFTED: "Opnieuw bekijken",
}


class Row(Frozen):
    """One ambition. `mark`: the verdict that stands; `proposed`: the machine's, where a person gave another.

    `source`: whose verdict stands, in words; `reviewed`: by whom and when it was marked, empty where it was not;
    `signs`: what a reviewer should know before opening it, in words.
    """

    id: str
    title: str
    mark: Mark
    proposed: Mark | None
    by_person: bool
    source: str
    unsure: bool
    open: bool
    reviewed: str
    signs: tuple[str, ...]
    filters: tuple[Filter, ...]


class Group(Frozen):
    """A pillar with its ambitions."""

    id: str
    title: str
    rows: tuple[Row, ...]


class Tally(Frozen):
    """A filter with the number of ambitions that it shows. `key`: its value in the address or of the choice."""

    key: str
    label: str
    count: int


class Progress(Frozen):
    """How many ambitions were marked as reviewed; `again`: those of them beneath which something moved since."""

    done: int
    of: int
    again: int = 0

    @property
    def text(self) -> str:
        return f"{self.done} van {self.of} beoordeeld" + (f", {self.again} opnieuw te bekijken" if self.again else "")


def groups(report: ReviewedAssessment) -> tuple[Group, ...]:
    """All ambitions of the assessment by pillar, in the order of the norm; pillars without any are left out."""
    found = {each.finding.ambition: each for each in report.findings}
    made = []
    for pillar in report.norm.pillars:
        own = [each for each in report.norm.ambitions if each.pillar == pillar.id and each.id in found]
        if own:
            rows = tuple(row(ambition, found[ambition.id]) for ambition in own)
            made.append(Group(id=pillar.id, title=pillar.title, rows=rows))
    return tuple(made)


def row(ambition: Ambition, reviewed: ReviewedFinding) -> Row:
    finding, review = reviewed.finding, reviewed.review
    by_person = review.status is not None
    return Row(
        id=ambition.id,
        title=ambition.title,
        mark=wording.mark(reviewed.status),
        proposed=wording.mark(finding.status) if reviewed.overruled else None,
        by_person=by_person,
        source=_source(reviewed),
        unsure=wording.is_uncertain(finding.confidence),
        open=reviewed.open,
        reviewed=f"{review.reviewed.author}, {day_of(review.reviewed.at)}" if review.reviewed else "",
        signs=_signs(reviewed),
        filters=_filters(reviewed),
    )


def tallies(rows: Sequence[Row]) -> tuple[Tally, ...]:
    """Every filter with its count, in the order in which they are offered."""
    return tuple(
        Tally(key=each.value, label=FILTER_LABEL[each], count=sum(each in row.filters for row in rows))
        for each in Filter
    )


def statuses(rows: Sequence[Row]) -> tuple[Tally, ...]:
    """The verdicts that stand, with their number; those that do not occur are left out."""
    keys = [row.mark.key for row in rows]
    return tuple(
        Tally(key=mark.key, label=mark.label, count=keys.count(mark.key)) for mark in MARKS.values() if mark.key in keys
    )


def progress(rows: Sequence[Row]) -> Progress:
    marked = [row for row in rows if row.reviewed]
    return Progress(done=len(marked), of=len(rows), again=sum(row.open for row in marked))


def first_open(rows: Sequence[Row]) -> str | None:
    """Where a reviewer starts: the first open ambition, or else the first; None when there is none at all."""
    return next((row.id for row in rows if row.open), rows[0].id if rows else None)


def _source(reviewed: ReviewedFinding) -> str:
    finding, review = reviewed.finding, reviewed.review
    if review.status is not None:
        return "Oordeel van de beoordelaar"
    if finding.confidence is None:
        return "Voorstel"
    return f"Voorstel, zekerheid {wording.certainty(finding.confidence)}"


def _signs(reviewed: ReviewedFinding) -> tuple[str, ...]:
    review = reviewed.review
    own = len(review.quotes) + len(review.outside)
    signs = (
        SHIFTED if reviewed.shift is not None else "",
        "beoordelaars oneens" if reviewed.finding.disputed else "",
        "gewijzigd" if review.touched and review.status is None else "",
        counted(len(review.rejected), "citaat verworpen", "citaten verworpen") if review.rejected else "",
        counted(own, "eigen bewijs", "eigen bewijzen") if own else "",
        counted(len(review.notes), "notitie", "notities") if review.notes else "",
    )
    return tuple(sign for sign in signs if sign)


def _filters(reviewed: ReviewedFinding) -> tuple[Filter, ...]:
    shown = {
        Filter.ALL: True,
        Filter.OPEN: reviewed.open,
        Filter.REVIEWED: not reviewed.open,
        Filter.CHANGED: reviewed.review.touched,
        Filter.DISPUTED: reviewed.finding.disputed,
        Filter.UNSURE: wording.is_uncertain(reviewed.finding.confidence),
        Filter.SHIFTED: reviewed.shift is not None,
    }
    return tuple(each for each, passes in shown.items() if passes)
