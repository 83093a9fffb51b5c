"""What is known of a sentence as a witness to a criterion, as a row of figures for the models. Pure.

Two families of figures meet here: what the linear text models say (topic and stance, alone and in context), and what
the rules read (terms of the lexicon, who speaks of whom, denial, plan). Trained weights decide how far to believe each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analyzer.judges.bodies import Context
from analyzer.judges.candidates import Candidate, bounded
from analyzer.judges.exemptions import exempt_cues
from analyzer.judges.models import Floats, TextModels
from analyzer.judges.reading import Reading
from analyzer.judges.rhythm import rhythm_at
from analyzer.judges.scores import DocumentScores
from analyzer.judges.stance import stance_of
from analyzer.judges.statement import Silence, Stance
from analyzer.lexicon import Match
from analyzer.types import Ambition, State
from ingest.types import BlockKind, Genre, Hit, Validity

Place = tuple[str, int]  # document id, number of the sentence

# Sentences of an ambition's passages that are looked at closely.
MOST = 40
_LEXICON_SHARE = 0.3  # what a match of the lexicon adds to the topic when those are chosen
_PARTLY = 0.45  # what a match is worth in which part of what is asked is not named
_STATES = (State.IN_FORCE, State.PLANNED, State.ABSENT)
_ELSEWHERE = frozenset({Silence.OTHER, Silence.QUOTED, Silence.RECOMMENDED})
_DEAD = frozenset({Validity.WITHDRAWN, Validity.EXPIRED})
_COMING = frozenset({Validity.DRAFT, Validity.NOT_YET_IN_FORCE})
_CUES = (
    "planned", "negation", "lacking", "done", "being", "continued", "partial", "one_off", "outdated", "theme", "other",
    "self", "quoted", "recommended", "revision", "existence", "rhythm",
)  # fmt: skip
_TOLD_GENRES = (Genre.REGULATION, Genre.POLICY, Genre.PLAN, Genre.PROTOCOL, Genre.CODE, Genre.NEWS)


@dataclass(frozen=True)
class Ground:
    """A dossier as the figures are taken from it. `readings`, `scores`, `validities`: by document id; `rivals`: for
    each ambition of the norm the columns of its criteria among the topics."""

    texts: TextModels
    readings: Mapping[str, Reading]
    scores: Mapping[str, DocumentScores]
    validities: Mapping[str, Validity]
    context: Context
    rivals: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True)
class Witnesses:
    """The sentences looked at for one ambition. `rows`: by criterion id, shape (places, figures): how closely each
    speaks of it; `how`: (places, figures), how it says what it says; `rhythm`: (places,), 1.0 where a rhythm is named
    in or beside the sentence."""

    places: tuple[Place, ...]
    stances: tuple[Stance, ...]
    rows: Mapping[str, Floats]
    how: Floats
    rhythm: Floats


def gather(
    ambition: Ambition,
    columns: Mapping[str, int],
    pool: Sequence[Place],
    hits: Mapping[str, Sequence[Hit]],
    candidates: Mapping[str, Sequence[Candidate]],
    ground: Ground,
    most: int = MOST,
) -> Witnesses:
    """At most `most` witnesses to the criteria of `columns` (by id the column among the topics) among the sentences of
    `pool`."""
    by_place = {c: {each.place: each for each in reversed(candidates.get(c, ()))} for c in columns}
    best: dict[Place, Candidate] = {}
    for found in by_place.values():
        for place, candidate in found.items():
            if place not in best or match_worth(candidate) > match_worth(best[place]):
                best[place] = candidate
    matches = {place: match_worth(candidate) for place, candidate in best.items()}
    places = _chosen(pool, tuple(columns.values()), ground, matches)[:most]
    exempt = frozenset[str]().union(*(exempt_cues(c) for c in ambition.criteria if c.id in columns))
    stances = tuple(best[p].stance if p in best else _read(p, tuple(columns.values()), exempt, ground) for p in places)
    rivals = rival_topics(places, [own for each, own in ground.rivals.items() if each != ambition.id], ground)
    rows = {}
    for criterion, own in columns.items():
        siblings = [column for column in columns.values() if column != own]
        ranks = _ranks(hits.get(criterion, ()), ground)
        rows[criterion] = topic_figures(places, own, siblings, rivals, ground, by_place[criterion], ranks)
    rhythm = np.array([rhythm_at(ground.readings[d], n) is not None for d, n in places], dtype=np.float32)
    return Witnesses(places, stances, rows, manner_figures(places, stances, ground), rhythm)


def _chosen(
    pool: Sequence[Place], columns: Sequence[int], ground: Ground, matches: Mapping[Place, float]
) -> tuple[Place, ...]:
    """The sentences of `pool`, those first that speak most closely of any of the criteria. `matches`: what the lexicon
    found, 0–1."""
    if not pool:
        return ()
    near = np.array([ground.scores[document].near[number, list(columns)].max() for document, number in pool])
    worth = near + _LEXICON_SHARE * np.array([matches.get(place, 0.0) for place in pool])
    order = np.argsort(-worth, kind="stable")
    return tuple(pool[int(each)] for each in order)


def _read(place: Place, columns: Sequence[int], exempt: frozenset[str], ground: Ground) -> Stance:
    """What the rules read in a sentence that the lexicon does not know, about the word that tells most of it."""
    reading, number = ground.readings[place[0]], place[1]
    near = ground.scores[place[0]].near[number, list(columns)]
    word = ground.texts.telling_word(reading.sentences[number].lower, columns[int(near.argmax())])
    stance = stance_of(reading, number, Match(word, word), ground.context, exempt)
    return bounded(stance, ground.validities[place[0]])


def _ranks(hits: Sequence[Hit], ground: Ground) -> dict[Place, int]:
    """For each sentence of the passages found, the best rank of its passage, from 0."""
    return {
        (hit.passage.document_id, number): rank
        for rank, hit in reversed(list(enumerate(hits)))
        for number in ground.readings[hit.passage.document_id].between(hit.passage.start, hit.passage.end)
    }


def match_worth(candidate: Candidate) -> float:
    """How closely the lexicon says a sentence speaks of a criterion, 0–1."""
    return candidate.match.score * (_PARTLY if candidate.match.missing else 1.0)


def topic_figures(
    places: Sequence[Place],
    own: int,
    siblings: Sequence[int],
    rivals: Floats,
    ground: Ground,
    candidates: Mapping[Place, Candidate],
    ranks: Mapping[Place, int],
) -> Floats:
    """How closely each sentence speaks of one criterion, shape (places, figures).

    `own`: its column; `siblings`: those of the ambition's other criteria; `rivals`: how closely the sentence speaks of
    each other ambition of the norm, shape (places, ambitions); `ranks`: of its passage in the search results.
    """
    of = [(ground.scores[document], number) for document, number in places]
    near = np.array([scores.near[number, own] for scores, number in of])
    alone = np.array([scores.topic[number, own] for scores, number in of])
    beside = np.array([max((scores.near[n, c] for c in siblings), default=0.0) for scores, n in of])
    ours = np.maximum(near, beside)
    above = (rivals > ours[:, None]).sum(axis=1)
    most = near.max() if len(near) else 0.0
    found = [candidates.get(place) for place in places]
    worth = np.array([match_worth(each) if each else 0.0 for each in found])
    rule = [_rule_figures(each.stance if each else None) for each in found]
    claim = np.array([scores.stance[number, 0] for scores, number in of])
    if not places:
        return np.zeros((0, 0), dtype=np.float32)
    columns = [
        near,
        alone,
        beside,
        near - beside,
        ours - (rivals.max(axis=1) if rivals.size else 0.0),
        np.log1p(above),
        np.log1p(np.argsort(np.argsort(-near, kind="stable"), kind="stable")),
        near / max(most, 0.05),
        np.full(len(near), most),
        *(np.array([part[n, own] for part, n in each]) for each in _parts(of)),
        np.array([scores.about[own] for scores, _ in of]),
        np.array([scores.title[own] for scores, _ in of]),
        np.array([scores.kin[number, own] for scores, number in of]),
        worth,
        np.array([float(each is not None) for each in found]),
        np.array([float(bool(each and each.match.missing)) for each in found]),
        np.array([float(bool(each and each.match.back)) for each in found]),
        np.log1p((worth[:, None] < worth[None, :]).sum(axis=1)),
        np.array([1 / (1 + ranks[place]) if place in ranks else 0.0 for place in places]),
        near * worth,
        near * claim,
        worth * claim,
        np.maximum(near, 0.0) ** 2,
    ]
    return np.column_stack([*columns, np.array(rule).reshape(len(places), -1)]).astype(np.float32)


def _parts(of: Sequence[tuple[DocumentScores, int]]) -> list[list[tuple[Floats, int]]]:
    """The topics of the lines around each sentence."""
    return [
        [(getattr(scores, name), number) for scores, number in of]
        for name in ("previous", "following", "heading", "section")
    ]


def manner_figures(places: Sequence[Place], stances: Sequence[Stance], ground: Ground) -> Floats:
    """How each sentence says what it says, whatever it is about, shape (places, figures)."""
    if not places:
        return np.zeros((0, 0), dtype=np.float32)
    rows = []
    for (document, number), stance in zip(places, stances, strict=True):
        reading, scores, validity = ground.readings[document], ground.scores[document], ground.validities[document]
        sentence = reading.sentences[number]
        genre = reading.document.facts.genre
        rows.append(
            [
                *scores.stance[number],
                *scores.stance_before[number],
                *scores.stance_after[number],
                *_rule_figures(stance),
                float(stance.done),
                *(float(name in sentence.cues) for name in _CUES),
                np.log1p(len(sentence.words)),
                float(sentence.kind is BlockKind.TABLE_ROW),
                float(sentence.kind is BlockKind.LIST_ITEM),
                float(sentence.text.rstrip().endswith("?")),
                float(validity in _DEAD),
                float(validity in _COMING),
                *(float(genre is each) for each in _TOLD_GENRES),
            ]
        )
    return np.array(rows, dtype=np.float32)


def _rule_figures(stance: Stance | None) -> list[float]:
    """What the rules read: how plainly each state is said, or why the sentence does not count."""
    if stance is None:
        return [0.0] * (len(_STATES) + 2)
    if stance.silence is not None:
        return [0.0] * len(_STATES) + [float(stance.silence in _ELSEWHERE), float(stance.silence not in _ELSEWHERE)]
    return [stance.strength * (stance.state is state) for state in _STATES] + [0.0, 0.0]


def rival_topics(places: Sequence[Place], rivals: Sequence[Sequence[int]], ground: Ground) -> Floats:
    """How closely each sentence speaks of other ambitions, given as the columns of their criteria."""
    if not places or not rivals:
        return np.zeros((len(places), 0), dtype=np.float32)
    near = np.stack([ground.scores[document].near[number] for document, number in places])
    return np.stack([near[:, list(columns)].max(axis=1) for columns in rivals], axis=1)
