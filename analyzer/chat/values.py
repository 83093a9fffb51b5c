"""What a conversation about one dossier consists of: questions, and the events of which an answer is made.

An answer is a stream of events, in the order in which they are to be shown, and its last is always a `Done`.
Sentences come while the model still writes. Everything is frozen; every text from a document or a model is plain text,
to be escaped by whoever shows it.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Literal

from analyzer.report.wording import place
from analyzer.types import ModelUse
from ingest.types import Frozen


class Turn(Frozen):
    """A question that was asked before, with the text of its answer (empty: there was none)."""

    question: str
    answer: str = ""


class Piece(Frozen):
    """A part of a passage as it is shown. "mark": the quote, or what answers best; "left_out": a remark of ours in the
    place of text that addresses a language model."""

    text: str
    kind: Literal["plain", "mark", "left_out"] = "plain"


class Shown(Frozen):
    """A passage as a reader gets to see it: `pieces` in order are its whole text.

    `note`: Dutch, what must be known of its document, such as that it is a draft; mostly empty.
    """

    document: str
    document_id: str
    page: int
    page_unit: Literal["page", "section"] = "page"
    passage_start: int
    passage_end: int
    headings: tuple[str, ...] = ()
    note: str = ""
    pieces: tuple[Piece, ...] = ()

    @property
    def place(self) -> str:
        """Where it stands: "beleid.pdf, p. 4"."""
        return place(self.document, self.page, self.page_unit)


class Citation(Shown):
    """A verified quote: `document.text[start:end] == quote`, within its passage; `page` is that of the quote."""

    start: int
    end: int
    quote: str


class Excerpt(Shown):
    """A passage that was found. `marks`: the spans in it that answer best, as offsets into the document."""

    marks: tuple[tuple[int, int], ...] = ()


class Sentence(Frozen):
    """One sentence of an answer, by a language model, with the quote that bears it."""

    text: str
    citation: Citation


class Entry(Frozen):
    """A document as the answer to a question about the dossier itself. `citation`: where it says so; None: nowhere in
    its text."""

    document: str
    document_id: str
    text: str
    citation: Citation | None = None


class Listing(Frozen):
    """The answer to a question about the dossier itself: one sentence, and the documents it speaks of."""

    text: str
    entries: tuple[Entry, ...] = ()


class NoticeKind(StrEnum):
    REWRITTEN = "rewritten"  # how a follow-up question was understood
    UNKNOWN_WORDS = "unknown_words"  # words of the question that no document has
    SEARCH_RESULT = "search_result"  # what follows was found by searching; nobody answered
    LEFT_OUT = "left_out"  # sentences of the model that did not pass
    BROKEN = "broken"  # the model failed, or broke off
    NOT_FOUND = "not_found"
    NEAREST = "nearest"  # the passages that follow come nearest, and do not answer
    UNREAD = "unread"  # part of the documents could not be read
    QUESTION = "question"  # the question itself cannot be handled


class Notice(Frozen):
    """One or two Dutch sentences of ours."""

    kind: NoticeKind
    text: str


class Outcome(StrEnum):
    ANSWERED = "answered"  # at least one verified sentence, and the model finished
    LISTED = "listed"  # answered from the facts of the documents, without a model
    PASSAGES = "passages"  # a search result, without a model
    NOT_FOUND = "not_found"
    BROKEN = "broken"  # the model failed; what came before it did stays, else there are passages
    REFUSED = "refused"  # the question is empty or too long


class Done(Frozen):
    """The end of an answer. `question`: as it was searched; `use`: what it took of the model, None without one."""

    outcome: Outcome
    question: str
    use: ModelUse | None = None


Event = Sentence | Excerpt | Listing | Notice | Done


def turn_of(question: str, events: Iterable[Event]) -> Turn:
    """What is kept of a question and its answer for the questions after it."""
    return Turn(question=question, answer=" ".join(event.text for event in events if isinstance(event, Sentence)))
