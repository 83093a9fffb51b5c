"""What was read of the files, summed up in the database: derived, and the same for every dossier that has the file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from pydantic import ValidationError
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from analyzer.store.corrections import summarised
from analyzer.store.tables import ReadingRow
from analyzer.store.values import FactCorrection
from analyzer.types import DocumentSummary
from ingest.edition import edition
from ingest.types import DocumentFacts, Frozen


class Kept(Frozen):
    """What was read of a file, whatever dossier it is in. `facts`: as they were read, before any correction."""

    sha256: str
    summary: DocumentSummary
    facts: DocumentFacts = DocumentFacts()


def keep(session: Session, kept: Kept, now: datetime) -> None:
    session.merge(
        ReadingRow(
            sha256=kept.sha256,
            edition=edition(),
            at=now,
            summary=_named(kept.summary, kept.sha256).model_dump_json(),
            facts=kept.facts.model_dump_json(),
        )
    )


def drop(session: Session, sha256s: Sequence[str]) -> None:
    """By every edition of the readers."""
    session.execute(delete(ReadingRow).where(ReadingRow.sha256.in_(sha256s)))


def current(session: Session, sha256s: Sequence[str]) -> frozenset[str]:
    """Those that this edition of the readers read."""
    chosen = select(ReadingRow.sha256).where(ReadingRow.sha256.in_(sha256s), ReadingRow.edition == edition())
    return frozenset(session.scalars(chosen))


def newest(session: Session, sha256s: Sequence[str]) -> dict[str, Kept]:
    """By sha256; of a file that only an earlier edition read, what that one read."""
    rows = session.scalars(select(ReadingRow).where(ReadingRow.sha256.in_(sha256s)).order_by(ReadingRow.at))
    found: dict[str, Kept] = {}
    for row in sorted(rows, key=lambda each: (each.edition == edition(), each.at)):
        try:
            summary = DocumentSummary.model_validate_json(row.summary)
            facts = DocumentFacts.model_validate_json(row.facts)
        except ValidationError:  # kept by another version; it will be read again
            continue
        found[row.sha256] = Kept(sha256=row.sha256, summary=summary, facts=facts)
    return found


def shown(kept: Kept, name: str, corrections: Sequence[FactCorrection], peildatum: date) -> DocumentSummary:
    """The summary of a document as it is called in its dossier, with what people corrected."""
    named = _named(kept.summary, name).model_copy(update={"sha256": kept.sha256})
    return summarised(named, kept.facts, corrections, peildatum)


def _named(summary: DocumentSummary, name: str) -> DocumentSummary:
    """Under another name. It is kept under its sha256: the name in one dossier is nothing to another."""
    problems = tuple(each.replace(summary.name, name) for each in summary.problems)
    return summary.model_copy(update={"name": name, "problems": problems})
