"""The reviews of all ambitions laid over an assessment: findings with what people made of them and what moved since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analyzer.report.alignment import findings_in_order
from analyzer.report.quotes import Units
from analyzer.review.folding import fold
from analyzer.review.shifts import shift_of
from analyzer.review.values import Edit, Review, ReviewedAssessment, ReviewedFinding, Shift, ToldAssessment
from analyzer.types import Assessment, Finding, GapReport


def laid_over(
    report: GapReport, id: str, edits: Sequence[Edit], grounds: Mapping[str, Assessment]
) -> ReviewedAssessment:
    """`id`: of the assessment; `edits`: of its dossier, those of other norms are passed over; `grounds`: by id, the
    assessments on which they were made.

    Every ambition of the norm is in it, in the order of the norm: one that was not assessed may have been reviewed too.
    Where someone took a position on this very assessment there is no shift: they saw all of it. A shift that a report
    told (`Told`) stands until then. Raises ValueError as `fold` does, and when the assessment was not made against this
    norm.
    """
    own: dict[str, list[Edit]] = {}
    for edit in edits:
        if edit.norm_id == report.norm.id:
            own.setdefault(edit.ambition, []).append(edit)
    earlier = {name: _Ground(assessment) for name, assessment in grounds.items()}
    here = _Ground(report.assessment)
    told = _told({**grounds, id: report.assessment})
    findings = []
    for ambition, finding in findings_in_order(report):
        review = fold(ambition.id, own.get(ambition.id, ()))
        where, shift = (review.ground, None)
        if not where and _stands(review):
            where, shift = told.get(ambition.id, (where, shift))
        if where != id:
            shift = _joined(shift, _shift(review, earlier.get(where), finding, here))
        findings.append(ReviewedFinding(finding=finding, review=review, shift=shift))
    return ReviewedAssessment(norm=report.norm, assessment=report.assessment, id=id, findings=tuple(findings))


class _Ground:
    """An assessment by ambition."""

    def __init__(self, assessment: Assessment) -> None:
        self.findings = {finding.ambition: finding for finding in assessment.findings}
        self.documents = assessment.documents
        self.ids = frozenset(document.sha256 for document in assessment.documents)


def _told(assessments: Mapping[str, Assessment]) -> dict[str, tuple[str, Shift]]:
    """By ambition, the shift that a report told, with the id of its assessment."""
    return {
        ambition: (id, shift)
        for id, assessment in assessments.items()
        if isinstance(assessment, ToldAssessment)
        for ambition, shift in assessment.told.shifts.items()
    }


def _stands(review: Review) -> bool:
    return review.touched or review.reviewed is not None


def _joined(first: Shift | None, second: Shift | None) -> Shift | None:
    """What moved until some moment, and what moved after it."""
    if first is None or second is None:
        return first or second
    return Shift(
        before=first.before,
        after=second.after,
        gone=tuple(dict.fromkeys((*first.gone, *second.gone))),
        fresh=tuple(dict.fromkeys((*first.fresh, *second.fresh))),
        lost=tuple(dict.fromkeys((*first.lost, *second.lost))),
        lines=tuple(dict.fromkeys((*first.lines, *second.lines))),
    )


def _shift(review: Review, ground: _Ground | None, now: Finding, here: _Ground) -> Shift | None:
    if not review.number:
        return None
    before = ground.findings.get(review.ambition) if ground else None
    units = Units((*(ground.documents if ground else ()), *here.documents))
    return shift_of(review, before, now, here.ids, units)
