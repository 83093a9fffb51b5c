"""What a deleted dossier still has on the disk: noted when its rows go, so that a deletion that is broken off there is
ended later."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from analyzer.store.records import listed, strings
from analyzer.store.tables import DocumentRow, LeftoverRow

if TYPE_CHECKING:
    from analyzer.store.store import Store

_log = logging.getLogger(__name__)


def note(session: Session, dossier_id: str, files: Sequence[str]) -> None:
    """`files`: by sha256, those that no dossier has any more. In the transaction in which the dossier goes."""
    session.add(LeftoverRow(dossier=dossier_id, files=listed(files)))


def clear(store: Store) -> None:
    """Removes all that was noted; what the disk refuses to give up stays noted. To be called while `originals.held`."""
    with store.database.reading() as session:
        noted = {row.dossier: strings(row.files) for row in session.scalars(select(LeftoverRow))}
    for dossier_id, files in noted.items():
        try:
            _remove(store, dossier_id, files)
        except OSError as exc:
            _log.error("what is left of a deleted dossier cannot be removed yet: %s", type(exc).__name__)
            continue
        with store.database.writing() as session:
            row = session.get(LeftoverRow, dossier_id)
            if row is not None:  # else another process was at it too
                session.delete(row)


def _remove(store: Store, dossier_id: str, files: Sequence[str]) -> None:
    with store.database.reading() as session:
        back = set(session.scalars(select(DocumentRow.sha256).where(DocumentRow.sha256.in_(files))))
    for sha256 in files:
        if sha256 not in back:  # added to another dossier since
            store.originals.drop(sha256)
    work = store.work_folder(dossier_id)
    if work.exists():
        shutil.rmtree(work)
