"""One database, SQLite in a file or PostgreSQL by its address, and the two ways into it: to read and to write."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from analyzer.store.errors import StoreUnavailable

FILE = "normtoets.db"
_PATIENCE = 30  # seconds to wait for another writer, or for a connection
_IMPATIENCE = 2  # seconds to wait for who reads, where others wait for us
_WRITES = "normtoets_writes"


class Database:
    """Safe between threads. `url` carries the password, if there is one: it is for drivers, never for messages."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self.engine = _engine(url)
        self._writer = self.engine.execution_options(**{_WRITES: True})
        # SQLite's own waiting is by trying again, which leaves some waiting long: within this process they take turns.
        self._turn = threading.Lock() if self.embedded else None

    @property
    def embedded(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Raises StoreUnavailable."""
        with _told(), Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction: on disk when this ends, nothing of it when it is left by an error. On SQLite there is one
        writer at a time. Raises StoreUnavailable."""
        with _told(), self._turns(), Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def changing(self) -> Iterator[Connection]:
        """As `writing`, for whoever works with the rows as they are."""
        with _told(), self._turns(), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def opening(self, *, writes: bool = False) -> Iterator[Connection]:
        """For whoever looks whether the tables are there, or makes them. Raises StoreUnavailable."""
        with _told(_CLOSED), (self._writer if writes else self.engine).begin() as connection:
            yield connection

    @contextmanager
    def _turns(self) -> Iterator[None]:
        if self._turn is None:
            yield
            return
        if not self._turn.acquire(timeout=_PATIENCE):
            raise StoreUnavailable(_FAILED)
        try:
            yield
        finally:
            self._turn.release()

    def overwrite(self) -> None:
        """Empties SQLite's log of changes, in which what was deleted still stands. While someone reads for long it is
        left to a next time. A server does so in its own time."""
        if not self.embedded:
            return
        with self._turns():
            connection = self.engine.raw_connection()  # in a transaction it is refused
            try:
                cursor = connection.cursor()
                cursor.execute(f"PRAGMA busy_timeout = {_IMPATIENCE * 1000}")
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                cursor.execute(f"PRAGMA busy_timeout = {_PATIENCE * 1000}")
                cursor.close()
            finally:
                connection.close()

    def close(self) -> None:
        self.engine.dispose()


def address_of(folder: Path, url: str | None) -> URL:
    """Where the database is: the one that `url` names, or else a file in the folder. Raises StoreUnavailable."""
    if url is None:
        return URL.create("sqlite", database=str(folder / FILE))
    try:
        given = make_url(url)
    except ArgumentError:
        given = None
    if given is None or given.drivername not in ("postgresql", "postgres", "postgresql+psycopg"):
        raise StoreUnavailable(  # the address itself is left out: it may hold a password
            "Het adres van de database klopt niet. Geef het als postgresql://gebruiker:wachtwoord@server/database, of "
            "laat het weg: dan staat de database in een bestand in de gegevensmap."
        )
    return given.set(drivername="postgresql+psycopg")


def _engine(url: URL) -> Engine:
    if url.get_backend_name() == "sqlite":
        _private(Path(str(url.database)))
        engine = create_engine(
            url, connect_args={"timeout": _PATIENCE, "check_same_thread": False}, pool_size=10, max_overflow=50
        )
        event.listen(engine, "connect", _set_up)
        event.listen(engine, "begin", _begin)
        return engine
    return create_engine(
        url,
        connect_args={"connect_timeout": 10},
        pool_size=5,
        max_overflow=35,
        pool_timeout=_PATIENCE,
        pool_pre_ping=True,  # a server may have restarted since
    )


def _private(path: Path) -> None:
    """Makes the file, readable for its owner alone, before SQLite would make it readable for all."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    except OSError as exc:
        raise StoreUnavailable(
            f"De database in '{path.parent}' kan niet worden geopend ({exc.strerror}). Controleer of de map bestaat en "
            "of u daar mag schrijven."
        ) from exc


def _set_up(connection: Any, record: object) -> None:
    connection.isolation_level = None  # the driver starts no transactions of its own; see `_begin`
    for setting in (
        f"busy_timeout = {_PATIENCE * 1000}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "trusted_schema = OFF",
        "secure_delete = ON",  # what is deleted is overwritten in the file; not every SQLite does so by itself
    ):
        connection.execute(f"PRAGMA {setting}").close()


def _begin(connection: Connection) -> None:
    """A writer says so at once: one who first reads and then wants to write could be refused halfway."""
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


_FAILED = (
    "De database is nu niet bereikbaar, of er kan niet in worden geschreven (schijf vol, of te druk). Wat u zojuist "
    "deed is niet bewaard: laat de pagina open staan en probeer het over een minuut opnieuw."
)
_CLOSED = (
    "De database kan niet worden geopend: zij is onbereikbaar of beschadigd, of u hebt er geen rechten op. Controleer "
    "het adres en de rechten, of zet een reservekopie terug."
)


@contextmanager
def _told(message: str = _FAILED) -> Iterator[None]:
    """Errors of the database as one that the user can read. A broken rule of a table is the caller's to explain."""
    try:
        yield
    except IntegrityError:
        raise
    except (DBAPIError, PoolTimeout) as exc:
        raise StoreUnavailable(message) from exc
