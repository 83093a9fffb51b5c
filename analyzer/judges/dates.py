"""When a sentence speaks of: years, quarters and months in Dutch prose, compared with the reference date. Pure."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache
from typing import NamedTuple

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan", "februari feb", "maart mrt", "april apr", "mei", "juni jun", "juli jul", "augustus aug",
            "september sep sept", "oktober okt", "november nov", "december dec",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_YEAR = r"(?:19|20)\d\d"
_PATTERN = re.compile(
    rf"(?P<range>\b{_YEAR}\s*(?:-|–|/|t/m|tot en met)\s*(?:{_YEAR}|\d\d)\b)"
    rf"|(?P<day>\b\d{{1,2}})\s+(?P<dmonth>{_MONTH})\.?\s+(?P<dyear>{_YEAR})\b"
    rf"|(?<![\d.,/-])(?P<nday>\d{{1,2}})[-/.](?P<nmonth>\d{{1,2}})[-/.](?P<nyear>{_YEAR})(?![\d/-])"
    rf"|\b(?P<month>{_MONTH})\.?\s+(?P<myear>{_YEAR})\b"
    rf"|\b(?:Q(?P<q1>[1-4])|(?P<q2>[1-4])e\s+kwartaal|(?P<q3>eerste|tweede|derde|vierde)\s+kwartaal)"
    rf"(?:\s+van)?\s+(?P<qyear>{_YEAR})\b"
    rf"|\b(?:(?P<half>eerste|tweede)\s+(?:helft|halfjaar)(?:\s+van)?|(?P<part>begin|medio|eind|voorjaar|najaar|zomer|"
    rf"herfst|winter|einde))\s+(?P<pyear>{_YEAR})\b"
    rf"|(?<![\d.,/-])(?P<year>{_YEAR})(?![\d.,/-]\d|-)",
    re.IGNORECASE,
)
_ORDINALS = {"eerste": 1, "tweede": 2, "derde": 3, "vierde": 4}
_PART_MONTHS = {"begin": 3, "voorjaar": 5, "medio": 7, "zomer": 8, "najaar": 11, "herfst": 11, "eind": 12, "einde": 12}


class Moment(NamedTuple):
    """A time named at `[start, end)` of a text: it runs from `first` to `last`, both days included."""

    start: int
    end: int
    first: date
    last: date


@lru_cache(maxsize=50_000)
def moments(text: str) -> tuple[Moment, ...]:
    """The times named in `text`, in order. Ranges of years ("2024-2027") name a period, and are left out."""
    if "19" not in text and "20" not in text:  # every form names a year
        return ()
    found = []
    for match in _PATTERN.finditer(text):
        span = _span(match)
        if span is not None:
            found.append(Moment(match.start(), match.end(), *span))
    return tuple(found)


def _span(match: re.Match[str]) -> tuple[date, date] | None:
    part = match.groupdict()
    if part["range"]:
        return None
    if part["day"]:
        return _day(int(part["dyear"]), MONTHS[part["dmonth"].lower()], int(part["day"]))
    if part["nday"]:
        return _day(int(part["nyear"]), int(part["nmonth"]), int(part["nday"]))
    if part["month"]:
        return _months(int(part["myear"]), MONTHS[part["month"].lower()], MONTHS[part["month"].lower()])
    if part["qyear"]:
        quarter = int(part["q1"] or part["q2"] or _ORDINALS[part["q3"].lower()])
        return _months(int(part["qyear"]), 3 * quarter - 2, 3 * quarter)
    if part["half"]:
        return _months(int(part["pyear"]), *((1, 6) if part["half"].lower() == "eerste" else (7, 12)))
    if part["part"]:
        end = _PART_MONTHS.get(part["part"].lower(), 12)
        return _months(int(part["pyear"]), max(1, end - 2), end)
    year = int(part["year"])
    return date(year, 1, 1), date(year, 12, 31)


def _day(year: int, month: int, day: int) -> tuple[date, date] | None:
    if not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
        return None
    return date(year, month, day), date(year, month, day)


def _months(year: int, first: int, last: int) -> tuple[date, date]:
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])
