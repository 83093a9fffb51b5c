"""The states that are handed out amount to the status that was chosen, and statuses are derived as everywhere else."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.judges.decision import (
    OUTCOMES,
    VERDICTS,
    Outcome,
    choose,
    outcomes_for,
    status_chances,
    status_of,
)
from analyzer.types import Ambition, Criterion, CriterionKind, Judgement, OrganisationType, Qualifier, State, Status
from analyzer.verdicts import derive


def chances_of(*rows: list[float]) -> np.ndarray:
    table = np.array(rows, dtype=np.float32)
    return table / table.sum(axis=1, keepdims=True)


def judged(number: int, outcome: Outcome) -> Judgement:
    flawed = outcome is Outcome.FLAWED
    return Judgement(
        criterion=f"1.1.{number}",
        state=State.IN_FORCE if flawed else State(outcome.value),
        qualifiers=(Qualifier.INCOMPLETE,) if flawed else (),
    )


@pytest.mark.parametrize("outcomes", list(product(OUTCOMES, repeat=2)) + [(each,) for each in OUTCOMES])
def test_outcomes_amount_to_the_status_that_the_one_aggregator_derives(outcomes: tuple[Outcome, ...]) -> None:
    criteria = tuple(
        Criterion(id=f"1.1.{number}", text="x", kind=CriterionKind.PROVISION) for number in range(len(outcomes))
    )
    ambition = Ambition(
        id="1.1", pillar="1", title="x", requirement="x", binds=tuple(OrganisationType), criteria=criteria
    )
    judgements = [judged(number, outcome) for number, outcome in enumerate(outcomes)]
    assert derive(ambition, judgements, OrganisationType.GEMEENTE).status is status_of(outcomes)


@given(
    st.sampled_from(VERDICTS),
    st.lists(st.lists(st.floats(0.001, 1), min_size=5, max_size=5), min_size=1, max_size=4),
)
def test_the_outcomes_for_a_status_amount_to_it(status: Status, rows: list[list[float]]) -> None:
    assert status_of(outcomes_for(status, chances_of(*rows))) is status


def test_the_likeliest_outcomes_are_kept_where_they_can_be() -> None:
    chances = chances_of([0.9, 0.02, 0.02, 0.02, 0.04], [0.1, 0.1, 0.6, 0.1, 0.1])
    assert outcomes_for(Status.DEELS, chances) == (Outcome.IN_FORCE, Outcome.PLANNED)


def test_where_all_seem_met_the_least_likely_falls_short() -> None:
    chances = chances_of([0.9, 0.02, 0.02, 0.02, 0.04], [0.5, 0.05, 0.05, 0.05, 0.35])
    assert outcomes_for(Status.DEELS, chances) == (Outcome.IN_FORCE, Outcome.NOT_FOUND)


@given(st.lists(st.lists(st.floats(0.001, 1), min_size=5, max_size=5), min_size=1, max_size=4))
def test_independent_elements_give_chances_that_add_up(rows: list[list[float]]) -> None:
    assert status_chances(chances_of(*rows)).sum() == pytest.approx(1, abs=1e-4)


def test_voldoet_is_claimed_only_when_it_is_likely_enough() -> None:
    verdicts = np.array([0.5, 0.3, 0.1, 0.05, 0.05], dtype=np.float32)
    assert choose(verdicts, voldoet_from=0.4)[0] is Status.VOLDOET
    assert choose(verdicts, voldoet_from=0.6) == (Status.DEELS, pytest.approx(0.3))
