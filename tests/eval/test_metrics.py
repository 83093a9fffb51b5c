"""The figures, worked out by hand on a few items."""

from __future__ import annotations

import pytest

from analyzer.types import Status
from eval.metrics import (
    Item,
    accuracy,
    accuracy_of_the_surest_half,
    evidence_recall,
    interval,
    macro_f1,
    quote_precision,
    weighted_kappa,
    wrongly_voldoet,
)

V, D, G, A, N = Status.VOLDOET, Status.DEELS, Status.GEPLAND, Status.ONTBREEKT, Status.NIET_AANGETROFFEN


def item(gold: Status, given: Status | None, confidence: float = 0.5, *quotes: tuple[str, ...]) -> Item:
    own, shown = quotes or ((), ())
    return Item(
        dossier="d", norm="n", ambition="1.1", gold=gold, given=given, confidence=confidence, gold_quotes=own,
        given_quotes=shown,
    )  # fmt: skip


def test_accuracy_counts_an_ambition_that_was_not_assessed_as_wrong() -> None:
    assert accuracy([item(V, V), item(D, None), item(N, N), item(G, D)]) == 0.5


def test_macro_f1_weighs_every_status_alike() -> None:
    # voldoet: 1 right, 1 given wrongly, 0 missed: 2/3; deels: missed: 0.
    assert macro_f1([item(V, V), item(D, V)]) == pytest.approx((2 / 3 + 0) / 2)


def test_weighted_kappa_takes_absent_and_not_found_for_one() -> None:
    assert weighted_kappa([item(A, N), item(V, V), item(G, G)]) == pytest.approx(1.0)


def test_weighted_kappa_is_nought_for_a_judge_that_always_says_the_same() -> None:
    assert weighted_kappa([item(V, D), item(N, D), item(G, D)]) <= 0


def test_wrongly_claimed_voldoet() -> None:
    assert wrongly_voldoet([item(D, V), item(V, V), item(V, D), item(N, N)]) == 0.25


def test_quotes_meet_when_one_holds_the_other() -> None:
    items = [item(V, V, 0.5, ("Wij melden alles. Altijd.",), ("wij  melden alles.", "Iets anders."))]
    assert evidence_recall(items) == 1.0
    assert quote_precision(items) == 0.5


def test_the_surest_half() -> None:
    assert accuracy_of_the_surest_half([item(V, V, 0.9), item(D, D, 0.8), item(D, V, 0.2), item(N, V, 0.1)]) == 1.0


def test_the_interval_holds_the_accuracy_and_is_always_the_same() -> None:
    items = [item(V, V)] * 30 + [item(V, D)] * 20
    low, high = interval(items)
    assert low < 0.6 < high
    assert interval(items) == (low, high)
