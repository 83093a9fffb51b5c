"""`normtoets dossier report` and `dossier edits`, and `normtoets papers`, as someone at the machine types them."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pytest
from kept_dossier import fill

from analyzer import cli
from analyzer.cli import FORMATS, main
from analyzer.report.papers import PAPERS
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


@pytest.fixture
def number() -> str:
    store = open_store(store_folder())
    try:
        return fill(store, Desk(store, store.welcome("jan@gemeente.nl", "Jan", Role.BEHEERDER))).id
    finally:
        store.close()


def _run(*arguments: object) -> int:
    return main([*map(str, arguments)])


def test_the_command_line_names_the_papers_that_there_are(capsys: Captured) -> None:
    assert set(FORMATS) == set(PAPERS) and len(FORMATS) == len(PAPERS)
    assert {norm for paper in PAPERS.values() for norm in paper.norms} == set(cli.NORMS)
    assert _run("papers", "list") == 0
    told = capsys.readouterr().out
    assert all(f"  {key} " in told for key in PAPERS)


def test_papers_of_a_dossier_are_written_and_what_does_not_fit_is_told(
    data: Path, number: str, capsys: Captured
) -> None:
    formats = ("json", "csv", "brief", "monitoring", "implementatieoverzicht")
    asked = [part for each in formats for part in ("--format", each)]
    assert _run("dossier", "report", number[:8], *asked, "--out", data / "stukken") == 0
    written = sorted(path.name for path in (data / "stukken").iterdir())
    assert written == ["brief.docx", "groningse-norm.csv", "groningse-norm.json", "monitoringsoverzicht.docx"]
    assert "'implementatieoverzicht' is niet gemaakt" in capsys.readouterr().err
    told = json.loads((data / "stukken" / "groningse-norm.json").read_bytes())
    assert told["review"]["reviewed"] == 1, "people's layer is in it"


def test_a_template_is_used_and_a_bad_one_refused(data: Path, number: str, capsys: Captured) -> None:
    assert _run("papers", "template", "--out", data / "sjabloon.docx") == 0
    book = docx.Document(str(data / "sjabloon.docx"))
    book.sections[0].header.paragraphs[0].text = "Gemeente Zuidhörn, huisstijl"
    book.save(str(data / "sjabloon.docx"))
    asked = ("dossier", "report", number, "--format", "brief", "--out", data / "uit", "--template")
    assert _run(*asked, data / "sjabloon.docx") == 0
    made = docx.Document(str(data / "uit" / "brief.docx"))
    assert "huisstijl" in made.sections[0].header.paragraphs[0].text
    (data / "kapot.docx").write_bytes(b"geen Word")
    capsys.readouterr()
    assert _run(*asked, data / "kapot.docx") == 1 and "Word" in capsys.readouterr().err
    assert _run(*asked, data / "weg.docx") == 1 and "weg.docx" in capsys.readouterr().err


def test_a_worksheet_goes_out_and_comes_back_as_edits(data: Path, number: str, capsys: Captured) -> None:
    assert _run("dossier", "report", number, "--format", "xlsx", "--out", data) == 0
    path = data / "groningse-norm.xlsx"
    book = openpyxl.load_workbook(BytesIO(path.read_bytes()))
    sheet = book["Beoordeling"]
    heads = {cell.value: cell.column for row in sheet.iter_rows(max_row=6) for cell in row if cell.value}
    row = next(row for row in range(1, 60) if sheet.cell(row, 1).value == "2.4")
    sheet.cell(row, heads["Verantwoordelijke"]).value = "Teamleider Veiligheid"
    book.save(path)
    capsys.readouterr()
    assert _run("dossier", "edits", number, path, "--reviewer", "jan@gemeente.nl", "--preview") == 0
    assert "Teamleider Veiligheid" in capsys.readouterr().out
    assert _owners(number) == []
    assert _run("dossier", "edits", number, path, "--reviewer", "jan@gemeente.nl") == 0
    assert _owners(number) == [("2.4", "Jan", "Teamleider Veiligheid")]
    assert _run("dossier", "edits", number, path, "--reviewer", "niemand") == 1


def _owners(number: str) -> list[tuple[str, str, str]]:
    store = open_store(store_folder())
    try:
        desk = Desk(store, store.welcome("jan@gemeente.nl", "Jan", Role.BEHEERDER))
        report = desk.reviewed(number, "groningse-norm")
        assert report is not None
        found = [each for each in report.findings if each.review.owner == "Teamleider Veiligheid"]
        return [(each.finding.ambition, each.review.authors[-1], each.review.owner) for each in found]
    finally:
        store.close()


def test_a_norm_is_written_as_a_catalog(data: Path) -> None:
    assert _run("norms", "export", "groningse-norm", "--out", data / "norm.json") == 0
    assert "catalog" in json.loads((data / "norm.json").read_bytes())
    assert _run("norms", "export", "groningse-norm", "--out", data / "geen" / "map.json") == 1
