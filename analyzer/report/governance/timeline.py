"""The assessments of one dossier on one norm, up to and with the one that a paper is about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from analyzer.report.source import Source, with_layers
from analyzer.review.values import ReviewedAssessment
from analyzer.types import GapReport


def series_of(source: Source, report: GapReport) -> tuple[ReviewedAssessment, ...]:
    """Oldest first; the last is `report` itself, with an empty layer where it has none."""
    now = _moment(report)
    earlier = (each for each in source.history if each.norm.id == report.norm.id and _moment(each) < now)
    return (*sorted(earlier, key=_moment), with_layers(report))


def previous_of(source: Source, report: GapReport) -> ReviewedAssessment | None:
    """The last one before it that has an earlier peildatum; None: there is none."""
    day = report.assessment.peildatum
    earlier = [each for each in series_of(source, report) if each.assessment.peildatum < day]
    return earlier[-1] if earlier else None


def _moment(report: GapReport) -> tuple[str, datetime]:
    return report.assessment.peildatum.isoformat(), report.assessment.run.started


def half_of(day: date) -> tuple[int, int]:
    """The year and the half of it, 1 or 2."""
    return day.year, 1 if day.month <= 6 else 2


def before_half(series: Sequence[ReviewedAssessment]) -> ReviewedAssessment | None:
    """Of a series, the last one in an earlier half-year than that of its last; None: there is none."""
    half = half_of(series[-1].assessment.peildatum)
    earlier = [each for each in series if half_of(each.assessment.peildatum) < half]
    return earlier[-1] if earlier else None


def yearly(series: Sequence[ReviewedAssessment]) -> tuple[ReviewedAssessment, ...]:
    """Of a series the first one, and then the last one of each year: what a yearly overview shows."""
    last = {each.assessment.peildatum.year: each for each in series}
    return (*(() if series[0] in last.values() else (series[0],)), *last.values())
