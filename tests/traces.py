"""Looks for words wherever a store keeps anything: in every row of every table, and in every byte on the disk."""

from __future__ import annotations

import base64
import binascii
import zlib
from pathlib import Path

from sqlalchemy import inspect, text

from analyzer.store.store import Store


def tables_with(store: Store, words: str) -> set[str]:
    """The tables with a row in which these words stand; those of other programs in the same database too."""
    found = set()
    with store.database.opening() as connection:
        inspector = inspect(connection)
        for schema in inspector.get_schema_names():
            if schema == "information_schema":
                continue
            for table in inspector.get_table_names(schema):
                rows = connection.execute(text(f'SELECT * FROM "{schema}"."{table}"')).all()
                if any(words in _readable(value) for row in rows for value in row):
                    found.add(table)
    return found


def files_with(folder: Path, words: str) -> set[str]:
    """The files, by their path in the folder, with these words in their name or anywhere in their bytes."""
    looked_for = [words.encode("utf-8"), *_in_base64(words)]
    found = set()
    for path in folder.rglob("*"):
        place = path.relative_to(folder).as_posix()
        content = path.read_bytes() if path.is_file() else b""
        if words in place or any(each in content for each in looked_for):
            found.add(place)
    return found


def _readable(value: object) -> str:
    """A value as text; what is compressed, or pickled in base64, too."""
    if isinstance(value, bytes | memoryview):
        content = bytes(value)
        try:
            return zlib.decompress(content).decode("latin-1")
        except zlib.error:
            return content.decode("latin-1")
    told = str(value)
    try:
        return told + base64.b64decode(told, validate=True).decode("latin-1")
    except (binascii.Error, ValueError):
        return told


def _in_base64(words: str) -> list[bytes]:
    """The middle of the words as base64 has it, wherever they begin in what was encoded."""
    return [base64.b64encode(b"\0" * shift + words.encode("utf-8"))[4:-4] for shift in range(3)]
