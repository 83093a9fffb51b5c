"""A copy of everything, put back where there is nothing; and what the check finds when something is wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from databases import Place
from kept_dossier import NORM, fill, told
from sqlalchemy import text

from analyzer.review.values import Change, ReviewField
from analyzer.store.backup import back_up, restore
from analyzer.store.desk import Desk
from analyzer.store.errors import StoreUnavailable
from analyzer.store.store import Store, open_store
from analyzer.store.values import Dossier, Role
from analyzer.store.verifying import verify


def _desk(store: Store) -> Desk:
    return Desk(store, store.welcome("jan@gemeente.nl", "Jan Jansen", Role.BEHEERDER))


def test_a_backup_is_a_store_with_all_of_it(store: Store, tmp_path: Path) -> None:
    desk = _desk(store)
    dossier = fill(store, desk)
    store.set_password(desk.person.id, "een hash")
    verdict = back_up(store, tmp_path / "kopie")
    assert verdict == verify(store).model_copy(update={"strays": 0})
    assert verdict.faults == () and (verdict.dossiers, verdict.edits) == (1, 4)
    copy = open_store(tmp_path / "kopie")
    try:
        assert told(_desk(copy), dossier.id) == told(desk, dossier.id)
        assert copy.people() == store.people()
        assert copy.password_hash(desk.person.login) == "een hash"
        assert copy.log_lines() == store.log_lines()
    finally:
        copy.close()


def test_a_backup_put_back_goes_on_where_it_was(place: Place, tmp_path: Path) -> None:
    """From SQLite into each database: also its own counters go on."""
    source = open_store(tmp_path / "bron")
    target = open_store(place.folder, place.url)
    try:
        dossier = fill(source, _desk(source))
        before = told(_desk(source), dossier.id)
        back_up(source, tmp_path / "kopie")
        assert restore(target, tmp_path / "kopie").faults == ()
        desk = _desk(target)
        assert told(desk, dossier.id) == before
        latest = desk.assessments(dossier.id)[0].id
        more = [Change(field=ReviewField.OWNER, new="Els")]
        assert desk.save(dossier.id, NORM, "1.2", more, seen=3, assessment_id=latest).number == 4
        assert len(target.log_lines()) > len(source.log_lines()) - 1
        with pytest.raises(StoreUnavailable):
            restore(target, tmp_path / "kopie")
    finally:
        source.close()
        target.close()


def test_nothing_is_written_over(embedded_store: Store, tmp_path: Path) -> None:
    (tmp_path / "vol").mkdir()
    (tmp_path / "vol" / "brief.txt").write_text("van mij")
    with pytest.raises(StoreUnavailable, match="niet leeg"):
        back_up(embedded_store, tmp_path / "vol")
    with pytest.raises(StoreUnavailable, match="geen back-up"):
        restore(embedded_store, tmp_path / "er-niet")


def _statement(sql: str) -> Callable[[Store, Dossier], None]:
    def carry_out(store: Store, dossier: Dossier) -> None:
        with store.database.opening(writes=True) as connection:
            connection.execute(text(sql))

    return carry_out


def _original(change: Callable[[Path], object]) -> Callable[[Store, Dossier], None]:
    def carry_out(store: Store, dossier: Dossier) -> None:
        change(store.originals.path(_desk(store).documents(dossier.id)[0].sha256))

    return carry_out


HARM: dict[str, tuple[Callable[[Store, Dossier], None], str]] = {
    "a file gone": (_original(Path.unlink), "ontbreekt"),
    "a file changed": (_original(lambda path: path.write_bytes(b"anders")), "is veranderd"),
    "an edit gone": (_statement("DELETE FROM edit WHERE ambition = '1.2' AND number = 2"), "ontbreekt een wijziging"),
    "an edit of nonsense": (_statement("UPDATE edit SET changes = '[{}]' WHERE number = 1"), "Niet te lezen"),
    "an edit of another run": (_statement(f"UPDATE edit SET assessment = '{'f' * 32}'"), "verwijst een wijziging"),
    "an assessment cut": (_statement("UPDATE assessment SET content = substr(content, 1, 20)"), "De uitkomst"),
    "an outcome gone": (_statement(f"UPDATE job SET assessments = '[\"{'f' * 32}\"]'"), "ontbreekt een uitkomst"),
    "a norm changed": (_statement("UPDATE norm SET content = substr(content, 1, 20)"), "De uitkomst"),
    "a dossier of nonsense": (_statement("UPDATE dossier SET type = 'bedrijf'"), "Niet te lezen: dossier"),
    "a document of nonsense": (_statement("UPDATE document SET size = 'groot'"), "Niet te lezen: document"),
}


@pytest.mark.parametrize("harm", HARM)
def test_the_check_finds_what_is_wrong(harm: str, embedded_store: Store) -> None:
    dossier = fill(embedded_store, _desk(embedded_store))
    assert verify(embedded_store).faults == ()
    do, says = HARM[harm]
    do(embedded_store, dossier)
    assert any(says in fault for fault in verify(embedded_store).faults)


def test_a_file_that_nobody_has_is_told_and_does_no_harm(embedded_store: Store) -> None:
    dossier = fill(embedded_store, _desk(embedded_store))
    known = embedded_store.originals.path(_desk(embedded_store).documents(dossier.id)[0].sha256)
    (known.parent / ("0" * 64)).write_bytes(b"x")
    verdict = verify(embedded_store)
    assert (verdict.strays, verdict.faults) == (1, ())
