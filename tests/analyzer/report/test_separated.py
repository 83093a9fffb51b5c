"""The report as CSV: every quote, nothing that runs, and back again as it was."""

from __future__ import annotations

import csv
import io
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.report import machine, separated
from analyzer.report.machine import ReportFormatError
from analyzer.report.separated import COLUMNS, Row
from analyzer.report.source import Source
from analyzer.types import GapReport

MADE = ("report", "clean_report", "judged_report", "concluded_report", "reviewed_report", "large_report")
HEAD = ";".join(COLUMNS)


@pytest.fixture(params=MADE)
def made(request: pytest.FixtureRequest) -> GapReport:
    found: GapReport = request.getfixturevalue(request.param)
    return found


def _of(report: GapReport, ambition: str) -> list[Row]:
    return [row for row in separated.read(separated.render(report)) if row["ambitie"] == ambition]


def _check(report: GapReport) -> None:
    contracted = machine.contracted(report)
    rows = separated.read(separated.render(report))
    assert rows == separated.rows(contracted)
    assert {row["ambitie"] for row in rows} == {entry.id for entry in contracted.ambitions}
    shown = Counter((row["ambitie"], row["element"], row["citaat"]) for row in rows if row["citaat"])
    told: Counter[tuple[str, str, str]] = Counter()
    for entry in contracted.ambitions:
        items = [item for each in entry.criteria for item in each.evidence if not item.added_by]
        items += [item for each in (entry.second.criteria if entry.second else ()) for item in each.evidence]
        if entry.review is not None:
            items += [kept.evidence for kept in entry.review.quotes if kept.evidence]
            for aside in entry.review.rejected:
                items += [item for item in (aside.evidence, *aside.also, *aside.second) if item]
        told.update((entry.id, item.criterion, item.quote) for item in items)
    assert shown == told


def test_every_quote_is_a_row_and_comes_back(made: GapReport) -> None:
    _check(made)


def test_every_quote_of_the_example_is_a_row(example: Source) -> None:
    for report in example.history:
        _check(report)


def test_an_ambition_without_quotes_has_one_row(report: GapReport) -> None:
    (row,) = _of(report, "1.5")
    assert (row["status"], row["status_van"], row["citaat_soort"], row["citaat"]) == (
        "niet_aangetroffen",
        "machine",
        "",
        "",
    )
    (row,) = _of(report, "2.3")
    assert (row["status"], row["probleem"][:15]) == ("", "De modelserver ")


def test_machine_and_person_stand_side_by_side(reviewed_report: GapReport) -> None:
    rows = _of(reviewed_report, "1.1")
    first = rows[0]
    assert (first["status"], first["status_van"], first["machine_status"]) == ("deels", "mens", "voldoet")
    assert (first["oordeel_door"], first["oordeel_op"]) == ("Anna de Wit", "2026-03-03T22:30:00+00:00")
    assert (first["verantwoordelijke"], first["gereed_op"]) == ("Wim van Dam", "2026-09-01")
    kinds = Counter(row["citaat_soort"] for row in rows)
    assert (kinds["verworpen"], kinds["toegevoegd"], kinds["buiten"]) == (1, 2, 1)
    heard = rows[-1]
    assert (heard["buiten_wijze"], heard["buiten_bron"], heard["citaat"]) == (
        "interview",
        "teamleider <Veiligheid>",
        "",
    )
    aside = next(row for row in rows if row["citaat_soort"] == "verworpen")
    assert (aside["citaat_door"], aside["citaat_reden"]) == ("Anna de Wit", "Dit gaat over de buurgemeente.")
    assert _of(reviewed_report, "1.3")[0]["grond_veranderd"] == "ja"


def test_it_is_a_table_that_a_dutch_spreadsheet_opens(reviewed_report: GapReport) -> None:
    body = separated.render(reviewed_report)
    assert body.startswith(b"\xef\xbb\xbf" + HEAD.encode() + b"\r\n")
    table = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert {len(fields) for fields in table} == {len(COLUMNS)}
    assert separated.render(reviewed_report) == body


@given(st.lists(st.text("'=+-@\t\r\n＝;\"a\x00é ", max_size=6), min_size=len(COLUMNS), max_size=len(COLUMNS)))
def test_nothing_runs_and_everything_comes_back(fields: list[str]) -> None:
    rows = [dict(zip(COLUMNS, fields, strict=True))]
    body = separated.written(rows)
    table = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert not [field for field in table[1] if field.startswith(tuple("=+-@\t\r\n＝"))]
    assert [dict(row) for row in separated.read(body)] == rows


def test_a_column_of_later_is_passed_over(report: GapReport) -> None:
    rows = separated.rows(machine.contracted(report))[:1]
    head, row = separated.written(rows).decode("utf-8-sig").split("\r\n")[:2]
    assert separated.read(f"{head};later\r\n{row};x\r\n".encode()) == rows


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff\xfe", b"naam;status\r\n", f"{HEAD}\r\neen;twee\r\n".encode(), f'{HEAD}\r\n"open'.encode()],
)
def test_another_file_is_refused_in_dutch(body: bytes) -> None:
    with pytest.raises(ReportFormatError, match="geen rapport van Normtoets in CSV"):
        separated.read(body)
