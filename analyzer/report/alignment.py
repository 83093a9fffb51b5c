"""Puts the findings of an assessment beside the ambitions of its norm: each ambition once, none left out silently."""

from __future__ import annotations

from analyzer.report.wording import NO_OUTCOME
from analyzer.types import Ambition, Evidence, Finding, GapReport


def findings_in_order(report: GapReport) -> tuple[tuple[Ambition, Finding], ...]:
    """Each ambition of the norm with its finding, in the order of the norm.

    An ambition without a finding gets one that says it was not assessed. Raises ValueError when the assessment was
    made against another norm, or holds a finding that the norm does not know, or two findings for one ambition.
    """
    norm, assessment = report.norm, report.assessment
    if (assessment.norm_id, assessment.norm_version) != (norm.id, norm.version):
        raise ValueError(
            f"the assessment was made against {assessment.norm_id} {assessment.norm_version}, "
            f"not against {norm.id} {norm.version}"
        )
    findings = {finding.ambition: finding for finding in assessment.findings}
    if len(findings) != len(assessment.findings):
        raise ValueError("the assessment holds two findings for one ambition")
    unknown = findings.keys() - {ambition.id for ambition in norm.ambitions}
    if unknown:
        raise ValueError(f"the norm has no ambition {', '.join(sorted(unknown))}")
    return tuple((ambition, findings.get(ambition.id) or _missing(ambition)) for ambition in norm.ambitions)


def essential_ids(ambition: Ambition, finding: Finding) -> frozenset[str]:
    """The criteria that decide the status: those the finding names, or those of the norm where it names none."""
    if finding.essential:
        return frozenset(finding.essential)
    return frozenset(criterion.id for criterion in ambition.criteria if criterion.essential)


def all_evidence(finding: Finding) -> tuple[Evidence, ...]:
    """Every quote of every element; `Finding.evidence` has only those that bear the status."""
    return tuple(item for judgement in finding.judgements for item in judgement.evidence)


def _missing(ambition: Ambition) -> Finding:
    return Finding(ambition=ambition.id, status=None, problem=NO_OUTCOME)
