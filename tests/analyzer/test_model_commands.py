"""`normtoets models`, run in this process against a real server: exit codes, what is told, and what is never shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml
from model_server import Call, ModelServer, status
from test_fitness import careful, changed, fabricated, obeying
from tiny_cross_encoder import build_inference, made

from analyzer.cli import main
from analyzer.settings import user_settings, write_user_settings

KEY = "sk-geheim-0123456789"


@pytest.fixture(autouse=True)
def _quick_and_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    """No model from the environment of whoever runs the tests, and no waiting for a server that fails."""
    for name in ("MODEL", "MODEL_URL", "MODEL_KEY", "ALLOWED_HOSTS"):
        monkeypatch.delenv(f"NORMTOETS_{name}", raising=False)
    write_user_settings({"retries": 0})


@pytest.fixture
def serve() -> Iterator[Callable[..., ModelServer]]:
    servers: list[ModelServer] = []

    def make(*given: object, **more: object) -> ModelServer:
        servers.append(ModelServer(*given, **more))  # type: ignore[arg-type]
        return servers[-1]

    yield make
    for server in servers:
        server.close()


def _place(server: ModelServer) -> str:
    return server.url.removeprefix("http://").removesuffix("/v1")


# --- check ---------------------------------------------------------------------------------------------------------

VERDICTS = [
    ("geschikt", careful, 0),
    ("met voorbehoud geschikt", obeying(confirms=False), 3),
    ("niet geschikt", changed(fabricated), 1),
]


@pytest.mark.parametrize(("verdict", "player", "code"), VERDICTS, ids=[each[0] for each in VERDICTS])
def test_the_verdict_is_told_and_decides_the_exit_code(
    verdict: str,
    player: Callable[[Call], str],
    code: int,
    serve: Callable[..., ModelServer],
    capsys: pytest.CaptureFixture[str],
) -> None:
    server = serve(player)
    assert main(["models", "check", "--model", "openai:proef", "--model-url", server.url]) == code
    told = capsys.readouterr()
    assert told.err.startswith(
        f"Taalmodel: openai:proef. Een meegeleverd voorbeeld gaat naar {_place(server)} (deze computer); uit uw "
        "documenten gaat er niets heen."
    )
    lines = told.out.splitlines()
    assert f"Oordeel over openai:proef: {verdict}." in lines
    assert bool([line for line in lines if line.startswith("- ")]) is (code != 0)
    for opening in (
        "Vorm: ",
        "Citaten ",
        "Elementen ",
        "Toelichtingen ",
        "Opdracht ",
        "Per ambitie ",
        "In een echte toets",
    ):
        assert sum(line.startswith(opening) for line in lines) == 1, opening


def test_a_server_that_fails_is_told_with_a_way_out(
    serve: Callable[..., ModelServer], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NORMTOETS_MODEL_KEY", KEY)
    server = serve(careful, lambda _number, _call: status(401, body=f"Incorrect API key provided: {KEY}."))
    assert main(["models", "check", "--model", "openai:proef", "--model-url", server.url]) == 1
    told = capsys.readouterr()
    assert "Oordeel over openai:proef: niet te controleren." in told.out
    assert "De sleutel die is ingesteld, hoort niet bij deze server." in told.out
    assert KEY not in told.out + told.err


def test_the_model_of_the_settings_is_checked(
    serve: Callable[..., ModelServer], capsys: pytest.CaptureFixture[str]
) -> None:
    server = serve(careful)
    write_user_settings({"model": "openai:ingesteld", "url": server.url, "retries": 0})
    assert main(["models", "check"]) == 0
    assert "Oordeel over openai:ingesteld: geschikt." in capsys.readouterr().out
    assert {call.model for call in server.calls} == {"ingesteld"}


def test_without_a_model_nothing_is_checked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "check"]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("normtoets: Er is geen taalmodel ingesteld. Noem er een met --model en --model-url")
    assert str(user_settings()) in told.err


def test_a_host_that_is_not_allowed_gets_nothing(
    serve: Callable[..., ModelServer], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NORMTOETS_ALLOWED_HOSTS", "llm.voorbeeld.nl")
    server = serve(careful)
    assert main(["models", "check", "--model", "openai:proef", "--model-url", server.url]) == 1
    told = capsys.readouterr()
    assert f"staat niet toe dat tekst naar {_place(server)} gaat. Toegestaan: llm.voorbeeld.nl." in told.err
    assert server.calls == [] and "Oordeel" not in told.out


# --- check of a model for inference --------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def inference_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.getbasetemp(), build_inference)


def test_a_model_for_inference_is_checked(inference_model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The tests' own tiny model knows a dozen words, so that it is no use for real Dutch."""
    assert main(["models", "check", "--nli", str(inference_model)]) == 1
    told = capsys.readouterr()
    assert "Voorbeelden met de goede uitkomst: " in told.out and "  ontkenningen: " in told.out
    assert "paren per seconde." in told.out
    assert "build_inference" in told.out and ": niet geschikt.\n- Dit model lijkt Nederlands niet" in told.out
    assert "taalmodel" not in told.err


def test_both_models_are_checked_and_the_worst_decides(
    inference_model: Path, serve: Callable[..., ModelServer], capsys: pytest.CaptureFixture[str]
) -> None:
    server = serve(careful)
    options = ["--nli", str(inference_model), "--model", "openai:proef", "--model-url", server.url]
    assert main(["models", "check", *options]) == 1
    told = capsys.readouterr().out
    assert "build_inference" in told and "Oordeel over openai:proef: geschikt." in told


def test_a_folder_that_holds_no_model(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "check", "--nli", str(tmp_path)]) == 1
    told = capsys.readouterr()
    assert str(tmp_path) in told.err and told.err.count("normtoets: ") == 1 and told.out == ""


# --- show ----------------------------------------------------------------------------------------------------------


def _shown(capsys: pytest.CaptureFixture[str], *options: str, code: int = 0) -> dict[str, str]:
    assert main(["models", "show", *options]) == code
    lines = capsys.readouterr().out.splitlines()
    return {label: text.strip() for label, _, text in (line.partition(":") for line in lines)}


def test_no_model_is_an_answer_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "show"]) == 0
    told = capsys.readouterr()
    assert "Er is geen taalmodel ingesteld." in told.out and "er gaat dan niets naar een server" in told.out
    assert told.err == ""


def test_the_settings_are_shown_with_where_they_come_from(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    prices = {"price_input": 2.5, "price_output": 10, "budget_tokens": 500_000, "budget_euros": 5}
    url = "http://127.0.0.1:11434/v1"
    write_user_settings({"model": "openai:qwen3", "url": url, "allowed_hosts": ["localhost"], **prices})
    shown = _shown(capsys)
    assert shown["Taalmodel"] == f"openai:qwen3 (uit {user_settings()})"
    assert shown["Adres"] == f"{url} (uit {user_settings()})"
    assert shown["Tekst gaat naar"] == "127.0.0.1:11434 (deze computer)"
    assert shown["Toegestane servers"] == f"localhost (volgens {user_settings()})"
    assert shown["Sleutel"] == "niet ingesteld"
    assert shown["Prijs"] == "€ 2,50 erheen en € 10,00 terug, per miljoen tokens"
    assert shown["Budget"] == "500.000 tokens en € 5,00 per toets"
    monkeypatch.setenv("NORMTOETS_MODEL", "openai:anders")
    monkeypatch.setenv("NORMTOETS_MODEL_URL", "http://localhost:8000/v1")
    shown = _shown(capsys)
    assert shown["Taalmodel"] == "openai:anders (uit de omgeving: NORMTOETS_MODEL)"
    assert shown["Adres"] == "http://localhost:8000/v1 (uit de omgeving: NORMTOETS_MODEL_URL)"
    shown = _shown(capsys, "--model", "openai:getypt", "--model-url", "http://localhost:9000/v1")
    assert shown["Taalmodel"] == "openai:getypt (van de opdrachtregel)"
    assert shown["Adres"] == "http://localhost:9000/v1 (van de opdrachtregel)"


def test_what_is_not_set_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    shown = _shown(capsys, "--model", "mistralai:mistral-small")
    assert shown["Adres"] == "dat van de aanbieder"
    assert shown["Tekst gaat naar"] == "api.mistral.ai (buiten deze computer)"
    assert shown["Toegestane servers"].startswith("alle;")
    assert shown["Prijs"].startswith("niet ingesteld") and shown["Budget"] == "geen grens"


def test_a_key_is_said_to_be_set_and_never_shown(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NORMTOETS_MODEL_KEY", KEY)
    assert main(["models", "show", "--model", "openai:x", "--model-url", "http://127.0.0.1:1/v1"]) == 0
    told = capsys.readouterr()
    assert "ingesteld\n" in told.out and "niet ingesteld\n" not in told.out
    assert KEY not in told.out + told.err


def test_a_model_that_is_not_allowed_is_shown_and_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NORMTOETS_ALLOWED_HOSTS", "llm.voorbeeld.nl")
    assert main(["models", "show", "--model", "openai:x", "--model-url", "https://elders.nl/v1"]) == 1
    told = capsys.readouterr()
    assert "llm.voorbeeld.nl (volgens de omgeving)" in told.out
    assert "staat niet toe dat tekst naar elders.nl gaat" in told.err


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("model: [", "is geen geldige YAML"),
        (yaml.safe_dump({"model": "qwen3"}), "aanbieder:naam"),
        (yaml.safe_dump({"model": "openai:x", "key": KEY}), "staat een sleutel"),
    ],
)
@pytest.mark.parametrize("command", ["show", "check"])
def test_wrong_settings_are_told(command: str, content: str, says: str, capsys: pytest.CaptureFixture[str]) -> None:
    user_settings().write_text(content, encoding="utf-8")
    assert main(["models", command]) == 1
    told = capsys.readouterr()
    assert says in told.err and KEY not in told.err and told.out == ""
