"""What the sheets of the workbook have in common: rows of text that is never a formula, paper, and protection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from analyzer.report.plain_text import printable, shorten
from analyzer.report.spreadsheet.formats import Formats
from analyzer.types import GapReport

_MM_OF_PIXEL = 25.4 / 96
_PAPER_WIDTH = 277  # millimetres between the margins of A4 on its side
_SPARE = 0.9  # programs differ in how wide they draw a column
_ALLOWED = {
    "autofilter": True,
    "sort": True,
    "format_columns": True,
    "format_rows": True,
    "select_locked_cells": True,
    "select_unlocked_cells": True,
}


@dataclass(frozen=True)
class Column:
    """`width` in characters; `look`: the name of its format."""

    header: str
    width: float
    look: str = "cell"


def write_heads(sheet: Worksheet, formats: Formats, row: int, shown: Sequence[Column]) -> None:
    """The header row, and the widths of the columns below it."""
    for place, column in enumerate(shown):
        sheet.set_column(place, place, column.width)
        sheet.write_string(row, place, column.header, formats["head"])
    sheet.set_row(row, 32)


def write_text(sheet: Worksheet, row: int, column: int, text: str, look: Format) -> None:
    """Text, whatever it begins with."""
    if text:
        sheet.write_string(row, column, text, look)
    else:
        sheet.write_blank(row, column, None, look)


def protect(sheet: Worksheet) -> None:
    """Against slips: without a password. Filters and the sizes of rows and columns stay usable."""
    sheet.protect("", _ALLOWED)


def on_paper(sheet: Worksheet, report: GapReport, name: str, *, upright: bool = False) -> None:
    """A4 with a header and page numbers; as wide as the paper."""
    sheet.set_paper(9)
    sheet.set_portrait() if upright else sheet.set_landscape()
    sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
    where = shorten(printable(f"{report.assessment.organisation.name} – {report.norm.short_title}"), 90)
    sheet.set_header(f"&L&9{_doubled(where)}&R&9{_doubled(name)}")
    sheet.set_footer("&L&9Een machine stelt voor, een mens beslist.&R&9Pagina &P van &N")
    sheet.fit_to_pages(1, 0)


def scale_of(*pages: Sequence[Column]) -> int:
    """The scale in percents at which the widest of these rows of columns goes on one page."""
    widest = max(sum(7 * column.width + 5 for column in page) for page in pages)  # pixels
    return max(10, min(100, int(100 * _SPARE * _PAPER_WIDTH / (widest * _MM_OF_PIXEL))))


def _doubled(text: str) -> str:
    """For the header of a page, in which "&" begins a code."""
    return text.replace("&", "&&")
