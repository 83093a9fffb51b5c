"""How well a sentence, with what stands around it, speaks of a criterion. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analyzer.judges.reading import Reading, Sentence
from analyzer.lexicon import Lexicon, Match
from analyzer.types import Criterion

# What a group of terms is worth by where it was met. The core (first) group must be met in the sentence, or in what the
# sentence plainly goes on about.
_IN_SENTENCE = 1.0
_IN_PREVIOUS = 0.75
_IN_HEADING = 0.7
_IN_OUTER_HEADING = 0.45
_IN_TITLE = 0.45
_CORE_BEFORE = 0.7  # the core stands in the sentence before, to which this one refers back
_CORE_WEIGHT = 0.6


@dataclass(frozen=True)
class Compiled:
    """A criterion with its groups as term numbers."""

    criterion: Criterion
    groups: tuple[frozenset[int], ...]
    none_of: frozenset[int]


@dataclass(frozen=True)
class Relevance:
    """`score` 0–1; `core` is where the thing is named in the sentence; `back`: it is named in the sentence before.
    `missing`: how many groups were met nowhere."""

    score: float
    core: Match
    back: bool
    missing: int


def compile_criterion(criterion: Criterion, lexicon: Lexicon) -> Compiled:
    """Raises LexiconError where a concept is unknown."""
    return Compiled(
        criterion=criterion,
        groups=tuple(lexicon.group(group) for group in criterion.all_of),
        none_of=lexicon.group(criterion.none_of),
    )


def relevance(reading: Reading, number: int, compiled: Compiled) -> Relevance | None:
    """None when the sentence does not name the thing at all."""
    sentence = reading.sentences[number]
    if not compiled.groups or sentence.has(compiled.none_of):
        return None
    core_group, *others = compiled.groups
    places = sentence.places(core_group) if sentence.has(core_group) else []
    previous = reading.neighbour(number, -1)
    back = False
    if places:
        core, worth = places[0], _IN_SENTENCE
    elif previous is not None and previous.has(core_group) and _goes_on(sentence):
        core, worth, back = Match(0, 0), _CORE_BEFORE, True
    elif sentence.headings and not core_group.isdisjoint(reading.line_terms(sentence.headings[-1])):
        core, worth = Match(0, 0), _CORE_BEFORE
        if not others or not any(sentence.has(group) for group in others):
            return None
    else:
        return None
    worths = [_worth(reading, number, group, previous) for group in others]
    missing = sum(1 for each in worths if each == 0)
    mean = sum(worths) / len(worths) if worths else worth
    return Relevance(_CORE_WEIGHT * worth + (1 - _CORE_WEIGHT) * mean, core, back, missing)


def _worth(reading: Reading, number: int, group: frozenset[int], previous: Sentence | None) -> float:
    sentence = reading.sentences[number]
    if sentence.has(group):
        return _IN_SENTENCE
    if previous is not None and previous.has(group):
        return _IN_PREVIOUS
    opener = reading.opener(number)
    if opener is not None and opener.has(group):
        return _IN_PREVIOUS
    if sentence.headings and not group.isdisjoint(reading.line_terms(sentence.headings[-1])):
        return _IN_HEADING
    if _in_lines(reading, sentence.headings[:-1], group):
        return _IN_OUTER_HEADING
    title = reading.document.facts.title
    return _IN_TITLE if title and _in_lines(reading, (title,), group) else 0.0


def _in_lines(reading: Reading, lines: Sequence[str], group: frozenset[int]) -> bool:
    return any(not group.isdisjoint(reading.line_terms(line)) for line in lines)


def _goes_on(sentence: Sentence) -> bool:
    """Whether the sentence refers back to the one before ("Dat …", "Daarin …", "Hij …")."""
    return any(match.first <= 1 for match in sentence.cues.get("anaphor", ()))
