"""How good the program's verdicts were when they were measured: figures that papers state, from a file shipped with the
models. `python -m eval.quality` writes it from the recorded run, so that no figure is copied by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from ingest.types import Frozen

FILE = ("models", "measured.json")  # within `corpus`


class MeasuredFigure(Frozen):
    """A share from 0 to 1. `low`, `high`: its 95 % interval. `rival`: that of the simple method with most verdicts
    right; None: none was measured."""

    value: float
    low: float
    high: float
    rival: float | None = None


class MeasuredOn(Frozen):
    """`dossiers`: how many; `verdicts`: ambitions in all of them; `figures`: by the names of the harness."""

    dossiers: int
    verdicts: int
    figures: Mapping[str, MeasuredFigure]


class Measured(Frozen):
    """`version` and `judge`: the program that was measured, as its record has them. `unseen`: invented dossiers that
    nothing was trained on; `real`: a real document. `trained_sentences`, `trained_dossiers`: how many the models
    learned from, all of them invented."""

    version: str
    judge: str
    unseen: MeasuredOn
    real: MeasuredOn
    trained_sentences: int
    trained_dossiers: int


@cache
def load_measured() -> Measured:
    """The figures of this version of the program."""
    return Measured.model_validate_json(files("corpus").joinpath(*FILE).read_bytes())
