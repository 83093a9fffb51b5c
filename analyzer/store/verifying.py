"""Whether what is stored is whole: every file there and unchanged, every edit in its row, every assessment readable."""

from __future__ import annotations

import hashlib
import zlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from analyzer.review.folding import fold
from analyzer.review.values import Review
from analyzer.store.assessment_records import assessment_of
from analyzer.store.records import correction_of, document_of, dossier_of, edit_of, job_of, record_of, strings
from analyzer.store.store import Store
from analyzer.store.tables import (
    AssessmentRow,
    CorrectionRow,
    DocumentRow,
    DossierRow,
    EditRow,
    JobRow,
    NormRow,
)
from analyzer.types import Norm
from ingest.types import Frozen

_PIECE = 1 << 20  # bytes


class Verdict(Frozen):
    """How much was looked at, and what is wrong: `faults` in Dutch, none where all is well.

    `strays`: files beneath the originals that no dossier has; they do no harm.
    """

    dossiers: int = 0
    documents: int = 0
    assessments: int = 0
    edits: int = 0
    strays: int = 0
    faults: tuple[str, ...] = ()


def verify(store: Store) -> Verdict:
    """Reads everything. Raises StoreUnavailable where the database cannot be read at all."""
    faults: list[str] = []
    with store.originals.held(), store.database.reading() as session:
        if store.database.embedded:
            faults += _broken_file(session)
        names = {row.id: row.name for row in session.scalars(select(DossierRow))}
        for row in session.scalars(select(DossierRow)):
            faults += _unreadable(f"dossier '{row.name}'", partial(dossier_of, row))
        documents = session.scalars(select(DocumentRow)).all()
        for each in documents:
            faults += _unreadable(f"document '{each.name}'", partial(document_of, each))
        faults += _files(store, {each.sha256: each.name for each in documents})
        for one in session.scalars(select(CorrectionRow)):
            faults += _unreadable("een verbetering van een feit", partial(correction_of, one))
        faults += _jobs(session)
        assessments, more = _assessments(session)
        edits, wrong = _edits(session, names, assessments)
    known = {each.sha256 for each in documents}
    strays = sum(path.is_file() and path.name not in known for path in store.originals.folder.glob("??/*"))
    return Verdict(
        dossiers=len(names),
        documents=len(documents),
        assessments=len(assessments),
        edits=edits,
        strays=strays,
        faults=tuple([*faults, *more, *wrong]),
    )


def _broken_file(session: Session) -> list[str]:
    """What SQLite itself finds wrong."""
    told = [str(each) for each in session.scalars(text("PRAGMA integrity_check(20)")) if each != "ok"]
    loose = session.execute(text("PRAGMA foreign_key_check")).all()
    return [
        *(f"De database is beschadigd: {each}." for each in told),
        *(f"In de database verwijst een rij van '{each[0]}' naar iets dat er niet is." for each in loose[:20]),
    ]


def _files(store: Store, names: dict[str, str]) -> list[str]:
    faults = []
    for sha256, name in sorted(names.items()):
        path = store.originals.path(sha256)
        if not path.is_file():
            faults.append(f"Het bestand van '{name}' ontbreekt ({path}). Zet het terug uit een back-up.")
        elif _digest(path) != sha256:
            faults.append(f"Het bestand van '{name}' is veranderd ({path}). Zet het terug uit een back-up.")
    return faults


def _digest(path: Path) -> str:
    total = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            total.update(piece)
    return total.hexdigest()


def _jobs(session: Session) -> list[str]:
    faults = []
    of = {row.id: row.dossier for row in session.scalars(select(AssessmentRow))}
    for row in session.scalars(select(JobRow)):
        told = f"toets {row.id}"
        faults += _unreadable(told, partial(job_of, row))
        try:
            gone = [each for each in strings(row.assessments) if of.get(each) != row.dossier]
        except ValueError:
            continue
        if gone:
            faults.append(f"Van {told} ontbreekt een uitkomst.")
    return faults


def _assessments(session: Session) -> tuple[dict[str, str], list[str]]:
    """The dossier of each assessment that can be read, and what is wrong with the others."""
    found: dict[str, str] = {}
    faults: list[str] = []
    norms = {row.digest: row.content for row in session.scalars(select(NormRow))}
    for row in session.scalars(select(AssessmentRow)):
        try:
            record_of(row)
            made = assessment_of(zlib.decompress(row.content))
            content = zlib.decompress(norms[row.norm])
            norm = Norm.model_validate_json(content)
            if hashlib.sha256(content).hexdigest() != row.norm or (norm.id, norm.version) != (
                made.norm_id,
                made.norm_version,
            ):
                raise ValueError("another norm")
        except (ValidationError, ValueError, KeyError, zlib.error) as exc:
            faults.append(f"De uitkomst {row.id} is niet te lezen ({type(exc).__name__}).")
            continue
        found[row.id] = row.dossier
    return found, faults


def _edits(session: Session, names: dict[str, str], assessments: dict[str, str]) -> tuple[int, list[str]]:
    faults: list[str] = []
    chains: dict[tuple[str, str, str], list[EditRow]] = defaultdict(list)
    for row in session.scalars(select(EditRow).order_by(EditRow.number)):
        chains[row.dossier, row.norm_id, row.ambition].append(row)
    for (dossier, norm_id, ambition), rows in chains.items():
        where = f"dossier '{names.get(dossier, dossier)}', {norm_id} {ambition}"
        if [row.number for row in rows] != list(range(1, len(rows) + 1)):
            faults.append(f"Bij {where} ontbreekt een wijziging.")
        if any(row.assessment and assessments.get(row.assessment) != dossier for row in rows):
            faults.append(f"Bij {where} verwijst een wijziging naar een uitkomst die er niet is.")
        faults += _unreadable(where, partial(_folded, ambition, rows))
    return sum(map(len, chains.values())), faults


def _folded(ambition: str, rows: Sequence[EditRow]) -> Review:
    return fold(ambition, [edit_of(row) for row in rows])


def _unreadable(what: str, read: Callable[[], object]) -> list[str]:
    try:
        read()
    except (ValidationError, ValueError, KeyError) as exc:
        return [f"Niet te lezen: {what} ({type(exc).__name__})."]
    return []
