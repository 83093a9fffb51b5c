"""How often: rhythm words in or beside a sentence, and series of dated occasions. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from analyzer.judges.dates import moments
from analyzer.judges.reading import Reading, Sentence

T = TypeVar("T")

# Rhythms slower than once a year do not meet "periodiek" or "jaarlijks".
_SLOWER = re.compile(
    r"\b(?:eens|keer|om|elke|iedere|per)\b[^.]{0,12}\b(?:twee|drie|vier|vijf|[2-9])\s+jaar", re.IGNORECASE
)
# "ieder najaar", "elke zes weken", "twee keer per jaar".
_EVERY = re.compile(
    r"\b(?:elke?|iedere?|per|om de|eens in de|keer in de|maal in de)\s+(?:[\w-]+\s+){0,2}"
    r"(?:jaar|halfjaar|jaren|kwartaal|kwartalen|maanden?|weken|week|dag|najaar|voorjaar|zomer|herfst|winter|januari|"
    r"februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december|vergadering|overleg|ploegwissel|"
    r"maandag|dinsdag|woensdag|donderdag|vrijdag|cyclus|bestuursperiode)\b",
    re.IGNORECASE,
)
# Sentences that may go on about a thing before one of them gives its rhythm.
_CHAIN = 3
# How long before the reference date an occasion still counts towards a series, in years.
_SERIES_YEARS = 5


def rhythm_at(reading: Reading, number: int) -> int | None:
    """The number of the sentence that gives the rhythm of what sentence `number` names: itself, or one that goes on
    about it in the same block. None: no rhythm."""
    if _has_rhythm(reading.sentences[number]):
        return number
    block = reading.sentences[number].block
    for step in range(1, _CHAIN + 1):
        following = reading.neighbour(number + step - 1, 1)
        if following is None or following.block != block or not _refers_back(following):
            break
        if _has_rhythm(following):
            return number + step
    before = reading.neighbour(number, -1)
    if before is not None and before.block == block and _has_rhythm(before) and _refers_back(reading.sentences[number]):
        return number - 1
    return None


def _refers_back(sentence: Sentence) -> bool:
    return any(match.first <= 1 for match in sentence.cues.get("anaphor", ()))


def _has_rhythm(sentence: Sentence) -> bool:
    text = sentence.text
    return (
        ("rhythm" in sentence.cues or bool(_EVERY.search(text)))
        and "one_off" not in sentence.cues
        and not _SLOWER.search(text)
    )


def dated_series(held: Sequence[tuple[Sentence, T]], peildatum: date) -> list[T]:
    """Of things held, those that show two or more different years, one for each year; empty when there is no series."""
    by_year: dict[int, T] = {}
    for sentence, item in held:
        for moment in moments(sentence.text):
            year = moment.last.year
            if moment.first <= peildatum and year > peildatum.year - _SERIES_YEARS:
                by_year.setdefault(year, item)
    return list(dict.fromkeys(by_year.values())) if len(by_year) >= 2 else []
