"""The main job as the app does it: the uploads are set apart and assessed, and the reports written in all formats."""

from __future__ import annotations

import re
import shutil
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from analyzer.assessment import Progress, Request, Watch, analyse
from analyzer.estimate import Estimate
from analyzer.llm.ledger import total_use
from analyzer.report import RENDERERS
from analyzer.report.outline import Outline, outline
from analyzer.types import GapReport, Status
from ingest.types import Frozen
from ui.dossier import Dossier, dossier_of
from ui.engines import Judging, first_layer

REPORTS_STAGE = "Rapporten"  # how the last stretch of work is reported
BY_MODEL = " (taalmodel)"  # ends what is told of a language model's work
RUN_PREFIX = "toets-"  # the folder of one assessment
# Its reports: of the rules alone, of the whole, and of what there was when it ended early.
REPORT_FOLDERS = FIRST, WHOLE, BROKEN_OFF = "regels", "rapport", "onderbroken"
_NOT_IN_NAME = re.compile(r"[^a-z0-9]+")


class Outcome(Frozen):
    """What an assessment gave for one norm: what the pages show, and the report files by format."""

    norm_id: str
    outline: Outline
    files: dict[str, Path]


class Share(Frozen):
    """How many of a norm's ambitions the language model has been asked about."""

    norm: str
    done: int
    of: int


class Run:
    """One assessment. `work` does it, in a thread of its own; the page reads meanwhile what is there already.

    Everything is written beneath `folder`.
    """

    def __init__(self, request: Request, judging: Judging, folder: Path) -> None:
        """Raises OSError."""
        folder.mkdir(parents=True, exist_ok=True)
        self._request = request
        self._judging = judging
        self._work = folder / "werkmap"
        self._folder = Path(tempfile.mkdtemp(prefix=RUN_PREFIX, dir=folder))
        self._lock = threading.Lock()
        self._reports: dict[str, GapReport] = {}
        self._files: dict[str, dict[str, Path]] = {}
        self._shown: dict[str, tuple[GapReport, Outcome]] = {}
        self._latest: GapReport | None = None
        self.dossier: Dossier | None = None
        self.estimates: tuple[Estimate, ...] = ()
        self.changes = 0

    def work(self, progress: Progress) -> tuple[Outcome, ...]:
        """One outcome for each norm. Raises what `analyse` and making the engine raise, and OSError."""
        mine = replace(self._request, paths=_set_apart(self._request.paths, self._folder / "documenten"))
        try:
            engine = self._judging.engine()
            if self._judging.layered:
                # The rules on all norms first: nobody waits with the second norm for a language model on the first.
                first = analyse(mine, self._work, first_layer(engine), Watch(progress))
                files = {report.norm.id: _written(report, self._folder / FIRST) for report in first}
                with self._lock:
                    self._files = files
                for report in first:
                    self._put(report)
            reports = analyse(mine, self._work, engine, Watch(progress, self._put, partial(self._tell, progress)))
        finally:
            shutil.rmtree(self._folder / "documenten")
        self.dossier = dossier_of(reports[0].assessment, self._work)
        outcomes = []
        for done, report in enumerate(reports, 1):
            files_of = _written(report, self._folder / WHOLE)
            outcomes.append(Outcome(norm_id=report.norm.id, outline=outline(report), files=files_of))
            progress(done, len(reports), REPORTS_STAGE)
        return tuple(outcomes)

    def so_far(self) -> tuple[Outcome, ...]:
        """The outcomes as they are now, with the report files of the first layer; none before that is whole."""
        with self._lock:
            if not self._files or self._files.keys() - self._reports.keys():
                return ()
            reports, files = dict(self._reports), dict(self._files)
        made = []
        for norm_id in self._request.norm_ids:
            report, known = reports[norm_id], self._shown.get(norm_id)
            if known is None or known[0] is not report:
                known = report, Outcome(norm_id=norm_id, outline=outline(report), files=files[norm_id])
                self._shown[norm_id] = known
            made.append(known[1])
        return tuple(made)

    def shares(self) -> tuple[Share, ...]:
        """How far the language model is with each norm; nothing before the first layer is whole."""
        if not self.so_far():
            return ()
        with self._lock:
            reports = [self._reports[norm_id] for norm_id in self._request.norm_ids]
        return tuple(_share(report) for report in reports)

    def settle(self) -> tuple[Outcome, ...]:
        """The outcomes as they are now, with report files that say so; for work that was stopped or that failed."""
        if not self.so_far():
            return ()
        with self._lock:
            reports = [as_broken_off(self._reports[norm_id]) for norm_id in self._request.norm_ids]
        return tuple(
            Outcome(
                norm_id=report.norm.id,
                outline=outline(report),
                files=_written(report, self._folder / BROKEN_OFF),
            )
            for report in reports
        )

    def _put(self, report: GapReport) -> None:
        with self._lock:
            self._reports[report.norm.id] = report
            self._latest = report
            self.changes += 1
            self.dossier = self.dossier or dossier_of(report.assessment, self._work)

    def _tell(self, progress: Progress, made: Estimate) -> None:
        self.estimates = (*self.estimates, made)
        if self._latest is not None:
            norm = self._latest.norm
            progress(0, len(norm.ambitions), f"{norm.short_title}: er wordt gewacht op het eerste antwoord{BY_MODEL}")


def as_broken_off(report: GapReport) -> GapReport:
    """The report of a run that ended before the language model was done: by both judges as soon as the second one has
    had a say, and with what that took."""
    if all(finding.second is None for finding in report.assessment.findings):
        return report
    uses = [finding.model for finding in report.assessment.findings if finding.model is not None]
    run = report.assessment.run.model_copy(update={"judge": "both", "model": total_use(uses)})
    assessment = report.assessment.model_copy(update={"run": run})
    return report.model_copy(update={"assessment": assessment})


def _share(report: GapReport) -> Share:
    findings = [each for each in report.assessment.findings if each.status is not Status.NVT]
    asked = sum(each.second is not None for each in findings)
    return Share(norm=report.norm.short_title, done=asked, of=len(findings))


def file_name(organisation: str, norm_id: str, day: str, extension: str) -> str:
    """The name of a report as it is downloaded: "gemeente-oosterhoven-groningse-norm-2026-03-01.docx"."""
    name = _NOT_IN_NAME.sub("-", organisation.lower()).strip("-")[:60] or "organisatie"
    return f"{name}-{norm_id}-{day}.{extension}"


def _set_apart(paths: Sequence[Path], folder: Path) -> tuple[Path, ...]:
    """Copies of the files, each under a name of its own, so that two uploads called the same are both read."""
    folder.mkdir()
    taken: set[str] = set()
    copies = []
    for path in paths:
        name, number = path.name, 2
        while name.casefold() in taken:
            name, number = f"{path.stem} ({number}){path.suffix}", number + 1
        taken.add(name.casefold())
        copies.append(Path(shutil.copyfile(path, folder / name)))
    return tuple(copies)


def _written(report: GapReport, folder: Path) -> dict[str, Path]:
    """The report in each format, by format."""
    folder.mkdir(exist_ok=True)
    assessment = report.assessment
    files = {}
    for extension, render in RENDERERS.items():
        name = file_name(assessment.organisation.name, report.norm.id, assessment.peildatum.isoformat(), extension)
        files[extension] = folder / name
        files[extension].write_bytes(render(report))
    return files
