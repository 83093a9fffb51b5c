"""What the text models say of every sentence of a document, alone and in its surroundings. Pure."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from analyzer.judges.models import Floats, TextModels
from analyzer.judges.reading import Reading
from ingest.dutch import STOPWORDS, stem

# What the surroundings of a sentence add to what it is about.
_PREVIOUS, _NEXT, _HEADING, _OPENER = 0.25, 0.1, 0.3, 0.3
_COMMON = 15  # sentences; what occurs in more is a common word, no name
_TOP = 3  # sentences by which a document is known to be about something


@dataclass(frozen=True)
class DocumentScores:
    """Topics have the shape (sentences, criteria); `about` and `title` (criteria,); `stance` (sentences, 7).

    `topic`: the sentence alone; `near`: with the lines around it; `section`: the closest sentence under the same
    heading; `about`: how much the document as a whole is about the criterion.
    """

    topic: Floats
    near: Floats
    previous: Floats
    following: Floats
    heading: Floats
    section: Floats
    about: Floats
    title: Floats
    kin: Floats
    stance: Floats
    stance_before: Floats
    stance_after: Floats


def scores_of(reading: Reading, models: TextModels) -> DocumentScores:
    """Scores of all sentences of a document."""
    sentences = reading.sentences
    texts = [sentence.text for sentence in sentences]
    lines = list(dict.fromkeys(" / ".join(sentence.headings[-2:]) for sentence in sentences))
    title = reading.document.facts.title or reading.document.name
    made = models.topics_of([*texts, *lines, title])
    topic, of_line = made[: len(texts)], dict(zip(lines, made[len(texts) : -1], strict=True))
    heading = np.array([of_line[" / ".join(s.headings[-2:])] for s in sentences]).reshape(topic.shape)
    linked = np.array([reading.neighbour(n, -1) is not None for n in range(len(sentences))], dtype=bool)
    previous, following = _before(topic, linked), _after(topic, linked)
    near = topic + _PREVIOUS * previous + _NEXT * following + _HEADING * heading
    for number in range(len(sentences)):
        opener = reading.opener(number)
        if opener is not None:
            near[number] += _OPENER * topic[reading.number_of(opener)]
    stance = models.stances_of(texts)
    return DocumentScores(
        topic=topic,
        near=near,
        previous=previous,
        following=following,
        heading=heading,
        section=_by_section(topic, [sentence.headings for sentence in sentences]),
        about=np.sort(topic, axis=0)[-_TOP:].mean(axis=0) if len(texts) else np.zeros_like(made[-1]),
        title=made[-1],
        kin=np.zeros_like(topic),
        stance=stance,
        stance_before=_before(stance, linked),
        stance_after=_after(stance, linked),
    )


def with_kin(
    scores: Mapping[str, DocumentScores], readings: Mapping[str, Reading], known: Container[str]
) -> dict[str, DocumentScores]:
    """The scores with `kin` filled in: what other sentences of the dossier say in which the same name occurs.

    An organisation gives its things names of its own ("Eerlijk zakendoen", "het kanaaloverleg") and says once what they
    are. A name is a word that the models do not know, or a pair of words that comes back. `known`: the stems the topic
    model knows.
    """
    where: dict[str, list[tuple[str, int]]] = {}
    for document, reading in readings.items():
        for number, sentence in enumerate(reading.sentences):
            for name in _names(sentence.lower, known):
                where.setdefault(name, []).append((document, number))
    kin = {document: np.zeros_like(each.topic) for document, each in scores.items()}
    for places in where.values():
        if not 2 <= len(places) <= _COMMON:
            continue
        topics = np.stack([scores[document].topic[number] for document, number in places])
        top = np.sort(topics, axis=0)[-3:]
        for own, (document, number) in zip(topics, places, strict=True):
            # The best two others: the sentence itself left out where it is among the best.
            others = (top.sum(axis=0) - np.maximum(own, top[0])) / max(1, len(top) - 1)
            np.maximum(kin[document][number], others, out=kin[document][number])
    return {document: replace(each, kin=kin[document]) for document, each in scores.items()}


def _names(words: Sequence[str], known: Container[str]) -> set[str]:
    content = [word for word in words if word not in STOPWORDS and not word.isdigit()]
    unknown = {word for word in content if len(word) > 3 and f"w:{stem(word)}" not in known}
    return unknown | {f"{a} {b}" for a, b in pairwise(words) if a not in STOPWORDS and b not in STOPWORDS}


def _before(values: Floats, linked: NDArray[np.bool_]) -> Floats:
    """For each sentence the values of the one before it, 0 where that is another matter."""
    moved = np.zeros_like(values)
    moved[1:] = values[:-1] * linked[1:, None]
    return moved


def _after(values: Floats, linked: NDArray[np.bool_]) -> Floats:
    moved = np.zeros_like(values)
    moved[:-1] = values[1:] * linked[1:, None]
    return moved


def _by_section(topic: Floats, headings: list[tuple[str, ...]]) -> Floats:
    numbers: dict[tuple[str, ...], int] = {}
    own = np.array([numbers.setdefault(path, len(numbers)) for path in headings], dtype=np.int64)
    best = np.full((len(numbers), topic.shape[1]), -np.inf, dtype=np.float32)
    np.maximum.at(best, own, topic)
    return best[own]
