"""A dossier with something of everything in it, and what of it must survive a journey."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

from analyzer.norms import load_norm
from analyzer.review.values import Change, OutsideEvidence, OutsideKind, ReviewField
from analyzer.store.desk import Desk
from analyzer.store.store import Store
from analyzer.store.values import Dossier, FactField, JobKind, JobState, Role
from analyzer.types import (
    Assessment,
    DocumentSummary,
    Finding,
    Organisation,
    OrganisationType,
    RunInfo,
    State,
    Status,
)

NORM = "groningse-norm"


def assessment_of(dossier: Dossier, status: Status = Status.DEELS) -> Assessment:
    """One run: every ambition `status`, but for the first."""
    norm = load_norm(NORM)
    findings = [Finding(ambition=each.id, status=status, confidence=0.6, judge="rules") for each in norm.ambitions]
    findings[0] = Finding(ambition=norm.ambitions[0].id, status=None, problem="Dat lukte niet: één ‘ë’.")
    return Assessment(
        organisation=dossier.organisation,
        peildatum=dossier.peildatum,
        norm_id=norm.id,
        norm_version=norm.version,
        run=RunInfo(
            judge="rules", embedder="x", started=datetime(2026, 3, 2, 9, tzinfo=UTC), seconds=1.25, version="1"
        ),
        documents=(DocumentSummary(name="beleid.txt", sha256="a" * 64, pages=2),),
        findings=tuple(findings),
    )


def fill(store: Store, desk: Desk) -> Dossier:
    """Documents added, replaced and removed, a correction, two runs, and edits of two people with an undo."""
    organisation = Organisation(name="Gemeente Zuidhörn", type=OrganisationType.GEMEENTE)
    dossier = desk.create(organisation, date(2026, 3, 1), [NORM])
    desk.add_document(dossier.id, "beleid.txt", BytesIO(b"Het beleid is vastgesteld."))
    kept = desk.add_document(dossier.id, "beleid.txt", BytesIO(b"Het beleid is opnieuw vastgesteld."))
    gone = desk.add_document(dossier.id, "oud.txt", BytesIO(b"Een oud stuk."))
    desk.remove_document(dossier.id, gone.id)
    desk.correct(dossier.id, kept.sha256, FactField.ADOPTED, "2025-06-01", "staat op de omslag")
    for status in (Status.NIET_AANGETROFFEN, Status.DEELS):
        job = store.create_job(dossier.id, JobKind.ASSESS, desk.person.name, norm_ids=[NORM])
        record = store.keep_assessment(dossier.id, job.id, assessment_of(dossier, status))
        store.update_job(job.id, state=JobState.DONE, ended=datetime.now(UTC))
    other = Desk(store, store.welcome("els@gemeente.nl", "Els de Vries", Role.BEHEERDER))
    outside = OutsideEvidence(
        kind=OutsideKind.INTERVIEW, source="de griffier", text="Dat doen wij.", stance=State.IN_FORCE
    )
    changes = [
        Change(field=ReviewField.STATUS, new=Status.VOLDOET.value),
        Change(field=ReviewField.OUTSIDE, key="k1", new=outside.model_dump(mode="json")),
    ]
    desk.save(dossier.id, NORM, "1.2", changes, seen=0, assessment_id=record.id, why="gesprek van 3 maart")
    note = [Change(field=ReviewField.NOTE, key="n1", new="Navragen: “hoe vaak?”")]
    other.save(dossier.id, NORM, "1.2", note, seen=1, assessment_id=record.id)
    other.undo(dossier.id, NORM, "1.2", 2, seen=2, why="bij nader inzien")
    reviewed = [Change(field=ReviewField.REVIEWED, new=True)]
    desk.save(dossier.id, NORM, "1.3", reviewed, seen=0, assessment_id=record.id)
    return desk.dossier(dossier.id)


def told(desk: Desk, dossier_id: str, *, ids: bool = True) -> dict[str, Any]:
    """All that a person can see of a dossier. Without `ids`: as it is under whatever numbers it has."""
    documents = desk.documents(dossier_id, removed=True)
    numbers = {each.id: f"document {n}" for n, each in enumerate(documents)}
    records = desk.assessments(dossier_id)
    numbers |= {each.id: f"assessment {n}" for n, each in enumerate(records)}
    numbers |= {each.id: f"job {n}" for n, each in enumerate(desk.jobs(dossier_id))}
    numbers |= {dossier_id: "dossier", "": ""}
    seen: dict[str, Any] = {
        "dossier": desk.dossier(dossier_id).model_dump(mode="json", exclude={"owner"}),
        "documents": [each.model_dump(mode="json") for each in documents],
        "files": [desk.original(dossier_id, each.sha256)[1].read_bytes() for each in documents],
        "corrections": [each.model_dump(mode="json") for each in desk.corrections(dossier_id)],
        "jobs": [each.model_dump(mode="json") for each in desk.jobs(dossier_id)],
        "records": [each.model_dump(mode="json") for each in records],
        "assessments": [desk.assessment(dossier_id, each.id).model_dump(mode="json") for each in records],
        "edits": [each.model_dump(mode="json") for each in desk.edits(dossier_id, NORM)],
    }
    return seen if ids else _renamed(seen, numbers)


def _renamed(value: Any, numbers: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: _renamed(each, numbers) for name, each in value.items()}
    if isinstance(value, list):
        return [_renamed(each, numbers) for each in value]
    return numbers.get(value, value) if isinstance(value, str) else value
