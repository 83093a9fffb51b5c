"""The documents of one assessment, found again to be asked about: what was read is kept in the work folder."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pydantic import ValidationError

from analyzer.types import Assessment, DocumentSummary, Organisation
from ingest.types import Document, Frozen


class Dossier(Frozen):
    """`work` is the work folder in which the documents were kept; `documents` are those that could be read."""

    organisation: Organisation
    peildatum: date
    work: Path
    documents: tuple[DocumentSummary, ...]


class DocumentsGone(Exception):
    """What was read of the documents is not there any more."""


def dossier_of(assessment: Assessment, work: Path) -> Dossier:
    return Dossier(
        organisation=assessment.organisation,
        peildatum=assessment.peildatum,
        work=work,
        documents=tuple(each for each in assessment.documents if each.read != "not"),
    )


def load_documents(dossier: Dossier) -> tuple[Document, ...]:
    """The documents in the order of the assessment. Raises DocumentsGone where not one is left.

    A work folder is written whole file by whole file, so it can be read while an assessment works in it.
    """
    found = [_load(dossier.work / "documents", summary) for summary in dossier.documents]
    documents = tuple(document for document in found if document is not None)
    if not documents:
        raise DocumentsGone
    return documents


def _load(folder: Path, summary: DocumentSummary) -> Document | None:
    for path in sorted(folder.glob(f"{summary.sha256}-*.json")):
        try:
            document = Document.model_validate_json(path.read_bytes())
        except (OSError, ValidationError):
            continue
        return document if document.name == summary.name else document.model_copy(update={"name": summary.name})
    return None
