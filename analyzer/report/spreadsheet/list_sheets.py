"""The sheets to look things up in: all evidence, and the documents that were read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from xlsxwriter.worksheet import Worksheet

from analyzer.report import wording
from analyzer.report.plain_text import printable
from analyzer.report.spreadsheet import columns
from analyzer.report.spreadsheet.cells import pieces
from analyzer.report.spreadsheet.evidence_rows import EvidenceRow, Kind
from analyzer.report.spreadsheet.formats import Formats
from analyzer.report.spreadsheet.heights import height_for
from analyzer.report.spreadsheet.sheets import Column, on_paper, protect, write_heads, write_text
from analyzer.types import DocumentSummary, GapReport

HEAD, FIRST = 0, 1  # rows
QUOTE, KIND = "Citaat of bewijs", "Soort"
_EVIDENCE = (
    Column(columns.NUMBER, 7, "name"),
    Column(columns.TITLE, 19),
    Column("Element", 29),
    Column(KIND, 15),
    Column(QUOTE, 62),
    Column("Wat het toont", 13),
    Column("Opzet of bestaan", 10),
    Column("Document of bron", 24),
    Column("Plaats", 11),
    Column("Wie", 20),
    Column("Opmerking", 26),
)
_DOCUMENTS = (
    Column("Bestand", 36, "bold"),
    Column("Titel", 38),
    Column("Soort stuk", 20),
    Column("Vastgesteld op", 13, "day"),
    Column("Geldigheid", 14),
    Column("Omvang", 13),
    Column("Gelezen", 12),
    Column("Opmerking", 46),
    Column("Vingerafdruk (SHA-256)", 34),
)
_READ = {"whole": "helemaal", "partly": "deels", "not": "niet"}


def write_evidence(sheet: Worksheet, formats: Formats, report: GapReport, rows: Sequence[EvidenceRow]) -> None:
    write_heads(sheet, formats, HEAD, _EVIDENCE)
    for place, row in enumerate(rows, FIRST):
        words = _words(row)
        for at, (column, text) in enumerate(zip(_EVIDENCE, words, strict=True)):
            write_text(sheet, place, at, text, formats[_look(column, row)])
        sheet.set_row(place, height_for(_cells(_EVIDENCE, words)))
    if not rows:
        sheet.write_string(FIRST, 0, "Er is geen bewijs gevonden.", formats["text"])
    _finish(sheet, report, columns.EVIDENCE, len(rows), len(_EVIDENCE))
    sheet.freeze_panes(FIRST, 2)


def first_rows(rows: Sequence[EvidenceRow]) -> Mapping[str, int]:
    """By ambition, the row of its first evidence, counted from 0."""
    found: dict[str, int] = {}
    for place, row in enumerate(rows, FIRST):
        found.setdefault(row.number, place)
    return found


def write_documents(sheet: Worksheet, formats: Formats, report: GapReport) -> None:
    write_heads(sheet, formats, HEAD, _DOCUMENTS)
    documents = report.assessment.documents
    for place, document in enumerate(documents, FIRST):
        words = _told(document)
        for at, (column, text) in enumerate(zip(_DOCUMENTS, words, strict=True)):
            warn = column.header in ("Gelezen", "Opmerking") and document.read != "whole"
            write_text(sheet, place, at, text, formats["warn" if warn else column.look])
        sheet.set_row(place, height_for(_cells(_DOCUMENTS, words)))
        if document.adopted:
            day = datetime(document.adopted.year, document.adopted.month, document.adopted.day)
            if day.year > 1900:
                sheet.write_datetime(place, 3, day, formats["day"])
    _finish(sheet, report, columns.DOCUMENTS, len(documents), len(_DOCUMENTS))
    sheet.freeze_panes(FIRST, 1)


def _cells(shown: Sequence[Column], words: Sequence[str]) -> Iterator[tuple[str, float, bool]]:
    for column, text in zip(shown, words, strict=True):
        yield text, column.width, column.look in ("bold", "name")


def _finish(sheet: Worksheet, report: GapReport, name: str, count: int, width: int) -> None:
    sheet.autofilter(HEAD, 0, max(FIRST, count), width - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:ZZ{count + 2}"})
    protect(sheet)
    on_paper(sheet, report, name)
    sheet.repeat_rows(HEAD)


def _words(row: EvidenceRow) -> tuple[str, ...]:
    part = f"Deel {row.part} van {row.parts} van dit citaat." if row.parts > 1 else ""
    note = " ".join(text for text in (part, row.note) if text)
    return (
        *(row.number, row.title, row.element, row.kind.value, row.text, row.state, row.proof),
        *(row.document, row.place, row.who, note),
    )


def _look(column: Column, row: EvidenceRow) -> str:
    """What a person rejected is struck out; what is from elsewhere stands in italics."""
    if column.header != QUOTE and column.header != KIND:
        return column.look
    if row.kind is Kind.OUTSIDE:
        return "outside"
    return column.look if row.counts else "rejected" if column.header == QUOTE else "warn"


def _told(document: DocumentSummary) -> tuple[str, ...]:
    return (
        printable(document.name),
        pieces(printable(document.title or ""))[0],
        wording.genre(document.genre),
        wording.day(document.adopted) if document.adopted else "",
        wording.VALIDITY[document.validity],
        wording.extent(document.pages, document.page_unit) if document.pages else "",
        _READ[document.read],
        pieces(printable(" ".join(document.problems)))[0],
        document.sha256,
    )
