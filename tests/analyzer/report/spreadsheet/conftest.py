"""A workbook with two ambitions, one of them filled in."""

from __future__ import annotations

import pytest
from handed_in import edit_of, laid
from pydantic import JsonValue

from analyzer.report.spreadsheet.workbook import render
from analyzer.review.values import ReviewedAssessment, ReviewField
from analyzer.types import GapReport

F = ReviewField


@pytest.fixture(scope="module")
def short(clean_report: GapReport) -> ReviewedAssessment:
    """Two ambitions; in the first every cell of a person is filled in."""
    everything: dict[ReviewField, JsonValue] = {
        F.STATUS: "deels",
        F.RATIONALE: "Eerste regel.\n\nDerde regel.  ",
        F.RECOMMENDATION: "=SOM(A1)",
        F.OWNER: "'s-Gravenhage",
        F.DUE: "2026-09-01",
        F.REVIEWED: True,
    }
    return laid(clean_report, edit_of(clean_report, "1.1", 1, everything, "Anna"))


@pytest.fixture(scope="module")
def book(short: ReviewedAssessment) -> bytes:
    return render(short)
