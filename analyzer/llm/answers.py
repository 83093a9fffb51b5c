"""Answers kept by their content: the same question to the same model is asked once, also after a kill."""

from __future__ import annotations

import hashlib
import logging
import sqlite3
import threading
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

_log = logging.getLogger(__name__)
_TABLE = "CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, text TEXT NOT NULL)"
_WAIT = 30.0  # seconds for another writer
_BESIDE = ("", "-wal", "-shm")  # the files of a table, by what comes after its name


def answer_key(parts: Iterable[str]) -> str:
    """64 hex digits over all that decides an answer."""
    total = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        total.update(len(data).to_bytes(8, "big"))
        total.update(data)
    return total.hexdigest()


class Answers:
    """A table of answers in an SQLite file, written at once and durably. Safe between threads.

    Nothing here stops a run: a file that is broken is replaced, and where none can be used (another program holds it,
    the disk is full) answers are not kept. `path` None: nothing is kept. Only answers that passed every check belong
    here.
    """

    def __init__(self, path: Path | None) -> None:
        self._lock = threading.Lock()
        self._path = path
        self._table = _opened(path) if path is not None else None

    def get(self, key: str) -> str | None:
        rows = self._run("SELECT text FROM answers WHERE key = ?", key)
        return str(rows[0][0]) if rows else None

    def put(self, key: str, text: str) -> None:
        self._run("INSERT OR REPLACE INTO answers VALUES (?, ?)", key, text)

    def close(self) -> None:
        with self._lock:
            if self._table is not None:
                self._table.close()
            self._table = None

    def __enter__(self) -> Answers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _run(self, statement: str, *values: str) -> list[tuple[object, ...]]:
        """The rows; none where nothing is kept. A table that turns out to be broken is replaced, and asked again."""
        with self._lock:
            for _ in range(2):
                if self._table is None or self._path is None:
                    return []
                try:
                    with self._table:
                        return self._table.execute(statement, values).fetchall()
                except sqlite3.DatabaseError as exc:
                    if not _is_broken(exc):
                        _log.warning("an answer of the language model could not be kept or looked up: %s", exc)
                        return []
                    self._table.close()
                    self._table = _replaced(self._path)
            return []


def _opened(path: Path) -> sqlite3.Connection | None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return _connected(path)
    except (OSError, sqlite3.DatabaseError) as exc:
        if isinstance(exc, sqlite3.DatabaseError) and _is_broken(exc):
            return _replaced(path)
        _log.warning("answers of the language model are not kept in %s: %s", path, exc)
        return None


def _replaced(path: Path) -> sqlite3.Connection | None:
    try:
        for ending in _BESIDE:
            path.with_name(path.name + ending).unlink(missing_ok=True)
        return _connected(path)
    except (OSError, sqlite3.DatabaseError) as exc:
        _log.warning("answers of the language model are not kept in %s: %s", path, exc)
        return None


def _is_broken(error: sqlite3.DatabaseError) -> bool:
    """Whether the file itself is no sound table. One that another program holds is."""
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _connected(path: Path) -> sqlite3.Connection:
    table = sqlite3.connect(path, timeout=_WAIT, check_same_thread=False)
    try:
        table.execute("PRAGMA journal_mode = WAL")
        table.execute("PRAGMA synchronous = FULL")
        with table:
            table.execute(_TABLE)
    except sqlite3.DatabaseError:
        table.close()
        raise
    return table
