"""`normtoets ask`, run in this process against a real server: what it prints, and its exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from model_server import Call, Fault, ModelServer, status
from scripted_reader import passages_in

from analyzer.cli import main
from analyzer.settings import user_settings

Run = Callable[..., int]

QUOTE = "Het meldpunt voor signalen is Noor Adema."
QUESTION = "Wie is het meldpunt voor signalen?"


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    folder = tmp_path / "stukken"
    folder.mkdir()
    (folder / "nota.txt").write_text(f"{QUOTE} Zij leest elke week de meldingen.\n", encoding="utf-8")
    (folder / "stuk.txt").write_text(
        "CONCEPT, nog niet vastgesteld\nDe balie krijgt een alarmknop.\n", encoding="utf-8"
    )
    return folder


@pytest.fixture
def run(dossier: Path) -> Run:
    def command(*more: str, question: str = QUESTION) -> int:
        return main(["ask", str(dossier), "--question", question, "--peildatum", "2026-03-01", *more])

    return command


def play(call: Call) -> str:
    if "De laatste vraag:" in call.text:
        return json.dumps({"question": "Hoe vaak leest het meldpunt de meldingen?"})
    (number,) = [each.number for each in passages_in(call.text) if QUOTE in each.text]
    answer = {"sentence": "Noor Adema is het meldpunt voor signalen.", "passage": number, "quote": QUOTE}
    return f"{json.dumps(answer)}\ndit is geen regel\n"


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer(play) as made:
        yield made


def named(server: ModelServer) -> tuple[str, ...]:
    return ("--model", "openai:test", "--model-url", server.url)


def test_an_answer_with_its_source(run: Run, server: ModelServer, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*named(server), "--organisation", "Gemeente V", "--organisation-type", "gemeente") == 0
    told = capsys.readouterr()
    assert "Noor Adema is het meldpunt voor signalen. [1]" in told.out
    assert f"[1] nota.txt, onderdeel 1\n    “{QUOTE}”" in told.out
    assert "1 zin van het taalmodel is weggelaten" in told.out
    port = server.url.split(":")[2].partition("/")[0]
    assert f"gaan naar 127.0.0.1:{port} (deze computer)" in told.err.splitlines()[0]
    assert "Gemeente V (gemeente)" in server.calls[0].text


def test_several_questions_are_one_conversation(
    run: Run, server: ModelServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*named(server), "--question", "En hoe vaak leest zij die?") == 0
    assert [call.stream for call in server.calls] == [True, False, True]
    assert "Noor Adema is het meldpunt voor signalen." in server.calls[1].text
    told = capsys.readouterr().out
    assert told.count("Vraag: ") == 2
    assert "Begrepen als: “Hoe vaak leest het meldpunt de meldingen?”" in told


def test_without_a_model_passages(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run() == 0
    told = capsys.readouterr()
    assert f"nota.txt, onderdeel 1\n    »{QUOTE}« Zij leest elke week de meldingen." in told.out
    assert "geen antwoord" in told.out and told.err == ""


def test_a_question_about_the_dossier(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(question="Welke documenten zijn concept?") == 0
    told = capsys.readouterr().out
    assert "- stuk.txt (1 onderdeel): concept [1]" in told and "“CONCEPT, nog niet vastgesteld" in told


def test_what_is_not_found_exits_with_3(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--question", "Wie won het wereldkampioenschap?") == 3
    assert "Dat staat niet in deze documenten." in capsys.readouterr().out


def test_a_model_that_fails_exits_with_3_and_shows_passages(dossier: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def broken(number: int, call: Call) -> Fault:
        return status(401)

    with ModelServer(play, broken) as server:
        assert main(["ask", str(dossier), "--question", QUESTION, *named(server)]) == 3
    told = capsys.readouterr()
    assert "Controleer de sleutel" in told.out and QUOTE in told.out


def test_a_configured_model_is_used_and_can_be_left_aside(run: Run, server: ModelServer) -> None:
    user_settings().parent.mkdir(parents=True, exist_ok=True)
    user_settings().write_text(f"model: openai:test\nurl: {server.url}\n", encoding="utf-8")
    assert run("--no-model") == 0
    assert server.calls == []
    assert run() == 0
    assert len(server.calls) == 1


def test_settings_that_are_wrong_do_no_harm_without_a_model(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    user_settings().parent.mkdir(parents=True, exist_ok=True)
    user_settings().write_text("model: [", encoding="utf-8")
    assert run("--no-model") == 0
    assert run() == 1
    assert "geen geldige YAML" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (("--organisation", "V"), "--organisation-type"),
        (("--organisation-type", "gemeente"), "--organisation"),
        (("--model-url", "http://127.0.0.1:9/v1"), "--model"),
        (("--model", "zonder-aanbieder"), "aanbieder:naam"),
    ],
)
def test_what_cannot_be_run(run: Run, more: tuple[str, ...], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*more) == 1
    told = capsys.readouterr()
    assert told.err.startswith("normtoets: ") and says in told.err and told.out == ""


def test_a_host_that_is_not_allowed_gets_nothing(
    run: Run, server: ModelServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NORMTOETS_ALLOWED_HOSTS", "model.example.nl")
    assert run(*named(server)) == 1
    assert "staat niet toe" in capsys.readouterr().err and server.calls == []


def test_nothing_to_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "leeg.pdf").write_bytes(b"")
    assert main(["ask", str(tmp_path), "--question", QUESTION]) == 1
    assert "leeg.pdf" in capsys.readouterr().err


def test_a_file_that_cannot_be_read_is_told(run: Run, dossier: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (dossier / "leeg.pdf").write_bytes(b"")
    assert run() == 0
    assert "let op" in capsys.readouterr().err


def test_what_was_asked_is_not_kept(run: Run, tmp_path: Path, server: ModelServer) -> None:
    out = tmp_path / "werk"
    assert run(*named(server), "--out", str(out)) == 0
    kept = [path for path in out.rglob("*") if path.is_file()]
    assert any(path.parent.name == "documents" for path in kept)
    for path in kept:
        data = path.read_bytes()
        assert QUESTION.encode() not in data and path.parent.name not in ("queries", "vectors"), path


def test_a_folder_that_cannot_be_written(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bestand").write_text("x", encoding="utf-8")
    assert run("--out", str(tmp_path / "bestand")) == 1
    assert "Kies met --out een andere map" in capsys.readouterr().err
