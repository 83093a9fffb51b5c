"""A conversation as the page shows it: citations numbered, with the way to their source, and what it took. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from analyzer.chat.values import Citation, Done, Entry, Event, Excerpt, Listing, Notice, Piece, Sentence, Shown
from analyzer.estimate import euros, thousands
from analyzer.report.judge_wording import model_name
from analyzer.report.plain_text import shorten
from analyzer.types import ModelUse
from ingest.types import Frozen
from ui.conversation import Exchange, State
from ui.places import Place, address, original_address, page_image_address

PREVIEW = 420  # characters of a passage that are shown before it is opened
# Questions that any dossier can be asked.
EXAMPLES = (
    "Welke documenten zijn er?",
    "Welke documenten zijn een concept?",
    "Waar kunnen medewerkers een signaal van ondermijning melden?",
)


class Source(Frozen):
    """Where something stands in a document. `number`: of the citation, from 1; 0: none.

    `original` leads to the file as it was uploaded; `picture` to a drawing of the page with the text marked, empty
    where the format has no pages; `review` to the text beside the ambitions, empty where nothing was assessed yet.
    """

    shown: Shown
    number: int
    original: str
    picture: str
    review: str


class ShownEntry(Frozen):
    """A line of a list, with its source if there is one."""

    text: str
    source: Source | None


class Item(Frozen):
    """One event of an answer. `preview`: what answers best in a passage."""

    kind: Literal["sentence", "excerpt", "listing", "notice"]
    event: Event
    source: Source | None = None
    preview: tuple[Piece, ...] = ()
    entries: tuple[ShownEntry, ...] = ()


class ShownExchange(Frozen):
    """A question with its answer. `spent`: what it took of a language model, if one was asked."""

    number: int
    question: str
    destination: str | None
    items: tuple[Item, ...]
    state: State
    problems: tuple[str, ...]
    spent: str


@dataclass(frozen=True)
class Ways:
    """Where the sources of a dossier are found. `assessed`: there are ambitions to read them beside."""

    dossier: str
    assessed: bool = False


def shown_exchange(exchange: Exchange, ways: Ways) -> ShownExchange:
    numbers: dict[tuple[str, int, int], int] = {}
    items = []
    for event in exchange.events:
        if isinstance(event, Sentence):
            place = event.citation.document_id, event.citation.start, event.citation.end
            number = numbers.setdefault(place, len(numbers) + 1)
            source = _source(event.citation, number, ways)
            items.append(Item(kind="sentence", event=event, source=source))
        elif isinstance(event, Excerpt):
            place = event.document_id, event.passage_start, event.passage_end
            number = numbers.setdefault(place, len(numbers) + 1)
            source = _source(event, number, ways)
            items.append(Item(kind="excerpt", event=event, source=source, preview=_preview(event)))
        elif isinstance(event, Listing):
            entries = tuple(_entry(entry, ways) for entry in event.entries)
            items.append(Item(kind="listing", event=event, entries=entries))
        elif isinstance(event, Notice):
            items.append(Item(kind="notice", event=event))
    done = next((each for each in exchange.events if isinstance(each, Done)), None)
    return ShownExchange(
        number=exchange.number,
        question=exchange.question,
        destination=exchange.destination,
        items=tuple(items),
        state=exchange.state,
        problems=exchange.problems,
        spent=_spent(done.use) if done is not None and done.use is not None and done.use.calls else "",
    )


def _entry(entry: Entry, ways: Ways) -> ShownEntry:
    source = _source(entry.citation, 0, ways) if entry.citation is not None else None
    return ShownEntry(text=entry.text, source=source)


def _source(shown: Shown, number: int, ways: Ways) -> Source:
    marked = (shown.start, shown.end) if isinstance(shown, Citation) else (shown.passage_start, shown.passage_end)
    span = {"van": str(marked[0]), "tot": str(marked[1])}
    drawn = shown.page_unit == "page" and shown.document.lower().endswith(".pdf")  # others have no pages to draw
    return Source(
        shown=shown,
        number=number,
        original=original_address(ways.dossier, shown.document_id),
        picture=page_image_address(ways.dossier, shown.document_id, shown.page, *marked) if drawn else "",
        review=address(Place.REVIEW, ways.dossier, document=shown.document_id, pagina=str(shown.page), **span)
        if ways.assessed
        else "",
    )


def _preview(excerpt: Excerpt) -> tuple[Piece, ...]:
    """The passage from the first sentence that answers best on, or else from its beginning."""
    first = next((place for place, piece in enumerate(excerpt.pieces) if piece.kind == "mark"), 0)
    left, made = PREVIEW, [Piece(text="… ")] if first else []
    for piece in excerpt.pieces[first:]:
        text = piece.text if len(piece.text) <= left else f"{shorten(piece.text, max(left, 10))}"
        made.append(Piece(text=text, kind=piece.kind))
        left -= len(text)
        if text != piece.text or left < 10:
            break
    return tuple(made)


def _spent(use: ModelUse) -> str:
    tokens = thousands(use.input_tokens + use.output_tokens)
    price = "" if use.cost is None else f", {euros(use.cost)}"
    about = "ongeveer " if use.estimated else ""
    return f"Taalmodel {model_name(use.model)} op {use.host}: {about}{tokens} tokens{price}."
