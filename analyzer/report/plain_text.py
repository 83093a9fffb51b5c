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
# What a language model can write without a reader seeing it: soft hyphens, joiners, marks of direction, variation
# selectors, annotations and tags.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u206f\u3164\ufe00-\ufe0f\uffa0"
    "\ufff0-\uffff\U000e0000-\U000e0fff]"
)
# What programs that show a text turn into a link by themselves. A file name is none, though it may begin with "www.".
_ADDRESS = re.compile(
    r"\b[a-z][a-z0-9+.-]*:\s*//\S*|\b(?:mailto|javascript):\S+|[^\s<>()\"“”„]+@[^\s<>()\"“”]+\.\w+"
    r"|\bwww\.(?![^\s/]*\.(?:pdf|docx?|odt|rtf|html?|txt|md)\b(?!/))\S+",
    re.IGNORECASE,
)
ADDRESS_LEFT_OUT = "[adres weggelaten]"
_ENOUGH = 4  # times the limit is looked through for addresses; what lies beyond is cut off anyway


def printable(text: str) -> str:
    """`text` on one line, without the characters that XML forbids or that a reader cannot see."""
    return _BLANK.sub(" ", _UNPRINTABLE.sub("", _BLANK.sub(" ", text))).strip(" ")


def foreign(text: str, limit: int) -> str:
    """What a language model wrote, fit to print: also without unseen characters and addresses, and cut to `limit`."""
    shown = printable(_UNSEEN.sub("", text))[: _ENOUGH * limit]
    return shorten(_ADDRESS.sub(ADDRESS_LEFT_OUT, shown), limit)


def shorten(text: str, limit: int) -> str:
    """`text` cut at a word boundary to at most `limit` characters, the mark "[…]" included."""
    if len(text) <= limit:
        return text
    mark = " […]"
    head = text[: limit - len(mark)]
    boundary = head.rfind(" ")
    return (head[:boundary] if boundary > limit // 2 else head).rstrip() + mark
