"""Takes a workbook that somebody filled in back into its dossier: every row that was changed becomes an edit of the one
who hands it in, through the same door as any other edit."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from analyzer.report.spreadsheet import columns
from analyzer.report.spreadsheet.changes import RowChanges, changes_of, missing
from analyzer.report.spreadsheet.reading import Sheet, SpreadsheetRefused, read
from analyzer.report.wording import counted, listed, quoted
from analyzer.review.laying import laid_over
from analyzer.review.trail import trail
from analyzer.review.values import Edit, ReviewedAssessment
from analyzer.store.desk import Desk
from analyzer.store.errors import NotAllowed, StoreError
from analyzer.store.values import Level
from ingest.types import Frozen


class Outcome(StrEnum):
    """What became of a row."""

    KEPT = "overgenomen"
    NOTHING = "ongewijzigd"
    REFUSED = "geweigerd"


class IntakeRow(Frozen):
    """`row`: its number in the sheet; `ambition`: empty where the row does not say which it is. `lines`: in Dutch, what
    was changed, or why it was refused."""

    row: int
    ambition: str
    title: str
    outcome: Outcome
    lines: tuple[str, ...] = ()


class SpreadsheetIntake(Frozen):
    """What was done with a file, or what would be done with it (`preview`). `notes`: of the file as a whole (Dutch)."""

    norm_id: str
    assessment_id: str
    preview: bool
    rows: tuple[IntakeRow, ...]
    notes: tuple[str, ...] = ()

    def of(self, outcome: Outcome) -> tuple[IntakeRow, ...]:
        return tuple(each for each in self.rows if each.outcome is outcome)

    @property
    def kept(self) -> tuple[IntakeRow, ...]:
        return self.of(Outcome.KEPT)

    @property
    def untouched(self) -> tuple[IntakeRow, ...]:
        return self.of(Outcome.NOTHING)

    @property
    def refused(self) -> tuple[IntakeRow, ...]:
        return self.of(Outcome.REFUSED)

    @property
    def summary(self) -> str:
        """What happened, in one or two sentences."""
        kept, refused, same = len(self.kept), len(self.refused), len(self.untouched)
        if not kept and not refused:
            return "In dit werkblad is niets gewijzigd; er is niets overgenomen."
        if kept:
            verb = ("wordt" if kept == 1 else "worden") if self.preview else ("is" if kept == 1 else "zijn")
            told = f"{counted(kept, 'ambitie', 'ambities')} {verb} overgenomen, {same}"
        else:
            none = "Er wordt niets overgenomen" if self.preview else "Er is niets overgenomen"
            told = f"{none}; {counted(same, 'ambitie', 'ambities')}"
        stays = "blijft zoals zij was" if same == 1 else "blijven zoals zij waren"
        if not refused:
            return f"{told} {stays}."
        forms = ("regel wordt", "regels worden") if self.preview else ("regel is", "regels zijn")
        return f"{told} {stays}. {counted(refused, *forms)} geweigerd; de reden staat erbij."


def take_in(desk: Desk, dossier_id: str, data: bytes, *, preview: bool = False) -> SpreadsheetIntake:
    """Saves what was changed in the workbook, row by row; a row that is refused keeps no other from being saved.

    `preview`: tells what would be saved, and saves nothing. Raises SpreadsheetRefused for a file that cannot be read
    back, or belongs to another dossier, NotAllowed and NoSuchDossier.
    """
    if desk.level(dossier_id) is not Level.EDIT:
        raise NotAllowed(
            "U kunt dit dossier lezen, maar niet wijzigen. Vraag de eigenaar om het met u te delen om te bewerken, of "
            "laat iemand anders het werkblad inlezen."
        )
    sheet = read(data)
    report, newest = _report_of(desk, dossier_id, sheet)
    made = _Intake(desk, dossier_id, report, preview=preview)
    return SpreadsheetIntake(
        norm_id=report.norm.id,
        assessment_id=report.id,
        preview=preview,
        rows=tuple(made.row(each) for each in changes_of(sheet, report)),
        notes=_notes(sheet, report, newest=newest),
    )


def _report_of(desk: Desk, dossier_id: str, sheet: Sheet) -> tuple[ReviewedAssessment, bool]:
    """The assessment that the file names, with every edit until now, and whether it is the newest of its norm."""
    records = {each.id: each for each in desk.assessments(dossier_id)}
    wanted = sheet.origin.assessment
    if wanted and wanted not in records:
        raise SpreadsheetRefused(
            "Dit werkblad hoort bij een ander dossier, of bij een toets die hier niet (meer) is. Open het dossier "
            "waarbij het hoort, of haal hier een nieuw werkblad op."
        )
    if not wanted:
        raise SpreadsheetRefused(
            "Dit werkblad is gemaakt zonder dossier en kan niet worden teruggelezen. Haal hier een nieuw werkblad op "
            "en neem uw wijzigingen daarin over."
        )
    report = desk.report(dossier_id, wanted)
    norm = report.norm.id
    if next(each.id for each in records.values() if each.norm_id == norm) == wanted:
        return report, True
    edits = desk.edits(dossier_id, norm)
    grounds = {
        each: desk.assessment(dossier_id, each)
        for each in {edit.assessment for edit in edits} & {one.id for one in records.values() if one.norm_id == norm}
    }
    return laid_over(report, wanted, edits, grounds), False


def _notes(sheet: Sheet, report: ReviewedAssessment, *, newest: bool) -> tuple[str, ...]:
    notes = []
    if not newest:
        notes.append(
            "Na het maken van dit werkblad is opnieuw getoetst. De wijzigingen horen bij de toets die erin staat; bij "
            "elke ambitie waarvan de grond is veranderd, ziet u dat in de app."
        )
    if absent := missing(sheet, report):
        notes.append(f"Niet in het werkblad: {listed(absent, 12)}. Daar verandert niets.")
    expected = (*(each for each in columns.MACHINE if each not in columns.OPTIONAL), *columns.PERSON, columns.WHY)
    if gone := [quoted(each) for each in expected if each not in sheet.headers]:
        noun = "De kolom" if len(gone) == 1 else "De kolommen"
        notes.append(
            f"{noun} {listed(gone, 20)} {'ontbreekt' if len(gone) == 1 else 'ontbreken'}; daarvan is niets gelezen."
        )
    return tuple(notes)


class _Intake:
    """What is done with the rows of one file."""

    def __init__(self, desk: Desk, dossier_id: str, report: ReviewedAssessment, *, preview: bool) -> None:
        self._desk = desk
        self._dossier = dossier_id
        self._report = report
        self._preview = preview

    def row(self, asked: RowChanges) -> IntakeRow:
        if asked.refusals:
            return _told(asked, Outcome.REFUSED, asked.refusals)
        if not asked.changes:
            return _told(asked, Outcome.NOTHING, _remark(asked))
        if self._preview:
            return _told(asked, Outcome.KEPT, self._lines(self._imagined(asked)))
        try:
            edit = self._desk.save(
                self._dossier,
                self._report.norm.id,
                asked.ambition,
                asked.changes,
                seen=asked.seen,
                assessment_id=self._report.id,
                why=asked.why,
            )
        except StoreError as exc:  # of this row alone: the others go on
            return _told(asked, Outcome.REFUSED, (str(exc),))
        return _told(asked, Outcome.KEPT, self._lines(edit))

    def _imagined(self, asked: RowChanges) -> Edit:
        return Edit(
            dossier=self._dossier,
            norm_id=self._report.norm.id,
            ambition=asked.ambition,
            number=asked.seen + 1,
            author=self._desk.person.name,
            author_id=self._desk.person.id,
            at=self._desk.store.clock(),
            why=asked.why,
            assessment=self._report.id,
            changes=asked.changes,
        )

    def _lines(self, edit: Edit) -> tuple[str, ...]:
        (entry,) = trail([edit], {self._report.id: self._report.assessment})
        return tuple(line.text for line in entry.lines)


def _remark(asked: RowChanges) -> tuple[str, ...]:
    if asked.already:
        return ("Wat hier staat, is al overgenomen.",)
    return ("U gaf een reden, maar wijzigde niets.",) if asked.why else ()


def _told(asked: RowChanges, outcome: Outcome, lines: Sequence[str]) -> IntakeRow:
    return IntakeRow(row=asked.row, ambition=asked.ambition, title=asked.title, outcome=outcome, lines=tuple(lines))
