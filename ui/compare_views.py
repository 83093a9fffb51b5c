"""What the page "Vergelijken" shows: which assessments can be laid beside each other, and what became of what. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analyzer.report.wording import MARKS, Mark, day
from analyzer.review.comparing import AmbitionChange, Comparison, Verdict
from analyzer.review.differences import CAUSE
from analyzer.review.progress import Direction
from analyzer.store.values import AssessmentRecord, Dossier
from ingest.types import Frozen
from ui.moments import day_of
from ui.places import Place, address
from ui.report_views import Choice, ChoiceGroup, assessment_label, judge_of

TWO, OVER_TIME, HALF_YEAR, BOTH_NORMS = "twee", "verloop", "halfjaar", "normen"
VIEWS = (
    (TWO, "Twee toetsen"),
    (OVER_TIME, "Verloop in de tijd"),
    (HALF_YEAR, "Halfjaarlijkse monitor"),
    (BOTH_NORMS, "Beide normen"),
)
CHANGED, ALL = "veranderd", "alles"
SHOWN = ((CHANGED, "Alleen wat veranderde"), ("beter", "Alleen beter"), ("slechter", "Alleen slechter"), (ALL, "Alles"))
MOST_BARS = 12  # columns of the chart
_WAYS = {
    Direction.BETTER: ("beter", "▲", "Beter"),
    Direction.WORSE: ("slechter", "▼", "Slechter"),
    Direction.OTHER: ("anders", "◆", "Anders"),
    Direction.SAME: ("gelijk", "=", "Gelijk"),
    Direction.NEW: ("nieuw", "+", "Nieuw in de norm"),
    Direction.DROPPED: ("vervallen", "–", "Niet meer in de norm"),
}


@dataclass(frozen=True)
class Made:
    """An assessment that can be chosen, in the dossier where it was made."""

    dossier: Dossier
    record: AssessmentRecord

    @property
    def value(self) -> str:
        """What stands for it in the address."""
        return f"{self.dossier.id}.{self.record.id}"


class Way(Frozen):
    """A direction. `sign` and `label` tell it without colour."""

    key: str
    sign: str
    label: str


class WayCount(Frozen):
    way: Way
    count: int


class Standing(Frozen):
    """A verdict on one side. `note`: who gave it."""

    mark: Mark
    note: str


class Row(Frozen):
    """One ambition. `reasons`: the cause in a word, the sentence, and whether it is certain."""

    id: str
    title: str
    before: Standing | None
    after: Standing | None
    way: Way
    reasons: tuple[tuple[str, str, bool], ...]
    elements: tuple[str, ...]
    address: str


class PillarPair(Frozen):
    """A pillar before and after. Counts: in the order of `MARKS`."""

    id: str
    title: str
    before: tuple[int, ...]
    after: tuple[int, ...]


class SideView(Frozen):
    label: str
    facts: tuple[tuple[str, str], ...]


class ComparisonView(Frozen):
    """Two assessments of one norm. `shown` of `of`: rows that the filter lets through."""

    before: SideView
    after: SideView
    counts: tuple[WayCount, ...]
    differences: tuple[tuple[str, str], ...]
    pillars: tuple[PillarPair, ...]
    rows: tuple[Row, ...]
    of: int


def way(direction: Direction) -> Way:
    key, sign, label = _WAYS[direction]
    return Way(key=key, sign=sign, label=label)


def default_pair(made: Sequence[Made], dossier: str) -> tuple[Made, Made] | None:
    """The newest assessment of this dossier, and before it the newest of an earlier peildatum, or else the one before.

    `made`: newest first, of one norm; None where there are not two.
    """
    own = [each for each in made if each.dossier.id == dossier]
    if not own:
        return None
    after = own[0]
    earlier = [each for each in made if each.record.peildatum < after.record.peildatum]
    others = [each for each in made if each is not after and each.record.made <= after.record.made]
    if earlier:
        return max(earlier, key=lambda each: (each.record.peildatum, each.record.made)), after
    return (others[0], after) if others else None


def side_choices(made: Sequence[Made], dossier: str, chosen: str) -> tuple[ChoiceGroup, ...]:
    """All assessments, those of this dossier first, and then by the other dossiers of the organisation."""
    groups = []
    for each in sorted({one.dossier.id: one.dossier for one in made}.values(), key=lambda one: one.id != dossier):
        label = "Dit dossier" if each.id == dossier else f"Dossier met peildatum {day(each.peildatum)}"
        choices = tuple(
            Choice(value=one.value, label=assessment_label(one.record), chosen=one.value == chosen)
            for one in made
            if one.dossier.id == each.id
        )
        groups.append(ChoiceGroup(label=label, choices=choices))
    return tuple(groups)


def over_time(made: Sequence[Made]) -> tuple[Made, ...]:
    """What the chart shows, oldest first: of each peildatum the newest; where there is but one, every assessment."""
    newest: dict[object, Made] = {}
    for each in made:
        best = newest.get(each.record.peildatum)
        if best is None or each.record.made > best.record.made:
            newest[each.record.peildatum] = each
    found = list(newest.values()) if len(newest) > 1 else list(made)
    return tuple(sorted(found, key=lambda each: (each.record.peildatum, each.record.made))[-MOST_BARS:])


def comparison_view(comparison: Comparison, before: Made, after: Made, shown: str) -> ComparisonView:
    """`shown`: of `SHOWN`."""
    rows = [change for change in comparison.changes if _passes(change, shown)]
    pillars = {pillar.id: pillar for pillar in comparison.before.pillars}
    return ComparisonView(
        before=_side(comparison.before.reviewed, comparison.before.ambitions, before),
        after=_side(comparison.after.reviewed, comparison.after.ambitions, after),
        counts=tuple(
            WayCount(way=way(each), count=len(comparison.with_direction(each)))
            for each in Direction
            if comparison.with_direction(each) or each in (Direction.BETTER, Direction.WORSE, Direction.SAME)
        ),
        differences=tuple((CAUSE[each.cause], each.text) for each in comparison.differences),
        pillars=tuple(
            PillarPair(
                id=pillar.id,
                title=pillar.title,
                before=in_order(pillars[pillar.id].counts) if pillar.id in pillars else (),
                after=in_order(pillar.counts),
            )
            for pillar in comparison.after.pillars
        ),
        rows=tuple(_row(change, after.dossier.id, comparison.norm_id) for change in rows),
        of=len(comparison.changes),
    )


def in_order(counts: dict[str, int]) -> tuple[int, ...]:
    """Counts by the value of the status, in the order of `MARKS`."""
    return tuple(counts.get(status.value if status else "", 0) for status in MARKS)


def _passes(change: AmbitionChange, shown: str) -> bool:
    if shown == "beter":
        return change.direction is Direction.BETTER
    if shown == "slechter":
        return change.direction is Direction.WORSE
    return shown == ALL or change.moved


def _side(reviewed: int, ambitions: int, made: Made) -> SideView:
    record = made.record
    return SideView(
        label=f"peildatum {day(record.peildatum)}",
        facts=(
            ("Getoetst op", day_of(record.made)),
            ("Documenten", str(len(record.documents))),
            ("Voorstel door", judge_of(record)),
            ("Door een mens beoordeeld", f"{reviewed} van {ambitions}"),
        ),
    )


def _row(change: AmbitionChange, dossier: str, norm_id: str) -> Row:
    return Row(
        id=change.id,
        title=change.title,
        before=_standing(change.before),
        after=_standing(change.after),
        way=way(change.direction),
        reasons=tuple((CAUSE[each.cause], each.text, each.certain) for each in change.reasons),
        elements=change.elements,
        address=address(Place.REVIEW, dossier, norm=norm_id, ambitie=change.id) if change.after is not None else "",
    )


def _standing(verdict: Verdict | None) -> Standing | None:
    if verdict is None:
        return None
    if verdict.by_person:
        machine = MARKS[verdict.machine].label
        return Standing(mark=MARKS[verdict.status], note=f"beoordelaar; machine: {machine}")
    return Standing(mark=MARKS[verdict.status], note="machine, beoordeeld" if verdict.reviewed else "machine")
