"""A sentence as a candidate for evidence, and how candidates that say different things are weighed. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analyzer.judges.matching import Relevance
from analyzer.judges.reading import Reading, Sentence
from analyzer.judges.statement import Silence, Stance
from analyzer.retrieval import DEPTH
from analyzer.types import State
from ingest.types import Validity

# A sentence counts as evidence from this product of relevance and strength on.
ENOUGH = 0.6
# A denial or a plan outweighs a claim of the same thing only when it speaks of it this much more closely.
MARGIN = 0.12
MOST_QUOTES = 2  # for one element
_PLAIN = 0.8  # strength from which a sentence says in so many words that the thing is there
_DIRECT = 0.97  # relevance from which all that is asked stands in the sentence itself
_UNMET = 0.45  # what is left of a sentence in which, and around which, part of what is asked is not named
_DRAFT = 0.8  # what a statement in a draft is worth as a plan
_RANK_BONUS = 0.1  # the most that a place among the first hits adds, when candidates are put in order
_IMPRINT = 800  # characters from the beginning of a document within which its imprint stands


@dataclass(frozen=True)
class Candidate:
    """A sentence that speaks of a criterion, with all that is known of it."""

    reading: Reading
    number: int
    match: Relevance
    stance: Stance
    validity: Validity
    rank: int  # of its passage among the hits for the criterion, from 0; what search finds first is the likelier place

    @property
    def sentence(self) -> Sentence:
        return self.reading.sentences[self.number]

    @property
    def score(self) -> float:
        return self.match.score * self.stance.strength * (_UNMET if self.match.missing else 1.0)

    @property
    def plain(self) -> bool:
        """Whether the sentence says in so many words that the thing is there or was done."""
        return self.stance.strength >= _PLAIN

    @property
    def revises(self) -> bool:
        """Whether the sentence plans to better the thing, so that it must be there."""
        return self.stance.state is State.PLANNED and "revision" in self.sentence.cues

    @property
    def direct(self) -> bool:
        """Whether all that is asked stands in the sentence itself, not in its surroundings."""
        return self.match.score >= _DIRECT and not self.match.back

    @property
    def order(self) -> tuple[float, str, int]:
        """By which candidates are shown: the best first, the likelier place before another of the same score."""
        bonus = _RANK_BONUS * max(0.0, 1 - self.rank / DEPTH)
        return -(self.score + bonus), self.reading.document.name, self.number

    @property
    def of_others(self) -> bool:
        """Whether the sentence speaks of another body, or cites a requirement."""
        return self.stance.silence in (Silence.OTHER, Silence.QUOTED)

    @property
    def place(self) -> tuple[str, int]:
        return self.reading.document.id, self.number


def bounded(stance: Stance, validity: Validity) -> Stance:
    """What its document's standing leaves of a sentence: a draft plans at most, a withdrawn rule says nothing."""
    if stance.silence is not None or stance.state is not State.IN_FORCE:
        return stance
    if validity in (Validity.DRAFT, Validity.NOT_YET_IN_FORCE):
        return Stance(State.PLANNED, _DRAFT * stance.strength)
    if validity in (Validity.WITHDRAWN, Validity.EXPIRED):
        return Stance(State.NOT_FOUND, 0.0, Silence.NO_STATEMENT)
    return stance


def weigh(best: Mapping[State, Sequence[Candidate]]) -> tuple[State, Candidate | None]:
    """The state that the best sentences speak for, and the denial that contradicts it.

    A plain claim holds against plans and denials that speak of the thing less closely. A bare one gives way to a plain
    denial or plan. Denied in another document, as plainly as it is claimed in this one: both stand, as a contradiction.
    """
    claim = best[State.IN_FORCE][0] if best[State.IN_FORCE] else None
    denial = best[State.ABSENT][0] if best[State.ABSENT] else None
    plan = best[State.PLANNED][0] if best[State.PLANNED] else None
    if claim is not None:
        rivals = [each for each in (denial, plan) if each is not None and each.direct and not each.revises]
        closer = max(rivals, key=lambda each: each.score, default=None)
        if closer is None or claim.score + (MARGIN if claim.plain else -MARGIN) >= closer.score:
            contradicts = (
                denial is not None
                and denial.direct
                and denial.score + MARGIN >= claim.score
                and denial.reading is not claim.reading
            )
            return State.IN_FORCE, denial if contradicts else None
        return closer.stance.state, None
    if plan is not None:
        return State.PLANNED, None
    return (State.ABSENT if denial is not None else State.NOT_FOUND), None


def is_imprint(reading: Reading, number: int) -> bool:
    """Whether the sentence is only the line in which the document says when it was adopted."""
    quote = reading.document.facts.adopted_quote
    sentence = reading.sentences[number]
    return quote is not None and quote in sentence.text and sentence.start < _IMPRINT
