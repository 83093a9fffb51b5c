"""The offline judge: what the rules read and what the trained models make of it, weighed together.

The rules read each sentence; linear models trained on example sentences and on labelled dossiers say how far to believe
them, and see what no lexicon names. Elements that the models were not trained for are left to the rules.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from analyzer.judges.candidates import Candidate
from analyzer.judges.decision import (
    Outcome,
    Testimony,
    by_id,
    choose,
    element_figures,
    essential_of,
    outcomes_for,
    verdict_figures,
)
from analyzer.judges.evidence import evidence_of, near_miss
from analyzer.judges.grounds import Grounds
from analyzer.judges.marks_memory import known_marks
from analyzer.judges.matching import Relevance
from analyzer.judges.models import Floats, Models, TextModels
from analyzer.judges.rules import Examined, RulesJudge
from analyzer.judges.scores import scores_of, with_kin
from analyzer.judges.statement import Stance
from analyzer.judges.witness import Ground, Place, Witnesses, gather
from analyzer.judges.wording import reason_for
from analyzer.lexicon import Match
from analyzer.types import Ambition, Criterion, CriterionKind, Judgement, Norm, Qualifier, State, Status
from ingest.facts import validity_on
from ingest.types import Hit

# Fitted when the rules judged alone (221 verdicts on dossiers they had not seen, 47 % right).
_SLOPE, _OFFSET = 0.75, -0.05
_STATES = (State.IN_FORCE, State.PLANNED, State.ABSENT)
# Chance from which a further sentence is shown as evidence of an element's state, and from which it is shown because it
# bears on an element at all, where the ambition is not met; and the most that are shown for one element.
_SHOWN_FROM = 0.15
_ALSO_FROM = 0.25
_MOST_SHOWN = 3
# Sentences named as near misses: those that come closest among what is not shown, from this chance on.
_NEAR_FROM = 0.1
_MOST_NEAR = 3
_RHYTHMLESS = 0.2  # what is left of a witness to a rhythm that names none


def ground_of(rules: RulesJudge, norm: Norm, texts: TextModels, folder: Path | None = None) -> Ground:
    """The dossier of `rules` with the scores of all its sentences. `folder`: where their marks are kept."""
    readings = rules.readings
    marks = {each: known_marks(reading, texts, folder) for each, reading in readings.items()}
    scores = {each: scores_of(reading, marks[each]) for each, reading in readings.items()}
    return Ground(
        texts=texts,
        readings=readings,
        scores=with_kin(scores, marks),
        validities={e: validity_on(r.document.facts, rules.context.peildatum) for e, r in readings.items()},
        context=rules.context,
        rivals={a.id: own for a in norm.ambitions if (own := tuple(columns_of(norm.id, a, texts).values()))},
    )


def columns_of(norm_id: str, ambition: Ambition, texts: TextModels) -> dict[str, int]:
    """The column among the topics of each essential element that words can show."""
    return {
        criterion.id: texts.criteria[norm_id, criterion.id]
        for criterion in essential_of(ambition)
        if (norm_id, criterion.id) in texts.criteria
    }


def column_id(criterion: Criterion) -> str:
    """The element whose sentences bear on a criterion: how often, and how up to date, is said of another one."""
    qualifies = criterion.kind in (CriterionKind.CADENCE, CriterionKind.CURRENCY) and criterion.of is not None
    return criterion.of if qualifies and criterion.of is not None else criterion.id


class OfflineJudge:
    """Judges one norm over one dossier. Deterministic: the same documents and norm give the same judgements."""

    name = "rules"

    def __init__(self, rules: RulesJudge, norm: Norm, models: Models) -> None:
        self._rules = rules
        self._norm = norm
        self._models = models
        self._folder: Path | None = None

    @cached_property
    def _ground(self) -> Ground:
        return ground_of(self._rules, self._norm, self._models.texts, self._folder)

    def recall(self, folder: Path) -> None:
        """To be called before anything is judged."""
        self._folder = folder
        self._rules.recall(folder)

    def keep(self) -> None:
        self._rules.keep()

    def grounds(self, ambition: Ambition, hits: Mapping[str, Sequence[Hit]]) -> Grounds:
        """What the rules hang on; what else the dossier says by the names that its sentences hold; and which elements
        the other ambitions have, since a sentence is held against those too."""
        rules = self._rules.grounds(ambition, hits)
        columns = list(columns_of(self._norm.id, ambition, self._models.texts).values())
        kin = hashlib.sha256()
        for document, number in self._pool(hits):
            kin.update(self._ground.scores[document].kin[number, columns].tobytes())
        rivals = str(sorted(self._ground.rivals.items()))
        return Grounds(rules.documents, (*rules.lines, kin.hexdigest(), rivals))

    def _pool(self, hits: Mapping[str, Sequence[Hit]]) -> list[Place]:
        """The sentences of all passages found."""
        found = self._rules.pool([hit for ranking in hits.values() for hit in ranking])
        return [(reading.document.id, number) for reading, number in found]

    def judge(self, ambition: Ambition, hits: Mapping[str, Sequence[Hit]]) -> tuple[Judgement, ...]:
        examined = self._rules.examine(ambition, hits)
        columns = columns_of(self._norm.id, ambition, self._models.texts)
        essential = essential_of(ambition)
        pool = self._pool(hits)
        if not pool or not all(column_id(criterion) in columns for criterion in essential):
            return tuple(_cautious(judgement) for judgement in examined.judgements)
        witnesses = gather(ambition, columns, pool, hits, examined.candidates, self._ground)
        testimonies = {criterion: testimony(witnesses, criterion, self._models) for criterion in columns}
        own = [testimonies[column_id(criterion)] for criterion in essential]
        chances = element_chances(essential, own, examined, self._models)
        rules = by_id(examined.judgements)
        row = verdict_figures(essential, chances, own, [rules[criterion.id] for criterion in essential])
        status, chance = choose(self._models.verdict.chances(row[None])[0])
        outcomes = dict(zip((c.id for c in essential), outcomes_for(status, chances), strict=True))
        return tuple(
            self._judgement(criterion, outcomes[criterion.id], status, chance, witnesses, testimonies, rules)
            if criterion.id in outcomes
            else rules[criterion.id]
            for criterion in ambition.criteria
        )

    def _judgement(
        self,
        criterion: Criterion,
        outcome: Outcome,
        status: Status,
        chance: float,
        witnesses: Witnesses,
        testimonies: Mapping[str, Testimony],
        rules: Mapping[str, Judgement],
    ) -> Judgement:
        by_rule = rules[criterion.id]
        heard = testimonies[column_id(criterion)]
        qualifiers = _qualifiers(criterion, by_rule) if outcome is Outcome.FLAWED else ()
        state = State.IN_FORCE if outcome is Outcome.FLAWED else State(outcome.value)
        picked = _picked(criterion, state, status, heard) if state is not State.NOT_FOUND else []
        if state is not State.NOT_FOUND and not picked:
            return by_rule
        shown = [self._candidate(witnesses.places[each], witnesses.stances[each], said) for each, said in picked]
        evidence = tuple(evidence_of(criterion.id, candidate) for candidate in shown)
        near = [
            near_miss(self._as_read(witnesses.places[each], witnesses.stances[each]))
            for each in np.argsort(-heard.pertinent, kind="stable")[: _MOST_NEAR + len(picked)]
            if heard.pertinent[each] >= _NEAR_FROM and each not in {place for place, _ in picked}
        ]
        return Judgement(
            criterion=criterion.id,
            state=state,
            qualifiers=qualifiers,
            evidence=evidence,
            confidence=round(min(0.99, max(0.01, chance)), 2),
            reason=reason_for(state, qualifiers, [item for item in evidence if item.stance is state]),
            trace=by_rule.trace.model_copy(update={"near_misses": tuple(near[:_MOST_NEAR])}),
        )

    def _as_read(self, place: Place, stance: Stance) -> Candidate:
        document, number = place
        return Candidate(
            reading=self._ground.readings[document],
            number=number,
            match=Relevance(1.0, Match(0, 0), False, 0),
            stance=stance,
            validity=self._ground.validities[document],
            rank=0,
        )

    def _candidate(self, place: Place, stance: Stance, state: State) -> Candidate:
        """The sentence as evidence of `state`; the rules' own reading is kept where it says the same."""
        agrees = stance.state is state and stance.silence is None
        return self._as_read(place, stance if agrees else Stance(state, 0.5))


def _picked(criterion: Criterion, state: State, status: Status, heard: Testimony) -> list[tuple[int, State]]:
    """The places of the witnesses to show for an element, the best first, and what each shows."""
    worth = heard.pertinent * heard.says[:, _STATES.index(state)]
    if criterion.kind is CriterionKind.CADENCE and state is State.IN_FORCE:
        worth = worth * (_RHYTHMLESS + heard.rhythm)
    if not len(worth):
        return []
    found = [int(np.argmax(worth))]
    bears = worth
    if status is not Status.VOLDOET:
        # What speaks against an element, or only announces it, is shown beside what speaks for it.
        bears = np.where(heard.pertinent >= _ALSO_FROM, np.maximum(worth, heard.pertinent), worth)
    order = [int(each) for each in np.argsort(-bears, kind="stable")[:_MOST_SHOWN] if bears[each] >= _SHOWN_FROM]
    found += [each for each in order if each != found[0]]
    said = [
        state if each == found[0] or worth[each] >= _SHOWN_FROM else _STATES[int(heard.says[each].argmax())]
        for each in found
    ]
    return list(zip(found, said, strict=True))[:_MOST_SHOWN]


def testimony(witnesses: Witnesses, criterion: str, models: Models) -> Testimony:
    """What the witnesses say of one element, by the models."""
    rows = np.hstack([witnesses.rows[criterion], witnesses.how])
    if not len(rows):
        nothing = np.zeros(0, dtype=np.float32)
        return Testimony(nothing, np.zeros((0, len(_STATES)), dtype=np.float32), nothing)
    pertinent = models.pertinence.chances(rows)[:, models.pertinence.classes.index("yes")]
    return Testimony(pertinent, models.state.chances(witnesses.how), witnesses.rhythm)


def element_chances(
    essential: Sequence[Criterion], own: Sequence[Testimony], examined: Examined, models: Models
) -> Floats:
    """The chance of each outcome for each essential element, shape (elements, 5)."""
    rules = by_id(examined.judgements)
    rows = [
        element_figures(criterion, heard, rules[criterion.id], rules.get(criterion.of or ""))
        for criterion, heard in zip(essential, own, strict=True)
    ]
    return models.element.chances(np.stack(rows))


def _cautious(judgement: Judgement) -> Judgement:
    """A judgement of the rules alone, with their estimate brought down to how often they turned out right."""
    return judgement.model_copy(update={"confidence": round(max(0.05, _SLOPE * judgement.confidence + _OFFSET), 2)})


def _qualifiers(criterion: Criterion, by_rule: Judgement) -> tuple[Qualifier, ...]:
    """Why an element falls short: what the rules saw, or else what its kind says."""
    if by_rule.qualifiers:
        return by_rule.qualifiers
    if criterion.kind is CriterionKind.CURRENCY:
        return (Qualifier.OUTDATED,)
    return (Qualifier.ONE_OFF,) if criterion.kind is CriterionKind.CADENCE else (Qualifier.INCOMPLETE,)
