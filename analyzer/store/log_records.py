"""The log of who did what, when, from where and with what result; for whoever must answer for it afterwards."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from analyzer.store.records import storable
from analyzer.store.tables import LogRow
from ingest.types import Frozen


class Action(StrEnum):
    SIGN_IN = "aanmelden"
    SIGN_OUT = "afmelden"
    CREATE = "dossier gemaakt"
    CHANGE = "dossier gewijzigd"
    DELETE = "dossier verwijderd"
    SHARE = "gedeeld"
    UNSHARE = "niet meer gedeeld"
    UPLOAD = "document toegevoegd"
    REMOVE = "document verwijderd"
    DOWNLOAD = "document opgehaald"
    EXPORT = "dossier uitgevoerd"
    IMPORT = "dossier ingelezen"
    REPORT = "rapport opgehaald"
    SPREADSHEET = "werkblad ingelezen"
    TEMPLATE = "sjabloon gewijzigd"
    ROLE = "rol gewijzigd"
    PASSWORD = "wachtwoord gewijzigd"


class Result(StrEnum):
    DONE = "gelukt"
    REFUSED = "geweigerd"


class LogLine(Frozen):
    """`who`: a login, or "" for a stranger; `subject`: the dossier, person or file it was about; `source`: an address
    on the network, or "" for the computer itself."""

    at: datetime
    who: str
    action: str
    subject: str = ""
    result: str = Result.DONE
    source: str = ""


def note(session: Session, line: LogLine) -> None:
    session.add(
        LogRow(
            at=line.at,
            who=storable(line.who)[:320],
            action=str(line.action),
            subject=storable(line.subject)[:2000],
            result=str(line.result),
            source=storable(line.source)[:200],
        )
    )


def lines(session: Session, limit: int) -> tuple[LogLine, ...]:
    """The newest first."""
    rows = session.scalars(select(LogRow).order_by(LogRow.number.desc()).limit(limit))
    return tuple(
        LogLine(at=row.at, who=row.who, action=row.action, subject=row.subject, result=row.result, source=row.source)
        for row in rows
    )
