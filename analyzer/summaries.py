"""Documents as a report lists them, those that could not be read among them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from analyzer.types import DocumentSummary
from ingest.errors import UnreadableDocument
from ingest.facts import validity_on
from ingest.types import Document, PageSource


def summaries_of(
    documents: Sequence[Document], failures: Sequence[UnreadableDocument], peildatum: date
) -> tuple[DocumentSummary, ...]:
    """The documents that were read, and behind them what could not be."""
    read = (summary_of(document, peildatum) for document in documents)
    return (*read, *map(unread_summary, failures))


def summary_of(document: Document, peildatum: date) -> DocumentSummary:
    lost = any(problem.loss for problem in document.problems) or any(
        page.source is PageSource.UNREAD for page in document.pages
    )
    return DocumentSummary(
        name=document.name,
        sha256=document.id,
        pages=len(document.pages),
        page_unit=document.page_unit,
        title=document.facts.title,
        genre=document.facts.genre.value,
        adopted=document.facts.adopted,
        validity=validity_on(document.facts, peildatum),
        problems=tuple(problem.message for problem in document.problems),
        read="partly" if lost else "whole",
    )


def unread_summary(failure: UnreadableDocument) -> DocumentSummary:
    return DocumentSummary(name=failure.name, sha256="", pages=0, problems=(str(failure),), read="not")
