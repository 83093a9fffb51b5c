"""Puts the findings of an assessment beside the ambitions of its norm: each ambition once, none left out silently; and
what was written of its pillars beside these."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.llm.ledger import total_use
from analyzer.report.wording import NO_OUTCOME
from analyzer.types import (
    Ambition,
    Assessment,
    Evidence,
    Finding,
    GapReport,
    Judgement,
    ModelUse,
    PillarConclusion,
)

# Who else judges, where two do: a judge that fails on an error of its own leaves no name.
_BESIDE = {"rules": "model", "model": "rules"}


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


def conclusions_in_order(report: GapReport) -> tuple[PillarConclusion, ...]:
    """What a language model wrote of the pillars, in the order of the norm.

    Raises ValueError when there are two for one pillar, or one for a pillar that the norm does not have, or a sentence
    that rests on an ambition outside its pillar.
    """
    norm, made = report.norm, {each.pillar: each for each in report.assessment.conclusions}
    if len(made) != len(report.assessment.conclusions):
        raise ValueError("the assessment holds two conclusions for one pillar")
    if unknown := made.keys() - {pillar.id for pillar in norm.pillars}:
        raise ValueError(f"the norm has no pillar {', '.join(sorted(unknown))}")
    for each in made.values():
        own = {ambition.id for ambition in norm.ambitions if ambition.pillar == each.pillar}
        if strange := {name for sentence in each.sentences for name in sentence.ambitions} - own:
            raise ValueError(f"pillar {each.pillar} has no ambition {', '.join(sorted(strange))}")
    return tuple(made[pillar.id] for pillar in norm.pillars if pillar.id in made)


def essential_ids(ambition: Ambition, finding: Finding) -> frozenset[str]:
    """The criteria that decide the status: those the finding names, or those of the norm where it names none."""
    if finding.essential:
        return frozenset(finding.essential)
    return frozenset(criterion.id for criterion in ambition.criteria if criterion.essential)


def all_evidence(judgements: Sequence[Judgement]) -> tuple[Evidence, ...]:
    """Every quote of every element; `Finding.evidence` has only those that bear the status."""
    return tuple(item for judgement in judgements for item in judgement.evidence)


def second_judge(finding: Finding) -> str:
    """The name of the judge beside the one whose verdict stands; empty where there is none, or nobody can tell."""
    if finding.second is None:
        return ""
    return finding.second.judge or _BESIDE.get(finding.judge, "")


def model_failed(finding: Finding) -> bool:
    """Whether a language model was asked and gave no verdict."""
    if finding.judge == "model":
        return finding.status is None
    return finding.second is not None and finding.second.status is None and second_judge(finding) == "model"


def awaits_model(finding: Finding) -> bool:
    """Whether only rules judged it: in a run with two judges, the model has not come to it."""
    return finding.judge == "rules" and finding.second is None


def judges_of(assessment: Assessment) -> tuple[str, ...]:
    """The names of all judges, "rules" first: also of a run that was stopped before the second one was done."""
    named = {"rules", "model"} if assessment.run.judge == "both" else {assessment.run.judge}
    for finding in assessment.findings:
        named |= {finding.judge, second_judge(finding)}
    return tuple(sorted(named - {""}, key=lambda name: (name != "rules", name)))


def model_use(assessment: Assessment) -> ModelUse | None:
    """What the language model took; None where none was asked."""
    if assessment.run.model is not None:
        return assessment.run.model
    return total_use([finding.model for finding in assessment.findings if finding.model is not None])


def _missing(ambition: Ambition) -> Finding:
    return Finding(ambition=ambition.id, status=None, problem=NO_OUTCOME)
