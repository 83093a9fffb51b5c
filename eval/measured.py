"""The few figures of the recorded run that the product's own papers state: what they are, and where they are kept."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from analyzer.report.accountability.measured import FILE, Measured, MeasuredFigure, MeasuredOn
from eval.figures import Run, SplitFigures
from eval.training_data import read_bank

MEASURED = Path(str(files("corpus"))).joinpath(*FILE)


def measured(run: Run) -> Measured:
    """Raises KeyError where the run lacks the test, practice or development dossiers."""
    return Measured(
        version=run.version,
        judge=run.judge,
        unseen=_measured_on(run.splits["test"]),
        real=_measured_on(run.splits["practice"]),
        trained_sentences=len(read_bank()),
        trained_dossiers=len(run.splits["development"].dossiers),
    )


def as_file(made: Measured) -> str:
    return made.model_dump_json(indent=1) + "\n"


def _measured_on(split: SplitFigures) -> MeasuredOn:
    rival = max(split.baselines.values(), key=lambda figures: figures["accuracy"], default={})
    return MeasuredOn(
        dossiers=len(split.dossiers),
        verdicts=split.count,
        figures={
            name: MeasuredFigure(value=figure.value, low=figure.low, high=figure.high, rival=rival.get(name))
            for name, figure in split.figures.items()
        },
    )
