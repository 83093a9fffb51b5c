"""The workbook as it comes back: what a person changed is read, what a program changed is not taken for it, and what
was tampered with is refused, row by row or as a whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from filled_workbook import (
    cell_of,
    changed,
    filled,
    formula,
    opened,
    put,
    resaved,
    row_of,
    saved,
)
from handed_in import asked, edit_of, laid, only, outcomes
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet
from printed import needs_soffice
from pydantic import JsonValue

from analyzer.report.spreadsheet import columns
from analyzer.report.spreadsheet.cells import folded, pieces, plain, same, units
from analyzer.report.spreadsheet.changes import RowChanges, changes_of, missing
from analyzer.report.spreadsheet.reading import read
from analyzer.report.spreadsheet.workbook import render
from analyzer.review.values import Change, ReviewedAssessment, ReviewField
from analyzer.types import GapReport, Status

F = ReviewField
GROUNDS, ADVICE, OWNER = (columns.HEADER_OF[field] for field in (F.RATIONALE, F.RECOMMENDATION, F.OWNER))
HOSTILE_TEXTS = (
    "=1+1",
    "+31 6 12345678",
    "-3% per jaar",
    "@SUM(A1:A9)",
    "'s-Hertogenbosch",
    "\t=tab vooraf",
    "eerste regel\n\nderde regel",
    "regel  \r\n  ingesprongen",
    "_x000D_ en _x005F_x000D_ en x005F_",
    "0123",
    "1.10",
    "2026-01-01",
    "WAAR",
    "#N/A",
    "👩‍💻 é ∑ \u00a0 “citaat”",
    "<b>&amp;</b> {{ 7*7 }}",
)


# --- nothing changed -----------------------------------------------------------------------------------------------


def test_what_nobody_changed_makes_no_edits(reviewed_report: ReviewedAssessment) -> None:
    data = render(reviewed_report)
    for each in (data, saved(opened(data))):
        rows = changes_of(read(each), reviewed_report)
        assert len(rows) == len(reviewed_report.findings)
        assert not [row for row in rows if row.changes or row.refusals or row.why]
        assert not missing(read(each), reviewed_report)


@needs_soffice
def test_libreoffice_changes_nothing_and_loses_nothing(report: GapReport, tmp_path: Path) -> None:
    names = [each.id for each in report.norm.ambitions]
    edits = [
        edit_of(report, name, 1, {F.RATIONALE: text, F.OWNER: text, F.REVIEWED: True, F.DUE: "1899-05-01"}, "Anna")
        for name, text in zip(names, HOSTILE_TEXTS, strict=False)
    ]
    before = laid(report, *edits)
    wanted: dict[str, dict[str, Any]] = {
        names[0]: {columns.DUE: date(2027, 2, 28), columns.VERDICT: "Gepland", columns.SEEN: "nee", GROUNDS: None},
        names[1]: {ADVICE: "=nieuw\nregel", columns.WHY: "+ reden", OWNER: "-ik"},
    }
    data = resaved(filled(render(before), wanted), tmp_path)
    rows = outcomes(data, before)
    assert asked(rows[names[0]]) == {
        F.STATUS: "gepland",
        F.RATIONALE: None,
        F.DUE: "2027-02-28",
        F.REVIEWED: None,
    }
    assert asked(rows[names[1]]) == {F.RECOMMENDATION: "=nieuw\nregel", F.OWNER: "-ik"}
    assert rows[names[1]].why == "+ reden"
    assert all(asked(rows[name]) == {} for name in names[2:])
    assert not [1 for sheet in opened(data) for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


TEXTS = st.lists(
    st.sampled_from([*HOSTILE_TEXTS, " ", "\n", "\r\n", "\t", "_x000A_", "_x", "x0041_", "=", "'", "\u202e", "\x07"])
    | st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=8),
    max_size=6,
).map("".join)


@settings(max_examples=12)
@given(text=TEXTS, owner=TEXTS, day=st.none() | st.dates(), status=st.none() | st.sampled_from(Status))
def test_whatever_people_wrote_comes_back_unchanged(
    clean_report: GapReport, text: str, owner: str, day: date | None, status: Status | None
) -> None:
    values: dict[ReviewField, JsonValue] = {
        F.RATIONALE: text,
        F.RECOMMENDATION: owner + text,
        F.OWNER: owner,
        F.DUE: day.isoformat() if day else None,
        F.STATUS: status.value if status else None,
    }
    report = laid(clean_report, edit_of(clean_report, "1.1", 1, values, "Anna"))
    data = render(report)
    for each in (data, saved(opened(data))):
        assert all(asked(row) == {} for row in outcomes(each, report).values())


# --- changed -------------------------------------------------------------------------------------------------------


def test_what_a_person_filled_in_becomes_changes(short: ReviewedAssessment, book: bytes) -> None:
    cells = {
        columns.VERDICT: "Niet aangetroffen",
        GROUNDS: "  Nieuw:\r\nregel twee  ",
        ADVICE: "@doen",
        OWNER: "Teamleider",
        columns.DUE: date(2026, 12, 31),
        columns.SEEN: "ja",
        columns.WHY: "gesprek\nmet Wim",
    }
    row = only(filled(book, {"1.2": cells}), short)
    assert (row.ambition, row.row, row.seen, row.why) == ("1.2", 4, 0, "gesprek\nmet Wim")
    assert asked(row) == {
        F.STATUS: "niet_aangetroffen",
        F.RATIONALE: "Nieuw:\nregel twee",
        F.RECOMMENDATION: "@doen",
        F.OWNER: "Teamleider",
        F.DUE: "2026-12-31",
        F.REVIEWED: True,
    }
    assert all(change.old is None for change in row.changes)


def test_an_emptied_cell_takes_back_what_stood_there(short: ReviewedAssessment, book: bytes) -> None:
    row = only(filled(book, {"1.1": dict.fromkeys(columns.PERSON)}), short)
    assert asked(row) == dict.fromkeys(columns.PERSON.values())
    assert row.seen == 1 and {change.field: change.old for change in row.changes}[F.DUE] == "2026-09-01"
    blank = only(filled(book, {"1.1": {OWNER: "  "}}), short)
    assert asked(blank) == {F.OWNER: None}


@settings(max_examples=12)
@given(text=TEXTS, status=st.sampled_from(Status), day=st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_whatever_a_person_types_is_read_as_typed(
    short: ReviewedAssessment, book: bytes, text: str, status: Status, day: date
) -> None:
    typed = "".join(each for each in text if each.isprintable() or each == "\n")  # what a cell can be given
    label = next(label for label, each in columns.VERDICTS.items() if each is status)
    row = outcomes(
        filled(book, {"1.2": {GROUNDS: typed, columns.VERDICT: label, columns.DUE: day, columns.SEEN: "ja"}}), short
    )["1.2"]
    given_back = asked(row)
    assert (given_back[F.STATUS], given_back[F.DUE], given_back[F.REVIEWED]) == (status.value, day.isoformat(), True)
    assert same(str(given_back.get(F.RATIONALE) or ""), typed)


DATES: tuple[tuple[Any, str | None], ...] = (
    ("31-12-2026", "2026-12-31"),
    ("1/5/2026", "2026-05-01"),
    ("2026-05-01", "2026-05-01"),
    (" 1 mei 2026 ", "2026-05-01"),
    (datetime(2026, 5, 1, 13, 45), "2026-05-01"),
    (46143, "2026-05-01"),
    ("31-02-2026", None),
    ("mei 2026", None),
    ("volgend jaar", None),
    ("1 mei 2026 of later", None),
    (20260501, None),
    (-1, None),
    (datetime(1926, 5, 1), None),
    ("1-5-2126", None),
    (True, None),
)


def test_a_date_is_read_as_people_write_it(short: ReviewedAssessment, book: bytes, subtests: pytest.Subtests) -> None:
    for typed, wanted in DATES:
        with subtests.test(str(typed)):
            row = only(filled(book, {"1.2": {columns.DUE: typed}}), short)
            if wanted is None:
                assert not row.changes and row.refusals[0].startswith("“Gereed op” ")
            else:
                assert asked(row) == {F.DUE: wanted}


def test_verdicts_and_marks_are_read_whatever_their_case(short: ReviewedAssessment, book: bytes) -> None:
    row = only(filled(book, {"1.2": {columns.VERDICT: " voldoet  DEELS", columns.SEEN: True}}), short)
    assert asked(row) == {F.STATUS: "deels", F.REVIEWED: True}


WRONG: tuple[tuple[str, Any, str], ...] = (
    (columns.VERDICT, "Uitstekend", "geen oordeel"),
    (columns.VERDICT, "Niet beoordeeld", "geen oordeel"),
    (columns.VERDICT, 3, "geen oordeel"),
    (columns.SEEN, "misschien", "“ja” of “nee”"),
    (GROUNDS, "x" * 20_001, "te lang"),
    (columns.WHY, "x" * 2_001, "te lang"),
)


def test_a_value_that_cannot_be_read_refuses_its_row_alone(
    short: ReviewedAssessment, book: bytes, subtests: pytest.Subtests
) -> None:
    for header, typed, told in WRONG:
        with subtests.test(f"{header} {str(typed)[:20]}"):
            rows = outcomes(filled(book, {"1.2": {header: typed, OWNER: "Ik"}, "1.1": {OWNER: "Jij"}}), short)
            assert not rows["1.2"].changes and told in rows["1.2"].refusals[0] and header in rows["1.2"].refusals[0]
            assert asked(rows["1.1"]) == {F.OWNER: "Jij"}


# --- tampered with -------------------------------------------------------------------------------------------------


def test_a_changed_cell_of_the_machine_refuses_its_row(
    short: ReviewedAssessment, book: bytes, subtests: pytest.Subtests
) -> None:
    headers = [each for each in columns.MACHINE if each not in columns.OPTIONAL]
    for header in headers:
        with subtests.test(header):
            was = cell_of(book, "1.2", header)
            rows = outcomes(filled(book, {"1.2": {header: "Ontbreekt", OWNER: "Ik"}, "1.1": {OWNER: "Jij"}}), short)
            (refusal,) = rows["1.2"].refusals
            assert f"“{header}” van de machine is gewijzigd" in refusal and "nu “Ontbreekt”" in refusal
            assert (str(was)[:40] if was else "leeg") in refusal
            assert not rows["1.2"].changes and asked(rows["1.1"]) == {F.OWNER: "Jij"}
    emptied = only(filled(book, {"1.2": {columns.PROPOSAL: None}}), short)
    assert "nu leeg" in emptied.refusals[0]


def test_a_formula_refuses_its_row(short: ReviewedAssessment, book: bytes) -> None:
    for header in (columns.VERDICT, GROUNDS, columns.DUE, columns.SEEN, columns.WHY, columns.PROPOSAL):
        row = only(formula(book, "1.2", header, '="Voldoet"'), short)
        assert header in row.refusals[0] and "formule" in row.refusals[0], header
        assert not row.changes
    keyless = [row for row in changes_of(read(formula(book, "1.2", columns.KEY, '="1.2"')), short) if row.refusals]
    assert len(keyless) == 1 and "Kenmerk" in keyless[0].refusals[0]


def rows_of(data: bytes, change: Callable[[Worksheet], object], report: ReviewedAssessment) -> tuple[RowChanges, ...]:
    return changes_of(read(changed(data, lambda book: change(book[columns.ASSESSMENT]))), report)


def test_a_row_that_is_of_no_ambition_or_there_twice_is_refused(short: ReviewedAssessment, book: bytes) -> None:
    unknown = rows_of(book, lambda sheet: put(sheet, "1.2", columns.KEY, "9.9"), short)
    assert "geen ambitie met kenmerk “9.9”" in unknown[1].refusals[0] and not unknown[0].refusals
    nameless = rows_of(book, lambda sheet: put(sheet, "1.2", columns.KEY, None), short)
    assert "niet te zien" in nameless[1].refusals[0]

    def copy(sheet: Worksheet) -> None:
        for cell in list(sheet[row_of(sheet, "1.1")]):
            sheet.cell(9, cell.column).value = cell.value
        put(sheet, "1.1", OWNER, "Ik")

    twice = rows_of(book, copy, short)
    assert [bool(row.refusals) for row in twice] == [True, False, True]
    assert "meer dan één keer" in twice[0].refusals[0] and twice[2].row == 9
    numbered = rows_of(book, lambda sheet: put(sheet, "1.1", columns.EDITION, "7"), short)
    assert "“Laatste wijziging”" in numbered[0].refusals[0]


def test_columns_and_rows_may_be_moved_hidden_or_left_out(short: ReviewedAssessment, book: bytes) -> None:
    def rearrange(sheet: Worksheet) -> None:
        put(sheet, "1.2", OWNER, "Ik")
        first, second = ([cell.value for cell in sheet[row]] for row in (3, 4))
        for place, (one, other) in enumerate(zip(first, second, strict=True), 1):
            for row, value in ((3, other), (4, one)):
                sheet.cell(row, place).value = value
                if isinstance(value, str):
                    sheet.cell(row, place).data_type = "s"
        sheet.insert_cols(5, 2)
        sheet.cell(2, 5).value = "Eigen aantekening"
        sheet.cell(3, 5).value = "=A1"
        sheet.insert_rows(1, 3)
        sheet.row_dimensions[6].hidden = True
        sheet.column_dimensions["A"].hidden = True
        sheet.delete_cols(next(cell.column for cell in sheet[5] if cell.value == columns.CERTAINTY))
        sheet.delete_cols(next(cell.column for cell in sheet[5] if cell.value == GROUNDS))

    rows = rows_of(book, rearrange, short)
    assert [row.ambition for row in rows] == ["1.2", "1.1"] and rows[0].row == 6
    assert asked(rows[0]) == {F.OWNER: "Ik"} and asked(rows[1]) == {}  # a column that is gone empties nothing


def test_rows_that_were_left_out_are_told(short: ReviewedAssessment, book: bytes) -> None:
    sheet = read(changed(book, lambda book: book[columns.ASSESSMENT].delete_rows(3)))
    assert missing(sheet, short) == ("1.1",) and len(changes_of(sheet, short)) == 1


# --- too late ------------------------------------------------------------------------------------------------------


def test_a_row_that_others_changed_since_is_refused_and_told(short: ReviewedAssessment, book: bytes) -> None:
    first = edit_of(short, "1.2", 1, {F.STATUS: "gepland", F.OWNER: "Wim"}, "Bram Bos")
    later = laid(short, first)
    wanted = filled(book, {"1.2": {columns.VERDICT: "Ontbreekt"}})
    row = only(wanted, laid(short, edit_of(short, "1.2", 1, {F.STATUS: "gepland", F.OWNER: "Wim"}, "Bram Bos")))
    (refusal,) = row.refusals
    assert "Bram Bos, 5 maart 2026" in refusal and "oordeel is nu “Gepland”" in refusal and "“Wim”" in refusal
    assert outcomes(book, later)["1.2"].refusals == ()  # nobody touched it in the file
    there = outcomes(filled(book, {"1.2": {columns.VERDICT: "Gepland"}}), later)["1.2"]
    assert there.already and not there.changes and not there.refusals


def test_a_note_of_somebody_else_counts_too(short: ReviewedAssessment, book: bytes) -> None:
    note = edit_of(short, "1.2", 1, {F.STATUS: None}, "Bram")
    note = note.model_copy(update={"changes": (Change(field=F.NOTE, key="n", new="Navragen."),)})
    row = only(filled(book, {"1.2": {OWNER: "Ik"}}), laid(short, note))
    assert "zoals een notitie" in row.refusals[0] and "Navragen" not in row.refusals[0]


def test_a_file_that_is_newer_than_the_dossier_is_refused(clean_report: GapReport, book: bytes) -> None:
    rows = outcomes(filled(book, {"1.1": {OWNER: "Ik"}}), laid(clean_report))
    assert "nieuwer dan het dossier" in rows["1.1"].refusals[0]


def test_a_file_of_a_copy_that_went_another_way_is_refused(clean_report: GapReport, book: bytes) -> None:
    """The same number of edits, and other ones: what a colleague wrote here would be written over."""
    here = laid(clean_report, edit_of(clean_report, "1.1", 1, {F.OWNER: "Bram"}, "Bram"))
    rows = outcomes(filled(book, {"1.1": {OWNER: "Ik"}}), here)
    assert "kopie" in rows["1.1"].refusals[0] and not rows["1.1"].changes
    assert not outcomes(book, here)["1.1"].refusals  # nobody touched it in the file


# --- text ----------------------------------------------------------------------------------------------------------


@given(text=TEXTS, other=TEXTS)
def test_text_is_the_same_whatever_programs_do_to_its_ends(text: str, other: str) -> None:
    assert same(text, plain(text)) and same(f" {text}\r\n", text) and plain(plain(text)) == plain(text)
    if same(text, other):
        assert folded(text) == folded(other)


@given(text=st.text(max_size=60), limit=st.integers(3, 20))
def test_pieces_are_the_text_and_fit(text: str, limit: int) -> None:
    parts = pieces(text, limit)
    assert "".join(parts) == text and all(units(part) <= limit for part in parts)
