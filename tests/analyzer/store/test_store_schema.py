"""The database itself: the tables that the migrations make, how it is opened, and what is told when it cannot be."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from databases import Place, Server
from filled_store import NORM, change, desk_of, made_dossier
from sqlalchemy import Connection, event, text

from analyzer.review.values import ReviewField
from analyzer.settings import database_url, store_folder
from analyzer.store.database import FILE, Database, address_of
from analyzer.store.errors import StoreInUse, StoreUnavailable
from analyzer.store.schema import REVISION, configuration, migrate, revision_of
from analyzer.store.store import Store, open_store
from analyzer.store.tables import Base
from analyzer.store.values import Role


def _differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, Base.metadata))


def test_the_migrations_make_the_tables_that_the_code_expects(store: Store) -> None:
    with store.database.opening() as connection:
        assert _differences(connection) == []
        assert revision_of(connection) == REVISION
        connection.execute(text("DROP INDEX ix_log_at"))
        assert len(_differences(connection)) == 1  # it would be seen


def test_the_newest_migration_is_the_one_the_code_names(store: Store) -> None:
    with store.database.opening() as connection:
        assert ScriptDirectory.from_config(configuration(connection)).get_heads() == [REVISION]


def test_every_migration_goes_back_and_forth(place: Place) -> None:
    database = Database(address_of(place.folder, place.url))
    try:
        with database.opening(writes=True) as connection:
            command.downgrade(configuration(connection), "base")
        with database.opening() as connection:
            assert revision_of(connection) is None
        migrate(database)
        with database.opening() as connection:
            assert _differences(connection) == []
    finally:
        database.close()


def test_a_database_of_a_newer_version_is_refused_and_left_alone(place: Place) -> None:
    database = Database(address_of(place.folder, place.url))
    with database.changing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreUnavailable, match="nieuwere versie"):
        open_store(place.folder, place.url)
    with database.opening() as connection:
        assert revision_of(connection) == "9999"
    database.close()


def test_sqlite_keeps_what_was_confirmed_and_holds_its_rules(embedded_store: Store) -> None:
    with embedded_store.database.reading() as session:
        for setting, value in (
            ("journal_mode", "wal"),
            ("synchronous", 2),
            ("foreign_keys", 1),
            ("busy_timeout", 30000),
        ):
            assert session.execute(text(f"PRAGMA {setting}")).scalar() == value


def test_a_writer_waits_for_a_writer_and_a_reader_for_nobody(embedded_store: Store) -> None:
    desk = desk_of(embedded_store, "anna")
    made = made_dossier(desk)
    with closing(sqlite3.connect(embedded_store.folder / FILE, timeout=0, isolation_level=None)) as other:
        with embedded_store.database.writing() as session:
            session.execute(text("SELECT 1"))
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("BEGIN IMMEDIATE")
            assert other.execute("SELECT count(*) FROM dossier").fetchone() == (1,)
        other.execute("BEGIN IMMEDIATE").execute("UPDATE person SET name = 'x'")
        assert desk.dossier(made.id) == made
        other.execute("ROLLBACK")


def test_what_fails_halfway_leaves_nothing(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.database.writing() as session:
        session.execute(text("DELETE FROM person"))
        _ = 1 / 0
    made = store.welcome("anna", "Anna", Role.LEZER)
    with pytest.raises(ZeroDivisionError), store.database.writing() as session:
        session.execute(text("DELETE FROM person"))
        _ = 1 / 0
    assert store.people() == (made,)


@pytest.mark.parametrize("url", ["mysql://u:geheim@h/d", "postgresql+asyncpg://u:geheim@h/d", "geheim", "sqlite:///x"])
def test_an_address_that_cannot_be_is_refused_without_telling_the_password(tmp_path: Path, url: str) -> None:
    with pytest.raises(StoreUnavailable, match="postgresql://") as caught:
        open_store(tmp_path / "x", url)
    assert "geheim" not in str(caught.value) and not (tmp_path / "x").exists()


def test_a_server_that_does_not_answer_is_told_without_the_password(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="kan niet worden geopend") as caught:
        open_store(tmp_path / "x", "postgresql://u:geheim@127.0.0.1:1/d")
    assert "geheim" not in str(caught.value)


def test_a_file_that_is_no_database_is_told_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"geen database, maar wel van iemand" * 100)
    with pytest.raises(StoreUnavailable, match="kan niet worden geopend"):
        open_store(tmp_path)
    assert (tmp_path / FILE).read_bytes().startswith(b"geen database")


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("x")
    with pytest.raises(StoreUnavailable, match="gegevensmap"):
        open_store(tmp_path / "x" / "y")


def test_a_table_that_is_gone_is_told_as_a_database_out_of_reach(embedded_store: Store) -> None:
    with embedded_store.database.changing() as connection:
        connection.execute(text("DROP TABLE password"))
    with pytest.raises(StoreUnavailable, match="niet bewaard"):
        embedded_store.password_hash("anna")


def test_a_full_disk_is_told_and_what_was_confirmed_stays(embedded_store: Store) -> None:
    desk = desk_of(embedded_store, "anna")
    made = made_dossier(desk)
    note = [change(ReviewField.RATIONALE, "lang " * 3000)]
    desk.save(made.id, NORM, "1.1", note, seen=0, assessment_id="")
    database = embedded_store.database
    with database.opening() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar()
    full = True

    def limit(connection: sqlite3.Connection, record: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages if full else 1_000_000}").close()

    event.listen(database.engine, "connect", limit)
    database.engine.dispose()
    with pytest.raises(StoreUnavailable, match="schijf vol"):
        desk.save(made.id, NORM, "1.2", note, seen=0, assessment_id="")
    assert len(desk.edits(made.id, NORM)) == 1
    full = False
    database.engine.dispose()
    desk.save(made.id, NORM, "1.2", note, seen=0, assessment_id="")
    assert len(desk.edits(made.id, NORM)) == 2


def test_a_server_that_restarted_is_found_again(tmp_path: Path, postgresql: Server) -> None:
    name = postgresql.create()
    with closing(open_store(tmp_path / "x", postgresql.url(name))) as store:
        made = store.welcome("anna", "Anna", Role.LEZER)
        with psycopg.connect(postgresql.url(), autocommit=True) as other:
            ended = other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
            assert ended.fetchall()
        assert store.people() == (made,)
    postgresql.drop(name)


def test_the_environment_says_where_the_data_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NORMTOETS_DATA", str(tmp_path))
    monkeypatch.delenv("NORMTOETS_DATABASE", raising=False)
    assert (store_folder(), database_url()) == (tmp_path / "dossiers", None)
    monkeypatch.setenv("NORMTOETS_DATABASE", " postgresql://u@h/d ")
    assert database_url() == "postgresql://u@h/d"


def test_one_process_at_a_time_carries_out_the_runs(place: Place) -> None:
    first, second = open_store(place.folder, place.url), open_store(place.folder, place.url)
    try:
        first.own()
        first.own()
        with pytest.raises(StoreInUse, match="al in gebruik"):
            second.own()
        assert second.people() == ()  # and the other may still read and write
        first.close()
        second.own()
    finally:
        first.close()
        second.close()


def test_a_store_that_was_closed_and_opened_again_has_everything(place: Place) -> None:
    store = open_store(place.folder, place.url)
    made = made_dossier(desk_of(store, "anna"))
    store.close()
    again = open_store(place.folder, place.url)
    try:
        assert desk_of(again, "anna").dossier(made.id) == made
        assert again.dossier_ids() == (made.id,)
    finally:
        again.close()
