"""Where the organisation stands, as the letter to the council tells it: numbers for each pillar, and what they hold."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.report import wording
from analyzer.report.conclusions import Conclusion
from analyzer.report.governance.decisions import initials
from analyzer.report.plain_text import printable, shorten
from analyzer.report.source import with_layers
from analyzer.report.wording import MARKS, listed
from analyzer.review.progress import by_pillar, counts_of
from analyzer.types import GapReport, Status
from ingest.types import Frozen

_PART_LIMIT = 48  # characters of a pillar's title
_MOST_PARTS = 13  # pillars in one letter


SHOWN = tuple(status for status in MARKS if status is not Status.NVT)


class StandingRow(Frozen):
    """A norm (`whole`) or one of its pillars. `counts`: a number for each of `SHOWN`: what does not apply to the
    organisation is not counted."""

    label: str
    counts: tuple[int, ...]
    whole: bool

    @property
    def total(self) -> int:
        return sum(self.counts)


def standing_rows(reports: Sequence[GapReport], *, parts: bool) -> tuple[StandingRow, ...]:
    """A row for each norm, with a row for each of its pillars under it where `parts` and there is room for them."""
    shown = parts and sum(len(report.norm.pillars) for report in reports) <= _MOST_PARTS
    rows = []
    for report, short in zip(reports, initials(reports), strict=True):
        standing = {each.finding.ambition: each.status for each in with_layers(report).findings}
        total = counts_of(standing.get(ambition.id) for ambition in report.norm.ambitions)
        title = printable(report.norm.short_title)
        label = f"{title} ({short})" if len(reports) > 1 and short != title else title
        rows.append(StandingRow(label=shorten(label, _PART_LIMIT), counts=_numbers(total), whole=True))
        for pillar in by_pillar(report.norm, standing) if shown else ():
            label = printable(f"{pillar.id} {pillar.title}")
            rows.append(StandingRow(label=shorten(label, _PART_LIMIT), counts=_numbers(pillar.counts), whole=False))
    return tuple(rows)


def used_places(rows: Sequence[StandingRow]) -> tuple[int, ...]:
    """The places in `SHOWN` of what a table of these rows needs."""
    return tuple(
        place for place, status in enumerate(SHOWN) if status is not None or any(row.counts[place] for row in rows)
    )


def _numbers(counts: dict[str, int]) -> tuple[int, ...]:
    return tuple(counts[status.value if status else ""] for status in SHOWN)


def standing_told(reports: Sequence[GapReport], titles: int, limit: int) -> tuple[Conclusion, ...]:
    """What stands, what is planned and what is missing, with at most so many titles each, of `limit` characters.

    Those that a person reviewed are named first.
    """
    found: dict[Status | None, list[tuple[bool, str]]] = {}
    for report, short in zip(reports, initials(reports), strict=True):
        for each in with_layers(report).findings:
            ambition = report.norm.ambition(each.finding.ambition)
            name = f"{short} {ambition.id}" if len(reports) > 1 else ambition.id
            called = f"{shorten(printable(ambition.title), limit)} ({name})"
            found.setdefault(each.status, []).append((each.open, called))
    named = {status: [title for _, title in sorted(pairs, key=lambda pair: pair[0])] for status, pairs in found.items()}
    points = (_firm, _partly, _planned, _missing, _silent, _failed)
    return tuple(point for told in points if (point := told(named, titles)) is not None)


_Named = dict[Status | None, list[str]]


def _firm(named: _Named, titles: int) -> Conclusion | None:
    items = named.get(Status.VOLDOET, [])
    if not items:
        return Conclusion(heading="Wat staat", text="nog geen enkele ambitie voldoet volledig.")
    return Conclusion(heading="Wat staat", text=f"{_number(items, 'voldoet', 'voldoen')}{_such(items, titles)}.")


def _partly(named: _Named, titles: int) -> Conclusion | None:
    items = named.get(Status.DEELS, [])
    told = f"{_number(items, 'voldoet deels', 'voldoen deels')}{_such(items, titles)}."
    return Conclusion(heading="Wat deels staat", text=told) if items else None


def _planned(named: _Named, titles: int) -> Conclusion | None:
    items = named.get(Status.GEPLAND, [])
    told = f"{_number(items, 'is aangekondigd en nog niet van kracht', 'zijn aangekondigd en nog niet van kracht')}"
    return Conclusion(heading="Wat is gepland", text=f"{told}{_such(items, titles)}.") if items else None


def _missing(named: _Named, titles: int) -> Conclusion | None:
    items = named.get(Status.ONTBREEKT, [])
    told = f"{_number(items, 'ontbreekt volgens de documenten', 'ontbreken volgens de documenten')}"
    return Conclusion(heading="Wat ontbreekt", text=f"{told}{_such(items, titles)}.") if items else None


def _silent(named: _Named, titles: int) -> Conclusion | None:
    items = named.get(Status.NIET_AANGETROFFEN, [])
    told = f"over {wording.counted(len(items), 'ambitie', 'ambities')} zeggen de aangeleverde documenten niets"
    text = f"{told}{_such(items, titles)}. Dat zegt nog niet dat wij het niet doen."
    return Conclusion(heading="Wat niet is aangetroffen", text=text) if items else None


def _failed(named: _Named, titles: int) -> Conclusion | None:
    items = named.get(None, [])
    told = f"{_number(items, 'kon niet worden getoetst', 'konden niet worden getoetst')}{_such(items, titles)}."
    return Conclusion(heading="Wat nog niet is beoordeeld", text=told) if items else None


def _number(items: Sequence[str], one: str, more: str) -> str:
    return f"{wording.counted(len(items), 'ambitie', 'ambities')} {one if len(items) == 1 else more}"


def _such(items: Sequence[str], titles: int) -> str:
    """The first so many, and how many more there are."""
    return f": {listed(items, titles + 1)}" if len(items) <= titles + 1 else f": {_cut(items, titles)}"


def _cut(items: Sequence[str], titles: int) -> str:
    return f"{', '.join(items[:titles])} en nog {len(items) - titles}"
