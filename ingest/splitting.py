"""Document → Passages: consecutive blocks under one heading, on one page, up to a size. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from ingest.types import Block, BlockKind, Document, Passage

# Characters. A passage of this size holds about 100 words: enough for a sentence's context, few enough to read at once.
TARGET_SIZE = 700
# A block longer than this is cut between sentences.
LARGEST_BLOCK = 1400


def split(document: Document) -> tuple[Passage, ...]:
    """The passages of a document, in reading order. Headings stand in `Passage.headings`, not in its text."""
    passages: list[Passage] = []
    path: list[tuple[int, str]] = []
    group: list[Block] = []

    def close() -> None:
        for start, end in _spans(document, group):
            headings = tuple(title for _, title in path)
            passages.append(
                Passage(
                    document_id=document.id,
                    index=len(passages),
                    start=start,
                    end=end,
                    text=document.text[start:end],
                    page=group[0].page,
                    headings=headings,
                )
            )
        group.clear()

    for block in document.blocks:
        if block.kind is BlockKind.HEADING:
            close()
            path = [(level, title) for level, title in path if level < block.level]
            path.append((block.level, document.text[block.start : block.end]))
            continue
        if group and (block.page != group[0].page or _full(group, block)):
            close()
        group.append(block)
    close()
    return tuple(passages)


def _full(group: Sequence[Block], following: Block) -> bool:
    """Whether a group of blocks is closed before `following`: a list stays with the sentence that opens it."""
    size = following.end - group[0].start
    opens_list = group[-1].kind is BlockKind.PARAGRAPH and following.kind is BlockKind.LIST_ITEM
    return size > (2 * TARGET_SIZE if opens_list else TARGET_SIZE)


def _spans(document: Document, group: Sequence[Block]) -> Iterator[tuple[int, int]]:
    if not group:
        return
    start, end = group[0].start, group[-1].end
    if end - start <= LARGEST_BLOCK:
        yield start, end
        return
    spans = document.sentences
    opened: int | None = None
    closed = start
    for first, last in spans[bisect_left(spans, (start, 0)) : bisect_left(spans, (end, 0))]:
        if opened is not None and last - opened > TARGET_SIZE:
            yield opened, closed
            opened = None
        if opened is None:
            opened = first
        closed = last
    if opened is not None:
        yield opened, closed
