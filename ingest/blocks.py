"""Lines become blocks: paragraphs joined from wrapped lines, headings, list items and table rows. Pure.

A block ends where a heading, a list mark or a table row begins, and at white space or a short line unless the sentence
goes on. What is large, bold or numbered in a PDF, or stands by itself in plain text, is a heading.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce

from ingest.cleaning import (
    Mark,
    Vocabulary,
    cleaned,
    closes_sentence,
    ends_sentence,
    joined,
    letters,
    mark_of,
    odd_bullets,
    starts_lower,
)
from ingest.layout import Line, normalised
from ingest.readers.raw import RawBlock
from ingest.types import BlockKind

MAX_HEADING = 140  # characters; longer ones are sentences
MAX_PLAIN_HEADING = 80  # characters, where nothing but the line's place tells that it is a heading
MAX_HEADING_LINES = 4
LARGER = 1.12  # a heading's letters against those of the body, at least
DEEPEST = 6

_CHAPTER = re.compile(r"(?:hoofdstuk|deel|bijlage|titel)\s+(?:\d{1,2}|[IVX]{1,5}|[A-Z])\b[.:]?(?:\s+\S.*)?$", re.I)
_SECTION = re.compile(r"(?:afdeling|paragraaf|§)\s*\d{1,2}(?:\.\d{1,2})*\b[.:]?(?:\s+\S.*)?$", re.I)
_ARTICLE = re.compile(r"Artikel\s+(?:\d{1,3}[a-z]?(?:[.:]\d{1,3}[a-z]?)*|[IVX]{1,5})[.:]?(?:\s+[A-Z‘“\"(].*)?$")
_ATX = re.compile(r"\s{0,3}(#{1,6})\s+(?=\S)")
_LOWER_SIGNS = "o◦▪–-*"
_LEADER = re.compile(r"(?:\.\s?){4,}\s*\d{0,4}$|…{2,}\s*\d{0,4}$")
_OPEN_END = re.compile(
    r"(?:,|\b(?:de|het|een|van|voor|met|en|of|in|op|te|aan|bij|door|naar|om|over|tot|uit|als|dat|die|onder|per|zoals|"
    r"onze|ons|hun|zijn|wordt|worden|is|we|wij|deze|dit|ook|niet|tegen|tussen|binnen|volgens))$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Style:
    """What the lines of one document have in common.

    `body`: the size of most letters, in points, 0 for plain text. `levels`: of headings, by size. `outline`: of
    headings, by title as `normalised`. `odd`: letters used as bullets.
    """

    body: float = 0.0
    levels: Mapping[float, int] = field(default_factory=dict)
    outline: Mapping[str, int] = field(default_factory=dict)
    odd: frozenset[str] = frozenset()
    vocabulary: Vocabulary = field(default_factory=Vocabulary)

    @classmethod
    def of(cls, lines: Sequence[Line], outline: Mapping[str, int] | None = None) -> Style:
        """The style of a document, from all its lines and the titles in its outline."""
        weights: Counter[float] = Counter()
        for line in lines:
            weights[_rounded(line.size)] += len(line.text)
        body = max(weights, key=lambda size: weights[size], default=0.0)
        large = sorted({size for size in weights if body and size > LARGER * body}, reverse=True)
        texts = [line.text for line in lines]
        return cls(
            body=body,
            levels={size: min(rank + 1, DEEPEST) for rank, size in enumerate(large)},
            outline=dict(outline or {}),
            odd=odd_bullets(texts),
            vocabulary=Vocabulary.of(texts),
        )


@dataclass(frozen=True, slots=True)
class _Read:
    """A line with what its own characters and its neighbours tell of it. `width`: where its run of lines ends."""

    line: Line
    text: str
    mark: Mark | None
    level: int  # of a heading; 0: none
    width: float
    rest: int  # lines that follow in the same run

    def fits(self, share: float = 0.0, word: str = "") -> bool:
        """Whether the line ends so early that `word`, or else a `share` of the whole line, would have fitted on it."""
        room = self.width - self.line.right
        unit = max(self.line.right - self.line.left, 1.0) / max(len(self.text), 1)
        return room > (len(word) + 1.5) * unit if word else room > share * (self.width - self.line.left)


def blocks_from_lines(lines: Sequence[Line], style: Style) -> tuple[RawBlock, ...]:
    """The blocks of one page (or of a text without pages), in the order of `lines`."""
    reads = _read(lines, style)
    groups: list[list[_Read]] = []
    for read in reads:
        if groups and _goes_on(groups[-1], read):
            groups[-1].append(read)
        else:
            groups.append([read])
    blocks: list[RawBlock] = []
    depths: list[tuple[float, str]] = []
    for group in groups:
        block = _block(group, style, depths)
        if block.kind is BlockKind.HEADING:
            depths.clear()
        if block.text:
            blocks.append(block)
    return tuple(blocks)


def _rounded(size: float) -> float:
    return round(2 * size) / 2


def _read(lines: Sequence[Line], style: Style) -> list[_Read]:
    kept: list[tuple[Line, str, Mark | None]] = []
    pending: Line | None = None
    for line in lines:
        mark = mark_of(line.text, style.odd)
        text = mark.rest if mark else cleaned(line.text)
        if mark and not text and mark.kind in ("bullet", "dash"):
            pending = line  # a bullet on a line of its own belongs to the next line
            continue
        if not letters(text) and (not text or any(ord(char) > 0x24FF for char in text)):
            continue  # icons
        if pending is not None and mark is None:
            mark = mark_of(f"{pending.text}\t{line.text}", style.odd)
            text = mark.rest if mark else text
            line = _at(line, pending)
        pending = None
        kept.append((line, text, mark))
    widths = _widths([line for line, _, _ in kept])
    reads: list[_Read] = []
    rest = -1
    for (line, text, mark), width in zip(reversed(kept), reversed(widths), strict=True):
        rest += 1
        reads.append(_Read(line, text, mark, 0, width, rest))
        if line.gap or line.jump or mark:
            rest = -1
    return _with_levels(reads[::-1], style)


def _at(line: Line, mark: Line) -> Line:
    return replace(line, left=min(line.left, mark.left), gap=True)


def _widths(lines: Sequence[Line]) -> list[float]:
    """For each line the right edge of its run: the lines around it without a gap, or the nearest if it is alone."""
    runs: list[list[int]] = []
    for index, line in enumerate(lines):
        if runs and not (line.gap or line.jump or line.cells):
            runs[-1].append(index)
        else:
            runs.append([index])
    widths = [0.0] * len(lines)
    edges = [max(lines[index].right for index in run) for run in runs]
    for position, run in enumerate(runs):
        edge = edges[position]
        if len(run) < 3:
            first = lines[run[0]]
            near = range(max(0, position - 4), min(len(runs), position + 5))
            edge = max(
                edges[other]
                for other in near
                if other == position or abs(lines[runs[other][0]].left - first.left) < 3 * first.em
            )
        for index in run:
            widths[index] = edge
    return widths


def _with_levels(reads: Sequence[_Read], style: Style) -> list[_Read]:
    result: list[_Read] = []
    for index, read in enumerate(reads):
        before = result[-1] if result else None
        after = reads[index + 1] if index + 1 < len(reads) else None
        level = _heading_level(read, before, after, style)
        result.append(replace(read, level=level))
    return result


def _heading_level(read: _Read, before: _Read | None, after: _Read | None, style: Style) -> int:
    """The level of the heading that a line is, or is the first line of; 0: it is none."""
    text, line = read.text, read.line
    if line.cells or len(text) > MAX_HEADING or letters(text) < 2 or _LEADER.search(text):
        return 0
    if atx := _ATX.match(line.text):
        return len(atx[1])
    if outlined := style.outline.get(normalised(text)):
        return min(outlined, DEEPEST)
    if read.mark and read.mark.kind in ("bullet", "dash"):
        return 0
    numbered = _numbered_level(read, before, after)
    if numbered:
        return numbered
    if text.endswith((",", ";", ".")) and not (line.size > 1.5 * style.body > 0):
        return 0
    if style.body:
        return _styled_level(read, before, style)
    return _plain_level(read, before, after)


def _numbered_level(read: _Read, before: _Read | None, after: _Read | None) -> int:
    text = read.text
    runs_on = after is not None and not after.line.gap and starts_lower(after.text) and not after.mark
    if text.endswith((".", ",", ";")) or not _may_begin(read, before):
        return 0
    level = 1 if _CHAPTER.match(text) else 2 if _SECTION.match(text) else 3 if _ARTICLE.match(text) else 0
    if level and not runs_on and len(text) < 100:
        return level
    if runs_on or not read.mark or len(text) > 100:
        return 0
    if read.mark.kind == "numbered":
        return min(read.mark.depth, DEEPEST)
    return 1 if _is_chapter_number(read, before, after) else 0


def _is_chapter_number(read: _Read, before: _Read | None, after: _Read | None) -> bool:
    """Whether "2. Titel" is a heading, and not one of several items that follow each other."""
    beside = [near.mark.sign for near in (before, after) if near is not None and near.mark]
    stands_alone = read.mark is not None and read.mark.sign == "1." and "1." not in beside
    title = read.text.split(" ", 1)[-1]
    return stands_alone and after is not None and not read.rest and title[0].isupper() and not starts_lower(after.text)


def _may_begin(read: _Read, before: _Read | None) -> bool:
    """Whether a new block may begin here: no sentence of the line before goes on in this one."""
    if before is None or before.level or read.line.jump:
        return True
    if read.line.gap:
        return not (_OPEN_END.search(before.text) and not before.fits(0.3))
    return ends_sentence(before.text) or before.fits(0.35)


def _styled_level(read: _Read, before: _Read | None, style: Style) -> int:
    line = read.line
    if level := style.levels.get(_rounded(line.size)):
        if before is not None and before.level == level:
            return level
        return 0 if starts_lower(read.text) and not line.gap else level
    deepest = min(max(style.levels.values(), default=0) + 1, DEEPEST)
    bold = line.bold and line.size > 0.85 * style.body and len(read.text) <= 100
    stands_out = line.gap or line.jump or before is None or bool(before.level) or not before.line.bold
    if bold and stands_out and not ends_sentence(read.text) and not starts_lower(read.text):
        return deepest
    return deepest if bold and read.text.endswith("?") and stands_out and not starts_lower(read.text) else 0


def _plain_level(read: _Read, before: _Read | None, after: _Read | None) -> int:
    """The level of a heading in text without sizes: a short line by itself. 1: in capitals; 2: any other."""
    text, line = read.text, read.line
    if len(text) > MAX_PLAIN_HEADING or read.mark or text.endswith((":", ".", "…", "-", "!")):
        return 0
    if before is not None and not (line.gap or line.jump):
        second = before.level and not before.mark and not read.rest and len(before.text + text) < 60
        return before.level if second else 0
    if not text[0].isalpha() or starts_lower(text) or _OPEN_END.search(text) or "•" in text:
        return 0
    if before is not None and not before.level and not ends_sentence(before.text) and not before.fits(0.2):
        return 0  # a sentence goes on
    if after is not None and not _may_follow_heading(read, after):
        return 0
    return 1 if text.isupper() and letters(text) > 3 else 2


def _may_follow_heading(read: _Read, after: _Read) -> bool:
    if after.mark and after.mark.kind != "dash":
        return True
    if after.line.gap or after.line.jump:
        return not starts_lower(after.text) and (read.fits(0.25) or len(read.text) < 50)
    if read.rest == 1 and len(after.text) < 40 and len(read.text) < 40 and not closes_sentence(after.text.rstrip("?")):
        return True  # a heading of two lines
    return not starts_lower(after.text) and read.fits(0.45)


def _goes_on(group: Sequence[_Read], read: _Read) -> bool:
    """Whether `read` belongs to the block that the lines of `group` make."""
    first, last = group[0], group[-1]
    line, text = read.line, read.text
    if first.line.cells:
        return _is_lower_cell(last, read)
    if line.cells or _ATX.match(line.text):
        return False
    if first.level or read.level:
        return _heading_goes_on(group, read)
    if read.mark:
        return read.mark.kind == "dash" and _dash_in_sentence(last, read)
    if _LEADER.search(last.text):
        return False
    if last.line.size and abs(last.line.size - line.size) > 0.12 * last.line.size and not starts_lower(text):
        return False
    open_sentence = not ends_sentence(last.text)
    lower = starts_lower(text)
    cut = last.text.endswith("-") and len(last.text) > 1 and last.text[-2].isalnum()
    if line.gap or line.jump:
        if not open_sentence or (not first.mark and letters(last.text) < 4):
            return False
        return lower or cut or (not last.fits(0.15) and (line.jump or _OPEN_END.search(last.text) is not None))
    if cut or (lower and open_sentence):
        return True
    if open_sentence:
        return not last.fits(0.4) or _OPEN_END.search(last.text) is not None
    if lower and first.mark and last.text.endswith((";", ":")):
        return True
    if _is_indented(group, read) or _leaves_list(first, read):
        return False
    if first.mark or not line.size:
        return not last.fits(0.35 if first.mark else 0.2)
    return not last.fits(word=text.split(" ", 1)[0])


def _is_lower_cell(row: _Read, read: _Read) -> bool:
    """Whether a line is the rest of the last cell of a table's row."""
    line = read.line
    inside = line.left > row.line.left + 2 * line.em and line.right <= row.line.right + 3 * line.em
    return inside and not line.cells and not line.jump and not read.mark and not line.gap and starts_lower(read.text)


def _heading_goes_on(group: Sequence[_Read], read: _Read) -> bool:
    first, last = group[0], group[-1]
    if not first.level or read.line.jump or len(group) >= MAX_HEADING_LINES or closes_sentence(last.text):
        return False
    alike = first.line.bold == read.line.bold and _rounded(first.line.size) == _rounded(read.line.size)
    if not alike or read.line.gap or (read.mark and read.mark.kind != "dash"):
        return False
    if not first.line.size:
        return len(group) == 1 and bool(read.level) and _ATX.match(first.line.text) is None
    return (bool(read.level) or starts_lower(read.text)) and sum(len(part.text) for part in group) < MAX_HEADING


def _dash_in_sentence(last: _Read, read: _Read) -> bool:
    """Whether a dash at the start of a line is part of a sentence, and no bullet."""
    if last.mark and last.mark.kind == "dash" and read.mark and last.mark.sign == read.mark.sign:
        return False
    return not read.line.gap and not ends_sentence(last.text) and starts_lower(read.text) and not last.fits(0.25)


def _is_indented(group: Sequence[_Read], read: _Read) -> bool:
    """Whether a line begins a paragraph by its indent."""
    last = group[-1].line
    return group[0].mark is None and bool(last.size) and 0.8 * last.em < read.line.left - last.left < 4 * last.em


def _leaves_list(first: _Read, read: _Read) -> bool:
    """Whether a line stands as far left as the mark of the list item before it."""
    hangs = first.line.size and first.mark is not None and first.mark.kind in ("bullet", "dash")
    return bool(hangs) and read.line.left < first.line.left + 0.3 * read.line.em


def _block(group: Sequence[_Read], style: Style, depths: list[tuple[float, str]]) -> RawBlock:
    first = group[0]
    if first.line.cells:
        cells = [_cell(cell, style.vocabulary) for cell in first.line.cells]
        for read in group[1:]:
            cells[-1] = joined(cells[-1], read.text, style.vocabulary)
        return RawBlock(kind=BlockKind.TABLE_ROW, text=" | ".join(cell for cell in cells if cell))
    text = _joined_lines(group, style.vocabulary)
    if first.level:
        atx = _ATX.match(first.line.text)
        return RawBlock(kind=BlockKind.HEADING, text=text.lstrip("# ") if atx else text, level=first.level)
    if first.mark:
        return RawBlock(kind=BlockKind.LIST_ITEM, text=text, level=_depth(first, first.mark, depths))
    return RawBlock(kind=BlockKind.PARAGRAPH, text=text)


def _cell(text: str, vocabulary: Vocabulary) -> str:
    lines = [cleaned(line) for line in text.split("\n")]
    return reduce(lambda left, right: joined(left, right, vocabulary), lines)


def _joined_lines(group: Iterable[_Read], vocabulary: Vocabulary) -> str:
    text = ""
    for index, read in enumerate(group):
        own = cleaned(read.line.text) if index and read.mark else read.text
        text = joined(text, own, vocabulary) if index else own
    return cleaned(text)


def _depth(read: _Read, mark: Mark, depths: list[tuple[float, str]]) -> int:
    """How deep a list item lies, from 1; `depths` holds the indents and signs of the items it lies in."""
    key = (read.line.left, mark.sign)
    slack = 0.6 * read.line.em if read.line.size else 1.0
    for position, (left, sign) in enumerate(depths):
        deeper = key[0] > left + slack or (mark.sign in _LOWER_SIGNS and sign not in _LOWER_SIGNS)
        if not deeper or (abs(left - key[0]) <= slack and sign == key[1]):
            del depths[position:]
            break
    depths.append(key)
    del depths[DEEPEST:]
    return len(depths)
