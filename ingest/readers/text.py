"""Plain text, as users save it from other programs: any encoding, hard-wrapped lines, letters for bullets."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from charset_normalizer import from_bytes

from ingest.blocks import Style, blocks_from_lines
from ingest.cleaning import letters
from ingest.errors import EmptyFile, UnsupportedFormat
from ingest.layout import Line, normalised, without_furniture
from ingest.readers.raw import RawBlock, RawDocument, RawPage
from ingest.types import BlockKind, PageSource, Problem

SECTION_LENGTH = 4000  # characters; a longer section is cut at the end of a block
SHORT_SECTION = 200  # characters; a heading does not end a section as short as this
TAB_WIDTH = 4

_LOST_BREAK = re.compile(r" [^ \n]")
_CODEPAGES = ("cp1252", "iso8859_15", "mac_roman", "cp850", "utf_16_le", "utf_16_be")
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe\x00\x00", "utf-32"), (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"),
)  # fmt: skip


def read(data: bytes, name: str) -> RawDocument:
    """Reads plain text. Form feeds part pages; without them the text falls into sections.

    Raises EmptyFile for no bytes, and UnsupportedFormat where the bytes are no text.
    """
    if not data:
        raise EmptyFile(name, f'Het bestand "{name}" is leeg. Lever het opnieuw aan.')
    text, problems = _decoded(data, name)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    if not letters(text):
        problems = (*problems, _no_text(name))
    if "\f" in text.strip("\f\n "):
        return RawDocument(format="text", page_unit="page", pages=_pages(text.split("\f")), problems=problems)
    return RawDocument(format="text", page_unit="section", pages=_sections(text), problems=problems)


def _no_text(name: str) -> Problem:
    return Problem(code="no_text", message=f'In "{name}" staat geen tekst. Controleer of dit het juiste bestand is.')


def _decoded(data: bytes, name: str) -> tuple[str, tuple[Problem, ...]]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _by_rule(data, encoding, name)
    if data.count(0) > len(data) // 100:
        return _by_rule(data, _utf16_without_mark(data, name), name)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        pass
    if _nearly_utf8(data):
        return _by_rule(data, "utf-8", name)
    best = from_bytes(data, cp_isolation=list(_CODEPAGES[:4]), threshold=0.4).best()
    encoding = "cp1252" if best is None or _decodes(data, "cp1252") else best.encoding
    return _by_rule(data, encoding, name)


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _nearly_utf8(data: bytes) -> bool:
    """Whether damaged UTF-8 explains the bytes better than a code page: most of what is not ASCII is valid."""
    text = data.decode("utf-8", errors="replace")
    wrong = text.count("\ufffd")
    return sum(char > "\x7f" for char in text) - wrong > 2 * wrong


def _utf16_without_mark(data: bytes, name: str) -> str:
    even, odd = data[0::2].count(0), data[1::2].count(0)
    if max(even, odd) < len(data) // 4 or min(even, odd) > len(data) // 50:
        raise UnsupportedFormat(
            name,
            f'Het bestand "{name}" bevat geen leesbare tekst. Lever het aan als pdf-, docx-, odt- of tekstbestand.',
        )
    return "utf-16-le" if odd > even else "utf-16-be"


def _by_rule(data: bytes, encoding: str, name: str) -> tuple[str, tuple[Problem, ...]]:
    try:
        return data.decode(encoding), ()
    except UnicodeDecodeError:
        message = (
            f'Enkele tekens in "{name}" zijn niet te ontcijferen en staan er als � in. '
            "Bewaar het bestand opnieuw, met de tekencodering UTF-8."
        )
        text = data.decode(encoding, errors="replace")
        return text, (Problem(code="encoding", message=message, loss=False),)


def _lines(text: str) -> list[Line]:
    """The lines of a text, with blank lines as gaps; places count in characters and lines."""
    lines: list[Line] = []
    gap = True
    for top, raw in enumerate(text.split("\n")):
        if raw.strip():
            lines.append(_line(raw, top, gap=gap))
        gap = not raw.strip()
    return lines


def _line(raw: str, top: float, *, gap: bool, jump: bool = False) -> Line:
    bare = raw.expandtabs(TAB_WIDTH).rstrip()
    left = len(bare) - len(bare.lstrip())
    cells = tuple(cell.strip() for cell in bare.strip().strip("|").split("|")) if " | " in bare else ()
    return Line(raw, left, len(bare), top, top + 1, gap=gap, jump=jump, cells=cells)


def _pages(parts: Sequence[str]) -> tuple[RawPage, ...]:
    if not parts[-1].strip():
        parts = parts[:-1]
    kept = without_furniture([_lines(part) for part in parts], None)
    style = Style.of([line for page in kept for line in page])
    pages = []
    for number, lines in enumerate(kept, start=1):
        blocks = blocks_from_lines(lines, style)
        source = PageSource.TEXT if parts[number - 1].strip() else PageSource.EMPTY
        pages.append(RawPage(number=number, blocks=blocks, source=source))
    return tuple(pages)


def _sections(text: str) -> tuple[RawPage, ...]:
    lines = _without_lost_furniture(_lines(text))
    blocks = blocks_from_lines(lines, Style.of(lines))
    levels = [block.level for block in blocks if block.kind is BlockKind.HEADING]
    top = min(levels, default=0)
    sections: list[list[RawBlock]] = []
    length = 0  # of the section's text, headings aside
    for block in blocks:
        heading = block.kind is BlockKind.HEADING
        begins = heading and block.level == top and length > SHORT_SECTION
        if not sections or begins or (length and length + len(block.text) > SECTION_LENGTH):
            sections.append([])
            length = 0
        sections[-1].append(block)
        length += 0 if heading else len(block.text)
    if not sections:
        return (RawPage(number=1, source=PageSource.EMPTY),)
    return tuple(RawPage(number=number, blocks=tuple(found)) for number, found in enumerate(sections, start=1))


def _without_lost_furniture(lines: Sequence[Line]) -> list[Line]:
    """Lines without running heads that were left behind where page breaks became a space at a line's start.

    Such a break shows in a file that has one space before a line here and there. Lines in capitals that come three
    times at least, often at such breaks, are running heads; so are lines put together from their words.
    """
    breaks = {index for index, line in enumerate(lines) if _LOST_BREAK.match(line.text)}
    if not 2 < len(breaks) < len(lines) / 8:
        return list(lines)
    starts = [0, *sorted(breaks), len(lines)]
    edges: set[int] = set()
    for start, end in pairwise(starts):
        edges |= {*range(start, min(start + 2, end)), *range(max(start, end - 3), end)}
    capitals = {index: normalised(line.text) for index, line in enumerate(lines) if line.text.strip().isupper()}
    everywhere = Counter(capitals.values())
    there = Counter(text for index, text in capitals.items() if index in edges)
    running = {text for text, count in everywhere.items() if count > 2 and 3 * there[text] >= count}
    words = {word for text in running for word in text.split()}
    gone = {index for index, text in capitals.items() if text in running or _is_made_of(text.split(), words)}
    return [
        _line(line.text[1:], line.top, gap=line.gap, jump=True) if index in breaks else line
        for index, line in enumerate(lines)
        if index not in gone
    ]


def _is_made_of(text: Sequence[str], words: set[str]) -> bool:
    return len(text) > 2 and sum(word in words for word in text) >= 0.75 * len(text)
