"""Trains the models that weigh what was read, on the development dossiers.

Each stage learns from what the stage before says of dossiers it has not seen. The test split is never read here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from analyzer.judges.decision import (
    OUTCOMES,
    VERDICTS,
    Testimony,
    by_id,
    element_figures,
    verdict_figures,
)
from analyzer.judges.models import Floats, LogisticModel, TreeModel
from analyzer.judges.offline import column_id
from eval.training_data import STATES, Case

# All of these were chosen by leaving out one development dossier at a time.
_ELEMENT = 0.05  # inverse strengths of the penalties
_VERDICT = 0.05
FOLDS = 8  # in which whole dossiers are left out
_BANK = 0.1  # what a sentence of the bank weighs against one of a dossier
_ROUNDS = 200
_LEARNING_RATE = 0.04
_DEPTH = 5
_LEAF = 40  # examples in a leaf, at least
_LEAF_PENALTY = 5.0
_FEATURE_SHARE = 0.5


@dataclass(frozen=True)
class Heard:
    """A case with what the models of the first stage say of it, trained without its dossier."""

    case: Case
    own: tuple[Testimony, ...]  # for each essential criterion


class Weights(NamedTuple):
    """The models that weigh what was read."""

    pertinence: TreeModel
    state: TreeModel
    element: LogisticModel
    verdict: LogisticModel


def folds_of(writers: Mapping[str, str]) -> dict[str, int]:
    """In which of the FOLDS each dossier falls. `writers`: who wrote it; all that one person wrote falls in one."""
    place = {writer: number % FOLDS for number, writer in enumerate(sorted(set(writers.values())))}
    return {dossier: place[writer] for dossier, writer in writers.items()}


def train_weights(
    cases: Sequence[Case], bank: tuple[Floats, NDArray[np.str_]] | None = None
) -> tuple[Weights, dict[str, Floats]]:
    """The models; and what models that never saw a dossier say of each of its cases: by dossier the chances of
    VERDICTS, shape (cases, 5), in the order of `cases`. `bank`: as `eval.bank_reading.read_states` gives it."""
    fold = folds_of({case.dossier: case.writer for case in cases})
    heard: list[Heard] = []
    for each in range(FOLDS):
        pertinence, state = _witness_models([case for case in cases if fold[case.dossier] != each], bank)
        heard += [_heard(case, pertinence, state) for case in cases if fold[case.dossier] == each]
    chances: dict[int, Floats] = {}
    for each in range(FOLDS):
        element = _element_model([one for one in heard if fold[one.case.dossier] != each])
        chances |= {id(h): element.chances(_element_rows(h)) for h in heard if fold[h.case.dossier] == each}
    found: dict[str, list[Floats]] = {}
    for each in range(FOLDS):
        verdict = _verdict_model([one for one in heard if fold[one.case.dossier] != each], chances)
        for one in heard:
            if fold[one.case.dossier] == each:
                row = _verdict_row(one, chances[id(one)])
                found.setdefault(one.case.dossier, []).append(verdict.chances(row[None])[0])
    pertinence, state = _witness_models(cases, bank)
    weights = Weights(pertinence, state, _element_model(heard), _verdict_model(heard, chances))
    return weights, {dossier: np.stack(rows) for dossier, rows in found.items()}


def _witness_models(cases: Sequence[Case], bank: tuple[Floats, NDArray[np.str_]] | None) -> tuple[TreeModel, TreeModel]:
    rows, labels, manners, says = [], [], [], []
    for case in cases:
        witnesses = case.witnesses
        if not witnesses.places:
            continue
        for criterion, row in witnesses.rows.items():
            rows.append(np.hstack([row, witnesses.how]))
            labels.append(case.pertinent[criterion])
        clear = case.says >= 0
        manners.append(witnesses.how[clear])
        says.append(case.says[clear])
    pertinence = _grown(np.vstack(rows), np.where(np.concatenate(labels) > 0, "yes", "no"), ("no", "yes"))
    names = np.array(STATES)[np.concatenate(says).astype(int)]
    told, weights = np.vstack(manners), np.ones(len(names))
    if bank is not None:
        told, names = np.vstack([told, bank[0]]), np.concatenate([names, bank[1]])
        weights = np.concatenate([weights, np.full(len(bank[1]), _BANK)])
    return pertinence, _grown(told, names, STATES, weights)


def _heard(case: Case, pertinence: TreeModel, state: TreeModel) -> Heard:
    witnesses = case.witnesses
    own = []
    for criterion in case.essential:
        rows = np.hstack([witnesses.rows[column_id(criterion)], witnesses.how])
        if len(rows):
            own.append(Testimony(pertinence.chances(rows)[:, 1], state.chances(witnesses.how), witnesses.rhythm))
        else:
            nothing = np.zeros(0, dtype=np.float32)
            own.append(Testimony(nothing, np.zeros((0, 3), dtype=np.float32), nothing))
    return Heard(case, tuple(own))


def _element_rows(heard: Heard) -> Floats:
    rules = by_id(heard.case.examined.judgements)
    return np.stack(
        [
            element_figures(criterion, own, rules[criterion.id], rules.get(criterion.of or ""))
            for criterion, own in zip(heard.case.essential, heard.own, strict=True)
        ]
    )


def _element_model(heard: Sequence[Heard]) -> LogisticModel:
    rows, labels = [], []
    for each in heard:
        for criterion, row in zip(each.case.essential, _element_rows(each), strict=True):
            if criterion.id in each.case.outcomes:
                rows.append(row)
                labels.append(each.case.outcomes[criterion.id].value)
    return _fitted(np.stack(rows), np.array(labels), tuple(OUTCOMES), _ELEMENT)


def _verdict_row(heard: Heard, chances: Floats) -> Floats:
    rules = by_id(heard.case.examined.judgements)
    return verdict_figures(heard.case.essential, chances, heard.own, [rules[c.id] for c in heard.case.essential])


def _verdict_model(heard: Sequence[Heard], chances: Mapping[int, Floats]) -> LogisticModel:
    rows = [_verdict_row(each, chances[id(each)]) for each in heard]
    labels = np.array([each.case.status.value for each in heard])
    return _fitted(np.stack(rows), labels, tuple(VERDICTS), _VERDICT)


def _grown(
    rows: Floats, labels: NDArray[Any], classes: Sequence[str], weights: NDArray[Any] | None = None
) -> TreeModel:
    """Boosted trees; every class occurs among the labels."""
    model = HistGradientBoostingClassifier(
        max_iter=_ROUNDS,
        learning_rate=_LEARNING_RATE,
        max_depth=_DEPTH,
        min_samples_leaf=_LEAF,
        l2_regularization=_LEAF_PENALTY,
        max_features=_FEATURE_SHARE,
        early_stopping=False,
        random_state=0,
    ).fit(rows, np.array([list(classes).index(each) for each in labels]), sample_weight=weights)
    trees = [tree.nodes for row in model._predictors for tree in row]
    most = max(map(len, trees))

    def table(field: str, kind: type) -> NDArray[Any]:
        made: NDArray[Any] = np.zeros((len(trees), most), dtype=kind)
        for row, nodes in zip(made, trees, strict=True):
            row[: len(nodes)] = nodes[field]
        return made

    leaf = table("is_leaf", bool)
    return TreeModel(
        classes=tuple(classes),
        figure=np.where(leaf, -1, table("feature_idx", np.int16)).astype(np.int16),
        threshold=table("num_threshold", np.float32),
        left=table("left", np.int16),
        right=table("right", np.int16),
        value=table("value", np.float32),
        start=np.asarray(model._baseline_prediction, dtype=np.float32).ravel(),
    )


def _fitted(rows: Floats, labels: NDArray[Any], classes: Sequence[str], inverse_penalty: float) -> LogisticModel:
    """Logistic regression on standardised figures; classes that never occur get no chance."""
    mean = rows.mean(axis=0)
    scale = rows.std(axis=0)
    scale[scale < 1e-6] = 1.0
    model = LogisticRegression(C=inverse_penalty, max_iter=2000).fit((rows - mean) / scale, labels)
    weights = np.zeros((rows.shape[1], len(classes)), dtype=np.float32)
    intercept = np.full(len(classes), -30.0, dtype=np.float32)
    if len(model.classes_) == 2:
        places = [list(map(str, classes)).index(str(each)) for each in model.classes_]
        intercept[places] = [0.0, model.intercept_[0]]
        weights[:, places[1]] = model.coef_[0]
    else:
        for each, coefficients, offset in zip(model.classes_, model.coef_, model.intercept_, strict=True):
            place = list(map(str, classes)).index(str(each))
            weights[:, place], intercept[place] = coefficients, offset
    return LogisticModel(
        classes=tuple(str(each) for each in classes),
        mean=mean.astype(np.float32),
        scale=scale.astype(np.float32),
        weights=weights,
        intercept=intercept,
    )
