"""Reads a workbook that somebody filled in: from bytes to values, without judging what is in it. A file that is not
ours, or that may do harm, is refused as a whole."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zipfile import ZipFile

from openpyxl import load_workbook

from analyzer.errors import AnalyzerError
from analyzer.report.spreadsheet import columns
from analyzer.report.spreadsheet.markup import Entangled, Survey
from analyzer.report.spreadsheet.origin import CONTROL, FIELDS, FORM, ROW_HEADERS, SEAL, Origin, Printed
from analyzer.report.wording import quoted
from analyzer.review.values import ReviewField
from ingest.errors import DamagedDocument, EncryptedDocument, UnreadableDocument
from ingest.readers.archive import UNPACKING, open_archive

MOST_BYTES = 20 << 20  # of the file
MOST_UNPACKED = 48 << 20  # bytes
# Elements of XML in all parts, by which the time of reading grows; a workbook of the largest norm has some 40,000.
MOST_MARKS = 200_000
MOST_TEXT = 4_000_000  # characters in the cells of a sheet; many cells can share one text that is there once
MOST_ROWS, MOST_COLUMNS = 2_000, 100
_NAME = "Het werkblad"
_HEAD_WITHIN = 20  # rows in which the header row must stand
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_SAVE_AGAIN = "Open het in Excel of LibreOffice en sla het op als Excel-werkmap (.xlsx)."
_ANEW = "Haal in Normtoets een nieuw werkblad op en neem uw wijzigingen daarin over."
_TOO_LARGE = (
    "Het bestand is uitgepakt veel groter dan een werkblad van Normtoets en is niet geopend. Verwijder bladen die er "
    f"niet in horen. Lukt het dan nog niet: {_ANEW[0].lower()}{_ANEW[1:]}"
)


class SpreadsheetRefused(AnalyzerError):
    """The file as a whole cannot be read back. The message is Dutch and names the way out."""


Value = str | int | float | bool | date | None


@dataclass(frozen=True)
class Cell:
    """`value` None: empty. `odd`: it is "een formule", which is not worked out, or "een foutwaarde"; empty: neither."""

    value: Value = None
    odd: str = ""


@dataclass(frozen=True)
class SheetRow:
    """A row of the assessment sheet. `number`: as the program shows it, from 1; `cells`: by the name of the column."""

    number: int
    cells: Mapping[str, Cell]


@dataclass(frozen=True)
class Sheet:
    """What a person handed in. `headers`: the columns that are there."""

    origin: Origin
    headers: frozenset[str]
    rows: tuple[SheetRow, ...]


def read(data: bytes) -> Sheet:
    """The values in a workbook. Raises SpreadsheetRefused where it is no workbook of Normtoets, or not a whole one."""
    _refuse_other_kinds(data)
    _refuse_harmful(data)
    try:
        return _read(data)
    except SpreadsheetRefused:
        raise
    except Exception as exc:  # a file can be broken in more ways than the library names
        raise SpreadsheetRefused(f"Het bestand is beschadigd en kan niet worden gelezen. {_SAVE_AGAIN}") from exc


def _read(data: bytes) -> Sheet:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module="openpyxl")  # of what it leaves out, such as a day out of range
        with closing(load_workbook(io.BytesIO(data), read_only=True, keep_links=False)) as book:
            if columns.ORIGIN not in book.sheetnames or columns.ASSESSMENT not in book.sheetnames:
                raise SpreadsheetRefused(_missing_sheets(book.sheetnames))
            origin = _origin(_rows(book[columns.ORIGIN]))
            headers, rows = _assessment(_rows(book[columns.ASSESSMENT]))
    return Sheet(origin, headers, rows)


# --- the file ------------------------------------------------------------------------------------------------------


def _refuse_other_kinds(data: bytes) -> None:
    if not data:
        raise SpreadsheetRefused("Het bestand is leeg (0 bytes). Kies het werkblad dat u hebt ingevuld.")
    if len(data) > MOST_BYTES:
        raise SpreadsheetRefused(
            f"Het bestand is groter dan {MOST_BYTES >> 20} MB; een werkblad van Normtoets is dat nooit. Kies het "
            "werkblad dat u hebt ingevuld, zonder afbeeldingen of andere bladen."
        )
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise SpreadsheetRefused(
                "Het bestand is beveiligd met een wachtwoord. Sla het op zonder wachtwoord en lees het opnieuw in."
            )
        raise SpreadsheetRefused(f"Dit is een bestand van een oude Excel-versie (.xls). {_SAVE_AGAIN}")
    if not data.startswith(b"PK"):
        raise SpreadsheetRefused(f"Dit is geen Excel-werkmap (.xlsx), maar bijvoorbeeld tekst of CSV. {_SAVE_AGAIN}")


def _refuse_harmful(data: bytes) -> None:
    try:
        with open_archive(data, _NAME) as archive:
            _refuse_parts(archive)
            _survey(archive)
    except EncryptedDocument as exc:
        raise SpreadsheetRefused(
            "Het bestand is beveiligd met een wachtwoord. Sla het op zonder wachtwoord en lees het opnieuw in."
        ) from exc
    except (DamagedDocument, *UNPACKING) as exc:
        raise SpreadsheetRefused(f"Het bestand is onvolledig of beschadigd. {_SAVE_AGAIN}") from exc
    except (UnreadableDocument, Entangled) as exc:
        raise SpreadsheetRefused(_TOO_LARGE) from exc


def _refuse_parts(archive: ZipFile) -> None:
    names = {name.lower() for name in archive.namelist()}
    if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
        raise SpreadsheetRefused(_TOO_LARGE)
    if any(name.endswith(("vbaproject.bin", ".vba")) or "/macrosheets/" in name for name in names):
        raise SpreadsheetRefused(f"Het bestand bevat macro's en wordt daarom niet geopend. {_SAVE_AGAIN}")
    if any("/externallinks/" in name for name in names):
        raise SpreadsheetRefused(
            "Het bestand bevat koppelingen naar andere bestanden en wordt daarom niet geopend. Verbreek de koppelingen "
            "(in Excel: Gegevens, Koppelingen bewerken), sla het bestand op en lees het opnieuw in."
        )
    if "content.xml" in names:
        raise SpreadsheetRefused(f"Dit is een OpenDocument-werkblad (.ods). {_SAVE_AGAIN}")
    if "xl/workbook.xml" not in names:
        raise SpreadsheetRefused(f"Dit is geen Excel-werkmap (.xlsx). {_SAVE_AGAIN}")


def _survey(archive: ZipFile) -> None:
    """Raises Entangled and ValueError. Every part: which of them are sheets, the file itself says elsewhere."""
    survey = Survey(MOST_MARKS)
    for entry in archive.infolist():
        if not entry.is_dir():
            survey.part(archive.read(entry), surely=entry.filename.lower().endswith((".xml", ".rels")))


def _missing_sheets(names: Sequence[str]) -> str:
    if columns.ASSESSMENT not in names and columns.ORIGIN in names:
        return (
            f"Het blad {quoted(columns.ASSESSMENT)} ontbreekt of heeft een andere naam. Geef het zijn naam terug en "
            "lees het bestand opnieuw in."
        )
    return (
        f"Dit is geen werkblad van Normtoets, of het verborgen blad waaraan het te herkennen is, is verwijderd. {_ANEW}"
    )


# --- rows ----------------------------------------------------------------------------------------------------------

_ODD = {"f": "een formule", "e": "een foutwaarde"}
_Row = tuple[int, tuple[Cell, ...]]


def _rows(sheet: Any) -> list[_Row]:
    """The rows in which something stands, with their numbers. Raises SpreadsheetRefused where there are too many."""
    found, length = [], 0
    for number, cells in enumerate(sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS), 1):
        row = tuple(_cell(each) for each in cells)
        length += sum(len(each.value) for each in row if isinstance(each.value, str))
        if length > MOST_TEXT:
            raise SpreadsheetRefused(_TOO_LARGE)
        if any(each.value is not None for each in row):
            if number > MOST_ROWS:
                raise SpreadsheetRefused(
                    f"Het blad {quoted(sheet.title)} heeft meer dan {MOST_ROWS} regels. Verwijder wat er niet in hoort."
                )
            found.append((number, row))
    return found


def _cell(cell: Any) -> Cell:
    value = cell.value
    if value is None or value == "":
        return Cell()
    if cell.data_type in _ODD:
        return Cell(str(getattr(value, "text", value)), _ODD[cell.data_type])
    if isinstance(value, datetime):
        return Cell(value.date())
    if isinstance(value, (str, bool, int, float, date)):
        return Cell(value)
    return Cell(str(value))  # a time or a length of time


def _origin(rows: Sequence[_Row]) -> Origin:
    damaged = SpreadsheetRefused(
        f"Het verborgen blad waaraan het bestand te herkennen is, is beschadigd of gewijzigd. {_ANEW}"
    )
    texts = [tuple("" if cell.value is None else str(cell.value) for cell in cells) for _, cells in rows]
    told = {row[0]: row[1] for row in texts if len(row) > 1 and row[0] in (*FIELDS, SEAL)}
    if told.get(FIELDS[0], FORM) != FORM:
        raise SpreadsheetRefused(f"Dit werkblad is gemaakt door een andere versie van Normtoets. {_ANEW}")
    head = next((place for place, row in enumerate(texts) if row[: len(ROW_HEADERS)] == ROW_HEADERS), None)
    if head is None or any(name not in told for name in (*FIELDS, SEAL)):
        raise damaged
    try:
        printed = dict(_printed(row) for row in texts[head + 1 :])
    except (ValueError, IndexError) as exc:
        raise damaged from exc
    origin = Origin(tuple(told[name] for name in FIELDS), printed)
    if len(printed) != len(texts) - head - 1 or origin.seal != told[SEAL]:
        raise damaged
    return origin


def _printed(row: Sequence[str]) -> tuple[str, Printed]:
    """Raises ValueError or IndexError for a row that is not as it was made."""
    control = dict(zip(columns.MACHINE, row[ROW_HEADERS.index(CONTROL)].split(" "), strict=True))
    first = len(ROW_HEADERS) - len(columns.PERSON)
    person: dict[ReviewField, str] = {field: row[first + place] for place, field in enumerate(columns.PERSON.values())}
    return row[0], Printed(int(row[1]), control, person)


def _assessment(rows: Sequence[_Row]) -> tuple[frozenset[str], tuple[SheetRow, ...]]:
    """Columns are known by their names: they may be hidden, moved, or have others between them."""
    heads = ((place, _names(cells)) for place, (number, cells) in enumerate(rows) if number <= _HEAD_WITHIN)
    place, names = next((each for each in heads if columns.KEY in each[1]), (0, []))
    if not names:
        raise SpreadsheetRefused(
            f"In het blad {quoted(columns.ASSESSMENT)} ontbreekt de kolom {quoted(columns.KEY)} (verborgen), of de "
            f"regel met de namen van de kolommen. {_ANEW}"
        )
    known = [name for name in names if name in columns.KNOWN]
    double = [name for name in dict.fromkeys(known) if known.count(name) > 1]
    if double:
        raise SpreadsheetRefused(
            f"De kolom {quoted(double[0])} staat twee keer in het blad {quoted(columns.ASSESSMENT)}. Verwijder de "
            "kolom die er niet hoort, en lees het bestand opnieuw in."
        )
    if columns.EDITION not in known:
        raise SpreadsheetRefused(
            f"In het blad {quoted(columns.ASSESSMENT)} ontbreekt de verborgen kolom {quoted(columns.EDITION)}. {_ANEW}"
        )
    return frozenset(known), tuple(_filled(rows[place + 1 :], names))


def _names(cells: Sequence[Cell]) -> list[str]:
    return [str(cell.value).strip() if cell.value is not None else "" for cell in cells]


def _filled(rows: Sequence[_Row], names: Sequence[str]) -> Iterator[SheetRow]:
    for number, cells in rows:
        own = {name: cell for name, cell in zip(names, cells, strict=False) if name in columns.KNOWN}
        if any(cell.value is not None for cell in own.values()):
            yield SheetRow(number, own)
