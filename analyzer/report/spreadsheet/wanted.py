"""What a person meant by a cell: a verdict, a text, a day or a mark, or why it is none of these. Pure."""

from __future__ import annotations

import re
from datetime import date, timedelta

from pydantic import JsonValue

from analyzer.report.plain_text import printable, shorten
from analyzer.report.spreadsheet import columns
from analyzer.report.spreadsheet.assessment_sheet import LONGEST_TEXT, LONGEST_WHY
from analyzer.report.spreadsheet.cells import plain
from analyzer.report.spreadsheet.reading import Cell
from analyzer.report.wording import day, listed, quoted
from analyzer.review.values import ReviewField
from ingest.dutch_dates import dates_in

SHOWN = 60  # characters of what stands in a cell, in a message
_FIRST_NUMBER = date(1899, 12, 30)  # day 0 of a worksheet, from 1901 on
_DAY_FIRST = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{4})")
_YES, _NO = ("ja", "j", "x", "waar", "true"), ("nee", "n", "onwaar", "false", "")


class Unreadable(ValueError):
    """The cell does not hold what its column is for. The message is Dutch."""


def text_of(cell: Cell) -> str:
    """A cell as text. Raises Unreadable for a formula, and for the error that one ended in."""
    if cell.odd:
        raise Unreadable(f"bevat {cell.odd}. Typ de tekst of de waarde zelf")
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return columns.YES if value else columns.NO
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, date) else str(value)


def words_of(field: ReviewField, cell: Cell) -> str:
    """What the cell says, in the words in which a workbook is printed. Raises Unreadable."""
    if field is ReviewField.DUE:
        given = _day(cell)
        return given.isoformat() if given else ""
    text = plain(text_of(cell))
    if field is ReviewField.STATUS:
        return _label(text)
    if field is ReviewField.REVIEWED:
        return _mark(text)
    if len(text) > LONGEST_TEXT:
        raise Unreadable(f"is te lang. Gebruik ten hoogste {_thousands(LONGEST_TEXT)} tekens")
    return text


def reason_of(cell: Cell) -> str:
    """The reason that a person gave. Raises Unreadable."""
    text = plain(text_of(cell))
    if len(text) > LONGEST_WHY:
        raise Unreadable(f"is te lang. Gebruik ten hoogste {_thousands(LONGEST_WHY)} tekens")
    return text


def unlikely(words: str) -> str:
    """What is wrong with a day that somebody entered, such as one of the last century; empty: nothing."""
    if not words or columns.FIRST_DAY <= date.fromisoformat(words) <= columns.LAST_DAY:
        return ""
    between = f"{day(columns.FIRST_DAY)} en {day(columns.LAST_DAY)}"
    return f"is {day(date.fromisoformat(words))}. Kies een dag tussen {between}"


def value_of(field: ReviewField, words: str) -> JsonValue:
    """Such words as the value of an edit; None: nothing."""
    if field is ReviewField.STATUS:
        return columns.VERDICTS[words].value if words else None
    if field is ReviewField.REVIEWED:
        return True if words == columns.YES else None
    return words or None


def shown(words: str) -> str:
    """Words in a message: on one line, between quotation marks; "leeg" where there are none."""
    return quoted(shorten(printable(words), SHOWN)) if words.strip() else "leeg"


def _label(text: str) -> str:
    labels = {label.casefold(): label for label in columns.VERDICTS}
    folded = " ".join(text.casefold().split())
    if folded and folded not in labels:
        raise Unreadable(
            f"is {shown(text)}; dat is geen oordeel. Kies {listed(list(columns.VERDICTS), 9).replace(' en ', ' of ')}, "
            "of laat de cel leeg"
        )
    return labels.get(folded, "")


def _mark(text: str) -> str:
    folded = text.casefold()
    if folded not in (*_YES, *_NO):
        raise Unreadable(f"is {shown(text)}. Kies “ja” of “nee”")
    return columns.YES if folded in _YES else columns.NO


def _day(cell: Cell) -> date | None:
    if isinstance(cell.value, date) and not cell.odd:
        return cell.value
    text = plain(text_of(cell))
    if not text:
        return None
    if isinstance(cell.value, (int, float)) and not isinstance(cell.value, bool):
        return _numbered(float(cell.value), text)
    written = _written(text)
    if written is None:
        raise _no_date(text)
    return written


def _numbered(number: float, text: str) -> date:
    """A cell that lost its format holds the number of a day."""
    least, most = ((each - _FIRST_NUMBER).days for each in (columns.FIRST_DAY, columns.LAST_DAY))
    if not least <= number < most + 1:
        raise _no_date(text)
    return _FIRST_NUMBER + timedelta(days=int(number))


def _written(text: str) -> date | None:
    """ "31-12-2026", "2026-12-31", "31 december 2026": one day, and nothing else."""
    if len(text) > SHOWN:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    if numbers := _DAY_FIRST.fullmatch(text):
        try:
            return date(int(numbers[4]), int(numbers[3]), int(numbers[1]))
        except ValueError:
            return None
    found = [each for each in dates_in(text) if each.precision == "day" and text[each.start : each.end] == text]
    return found[0].first if len(found) == 1 else None


def _no_date(text: str) -> Unreadable:
    return Unreadable(f"is {shown(text)}; dat is geen datum. Typ een datum als 31-12-2026")


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", ".")
