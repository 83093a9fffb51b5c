"""The run that is under way in a dossier, as fresh as it can be known."""

from __future__ import annotations

from analyzer.store.values import Job, JobKind
from ui.workplace import Visit, Workplace


def running_job(workplace: Workplace, visit: Visit, kind: JobKind | None = None) -> Job | None:
    """None where nothing (of this kind) waits or works."""
    for job in visit.desk.jobs(visit.dossier.id):
        if not job.state.ended and kind in (None, job.kind):
            fresh = workplace.runs.job(visit.desk, visit.dossier.id, job.id)
            return None if fresh.state.ended else fresh
    return None
