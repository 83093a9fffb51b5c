"""Assessments, each with the norm as it was: kept once, never changed, and read back as they were."""

from __future__ import annotations

import hashlib
import json
import uuid
import zlib
from collections import Counter
from datetime import datetime
from typing import Annotated

from pydantic import Field, TypeAdapter
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from analyzer.norms import load_norm
from analyzer.review.values import ToldAssessment
from analyzer.store.access import later
from analyzer.store.errors import InvalidChange, NoSuchItem
from analyzer.store.recent import Recent
from analyzer.store.records import key_of, listed, record_of, strings
from analyzer.store.tables import AssessmentRow, DossierRow, JobRow, NormRow
from analyzer.store.values import AssessmentRecord
from analyzer.types import Assessment, GapReport, Norm


class Shelf:
    """Reports by the id of their assessment; the last ones asked for are at hand. It asks nobody who they are."""

    def __init__(self) -> None:
        self._reports: Recent[str, GapReport] = Recent(16)
        self._norms: Recent[str, Norm] = Recent(6)

    def report(self, session: Session, assessment_id: str) -> GapReport:
        """Raises NoSuchItem."""
        return self._reports.get(assessment_id, lambda: self._read(session, assessment_id))

    def _read(self, session: Session, assessment_id: str) -> GapReport:
        found = session.execute(
            select(AssessmentRow.norm, AssessmentRow.content).where(AssessmentRow.id == assessment_id)
        ).first()
        if found is None:
            raise NoSuchItem(GONE)
        digest, content = found
        norm = self._norms.get(digest, lambda: _norm(session, digest))
        return GapReport(norm=norm, assessment=assessment_of(zlib.decompress(content)))


_KEPT: TypeAdapter[Assessment] = TypeAdapter(
    Annotated[Assessment | ToldAssessment, Field(union_mode="left_to_right")]  # each refuses what only the other has
)


def assessment_of(content: bytes) -> Assessment:
    """Reads JSON as it is kept. Raises ValidationError."""
    return _KEPT.validate_json(content)


GONE = "Deze toets hoort niet (meer) bij dit dossier. Kies een andere uit de lijst."


def keep(
    session: Session, dossier: DossierRow, job_id: str | None, assessment: Assessment, now: datetime, *, whole: bool
) -> AssessmentRecord:
    """The record of what was kept for this run and norm already, where there is one: one that is whole, and one that is
    not, of a run that was stopped and then went on. Raises InvalidChange where it was made against another version of
    the norm."""
    if job_id is not None:
        same = (AssessmentRow.norm_id == assessment.norm_id, AssessmentRow.whole == whole)
        if (row := session.scalar(select(AssessmentRow).where(AssessmentRow.job == job_id, *same))) is not None:
            return record_of(row)
    norm = load_norm(assessment.norm_id)
    if norm.version != assessment.norm_version:
        raise InvalidChange(
            f"Deze toets is gemaakt met een andere versie van de norm ({assessment.norm_version}) dan hier bekend is "
            f"({norm.version}). Voer de toets opnieuw uit."
        )
    row = _row(uuid.uuid4().hex, dossier.id, assessment, later(dossier, now))
    row.job, row.norm, row.whole = job_id, keep_norm(session, norm), whole
    session.add(row)
    if job_id is not None and (job := session.get(JobRow, job_id)) is not None:
        job.assessments = listed([*strings(job.assessments), row.id])
    session.flush()
    return record_of(row)


def keep_told(session: Session, id: str, dossier: DossierRow, report: GapReport, now: datetime) -> AssessmentRecord:
    """One that was read back from a report. `id`: that nothing has yet."""
    row = _row(id, dossier.id, report.assessment, later(dossier, now))
    row.norm, row.whole = keep_norm(session, report.norm), True
    session.add(row)
    session.flush()
    return record_of(row)


def _row(id: str, dossier_id: str, assessment: Assessment, made: datetime) -> AssessmentRow:
    """Without its norm, its run, and whether it is whole."""
    counts = Counter("" if each.status is None else each.status.value for each in assessment.findings)
    return AssessmentRow(
        id=id,
        dossier=dossier_id,
        norm_id=assessment.norm_id,
        norm_version=assessment.norm_version,
        peildatum=assessment.peildatum,
        made=made,
        judge=assessment.run.judge,
        counts=json.dumps(counts),
        documents=listed([each.sha256 for each in assessment.documents if each.read != "not"]),
        content=zlib.compress(assessment.model_dump_json().encode("utf-8")),
    )


def keep_norm(session: Session, norm: Norm) -> str:
    """The digest under which it is kept."""
    content = norm.model_dump_json().encode("utf-8")
    digest = hashlib.sha256(content).hexdigest()
    if session.get(NormRow, digest) is None:
        try:
            with session.begin_nested():
                session.add(NormRow(digest=digest, content=zlib.compress(content)))
        except IntegrityError:  # another run kept it, just now
            pass
    return digest


def norms_of(session: Session, norm_id: str, version: str) -> tuple[Norm, ...]:
    """The norm of that version in every wording that was kept."""
    same = (AssessmentRow.norm_id == key_of(norm_id), AssessmentRow.norm_version == version)
    digests = session.scalars(select(AssessmentRow.norm).where(*same).distinct().order_by(AssessmentRow.norm))
    return tuple(_norm(session, digest) for digest in digests.all())


def records(session: Session, dossier_id: str, norm_id: str | None = None) -> tuple[AssessmentRecord, ...]:
    """The newest first."""
    chosen = select(AssessmentRow).where(AssessmentRow.dossier == dossier_id)
    if norm_id is not None:
        chosen = chosen.where(AssessmentRow.norm_id == key_of(norm_id))
    return tuple(map(record_of, session.scalars(chosen.order_by(AssessmentRow.made.desc(), AssessmentRow.id))))


def record(session: Session, dossier_id: str, assessment_id: str) -> AssessmentRecord:
    """Raises NoSuchItem, also for one of another dossier."""
    row = session.get(AssessmentRow, key_of(assessment_id))
    if row is None or row.dossier != dossier_id:
        raise NoSuchItem(GONE)
    return record_of(row)


def _norm(session: Session, digest: str) -> Norm:
    row = session.get_one(NormRow, digest)
    return Norm.model_validate_json(zlib.decompress(row.content))
