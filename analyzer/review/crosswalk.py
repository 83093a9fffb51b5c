"""One dossier on both norms: the ambitions that the crosswalk links, side by side, and where their verdicts clash."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.report import wording
from analyzer.report.wording import quoted
from analyzer.review.progress import RANK
from analyzer.review.values import ReviewedAssessment, ReviewedFinding
from analyzer.types import CrosswalkLink, CrosswalkRelation, Norm, Status
from ingest.types import Frozen

RELATION = {
    CrosswalkRelation.EQUAL: "vragen hetzelfde",
    CrosswalkRelation.BROADER: "de Groningse norm vraagt meer",
    CrosswalkRelation.NARROWER: "de Noord-Hollandse norm vraagt meer",
    CrosswalkRelation.OVERLAPS: "overlappen elkaar deels",
}


class CrosswalkSide(Frozen):
    """An ambition of one norm. `status` stands; `by_person`: a person gave it."""

    id: str
    title: str
    status: Status | None
    by_person: bool
    reviewed: bool


class CrosswalkRow(Frozen):
    """`hint`: what does not fit (Dutch); empty where nothing clashes. It asks for a look; it never copies a verdict."""

    first: CrosswalkSide
    second: CrosswalkSide
    relation: CrosswalkRelation
    relation_text: str
    note: str
    hint: str

    @property
    def clashes(self) -> bool:
        return bool(self.hint)


class CrosswalkView(Frozen):
    """`only_first` and `only_second`: ids of ambitions without a counterpart. `remark`: why the two may differ in more
    than the norm (other documents, another peildatum); empty where they do not."""

    rows: tuple[CrosswalkRow, ...]
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]
    remark: str = ""

    @property
    def clashing(self) -> tuple[CrosswalkRow, ...]:
        return tuple(row for row in self.rows if row.clashes)


def crosswalk(links: Sequence[CrosswalkLink], first: ReviewedAssessment, second: ReviewedAssessment) -> CrosswalkView:
    """`first`: on the Groningse norm, `second`: on the Noord-Hollandse. Links to ambitions that either norm does not
    have are passed over."""
    one, other = _sides(first), _sides(second)
    rows = [
        _row(link, one[link.groningse_norm], other[link.noord_hollandse_norm])
        for link in links
        if link.groningse_norm in one and link.noord_hollandse_norm in other
    ]
    return CrosswalkView(
        rows=tuple(rows),
        only_first=_alone(first.norm, {row.first.id for row in rows}),
        only_second=_alone(second.norm, {row.second.id for row in rows}),
        remark=_remark(first, second),
    )


def _sides(report: ReviewedAssessment) -> dict[str, CrosswalkSide]:
    found = {each.finding.ambition: each for each in report.findings}
    return {each.id: _side(each.id, each.title, found.get(each.id)) for each in report.norm.ambitions}


def _side(id: str, title: str, each: ReviewedFinding | None) -> CrosswalkSide:
    return CrosswalkSide(
        id=id,
        title=title,
        status=each.status if each else None,
        by_person=bool(each and each.review.status is not None),
        reviewed=bool(each and each.review.reviewed is not None),
    )


def _row(link: CrosswalkLink, first: CrosswalkSide, second: CrosswalkSide) -> CrosswalkRow:
    return CrosswalkRow(
        first=first,
        second=second,
        relation=link.relation,
        relation_text=RELATION[link.relation],
        note=link.note,
        hint=_hint(link.relation, first, second),
    )


def _hint(relation: CrosswalkRelation, first: CrosswalkSide, second: CrosswalkSide) -> str:
    """Verdicts without a rank say nothing of each other; nor do ambitions that only overlap."""
    if first.status not in RANK or second.status not in RANK:
        return ""
    labels = [quoted(wording.mark(side.status).label) for side in (first, second)]
    if relation is CrosswalkRelation.EQUAL:
        if first.status is second.status:
            return ""
        return f"Beide vragen hetzelfde, maar {first.id} is {labels[0]} en {second.id} is {labels[1]}. Kijk beide na."
    wide, small = (first, second) if relation is CrosswalkRelation.BROADER else (second, first)
    if relation is CrosswalkRelation.OVERLAPS or wide.status is not Status.VOLDOET or small.status is Status.VOLDOET:
        return ""
    label = quoted(wording.mark(small.status).label)
    return f"{wide.id} vraagt meer en voldoet; dan hoort {small.id} ook te voldoen, maar die is {label}."


def _alone(norm: Norm, linked: set[str]) -> tuple[str, ...]:
    return tuple(ambition.id for ambition in norm.ambitions if ambition.id not in linked)


def _remark(first: ReviewedAssessment, second: ReviewedAssessment) -> str:
    parts = []
    if {each.sha256 for each in first.documents} != {each.sha256 for each in second.documents}:
        parts.append("andere documenten")
    if first.assessment.peildatum != second.assessment.peildatum:
        parts.append("een andere peildatum")
    if not parts:
        return ""
    return f"Let op: de twee uitkomsten gaan uit van {wording.listed(parts)}. Een verschil kan ook daaraan liggen."
