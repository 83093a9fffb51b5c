"""Gold dossiers analysed as a user would: one item for each ambition that binds the organisation."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from analyzer.assessment import Request, analyse
from analyzer.engine import Engine, choose_engine
from analyzer.grounding import locate
from analyzer.types import Finding, ModelUse, Norm, Status
from eval.gold import GoldDossier, GoldLabel
from eval.metrics import Item
from ingest.pipeline import ingest
from ingest.types import Document
from ingest.workspace import Workspace


@dataclass(frozen=True)
class Analysed:
    """One dossier: an item for each labelled ambition, and what a language model took for each norm."""

    items: tuple[Item, ...]
    uses: tuple[ModelUse, ...]


def analysed(dossier: GoldDossier, folder: Path, engine: Engine | None = None) -> Analysed:
    """Analyses one gold dossier in `folder`. Ambitions without a label are left out. `engine` None: the offline one."""
    request = Request(dossier.paths, tuple(dossier.norms), dossier.organisation, dossier.peildatum)
    reports = analyse(request, folder, engine or choose_engine())
    documents = documents_of(dossier, folder)
    items = tuple(
        _item(dossier, report.norm, finding, label, documents)
        for report in reports
        for finding in report.assessment.findings
        if (label := dossier.norms[report.norm.id].get(finding.ambition)) is not None and label.status is not Status.NVT
    )
    uses = [report.assessment.run.model for report in reports]
    return Analysed(items, tuple(use for use in uses if use is not None))


def documents_of(dossier: GoldDossier, folder: Path) -> dict[str, Document]:
    """The documents of a dossier as they are read, by name."""
    with Workspace(folder) as workspace:
        return {each.name: each for each in ingest(dossier.paths, workspace, lambda *_: None).documents}


def _item(dossier: GoldDossier, norm: Norm, finding: Finding, label: GoldLabel, documents: dict[str, Document]) -> Item:
    ambition = norm.ambition(finding.ambition)
    genres = {documents[q.document].facts.genre.value for q in label.quotes if q.document in documents}
    return Item(
        dossier=dossier.dossier,
        norm=norm.id,
        ambition=finding.ambition,
        gold=label.status,
        given=finding.status,
        confidence=finding.confidence or 0.0,
        gold_quotes=tuple(quote.quote for quote in label.quotes),
        also=tuple(quote.quote for quote in label.also),
        given_quotes=tuple(item.quote for item in finding.evidence),
        # Looked up anew in the document of that name, not taken from the judge's own word.
        verbatim=sum(
            item.document in documents and locate(item.quote, documents[item.document]) is not None
            for item in finding.evidence
        ),
        pillar=ambition.pillar,
        kinds=tuple(sorted({criterion.kind.value for criterion in ambition.criteria if criterion.essential})),
        genres=tuple(sorted(genres)),
    )
