"""The machine-readable report: its writer, its reader and its JSON Schema. `contract` says which keys it has."""

from __future__ import annotations

import json
from collections.abc import Sequence

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from analyzer.report.alignment import conclusions_in_order, essential_ids, findings_in_order
from analyzer.report.contract import (
    SCHEMA_VERSION,
    AmbitionEntry,
    CriterionEntry,
    DocumentEntry,
    MachineReport,
    ModelUseEntry,
    NearMissEntry,
    NormEntry,
    OpinionCriterionEntry,
    OpinionEntry,
    OrganisationEntry,
    PillarConclusionEntry,
    PillarEntry,
    RefusedTextEntry,
    RejectedEntry,
    RunEntry,
    SentenceEntry,
    TraceEntry,
)
from analyzer.report.review_contract import EvidenceEntry
from analyzer.report.review_machine import added_entries, evidence_entry, review_entry, summary_entry
from analyzer.report.reviewed import layers_of, reviewing_of, standing
from analyzer.review.values import KeptQuote, ReviewedAssessment, ReviewedFinding
from analyzer.types import (
    Ambition,
    DocumentSummary,
    Evidence,
    Finding,
    GapReport,
    Judgement,
    ModelUse,
    Norm,
    Opinion,
    PillarConclusion,
    RunInfo,
    SearchTrace,
)

# What `read` yields, under the names that its callers need.
__all__ = ["AmbitionEntry", "MachineReport", "ReportFormatError", "contracted", "read", "render", "schema"]


# Objects and lists, each of which takes a thousand bytes of memory at first; a large report has some 10,000.
_MOST_ENTRIES = 300_000
_LONGEST_PLACE = 200  # characters of where a fault is: keys may be anything


class ReportFormatError(ValueError):
    """The bytes are no report of this schema version. The message is Dutch and names the first fault."""


def render(report: GapReport) -> bytes:
    """The report as UTF-8 JSON, indented by two, keys in the order of the contract. Same report, same bytes.

    Raises ValueError when the assessment was not made against this norm.
    """
    return contracted(report).model_dump_json(indent=2).encode() + b"\n"


def read(data: bytes, *, whole: bool = False) -> MachineReport:
    """The report in `data`. `whole`: a key that is not known here, which is passed over otherwise, is refused too.

    Raises ReportFormatError.
    """
    if data.count(b"{") + data.count(b"[") > _MOST_ENTRIES:
        raise ReportFormatError(
            "Dit bestand bevat veel meer gegevens dan een rapport van Normtoets. Gebruik het bestand zoals Normtoets "
            "het heeft gemaakt."
        )
    try:
        if whole and (where := MachineReport.model_validate_json(data, extra="allow").unknown):
            raise ReportFormatError(
                f"Dit rapport van Normtoets heeft een gegeven dat hier niet bekend is ({where[:_LONGEST_PLACE]}). Het "
                "is gemaakt met een nieuwere versie. Werk Normtoets bij, en lees het dan opnieuw in."
            )
        return MachineReport.model_validate_json(data)
    except ValidationError as exc:
        faults = exc.errors(include_url=False, include_context=False)
        raise ReportFormatError(_refusal(faults)) from exc


def _refusal(faults: Sequence[ErrorDetails]) -> str:
    version = next((fault["input"] for fault in faults if fault["loc"] == ("schema_version",)), None)
    if isinstance(version, str) and version.isdecimal() and int(version[:9]) > int(SCHEMA_VERSION):
        return (
            f"Dit is geen rapport van Normtoets in versie {SCHEMA_VERSION} van het schema, maar in versie "
            f"{version[:9]}. Werk Normtoets bij, en lees het dan opnieuw in."
        )
    where = ".".join(str(part) for part in faults[0]["loc"])[:_LONGEST_PLACE] or "het begin"
    return (
        f"Dit is geen rapport van Normtoets (versie {SCHEMA_VERSION}) in JSON: bij {where} klopt de inhoud niet. "
        "Gebruik het bestand zoals Normtoets het heeft gemaakt."
    )


def schema() -> bytes:
    """The JSON Schema of the contract, as `gap-report.schema.json` beside this module holds it."""
    body = MachineReport.model_json_schema(mode="validation")
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:normtoets:gap-report:1"}
    return (json.dumps(head | body, ensure_ascii=False, indent=2) + "\n").encode()


def contracted(report: GapReport) -> MachineReport:
    """The report as the contract has it. Raises ValueError when the assessment was not made against this norm."""
    assessment, layers = report.assessment, layers_of(report)
    pairs = findings_in_order(report)
    reviewing = reviewing_of([finding for _, finding in pairs], layers)
    name = report.name if isinstance(report, ReviewedAssessment) else ""
    return MachineReport(
        schema_version=SCHEMA_VERSION,
        organisation=OrganisationEntry(name=assessment.organisation.name, type=assessment.organisation.type),
        peildatum=assessment.peildatum,
        norm=_norm(report.norm),
        run=_run(assessment.run),
        documents=tuple(_document(document) for document in assessment.documents),
        ambitions=tuple(_ambition(ambition, finding, layers.get(ambition.id)) for ambition, finding in pairs),
        conclusions=tuple(_conclusion(each) for each in conclusions_in_order(report)),
        review=summary_entry(name, reviewing) if reviewing else None,
    )


def _norm(norm: Norm) -> NormEntry:
    return NormEntry(
        id=norm.id,
        version=norm.version,
        title=norm.title,
        short_title=norm.short_title,
        pillars=tuple(PillarEntry(id=pillar.id, title=pillar.title) for pillar in norm.pillars),
    )


def _run(run: RunInfo) -> RunEntry:
    return RunEntry(
        judge=run.judge,
        embedder=run.embedder,
        started=run.started,
        seconds=run.seconds,
        version=run.version,
        model=_use(run.model),
        reranker=run.reranker,
        inference=run.inference,
    )


def _use(use: ModelUse | None) -> ModelUseEntry | None:
    return None if use is None else ModelUseEntry.model_validate(use.model_dump())


def _document(document: DocumentSummary) -> DocumentEntry:
    return DocumentEntry(
        name=document.name,
        sha256=document.sha256,
        pages=document.pages,
        title=document.title,
        adopted=document.adopted,
        validity=document.validity,
        problems=document.problems,
        page_unit=document.page_unit,
        genre=document.genre,
        read=document.read,
    )


def _ambition(ambition: Ambition, machine: Finding, reviewed: ReviewedFinding | None) -> AmbitionEntry:
    """`machine`: its finding; `reviewed`: the same with what people laid over it."""
    finding = standing(reviewed) if reviewed else machine
    added = reviewed.review.quotes if reviewed else ()
    return AmbitionEntry(
        id=ambition.id,
        title=ambition.title,
        pillar=ambition.pillar,
        status=finding.status,
        confidence=finding.confidence,
        rationale=finding.rationale,
        evidence=(*_evidence(finding.evidence), *added_entries(added)),
        criteria=_criteria(ambition, finding, added),
        recommendation=finding.recommendation,
        problem=finding.problem,
        judge=finding.judge,
        disputed=machine.disputed,
        second=None if finding.second is None else _opinion(finding.second),
        model=_use(finding.model),
        notices=finding.notices,
        review=review_entry(reviewed) if reviewed else None,
    )


def _criteria(ambition: Ambition, finding: Finding, added: Sequence[KeptQuote]) -> tuple[CriterionEntry, ...]:
    judged = {judgement.criterion: judgement for judgement in finding.judgements}
    essential = essential_ids(ambition, finding)
    entries = []
    for criterion in ambition.criteria:
        judgement: Judgement | None = judged.get(criterion.id)
        entries.append(
            CriterionEntry(
                id=criterion.id,
                text=criterion.text,
                state=judgement.state if judgement else None,
                evidence=(*_evidence(judgement.evidence if judgement else ()), *added_entries(added, criterion.id)),
                kind=criterion.kind,
                essential=criterion.id in essential,
                qualifiers=judgement.qualifiers if judgement else (),
                confidence=judgement.confidence if judgement else None,
                reason=judgement.reason if judgement else "",
                trace=_trace(judgement.trace) if judgement else TraceEntry(),
            )
        )
    return tuple(entries)


def _opinion(opinion: Opinion) -> OpinionEntry:
    return OpinionEntry(
        judge=opinion.judge,
        status=opinion.status,
        confidence=opinion.confidence,
        rationale=opinion.rationale,
        criteria=tuple(
            OpinionCriterionEntry(
                id=judgement.criterion,
                state=judgement.state,
                evidence=_evidence(judgement.evidence),
                qualifiers=judgement.qualifiers,
                confidence=judgement.confidence,
                reason=judgement.reason,
            )
            for judgement in opinion.judgements
        ),
        problem=opinion.problem,
    )


def _evidence(items: Sequence[Evidence]) -> tuple[EvidenceEntry, ...]:
    return tuple(evidence_entry(item) for item in items)


def _trace(trace: SearchTrace) -> TraceEntry:
    return TraceEntry(
        queries=trace.queries,
        documents=trace.documents,
        pages=trace.pages,
        passages=trace.passages,
        near_misses=tuple(
            NearMissEntry(document=miss.document, page=miss.page, quote=miss.quote, reason=miss.reason)
            for miss in trace.near_misses
        ),
        rejected=tuple(
            RejectedEntry(
                gate=item.gate,
                claimed=item.claimed,
                reason=item.reason,
                quote=item.quote,
                document=item.document,
                page=item.page,
            )
            for item in trace.rejected
        ),
    )


def _conclusion(conclusion: PillarConclusion) -> PillarConclusionEntry:
    return PillarConclusionEntry(
        pillar=conclusion.pillar,
        sentences=tuple(SentenceEntry(text=each.text, ambitions=each.ambitions) for each in conclusion.sentences),
        refused=tuple(RefusedTextEntry(text=each.text, reason=each.reason) for each in conclusion.refused),
        model=_use(conclusion.model),
        mark=conclusion.mark,
    )
