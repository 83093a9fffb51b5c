"""Makes text from documents fit to print: one line, no control characters, nothing that reorders or hides what is read.

The machine-readable report keeps every quote as it stands; only what is shown to a person passes through here.
"""

from __future__ import annotations

import re

# Runs of white space, the vertical tab, form feed and Unicode line ends among them, become one space.
_BLANK = re.compile(r"[ \t\n\r\v\f\x1c-\x1f\x85\u2028\u2029]+")
# What XML 1.0 forbids (control characters, surrogates, U+FFFE and U+FFFF), the other control characters, and the marks
# that change the direction of the text after them (U+202A-202E, U+2066-2069), by which a quote could be made to lie.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]")


def printable(text: str) -> str:
    """`text` on one line, without the characters that XML forbids or that a reader cannot see."""
    return _UNPRINTABLE.sub("", _BLANK.sub(" ", text)).strip(" ")


def shorten(text: str, limit: int) -> str:
    """`text` cut at a word boundary to at most `limit` characters, the mark "[…]" included."""
    if len(text) <= limit:
        return text
    mark = " […]"
    head = text[: limit - len(mark)]
    boundary = head.rfind(" ")
    return (head[:boundary] if boundary > limit // 2 else head).rstrip() + mark
