"""Quotes against the document: a quote counts only when it stands there, word for word. Pure."""

from __future__ import annotations

import re

from analyzer.types import Evidence
from ingest.types import Document

_WHITE_SPACE = re.compile(r"\s+")
# Characters that people and machines write for one another; what is taken over is always the document's own.
_ALIKE = ('"“”„‟«»″', "'‘’‚‛′`´", "-‐‑‒–—−")
_ELLIPSIS = re.compile(r"…|\.\.\.")
# Around a quote: no letter or digit, alone or joined by a hyphen; after it no further part of a number.
_NOT_AFTER_WORD, _NOT_BEFORE_WORD = r"(?<![^\W_])(?<![^\W_][-‐‑])", r"(?![^\W_])(?![-‐‑][^\W_])"
_NOT_AFTER_DIGITS = r"(?<!\d[.,])"
_NOT_BEFORE_DIGITS = r"(?![.,]\d)"


def stands_verbatim(evidence: Evidence, document: Document) -> bool:
    """Whether the quote is exactly the text at its span, and its span begins on the page it names."""
    return (
        evidence.document_id == document.id
        and document.text[evidence.start : evidence.end] == evidence.quote
        and bool(evidence.quote.strip())
        and document.page_at(evidence.start) == evidence.page
    )


def locate(quote: str, document: Document) -> tuple[int, int] | None:
    """The span of the first place where `quote` stands, white space apart; None when it stands nowhere."""
    words = _WHITE_SPACE.split(quote.strip())
    if not words[0]:
        return None
    match = re.search(r"\s+".join(re.escape(word) for word in words), document.text)
    return (match.start(), match.end()) if match else None


def find_quote(quote: str, document: Document, start: int, end: int) -> tuple[int, int] | None:
    """The span of the first place in `document.text[start:end]` where `quote` stands; None when it is nowhere there.

    White space may differ, and the shape of quotation marks and dashes; nothing else. Quotation marks around the whole
    are passed over. A quote begins and ends with whole words: "bevoegd" does not stand in "onbevoegd", nor "€ 10" in
    "€ 10.000".
    """
    for text in dict.fromkeys((quote.strip(), quote.strip().strip("".join(_ALIKE[0] + _ALIKE[1])).strip())):
        if text and (match := re.compile(_whole(text)).search(document.text, start, end)):
            return match.start(), match.end()
    return None


def _whole(text: str) -> str:
    """The pattern of `text` where it is no part of a longer word, and its last number no part of a longer one."""
    before = _NOT_AFTER_WORD if text[0].isalnum() else ""
    before = f"{_NOT_AFTER_DIGITS}{before}" if text[0].isdigit() else before
    after = _NOT_BEFORE_WORD if text[-1].isalnum() else ""
    return f"{before}{_tolerant(text)}{after}{_NOT_BEFORE_DIGITS if text[-1].isdigit() else ''}"


def _tolerant(text: str) -> str:
    pieces = []
    for piece in re.split(r"(\s+|…|\.\.\.)", text):
        if piece.isspace():
            pieces.append(r"\s+")
        elif _ELLIPSIS.fullmatch(piece):
            pieces.append(r"(?:…|\.\.\.)")
        else:
            pieces += [_class_of(character) for character in piece]
    return "".join(pieces)


def _class_of(character: str) -> str:
    for alike in _ALIKE:
        if character in alike:
            return f"[{re.escape(alike)}]"
    return re.escape(character)
