"""The chart of a report: a stacked bar of outcomes for each pillar. One geometry, drawn as PNG (Word) or SVG (web).

Each number stands in its bar, and bars share one scale, so that the chart can be read without colours.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO
from xml.sax.saxutils import escape

from PIL import Image, ImageDraw, ImageFont

from analyzer.report.plain_text import shorten
from analyzer.report.wording import MARKS, Mark
from ingest.types import Frozen

SCALE = 2  # pixels of the PNG per unit of the drawing: sharp in print
WIDTH = 640
_LABEL_WIDTH = 214
_ROW = 44
_BAR = 28
_TOP = 6
_LEGEND_ROW = 22
_TEXT = 12.5
_LABEL_CHARACTERS = 34  # a line of a label; two lines at most
_NARROWEST = 12  # a segment narrower than this has no room for its number
_INK = "26313B"


class Segment(Frozen):
    mark: Mark
    count: int


class Bar(Frozen):
    label: str
    segments: tuple[Segment, ...]


class _Box(Frozen):
    """A coloured box with its text, in units of the drawing."""

    x: float
    y: float
    width: float
    height: float
    mark: Mark
    text: str


class _Label(Frozen):
    x: float
    y: float  # of the middle of the line
    text: str


class _Drawing(Frozen):
    height: int
    boxes: tuple[_Box, ...]
    labels: tuple[_Label, ...]


def png(bars: Sequence[Bar]) -> bytes:
    """The chart as PNG, `WIDTH` × `SCALE` pixels wide."""
    drawing = _layout(bars)
    image = Image.new("RGB", (WIDTH * SCALE, drawing.height * SCALE), "white")
    draw = ImageDraw.Draw(image)
    font = _font(round(_TEXT * SCALE))
    for box in drawing.boxes:
        left, top = round(box.x * SCALE), round(box.y * SCALE)
        right, bottom = round((box.x + box.width) * SCALE) - 1, round((box.y + box.height) * SCALE) - 1
        draw.rectangle((left, top, right, bottom), fill=f"#{box.mark.fill}", outline=f"#{_edge(box.mark)}", width=SCALE)
        draw.text(((left + right) / 2, (top + bottom) / 2), box.text, f"#{box.mark.ink}", font, anchor="mm")
    for label in drawing.labels:
        draw.text((label.x * SCALE, label.y * SCALE), label.text, f"#{_INK}", font, anchor="lm")
    target = BytesIO()
    image.save(target, "PNG", compress_level=6)
    return target.getvalue()


def svg(bars: Sequence[Bar]) -> str:
    """The chart as an SVG element, to be put into a page as it is; all text in it is escaped."""
    drawing = _layout(bars)
    parts = [
        '<svg class="chart" role="img" aria-labelledby="chart-title chart-text" xmlns="http://www.w3.org/2000/svg" '
        f'viewBox="0 0 {WIDTH} {drawing.height}">',
        '<title id="chart-title">Uitkomsten per pijler</title>',
        f'<desc id="chart-text">{escape(alternative(bars))}</desc>',
    ]
    for box in drawing.boxes:
        parts.append(
            f'<rect x="{box.x:.1f}" y="{box.y:.1f}" width="{box.width:.1f}" height="{box.height:.1f}" '
            f'fill="#{box.mark.fill}" stroke="#{_edge(box.mark)}"/>'
        )
        if box.text:
            parts.append(
                f'<text x="{box.x + box.width / 2:.1f}" y="{box.y + box.height / 2:.1f}" fill="#{box.mark.ink}" '
                f'text-anchor="middle" dominant-baseline="central" font-size="{_TEXT}">{escape(box.text)}</text>'
            )
    parts += [
        f'<text x="{label.x:.1f}" y="{label.y:.1f}" fill="#{_INK}" dominant-baseline="central" '
        f'font-size="{_TEXT}">{escape(label.text)}</text>'
        for label in drawing.labels
    ]
    return "\n".join([*parts, "</svg>"])


def alternative(bars: Sequence[Bar]) -> str:
    """The chart in words, for who cannot see it."""
    lines = []
    for bar in bars:
        numbers = ", ".join(f"{segment.mark.label.lower()} {segment.count}" for segment in bar.segments)
        lines.append(f"Pijler {bar.label}: {numbers or 'geen ambities'}.")
    return " ".join(["Gestapelde balken met het aantal ambities per uitkomst.", *lines])


def _layout(bars: Sequence[Bar]) -> _Drawing:
    longest = max((sum(segment.count for segment in bar.segments) for bar in bars), default=0)
    unit = (WIDTH - _LABEL_WIDTH - 2) / max(longest, 1)
    boxes: list[_Box] = []
    labels: list[_Label] = []
    for row, bar in enumerate(bars):
        top = _TOP + row * _ROW
        lines = _wrapped(bar.label)
        first = top + _BAR / 2 - (len(lines) - 1) * 7.5
        labels += [_Label(x=0, y=first + 15 * index, text=line) for index, line in enumerate(lines)]
        left = float(_LABEL_WIDTH)
        for segment in bar.segments:
            width = unit * segment.count
            text = str(segment.count) if width >= _NARROWEST + 6 * (len(str(segment.count)) - 1) else ""
            boxes.append(_Box(x=left, y=top, width=width, height=_BAR, mark=segment.mark, text=text))
            left += width
    height = _legend(_TOP + len(bars) * _ROW + 4, bars, boxes, labels)
    return _Drawing(height=height, boxes=tuple(boxes), labels=tuple(labels))


def _legend(top: float, bars: Sequence[Bar], boxes: list[_Box], labels: list[_Label]) -> int:
    """Adds the key of the colours that occur, beneath the bars; returns the height of the whole drawing."""
    used = {segment.mark.key for bar in bars for segment in bar.segments}
    marks = [mark for mark in MARKS.values() if mark.key in used]
    column = (WIDTH - _LABEL_WIDTH) / 3
    for index, mark in enumerate(marks):
        x = _LABEL_WIDTH + column * (index % 3)
        y = top + _LEGEND_ROW * (index // 3)
        boxes.append(_Box(x=x, y=y, width=13, height=13, mark=mark, text=""))
        labels.append(_Label(x=x + 19, y=y + 6.5, text=mark.label))
    return round(top + _LEGEND_ROW * ((len(marks) + 2) // 3) + 2)


def _wrapped(label: str) -> list[str]:
    """`label` on one line, or on two."""
    if len(label) <= _LABEL_CHARACTERS:
        return [label]
    cut = label.rfind(" ", 0, _LABEL_CHARACTERS + 1)
    if cut < 1:
        return [shorten(label, _LABEL_CHARACTERS)]
    return [label[:cut], shorten(label[cut + 1 :], _LABEL_CHARACTERS)]


def _edge(mark: Mark) -> str:
    """White between coloured boxes; a visible line around a white one."""
    return _INK if mark.fill == "FFFFFF" else "FFFFFF"


@lru_cache(maxsize=2)
def _font(size: int) -> ImageFont.FreeTypeFont:
    """The font that comes with Pillow: the same picture on every machine."""
    font = ImageFont.load_default(size)
    if not isinstance(font, ImageFont.FreeTypeFont):
        raise RuntimeError("Pillow was built without FreeType; install the regular wheel")
    return font
