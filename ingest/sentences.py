"""Sentences of a Dutch text, as spans. syntok cuts; what it cuts too eagerly is joined again."""

from __future__ import annotations

import re
from collections.abc import Sequence

from syntok import segmenter

from ingest.types import Block, BlockKind

# Abbreviations after which no sentence ends, of those syntok breaks at.
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:dhr|mw|mevr|mr|drs|ir|dr|ing|art|artt|bijv|bv|bijl|blz|ca|cf|e\.a|evt|fig|i\.c|incl|excl|jl|a\.s|lid|"
    r"m\.b\.t|mln|mld|nr|nrs|o\.a|o\.b\.v|p|par|pag|resp|tel|t\.a\.v|t\.b\.v|t\.o\.v|vgl|zgn|st|afd|min|max)\.$",
    re.IGNORECASE,
)


def sentence_spans(text: str, blocks: Sequence[Block]) -> tuple[tuple[int, int], ...]:
    """The sentences of a document's blocks, as spans of its text, in order. Headings have none; a table row is one."""
    spans: list[tuple[int, int]] = []
    for block in blocks:
        if block.kind is BlockKind.TABLE_ROW:
            spans.append((block.start, block.end))
        elif block.kind is not BlockKind.HEADING:
            found = split_sentences(text[block.start : block.end]) or ((0, block.end - block.start),)
            spans += [(block.start + start, block.start + end) for start, end in found]
    return tuple(spans)


def split_sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Half-open spans of the sentences of one block of `text`, in order, without white space at their ends."""
    starts = [
        sentence[0].offset for paragraph in segmenter.analyze(text) for sentence in paragraph if len(sentence) > 0
    ]
    if not starts:
        return ()
    spans: list[tuple[int, int]] = []
    for at, stop in zip(starts, [*starts[1:], len(text)], strict=True):
        words = text[at:stop].strip()  # of more white space than the segmenter knows
        if not words:
            continue
        start = text.index(words, at)
        end = start + len(words)
        if spans and _goes_on(text, spans[-1], start):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return tuple(spans)


def _goes_on(text: str, previous: tuple[int, int], start: int) -> bool:
    before = text[previous[0] : previous[1]]
    return bool(_ABBREVIATION.search(before)) or (text[start].islower() and not before.endswith((":", ";")))
