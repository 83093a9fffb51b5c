"""The main job as the app does it: the uploads are set apart and assessed, and the reports written in all formats."""

from __future__ import annotations

import errno
import logging
import re
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from analyzer.assessment import Progress, Request, analyse
from analyzer.errors import AnalyzerError
from analyzer.report import RENDERERS
from analyzer.report.outline import Outline, outline
from analyzer.settings import choose_embedder, make_offline_judge
from analyzer.types import GapReport
from ingest.errors import IngestError, WorkspaceInUse
from ingest.types import Frozen
from ui.form import IncompleteForm
from ui.job import Stopped

REPORTS_STAGE = "Rapporten"  # how the last stretch of work is reported
RUN_PREFIX = "toets-"  # the folder of one assessment, which holds its reports
_log = logging.getLogger(__name__)
_DISK = {
    errno.ENOSPC: "de schijf is vol",
    errno.EDQUOT: "uw ruimte op de schijf is op",
    errno.EROFS: "de schijf is alleen-lezen",
    errno.EACCES: "er is geen toegang",
}
_NOT_IN_NAME = re.compile(r"[^a-z0-9]+")


class Outcome(Frozen):
    """What an assessment gave for one norm: what the pages show, and the report files by format."""

    norm_id: str
    outline: Outline
    files: dict[str, Path]


def assess(request: Request, folder: Path, progress: Progress) -> tuple[Outcome, ...]:
    """One outcome for each norm. Everything is written beneath `folder`. Raises what `analyse` raises, and OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    run = Path(tempfile.mkdtemp(prefix=RUN_PREFIX, dir=folder))
    mine = replace(request, paths=_set_apart(request.paths, run / "documenten"))
    make_embedder, embedder = choose_embedder(None)
    try:
        reports = analyse(mine, folder / "werkmap", make_embedder, embedder, make_offline_judge, "rules", progress)
    finally:
        shutil.rmtree(run / "documenten")
    outcomes = []
    for done, report in enumerate(reports, 1):
        outcomes.append(_written(report, run))
        progress(done, len(reports), REPORTS_STAGE)
    return tuple(outcomes)


def explain(error: Exception) -> tuple[str, ...]:
    """What went wrong and what the user can do, as Dutch sentences. What was not foreseen is logged as well."""
    if isinstance(error, IncompleteForm):
        return error.problems
    if isinstance(error, Stopped):
        return ("De toets is gestopt. Er is geen uitkomst.",)
    if isinstance(error, WorkspaceInUse):
        return ("Uw vorige toets wordt nog afgerond. Wacht een halve minuut en probeer het opnieuw.",)
    if isinstance(error, AnalyzerError | IngestError):
        return tuple(line.removeprefix("- ") for line in str(error).splitlines() if line.strip())
    if isinstance(error, OSError) and error.errno in _DISK:
        return (
            f"In de tijdelijke map van deze computer kan niet worden geschreven: {_DISK[error.errno]}. Maak "
            "schijfruimte vrij, of vraag de beheerder om toegang tot die map, en voer de toets opnieuw uit.",
        )
    if isinstance(error, FileNotFoundError):
        return (
            "Een gekozen bestand staat er niet meer. Haal de bestanden weg, kies ze opnieuw en probeer het nog eens.",
        )
    _log.error("the assessment failed", exc_info=error)
    return (
        f"De toets is afgebroken door een fout in het programma ({type(error).__name__}). Probeer het nog eens, zo "
        "nodig met minder documenten. Gaat het weer mis, geef dan de beheerder de melding uit het venster "
        "waarin app.py draait.",
    )


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


def _written(report: GapReport, folder: Path) -> Outcome:
    assessment = report.assessment
    files = {}
    for extension, render in RENDERERS.items():
        name = file_name(assessment.organisation.name, report.norm.id, assessment.peildatum.isoformat(), extension)
        files[extension] = folder / name
        files[extension].write_bytes(render(report))
    return Outcome(norm_id=report.norm.id, outline=outline(report), files=files)
