"""Holds a workbook that came back against the report it was made from: what a person changed in each row, or
why the row is refused. Pure; nothing is saved here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from analyzer.report import review_wording
from analyzer.report.spreadsheet import columns
from analyzer.report.spreadsheet.ambition_rows import AmbitionRow, ambition_rows
from analyzer.report.spreadsheet.cells import same
from analyzer.report.spreadsheet.origin import FIELDS, Printed, digest_of, values_of
from analyzer.report.spreadsheet.reading import Cell, Sheet, SheetRow, SpreadsheetRefused
from analyzer.report.spreadsheet.wanted import Unreadable, reason_of, shown, text_of, unlikely, value_of, words_of
from analyzer.report.wording import listed, quoted
from analyzer.review.values import Change, ReviewedAssessment, ReviewedFinding, ReviewField
from ingest.types import Frozen

_EMPTY = Cell()
_RESTORE = "Haal in Normtoets een nieuw werkblad op en vul deze ambitie daar opnieuw in"


class RowChanges(Frozen):
    """`row`: its number in the sheet; `ambition`: empty where the row does not say which it is; `seen`: the number of
    the last edit that the file shows. `refusals`: in Dutch; then there are no changes. Neither: there is nothing to do;
    `already`: what the row asks for has been done since.
    """

    row: int
    ambition: str
    title: str
    seen: int = 0
    changes: tuple[Change, ...] = ()
    why: str = ""
    refusals: tuple[str, ...] = ()
    already: bool = False


def changes_of(sheet: Sheet, report: ReviewedAssessment) -> tuple[RowChanges, ...]:
    """One for each row, in the order of the sheet. `report`: the assessment that the file names, with all that people
    laid over it by now.

    Raises SpreadsheetRefused where the file is of another assessment, or was made without a dossier.
    """
    _refuse_other(sheet, report)
    rows = {row.ambition: row for row in ambition_rows(report)}
    findings = {each.finding.ambition: each for each in report.findings}
    keys = [_key(row) for row in sheet.rows]
    counts = Counter(keys)
    found = []
    for key, row in zip(keys, sheet.rows, strict=True):
        known, printed = rows.get(key), sheet.origin.rows.get(key)
        if known is None or printed is None:
            found.append(RowChanges(row=row.number, ambition="", title="", refusals=(_unknown(key),)))
        else:
            double = counts[key] > 1
            found.append(_Row(row, known, printed, findings[key], sheet.headers).outcome(double=double))
    return tuple(found)


def missing(sheet: Sheet, report: ReviewedAssessment) -> tuple[str, ...]:
    """The ambitions of the report that have no row any more."""
    there = {_key(row) for row in sheet.rows}
    return tuple(each.id for each in report.norm.ambitions if each.id not in there)


def _refuse_other(sheet: Sheet, report: ReviewedAssessment) -> None:
    if not sheet.origin.assessment:
        raise SpreadsheetRefused(
            "Dit werkblad is gemaakt zonder dossier en kan niet worden teruggelezen. Haal een werkblad op bij het "
            "dossier in Normtoets, en neem uw wijzigingen daarin over."
        )
    for name, ours, theirs in zip(FIELDS, values_of(report), sheet.origin.values, strict=True):
        if not same(ours, theirs):
            raise SpreadsheetRefused(
                f"Dit werkblad hoort bij een andere toets: {name.lower()} is {shown(theirs)} en hier {shown(ours)}. "
                "Open het dossier waarbij het hoort, of haal hier een nieuw werkblad op."
            )


def _key(row: SheetRow) -> str:
    cell = row.cells.get(columns.KEY, _EMPTY)
    return "" if cell.odd or cell.value is None else str(cell.value).strip()


def _unknown(key: str) -> str:
    if not key:
        return (
            f"De verborgen kolom {quoted(columns.KEY)} is hier leeg of gewijzigd, zodat niet te zien is bij welke "
            f"ambitie deze regel hoort. {_RESTORE}."
        )
    return f"De norm heeft geen ambitie met kenmerk {shown(key)}. Zet het kenmerk terug of verwijder de regel."


@dataclass(frozen=True)
class _Row:
    """A row of the sheet, with what it would be now and what it was as the file was made."""

    row: SheetRow
    now: AmbitionRow
    printed: Printed
    finding: ReviewedFinding
    headers: frozenset[str]

    def outcome(self, *, double: bool) -> RowChanges:
        given, faults = self._given()
        refusals = [*self._tampered(), *faults]
        if double:
            refusals.insert(0, "Deze ambitie staat meer dan één keer in het blad. Laat één regel staan.")
        touched = {field: words for field, words in given.items() if not same(words, self.printed.person[field])}
        why, fault = self._reason()
        if fault:
            refusals.append(fault)
        if day := unlikely(touched.get(ReviewField.DUE, "")):
            refusals.append(f"{quoted(columns.DUE)} {day}.")
        late = "" if refusals else self._late(touched)
        if late:
            refusals.append(late)
        return RowChanges(
            row=self.row.number,
            ambition=self.now.ambition,
            title=self.now.title,
            seen=self.printed.edition,
            changes=() if refusals or late is None else self._changes(touched),
            why=why,
            refusals=tuple(refusals),
            already=late is None,
        )

    def _changes(self, touched: Mapping[ReviewField, str]) -> tuple[Change, ...]:
        """With what stands there now, so that it can be told."""
        review = self.finding.review
        marked = columns.YES if review.reviewed is not None else columns.NO
        stands = {**self.now.person, ReviewField.REVIEWED: marked}
        return tuple(
            Change(field=field, old=value_of(field, stands[field]), new=value_of(field, words))
            for field, words in touched.items()
        )

    def _given(self) -> tuple[dict[ReviewField, str], list[str]]:
        """What the cells of a person say, and what is wrong with them. A column that is not there says nothing."""
        given, faults = {}, []
        for header, field in columns.PERSON.items():
            if header not in self.headers:
                continue
            try:
                given[field] = words_of(field, self.row.cells.get(header, _EMPTY))
            except Unreadable as exc:
                faults.append(f"{quoted(header)} {exc}.")
        return given, faults

    def _reason(self) -> tuple[str, str]:
        try:
            return reason_of(self.row.cells.get(columns.WHY, _EMPTY)), ""
        except Unreadable as exc:
            return "", f"{quoted(columns.WHY)} {exc}."

    def _tampered(self) -> list[str]:
        """The machine's cells that are neither as the file was made nor as they would be now."""
        found = []
        for header in (*columns.MACHINE, columns.EDITION):
            if header not in self.headers:
                continue
            cell = self.row.cells.get(header, _EMPTY)
            text = _shown(cell)
            if header == columns.EDITION:
                right, was = text.strip() == str(self.printed.edition), str(self.printed.edition)
            else:
                was = self.now.machine[header]
                right = digest_of(text) == self.printed.control[header] or same(text, was)
            if cell.odd or not right:
                found.append(
                    f"De kolom {quoted(header)} van de machine is gewijzigd: daar stond {shown(was)} en nu "
                    f"{cell.odd or shown(text)}. {_RESTORE}, of zet de cel terug."
                )
        return found

    def _late(self, touched: Mapping[ReviewField, str]) -> str | None:
        """Why the row comes too late; empty: it does not; None: what it wants is there already."""
        review = self.finding.review
        if not touched:
            return ""
        if self.printed.edition >= review.number:
            return self._elsewhere()
        now = dict(self.now.person)
        now[ReviewField.REVIEWED] = columns.YES if review.reviewed is not None else columns.NO
        if all(same(words, now[field]) for field, words in touched.items()):
            return None
        theirs = [
            f"{columns.HEADER_OF[field].lower()} is nu {shown(now[field])}"
            for field in columns.PERSON.values()
            if not same(now[field], self.printed.person[field])
        ]
        by = review_wording.signed(review.last) if review.last else "iemand"
        what = listed(theirs, 9) or "dat ging om iets dat niet in deze kolommen staat, zoals een notitie of een citaat"
        return (
            f"Deze ambitie is gewijzigd nadat dit werkblad is gemaakt ({by}): {what}. Uw wijziging is niet "
            f"overgenomen. {_RESTORE}, of wijzig haar in de app."
        )

    def _elsewhere(self) -> str:
        """Why the row was made from another state of the dossier than it ever had here; empty: it was not. Two copies
        of a dossier can count to the same number by other edits. (The mark is left out: it hangs on what moved too.)"""
        if self.printed.edition > self.finding.review.number:
            return f"Dit werkblad is nieuwer dan het dossier, dat misschien is teruggezet. {_RESTORE}."
        fields = (field for field in columns.PERSON.values() if field is not ReviewField.REVIEWED)
        if all(same(self.now.person[field], self.printed.person[field]) for field in fields):
            return ""
        return (
            "Hier staat iets anders dan toen dit werkblad werd gemaakt: het dossier is teruggezet, of het werkblad "
            f"komt uit een kopie ervan. Uw wijziging is niet overgenomen. {_RESTORE}."
        )


def _shown(cell: Cell) -> str:
    return str(cell.value) if cell.odd else text_of(cell)
