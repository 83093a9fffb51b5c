"""Passages as a reader of an answer gets to see them: with the quote marked, their headings, and what must be known of
their document. Text that addresses a language model is left out. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from analyzer.chat.values import Citation, Excerpt, Piece
from analyzer.judges.wording import validity_note
from analyzer.llm.fencing import LEFT_OUT
from ingest.facts import validity_on
from ingest.types import Document, Passage

Span = tuple[int, int]


def cited(document: Document, passage: Passage | None, start: int, end: int, peildatum: date) -> Citation:
    """The quote at [start, end) in its passage; without one (a title page) it stands by itself."""
    first, last = (passage.start, passage.end) if passage is not None else (start, end)
    return Citation(
        document=document.name,
        document_id=document.id,
        page=document.page_at(start),
        page_unit=document.page_unit,
        passage_start=first,
        passage_end=last,
        headings=readable_headings(document, passage) if passage is not None else (),
        note=validity_note(validity_on(document.facts, peildatum)),
        pieces=pieces_of(document, first, last, [(start, end)]),
        start=start,
        end=end,
        quote=document.text[start:end],
    )


def excerpt(document: Document, passage: Passage, marks: Sequence[Span], peildatum: date) -> Excerpt:
    return Excerpt(
        document=document.name,
        document_id=document.id,
        page=passage.page,
        page_unit=document.page_unit,
        passage_start=passage.start,
        passage_end=passage.end,
        headings=readable_headings(document, passage),
        note=validity_note(validity_on(document.facts, peildatum)),
        pieces=pieces_of(document, passage.start, passage.end, marks),
        marks=tuple(marks),
    )


def pieces_of(document: Document, start: int, end: int, marks: Sequence[Span]) -> tuple[Piece, ...]:
    """The text of a span in order. `marks` are ordered; what addresses a language model is left out, marked or not."""
    left_out = [(max(first, start), min(last, end)) for first, last in document.instructions_in(start, end)]
    pieces: list[Piece] = []
    position = start
    for first, last in [*left_out, (end, end)]:
        pieces += _marked(document.text, position, first, marks)
        if last > first:
            pieces.append(Piece(text=LEFT_OUT, kind="left_out"))
        position = last
    return tuple(pieces)


def readable_headings(document: Document, passage: Passage) -> tuple[str, ...]:
    """The headings above a passage, outermost first, but those that address a language model."""
    return tuple(each for each in passage.headings if not _addresses_a_model(document, each))


def readable_title(document: Document) -> str:
    """The title of a document; empty where it has none, or one that addresses a language model."""
    title = document.facts.title or ""
    return "" if _addresses_a_model(document, title) else title


def can_be_quoted(document: Document, passage: Passage) -> bool:
    """Whether a passage holds anything but text that addresses a language model."""
    parts = pieces_of(document, passage.start, passage.end, ())
    return any(part.kind != "left_out" and part.text.strip() for part in parts)


def _addresses_a_model(document: Document, line: str) -> bool:
    return any(line in document.text[start:end] for start, end in document.instructions)


def _marked(text: str, start: int, end: int, marks: Sequence[Span]) -> list[Piece]:
    pieces: list[Piece] = []
    position = start
    for first, last in marks:
        first, last = max(first, position), min(last, end)
        if first >= last:
            continue
        pieces += [Piece(text=text[position:first]), Piece(text=text[first:last], kind="mark")]
        position = last
    return [piece for piece in (*pieces, Piece(text=text[position:end])) if piece.text]
