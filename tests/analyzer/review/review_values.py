"""Small norms, assessments and edits, made in a line: what the tests of the review are written with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

from pydantic import JsonValue

from analyzer.review.values import AddedQuote, Change, Edit, OutsideEvidence, OutsideKind, ReviewField
from analyzer.types import (
    Ambition,
    Assessment,
    Criterion,
    CriterionKind,
    DocumentSummary,
    Evidence,
    Finding,
    GapReport,
    Judgement,
    Norm,
    NormSource,
    Organisation,
    OrganisationType,
    Pillar,
    Qualifier,
    RunInfo,
    State,
    Status,
)

NORM, DOSSIER = "proefnorm", "f" * 32
ANNA, BRAM = "Anna de Wit", "Bram Bos"
START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
POLICY, ANNEX, LATER = "a" * 64, "b" * 64, "c" * 64


def edit(
    number: int,
    *changes: tuple[ReviewField, JsonValue, JsonValue] | tuple[ReviewField, str, JsonValue, JsonValue],
    author: str = ANNA,
    ambition: str = "1.1",
    assessment: str = "run-1",
    undoes: int | None = None,
    why: str = "",
    norm_id: str = NORM,
) -> Edit:
    """Each change as (field, old, new) or (field, key, old, new). Every edit is an hour after the one before."""
    return Edit(
        dossier=DOSSIER,
        norm_id=norm_id,
        ambition=ambition,
        number=number,
        author=author,
        author_id=author.split()[0].lower(),
        at=START + timedelta(hours=number),
        why=why,
        assessment=assessment,
        undoes=undoes,
        changes=tuple(
            Change(field=each[0], key=each[1] if len(each) == 4 else "", old=each[-2], new=each[-1])  # type: ignore[arg-type]
            for each in changes
        ),
    )


def added(
    document_id: str = POLICY, start: int = 10, page: int = 2, text: str = "Het beleid is vastgesteld."
) -> JsonValue:
    quote = AddedQuote(
        document="beleid.pdf",
        document_id=document_id,
        page=page,
        start=start,
        end=start + len(text),
        quote=text,
        stance=State.IN_FORCE,
        criterion="1.1.a",
    )
    return quote.model_dump(mode="json")


def interview(text: str = "Het overleg is er elke maand.") -> JsonValue:
    evidence = OutsideEvidence(
        kind=OutsideKind.INTERVIEW,
        day=date(2026, 1, 4),
        source="teamleider Veiligheid",
        text=text,
        stance=State.IN_FORCE,
    )
    return evidence.model_dump(mode="json")


def evidence(
    text: str = "Het beleid is vastgesteld.",
    document_id: str = POLICY,
    start: int = 100,
    page: int = 4,
    criterion: str = "1.1.a",
    stance: State = State.IN_FORCE,
    document: str = "",
) -> Evidence:
    names = {POLICY: "beleid.pdf", ANNEX: "bijlage.docx", LATER: "beleid.pdf"}
    return Evidence(
        document=document or names[document_id],
        document_id=document_id,
        page=page,
        start=start,
        end=start + len(text),
        quote=text,
        criterion=criterion,
        stance=stance,  # type: ignore[arg-type]
    )


def answer(
    criterion: str, state: State, *items: Evidence, qualifiers: tuple[Qualifier, ...] = (), confidence: float = 0.8
) -> Judgement:
    return Judgement(
        criterion=criterion, state=state, evidence=tuple(items), qualifiers=qualifiers, confidence=confidence
    )


def finding(
    status: Status | None,
    *judgements: Judgement,
    ambition: str = "1.1",
    judge: str = "rules",
    problem: str | None = None,
    confidence: float | None = 0.8,
) -> Finding:
    return Finding(
        ambition=ambition,
        status=status,
        confidence=confidence if status is not None else None,
        rationale=f"Omdat de machine {status} zag.",
        essential=tuple(each.criterion for each in judgements),
        judgements=judgements,
        recommendation="Werk het beleid bij.",
        judge=judge,
        problem=problem,
    )


def ambition(name: str, title: str = "", elements: str = "ab") -> Ambition:
    return Ambition(
        id=name,
        pillar=name.partition(".")[0],
        title=title or f"Ambitie {name}",
        requirement="Er is beleid, en het is actueel.",
        binds=tuple(OrganisationType),
        criteria=tuple(
            Criterion(id=f"{name}.{letter}", text=f"Element {letter}.", kind=CriterionKind.PROVISION)
            for letter in elements
        ),
    )


def norm(ambitions: Sequence[str] = ("1.1", "1.2", "2.1"), version: str = "1", id: str = NORM) -> Norm:
    return Norm(
        id=id,
        version=version,
        title=id.capitalize(),
        short_title=id,
        source=NormSource(title="Bron", issuer="Uitgever", published="2025"),
        binds=tuple(OrganisationType),
        pillars=tuple(Pillar(id=name, title=f"Pijler {name}") for name in dict.fromkeys(n[0] for n in ambitions)),
        ambitions=tuple(ambition(name) for name in ambitions),
    )


def document(
    sha256: str = POLICY, name: str = "beleid.pdf", page_unit: str = "page", **fields: object
) -> DocumentSummary:
    return DocumentSummary.model_validate(
        {"name": name, "sha256": sha256, "pages": 10, "page_unit": page_unit, **fields}
    )


def assessment(
    findings: Iterable[Finding] = (),
    documents: Iterable[DocumentSummary] | None = None,
    *,
    version: str = "1",
    norm_id: str = NORM,
    judge: str = "rules",
    program: str = "0.1.0",
    peildatum: date = date(2026, 1, 1),
    started: datetime = START,
    organisation: str = "Gemeente Voorbeeld",
) -> Assessment:
    return Assessment(
        organisation=Organisation(name=organisation, type=OrganisationType.GEMEENTE),
        peildatum=peildatum,
        norm_id=norm_id,
        norm_version=version,
        run=RunInfo(judge=judge, embedder="e", started=started, seconds=1.0, version=program),
        documents=tuple(documents) if documents is not None else (document(),),
        findings=tuple(findings),
    )


def report(made: Assessment, against: Norm | None = None) -> GapReport:
    return GapReport(norm=against or norm(version=made.norm_version), assessment=made)
