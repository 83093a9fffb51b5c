"""`normtoets dossier`, as someone at the machine types it."""

from __future__ import annotations

from pathlib import Path

import pytest
from kept_dossier import fill, told

from analyzer.cli import main
from analyzer.settings import store_folder
from analyzer.store.desk import Desk
from analyzer.store.store import open_store
from analyzer.store.values import Role

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NORMTOETS_DATA", str(tmp_path / "gegevens"))
    monkeypatch.delenv("NORMTOETS_DATABASE", raising=False)
    return tmp_path


def _run(*arguments: object) -> int:
    return main(["dossier", *map(str, arguments)])


def _filled() -> str:
    store = open_store(store_folder())
    try:
        return fill(store, Desk(store, store.welcome("jan@gemeente.nl", "Jan", Role.BEHEERDER))).id
    finally:
        store.close()


def test_an_empty_folder_says_what_to_do(capsys: Captured) -> None:
    assert _run("list") == 0
    assert "nog geen dossiers" in capsys.readouterr().out
    assert _run("verify") == 0


def test_what_is_there_is_told(capsys: Captured) -> None:
    number = _filled()
    assert _run("list") == 0
    assert capsys.readouterr().out == f"{number}  Gemeente Zuidhörn · peildatum 2026-03-01 · Groningse norm\n"
    assert _run("show", number[:8]) == 0
    shown = capsys.readouterr().out
    assert "Gemeente Zuidhörn (gemeente)" in shown
    assert " 28  Voldoet deels" in shown and "  1  Niet beoordeeld" in shown
    assert "1 van 29 ambities nagelopen." in shown


def test_a_dossier_goes_out_and_comes_in_elsewhere(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    number = _filled()
    assert _run("export", number, "--out", data / "d.zip") == 0
    before = _told(number)
    monkeypatch.setenv("NORMTOETS_DATA", str(data / "elders"))
    assert _run("import", data / "d.zip") == 0
    assert _told(number) == before
    assert _run("verify") == 0
    assert sorted(path.name for path in data.iterdir()) == ["d.zip", "elders", "gegevens"]
    assert (data / "d.zip").stat().st_mode & 0o077 == 0


def _told(number: str) -> object:
    store = open_store(store_folder())
    try:
        return told(Desk(store, store.welcome("beheer", "Beheer", Role.BEHEERDER)), number)
    finally:
        store.close()


def test_a_backup_goes_back(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    number = _filled()
    before = _told(number)
    assert _run("backup", data / "kopie") == 0
    monkeypatch.setenv("NORMTOETS_DATA", str(data / "elders"))
    assert _run("restore", data / "kopie") == 0
    assert _told(number) == before


def test_what_is_wrong_is_told_with_a_code(capsys: Captured) -> None:
    _filled()
    for path in (store_folder() / "originals").glob("??/*"):
        path.write_bytes(b"weg")
    assert _run("verify") == 3
    assert "is veranderd" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("show", "abc"), "bestaat niet"),
        (("show", ""), "bestaat niet"),
        (("export", "abc", "--out", "x.zip"), "bestaat niet"),
        (("import", "er-is-niets.zip"), "er-is-niets.zip"),
        (("import", __file__), "geen uitgevoerd dossier"),
        (("import", __file__, "--owner", "niemand"), "people list"),
        (("restore", "er-is-niets"), "geen back-up"),
    ],
)
def test_what_cannot_be_is_explained(
    arguments: tuple[str, ...], says: str, capsys: Captured, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(data)
    assert _run(*arguments) == 1
    told_of = capsys.readouterr().err
    assert says in told_of and told_of.startswith("normtoets: ")
    assert not list(data.glob("*.zip*"))
