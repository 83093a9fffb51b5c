"""Papers as an independent reader prints them: LibreOffice makes a PDF of them, and pdfium says what stands where.

What a person would see at a glance and be ashamed of is looked for: text that runs off the page, pages with nothing on
them, a heading alone at the foot of a page, keys of the program, English words.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path

import docx
import pypdfium2
import pytest

SOFFICE = shutil.which("soffice")
# For every test that prints: elsewhere it is skipped, and says why.
needs_soffice = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
_EDGE = 14.0  # points from the edge of the paper: a printer prints nothing there
_KEYS = re.compile(r"\b(?:None|True|False|NaN|null|undefined|[a-z]+_[a-z_]+)\b|\{\{|\}\}|\{%|<[a-z]+[ >]")
_ENGLISH = re.compile(
    r"\b(?:the|and|with|without|from|which|found|finding|findings|not|yes|page|pages|evidence|rules|model-?based"
    r"|unknown|draft|in force|planned|absent|table of contents|figure|error|missing)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Line:
    text: str
    top: float  # points above the foot of the page
    left: float
    right: float


@dataclass(frozen=True)
class Print:
    """A paper as it was printed."""

    data: bytes

    @cached_property
    def pages(self) -> tuple[tuple[Line, ...], ...]:
        """The lines of each page, from top to bottom."""
        document = pypdfium2.PdfDocument(self.data)
        try:
            return tuple(_lines(page) for page in document)
        finally:
            document.close()

    @cached_property
    def sizes(self) -> tuple[tuple[float, float], ...]:
        """Width and height of each page, in points."""
        document = pypdfium2.PdfDocument(self.data)
        try:
            return tuple(page.get_size() for page in document)
        finally:
            document.close()

    @property
    def text(self) -> str:
        return "\n".join(line.text for page in self.pages for line in page)

    def off_the_page(self) -> list[str]:
        return [
            f"p. {number}: {line.text}"
            for number, (page, (width, height)) in enumerate(zip(self.pages, self.sizes, strict=True), 1)
            for line in page
            if line.left < _EDGE or line.right > width - _EDGE or line.top > height - _EDGE or line.top < _EDGE
        ]

    def empty_pages(self) -> list[int]:
        """Pages with no more on them than a header and a footer."""
        return [number for number, page in enumerate(self.pages, 1) if len(page) <= 2]

    def lonely_headings(self, headings: set[str]) -> list[str]:
        """Headings below which nothing stands on their page but the footer. `headings`: their texts."""
        found = []
        for number, page in enumerate(self.pages, 1):
            body = [line for line in page if line.top > 60]  # above the footer
            contents = sum(line.text.rstrip(" .0123456789") in headings for line in body) > len(body) // 2
            if body and not contents and body[-1].text.strip() in headings:
                found.append(f"p. {number}: {body[-1].text}")
        return found

    def program_words(self, quoted: str = "") -> list[str]:
        """Keys and English words that stand in no quote. `quoted`: all text that comes from documents or people."""
        found = {match.group() for match in (*_KEYS.finditer(self.text), *_ENGLISH.finditer(self.text))}
        return sorted(each for each in found if each.lower() not in quoted.lower())


def _lines(page: pypdfium2.PdfPage) -> tuple[Line, ...]:
    text = page.get_textpage()
    try:
        lines = []
        for index in range(text.count_rects()):
            left, bottom, right, top = text.get_rect(index)
            words = text.get_text_bounded(left, bottom, right, top).strip()
            if words:
                lines.append(Line(words, (top + bottom) / 2, left, right))
        return _joined(lines)
    finally:
        text.close()
        page.close()


def _joined(pieces: list[Line]) -> tuple[Line, ...]:
    """Pieces of text at one height are one line."""
    lines: list[Line] = []
    for piece in sorted(pieces, key=lambda line: (-round(line.top / 4), line.left)):
        last = lines[-1] if lines else None
        if last is not None and round(last.top / 4) == round(piece.top / 4):
            lines[-1] = Line(f"{last.text} {piece.text}", last.top, last.left, max(last.right, piece.right))
        else:
            lines.append(piece)
    return tuple(lines)


def printed(papers: Mapping[str, bytes], folder: Path) -> dict[str, Print]:
    """The papers by file name, printed by LibreOffice in one go."""
    assert SOFFICE is not None
    names = []
    for name, content in papers.items():
        (folder / name).write_bytes(content)
        names.append(str(folder / name))
    command = [SOFFICE, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "pdf"]
    out = folder / "printed"
    subprocess.run([*command, "--outdir", str(out), *names], check=True, capture_output=True, timeout=280)
    return {name: Print((out / Path(name).with_suffix(".pdf").name).read_bytes()) for name in papers}


def headings_of(word: bytes) -> set[str]:
    """The texts of the headings of a Word paper."""
    paragraphs = docx.Document(BytesIO(word)).paragraphs
    return {each.text.strip() for each in paragraphs if (each.style.name or "").lower().startswith("heading")}
