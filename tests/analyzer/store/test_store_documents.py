"""The files of a dossier: safe before they are known, kept once, replaced by name; and the facts read of them."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, cast

import pytest
from filled_store import PEILDATUM, added, desk_of, made_dossier, read_document

from analyzer.store import originals
from analyzer.store.errors import InvalidChange, NoSuchItem, NotAllowed, StoreUnavailable
from analyzer.store.store import Store, open_store
from analyzer.store.values import FactField, Role
from analyzer.types import DocumentSummary
from ingest.types import Document, Genre, Standing, Validity
from ingest.workspace import Workspace


def test_a_file_comes_back_byte_for_byte(store: Store) -> None:
    desk = desk_of(store, "anna")
    made = made_dossier(desk)
    content = os.urandom(3_000_000)
    stored = added(desk, made.id, "Nota's & Beleid (1).pdf", content)
    assert stored.sha256 == hashlib.sha256(content).hexdigest() and stored.size == len(content)
    assert stored.added_by == "Anna" and stored.removed is None
    name, path = desk.original(made.id, stored.sha256)
    assert name == "Nota's & Beleid (1).pdf" and path.read_bytes() == content
    assert desk.documents(made.id) == (stored,)


def test_the_same_name_replaces_and_the_same_content_changes_nothing(store: Store) -> None:
    desk = desk_of(store, "anna")
    made = made_dossier(desk)
    first = added(desk, made.id, "nota.txt", b"een")
    assert added(desk, made.id, "nota.txt", b"een") == first
    assert added(desk, made.id, "kopie.txt", b"een") == first
    second = added(desk, made.id, "NOTA.txt", b"twee")
    assert second.replaces == first.id and desk.documents(made.id) == (second,)
    known = desk.documents(made.id, removed=True)
    assert [each.id for each in known] == [second.id, first.id] and known[1].removed == second.added
    assert desk.original(made.id, first.sha256)[1].read_bytes() == b"een"  # assessments were made with it
    again = added(desk, made.id, "nota.txt", b"een")
    assert again.id != first.id and again.replaces == second.id


def test_content_that_is_there_under_another_name_does_not_replace_a_third(store: Store) -> None:
    desk = desk_of(store, "anna")
    made = made_dossier(desk)
    added(desk, made.id, "a.txt", b"een"), added(desk, made.id, "b.txt", b"twee")
    with pytest.raises(InvalidChange, match=r"gelijk aan ‘b\.txt’"):
        added(desk, made.id, "a.txt", b"twee")
    assert {each.name for each in desk.documents(made.id)} == {"a.txt", "b.txt"}


def test_a_removed_document_stays_known(store: Store) -> None:
    desk = desk_of(store, "anna")
    made = made_dossier(desk)
    stored = added(desk, made.id)
    removed = desk.remove_document(made.id, stored.id)
    assert removed.removed is not None and desk.documents(made.id) == ()
    assert desk.remove_document(made.id, stored.id) == removed
    assert desk.documents(made.id, removed=True) == (removed,)
    assert added(desk, made.id).replaces is None


@pytest.mark.parametrize("name", ["", " ", "..", "a/b.txt", "..\\b.txt", "a\nb\x07.txt", "x" * 300, "a\u202eb.txt"])
def test_what_is_no_name_of_a_file_is_refused(embedded_store: Store, name: str) -> None:
    desk = desk_of(embedded_store, "anna")
    made = made_dossier(desk)
    with pytest.raises(InvalidChange):
        added(desk, made.id, name)
    assert desk.documents(made.id) == () and _files(embedded_store) == []


def test_an_empty_and_a_too_large_file_leave_nothing_behind(
    embedded_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_of(embedded_store, "anna")
    made = made_dossier(desk)
    monkeypatch.setattr(originals, "MOST_BYTES", 5 << 20)
    with pytest.raises(InvalidChange, match="leeg"):
        added(desk, made.id, content=b"")
    with pytest.raises(InvalidChange, match="groter dan 5 MB"):
        added(desk, made.id, content=bytes((5 << 20) + 1))
    added(desk, made.id, content=bytes(5 << 20))
    assert len(_files(embedded_store)) == 1


class _Broken(BytesIO):
    def read(self, size: int | None = -1) -> bytes:
        raise OSError(28, "No space left on device")


def test_a_file_that_does_not_arrive_leaves_nothing_behind(embedded_store: Store) -> None:
    desk = desk_of(embedded_store, "anna")
    made = made_dossier(desk)
    with pytest.raises(StoreUnavailable, match="No space left"):
        desk.add_document(made.id, "a.txt", cast(BinaryIO, _Broken()))
    assert desk.documents(made.id) == () and _files(embedded_store) == []


def test_who_may_not_edit_writes_nothing_to_disk(embedded_store: Store) -> None:
    desk, boss = desk_of(embedded_store, "anna"), desk_of(embedded_store, "chef", Role.BEHEERDER)
    made = made_dossier(desk)
    boss.set_role(desk.person.id, Role.LEZER)

    class Unread(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise AssertionError("read before it was allowed")

    with pytest.raises(NotAllowed):
        desk.add_document(made.id, "a.txt", Unread(b"x"))


def test_a_file_that_is_gone_from_the_disk_is_told(embedded_store: Store) -> None:
    desk = desk_of(embedded_store, "anna")
    made = made_dossier(desk)
    stored = added(desk, made.id, content=b"een")
    path = embedded_store.originals.path(stored.sha256)
    path.unlink()
    with pytest.raises(NoSuchItem, match="niet meer op de schijf"):
        desk.original(made.id, stored.sha256)
    path.write_bytes(b"")  # cut off by a broken disk
    added(desk, made.id, content=b"een")
    assert path.read_bytes() == b"een"  # uploading it again mends it


@pytest.mark.skipif(os.name == "nt", reason="permissions of this kind are not of Windows")
def test_nobody_else_on_the_machine_reads_along(embedded_store: Store) -> None:
    desk = desk_of(embedded_store, "anna")
    stored = added(desk, made_dossier(desk).id)
    folder = embedded_store.folder
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(embedded_store.originals.path(stored.sha256).stat().st_mode) == 0o600
    assert stat.S_IMODE((folder / "originals").stat().st_mode) == 0o700


def test_the_database_is_readable_for_its_owner_alone(tmp_path: Path) -> None:
    store = open_store(tmp_path / "nieuw" / "dossiers")
    try:
        store.welcome("anna", "Anna", Role.LEZER)
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in store.folder.glob("normtoets.db*")}
    finally:
        store.close()
    assert "normtoets.db-wal" in modes and set(modes.values()) == {0o600}


# --- readings --------------------------------------------------------------------------------------------------------


@pytest.fixture
def document(make_document: Callable[..., Document]) -> Document:
    return make_document(
        "# Integraal veiligheidsplan",
        "Dit plan is vastgesteld op 12 maart 2024.",
        "\f",
        "De gemeente heeft een Bibob-beleid.",
        name="plan.txt",
        adopted=date(2024, 3, 12),
        adopted_quote="vastgesteld op 12 maart 2024",
        standing=Standing.ADOPTED,
        title="Integraal veiligheidsplan",
        genre=Genre.PLAN,
    )


def test_the_text_and_the_facts_come_back_as_they_were_read(store: Store, document: Document) -> None:
    desk = desk_of(store, "anna")
    made = made_dossier(desk)
    unread = added(desk, made.id, "scan.txt", b"plaatje")
    read = read_document(desk, made.id, document)
    assert desk.text(made.id, read.id) == read and desk.text(made.id, unread.sha256) is None
    readings = desk.readings(made.id)
    assert set(readings) == {read.id} == set(store.read_already([read.id, unread.sha256]))
    assert readings[read.id].validity is Validity.IN_FORCE and readings[read.id].name == "plan.txt"


def test_a_correction_stands_wherever_the_facts_are_used(store: Store, document: Document) -> None:
    desk = desk_of(store, "anna")
    made = made_dossier(desk)
    read = read_document(desk, made.id, document)
    correction = desk.correct(made.id, read.id, FactField.EFFECTIVE_UNTIL, " 2025-12-31 ", "Staat in het raadsbesluit.")
    assert (correction.old, correction.new, correction.author) == (None, "2025-12-31", "Anna")
    assert desk.readings(made.id)[read.id].validity is Validity.EXPIRED
    again = desk.correct(made.id, read.id, FactField.ADOPTED, "2023-01-02")
    assert again.old == "2024-03-12"
    text = desk.text(made.id, read.id)
    assert text is not None and text.facts.adopted == date(2023, 1, 2) and text.facts.adopted_quote is None
    desk.correct(made.id, read.id, FactField.EFFECTIVE_UNTIL, None)
    assert desk.readings(made.id)[read.id].validity is Validity.IN_FORCE
    desk.change(made.id, seen=1, peildatum=date(2022, 1, 1))
    assert desk.readings(made.id)[read.id].validity is Validity.NOT_YET_IN_FORCE
    assert [each.field for each in desk.corrections(made.id)] == ["effective_until", "adopted", "effective_until"]


@pytest.mark.parametrize(
    ("field", "new"),
    [
        (FactField.ADOPTED, "12 maart 2024"),
        (FactField.EFFECTIVE_FROM, "2024-02-30"),
        (FactField.GENRE, "roman"),
        (FactField.STANDING, "geldig"),
        (FactField.TITLE, "x" * 501),
    ],
)
def test_what_is_no_fact_is_refused(embedded_store: Store, document: Document, field: FactField, new: str) -> None:
    desk = desk_of(embedded_store, "anna")
    made = made_dossier(desk)
    read = read_document(desk, made.id, document)
    with pytest.raises(InvalidChange):
        desk.correct(made.id, read.id, field, new)
    desk.correct(made.id, read.id, FactField.GENRE, "policy")
    with pytest.raises(InvalidChange, match="staat er al zo"):
        desk.correct(made.id, read.id, FactField.GENRE, "policy")
    assert len(desk.corrections(made.id)) == 1


def test_a_file_that_cannot_be_read_is_told_under_its_name_here(store: Store) -> None:
    desk = desk_of(store, "anna")
    made = made_dossier(desk)
    stored = added(desk, made.id, "nieuwe naam.pdf", b"%PDF stuk")
    problem = "Het bestand 'oud.pdf' is beschadigd."
    store.keep_reading(
        stored.sha256, DocumentSummary(name="oud.pdf", sha256="", pages=0, problems=(problem,), read="not")
    )
    summary = desk.readings(made.id)[stored.sha256]
    assert summary.name == "nieuwe naam.pdf" and summary.sha256 == stored.sha256
    assert summary.problems == ("Het bestand 'nieuwe naam.pdf' is beschadigd.",) and summary.read == "not"


def test_a_document_read_again_is_not_taken_from_memory(embedded_store: Store, document: Document) -> None:
    desk = desk_of(embedded_store, "anna")
    made = made_dossier(desk)
    read = read_document(desk, made.id, document)
    assert desk.text(made.id, read.id) == read
    with Workspace(embedded_store.work_folder(made.id)) as workspace:
        workspace.keep_document(f"{read.id}-txt", read.model_copy(update={"text": read.text.upper()}))
    text = desk.text(made.id, read.id)
    assert text is not None and text.text == read.text.upper()


def test_the_readings_of_an_earlier_edition_are_shown_until_it_is_read_again(
    embedded_store: Store, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_of(embedded_store, "anna")
    made = made_dossier(desk)
    read = read_document(desk, made.id, document)
    monkeypatch.setattr("analyzer.store.reading_records.edition", lambda: "later")
    assert embedded_store.read_already([read.id]) == frozenset()
    assert desk.readings(made.id)[read.id].title == "Integraal veiligheidsplan"
    assert desk.text(made.id, read.id) == read
    summary = desk.readings(made.id)[read.id].model_copy(update={"title": "Anders"})
    embedded_store.keep_reading(read.id, summary, read.facts.model_copy(update={"title": "Anders"}))
    assert desk.readings(made.id)[read.id].title == "Anders"
    assert desk.dossier(made.id).peildatum == PEILDATUM


def _files(store: Store) -> list[Path]:
    return [path for path in (store.folder / "originals").rglob("*") if path.is_file() and path.name != ".slot"]
