"""The workbook as a person opens it: all evidence in it, text that is never a formula, cells that can be filled in."""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import reviewed_reports
from filled_workbook import cell_of, opened, resaved, table_of
from openpyxl.worksheet.worksheet import Worksheet
from printed import needs_soffice, printed

from analyzer.report import machine, wording
from analyzer.report.plain_text import printable
from analyzer.report.source import Source
from analyzer.report.spreadsheet import columns
from analyzer.report.spreadsheet.cells import CELL_LIMIT, TOO_LONG, units
from analyzer.report.spreadsheet.evidence_rows import Kind
from analyzer.report.spreadsheet.list_sheets import KIND, QUOTE
from analyzer.report.spreadsheet.workbook import render
from analyzer.review.laying import laid_over
from analyzer.review.values import Change, Edit, ReviewField
from analyzer.types import Evidence, GapReport, Status

VISIBLE = (columns.GUIDE, columns.ASSESSMENT, columns.EVIDENCE, columns.DOCUMENTS)
Build = Callable[..., GapReport]


def quotes_in(data: bytes) -> set[tuple[str, str, str]]:
    """By ambition and kind, every quote, its parts joined."""
    found: list[tuple[str, str, str]] = []
    for row in table_of(data, columns.EVIDENCE, 1):
        text = row[QUOTE] or ""
        if (row["Opmerking"] or "").startswith("Deel ") and not row["Opmerking"].startswith("Deel 1 "):
            _, _, before = found.pop()
            text = before + text
        found.append((row[columns.NUMBER], row[KIND], text))
    return set(found)


def quotes_of(report: GapReport) -> set[tuple[str, str, str]]:
    """The same, of the machine-readable report."""
    found = set()
    for entry in machine.contracted(report).ambitions:
        own = [item for criterion in entry.criteria for item in criterion.evidence]
        found |= {(entry.id, Kind.MACHINE.value, printable(item.quote)) for item in own if not item.added_by}
        if entry.second is not None:
            given = [item for criterion in entry.second.criteria for item in criterion.evidence]
            found |= {(entry.id, Kind.SECOND.value, printable(item.quote)) for item in given}
        if entry.review is not None:
            added = [each.evidence for each in entry.review.quotes if each.evidence]
            found |= {(entry.id, Kind.ADDED.value, printable(item.quote)) for item in added}
            gone = [each.evidence for each in entry.review.rejected if each.evidence]
            found |= {(entry.id, Kind.REJECTED.value, printable(item.quote)) for item in gone}
    return found


def own_quotes(data: bytes) -> set[tuple[str, str, str]]:
    left_out = (Kind.OUTSIDE.value, Kind.REJECTED_GONE.value, Kind.REJECTED_SECOND.value)
    return {each for each in quotes_in(data) if each[1] not in left_out}


def test_every_quote_is_that_of_the_machine_readable_report(
    reviewed_report: GapReport, judged_report: GapReport, large_report: GapReport
) -> None:
    for report in (reviewed_report, judged_report, large_report):
        assert own_quotes(render(report)) == quotes_of(report)
    kinds = {kind for _, kind, _ in quotes_in(render(reviewed_report))}
    assert kinds >= {kind.value for kind in Kind} - {Kind.REJECTED_SECOND.value}


def test_so_it_is_in_the_example_dossier(example: Source) -> None:
    for report in example.reports:
        data = render(report)
        assert own_quotes(data) == quotes_of(report) and render(report) == data
        rows = table_of(data, columns.ASSESSMENT, 2)
        assert [row[columns.NUMBER] for row in rows] == [each.id for each in report.norm.ambitions]
        assert {row["Verantwoordelijke"] for row in rows} >= {"=Concerncontroller"}
        outside = [row for row in table_of(data, columns.EVIDENCE, 1) if row[KIND] == Kind.OUTSIDE.value]
        assert outside and all(row[QUOTE].startswith("+ Wij bespreken") for row in outside)


def test_a_quote_beyond_the_limit_of_a_cell_goes_on_in_the_next_row(build_report: Build, report: GapReport) -> None:
    finding = report.assessment.findings[0]
    text = "😀 bewijs, dat lang doorgaat; " * 2_500
    item = Evidence.model_validate({**finding.judgements[0].evidence[0].model_dump(), "quote": text})
    long = finding.judgements[0].model_copy(update={"evidence": (item,)})
    changed = finding.model_copy(update={"judgements": (long,)})
    made = build_report(report.norm, (changed,))
    data = render(made)
    rows = [row for row in table_of(data, columns.EVIDENCE, 1) if row[columns.NUMBER] == finding.ambition]
    assert len(rows) > 2 and all(units(row[QUOTE]) <= CELL_LIMIT for row in rows)
    assert "".join(row[QUOTE] for row in rows) == printable(text)
    assert rows[1]["Opmerking"].startswith(f"Deel 2 van {len(rows)} ")
    assert own_quotes(data) == quotes_of(made)


def test_no_cell_is_a_formula_whatever_it_begins_with(report: GapReport) -> None:
    beginnings = ("=1+1", "+31 6", "-3%", "@SUM(A1)", "\t=1", "'=1", "=cmd|'/C calc'!A0")
    findings = tuple(
        each.model_copy(update={"rationale": text, "recommendation": text})
        for each, text in zip(report.assessment.findings, beginnings, strict=False)
    )
    made = report.model_copy(update={"assessment": report.assessment.model_copy(update={"findings": findings})})
    book = opened(render(made))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    texts = {cell.value for cell in cells}
    assert texts >= {printable(text) for text in beginnings}
    book.close()


def test_same_report_same_bytes(reviewed_report: GapReport) -> None:
    first = render(reviewed_report)
    time.sleep(1.1)  # a second later by the clock
    assert render(reviewed_report) == first
    book = opened(first)
    assert book.properties.created == datetime(2026, 3, 2, 9, 30)
    assert book.properties.title == "Beoordelingswerkblad Proefnorm – Gemeente Waardermeer & Omstreken <proef>"
    book.close()


def locked(sheet: Worksheet, row: int, header: str) -> bool:
    column = next(cell.column for cell in sheet[2] if cell.value == header)
    return bool(sheet.cell(row, column).protection.locked)


def test_only_the_cells_for_people_can_be_filled_in(reviewed_report: GapReport) -> None:
    book = opened(render(reviewed_report))
    assert book.sheetnames == [*VISIBLE, columns.ORIGIN] and book[columns.ORIGIN].sheet_state == "veryHidden"
    assert all(sheet.protection.sheet and not sheet.protection.password for sheet in book)
    sheet = book[columns.ASSESSMENT]
    for header in (*columns.MACHINE, columns.KEY, columns.EDITION):
        assert locked(sheet, 3, header), header
    for header in (*columns.PERSON, columns.WHY):
        assert not locked(sheet, 3, header), header
    assert sheet.freeze_panes == "C3" and sheet.auto_filter.ref.startswith("A2:") and not sheet.protection.autoFilter
    assert sheet.print_title_rows == "$1:$2" and sheet.print_title_cols == "$A:$B"
    assert sheet.page_setup.orientation == "landscape" and str(sheet.page_setup.paperSize) == "9"
    hidden = [cell.column_letter for cell in sheet[2] if cell.value in (columns.KEY, columns.EDITION)]
    assert len(hidden) == 2 and sheet.column_dimensions[hidden[0]].hidden
    kinds = {each.type: each for each in sheet.data_validations.dataValidation}
    assert {"list", "date", "textLength"} <= set(kinds)
    lists = [each.formula1 for each in sheet.data_validations.dataValidation if each.type == "list"]
    assert f'"{",".join(wording.mark(status).label for status in Status)}"' in lists and '"ja,nee"' in lists
    for each in sheet.data_validations.dataValidation:
        assert each.promptTitle and each.prompt and each.error and each.allowBlank
        assert len(each.promptTitle) <= 32 and len(each.prompt) <= 255 and len(each.error) <= 255
    assert sheet.conditional_formatting
    book.close()


def test_rows_grow_with_what_somebody_types(reviewed_report: GapReport) -> None:
    data = render(reviewed_report)
    sheet = opened(data)[columns.ASSESSMENT]
    assert sheet.row_dimensions[3].height > sheet.row_dimensions[9].height > 15
    with zipfile.ZipFile(io.BytesIO(data)) as archive:  # a height that is fixed does not grow
        assert not [1 for name in archive.namelist() if b'customHeight="1"' in archive.read(name)]


def test_a_text_of_a_person_that_fits_in_no_cell_is_told(report: GapReport) -> None:
    name = report.norm.ambitions[0].id
    change = Change(field=ReviewField.RATIONALE, new="😀" * 20_000)
    edit = Edit(
        dossier="d",
        norm_id=report.norm.id,
        ambition=name,
        number=1,
        author="Anna",
        author_id="anna",
        at=reviewed_reports.START,
        changes=(change,),
    )
    assert cell_of(render(laid_over(report, "x", (edit,), {})), name, "Onderbouwing") == TOO_LONG


def test_texts_are_dutch_words(reviewed_report: GapReport, hostile: str) -> None:
    book = opened(render(reviewed_report))
    cells = [
        str(cell.value)
        for name in VISIBLE
        for row in book[name].iter_rows()
        for cell in row
        if cell.value is not None and printable(hostile)[:20] not in str(cell.value)
    ]
    book.close()
    raw = re.compile(r"\b(?:[a-z]+_[a-z_]+|None|True|False|rules|model|policy|regulation|minutes)\b")
    assert not [text for text in cells if raw.search(text)]
    assert any("door een mens verworpen" in text for text in cells)
    assert any("nooit" in text and "werking" in text for text in cells)  # opzet, bestaan, never werking


def test_one_that_is_in_no_dossier_says_that_it_cannot_be_read_back(
    report: GapReport, reviewed_report: GapReport
) -> None:
    alone, kept = (
        " ".join(str(row[1]) for row in opened(render(each))[columns.GUIDE].iter_rows(values_only=True))
        for each in (report, reviewed_report)
    )
    assert "zonder dossier" in alone and "zonder dossier" not in kept and "Lees het in bij het dossier" in kept


def test_a_large_report_takes_seconds(large_report: GapReport) -> None:
    begun = time.perf_counter()
    data = render(large_report)
    assert time.perf_counter() - begun < 10
    assert len(table_of(data, columns.EVIDENCE, 1)) > 400


@needs_soffice
def test_libreoffice_opens_prints_and_saves_it(reviewed_report: GapReport, hostile: str, tmp_path: Path) -> None:
    data = render(reviewed_report)
    paper = printed({"werkblad.xlsx": data}, tmp_path)["werkblad.xlsx"]
    assert not paper.off_the_page() and not paper.empty_pages()
    assert all(min(size) < 600 and max(size) < 850 for size in paper.sizes)  # A4
    again = resaved(data, tmp_path)
    assert own_quotes(again) == quotes_of(reviewed_report)
    sheet = opened(again)[columns.ASSESSMENT]
    assert sheet.protection.sheet and not locked(sheet, 3, columns.VERDICT) and locked(sheet, 3, columns.RATIONALE)
    assert len(sheet.data_validations.dataValidation) >= 3
    book = opened(again)
    assert not [1 for each in book for row in each.iter_rows() for cell in row if cell.data_type == "f"]
    book.close()
