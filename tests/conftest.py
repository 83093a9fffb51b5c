"""What many tests share: documents built from a few lines, an embedder that counts, and a data folder of their own."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import settings

from analyzer.engine import make_offline_judge
from analyzer.types import (
    Ambition,
    Criterion,
    Judgement,
    Norm,
    NormSource,
    Organisation,
    OrganisationType,
    Pillar,
)
from ingest.assemble import assemble
from ingest.embedding import SubwordEmbedder, Vectors
from ingest.readers.raw import RawBlock, RawDocument, RawPage
from ingest.splitting import split
from ingest.types import BlockKind, Document, Hit

pytest_plugins = ("databases",)

# The machine that runs the tests may be busy: what takes long is measured elsewhere, so there is no deadline here.
settings.register_profile("normtoets", deadline=None, max_examples=60)
settings.load_profile("normtoets")

PEILDATUM = date(2026, 3, 1)
VELDERMEER = Organisation(name="Gemeente Veldermeer", type=OrganisationType.GEMEENTE)


class CountingEmbedder(SubwordEmbedder):
    """The embedded embedder, which notes what it was asked to encode."""

    def __init__(self, name: str = SubwordEmbedder.name) -> None:
        self.name = name
        self.passages: list[str] = []
        self.queries: list[str] = []

    def encode_passages(self, texts: list[str]) -> Vectors:
        self.passages += texts
        return super().encode_passages(texts)

    def encode_queries(self, texts: list[str]) -> Vectors:
        self.queries += texts
        return super().encode_passages(texts)


def _block(line: str) -> RawBlock:
    if line.startswith("#"):
        level = len(line) - len(line.lstrip("#"))
        return RawBlock(kind=BlockKind.HEADING, text=line[level:].strip(), level=level)
    if line.startswith("- "):
        return RawBlock(kind=BlockKind.LIST_ITEM, text=line[2:].strip(), level=1)
    if line.startswith("| "):
        return RawBlock(kind=BlockKind.TABLE_ROW, text=line[2:].strip())
    return RawBlock(kind=BlockKind.PARAGRAPH, text=line)


def _document(*lines: str, name: str = "nota.txt", **facts: object) -> Document:
    """A document of one block a line: "# heading", "- item", "| table | row", "\\f" for a new page, or a paragraph.

    Facts that are given replace what is read from the text.
    """
    pages: list[list[RawBlock]] = [[]]
    for line in lines:
        if line == "\f":
            pages.append([])
        else:
            pages[-1].append(_block(line))
    raw = RawDocument(
        format="text",
        page_unit="page",
        pages=tuple(RawPage(number=number, blocks=tuple(blocks)) for number, blocks in enumerate(pages, 1)),
    )
    document_id = hashlib.sha256("\n".join((name, *lines)).encode()).hexdigest()
    made = assemble(raw, document_id, name)
    return made.model_copy(update={"facts": made.facts.model_copy(update=facts)}) if facts else made


def _norm(criteria: Sequence[Criterion], concepts: dict[str, tuple[str, ...]] | None = None) -> Norm:
    """A norm of one ambition, 1.1, which has these elements."""
    binds = tuple(OrganisationType)
    ambition = Ambition(
        id="1.1", pillar="1", title="Proef", requirement="Een proef.", binds=binds, criteria=tuple(criteria)
    )
    return Norm(
        id="proef-norm",
        version="1",
        title="Proefnorm",
        short_title="Proefnorm",
        source=NormSource(title="Proef", issuer="Niemand", published="nooit"),
        binds=binds,
        pillars=(Pillar(id="1", title="Proef"),),
        ambitions=(ambition,),
        concepts=concepts or {},
    )


def _judged(
    criteria: Sequence[Criterion],
    documents: Sequence[Document],
    peildatum: date = PEILDATUM,
    organisation: Organisation = VELDERMEER,
) -> tuple[Judgement, ...]:
    """What the offline judge makes of elements when it is given every passage of the documents."""
    norm = _norm(criteria)
    judge = make_offline_judge(norm, organisation, peildatum, {document.id: document for document in documents})
    hits = tuple(Hit(passage=passage, score=1.0) for document in documents for passage in split(document))
    return judge.judge(norm.ambitions[0], {criterion.id: hits for criterion in criteria})


@pytest.fixture(scope="session")
def make_document() -> Callable[..., Document]:
    return _document


@pytest.fixture(scope="session")
def make_norm() -> Callable[..., Norm]:
    return _norm


@pytest.fixture(scope="session")
def judged() -> Callable[..., tuple[Judgement, ...]]:
    return _judged


@pytest.fixture
def make_embedder() -> Callable[..., CountingEmbedder]:
    return CountingEmbedder


@pytest.fixture(autouse=True)
def _own_data_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the data of the user who runs it."""
    monkeypatch.setenv("NORMTOETS_DATA", str(tmp_path_factory.mktemp("data")))


@pytest.fixture(scope="session")
def repository() -> Path:
    return Path(__file__).parents[1]
