"""RTF, by way of striprtf: a line is a paragraph, and one with cell marks a table row.

A heading is told by its outline level, by the name of its style, or, in a short line, by "keep with the next".
striprtf keeps hidden and deleted text, and drops footnotes and text boxes: the first is taken out beforehand, the
second is reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from striprtf.striprtf import destinations, rtf_to_text

from ingest.readers.raw import RawDocument
from ingest.readers.sections import Piece, block, lay_out
from ingest.readers.visibility import Concealed, HiddenReason, concealed
from ingest.types import BlockKind, Problem

_TOKEN = re.compile(r"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-f]{2})|\\[^a-z]|([{}])|[^\\{}]+|\\", re.I)
_LOST_PARTS = re.compile(r"\\(footnote|shptxt|dptxbxtext)\b")
_HEADING_STYLE = re.compile(r"\{\\s(\d+)\b[^{};]*?\b(?:(?:heading|kop) ?([1-9])|(title|titel));\}", re.I)
_HEADING_SIGN = re.compile(r"\\(outlinelevel|s|keepn)(\d*)(?!\d) ?")
_MARKS = 0xE000  # a heading passes striprtf with a private character: this one and the level
_KEPT = 0  # in the place of a level: kept with the next line
_MARKED = re.compile("^\\s*([\ue000-\ue009]+)")
_KEPT_CHARACTERS = 120  # a longer line that is kept with the next is no heading
_BULLET = re.compile(r"^\s*[\u2022\u00b7\u25aa\u25cf\u2013-]\s+")
_TITLE = re.compile(r"\{\\title ([^{}\\]+)\}")
_AUTHOR = re.compile(r"\{\\author ([^{}\\]+)\}")
_MOMENT = re.compile(r"\{\\(creatim|revtim)\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})")


def read(data: bytes, name: str) -> RawDocument:
    """striprtf may raise its own errors on a broken file. Hidden text is reported with the first section."""
    source = data.decode("cp1252", "replace")  # RTF is 7-bit; what is not, older programs wrote in this code page
    visible, hidden = _parted(source)
    text: str = rtf_to_text(_marked(visible), errors="replace")
    unseen = (Piece(None, (), hidden),) if hidden else ()
    return lay_out("rtf", (*unseen, *_pieces(text)), _metadata(source), _lost_parts(source, name))


def _parted(source: str) -> tuple[str, tuple[Concealed, ...]]:
    """The source without hidden and deleted text, and the hidden text (RTF 1.9.1: \\v, \\deleted)."""
    if not re.search(r"\\(v|deleted)\b", source):
        return source, ()
    kept: list[str] = []
    taken: list[tuple[HiddenReason | None, str]] = []
    vanish = deleted = aside = False  # aside: within a group that is no text anyway
    outer: list[tuple[bool, bool, bool]] = []
    for token in _TOKEN.finditer(source):
        word, number, code, brace = token.groups()
        on = number != "0"
        if brace == "{":
            outer.append((vanish, deleted, aside))
        elif brace and outer:
            vanish, deleted, aside = outer.pop()
        elif word == "v":
            vanish = on
        elif word == "deleted":
            deleted = on
        elif word == "plain":
            vanish = deleted = False
        elif word in destinations or token[0] == "\\*":
            aside = True
        text = word is None and brace is None and token[0] != "\\*"
        if aside or not text or not (vanish or deleted):
            kept.append("" if word == "u" and not aside and (vanish or deleted) else token[0])
            taken.append((None, token[0] if text and not aside else ""))
        elif vanish and not deleted:
            taken.append(("hidden_markup", bytes.fromhex(code).decode("cp1252", "replace") if code else token[0]))
    return "".join(kept), concealed(run for run in taken if run[1])


def _marked(source: str) -> str:
    """The source with a private character at each sign of a heading."""
    styles = {number: int(level or 1) for number, level, _ in _HEADING_STYLE.findall(source)}

    def mark(sign: re.Match[str]) -> str:
        word, number = sign.groups()
        if word == "keepn":
            level: int | None = _KEPT if number != "0" else None
        elif word == "s":
            level = styles.get(number)
        else:
            level = int(number) + 1 if number and int(number) < 9 else None
        return sign[0] if level is None else f"{sign[0].rstrip()}{{\\uc1\\u{_MARKS + level - 0x10000}?}}"

    return _HEADING_SIGN.sub(mark, source)


def _level(line: str) -> tuple[int, str]:
    """The level of a heading (0: it is none), and the line without marks."""
    marks = _MARKED.match(line)
    if marks is None:
        return 0, line
    text = line[marks.end() :].strip()
    told = max(ord(mark) - _MARKS for mark in marks[1])
    short = len(text) <= _KEPT_CHARACTERS and "|" not in text and not text.endswith((".", ",", ":", ";"))
    return (min(told, 6) if told else 2 * short), text


def _pieces(text: str) -> Iterator[Piece]:
    for line in text.split("\n"):
        level, line = _level(line)
        cells = [cell.strip() for cell in line.split("|")]
        if level:
            found = block(BlockKind.HEADING, line, level)
        elif len(cells) > 2 or (len(cells) == 2 and not cells[1]):  # each cell ends in a mark, the last one too
            found = block(BlockKind.TABLE_ROW, " | ".join(cell for cell in cells if cell))
        elif _BULLET.match(line):
            found = block(BlockKind.LIST_ITEM, _BULLET.sub("", line), 1)
        else:
            found = block(BlockKind.PARAGRAPH, line)
        if found:
            yield Piece(found)


def _lost_parts(source: str, name: str) -> tuple[Problem, ...]:
    if not _LOST_PARTS.search(source):
        return ()
    message = (
        f'De voetnoten of tekstvakken in "{name}" zijn niet gelezen. Sla het document op als .docx of PDF en voeg dat '
        "toe, dan tellen ze mee."
    )
    return (Problem(code="notes_unread", message=message),)


def _metadata(source: str) -> dict[str, str]:
    texts = {"title": _TITLE.search(source), "author": _AUTHOR.search(source)}
    keys = {"creatim": "created", "revtim": "modified"}
    return {key: match[1].strip() for key, match in texts.items() if match and match[1].strip()} | {
        keys[kind]: f"{year}-{int(month):02}-{int(day):02}" for kind, year, month, day in _MOMENT.findall(source)
    }
