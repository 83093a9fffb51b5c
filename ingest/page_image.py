"""Pictures of pages of PDFs with a span of the document's text marked, kept for whoever turns back to them.

The drawing itself is done in a limited child process (`ingest.page_drawing`), so that a hostile file costs no more than
its own picture.
"""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from pathlib import Path

from ingest.errors import DamagedDocument, LimitExceeded, NoSuchPage, UnreadableDocument
from ingest.page_values import Box, DrawnPage, Found, PageImage, TextLine, Wanted
from ingest.sandbox import run
from ingest.sandbox_protocol import Failure, Limits, Reply
from ingest.types import Document, Page, PageSource

__all__ = ["Box", "Found", "PageImage", "PageImages", "page_of"]

DRAWING = "ingest.page_drawing:draw"
LIMITS = Limits(memory_bytes=1 << 30, cpu_seconds=10, wall_seconds=20.0, result_bytes=32 << 20)
MOST_BYTES = 64 << 20  # of pictures kept: some five hundred pages
MOST_TEXTS = 500  # pages whose text was read from their image
AROUND = 200  # characters before and after a span that tell its place from others like it
OWN_BYTES = 1_000  # what one entry takes besides its picture

_READ_ON = "Lees de tekst die eronder staat, of open het hele document."


class PageImages:
    """Makes pictures of pages, as many at a time as there are processors. One for a whole program, for all threads.

    `most_bytes`: of pictures that are kept in memory; those that were not looked at for longest go first.
    """

    def __init__(self, most_bytes: int = MOST_BYTES, limits: Limits = LIMITS) -> None:
        self._limits = limits
        self._most = most_bytes
        self._kept: OrderedDict[tuple[str, Wanted], PageImage | UnreadableDocument] = OrderedDict()
        self._bytes = 0
        self._texts: OrderedDict[tuple[str, int], tuple[TextLine, ...]] = OrderedDict()
        self._lock = threading.Lock()
        self._turns = threading.BoundedSemaphore(os.cpu_count() or 1)

    def image(self, source: Path, document: Document, page: int, span: tuple[int, int] | None = None) -> PageImage:
        """A page of the file that `document` was read from, with the span [start, end) of its text marked.

        Of a span that goes over several pages, what stands on this one is marked; `found` tells how much of that.
        Takes 0.1 to 0.3 s when its process is there; some seconds where text must be read from an image first. Raises
        NoSuchPage, also for a format without pages, and another UnreadableDocument where the page cannot be drawn.
        """
        wanted = _wanted(document, page, span)
        key = (document.id, wanted)
        kept = self._remembered(key)
        if kept is None:
            with self._turns:
                kept = self._remembered(key) or self._drawn(source, document, wanted)
            self._keep(key, kept)
        if isinstance(kept, UnreadableDocument):
            raise type(kept)(document.name, str(kept))
        return kept

    def _drawn(self, source: Path, document: Document, wanted: Wanted) -> PageImage | UnreadableDocument:
        place = (document.id, wanted.page)
        with self._lock:
            lines = self._texts.get(place, ())
        asked = wanted.model_copy(update={"lines": lines})
        outcome = run(DRAWING, document.name, source, self._limits, asked.model_dump_json())
        if isinstance(outcome, Failure) and wanted.recognise:  # the page without its mark is better than none
            asked = wanted.model_copy(update={"recognise": False})
            outcome = run(DRAWING, document.name, source, self._limits, asked.model_dump_json())
        if isinstance(outcome, Reply):
            if not isinstance(outcome.made, DrawnPage):
                return _error(document.name, wanted.page, Failure.CRASH)
            self._keep_text(place, outcome.made.lines)
            return outcome.made.image
        return _error(document.name, wanted.page, outcome) if isinstance(outcome, Failure) else outcome

    def _remembered(self, key: tuple[str, Wanted]) -> PageImage | UnreadableDocument | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def _keep(self, key: tuple[str, Wanted], made: PageImage | UnreadableDocument) -> None:
        if isinstance(made, UnreadableDocument) and not isinstance(made, LimitExceeded | DamagedDocument):
            return  # it may go well the next time
        with self._lock:
            if key not in self._kept:
                self._bytes += _size(made)
            self._kept[key] = made
            while self._bytes > self._most and self._kept:
                _, oldest = self._kept.popitem(last=False)
                self._bytes -= _size(oldest)

    def _keep_text(self, place: tuple[str, int], lines: tuple[TextLine, ...]) -> None:
        if not lines:
            return
        with self._lock:
            self._texts[place] = lines
            while len(self._texts) > MOST_TEXTS:
                self._texts.popitem(last=False)


def page_of(document: Document, number: int) -> Page | None:
    """The page with this number; None when there is none."""
    return next((page for page in document.pages if page.number == number), None)


def _wanted(document: Document, number: int, span: tuple[int, int] | None) -> Wanted:
    if document.format != "pdf":
        raise NoSuchPage(
            document.name,
            f'Van "{document.name}" zijn geen bladzijden te tekenen; dat kan alleen bij een PDF. {_READ_ON}',
        )
    page = page_of(document, number)
    if page is None:
        raise NoSuchPage(
            document.name, f'"{document.name}" heeft geen bladzijde {number}; de laatste is {len(document.pages)}.'
        )
    start, end = (max(span[0], page.start), min(span[1], page.end)) if span else (0, 0)
    if start >= end:
        return Wanted(page=number)
    return Wanted(
        page=number,
        quote=document.text[start:end],
        before=document.text[max(start - AROUND, page.start) : start],
        after=document.text[end : min(end + AROUND, page.end)],
        recognise=page.source is PageSource.OCR,
    )


def _size(made: PageImage | UnreadableDocument) -> int:
    return OWN_BYTES + (len(made.content) if isinstance(made, PageImage) else 0)


def _error(name: str, page: int, failure: Failure) -> UnreadableDocument:
    match failure:
        case Failure.TIME | Failure.CPU:
            return LimitExceeded(
                name, f'Het tekenen van bladzijde {page} van "{name}" duurde te lang en is gestopt. {_READ_ON}'
            )
        case Failure.MEMORY | Failure.RESULT:
            return LimitExceeded(name, f'Bladzijde {page} van "{name}" is te groot om te tekenen. {_READ_ON}')
        case Failure.CRASH:
            return DamagedDocument(
                name,
                f'Het tekenen van bladzijde {page} van "{name}" liep vast: het bestand is beschadigd of te '
                f"ingewikkeld. {_READ_ON}",
            )
        case Failure.LOST:
            return UnreadableDocument(
                name, f'Het tekenen van bladzijde {page} van "{name}" is afgebroken. Probeer het opnieuw.'
            )
