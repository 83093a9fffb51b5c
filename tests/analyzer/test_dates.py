"""When a sentence speaks of."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from analyzer.judges.dates import MONTHS, moments

CASES = yaml.safe_load((Path(__file__).parent / "date_cases.yaml").read_text(encoding="utf-8"))
LONG_NAMES = {number: max((n for n, each in MONTHS.items() if each == number), key=len) for number in range(1, 13)}
PIECES = st.sampled_from(
    ["12 mei 2024", "Q3 2026", "2024-2027", "eind 2025", "31 juni 2024", "en", "in", "2025", "€ 3,2"]
)


@pytest.mark.parametrize(("text", "spans"), CASES, ids=lambda value: value if isinstance(value, str) else "")
def test_times_in_prose(text: str, spans: list[list[date]]) -> None:
    assert [[moment.first, moment.last] for moment in moments(text)] == spans


@given(st.dates(date(1990, 1, 1), date(2089, 12, 31)))
def test_every_day_is_read_as_it_is_written(day: date) -> None:
    text = f"Dit besluit is van {day.day} {LONG_NAMES[day.month]} {day.year} en geldt."
    (moment,) = moments(text)
    assert (moment.first, moment.last) == (day, day)
    assert text[moment.start : moment.end] == f"{day.day} {LONG_NAMES[day.month]} {day.year}"


@given(st.lists(PIECES, max_size=8).map(" ".join) | st.text(max_size=60))
def test_times_stand_in_order_and_end_after_they_begin(text: str) -> None:
    position = 0
    for moment in moments(text):
        assert position <= moment.start < moment.end <= len(text)
        assert moment.first <= moment.last
        assert str(moment.first.year) in text[moment.start : moment.end]
        position = moment.end
