"""What is read of a workbook that is handed in, for the tests of it."""

from __future__ import annotations

from datetime import UTC, datetime

from pydantic import JsonValue

from analyzer.report.spreadsheet.changes import RowChanges, changes_of
from analyzer.report.spreadsheet.reading import read
from analyzer.review.laying import laid_over
from analyzer.review.values import Change, Edit, ReviewedAssessment, ReviewField
from analyzer.types import GapReport


def edit_of(report: GapReport, ambition: str, number: int, asked: dict[ReviewField, JsonValue], author: str) -> Edit:
    return Edit(
        dossier="d",
        norm_id=report.norm.id,
        ambition=ambition,
        number=number,
        author=author,
        author_id=author.lower(),
        at=datetime(2026, 3, 5, 10, number, tzinfo=UTC),
        assessment="toets-1",
        changes=tuple(Change(field=field, new=value) for field, value in asked.items()),
    )


def laid(report: GapReport, *edits: Edit) -> ReviewedAssessment:
    return laid_over(GapReport(norm=report.norm, assessment=report.assessment), "toets-1", edits, {})


def outcomes(data: bytes, report: ReviewedAssessment) -> dict[str, RowChanges]:
    return {each.ambition: each for each in changes_of(read(data), report)}


def asked(row: RowChanges) -> dict[ReviewField, JsonValue]:
    assert not row.refusals, row.refusals
    return {change.field: change.new for change in row.changes}


def only(data: bytes, report: ReviewedAssessment) -> RowChanges:
    """The one row with something in it."""
    rows = [row for row in changes_of(read(data), report) if row.changes or row.refusals]
    assert len(rows) == 1, rows
    return rows[0]
