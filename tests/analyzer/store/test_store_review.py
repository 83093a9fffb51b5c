"""What people lay over a verdict: kept, checked against the documents, undone, and never written over unseen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from filled_store import (
    NORM,
    added,
    assessed,
    change,
    desk_of,
    evidence,
    kept,
    made_dossier,
    read_document,
    verdict,
)
from pydantic import JsonValue

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
from analyzer.store.errors import Conflict, InvalidChange, NoSuchItem
from analyzer.store.store import Store
from analyzer.store.values import AssessmentRecord, Dossier, Level
from analyzer.types import DocumentSummary, State, Status
from ingest.types import Document

AMBITION = "1.1"


class Case:
    """A dossier of anna, shared with bram, with a document and an assessment that quotes it."""

    def __init__(self, store: Store, document: Document) -> None:
        self.store = store
        self.anna, self.bram = desk_of(store, "anna"), desk_of(store, "bram")
        self.dossier: Dossier = made_dossier(self.anna)
        self.anna.share(self.dossier.id, "bram", Level.EDIT)
        self.document = read_document(self.anna, self.dossier.id, document)
        end = self.document.text.index("\n")
        self.item = evidence(self.document, 0, end, f"{AMBITION}.a")
        self.summary = DocumentSummary(name=self.document.name, sha256=self.document.id, pages=2)
        self.first: AssessmentRecord = self.run()

    def run(self, status: Status = Status.DEELS) -> AssessmentRecord:
        return kept(self.store, self.dossier.id, assessed({AMBITION: status}, {AMBITION: [self.item]}, [self.summary]))

    def save(
        self, changes: list[Change], seen: int = 0, *, desk: Desk | None = None, on: str = "", why: str = ""
    ) -> Edit:
        return (desk or self.anna).save(
            self.dossier.id, NORM, AMBITION, changes, seen=seen, assessment_id=on or self.first.id, why=why
        )

    def undo(self, number: int, seen: int, desk: Desk | None = None) -> Edit:
        return (desk or self.anna).undo(self.dossier.id, NORM, AMBITION, number, seen=seen)

    def shown(self, assessment: str | None = None) -> ReviewedAssessment:
        found = self.anna.reviewed(self.dossier.id, NORM, assessment)
        assert found is not None
        return found

    def quote(self, **other: Any) -> JsonValue:
        start = self.document.text.index("Bibob")
        given = AddedQuote(
            document="hoe de browser het noemt",
            document_id=self.document.id,
            page=2,
            start=start,
            end=start + 12,
            quote="Bibob-beleid",
            stance=State.IN_FORCE,
            criterion=f"{AMBITION}.a",
        )
        return {**given.model_dump(mode="json"), **other}


@pytest.fixture
def case(store: Store, make_document: Callable[..., Document]) -> Case:
    return Case(store, _document(make_document))


@pytest.fixture
def embedded_case(embedded_store: Store, make_document: Callable[..., Document]) -> Case:
    return Case(embedded_store, _document(make_document))


def _document(make_document: Callable[..., Document]) -> Document:
    return make_document(
        "De gemeente screent 👩‍💻 nieuwe medewerkers.", "\f", "Er is een Bibob-beleid vastgesteld.", name="plan.txt"
    )


def test_an_edit_is_kept_with_all_that_it_says(case: Case) -> None:
    outside = OutsideEvidence(
        kind=OutsideKind.INTERVIEW, day=date(2026, 2, 3), source="hoofd HR", text="Gebeurt al.", stance=State.IN_FORCE
    )
    changes = [
        change(ReviewField.STATUS, "voldoet"),
        change(ReviewField.RATIONALE, "Eerste regel\n\n  tweede é ∑ 👩‍💻 \u202e"),
        change(ReviewField.DUE, "2026-12-31"),
        change(ReviewField.OWNER, "Jan 'Robert\"); DROP TABLE edit;--"),
        change(ReviewField.OUTSIDE, outside.model_dump(mode="json"), "k1"),
        change(ReviewField.QUOTE, case.quote(), "k2"),
        change(ReviewField.REJECTED, "", quote_key(case.item)),
        change(ReviewField.NOTE, "Navragen.", "k3"),
    ]
    made = case.save(changes, why=" Interview van 3 februari. ")
    assert made.number == 1 and made.why == "Interview van 3 februari." and made.author == "Anna"
    assert made.assessment == case.first.id and all(each.old is None for each in made.changes)
    assert case.anna.edits(case.dossier.id, NORM) == (made,)
    review = case.shown().of(AMBITION).review
    assert (review.status, review.due, review.owner) == (Status.VOLDOET, date(2026, 12, 31), changes[3].new)
    assert review.rationale == changes[1].new and review.outside[0].evidence == outside
    assert review.quotes[0].quote.document == "plan.txt"  # as it is called here
    assert [each.key for each in review.rejected] == [quote_key(case.item)] and review.notes[0].text == "Navragen."
    assert case.shown().of(AMBITION).finding.status is Status.DEELS  # the machine's stays as it was


def test_old_is_what_stood_there_and_what_changes_nothing_is_left_out(case: Case) -> None:
    case.save(verdict(Status.VOLDOET))
    made = case.save([*verdict(Status.DEELS), change(ReviewField.OWNER, "  ")], seen=1)
    assert made.changes == (Change(field=ReviewField.STATUS, old="voldoet", new="deels"),)
    for changes in (
        [],
        verdict(Status.DEELS),
        [change(ReviewField.REVIEWED, False)],
        [change(ReviewField.NOTE, "", "x")],
    ):
        with pytest.raises(InvalidChange, match="niets gewijzigd"):
            case.save(changes, seen=2)
    assert case.shown().of(AMBITION).review.number == 2


def test_who_comes_second_sees_what_the_first_did_and_nothing_is_lost(case: Case) -> None:
    first = case.save(verdict(Status.VOLDOET), desk=case.bram)
    with pytest.raises(Conflict, match=r"Bram heeft .* ook gewijzigd .* nog niet bewaard") as caught:
        case.save(verdict(Status.ONTBREEKT))
    assert caught.value.theirs == (first,)
    assert case.anna.edits(case.dossier.id, NORM) == (first,)
    second = case.save(verdict(Status.ONTBREEKT), seen=1)
    assert second.changes[0].old == "voldoet"
    with pytest.raises(Conflict, match=r"U hebt zelf .* ander venster"):
        case.save(verdict(Status.NVT), seen=1)
    with pytest.raises(InvalidChange, match="opnieuw"):
        case.save(verdict(Status.NVT), seen=9)


WRONG: tuple[tuple[ReviewField, str, JsonValue], ...] = (
    (ReviewField.STATUS, "", "uitstekend"),
    (ReviewField.STATUS, "x", "voldoet"),
    (ReviewField.STATUS, "", ["voldoet"]),
    (ReviewField.DUE, "", "31-12-2026"),
    (ReviewField.DUE, "", 5),
    (ReviewField.DUE, "", "9999-12-31"),  # after which no calendar can count on
    (ReviewField.DUE, "", "1026-12-31"),
    (ReviewField.RATIONALE, "", {"a": 1}),
    (ReviewField.RATIONALE, "", "x" * 20_001),
    (ReviewField.REVIEWED, "", "ja"),
    (ReviewField.NOTE, "", "zonder sleutel"),
    (ReviewField.NOTE, "k" * 101, "x"),
    (ReviewField.NOTE, "a\0b", "x"),
    (ReviewField.OUTSIDE, "k", {"kind": "droom", "text": "x", "stance": "in_force"}),
    (ReviewField.OUTSIDE, "k", {"kind": "interview", "text": " ", "stance": "in_force"}),
    (ReviewField.OUTSIDE, "k", {"kind": "interview", "text": "x", "stance": "not_found"}),
    (ReviewField.OUTSIDE, "k", {"kind": "interview", "text": "x", "stance": "in_force", "criterion": "9.9.z"}),
    (ReviewField.REJECTED, "aaaa:0:1", "geen bewijs"),
    (ReviewField.REJECTED, "", "geen bewijs"),
)


def test_a_value_of_the_wrong_kind_is_refused_with_all_beside_it(
    embedded_case: Case, subtests: pytest.Subtests
) -> None:
    for field, key, new in WRONG:
        with subtests.test(f"{field} {key[:9]} {str(new)[:40]}"), pytest.raises(InvalidChange):
            embedded_case.save([change(ReviewField.NOTE, "goed", "goed"), change(field, new, key)])
    assert embedded_case.anna.edits(embedded_case.dossier.id, NORM) == ()


ELSEWHERE: tuple[dict[str, JsonValue], ...] = (
    {"quote": "Bibob beleid"},
    {"start": 0, "end": 12},
    {"page": 1},
    {"page": 99},
    {"start": -5},
    {"start": 10**30, "end": 10**30 + 12},
    {"quote": "", "start": 60, "end": 60},
    {"document_id": "f" * 64},
    {"criterion": "1.2.a"},
    {"stance": "not_found"},
    {"extra": 1},
)


def test_a_quote_stands_where_it_says_or_is_refused(embedded_case: Case, subtests: pytest.Subtests) -> None:
    for other in ELSEWHERE:
        with subtests.test(str(other)), pytest.raises(InvalidChange):
            embedded_case.save([change(ReviewField.QUOTE, embedded_case.quote(**other), "k")])
    embedded_case.save([change(ReviewField.QUOTE, embedded_case.quote(), "k")])


def test_a_quote_over_two_pages_or_from_a_document_that_is_gone_is_refused(embedded_case: Case) -> None:
    text = embedded_case.document.text
    end = text.index("Bibob") + 5
    with pytest.raises(InvalidChange, match="één bladzijde"):
        embedded_case.save(
            [change(ReviewField.QUOTE, embedded_case.quote(page=1, start=0, end=end, quote=text[:end]), "k")]
        )
    (stored,) = embedded_case.anna.documents(embedded_case.dossier.id)
    embedded_case.anna.remove_document(embedded_case.dossier.id, stored.id)
    with pytest.raises(InvalidChange, match="niet \\(meer\\) in dit dossier"):
        embedded_case.save([change(ReviewField.QUOTE, embedded_case.quote(), "k")])
    unread = added(embedded_case.anna, embedded_case.dossier.id, "ander.txt")
    with pytest.raises(InvalidChange, match="nog niet gelezen"):
        embedded_case.save([change(ReviewField.QUOTE, embedded_case.quote(document_id=unread.sha256), "k")])


def test_an_assessment_ambition_or_norm_that_is_not_of_the_dossier_is_refused(embedded_case: Case) -> None:
    dossier, save = embedded_case.dossier.id, embedded_case.anna.save
    with pytest.raises(NoSuchItem):
        save(dossier, NORM, AMBITION, verdict(Status.NVT), seen=0, assessment_id="f" * 32)
    with pytest.raises(NoSuchItem):
        save(dossier, "noord-hollandse-norm", "A1", verdict(Status.NVT), seen=0, assessment_id=embedded_case.first.id)
    with pytest.raises(InvalidChange):
        save(dossier, "noord-hollandse-norm", "A1", verdict(Status.NVT), seen=0, assessment_id="")
    with pytest.raises(InvalidChange, match="ambitie"):
        save(dossier, NORM, "99.9", verdict(Status.NVT), seen=0, assessment_id=embedded_case.first.id)
    assert save(dossier, NORM, AMBITION, verdict(Status.NVT), seen=0, assessment_id="").assessment == ""


def test_twice_the_same_field_in_one_save_is_refused(embedded_case: Case) -> None:
    with pytest.raises(InvalidChange, match="twee keer"):
        embedded_case.save([*verdict(Status.NVT), *verdict(Status.DEELS)])
    with pytest.raises(InvalidChange, match="toelichting"):
        embedded_case.save(verdict(Status.NVT), why="x" * 2001)
    with pytest.raises(InvalidChange, match="200"):
        embedded_case.save([change(ReviewField.NOTE, "x", str(number)) for number in range(201)])


def test_what_no_database_keeps_is_left_out_and_all_else_stays(case: Case) -> None:
    case.save([change(ReviewField.RATIONALE, "a\0b\ud800c\x0b\u00a0"), change(ReviewField.NOTE, "\0", "k")], why="\0")
    review = case.shown().of(AMBITION).review
    assert review.rationale == "abc\x0b\u00a0" and review.notes == ()


def test_an_undo_brings_back_what_was_there_and_can_be_undone(case: Case) -> None:
    case.save(verdict(Status.VOLDOET))
    case.save([*verdict(Status.NVT), change(ReviewField.OWNER, "Jan")], seen=1)
    undone = case.undo(2, seen=2, desk=case.bram)
    assert undone.undoes == 2 and undone.number == 3 and undone.author == "Bram"
    review = case.shown().of(AMBITION).review
    assert review.status is Status.VOLDOET and review.owner == ""
    case.undo(3, seen=3)
    assert case.shown().of(AMBITION).review.status is Status.NVT
    with pytest.raises(Conflict, match="opnieuw gewijzigd"):
        case.undo(1, seen=4)
    with pytest.raises(Conflict):
        case.undo(2, seen=3)
    with pytest.raises(InvalidChange):
        case.undo(77, seen=4)
    assert len(case.anna.edits(case.dossier.id, NORM)) == 4


def test_after_a_new_run_the_edits_stay_and_what_moved_beneath_them_is_told(case: Case) -> None:
    case.save([*verdict(Status.VOLDOET), change(ReviewField.REVIEWED, True)])
    again = case.run(Status.ONTBREEKT)
    shown = case.shown().of(AMBITION)
    assert case.shown().id == again.id and shown.status is Status.VOLDOET and shown.open
    assert shown.shift is not None and (shown.shift.before, shown.shift.after) == (Status.DEELS, Status.ONTBREEKT)
    made = case.save([change(ReviewField.REVIEWED, True)], seen=1, on=again.id)
    assert made.assessment == again.id
    shown = case.shown().of(AMBITION)
    assert shown.shift is None and not shown.open and shown.review.reviewed is not None
    case.undo(2, seen=2)
    assert case.shown().of(AMBITION).shift is not None  # nobody looked at the new one any more


def test_a_later_note_leaves_what_moved_beneath_a_verdict_as_it_was_told(embedded_case: Case) -> None:
    case = embedded_case
    case.save(verdict(Status.VOLDOET))
    again = case.run(Status.ONTBREEKT)
    before = case.shown().of(AMBITION).shift
    case.save([change(ReviewField.NOTE, "navragen", "n")], seen=1, on=again.id)
    assert before is not None
    assert case.shown().of(AMBITION).shift == before


def test_an_edit_on_an_old_screen_does_not_hide_what_moved(case: Case) -> None:
    case.run(Status.ONTBREEKT)
    case.save(verdict(Status.VOLDOET))  # the first assessment was on the screen
    assert case.shown().of(AMBITION).shift is not None


def test_an_older_assessment_shows_what_was_edited_until_the_next(case: Case) -> None:
    case.save(verdict(Status.VOLDOET))
    again = case.run(Status.ONTBREEKT)
    case.save(verdict(Status.NVT), seen=1, on=again.id)
    older, newer = case.shown(case.first.id), case.shown()
    assert older.of(AMBITION).review.status is Status.VOLDOET and newer.of(AMBITION).review.status is Status.NVT
    assert case.anna.report(case.dossier.id, case.first.id) == older
    assert case.anna.report(case.dossier.id, again.id) == newer
    assert case.anna.assessments(case.dossier.id, NORM) == (again, case.first)
    with pytest.raises(NoSuchItem):
        case.anna.reviewed(case.dossier.id, NORM, "f" * 32)


def test_a_clock_that_goes_back_does_not_change_the_order(case: Case) -> None:
    first = case.save(verdict(Status.VOLDOET))
    real = case.store.clock
    case.store.clock = lambda: real() - timedelta(days=1)
    again = case.run(Status.ONTBREEKT)
    second = case.save(verdict(Status.NVT), seen=1, on=again.id)
    assert first.at < again.made < second.at
    assert case.shown(case.first.id).of(AMBITION).review.status is Status.VOLDOET


def test_a_save_is_seen_at_once_by_all_who_have_the_store_open(case: Case) -> None:
    assert case.shown().of(AMBITION).review.number == 0
    case.save(verdict(Status.VOLDOET))
    assert case.shown().of(AMBITION).review.number == 1
    case.save(verdict(Status.NVT), seen=1, desk=case.bram)
    assert case.shown().of(AMBITION).review.status is Status.NVT
