"""Formats without pages: their blocks are laid out in numbered sections that a reader of the file can find back.

Also what those readers share: a `Piece` is what one place in a file gives (a block, the notes called there, and the
text that cannot be seen there), and `lay_out` turns a row of pieces into a document.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from ingest.cleaning import cleaned
from ingest.readers.raw import RawBlock, RawDocument, RawPage
from ingest.readers.visibility import Concealed, hidden_problem
from ingest.types import BlockKind, HiddenText, Problem

SECTION_CHARACTERS = 4000  # about two printed pages; a longer section is cut at the next block
HIDDEN_CHARACTERS = 500  # what `HiddenText.text` holds
HIDDEN_ENTRIES = 200  # more than this says nothing new, and a hostile file could hold millions


class Piece(NamedTuple):
    """`block` is None where nothing but notes or concealed text stood. Notes go to the end of their section."""

    block: RawBlock | None
    notes: tuple[str, ...] = ()
    concealed: tuple[Concealed, ...] = ()


def one_line(text: str) -> str:
    """`text` cleaned (see `cleaned`), and further without what has no shape on the page: format characters such as
    direction marks and Unicode tags, and half surrogate pairs (two halves become their character)."""
    if text.isascii():
        return cleaned(text)
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return cleaned("".join(char for char in whole if unicodedata.category(char) != "Cf" and not "\x7f" < char < "\xa0"))


def block(kind: BlockKind, text: str, level: int = 0) -> RawBlock | None:
    """A block with its text on one line; None when nothing is left of the text."""
    line = one_line(text)
    return RawBlock(kind=kind, text=line, level=level) if line else None


def table_row(cells: Sequence[Sequence[Piece]]) -> Iterator[Piece]:
    """The pieces of a row's cells as one table row: cells joined by " | ", an empty cell left out."""
    texts = (" ".join(piece.block.text for piece in cell if piece.block) for cell in cells)
    pieces = [piece for cell in cells for piece in cell]
    row = block(BlockKind.TABLE_ROW, " | ".join(text for text in texts if text))
    notes = tuple(note for piece in pieces for note in piece.notes)
    hidden = tuple(entry for piece in pieces for entry in piece.concealed)
    if row or notes or hidden:
        yield Piece(row, notes, hidden)


def section_starts(blocks: Sequence[RawBlock]) -> tuple[int, ...]:
    """The indices of the blocks that open a section, the first one (0) included; empty without blocks.

    A section opens at each heading of the highest level that occurs at least twice (level 2 when none does) or above,
    unless the section so far holds headings only; and at a block boundary after `SECTION_CHARACTERS`.
    """
    levels = Counter(item.level for item in blocks if item.kind is BlockKind.HEADING)
    opening = min((level for level, count in levels.items() if count >= 2), default=2)
    starts = [0] if blocks else []
    size, body = 0, False
    for index, item in enumerate(blocks):
        heading = item.kind is BlockKind.HEADING
        after_heading = index > 0 and blocks[index - 1].kind is BlockKind.HEADING
        chapter = heading and item.level <= opening and body
        if chapter or (size >= SECTION_CHARACTERS and not after_heading):
            starts.append(index)
            size, body = 0, False
        size += len(item.text)
        body = body or not heading
    return tuple(starts)


def paginate(blocks: Sequence[RawBlock]) -> tuple[RawPage, ...]:
    """The blocks in sections numbered from 1; see `section_starts`."""
    starts = section_starts(blocks)
    ends = (*starts[1:], len(blocks))[: len(starts)]
    return tuple(
        RawPage(number=number, blocks=tuple(blocks[start:end]))
        for number, (start, end) in enumerate(zip(starts, ends, strict=True), start=1)
    )


def lay_out(
    document_format: Literal["docx", "odt", "rtf", "html", "markdown"],
    pieces: Iterable[Piece],
    metadata: dict[str, str] | None = None,
    problems: tuple[Problem, ...] = (),
) -> RawDocument:
    """The document these pieces make. Text that cannot be seen is listed, and told of in a problem "hidden_text"."""
    row = tuple(pieces)
    starts = set(section_starts(tuple(piece.block for piece in row if piece.block)))
    sections: list[list[Piece]] = [[]]
    seen = 0
    for piece in row:
        if piece.block:
            if seen and seen in starts:
                sections.append([])
            seen += 1
        sections[-1].append(piece)
    pages = tuple(
        RawPage(number=number, blocks=tuple(_section_blocks(section))) for number, section in enumerate(sections, 1)
    )
    hidden = tuple(
        HiddenText(page=number, reason=entry.reason, text=entry.text[:HIDDEN_CHARACTERS])
        for number, section in enumerate(sections, 1)
        for piece in section
        for entry in piece.concealed
    )
    return RawDocument(
        format=document_format,
        page_unit="section",
        pages=pages if row else (),
        metadata=metadata or {},
        problems=problems + hidden_problem(hidden),
        hidden=hidden[:HIDDEN_ENTRIES],
    )


def _section_blocks(section: Sequence[Piece]) -> Iterator[RawBlock]:
    yield from (piece.block for piece in section if piece.block)
    for piece in section:
        for note in piece.notes:
            if paragraph := block(BlockKind.PARAGRAPH, note):
                yield paragraph
