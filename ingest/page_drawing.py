"""Draws one page of a PDF, with the words of a quote marked as with a marker pen. Runs in a limited child process, by
`ingest.sandbox`: PDFium may abort on a hostile file.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from ctypes import c_int
from math import isfinite

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from PIL import Image, ImageChops, ImageDraw

from ingest.errors import NoSuchPage
from ingest.page_search import spans_of
from ingest.page_values import Box, DrawnPage, Found, MediaType, PageImage, TextLine, Wanted
from ingest.readers import ocr
from ingest.readers.pdf_structure import damaged, opened
from ingest.readers.pdf_words import characters

DPI = 120
MAX_PIXELS = 3_000_000  # an A3 page at DPI has 2.8 million
MAX_SIDE = 6_000  # pixels
COLOURS = 64  # of a picture; text needs few
LARGE = 250_000  # bytes; a picture that is larger is tried as a photograph
WHOLE = 0.97  # of a quote's letters: a stray sign more or less is no part that is missing
MARKER = (255, 230, 100)
EDGE = (23, 50, 77)
SLACK = 2  # pixels around the words

Rect = tuple[int, int, int, int]  # left, top, right, bottom in pixels
RectOf = Callable[[int], Rect | None]  # of a character, by its number


def draw(data: bytes, name: str, wanted: str) -> DrawnPage:
    """`wanted`: a `Wanted` as JSON. Raises NoSuchPage, EncryptedDocument, DamagedDocument."""
    asked = Wanted.model_validate_json(wanted)
    document, _, _ = opened(data, name)
    try:
        if asked.page > len(document):
            raise NoSuchPage(name, f'"{name}" heeft geen bladzijde {asked.page}; de laatste is {len(document)}.')
        try:
            return _drawn(document, asked)
        except pdfium.PdfiumError as error:
            raise damaged(name) from error
    finally:
        document.close()


def _drawn(document: pdfium.PdfDocument, asked: Wanted) -> DrawnPage:
    page = document[asked.page - 1]
    picture = _picture(page)
    lines = asked.lines
    rects: list[Rect] = []
    share = 0.0
    if asked.quote:
        rects, share = _in_text(page, asked, picture.size)
    page.close()
    if asked.quote and not rects and asked.recognise:
        lines = lines or _recognised(document, asked.page - 1)
        rects, share = _in_lines(lines, asked, picture.size)
    found = Found.UNASKED if not asked.quote else Found.WHOLE if share >= WHOLE else Found.PARTLY
    if asked.quote and not rects:
        found = Found.NONE
    _mark(picture, rects)
    content, kind = _encoded(picture)
    width, height = picture.size
    boxes = tuple(
        Box(left=left / width, top=top / height, right=right / width, bottom=bottom / height)
        for left, top, right, bottom in rects
    )
    image = PageImage(content=content, media_type=kind, width=width, height=height, found=found, boxes=boxes)
    return DrawnPage(image=image, lines=lines)


def _picture(page: pdfium.PdfPage) -> Image.Image:
    width, height = (side if isfinite(side) and side > 0 else 1.0 for side in page.get_size())
    scale = min(DPI / 72, (MAX_PIXELS / (width * height)) ** 0.5, MAX_SIDE / max(width, height))
    bitmap = page.render(scale=scale)
    picture: Image.Image = bitmap.to_pil().convert("RGB")
    bitmap.close()
    return picture


def _in_text(page: pdfium.PdfPage, asked: Wanted, size: tuple[int, int]) -> tuple[list[Rect], float]:
    """Where the words stand by the page's own text."""
    text_page = page.get_textpage()
    try:
        spans, share = spans_of(characters(text_page.raw), asked.quote, asked.before, asked.after)
        return list(_lines_of(spans, _rect_of(page, text_page, size), size)), share
    finally:
        text_page.close()


def _rect_of(page: pdfium.PdfPage, text_page: pdfium.PdfTextPage, size: tuple[int, int]) -> RectOf:
    box, x, y = raw.FS_RECTF(), c_int(), c_int()

    def on_picture(left: float, top: float) -> tuple[int, int]:
        raw.FPDF_PageToDevice(page, 0, 0, *size, 0, left, top, x, y)
        return x.value, y.value

    def rect_of(number: int) -> Rect | None:
        if not raw.FPDFText_GetLooseCharBox(text_page, number, box) or box.right <= box.left:
            return None
        (x0, y0), (x1, y1) = on_picture(box.left, box.top), on_picture(box.right, box.bottom)
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)

    return rect_of


def _recognised(document: pdfium.PdfDocument, index: int) -> tuple[TextLine, ...]:
    """The lines of a page that is an image; none where they cannot be read."""
    width, height = document[index].get_size()
    readings = [reading for _, reading in ocr.read_pages(document, [index]) if reading is not None]
    return tuple(
        TextLine(
            text=line.text,
            box=Box(
                left=line.left / width, top=line.top / height, right=line.right / width, bottom=line.bottom / height
            ),
        )
        for reading in readings
        for line in reading.lines
    )


def _in_lines(lines: Sequence[TextLine], asked: Wanted, size: tuple[int, int]) -> tuple[list[Rect], float]:
    """Where the words stand by lines that were read from an image: each character has an equal share of its line."""
    width, height = size
    owners = [(line, place) for line in lines for place in range(len(line.text) + 1)]  # a line break after each
    spans, share = spans_of("\n".join([*(line.text for line in lines), ""]), asked.quote, asked.before, asked.after)

    def rect_of(number: int) -> Rect | None:
        line, place = owners[number]
        count = len(line.text)
        if place == count:
            return None
        step = (line.box.right - line.box.left) / count
        left = line.box.left + place * step
        return int(left * width), int(line.box.top * height), int((left + step) * width), int(line.box.bottom * height)

    return list(_lines_of(spans, rect_of, size)), share


def _lines_of(spans: Sequence[tuple[int, int]], rect_of: RectOf, size: tuple[int, int]) -> Iterator[Rect]:
    """The stretches of text as one rectangle for each line, within the picture, with some slack."""
    line: Rect | None = None
    last: Rect | None = None
    for number in (number for start, end in spans for number in range(start, end)):
        rect = rect_of(number)
        if rect is None:
            continue
        if line is not None and last is not None and _follows(line, last, rect):
            line = _union(line, rect)
        else:
            yield from _within(line, size)
            line = rect
        last = rect
    yield from _within(line, size)


def _follows(line: Rect, last: Rect, rect: Rect) -> bool:
    """Whether a character goes on where a line's `last` one was: beside it and not across a gutter, or, where the line
    runs up or down the page, above or below it."""
    wide, high = _overlap(last[0], last[2], rect[0], rect[2]), _overlap(last[1], last[3], rect[1], rect[3])
    width, height = (max(last[side + 2] - last[side], rect[side + 2] - rect[side], 1) for side in (0, 1))
    if high > 0.5 * min(last[3] - last[1], rect[3] - rect[1]) and -wide < 1.5 * height:
        return True
    upright = line[2] - line[0] <= 1.3 * width
    return upright and wide > 0.8 * min(last[2] - last[0], rect[2] - rect[0]) and -high < 0.7 * width


def _overlap(start: int, end: int, other_start: int, other_end: int) -> int:
    """How far two stretches overlap; below zero: how far they lie apart."""
    return min(end, other_end) - max(start, other_start)


def _union(one: Rect, two: Rect) -> Rect:
    return min(one[0], two[0]), min(one[1], two[1]), max(one[2], two[2]), max(one[3], two[3])


def _within(rect: Rect | None, size: tuple[int, int]) -> Iterator[Rect]:
    if rect is None:
        return
    left, top = max(rect[0] - SLACK, 0), max(rect[1] - SLACK, 0)
    right, bottom = min(rect[2] + SLACK, size[0]), min(rect[3] + SLACK, size[1])
    if right > left and bottom > top:
        yield left, top, right, bottom


def _mark(picture: Image.Image, rects: Sequence[Rect]) -> None:
    """A marker pen darkens: letters stay black. The edge is there for whom yellow is grey, and on dark ground."""
    for rect in rects:
        under = picture.crop(rect)
        picture.paste(ImageChops.multiply(under, Image.new("RGB", under.size, MARKER)), rect)
    pen = ImageDraw.Draw(picture)
    for left, top, right, bottom in rects:
        pen.rectangle((left - 1, top - 1, right, bottom), outline=MARKER)
        pen.rectangle((left, top, right - 1, bottom - 1), outline=EDGE)


def _encoded(picture: Image.Image) -> tuple[bytes, MediaType]:
    """As PNG with few colours, or as JPEG where that is much smaller."""
    few = picture.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    png = io.BytesIO()
    few.save(png, "PNG")
    if png.tell() <= LARGE:
        return png.getvalue(), "image/png"
    jpeg = io.BytesIO()
    picture.save(jpeg, "JPEG", quality=80)
    if jpeg.tell() < 0.8 * png.tell():
        return jpeg.getvalue(), "image/jpeg"
    return png.getvalue(), "image/png"
