"""What the assessment sheet says of each ambition, before any layout: the machine's cells and those of a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from analyzer.report import review_wording, wording
from analyzer.report.alignment import all_evidence
from analyzer.report.entries import NOTICE_LIMIT
from analyzer.report.plain_text import foreign, printable, shorten
from analyzer.report.quotes import Units
from analyzer.report.reviewed import layer, shows, without_rejected
from analyzer.report.second_opinions import second_opinion
from analyzer.report.spreadsheet import columns
from analyzer.report.spreadsheet.cells import held, pieces
from analyzer.review.values import Review, ReviewedAssessment, ReviewedFinding, ReviewField, quote_key
from analyzer.types import Ambition, Finding

SHIFT_LIMIT = 320  # characters of what moved; the app and the papers tell all of it
_GOES_ON = " […]"


@dataclass(frozen=True)
class AmbitionRow:
    """`machine`: by the name of the column; `person`: what the cells of a person hold, a date as ISO 8601; `edition`:
    the number of the last edit that it shows."""

    ambition: str
    title: str
    edition: int
    machine: Mapping[str, str]
    person: Mapping[ReviewField, str]


def ambition_rows(report: ReviewedAssessment) -> tuple[AmbitionRow, ...]:
    """One for each ambition, in the order of the norm."""
    row = partial(_row, report, Units(report.assessment.documents), {each.id: each for each in report.norm.ambitions})
    return tuple(row(each) for each in report.findings)


def columns_of(rows: tuple[AmbitionRow, ...]) -> tuple[str, ...]:
    """The names of the machine's columns that the sheet needs."""
    return tuple(
        name for name in columns.MACHINE if name not in columns.OPTIONAL or any(row.machine[name] for row in rows)
    )


def person_values(each: ReviewedFinding) -> Mapping[ReviewField, str]:
    """What people laid over an ambition, in the words of their cells.

    A mark from before something moved counts as not there: then someone can set it again.
    """
    review = each.review
    return {
        ReviewField.STATUS: wording.mark(review.status).label if review.status is not None else "",
        ReviewField.RATIONALE: held(review.rationale or ""),
        ReviewField.RECOMMENDATION: held(review.recommendation or ""),
        ReviewField.OWNER: held(review.owner),
        ReviewField.DUE: review.due.isoformat() if review.due else "",
        ReviewField.REVIEWED: columns.NO if each.open else columns.YES,
    }


def _row(
    report: ReviewedAssessment, places: Units, ambitions: Mapping[str, Ambition], each: ReviewedFinding
) -> AmbitionRow:
    finding, ambition = each.finding, ambitions[each.finding.ambition]
    second = second_opinion(ambition, finding, places)
    titles = {pillar.id: pillar.title for pillar in report.norm.pillars}
    machine = {
        columns.NUMBER: ambition.id,
        columns.TITLE: ambition.title,
        columns.PILLAR: titles.get(ambition.pillar, ambition.pillar),
        columns.REQUIREMENT: ambition.requirement,
        columns.PROPOSAL: wording.mark(finding.status).label,
        columns.CERTAINTY: "" if finding.confidence is None else wording.certainty(finding.confidence),
        columns.RATIONALE: finding.problem or finding.rationale,
        columns.ADVICE: finding.recommendation,
        columns.SECOND: second.mark.label if second else "",
        columns.DIFFERENCE: f"{second.summary} {second.problem}".strip() if second else "",
        columns.QUOTES: str(_quotes(each)),
        columns.ATTENTION: _attention(each),
        columns.REVIEWER: _reviewer(ambition, each, places),
    }
    return AmbitionRow(
        ambition=ambition.id,
        title=printable(ambition.title),
        edition=each.review.number,
        machine={name: _short(printable(text)) for name, text in machine.items()},
        person=person_values(each),
    )


def _short(text: str) -> str:
    """No text of a machine comes near the limit of a cell; should one, the papers have all of it."""
    first, *more = pieces(text)
    return first[: -len(_GOES_ON)] + _GOES_ON if more else first


def _quotes(each: ReviewedFinding) -> int:
    """The places that bear on the ambition: those that the machine found and nobody rejected, and those added."""
    found = {quote_key(item) for item in all_evidence(without_rejected(each).judgements)}
    return len(found) + len(each.review.quotes)


def _attention(each: ReviewedFinding) -> str:
    lines = []
    if each.shift is not None:
        lines.append(f"{review_wording.SHIFTED}: {shorten(printable(' '.join(each.shift.lines)), SHIFT_LIMIT)}")
        if each.review.reviewed is not None:
            lines.append("Zet “Beoordeeld” op “ja” als u opnieuw hebt gekeken.")
    lines += _notices(each.finding, each.review)
    return " ".join(lines)


def _notices(finding: Finding, review: Review) -> list[str]:
    lines = [foreign(notice, NOTICE_LIMIT) for notice in dict.fromkeys(finding.notices)]
    if review.rejected:
        lines.append(f"{wording.counted(len(review.rejected), 'citaat is', 'citaten zijn')} door een mens verworpen.")
    if review.outside:
        lines.append("Er is bewijs van buiten de documenten.")
    return lines


def _reviewer(ambition: Ambition, each: ReviewedFinding, places: Units) -> str:
    if not shows(each.review):
        return "nog niemand"
    laid = layer(ambition, each, places)
    if laid.decided or laid.marked:
        return laid.line
    return f"gewijzigd door {wording.listed(list(each.review.authors))}; nog niet als beoordeeld aangevinkt"
