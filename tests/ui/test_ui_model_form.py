"""The form of the language model: Dutch numbers, addresses, budgets and folders; everything wrong is told at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from analyzer.llm.settings import ModelSettings
from ui.form import IncompleteForm
from ui.model_form import (
    OTHER,
    OWN_SERVER,
    ModelForm,
    form_of,
    read_budget,
    read_folders,
    read_key,
    read_model_form,
    shown,
)

GOOD = ModelForm(provider=OWN_SERVER, url="http://127.0.0.1:11434/v1", name="qwen3:14b")


def problems_of(work: Callable[[], object]) -> tuple[str, ...]:
    with pytest.raises(IncompleteForm) as caught:
        work()
    return caught.value.problems


def test_a_form_becomes_settings_and_settings_the_same_form() -> None:
    form = replace(
        GOOD,
        temperature="0,2",
        at_once="8",
        requests_per_second="2,5",
        price_input="0,15",
        price_output="1.250,50",
        budget_tokens="200.000",
        budget_euros="5",
    )
    fields = read_model_form(form)
    assert fields == {
        "model": "openai:qwen3:14b",
        "url": "http://127.0.0.1:11434/v1",
        "temperature": 0.2,
        "at_once": 8,
        "requests_per_second": 2.5,
        "price_input": 0.15,
        "price_output": 1250.5,
        "budget_tokens": 200_000,
        "budget_euros": 5.0,
    }
    again = form_of(ModelSettings.model_validate(fields))
    assert read_model_form(again) == fields and again.provider == OWN_SERVER
    assert form_of(None) == ModelForm()


@pytest.mark.parametrize(
    ("form", "model", "url"),
    [
        (ModelForm(provider="openai", name="gpt", url="http://left.over/v1"), "openai:gpt", None),
        (ModelForm(provider="mistralai", name="mistral-large"), "mistralai:mistral-large", None),
        (ModelForm(provider=OTHER, other=" Groq ", name="llama"), "groq:llama", None),
        (
            ModelForm(provider=OTHER, other="groq", name="llama", url="https://a.example"),
            "groq:llama",
            "https://a.example",
        ),
        (replace(GOOD, url=" https://ai.example:8443/v1/ "), "openai:qwen3:14b", "https://ai.example:8443/v1"),
    ],
)
def test_the_provider_decides_what_is_used_of_the_form(form: ModelForm, model: str, url: str | None) -> None:
    fields = read_model_form(form)
    assert (fields["model"], fields["url"]) == (model, url)
    given = {name: value for name, value in fields.items() if value is not None}
    assert read_model_form(form_of(ModelSettings.model_validate(given))) == fields


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"provider": "zelf"}, "Aanbieder: kies er een"),
        ({"provider": OTHER, "other": "Groq!"}, "Naam van de aanbieder"),
        ({"name": " "}, "Naam van het model: vul in"),
        ({"name": "qwen 3"}, "zonder spaties"),
        ({"url": ""}, "Adres: vul het adres"),
        ({"url": "ai.example/v1"}, "“ai.example/v1” is geen adres"),
        ({"url": "ftp://ai.example"}, "is geen adres"),
        ({"url": "http://"}, "is geen adres"),
        ({"url": "http://user:geheim@ai.example"}, "zonder gebruikersnaam"),
        ({"url": "http://ai.example/v1?key=1"}, "zonder vraagteken"),
        ({"url": "http://ai.example:veel/v1"}, "is geen adres"),
        ({"url": "http://ai example/v1"}, "is geen adres"),
        ({"temperature": "2,1"}, "Temperatuur: 2,1 kan niet. Geef een getal van 0 tot en met 2."),
        ({"temperature": "warm"}, "Temperatuur: “warm” is geen getal"),
        ({"temperature": "-1"}, "Temperatuur: “-1” is geen getal"),
        ({"at_once": "0"}, "Tegelijk: 0 kan niet. Geef een getal van 1 tot en met 64."),
        ({"at_once": "2,5"}, "Tegelijk: 2,5 kan niet. Geef een heel getal."),
        ({"requests_per_second": "0"}, "Per seconde: 0 kan niet. Geef een getal boven 0."),
        ({"price_input": "1"}, "Prijzen: vul beide prijzen in"),
        ({"budget_euros": "5"}, "Budget in euro's: daarvoor zijn de twee prijzen nodig"),
        ({"budget_tokens": "1e9"}, "Budget in tokens: “1e9” is geen getal"),
    ],
)
def test_what_is_wrong_is_told_by_field_with_the_way_out(change: dict[str, str], part: str) -> None:
    problems = problems_of(lambda: read_model_form(replace(GOOD, **change)))
    assert any(part in problem for problem in problems), problems


def test_everything_wrong_is_told_at_once() -> None:
    problems = problems_of(lambda: read_model_form(ModelForm(temperature="x", at_once="y", budget_tokens="z")))
    assert len(problems) == 5


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("", {}),
        ("200.000 tokens", {"budget_tokens": 200_000, "budget_euros": None}),
        (" 5000 ", {"budget_tokens": 5000, "budget_euros": None}),
        ("€ 2,50", {"budget_euros": 2.5, "budget_tokens": None}),
        ("5 EURO", {"budget_euros": 5.0, "budget_tokens": None}),
        ("3 euro's", {"budget_euros": 3.0, "budget_tokens": None}),
    ],
)
def test_a_budget_is_read_in_tokens_or_euros(text: str, made: dict[str, object]) -> None:
    priced = ModelSettings(model="openai:x", url="http://127.0.0.1", price_input=1, price_output=2)
    assert read_budget(text, priced) == made


@pytest.mark.parametrize(
    ("text", "part"), [("veel", "geen getal"), ("0", "kan niet"), ("5 euro", "zijn prijzen nodig")]
)
def test_a_budget_that_is_none_is_told(text: str, part: str) -> None:
    unpriced = ModelSettings(model="openai:x", url="http://127.0.0.1")
    (problem,) = problems_of(lambda: read_budget(text, unpriced))
    assert problem.startswith("Budget: ") and part in problem


@pytest.mark.parametrize(
    ("number", "text"), [(None, ""), (0.0, "0"), (0.15, "0,15"), (200_000, "200.000"), (1250.5, "1.250,5"), (4, "4")]
)
def test_numbers_are_shown_as_a_dutch_reader_writes_them(number: float | None, text: str) -> None:
    assert shown(number) == text


def test_a_key_that_no_header_can_hold_is_refused_without_being_told() -> None:
    assert read_key("  sk-abc_123  ") == "sk-abc_123" and read_key(" ") == ""
    for key in ("sk geheim", "sk-géheim", "x" * 5000, "a\nb"):
        (problem,) = problems_of(lambda key=key: read_key(key))
        assert problem.startswith("Sleutel: ") and "heim" not in problem


def test_folders_must_be_there_and_hold_a_model(tmp_path: Path) -> None:
    model = tmp_path / "model"
    model.mkdir()
    (problem,) = problems_of(lambda: read_folders(str(tmp_path / "weg"), ""))
    assert problem.startswith("Gevolgtrekkingsmodel: ") and "bestaat niet" in problem
    (problem,) = problems_of(lambda: read_folders("", str(model)))
    assert problem.startswith("Herordenaar: ") and "config.json" in problem
    (model / "config.json").write_text("{}")
    (problem,) = problems_of(lambda: read_folders("", str(model)))
    assert "safetensors" in problem
    (model / "model.safetensors").touch()
    folders = read_folders(f" {model} ", "")
    assert folders.nli == model and folders.reranker is None
