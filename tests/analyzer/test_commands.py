"""`normtoets analyse`, run in this process: exit codes, files and messages."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from analyzer import commands, engine
from analyzer.cli import main
from analyzer.types import Ambition, Judgement
from ingest.workspace import Workspace

Run = Callable[..., int]


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    folder = tmp_path / "stukken"
    folder.mkdir()
    (folder / "nota.txt").write_text("Wij hebben een meldpunt voor signalen van ondermijning.", encoding="utf-8")
    return folder


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "rapport"


@pytest.fixture
def run(dossier: Path, out: Path) -> Run:
    """Runs the command over the dossier; options given come on top, or instead."""

    def command(*more: str, norm: str = "groningse-norm", kind: str = "gemeente", paths: tuple[Path, ...] = ()) -> int:
        given = [str(path) for path in paths or (dossier,)]
        named = ["--norm", norm, "--organisation", "Gemeente Veldermeer", "--organisation-type", kind]
        return main(["analyse", *given, *named, "--out", str(out), "--peildatum", "2026-03-01", *more])

    return command


def test_a_complete_run(run: Run, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run() == 0
    told = capsys.readouterr()
    assert sorted(path.name for path in out.iterdir() if path.is_file()) == [
        "groningse-norm.docx",
        "groningse-norm.json",
    ]
    assert "Gemeente Veldermeer · peildatum 2026-03-01" in told.out
    assert "1 van 1 documenten gelezen." in told.out
    assert str(out / "groningse-norm.json") in told.out
    assert told.err == ""
    report = json.loads((out / "groningse-norm.json").read_text(encoding="utf-8"))
    assert (report["norm"]["id"], report["peildatum"], len(report["ambitions"])) == ("groningse-norm", "2026-03-01", 29)


def test_both_norms_in_every_format(run: Run, out: Path) -> None:
    formats = ("json", "docx", "html")
    more = [each for kind in formats for each in ("--format", kind)]
    assert run("--norm", "noord-hollandse-norm", *more) == 0
    names = {f"{norm}.{kind}" for norm in ("groningse-norm", "noord-hollandse-norm") for kind in formats}
    assert {path.name for path in out.iterdir() if path.is_file()} >= names


def test_a_norm_asked_for_twice_is_assessed_once(run: Run, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--norm", "groningse-norm", "--format", "json", "--format", "json") == 0
    assert capsys.readouterr().out.count("Groningse norm (29 ambities)") == 1


def test_the_reference_date_is_today_when_none_is_given(dossier: Path, out: Path) -> None:
    before = date.today()
    arguments = [
        "--norm",
        "groningse-norm",
        "--organisation",
        "V",
        "--organisation-type",
        "gemeente",
        "--out",
        str(out),
    ]
    assert main(["analyse", str(dossier), *arguments, "--format", "json"]) == 0
    told = json.loads((out / "groningse-norm.json").read_text(encoding="utf-8"))["peildatum"]
    assert before.isoformat() <= told <= date.today().isoformat()


def test_a_file_that_cannot_be_read_makes_the_report_incomplete(
    run: Run, dossier: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (dossier / "leeg.pdf").write_bytes(b"")
    assert run() == 3
    told = capsys.readouterr()
    assert "1 van 2 documenten gelezen." in told.out
    assert "leeg.pdf" in told.err
    documents = json.loads((out / "groningse-norm.json").read_text(encoding="utf-8"))["documents"]
    assert {each["name"]: bool(each["problems"]) for each in documents} == {"nota.txt": False, "leeg.pdf": True}


def test_an_ambition_that_cannot_be_judged_makes_the_report_incomplete(
    run: Run, out: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = engine.make_offline_judge

    class Stumbles:
        name = "rules"

        def __init__(self, *arguments: object) -> None:
            self._judge = whole(*arguments)  # type: ignore[arg-type]

        def judge(self, ambition: Ambition, hits: object) -> tuple[Judgement, ...]:
            if ambition.id == "2.4":
                raise ValueError
            return self._judge.judge(ambition, hits)  # type: ignore[arg-type]

    monkeypatch.setattr(engine, "make_offline_judge", Stumbles)
    assert run() == 3
    told = capsys.readouterr()
    assert "niet beoordeeld: 2.4: De beoordelaar kon deze ambitie niet beoordelen" in told.err
    assert "Niet beoordeeld" in told.out
    ambitions = json.loads((out / "groningse-norm.json").read_text(encoding="utf-8"))["ambitions"]
    (failed,) = [each for each in ambitions if each["status"] is None]
    assert failed["id"] == "2.4" and "niet beoordelen" in failed["problem"]


FAILURES: list[tuple[str, Callable[[Path], dict[str, object]]]] = [
    ("bestaat niet", lambda folder: {"paths": (folder / "weg.pdf",)}),
    ("bevat geen bestanden", lambda folder: {"paths": (_emptied(folder),)}),
    ("geldt niet voor een waterschap", lambda folder: {"norm": "noord-hollandse-norm", "kind": "waterschap"}),
]


def _emptied(folder: Path) -> Path:
    for path in folder.iterdir():
        path.unlink()
    return folder


@pytest.mark.parametrize(("message", "options"), FAILURES, ids=[message for message, _ in FAILURES])
def test_nothing_usable_was_written(
    message: str,
    options: Callable[[Path], dict[str, object]],
    run: Run,
    dossier: Path,
    out: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(**options(dossier)) == 1
    told = capsys.readouterr()
    assert told.err.startswith("normtoets: ") and message in told.err
    assert told.out == ""
    assert not list(out.glob("*.json"))


def test_a_folder_in_use_is_told(run: Run, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Workspace(out / commands.WORK_FOLDER):
        assert run() == 1
    assert "is in gebruik door een andere analyse" in capsys.readouterr().err


@pytest.mark.slow
def test_a_model_that_cannot_be_loaded_is_told(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--embedder", str(tmp_path / "weg")) == 1
    assert "zoekmodel" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written(run: Run, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out.write_text("een bestand, geen map")
    assert run() == 1
    assert "kan niet worden geschreven" in capsys.readouterr().err


def test_a_report_that_cannot_be_written(run: Run, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (out / "groningse-norm.docx").mkdir(parents=True)
    assert run("--format", "docx") == 1
    told = capsys.readouterr().err
    assert "groningse-norm.docx' kan niet worden geschreven" in told
    assert "Sluit het bestand als het open staat" in told


def test_a_second_run_writes_the_same_report(run: Run, out: Path) -> None:
    assert run("--format", "json") == 0
    first = (out / "groningse-norm.json").read_bytes()
    (out / "groningse-norm.json").unlink()
    assert run("--format", "json") == 0
    assert (out / "groningse-norm.json").read_bytes() == first
