"""When a document was adopted or last revised, by its own word; of a letter, minutes or news, when it was written.

The forms are those of official Dutch regulations, plans with a colophon or a version table, and council letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from ingest.dutch_dates import DateMention, dates_in
from ingest.selfhood import SPOKEN, Self
from ingest.statements import HEAD, Reading, Statement
from ingest.types import BlockKind, Genre

_ADOPTED = re.compile(
    r"\b(?:vast\s?gesteld|vaststelling(?:sdatum)?|besloten|goedgekeurd|geaccordeerd|bekrachtigd|overeengekomen|"
    r"ondertekend|ondertekening|getekend|collegebesluit|raadsbesluit|statenbesluit|directiebesluit|besluitdatum|"
    r"datum (?:van )?(?:het )?besluit|"
    r"b\s?(?:&|en)\s?w-besluit|(?:burgemeesters|bestuurs)besluit|bij besluit van|besluit van)\b"
    r"|\bstel(?:t|de|den|len)\b(?=.{1,160}\bvast\b)",
    re.IGNORECASE,
)
_REVISED = re.compile(
    r"\b(?:gewijzigd|wijziging(?:sdatum)?|herzien(?:ing)?|geactualiseerd|actualisatie|bijgewerkt|aangepast|herijkt)\b",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"\b(?:aldus|dus)\b.{0,60}?\b(?:vast\s?gesteld|besloten|gedaan|overeengekomen|opgemaakt|getekend|ondertekend)\b",
    re.IGNORECASE,
)
_MEETING = re.compile(r"\b(?:bijeen|in)\s+(?:in\s+)?(?:zijn|haar|de|hun)\s+(?:\w+\s+)?vergadering van\b", re.IGNORECASE)
_PLANNED = re.compile(
    r"\b(?:zal|zullen|moet|naar verwachting|verwacht|gepland|planning|voornemens|voorgesteld|uiterlijk|"
    r"ter vaststelling|na vaststelling|nog niet|niet eerder|beoogd|streven|wanneer|zodra|als de|kan worden|"
    r"worden vastgesteld|vast te stellen|(?:eerst)?volgende (?:herziening|actualisatie|wijziging|evaluatie))\b"
    r"|\bwordt\b.{0,90}\b(?:vastgesteld|herzien|gewijzigd|geactualiseerd|aangepast|bijgewerkt)\b",
    re.IGNORECASE,
)
_FOREIGN = re.compile(
    r"\b(?:\w*wet|wetboek|voorstel|advies|brief|motie|amendement|gelezen|verzoek|e-mail|mail|richtlijn|circulaire|"
    r"koninklijk besluit|stb\.|staatsblad)\b[^,;.|]{0,60}$",
    re.IGNORECASE,
)
_NOT_OWN = re.compile(
    r"\b(?:ingetrokken|intrekking|vervallen|vervangt|gelezen|gelet|gezien|overwegende|voorstel|advies|"
    r"zoals vastgesteld|minister|staatssecretaris|tweede kamer|behorend\w*|hoort bij|uitwerking van|op basis van|"
    r"conform|onderdeel van|vervolg op|bijlage bij|in het kader van)\b",
    re.IGNORECASE,
)
_STOP = re.compile(
    r"\b(?:in ?werking|met ingang|geldig|looptijd|evaluatie|evalueren|uiterlijk|(?<!bijgewerkt )tot en met|"
    r"ingetrokken|vervangt|voor de periode|publicatie|gepubliceerd|bekend\w*|ingangsdatum|voor het laatst|laatst\w*)\b",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^\W*(?:datum|versie\w*|verz(?:onden|enddatum)|opgesteld|status|d\.d\.)\b", re.IGNORECASE)
_VERSION = re.compile(r"\bversie\w*\b", re.IGNORECASE)
_DATE_LABEL = re.compile(r"^\W*(?:datum(?: brief)?|verz(?:onden|enddatum)(?: op)?|d\.d\.)\W*$", re.IGNORECASE)
_NO_DATE_OF_IT = re.compile(
    r"\b(?:embargo|uw (?:brief|kenmerk)|reacti\w+|reageren|inspraak|ter inzage|uiterlijk|deadline|tot|vóór|voor|\w*wet|"
    r"evaluatie|vergader\w*|\w*vergadering|commissie|agenda|behandel\w+|bespreking|bijeenkomst|periode|peildatum|"
    r"ontwerp|gelezen|gelet|gezien|voorstel|advies|geldend|ingetrokken|vervallen|vervangt|"
    r"in ?werking|ingang|vorige|volgende|vast te stellen)\b",
    re.IGNORECASE,
)
_BEFORE_YEAR = re.compile(r"(?:\b(?:in|d\.d\.|op|sinds|vastgesteld|herzien|versie)|[:(|,])\s*$", re.IGNORECASE)
_MOST_WORDS = 9  # beside the date, in a line that dates the document
_A_YEAR = timedelta(days=366)


class Adoption(NamedTuple):
    """`quote`: None when the date is from the file's properties. `says_adopted`: else it only bears a date."""

    day: date
    quote: str | None
    says_adopted: bool


def adoption_of(reading: Reading, self: Self, metadata: Mapping[str, str], entry: Adoption | None) -> Adoption | None:
    """The last adoption or revision. `entry`: the day it entered into force; it serves when no other day is told."""
    if self.genre in SPOKEN:
        return _written(reading, self) or _published(reading, metadata)
    adopted = max(_adoptions(reading, self), default=None, key=_rank)
    revised = max(_revisions(reading, self), default=None, key=_rank)
    dated = _written(reading, self)
    told = [found for found in (adopted, revised) if found is not None]
    if dated is not None and dated.quote and _VERSION.search(dated.quote):
        told.append(dated._replace(says_adopted=bool(told)))
    last = max(told, default=dated, key=lambda found: found.day)
    if entry is None or (last is not None and not _consolidated(last, entry)):
        return last
    return entry


def _rank(found: Adoption) -> tuple[date, bool]:
    """The last day; of several quotes for it, the one that says "vastgesteld"."""
    return found.day, "vastgesteld" in (found.quote or "").lower()


def _consolidated(last: Adoption, entry: Adoption) -> bool:
    """Whether the text in force since `entry` must be a later version than the one adopted at `last`."""
    current = entry.quote is not None and entry.quote.lower().startswith("geldend van")
    return current and last.says_adopted and entry.day - last.day > _A_YEAR


def _adoptions(reading: Reading, self: Self) -> Iterator[Adoption]:
    for statement in reading.statements:
        text = statement.text
        closing = _CLOSING.search(text)
        if closing is not None:
            yield from _closed(reading, statement, closing)
            continue
        if self.genre is not Genre.BUDGET and statement.start < HEAD and (met := _MEETING.search(text)):
            yield from () if _PLANNED.search(text) else _after(statement, met)
            continue
        yield from _told(statement, self, _ADOPTED)


def _revisions(reading: Reading, self: Self) -> Iterator[Adoption]:
    for statement in reading.statements:
        yield from _told(statement, self, _REVISED)


def _told(statement: Statement, self: Self, verb: re.Pattern[str]) -> Iterator[Adoption]:
    text = statement.text
    if not dates_in(text):
        return
    for trigger in verb.finditer(text):
        place = statement.opening or (statement.start < HEAD and statement.kind is BlockKind.TABLE_ROW)
        label = statement.line and (place or (statement.closing and statement.lead and trigger.start() < 25))
        own = self.meant(text, trigger.start() + (len(text) if trigger[0].lower().startswith("stel") else 0))
        if not own and not (label and not _NOT_OWN.search(text[: trigger.end() + 40])):
            continue
        if _PLANNED.search(text) or re.search(r"\b(?:niet|nooit|geen)\W+(?:\w+\W+)?$", text[: trigger.start()]):
            continue
        yield from _after(statement, trigger)


def _after(statement: Statement, trigger: re.Match[str]) -> Iterator[Adoption]:
    """The last date told right after the trigger, or else the one before it."""
    text = statement.text
    stop = _STOP.search(text, trigger.end())
    end = min(stop.start() if stop else len(text), trigger.end() + 180)
    # "In 2027 stellen wij … vast" is no adoption; "stelt op 3 maart 2024 … vast", in a decision, is one.
    whole_years = not trigger[0].lower().startswith("stel")
    mentions = [mention for mention in dates_in(text) if whole_years or mention.precision != "year"]
    usable = [mention for mention in mentions if _usable(text, mention)]
    after = [mention for mention in usable if trigger.end() <= mention.start < end]
    before = [mention for mention in usable if trigger.start() - 120 <= mention.start < trigger.start()]
    chosen = after or before[-1:]
    if chosen:
        yield Adoption(max(mention.first for mention in chosen), statement.text, True)


def _usable(text: str, mention: DateMention) -> bool:
    before = text[max(0, mention.start - 70) : mention.start]
    if mention.precision == "range" or _FOREIGN.search(before):
        return False
    return mention.precision != "year" or _BEFORE_YEAR.search(before) is not None


def _closed(reading: Reading, statement: Statement, closing: re.Match[str]) -> Iterator[Adoption]:
    """The date of "Aldus vastgesteld …": in the sentence, or in one of the two lines under it."""
    found = [mention for mention in dates_in(statement.text) if mention.start >= closing.start()]
    days = [mention.first for mention in found if mention.precision in ("day", "month")]
    if days:
        yield Adoption(max(days), statement.text, True)
        return
    for block in reading.following(statement.start):
        below = reading.text(block)
        days = [mention.first for mention in dates_in(below) if mention.precision == "day"]
        if len(below) <= 100 and days:
            yield Adoption(days[0], reading.document.text[statement.start : block.end], True)
            return


def _written(reading: Reading, self: Self) -> Adoption | None:
    """The date that stands by itself in the opening, after "Datum" or beside a place."""
    lines = [reading.text(block) for block in reading.opening]
    loose: list[Adoption] = []
    for number, line in enumerate(lines):
        if _DATE_LABEL.match(line) and number + 1 < len(lines):
            below = [mention for mention in dates_in(lines[number + 1]) if mention.precision == "day"]
            if below:
                return Adoption(below[0].first, lines[number + 1], False)
        mentions = [mention for mention in dates_in(line) if mention.precision in ("day", "month")]
        if not mentions or len(line) > 160 or (self.title and line == self.title and self.genre not in SPOKEN):
            continue
        if _LABEL.match(line) and not _NO_DATE_OF_IT.search(line[: mentions[0].start]):
            return Adoption(mentions[0].first, line, False)
        rest = line[: mentions[0].start] + line[mentions[0].end :]
        ruled_out = (_NO_DATE_OF_IT.search(rest) or _NOT_OWN.search(rest)) and self.genre is not Genre.MINUTES
        if not ruled_out and (len(rest.split()) <= _MOST_WORDS or self.genre in SPOKEN):
            loose.append(Adoption(mentions[0].first, line, False))
    return loose[0] if loose else _signed(reading)


def _signed(reading: Reading) -> Adoption | None:
    """A place and a date under the text: "Oosterhoven, 12 maart 2024"."""
    for statement in reading.statements:
        if statement.closing and statement.line and statement.lead:
            match = re.match(r"^[A-Z][\w’'. -]{2,40},\s", statement.text)
            mentions = dates_in(statement.text)
            if match and mentions and mentions[0].start <= match.end() + 4 and len(statement.text) < 70:
                return Adoption(mentions[0].first, statement.text, False)
    return None


def _published(reading: Reading, metadata: Mapping[str, str]) -> Adoption | None:
    """The date a web page or a Markdown file gives of itself. Other formats tell when the file was made, no more."""
    given = metadata.get("created", "")[:10]
    if reading.document.format not in ("html", "markdown"):
        return None
    try:
        return Adoption(date.fromisoformat(given), None, False)
    except ValueError:
        return None
