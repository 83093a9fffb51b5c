"""The machine-readable report: the contract that other programs rely on, its writer, its reader and its JSON Schema.

The fixed keys are the fields without a default; those with a default were added, and a reader may not count on them.
Unknown keys are passed over, so that a later version may add some.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal

from pydantic import ConfigDict, Field, ValidationError

from analyzer.report.alignment import essential_ids, findings_in_order
from analyzer.types import (
    Ambition,
    CriterionKind,
    Evidence,
    Finding,
    GapReport,
    Judgement,
    NearMiss,
    OrganisationType,
    Proof,
    Qualifier,
    SearchTrace,
    State,
    Status,
)
from ingest.types import Frozen, Validity

SCHEMA_VERSION: Literal["1"] = "1"


class ReportFormatError(ValueError):
    """The bytes are no report of this schema version. The message is Dutch and names the first fault."""


class Contracted(Frozen):
    """Base of the contract: immutable, and an unknown key is passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class OrganisationEntry(Contracted):
    name: str
    type: OrganisationType


class PillarEntry(Contracted):
    id: str
    title: str


class NormEntry(Contracted):
    id: str
    version: str
    title: str = ""
    short_title: str = ""
    pillars: tuple[PillarEntry, ...] = ()


class RunEntry(Contracted):
    """`started`: ISO 8601. `version`: of Normtoets."""

    judge: str
    embedder: str
    started: datetime
    seconds: float
    version: str = ""


class DocumentEntry(Contracted):
    """`pages` counts `page_unit`s. `problems` are Dutch sentences."""

    name: str
    sha256: str
    pages: int
    title: str | None
    adopted: date | None
    validity: Validity
    problems: tuple[str, ...]
    page_unit: Literal["page", "section"] = "page"
    genre: str = "other"
    read: Literal["whole", "partly", "not"] = "whole"


class EvidenceEntry(Contracted):
    """A verbatim quote. `document`: the file name; `page` counts from 1; `start`/`end`: offsets in the text as read."""

    document: str
    page: int
    quote: str
    criterion: str
    stance: Literal[State.IN_FORCE, State.PLANNED, State.ABSENT]
    proof: Proof = Proof.OPZET
    note: str = ""
    document_sha256: str = ""
    start: int | None = None
    end: int | None = None


class NearMissEntry(Contracted):
    document: str
    page: int
    quote: str
    reason: str


class TraceEntry(Contracted):
    """What was asked and where was looked: the proof of absence."""

    queries: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    pages: int = 0
    passages: int = 0
    near_misses: tuple[NearMissEntry, ...] = ()


class CriterionEntry(Contracted):
    """`essential`: it counts towards the status.

    `state` is null where the criterion was not judged (the ambition does not apply, or could not be assessed).
    """

    id: str
    text: str
    state: State | None
    evidence: tuple[EvidenceEntry, ...]
    kind: CriterionKind | None = None
    essential: bool = True
    qualifiers: tuple[Qualifier, ...] = ()
    confidence: float | None = Field(ge=0, le=1, default=None)
    reason: str = ""
    trace: TraceEntry = TraceEntry()


class AmbitionEntry(Contracted):
    """`status` is null when the ambition could not be assessed; then `problem` says why. `pillar`: the pillar's id.

    `evidence`: the quotes that bear the status; `criteria` has those of every element.
    """

    id: str
    title: str
    pillar: str
    status: Status | None
    confidence: float | None = Field(ge=0, le=1)
    rationale: str
    evidence: tuple[EvidenceEntry, ...]
    criteria: tuple[CriterionEntry, ...]
    recommendation: str
    problem: str | None = None


class MachineReport(Contracted):
    """The gap report of Normtoets as other programs read it."""

    schema_version: Literal["1"]
    organisation: OrganisationEntry
    peildatum: date
    norm: NormEntry
    run: RunEntry
    documents: tuple[DocumentEntry, ...]
    ambitions: tuple[AmbitionEntry, ...]


def render(report: GapReport) -> bytes:
    """The report as UTF-8 JSON, indented by two, keys in the order of the contract. Same report, same bytes.

    Raises ValueError when the assessment was not made against this norm.
    """
    return contracted(report).model_dump_json(indent=2).encode() + b"\n"


def read(data: bytes) -> MachineReport:
    """The report in `data`. Raises ReportFormatError."""
    try:
        return MachineReport.model_validate_json(data)
    except ValidationError as exc:
        fault = exc.errors(include_url=False, include_context=False)[0]
        where = ".".join(str(part) for part in fault["loc"]) or "het begin"
        raise ReportFormatError(
            f"Dit is geen rapport van Normtoets (versie {SCHEMA_VERSION}) in JSON: bij {where} klopt de inhoud niet. "
            "Gebruik het bestand zoals Normtoets het heeft gemaakt."
        ) from exc


def schema() -> bytes:
    """The JSON Schema of the contract, as `gap-report.schema.json` beside this module holds it."""
    body = MachineReport.model_json_schema(mode="validation")
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:normtoets:gap-report:1"}
    return (json.dumps(head | body, ensure_ascii=False, indent=2) + "\n").encode()


def contracted(report: GapReport) -> MachineReport:
    """The report as the contract has it. Raises ValueError when the assessment was not made against this norm."""
    norm, assessment = report.norm, report.assessment
    run = assessment.run
    return MachineReport(
        schema_version=SCHEMA_VERSION,
        organisation=OrganisationEntry(name=assessment.organisation.name, type=assessment.organisation.type),
        peildatum=assessment.peildatum,
        norm=NormEntry(
            id=norm.id,
            version=norm.version,
            title=norm.title,
            short_title=norm.short_title,
            pillars=tuple(PillarEntry(id=pillar.id, title=pillar.title) for pillar in norm.pillars),
        ),
        run=RunEntry(
            judge=run.judge, embedder=run.embedder, started=run.started, seconds=run.seconds, version=run.version
        ),
        documents=tuple(
            DocumentEntry(
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
            for document in assessment.documents
        ),
        ambitions=tuple(_ambition(ambition, finding) for ambition, finding in findings_in_order(report)),
    )


def _ambition(ambition: Ambition, finding: Finding) -> AmbitionEntry:
    return AmbitionEntry(
        id=ambition.id,
        title=ambition.title,
        pillar=ambition.pillar,
        status=finding.status,
        confidence=finding.confidence,
        rationale=finding.rationale,
        evidence=_evidence(finding.evidence),
        criteria=_criteria(ambition, finding),
        recommendation=finding.recommendation,
        problem=finding.problem,
    )


def _criteria(ambition: Ambition, finding: Finding) -> tuple[CriterionEntry, ...]:
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
                evidence=_evidence(judgement.evidence) if judgement else (),
                kind=criterion.kind,
                essential=criterion.id in essential,
                qualifiers=judgement.qualifiers if judgement else (),
                confidence=judgement.confidence if judgement else None,
                reason=judgement.reason if judgement else "",
                trace=_trace(judgement.trace) if judgement else TraceEntry(),
            )
        )
    return tuple(entries)


def _evidence(items: Sequence[Evidence]) -> tuple[EvidenceEntry, ...]:
    return tuple(
        EvidenceEntry(
            document=item.document,
            page=item.page,
            quote=item.quote,
            criterion=item.criterion,
            stance=item.stance,
            proof=item.proof,
            note=item.note,
            document_sha256=item.document_id,
            start=item.start,
            end=item.end,
        )
        for item in items
    )


def _trace(trace: SearchTrace) -> TraceEntry:
    return TraceEntry(
        queries=trace.queries,
        documents=trace.documents,
        pages=trace.pages,
        passages=trace.passages,
        near_misses=tuple(_near_miss(miss) for miss in trace.near_misses),
    )


def _near_miss(miss: NearMiss) -> NearMissEntry:
    return NearMissEntry(document=miss.document, page=miss.page, quote=miss.quote, reason=miss.reason)
