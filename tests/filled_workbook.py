"""A workbook as somebody fills it in: with openpyxl for Excel, and opened and saved again by LibreOffice."""

from __future__ import annotations

import io
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from printed import SOFFICE

from analyzer.report.spreadsheet import columns

HEAD = 2  # the row of the names of the columns, from 1


def opened(data: bytes) -> Workbook:
    return load_workbook(io.BytesIO(data))


def saved(book: Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    book.close()
    return target.getvalue()


def changed(data: bytes, change: Callable[[Workbook], object]) -> bytes:
    """The workbook after `change`."""
    book = opened(data)
    change(book)
    return saved(book)


def filled(data: bytes, wanted: Mapping[str, Mapping[str, Any]]) -> bytes:
    """The workbook in which, by ambition and by column, somebody typed this; text is typed as text."""

    def fill(book: Workbook) -> None:
        sheet = book[columns.ASSESSMENT]
        for ambition, cells in wanted.items():
            for header, value in cells.items():
                put(sheet, ambition, header, value)

    return changed(data, fill)


def put(sheet: Worksheet, ambition: str, header: str, value: Any) -> None:
    cell = sheet.cell(row_of(sheet, ambition), column_of(sheet, header))
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"


def formula(data: bytes, ambition: str, header: str, text: str) -> bytes:
    """The workbook with a formula in one cell."""

    def type_in(book: Workbook) -> None:
        sheet = book[columns.ASSESSMENT]
        sheet.cell(row_of(sheet, ambition), column_of(sheet, header)).value = text

    return changed(data, type_in)


def cell_of(data: bytes, ambition: str, header: str) -> Any:
    """What stands in a cell."""
    book = opened(data)
    sheet = book[columns.ASSESSMENT]
    value = sheet.cell(row_of(sheet, ambition), column_of(sheet, header)).value
    book.close()
    return value


def row_of(sheet: Worksheet, ambition: str) -> int:
    key = column_of(sheet, columns.KEY)
    return next(row for row in range(HEAD, sheet.max_row + 1) if str(sheet.cell(row, key).value) == ambition)


def column_of(sheet: Worksheet, header: str) -> int:
    return next(cell.column for cell in sheet[HEAD] if cell.value == header)


def table_of(data: bytes, name: str, head: int) -> list[dict[str, Any]]:
    """The rows of a sheet below row `head` (from 1), by the names of its columns."""
    book = opened(data)
    names, *rows = book[name].iter_rows(min_row=head, values_only=True)
    book.close()
    return [dict(zip(names, row, strict=True)) for row in rows if any(value is not None for value in row)]


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """The same zip with a part added, or another content in it."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for entry in source.infolist():
            if entry.filename != name:
                made.writestr(entry, source.read(entry))
        made.writestr(name, content)
    return target.getvalue()


def resaved(data: bytes, folder: Path) -> bytes:
    """The workbook as LibreOffice saves it. `folder`: an empty one."""
    assert SOFFICE is not None
    (folder / "in.xlsx").write_bytes(data)
    command = [SOFFICE, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    convert = ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "out"), str(folder / "in.xlsx")]
    subprocess.run([*command, *convert], check=True, capture_output=True, timeout=120)
    return (folder / "out" / "in.xlsx").read_bytes()
