"""What a reader of one format yields, before offsets are laid: pages of blocks of text, in reading order."""

from __future__ import annotations

from typing import Literal

from ingest.types import BlockKind, Frozen, HiddenText, PageSource, Problem


class RawBlock(Frozen):
    """One paragraph, heading, list item or table row. `text` is cleaned, on one line and not empty; see `Block`."""

    kind: BlockKind
    text: str
    level: int = 0


class RawPage(Frozen):
    """`number` counts from 1; physical for a PDF, a section's number elsewhere."""

    number: int
    blocks: tuple[RawBlock, ...] = ()
    source: PageSource = PageSource.TEXT
    label: str | None = None


class RawDocument(Frozen):
    """`metadata` holds what the file format says of the document, under `title`, `author`, `created`, `modified`
    (dates as ISO 8601), where known."""

    format: Literal["pdf", "docx", "odt", "rtf", "html", "text", "markdown"]
    page_unit: Literal["page", "section"]
    pages: tuple[RawPage, ...]
    metadata: dict[str, str] = {}
    problems: tuple[Problem, ...] = ()
    hidden: tuple[HiddenText, ...] = ()
