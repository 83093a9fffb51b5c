"""The action list as a workbook and as a calendar, read back with other programs than those that wrote them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import governance_sources as sources
import icalendar
import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from analyzer.errors import PaperDoesNotFit
from analyzer.report.governance import actions
from analyzer.report.governance.action_list import Origin, Standing, action_list, quarter_of
from analyzer.report.source import Source
from analyzer.review.values import ReviewedAssessment
from analyzer.types import GapReport, Status


def sheet_of(data: bytes) -> Worksheet:
    sheet = openpyxl.load_workbook(BytesIO(data))["Actielijst"]
    assert isinstance(sheet, Worksheet)
    return sheet


def rows_of(sheet: Worksheet) -> list[dict[str, Any]]:
    lines = list(sheet.iter_rows(min_row=4, values_only=True))
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:] if line[0]]


@pytest.fixture(scope="module")
def sheet(example: Source) -> Worksheet:
    return sheet_of(actions.workbook(example))


@pytest.fixture(scope="module")
def rows(sheet: Worksheet) -> list[dict[str, Any]]:
    return rows_of(sheet)


def of(rows: list[dict[str, Any]], norm: str, ambition: str) -> Mapping[str, Any]:
    return next(row for row in rows if (row["Norm"], row["Nr."]) == (norm, ambition))


# --- which actions there are ---------------------------------------------------------------------------------------


def test_what_people_took_on_comes_first_and_by_date(rows: list[dict[str, Any]]) -> None:
    taken = [row for row in rows if row["Verantwoordelijke"]]
    assert rows[: len(taken)] == taken and len(taken) == 13
    days = [row["Gereed op"] for row in taken]
    assert days == sorted(days)


def test_every_open_ambition_has_an_action_and_no_met_one_without_an_owner(
    example: Source, rows: list[dict[str, Any]]
) -> None:
    wanted = {
        (report.norm.short_title, each.finding.ambition)
        for report in example.reports
        if isinstance(report, ReviewedAssessment)
        for each in report.findings
        if each.status not in (Status.VOLDOET, Status.NVT) or each.review.owner
    }
    assert len(rows) == len(wanted) == 50
    assert {(row["Norm"], row["Nr."]) for row in rows} == wanted


def test_what_nobody_took_on_is_a_proposal_from_the_norm_without_a_date(rows: list[dict[str, Any]]) -> None:
    row = of(rows, "Groningse norm", "1.4")
    assert row["Stand"] == "voorstel – nog niet belegd"
    assert row["Herkomst van de actie"] == "stap die de norm noemt"
    assert row["Gereed op"] is None and row["Kwartaal"] is None and row["Verantwoordelijke"] is None
    assert row["Actie"].startswith("Zorg dat de organisatie het RIEC")


def test_what_is_not_found_is_first_looked_for(rows: list[dict[str, Any]]) -> None:
    assert of(rows, "Groningse norm", "1.5")["Actie"].startswith("Ga eerst na of hierover een document bestaat")


def test_the_step_that_fits_what_lacks_goes_before_the_first(example: Source) -> None:
    item = next(each for each in action_list(example) if each.name == "Groningse norm 1.6")
    first = example.reports[0].norm.ambition("1.6").actions[0]
    assert item.origin is Origin.NORM
    assert item.text not in first.text and "planning- en controlcyclus" in item.text


def test_what_the_other_norm_asks_alike_stands_beside_it(example: Source, rows: list[dict[str, Any]]) -> None:
    assert "Noord-Hollandse norm 4.2" in of(rows, "Groningse norm", "2.1")["Hangt samen met"]
    alone = replace(example, reports=example.reports[:1])
    assert all(not item.related for item in action_list(alone))


@pytest.mark.parametrize(
    ("day", "quarter"),
    [
        (date(2026, 1, 1), "2026-Q1"),
        (date(2026, 3, 31), "2026-Q1"),
        (date(2026, 4, 1), "2026-Q2"),
        (date(2026, 12, 31), "2026-Q4"),
    ],
)
def test_the_quarter_follows_from_the_date(day: date, quarter: str) -> None:
    assert quarter_of(day) == quarter


def test_what_was_due_is_late_until_the_ambition_is_met(report: GapReport) -> None:
    late = action_list(sources.single(sources.undertaken(report, ["Els"], status=Status.GEPLAND)))
    assert late[0].standing is Standing.LATE and late[-1].standing is Standing.RUNNING
    met = action_list(sources.single(sources.undertaken(report, ["Els"], status=Status.VOLDOET)))
    assert {item.standing for item in met} == {Standing.MET}


def test_it_says_whose_verdict_it_is(rows: list[dict[str, Any]]) -> None:
    assert of(rows, "Groningse norm", "1.1")["Oordeel van"] == "beoordelaar; de machine stelde “Voldoet” voor"
    assert of(rows, "Groningse norm", "1.2")["Oordeel van"] == "voorstel van de machine"
    assert of(rows, "Groningse norm", "1.7")["Oordeel van"] == "voorstel van de machine, door een mens beoordeeld"


# --- the workbook --------------------------------------------------------------------------------------------------


def test_an_owner_that_looks_like_a_formula_stays_text(sheet: Worksheet) -> None:
    cells = [cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("=")]
    assert {cell.value for cell in cells} == {"=Concerncontroller"}
    assert {cell.data_type for cell in cells} == {"s"}


def test_dates_are_dates_and_verdicts_have_their_colours(sheet: Worksheet, rows: list[dict[str, Any]]) -> None:
    assert of(rows, "Groningse norm", "1.1")["Gereed op"] == datetime(2026, 4, 15)
    assert of(rows, "Groningse norm", "1.1")["Kwartaal"] == "2026-Q2"
    assert sheet["D5"].value == "Voldoet deels" and sheet["D5"].fill.start_color.rgb == "FF8CC8EE"


def test_it_can_be_filtered_filled_in_and_printed(sheet: Worksheet) -> None:
    assert sheet.auto_filter.ref == "A4:O54"
    assert sheet.freeze_panes == "D5"
    assert sheet.print_title_rows == "$4:$4"
    assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.paperSize == 9
    lists = [each.formula1 for each in sheet.data_validations.dataValidation if each.type == "list"]
    assert '"Niet gestart,In uitvoering,Gereed,Vervallen"' in lists
    assert any("2026-Q1,2026-Q2" in each for each in lists)
    assert all(len(each) <= 257 for each in lists)  # what a spreadsheet takes


def test_a_name_with_an_ampersand_does_not_break_the_header(report: GapReport) -> None:
    sheet = sheet_of(actions.workbook(sources.single(report)))
    assert "Waardermeer & Omstreken" in str(sheet["A1"].value)
    assert "&&" in str(sheet.oddHeader.right.text) or "& Omstreken" in str(sheet.oddHeader.right.text)


def test_hostile_text_and_very_long_text_are_taken(large_report: GapReport, reviewed_report: GapReport) -> None:
    long = sources.undertaken(sources.long_titled(large_report), [sources.LONG])
    assert len(rows_of(sheet_of(actions.workbook(sources.single(long))))) == 76
    assert rows_of(sheet_of(actions.workbook(sources.single(reviewed_report))))


def test_the_guide_says_who_proposed_and_who_decided(example: Source) -> None:
    book = openpyxl.load_workbook(BytesIO(actions.workbook(example)))
    told = " ".join(str(cell.value) for row in book["Toelichting"].iter_rows() for cell in row if cell.value)
    assert "Een machine stelde de oordelen voor; een mens beslist. 26 van de 76 zijn beoordeeld; bij 10" in told
    assert "(werking)" in told and "niet over de organisatie" in told


# --- the calendar --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def events(example: Source) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(actions.calendar(example)).walk("VEVENT"))


def test_each_action_with_a_date_is_an_event_of_a_whole_day(events: list[icalendar.Event]) -> None:
    assert len(events) == 13
    first = events[0]
    assert first["dtstart"].dt == date(2026, 4, 15) and first["dtend"].dt == date(2026, 4, 16)
    assert first["dtstart"].params["VALUE"] == "DATE"
    assert first["summary"] == "Actie: Jaarlijks aandacht voor bewustwording (Groningse norm 1.1)"
    assert "Verantwoordelijke: Gemeentesecretaris" in first["description"]
    assert "Een machine stelde de oordelen over de ambities voor; een mens beslist." in first["description"]


def test_a_reminder_comes_two_weeks_before_at_nine_unless_it_is_met(events: list[icalendar.Event]) -> None:
    alarms = {str(event["summary"]).split(":")[0]: event.walk("VALARM") for event in events}
    assert alarms["Actie"][0]["trigger"].dt == timedelta(days=-14, hours=9)
    assert alarms["Na te gaan"] == []


def test_an_event_keeps_its_id_when_its_date_moves(example: Source, events: list[icalendar.Event]) -> None:
    ids = [str(event["uid"]) for event in events]
    assert len(set(ids)) == len(ids)
    alone = replace(example, reports=example.reports[:1], today=date(2026, 9, 1))
    again = icalendar.Calendar.from_ical(actions.calendar(alone)).walk("VEVENT")
    assert {str(event["uid"]) for event in again} < set(ids)
    assert actions.calendar(example) == actions.calendar(example)
    assert {event["dtstamp"].dt.isoformat() for event in events} == {"2026-03-08T09:00:00+00:00"}


def test_lines_are_folded_and_text_is_escaped(report: GapReport) -> None:
    owner = "Els; Jan, \\ en\nanderen " + "ééé" * 40
    data = actions.calendar(sources.single(sources.undertaken(report, [owner])))
    assert max(len(line) for line in data.split(b"\r\n")) <= 75
    read = icalendar.Calendar.from_ical(data).walk("VEVENT")[0]
    assert "Els; Jan, \\ en anderen ééé" in read["description"]
    assert "\n" not in str(read["summary"])


def test_without_a_date_there_is_no_calendar_and_the_way_out_is_told(example: Source) -> None:
    with pytest.raises(PaperDoesNotFit, match="nog geen actie met een datum"):
        actions.calendar(sources.bare(example))
