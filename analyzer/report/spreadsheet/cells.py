"""Text as a cell of a worksheet holds it, and back: programs change line ends and white space when they save a file,
and that must not count as a change by a person."""

from __future__ import annotations

import re

from analyzer.report.plain_text import printable

CELL_LIMIT = 32_767  # characters of one cell, counted as Excel does: in UTF-16 units
TOO_LONG = (
    "Deze tekst past niet in een cel van een werkblad (meer dan 32.767 tekens). U vindt hem in de app; wijzig hem daar."
)

_LINE_END = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")
_WORD = re.compile(r"[^ \t\n]+")
# How a worksheet writes a control character, and how it writes what looks like that: "_x005F_" before it.
_ESCAPED = re.compile(r"_x00([01][0-9A-Fa-f]|7[Ff])_")
# Only from the first of several "_": from each of them would take a time that grows with the square of a long line.
_LIKE_ESCAPED = re.compile(r"(?<!_)_+x[0-9A-Fa-f]{4}_*|x[0-9A-Fa-f]{4}_+")
_BLANK = re.compile(r"\s+")


def fit(text: str) -> str:
    """A person's text with its spaces and line ends, without the characters that XML forbids or that reorder text."""
    return _WORD.sub(lambda word: printable(word[0]), _LINE_END.sub("\n", text))


def held(text: str) -> str:
    """A person's text as one cell has it: `fit`, or a notice where it does not go into a cell."""
    shown = fit(text)
    return shown if units(shown) <= CELL_LIMIT else TOO_LONG


def units(text: str) -> int:
    """The length of `text` in UTF-16 units."""
    return len(text) + sum(character > "\uffff" for character in text)


def pieces(text: str, limit: int = CELL_LIMIT) -> tuple[str, ...]:
    """`text` in parts that each go into a cell, cut behind a space where there is one; joined they are `text` again."""
    parts = []
    while units(text) > limit:
        end = limit - sum(character > "\uffff" for character in text[:limit])
        boundary = text.rfind(" ", end // 2, end) + 1
        parts.append(text[: boundary or end])
        text = text[boundary or end :]
    return (*parts, text)


def plain(text: str) -> str:
    """What a person meant by the text of a cell: without the white space at the ends of lines and of the whole."""
    unescaped = _ESCAPED.sub(lambda code: chr(int(code[1], 16)), text)
    return "\n".join(line.rstrip() for line in fit(unescaped).split("\n")).strip()


def same(one: str, other: str) -> bool:
    """Whether two texts are the same but for what programs do to them: line ends, white space at the ends, and the
    way in which a worksheet writes characters as codes."""
    if plain(one) == plain(other):
        return True
    return bool(_LIKE_ESCAPED.search(one) or _LIKE_ESCAPED.search(other)) and folded(one) == folded(other)


def folded(text: str) -> str:
    """What is left of a text whatever programs do to it: for a digest of it."""
    return _BLANK.sub("", _LIKE_ESCAPED.sub("", plain(text)))
