"""The HTML of the page "Toetsen": the form, a run that is under way, what came of the last one, and earlier runs."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.norms import load_norm
from analyzer.report.wording import MARKS
from analyzer.store.values import Dossier, Job, JobState
from ui.analysis_views import Board, RunRow, Stage
from ui.engines import Option
from ui.places import Place, address
from ui.rendering import render
from ui.report_views import ReportView

LONGEST_BUDGET = 40  # characters


def start_form(
    dossier: Dossier,
    options: Sequence[Option],
    *,
    documents: int,
    may_edit: bool,
    settings_problem: Sequence[str] = (),
    broken: Job | None = None,
    judge: str = "",
    budget: str = "",
    problems: Sequence[str] = (),
) -> str:
    """The way to a new run. `broken`: the last one, which can be taken up again; `judge` and `budget`: what was filled
    in when it was refused for `problems`."""
    return render(
        "analysis_start",
        dossier=dossier,
        norms=[load_norm(each).short_title for each in dossier.norm_ids],
        options=options,
        chosen=judge or (options[0].value if options else ""),
        budget=budget,
        documents=documents,
        may_edit=may_edit,
        settings_problem=settings_problem,
        broken=broken,
        problems=problems,
        longest=LONGEST_BUDGET,
        documents_page=address(Place.DOCUMENTS, dossier.id),
        settings_page=address(Place.SETTINGS, dossier.id),
    )


def under_way(job: Job, stages: Sequence[Stage], *, may_edit: bool) -> str:
    """A run that waits or works."""
    return render(
        "analysis_running",
        job=job,
        stages=stages,
        may_edit=may_edit,
        waiting=job.state is JobState.WAITING,
        stopping=job.state is JobState.STOPPING,
    )


def board(boards: Sequence[Board]) -> str:
    """What a run found until now."""
    return render("analysis_board", boards=boards)


def outcome(dossier: Dossier, views: Sequence[ReportView], changes: Sequence[str]) -> str:
    """What came of the last run on each norm, and what changed since."""
    return render(
        "analysis_outcome",
        views=views,
        marks=tuple(MARKS.values()),
        changes=changes,
        report=address(Place.REPORT, dossier.id),
        compare=address(Place.COMPARE, dossier.id),
    )


def history(rows: Sequence[RunRow]) -> str:
    """Earlier runs; nothing where there are none."""
    return render("analysis_history", rows=rows) if rows else ""
