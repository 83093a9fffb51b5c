"""Prompts are data: a file that is not exactly right is refused by name, and what is filled in is never a template."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from analyzer.errors import InvalidPrompt
from analyzer.llm import schemas
from analyzer.llm.prompts import load_prompt, output_schema, read_prompt
from analyzer.llm.schemas import FollowUpAnswer, SupportAnswer

REPOSITORY = Path(__file__).parents[3]
FOLDER = REPOSITORY / "prompts"
NOT_ASKED = "nli-hypotheses"  # is weighed, not asked, and has a loader of its own
CONTENT: dict[str, Any] = {
    "id": "proef",
    "version": "1",
    "language": "nl",
    "purpose": "Probeer.",
    "variables": {"vraag": "wat wordt gevraagd", "nonce": "het merk"},
    "system": "Antwoord tussen {{nonce}}.",
    "user": "De vraag: {{ vraag }}",
    "output": output_schema(FollowUpAnswer),
}
VALUES = {"vraag": "Wie?", "nonce": "n0"}


def _data(**changes: Any) -> bytes:
    content = {name: value for name, value in {**CONTENT, **changes}.items() if value is not ...}
    return yaml.safe_dump(content, allow_unicode=True).encode("utf-8")


def _calls() -> Iterator[tuple[str, type[BaseModel] | None]]:
    """Each prompt that the program loads, with the type that it wants for its answers, as the source has it."""
    for path in sorted((REPOSITORY / "analyzer").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "load_prompt"):
                continue
            name, *schema = node.args
            assert isinstance(name, ast.Constant), f"{path}: a prompt is loaded by another name than its own"
            assert all(isinstance(each, ast.Name) for each in schema), path
            yield str(name.value), getattr(schemas, schema[0].id) if schema else None  # type: ignore[attr-defined]


CALLS = sorted(set(_calls()), key=str)


@pytest.mark.parametrize(("prompt_id", "schema"), CALLS, ids=[name for name, _ in CALLS])
def test_a_shipped_prompt_loads_with_the_schema_of_its_answers(prompt_id: str, schema: type[BaseModel] | None) -> None:
    prompt = load_prompt(prompt_id, schema)
    assert prompt.id == prompt_id
    assert prompt.output == (None if schema is None else output_schema(schema))
    assert (prompt.record.id, prompt.record.version) == (prompt_id, prompt.version)
    assert re.fullmatch(r"[0-9a-f]{12}", prompt.record.digest)


def test_every_prompt_is_used_and_told_of() -> None:
    shipped = {path.stem for path in FOLDER.glob("*.yaml")}
    assert {name for name, _ in CALLS} == shipped - {NOT_ASKED}
    table = re.findall(r"^\| `([a-z-]+)` \|", (FOLDER / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(table) == sorted(shipped)


def test_a_prompt_that_is_not_there_is_named() -> None:
    with pytest.raises(InvalidPrompt, match=r"bestaat-niet\.yaml"):
        load_prompt("bestaat-niet")


def test_the_order_of_an_answer_is_that_of_its_type() -> None:
    """A model writes its keys in this order: the quotes before the verdict on them."""
    shape = output_schema(schemas.AssessmentAnswer)["$defs"]["ElementAnswer"]["properties"]
    assert list(shape) == ["element", "quotes", "explanation", "state", "shortcoming", "certainty"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"bijlage": "x"}, "bijlage: onbekend"),
        ({"digest": "000000000000"}, "digest: onbekend"),
        *(({name: ...}, f"{name}: ontbreekt") for name in CONTENT if name != "output"),
        ({"version": 1}, "version: een waarde"),
        ({"version": "twee"}, "version: een waarde"),
        ({"language": "en"}, "language: een waarde"),
        ({"id": "Proef 1"}, "id: een waarde"),
        ({"id": "anders"}, "'proef.yaml' noemt zich 'anders'"),
        ({"user": "De {{vraag}} aan {{wie}}"}, "niet verklaard: wie"),
        ({"user": "De {{}} en {{vraag}}"}, "niet verklaard: "),
        ({"user": "De vraag"}, "ongebruikt: vraag"),
        ({"user": "De {{vraag}} en {{vraag}"}, "losse accolades: {{vraag}"),
        ({"user": "De {{vraag}} en {vraag}}"}, "losse accolades: }}"),
        ({"user": "De {{vraag}} en {{{{vraag}}}}"}, "losse accolades"),
        ({"output": ...}, "schema van de uitvoer"),
        ({"output": output_schema(SupportAnswer)}, "schema van de uitvoer"),
    ],
)
def test_a_file_that_breaks_the_rules_is_refused_by_name(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(InvalidPrompt) as caught:
        read_prompt(_data(**changes), "proef.yaml", FollowUpAnswer)
    assert "proef.yaml" in str(caught.value) and told in str(caught.value)


@pytest.mark.parametrize("data", [b"id: [proef", b"", b"- id: proef", b"proef", b"\xff\xfe\xfd", b"id: 2024-13-45"])
def test_a_file_that_is_no_prompt_at_all_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidPrompt, match=r"proef\.yaml"):
        read_prompt(data, "proef.yaml")


def test_an_answer_in_words_has_no_schema() -> None:
    assert read_prompt(_data(output=...), "proef.yaml").output is None
    with pytest.raises(InvalidPrompt, match="schema"):
        read_prompt(_data(), "proef.yaml")


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"vraag": "Wie?"}, "'proef': ontbrekend: nonce"),
        ({}, "'proef': ontbrekend: nonce, vraag"),
        ({**VALUES, "wie": "x"}, "'proef': onbekend: wie"),
    ],
)
def test_a_value_too_few_or_too_many_is_named(values: dict[str, str], told: str) -> None:
    with pytest.raises(InvalidPrompt, match=told):
        read_prompt(_data(), "proef.yaml", FollowUpAnswer).filled(values)


def test_values_stand_where_they_belong() -> None:
    prompt = read_prompt(_data(), "proef.yaml", FollowUpAnswer)
    assert prompt.filled(VALUES) == ("Antwoord tussen n0.", "De vraag: Wie?")


@given(st.text() | st.sampled_from(["{{nonce}}", "{{ vraag }}", "{{onbekend}}", "}}{{", r"\1 \g<0> {0} %s $nonce"]))
def test_a_value_is_never_a_template(text: str) -> None:
    prompt = read_prompt(_data(), "proef.yaml", FollowUpAnswer)
    assert prompt.filled({**VALUES, "vraag": text}) == ("Antwoord tussen n0.", f"De vraag: {text}")


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data + b"\n",
        lambda data: data.replace(b"Antwoord", b"antwoord"),
        lambda data: data.replace(b"version: '1'", b"version: '2'"),
        lambda data: data + "# één letter".encode(),
    ],
)
def test_another_byte_is_another_digest(change: Callable[[bytes], bytes]) -> None:
    before, after = _data(), change(_data())
    assert before != after
    first, second = (read_prompt(data, "proef.yaml", FollowUpAnswer) for data in (before, after))
    assert first.digest != second.digest
    assert first.digest == read_prompt(before, "proef.yaml", FollowUpAnswer).digest
