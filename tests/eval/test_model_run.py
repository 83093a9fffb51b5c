"""`normtoets eval run` with a language model on a real server: accuracy with tokens and seconds beside it."""

from __future__ import annotations

from pathlib import Path

import pytest
from model_server import ModelServer
from scripted_reader import read

from analyzer.cli import main
from eval.figures import read_run

DOSSIER = "havenmond"


def _arguments(server: ModelServer, judge: str, out: Path) -> list[str]:
    model = [] if judge == "rules" else ["--model", "openai:test", "--model-url", server.url]
    return ["eval", "run", "--quick", "--dossier", DOSSIER, "--judge", judge, *model, "--out", str(out)]


@pytest.mark.parametrize(
    "judge", ["rules", *(pytest.param(judge, marks=pytest.mark.slow) for judge in ("model", "both"))]
)
def test_each_judge_is_measured_with_what_it_took(
    judge: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with ModelServer(read) as server:
        assert main(_arguments(server, judge, tmp_path / judge)) == 0
        asked = len(server.calls)
    told = capsys.readouterr()
    made = read_run(tmp_path / judge / "run.json")
    assert made.judge == judge and "juist" in told.out and len(made.verdicts) > 20
    if judge == "rules":
        assert made.model is None and asked == 0 and "taalmodel" not in told.out
        return
    assert made.model is not None and made.model.calls == asked > 20
    assert made.asked == len(made.verdicts) and made.tokens_an_ambition is not None
    assert made.tokens_an_ambition > 500
    assert "tokens" in told.out and "s wachten op de server" in told.out
    assert f"{made.tokens_an_ambition:.0f} tokens" in told.out and str(made.dossier_tokens) in told.out
    assert "127.0.0.1" in told.err  # where text goes was told


@pytest.mark.slow
def test_answers_are_kept_in_the_folder_that_is_named(tmp_path: Path) -> None:
    with ModelServer(read) as server:
        arguments = [*_arguments(server, "model", tmp_path / "uit"), "--work", str(tmp_path / "werk")]
        assert main(arguments) == 0
        asked = len(server.calls)
        assert main(arguments) == 0
        assert len(server.calls) == asked


def test_a_judge_without_its_model_says_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "run", "--judge", "model"]) == 1
    assert "--model" in capsys.readouterr().err
    assert main(["eval", "run", "--judge", "nli"]) == 1
    assert "--nli" in capsys.readouterr().err
