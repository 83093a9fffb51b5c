"""How cells of the workbook look: one place for its colours, fonts and borders."""

from __future__ import annotations

from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from analyzer.report.wording import MARKS, Mark

INK, DARK, ACCENT, MUTED = "#1D2730", "#17324D", "#1B4B72", "#56616C"
YOURS, YOURS_HEAD, YOURS_INK = "#FFF8DC", "#8A5A00", "#FFFFFF"
MACHINE_HEAD, LINE, STRIPE = "#17324D", "#C9D1D9", "#F4F6F8"
WARN_INK, WARN_FILL = "#8F2B0B", "#FDF3EF"
FONT, SIZE = "Arial", 9  # points; everywhere there, or one of the same widths
DATE = "dd-mm-yyyy"

_FONT = {"font_name": FONT, "font_size": SIZE, "font_color": INK, "font_scheme": "none"}
_CELL = {**_FONT, "text_wrap": True, "valign": "top", "border": 1, "border_color": LINE}
_HEAD = {**_CELL, "bold": True, "valign": "vcenter", "font_color": "#FFFFFF", "bg_color": MACHINE_HEAD}
_LOOKS: dict[str, dict[str, Any]] = {
    "title": {**_FONT, "bold": True, "font_size": 18, "font_color": DARK},
    "subtitle": {**_FONT, "font_size": 12, "font_color": MUTED},
    "section": {**_FONT, "bold": True, "font_size": 13, "font_color": ACCENT, "bottom": 2, "bottom_color": ACCENT},
    "text": {**_FONT, "text_wrap": True, "valign": "vcenter", "indent": 1},
    "label": {**_FONT, "bold": True, "text_wrap": True, "valign": "vcenter"},
    "band": {**_FONT, "bold": True, "valign": "vcenter", "font_color": DARK, "bg_color": "#CFE2F2"},
    "your_band": {**_FONT, "bold": True, "valign": "vcenter", "font_color": "#5C3C00", "bg_color": "#FFE9A8"},
    "head": _HEAD,
    "your_head": {**_HEAD, "bg_color": YOURS_HEAD, "font_color": YOURS_INK},
    "cell": _CELL,
    "bold": {**_CELL, "bold": True},
    "number": {**_CELL, "align": "center"},
    "link": {**_CELL, "align": "center", "font_color": "#0B5CAD", "underline": 1},
    "day": {**_CELL, "num_format": DATE, "align": "left"},
    "warn": {**_CELL, "font_color": WARN_INK},
    # As text: what is typed here is never taken for a formula, a number or a date.
    "name": {**_CELL, "num_format": "@", "bold": True},
    "yours": {**_CELL, "num_format": "@", "bg_color": YOURS, "locked": False},
    "your_day": {**_CELL, "num_format": DATE, "align": "left", "bg_color": YOURS, "locked": False},
    "your_locked": {**_CELL, "num_format": "@", "bg_color": YOURS, "italic": True},
    "rejected": {**_CELL, "font_color": MUTED, "font_strikeout": True},
    "outside": {**_CELL, "italic": True},
    "example": {**_CELL, "bg_color": YOURS, "valign": "vcenter"},
    "hidden": {**_FONT, "num_format": "@"},
}


class Formats:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[str, Format] = {}

    def __getitem__(self, name: str) -> Format:
        if name not in self._made:
            self._made[name] = self._book.add_format(_LOOKS[name])
        return self._made[name]

    def mark(self, mark: Mark) -> Format:
        """A cell with an outcome."""
        name = f"mark {mark.key}"
        if name not in self._made:
            self._made[name] = self._book.add_format({**_CELL, "bold": True, "valign": "vcenter", **_colours(mark)})
        return self._made[name]

    def by_outcome(self) -> list[tuple[str, Format]]:
        """For a cell that may hold any outcome: its words, and the colours that go with it."""
        return [(mark.label, self._when(mark)) for mark in MARKS.values() if mark.fill != "FFFFFF"]

    def _when(self, mark: Mark) -> Format:
        name = f"when {mark.key}"
        if name not in self._made:
            self._made[name] = self._book.add_format({"bold": True, **_colours(mark)})
        return self._made[name]


def _colours(mark: Mark) -> dict[str, str]:
    return {"bg_color": f"#{mark.fill}", "font_color": f"#{mark.ink}"}
