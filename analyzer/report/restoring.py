"""Reads a machine-readable report back: the assessment, and the edits of people over it, from which the same report can
be made again, byte for byte.

What a report does not hold is not made up: notes are internal and stay behind, and so do the assessments before this
one. What these would be needed for, the report told itself (`Told`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from analyzer.report.contract import AmbitionEntry, CriterionEntry, MachineReport, ModelUseEntry, OpinionEntry
from analyzer.report.machine import ReportFormatError, contracted
from analyzer.report.report_faults import fault_in
from analyzer.report.restored_edits import edits_of, filled
from analyzer.report.review_contract import EvidenceEntry, ShiftEntry
from analyzer.review.laying import laid_over
from analyzer.review.values import Edit, ReviewedAssessment, Shift, Told, ToldAssessment
from analyzer.types import (
    Ambition,
    Assessment,
    DocumentSummary,
    Evidence,
    Finding,
    GapReport,
    Judgement,
    ModelUse,
    Norm,
    Opinion,
    Organisation,
    PillarConclusion,
    RunInfo,
    SearchTrace,
)


@dataclass(frozen=True)
class Restored:
    """A report that was read back. `id`: of the assessment, as its edits have it."""

    report: GapReport
    edits: tuple[Edit, ...]
    id: str

    @property
    def reviewed(self) -> ReviewedAssessment:
        return laid_over(self.report, self.id, self.edits, {})


def restored(report: MachineReport, norm: Norm, *, dossier: str = "ingelezen", id: str = "ingelezen") -> Restored:
    """What the report was made from. `norm`: the one it names; `dossier` and `id`: of the dossier and the assessment
    that it becomes.

    Raises ReportFormatError where it was made against another norm, contradicts itself, or holds anything that could
    not be given back.
    """
    if (report.norm.id, report.norm.version) != (norm.id, norm.version):
        raise ReportFormatError(
            f"Dit rapport is gemaakt met versie {report.norm.version} van de norm '{report.norm.id}', niet met versie "
            f"{norm.version} van de norm '{norm.id}'. Gebruik de installatie waar het is gemaakt."
        )
    whole = filled(report)
    if fault := fault_in(whole, norm):
        raise _wrong(fault)
    try:
        made = Restored(
            report=GapReport(norm=norm, assessment=_assessment(whole, norm)), edits=edits_of(whole, dossier, id), id=id
        )
        again = contracted(made.reviewed)
    except (ValidationError, ValueError) as exc:
        raise _wrong("de inhoud is niet volledig of spreekt zichzelf tegen") from exc
    if again != whole:
        told, given = whole.model_dump(mode="json"), again.model_dump(mode="json")
        raise _wrong(
            f"wat er staat bij {_difference(told, given)} past niet bij de rest van het rapport of bij de norm"
        )
    return made


def _wrong(what: str) -> ReportFormatError:
    return ReportFormatError(f"Dit rapport klopt niet: {what}. Gebruik het bestand zoals Normtoets het heeft gemaakt.")


def _difference(first: Any, second: Any) -> str:
    """Where the first difference is, as keys with dots between; ambitions and elements by their ids."""
    if isinstance(first, dict) and isinstance(second, dict):
        for key in (*first, *(key for key in second if key not in first)):
            if key not in first or key not in second:
                return str(key)
            if first[key] != second[key]:
                return f"{key}.{_difference(first[key], second[key])}".rstrip(".")
    if isinstance(first, list) and isinstance(second, list):
        for place, (one, other) in enumerate(zip(first, second, strict=False)):
            if one != other:
                name = one.get("id") or place if isinstance(one, dict) else place
                return f"{name}.{_difference(one, other)}".rstrip(".")
    return ""


def _assessment(report: MachineReport, norm: Norm) -> Assessment:
    values: dict[str, Any] = dict(
        organisation=Organisation(name=report.organisation.name, type=report.organisation.type),
        peildatum=report.peildatum,
        norm_id=report.norm.id,
        norm_version=report.norm.version,
        run=_run(report),
        documents=tuple(DocumentSummary.model_validate(each.model_dump()) for each in report.documents),
        findings=tuple(_finding(entry, norm.ambition(entry.id)) for entry in report.ambitions),
        conclusions=tuple(PillarConclusion.model_validate(each.model_dump()) for each in report.conclusions),
    )
    if report.review is None:
        return Assessment(**values)
    shifts = {each.id: _shift(each.review.shift) for each in report.ambitions if each.review and each.review.shift}
    return ToldAssessment(**values, told=Told(id=report.review.assessment, shifts=shifts))


def _run(report: MachineReport) -> RunInfo:
    run = report.run
    return RunInfo(
        judge=run.judge,
        embedder=run.embedder,
        started=run.started,
        seconds=run.seconds,
        version=run.version,
        model=_use(run.model),
        reranker=run.reranker,
        inference=run.inference,
    )


def _use(use: ModelUseEntry | None) -> ModelUse | None:
    return None if use is None else ModelUse.model_validate(use.model_dump())


def _finding(entry: AmbitionEntry, ambition: Ambition) -> Finding:
    review = entry.review
    rejected = review.rejected if review else ()
    aside = _by_element([item for each in rejected for item in (each.evidence, *each.also) if item])
    aside_second = _by_element([item for each in rejected for item in each.second])
    added = [each.evidence.criterion for each in review.quotes if each.evidence] if review else []
    judgements = tuple(
        _judgement(each, added.count(each.id), aside.get(each.id, ()))
        for each in entry.criteria
        if each.state is not None
    )
    return Finding(
        ambition=entry.id,
        status=review.machine_status if review else entry.status,
        confidence=review.machine_confidence if review else entry.confidence,
        rationale=review.machine_rationale if review else entry.rationale,
        essential=_essential(entry, added, bool(judgements), ambition),
        judgements=judgements,
        recommendation=review.machine_recommendation if review else entry.recommendation,
        problem=review.machine_problem if review else entry.problem,
        judge=entry.judge,
        second=None if entry.second is None else _opinion(entry.second, aside_second),
        model=_use(entry.model),
        notices=entry.notices,
    )


def _essential(entry: AmbitionEntry, added: Sequence[str], judged: bool, ambition: Ambition) -> tuple[str, ...]:
    """What decided the status; nothing where the finding did not say so: then no quote bears it."""
    names = tuple(each.id for each in entry.criteria if each.essential)
    if not judged and names == tuple(each.id for each in ambition.criteria if each.essential):
        return ()
    given = sum(len(each.evidence) for each in entry.criteria if each.essential)
    own = given - sum(criterion in names for criterion in added)
    return names if not own or len(entry.evidence) > len(added) else ()


def _by_element(items: Sequence[EvidenceEntry]) -> Mapping[str, Sequence[EvidenceEntry]]:
    found: dict[str, list[EvidenceEntry]] = {}
    for item in items:
        found.setdefault(item.criterion, []).append(item)
    return found


def _with(items: Sequence[EvidenceEntry], aside: Sequence[EvidenceEntry]) -> tuple[Evidence, ...]:
    """The quotes of an element, with those that were rejected where they stood."""
    whole = list(items)
    for item in sorted(aside, key=lambda item: len(items) + len(aside) if item.place is None else item.place):
        whole.insert(len(whole) if item.place is None else item.place, item)
    return tuple(_evidence(item) for item in whole)


def _judgement(entry: CriterionEntry, added: int, aside: Sequence[EvidenceEntry]) -> Judgement:
    """`added`: how many quotes of people stand after those of the machine; `aside`: those of it that were rejected."""
    return Judgement.model_validate(
        dict(
            criterion=entry.id,
            state=entry.state,
            qualifiers=entry.qualifiers,
            evidence=_with(entry.evidence[: len(entry.evidence) - added], aside),
            confidence=entry.confidence,
            reason=entry.reason,
            trace=SearchTrace.model_validate(entry.trace.model_dump()),
        )
    )


def _opinion(entry: OpinionEntry, aside: Mapping[str, Sequence[EvidenceEntry]]) -> Opinion:
    return Opinion(
        judge=entry.judge,
        status=entry.status,
        confidence=entry.confidence,
        rationale=entry.rationale,
        judgements=tuple(
            Judgement.model_validate(
                dict(
                    criterion=each.id,
                    state=each.state,
                    qualifiers=each.qualifiers,
                    evidence=_with(each.evidence, aside.get(each.id, ())),
                    confidence=each.confidence,
                    reason=each.reason,
                )
            )
            for each in entry.criteria
        ),
        problem=entry.problem,
    )


def _evidence(entry: EvidenceEntry) -> Evidence:
    values = entry.model_dump(exclude={"document_sha256", "added_by", "place"})
    return Evidence.model_validate({**values, "document_id": entry.document_sha256})


def _shift(entry: ShiftEntry) -> Shift:
    return Shift(
        before=entry.before,
        after=entry.after,
        gone=tuple(map(_evidence, entry.gone)),
        fresh=tuple(map(_evidence, entry.fresh)),
        lost=entry.lost,
        lines=entry.lines,
    )
