"""Text from the image of a page, by the tesseract program where it is installed with its Dutch language file."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from statistics import mean, median

import pypdfium2 as pdfium

from ingest.layout import Line

DPI = 250
MAX_PIXELS = 24_000_000  # an A3 page at DPI has 12 million
ALL_SECONDS = 180.0  # for one document; what is left then stays unread
PAGE_SECONDS = 60.0  # a page of text takes some two seconds
MIN_CONFIDENCE = 15.0  # of 100; what tesseract is less sure of is a stain, not a word
LANGUAGE = "nld"
PROGRAM = "tesseract"
_PASSED_ON = ("PATH", "TESSDATA_PREFIX", "HOME", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read from one page. Places are in points. `confidence`: mean over the words, 0 to 100."""

    lines: tuple[Line, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class _Picture:
    pixels: bytes  # a portable grey map
    dpi: float


@cache
def installed(program: str = PROGRAM) -> bool:
    """Whether tesseract and its Dutch language file are there."""
    path = shutil.which(program)
    if path is None:
        return False
    try:
        listed = subprocess.run([path, "--list-langs"], capture_output=True, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError):
        return False
    return LANGUAGE in listed.stdout.decode("utf-8", errors="replace").split()


def read_pages(document: pdfium.PdfDocument, indexes: Sequence[int]) -> Iterator[tuple[int, Reading | None]]:
    """Reads pages (numbers from 0), as many at once as there are processors. None: the page could not be read.

    Stops short of the last page after ALL_SECONDS.
    """
    end = time.monotonic() + ALL_SECONDS
    workers = max(min(os.cpu_count() or 1, 4), 1)
    with ThreadPoolExecutor(workers) as pool:
        for start in range(0, len(indexes), workers):
            if time.monotonic() > end:
                break
            batch = indexes[start : start + workers]
            yield from zip(batch, pool.map(_recognised, [_picture(document, index) for index in batch]), strict=True)


def _picture(document: pdfium.PdfDocument, index: int) -> _Picture | None:
    try:
        page = document[index]
        width, height = page.get_size()
        scale = min(DPI / 72, (MAX_PIXELS / max(width * height, 1.0)) ** 0.5)
        bitmap = page.render(scale=scale, grayscale=True)
        rows = bytes(bitmap.buffer)
        if bitmap.stride != bitmap.width:
            rows = b"".join(rows[y * bitmap.stride :][: bitmap.width] for y in range(bitmap.height))
        picture = _Picture(b"P5 %d %d 255\n" % (bitmap.width, bitmap.height) + rows, 72 * scale)
        bitmap.close()
        page.close()
    except (pdfium.PdfiumError, MemoryError, ValueError):
        return None
    return picture


def _recognised(picture: _Picture | None) -> Reading | None:
    if picture is None:
        return None
    command = [PROGRAM, "-", "-", "-l", LANGUAGE, "--dpi", str(round(picture.dpi)), "tsv"]
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ} | {"OMP_THREAD_LIMIT": "1"}
    try:
        result = subprocess.run(
            command, input=picture.pixels, capture_output=True, timeout=PAGE_SECONDS, env=environment, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return lines_from_tsv(result.stdout.decode("utf-8", errors="replace"), picture.dpi)


def lines_from_tsv(table: str, dpi: float) -> Reading:
    """The lines in tesseract's table of words (`tsv`): level, page, block, paragraph, line, word, box, conf, text."""
    rows = csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    words = [row for row in rows if row["level"] == "5" and (row["text"] or "").strip()]
    words = [row for row in words if float(row["conf"]) >= MIN_CONFIDENCE]
    lines: list[Line] = []
    paragraph: tuple[str, ...] = ()
    for place, found in groupby(words, key=lambda row: tuple(row[f"{part}_num"] for part in ("block", "par", "line"))):
        members = list(found)
        boxes = [[float(row[side]) * 72 / dpi for side in ("left", "top", "width", "height")] for row in members]
        top, bottom = min(box[1] for box in boxes), max(box[1] + box[3] for box in boxes)
        lines.append(
            Line(
                text=" ".join(row["text"].strip() for row in members),
                left=boxes[0][0],
                right=boxes[-1][0] + boxes[-1][2],
                top=top,
                bottom=bottom,
                gap=place[:2] != paragraph,
                jump=bool(lines) and top < lines[-1].top - (bottom - top),
            )
        )
        paragraph = place[:2]
    return Reading(_with_sizes(lines), mean(float(row["conf"]) for row in words) if words else 0.0)


def _with_sizes(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Letters' sizes from the heights of lines: far from exact, so only what is clearly larger than most counts."""
    if not lines:
        return ()
    usual = median(line.bottom - line.top for line in lines)
    sized = []
    for line in lines:
        size = 1.5 * usual if line.bottom - line.top > 1.5 * usual else usual
        sized.append(
            Line(line.text, line.left, line.right, line.top, line.bottom, round(size), gap=line.gap, jump=line.jump)
        )
    return tuple(sized)
