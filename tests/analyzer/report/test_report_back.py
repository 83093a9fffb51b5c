"""A report in JSON read back: the values it was made from, and from these the same bytes again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import reviewed_reports
from hypothesis import given
from hypothesis import strategies as st

from analyzer import norms
from analyzer.report import machine
from analyzer.report.machine import ReportFormatError
from analyzer.report.restored_edits import UNKNOWN
from analyzer.report.restoring import restored
from analyzer.report.source import Source
from analyzer.review.laying import laid_over
from analyzer.review.values import (
    AddedQuote,
    Change,
    Edit,
    OutsideEvidence,
    OutsideKind,
    ReviewedAssessment,
    ReviewField,
    quote_key,
)
from analyzer.store.desk import Desk
from analyzer.store.report_intake import take_in_report
from analyzer.store.store import Store
from analyzer.store.values import Role
from analyzer.types import Finding, GapReport, SearchTrace, State

MADE = ("report", "clean_report", "judged_report", "concluded_report", "reviewed_report", "large_report")
SCHEMA = Path(machine.__file__).with_name("gap-report.schema.json")
F = ReviewField
START = datetime(2026, 3, 3, 22, 30, tzinfo=UTC)


@pytest.fixture(params=MADE)
def made(request: pytest.FixtureRequest) -> GapReport:
    found: GapReport = request.getfixturevalue(request.param)
    return found


def _again(report: GapReport) -> ReviewedAssessment:
    return restored(machine.read(machine.render(report), whole=True), report.norm).reviewed


def test_a_report_comes_back_byte_for_byte(made: GapReport) -> None:
    assert machine.render(_again(made)) == machine.render(made)


def test_every_report_fits_the_published_schema(made: GapReport) -> None:
    jsonschema.validate(json.loads(machine.render(made)), json.loads(SCHEMA.read_bytes()))


def test_the_example_comes_back_whole(example: Source) -> None:
    schema = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_bytes()))
    for report in example.history:
        body = machine.render(report)
        schema.validate(json.loads(body))
        again = _again(report)
        assert machine.render(again) == body
        for name in type(report.assessment).model_fields:
            assert getattr(again.assessment, name) == getattr(report.assessment, name)
        for now, before in zip(again.findings, report.findings, strict=True):
            aside = {"ground", "number", "last", "notes"}
            assert now.review.model_dump(exclude=aside) == before.review.model_dump(exclude=aside)
            assert now.shift == before.shift
            assert now.finding == before.finding


def test_a_report_of_which_everything_was_marked_comes_back(report: GapReport) -> None:
    for reviewed in (reviewed_reports.all_marked(report), reviewed_reports.untouched(report)):
        assert machine.render(_again(reviewed)) == machine.render(reviewed)


# --- through a dossier ---------------------------------------------------------------------------------------------


@pytest.fixture
def _known(report: GapReport, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The made-up norm, in both its sizes, is known here by the text that a report has of it."""
    real = norms.load_norm
    for name in ("dossier_records", "report_intake"):
        monkeypatch.setattr(
            f"analyzer.store.{name}.load_norm", lambda norm_id: report.norm if norm_id == "proefnorm" else real(norm_id)
        )
    yield


@pytest.mark.parametrize("name", [name for name in MADE if name not in ("clean_report", "large_report")])
def test_a_dossier_gives_the_report_that_came_in(
    name: str, request: pytest.FixtureRequest, embedded_store: Store, _known: None
) -> None:
    _goes_through(embedded_store, request.getfixturevalue(name))


def test_a_dossier_gives_the_example_that_came_in(example: Source, embedded_store: Store) -> None:
    for report in example.reports:
        _goes_through(embedded_store, report)


def _goes_through(store: Store, report: GapReport) -> None:
    body = machine.render(report)
    desk = Desk(store, store.welcome("anna", "Anna", Role.BEOORDELAAR))
    dossier = take_in_report(desk, body)
    (record,) = desk.assessments(dossier.id)
    assert machine.render(desk.report(dossier.id, record.id)) == body


# --- whatever people did -------------------------------------------------------------------------------------------

CRITERIA = ("", "1.1.a", "1.1.b")
QUOTES = ("q1", "q2", "q3")
NUMBERS = ("0", "1", "2", "3", "4", "5")
WORDS = st.text("abc =+<\n“é", min_size=1, max_size=8).filter(str.strip)
STANCES = st.sampled_from([State.IN_FORCE, State.PLANNED, State.ABSENT])


def _added(quote: str, start: int, criterion: str, stance: State) -> Any:
    made = AddedQuote.model_validate(
        dict(
            document="later.pdf",
            document_id="9" * 64,
            page=3,
            start=start,
            end=start + len(quote),
            quote=quote,
            stance=stance,
            criterion=criterion,
        )
    )
    return made.model_dump(mode="json")


def _heard(text: str, criterion: str, stance: State) -> Any:
    made = OutsideEvidence.model_validate(dict(kind=OutsideKind.SURVEY, text=text, stance=stance, criterion=criterion))
    return made.model_dump(mode="json")


def _of(field: ReviewField, keys: tuple[str, ...], values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.tuples(st.just(field), st.sampled_from(keys), st.none() | values)


# What one save may change. A quote of the machine is named by its number.
CHANGES = st.lists(
    st.one_of(
        _of(F.STATUS, ("",), st.sampled_from(["voldoet", "deels", "nvt"])),
        _of(F.RATIONALE, ("",), WORDS),
        _of(F.OWNER, ("",), WORDS),
        _of(F.DUE, ("",), st.dates(date(2026, 1, 1), date(2027, 1, 1)).map(date.isoformat)),
        _of(F.REVIEWED, ("",), st.just(True)),
        _of(F.REJECTED, NUMBERS, st.just("") | WORDS),
        _of(F.QUOTE, QUOTES, st.builds(_added, WORDS, st.integers(0, 99), st.sampled_from(CRITERIA), STANCES)),
        _of(F.OUTSIDE, QUOTES, st.builds(_heard, WORDS, st.sampled_from(CRITERIA), STANCES)),
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda change: change[:2],
)


@pytest.fixture(scope="session")
def give(judged_report: GapReport) -> Callable[[], GapReport]:
    """The report, which itself is too long to be shown with an example that fails."""
    return lambda: judged_report


@given(saves=st.lists(st.tuples(CHANGES, st.sampled_from(["Anna", "Bram"]), st.sampled_from(["", "om"])), max_size=9))
def test_whatever_people_did_comes_back(give: Callable[[], GapReport], saves: Any) -> None:
    """Values that were set, changed and taken away, in any order, by different people."""
    judged_report = give()
    finding = judged_report.assessment.findings[0]
    second = finding.second.judgements if finding.second else ()
    items = [item for each in (*finding.judgements, *second) for item in each.evidence]
    keys = dict(zip(NUMBERS, dict.fromkeys((*map(quote_key, items), *"12345")), strict=False))
    edits = [
        Edit(
            dossier="d",
            norm_id=judged_report.norm.id,
            ambition="1.1",
            number=number,
            author=author,
            author_id=author,
            at=START + timedelta(minutes=number),
            why=why,
            assessment="run-1" if number % 3 else "run-2",
            changes=tuple(Change(field=field, key=keys.get(key, key), new=new) for field, key, new in changes),
        )
        for number, (changes, author, why) in enumerate(saves, start=1)
    ]
    emptied = judged_report.assessment.model_copy(update={"findings": ()})
    reviewed = laid_over(judged_report, "run-2", edits, {"run-1": emptied})
    again = _again(reviewed)
    assert machine.render(again) == machine.render(reviewed)
    if machine.contracted(reviewed).ambitions[0].review is not None:
        assert again.findings[0].finding == _told(finding)


def _told(finding: Finding) -> Finding:
    """The finding without the trace of the other judge, which is in no report."""
    assert finding.second is not None
    bare = tuple(each.model_copy(update={"trace": SearchTrace()}) for each in finding.second.judgements)
    return finding.model_copy(update={"second": finding.second.model_copy(update={"judgements": bare})})


# --- what a report does not tell -----------------------------------------------------------------------------------


def test_what_has_no_name_is_by_someone_unknown(reviewed_report: ReviewedAssessment) -> None:
    """As a report of an earlier edition is."""
    body = json.loads(machine.render(reviewed_report))
    review = body["ambitions"][0]["review"]
    del review["entered"]
    for each in (*review["quotes"], *review["outside"]):
        del each["key"]
    again = restored(machine.read(json.dumps(body).encode()), reviewed_report.norm).reviewed.of("1.1").review
    assert (again.rationale, again.owner) == (reviewed_report.of("1.1").review.rationale, "Wim van Dam")
    assert {signed.author for signed in again.entered.values()} == {UNKNOWN}
    assert again.judged == reviewed_report.of("1.1").review.judged
    assert [each.key for each in (*again.quotes, *again.outside)] == ["citaat-1", "citaat-2", "bron-1"]


def test_a_report_is_held_against_the_norm_it_names(report: GapReport) -> None:
    read = machine.read(machine.render(report))
    with pytest.raises(ReportFormatError, match="niet met versie 2031"):
        restored(read, report.norm.model_copy(update={"version": "2031"}))
    other = report.norm.model_copy(update={"ambitions": report.norm.ambitions[1:]})
    with pytest.raises(ReportFormatError, match=r"ambitie 1\.1 hoort niet"):
        restored(read, other)


def test_a_conclusion_of_another_pillar_is_refused(concluded_report: GapReport) -> None:
    body = json.loads(machine.render(concluded_report))
    body["conclusions"][0]["sentences"][0]["ambitions"] = ["3.1"]
    with pytest.raises(ReportFormatError, match="spreekt zichzelf tegen"):
        restored(machine.read(json.dumps(body).encode()), concluded_report.norm)
