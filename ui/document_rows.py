"""The documents of a dossier as the page shows them: what is known of each, and how far the reading is. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from analyzer.report import wording
from analyzer.report.plain_text import shorten
from analyzer.store.corrections import text_of
from analyzer.store.values import FactCorrection, FactField, Job, StoredDocument
from analyzer.types import DocumentSummary
from ingest.types import DocumentFacts, Frozen, Genre, Standing, Validity
from ui.moments import day_of, moment

SEARCH_FROM = 10  # documents; fewer are seen at a glance
_REMARK = 80  # characters
State = Literal["whole", "partly", "not", "busy", "waiting"]
_STATES: dict[State, str] = {
    "whole": "Gelezen",
    "partly": "Deels gelezen",
    "not": "Niet te lezen",
    "busy": "Wordt gelezen",
    "waiting": "Nog niet gelezen",
}
FIELDS = {
    FactField.TITLE: "Titel",
    FactField.GENRE: "Soort document",
    FactField.ADOPTED: "Vastgesteld op",
    FactField.STANDING: "Stand van het stuk",
    FactField.EFFECTIVE_FROM: "Geldt vanaf",
    FactField.EFFECTIVE_UNTIL: "Geldt tot en met",
}
STANDING = {
    Standing.ADOPTED: "vastgesteld of van kracht",
    Standing.DRAFT: "concept",
    Standing.WITHDRAWN: "ingetrokken",
    Standing.UNSTATED: "niet vermeld",
}
_QUOTES = {FactField.ADOPTED: "adopted_quote", FactField.STANDING: "standing_quote"}
_NONE = {FactField.TITLE: "geen titel", FactField.GENRE: wording.genre(Genre.OTHER)}


class DocumentRow(Frozen):
    """A line of the list. `state`: how far the reading is, said in `reading`; `tags`: what a filter looks at; `remark`:
    a problem in short."""

    id: str
    name: str
    title: str
    genre: str
    adopted: str
    validity: str
    current: bool
    extent: str
    state: State
    reading: str
    problems: tuple[str, ...]
    remark: str
    corrected: bool
    added: str
    size: str
    sought: str
    tags: str


class Past(Frozen):
    """A document that is no longer part of the dossier. `replaced`: another of the same name took its place."""

    id: str
    name: str
    sha256: str
    added: str
    gone: str
    replaced: bool


class Fact(Frozen):
    """A fact of a document in its form. `held`: what is held for it, as a correction says it; `value`: what the form
    shows; `quote`: what it was read from; `told`: who corrected it; `read`: what the machine read, where that was
    corrected."""

    field: FactField
    label: str
    held: str
    value: str
    quote: str = ""
    told: tuple[str, ...] = ()
    read: str | None = None
    choices: tuple[tuple[str, str], ...] = ()


class ReadingShare(Frozen):
    """How far all documents are read."""

    read: int
    of: int
    busy: bool
    what: str = ""
    waiting: int = 0

    @property
    def percent(self) -> int:
        return 100 * self.read // self.of if self.of else 0


def document_rows(
    documents: Sequence[StoredDocument],
    readings: Mapping[str, DocumentSummary],
    corrections: Sequence[FactCorrection],
    *,
    busy: bool,
) -> tuple[DocumentRow, ...]:
    """`busy`: a run is reading what was not read yet."""
    fixed = _corrected_now(corrections)
    return tuple(_row(each, readings.get(each.sha256), each.sha256 in fixed, busy) for each in documents)


def past_documents(documents: Sequence[StoredDocument]) -> tuple[Past, ...]:
    """Those that were removed or replaced, the last one first."""
    replaced = {each.replaces for each in documents if each.replaces}
    gone = sorted((each for each in documents if each.removed), key=lambda each: str(each.removed), reverse=True)
    return tuple(
        Past(
            id=each.id,
            name=each.name,
            sha256=each.sha256,
            added=f"{day_of(each.added)} door {each.added_by}",
            gone=day_of(each.removed) if each.removed else "",
            replaced=each.id in replaced,
        )
        for each in gone
    )


def reading_share(rows: Sequence[DocumentRow], job: Job | None) -> ReadingShare:
    read = sum(row.state not in ("busy", "waiting") for row in rows)
    waiting = sum(row.state == "waiting" for row in rows)
    return ReadingShare(read=read, of=len(rows), busy=job is not None, what=job.what if job else "", waiting=waiting)


def facts_of(
    facts: DocumentFacts, corrections: Sequence[FactCorrection], typed: Mapping[FactField, str] | None = None
) -> tuple[Fact, ...]:
    """The facts of one document with its corrections, applied in `facts`. `typed`: what the form must keep."""
    made = (_fact(field, facts, [each for each in corrections if each.field is field]) for field in FIELDS)
    return tuple(each.model_copy(update={"value": (typed or {}).get(each.field, each.value)}) for each in made)


def said(field: FactField, value: str | None) -> str:
    """A fact as a correction says it, in words."""
    if not value:
        return _NONE.get(field, "niet vermeld")
    if field is FactField.GENRE:
        return wording.genre(value)
    if field is FactField.STANDING:
        return STANDING[Standing(value)]
    return value


def _corrected_now(corrections: Sequence[FactCorrection]) -> set[str]:
    last = {(each.sha256, each.field): each for each in corrections}
    return {sha for (sha, _), each in last.items() if each.new is not None}


def _row(document: StoredDocument, summary: DocumentSummary | None, corrected: bool, busy: bool) -> DocumentRow:
    state: State = summary.read if summary else "busy" if busy else "waiting"
    problems = tuple(_without_name(each, document.name) for each in summary.problems) if summary else ()
    read = summary is not None and state != "not"
    tags = [state, "corrected" if corrected else "", "problems" if problems else ""]
    return DocumentRow(
        id=document.id,
        name=document.name,
        title=(summary.title or "") if summary else "",
        genre=wording.genre(summary.genre) if summary and read else "",
        adopted=_day(summary) if summary and read else "",
        validity=wording.VALIDITY[summary.validity] if summary and read else "",
        current=summary is None or summary.validity in (Validity.IN_FORCE, Validity.UNKNOWN),
        extent=wording.extent(summary.pages, summary.page_unit) if summary and read else "",
        state=state,
        reading=_STATES[state],
        problems=problems,
        remark=_remark(problems),
        corrected=corrected,
        added=f"{day_of(document.added)} door {document.added_by}",
        size=size(document.size),
        sought=f"{document.name} {summary.title or '' if summary else ''}".casefold(),
        tags=" ".join(tag for tag in tags if tag),
    )


def _remark(problems: Sequence[str]) -> str:
    """What the list has room for; the rest stands with the document itself."""
    if not problems:
        return ""
    more = f" (en nog {len(problems) - 1})" if len(problems) > 1 else ""
    return f"{shorten(problems[0], _REMARK)}{more}"


def _without_name(problem: str, name: str) -> str:
    """A problem beside the name of its file, which it need not begin with."""
    rest = problem.removeprefix(f'"{name}": ')
    return rest[:1].upper() + rest[1:]


def _day(summary: DocumentSummary) -> str:
    return wording.day(summary.adopted) if summary.adopted else "niet vermeld"


def size(count: int) -> str:
    """Bytes in words: "340 kB", "2,4 MB"."""
    if count < 1_000_000:
        return f"{max(1, round(count / 1000))} kB"
    return f"{count / 1_000_000:.1f} MB".replace(".", ",")


def _fact(field: FactField, facts: DocumentFacts, corrections: Sequence[FactCorrection]) -> Fact:
    fixed = bool(corrections) and corrections[-1].new is not None
    held = text_of(facts, field) or ""
    quote = getattr(facts, _QUOTES[field]) if field in _QUOTES else None
    return Fact(
        field=field,
        label=FIELDS[field],
        held=held,
        value=held,
        quote=quote or "",
        told=tuple(_correction(each) for each in corrections),
        read=said(field, corrections[0].old) if fixed else None,
        choices=_choices(field),
    )


def _correction(each: FactCorrection) -> str:
    what = "terug naar wat er is gelezen" if each.new is None else f"“{said(each.field, each.new)}”"
    why = f" Reden: {each.why}" if each.why else ""
    return f"{each.author}, {moment(each.at)}: van “{said(each.field, each.old)}” naar {what}.{why}"


def _choices(field: FactField) -> tuple[tuple[str, str], ...]:
    if field is FactField.GENRE:
        return tuple((each.value, wording.genre(each)) for each in Genre)
    if field is FactField.STANDING:
        return tuple((each.value, STANDING[each]) for each in Standing)
    return ()
