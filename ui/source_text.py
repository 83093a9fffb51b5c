"""The text of one page as it is shown beside its picture, so that a place in what is shown is a place in the document.

Whatever is shown has as many characters as the text it stands for, in the same order: a browser can count offsets into
`Document.text` from what a reader selects. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from markupsafe import Markup, escape

from ingest.types import Block, BlockKind, Document, Frozen, Page

MAX_WORDS = 100  # characters of what is looked for
MAX_PAGES = 40  # pages that are listed
MAX_HITS = 2_000  # places that are looked at
AROUND = 70  # characters of a snippet before and after what was found

Span = tuple[int, int]

# What cannot be shown, or would make the line read otherwise than it is: see `analyzer.report.plain_text.printable`,
# which leaves such characters out. Here one of them becomes one sign.
_BLANK = re.compile(r"[\t\r\v\f\x1c-\x1f\x85\u2028\u2029]")
_UNPRINTABLE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
SIGN = "\N{REPLACEMENT CHARACTER}"


class Segment(Frozen):
    """A piece of a block. `quote`: it is (part of) the quote; `hit`: what was looked for; `told`: it addresses a
    language model."""

    text: str
    quote: bool = False
    hit: bool = False
    told: bool = False

    @property
    def html(self) -> Markup:
        """The text, escaped, with every character and space it has."""
        return Markup(escape(self.text))


class ShownBlock(Frozen):
    kind: BlockKind
    level: int
    start: int
    segments: tuple[Segment, ...]


class Sentence(Frozen):
    """A sentence that can be chosen without a mouse."""

    start: int
    end: int
    text: str


class PageHits(Frozen):
    """A page on which something was found: how often, and the first place, with the text around it."""

    page: int
    count: int
    start: int
    end: int
    before: Segment
    hit: Segment
    after: Segment


def shown(text: str) -> str:
    """`text` fit to be shown, character for character."""
    return _UNPRINTABLE.sub(SIGN, _BLANK.sub(" ", text))


def shown_blocks(document: Document, page: Page, quote: Span | None, words: str = "") -> tuple[ShownBlock, ...]:
    """The blocks of a page, cut where something begins or ends that stands out."""
    hits = _hits(document.text, words, page.start, page.end)
    told = document.instructions_in(page.start, page.end)
    return tuple(
        ShownBlock(
            kind=block.kind,
            level=block.level,
            start=block.start,
            segments=_segments(document.text, block, [quote] if quote else [], hits, told),
        )
        for block in document.blocks
        if page.start <= block.start < page.end
    )


def _segments(
    text: str, block: Block, quotes: Sequence[Span], hits: Sequence[Span], told: Sequence[Span]
) -> tuple[Segment, ...]:
    edges = {
        edge for spans in (quotes, hits, told) for span in spans for edge in span if block.start < edge < block.end
    }
    cuts = [block.start, *sorted(edges), block.end]
    return tuple(
        Segment(
            text=shown(text[start:end]),
            quote=_within(start, quotes),
            hit=_within(start, hits),
            told=_within(start, told),
        )
        for start, end in pairwise(cuts)
        if start < end
    )


def _within(place: int, spans: Sequence[Span]) -> bool:
    return any(start <= place < end for start, end in spans)


def sentences_of(document: Document, page: Page) -> tuple[Sentence, ...]:
    """The sentences of a page, its headings among them, in order."""
    headings = [(block.start, block.end) for block in document.blocks if block.kind is BlockKind.HEADING]
    spans = sorted(span for span in (*document.sentences, *headings) if page.start <= span[0] < page.end)
    return tuple(Sentence(start=start, end=end, text=shown(document.text[start:end])) for start, end in spans)


def find(document: Document, words: str) -> tuple[PageHits, ...]:
    """The pages on which these words stand, whatever their case and spacing, in order; at most MAX_PAGES."""
    found: dict[int, list[Span]] = {}
    pages = iter(document.pages)
    page = next(pages, None)
    for hit in _hits(document.text, words, 0, len(document.text)):
        while page is not None and page.end <= hit[0]:
            page = next(pages, None)
        if page is not None and page.start <= hit[0]:
            found.setdefault(page.number, []).append(hit)
    listed = [each for each in document.pages if each.number in found][:MAX_PAGES]
    return tuple(_page_hits(document, each, found[each.number]) for each in listed)


def _page_hits(document: Document, page: Page, hits: Sequence[Span]) -> PageHits:
    start, end = hits[0]
    first, last = max(start - AROUND, page.start), min(end + AROUND, page.end)
    before, after = (shown(document.text[one:two]).replace("\n", " ") for one, two in ((first, start), (end, last)))
    if first > page.start:
        before = "… " + before[before.find(" ") + 1 :]
    if last < page.end:
        after = after[: after.rfind(" ") + 1] + "…"
    return PageHits(
        page=page.number,
        count=len(hits),
        start=start,
        end=end,
        before=Segment(text=before),
        hit=Segment(text=shown(document.text[start:end]), hit=True),
        after=Segment(text=after.rstrip()),
    )


def _hits(text: str, words: str, start: int, end: int) -> list[Span]:
    parts = words[:MAX_WORDS].split()
    if not parts:
        return []
    pattern = re.compile(r"[^\S\n]+".join(map(re.escape, parts)), re.IGNORECASE)
    found: list[Span] = []
    for match in pattern.finditer(text, start, end):
        found.append(match.span())
        if len(found) == MAX_HITS:
            break
    return found
