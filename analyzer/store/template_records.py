"""The organisation's own template for Word papers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from analyzer.store.records import storable
from analyzer.store.tables import WordTemplateRow
from analyzer.store.values import WordTemplate

_ONLY = "papers"


def read(session: Session) -> WordTemplate | None:
    row = session.get(WordTemplateRow, _ONLY)
    return None if row is None else WordTemplate(name=row.name, content=row.content, at=row.at, by=row.by)


def keep(session: Session, name: str, content: bytes, by: str, now: datetime) -> None:
    """In the place of the one before."""
    session.merge(WordTemplateRow(id=_ONLY, name=storable(name)[:200], content=content, at=now, by=storable(by)))


def drop(session: Session) -> bool:
    """Whether there was one."""
    row = session.get(WordTemplateRow, _ONLY)
    if row is not None:
        session.delete(row)
    return row is not None
