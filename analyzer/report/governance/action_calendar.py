"""The actions that have a date as an iCalendar file, for Outlook and other calendars.

All-day events and no tasks (VTODO): Outlook passes tasks over when it reads such a file.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from icalendar import Alarm, Calendar, Event

from analyzer.errors import PaperDoesNotFit
from analyzer.report import wording
from analyzer.report.governance.action_list import ActionItem, Standing, action_list, quarter_in_words
from analyzer.report.plain_text import printable, shorten
from analyzer.report.source import Source
from analyzer.report.wording import counted

_NAMESPACE = UUID("5b0d4a9e-7f0c-5c53-9d56-2f9a3a5d1c27")
_AHEAD = timedelta(days=-14, hours=9)  # the reminder: two weeks before, at nine in the morning
_SUMMARY_LIMIT = 120  # characters; a calendar shows less


def calendar(source: Source) -> bytes:
    """Each action with a date as an all-day event on it, with a reminder two weeks before. Same source, same bytes.

    An action keeps its id over the years, so that reading a newer file moves an event instead of doubling it. Raises
    PaperDoesNotFit where no action has a date.
    """
    items = action_list(source)
    dated = [item for item in items if item.due is not None]
    if not dated:
        raise PaperDoesNotFit(
            "Er is nog geen actie met een datum om in een agenda te zetten. Geef bij Beoordelen een ambitie een datum, "
            "of gebruik de actielijst in Excel."
        )
    name = printable(source.assessment.organisation.name)
    made = Calendar()
    made.add("prodid", "-//Normtoets//Actielijst//NL")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", shorten(f"Acties weerbaarheid – {name}", _SUMMARY_LIMIT))
    made.add("x-wr-caldesc", _described(items, len(dated)))
    for item in dated:
        if item.due is not None:
            made.add_component(_event(source, name, item, item.due))
    data: bytes = made.to_ical()
    return data


def _described(items: Sequence[ActionItem], dated: int) -> str:
    told = f"{counted(dated, 'actie', 'acties')} met een datum."
    if undated := len(items) - dated:
        told += f" {counted(undated, 'andere staat', 'andere staan')} zonder datum in de actielijst."
    return f"{told} {_PROPOSED}"


_PROPOSED = "Een machine stelde de oordelen over de ambities voor; een mens beslist."


def _event(source: Source, organisation: str, item: ActionItem, due: date) -> Event:
    report = next(each for each in source.reports if each.norm.id == item.norm_id)
    event = Event()
    event.add("uid", f"{uuid5(_NAMESPACE, '|'.join((organisation, item.norm_id, item.ambition)))}@normtoets")
    event.add("dtstamp", _second(report.assessment.run.started))
    event.add("sequence", item.saves)
    event.add("dtstart", due)
    if due < date.max:  # without an end it lasts that day
        event.add("dtend", due + timedelta(days=1))
    event.add("summary", shorten(f"{_prefix(item)}{item.title} ({item.norm} {item.ambition})", _SUMMARY_LIMIT))
    event.add("description", "\n".join(_lines(item, due)))
    event.add("categories", ["Weerbaarheid", item.norm])
    event.add("transp", "TRANSPARENT")
    event.add("status", "CONFIRMED")
    if item.standing is Standing.RUNNING:
        event.add_component(_reminder(item))
    return event


def _second(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


def _prefix(item: ActionItem) -> str:
    return "Na te gaan: " if item.standing is Standing.MET else "Actie: "


def _lines(item: ActionItem, due: date) -> tuple[str, ...]:
    owner = item.owner or "nog niet bekend"
    return (
        f"Ambitie: {item.norm} {item.ambition}, {item.title}",
        f"Actie: {item.text}",
        f"Herkomst: {item.origin.value}",
        f"Verantwoordelijke: {owner}",
        f"Gereed op: {wording.day(due)} ({quarter_in_words(due)})",
        f"Stand: {item.standing.value}",
        f"Oordeel: {item.mark.label} ({item.whose})",
        *(("Volgens het oordeel is dit al geregeld; ga na of de actie nog nodig is.",) if _met(item) else ()),
        "",
        f"{_PROPOSED} Het oordeel rust op de aangeleverde documenten.",
    )


def _met(item: ActionItem) -> bool:
    return item.standing is Standing.MET


def _reminder(item: ActionItem) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", shorten(f"Over twee weken gereed: {item.title}", _SUMMARY_LIMIT))
    alarm.add("trigger", _AHEAD)
    return alarm
