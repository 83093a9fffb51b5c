"""Rows as JSON and back, column by column: for the file in which a dossier travels to another installation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from sqlalchemy import Date, LargeBinary

from analyzer.store.tables import Base, Moment

R = TypeVar("R", bound=Base)
Plain = dict[str, Any]


def plain(row: Base, *, without: tuple[str, ...] = ()) -> Plain:
    """The columns of a row, but for those that hold bytes and those named in `without`."""
    return {
        column.key: _told(getattr(row, column.key))
        for column in row.__table__.columns
        if column.key not in without and not isinstance(column.type, LargeBinary)
    }


def row_from(kind: type[R], values: Mapping[str, Any], **more: Any) -> R:
    """The row that `plain` told, with `more` set. Raises ValueError for a column that is missing, unknown or of
    another kind."""
    columns = {column.key: column for column in kind.__table__.columns}
    given = {**values, **more}
    if unknown := given.keys() - columns.keys():
        raise ValueError(f"no column {', '.join(sorted(unknown))}")
    made: dict[str, Any] = {}
    for name, column in columns.items():
        if name not in given:
            raise ValueError(f"no value for {name}")
        value = given[name]
        if value is None:
            if not column.nullable:
                raise ValueError(f"{name} is empty")
        elif isinstance(column.type, Moment):
            value = datetime.fromisoformat(_text(name, value)) if not isinstance(value, datetime) else value
            value = value if value.tzinfo is not None else value.replace(tzinfo=UTC)
        elif isinstance(column.type, Date):
            value = date.fromisoformat(_text(name, value))
        elif not isinstance(value, column.type.python_type) or (isinstance(value, bool) != _is_bool(column)):
            raise ValueError(f"{name} is of another kind")
        made[name] = value
    return kind(**made)


def _is_bool(column: Any) -> bool:
    return column.type.python_type is bool


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{name} is no text")
    return value


def _told(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
