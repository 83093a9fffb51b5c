"""What a run has asked of a language model and what that cost; the budget that stops it. Safe between threads."""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence

from analyzer.llm.settings import ModelSettings
from analyzer.llm.values import Failure, Reply, Usage
from analyzer.types import ModelUse, PromptRecord

# An estimate for Dutch prose; tokenizers differ. What a server counts itself always goes before it.
CHARACTERS_PER_TOKEN = 3.5
_MILLION = 1_000_000


def estimated_tokens(characters: int) -> int:
    """Tokens in so many characters of Dutch, about."""
    return math.ceil(characters / CHARACTERS_PER_TOKEN)


def cost_of(settings: ModelSettings, usage: Usage) -> float | None:
    """Euros; None where no price is known."""
    if settings.price_input is None or settings.price_output is None:
        return None
    return (usage.input_tokens * settings.price_input + usage.output_tokens * settings.price_output) / _MILLION


class Meter:
    """Counts the calls for one thing (an ambition, a question, a whole run), and passes them on to `parent`."""

    def __init__(self, settings: ModelSettings, parent: Meter | None = None) -> None:
        self._settings = settings
        self._parent = parent
        self._lock = threading.Lock()
        self._calls = self._cached = 0
        self._claimed: list[Usage] = []
        self._usage = Usage()
        self._seconds = 0.0
        self._prompts: dict[str, PromptRecord] = {}

    def child(self) -> Meter:
        return Meter(self._settings, self)

    def used(self, prompt: PromptRecord) -> None:
        with self._lock:
            self._prompts[prompt.id] = prompt
        if self._parent is not None:
            self._parent.used(prompt)

    def add(self, reply: Reply) -> None:
        self._count(reply.usage, reply.seconds)

    def add_failed(self, failure: Failure) -> None:
        """A call that gave no answer: it may have cost as much."""
        self._count(failure.usage or Usage(), failure.seconds)

    def add_cached(self) -> None:
        with self._lock:
            self._cached += 1
        if self._parent is not None:
            self._parent.add_cached()

    def _count(self, usage: Usage, seconds: float) -> None:
        with self._lock:
            self._calls += 1
            self._seconds += seconds
            self._usage = _sum([self._usage, usage])
        if self._parent is not None:
            self._parent._count(usage, seconds)

    def claim(self, expected: Usage) -> bool:
        """Whether a call that takes about as much as `expected` stays within the budget of the whole run, with those
        that are under way. What is granted stays claimed until `release`."""
        if self._parent is not None:
            return self._parent.claim(expected)
        with self._lock:
            total, settings = _sum([self._usage, *self._claimed, expected]), self._settings
            if settings.budget_tokens is not None and total.input_tokens + total.output_tokens > settings.budget_tokens:
                return False
            cost = cost_of(settings, total)
            if settings.budget_euros is not None and (cost is None or cost > settings.budget_euros):
                return False
            self._claimed.append(expected)
            return True

    def release(self, expected: Usage) -> None:
        """The call is over, and was added."""
        if self._parent is not None:
            self._parent.release(expected)
            return
        with self._lock:
            self._claimed.remove(expected)

    def use(self) -> ModelUse:
        """What was counted so far."""
        with self._lock:
            usage = self._usage
            cost = cost_of(self._settings, usage)
            return ModelUse(
                model=self._settings.model,
                host=self._settings.destination.host,
                temperature=self._settings.temperature,
                seed=self._settings.seed,
                prompts=tuple(self._prompts[each] for each in sorted(self._prompts)),
                calls=self._calls,
                cached=self._cached,
                input_tokens=usage.input_tokens,
                output_tokens=usage.output_tokens,
                estimated=usage.estimated,
                seconds=round(self._seconds, 2),
                cost=None if cost is None else round(cost, 4),
            )


def _sum(usages: Sequence[Usage]) -> Usage:
    return Usage(
        input_tokens=sum(each.input_tokens for each in usages),
        output_tokens=sum(each.output_tokens for each in usages),
        estimated=any(each.estimated for each in usages),
    )


def total_use(uses: Sequence[ModelUse]) -> ModelUse | None:
    """Several runs of one model as one; None where there are none."""
    if not uses:
        return None
    prompts = {prompt.id: prompt for use in uses for prompt in use.prompts}
    costs = [use.cost for use in uses]
    return uses[0].model_copy(
        update={
            "prompts": tuple(prompts[each] for each in sorted(prompts)),
            "calls": sum(use.calls for use in uses),
            "cached": sum(use.cached for use in uses),
            "input_tokens": sum(use.input_tokens for use in uses),
            "output_tokens": sum(use.output_tokens for use in uses),
            "estimated": any(use.estimated for use in uses),
            "seconds": round(sum(use.seconds for use in uses), 2),
            "cost": None if None in costs else round(sum(cost for cost in costs if cost is not None), 4),
        }
    )
