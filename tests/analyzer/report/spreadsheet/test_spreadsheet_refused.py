"""What is no workbook of ours, or may do harm, is refused as a whole and in words."""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import msoffcrypto
import pytest
from filled_workbook import (
    changed,
    column_of,
    saved,
    with_part,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from analyzer.report.spreadsheet import columns, reading
from analyzer.report.spreadsheet.cells import folded, same
from analyzer.report.spreadsheet.changes import changes_of
from analyzer.report.spreadsheet.reading import SpreadsheetRefused, read
from analyzer.report.spreadsheet.workbook import render
from analyzer.review.values import ReviewedAssessment, ReviewField
from analyzer.types import GapReport
from ingest.errors import LimitExceeded

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


# --- refused as a whole --------------------------------------------------------------------------------------------


def refusal(data: bytes, report: ReviewedAssessment | None = None) -> str:
    with pytest.raises(SpreadsheetRefused) as caught:
        sheet = read(data)
        if report is not None:
            changes_of(sheet, report)
    return str(caught.value)


def test_a_file_of_another_assessment_norm_or_organisation_is_refused(
    short: ReviewedAssessment, clean_report: GapReport, book: bytes
) -> None:
    made = short.assessment
    others = (
        (short.model_copy(update={"id": "toets-2"}), "toets is “toets-1”"),
        (
            short.model_copy(update={"norm": short.norm.model_copy(update={"version": "2027"})}),
            "versie van de norm is “2025-1”",
        ),
        (
            short.model_copy(update={"assessment": made.model_copy(update={"peildatum": date(2020, 1, 1)})}),
            "peildatum is “2026-01-01”",
        ),
    )
    for other, told in others:
        assert told in refusal(book, other)
    assert "zonder dossier" in refusal(render(clean_report), short)


def test_a_file_without_its_hidden_sheet_or_with_another_one_is_refused(book: bytes, subtests: pytest.Subtests) -> None:
    def drop(name: str) -> Callable[[Workbook], object]:
        return lambda book: book.remove(book[name])

    def rename(book: Workbook) -> None:
        book[columns.ASSESSMENT].title = "Blad1"

    def origin(row: int, column: int, value: Any) -> Callable[[Workbook], object]:
        return lambda book: book[columns.ORIGIN].cell(row, column, value)

    def double(book: Workbook) -> None:
        book[columns.ASSESSMENT].cell(2, 40).value = columns.VERDICT

    def without(header: str) -> Callable[[Workbook], object]:
        return lambda book: book[columns.ASSESSMENT].delete_cols(column_of(book[columns.ASSESSMENT], header))

    cases: tuple[tuple[str, Callable[[Workbook], object], str], ...] = (
        ("no origin", drop(columns.ORIGIN), "geen werkblad van Normtoets"),
        ("no assessment", drop(columns.ASSESSMENT), "“Beoordeling” ontbreekt"),
        ("renamed", rename, "“Beoordeling” ontbreekt"),
        ("form", origin(2, 2, "9"), "andere versie van Normtoets"),
        ("assessment", origin(3, 2, "toets-2"), "beschadigd of gewijzigd"),
        ("seal", origin(8, 2, "0" * 64), "beschadigd of gewijzigd"),
        ("edition", origin(11, 2, "5"), "beschadigd of gewijzigd"),
        ("edition of letters", origin(11, 2, "vijf"), "beschadigd of gewijzigd"),
        ("control", origin(11, 3, "abc"), "beschadigd of gewijzigd"),
        ("printed", origin(11, 5, "Zo stond het er nooit."), "beschadigd of gewijzigd"),
        ("head", origin(10, 1, "x"), "beschadigd of gewijzigd"),
        ("double", double, "staat twee keer"),
        ("no key", without(columns.KEY), "ontbreekt de kolom “Kenmerk”"),
        ("no edition", without(columns.EDITION), "“Laatste wijziging”"),
    )
    for name, change, told in cases:
        with subtests.test(name):
            text = refusal(changed(book, change))
            assert told in text and text.endswith(".")


def test_what_is_no_workbook_or_may_do_harm_is_refused(book: bytes, subtests: pytest.Subtests) -> None:
    ods = io.BytesIO()
    with zipfile.ZipFile(ods, "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr("content.xml", "<x/>")
    nested = io.BytesIO()
    with zipfile.ZipFile(nested, "w") as made:
        made.writestr("map/../../etc/passwd", "x")
        made.writestr("xl/workbook.xml", "x")
    locked = io.BytesIO()
    msoffcrypto.OfficeFile(io.BytesIO(book)).encrypt("geheim", locked)
    bomb = with_part(book, "xl/sharedStrings.xml", b"<sst>" + b" " * (70 << 20) + b"</sst>")
    entity = b'<!DOCTYPE x [<!ENTITY a "b">]><sst xmlns="x"><si><t>&a;</t></si></sst>'
    old = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600 + "Workbook\0".encode("utf-16-le")
    cases: tuple[tuple[str, bytes, str], ...] = (
        ("nothing", b"", "leeg"),
        ("csv", b"Kenmerk;Oordeel\r\n1.1;Voldoet\r\n", "CSV"),
        ("html", b"<html><table></table></html>", "geen Excel-werkmap"),
        ("xls", old, "oude Excel-versie"),
        ("password", locked.getvalue(), "wachtwoord"),
        ("ods", ods.getvalue(), ".ods"),
        ("another zip", zip_of("a.txt", b"a"), "geen Excel-werkmap"),
        ("binary workbook", zip_of("xl/workbook.bin", b"a"), "geen Excel-werkmap"),
        ("paths", nested.getvalue(), "niet geopend"),
        ("cut off", book[: len(book) // 2], "onvolledig of beschadigd"),
        ("macros", with_part(book, "xl/vbaProject.bin", b"x"), "macro's"),
        ("links", with_part(book, "xl/externalLinks/externalLink1.xml", b"<x/>"), "koppelingen"),
        ("bomb", bomb, "veel groter"),
        ("entities", with_part(book, "xl/sharedStrings.xml", entity), "beschadigd"),
        ("broken part", with_part(book, "xl/workbook.xml", b"<workbook"), "beschadigd"),
        ("no workbook of ours", empty_book(), "geen werkblad van Normtoets"),
        ("many cells", with_part(book, "xl/worksheets/sheet2.xml", b"<x>" * (reading.MOST_MARKS + 1)), "veel groter"),
        ("large", b"PK" + b"\0" * (reading.MOST_BYTES + 1), "groter dan"),
    )
    for name, data, told in cases:
        with subtests.test(name):
            text = refusal(data)
            assert told in text and text.endswith(".")


def test_what_would_take_long_to_read_is_refused_at_once(book: bytes, subtests: pytest.Subtests) -> None:
    """A few kilobytes over which a library, or we, would be busy for minutes to hours."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    form = b'<numFmts count="1"><numFmt numFmtId="170" formatCode="' + b"[" * 40_000 + b'"/></numFmts>'
    styles = re.sub(rb"(<styleSheet[^>]*>)(<numFmts.*?</numFmts>)?", rb"\1" + form, parts["xl/styles.xml"], count=1)
    recoded = styles.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")
    name = b"<definedNames><definedName>" + b"a" * 40_000 + b"</definedName></definedNames></workbook>"
    named = parts["xl/workbook.xml"].replace(b"</workbook>", name)
    other = b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
    long = b"<row><c t='inlineStr'><is><t>" + b"x" * (reading.MOST_TEXT + 1) + b"</t></is></c></row>"
    sheet = parts["xl/worksheets/sheet2.xml"].replace(b"</sheetData>", long + b"</sheetData>")
    cases = (
        ("form of numbers", with_part(book, "xl/styles.xml", styles), "veel groter"),
        ("in other letters", with_part(book, "xl/styles.xml", recoded), "veel groter"),
        ("name", with_part(book, "xl/workbook.xml", named), "veel groter"),
        (
            "entities far down",
            with_part(book, "xl/sharedStrings.xml", b"<!--" + b" " * 5000 + b"-->" + other),
            "beschad",
        ),
        ("entities by another name", with_part(book, "xl/strings.bin", other), "beschadigd"),
        ("text", with_part(book, "xl/worksheets/sheet2.xml", sheet), "veel groter"),
    )
    for label, data, told in cases:
        with subtests.test(label):
            assert told in refusal(data)


def test_long_lines_take_no_long_time() -> None:
    start = time.process_time()
    assert same("_" * 200_000, " " + "_" * 200_000) and folded("_" * 200_000 + "x0041_b") == "b"
    assert time.process_time() - start < 2


@settings(max_examples=30)
@given(flips=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 255)), min_size=1, max_size=30))
def test_a_damaged_file_is_refused_in_words(book: bytes, flips: list[tuple[float, int]]) -> None:
    damaged = bytearray(book)
    for place, flip in flips:
        damaged[int(place * len(book))] ^= flip
    try:
        read(bytes(damaged))
    except SpreadsheetRefused as refused:
        assert str(refused).endswith(".")


def zip_of(name: str, content: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        made.writestr(name, content)
    return target.getvalue()


def empty_book() -> bytes:
    return saved(Workbook())


def test_a_sheet_with_very_many_rows_is_refused(book: bytes) -> None:
    far = changed(book, lambda book: book[columns.ASSESSMENT].cell(reading.MOST_ROWS + 1, 1, "x"))
    assert "meer dan 2000 regels" in refusal(far)
    beyond = changed(book, lambda book: book[columns.ASSESSMENT].cell(1_000_000, 500, None))
    assert read(beyond).rows


def test_the_limits_are_those_of_what_is_read_elsewhere(book: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise LimitExceeded("x", "x")

    monkeypatch.setattr(reading, "open_archive", refuse)
    assert "niet geopend" in refusal(book)
