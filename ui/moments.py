"""When something happened, in words: what is kept in UTC is told in the time of the Netherlands."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from analyzer.report.wording import day


def moment(value: datetime) -> str:
    """ "22 november 2025, 10.31 uur"."""
    here = value.astimezone(_zone())
    return f"{day(here.date())}, {here:%H.%M} uur"


def short_moment(value: datetime) -> str:
    """ "22-11-2025, 10.31"."""
    here = value.astimezone(_zone())
    return f"{here.day}-{here.month}-{here.year}, {here:%H.%M}"


def day_of(value: datetime) -> str:
    """ "22 november 2025"."""
    return day(value.astimezone(_zone()).date())


def clock() -> str:
    """What the clock says now: "10.31 uur"."""
    return f"{datetime.now(_zone()):%H.%M} uur"


def _zone() -> ZoneInfo | None:
    """None, where the system does not know it: then that of the system."""
    try:
        return ZoneInfo("Europe/Amsterdam")
    except ZoneInfoNotFoundError:
        return None
