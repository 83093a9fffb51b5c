"""The HTML of the page with the documents of a dossier: where they are added, the list, and one of them in full."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.store.values import StoredDocument
from ingest.sandbox_protocol import Limits
from ui.document_rows import SEARCH_FROM, DocumentRow, Fact, Past, ReadingShare
from ui.places import Place, address, original_address, upload_address
from ui.rendering import render

_FORMATS = ".pdf,.docx,.odt,.rtf,.html,.htm,.md,.txt"


def upload_zone(dossier: str) -> str:
    """Where files are dropped or chosen; they go to the app's own route."""
    most = Limits().file_bytes
    return render("upload", address=upload_address(dossier), formats=_FORMATS, most=most, most_said=f"{most >> 20} MB")


def documents(
    dossier: str,
    rows: Sequence[DocumentRow],
    past: Sequence[Past],
    share: ReadingShare,
    *,
    opened: str = "",
    may_edit: bool,
) -> str:
    """The list. `opened`: the id of the document that is shown in full beside it."""
    return render(
        "dossier_documents",
        rows=rows,
        past=past,
        share=share,
        opened=opened,
        may_edit=may_edit,
        search=len(rows) >= SEARCH_FROM,
        originals={each.id: original_address(dossier, each.sha256) for each in past},
        assess=address(Place.ANALYSIS, dossier),
    )


def document_detail(
    dossier: str,
    document: StoredDocument,
    row: DocumentRow,
    facts: Sequence[Fact],
    *,
    may_edit: bool,
    why: str = "",
    problems: Sequence[str] = (),
    again: bool = False,
) -> str:
    """One document with its facts. `problems`: why the form was refused, whose reason was `why`; `again`: it takes no
    focus."""
    return render(
        "document_detail",
        document=document,
        row=row,
        facts=facts,
        may_edit=may_edit,
        why=why,
        problems=problems,
        again=again,
        original=original_address(dossier, document.sha256),
    )
