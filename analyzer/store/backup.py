"""A copy of everything that is stored: a folder that is itself a store, so that what was copied can be checked, and
worked with at once. Whatever database the store has, the copy has SQLite."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, insert, select, text

from analyzer.store.errors import StoreUnavailable
from analyzer.store.originals import Arrived
from analyzer.store.store import Store, open_store
from analyzer.store.tables import Base, CorrectionRow, DocumentRow, LogRow
from analyzer.store.verifying import Verdict, verify

_AT_ONCE = 500  # rows in memory


def back_up(store: Store, folder: Path) -> Verdict:
    """Copies the store into `folder`, which must be empty or not there, and checks the copy.

    What is saved meanwhile is in the copy whole or not at all. Raises StoreUnavailable, OSError.
    """
    _await_empty(folder)
    copy = open_store(folder)
    try:
        with store.originals.held():  # no file is dropped meanwhile
            _copy_rows(store, copy)
            _copy_files(store, copy)
        return verify(copy)
    finally:
        copy.close()


def restore(store: Store, folder: Path) -> Verdict:
    """Takes a copy by `back_up` into a store that has nothing yet, and checks it. Raises StoreUnavailable, OSError."""
    if not folder.is_dir() or not any(folder.iterdir()):
        raise StoreUnavailable(f"In '{folder}' staat geen back-up. Noem de map die 'dossier backup' heeft gemaakt.")
    if store.dossier_ids() or store.people():
        raise StoreUnavailable(
            "Er staan al dossiers of personen in deze gegevensmap. Zet een back-up terug in een lege: kies die met "
            "NORMTOETS_DATA, of met NORMTOETS_DATABASE een lege database."
        )
    source = open_store(folder)
    try:
        with source.originals.held():
            _copy_files(source, store)
            _copy_rows(source, store)
        return verify(store)
    finally:
        source.close()


def _await_empty(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise StoreUnavailable(f"'{folder}' is niet leeg. Kies voor de back-up een nieuwe of een lege map.")


def _copy_rows(source: Store, target: Store) -> None:
    """All rows of all tables, as they are at one moment."""
    with source.database.reading() as session, target.database.changing() as writer:
        if not source.database.embedded:
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        for table in Base.metadata.sorted_tables:
            found = session.execute(select(table).execution_options(yield_per=_AT_ONCE))
            for rows in found.mappings().partitions(_AT_ONCE):
                writer.execute(insert(table), [dict(row) for row in rows])
        if not target.database.embedded:
            _count_on(writer)


def _count_on(writer: Connection) -> None:
    """Rows that came with a number of their own leave PostgreSQL's counter behind."""
    for row in (CorrectionRow, LogRow):
        name = row.__tablename__
        writer.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'number'), max(number)) FROM {name}"))


def _copy_files(source: Store, target: Store) -> None:
    with source.database.reading() as session:
        wanted = sorted(set(session.scalars(select(DocumentRow.sha256))))
    for sha256 in wanted:
        path = source.originals.path(sha256)
        if not path.is_file():
            continue  # `verify` tells it
        with path.open("rb") as stream:
            arrived: Arrived = target.originals.receive(stream)
        target.originals.keep(arrived)
