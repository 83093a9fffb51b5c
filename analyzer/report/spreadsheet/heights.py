"""How high rows must be for their text. Programs work that out while somebody types, but not when they open a file;
so it is estimated here, and written as a height that they may change."""

from __future__ import annotations

import re
from collections.abc import Iterable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

_LINE = 11.8  # points, for letters of 9 points
_EDGE = 4.0  # points above and below the text
_LEAST, _MOST = 16.0, 409.0  # points; a row can be no higher
_DIGIT, _PADDING = 7, 5  # pixels: a column of width n is n digits and its padding
_SLACK = 0.97  # programs draw a little wider or narrower
_BOLD = 1.08
# Pixels of a character in Arial of 9 points; `_OTHER` for all others.
_WIDTHS = {
    **dict.fromkeys("ijl'", 2.7),
    **dict.fromkeys(" .,:;!/\\|ftI[]", 3.4),
    **dict.fromkeys("r()-“”‘’", 4.0),
    **dict.fromkeys("sckvxyz", 6.0),
    **dict.fromkeys("mwMW@%…—", 10.2),
    **dict.fromkeys("ABCDEFGHJKLNOPQRSTUVXYZ&", 8.2),
}
_OTHER = 6.7
_WORD = re.compile(r"\S+\s*")
_FIXED = re.compile(rb'(<row [^>]*?) customHeight="1"')
_SHEETS = "xl/worksheets/"


def height_for(cells: Iterable[tuple[str, float, bool]]) -> float:
    """In points, for a row with these cells: the text, the width of its column in characters, and whether bold."""
    most = max((_lines(text, width, bold=bold) for text, width, bold in cells), default=1)
    return min(_MOST, max(_LEAST, _EDGE + _LINE * most))


def adaptable(data: bytes) -> bytes:
    """The same workbook with rows that grow when somebody types more in them: a height that is given counts as what
    the text needs, no longer as somebody's wish."""
    target = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(target, "w", ZIP_DEFLATED) as changed:
        for entry in source.infolist():
            content = source.read(entry)
            changed.writestr(entry, _FIXED.sub(rb"\1", content) if entry.filename.startswith(_SHEETS) else content)
    return target.getvalue()


def _lines(text: str, width: float, *, bold: bool) -> int:
    room = (_DIGIT * width - _PADDING) * _SLACK / (_BOLD if bold else 1.0)
    return sum(_wrapped(line, room) for line in text.split("\n"))


def _wrapped(line: str, room: float) -> int:
    count, used = 1, 0.0
    for word in _WORD.findall(line):
        size, bare = _size(word), _size(word.rstrip())
        if used and used + bare > room:
            count, used = count + 1, 0.0
        count += int(bare // room) if bare > room else 0  # a word that is broken off
        used += size % room if bare > room else size
    return count


def _size(text: str) -> float:
    return sum(_WIDTHS.get(character, _OTHER) for character in text)
