"""The main job: an organisation's documents and a norm → an assessment. Joins ingestion, retrieval, judges, verdicts.

What was assessed before is kept: the same documents, norm, organisation, reference date and program give the same
assessment, so it is taken from the work folder instead of being made again. Where two judges are asked, the first one's
verdicts are there at once, and the second one's come to lie over them. A language model then writes its conclusions.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from analyzer.engine import Engine, JudgeChoice
from analyzer.errors import NotBound, NothingToRead
from analyzer.estimate import Estimate, estimate
from analyzer.judges.protocol import Asking, Judge, Remembering
from analyzer.judging import Bench
from analyzer.llm.ledger import total_use
from analyzer.norms import NORM_IDS, load_norm
from analyzer.opinions import laid_over
from analyzer.types import (
    Assessment,
    DocumentSummary,
    Finding,
    GapReport,
    Norm,
    Organisation,
    RunInfo,
)
from analyzer.version import VERSION, engine_version
from ingest.errors import UnreadableDocument
from ingest.facts import validity_on
from ingest.pipeline import Ingested, ingest
from ingest.types import Document, Hit, PageSource
from ingest.workspace import Workspace

if TYPE_CHECKING:
    from ingest.index import DossierIndex

Progress = Callable[[int, int, str], None]  # done, of, what (Dutch)


@dataclass(frozen=True)
class Request:
    """What a user asks for: which documents, of whom, against which norms, on which reference date."""

    paths: tuple[Path, ...]
    norm_ids: tuple[str, ...]
    organisation: Organisation
    peildatum: date


def silent(done: int, of: int, what: str) -> None:
    """A progress report that nobody sees."""


@dataclass(frozen=True)
class Watch:
    """What a caller is told on the way, in its own thread. `so_far` gets the report as it is after the first judge, and
    then after each verdict of the second; `before_model` what will be asked of a language model, before it is."""

    progress: Progress = silent
    so_far: Callable[[GapReport], None] = field(default=lambda report: None)
    before_model: Callable[[Estimate], None] = field(default=lambda made: None)


# By these endings a report is written beside the work folder, under the id of its norm.
REPORT_FORMATS = ("json", "docx", "html")


def analyse(request: Request, work_folder: Path, engine: Engine, watch: Watch = Watch()) -> tuple[GapReport, ...]:
    """A report for each norm asked for.

    Raises UnknownNorm, NotBound (a norm asked for does not bind this organisation), NothingToRead (its message lists
    every file and why), WorkspaceInUse, EmbeddingModelUnavailable and ModelError. A document that cannot be read, or an
    ambition that cannot be judged, is recorded in the report instead.
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
        ingested = ingest(request.paths, workspace, watch.progress, leave_out=_own_reports(work_folder.parent))
        if not ingested.documents:
            raise NothingToRead(_nothing(ingested.failures))
        summaries = _summaries(ingested, request.peildatum)
        run = _Run(request, workspace, summaries, engine, watch)
        kept = {norm.id: run.kept(norm, engine.judges) for norm in norms}
        missing = [norm for norm in norms if kept[norm.id] is None]
        if missing:
            # Loading the index and Chroma takes a second, which a dossier that did not change need not wait for.
            from ingest.index import open_index

            with open_index(ingested.documents, engine.make_embedder(), workspace.vectors, workspace) as index:
                for norm in missing:
                    kept[norm.id] = run.assess(norm, index)
    return tuple(GapReport(norm=norm, assessment=made) for norm in norms if (made := kept[norm.id]) is not None)


def _own_reports(folder: Path) -> tuple[Path, ...]:
    """The reports that may stand beside the work folder: made from the documents, so no evidence of anything."""
    return tuple(folder / f"{norm_id}.{kind}" for norm_id in NORM_IDS for kind in REPORT_FORMATS)


@dataclass(frozen=True)
class _Layer:
    """What there is after a judge. `settled`: all was answered, so that another run would only make the same again."""

    assessment: Assessment
    settled: bool


@dataclass(frozen=True)
class _Run:
    request: Request
    workspace: Workspace
    summaries: tuple[DocumentSummary, ...]
    engine: Engine
    watch: Watch

    def kept(self, norm: Norm, judges: Sequence[JudgeChoice]) -> Assessment | None:
        """The assessment made before of exactly this; None when there is none or it cannot be read back."""
        try:
            return Assessment.model_validate_json(self._path(norm, judges).read_bytes())
        except (OSError, ValidationError):
            return None

    def assess(self, norm: Norm, index: DossierIndex) -> Assessment:
        from analyzer.retrieval import find_passages  # see `analyse`

        started = datetime.now(UTC).replace(microsecond=0)
        clock = time.perf_counter()
        bound = [ambition for ambition in norm.ambitions if self.request.organisation.type in ambition.binds]
        reranker = self.engine.make_reranker() if self.engine.make_reranker is not None else None
        hits = find_passages(norm, bound, index, reranker=reranker)
        made: Assessment | None = None
        for number, choice in enumerate(self.engine.judges, 1):
            judges = self.engine.judges[:number]
            before, found = made, self.kept(norm, judges)
            if found is None:
                layer = self._judged(norm, choice, hits, index.documents, before, started)
                seconds = round(time.perf_counter() - clock, 2)
                run = layer.assessment.run.model_copy(update={"seconds": seconds})
                found = layer.assessment.model_copy(update={"run": run})
                if layer.settled:
                    self.workspace.write(self._path(norm, judges), found.model_dump_json().encode("utf-8"))
            made = found
            if number < len(self.engine.judges):
                self.watch.so_far(GapReport(norm=norm, assessment=made))
        assert made is not None  # an engine has a judge
        return made

    def _judged(
        self,
        norm: Norm,
        choice: JudgeChoice,
        hits: Mapping[str, tuple[Hit, ...]],
        documents: Mapping[str, Document],
        before: Assessment | None,
        started: datetime,
    ) -> _Layer:
        """The assessment by one judge, laid over the one before it."""
        judge = choice.make(norm, self.request.organisation, self.request.peildatum, documents)
        if isinstance(judge, Remembering):
            judge.recall(self.workspace.folder / "read")
        if isinstance(judge, Asking) and choice.model is not None:
            bound = [each for each in norm.ambitions if self.request.organisation.type in each.binds]
            told = estimate(judge, choice.model, bound, hits, concludes=choice.conclude is not None)
            self.watch.before_model(told)
        try:
            findings = self._findings(norm, choice, judge, hits, documents, before)
            made = Assessment(
                organisation=self.request.organisation,
                peildatum=self.request.peildatum,
                norm_id=norm.id,
                norm_version=norm.version,
                run=RunInfo(
                    judge=choice.name if before is None else self.engine.judge,
                    embedder=self.engine.embedder,
                    started=started,
                    seconds=0.0,
                    version=VERSION,
                    model=judge.use() if isinstance(judge, Asking) else None,
                    reranker=self.engine.reranker,
                    inference=choice.key if choice.name == "nli" else None,
                ),
                documents=self.summaries,
                findings=findings if before is None else laid_over(before.findings, findings),
            )
            return self._concluded(norm, choice, made)
        finally:
            if isinstance(judge, Remembering):
                judge.keep()

    def _findings(
        self,
        norm: Norm,
        choice: JudgeChoice,
        judge: Judge,
        hits: Mapping[str, tuple[Hit, ...]],
        documents: Mapping[str, Document],
        before: Assessment | None,
    ) -> tuple[Finding, ...]:
        """What one judge makes of every ambition; each is told as soon as it is there."""
        made: dict[str, Finding] = {}

        def told(finding: Finding) -> None:
            made[finding.ambition] = finding
            what = f"{norm.short_title}: ambitie {finding.ambition}{_by(choice)}"
            self.watch.progress(len(made), len(norm.ambitions), what)
            if before is not None:
                findings = laid_over(before.findings, tuple(made.values()))
                self.watch.so_far(GapReport(norm=norm, assessment=before.model_copy(update={"findings": findings})))

        return Bench(judge, self.request.organisation.type, hits, documents).findings(norm.ambitions, told)

    def _concluded(self, norm: Norm, choice: JudgeChoice, made: Assessment) -> _Layer:
        """With the conclusions over all verdicts, where this judge writes them. One that gave no verdict at all is not
        asked for any."""
        failed = any(
            finding.status is None or (finding.second is not None and finding.second.status is None)
            for finding in made.findings
        )
        settled = choice.model is None or not failed
        judged = any(finding.judge == choice.name and finding.status is not None for finding in made.findings)
        if choice.conclude is None or not judged:
            return _Layer(made, settled)
        every = len(norm.ambitions)
        self.watch.progress(every, every, f"{norm.short_title}: conclusies{_by(choice)}")
        found = choice.conclude(norm, made)
        use = total_use([each for each in (made.run.model, found.use) if each is not None])
        run = made.run.model_copy(update={"model": use})
        return _Layer(made.model_copy(update={"conclusions": found.written, "run": run}), settled and not found.unasked)

    def _path(self, norm: Norm, judges: Sequence[JudgeChoice]) -> Path:
        parts = [
            engine_version(),
            hashlib.sha256(norm.model_dump_json().encode("utf-8")).hexdigest(),
            self.request.organisation.model_dump_json(),
            self.request.peildatum.isoformat(),
            *(f"{each.name} {each.key} {each.conclude is not None}" for each in judges),
            self.engine.embedder,
            self.engine.reranker or "",
            *(summary.model_dump_json() for summary in self.summaries),
        ]
        digest = hashlib.sha256("\n".join(parts).encode("utf-8")).hexdigest()[:24]
        return self.workspace.folder / "assessments" / f"{norm.id}-{digest}.json"


# How a judge other than the first is named while it works.
_JUDGES = {"model": "taalmodel", "nli": "gevolgtrekkingsmodel"}


def _by(choice: JudgeChoice) -> str:
    return f" ({_JUDGES[choice.name]})" if choice.name in _JUDGES else ""


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
