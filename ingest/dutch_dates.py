"""Dates as Dutch documents write them: in full, by month, in digits, as a year or as a range of years. Pure."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache
from typing import Literal, NamedTuple

_NAMES = (
    "januari jan", "februari feb", "maart mrt", "april apr", "mei", "juni jun", "juli jul", "augustus aug",
    "september sept sep", "oktober okt", "november nov", "december dec",
)  # fmt: skip
MONTHS = {name: number for number, names in enumerate(_NAMES, 1) for name in names.split()}
_MONTH = rf"(?:{'|'.join(sorted(MONTHS, key=len, reverse=True))})"
YEAR = r"(?:19[5-9]\d|20[0-6]\d)"
RANGE = rf"(?<![\d-]){YEAR}\s?(?:-|–|—|/|t/m|tot en met|tot)\s?(?:{YEAR}|\d\d)(?![\d-])"
_DATE = re.compile(
    rf"(?<![\d.,/-])(?P<day>\d{{1,2}})(?:e|ste|de)?[ -](?P<month>{_MONTH})\.?[ -](?P<year>{YEAR})(?!\d)"
    rf"|(?<![\d.,/-])(?P<d2>\d{{1,2}})(?P<sign> ?- ?|/|\.)(?P<m2>\d{{1,2}})(?P=sign)(?P<y2>{YEAR}|'?\d\d)"
    r"(?![\d./-]\d|\d)"
    rf"|(?<![\d.,/-])(?P<y3>{YEAR})-(?P<m3>\d\d)-(?P<d3>\d\d)(?!\d)"
    rf"|\b(?P<month4>{_MONTH})\.?(?: |-|\s')(?P<y4>{YEAR})(?!\d|\s?[-–/]\s?\d)"
    rf"|(?P<range>{RANGE})"
    rf"|(?<![\d.,/:-])(?P<y5>{YEAR})(?![\d:]|[.,/-]\d)",
    re.IGNORECASE,
)  # fmt: skip
_DIGITS = re.compile(r"\d\d")
_RANGE_PARTS = re.compile(rf"(?P<first>{YEAR})\D+(?P<last>\d{{2,4}})")


class DateMention(NamedTuple):
    """A date at `[start, end)` of a text. `first` and `last`: the days it spans, both included."""

    start: int
    end: int
    first: date
    last: date
    precision: Literal["day", "month", "year", "range"]


@lru_cache(maxsize=512)
def dates_in(text: str) -> tuple[DateMention, ...]:
    """The dates named in `text`, in order. What is no day of the calendar ("31-02-2020") is left out."""
    if not _DIGITS.search(text):
        return ()
    found = []
    for match in _DATE.finditer(text):
        mention = _mention(match)
        if mention is not None:
            found.append(mention)
    return tuple(found)


def _mention(match: re.Match[str]) -> DateMention | None:
    part = match.groupdict()
    start, end = match.span()
    if part["day"]:
        return _day(start, end, part["year"], MONTHS[part["month"].lower()], part["day"])
    if part["d2"]:
        year = part["y2"] if len(part["y2"]) == 4 else f"20{part['y2'][-2:]}"
        return _day(start, end, year, int(part["m2"]), part["d2"])
    if part["y3"]:
        return _day(start, end, part["y3"], int(part["m3"]), part["d3"])
    if part["month4"]:
        year, month = int(part["y4"]), MONTHS[part["month4"].lower()]
        last = date(year, month, monthrange(year, month)[1])
        return DateMention(start, end, date(year, month, 1), last, "month")
    if part["range"]:
        return _range(start, end, part["range"])
    year = int(part["y5"])
    return DateMention(start, end, date(year, 1, 1), date(year, 12, 31), "year")


def _day(start: int, end: int, year: str, month: int, day: str) -> DateMention | None:
    if not 1 <= month <= 12 or not 1 <= int(day) <= monthrange(int(year), month)[1]:
        return None
    found = date(int(year), month, int(day))
    return DateMention(start, end, found, found, "day")


def _range(start: int, end: int, text: str) -> DateMention | None:
    parts = _RANGE_PARTS.match(text)
    if parts is None:
        return None
    first, last = parts["first"], parts["last"]
    last = last if len(last) == 4 else first[:2] + last
    if not 0 < int(last) - int(first) <= 30:
        return None
    return DateMention(start, end, date(int(first), 1, 1), date(int(last), 12, 31), "range")
