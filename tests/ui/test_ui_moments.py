"""What is kept in UTC is told in the time of the Netherlands, in winter and in summer."""

from __future__ import annotations

from datetime import UTC, datetime

from ui.moments import clock, day_of, moment


def test_a_moment_is_told_in_dutch_time() -> None:
    assert moment(datetime(2026, 1, 5, 8, 7, tzinfo=UTC)) == "5 januari 2026, 09.07 uur"
    assert moment(datetime(2026, 7, 5, 8, 7, tzinfo=UTC)) == "5 juli 2026, 10.07 uur"
    assert day_of(datetime(2025, 12, 31, 23, 30, tzinfo=UTC)) == "1 januari 2026"


def test_the_clock_says_hours_and_minutes() -> None:
    assert len(clock()) == len("10.31 uur") and clock().endswith(" uur")
