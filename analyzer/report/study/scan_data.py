"""What a scan knows beside the norms: its pillars, the documents it expects, help that exists and what to ask whom.

It is data, in corpus/scan; each file is loaded once and strictly: a key that nobody knows is an error.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

import yaml
from pydantic import Field, field_validator

from analyzer.types import OrganisationType
from ingest.types import Frozen, Genre

ByNorm = dict[str, tuple[str, ...]]  # the ids of ambitions, or of criteria, by the id of their norm
EVERYWHERE = tuple(OrganisationType)
_PLACEHOLDERS = frozenset({"organisatie", "bestuur", "raad"})


class Pillar(Frozen):
    """`words`: beginnings of words by which an ambition of a norm that is not listed finds its pillar."""

    title: str
    scope: str
    words: tuple[str, ...] = Field(min_length=1)
    ambitions: ByNorm


class DocumentKind(Frozen):
    """A document that one would expect. `known_by`, `never`, `surely`: see corpus/scan/expected-documents.yaml.

    `genres`: what such a file may be, beside the genres that always may. `shown_by`: criteria that it proves.
    """

    name: str
    why: str
    known_by: tuple[str, ...] = Field(min_length=1)
    never: tuple[str, ...] = ()
    surely: tuple[str, ...] = ()
    types: tuple[OrganisationType, ...] = EVERYWHERE
    genres: tuple[Genre, ...] = ()
    shown_by: ByNorm = {}


class AidFact(Frozen):
    """Help that exists, and the ambitions for which it fits."""

    name: str
    provider: str
    text: str
    ambitions: ByNorm
    types: tuple[OrganisationType, ...] = EVERYWHERE

    @property
    def breadth(self) -> int:
        """How many ambitions it serves: the fewer, the more it is made for each."""
        return sum(len(each) for each in self.ambitions.values())


class Asked(Frozen):
    """A question or statement. `text` may hold names that differ by type of organisation: {raad}, {bestuur}, …

    `ambitions`: also elements of ambitions ("2.4.c"): then it is asked only where that element is not shown.
    """

    text: str
    ambitions: ByNorm = Field(min_length=1)
    types: tuple[OrganisationType, ...] = EVERYWHERE

    @field_validator("text")
    @classmethod
    def _known_names(cls, text: str) -> str:
        strange = {name for _, name, _, _ in string.Formatter().parse(text) if name is not None} - _PLACEHOLDERS
        if strange:
            raise ValueError(f"unknown names in a question: {', '.join(sorted(strange))}")
        return text


class InterviewQuestion(Asked):
    role: str


class SurveyStatement(Asked):
    """`scale`: "agree", five points; "know": yes, no, I don't know."""

    scale: Literal["agree", "know"] = "agree"


class Interview(Frozen):
    """`roles`: whom to ask, by the name that each type of organisation has for it, in the order in which they are told.

    `words`: what the names in a text stand for, by type; `scales`: how a statement is answered.
    """

    roles: dict[str, dict[OrganisationType, str]]
    words: dict[OrganisationType, dict[str, str]]
    scales: dict[Literal["agree", "know"], str]
    questions: tuple[InterviewQuestion, ...]
    survey: tuple[SurveyStatement, ...]

    @field_validator("roles", mode="before")
    @classmethod
    def _same_everywhere(cls, roles: Any) -> Any:
        """One name alone is the name in every type of organisation."""
        if not isinstance(roles, dict):
            return roles
        return {key: dict.fromkeys(EVERYWHERE, name) if isinstance(name, str) else name for key, name in roles.items()}

    def said(self, asked: Asked, kind: OrganisationType) -> str:
        """The text as it is put to somebody of that type of organisation."""
        return asked.text.format_map(self.words[kind])

    def role(self, name: str, kind: OrganisationType) -> str:
        return self.roles[name][kind]


@lru_cache(maxsize=1)
def pillars() -> tuple[Pillar, ...]:
    """In the order of the scan."""
    return tuple(Pillar.model_validate(each) for each in _read("pillars.yaml", "pillars"))


@lru_cache(maxsize=1)
def expected_documents() -> tuple[DocumentKind, ...]:
    return tuple(DocumentKind.model_validate(each) for each in _read("expected-documents.yaml", "documents"))


@lru_cache(maxsize=1)
def aids() -> tuple[AidFact, ...]:
    """Those that serve the fewest ambitions first."""
    found = [AidFact.model_validate(each) for each in _read("aids.yaml", "aids")]
    return tuple(sorted(found, key=lambda each: each.breadth))


@lru_cache(maxsize=1)
def interview() -> Interview:
    return Interview.model_validate(_load("questions.yaml"))


def names(by_norm: Mapping[str, tuple[str, ...]], norm: str, one: str) -> bool:
    """Whether `one` of that norm is among them."""
    return one in by_norm.get(norm, ())


def _read(name: str, key: str) -> list[Any]:
    content = _load(name)
    if not isinstance(content, dict) or set(content) != {key}:
        raise ValueError(f"corpus/scan/{name} must hold nothing but '{key}'")
    return list(content[key])


def _load(name: str) -> Any:
    text = files("corpus").joinpath("scan", name).read_text(encoding="utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
