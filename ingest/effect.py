"""From when and until when a document says that it is in force. Pure."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from ingest.adoption import Adoption
from ingest.dutch_dates import DateMention, dates_in
from ingest.selfhood import NOUN, SPOKEN, Self
from ingest.statements import Reading, Statement
from ingest.types import Genre

_ENTRY = re.compile(
    r"\b(?:treedt|treden|trad|traden)\b.{0,60}?\bin\s?werking\b|"
    r"\bin\s?werking\s?(?:getreden|treding|met ingang|per|op|vanaf)\b|\bingangsdatum\b|\bgeldig vanaf\b|"
    r"\bgeldt (?:vanaf|met ingang van|per)\b|"
    r"\bvan kracht (?:per|vanaf|met ingang van|sinds)\b|\bgaat in op\b",
    re.IGNORECASE,
)
_OUT_OF_FORCE = re.compile(r"\bvervalt\b|\btreedt buiten werking\b", re.IGNORECASE)
_CURRENT = re.compile(r"^\W*geldend van\b", re.IGNORECASE)
_UNTIL = re.compile(
    r"\b(?:geldig|geldt|loopt|looptijd|van kracht|werkingsduur|duurt|planperiode|aangegaan|blijft)\b[^.;]{0,80}?\b"
    r"(?P<mode>tot en met|t/m|tot)\b",
    re.IGNORECASE,
)
_PERIOD = re.compile(
    r"\b(?:looptijd|planperiode|beleidsperiode|geldigheidsduur|periode|jaren|geldig)\b[^.;]{0,40}?$", re.IGNORECASE
)
_PERIOD_WORD = re.compile(r"\b(?:looptijd|planperiode|beleidsperiode|periode|jaren)\b")
_NUMBERS = {
    "een": 1, "één": 1, "twee": 2, "drie": 3, "vier": 4, "vijf": 5, "zes": 6, "zeven": 7, "acht": 8, "tien": 10,
}  # fmt: skip
_COUNT = rf"(?P<count>\d{{1,2}}|{'|'.join(_NUMBERS)})"
_YEARS = re.compile(
    rf"\b(?:looptijd|geldigheidsduur|werkingsduur|duur|geldt|geldig|aangegaan|periode|planperiode)\b[^.;]{{0,30}}?"
    rf"\b(?:van|voor)\s+(?:een (?:periode|termijn|duur) van\s+)?{_COUNT}\s+jaar\b",
    re.IGNORECASE,
)
_LASTING = (Genre.PLAN, Genre.POLICY, Genre.CODE, Genre.AGREEMENT)  # a period in their title is that of their force
_YEARLY = re.compile(r"\bjaar(?:actie)?(?:plan|programma)\b.*?\b(20\d\d)\b", re.IGNORECASE)
_LABEL = re.compile(r"^\W*(?:looptijd|geldigheid|geldig|planperiode|periode|beleidsperiode)\b", re.IGNORECASE)
_FOREIGN = re.compile(rf"\b(?:van|voor)\s+(?:de|het)\s+(?:[\w-]+\s+)?{NOUN}\b", re.IGNORECASE)


class Period(NamedTuple):
    """The first and the last day in force; None: not told."""

    start: date | None = None
    until: date | None = None


def entry_of(reading: Reading, self: Self) -> Adoption | None:
    """The day on which the document says it enters, or entered, into force, with its words."""
    if self.genre in SPOKEN:
        return None
    for statement in reading.statements:
        if statement.opening and _CURRENT.match(statement.text):
            days = dates_in(statement.text)
            if days:
                return Adoption(days[0].first, statement.text, True)
    for statement in reading.statements:
        for trigger in _ENTRY.finditer(statement.text):
            label = statement.opening and statement.line
            if label or self.meant(statement.text, trigger.start() + 7):
                told = [day for day in dates_in(statement.text) if _is_day(day) and day.start >= trigger.start()]
                if told and told[0].start - trigger.end() < 60:
                    return Adoption(told[0].first, statement.text, True)
    return None


def _is_day(mention: DateMention) -> bool:
    return mention.precision in ("day", "month")


def period_of(reading: Reading, self: Self, entry: Adoption | None, adoption: Adoption | None) -> Period:
    """The period told in the text, or else in the title of a plan, policy, code or agreement."""
    start = entry.day if entry else None
    if self.genre in SPOKEN:
        return Period()
    for statement in reading.statements:
        found = _told(statement, self)
        if found is None:
            continue
        years, period = found
        if years:
            begin = start or (adoption.day if adoption else None)
            if begin is None:
                continue
            return Period(start, _years_later(begin, years) - timedelta(days=1))
        return Period(start or period.start, period.until)
    if self.title and self.genre in _LASTING:
        ranges = [found for found in dates_in(self.title) if found.precision == "range"]
        if ranges:
            return Period(start or ranges[0].first, ranges[0].last)
        if yearly := _YEARLY.search(self.title):
            year = int(yearly[1])
            return Period(start or date(year, 1, 1), date(year, 12, 31))
    return Period(start)


def _told(statement: Statement, self: Self) -> tuple[int, Period] | None:
    """A number of years, or else the period, that a sentence tells of this document."""
    text = statement.text
    mentions = dates_in(text)
    label = statement.opening and statement.line
    if label and _CURRENT.match(text):
        known = [found for found in mentions if found.precision == "day"]
        return (0, Period(None, known[1].first)) if len(known) > 1 else None
    if not label and self.named_at(text) is None:
        return None
    if gone := _OUT_OF_FORCE.search(text):
        days = [found for found in mentions if found.start >= gone.end() and found.precision == "day"]
        return (0, Period(None, days[0].first - timedelta(days=1))) if days and self.meant(text, gone.start()) else None
    if (label and not _LABEL.match(text)) or (not label and not self.meant(text, _first_word(text))):
        return None
    for found in mentions:
        if found.precision == "range" and _PERIOD.search(text[: found.start]):
            return 0, Period(found.first, found.last)
    if until := _UNTIL.search(text):
        days = [found for found in mentions if found.start >= until.end()]
        if days and days[0].start - until.end() < 12:
            return 0, Period(None, _last_day(days[0], until["mode"].lower() == "tot"))
    years = _YEARS.search(text)
    return (_number(years["count"]), Period()) if years and not _FOREIGN.search(text, years.start()) else None


def _first_word(text: str) -> int:
    """Where the sentence begins to tell the period."""
    places = [match.start() for pattern in (_UNTIL, _YEARS) if (match := pattern.search(text))]
    places += [match.start() for match in _PERIOD_WORD.finditer(text)]
    return min(places, default=len(text))


def _last_day(mention: DateMention, exclusive: bool) -> date:
    """The last day: "tot 1 januari 2025" and "tot 2025" end with 2024; "tot 31 december" is taken to include it."""
    if exclusive and mention.first.day == 1:
        return mention.first - timedelta(days=1)
    return mention.last


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS[word.lower()]


def _years_later(day: date, years: int) -> date:
    return date(day.year + years, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)
