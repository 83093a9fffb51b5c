"""Sources for the papers of governance: other organisations, other norms, nothing reviewed, and very much of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from analyzer.report.source import Source
from analyzer.review.laying import laid_over
from analyzer.review.values import Change, Edit, ReviewedAssessment, ReviewField
from analyzer.types import Assessment, GapReport, Norm, Organisation, OrganisationType, Status

TODAY = date(2026, 3, 20)
LONG = "Samenwerkingsverband Bestuur en Veiligheid van de gemeenten langs de Boven-Merwede en omstreken " * 3


def bare(source: Source) -> Source:
    """As the machine left it, for the first time."""
    reports = tuple(GapReport(norm=each.norm, assessment=each.assessment) for each in source.reports)
    return replace(source, reports=reports, history=())


def not_binding(source: Source, ambition: str) -> Source:
    """As if this ambition of the first norm did not bind the organisation."""
    first = source.reports[0]
    findings = tuple(
        each.model_copy(update={"status": Status.NVT, "judgements": (), "evidence": ()})
        if each.ambition == ambition
        else each
        for each in first.assessment.findings
    )
    return replace(source, reports=(_changed(first, findings=findings), *source.reports[1:]))


def with_files(source: Source, number: int, update: dict[str, Any]) -> Source:
    """With this many files more, like the first but for `update`."""
    reports = []
    for each in source.reports:
        known = each.assessment.documents
        more = tuple(known[0].model_copy(update={**update, "name": f"extra-{place}.pdf"}) for place in range(number))
        reports.append(_changed(each, documents=(*known, *more)))
    return replace(source, reports=tuple(reports))


def asked_last(source: Source) -> Source:
    """With the last of the norms as the one that was asked for."""
    return replace(source, reports=source.reports[::-1])


def of(source: Source, name: str, kind: OrganisationType) -> Source:
    """The same of another organisation."""
    organisation = Organisation(name=name, type=kind)
    return replace(
        source,
        reports=tuple(_changed(each, organisation=organisation) for each in source.reports),
        history=tuple(_changed(each, organisation=organisation) for each in source.history),
    )


def _changed(report: Any, **update: Any) -> Any:
    return report.model_copy(update={"assessment": report.assessment.model_copy(update=update)})


def named(report: Any, norm_id: str) -> Any:
    """A report on a made-up norm as if it were on this one."""
    norm: Norm = report.norm.model_copy(update={"id": norm_id})
    assessment: Assessment = report.assessment.model_copy(update={"norm_id": norm_id})
    return report.model_copy(update={"norm": norm, "assessment": assessment})


def single(report: GapReport) -> Source:
    return Source(reports=(report,), today=TODAY)


def undertaken(report: GapReport, owners: Sequence[str], *, status: Status | None = None) -> ReviewedAssessment:
    """On every ambition somebody took something on, `status` was given where it is not None, and all was reviewed."""
    edits = []
    for place, ambition in enumerate(report.norm.ambitions):
        changes = [
            Change(field=ReviewField.OWNER, new=owners[place % len(owners)]),
            Change(field=ReviewField.DUE, new=(date(2026, 1, 31) + timedelta(days=40 * place)).isoformat()),
            Change(field=ReviewField.RECOMMENDATION, new=f"Leg stap {place} vast. {LONG}\nEn doe het ook."),
            Change(field=ReviewField.REVIEWED, new=True),
        ]
        if status is not None:
            changes.append(Change(field=ReviewField.STATUS, new=status.value))
        edits.append(
            Edit(
                dossier="d",
                norm_id=report.norm.id,
                ambition=ambition.id,
                number=1,
                author="Anna de Wit",
                author_id="anna",
                at=report.assessment.run.started,
                assessment="run",
                changes=tuple(changes),
            )
        )
    return laid_over(report, "run", edits, {})


def long_titled(report: GapReport) -> GapReport:
    """Every title and name as long as people make them."""
    ambitions = tuple(each.model_copy(update={"title": f"{each.title} {LONG}"}) for each in report.norm.ambitions)
    pillars = tuple(each.model_copy(update={"title": f"{each.title} {LONG}"}) for each in report.norm.pillars)
    norm = report.norm.model_copy(update={"ambitions": ambitions, "pillars": pillars})
    organisation = Organisation(name=f"Gemeente {LONG}", type=OrganisationType.GEMEENTE)
    changed: GapReport = _changed(report, organisation=organisation)
    return changed.model_copy(update={"norm": norm})
