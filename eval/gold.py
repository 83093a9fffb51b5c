"""Gold dossiers: documents of an organisation with the status of every ambition, labelled by people's rules."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

import yaml
from pydantic import Field

from analyzer.types import Organisation, Status
from ingest.types import Frozen

FOLDER = Path(str(files("eval"))) / "gold"


class GoldQuote(Frozen):
    """`quote` stands word for word in the plain text of `document`."""

    document: str
    quote: str


class GoldLabel(Frozen):
    """The status of one ambition; `note` says why, in a few words."""

    status: Status
    quotes: tuple[GoldQuote, ...] = ()
    note: str = ""


class GoldDossier(Frozen):
    """`documents`: a folder, relative to the file. Rules are written against the development split only."""

    dossier: str
    organisation: Organisation
    peildatum: date
    split: Literal["development", "test"]
    documents: str
    norms: dict[str, dict[str, GoldLabel]] = Field(min_length=1)

    @property
    def folder(self) -> Path:
        """Where its documents are."""
        return (FOLDER / self.dossier / self.documents).resolve()


@cache
def load_gold() -> tuple[GoldDossier, ...]:
    """All gold dossiers, by name."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return tuple(
        GoldDossier.model_validate(yaml.load(path.read_text(encoding="utf-8"), Loader=loader))
        for path in sorted(FOLDER.glob("*/gold.yaml"))
    )
