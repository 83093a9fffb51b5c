"""What a run costs is counted once, by whoever asked and by the whole run, and a budget stops it before the call."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from analyzer.llm.ledger import Meter, cost_of, estimated_tokens, total_use
from analyzer.llm.settings import ModelSettings
from analyzer.llm.values import Cause, Failure, Reply, Usage
from analyzer.types import PromptRecord

PRICES = {"price_input": 2.0, "price_output": 10.0}  # euros for a million tokens


def _settings(**more: Any) -> ModelSettings:
    return ModelSettings(model="openai:test", url="http://127.0.0.1:8000/v1", **more)


def _reply(given: int, taken: int, seconds: float = 0.5, estimated: bool = False) -> Reply:
    usage = Usage(input_tokens=given, output_tokens=taken, estimated=estimated)
    return Reply(text="{}", usage=usage, seconds=seconds)


def _record(name: str) -> PromptRecord:
    return PromptRecord(id=name, version="1", digest="0" * 12)


def test_a_call_counts_for_who_asked_and_for_all_above() -> None:
    whole = Meter(_settings(**PRICES))
    run = whole.child()
    first, second = run.child(), run.child()
    first.add(_reply(1000, 100))
    first.used(_record("support"))
    first.used(_record("assess"))
    second.add(_reply(10, 1, estimated=True))
    second.add_cached()
    second.used(_record("assess"))
    assert (first.use().calls, first.use().input_tokens, first.use().estimated) == (1, 1000, False)
    assert (second.use().calls, second.use().cached, second.use().estimated) == (1, 1, True)
    for above in (run.use(), whole.use()):
        assert (above.calls, above.cached, above.input_tokens, above.output_tokens) == (2, 1, 1010, 101)
        assert above.estimated and above.seconds == 1.0
        assert [each.id for each in above.prompts] == ["assess", "support"]
        assert above.cost == pytest.approx((1010 * 2 + 101 * 10) / 1e6, abs=5e-5)
    use = whole.use()
    assert (use.model, use.host, use.temperature, use.seed) == ("openai:test", "127.0.0.1:8000", 0.0, 7)


def test_a_call_without_an_answer_counts_as_well() -> None:
    meter = Meter(_settings())
    child = meter.child()
    child.add_failed(Failure(cause=Cause.CUT_OFF, usage=Usage(input_tokens=900, output_tokens=4000), seconds=2))
    child.add_failed(Failure(cause=Cause.UNREACHABLE, seconds=1))
    for use in (child.use(), meter.use()):
        assert (use.calls, use.input_tokens, use.output_tokens, use.seconds) == (2, 900, 4000, 3.0)


def test_without_a_price_there_is_no_cost() -> None:
    usage = Usage(input_tokens=1000, output_tokens=1000)
    for prices in ({}, {"price_input": 1.0}, {"price_output": 1.0}):
        assert cost_of(_settings(**prices), usage) is None
    assert cost_of(_settings(price_input=0, price_output=0), usage) == 0
    assert Meter(_settings()).use().cost is None


@pytest.mark.parametrize(("characters", "tokens"), [(0, 0), (1, 1), (7, 2), (8, 3), (3500, 1000)])
def test_tokens_are_estimated_upwards(characters: int, tokens: int) -> None:
    assert estimated_tokens(characters) == tokens


# --- the budget ----------------------------------------------------------------------------------------------------


def test_a_budget_of_tokens_stops_before_the_call() -> None:
    meter = Meter(_settings(budget_tokens=1000))
    call = Usage(input_tokens=300, output_tokens=200)
    assert meter.child().claim(call)
    meter.add(_reply(300, 200))
    meter.release(call)
    assert meter.child().claim(call), "exactly the budget"
    meter.child().add(_reply(300, 201))
    meter.release(call)
    assert not meter.child().claim(Usage(input_tokens=1))
    assert not meter.claim(Usage(input_tokens=1))


def test_a_budget_of_euros_counts_answers_as_well() -> None:
    meter = Meter(_settings(**PRICES, budget_euros=0.01))  # 1,000 tokens given cost 0.002, and as many taken 0.01
    assert not meter.claim(Usage(input_tokens=1000, output_tokens=1000))
    assert not meter.claim(Usage(input_tokens=5001))
    assert meter.claim(Usage(input_tokens=1000, output_tokens=800))


def test_what_is_under_way_is_kept_free() -> None:
    """Calls at the same time must not each take what is left."""
    meter = Meter(_settings(budget_tokens=1000))
    call = Usage(input_tokens=250)
    with ThreadPoolExecutor(8) as pool:
        granted = list(pool.map(lambda _: meter.child().claim(call), range(40)))
    assert granted.count(True) == 4
    meter.release(call)
    assert meter.claim(call) and not meter.claim(call)


def test_what_was_granted_and_not_used_comes_free_again() -> None:
    meter = Meter(_settings(budget_tokens=1000))
    call = Usage(input_tokens=900)
    for _ in range(3):
        assert meter.child().claim(call)
        meter.child().release(call)
    assert meter.use().calls == 0


def test_without_a_budget_nothing_stops() -> None:
    meter = Meter(_settings())
    meter.add(_reply(10**9, 10**9))
    assert meter.claim(Usage(input_tokens=10**9))


def test_counting_from_many_threads_loses_nothing() -> None:
    whole = Meter(_settings())
    children = [whole.child() for _ in range(4)]

    def count(number: int) -> None:
        child = children[number % 4]
        child.add(_reply(3, 2, seconds=0.25))
        child.add_cached()
        child.used(_record(f"p{number % 3}"))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(count, range(2000)))
    use = whole.use()
    assert (use.calls, use.cached, use.input_tokens, use.output_tokens) == (2000, 2000, 6000, 4000)
    assert use.seconds == 500.0 and len(use.prompts) == 3
    assert sum(child.use().calls for child in children) == 2000


# --- several runs together -----------------------------------------------------------------------------------------


def test_runs_are_added_up() -> None:
    first, second = Meter(_settings(**PRICES)), Meter(_settings(**PRICES))
    first.add(_reply(100_000, 1000))
    first.used(_record("assess"))
    second.add(_reply(50_000, 500, estimated=True))
    second.add_cached()
    second.used(_record("support"))
    total = total_use([first.use(), second.use()])
    assert total is not None
    assert (total.calls, total.cached, total.input_tokens, total.output_tokens) == (2, 1, 150_000, 1500)
    assert total.estimated and total.seconds == 1.0 and total.cost == pytest.approx(0.315)
    assert [each.id for each in total.prompts] == ["assess", "support"]
    assert total_use([]) is None
    unpriced = total_use([first.use(), Meter(_settings()).use()])
    assert unpriced is not None and unpriced.cost is None
