"""Gold dossiers: documents of an organisation with the status of every ambition, labelled by people's rules."""

from __future__ import annotations

import hashlib
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

import yaml
from pydantic import Field, ValidationError

from analyzer.types import Organisation, Qualifier, State, Status
from ingest.types import Frozen

Split = Literal["development", "test", "practice"]
FOLDER = Path(str(files("eval"))) / "gold"


class InvalidGold(ValueError):
    """A gold dossier that cannot be read. The message, in Dutch, names the file."""


class GoldQuote(Frozen):
    """`quote` stands word for word in the plain text of `document`."""

    document: str
    quote: str


class Element(Frozen):
    """The state of one essential element; `flaw`: why it falls short though it is in force."""

    state: State
    flaw: Qualifier | None = None
    quotes: tuple[GoldQuote, ...] = ()


class GoldLabel(Frozen):
    """The status of one ambition; `note` says why, in a few words.

    `readings`: what the first and the second, blind reader made of it; `settled`: why the one or the other was followed
    where they differ. `also`: quotes that the second reader gave beside those of the first. `elements`: by criterion
    id, where both readers agree on the status.
    """

    status: Status
    quotes: tuple[GoldQuote, ...] = ()
    also: tuple[GoldQuote, ...] = ()
    note: str = ""
    readings: tuple[Status, Status] | None = None
    settled: str = ""
    elements: dict[str, Element] | None = None


class Source(Frozen):
    """A real document that is not ours to hand on: known by its name and the SHA-256 of its bytes."""

    name: str
    sha256: str
    title: str


class GoldDossier(Frozen):
    """`documents`: a folder, relative to the file; None where the dossier has `sources` instead.

    `writer`: who wrote the documents, as a number; dossiers of one writer resemble each other, so they are left out
    together. Rules are written, and models trained, against the development split only; practice dossiers hold real
    documents.
    `paths`: where its documents are on this machine; empty where they are not.
    """

    dossier: str
    organisation: Organisation
    peildatum: date
    split: Split
    writer: str = ""
    documents: str | None = None
    sources: tuple[Source, ...] = ()
    norms: dict[str, dict[str, GoldLabel]] = Field(min_length=1)
    paths: tuple[Path, ...] = ()


def load_gold(root: Path | None = None, practice: Path | None = None) -> tuple[GoldDossier, ...]:
    """All gold dossiers beneath `root`, by name; None: those shipped. `practice`: a folder with the sources of practice
    dossiers. Raises InvalidGold where a file cannot be read."""
    folder = root or FOLDER
    return tuple(_located(_load(path), path.parent, practice) for path in sorted(folder.glob("*/gold.yaml")))


@cache
def _load(path: Path) -> GoldDossier:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return GoldDossier.model_validate(yaml.load(path.read_text(encoding="utf-8"), Loader=loader))
    except (OSError, yaml.YAMLError, ValidationError) as exc:
        raise InvalidGold(f"Het dossier '{path}' kan niet worden gelezen: {exc}") from exc


def _located(dossier: GoldDossier, home: Path, practice: Path | None) -> GoldDossier:
    if dossier.documents is not None:
        folder = (home / dossier.documents).resolve()
        return dossier.model_copy(update={"paths": (folder,) if folder.is_dir() else ()})
    found = tuple(practice / source.name for source in dossier.sources) if practice is not None else ()
    same = all(path.is_file() and _digest(path) == s.sha256 for path, s in zip(found, dossier.sources, strict=False))
    return dossier.model_copy(update={"paths": found if same else ()})


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
