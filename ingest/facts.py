"""What a document says about itself: title, genre, adoption, standing, period and version. Pure.

A date counts only where the document speaks of itself: in its opening and closing lines, in a sentence about "dit plan"
or "deze verordening", or in one that names the document's own title.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ingest.adoption import adoption_of
from ingest.effect import entry_of, period_of
from ingest.naming import genre_of, title_of
from ingest.selfhood import Self
from ingest.standing import adopted_of, draft_of, version_of, withdrawal_of
from ingest.statements import read_statements
from ingest.types import Document, DocumentFacts, Standing, Validity

_LONGEST_QUOTE = 400  # characters


def read_facts(document: Document, metadata: Mapping[str, str]) -> DocumentFacts:
    """`metadata`: what the file's properties say, under `title`, `author`, `created` and `modified` (ISO dates).

    Every quote is a substring of `document.text`, of at most 400 characters.
    """
    reading = read_statements(document)
    title = title_of(reading, metadata)
    self = Self(title, genre_of(reading, title))
    version = version_of(reading)
    entry = entry_of(reading, self)
    adoption = adoption_of(reading, self, metadata, entry)
    says_adopted = adoption is not None and adoption.says_adopted
    period = period_of(reading, self, entry, adoption)
    until = period.until
    standing, quote = Standing.UNSTATED, None
    if withdrawal := withdrawal_of(reading, self):
        standing, quote = Standing.WITHDRAWN, withdrawal.quote
        until = min((day for day in (until, withdrawal.until) if day is not None), default=None)
    elif draft := draft_of(reading, self, version, says_adopted):
        standing, quote, adoption = Standing.DRAFT, draft.quote, None
    elif adoption is not None and adoption.says_adopted:
        standing, quote = Standing.ADOPTED, adoption.quote
    elif stated := adopted_of(reading, self):
        standing, quote = Standing.ADOPTED, stated.quote
    return DocumentFacts(
        title=title,
        genre=self.genre,
        adopted=adoption.day if adoption else None,
        adopted_quote=_cut(adoption.quote) if adoption else None,
        standing=standing,
        standing_quote=_cut(quote),
        effective_from=period.start,
        effective_until=until,
        version=version,
    )


def _cut(quote: str | None) -> str | None:
    """A quote no longer than its limit, ended at a word."""
    if quote is None or len(quote) <= _LONGEST_QUOTE:
        return quote
    return quote[:_LONGEST_QUOTE].rsplit(" ", 1)[0]


def validity_on(facts: DocumentFacts, day: date) -> Validity:
    """What `facts` amount to on `day`. A document that was withdrawn later than `day` was still in force then."""
    until = facts.effective_until
    if facts.standing is Standing.DRAFT:
        return Validity.DRAFT
    if facts.standing is Standing.WITHDRAWN and (until is None or until < day):
        return Validity.WITHDRAWN
    if until is not None and until < day:
        return Validity.EXPIRED
    starts = [start for start in (facts.effective_from, facts.adopted) if start is not None]
    if any(start > day for start in starts):
        return Validity.NOT_YET_IN_FORCE
    known = facts.standing in (Standing.ADOPTED, Standing.WITHDRAWN) or facts.adopted is not None
    return Validity.IN_FORCE if known else Validity.UNKNOWN
