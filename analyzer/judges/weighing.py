"""What a model for natural-language inference made of windows, and the judgement that they amount to. Pure.

The chances are the model's; what a draft or a withdrawn document is worth, and that no citation and no neighbour proves
anything, are not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analyzer.judges.candidates import ENOUGH, Candidate
from analyzer.judges.evidence import evidence_of, near_miss
from analyzer.judges.hypotheses import STATES
from analyzer.judges.matching import Relevance
from analyzer.judges.statement import Silence, Stance
from analyzer.judges.windows import DEAD, Place, Window
from analyzer.judges.wording import reason_for
from analyzer.lexicon import Match
from analyzer.types import Criterion, Evidence, Judgement, NearMiss, Qualifier, State
from ingest.types import Validity

# Chance of entailment from which a passage speaks for a state: the middle of the scale. Not measured: no such model
# comes with the product. `inference_check` shows what one makes of known cases.
LIKELY = 0.5
# A state gives way to one that stands lower in `STATES` only when that one is this much surer: what is there weighs
# more than a plan of it, and a plan more than a denial. Not measured.
CLOSE = 0.2
# A title or heading may say by itself what is asked; a passage below it must then raise the chance by this much, or say
# it without them. Not measured.
ADDS = 0.2
MOST_QUOTES = 3  # for one element
_MOST_NEAR = 3
_NEAR_FROM = 0.3  # chance from which a window that does not count is told of
_SUREST = 0.99

_COMING = frozenset({Validity.DRAFT, Validity.NOT_YET_IN_FORCE})
START = Match(0, 0)


@dataclass(frozen=True)
class Heard:
    """What was made of a window for one criterion. `chances`: of entailment, by `STATES`; `silence`: why the rules
    would never take it as evidence; `done`: it reports something carried out; `adds`: it says something that its title
    and headings do not."""

    window: Window
    chances: tuple[float, ...]
    silence: Silence | None = None
    done: bool = False
    adds: bool = True

    @property
    def chance(self) -> float:
        return max(self.chances)

    @property
    def likeliest(self) -> int:
        """The column of the likeliest hypothesis."""
        return self.chances.index(self.chance)

    @property
    def counts(self) -> bool:
        """Whether the window could be evidence at all."""
        return self.window.validity not in DEAD and self.silence is None and self.adds

    @property
    def says(self) -> State:
        """The state it speaks for: that of its likeliest hypothesis, as far as its document's standing goes."""
        return state_of(self.chances, self.window.validity) if self.counts else State.NOT_FOUND

    def candidate(self, core: Match = START) -> Candidate:
        """As the rules know it, so that quotes, notes and reasons are made in one way."""
        stance = Stance(self.says, max(self.chance, ENOUGH), self.silence, done=self.done)
        match = Relevance(1.0, core, back=False, missing=0)
        return Candidate(self.window.reading, self.window.first, match, stance, self.window.validity, rank=0)


def state_of(chances: Sequence[float], validity: Validity) -> State:
    """What a passage says by its likeliest hypothesis (`chances` by `STATES`): in a draft a plan at most, in a document
    that is withdrawn or expired nothing."""
    chance = max(chances)
    if chance < LIKELY or validity in DEAD:
        return State.NOT_FOUND
    state = STATES[list(chances).index(chance)]
    return State.PLANNED if state is State.IN_FORCE and validity in _COMING else state


def decide(criterion: Criterion, heard: Sequence[Heard], by_rule: Judgement) -> Judgement:
    """The judgement that the windows of one criterion amount to. `by_rule`: that of the rules. Pure."""
    speaking = sorted((each for each in heard if each.says is not State.NOT_FOUND), key=surest_first)
    state, against = weigh(speaking)
    fitting = [each for each in speaking if each.says is state]
    shown = [*_apart(fitting)[: MOST_QUOTES - len(against)], *against]
    counting = [each for each in heard if each.counts]
    evidence = tuple(_evidence(criterion.id, each) for each in shown)
    qualifiers = (Qualifier.CONTRADICTED,) if against else _partly(state, shown, by_rule)
    chance = fitting[0].chance if fitting else 1 - max((each.chance for each in counting), default=0.0)
    return Judgement(
        criterion=criterion.id,
        state=state,
        qualifiers=qualifiers,
        evidence=evidence,
        confidence=round(min(_SUREST, chance), 2),
        reason=reason_for(state, qualifiers, evidence),
        trace=by_rule.trace.model_copy(update={"near_misses": _near_misses(heard)}),
    )


def weigh(speaking: Sequence[Heard]) -> tuple[State, tuple[Heard, ...]]:
    """The state that windows which all speak for one amount to, and the denial in another document that contradicts it
    (none or one). `speaking`: the surest first."""
    best = {state: next((each for each in speaking if each.says is state), None) for state in STATES}
    claim = best[State.IN_FORCE]
    if claim is not None:
        here = claim.window.reading.document.id
        denials = [each for each in speaking if each.says is State.ABSENT and each.window.reading.document.id != here]
        if denials:
            return State.IN_FORCE, (denials[0],)
    surest = max((each.chance for each in best.values() if each is not None), default=0.0)
    for state, each in best.items():
        if each is not None and each.chance >= surest - CLOSE:
            return state, ()
    return State.NOT_FOUND, ()


def surest_first(heard: Heard) -> tuple[float, tuple[str, int]]:
    return -heard.chance, heard.window.order


def adds_to(whole: float, alone: float, surroundings: float) -> bool:
    """Whether a passage says something itself. The chances: in its surroundings, without them, of them without it."""
    return alone >= LIKELY or whole - surroundings >= ADDS


def _apart(heard: Sequence[Heard]) -> list[Heard]:
    """Without windows that share a sentence with one before them."""
    taken: set[Place] = set()
    kept = []
    for each in heard:
        document = each.window.reading.document.id
        places = {(document, number) for number in range(each.window.first, each.window.last + 1)}
        if taken.isdisjoint(places):
            kept.append(each)
            taken |= places
    return kept


def _evidence(criterion: str, heard: Heard) -> Evidence:
    return evidence_of(criterion, heard.candidate(), heard.window.last)


def _partly(state: State, shown: Sequence[Heard], by_rule: Judgement) -> tuple[Qualifier, ...]:
    """Said of a part only ("twee van de vijf"): taken from the rules where they read it in the same sentence."""
    if state is not State.IN_FORCE or Qualifier.INCOMPLETE not in by_rule.qualifiers:
        return ()
    told = {(item.document_id, item.start) for item in by_rule.evidence}
    same = all((e.window.reading.document.id, e.window.reading.sentences[e.window.first].start) in told for e in shown)
    return (Qualifier.INCOMPLETE,) if same else ()


def _near_misses(heard: Sequence[Heard]) -> tuple[NearMiss, ...]:
    left = [each for each in heard if each.says is State.NOT_FOUND and each.chance >= _NEAR_FROM]
    return tuple(near_miss(each.candidate()) for each in sorted(left, key=surest_first)[:_MOST_NEAR])
