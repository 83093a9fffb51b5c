"""The small linear models of the offline judge: trained by `normtoets eval train`, shipped as data, run with numpy.

Text models turn a bag of words into a score for each of their outputs; logistic models turn a row of figures into
chances. No download, no torch, and nothing but additions and multiplications: the same input gives the same output.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analyzer.judges.features import TopicFeatures, counted, stance_features

Floats = NDArray[np.float32]

# What a sentence can be towards a thing it names: the classes of the bank of example sentences.
STANCES = ("in_force", "planned", "absent", "quoted", "recommended", "other", "theme")


@dataclass(frozen=True)
class TextModel:
    """TF-IDF (sublinear, of length one) times a matrix. `weights`: (features, outputs); `idf`: (features,)."""

    vocabulary: dict[str, int]
    idf: Floats
    weights: Floats
    intercept: Floats

    def scores(self, bags: Sequence[Sequence[str]]) -> Floats:
        """The outputs for each bag of features, shape (bags, outputs)."""
        result = np.tile(self.intercept, (len(bags), 1))
        for row, bag in zip(result, bags, strict=True):
            known = {self.vocabulary[f]: 1 + math.log(n) for f, n in counted(bag).items() if f in self.vocabulary}
            if known:
                places = np.fromiter(known.keys(), dtype=np.int64, count=len(known))
                values = np.fromiter(known.values(), dtype=np.float32, count=len(known)) * self.idf[places]
                row += (values / np.linalg.norm(values)) @ self.weights[places]
        return result


@dataclass(frozen=True)
class LogisticModel:
    """Chances of classes from standardised figures. `weights`: (figures, classes); `mean`, `scale`: (figures,)."""

    classes: tuple[str, ...]
    mean: Floats
    scale: Floats
    weights: Floats
    intercept: Floats

    def chances(self, rows: NDArray[np.floating]) -> Floats:
        """Shape (rows, classes), each row adding up to one."""
        odds = ((rows - self.mean) / self.scale) @ self.weights + self.intercept
        odds = np.exp(odds - odds.max(axis=1, keepdims=True))
        result: Floats = (odds / odds.sum(axis=1, keepdims=True)).astype(np.float32)
        return result


@dataclass(frozen=True)
class TreeModel:
    """Chances of classes from boosted decision trees: one tree a class a round; one a round for two classes.

    All node arrays have the shape (trees, nodes): `figure` is −1 at a leaf, else the column that is compared with
    `threshold`; not more than it goes `left`. `value`: what a leaf adds. `start`: (trees a round,).
    """

    classes: tuple[str, ...]
    figure: NDArray[np.int16]
    threshold: Floats
    left: NDArray[np.int16]
    right: NDArray[np.int16]
    value: Floats
    start: Floats

    def chances(self, rows: NDArray[np.floating]) -> Floats:
        """Shape (rows, classes), each row adding up to one."""
        trees = np.arange(len(self.figure))
        node = np.zeros((len(rows), len(trees)), dtype=np.int64)
        while True:
            figure = self.figure[trees, node]
            if (figure < 0).all():
                break
            met = np.take_along_axis(rows, np.maximum(figure, 0), axis=1) <= self.threshold[trees, node]
            node = np.where(figure < 0, node, np.where(met, self.left[trees, node], self.right[trees, node]))
        sums = self.value[trees, node].reshape(len(rows), -1, len(self.start)).sum(axis=1) + self.start
        if len(self.start) == 1:
            sums = np.hstack([np.zeros_like(sums), sums])
        odds = np.exp(sums - sums.max(axis=1, keepdims=True))
        result: Floats = (odds / odds.sum(axis=1, keepdims=True)).astype(np.float32)
        return result


@dataclass(frozen=True)
class TextModels:
    """`topic`: how closely a text speaks of each criterion of `criteria` (norm id, criterion id). `stance`: STANCES."""

    features: TopicFeatures
    topic: TextModel
    criteria: dict[tuple[str, str], int]
    stance: TextModel

    def topics_of(self, texts: Sequence[str]) -> Floats:
        """How closely each text speaks of each criterion: about 0 for not at all, about 1 for wholly."""
        return self.topic.scores([self.features.of_text(text) for text in texts])

    def stances_of(self, texts: Sequence[str]) -> Floats:
        """The chance of each of STANCES for each text."""
        scores = self.stance.scores([stance_features(text) for text in texts])
        odds = np.exp(scores - scores.max(axis=1, keepdims=True))
        result: Floats = odds / odds.sum(axis=1, keepdims=True)
        return result

    def telling_word(self, words: Sequence[str], criterion: int) -> int:
        """The place of the word (in lower case) that speaks most for a criterion."""
        column = self.topic.weights[:, criterion]
        known = self.topic.vocabulary
        sums = [sum(float(column[known[f]]) for f in self.features.of_word(word) if f in known) for word in words]
        return int(np.argmax(sums)) if sums else 0


@dataclass(frozen=True)
class Models:
    """`pertinence`: whether a sentence shows something of a criterion. `state`: what it shows. `element`: the outcome
    of a criterion from all its sentences. `verdict`: the status of an ambition from all its criteria."""

    texts: TextModels
    pertinence: TreeModel
    state: TreeModel
    element: LogisticModel
    verdict: LogisticModel
