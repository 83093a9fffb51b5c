"""The figures of one run of the harness, as they are written to JSON and read back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from pydantic import ConfigDict

from analyzer.types import ModelUse, Status
from eval.metrics import (
    Bin,
    Item,
    accuracy,
    accuracy_of_the_surest_half,
    calibration_error,
    confusion,
    evidence_recall,
    interval,
    macro_f1,
    quote_precision,
    reliability,
    risk_coverage,
    verbatim,
    weighted_kappa,
    wrongly_voldoet,
)
from eval.retrieval import Retrieval
from ingest.types import Frozen

FIGURES: dict[str, Callable[[Sequence[Item]], float]] = {
    "accuracy": accuracy,
    "macro_f1": macro_f1,
    "weighted_kappa": weighted_kappa,
    "wrongly_voldoet": wrongly_voldoet,
    "evidence_recall": evidence_recall,
    "quote_precision": quote_precision,
    "verbatim": verbatim,
    "surest_half": accuracy_of_the_surest_half,
    "calibration_error": calibration_error,
}


class Figure(Frozen):
    """`low`, `high`: the 95 % bootstrap interval."""

    value: float
    low: float
    high: float


class Verdict(Frozen):
    """One item without its quotes: what a later run is compared with."""

    dossier: str
    norm: str
    ambition: str
    gold: Status
    given: Status | None
    confidence: float


class Group(Frozen):
    """Part of a split: a pillar, a kind of criterion, a genre, a dossier."""

    name: str
    count: int
    accuracy: float
    evidence_recall: float


class SplitFigures(Frozen):
    dossiers: tuple[str, ...]
    count: int
    figures: dict[str, Figure]
    baselines: dict[str, dict[str, float]]
    confusion: dict[str, dict[str, int]]
    reliability: tuple[Bin, ...]
    risk_coverage: tuple[tuple[float, float], ...]
    by_dossier: tuple[Group, ...]
    by_pillar: tuple[Group, ...]
    by_kind: tuple[Group, ...]
    by_genre: tuple[Group, ...]
    retrieval: tuple[Retrieval, ...]
    seconds: float


class Agreement(Frozen):
    """How far two readers of the same dossiers agree. `kappa`: Cohen's, unweighted."""

    count: int
    share: float
    kappa: float


class Run(Frozen):
    """`version`: of the product; `judge`: its name; `model`: the language model and all it took, None without one.

    `asked`: the ambitions that were put to the model; `dossier_tokens`: tokens, about, of a whole dossier, on average:
    what one ambition would take if everything were put into the prompt. Keys of another version are passed over.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    schema_version: str = "1"
    version: str
    judge: str
    splits: dict[str, SplitFigures]
    agreement: Agreement | None
    verdicts: tuple[Verdict, ...]
    model: ModelUse | None = None
    asked: int = 0
    dossier_tokens: int = 0

    @property
    def tokens_an_ambition(self) -> float | None:
        """Tokens there and back; None where nothing was asked."""
        if self.model is None or not self.asked or not self.model.calls:
            return None
        return (self.model.input_tokens + self.model.output_tokens) / self.asked

    def write(self, path: Path) -> None:
        """As JSON."""
        path.write_text(self.model_dump_json(indent=1), encoding="utf-8")


def read_run(path: Path) -> Run:
    """Raises OSError and ValidationError."""
    return Run.model_validate_json(path.read_bytes())


def split_figures(
    items: Sequence[Item],
    baselines: dict[str, Sequence[Item]],
    retrieval: Sequence[Retrieval],
    seconds: float,
) -> SplitFigures:
    """Everything that is told of one split. `seconds`: what the judge took for all its dossiers."""
    return SplitFigures(
        dossiers=tuple(dict.fromkeys(item.dossier for item in items)),
        count=len(items),
        figures={name: _figure(items, figure) for name, figure in FIGURES.items()},
        baselines={
            name: {each: figure(found) for each, figure in FIGURES.items() if each in _told_of(found)}
            for name, found in baselines.items()
        },
        confusion={
            gold.value: {given.value if given else "niet beoordeeld": count for given, count in row.items()}
            for gold, row in sorted(confusion(items).items())
        },
        reliability=reliability(items),
        risk_coverage=risk_coverage(items),
        by_dossier=_groups(items, lambda item: (item.dossier,)),
        by_pillar=_groups(items, lambda item: (f"{item.norm} {item.pillar}",)),
        by_kind=_groups(items, lambda item: item.kinds),
        by_genre=_groups(items, lambda item: item.genres),
        retrieval=tuple(retrieval),
        seconds=round(seconds, 1),
    )


_OF_STATUSES = ("accuracy", "macro_f1", "weighted_kappa", "wrongly_voldoet")
_OF_QUOTES = ("evidence_recall", "quote_precision")


def _told_of(found: Sequence[Item]) -> tuple[str, ...]:
    """The figures that mean something for a baseline: none has a confidence, and the majority class shows no quotes."""
    return (*_OF_STATUSES, *_OF_QUOTES) if any(item.given_quotes for item in found) else _OF_STATUSES


def _figure(items: Sequence[Item], figure: Callable[[Sequence[Item]], float]) -> Figure:
    low, high = interval(items, figure)
    return Figure(value=figure(items), low=low, high=high)


def _groups(items: Sequence[Item], names: Callable[[Item], Sequence[str]]) -> tuple[Group, ...]:
    """An item counts in each of its groups."""
    members: dict[str, list[Item]] = {}
    for item in items:
        for name in names(item):
            members.setdefault(name, []).append(item)
    return tuple(
        Group(name=name, count=len(own), accuracy=accuracy(own), evidence_recall=evidence_recall(own))
        for name, own in sorted(members.items())
    )


def verdicts_of(items: Sequence[Item]) -> tuple[Verdict, ...]:
    """The items as they are kept."""
    return tuple(
        Verdict(
            dossier=item.dossier,
            norm=item.norm,
            ambition=item.ambition,
            gold=item.gold,
            given=item.given,
            confidence=item.confidence,
        )
        for item in items
    )


def agreement_of(readings: Sequence[tuple[Status, Status]]) -> Agreement | None:
    """None where no dossier was read twice."""
    if not readings:
        return None
    size = len(readings)
    share = sum(first is second for first, second in readings) / size
    chance = (
        sum(
            sum(first is status for first, _ in readings) * sum(second is status for _, second in readings)
            for status in Status
        )
        / size**2
    )
    return Agreement(count=size, share=share, kappa=(share - chance) / (1 - chance) if chance < 1 else 1.0)
