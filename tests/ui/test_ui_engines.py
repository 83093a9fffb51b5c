"""Who can judge follows what is configured, and where text goes is told before it does."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.llm.settings import ModelSettings
from ui.configuration import Configuration, Folders
from ui.engines import Judging, first_layer, judge_choices, notice_of, read_judging
from ui.form import IncompleteForm

HERE = {"model": "openai:qwen3", "url": "http://127.0.0.1:11434/v1"}
MODEL = ModelSettings(**HERE)
ELSEWHERE = ModelSettings(model="openai:qwen3", url="https://ai.example/v1", budget_tokens=50_000)


def test_only_what_is_configured_can_be_chosen() -> None:
    def values(model: ModelSettings | None, folders: Folders) -> list[str]:
        return [value for _, value in judge_choices(model, folders)]

    assert values(None, Folders()) == ["rules"]
    assert values(MODEL, Folders()) == ["rules", "both", "model"]
    assert values(None, Folders(nli=Path("/m"))) == ["rules", "nli"]
    assert judge_choices(None, Folders())[0][0] == "Meegeleverd, zonder netwerk"


def test_the_notice_says_where_text_goes() -> None:
    assert notice_of("rules", MODEL, Folders()).title == "Alles blijft op deze computer."
    here, away = notice_of("both", MODEL, Folders()), notice_of("model", ELSEWHERE, Folders())
    assert here.title == "Passages uit uw documenten gaan naar 127.0.0.1:11434 (deze computer)." and not here.leaves
    assert away.title == "Passages uit uw documenten gaan naar ai.example (buiten deze computer)." and away.leaves
    assert "50.000 tokens per toets" in away.lines[0] and "Er is geen budget ingesteld." in here.lines[0]


def test_a_choice_is_read_with_what_is_configured_at_that_moment() -> None:
    configuration = Configuration()
    for judge in ("both", "model", "nli", "onzin", ""):
        with pytest.raises(IncompleteForm, match="niet \\(meer\\) ingesteld"):
            read_judging(judge, "", configuration)
    assert read_judging("rules", "", configuration) == Judging()
    configuration.keep(HERE, "sk-1")
    judging = read_judging("both", "2000 tokens", configuration)
    assert judging.layered and judging.model is not None and judging.model.budget_tokens == 2000
    assert "sk-1" not in repr(judging)
    engine = judging.engine()
    assert [each.name for each in engine.judges] == ["rules", "model"]
    assert [each.name for each in first_layer(engine).judges] == ["rules"] and first_layer(engine).judge == "rules"
