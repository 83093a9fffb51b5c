"""The words of a PDF page with their places, and which of them a reader of the page cannot see.

PDFium gives each character's place, size and colour; only the first and last character of a word are asked for, which
is what makes this fast enough for long documents. Places are in points from the upper left corner of the page as shown.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

MIN_SIZE = 2.0  # points; smaller letters cannot be read
LIGHT = 195  # of 255; text this light may vanish on white paper
CONTRAST = 24  # of 255; text closer than this to what lies behind it cannot be seen
FULL_PAGE = 0.5  # of the page's area: an image as large as this is a scan's
MAX_DEPTH = 4  # of form objects within form objects
LOOK_SCALE = 2.0  # pixels a point, where the page itself must be looked at
MAX_LOOK_PIXELS = 12_000_000

_WORDS = re.compile(r"[^\s\x00\ufffe\x02]+[\ufffe\x02]?")
_INVISIBLE_MODES = (3, 7)
_STROKE_MODES = (1, 5)
_SYMBOL_FONTS = re.compile(r"wingding|webding|symbol|dingbat", re.I)
_BOLD_FONTS = re.compile(r"bold|black|heavy|semibold|demi", re.I)

Reason = Literal["white", "tiny", "off_page", "invisible", "covered"]


class Word(NamedTuple):
    """`hidden`: why the word cannot be seen, if so. `overlaid`: an image as large as the page lies over it."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    bold: bool
    symbol: bool
    hidden: Reason | None
    overlaid: bool


class _Look(NamedTuple):
    size: float
    bold: bool
    symbol: bool
    grey: int  # 0 black to 255 white
    hidden: Reason | None


class _Paint(NamedTuple):
    """An opaque area painted on the page, in the page's own coordinates (y upwards)."""

    order: int
    left: float
    bottom: float
    right: float
    top: float
    grey: int | None  # None: an image or a gradient


@dataclass(frozen=True, slots=True)
class PageContent:
    """`images`: the share of the page that its largest image covers. `paths`: the number of drawn shapes."""

    words: tuple[Word, ...]
    width: float
    height: float
    images: float
    paths: int


def read_page(page: pdfium.PdfPage) -> PageContent:
    """All words of a page, in the order of the file. Raises pdfium.PdfiumError where the page cannot be loaded."""
    box = raw.FS_RECTF()
    if not raw.FPDF_GetPageBoundingBox(page, box) or box.right <= box.left or box.top <= box.bottom:
        box = raw.FS_RECTF(0.0, 842.0, 595.0, 0.0)
    text_page = page.get_textpage()
    try:
        objects = _Objects(page, box)
        found = list(_words(text_page.raw))
    finally:
        text_page.close()
    rotation = page.get_rotation()
    width, height = box.right - box.left, box.top - box.bottom
    words = tuple(_judged(found, objects, page, box))
    if rotation in (90, 270):
        width, height = height, width
    return PageContent(words, width, height, objects.image_share, objects.path_count)


class _Objects:
    """What is painted on one page, in order: text objects by address, and opaque areas."""

    def __init__(self, page: pdfium.PdfPage, box: Any) -> None:
        self.orders: dict[int, int] = {}
        self.paints: list[_Paint] = []
        self.path_count = 0
        self._area = (box.right - box.left) * (box.top - box.bottom)
        self._order = 0
        self._first_text = -1
        self._walk(raw.FPDFPage_CountObjects(page), partial(raw.FPDFPage_GetObject, page.raw), None, 0)
        sizes = [(paint.right - paint.left) * (paint.top - paint.bottom) for paint in self.paints if paint.grey is None]
        self.image_share = min(max(sizes, default=0.0) / self._area, 1.0)

    def _walk(self, count: int, get: Callable[[int], Any], matrix: Any, depth: int) -> None:
        for index in range(count):
            item = get(index)
            kind = raw.FPDFPageObj_GetType(item)
            self._order += 1
            if kind == raw.FPDF_PAGEOBJ_TEXT:
                self.orders[_address(item)] = self._order
            elif kind == raw.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH:
                own = raw.FS_MATRIX()
                raw.FPDFPageObj_GetMatrix(item, own)
                inner = own if matrix is None else _product(own, matrix)
                inside = partial(raw.FPDFFormObj_GetObject, item)
                self._walk(raw.FPDFFormObj_CountObjects(item), inside, inner, depth + 1)
            else:
                self.path_count += kind == raw.FPDF_PAGEOBJ_PATH
                self._add_paint(item, kind, matrix)

    def _add_paint(self, item: Any, kind: int, matrix: Any) -> None:
        grey: int | None = None
        if kind == raw.FPDF_PAGEOBJ_PATH:
            fill, stroke = ctypes.c_int(), ctypes.c_int()
            if not raw.FPDFPath_GetDrawMode(item, fill, stroke) or not fill.value:
                return
        edges = [ctypes.c_float() for _ in range(4)]
        if not raw.FPDFPageObj_GetBounds(item, *edges):
            return
        left, bottom, right, top = (edge.value for edge in edges)
        if matrix is not None:
            left, bottom, right, top = _mapped(matrix, left, bottom, right, top)
        if right - left < 4 or top - bottom < 4:
            return
        if kind == raw.FPDF_PAGEOBJ_PATH:
            grey, alpha = _colour(raw.FPDFPageObj_GetFillColor, item)
            if alpha < 250 or raw.FPDFPageObj_HasTransparency(item):
                return
        self.paints.append(_Paint(self._order, left, bottom, right, top, grey))

    def behind(self, x: float, y: float, address: int) -> _Paint | None:
        """The last opaque area painted at a point before the text object at `address`."""
        order = self.orders.get(address, self._order + 1)
        found = (paint for paint in reversed(self.paints) if paint.order < order and _holds(paint, x, y))
        return next(found, None)

    def over(self, x: float, y: float, address: int) -> _Paint | None:
        """An opaque area painted at a point after the text object at `address`."""
        order = self.orders.get(address, self._order)
        for paint in reversed(self.paints):
            if paint.order < order:
                break
            if _holds(paint, x, y):
                return paint
        return None

    def is_scan(self, paint: _Paint) -> bool:
        """Whether an image covers most of the page."""
        return paint.grey is None and (paint.right - paint.left) * (paint.top - paint.bottom) > FULL_PAGE * self._area


def _holds(paint: _Paint, x: float, y: float) -> bool:
    return paint.left <= x <= paint.right and paint.bottom <= y <= paint.top


def _address(item: Any) -> int:
    return ctypes.addressof(item.contents)


def _product(one: Any, two: Any) -> Any:
    return raw.FS_MATRIX(
        one.a * two.a + one.b * two.c,
        one.a * two.b + one.b * two.d,
        one.c * two.a + one.d * two.c,
        one.c * two.b + one.d * two.d,
        one.e * two.a + one.f * two.c + two.e,
        one.e * two.b + one.f * two.d + two.f,
    )


def _mapped(matrix: Any, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
    corners = [(x, y) for x in (left, right) for y in (bottom, top)]
    xs = [matrix.a * x + matrix.c * y + matrix.e for x, y in corners]
    ys = [matrix.b * x + matrix.d * y + matrix.f for x, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _colour(get: Any, item: Any) -> tuple[int, int]:
    """The grey value (0 to 255) and the opacity (0 to 255) of an object."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not get(item, red, green, blue, alpha):
        return 0, 255
    return round(0.299 * red.value + 0.587 * green.value + 0.114 * blue.value), alpha.value


class _Found(NamedTuple):
    text: str
    rect: tuple[float, float, float, float]  # left, bottom, right, top; y upwards
    look: _Look
    address: int


def characters(text_page: Any) -> str:
    """The text of a page, one character for each of PDFium's character numbers."""
    count = raw.FPDFText_CountChars(text_page)
    if count <= 0:
        return ""
    buffer = (ctypes.c_ushort * (count + 2))()
    written = raw.FPDFText_GetText(text_page, 0, count, buffer)
    text = bytes(buffer)[: 2 * max(written - 1, 0)].decode("utf-16-le", errors="replace")
    if len(text) == count:
        return text
    codes = (raw.FPDFText_GetUnicode(text_page, index) for index in range(count))
    return "".join(chr(code) if 0 < code < 0xD800 or 0xDFFF < code < 0x110000 else "\ufffd" for code in codes)


def _words(text_page: Any) -> Iterator[_Found]:
    looks: dict[int, _Look] = {}
    first, last = raw.FS_RECTF(), raw.FS_RECTF()
    matches = list(_WORDS.finditer(characters(text_page)))
    owners = [_object_at(text_page, match.start()) for match in matches]
    for place, (match, address) in enumerate(zip(matches, owners, strict=True)):
        begin, end = match.span()
        # Where the next word belongs to the same object, so do all characters of this one.
        whole = owners[place + 1 : place + 2] == [address] or _object_at(text_page, end - 1) == address
        runs = [(begin, end, address)] if whole else _runs(text_page, begin, end, address)
        for start, stop, owner in runs:
            look = looks.get(owner)
            if look is None:
                look = looks[owner] = _look(text_page, start)
            if not raw.FPDFText_GetLooseCharBox(text_page, start, first):
                continue
            raw.FPDFText_GetLooseCharBox(text_page, stop - 1, last)
            rect = (first.left, min(first.bottom, last.bottom), last.right, max(first.top, last.top))
            if rect[0] > rect[2]:  # set from right to left
                rect = (last.left, rect[1], first.right, rect[3])
            yield _Found(match[0] if whole else match[0][start - begin : stop - begin], rect, look, owner)


def _runs(text_page: Any, start: int, end: int, address: int) -> Iterator[tuple[int, int, int]]:
    """The parts of a word that belong to one text object each: start, end, address."""
    begin = start
    for index in range(start + 1, end):
        other = _object_at(text_page, index)
        if other not in (address, 0):
            yield begin, index, address
            begin, address = index, other
    yield begin, end, address


def _object_at(text_page: Any, index: int) -> int:
    item = raw.FPDFText_GetTextObject(text_page, index)
    return ctypes.addressof(item.contents) if item else 0


def _look(text_page: Any, index: int) -> _Look:
    """The size, weight and colour of the text object that a character belongs to."""
    matrix = raw.FS_MATRIX()
    size = raw.FPDFText_GetFontSize(text_page, index)
    if raw.FPDFText_GetMatrix(text_page, index, matrix):
        size *= (matrix.c**2 + matrix.d**2) ** 0.5
    name = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    raw.FPDFText_GetFontInfo(text_page, index, name, 128, flags)
    font = name.value.decode("utf-8", errors="replace")
    bold = bool(_BOLD_FONTS.search(font)) or raw.FPDFText_GetFontWeight(text_page, index) >= 600
    item = raw.FPDFText_GetTextObject(text_page, index)
    mode = raw.FPDFTextObj_GetTextRenderMode(item) if item else 0
    colour_of = raw.FPDFPageObj_GetStrokeColor if mode in _STROKE_MODES else raw.FPDFPageObj_GetFillColor
    grey, alpha = _colour(colour_of, item) if item else (0, 255)
    hidden: Reason | None = None
    if mode in _INVISIBLE_MODES or alpha < 13:
        hidden = "invisible"
    elif size < MIN_SIZE:
        hidden = "tiny"
    return _Look(size, bold, bool(_SYMBOL_FONTS.search(font)), grey, hidden)


def _judged(found: Sequence[_Found], objects: _Objects, page: pdfium.PdfPage, box: Any) -> Iterator[Word]:
    """The words, each with the reason why it cannot be seen, if any."""
    picture: _Picture | None = None
    rotation = page.get_rotation()
    edges = box.left, box.bottom, box.right, box.top
    painted = bool(objects.paints)
    for item in found:
        left, bottom, right, top = item.rect
        x, y = (left + right) / 2, (bottom + top) / 2
        hidden, overlaid = item.look.hidden, False
        over = objects.over(x, y, item.address) if painted else None
        if over is not None and objects.is_scan(over):
            overlaid = True
        if hidden is None and not (edges[0] <= x <= edges[2] and edges[1] <= y <= edges[3]):
            hidden = "off_page"
        if hidden is None and (over is not None or _may_vanish(item, objects, x, y)):
            picture = picture or _Picture(page, box)
            if not picture.shows(item.rect, item.look.grey):
                hidden = "covered" if over is not None else "white"
        place = _shown(item.rect, edges, rotation)
        yield Word(item.text, *place, item.look.size, item.look.bold, item.look.symbol, hidden, overlaid)


def _may_vanish(item: _Found, objects: _Objects, x: float, y: float) -> bool:
    """Whether text is light, with no dark area behind it that is sure to make it readable."""
    if item.look.grey < LIGHT:
        return False
    behind = objects.behind(x, y, item.address)
    return behind is None or behind.grey is None or abs(behind.grey - item.look.grey) < 2 * CONTRAST


class _Picture:
    """A page as it is shown, in shades of grey."""

    def __init__(self, page: pdfium.PdfPage, box: Any) -> None:
        self._box = box
        width, height = box.right - box.left, box.top - box.bottom
        self._scale = min(LOOK_SCALE, (MAX_LOOK_PIXELS / max(width * height, 1.0)) ** 0.5)
        rotation = page.get_rotation()
        bitmap = page.render(scale=self._scale, rotation=-rotation % 360, grayscale=True)
        self._width, self._height, self._stride = bitmap.width, bitmap.height, bitmap.stride
        self._pixels = bytes(bitmap.buffer)
        bitmap.close()

    def shows(self, rect: tuple[float, float, float, float], grey: int) -> bool:
        """Whether text of this shade stands out from what lies behind it."""
        left, bottom, right, top = rect
        x0 = max(int((left - self._box.left) * self._scale), 0)
        x1 = min(int((right - self._box.left) * self._scale) + 1, self._width)
        y0 = max(int((self._box.top - top) * self._scale), 0)
        y1 = min(int((self._box.top - bottom) * self._scale) + 1, self._height)
        rows = [self._pixels[y * self._stride + x0 : y * self._stride + x1] for y in range(y0, y1)]
        pixels = sorted(b"".join(rows))
        if not pixels:
            return False
        background = pixels[len(pixels) // 2]
        return abs(background - grey) >= CONTRAST and any(abs(pixel - grey) < 3 * CONTRAST for pixel in set(pixels))


def _shown(
    rect: tuple[float, float, float, float], edges: tuple[float, float, float, float], rotation: int
) -> tuple[float, float, float, float]:
    """Left, top, right and bottom on the page as it is shown, with y downwards."""
    x0, y0, x1, y1 = rect[0] - edges[0], rect[1] - edges[1], rect[2] - edges[0], rect[3] - edges[1]
    width, height = edges[2] - edges[0], edges[3] - edges[1]
    if rotation == 90:
        return y0, x0, y1, x1
    if rotation == 180:
        return width - x1, y0, width - x0, y1
    if rotation == 270:
        return height - y1, width - x1, height - y0, width - x0
    return x0, height - y1, x1, height - y0
