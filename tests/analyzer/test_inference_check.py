"""The check of a model for inference: the cases that come with the product, and the figures made of its answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec

import numpy as np
import pytest
from tiny_cross_encoder import ORGANISATION, SAID, UNRELATED, build_inference, criterion_text, made

from analyzer.judges.hypotheses import STATES, load_hypotheses
from analyzer.judges.inference_check import PLAIN, Case, InferenceCheck, Kind, Sample, check_inference, load_sample
from analyzer.types import State
from ingest.cross_encoder import CrossEncoderModel, CrossEncoderUnsuited, Cut, Pair, Scores
from ingest.types import Validity

_EXPECTED = {
    Kind.IN_FORCE: State.IN_FORCE,
    Kind.PLANNED: State.PLANNED,
    Kind.DENIED: State.ABSENT,
    Kind.UNRELATED: State.NOT_FOUND,
    Kind.QUOTED: State.NOT_FOUND,
    Kind.OTHER: State.NOT_FOUND,
    Kind.DRAFT: State.PLANNED,
}


def test_the_sample_covers_what_a_judge_must_tell_apart() -> None:
    cases = load_sample().cases
    assert len(cases) >= 30
    assert len({case.id for case in cases}) == len(cases)
    assert Counter(case.kind for case in cases).keys() == set(Kind)
    assert all(count >= 3 for count in Counter(case.kind for case in cases).values())
    for case in cases:
        assert case.expected is _EXPECTED[case.kind], case.id
        assert (case.validity is Validity.DRAFT) == (case.kind is Kind.DRAFT), case.id
        assert case.criterion.endswith("."), case.id
        assert case.title, case.id


def test_no_criterion_stands_with_one_answer_only() -> None:
    """A model that always gives one answer to a criterion, whatever the passage, must not come out well."""
    answers: dict[str, set[State]] = {}
    for case in load_sample().cases:
        answers.setdefault(case.criterion, set()).add(case.expected)
    told = [criterion for criterion, expected in answers.items() if len(expected) > 1]
    assert len(told) >= 5


@dataclass(frozen=True)
class Oracle:
    """A pair model that answers each case as told: the state whose hypothesis it entails, or None for no one."""

    answers: Sequence[State]
    labels: tuple[str, ...] = ("entailment", "neutral", "contradiction")
    name: str = "oracle"

    def scores(self, pairs: Sequence[Pair], *, cut: Cut = "first") -> Scores:
        assert len(pairs) == len(self.answers) * len(STATES)
        rows = [[4.0, 0.0, 0.0] if state is answer else [0.0, 4.0, 0.0] for answer in self.answers for state in STATES]
        return np.array(rows, dtype=np.float32)


def _ticks() -> Iterator[float]:
    yield from (10.0, 12.0)


def _check(answers: Sequence[State]) -> InferenceCheck:
    return check_inference(Oracle(answers), clock=_ticks().__next__)


def _as_asked(case: Case) -> State:
    """What a model that reads well says of the passage itself; the bounds of drafts are the product's own."""
    return State.IN_FORCE if case.kind is Kind.DRAFT else case.expected


def test_a_model_that_answers_all_right() -> None:
    found = _check([_as_asked(case) for case in load_sample().cases])
    assert (found.right.value, found.misses, found.understands_dutch) == (1.0, (), True)
    assert set(found.by_kind) == set(Kind)
    assert sum(share.of for share in found.by_state.values()) == found.right.of == len(load_sample().cases)
    assert found.pairs_per_second == pytest.approx(found.pairs / 2)
    assert (found.pairs, found.model) == (3 * found.right.of, "oracle")
    assert "lijkt Nederlands te begrijpen" in found.advice


@pytest.mark.parametrize("always", [*STATES, State.NOT_FOUND])
def test_a_model_that_always_says_the_same_understands_nothing(always: State) -> None:
    found = _check([always] * len(load_sample().cases))
    assert not found.understands_dutch
    assert found.right.value < 0.5
    assert "niet goed genoeg" in found.advice


@pytest.mark.parametrize("kind", PLAIN)
def test_every_plain_kind_must_be_understood(kind: Kind) -> None:
    wrong = State.NOT_FOUND if kind is not Kind.UNRELATED else State.IN_FORCE
    found = _check([wrong if case.kind is kind else _as_asked(case) for case in load_sample().cases])
    assert not found.understands_dutch
    assert found.by_kind[kind].right == 0
    assert {miss.case.kind for miss in found.misses} == {kind}
    assert {miss.given for miss in found.misses} == {wrong}
    assert all(miss.chance > 0.9 for miss in found.misses)


def test_quotations_and_neighbours_do_not_decide_whether_dutch_is_understood() -> None:
    taken_in = (Kind.QUOTED, Kind.OTHER)
    found = _check([State.IN_FORCE if case.kind in taken_in else _as_asked(case) for case in load_sample().cases])
    assert found.understands_dutch
    assert [found.by_kind[kind].right for kind in taken_in] == [0, 0]
    assert found.right.value < 1


def test_a_draft_counts_as_a_plan_also_where_the_model_says_more() -> None:
    case = next(case for case in load_sample().cases if case.kind is Kind.DRAFT)
    premise = load_hypotheses().premise_for(case.passage, "x", title=case.title, validity=case.validity)
    assert "concept" in premise
    sample = Sample(organisation="x", cases=(case,))
    assert check_inference(Oracle([State.IN_FORCE]), sample).right.value == 1.0


# --- a real model --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> CrossEncoderModel:
    if find_spec("sentence_transformers") is None:
        pytest.skip("sentence-transformers is not installed, so no model can be loaded")
    return CrossEncoderModel(made(tmp_path_factory.getbasetemp(), build_inference))


def test_a_model_that_knows_a_few_words_does_not_pass(model: CrossEncoderModel) -> None:
    found = check_inference(model)
    assert not found.understands_dutch
    assert found.pairs_per_second > 1


def test_it_passes_on_what_it_has_learned(model: CrossEncoderModel) -> None:
    kinds = {"in_force": Kind.IN_FORCE, "planned": Kind.PLANNED, "absent": Kind.DENIED}
    said = [(kinds[state], text.format("meldpunt")) for state, texts in SAID.items() for text in texts]
    cases = [
        Case(
            id=str(number),
            kind=kind,
            passage=text,
            criterion=criterion_text("meldpunt"),
            expected=_EXPECTED[kind],
            title="Nota",
        )
        for number, (kind, text) in enumerate([*said, *((Kind.UNRELATED, text) for text in UNRELATED)])
    ]
    found = check_inference(model, Sample(organisation=ORGANISATION, cases=tuple(cases)))
    assert found.understands_dutch
    assert found.right.value > 0.9
    assert check_inference(model, Sample(organisation=ORGANISATION, cases=tuple(cases))).misses == found.misses


def test_a_model_for_something_else_is_refused() -> None:
    with pytest.raises(CrossEncoderUnsuited, match="--reranker"):
        check_inference(Oracle([], labels=("LABEL_0",)))
