"""Trains the two text models (topic and stance) on the bank of example sentences."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import GroupKFold

from analyzer.judges.features import TopicFeatures, stance_features
from analyzer.judges.models import STANCES, Floats, TextModel, TextModels
from analyzer.norms import NORM_IDS, load_crosswalk
from eval.training_data import STATES, Example

_RIDGE = 3.0  # strength of the penalty
_STANCE = 6.0  # inverse strength of the penalty
_FOLDS = 5
_RELATED = 0.3  # how far a sentence counts for the criteria of the same ambition, or of a linked one
# Near misses that are about the criterion, though they are no evidence of it.
_ON_TOPIC = frozenset({*STATES, "quoted", "recommended", "other"})


def train_texts(examples: Sequence[Example]) -> TextModels:
    """The topic and the stance model, from example sentences."""
    outputs = sorted({(example.norm, example.criterion) for example in examples})
    column = {output: place for place, output in enumerate(outputs)}
    related = _related(outputs)
    features = TopicFeatures()
    topics = TfidfVectorizer(analyzer=features.of_text, sublinear_tf=True)
    bags = topics.fit_transform([example.text for example in examples])
    target = np.zeros((len(examples), len(outputs)), dtype=np.float32)
    for row, example in zip(target, examples, strict=True):
        if example.stance in _ON_TOPIC:
            own = column[example.norm, example.criterion]
            row[related[own]] = _RELATED
            row[own] = 1.0
    ridge = Ridge(alpha=_RIDGE, solver="sparse_cg", tol=1e-4).fit(bags, target)
    return TextModels(
        features=features,
        topic=_text_model(topics, ridge.coef_.T, ridge.intercept_),
        criteria=column,
        stance=train_stance(examples),
    )


def train_stance(examples: Sequence[Example]) -> TextModel:
    """The stance model alone."""
    staged = [example for example in examples if example.stance in STANCES]
    stances = TfidfVectorizer(analyzer=stance_features, sublinear_tf=True, min_df=3)
    rows = stances.fit_transform([example.text for example in staged])
    logistic = LogisticRegression(C=_STANCE, max_iter=500).fit(rows, [example.stance for example in staged])
    order = [list(logistic.classes_).index(stance) for stance in STANCES]
    return _text_model(stances, logistic.coef_[order].T, logistic.intercept_[order])


def _text_model(vectorizer: TfidfVectorizer, weights: Floats, intercept: Floats) -> TextModel:
    return TextModel(
        vocabulary={feature: place for place, feature in enumerate(vectorizer.get_feature_names_out())},
        idf=vectorizer.idf_.astype(np.float32),
        weights=np.ascontiguousarray(weights, dtype=np.float32),
        intercept=np.asarray(intercept, dtype=np.float32),
    )


def _related(outputs: Sequence[tuple[str, str]]) -> NDArray[np.bool_]:
    """Which criteria are so near each other that a sentence on one may be one on the other, shape (n, n)."""
    ambitions = [(norm, criterion.rsplit(".", 1)[0]) for norm, criterion in outputs]
    links = {
        frozenset({(NORM_IDS[0], link.groningse_norm), (NORM_IDS[1], link.noord_hollandse_norm)})
        for link in load_crosswalk()
    }
    return np.array([[a == b or frozenset({a, b}) in links for b in ambitions] for a in ambitions])


def by_ambition(examples: Sequence[Example]) -> list[tuple[list[Example], list[Example]]]:
    """Five times the examples to learn from and those to try it on, which share no ambition."""
    groups = ["/".join(example.ambition) for example in examples]
    return [
        ([examples[i] for i in train], [examples[i] for i in test])
        for train, test in GroupKFold(_FOLDS).split(examples, groups=groups)
    ]


def stance_accuracy(examples: Sequence[Example], folds: Sequence[TextModel]) -> float:
    """The share of example sentences whose stance is told right by models that saw none of the same ambition, 0–1.
    `folds`: the stance models trained on the first of each pair of `by_ambition`."""
    right = count = 0
    for (_, tried), model in zip(by_ambition(examples), folds, strict=True):
        staged = [example for example in tried if example.stance in STANCES]
        said = model.scores([stance_features(example.text) for example in staged]).argmax(axis=1)
        right += sum(STANCES[place] == example.stance for place, example in zip(said, staged, strict=True))
        count += len(staged)
    return right / count
