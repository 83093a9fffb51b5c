"""Whether a document calls itself a draft, adopted or withdrawn, and which version it says it is. Pure."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from ingest.dutch_dates import dates_in
from ingest.selfhood import NOUN, SPOKEN, THIS, Self
from ingest.statements import HEAD, Reading
from ingest.types import BlockKind, Genre

_DRAFT_NOUN = (
    r"(?:concept|ontwerp|kladversie|werkversie|consultatieversie|discussie(?:stuk|versie|nota)|voorlopige versie)"
)
_DRAFT_LINE = re.compile(
    rf"^\W*(?:(?:eerste|tweede|derde|eind|voorlopig|definitief|niet-vastgestelde?|openbaar)\s*)?{_DRAFT_NOUN}"
    rf"(?:versie\b|[\s-]?{NOUN}\b|\s*\d|\s*[-–—:|,.()\[\]]|\s*$|\s+(?-i:[A-Z])|\s+(?:versie|voor|t\.b\.v\.|d\.d\.|nog|van\s+\d))",
    re.IGNORECASE,
)
_DRAFT_ALONE = re.compile(r"^\W*(?:concept(?:versie)?|ontwerp|draft)\W*$", re.IGNORECASE)
_DRAFT_WORDS = re.compile(
    r"\bnog niet (?:definitief )?(?:bestuurlijk )?vastgesteld\b|\bniet[ -]vastgestelde\b"
    r"|\bter (?:vaststelling|besluitvorming|consultatie)\b"
    r"|\b(?:status|versie)\b\W*(?:\d[\d.]*\W*)?(?:concept|ontwerp|voorlopig|in bewerking|in ontwikkeling)\b"
    r"|\bconceptversie\b|^\W*vast te stellen\b|^\W*(?:raads|college|staten|bestuurs)voorstel\b"
    r"|[(\[–-]\s*(?:concept|ontwerp|draft)\s*(?:[)\]–-]|versie|\d|$)|\bversie\s*:?\s*0[.,]\d|\bv0\.\d"
    r"|\bwerkversie\b|\bconsultatieversie\b|\bconcept\s*$",
    re.IGNORECASE,
)
_DRAFT_SENTENCE = re.compile(
    rf"{THIS}\s+(?:is|betreft|heeft|vormt)\b.{{0,60}}?\b(?:een (?:eerste )?(?:concept|ontwerp)|"
    rf"nog niet (?:\w+ )?vastgesteld|de status (?:van )?concept|in concept|concept)\b"
    rf"|\b(?:dit|deze)\s+(?:concept|ontwerp)(?:versie|[\s-]?{NOUN})?\s+(?:is|wordt|ligt|dient|beschrijft|heeft|bevat|moet)\b",
    re.IGNORECASE,
)
_UNFILLED = re.compile(
    r"\b(?:aldus|dus)\b.{0,40}\b(?:vastgesteld|besloten)\b.*?(?:\b(?:van|op|d\.d\.)\W*)?"
    r"(?:\[?\bdatum\b\]?|_{3,}|\.{3,}|…|\bx{2,}\b|\bPM\b|\[[^\]]{0,30}\]|<[^>]{0,30}>)",
    re.IGNORECASE,
)
_ADOPTED_LINE = re.compile(
    r"^\W*(?:documentstatus|status|versie)\b\W*(?:definitief|vastgesteld|geldend|vigerend|van kracht)\b"
    r"|^\W*vastgesteld door\b"
    r"|^\W*definitie(?:f|ve versie)\W*$|^\W*definitieve versie\b",
    re.IGNORECASE,
)
_DECIDES = re.compile(r"\bbeslui(?:t|ten)\b\W*(?:\w+\W+){0,8}?vast\s?te\s?stellen\b", re.IGNORECASE)
# Below "besluit:" in a regulation: the words by which it is adopted, not a proposal to do so.
_ADOPTS = re.compile(r"^\W*vast te stellen\b", re.IGNORECASE)
# "… is bij de vaststelling van dit plan ingetrokken": another document is.
_BY_THIS = re.compile(
    r"\b(?:bij|met|door|na)\s+(?:de\s+)?(?:vaststelling|inwerkingtreding|komst)\s+van\s+(?:dit|deze)\b", re.IGNORECASE
)
_GONE = re.compile(r"\b(?:ingetrokken|vervallen(?! verklaard)|buiten werking gesteld)\b", re.IGNORECASE)
_GONE_LINE = re.compile(
    rf"^\W*(?:(?:de\s+|deze\s+|dit\s+)?{NOUN}\s+(?:is\s+)?)?(?:ingetrokken|vervallen|niet meer (?:geldig|van kracht))\b"
    r"(?:\W*$|\s+(?:per|met ingang|op|bij|d\.d\.|door|sinds|van rechtswege|\())"
    r"|^.{0,120}[(\[](?:vervallen|ingetrokken)\b[^)\]]{0,40}[)\]]\W*$",
    re.IGNORECASE,
)
_IS_GONE = re.compile(r"\b(?:is|zijn|werd|werden)\b", re.IGNORECASE)
_CONDITION = re.compile(r"\b(?:als|indien|wanneer|zodra|kan|kunnen|tenzij|totdat|nadat)\b", re.IGNORECASE)
_VERSION = re.compile(
    r"\bversie(?:nummer|nr\.?)?\s*[:|]?\s*(?P<number>\d{1,2}(?:[.,]\d{1,2}){0,2}[a-z]?)(?![\d/-]|\s+(?:januari|februari|"
    r"maart|april|mei|juni|juli|augustus|september|oktober|november|december)\b)|\bv(?P<short>\d{1,2}\.\d{1,2})\b",
    re.IGNORECASE,
)
_VERSION_ROW = re.compile(r"^(?:versie\s*)?v?(?P<number>\d{1,2}[.,]\d{1,2}[a-z]?)\s*\|.*\d", re.IGNORECASE)
_NAME_DRAFT = re.compile(r"(?:^|[\W_\d])(?:concept|ontwerp|draft|kladversie)(?=$|[\W_\d]|versie)", re.IGNORECASE)


class Finding(NamedTuple):
    """What was found, in the document's words; `quote` None: in the file's name. `until`: the last day of its force."""

    quote: str | None
    until: date | None = None


def withdrawal_of(reading: Reading, self: Self) -> Finding | None:
    """The words that say this document, and not an older one that it replaces, was withdrawn or has lapsed."""
    if self.genre in SPOKEN:
        return None
    for statement in reading.statements:
        text = statement.text
        gone = _GONE.search(text)
        if gone is None or _CONDITION.search(text, 0, gone.start()) or _BY_THIS.search(text, 0, gone.start()):
            continue
        head = statement.opening and statement.lead and statement.line and _GONE_LINE.match(text)
        own = False
        if not head and _IS_GONE.search(text):
            own = self.meant(text, gone.start()) and (_IS_GONE.search(text, 0, gone.end() + 5) is not None)
        if head or own:
            days = [mention.first for mention in dates_in(text) if mention.precision != "range"]
            near = [mention.first for mention in dates_in(text) if mention.start >= gone.end()] or days
            return Finding(text, near[0] - timedelta(days=1) if near else None)
    return None


def draft_of(reading: Reading, self: Self, version: str | None, adopted: bool) -> Finding | None:
    """The words that call this document a draft. `adopted`: it says so; then its file's name tells nothing."""
    below_one = version is not None and version.startswith("0")
    for statement in reading.statements:
        text = statement.text
        if _UNFILLED.search(text):
            return Finding(text)
        if statement.line and statement.lead and _DRAFT_ALONE.match(text):
            return Finding(text)
        if self.genre not in SPOKEN and _DRAFT_SENTENCE.search(text) and not adopted:
            return Finding(text)
        if not statement.opening or not statement.line or _is_old_version(statement.kind, text, version, reading):
            continue
        if statement.lead and _DRAFT_LINE.match(text):
            return Finding(text)
        if self.genre is Genre.REGULATION and _ADOPTS.match(text):
            continue
        outdated = not below_one and re.search(r"\bversie\s*:?\s*0[.,]", text)
        if _DRAFT_WORDS.search(text) and not outdated and self.genre not in SPOKEN:
            return Finding(text)
    named = _NAME_DRAFT.search(reading.document.name.rsplit(".", 1)[0])
    return Finding(None) if named and not adopted and self.genre not in SPOKEN else None


def _is_old_version(kind: BlockKind, text: str, version: str | None, reading: Reading) -> bool:
    """Whether a line is a row of the version table about an earlier version than the last."""
    row = _VERSION_ROW.match(text)
    return row is not None and kind is BlockKind.TABLE_ROW and row["number"].replace(",", ".") != version


def adopted_of(reading: Reading, self: Self) -> Finding | None:
    """The words that say it is final or decides itself, where no date is told."""
    for statement in reading.statements:
        if statement.opening and statement.line and statement.lead and _ADOPTED_LINE.match(statement.text):
            return Finding(statement.text)
        if self.genre is Genre.REGULATION and statement.start < HEAD and _DECIDES.search(statement.text):
            return Finding(statement.text)
    return None


def version_of(reading: Reading) -> str | None:
    """The version on the first pages, the highest of a version table: "1.2". None where it has no number."""
    rows: list[str] = []
    for statement in reading.statements:
        if statement.start >= HEAD and not statement.opening:
            break
        row = _VERSION_ROW.match(statement.text) if statement.kind is BlockKind.TABLE_ROW else None
        if row:
            rows.append(row["number"].replace(",", "."))
    if rows:
        return max(rows, key=_order)
    for statement in reading.statements:
        if statement.opening and statement.line and (match := _VERSION.search(statement.text)):
            return (match["number"] or match["short"]).replace(",", ".")
    match = re.search(r"(?:versie|[\W_]v)[\s_]?(\d{1,2}\.\d{1,2})(?!\d)", reading.document.name, re.IGNORECASE)
    return match[1] if match else None


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))
