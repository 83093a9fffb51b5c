"""Quotes against the document: a quote counts only when it stands there, word for word. Pure."""

from __future__ import annotations

import re

from analyzer.types import Evidence
from ingest.types import Document

_WHITE_SPACE = re.compile(r"\s+")


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
