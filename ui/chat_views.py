"""A conversation as the page shows it: citations numbered, passages with a preview, and what it took. Pure."""

from __future__ import annotations

from typing import Literal

from analyzer.chat.values import Done, Event, Excerpt, Listing, Notice, Piece, Sentence
from analyzer.estimate import euros, thousands
from analyzer.report.judge_wording import model_name
from analyzer.report.plain_text import shorten
from analyzer.types import ModelUse
from ingest.types import Frozen
from ui.conversation import Exchange, State

PREVIEW = 420  # characters of a passage that are shown before it is opened
# Questions that any dossier can be asked.
EXAMPLES = (
    "Welke documenten zijn er?",
    "Welke documenten zijn een concept?",
    "Waar kunnen medewerkers een signaal van ondermijning melden?",
)


class Item(Frozen):
    """One event of an answer. `number`: of its citation, from 1; 0: none. `preview`: what answers best in a passage."""

    kind: Literal["sentence", "excerpt", "listing", "notice"]
    event: Event
    number: int = 0
    preview: tuple[Piece, ...] = ()


class ShownExchange(Frozen):
    """A question with its answer. `spent`: what it took of a language model, if one was asked."""

    number: int
    question: str
    destination: str | None
    items: tuple[Item, ...]
    state: State
    problems: tuple[str, ...]
    spent: str


def shown_exchange(exchange: Exchange) -> ShownExchange:
    numbers: dict[tuple[str, int, int], int] = {}
    items = []
    for event in exchange.events:
        if isinstance(event, Sentence):
            place = event.citation.document_id, event.citation.start, event.citation.end
            items.append(Item(kind="sentence", event=event, number=numbers.setdefault(place, len(numbers) + 1)))
        elif isinstance(event, Excerpt):
            place = event.document_id, event.passage_start, event.passage_end
            number = numbers.setdefault(place, len(numbers) + 1)
            items.append(Item(kind="excerpt", event=event, number=number, preview=_preview(event)))
        elif isinstance(event, Listing):
            items.append(Item(kind="listing", event=event))
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
