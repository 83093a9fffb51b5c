"""Figures over labelled findings. Pure; each is a standard one, computed on pairs of gold and given statuses."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cached_property

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
    assessed.

    `also`: quotes of the second reader that count as right beside `gold_quotes`. `verbatim`: how many of `given_quotes`
    stand in the document they name. `kinds`: the kinds of the essential criteria; `genres`: of the documents quoted by
    the labels.
    """

    dossier: str
    norm: str
    ambition: str
    gold: Status
    given: Status | None
    confidence: float
    gold_quotes: tuple[str, ...] = ()
    given_quotes: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    verbatim: int = 0
    pillar: str = ""
    kinds: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()

    @property
    def right(self) -> bool:
        return self.gold is self.given

    @cached_property
    def found(self) -> tuple[bool, ...]:
        """For each gold quote whether a given quote holds it, or is held by it."""
        return tuple(any(_meet(quote, given) for given in self.given_quotes) for quote in self.gold_quotes)

    @cached_property
    def hits(self) -> tuple[bool, ...]:
        """For each given quote whether it meets a quote of either reader."""
        own = (*self.gold_quotes, *self.also)
        return tuple(any(_meet(quote, gold) for gold in own) for quote in self.given_quotes)

    @property
    def key(self) -> tuple[str, str, str]:
        return self.dossier, self.norm, self.ambition


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
    golds, givens = Counter(gold for gold, _ in pairs), Counter(given for _, given in pairs)
    chance = sum(golds[a] * givens[b] * (a - b) ** 2 for a in golds for b in givens) / size**2
    return 1 - seen / chance if chance else 1.0


def wrongly_voldoet(items: Sequence[Item]) -> float:
    """The share of all verdicts that claim `voldoet` where it is not so, 0–1."""
    return sum(item.given is Status.VOLDOET and not item.right for item in items) / len(items)


def evidence_recall(items: Sequence[Item]) -> float:
    """The share of gold quotes that a given quote holds, or is held by, 0–1."""
    asked = sum(len(item.found) for item in items)
    return sum(sum(item.found) for item in items) / asked if asked else 1.0


def quote_precision(items: Sequence[Item]) -> float:
    """The share of given quotes that meet a quote of either reader for the same ambition, 0–1."""
    given = sum(len(item.hits) for item in items)
    return sum(sum(item.hits) for item in items) / given if given else 1.0


def accuracy_of_the_surest_half(items: Sequence[Item]) -> float:
    """The accuracy among the half of the items with the highest confidence, 0–1."""
    return accuracy(_surest(items)[: max(1, len(items) // 2)])


def verbatim(items: Sequence[Item]) -> float:
    """The share of given quotes that stand in the document they name, 0–1."""
    given = sum(len(item.given_quotes) for item in items)
    return sum(item.verbatim for item in items) / given if given else 1.0


def interval(
    items: Sequence[Item], figure: Callable[[Sequence[Item]], float] = accuracy, rounds: int = 1000
) -> tuple[float, float]:
    """The 95 % bootstrap interval of a figure, by resampling items; always the same for the same items."""
    chance = random.Random(0)
    draws = sorted(figure(chance.choices(items, k=len(items))) for _ in range(rounds))
    return draws[round(0.025 * rounds)], draws[round(0.975 * rounds) - 1]


def confusion(items: Sequence[Item]) -> dict[Status, dict[Status | None, int]]:
    """How often each gold status (outer) was given each status (inner)."""
    found: dict[Status, dict[Status | None, int]] = {}
    for item in items:
        row = found.setdefault(item.gold, {})
        row[item.given] = row.get(item.given, 0) + 1
    return found


class Bin(Frozen):
    """Items of about the same confidence: how sure the judge was on average, and how often it was right."""

    count: int
    confidence: float
    accuracy: float


def reliability(items: Sequence[Item], bins: int = 10) -> tuple[Bin, ...]:
    """Bins of equal width from 0 to 1; empty ones left out."""
    groups: dict[int, list[Item]] = {}
    for item in items:
        groups.setdefault(min(bins - 1, int(item.confidence * bins)), []).append(item)
    return tuple(
        Bin(count=len(group), confidence=sum(i.confidence for i in group) / len(group), accuracy=accuracy(group))
        for _, group in sorted(groups.items())
    )


def calibration_error(items: Sequence[Item], bins: int = 10) -> float:
    """Expected calibration error, 0–1: the mean distance between confidence and accuracy (Guo et al., ICML 2017)."""
    return sum(each.count * abs(each.confidence - each.accuracy) for each in reliability(items, bins)) / len(items)


def risk_coverage(items: Sequence[Item], points: int = 20) -> tuple[tuple[float, float], ...]:
    """For a growing share of the items, the surest first: the share (coverage), and how many of it are wrong (risk)."""
    surest = _surest(items)
    counts = [max(1, round(len(surest) * step / points)) for step in range(1, points + 1)]
    return tuple((count / len(surest), 1 - accuracy(surest[:count])) for count in counts)


def _surest(items: Sequence[Item]) -> list[Item]:
    return sorted(items, key=lambda item: (-item.confidence, *item.key))


def _meet(one: str, other: str) -> bool:
    first, second = (_SPACE.sub(" ", text).strip().lower() for text in (one, other))
    return first in second or second in first
