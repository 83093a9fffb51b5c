"""The main job: an organisation's documents and a norm → an assessment. Joins ingestion, retrieval, judge and verdicts.

What was assessed before is kept: the same documents, norm, organisation, reference date and program give the same
assessment, so it is taken from the work folder instead of being made again.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from analyzer.errors import NotBound, NothingToRead
from analyzer.grounding import stands_verbatim
from analyzer.judges.protocol import Judge, Remembering
from analyzer.norms import NORM_IDS, load_norm
from analyzer.types import (
    Ambition,
    Assessment,
    DocumentSummary,
    Finding,
    GapReport,
    Judgement,
    Norm,
    Organisation,
    RunInfo,
)
from analyzer.verdicts import could_not_assess, derive
from analyzer.version import VERSION, engine_version
from ingest.errors import UnreadableDocument
from ingest.facts import validity_on
from ingest.pipeline import Ingested, ingest
from ingest.types import Document, Hit, PageSource
from ingest.workspace import Workspace

if TYPE_CHECKING:
    from ingest.embedding import Embedder
    from ingest.index import DossierIndex

Progress = Callable[[int, int, str], None]  # done, of, what (Dutch)
JudgeMaker = Callable[[Norm, Organisation, date, Mapping[str, Document]], Judge]


@dataclass(frozen=True)
class Request:
    """What a user asks for: which documents, of whom, against which norms, on which reference date."""

    paths: tuple[Path, ...]
    norm_ids: tuple[str, ...]
    organisation: Organisation
    peildatum: date


# By these endings a report is written beside the work folder, under the id of its norm.
REPORT_FORMATS = ("json", "docx", "html")


def silent(done: int, of: int, what: str) -> None:
    """A progress report that nobody sees."""


def analyse(
    request: Request,
    work_folder: Path,
    make_embedder: Callable[[], Embedder],
    embedder_name: str,
    make_judge: JudgeMaker,
    judge_name: str,
    progress: Progress = silent,
) -> tuple[GapReport, ...]:
    """A report for each norm asked for.

    Raises UnknownNorm, NotBound (a norm asked for does not bind this organisation), NothingToRead (its message lists
    every file and why), WorkspaceInUse and EmbeddingModelUnavailable. A document that cannot be read, or an ambition
    that cannot be judged, is recorded in the report instead.
    """
    norms = [load_norm(each) for each in request.norm_ids]
    for norm in norms:
        if request.organisation.type not in norm.binds:
            bound = " en ".join(f"een {kind.value}" for kind in norm.binds)
            raise NotBound(
                f"De {norm.title} geldt niet voor een {request.organisation.type.value}, alleen voor {bound}. "
                "Laat deze norm weg, of kies een andere soort organisatie."
            )
    with Workspace(work_folder) as workspace:
        ingested = ingest(request.paths, workspace, progress, leave_out=_own_reports(work_folder.parent))
        if not ingested.documents:
            raise NothingToRead(_nothing(ingested.failures))
        summaries = _summaries(ingested, request.peildatum)
        run = _Run(request, workspace, ingested, summaries, judge_name, embedder_name)
        kept = {norm.id: run.kept(norm) for norm in norms}
        missing = [norm for norm in norms if kept[norm.id] is None]
        if missing:
            # Loading the index and Chroma takes a second, which a dossier that did not change need not wait for.
            from ingest.index import open_index

            with open_index(ingested.documents, make_embedder(), workspace.vectors, workspace) as index:
                for norm in missing:
                    kept[norm.id] = run.assess(norm, index, make_judge, progress)
    return tuple(GapReport(norm=norm, assessment=made) for norm in norms if (made := kept[norm.id]) is not None)


def _own_reports(folder: Path) -> tuple[Path, ...]:
    """The reports that may stand beside the work folder: made from the documents, so no evidence of anything."""
    return tuple(folder / f"{norm_id}.{kind}" for norm_id in NORM_IDS for kind in REPORT_FORMATS)


@dataclass(frozen=True)
class _Run:
    request: Request
    workspace: Workspace
    ingested: Ingested
    summaries: tuple[DocumentSummary, ...]
    judge_name: str
    embedder_name: str

    def kept(self, norm: Norm) -> Assessment | None:
        """The assessment made before of exactly this; None when there is none or it cannot be read back."""
        try:
            return Assessment.model_validate_json(self._path(norm).read_bytes())
        except (OSError, ValidationError):
            return None

    def assess(self, norm: Norm, index: DossierIndex, make_judge: JudgeMaker, progress: Progress) -> Assessment:
        started, clock = datetime.now(UTC), time.perf_counter()
        bound = [ambition for ambition in norm.ambitions if self.request.organisation.type in ambition.binds]
        from analyzer.retrieval import find_passages  # see `analyse`

        hits = find_passages(norm, bound, index)
        judge = make_judge(norm, self.request.organisation, self.request.peildatum, index.documents)
        if isinstance(judge, Remembering):
            judge.recall(self.workspace.folder / "read")
        findings: list[Finding] = []
        for done, ambition in enumerate(norm.ambitions, 1):
            findings.append(self._finding(ambition, judge, hits, index.documents))
            progress(done, len(norm.ambitions), f"{norm.short_title}: ambitie {ambition.id}")
        if isinstance(judge, Remembering):
            judge.keep()
        assessment = Assessment(
            organisation=self.request.organisation,
            peildatum=self.request.peildatum,
            norm_id=norm.id,
            norm_version=norm.version,
            run=RunInfo(
                judge=self.judge_name,
                embedder=self.embedder_name,
                started=started.replace(microsecond=0),
                seconds=round(time.perf_counter() - clock, 2),
                version=VERSION,
            ),
            documents=self.summaries,
            findings=tuple(findings),
        )
        self.workspace.write(self._path(norm), assessment.model_dump_json().encode("utf-8"))
        return assessment

    def _finding(
        self, ambition: Ambition, judge: Judge, hits: Mapping[str, tuple[Hit, ...]], documents: Mapping[str, Document]
    ) -> Finding:
        """A judge's failure on one ambition is recorded there; the other ambitions go on."""
        if self.request.organisation.type not in ambition.binds:
            return derive(ambition, (), self.request.organisation.type)
        own = {criterion.id: hits[criterion.id] for criterion in ambition.criteria}
        try:
            judgements = judge.judge(ambition, own)
        except (ValueError, LookupError, ArithmeticError) as exc:
            return could_not_assess(
                ambition,
                f"De beoordelaar kon deze ambitie niet beoordelen ({type(exc).__name__}). Beoordeel haar zelf, en meld "
                "dit bij de beheerder.",
            )
        if not all(_grounded(judgement, documents) for judgement in judgements):
            return could_not_assess(
                ambition, "Een citaat van de beoordelaar staat niet letterlijk in het document. Beoordeel zelf."
            )
        return derive(ambition, judgements, self.request.organisation.type)

    def _path(self, norm: Norm) -> Path:
        parts = [
            engine_version(),
            hashlib.sha256(norm.model_dump_json().encode("utf-8")).hexdigest(),
            self.request.organisation.model_dump_json(),
            self.request.peildatum.isoformat(),
            self.judge_name,
            self.embedder_name,
            *(summary.model_dump_json() for summary in self.summaries),
        ]
        digest = hashlib.sha256("\n".join(parts).encode("utf-8")).hexdigest()[:24]
        return self.workspace.folder / "assessments" / f"{norm.id}-{digest}.json"


def _grounded(judgement: Judgement, documents: Mapping[str, Document]) -> bool:
    return all(
        item.document_id in documents and stands_verbatim(item, documents[item.document_id])
        for item in judgement.evidence
    )


def _summaries(ingested: Ingested, peildatum: date) -> tuple[DocumentSummary, ...]:
    """The documents as the report lists them, those that could not be read among them."""
    read = [_summary(document, peildatum) for document in ingested.documents]
    unread = [
        DocumentSummary(name=failure.name, sha256="", pages=0, problems=(str(failure),), read="not")
        for failure in ingested.failures
    ]
    return (*read, *unread)


def _summary(document: Document, peildatum: date) -> DocumentSummary:
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


def _nothing(failures: Sequence[UnreadableDocument]) -> str:
    lines = "\n".join(f"- {failure}" for failure in failures)
    return f"Geen enkel document kon worden gelezen.\n{lines}" if lines else "Er zijn geen documenten opgegeven."
