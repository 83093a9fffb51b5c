"""A quote that a person chose on a page, checked against the document before anything is done with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from analyzer.review.values import AddedQuote
from analyzer.store.errors import InvalidChange
from analyzer.types import Criterion, State
from ingest.page_image import page_of
from ingest.types import Document, Page
from ui.source_text import shown

MAX_QUOTE = 600  # characters
MIN_LETTERS = 3
Stance = Literal[State.IN_FORCE, State.PLANNED, State.ABSENT]
STANCES: tuple[Stance, ...] = (State.IN_FORCE, State.PLANNED, State.ABSENT)

_AGAIN = "Kies de tekst opnieuw."


def added_quote(document: Document, payload: Mapping[str, object], criteria: Sequence[Criterion]) -> AddedQuote:
    """The quote that the browser sent: on one page, from word to word, and standing there as it was read.

    `criteria`: the elements that it may bear on. Raises InvalidChange.
    """
    if payload.get("document") != document.id:
        raise InvalidChange(f"Dit citaat hoort bij een ander document dan er open is. {_AGAIN}")
    start, end = _offsets(document, payload)
    page = page_of(document, document.page_at(start))
    if page is None or payload.get("page") != page.number:
        raise InvalidChange(f"Dit citaat staat op een andere bladzijde dan er open is. {_AGAIN}")
    if shown(document.text[start:end]) != payload.get("text"):
        raise InvalidChange(f"Het document is opnieuw gelezen en de tekst is anders dan op uw scherm. {_AGAIN}")
    start, end = _whole_words(document.text, start, end, page)
    quote = document.text[start:end]
    if sum(map(str.isalnum, quote)) < MIN_LETTERS:
        raise InvalidChange("Er is geen tekst gekozen. Selecteer ten minste één woord op deze bladzijde.")
    if len(quote) > MAX_QUOTE:
        raise InvalidChange(
            f"Het citaat is {len(quote)} tekens lang; {MAX_QUOTE} is het meeste. Kies de zinnen die het laten zien."
        )
    stance = next((each for each in STANCES if each.value == payload.get("stance")), None)
    if stance is None:
        raise InvalidChange("Kies wat het citaat laat zien: geregeld, aangekondigd of ontkend.")
    criterion = payload.get("criterion") or ""
    if criterion not in ("", *(each.id for each in criteria)):
        raise InvalidChange("Dit element hoort niet bij de ambitie die open is. Kies een element uit de lijst.")
    return AddedQuote(
        document=document.name,
        document_id=document.id,
        page=page.number,
        start=start,
        end=end,
        quote=quote,
        stance=stance,
        criterion=str(criterion),
    )


def _offsets(document: Document, payload: Mapping[str, object]) -> tuple[int, int]:
    start, end = payload.get("start"), payload.get("end")
    if type(start) is not int or type(end) is not int or not 0 <= start < end <= len(document.text):
        raise InvalidChange(f"Er is geen tekst gekozen. {_AGAIN}")
    return start, end


def _whole_words(text: str, start: int, end: int, page: Page) -> tuple[int, int]:
    """The span on this page alone, without blanks at its ends, and with the whole of the words that it cuts."""
    end = min(end, page.end)
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start == end:
        return start, end
    while start > page.start and text[start].isalnum() and text[start - 1].isalnum():
        start -= 1
    while end < page.end and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return start, end
