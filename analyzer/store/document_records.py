"""The documents of a dossier and the corrections of their facts."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from analyzer.store.access import Case
from analyzer.store.corrections import corrected, text_of, value_of
from analyzer.store.errors import InvalidChange, NoSuchItem
from analyzer.store.originals import Arrived
from analyzer.store.reading_records import newest
from analyzer.store.records import correction_of, document_of, key_of, name_of, storable
from analyzer.store.tables import CorrectionRow, DocumentRow
from analyzer.store.values import FactCorrection, FactField, StoredDocument
from ingest.pipeline import MAX_FILES

_LONGEST_NAME = 200  # bytes: what every file system takes, with room for an ending
_LONGEST_WHY = 2000  # characters


def file_name_of(given: str) -> str:
    """Raises InvalidChange for what is no name of a file."""
    name = name_of(given)
    if not name or name in (".", "..") or any(each in name for each in "/\\") or not name.isprintable():
        raise InvalidChange(f"‘{name}’ is geen bestandsnaam. Geef het bestand een gewone naam en voeg het opnieuw toe.")
    if len(name.encode("utf-8")) > _LONGEST_NAME:
        raise InvalidChange("De naam van dit bestand is te lang. Geef het een kortere naam en voeg het opnieuw toe.")
    return name


def of_dossier(session: Session, dossier_id: str, *, removed: bool = False) -> tuple[StoredDocument, ...]:
    """By name; of the same name the one that is there first."""
    chosen = select(DocumentRow).where(DocumentRow.dossier == dossier_id)
    if not removed:
        chosen = chosen.where(DocumentRow.removed.is_(None))
    found = map(document_of, session.scalars(chosen))
    return tuple(sorted(found, key=lambda each: (each.name.casefold(), each.removed is not None, each.added, each.id)))


def by_content(session: Session, dossier_id: str, sha256: str) -> StoredDocument:
    """A document that belongs, or belonged, to the dossier. Raises NoSuchItem."""
    chosen = select(DocumentRow).where(DocumentRow.dossier == dossier_id, DocumentRow.sha256 == key_of(sha256))
    rows = sorted(session.scalars(chosen), key=lambda row: (row.removed is None, row.added))
    if not rows:
        raise NoSuchItem(_GONE)
    return document_of(rows[-1])


def add(session: Session, case: Case, name: str, arrived: Arrived, now: datetime) -> tuple[StoredDocument, bool]:
    """Whether it is new comes second. `name`: from `file_name_of`."""
    standing = {row.folded: row for row in _standing(session, case.row.id)}
    before = standing.get(name.casefold())
    same = next((row for row in standing.values() if row.sha256 == arrived.sha256), None)
    if same is not None and before is not None and before is not same:
        raise InvalidChange(
            f"De nieuwe inhoud van ‘{before.name}’ is gelijk aan ‘{same.name}’, dat al in dit dossier zit. Er is niets "
            f"gewijzigd. Verwijder ‘{before.name}’ als dat document vervalt."
        )
    if same is not None:
        return document_of(same), False
    if before is None and len(standing) >= MAX_FILES:
        raise InvalidChange(f"In een dossier passen ten hoogste {MAX_FILES} documenten. Verwijder er eerst een paar.")
    moment = case.touch(now)
    if before is not None:
        before.removed = moment
        session.flush()
    row = DocumentRow(
        id=uuid.uuid4().hex,
        dossier=case.row.id,
        name=name,
        folded=name.casefold(),
        sha256=arrived.sha256,
        size=arrived.size,
        added=moment,
        added_by=case.person.name,
        replaces=None if before is None else before.id,
    )
    session.add(row)
    session.flush()
    return document_of(row), True


def remove(session: Session, case: Case, document_id: str, now: datetime) -> StoredDocument:
    """Raises NoSuchItem. One that was removed already stays as it is."""
    row = session.get(DocumentRow, key_of(document_id))
    if row is None or row.dossier != case.row.id:
        raise NoSuchItem(_GONE)
    if row.removed is None:
        row.removed = case.touch(now)
    return document_of(row)


def _standing(session: Session, dossier_id: str) -> Sequence[DocumentRow]:
    chosen = select(DocumentRow).where(DocumentRow.dossier == dossier_id, DocumentRow.removed.is_(None))
    return session.scalars(chosen).all()


_GONE = "Dit document hoort niet (meer) bij dit dossier. Laad de pagina opnieuw."

# --- facts -----------------------------------------------------------------------------------------------------------


def corrections(session: Session, dossier_id: str, sha256: str | None = None) -> tuple[FactCorrection, ...]:
    """In the order in which they were made."""
    chosen = select(CorrectionRow).where(CorrectionRow.dossier == dossier_id)
    if sha256 is not None:
        chosen = chosen.where(CorrectionRow.sha256 == sha256)
    return tuple(map(correction_of, session.scalars(chosen.order_by(CorrectionRow.number))))


def correct(
    session: Session, case: Case, sha256: str, field: FactField, new: str | None, why: str, now: datetime
) -> FactCorrection:
    by_content(session, case.row.id, sha256)
    checked = None if new is None else _checked(field, new)
    before = corrections(session, case.row.id, sha256)
    latest = next((each.new for each in reversed(before) if each.field is field), None)
    if checked == latest:
        raise InvalidChange("Dit gegeven staat er al zo. Er is niets gewijzigd.")
    read = newest(session, [sha256]).get(sha256)
    row = CorrectionRow(
        dossier=case.row.id,
        sha256=sha256,
        field=field.value,
        old=None if read is None else text_of(corrected(read.facts, before), field),
        new=checked,
        author=case.person.name,
        author_id=case.person.id,
        at=case.touch(now),
        why=storable(why).strip()[:_LONGEST_WHY],
    )
    session.add(row)
    session.flush()
    return correction_of(row)


def _checked(field: FactField, new: str) -> str:
    text = name_of(new)
    try:
        value_of(field, text)
    except ValueError as exc:
        raise InvalidChange(_WRONG[field]) from exc
    return text


_DATE = "Dit is geen datum. Schrijf jaar-maand-dag, bijvoorbeeld 2024-03-12."
_WRONG = {
    FactField.TITLE: "Deze titel is te lang. Gebruik ten hoogste 500 tekens.",
    FactField.GENRE: "Kies een soort document uit de lijst.",
    FactField.ADOPTED: _DATE,
    FactField.STANDING: "Kies een status uit de lijst.",
    FactField.EFFECTIVE_FROM: _DATE,
    FactField.EFFECTIVE_UNTIL: _DATE,
}
