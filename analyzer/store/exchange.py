"""A whole dossier as one zip: made here, and read by another installation, which then has all that this one has.

    manifest.json          which file has which SHA-256, and by what the zip was made
    dossier.json           the dossier, its documents, corrections, runs, assessments and edits
    assessments/<id>.json  the assessments in full
    norms/<digest>.json    the norms as they were when these were made
    originals/<sha256>     the files as they were uploaded, those that were removed since too

Who may see the dossier does not travel, nor do passwords, models, or what can be made again. A zip proves nothing about
who wrote it: whoever reads it in takes it from someone they trust.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from analyzer.store.desk import Desk
from analyzer.store.errors import NoSuchDossier, NotAllowed, StoreUnavailable
from analyzer.store.intake import EDITION, FORMAT, read_dossier
from analyzer.store.log_records import Action
from analyzer.store.plain_rows import plain
from analyzer.store.store import Store
from analyzer.store.tables import (
    AssessmentRow,
    Base,
    CorrectionRow,
    DocumentRow,
    DossierRow,
    EditRow,
    JobRow,
    NormRow,
)
from analyzer.store.values import Dossier, Role
from analyzer.version import VERSION

_PIECE = 1 << 20  # bytes

R = TypeVar("R", bound=Base)


def export_dossier(desk: Desk, dossier_id: str, file: IO[bytes]) -> Dossier:
    """Writes the zip, for whoever may see the dossier. Raises NoSuchDossier, StoreUnavailable, OSError."""
    dossier = desk.dossier(dossier_id)
    write_dossier(desk.store, dossier_id, file)
    desk.store.log(desk.person.login, Action.EXPORT, dossier_id, source=desk.source)
    return dossier


def write_dossier(store: Store, dossier_id: str, file: IO[bytes]) -> None:
    """Writes the zip without asking who asks. Raises NoSuchDossier, StoreUnavailable, OSError."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
        parcel = _Parcel(archive)
        with store.originals.held(), store.database.reading() as session:  # held: no file is dropped meanwhile
            row = session.get(DossierRow, dossier_id)
            if row is None:
                raise NoSuchDossier
            documents = _rows(session, DocumentRow, dossier_id)
            assessments = _rows(session, AssessmentRow, dossier_id)
            told = {
                "dossier": plain(row),
                "documents": [plain(each) for each in documents],
                "corrections": [plain(each) for each in _rows(session, CorrectionRow, dossier_id)],
                "jobs": [plain(each) for each in _rows(session, JobRow, dossier_id)],
                "assessments": [plain(each) for each in assessments],
                "edits": [plain(each) for each in _rows(session, EditRow, dossier_id)],
            }
            parcel.put("dossier.json", json.dumps(told, ensure_ascii=False, indent=1).encode("utf-8"))
            for each in assessments:
                parcel.put(f"assessments/{each.id}.json", zlib.decompress(each.content))
            for digest in sorted({each.norm for each in assessments}):
                parcel.put(f"norms/{digest}.json", zlib.decompress(session.get_one(NormRow, digest).content))
            for sha256 in sorted({each.sha256 for each in documents}):
                parcel.copy(f"originals/{sha256}", store.originals.path(sha256))
        parcel.close()


def import_dossier(desk: Desk, file: IO[bytes]) -> Dossier:
    """The dossier of a zip, which from now on is the person's. Raises NotAllowed (a lezer), and as `read_dossier`."""
    if desk.person.role is Role.LEZER:
        raise NotAllowed("Als lezer kunt u geen dossier inlezen. Vraag de beheerder om een andere rol.")
    return read_dossier(desk.store, file, desk.person)


class _Parcel:
    """A zip that remembers what is in it."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._files: dict[str, str] = {}

    def put(self, name: str, content: bytes) -> None:
        self._files[name] = hashlib.sha256(content).hexdigest()
        self._archive.writestr(name, content)

    def copy(self, name: str, path: Path) -> None:
        """Raises StoreUnavailable where the file is not there."""
        total = hashlib.sha256()
        try:
            with path.open("rb") as source, self._archive.open(name, "w", force_zip64=True) as target:
                while piece := source.read(_PIECE):
                    total.update(piece)
                    target.write(piece)
        except FileNotFoundError as exc:
            raise StoreUnavailable(
                "Een document van dit dossier staat niet meer in de gegevensmap. Voer 'normtoets dossier verify' uit "
                "om te zien welk, en zet het terug uit een back-up."
            ) from exc
        self._files[name] = total.hexdigest()

    def close(self) -> None:
        """Writes the manifest."""
        manifest = {
            "format": FORMAT,
            "edition": EDITION,
            "made": datetime.now(UTC).isoformat(timespec="seconds"),
            "normtoets": VERSION,
            "files": self._files,
        }
        self._archive.writestr("manifest.json", json.dumps(manifest, indent=1))


def _rows(session: Session, kind: type[R], dossier_id: str) -> Sequence[R]:
    table = Base.metadata.tables[kind.__tablename__]
    chosen = select(kind).where(table.c.dossier == dossier_id).order_by(*table.primary_key)
    return session.scalars(chosen).all()
