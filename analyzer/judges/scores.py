"""What the text models say of every sentence of a document, alone and in its surroundings. Pure."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from analyzer.judges.models import Floats, TextModels
from analyzer.judges.reading import Reading, Sentence
from ingest.dutch import STOPWORDS, stem

# What the surroundings of a sentence add to what it is about.
_PREVIOUS, _NEXT, _HEADING, _OPENER = 0.25, 0.1, 0.3, 0.3
_COMMON = 15  # sentences; what occurs in more is a common word, no name
_TOP = 3  # sentences by which a document is known to be about something


@dataclass(frozen=True)
class Marks:
    """What the models say of each text by itself, and the names in it: all that takes long.

    `topic`: (sentences, criteria); `lines`: of the headings above them, each once, in order, (lines, criteria);
    `title`: (criteria,); `stance`: (sentences, 7); `names`: digests of the names in each sentence, behind each other;
    `counts`: how many each sentence has, (sentences,).
    """

    topic: Floats
    lines: Floats
    title: Floats
    stance: Floats
    names: NDArray[np.int64]
    counts: NDArray[np.int64]


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


def marks_of(reading: Reading, models: TextModels) -> Marks:
    """The marks of all sentences of a document."""
    texts = [sentence.text for sentence in reading.sentences]
    title = reading.document.facts.title or reading.document.name
    made = models.topics_of([*texts, *lines_of(reading), title])
    names = [_names(sentence.lower, models.topic.vocabulary) for sentence in reading.sentences]
    return Marks(
        topic=made[: len(texts)],
        lines=made[len(texts) : -1],
        title=made[-1],
        stance=models.stances_of(texts),
        names=np.frombuffer(b"".join(_digest(name) for each in names for name in sorted(each)), dtype="<i8"),
        counts=np.array([len(each) for each in names], dtype=np.int64),
    )


def lines_of(reading: Reading) -> list[str]:
    """The headings right above the sentences, each once, in order."""
    return list(dict.fromkeys(_line(sentence) for sentence in reading.sentences))


def _line(sentence: Sentence) -> str:
    return " / ".join(sentence.headings[-2:])


def scores_of(reading: Reading, marks: Marks) -> DocumentScores:
    """Scores of all sentences of a document, by its own marks."""
    sentences, topic, stance = reading.sentences, marks.topic, marks.stance
    of_line = dict(zip(lines_of(reading), marks.lines, strict=True))
    heading = np.array([of_line[_line(sentence)] for sentence in sentences]).reshape(topic.shape)
    linked = np.array([reading.neighbour(n, -1) is not None for n in range(len(sentences))], dtype=bool)
    previous, following = _before(topic, linked), _after(topic, linked)
    near = topic + _PREVIOUS * previous + _NEXT * following + _HEADING * heading
    for number in range(len(sentences)):
        opener = reading.opener(number)
        if opener is not None:
            near[number] += _OPENER * topic[reading.number_of(opener)]
    return DocumentScores(
        topic=topic,
        near=near,
        previous=previous,
        following=following,
        heading=heading,
        section=_by_section(topic, [sentence.headings for sentence in sentences]),
        about=np.sort(topic, axis=0)[-_TOP:].mean(axis=0) if len(sentences) else np.zeros_like(marks.title),
        title=marks.title,
        kin=np.zeros_like(topic),
        stance=stance,
        stance_before=_before(stance, linked),
        stance_after=_after(stance, linked),
    )


def with_kin(scores: Mapping[str, DocumentScores], marks: Mapping[str, Marks]) -> dict[str, DocumentScores]:
    """The scores with `kin` filled in: what other sentences of the dossier say in which the same name occurs.

    An organisation gives its things names of its own ("Eerlijk zakendoen", "het kanaaloverleg") and says once what they
    are. A name is a word that the models do not know, or a pair of words that comes back.
    """
    if not scores:
        return {}
    topic = np.concatenate([scores[document].topic for document in marks])
    kin = np.zeros_like(topic)
    for places in _named_alike(list(marks.values())):
        topics = topic[places]
        top = np.sort(topics, axis=0)[-3:]
        # The best two others: the sentence itself left out where it is among the best.
        others = (top.sum(axis=0) - np.maximum(topics, top[0])) / max(1, len(top) - 1)
        kin[places] = np.maximum(kin[places], others)
    ends = np.cumsum([len(each.counts) for each in marks.values()])
    parts = dict(zip(marks, np.split(kin, ends[:-1]), strict=True))
    return {document: replace(each, kin=parts[document]) for document, each in scores.items()}


def _named_alike(marks: Sequence[Marks]) -> list[NDArray[np.int64]]:
    """The sentences that share a name, each group as their numbers over all documents; a name that only one sentence
    has, or too many have, makes none."""
    names = np.concatenate([each.names for each in marks])
    counts = np.concatenate([each.counts for each in marks])
    places = np.repeat(np.arange(len(counts)), counts)
    order = np.argsort(names, kind="stable")
    firsts = np.flatnonzero(np.diff(names[order], prepend=names[order][:1] - 1))
    groups = np.split(places[order], firsts[1:])
    return [group for group in groups if 2 <= len(group) <= _COMMON]


def _digest(name: str) -> bytes:
    return blake2b(name.encode("utf-8"), digest_size=8).digest()


def _names(words: Sequence[str], known: Container[str]) -> set[str]:
    """`known`: the stems that the topic model knows."""
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
