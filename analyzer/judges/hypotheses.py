"""What a model for natural-language inference is given: a passage in its surroundings as the premise, and as hypotheses
what may follow from it. The wording is data (prompts/nli-hypotheses.yaml), loaded strictly."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml
from pydantic import Field, ValidationError

from analyzer.errors import InvalidPrompt
from analyzer.types import PromptRecord, State
from ingest.types import Frozen, Validity

_FILE = "nli-hypotheses.yaml"
_VARIABLE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
# What a premise holds beside the passage leaves it room: what does not fit into a model's window is cut off at the end,
# where the passage stands.
_MOST_HEADINGS = 3  # the innermost
_LONGEST_CONTEXT = 200  # characters of the headings, and of the line that leads a list or table
_LONGEST_NAME = 120  # characters of the organisation's name

# The states a passage can speak for, in the order of the columns of every table of chances.
STATES = (State.IN_FORCE, State.PLANNED, State.ABSENT)


class _Hypotheses(Frozen):
    in_force: str
    planned: str
    absent: str


class _Premise(Frozen):
    document: str
    draft: str
    not_yet_in_force: str
    withdrawn: str
    expired: str
    headings: str
    lead: str
    passage: str


# The variable that each template must hold; all but the passage's own may name the organisation as well.
_NEEDED = {
    **{f"hypotheses.{name}": "criterion" for name in _Hypotheses.model_fields},
    "premise.document": "title",
    "premise.headings": "headings",
    "premise.lead": "lead",
    "premise.passage": "passage",
}
_ORGANISATION = "organisation"
_KNOWN = frozenset({_ORGANISATION, *_NEEDED.values()})


class Hypotheses(Frozen):
    """`variables`: each with what it holds. `digest`: the first 12 hex digits of the SHA-256 of the file."""

    id: Literal["nli-hypotheses"]
    version: str = Field(pattern=r"^\d+$")
    language: Literal["nl"]
    purpose: str
    variables: dict[str, str]
    hypotheses: _Hypotheses
    premise: _Premise
    digest: str = ""

    @property
    def record(self) -> PromptRecord:
        return PromptRecord(id=self.id, version=self.version, digest=self.digest)

    def hypotheses_for(self, criterion: str, organisation: str) -> tuple[str, ...]:
        """A sentence for each of `STATES`, in that order. `criterion`: the text of the element."""
        values = {"criterion": criterion, "organisation": _one_line(organisation, _LONGEST_NAME)}
        return tuple(_filled(getattr(self.hypotheses, state.value), values) for state in STATES)

    def premise_for(
        self,
        passage: str,
        organisation: str,
        *,
        title: str = "",
        validity: Validity = Validity.UNKNOWN,
        headings: Sequence[str] = (),
        lead: str = "",
    ) -> str:
        """The passage, last, behind all that tells how to read it. What is not given is left out."""
        values = {
            "organisation": _one_line(organisation, _LONGEST_NAME),
            "title": _one_line(title, _LONGEST_CONTEXT),
            "headings": _one_line(" › ".join(headings[-_MOST_HEADINGS:]), _LONGEST_CONTEXT),
            "lead": _one_line(lead, _LONGEST_CONTEXT),
            "passage": " ".join(passage.split()),
        }
        standing = validity.value if validity.value in _Premise.model_fields else ""
        given = (name for name in ("headings", "lead", "passage") if values[name])
        parts = ("document" if values["title"] else "", standing, *given)
        return " ".join(_filled(getattr(self.premise, name), values) for name in parts if name)


def read_hypotheses(data: bytes) -> Hypotheses:
    """The templates in a file. Raises InvalidPrompt, in Dutch, that names what is wrong: no YAML, an unknown or missing
    key, an unknown, missing or undeclared variable, or one that is not known where it stands."""
    try:
        content = yaml.safe_load(data)
    except yaml.YAMLError as exc:
        raise InvalidPrompt(f"Het bestand '{_FILE}' is geen geldige YAML: {exc}. Zet het bestand terug.") from exc
    if not isinstance(content, dict):
        raise InvalidPrompt(f"Het bestand '{_FILE}' bevat geen sleutels met tekst. Zet het bestand terug.")
    try:
        made = Hypotheses.model_validate({**content, "digest": hashlib.sha256(data).hexdigest()[:12]})
    except ValidationError as exc:
        faults = "; ".join(_fault(error) for error in exc.errors())
        raise InvalidPrompt(f"Het bestand '{_FILE}' klopt niet: {faults}. Verbeter het, of zet het terug.") from exc
    faults = "; ".join(_variable_faults(made))
    if faults:
        raise InvalidPrompt(f"Het bestand '{_FILE}' klopt niet: {faults}. Verbeter het, of zet het terug.")
    return made


@cache
def load_hypotheses() -> Hypotheses:
    """The shipped templates. Raises InvalidPrompt."""
    return read_hypotheses((files("prompts") / _FILE).read_bytes())


def _fault(error: Any) -> str:
    where = ".".join(str(part) for part in error["loc"])
    if error["type"] == "missing":
        return f"de sleutel '{where}' ontbreekt"
    if error["type"] == "extra_forbidden":
        return f"de sleutel '{where}' is onbekend"
    return f"de waarde van '{where}' is niet bruikbaar"


def _variable_faults(made: Hypotheses) -> Iterator[str]:
    for name in sorted(_KNOWN - made.variables.keys()):
        yield f"de variabele '{name}' ontbreekt onder 'variables'"
    for name in sorted(made.variables.keys() - _KNOWN):
        yield f"de variabele '{name}' onder 'variables' is onbekend"
    templates = {f"{part}.{name}": text for part in ("hypotheses", "premise") for name, text in getattr(made, part)}
    for where, text in templates.items():
        needed = _NEEDED.get(where)
        used = frozenset(_VARIABLE.findall(text))
        if needed is not None and needed not in used:
            yield f"in '{where}' ontbreekt de variabele '{needed}'"
        for name in sorted(used - {needed, _ORGANISATION}):
            yield f"in '{where}' is de variabele '{name}' onbekend"


def _filled(template: str, values: Mapping[str, str]) -> str:
    """In one pass, so that nothing that is filled in is read as a template."""
    return _VARIABLE.sub(lambda match: values[match[1]], template)


def _one_line(text: str, limit: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else line[:limit].rsplit(" ", 1)[0] + " …"
