"""Runs as they are kept: what was asked, how far it is, what came of it. Who carries them out is in `analyzer.jobs`."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from analyzer.store.access import later
from analyzer.store.dossier_records import BUSY
from analyzer.store.errors import InvalidChange, NoSuchItem
from analyzer.store.records import job_of, key_of, listed, storable
from analyzer.store.tables import DossierRow, JobRow
from analyzer.store.values import Job, JobKind, JobState, JudgeSettings

_LISTS = ("norm_ids", "told", "assessments")
_PLAIN = ("done", "of", "what", "problem", "started", "ended")


def create(
    session: Session,
    dossier: DossierRow,
    kind: JobKind,
    settings: JudgeSettings,
    norm_ids: Sequence[str],
    asked_by: str,
    now: datetime,
) -> Job:
    """Raises InvalidChange where a run of the same kind waits or works in the dossier already: there is one at a time.
    Documents may be read while a run that judges waits, and the other way about."""
    alike = (JobRow.dossier == dossier.id, JobRow.kind == kind.value, JobRow.state.in_(BUSY))
    if session.scalar(select(JobRow.id).where(*alike).limit(1)):
        raise InvalidChange("Er loopt al een toets in dit dossier. Wacht tot die klaar is, of stop die eerst.")
    row = JobRow(
        id=uuid.uuid4().hex,
        dossier=dossier.id,
        kind=kind.value,
        settings=settings.model_dump_json(),
        norm_ids=listed(norm_ids),
        state=JobState.WAITING.value,
        done=0,
        of=0,
        what="",
        told=listed(()),
        problem="",
        asked_by=asked_by,
        asked=later(dossier, now),
        assessments=listed(()),
    )
    session.add(row)
    session.flush()
    return job_of(row)


def update(session: Session, job_id: str, fields: dict[str, Any]) -> Job:
    """Raises NoSuchItem, and TypeError for what is no field, or none that changes."""
    row = session.get(JobRow, key_of(job_id), with_for_update=True)
    if row is None:
        raise NoSuchItem(GONE)
    for name, value in fields.items():
        if name == "state":
            row.state = JobState(value).value
        elif name in _LISTS:
            setattr(row, name, listed([storable(each) for each in value]))
        elif name in _PLAIN:
            setattr(row, name, storable(value) if isinstance(value, str) else value)
        else:
            raise TypeError(f"a job has no {name!r} that can change")
    session.flush()
    return job_of(row)


GONE = "Deze toets is er niet (meer). Laad de pagina opnieuw."


def find(session: Session, job_id: str) -> Job:
    """Raises NoSuchItem."""
    row = session.get(JobRow, key_of(job_id))
    if row is None:
        raise NoSuchItem(GONE)
    return job_of(row)


def of_dossier(session: Session, dossier_id: str) -> tuple[Job, ...]:
    """The newest first."""
    chosen = select(JobRow).where(JobRow.dossier == dossier_id)
    return tuple(map(job_of, session.scalars(chosen.order_by(JobRow.asked.desc(), JobRow.id))))


def unfinished(session: Session) -> tuple[Job, ...]:
    """The oldest first."""
    chosen = select(JobRow).where(JobRow.state.in_(BUSY)).order_by(JobRow.asked, JobRow.id)
    return tuple(map(job_of, session.scalars(chosen)))
