"""Many organisations beside each other on one norm: the cells of a heat map, with their totals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from analyzer.review.progress import Counts, counts_of
from analyzer.review.values import ReviewedAssessment, ReviewedFinding
from analyzer.types import Ambition, Organisation, Status
from ingest.types import Frozen


class RegionRow(Frozen):
    """One dossier with an assessment of it, for whoever may see both."""

    dossier: str
    report: ReviewedAssessment


class HeatCell(Frozen):
    """`status` stands. `by_person`: who gave it is a person; `reviewed`: marked; `shifted`: the ground moved since."""

    status: Status | None
    by_person: bool
    reviewed: bool
    shifted: bool


class HeatRow(Frozen):
    """`cells`: one for each column, None where its version of the norm does not ask it."""

    dossier: str
    assessment: str
    organisation: Organisation
    peildatum: date
    norm_version: str
    cells: tuple[HeatCell | None, ...]
    counts: Counts
    reviewed: int


class HeatColumn(Frozen):
    """An ambition. `counts`: of the organisations by the verdict that stands; `reviewed`: how many a person marked."""

    id: str
    title: str
    pillar: str
    counts: Counts
    reviewed: int


class HeatMap(Frozen):
    """`columns`: in the order of the newest version of the norm, those that only an older one asks last."""

    norm_id: str
    norm_title: str
    columns: tuple[HeatColumn, ...]
    rows: tuple[HeatRow, ...]
    counts: Counts


def region(rows: Sequence[RegionRow]) -> HeatMap | None:
    """By name of the organisation, then by peildatum. None without rows; raises ValueError (Dutch) for two norms."""
    if not rows:
        return None
    if len({row.report.norm.id for row in rows}) > 1:
        raise ValueError("Een overzicht van de regio gaat over één norm. Kies dossiers met dezelfde norm.")
    ordered = sorted(rows, key=_place)
    newest = max((row.report for row in rows), key=lambda report: report.norm.version).norm
    ambitions = {each.id: each for each in newest.ambitions}
    for row in ordered:
        ambitions |= {each.id: each for each in row.report.norm.ambitions if each.id not in ambitions}
    heat = tuple(_row(row, tuple(ambitions)) for row in ordered)
    return HeatMap(
        norm_id=newest.id,
        norm_title=newest.title,
        columns=tuple(_column(index, ambition, heat) for index, ambition in enumerate(ambitions.values())),
        rows=heat,
        counts=_counts(cell for row in heat for cell in row.cells),
    )


def _place(row: RegionRow) -> tuple[str, date, str]:
    assessment = row.report.assessment
    return assessment.organisation.name.casefold(), assessment.peildatum, row.dossier


def _row(row: RegionRow, ambitions: Sequence[str]) -> HeatRow:
    report, assessment = row.report, row.report.assessment
    found = {each.finding.ambition: each for each in report.findings}
    asked = {each.id for each in report.norm.ambitions}
    cells = tuple(_cell(found.get(name)) if name in asked else None for name in ambitions)
    return HeatRow(
        dossier=row.dossier,
        assessment=report.id,
        organisation=assessment.organisation,
        peildatum=assessment.peildatum,
        norm_version=assessment.norm_version,
        cells=cells,
        counts=_counts(cells),
        reviewed=_reviewed(cells),
    )


def _cell(each: ReviewedFinding | None) -> HeatCell:
    if each is None:
        return HeatCell(status=None, by_person=False, reviewed=False, shifted=False)
    return HeatCell(
        status=each.status,
        by_person=each.review.status is not None,
        reviewed=each.review.reviewed is not None,
        shifted=each.shift is not None,
    )


def _column(index: int, ambition: Ambition, rows: Sequence[HeatRow]) -> HeatColumn:
    cells = [row.cells[index] for row in rows]
    return HeatColumn(
        id=ambition.id,
        title=ambition.title,
        pillar=ambition.pillar,
        counts=_counts(cells),
        reviewed=_reviewed(cells),
    )


def _counts(cells: Iterable[HeatCell | None]) -> Counts:
    return counts_of(cell.status for cell in cells if cell is not None)


def _reviewed(cells: Iterable[HeatCell | None]) -> int:
    return sum(cell.reviewed for cell in cells if cell is not None)
