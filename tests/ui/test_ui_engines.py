"""Who can judge follows what is configured, and where text goes is told before it does."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.errors import InvalidModelSettings, ModelError
from analyzer.llm.settings import ModelSettings
from analyzer.store.values import JudgeSettings
from ui.configuration import Configuration, Folders
from ui.engines import Judging, engine_of, judge_choices, judge_options, notice_of, read_judging
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
    assert judge_choices(None, Folders())[0][0] == "Taalregels: meegeleverd, zonder netwerk"


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
    assert [each.name for each in judging.engine().judges] == ["rules", "model"]


def test_every_choice_says_where_text_goes_and_a_lock_leaves_only_the_shipped_judge(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    configuration = Configuration()
    configuration.keep({"model": "openai:qwen3", "url": "https://ai.example/v1"}, "sk-1")
    options, problem = judge_options(configuration)
    assert problem is None
    assert [(each.value, each.notice.leaves, each.budget) for each in options] == [
        ("rules", False, False),
        ("both", True, True),
        ("model", True, True),
    ]
    monkeypatch.setenv("NORMTOETS_ALLOWED_HOSTS", "localhost")
    options, problem = judge_options(configuration)
    assert [each.value for each in options] == ["rules"] and isinstance(problem, ModelError)


def test_a_run_is_judged_with_the_models_of_the_moment_within_its_own_budget() -> None:
    configuration = Configuration()
    with pytest.raises(InvalidModelSettings):
        engine_of(configuration, JudgeSettings(judge="both"))
    configuration.keep({**HERE, "budget_tokens": 9000}, "sk-1")
    own, model = engine_of(configuration, JudgeSettings(judge="both", budget_tokens=500)).judges
    assert own.name == "rules" and model.model is not None and model.model.budget_tokens == 500
    assert model.model.key is not None, "what was typed in is known to the runs of this app"
    (_, model) = engine_of(configuration, JudgeSettings(judge="both")).judges
    assert model.model is not None and model.model.budget_tokens == 9000
    assert [each.name for each in engine_of(configuration, JudgeSettings()).judges] == ["rules"]
