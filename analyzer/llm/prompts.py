"""The prompts: loaded strictly from their files, filled in one pass, and recorded by id, version and digest.

A prompt is data. What is filled in is never read as a template itself, so that text from a document or a user can add
no variable and no instruction of its own to the frame.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml
from pydantic import BaseModel, Field, ValidationError

from analyzer.errors import InvalidPrompt
from analyzer.types import PromptRecord
from ingest.types import Frozen

_VARIABLE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_BRACES = re.compile(r"(?:\{\{|\}\}).{0,30}")


class Prompt(Frozen):
    """`variables`: each with what it holds. `output`: the JSON Schema of an answer; None: the answer is text.

    `digest`: the first 12 hex digits of the SHA-256 of the file.
    """

    id: str = Field(pattern=r"^[a-z]+(-[a-z]+)*$")
    version: str = Field(pattern=r"^\d+$")
    language: Literal["nl"]
    purpose: str
    variables: dict[str, str]
    system: str
    user: str
    output: dict[str, Any] | None = None
    digest: str = ""

    @property
    def record(self) -> PromptRecord:
        return PromptRecord(id=self.id, version=self.version, digest=self.digest)

    def filled(self, values: Mapping[str, str]) -> tuple[str, str]:
        """The system and the user message. Raises InvalidPrompt when a variable is missing or unknown."""
        missing, unknown = self.variables.keys() - values.keys(), values.keys() - self.variables.keys()
        if missing or unknown:
            names = ", ".join(sorted(missing or unknown))
            raise InvalidPrompt(f"De opdracht '{self.id}': {'ontbrekend' if missing else 'onbekend'}: {names}.")
        return _filled(self.system, values), _filled(self.user, values)


def read_prompt(data: bytes, name: str, schema: type[BaseModel] | None = None) -> Prompt:
    """The prompt in a file called `name`. `schema`: the type of its answers, whose JSON Schema the file must hold.

    Raises InvalidPrompt: no YAML, an unknown or missing key, a placeholder that is no declared variable, a declared
    variable that is not used, half a placeholder, or another output schema than that of the answers.
    """
    try:
        content = yaml.safe_load(data)
    except (yaml.YAMLError, ValueError) as exc:  # a date that cannot be is a ValueError
        raise InvalidPrompt(f"De opdracht in '{name}' is geen geldige YAML: {exc}") from exc
    if not isinstance(content, dict):
        raise InvalidPrompt(f"De opdracht in '{name}' hoort regels als 'id: naam' te hebben.")
    if "digest" in content:
        raise InvalidPrompt(f"De opdracht in '{name}' is niet te lezen: digest: onbekend.")
    try:
        prompt = Prompt.model_validate({**content, "digest": hashlib.sha256(data).hexdigest()[:12]})
    except ValidationError as exc:
        raise InvalidPrompt(f"De opdracht in '{name}' is niet te lezen: {_told(exc)}.") from exc
    if f"{prompt.id}.yaml" != name:
        raise InvalidPrompt(f"De opdracht in '{name}' noemt zich '{prompt.id}'. Het bestand moet zo heten.")
    texts = f"{prompt.system}\n{prompt.user}"
    if stray := _BRACES.search(_VARIABLE.sub("", texts)):
        raise InvalidPrompt(f"De opdracht in '{name}': losse accolades: {stray[0].strip()}.")
    used = set(_VARIABLE.findall(texts))
    for label, names in (
        ("niet verklaard", used - prompt.variables.keys()),
        ("ongebruikt", prompt.variables.keys() - used),
    ):
        if names:
            raise InvalidPrompt(f"De opdracht in '{name}': {label}: {', '.join(sorted(names))}.")
    if prompt.output != (output_schema(schema) if schema is not None else None):
        raise InvalidPrompt(f"De opdracht in '{name}': het schema van de uitvoer hoort niet bij dit programma.")
    return prompt


@cache
def load_prompt(prompt_id: str, schema: type[BaseModel] | None = None) -> Prompt:
    """A shipped prompt. Raises InvalidPrompt."""
    name = f"{prompt_id}.yaml"
    try:
        data = (files("prompts") / name).read_bytes()
    except OSError as exc:
        raise InvalidPrompt(f"De opdracht in '{name}' is er niet. Installeer het programma opnieuw.") from exc
    return read_prompt(data, name, schema)


def output_schema(schema: type[BaseModel]) -> dict[str, Any]:
    """The JSON Schema of a type of answers, as servers take it and as prompt files hold it."""
    made: dict[str, Any] = json.loads(json.dumps(schema.model_json_schema()))
    return made


def _filled(text: str, values: Mapping[str, str]) -> str:
    return _VARIABLE.sub(lambda match: values[match[1]], text)


def _told(error: ValidationError) -> str:
    """Which keys are wrong, and how (Dutch)."""
    kinds = {"missing": "ontbreekt", "extra_forbidden": "onbekend"}
    return "; ".join(
        f"{'.'.join(map(str, each['loc']))}: {kinds.get(each['type'], 'een waarde die hier niet kan')}"
        for each in error.errors(include_url=False, include_input=False)
    )
