"""The action list as two files: a workbook to plan and follow the work in, and a calendar with what has a date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from io import BytesIO
from math import ceil

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from analyzer.report import wording
from analyzer.report.governance.action_calendar import calendar
from analyzer.report.governance.action_list import ActionItem, Standing, action_list, counts_of, quarter_of
from analyzer.report.governance.decisions import extent_of
from analyzer.report.plain_text import printable, shorten
from analyzer.report.source import Source
from analyzer.report.wording import MARKS, counted

__all__ = ["calendar", "workbook"]

PROGRESS = ("Niet gestart", "In uitvoering", "Gereed", "Vervallen")
_COLUMNS = (  # heading and width in characters
    ("Norm", 11),
    ("Nr.", 6),
    ("Ambitie", 22),
    ("Oordeel", 13),
    ("Oordeel van", 17),
    ("Wat nog openstaat", 28),
    ("Actie", 34),
    ("Verantwoordelijke", 16),
    ("Gereed op", 10),
    ("Kwartaal", 9),
    ("Stand", 13),
    ("Voortgang", 12),
    ("Opmerking", 16),
    ("Herkomst van de actie", 16),
    ("Hangt samen met", 20),
)
_PRINTED = 13  # columns; the others would make the print too small
_TITLE, _TOLD, _HEADS, _FIRST = 0, 1, 3, 4  # rows, from 0
_VERDICT, _DUE, _QUARTER, _STANDING, _PROGRESS = 3, 8, 9, 10, 11
_QUARTERS_AHEAD = 10
_EDGE_LIMIT = 80  # characters of a name in a printed header
_FILLED = 0.92  # of a line that text fills: words are not broken
_LINE_HEIGHT = 13.5  # points
_MOST_HEIGHT = 400  # points; a spreadsheet has 409 at most
_GUIDE_WIDTH = 95  # characters
_EMPTY_ROWS = 20  # beneath the list, with the same choices: for actions of the reader's own
_INK, _LINE, _HEAD, _LATE = "#26313B", "#C9D3DC", "#17324D", "#F6D9CE"
_OPEN_GROUND = "#FBFAF4"  # of cells that the reader fills in


def workbook(source: Source) -> bytes:
    """The action list of all norms of `source` as .xlsx: what people took on first, then a proposal for each ambition
    that nobody took on. Same source, same bytes."""
    items = action_list(source)
    target = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(target, options) as book:
        _describe(book, source)
        _list_sheet(book, source, items)
        _guide_sheet(book, source, items)
    return target.getvalue()


def _describe(book: Workbook, source: Source) -> None:
    run = source.assessment.run
    book.set_properties(
        {
            "title": shorten(f"Actielijst {_name(source)}", 255),
            "subject": "Acties bij de ambities van de norm",
            "author": f"Normtoets {run.version}",
            "comments": wording.CONCEPT_NOTE,
            "created": run.started.replace(tzinfo=None),
        }
    )
    book.set_size(24000, 14000)


def _name(source: Source) -> str:
    return printable(source.assessment.organisation.name)


def _norms(source: Source) -> str:
    return wording.listed([printable(report.norm.short_title) for report in source.reports])


# --- the list ------------------------------------------------------------------------------------------------------


def _list_sheet(book: Workbook, source: Source, items: Sequence[ActionItem]) -> None:
    sheet = book.add_worksheet("Actielijst")
    looks = _Looks(book)
    for column, (_, width) in enumerate(_COLUMNS):
        sheet.set_column(column, column, width)
    sheet.set_row(_TITLE, 24)
    sheet.write_string(_TITLE, 0, f"Actielijst – {_name(source)}", looks.title)
    sheet.write_string(_TOLD, 0, f"{_norms(source)} · {_counted(items)} · gemaakt op {wording.day(source.today)}")
    sheet.write_string(_TOLD + 1, 0, _proposed(source), looks.quiet)
    for column, (heading, _) in enumerate(_COLUMNS):
        sheet.write_string(_HEADS, column, heading, looks.head)
    for row, item in enumerate(items, _FIRST):
        _row(sheet, row, item, looks)
    last = _FIRST + max(len(items), 1) - 1
    for row in range(_FIRST + len(items), _FIRST + len(items) + _EMPTY_ROWS):
        for column in range(len(_COLUMNS)):
            sheet.write_blank(row, column, None, looks.date if column == _DUE else looks.text)
    _choices(sheet, source, items, _FIRST + len(items) + _EMPTY_ROWS - 1)
    sheet.autofilter(_HEADS, 0, last, len(_COLUMNS) - 1)
    sheet.freeze_panes(_FIRST, 3)
    sheet.print_area(0, 0, last, _PRINTED - 1)
    _print_setup(sheet, source)


def _row(sheet: Worksheet, row: int, item: ActionItem, looks: _Looks) -> None:
    cells = (
        (item.norm, looks.text),
        (item.ambition, looks.text),
        (item.title, looks.bold),
        (item.mark.label, looks.marks[item.mark.key]),
        (item.whose, looks.text),
        ("\n".join(f"– {line}" for line in item.lacks) if len(item.lacks) > 1 else "".join(item.lacks), looks.text),
        (item.text, looks.text),
        (item.owner, looks.open),
        ("", looks.date),
        (item.quarter, looks.open),
        (item.standing.value, looks.late if item.standing is Standing.LATE else looks.text),
        ("", looks.open),
        ("", looks.open),
        (item.origin.value, looks.text),
        (", ".join(item.related), looks.text),
    )
    sheet.set_row(row, _height([text for text, _ in cells]))
    for column, (text, look) in enumerate(cells):
        if column == _DUE and item.due:
            sheet.write_datetime(row, column, datetime(item.due.year, item.due.month, item.due.day), look)
        elif text:
            sheet.write_string(row, column, text, look)
        else:
            sheet.write_blank(row, column, None, look)


def _height(texts: Sequence[str]) -> float:
    """In points: programs do not agree on fitting a row to wrapped text, so it is said."""
    lines = [
        sum(ceil(max(len(line), 1) / (width * _FILLED)) for line in text.split("\n"))
        for text, (_, width) in zip(texts, _COLUMNS, strict=True)
    ]
    return min(max(lines) * _LINE_HEIGHT + 3, _MOST_HEIGHT)


def _choices(sheet: Worksheet, source: Source, items: Sequence[ActionItem], last: int) -> None:
    """Drop-down lists and checks. What a list does not have may be typed after a warning: nobody is locked out."""
    quarters = sorted({*_quarters(source.today), *(item.quarter for item in items if item.quarter)})
    labels = [mark.label for mark in MARKS.values()]
    for column, choices in (
        (_PROGRESS, list(PROGRESS)),
        (_QUARTER, quarters[-20:]),
        (_STANDING, [standing.value for standing in Standing]),
        (_VERDICT, labels),
    ):
        sheet.data_validation(
            _FIRST,
            column,
            last,
            column,
            {
                "validate": "list",
                "source": choices,
                "error_type": "warning",
                "error_title": "Niet in de lijst",
                "error_message": "Deze waarde staat niet in de lijst. Toch gebruiken?",
            },
        )
    sheet.data_validation(
        _FIRST,
        _DUE,
        last,
        _DUE,
        {
            "validate": "date",
            "criteria": ">=",
            "value": date(2000, 1, 1),
            "error_type": "warning",
            "error_title": "Geen datum",
            "error_message": "Vul een datum in, zoals 15-4-2026.",
        },
    )


def _quarters(today: date) -> Iterator[str]:
    month = today.year * 12 + today.month - 1
    for ahead in range(_QUARTERS_AHEAD):
        year, rest = divmod(month + 3 * ahead, 12)
        yield quarter_of(date(year, rest + 1, 1))


def _print_setup(sheet: Worksheet, source: Source) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.3, right=0.3, top=0.7, bottom=0.6)
    sheet.repeat_rows(_HEADS)
    name = shorten(_name(source), _EDGE_LIMIT).replace("&", "&&")
    sheet.set_header(f"&L&8Actielijst&R&8{name}")
    sheet.set_footer("&L&8Een machine stelde de oordelen voor; een mens beslist.&R&8Pagina &P van &N")
    sheet.hide_gridlines(2)
    sheet.set_zoom(90)


class _Looks:
    """The formats of the cells."""

    def __init__(self, book: Workbook) -> None:
        cell = {"font_name": "Calibri", "font_size": 10, "font_color": _INK, "text_wrap": True, "valign": "top"}
        line = {**cell, "border": 1, "border_color": _LINE}
        self.title: Format = book.add_format(
            {"font_name": "Calibri", "font_size": 16, "bold": True, "font_color": _HEAD}
        )
        self.quiet: Format = book.add_format({"font_name": "Calibri", "font_size": 10, "font_color": "#56616C"})
        self.head: Format = book.add_format(
            {**line, "bold": True, "font_color": "#FFFFFF", "bg_color": _HEAD, "valign": "vcenter"}
        )
        self.told: Format = book.add_format({**cell, "font_size": 11})
        self.topic: Format = book.add_format({**cell, "font_size": 11, "bold": True})
        self.text: Format = book.add_format(line)
        self.bold: Format = book.add_format({**line, "bold": True})
        self.open: Format = book.add_format({**line, "bg_color": _OPEN_GROUND})
        self.date: Format = book.add_format(
            {**line, "bg_color": _OPEN_GROUND, "num_format": "d-m-yyyy", "align": "left"}
        )
        self.late: Format = book.add_format({**line, "bg_color": _LATE, "bold": True})
        self.marks: dict[str, Format] = {
            mark.key: book.add_format({**line, "bold": True, "bg_color": f"#{mark.fill}", "font_color": f"#{mark.ink}"})
            for mark in MARKS.values()
        }


# --- the guide -----------------------------------------------------------------------------------------------------


def _guide_sheet(book: Workbook, source: Source, items: Sequence[ActionItem]) -> None:
    sheet = book.add_worksheet("Toelichting")
    looks = _Looks(book)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, _GUIDE_WIDTH * 1.1)
    sheet.write_string(0, 0, "Toelichting bij de actielijst", looks.title)
    for row, (topic, text) in enumerate(_guide(source, items), 2):
        sheet.write_string(row, 0, topic, looks.topic)
        sheet.write_string(row, 1, text, looks.told)
        sheet.set_row(row, ceil(len(text) / _GUIDE_WIDTH) * 15 + 6)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)


def _guide(source: Source, items: Sequence[ActionItem]) -> tuple[tuple[str, str], ...]:
    days = sorted({report.assessment.peildatum for report in source.reports})
    return (
        ("Organisatie", _name(source)),
        ("Norm" if len(source.reports) == 1 else "Normen", _norms(source)),
        ("Peildatum", wording.listed([wording.day(day) for day in days])),
        ("Gemaakt op", wording.day(source.today)),
        ("Aantal", _counted(items)),
        ("Wie oordeelde", _proposed(source)),
        ("Wat dit laat zien", wording.SCOPE[0]),
        ("Niet aangetroffen", wording.SCOPE[2]),
        (
            "Volgorde",
            "Bovenaan staat wat iemand op zich heeft genomen, op datum. Daaronder staat bij elke andere ambitie die "
            "nog niet voldoet een voorstel; dat is nog niet belegd en heeft nog geen datum.",
        ),
        (
            "Actie",
            "De aanbeveling van de beoordelaar gaat voor. Is die er niet, dan staat er een stap die de norm noemt. Die "
            "is een middel: een andere weg naar hetzelfde doel mag ook.",
        ),
        (
            "Stand",
            "“Over tijd”: de datum is voorbij en de ambitie voldoet nog niet. “Ambitie voldoet”: volgens het oordeel "
            "is wat de ambitie vraagt geregeld; ga na of de actie nog nodig is.",
        ),
        ("Voortgang", f"Om zelf in te vullen: {wording.listed([each.lower() for each in PROGRESS])}."),
        (
            "Terug in Normtoets",
            "Wat u hier invult, blijft in dit bestand. Leg een verantwoordelijke en een datum vast bij Beoordelen; dan "
            "staan zij in elk volgend stuk.",
        ),
    )


def _proposed(source: Source) -> str:
    extent = extent_of(source.reports)
    told = (
        f"Een machine stelde de oordelen voor; een mens beslist. {extent.reviewed} van de {extent.of} zijn beoordeeld"
    )
    if not extent.reviewed:
        return "Een machine stelde de oordelen voor; nog geen ervan is door een mens beoordeeld."
    if extent.overruled:
        return f"{told}; bij {extent.overruled} gaf een beoordelaar een ander oordeel dan de machine."
    return f"{told}; nergens gaf een beoordelaar een ander oordeel dan de machine."


def _counted(items: Sequence[ActionItem]) -> str:
    """How many there are: "13 afspraken, waarvan 2 over tijd · 37 voorstellen"."""
    numbers = counts_of(items)
    late = f", waarvan {numbers[Standing.LATE]} over tijd" if numbers[Standing.LATE] else ""
    taken = counted(sum(item.taken for item in items), "afspraak", "afspraken")
    return f"{taken}{late} · {counted(numbers[Standing.OPEN], 'voorstel', 'voorstellen')}"
