"""A document can itself be what is asked: an adopted "Agressieprotocol" shows that there is one. Pure."""

from __future__ import annotations

from analyzer.judges.matching import Compiled, Relevance
from analyzer.judges.reading import Reading
from analyzer.judges.statement import Stance
from analyzer.lexicon import Match
from analyzer.types import CriterionKind, State
from ingest.types import Genre, Validity

# Genres whose documents lay something down; a letter or a report only tells of it.
LAYING_DOWN = frozenset({Genre.REGULATION, Genre.POLICY, Genre.PLAN, Genre.PROTOCOL, Genre.CODE, Genre.AGREEMENT})
# Characters from the beginning of a document within which it says what it is about.
_OPENING = 2500
_STRENGTHS = {
    Validity.IN_FORCE: (State.IN_FORCE, 0.95),
    Validity.UNKNOWN: (State.IN_FORCE, 0.8),
    Validity.DRAFT: (State.PLANNED, 0.85),
    Validity.NOT_YET_IN_FORCE: (State.PLANNED, 0.85),
}


def document_as_evidence(
    reading: Reading, compiled: Compiled, validity: Validity
) -> tuple[int, Relevance, Stance] | None:
    """The sentence that stands for the document (where it says when it was adopted, or what it is), how well it fits,
    and its stance. None when the document is not what the criterion asks for, or no longer holds."""
    facts = reading.document.facts
    if compiled.criterion.kind is not CriterionKind.PROVISION or facts.genre not in LAYING_DOWN:
        return None
    if validity not in _STRENGTHS or not compiled.groups or not reading.sentences:
        return None
    title = set(reading.line_terms(facts.title or reading.document.name))
    core, *others = compiled.groups
    if core.isdisjoint(title):
        return None
    opening = title.union(
        *(sentence.terms.keys() for sentence in reading.sentences if sentence.start < _OPENING),
    )
    if any(group.isdisjoint(opening) for group in others):
        return None
    number = _spokesman(reading, core)
    if number is None:
        return None
    in_title = all(not group.isdisjoint(title) for group in others)
    state, strength = _STRENGTHS[validity]
    return number, Relevance(1.0 if in_title else 0.92, Match(0, 0), False, 0), Stance(state, strength)


def _spokesman(reading: Reading, core: frozenset[int]) -> int | None:
    """The sentence that tells when the document was adopted; else the first that names the thing."""
    facts = reading.document.facts
    for quote in (facts.adopted_quote, facts.standing_quote):
        start = reading.document.text.find(quote) if quote else -1
        if start >= 0:
            for number, sentence in enumerate(reading.sentences):
                if sentence.start <= start < sentence.end:
                    return number
    return next((number for number, sentence in enumerate(reading.sentences) if sentence.has(core)), None)
