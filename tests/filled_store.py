"""People, dossiers, documents and assessments put into a store in a line, for tests of the store and the pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from io import BytesIO

from pydantic import JsonValue

from analyzer.norms import load_norm
from analyzer.review.values import Change, ReviewField
from analyzer.store.desk import Desk
from analyzer.store.store import Store
from analyzer.store.values import AssessmentRecord, Dossier, JobKind, JobState, Role, StoredDocument
from analyzer.types import (
    Assessment,
    DocumentSummary,
    Evidence,
    Finding,
    Judgement,
    Organisation,
    OrganisationType,
    RunInfo,
    State,
    Status,
)
from ingest.facts import validity_on
from ingest.types import Document
from ingest.workspace import Workspace

NORM = "groningse-norm"
PEILDATUM = date(2026, 3, 1)


def desk_of(store: Store, login: str, role: Role = Role.BEOORDELAAR) -> Desk:
    return Desk(store, store.welcome(login, login.title(), role))


def made_dossier(desk: Desk, name: str = "Gemeente Veldermeer", norms: Sequence[str] = (NORM,)) -> Dossier:
    return desk.create(Organisation(name=name, type=OrganisationType.GEMEENTE), PEILDATUM, norms)


def added(desk: Desk, dossier_id: str, name: str = "nota.txt", content: bytes = b"inhoud") -> StoredDocument:
    return desk.add_document(dossier_id, name, BytesIO(content))


def read_document(desk: Desk, dossier_id: str, document: Document) -> Document:
    """Uploads a document, and keeps it as if it had been read: its summary and its text."""
    stored = added(desk, dossier_id, document.name, document.text.encode("utf-8"))
    read = document.model_copy(update={"id": stored.sha256})
    with Workspace(desk.store.work_folder(dossier_id)) as workspace:
        workspace.keep_document(f"{stored.sha256}-txt", read)
    summary = DocumentSummary(
        name=read.name,
        sha256=read.id,
        pages=len(read.pages),
        title=read.facts.title,
        genre=read.facts.genre.value,
        adopted=read.facts.adopted,
        validity=validity_on(read.facts, PEILDATUM),
    )
    desk.store.keep_reading(stored.sha256, summary, read.facts)
    return read


def evidence(document: Document, start: int, end: int, criterion: str) -> Evidence:
    return Evidence(
        document=document.name,
        document_id=document.id,
        page=document.page_at(start),
        start=start,
        end=end,
        quote=document.text[start:end],
        criterion=criterion,
        stance=State.IN_FORCE,
    )


def assessed(
    statuses: Mapping[str, Status] | None = None,
    quotes: Mapping[str, Iterable[Evidence]] | None = None,
    documents: Sequence[DocumentSummary] = (),
    *,
    norm_id: str = NORM,
    otherwise: Status = Status.NIET_AANGETROFFEN,
) -> Assessment:
    """An assessment of all ambitions of the norm; the quotes of an ambition are all of its first element."""
    norm = load_norm(norm_id)
    findings = []
    for ambition in norm.ambitions:
        first = ambition.criteria[0].id
        items = tuple((quotes or {}).get(ambition.id, ()))
        findings.append(
            Finding(
                ambition=ambition.id,
                status=(statuses or {}).get(ambition.id, otherwise),
                confidence=0.7,
                rationale=f"Over {ambition.id}.",
                essential=(first,),
                judgements=(Judgement(criterion=first, state=State.IN_FORCE, evidence=items),) if items else (),
                judge="rules",
            )
        )
    return Assessment(
        organisation=Organisation(name="Gemeente Veldermeer", type=OrganisationType.GEMEENTE),
        peildatum=PEILDATUM,
        norm_id=norm.id,
        norm_version=norm.version,
        run=RunInfo(
            judge="rules", embedder="x", started=datetime(2026, 3, 2, 9, 30, tzinfo=UTC), seconds=1.5, version="1"
        ),
        documents=tuple(documents),
        findings=tuple(findings),
    )


def kept(store: Store, dossier_id: str, assessment: Assessment | None = None) -> AssessmentRecord:
    """What came of a run that is done."""
    job = store.create_job(dossier_id, JobKind.ASSESS, "Anna")
    record = store.keep_assessment(dossier_id, job.id, assessment or assessed())
    store.update_job(job.id, state=JobState.DONE)
    return record


def change(field: ReviewField, new: JsonValue, key: str = "") -> Change:
    return Change(field=field, key=key, new=new)


def verdict(status: Status | None) -> list[Change]:
    return [change(ReviewField.STATUS, status)]
