"""The values that flow through ingestion: bytes become a Document, a Document becomes Passages, a search yields Hits.

All are frozen. Every span is a half-open range `[start, end)` of character offsets into `Document.text`, so that
`document.text[start:end]` is always exactly the text meant.
"""

from __future__ import annotations

import zlib
from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

# The embedded search model, by the name under which it is recorded; another name is another model.
EMBEDDED_MODEL = "subword-hash-512-v1"


class Frozen(BaseModel):
    """Base of all values: immutable, and an unknown field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class BlockKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"


class Block(Frozen):
    """One structural unit. Its text holds no line break: lines within a paragraph are joined by the reader.

    `level`: for a heading 1 (chapter) to 6; for a list item its depth, from 1; otherwise 0.
    A table row's cells are joined by " | ". A block never spans two pages.
    """

    kind: BlockKind
    start: int
    end: int
    page: int
    level: int = 0


class PageSource(StrEnum):
    TEXT = "text"  # the page carries text
    OCR = "ocr"  # read from an image
    EMPTY = "empty"  # nothing on it
    UNREAD = "unread"  # an image nobody read (no OCR installed, or it failed)


class Page(Frozen):
    """A physical page (PDF), or a numbered section where the format has no pages. `number` counts from 1."""

    number: int
    start: int
    end: int
    source: PageSource = PageSource.TEXT
    label: str | None = None


class Problem(Frozen):
    """Something about one document that the reader of a report must know. `message` is Dutch and names the way out.

    `loss`: some of the document's text was not read, so that what is not found may yet be there.
    """

    code: str
    message: str
    pages: tuple[int, ...] = ()
    loss: bool = True


class HiddenText(Frozen):
    """Text in the file that a reader of the page cannot see. It is kept out of `Document.text`."""

    page: int
    reason: Literal["white", "tiny", "off_page", "invisible", "hidden_markup", "covered"]
    text: str = Field(max_length=500)


class Standing(StrEnum):
    """What a document says about itself, whatever the reference date."""

    ADOPTED = "adopted"  # says it was adopted, or is in force
    DRAFT = "draft"
    WITHDRAWN = "withdrawn"
    UNSTATED = "unstated"


class Validity(StrEnum):
    """What a document's standing and dates amount to on the reference date."""

    IN_FORCE = "in_force"
    DRAFT = "draft"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    NOT_YET_IN_FORCE = "not_yet_in_force"
    UNKNOWN = "unknown"


class Genre(StrEnum):
    REGULATION = "regulation"  # verordening, beleidsregel, regeling, besluit, mandaat
    POLICY = "policy"  # beleidsnota, beleidskader, visie, integraal veiligheidsplan
    PLAN = "plan"  # uitvoeringsplan, plan van aanpak, jaarplan, actieplan
    PROTOCOL = "protocol"  # protocol, werkinstructie, handreiking, procedure
    CODE = "code"  # gedragscode
    REPORT = "report"  # jaarverslag, jaarstukken, evaluatie, onderzoek, voortgangsrapportage
    BUDGET = "budget"  # begroting, kadernota, voorjaarsnota
    LETTER = "letter"  # raadsbrief, statenbrief, collegebrief
    MINUTES = "minutes"  # gespreksverslag, notulen, besluitenlijst
    NEWS = "news"  # intranetbericht, nieuwsbrief, persbericht
    AGREEMENT = "agreement"  # convenant, overeenkomst
    NORM = "norm"  # the printed norm or model plan itself: it binds, it proves nothing
    OTHER = "other"


class DocumentFacts(Frozen):
    """What a document says about itself. `*_quote` is the verbatim text the fact was read from (None: metadata)."""

    title: str | None = None
    genre: Genre = Genre.OTHER
    adopted: date | None = None
    adopted_quote: str | None = None
    standing: Standing = Standing.UNSTATED
    standing_quote: str | None = None
    effective_from: date | None = None
    effective_until: date | None = None  # the last day on which it is in force
    version: str | None = None


class Document(Frozen):
    """One file, read and cleaned.

    `id` is the SHA-256 of the file's bytes (64 hex digits). `text` holds all blocks, in reading order, each ended by
    "\\n"; pages and blocks are ordered and do not overlap, and every block lies within its page. `sentences`: the
    spans of the sentences of all blocks but headings, in order, none across blocks; a table row is one sentence.
    `instructions`: the spans of visible text that reads as addressed to a language model; it is evidence of nothing.
    """

    id: str
    name: str
    format: Literal["pdf", "docx", "odt", "rtf", "html", "text", "markdown"]
    page_unit: Literal["page", "section"]
    text: str
    pages: tuple[Page, ...]
    blocks: tuple[Block, ...]
    facts: DocumentFacts = DocumentFacts()
    problems: tuple[Problem, ...] = ()
    hidden: tuple[HiddenText, ...] = ()
    sentences: tuple[tuple[int, int], ...] = ()
    instructions: tuple[tuple[int, int], ...] = ()

    def page_at(self, offset: int) -> int:
        """The number of the page that holds the character at `offset`."""
        number = self.pages[0].number if self.pages else 1
        for page in self.pages:
            if page.start > offset:
                break
            number = page.number
        return number

    def instructions_in(self, start: int, end: int) -> tuple[tuple[int, int], ...]:
        """Those of `instructions` that share a character with [start, end)."""
        return tuple((first, last) for first, last in self.instructions if first < end and last > start)


class Passage(Frozen):
    """A span of one document, cut along its blocks, with the headings above it (outermost first).

    `document.text[start:end] == text`. `index` is the passage's position in its document, from 0.
    """

    document_id: str
    index: int
    start: int
    end: int
    text: str
    page: int
    headings: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Unique within a dossier, and another one when the text or its headings change."""
        content = "\n".join((*self.headings, self.text)).encode("utf-8")
        return f"{self.document_id[:16]}:{self.index}:{zlib.crc32(content):08x}"


class Hit(Frozen):
    """A passage found by a search. Ranks count from 1; None: this ranking did not return the passage.

    `score` is the fused score: higher is better, comparable only within one search.
    """

    passage: Passage
    score: float
    lexical_rank: int | None = None
    dense_rank: int | None = None
