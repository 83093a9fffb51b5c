"""What the review page does over a real store: opening, saving, conflicts, sources; and who may do none of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from filled_store import NORM, assessed, change, desk_of, evidence, kept, made_dossier, read_document, verdict

from analyzer.review.values import ReviewField
from analyzer.store.desk import Desk
from analyzer.store.errors import InvalidChange, NoSuchDossier, NoSuchItem, NotAllowed
from analyzer.store.store import Store
from analyzer.store.values import AssessmentRecord, Level, Role
from analyzer.types import Status
from ingest.types import Document
from ui import review_acts as acts
from ui.configuration import Configuration
from ui.workplace import NotSignedIn, Workplace


@dataclass
class Case:
    """A dossier of Anna, shared with Bert (to edit) and Cor (to read), with one document and one assessment."""

    anna: Desk
    bert: Desk
    workplace: Workplace
    dossier: str
    document: Document
    record: AssessmentRecord

    def request(self, login: str = "anna", **query: str) -> Any:
        query = {"dossier": self.dossier, "norm": NORM, **query}
        return SimpleNamespace(username=login, session_hash=login, query_params=query, client=None)

    def do(self, act: Any, login: str = "anna", query: dict[str, str] | None = None, **sent: Any) -> acts.Shown:
        shown = act(self.workplace, self.request(login, **(query or {})), sent)
        assert isinstance(shown, acts.Shown)
        return shown

    def open(self, login: str = "anna", **query: str) -> acts.Shown:
        return acts.opened(self.workplace, self.request(login, **query))

    def save(self, login: str = "anna", **sent: Any) -> dict[str, str]:
        given = {"ambition": "1.1", "assessment": self.record.id, "seen": 0, "turn": 7, **sent}
        return facts(self.do(acts.saved, login, **given))

    def review(self, ambition: str = "1.1") -> Any:
        report = self.anna.reviewed(self.dossier, NORM)
        assert report is not None
        return report.of(ambition)


def facts(shown: acts.Shown) -> dict[str, str]:
    """What the page tells its script of the ambition that is shown."""
    article = BeautifulSoup(shown.detail or "", "html.parser").find("article")
    assert article is not None
    return {name.removeprefix("data-"): str(value) for name, value in article.attrs.items() if name.startswith("data-")}


@pytest.fixture
def case(embedded_store: Store, make_document: Callable[..., Document]) -> Case:
    anna, bert, cor = (desk_of(embedded_store, each) for each in ("anna", "bert", "cor"))
    desk_of(embedded_store, "dirk")
    dossier = made_dossier(anna).id
    anna.share(dossier, bert.person.login, Level.EDIT)
    anna.share(dossier, cor.person.login, Level.READ)
    document = read_document(anna, dossier, make_document("# Meldpunt", "Er is een meldpunt.", "Het wordt benut."))
    at = document.text.index("Er is")
    quotes = {"1.2": [evidence(document, at, at + len("Er is een meldpunt."), "1.2.a")]}
    made = assessed({"1.2": Status.DEELS}, quotes, tuple(anna.readings(dossier).values()))
    record = kept(embedded_store, dossier, made)
    workplace = Workplace(embedded_store, None, Configuration())  # type: ignore[arg-type]
    return Case(anna, bert, workplace, dossier, document, record)


def test_the_page_opens_at_the_first_open_ambition_or_where_its_address_says(case: Case) -> None:
    case.save(values={"reviewed": True})
    shown = case.open()
    assert facts(shown)["ambition"] == "1.2" and facts(case.open(ambitie="4.1"))["ambition"] == "4.1"
    assert facts(case.open(ambitie="9.9"))["ambition"] == "1.2"
    assert facts(case.open(filter="beoordeeld"))["ambition"] == "1.1"
    assert facts(case.open(filter="onzin"))["ambition"] == "1.2"
    assert "1 van 29 beoordeeld" in (shown.bar or "") and 'data-row="1.1"' in (shown.listing or "")


def test_without_an_assessment_it_says_where_to_make_one(case: Case) -> None:
    empty = made_dossier(case.anna, "Gemeente Leeg").id
    shown = case.open(dossier=empty)
    assert shown.detail is None and f"/toetsen?dossier={empty}" in (shown.bar or "")


def test_a_save_is_kept_and_shown_and_the_next_ambition_opened(case: Case) -> None:
    told = case.save(values={"status": "voldoet", "rationale": "Zo is het.\nEcht."}, why="gesprek", following="1.2")
    assert (told["outcome"], told["turn"], told["of"], told["ambition"]) == ("saved", "7", "1.1", "1.2")
    assert case.review().status is Status.VOLDOET and case.review().rationale == "Zo is het.\nEcht."
    (edit,) = case.anna.edits(case.dossier, NORM, "1.1")
    assert (edit.why, edit.assessment, edit.author) == ("gesprek", case.record.id, "Anna")


def test_the_second_to_save_sees_the_other_and_loses_nothing(case: Case) -> None:
    case.bert.save(case.dossier, NORM, "1.1", verdict(Status.DEELS), seen=0, assessment_id=case.record.id)
    mine = {"ambition": "1.1", "assessment": case.record.id, "seen": 0, "turn": 8, "values": {"status": "gepland"}}
    shown = case.do(acts.saved, **mine)
    assert facts(shown)["outcome"] == "conflict" and facts(shown)["seen"] == "1"
    panel = BeautifulSoup(shown.detail or "", "html.parser").find(class_="conflict")
    assert panel is not None and "Bert heeft deze ambitie intussen gewijzigd" in panel.text
    assert case.review().status is Status.DEELS  # nothing of mine was kept …
    assert facts(case.do(acts.saved, **{**mine, "seen": 1}))["outcome"] == "saved"  # … until I said so
    assert case.review().status is Status.GEPLAND and len(case.anna.edits(case.dossier, NORM, "1.1")) == 2


def test_whoever_opens_an_ambition_with_something_unsaved_sees_what_came_since(case: Case) -> None:
    case.save(values={"owner": "Griffier"})
    seen = case.do(acts.chosen, ambition="1.1", seen=0, turn=3)
    assert "in een ander venster" in (seen.detail or "") and facts(seen)["outcome"] == "shown"
    assert 'class="panel alarm conflict"' not in (case.do(acts.chosen, ambition="1.1", turn=4).detail or "")


def test_a_save_whose_answer_was_lost_can_be_sent_again(case: Case) -> None:
    mine = {"values": {"owner": "Griffier"}, "notes": [{"key": "n1", "text": "navragen"}]}
    assert case.save(**mine)["outcome"] == "saved"
    assert case.save(**mine)["outcome"] == "saved"
    assert len(case.anna.edits(case.dossier, NORM, "1.1")) == 1
    assert case.save("bert", **mine)["outcome"] == "conflict"


@pytest.mark.parametrize(
    "bad",
    [
        {"values": {"status": "prima"}},
        {"values": {}},
        {"rejected": {"aaaa:1:2": "bestaat niet"}},
        {"notes": [{"key": "n1", "text": "x" * 20_001}]},
        {"why": "x" * 2_001, "values": {"owner": "y"}},
    ],
)
def test_what_cannot_be_kept_is_told_beside_the_form(case: Case, bad: dict[str, Any]) -> None:
    told = case.save(**bad)
    assert told["outcome"] == "refused" and told["said"].endswith(".") and told["ambition"] == "1.1"
    assert case.anna.edits(case.dossier, NORM) == ()


def test_an_edit_is_taken_back_by_its_number(case: Case) -> None:
    case.save(values={"status": "voldoet"})
    sent = {"ambition": "1.1", "turn": 9}
    assert facts(case.do(acts.undone, **sent, number=1, seen=1))["outcome"] == "saved"
    assert case.review().status is Status.NIET_AANGETROFFEN
    assert facts(case.do(acts.undone, **sent, number=1, seen=1))["outcome"] == "conflict"
    assert facts(case.do(acts.undone, **sent, number=8, seen=2))["outcome"] == "refused"
    with pytest.raises(InvalidChange):
        case.do(acts.undone, **sent, number="1", seen=2)


def test_my_verdict_stands_on_what_a_new_run_found(case: Case) -> None:
    case.save(values={"reviewed": True}, ambition="1.2")
    again = kept(case.workplace.store, case.dossier, assessed({"1.2": Status.VOLDOET}))
    moved = case.open(ambitie="1.2")
    assert "Mijn oordeel blijft" in (moved.detail or "") and case.review("1.2").shift is not None
    stands = {"ambition": "1.2", "assessment": again.id, "seen": 1, "values": {"reviewed": True}, "why": "blijft"}
    assert case.save(**stands)["outcome"] == "saved"
    assert case.review("1.2").shift is None and not case.review("1.2").open
    assert "Mijn oordeel blijft" not in (case.open(ambitie="1.2").detail or "")


def test_an_older_assessment_is_shown_as_it_was_and_cannot_be_changed(case: Case) -> None:
    case.save(values={"status": "voldoet"})
    kept(case.workplace.store, case.dossier)
    seen = len(case.anna.edits(case.dossier, NORM, "1.1"))
    later = {"ambition": "1.1", "values": {"owner": "Later"}, "seen": seen}
    case.save(**later)
    old = case.open(toets=case.record.id, ambitie="1.1")
    assert (
        "eerdere toets" in (old.bar or "") and "<form" not in (old.detail or "") and "Later" not in (old.detail or "")
    )
    with pytest.raises(NotAllowed):
        case.do(acts.saved, query={"toets": case.record.id}, **later)


def test_a_quote_that_is_pointed_at_is_held_until_the_save(case: Case) -> None:
    shown = case.do(acts.sourced, ambition="1.2", key="")
    assert "Er is een meldpunt." in (shown.source or "") and "<mark" in (shown.source or "")
    start = case.document.text.index("Het wordt")
    payload = {
        "action": "add_quote",
        "document": case.document.id,
        "page": 1,
        "start": start,
        "end": start + len("Het wordt benut."),
        "text": "Het wordt benut.",
        "stance": "in_force",
        "criterion": "1.2.a",
    }
    pointed = acts.looked(case.workplace, case.request(ambitie="1.2"), payload)
    holder = BeautifulSoup(pointed.staged or "", "html.parser").find(attrs={"data-staged-quote": True})
    assert holder is not None and not case.anna.edits(case.dossier, NORM)
    staged = json.loads(str(holder["data-staged-quote"]))
    told = case.save(ambition="1.2", quotes=[{"key": staged["key"], "quote": staged["quote"]}])
    assert told["outcome"] == "saved"
    (mine,) = case.review("1.2").review.quotes
    assert (mine.quote.quote, mine.quote.criterion) == ("Het wordt benut.", "1.2.a")
    assert "Het wordt benut." in (case.do(acts.sourced, ambition="1.2", key=mine.key).source or "")


def test_a_quote_that_stands_nowhere_is_not_kept(case: Case) -> None:
    quote = {"document": "x", "document_id": case.document.id, "page": 1, "start": 0, "end": 4, "stance": "in_force"}
    told = case.save(quotes=[{"key": "q1", "quote": {**quote, "quote": "Anders"}}])
    assert told["outcome"] == "refused" and case.anna.edits(case.dossier, NORM) == ()


def test_without_a_quote_the_source_offers_the_documents(case: Case) -> None:
    assert case.document.name in (case.do(acts.sourced, ambition="1.1", key="").source or "")
    named = {"document": case.document.id, "pagina": "1", "van": "0", "tot": "8"}
    assert "<mark" in (case.open(ambitie="1.1", **named).source or "")
    assert case.open(ambitie="1.1", document="../../etc/passwd", pagina="²").source == ""


def test_a_reader_sees_all_of_it_and_can_do_nothing(case: Case) -> None:
    shown = case.open("cor", ambitie="1.2")
    assert "<form" not in (shown.detail or "") and "niet wijzigen" in (shown.bar or "")
    assert "Er is een meldpunt." in (case.do(acts.sourced, "cor", ambition="1.2", key="").source or "")
    with pytest.raises(NotAllowed):
        case.save("cor", values={"owner": "Cor"})
    with pytest.raises(NotAllowed):
        case.do(acts.undone, "cor", ambition="1.1", number=1, seen=1)
    with pytest.raises(NotAllowed):
        acts.looked(case.workplace, case.request("cor", ambitie="1.2"), {"action": "add_quote"})
    assert case.anna.edits(case.dossier, NORM) == ()


@pytest.mark.parametrize("act", [acts.chosen, acts.saved, acts.undone, acts.sourced, acts.looked])
def test_someone_else_finds_nothing_there(case: Case, act: Any) -> None:
    sent = {"ambition": "1.2", "assessment": case.record.id, "seen": 0, "values": {"owner": "Dirk"}, "number": 1}
    with pytest.raises(NoSuchDossier):
        case.do(act, "dirk", **sent)
    with pytest.raises(NotSignedIn):
        case.do(act, "niemand", **sent)
    with pytest.raises(NoSuchDossier):
        case.open("dirk")
    assert case.anna.edits(case.dossier, NORM) == ()


def test_what_belongs_to_another_dossier_cannot_be_reached_through_ones_own(case: Case) -> None:
    own = made_dossier(desk_of(case.workplace.store, "dirk"), "Gemeente Elders").id
    kept(case.workplace.store, own)
    with pytest.raises(NoSuchItem):
        case.open("dirk", dossier=own, toets=case.record.id)
    with pytest.raises(NoSuchItem):
        case.do(
            acts.saved,
            "dirk",
            {"dossier": own},
            ambition="1.1",
            assessment=case.record.id,
            seen=0,
            values={"owner": "x"},
        )
    payload = {"document": case.document.id, "page": 1}
    with pytest.raises(NoSuchItem):
        acts.looked(case.workplace, case.request("dirk", dossier=own), payload)


def test_an_ambition_that_is_not_there_is_told(case: Case) -> None:
    for act in (acts.chosen, acts.saved, acts.undone, acts.sourced):
        with pytest.raises(NoSuchItem):
            case.do(act, ambition="9.9", seen=0)


def test_the_role_of_reader_outweighs_what_is_shared(case: Case) -> None:
    store = case.workplace.store
    store.set_role(case.bert.person.id, Role.LEZER)
    with pytest.raises(NotAllowed):
        case.save("bert", values={"owner": "Bert"})


def test_names_that_were_made_responsible_are_offered_again(case: Case) -> None:
    changes = [change(ReviewField.OWNER, "Teamleider Veiligheid")]
    case.bert.save(case.dossier, NORM, "2.1", changes, seen=0, assessment_id=case.record.id)
    assert '<option value="Teamleider Veiligheid">' in (case.open(ambitie="1.1").detail or "")
