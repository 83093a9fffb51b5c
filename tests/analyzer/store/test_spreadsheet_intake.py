"""A workbook handed in at a dossier: kept as edits of who hands it in, row by row; nobody's work is written over."""

from __future__ import annotations

from datetime import date

import pytest
from filled_store import NORM, added, assessed, change, desk_of, kept, made_dossier, verdict
from filled_workbook import changed, filled, formula
from openpyxl import Workbook

from analyzer.report.spreadsheet import assessment_sheet, columns
from analyzer.report.spreadsheet.reading import SpreadsheetRefused
from analyzer.report.spreadsheet.workbook import render
from analyzer.review.values import Edit, ReviewField
from analyzer.store import admission
from analyzer.store.desk import Desk
from analyzer.store.errors import InvalidChange, NoSuchDossier, NotAllowed
from analyzer.store.spreadsheet_intake import SpreadsheetIntake, take_in
from analyzer.store.store import Store
from analyzer.store.values import AssessmentRecord, Dossier, Level, Role
from analyzer.types import Status

F = ReviewField
GROUNDS, ADVICE, OWNER = (columns.HEADER_OF[field] for field in (F.RATIONALE, F.RECOMMENDATION, F.OWNER))


class Case:
    """A dossier of anna, shared with bram, with an assessment."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.anna, self.bram = desk_of(store, "anna"), desk_of(store, "bram")
        self.dossier: Dossier = made_dossier(self.anna)
        self.anna.share(self.dossier.id, "bram", Level.EDIT)
        self.record: AssessmentRecord = kept(store, self.dossier.id, assessed({"1.1": Status.DEELS}))

    def workbook(self) -> bytes:
        return render(self.anna.report(self.dossier.id, self.record.id))

    def take(self, data: bytes, desk: Desk | None = None, *, preview: bool = False) -> SpreadsheetIntake:
        return take_in(desk or self.anna, self.dossier.id, data, preview=preview)

    def save(self, ambition: str, field: ReviewField, new: str | None, desk: Desk | None = None, seen: int = 0) -> Edit:
        changes = [change(field, new)]
        by = desk or self.bram
        return by.save(self.dossier.id, NORM, ambition, changes, seen=seen, assessment_id=self.record.id)

    def edits(self) -> tuple[Edit, ...]:
        return self.anna.edits(self.dossier.id, NORM)


@pytest.fixture
def case(embedded_store: Store) -> Case:
    return Case(embedded_store)


def test_every_changed_row_becomes_an_edit_of_who_hands_it_in(store: Store) -> None:
    case = Case(store)
    wanted = {
        "1.1": {columns.VERDICT: "Voldoet", GROUNDS: "=gezien\nin Den Haag", columns.SEEN: "ja", columns.WHY: "bezoek"},
        "2.1": {OWNER: "@team", columns.DUE: date(2026, 12, 31), ADVICE: "+ doen"},
    }
    told = case.take(filled(case.workbook(), wanted), case.bram)
    assert [(row.ambition, row.row) for row in told.kept] == [("1.1", 3), ("2.1", 10)] and not told.refused
    assert told.summary == "2 ambities zijn overgenomen, 27 blijven zoals zij waren." and not told.notes
    assert told.kept[0].lines[0] == "oordeel: van “Voldoet deels” (machine) naar “Voldoet” (beoordelaar)"
    first, second = case.edits()
    assert (first.author, first.why, first.assessment) == ("Bram", "bezoek", case.record.id)
    assert {each.field: each.new for each in first.changes} == {
        F.STATUS: "voldoet",
        F.RATIONALE: "=gezien\nin Den Haag",
        F.REVIEWED: True,
    }
    assert {each.field: each.new for each in second.changes} == {
        F.OWNER: "@team",
        F.DUE: "2026-12-31",
        F.RECOMMENDATION: "+ doen",
    }


def test_out_in_and_out_again_is_the_same(case: Case) -> None:
    wanted = {"1.1": {columns.VERDICT: "Gepland", OWNER: "  Ik  "}, "1.2": {GROUNDS: "a\r\nb", columns.SEEN: "ja"}}
    case.take(filled(case.workbook(), wanted))
    again = case.workbook()
    assert case.take(again).summary == "In dit werkblad is niets gewijzigd; er is niets overgenomen."
    report = case.anna.report(case.dossier.id, case.record.id)
    assert report.of("1.1").status is Status.GEPLAND and report.of("1.1").review.owner == "Ik"
    assert report.of("1.2").rationale == "a\nb" and report.of("1.2").review.reviewed is not None
    assert case.workbook() == again
    case.take(filled(again, {"1.1": {columns.VERDICT: None, OWNER: None}}))
    taken_back = case.anna.report(case.dossier.id, case.record.id).of("1.1")
    assert taken_back.status is Status.DEELS and taken_back.review.owner == ""


def test_a_preview_tells_the_same_and_keeps_nothing(case: Case) -> None:
    case.save("2.2", F.OWNER, "Wim")
    data = filled(
        case.workbook(),
        {
            "1.1": {columns.VERDICT: "Voldoet", columns.WHY: "reden"},
            "1.2": {columns.SEEN: "misschien"},
            "1.3": {columns.WHY: "alleen een reden"},
            "2.2": {OWNER: "Els"},
        },
    )
    shown = case.take(data, preview=True)
    assert len(case.edits()) == 1 and shown.preview
    assert shown.summary.startswith(
        "2 ambities worden overgenomen, 26 blijven zoals zij waren. 1 regel wordt geweigerd"
    )
    told = case.take(data)
    assert told.rows == shown.rows and len(case.edits()) == 3
    assert told.summary.startswith("2 ambities zijn overgenomen, 26 blijven zoals zij waren. 1 regel is geweigerd")
    assert told.kept[1].lines == ("verantwoordelijke: van “Wim” naar “Els”",)
    assert next(row for row in told.rows if row.ambition == "1.3").lines == ("U gaf een reden, maar wijzigde niets.",)


def test_what_others_saved_since_is_not_written_over(case: Case) -> None:
    data = filled(case.workbook(), {"1.1": {columns.VERDICT: "Voldoet"}, "1.2": {OWNER: "Ik"}, "1.3": {OWNER: "Ik"}})
    theirs = case.save("1.1", F.STATUS, "gepland")
    case.save("1.2", F.OWNER, "Ik")
    told = case.take(data)
    assert [row.ambition for row in told.kept] == ["1.3"]
    (refused,) = told.refused
    assert refused.ambition == "1.1" and "Bram, " in refused.lines[0] and "oordeel is nu “Gepland”" in refused.lines[0]
    there = next(row for row in told.rows if row.ambition == "1.2")
    assert there.lines == ("Wat hier staat, is al overgenomen.",)
    assert case.edits()[0] == theirs and len(case.edits()) == 3
    twice = case.take(data)  # the same file handed in again: what was kept is there
    assert not twice.kept and [row.ambition for row in twice.refused] == ["1.1"]


def test_who_saves_between_the_reading_and_the_keeping_is_first(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    data = filled(case.workbook(), {"1.1": {OWNER: "Ik"}, "1.2": {OWNER: "Ik"}})
    keep = Desk.save

    def late(desk: Desk, *given: object, **named: object) -> Edit:
        if given[2] == "1.1":
            monkeypatch.undo()
            case.save("1.1", F.STATUS, "gepland")
        return keep(desk, *given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Desk, "save", late)
    told = case.take(data)
    assert [row.ambition for row in told.kept] == ["1.2"]
    assert "Bram heeft deze ambitie intussen ook gewijzigd" in told.refused[0].lines[0]
    assert [(each.ambition, each.author) for each in case.edits()] == [("1.1", "Bram"), ("1.2", "Anna")]


def test_rows_that_were_tampered_with_are_refused_and_the_others_kept(case: Case) -> None:
    data = filled(
        case.workbook(),
        {"1.1": {columns.PROPOSAL: "Voldoet", OWNER: "Ik"}, "1.2": {OWNER: "Ik"}, "1.3": {columns.KEY: "1.2"}},
    )
    told = case.take(formula(data, "2.1", OWNER, "=1+1"))
    assert [row.ambition for row in told.kept] == []
    assert {row.ambition: row.lines[0][:44] for row in told.refused} == {
        "1.1": "De kolom “Voorstel van de machine” van de ma",
        "1.2": "Deze ambitie staat meer dan één keer in het ",
        "2.1": "“Verantwoordelijke” bevat een formule. Typ d",
    }
    assert told.summary == (
        "Er is niets overgenomen; 25 ambities blijven zoals zij waren. 4 regels zijn geweigerd; de reden staat erbij."
    )
    assert told.notes == ("Niet in het werkblad: 1.3. Daar verandert niets.",) and not case.edits()


def test_columns_that_are_gone_are_told(case: Case) -> None:
    def drop(book: Workbook) -> None:
        sheet = book[columns.ASSESSMENT]
        for header in (ADVICE, columns.CERTAINTY):
            sheet.delete_cols(next(cell.column for cell in sheet[2] if cell.value == header))

    told = case.take(changed(case.workbook(), drop))
    assert told.notes == ("De kolommen “Zekerheid” en “Aanbeveling” ontbreken; daarvan is niets gelezen.",)


def test_edits_on_a_run_before_the_last_are_kept_with_their_ground(case: Case) -> None:
    data = filled(case.workbook(), {"1.1": {OWNER: "Ik"}, "1.2": {columns.VERDICT: "Voldoet"}, "1.3": {OWNER: "Ik"}})
    newer = kept(case.store, case.dossier.id, assessed({"1.2": Status.GEPLAND}))
    case.bram.save(case.dossier.id, NORM, "1.3", [change(F.OWNER, "Jij")], seen=0, assessment_id=newer.id)
    told = case.take(data)
    assert "opnieuw getoetst" in told.notes[0] and told.assessment_id == case.record.id
    assert [row.ambition for row in told.kept] == ["1.1", "1.2"]
    assert [row.ambition for row in told.refused] == ["1.3"] and "“Jij”" in told.refused[0].lines[0]
    now = case.anna.reviewed(case.dossier.id, NORM)
    assert now is not None and now.id == newer.id and now.of("1.2").shift is not None  # the ground moved since
    twice = case.take(data)
    assert not twice.kept and len(twice.refused) == 1


def test_a_file_of_another_dossier_is_refused(case: Case) -> None:
    data = case.workbook()
    other = made_dossier(case.anna, "Gemeente Elders")
    kept(case.store, other.id)
    with pytest.raises(SpreadsheetRefused, match="ander dossier"):
        take_in(case.anna, other.id, data)
    with pytest.raises(SpreadsheetRefused, match="geen Excel-werkmap"):
        take_in(case.anna, other.id, b"a;b")
    with pytest.raises(SpreadsheetRefused, match="zonder dossier"):
        report = case.anna.report(case.dossier.id, case.record.id)
        take_in(case.anna, case.dossier.id, render(report.model_copy(update={"id": ""})))
    assert case.edits() == ()


def test_only_who_may_edit_can_hand_it_in(case: Case) -> None:
    data = filled(case.workbook(), {"1.1": {OWNER: "Ik"}})
    reader = desk_of(case.store, "lies", Role.LEZER)
    with pytest.raises(NoSuchDossier):
        take_in(reader, case.dossier.id, data)
    case.anna.share(case.dossier.id, "lies", Level.READ)
    for preview in (True, False):
        with pytest.raises(NotAllowed, match="lezen"):
            take_in(reader, case.dossier.id, data, preview=preview)
    assert case.edits() == ()


def test_what_the_dossier_refuses_is_told_at_its_row(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    data = filled(case.workbook(), {"1.1": {OWNER: "Ik"}})

    def refuse(*_: object, **__: object) -> Edit:
        raise InvalidChange("Dit kan niet worden bewaard.")

    monkeypatch.setattr(Desk, "save", refuse)
    assert case.take(data).refused[0].lines == ("Dit kan niet worden bewaard.",)


def test_a_mark_can_be_set_again_after_the_ground_moved(case: Case) -> None:
    case.anna.save(
        case.dossier.id,
        NORM,
        "1.1",
        [*verdict(Status.VOLDOET), change(F.REVIEWED, True)],
        seen=0,
        assessment_id=case.record.id,
    )
    added(case.anna, case.dossier.id)
    newer = kept(case.store, case.dossier.id, assessed({"1.1": Status.ONTBREEKT}))
    data = render(case.anna.report(case.dossier.id, newer.id))
    assert not case.take(data).kept  # as it was
    told = case.take(filled(data, {"1.1": {columns.SEEN: "ja"}}))
    assert told.kept[0].lines == ("opnieuw als beoordeeld aangevinkt",)
    now = case.anna.reviewed(case.dossier.id, NORM)
    assert now is not None and not now.of("1.1").open


def test_the_limits_are_those_of_the_dossier() -> None:
    assert assessment_sheet.LONGEST_TEXT == admission.LONGEST_TEXT
    assert assessment_sheet.LONGEST_WHY == admission.LONGEST_WHY
