"""The small models: their sums, and the file they are kept in."""

from __future__ import annotations

import numpy as np
import pytest

from analyzer.judges.features import stance_features
from analyzer.judges.model_file import load_models, pack, unpack
from analyzer.judges.models import STANCES, LogisticModel, TextModel, TreeModel
from analyzer.norms import NORM_IDS, load_norm
from analyzer.types import CriterionKind


def test_a_text_model_is_tf_idf_of_length_one_times_a_matrix() -> None:
    model = TextModel(
        vocabulary={"a": 0, "b": 1},
        idf=np.array([1.0, 2.0], dtype=np.float32),
        weights=np.array([[1.0, 0.0], [0.0, 1.0]], dtype=np.float32),
        intercept=np.array([0.5, 0.0], dtype=np.float32),
    )
    (row,) = model.scores([["a", "b", "unknown"]])
    assert row == pytest.approx([0.5 + 1 / np.sqrt(5), 2 / np.sqrt(5)])
    assert model.scores([["unknown"]])[0] == pytest.approx([0.5, 0.0])


def test_logistic_chances() -> None:
    model = LogisticModel(
        classes=("no", "yes"),
        mean=np.array([1.0], dtype=np.float32),
        scale=np.array([2.0], dtype=np.float32),
        weights=np.array([[0.0, 1.0]], dtype=np.float32),
        intercept=np.array([0.0, 0.0], dtype=np.float32),
    )
    assert model.chances(np.array([[1.0], [5.0]]))[:, 1] == pytest.approx([0.5, 1 / (1 + np.exp(-2))])


def stump(classes: tuple[str, ...], values: list[list[float]], start: list[float]) -> TreeModel:
    """Trees of one question: is the first figure at most 0.5?"""
    trees = len(values)
    return TreeModel(
        classes=classes,
        figure=np.array([[0, -1, -1]] * trees, dtype=np.int16),
        threshold=np.array([[0.5, 0, 0]] * trees, dtype=np.float32),
        left=np.array([[1, 0, 0]] * trees, dtype=np.int16),
        right=np.array([[2, 0, 0]] * trees, dtype=np.int16),
        value=np.array([[0.0, *pair] for pair in values], dtype=np.float32),
        start=np.array(start, dtype=np.float32),
    )


def test_trees_of_two_classes_add_up_to_one_sum() -> None:
    model = stump(("no", "yes"), [[1.0, -1.0], [1.0, -1.0]], [0.5])
    found = model.chances(np.array([[0.5], [0.6]], dtype=np.float32))
    assert found[:, 1] == pytest.approx([1 / (1 + np.exp(-2.5)), 1 / (1 + np.exp(1.5))])


def test_trees_of_three_classes_have_one_sum_each() -> None:
    model = stump(("a", "b", "c"), [[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]], [0.0, 0.0, 0.0])
    low, high = model.chances(np.array([[0.0], [1.0]], dtype=np.float32))
    assert low.argmax() == 0 and high.argmax() == 1
    assert low.sum() == pytest.approx(1) and high[0] == pytest.approx(high[2])


def test_the_shipped_models_know_every_essential_element_that_words_can_show() -> None:
    computed = {CriterionKind.CADENCE, CriterionKind.CURRENCY}
    wanted = {
        (norm_id, criterion.id)
        for norm_id in NORM_IDS
        for ambition in load_norm(norm_id).ambitions
        for criterion in ambition.criteria
        if criterion.essential and criterion.kind not in computed
    }
    assert set(load_models().texts.criteria) == wanted


def test_packing_changes_next_to_nothing_and_packs_to_the_same_again() -> None:
    models = load_models()
    again = unpack(pack(models))
    text = ["Wie een misstand vermoedt, kan terecht bij de vertrouwenspersoon."]
    assert again.texts.topics_of(text) == pytest.approx(models.texts.topics_of(text), abs=0.01)
    assert pack(again) == pack(unpack(pack(again)))


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"no archive"])
def test_a_damaged_file_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        unpack(data)


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("Het agressieprotocol is op 4 maart 2024 vastgesteld en geldt voor alle medewerkers.", "in_force"),
        ("In 2027 gaan wij een meldpunt inrichten; het voorstel volgt in het najaar.", "planned"),
        ("Een regeling voor nevenwerkzaamheden hebben wij niet, en die is er ook nooit geweest.", "absent"),
        ("De onderzoekers bevelen aan om een integriteitscoördinator te benoemen.", "recommended"),
    ],
)
def test_stances_of_plain_sentences(text: str, stance: str) -> None:
    (row,) = load_models().texts.stances_of([text])
    assert STANCES[int(row.argmax())] == stance
    assert row.sum() == pytest.approx(1, abs=1e-5)


def test_stance_features_know_numbers_by_kind() -> None:
    assert "#year" in stance_features("In 2026") and "#number" in stance_features("12 keer")
