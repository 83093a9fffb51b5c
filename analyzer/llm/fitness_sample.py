"""The bundled sample by which a language model is tried: small ambitions with their own documents, and the state of
each element as a careful reader has it."""

from __future__ import annotations

import hashlib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

import yaml
from pydantic import Field

from analyzer.types import (
    Ambition,
    Criterion,
    CriterionKind,
    Norm,
    NormSource,
    Organisation,
    OrganisationType,
    Pillar,
    Qualifier,
    State,
)
from ingest.assemble import assemble
from ingest.readers.raw import RawBlock, RawDocument, RawPage
from ingest.types import BlockKind, Document, Frozen

_FORMATS: dict[str, Literal["docx", "pdf", "text"]] = {"docx": "docx", "pdf": "pdf", "txt": "text"}


class SampleQuote(Frozen):
    quote: str
    shows: Literal["arranged", "done", "planned", "absent"]


class SampleElement(Frozen):
    """`expected`: the state as a careful reader has it, with the quotes that reader would give for it."""

    text: str
    expected: State
    shortcoming: Qualifier | None = None
    quotes: tuple[SampleQuote, ...] = ()


class SampleDocument(Frozen):
    """`lines`: a paragraph each, or a heading behind "# ". `order`: it tells a language model what to answer."""

    name: str
    lines: tuple[str, ...]
    order: bool = False

    def read(self) -> Document:
        """The document as ingestion has it; with an order in it, as if that had not been recognised as one: here the
        model itself is tested, not what keeps such text from it."""
        blocks = tuple(
            RawBlock(kind=BlockKind.HEADING, text=line[2:], level=1)
            if line.startswith("# ")
            else RawBlock(kind=BlockKind.PARAGRAPH, text=line)
            for line in self.lines
        )
        page = RawPage(number=1, blocks=blocks)
        raw = RawDocument(format=_FORMATS[self.name.rpartition(".")[2]], page_unit="page", pages=(page,))
        digest = hashlib.sha256("\n".join((self.name, *self.lines)).encode("utf-8")).hexdigest()
        made = assemble(raw, digest, self.name)
        return made.model_copy(update={"instructions": ()}) if self.order else made


class Task(Frozen):
    """One small ambition with its own dossier."""

    id: str
    title: str
    requirement: str
    elements: tuple[SampleElement, ...] = Field(min_length=1)
    documents: tuple[SampleDocument, ...] = Field(min_length=1)

    @property
    def ambition(self) -> Ambition:
        return Ambition(
            id=self.id,
            pillar="1",
            title=self.title,
            requirement=self.requirement,
            binds=tuple(OrganisationType),
            criteria=tuple(
                Criterion(id=f"{self.id}.{letter}", text=element.text, kind=CriterionKind.PROVISION)
                for letter, element in zip("abcdefgh", self.elements, strict=False)
            ),
        )


class Sample(Frozen):
    version: str
    organisation: Organisation
    peildatum: date
    tasks: tuple[Task, ...] = Field(min_length=1)

    @property
    def norm(self) -> Norm:
        return Norm(
            id="model-check",
            version=self.version,
            title="Voorbeeld",
            short_title="Voorbeeld",
            source=NormSource(title="Voorbeeld", issuer="Normtoets", published=""),
            binds=tuple(OrganisationType),
            pillars=(Pillar(id="1", title="Voorbeeld"),),
            ambitions=tuple(task.ambition for task in self.tasks),
        )


@cache
def load_sample() -> Sample:
    """The bundled sample. Raises ValidationError where its file breaks the schema."""
    text = files("corpus").joinpath("model-check", "language-model.yaml").read_text(encoding="utf-8")
    return Sample.model_validate(yaml.safe_load(text))
