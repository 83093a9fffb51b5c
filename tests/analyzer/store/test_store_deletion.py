"""A dossier that is deleted is gone: every row, every file, on the disk too; and nothing of another dossier with it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest
from alembic import command
from databases import Place
from filled_store import NORM, added, assessed, change, desk_of, evidence, kept, made_dossier, read_document
from sqlalchemy import select, text
from traces import files_with, tables_with

from analyzer.norms import load_norm
from analyzer.review.values import ReviewField
from analyzer.store import database, leftovers
from analyzer.store.database import FILE, Database, address_of
from analyzer.store.desk import Desk
from analyzer.store.schema import configuration, migrate
from analyzer.store.store import Store, open_store
from analyzer.store.tables import AssessmentRow, LeftoverRow, ReadingRow
from analyzer.store.values import Dossier, FactField
from analyzer.types import DocumentSummary, Status
from ingest.types import Document

# In the log stand who, what, when, the dossier, and the names of the organisation and of files; never these words.
WORDS = "kanariepiet"
NAMED = "kanarienaam"


Fill = Callable[[Store, Desk], Dossier]


@pytest.fixture
def filled(make_document: Callable[..., Document]) -> Fill:
    """Makes a dossier with the words in everything that one can fill in, say or have read."""

    def fill(store: Store, desk: Desk) -> Dossier:
        dossier = made_dossier(desk, f"Gemeente {NAMED}")
        nota = make_document(f"Nota {WORDS}.", "Wij hebben een meldpunt.", name=f"{NAMED}.txt", title=f"Nota {WORDS}")
        document = read_document(desk, dossier.id, nota)
        quote = evidence(document, 0, len(f"Nota {WORDS}."), load_norm(NORM).ambition("1.1").criteria[0].id)
        record = kept(store, dossier.id, assessed({"1.1": Status.VOLDOET}, {"1.1": [quote]}))
        desk.correct(dossier.id, document.id, FactField.TITLE, f"Titel {WORDS}", f"Want {WORDS}")
        changes = [change(each, f"Over {WORDS}") for each in (ReviewField.OWNER, ReviewField.RATIONALE)]
        desk.save(dossier.id, NORM, "1.1", changes, seen=0, assessment_id=record.id, why=f"Zo zei {WORDS}")
        removed = read_document(desk, dossier.id, make_document(f"Oud {WORDS}.", name=f"oud {NAMED}.txt", title=WORDS))
        (gone,) = [each for each in desk.documents(dossier.id) if each.sha256 == removed.id]
        desk.remove_document(dossier.id, gone.id)
        read_document(desk, dossier.id, make_document(f"Nieuw {WORDS}.", name=f"{NAMED}.txt"))  # in place of the first
        return dossier

    return fill


def test_nothing_is_left_in_any_table_or_file(store: Store, filled: Fill) -> None:
    desk = desk_of(store, "anna")
    dossier = filled(store, desk)
    assert tables_with(store, WORDS) >= {"reading", "fact_correction", "edit", "assessment"}
    assert tables_with(store, NAMED) >= {"dossier", "document", "log"}
    assert len(files_with(store.folder, WORDS)) >= 6, "three originals, three texts"
    desk.delete(dossier.id, dossier.organisation.name)
    assert tables_with(store, WORDS) == set() and tables_with(store, NAMED) == {"log"}
    assert files_with(store.folder, WORDS) == set()
    assert files_with(store.folder, NAMED) <= {FILE, f"{FILE}-wal"}, "the log is there"
    assert files_with(store.folder, dossier.id) <= {FILE, f"{FILE}-wal"}
    with store.database.reading() as session:
        assert not session.scalars(select(ReadingRow)).all() and not session.scalars(select(LeftoverRow)).all()


def test_what_was_deleted_is_overwritten_in_the_file(embedded_store: Store, filled: Fill) -> None:
    desk = desk_of(embedded_store, "anna")
    dossier = filled(embedded_store, desk)
    with embedded_store.database.reading() as session:
        content = session.scalars(select(AssessmentRow.content)).one()[100:140]

    def standing() -> list[str]:
        files = (embedded_store.folder / FILE, embedded_store.folder / f"{FILE}-wal")
        return [path.name for path in files if path.exists() and content in path.read_bytes()]

    assert standing()
    desk.delete(dossier.id, dossier.organisation.name)
    assert standing() == []


def test_every_connection_is_told_to_overwrite() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("PRAGMA secure_delete = OFF")
        database._set_up(connection, None)
        assert connection.execute("PRAGMA secure_delete").fetchone() == (1,)


def test_a_reader_who_is_slow_does_not_keep_a_dossier(
    embedded_store: Store, monkeypatch: pytest.MonkeyPatch, filled: Fill
) -> None:
    monkeypatch.setattr(database, "_IMPATIENCE", 0)
    desk = desk_of(embedded_store, "anna")
    dossier = filled(embedded_store, desk)
    with embedded_store.database.reading() as session:
        session.execute(text("SELECT count(*) FROM dossier"))
        desk.delete(dossier.id, dossier.organisation.name)
    assert tables_with(embedded_store, WORDS) == set()
    embedded_store.tidy()
    assert files_with(embedded_store.folder, WORDS) == set()


def test_what_was_read_of_a_file_stays_with_who_else_has_it_without_its_name(
    store: Store, make_document: Callable[..., Document]
) -> None:
    anna, bram = desk_of(store, "anna"), desk_of(store, "bram")
    mine, theirs = made_dossier(anna), made_dossier(bram)
    document = make_document("Wij hebben een meldpunt.", name="stuk.txt")
    read_document(bram, theirs.id, document)
    both = read_document(anna, mine.id, document.model_copy(update={"name": f"{NAMED}.txt"}))
    problem = f"In het bestand '{NAMED}.txt' ontbreekt iets."
    store.keep_reading(both.id, DocumentSummary(name=f"{NAMED}.txt", sha256=both.id, pages=1, problems=(problem,)))
    assert "reading" not in tables_with(store, NAMED), "also before"
    anna.delete(mine.id, mine.organisation.name)
    told = bram.readings(theirs.id)[both.id]
    assert (told.name, told.problems) == ("stuk.txt", ("In het bestand 'stuk.txt' ontbreekt iets.",))
    assert bram.text(theirs.id, both.id) is not None and bram.original(theirs.id, both.id)[1].is_file()
    assert tables_with(store, NAMED) == {"log"}
    (last,) = bram.documents(theirs.id)
    bram.remove_document(theirs.id, last.id)
    assert store.read_already([both.id]), "it still belonged to the dossier"
    bram.delete(theirs.id, theirs.organisation.name)
    assert not store.read_already([both.id])


def _broken_off(store: Store, desk: Desk, dossier: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    """Deletes the rows, and no file: as a process that is killed there."""
    with monkeypatch.context() as there:
        there.setattr(leftovers, "clear", lambda store: None)
        desk.delete(dossier.id, dossier.organisation.name)
    assert store.work_folder(dossier.id).is_dir() and files_with(store.folder / "originals", WORDS)


def test_a_deletion_that_was_broken_off_is_ended_later(
    place: Place, monkeypatch: pytest.MonkeyPatch, filled: Fill
) -> None:
    with closing(open_store(place.folder, place.url)) as store:
        desk = desk_of(store, "anna")
        _broken_off(store, desk, filled(store, desk), monkeypatch)
    with closing(open_store(place.folder, place.url)) as store:
        store.tidy()
        assert files_with(store.folder, WORDS) == set() and tables_with(store, WORDS) == set()
        with store.database.reading() as session:
            assert not session.scalars(select(LeftoverRow)).all()


def test_a_file_that_came_back_meanwhile_is_left(store: Store, monkeypatch: pytest.MonkeyPatch, filled: Fill) -> None:
    desk = desk_of(store, "anna")
    dossier, other = filled(store, desk), made_dossier(desk)
    content = desk.original(dossier.id, desk.documents(dossier.id)[0].sha256)[1].read_bytes()
    _broken_off(store, desk, dossier, monkeypatch)
    again = added(desk, other.id, "terug.txt", content)
    store.tidy()
    assert desk.original(other.id, again.sha256)[1].read_bytes() == content
    assert len(files_with(store.folder / "originals", WORDS)) == 1


def test_what_the_disk_does_not_give_up_is_tried_again(
    store: Store, monkeypatch: pytest.MonkeyPatch, filled: Fill
) -> None:
    desk = desk_of(store, "anna")
    dossier = filled(store, desk)

    def refuse(sha256: str) -> None:
        raise PermissionError

    with monkeypatch.context() as there:
        there.setattr(store.originals, "drop", refuse)
        desk.delete(dossier.id, dossier.organisation.name)
    assert desk.dossiers() == () and files_with(store.folder / "originals", WORDS)
    store.tidy()
    assert files_with(store.folder, WORDS) == set()


def test_what_fails_after_a_deletion_does_not_undo_it(store: Store, filled: Fill) -> None:
    desk = desk_of(store, "anna")
    dossier = filled(store, desk)
    called = []

    def fail() -> None:
        called.append(True)
        raise RuntimeError

    store.on_deletion = fail
    desk.delete(dossier.id, dossier.organisation.name)
    assert called == [True] and desk.dossiers() == ()
    with store.originals.held():  # someone is busy with the files: a next time will do
        store.tidy()


def test_the_migration_forgets_what_earlier_versions_left(place: Place) -> None:
    with closing(open_store(place.folder, place.url)) as store:
        desk = desk_of(store, "anna")
        document = added(desk, made_dossier(desk).id, f"{NAMED}.txt")
    early = Database(address_of(place.folder, place.url))
    with closing(early):
        with early.opening(writes=True) as connection:
            command.downgrade(configuration(connection), "0002")
            for sha256 in (document.sha256, "0" * 64):
                summary = DocumentSummary(name=f"{NAMED}.txt", sha256=sha256, pages=1, problems=(f"In {NAMED}.txt.",))
                connection.execute(
                    text("INSERT INTO reading VALUES (:sha256, 'vroeg', :at, :summary, '{}')"),
                    {"sha256": sha256, "at": "2026-01-02 03:04:05.000006", "summary": summary.model_dump_json()},
                )
        migrate(early)
        with early.opening() as connection:
            ((sha256, kept_summary),) = connection.execute(text("SELECT sha256, summary FROM reading")).all()
    assert sha256 == document.sha256
    assert DocumentSummary.model_validate(json.loads(kept_summary)).problems == (f"In {sha256}.",)
    assert NAMED not in kept_summary
