"""Lines of text with their place on the page: columns, table rows, running heads and page numbers.

Pure. Lengths are in points (1/72 inch) for a PDF, in characters and lines for plain text; `top` grows downwards.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

EDGE = 0.1  # of the page's height, at its top and its foot: where running heads and page numbers stand
SLOT = 3.0  # points; lines this close in height on two pages stand at the same place
GUTTER = 1.2  # ems; a wider gap within a line may part two columns or two cells
TABLE_GAP = 3.0  # ems; a gap this wide is never a gap between two words
MAX_CELL_LINES = 15
MIN_COLUMN_LINES = 4
MIN_COLUMN_LETTERS = 18  # mean length of a line in a column of prose; cells of a table are shorter

_DIGITS = re.compile(r"\d+")
_SHORT_MARK = re.compile(r"(?:\S|\(?[0-9a-zA-Z]{1,3}[.)]|\d{1,2}(?:\.\d{1,2})*\.?)$")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of one column. `text` is as in the file; a tab in it parts a list mark from what follows.

    `size`: of the letters, in points, 0 where unknown. `gap`: white space before the line; `jump`: it stands at the
    top of another column than the line before. `cells`: more than one for a row of a
    table; the lines of one cell are parted by a line break.
    """

    text: str
    left: float = 0.0
    right: float = 0.0
    top: float = 0.0
    bottom: float = 0.0
    size: float = 0.0
    bold: bool = False
    gap: bool = False
    jump: bool = False
    cells: tuple[str, ...] = ()

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def em(self) -> float:
        return self.size or (self.bottom - self.top) or 1.0


def same_height(one: Line, two: Line) -> bool:
    """Whether two lines stand beside each other."""
    return abs(one.middle - two.middle) < 0.45 * max(one.em, two.em)


def in_reading_order(lines: Sequence[Line]) -> list[Line]:
    """Lines in the order of the file, made right where columns come interleaved, and rows of tables joined.

    `lines` are parted at every gap wider than GUTTER. The file's own order is kept unless two columns alternate in it.
    """
    parts = _with_marks(lines)
    found = _interleaved(parts)
    if found is None:
        return _with_rows(parts)
    gutter, start, end = found
    ordered: list[Line] = []
    band: list[Line] = []
    for line in sorted(parts[start:end], key=lambda part: (round(part.top / SLOT), part.left)):
        if line.left < gutter < line.right:
            ordered += [*_columns(band, gutter), line]
            band = []
        else:
            band.append(line)
    ordered += _columns(band, gutter)
    return _with_jumps([*_with_rows(parts[:start]), *ordered, *_with_rows(parts[end:])])


def _columns(band: Sequence[Line], gutter: float) -> list[Line]:
    return [line for line in band if line.right <= gutter] + [line for line in band if line.right > gutter]


def _with_marks(lines: Sequence[Line]) -> list[Line]:
    """Joins a list mark or number that stands apart with the line it belongs to, by a tab."""
    parts: list[Line] = []
    for line in lines:
        last = parts[-1] if parts else None
        if (
            last
            and same_height(last, line)
            and 0 <= line.left - last.right < 6 * line.em
            and _SHORT_MARK.match(last.text)
            and (len(parts) < 2 or not same_height(parts[-2], last) or parts[-2].right > last.left)
            and not line.text[:1].isdigit()
        ):
            parts[-1] = replace(_union([last, line], f"{last.text}\t{line.text}"), bold=line.bold)
        else:
            parts.append(line)
    return parts


def _union(lines: Sequence[Line], text: str) -> Line:
    return Line(
        text=text,
        left=min(line.left for line in lines),
        right=max(line.right for line in lines),
        top=min(line.top for line in lines),
        bottom=max(line.bottom for line in lines),
        size=max(line.size for line in lines),
        bold=all(line.bold for line in lines),
    )


def _interleaved(lines: Sequence[Line]) -> tuple[float, int, int] | None:
    """Where two columns of prose alternate in the file: the x between them, the first line, and the one after the last.

    Columns of prose fill their width; the cells of a table do not.
    """
    pairs = [
        (index, one, two)
        for index, (one, two) in enumerate(pairwise(lines))
        if two.left > one.right and abs(one.middle - two.middle) < one.em
    ]
    if len(pairs) < MIN_COLUMN_LINES:
        return None
    edge = median(two.left for _, _, two in pairs)
    aligned = [(index, one, two) for index, one, two in pairs if abs(two.left - edge) < 2 * two.em]
    if len(aligned) < max(MIN_COLUMN_LINES, 0.6 * len(pairs)):
        return None
    gutter = (max(one.right for _, one, _ in aligned) + min(two.left for _, _, two in aligned)) / 2
    start, end = aligned[0][0], aligned[-1][0] + 2
    while end < len(lines) and _continues(lines[end - 1], lines[end], gutter):
        end += 1
    part = lines[start:end]
    left = [line for line in part if line.right <= gutter]
    right = [line for line in part if line.left >= gutter]
    few_cross = len(part) - len(left) - len(right) < 0.3 * len(part)
    return (gutter, start, end) if few_cross and _is_prose(left) and _is_prose(right) else None


def _continues(last: Line, line: Line, gutter: float) -> bool:
    """Whether a column goes on after the other one has ended."""
    same = line.right <= gutter if last.right <= gutter else line.left >= gutter
    return same and abs(line.left - last.left) < 3 * line.em and 0 < line.top - last.top < 1.8 * line.em


def _is_prose(side: Sequence[Line]) -> bool:
    if len(side) < MIN_COLUMN_LINES or sum(len(line.text) for line in side) / len(side) < MIN_COLUMN_LETTERS:
        return False
    left, right = min(line.left for line in side), max(line.right for line in side)
    return sum(line.right > right - 0.35 * (right - left) for line in side) >= 0.6 * len(side)


def _with_rows(parts: Sequence[Line]) -> list[Line]:
    """What stands beside each other becomes a table's row, where it lines up with other rows."""
    starts = [part.left for part in parts]
    rows = _beside(_chunks(parts))
    result: list[Line] = []
    for index, row in enumerate(rows):
        near = [*rows[max(index - 1, 0) : index], *rows[index + 1 : index + 2]]
        if len(row) == 1:
            result += row[0]
        elif all(len(chunk) == 1 for chunk in row):
            result.append(_row([chunk[0] for chunk in row], starts))
        elif max(map(len, row)) <= MAX_CELL_LINES and (len(row) > 2 or any(_lines_up(row, other) for other in near)):
            cells = tuple("\n".join(line.text for line in chunk) for chunk in row)
            whole = _union([line for chunk in row for line in chunk], " ".join(cells))
            result.append(replace(whole, cells=cells))
        else:
            result += [line for chunk in row for line in chunk]
    return _with_jumps(result)


def _row(parts: Sequence[Line], starts: Sequence[float]) -> Line:
    """Parts of one line: cells where their starts line up with others or the gaps are wide, words of a line if not."""
    cells = [parts[0].text]
    for last, part in pairwise(parts):
        wide = part.left - last.right > TABLE_GAP * part.em
        if wide or sum(abs(start - part.left) < 2 for start in starts) > 1:
            cells.append(part.text)
        else:
            cells[-1] = f"{cells[-1]} {part.text}"
    return replace(_union(parts, " ".join(cells)), cells=tuple(cells) if len(cells) > 1 else ())


def _chunks(parts: Sequence[Line]) -> list[list[Line]]:
    """Lines right under each other, in the order of the file."""
    chunks: list[list[Line]] = []
    for part in parts:
        last = chunks[-1][-1] if chunks else None
        if last and abs(part.left - last.left) < 3 and 0 < part.top - last.top < 2 * part.em:
            chunks[-1].append(part)
        else:
            chunks.append([part])
    return chunks


def _beside(chunks: Sequence[list[Line]]) -> list[list[list[Line]]]:
    """Chunks that stand beside each other, from left to right: most of the lower one's height is the other's too."""
    rows: list[list[list[Line]]] = []
    for chunk in chunks:
        if rows and _overlap(rows[-1][-1], chunk) and chunk[0].left > max(x.right for x in rows[-1][-1]) - 1:
            rows[-1].append(chunk)
        else:
            rows.append([chunk])
    return rows


def _overlap(one: Sequence[Line], two: Sequence[Line]) -> bool:
    if len(one) == len(two) == 1:
        return same_height(one[0], two[0])
    shared = min(one[-1].bottom, two[-1].bottom) - max(one[0].top, two[0].top)
    return shared > 0.6 * min(one[-1].bottom - one[0].top, two[-1].bottom - two[0].top)


def _lines_up(row: Sequence[Sequence[Line]], other: Sequence[Sequence[Line]]) -> bool:
    """Whether two rows have two columns in common."""
    lefts = [chunk[0].left for chunk in other]
    return sum(any(abs(chunk[0].left - left) < 3 for left in lefts) for chunk in row) > 1


def _with_jumps(lines: Sequence[Line]) -> list[Line]:
    """Marks each line that stands higher than the one before it."""
    return [
        replace(line, jump=True) if index and line.top < lines[index - 1].top - 0.5 * line.em else line
        for index, line in enumerate(lines)
    ]


def with_gaps(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Marks each line that has more white before it than the lines of its size have as a rule."""
    pitches: dict[float, list[float]] = defaultdict(list)
    for page in pages:
        for one, two in pairwise(page):
            pitch = two.top - one.top
            if one.size and round(one.size) == round(two.size) and 0.8 * two.size < pitch < 3 * two.size:
                pitches[round(two.size)].append(pitch)
    usual = {size: sorted(found)[len(found) // 3] for size, found in pitches.items()}
    result = []
    for page in pages:
        marked = [replace(line, gap=True) for line in page[:1]]
        for one, two in pairwise(page):
            limit = 1.3 * usual.get(round(two.size), 1.2 * two.em)
            pitch = two.top - one.top if round(one.size) == round(two.size) else two.bottom - one.bottom
            marked.append(replace(two, gap=True) if pitch > limit else two)
        result.append(marked)
    return result


def normalised(text: str) -> str:
    """`text` as it is compared between pages: small letters, single spaces, any number as "#"."""
    return _DIGITS.sub("#", " ".join(text.split()).casefold())


def without_furniture(pages: Sequence[Sequence[Line]], height: float | None) -> list[list[Line]]:
    """Pages without running heads, running feet and page numbers.

    A line goes if the same text (numbers aside) stands at the same place on more than half of the pages, or of the
    left or right ones, and on three at least; or on three pages at a place that a running line takes on more than half
    of them. `height`: of the pages, in points; None: the pages are plain text, where the first and the last three
    lines are looked at, whatever their place.
    """
    if len(pages) < 3:
        return [list(page) for page in pages]
    places: dict[str, list[tuple[int, int, float]]] = defaultdict(list)
    slots: dict[tuple[bool, int], set[int]] = defaultdict(set)
    for number, page in enumerate(pages):
        for index in _edge_lines(page, height):
            line = page[index]
            foot = line.middle > height / 2 if height else index >= len(page) / 2
            place = line.middle if height else float(-1000 if foot else 0)
            places[normalised(line.text)].append((number, index, place))
            slots[foot, round(place / SLOT)].add(number)
    gone: set[tuple[int, int]] = set()
    body = 1.05 * median([line.size for page in pages for line in page] or [0.0])
    for found in places.values():
        centre = median(place for _, _, place in found)
        near = [(number, index, place) for number, index, place in found if abs(place - centre) <= SLOT]
        on = {number for number, _, _ in near}
        small = all(pages[number][index].size <= body for number, index, _ in near)
        chapter = height and small and len(on) > 2 and _common(slots, centre, len(pages))
        if chapter or _is_running(on, len(pages)):
            gone |= {(number, index) for number, index, _ in near}
    return [
        [line for index, line in enumerate(page) if (number, index) not in gone] for number, page in enumerate(pages)
    ]


def _edge_lines(page: Sequence[Line], height: float | None) -> list[int]:
    if height is None:
        return [index for index in range(len(page)) if index < 3 or index >= len(page) - 3]
    return [index for index, line in enumerate(page) if line.bottom < EDGE * height or line.top > (1 - EDGE) * height]


def _is_running(on: set[int], count: int) -> bool:
    even = sum(number % 2 == 0 for number in on)
    halves = (even, (count + 1) // 2), (len(on) - even, count // 2)
    return len(on) > 2 and (len(on) > count / 2 or any(part > 2 and part > whole / 2 for part, whole in halves))


def _common(slots: dict[tuple[bool, int], set[int]], place: float, count: int) -> bool:
    """Whether more than 70 % of the pages have a line at this height: chapter titles in a running head."""
    bucket = round(place / SLOT)
    on: set[int] = set()
    for (_, slot), pages in slots.items():
        if abs(slot - bucket) <= 1:
            on |= pages
    return len(on) > 0.7 * count
