"""Figures over labelled findings. Pure; each is a standard one, computed on pairs of gold and given statuses."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from analyzer.types import Status
from ingest.types import Frozen

# The order in which statuses lie for the weighted kappa: nothing shown, announced, partly, wholly.
_RANKS = {
    Status.ONTBREEKT: 0,
    Status.NIET_AANGETROFFEN: 0,
    Status.GEPLAND: 1,
    Status.DEELS: 2,
    Status.VOLDOET: 3,
}
_SPACE = re.compile(r"\s+")


class Item(Frozen):
    """One ambition of one dossier: what it should be, what was given, and the quotes of both. `given` None: not
    assessed."""

    dossier: str
    norm: str
    ambition: str
    gold: Status
    given: Status | None
    confidence: float
    gold_quotes: tuple[str, ...] = ()
    given_quotes: tuple[str, ...] = ()

    @property
    def right(self) -> bool:
        return self.gold is self.given


def accuracy(items: Sequence[Item]) -> float:
    """The share of right statuses, 0–1."""
    return sum(item.right for item in items) / len(items)


def macro_f1(items: Sequence[Item]) -> float:
    """The mean of the F1 of every status that occurs among the gold labels, 0–1."""
    scores = []
    for status in sorted({item.gold for item in items}):
        both = sum(item.right for item in items if item.gold is status)
        either = sum(item.gold is status for item in items) + sum(item.given is status for item in items)
        scores.append(2 * both / either)
    return sum(scores) / len(scores)


def weighted_kappa(items: Sequence[Item]) -> float:
    """Cohen's kappa with quadratic weights, −1 to 1; `ontbreekt` and `niet_aangetroffen` share the lowest rank."""
    pairs = [(_RANKS[item.gold], _RANKS[item.given]) for item in items if item.given in _RANKS]
    size = len(pairs)
    seen = sum((gold - given) ** 2 for gold, given in pairs) / size
    chance = sum((gold - given) ** 2 for gold, _ in pairs for _, given in pairs) / size**2
    return 1 - seen / chance if chance else 1.0


def wrongly_voldoet(items: Sequence[Item]) -> float:
    """The share of all verdicts that claim `voldoet` where it is not so, 0–1."""
    return sum(item.given is Status.VOLDOET and not item.right for item in items) / len(items)


def evidence_recall(items: Sequence[Item]) -> float:
    """The share of gold quotes that a given quote holds, or is held by, 0–1."""
    hits = [any(_meet(quote, given) for given in item.given_quotes) for item in items for quote in item.gold_quotes]
    return sum(hits) / len(hits) if hits else 1.0


def quote_precision(items: Sequence[Item]) -> float:
    """The share of given quotes that meet a gold quote of the same ambition, 0–1."""
    hits = [any(_meet(quote, gold) for gold in item.gold_quotes) for item in items for quote in item.given_quotes]
    return sum(hits) / len(hits) if hits else 1.0


def accuracy_of_the_surest_half(items: Sequence[Item]) -> float:
    """The accuracy among the half of the items with the highest confidence, 0–1."""
    surest = sorted(items, key=lambda item: (-item.confidence, item.dossier, item.norm, item.ambition))
    return accuracy(surest[: max(1, len(surest) // 2)])


def interval(items: Sequence[Item], rounds: int = 1000) -> tuple[float, float]:
    """The 95 % bootstrap interval of the accuracy, by resampling items; always the same for the same items."""
    chance = random.Random(0)
    draws = sorted(accuracy(chance.choices(items, k=len(items))) for _ in range(rounds))
    return draws[round(0.025 * rounds)], draws[round(0.975 * rounds) - 1]


def _meet(one: str, other: str) -> bool:
    first, second = (_SPACE.sub(" ", text).strip().lower() for text in (one, other))
    return first in second or second in first
