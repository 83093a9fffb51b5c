"""The sheet that a person fills in: one row an ambition, on the left what the machine proposes, on the right what a
person makes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from xlsxwriter.worksheet import Worksheet

from analyzer.report.spreadsheet import columns
from analyzer.report.spreadsheet.ambition_rows import AmbitionRow, columns_of
from analyzer.report.spreadsheet.cells import TOO_LONG
from analyzer.report.spreadsheet.formats import Formats
from analyzer.report.spreadsheet.heights import height_for
from analyzer.report.spreadsheet.sheets import Column, on_paper, protect, scale_of, write_heads, write_text
from analyzer.review.values import ReviewField
from analyzer.types import GapReport

BAND, HEAD, FIRST = 0, 1, 2  # rows
LONGEST_TEXT, LONGEST_WHY = 20_000, 2_000  # characters, as a dossier keeps them
_FIRST_EXCEL_YEAR = 1901  # before it, programs do not agree on what day a number is

_MACHINE = (
    Column(columns.NUMBER, 7, "name"),
    Column(columns.TITLE, 24, "bold"),
    Column(columns.PILLAR, 17),
    Column(columns.REQUIREMENT, 34),
    Column(columns.PROPOSAL, 14, "bold"),
    Column(columns.CERTAINTY, 12),
    Column(columns.RATIONALE, 38),
    Column(columns.ADVICE, 32),
    Column(columns.SECOND, 14, "bold"),
    Column(columns.DIFFERENCE, 22),
    Column(columns.QUOTES, 8, "number"),
    Column(columns.ATTENTION, 26, "warn"),
    Column(columns.REVIEWER, 18),
)
_PERSON = (
    Column(columns.VERDICT, 16, "yours"),
    Column(columns.HEADER_OF[ReviewField.RATIONALE], 42, "yours"),
    Column(columns.HEADER_OF[ReviewField.RECOMMENDATION], 36, "yours"),
    Column(columns.HEADER_OF[ReviewField.OWNER], 19, "yours"),
    Column(columns.DUE, 12, "your_day"),
    Column(columns.SEEN, 12, "yours"),
    Column(columns.WHY, 28, "yours"),
)
_HIDDEN = (Column(columns.KEY, 10, "hidden"), Column(columns.EDITION, 10, "hidden"))


def write_assessment(
    sheet: Worksheet, formats: Formats, report: GapReport, rows: Sequence[AmbitionRow], first_quotes: Mapping[str, int]
) -> None:
    """`first_quotes`: by ambition, the row of its first quote in the sheet of evidence, counted from 0."""
    needed = columns_of(tuple(rows))
    machine = tuple(each for each in _MACHINE if each.header in needed)
    shown = (*machine, *_PERSON, *_HIDDEN)
    _heads(sheet, formats, machine, shown)
    for place, row in enumerate(rows, FIRST):
        for at, column in enumerate(shown):
            _write(sheet, formats, (place, at), column, row, first_quotes)
        sheet.set_row(place, height_for(_texts(shown, row)))
    last = max(FIRST, FIRST + len(rows) - 1)
    _colour(sheet, formats, shown, last)
    _validate(sheet, shown, last)
    sheet.autofilter(HEAD, 0, last, len(machine) + len(_PERSON) - 1)
    sheet.freeze_panes(FIRST, 2)
    sheet.ignore_errors({"number_stored_as_text": f"A1:ZZ{last + 1}"})
    protect(sheet)
    on_paper(sheet, report, columns.ASSESSMENT)
    sheet.set_print_scale(scale_of(machine, (*machine[:2], *_PERSON)))  # two pages wide: the machine's, a person's
    sheet.set_v_pagebreaks([len(machine)])
    sheet.repeat_rows(BAND, HEAD)
    sheet.repeat_columns(0, 1)


def _texts(shown: Sequence[Column], row: AmbitionRow) -> Iterator[tuple[str, float, bool]]:
    for column in shown:
        field = columns.PERSON.get(column.header)
        text = row.person[field] if field else row.machine.get(column.header, "")
        yield text, column.width, column.look in ("bold", "name")


def _heads(sheet: Worksheet, formats: Formats, machine: Sequence[Column], shown: Sequence[Column]) -> None:
    write_heads(sheet, formats, HEAD, shown)
    for at, column in enumerate(shown):
        yours = column in _PERSON
        sheet.write_blank(BAND, at, None, formats["your_band" if yours else "band"])
        if yours:
            sheet.write_string(HEAD, at, column.header, formats["your_head"])
        if column in _HIDDEN:
            sheet.set_column(at, at, column.width, None, {"hidden": True})
    sheet.write_string(BAND, 0, "Voorstel van de machine: niet wijzigen", formats["band"])
    sheet.write_string(BAND, len(machine), "Beoordeling door een mens: vul de gele cellen in", formats["your_band"])
    sheet.set_row(BAND, 20)


def _write(
    sheet: Worksheet,
    formats: Formats,
    cell: tuple[int, int],
    column: Column,
    row: AmbitionRow,
    first_quotes: Mapping[str, int],
) -> None:
    look = formats[column.look]
    field = columns.PERSON.get(column.header)
    if column.header == columns.KEY:
        sheet.write_string(*cell, row.ambition, look)
    elif column.header == columns.EDITION:
        sheet.write_string(*cell, str(row.edition), look)
    elif column.header == columns.QUOTES:
        _write_count(sheet, formats, cell, row, first_quotes)
    elif column.header in row.machine:
        write_text(sheet, *cell, row.machine[column.header], look)
    elif field is None:
        sheet.write_blank(*cell, None, look)
    elif field is ReviewField.DUE and row.person[field]:
        _write_day(sheet, formats, cell, date.fromisoformat(row.person[field]))
    else:
        text = row.person[field]
        write_text(sheet, *cell, text, formats["your_locked"] if text == TOO_LONG else look)


def _write_count(
    sheet: Worksheet, formats: Formats, cell: tuple[int, int], row: AmbitionRow, first_quotes: Mapping[str, int]
) -> None:
    count, target = int(row.machine[columns.QUOTES]), first_quotes.get(row.ambition)
    if target is None:
        sheet.write_number(*cell, count, formats["number"])
        return
    tip = f"Naar het bewijs bij {row.ambition}"
    sheet.write_url(*cell, f"internal:'{columns.EVIDENCE}'!A{target + 1}", formats["link"], str(count), tip)
    sheet.write_number(*cell, count, formats["link"])  # the link stays


def _write_day(sheet: Worksheet, formats: Formats, cell: tuple[int, int], day: date) -> None:
    if day.year < _FIRST_EXCEL_YEAR:
        sheet.write_string(*cell, day.isoformat(), formats["your_day"])
    else:
        sheet.write_datetime(*cell, datetime(day.year, day.month, day.day), formats["your_day"])


def _colour(sheet: Worksheet, formats: Formats, shown: Sequence[Column], last: int) -> None:
    """Every outcome has its own colour, also one that a person chooses later."""
    for at, column in enumerate(shown):
        if column.header in (columns.PROPOSAL, columns.SECOND, columns.VERDICT):
            for label, look in formats.by_outcome():
                rule = {"type": "cell", "criteria": "==", "value": f'"{label}"', "format": look}
                sheet.conditional_format(FIRST, at, last, at, rule)
        if column.header == columns.CERTAINTY:
            rule = {"type": "text", "criteria": "begins with", "value": "beoordeel zelf", "format": formats["warn"]}
            sheet.conditional_format(FIRST, at, last, at, rule)


def _validate(sheet: Worksheet, shown: Sequence[Column], last: int) -> None:
    for at, column in enumerate(shown):
        if column in _PERSON:
            sheet.data_validation(FIRST, at, last, at, _validation(column.header))


def _validation(header: str) -> dict[str, Any]:
    """What a cell takes, and what is said of it where it is chosen (at most 32 and 255 characters)."""
    if header == columns.VERDICT:
        return _told(
            header,
            "Kies uw oordeel uit de lijst. Laat u de cel leeg, dan blijft het voorstel van de machine staan.",
            "Kies een oordeel uit de lijst, of maak de cel leeg.",
            {"validate": "list", "source": list(columns.VERDICTS)},
        )
    if header == columns.SEEN:
        return _told(
            header,
            "Kies “ja” als u deze ambitie hebt nagekeken, ook als u het met de machine eens bent.",
            "Kies “ja” of “nee”.",
            {"validate": "list", "source": [columns.YES, columns.NO]},
        )
    if header == columns.DUE:
        between = {"minimum": columns.FIRST_DAY, "maximum": columns.LAST_DAY}
        return _told(
            header,
            "De dag waarop de aanbeveling is uitgevoerd, bijvoorbeeld 31-12-2026.",
            "Typ een datum als 31-12-2026, of maak de cel leeg.",
            {"validate": "date", "criteria": "between", **between},
        )
    most = LONGEST_WHY if header == columns.WHY else LONGEST_TEXT
    return _told(
        header,
        _MESSAGES[header],
        f"Deze tekst is te lang: ten hoogste {most:,} tekens.".replace(",", "."),
        {"validate": "length", "criteria": "<=", "value": most},
    )


_MESSAGES = {
    columns.HEADER_OF[ReviewField.RATIONALE]: "Waarop u uw oordeel baseert. Leeg: de toelichting van de machine blijft "
    "staan. Een nieuwe regel begint u met Alt+Enter.",
    columns.HEADER_OF[ReviewField.RECOMMENDATION]: "Wat de organisatie moet doen. Leeg: de aanbeveling van de machine "
    "blijft staan.",
    columns.HEADER_OF[ReviewField.OWNER]: "Wie ervoor zorgt dat het gebeurt: een functie of een naam.",
    columns.WHY: "Waarom u deze regel wijzigt. Dit komt bij de wijziging te staan, met de naam van degene die het "
    "bestand inleest.",
}


def _told(header: str, message: str, error: str, rule: dict[str, Any]) -> dict[str, Any]:
    return {
        **rule,
        "ignore_blank": True,
        "input_title": header,
        "input_message": message,
        "error_title": "Dit kan hier niet staan",
        "error_message": error,
    }
