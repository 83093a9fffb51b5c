"""What a run was asked: the dossier as it was when it began. Kept with the run, so that it ends as it began."""

from __future__ import annotations

from datetime import date

from analyzer.assessment import Request
from analyzer.store import document_records
from analyzer.store.corrections import corrected
from analyzer.store.errors import NoSuchDossier
from analyzer.store.records import dossier_of
from analyzer.store.store import Store
from analyzer.store.tables import DossierRow
from analyzer.store.values import FactCorrection, Job
from analyzer.types import Organisation
from ingest.pipeline import NamedFile
from ingest.types import Document, DocumentFacts, Frozen


class AskedDocument(Frozen):
    name: str
    sha256: str


class Asked(Frozen):
    """`documents` by name; `corrections` in the order in which they were made."""

    organisation: Organisation
    peildatum: date
    norm_ids: tuple[str, ...]
    documents: tuple[AskedDocument, ...]
    corrections: tuple[FactCorrection, ...] = ()

    def request(self, store: Store, norm_ids: tuple[str, ...]) -> Request:
        """What is asked, for some of the norms."""
        files = tuple(NamedFile(store.originals.path(each.sha256), each.name) for each in self.documents)
        return Request(files, norm_ids, self.organisation, self.peildatum, self._facts)

    def _facts(self, document: Document) -> DocumentFacts:
        own = [each for each in self.corrections if each.sha256 == document.id]
        return corrected(document.facts, own)


def asked_now(store: Store, job: Job) -> Asked:
    """What the run is asked if it begins now. Raises NoSuchDossier."""
    with store.database.reading() as session:  # all at one moment
        row = session.get(DossierRow, job.dossier)
        if row is None:
            raise NoSuchDossier
        dossier = dossier_of(row)
        documents = document_records.of_dossier(session, job.dossier)
        corrections = document_records.corrections(session, job.dossier)
    standing = {each.sha256 for each in documents}
    return Asked(
        organisation=dossier.organisation,
        peildatum=dossier.peildatum,
        norm_ids=job.norm_ids or dossier.norm_ids,
        documents=tuple(AskedDocument(name=each.name, sha256=each.sha256) for each in documents),
        corrections=tuple(each for each in corrections if each.sha256 in standing),
    )
