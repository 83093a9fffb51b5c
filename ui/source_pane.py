"""The source beside an ambition: a page of a document as it looks with the quote marked, and its text to quote from.

`pane` is all that the review page needs to show it; `payload_of`, `asked` and `added_quote` read what the pane sends.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from analyzer.report import wording
from analyzer.store.desk import Desk
from analyzer.types import Criterion, DocumentSummary
from ingest.page_image import page_of
from ingest.types import Document, Frozen, Page, Validity
from ui import places, rendering
from ui.source_quote import MAX_QUOTE, STANCES, added_quote
from ui.source_text import MAX_WORDS, PageHits, Sentence, ShownBlock, Span, find, sentences_of, shown_blocks
from ui.theme import asset

__all__ = ["Asked", "added_quote", "asked", "document_list", "pane", "payload_of", "script", "source_page"]

FIELDS = ("action", "document", "page", "start", "end", "words", "text", "stance", "criterion")
_HEX = frozenset("0123456789abcdef")
_CURRENT = {Validity.IN_FORCE: "in-force", Validity.UNKNOWN: "not-found"}  # what is neither is shown as a warning


class Asked(Frozen):
    """What is to be shown. `document`: its sha256; empty: the list to choose from. `start` and `end`: a quote in it;
    `words`: what is looked for in it."""

    document: str = ""
    page: int = 1
    start: int | None = None
    end: int | None = None
    words: str = ""

    @property
    def quote(self) -> Span | None:
        if self.start is None or self.end is None or not 0 <= self.start < self.end:
            return None
        return self.start, self.end


class SourcePage(Frozen):
    """All that the pane shows of one page. Empty texts are not shown."""

    document: str
    name: str
    title: str
    validity: str
    validity_style: str
    adopted: str
    unit: str
    page: int
    label: str
    count: int
    before: int | None
    after: int | None
    quote: Span | None
    note: str
    image: str
    original: str
    told: bool
    blocks: tuple[ShownBlock, ...]
    sentences: tuple[Sentence, ...]
    words: str
    hits: tuple[PageHits, ...]


def script() -> str:
    """What `js_on_load` of the pane's widget must be."""
    return asset("keep_place.js") + asset("source.js")


def payload_of(event: Any) -> dict[str, object]:
    """What the pane sent along with an event. From the browser: not to be trusted."""
    return {name: getattr(event, name, None) for name in FIELDS}


def asked(payload: Mapping[str, object]) -> Asked:
    """What the browser asks to see; what makes no sense is left out."""
    document, words = str(payload.get("document") or ""), str(payload.get("words") or "")
    start, end = _number(payload.get("start")), _number(payload.get("end"))
    return Asked(
        document=document if len(document) == 64 and _HEX.issuperset(document) else "",
        page=max(_number(payload.get("page")) or 1, 1),
        start=start,
        end=end if start is not None else None,
        words=words[:MAX_WORDS].strip(),
    )


def _number(value: object) -> int | None:
    return value if type(value) is int and 0 <= value < 1 << 31 else None


def pane(desk: Desk, dossier_id: str, asked: Asked, criteria: Sequence[Criterion], *, may_edit: bool) -> str:
    """The pane as HTML. `criteria`: those of the ambition that is open, for a quote that is added; without them, or
    without `may_edit`, none can be. Raises what the desk raises."""
    if not asked.document:
        return document_list(tuple(desk.readings(dossier_id).values()))
    document = desk.text(dossier_id, asked.document)
    if document is None:
        name, _ = desk.original(dossier_id, asked.document)
        return rendering.render(
            "source_unread", name=name, original=places.original_address(dossier_id, asked.document)
        )
    summary = desk.readings(dossier_id).get(asked.document)
    return source_page(dossier_id, document, summary, asked, criteria if may_edit else ())


def absent(summary: DocumentSummary) -> str:
    """For a document that was assessed and is not in the dossier: one that was made from a report."""
    return rendering.render("source_absent", name=summary.name)


def document_list(summaries: Sequence[DocumentSummary]) -> str:
    """The documents of the dossier to open one of, by name."""
    rows = [
        {
            "sha256": each.sha256,
            "name": each.name,
            "title": each.title or "",
            "extent": wording.extent(each.pages, each.page_unit) if each.pages else "",
            "validity": wording.VALIDITY[each.validity],
            "style": _CURRENT.get(each.validity, "stale"),
            "read": bool(each.sha256) and each.read != "not",
        }
        for each in sorted(summaries, key=lambda each: each.name.casefold())
    ]
    return rendering.render("source_documents", rows=rows)


def source_page(
    dossier_id: str, document: Document, summary: DocumentSummary | None, asked: Asked, criteria: Sequence[Criterion]
) -> str:
    """One page of a document; the nearest one where there is none by that number. Nothing can be added without
    `criteria`."""
    number = min(max(asked.page, 1), len(document.pages)) if document.pages else 1
    page = page_of(document, number) or Page(number=number, start=0, end=0)
    return rendering.render(
        "source_page",
        view=_view(dossier_id, document, summary, page, asked),
        elements=[(each.id, f"{each.id.rpartition('.')[2]}. {each.text}") for each in criteria],
        stances=[(each.value, wording.STATE[each], wording.STATE_MEANING[each]) for each in STANCES],
        most=MAX_QUOTE,
        most_words=MAX_WORDS,
    )


def _view(dossier_id: str, document: Document, summary: DocumentSummary | None, page: Page, asked: Asked) -> SourcePage:
    adopted = summary.adopted if summary else document.facts.adopted
    validity = summary.validity if summary else Validity.UNKNOWN
    title = document.facts.title or ""
    drawn = document.format == "pdf" and document.page_unit == "page"
    start, end = asked.quote or (None, None)
    return SourcePage(
        document=document.id,
        name=document.name,
        title=title if title != document.name else "",
        validity=wording.VALIDITY[validity] if validity is not Validity.UNKNOWN else "status niet vermeld",
        validity_style=_CURRENT.get(validity, "stale"),
        adopted=wording.day(adopted) if adopted else "",
        unit="bladzijde" if document.page_unit == "page" else "onderdeel",
        page=page.number,
        label=page.label or "",
        count=len(document.pages),
        before=page.number - 1 if page.number > 1 else None,
        after=page.number + 1 if page.number < len(document.pages) else None,
        quote=asked.quote,
        note=_note(document, page),
        image=places.page_image_address(dossier_id, document.id, page.number, start, end) if drawn else "",
        original=places.original_address(dossier_id, document.id),
        told=bool(document.instructions_in(page.start, page.end)),
        blocks=shown_blocks(document, page, asked.quote, asked.words),
        sentences=sentences_of(document, page),
        words=asked.words,
        hits=find(document, asked.words),
    )


_NOTES = {
    "ocr": "Deze bladzijde is een scan. De tekst is herkend en kan leesfouten bevatten: vergelijk met het beeld.",
    "unread": "Deze bladzijde is een scan die niemand heeft gelezen. Wat erop staat, is niet meegewogen.",
    "empty": "Op deze bladzijde staat geen tekst.",
}


def _note(document: Document, page: Page) -> str:
    """What a reader must know of the text of this page."""
    if note := _NOTES.get(page.source.value):
        return note
    return _NOTES["empty"] if not document.text[page.start : page.end].strip() else ""
