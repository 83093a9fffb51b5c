"""From witnesses to the states of an ambition's elements. Pure.

Two trained models weigh what was read: one says for each element how likely each outcome is, the other for the ambition
as a whole how likely each status is. The states handed out are the likeliest ones that together amount to the likeliest
status, so the one function that derives a status from states (`analyzer.verdicts`) arrives at it too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from analyzer.judges.models import Floats
from analyzer.types import Ambition, Criterion, CriterionKind, Judgement, State, Status


class Outcome(StrEnum):
    """The state of an element, with what is in force but falls short set apart."""

    IN_FORCE = "in_force"
    FLAWED = "flawed"
    PLANNED = "planned"
    ABSENT = "absent"
    NOT_FOUND = "not_found"


OUTCOMES = tuple(Outcome)
VERDICTS = (Status.VOLDOET, Status.DEELS, Status.GEPLAND, Status.ONTBREEKT, Status.NIET_AANGETROFFEN)
_STRONGEST = 3  # witnesses whose chances count one by one
_SETS = (
    (CriterionKind.PROVISION, CriterionKind.ACTIVITY),
    (CriterionKind.CONTENT, CriterionKind.PROMOTION, CriterionKind.COORDINATION),
    (CriterionKind.CADENCE,),
    (CriterionKind.CURRENCY,),
)
_TELLING_KINDS = (CriterionKind.CADENCE, CriterionKind.CURRENCY, CriterionKind.CONTENT)
# A wrong `voldoet` does more harm than a wrong `deels`: it is claimed only from this chance on.
VOLDOET_FROM = 0.7


@dataclass(frozen=True)
class Testimony:
    """What the witnesses say of one element. `pertinent`: (places,), the chance that the sentence shows something of
    it; `says`: (places, 3), the chance that it shows it in force, planned, denied; `rhythm`: (places,), 1.0 where a
    rhythm is named."""

    pertinent: Floats
    says: Floats
    rhythm: Floats


def outcome_of(judgement: Judgement) -> Outcome:
    """The outcome that a judgement amounts to."""
    if judgement.state is State.IN_FORCE:
        return Outcome.FLAWED if judgement.qualifiers else Outcome.IN_FORCE
    return Outcome(judgement.state.value)


def element_figures(
    criterion: Criterion, testimony: Testimony, by_rule: Judgement, base_by_rule: Judgement | None
) -> Floats:
    """A row of figures for the model of elements; every figure counts once for all kinds, and once for its own kind."""
    strongest = np.sort(testimony.pertinent)[::-1][:_STRONGEST]
    padded = np.zeros(_STRONGEST)
    padded[: len(strongest)] = strongest
    weighed = testimony.pertinent[:, None] * testimony.says
    says = [_either(weighed[:, column]) for column in range(weighed.shape[1])]
    peaks = [float(weighed[:, column].max(initial=0.0)) for column in range(weighed.shape[1])]
    rhythmic = weighed[:, 0] * testimony.rhythm
    outcome = outcome_of(by_rule)
    figures = [
        *padded,
        float(testimony.pertinent.sum()),
        *says,
        *peaks,
        _either(rhythmic),
        *(float(outcome is each) for each in OUTCOMES),
        by_rule.confidence,
        float(base_by_rule is not None and base_by_rule.state is State.IN_FORCE),
        1.0,
    ]
    block = next(place for place, kinds in enumerate(_SETS) if criterion.kind in kinds)
    row = np.zeros((len(_SETS) + 1, len(figures)), dtype=np.float32)
    row[0], row[block + 1] = figures, figures
    return row.ravel()


def verdict_figures(
    essential: Sequence[Criterion], chances: Floats, testimonies: Sequence[Testimony], by_rule: Sequence[Judgement]
) -> Floats:
    """A row of figures for the model of verdicts. `chances`: (elements, 5), of each outcome for each element."""
    independent = status_chances(chances)
    rule_status = status_of([outcome_of(judgement) for judgement in by_rule])
    best = np.max([t.pertinent for t in testimonies], axis=0) if testimonies else np.zeros(0)
    strongest = np.sort(best)[::-1][:_STRONGEST]
    padded = np.zeros(_STRONGEST)
    padded[: len(strongest)] = strongest
    kinds = [criterion.kind for criterion in essential]
    return np.array(
        [
            *np.log(np.maximum(independent, 0.01)),
            *independent,
            *chances.min(axis=0),
            *chances.max(axis=0),
            *chances.mean(axis=0),
            *padded,
            float(best.sum()),
            *(float(rule_status is each) for each in VERDICTS),
            float(np.mean([outcome_of(judgement) is Outcome.IN_FORCE for judgement in by_rule])),
            float(len(essential)),
            float(len(essential) == 1),
            *(
                float(kinds.count(kind))
                for kind in (CriterionKind.CADENCE, CriterionKind.CURRENCY, CriterionKind.CONTENT)
            ),
        ],
        dtype=np.float32,
    )


def status_chances(chances: Floats) -> Floats:
    """The chance of each of VERDICTS if elements were independent, by the rules of `analyzer.verdicts`, shape (5,)."""
    whole, _, planned, absent, nothing = (chances[:, place] for place in range(len(OUTCOMES)))
    voldoet = float(np.prod(whole))
    no_force = float(np.prod(planned + absent + nothing))
    no_plan = float(np.prod(absent + nothing))
    none = float(np.prod(nothing))
    found = np.array([voldoet, 1 - voldoet - no_force, no_force - no_plan, no_plan - none, none], dtype=np.float32)
    return np.maximum(found, 0.0)


def status_of(outcomes: Sequence[Outcome]) -> Status:
    """The status that outcomes amount to; the same rules as `analyzer.verdicts.derive`, which a test holds it to."""
    if all(outcome is Outcome.IN_FORCE for outcome in outcomes):
        return Status.VOLDOET
    if Outcome.IN_FORCE in outcomes or Outcome.FLAWED in outcomes:
        return Status.DEELS
    if Outcome.PLANNED in outcomes:
        return Status.GEPLAND
    return Status.ONTBREEKT if Outcome.ABSENT in outcomes else Status.NIET_AANGETROFFEN


def choose(verdicts: Floats, *, voldoet_from: float = VOLDOET_FROM) -> tuple[Status, float]:
    """The status to claim, and its chance. `verdicts`: the chances of VERDICTS, shape (5,)."""
    order = [int(each) for each in np.argsort(-verdicts, kind="stable")]
    best = order[0]
    if VERDICTS[best] is Status.VOLDOET and verdicts[best] < voldoet_from:
        best = order[1]
    return VERDICTS[best], float(verdicts[best])


def outcomes_for(status: Status, chances: Floats) -> tuple[Outcome, ...]:
    """The likeliest outcomes of the elements that amount to `status`. `chances`: (elements, 5)."""
    if status is Status.VOLDOET:
        return (Outcome.IN_FORCE,) * len(chances)
    if status is Status.NIET_AANGETROFFEN:
        return (Outcome.NOT_FOUND,) * len(chances)
    if status is Status.DEELS:
        return _partly(chances)
    allowed, needed = (
        ((Outcome.PLANNED, Outcome.ABSENT, Outcome.NOT_FOUND), Outcome.PLANNED)
        if status is Status.GEPLAND
        else ((Outcome.ABSENT, Outcome.NOT_FOUND), Outcome.ABSENT)
    )
    picked = [_likeliest(row, allowed) for row in chances]
    if needed not in picked:
        picked[_cheapest(chances, picked, (needed,))] = needed
    return tuple(picked)


def _partly(chances: Floats) -> tuple[Outcome, ...]:
    """At least one element in force, and not all of them wholly."""
    if len(chances) == 1:
        return (Outcome.FLAWED,)
    picked = [_likeliest(row, OUTCOMES) for row in chances]
    if not {Outcome.IN_FORCE, Outcome.FLAWED} & set(picked):
        place = _cheapest(chances, picked, (Outcome.IN_FORCE, Outcome.FLAWED))
        picked[place] = _likeliest(chances[place], (Outcome.IN_FORCE, Outcome.FLAWED))
    if all(each is Outcome.IN_FORCE for each in picked):
        place = _cheapest(chances, picked, OUTCOMES[1:])
        picked[place] = _likeliest(chances[place], OUTCOMES[1:])
    return tuple(picked)


def _likeliest(row: Floats, allowed: Sequence[Outcome]) -> Outcome:
    return max(allowed, key=lambda outcome: float(row[OUTCOMES.index(outcome)]))


def _cheapest(chances: Floats, picked: Sequence[Outcome], instead: Sequence[Outcome]) -> int:
    """The element that loses least when it takes one of `instead`."""

    def kept(place: int) -> float:
        row = chances[place]
        there = max(float(row[OUTCOMES.index(outcome)]) for outcome in instead)
        return there / max(float(row[OUTCOMES.index(picked[place])]), 1e-6)

    return max(range(len(picked)), key=kept)


def _either(chances: Floats) -> float:
    """The chance that at least one holds, were they independent."""
    return float(1 - np.prod(1 - np.clip(chances, 0.0, 1.0)))


def essential_of(ambition: Ambition) -> tuple[Criterion, ...]:
    """The criteria that count towards the status."""
    return tuple(criterion for criterion in ambition.criteria if criterion.essential)


def by_id(judgements: Sequence[Judgement]) -> Mapping[str, Judgement]:
    """Judgements by the id of their criterion."""
    return {judgement.criterion: judgement for judgement in judgements}
