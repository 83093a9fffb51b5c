"""The main job: an organisation's documents and a norm → an assessment. Joins ingestion, retrieval, judges, verdicts.

What was assessed before is kept: the same documents, norm, organisation, reference date and program give the same
assessment, so it is taken from the work folder instead of being made again; and where part of that changed, so are the
verdicts it does not touch. Where two judges are asked, the first one's verdicts are there at once, and the second one's
come to lie over them. A language model then writes its conclusions.
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
from analyzer.finding_memory import FindingMemory
from analyzer.judges.protocol import Asking, Judge, Remembering
from analyzer.judging import Bench
from analyzer.llm.ledger import total_use
from analyzer.llm.settings import ModelSettings
from analyzer.norms import NORM_IDS, load_norm
from analyzer.opinions import laid_over
from analyzer.summaries import summaries_of
from analyzer.types import (
    Ambition,
    Assessment,
    DocumentSummary,
    Finding,
    GapReport,
    ModelUse,
    Norm,
    Organisation,
    RunInfo,
)
from analyzer.version import VERSION, engine_version
from ingest.errors import UnreadableDocument
from ingest.pipeline import NamedFile, ingest
from ingest.types import Document, DocumentFacts, Hit
from ingest.workspace import Workspace

if TYPE_CHECKING:
    from ingest.index import DossierIndex

Progress = Callable[[int, int, str], None]  # done, of, what (Dutch)
Correct = Callable[[Document], DocumentFacts]


def as_read(document: Document) -> DocumentFacts:
    """The facts that the document itself tells."""
    return document.facts


@dataclass(frozen=True)
class Request:
    """What a user asks for: which documents, of whom, against which norms, on which reference date.

    `paths`: files, folders, and files under a name that is not their own. `correct`: what is held for the facts of a
    document instead of what was read.
    """

    paths: tuple[Path | NamedFile, ...]
    norm_ids: tuple[str, ...]
    organisation: Organisation
    peildatum: date
    correct: Correct = as_read


def silent(done: int, of: int, what: str) -> None:
    """A progress report that nobody sees."""


@dataclass(frozen=True)
class Watch:
    """What a caller is told on the way, in its own thread. `so_far` gets the report as it is after the first judge, and
    then after each verdict of the second; `before_model` what will be asked of a language model, before it is;
    `growing` the report with the verdicts that the first judge has given, after each. Whatever one of them raises ends
    the run; what was judged is kept."""

    progress: Progress = silent
    so_far: Callable[[GapReport], None] = field(default=lambda report: None)
    before_model: Callable[[Estimate], None] = field(default=lambda made: None)
    growing: Callable[[GapReport], None] = field(default=lambda report: None)


# By these endings a paper about one norm is written beside the work folder, under the id of that norm.
REPORT_FORMATS = ("json", "docx", "html", "pdf", "xlsx", "csv", "oscal.json")


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
        ingested = ingest(request.paths, workspace, watch.progress, leave_out=own_reports(work_folder.parent))
        if not ingested.documents:
            raise NothingToRead(_nothing(ingested.failures))
        documents = tuple(_corrected(document, request.correct) for document in ingested.documents)
        summaries = summaries_of(documents, ingested.failures, request.peildatum)
        run = _Run(request, workspace, documents, summaries, engine, watch)
        kept = {norm.id: run.kept(norm, engine.judges) for norm in norms}
        missing = [norm for norm in norms if kept[norm.id] is None]
        if missing:
            # Loading the index and Chroma takes a second, which a dossier that did not change need not wait for.
            from ingest.index import open_index

            with open_index(documents, engine.make_embedder(), workspace.vectors, workspace) as index:
                for norm in missing:
                    kept[norm.id] = run.assess(norm, index)
    return tuple(GapReport(norm=norm, assessment=made) for norm in norms if (made := kept[norm.id]) is not None)


def own_reports(folder: Path) -> tuple[Path, ...]:
    """The papers that may stand in `folder`, beside the work folder: made from the documents, so evidence of nothing.

    Those under a name that a document may have too are known by their content.
    """
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
    documents: tuple[Document, ...]
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
        bound = tuple(ambition for ambition in norm.ambitions if self.request.organisation.type in ambition.binds)
        reranker = self.engine.make_reranker() if self.engine.make_reranker is not None else None
        hits = find_passages(norm, bound, index, reranker=reranker)
        made: Assessment | None = None
        for number, choice in enumerate(self.engine.judges, 1):
            judges = self.engine.judges[:number]
            before, found = made, self.kept(norm, judges)
            if found is None:
                layer = _Sitting(self, norm, bound, choice, hits, index.documents, before, started).held()
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
            *(document.facts.model_dump_json() for document in self.documents),
        ]
        digest = hashlib.sha256("\n".join(parts).encode("utf-8")).hexdigest()[:24]
        return self.workspace.folder / "assessments" / f"{norm.id}-{digest}.json"


@dataclass(frozen=True)
class _Sitting:
    """One judge over one norm. `bound`: the ambitions that hold for the organisation; `hits` by criterion id,
    `documents` by id; `before`: the assessment of the judge before, over which this one's comes to lie."""

    of: _Run
    norm: Norm
    bound: tuple[Ambition, ...]
    choice: JudgeChoice
    hits: Mapping[str, tuple[Hit, ...]]
    documents: Mapping[str, Document]
    before: Assessment | None
    started: datetime

    def held(self) -> _Layer:
        request, folder = self.of.request, self.of.workspace.folder
        judge = self.choice.make(self.norm, request.organisation, request.peildatum, self.documents)
        if isinstance(judge, Remembering):
            judge.recall(folder / "read")
        try:
            memory = self._memory(judge)
            known = memory.known(self.bound)
            if isinstance(judge, Asking) and self.choice.model is not None:
                self.of.watch.before_model(self._estimate(judge, self.choice.model, known))
            bench = Bench(judge, request.organisation.type, self.hits, self.documents)
            found = bench.findings(self.norm.ambitions, self._told({}), known, memory.keep)
            memory.tidy()
            return self._concluded(self._assessment(found, _use(judge, known)))
        finally:
            if isinstance(judge, Remembering):
                judge.keep()

    def _memory(self, judge: Judge) -> FindingMemory:
        request, name = self.of.request, f"{self.choice.name} {self.choice.key}"
        return FindingMemory(
            self.of.workspace,
            judge,
            name,
            self.norm,
            request.organisation,
            request.peildatum,
            self.hits,
            self.documents,
        )

    def _estimate(self, judge: Asking, model: ModelSettings, known: Mapping[str, Finding]) -> Estimate:
        concludes = self.choice.conclude is not None
        return estimate(judge, model, self.bound, self.hits, concludes=concludes, settled=known)

    def _told(self, made: dict[str, Finding]) -> Callable[[Finding], None]:
        """What tells of each finding as soon as it is there; `made` grows by it."""
        watch, every = self.of.watch, len(self.norm.ambitions)

        def told(finding: Finding) -> None:
            made[finding.ambition] = finding
            what = f"{self.norm.short_title}: ambitie {finding.ambition}{_by(self.choice)}"
            watch.progress(len(made), every, what)
            if self.before is not None:
                findings = laid_over(self.before.findings, tuple(made.values()))
                report = self.before.model_copy(update={"findings": findings})
                watch.so_far(GapReport(norm=self.norm, assessment=report))
            else:
                findings = tuple(made[each.id] for each in self.norm.ambitions if each.id in made)
                watch.growing(GapReport(norm=self.norm, assessment=self._assessment(findings, None)))

        return told

    def _assessment(self, found: tuple[Finding, ...], use: ModelUse | None) -> Assessment:
        request, engine = self.of.request, self.of.engine
        return Assessment(
            organisation=request.organisation,
            peildatum=request.peildatum,
            norm_id=self.norm.id,
            norm_version=self.norm.version,
            run=RunInfo(
                judge=self.choice.name if self.before is None else engine.judge,
                embedder=engine.embedder,
                started=self.started,
                seconds=0.0,
                version=VERSION,
                model=use,
                reranker=engine.reranker,
                inference=self.choice.key if self.choice.name == "nli" else None,
            ),
            documents=self.of.summaries,
            findings=found if self.before is None else laid_over(self.before.findings, found),
        )

    def _concluded(self, made: Assessment) -> _Layer:
        """With the conclusions over all verdicts, where this judge writes them. One that gave no verdict at all is not
        asked for any."""
        choice, norm = self.choice, self.norm
        failed = any(
            finding.status is None or (finding.second is not None and finding.second.status is None)
            for finding in made.findings
        )
        settled = choice.model is None or not failed
        judged = any(finding.judge == choice.name and finding.status is not None for finding in made.findings)
        if choice.conclude is None or not judged:
            return _Layer(made, settled)
        every = len(norm.ambitions)
        self.of.watch.progress(every, every, f"{norm.short_title}: conclusies{_by(choice)}")
        found = choice.conclude(norm, made)
        use = total_use([each for each in (made.run.model, found.use) if each is not None])
        run = made.run.model_copy(update={"model": use})
        return _Layer(made.model_copy(update={"conclusions": found.written, "run": run}), settled and not found.unasked)


def _use(judge: Judge, known: Mapping[str, Finding]) -> ModelUse | None:
    """What a language model was asked, and what it need not be asked again; None for a judge that asks none."""
    if not isinstance(judge, Asking):
        return None
    return total_use([judge.use(), *(each.model for each in known.values() if each.model is not None)])


# How a judge other than the first is named while it works.
_JUDGES = {"model": "taalmodel", "nli": "gevolgtrekkingsmodel"}


def _by(choice: JudgeChoice) -> str:
    return f" ({_JUDGES[choice.name]})" if choice.name in _JUDGES else ""


def _corrected(document: Document, correct: Correct) -> Document:
    facts = correct(document)
    return document if facts == document.facts else document.model_copy(update={"facts": facts})


def _nothing(failures: Sequence[UnreadableDocument]) -> str:
    lines = "\n".join(f"- {failure}" for failure in failures)
    return f"Geen enkel document kon worden gelezen.\n{lines}" if lines else "Er zijn geen documenten opgegeven."
