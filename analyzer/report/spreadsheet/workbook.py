"""The workbook: a report as sheets that a person fills in with Excel or LibreOffice, and that `reading` reads back."""

from __future__ import annotations

from datetime import UTC
from io import BytesIO

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from analyzer.report.plain_text import printable
from analyzer.report.source import with_layers
from analyzer.report.spreadsheet import columns
from analyzer.report.spreadsheet.ambition_rows import ambition_rows
from analyzer.report.spreadsheet.assessment_sheet import write_assessment
from analyzer.report.spreadsheet.evidence_rows import evidence_rows
from analyzer.report.spreadsheet.formats import FONT, Formats
from analyzer.report.spreadsheet.guide_sheet import write_guide
from analyzer.report.spreadsheet.heights import adaptable
from analyzer.report.spreadsheet.list_sheets import first_rows, write_documents, write_evidence
from analyzer.report.spreadsheet.origin import CONTROL, FIELDS, ROW_HEADERS, SEAL, TOLD, Origin, origin_of
from analyzer.report.spreadsheet.sheets import protect
from analyzer.review.values import ReviewedAssessment
from analyzer.types import GapReport

_TEXT_ONLY = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_MEASURE = {"font_name": FONT, "font_size": 10, "font_scheme": "none"}  # by which the widths of columns are counted


def render(report: GapReport) -> bytes:
    """The report as an .xlsx file. Same report, same bytes. One that is in no dossier cannot be read back.

    Raises ValueError when the assessment was not made against this norm.
    """
    reviewed = with_layers(report)
    rows, evidence = ambition_rows(reviewed), evidence_rows(reviewed)
    target = BytesIO()
    book = Workbook(target, {**_TEXT_ONLY, "default_format_properties": {**_MEASURE}})
    formats = Formats(book)
    names = (columns.GUIDE, columns.ASSESSMENT, columns.EVIDENCE, columns.DOCUMENTS, columns.ORIGIN)
    guide, assessment, quotes, documents, origin = (book.add_worksheet(name) for name in names)
    write_guide(guide, formats, reviewed)
    write_assessment(assessment, formats, reviewed, rows, first_rows(evidence))
    write_evidence(quotes, formats, reviewed, evidence)
    write_documents(documents, formats, reviewed)
    _write_origin(origin, formats, origin_of(reviewed, rows))
    book.set_properties(_properties(reviewed))
    book.set_size(2400, 1400)
    guide.activate()
    book.close()
    return adaptable(target.getvalue())


def _properties(report: ReviewedAssessment) -> dict[str, object]:
    made = report.assessment
    return {
        "title": printable(f"Beoordelingswerkblad {report.norm.short_title} – {made.organisation.name}")[:250],
        "subject": "Toetsing van documenten aan een norm voor weerbaarheid",
        "author": "Normtoets",
        "comments": "Een machine stelt voor, een mens beslist.",
        "created": made.run.started.astimezone(UTC).replace(tzinfo=None),
    }


def _write_origin(sheet: Worksheet, formats: Formats, origin: Origin) -> None:
    look = formats["hidden"]
    sheet.write_string(0, 0, TOLD, look)
    told = (*zip(FIELDS, origin.values, strict=True), (SEAL, origin.seal))
    for row, (name, value) in enumerate(told, 1):
        sheet.write_string(row, 0, name, look)
        sheet.write_string(row, 1, value, look)
    head = len(told) + 2
    for column, name in enumerate(ROW_HEADERS):
        sheet.write_string(head, column, name, look)
    for row, (ambition, printed) in enumerate(origin.rows.items(), head + 1):
        control = " ".join(printed.control[name] for name in columns.MACHINE)
        values = (ambition, str(printed.edition), control, *(printed.person[each] for each in columns.PERSON.values()))
        for column, value in enumerate(values):
            sheet.write_string(row, column, value, look)
    assert ROW_HEADERS.index(CONTROL) == 2
    protect(sheet)
    sheet.very_hidden()
