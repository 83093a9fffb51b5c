"""What a reader must see where people worked on a report: whose verdict stands, beside what the machine proposed; what
they added, rejected and know from elsewhere; and nothing of it where nobody did anything."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import docx as python_docx
import jsonschema
import pytest
from docx.oxml.ns import qn
from report_formats import RENDERERS
from reviewed_reports import ANNA, BRAM, NOTE, REASON, RUN, all_marked, reviewed, untouched
from web_page import Page

from analyzer.report import machine, review_wording, wording
from analyzer.report.contract import AmbitionEntry
from analyzer.report.entries import Entry
from analyzer.report.outline import Outline, outline
from analyzer.report.review_contract import AddedQuoteEntry, OutsideEntry, ReviewEntry, ShiftEntry, SignedEntry
from analyzer.report.reviewed import Layer
from analyzer.review.laying import laid_over
from analyzer.review.values import OutsideEvidence, Review, ReviewedAssessment, Shift, Signed
from analyzer.types import GapReport, Status


@pytest.fixture(scope="module")
def made(report: GapReport) -> ReviewedAssessment:
    return reviewed(report)


@pytest.fixture(scope="module")
def content(made: ReviewedAssessment) -> Outline:
    return outline(made)


@pytest.fixture(scope="module")
def entries(content: Outline) -> dict[str, Entry]:
    return {entry.id: entry for entry in content.entries}


@pytest.fixture(scope="module")
def data(made: ReviewedAssessment) -> Any:
    return json.loads(machine.render(made))


@pytest.fixture(scope="module", params=["docx", "html"])
def text(request: pytest.FixtureRequest, made: ReviewedAssessment) -> str:
    """All that a report for people says, in one line."""
    body = RENDERERS[request.param](made)
    return Page(body.decode()).text if request.param == "html" else " ".join(_words(body))


def _words(body: bytes) -> Iterator[str]:
    document = python_docx.Document(BytesIO(body))
    for block in document.element.body.iter(qn("w:p")):
        yield "".join(piece.text or " " for piece in block.iter(qn("w:t"), qn("w:br")))


def layer(entry: Entry) -> Layer:
    assert entry.layer is not None
    return entry.layer


# --- nothing where nobody did anything -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", RENDERERS)
def test_without_a_review_a_report_is_what_it_was(judged_report: GapReport, kind: str) -> None:
    for bare in (laid_over(judged_report, RUN, (), {}), untouched(judged_report)):
        assert RENDERERS[kind](bare) == RENDERERS[kind](judged_report)


def test_only_what_has_a_review_tells_of_one(data: Any) -> None:
    assert [each["id"] for each in data["ambitions"] if "review" in each] == ["1.1", "1.2", "1.3", "1.4", "2.1"]


# --- the verdict that stands ---------------------------------------------------------------------------------------


def test_a_persons_verdict_stands_with_the_machines_beside_it(entries: dict[str, Entry]) -> None:
    entry = entries["1.1"]
    assert (entry.mark.key, layer(entry).machine.key) == ("deels", "voldoet")
    assert (entry.certainty, entry.uncertain, layer(entry).certainty) == ("", False, "hoog (91%)")
    assert layer(entry).line == f"Oordeel van de beoordelaar: {ANNA}, 3 maart 2026"
    assert layer(entry).compared == "ander oordeel; machine: voldoet"
    assert layer(entry).why == "Het besluit geldt alleen voor een deel van de organisatie."


def test_a_person_who_agrees_is_told_to_agree(entries: dict[str, Entry]) -> None:
    entry = entries["1.2"]
    assert not entry.overruled
    assert layer(entry).line == (
        f"Oordeel van de beoordelaar (gelijk aan het voorstel van de machine): {BRAM}, 3 maart 2026"
    )
    assert layer(entry).compared == "beoordeeld"


def test_a_mark_alone_leaves_the_machines_verdict(entries: dict[str, Entry]) -> None:
    entry = entries["1.4"]
    assert (entry.mark.key, entry.certainty, layer(entry).decided) == ("ontbreekt", "hoog (80%)", False)
    assert layer(entry).line == f"Beoordeeld door {ANNA}, 3 maart 2026"


def test_the_day_is_that_of_the_netherlands(made: ReviewedAssessment) -> None:
    late = Signed(author=ANNA, at=datetime.fromisoformat("2026-03-03T23:30:00+00:00"))
    assert review_wording.signed(late) == f"{ANNA}, 4 maart 2026"
    assert made.of("1.1").review.judged is not None


def test_what_does_not_apply_can_be_given_a_verdict(entries: dict[str, Entry]) -> None:
    entry = entries["2.1"]
    assert (entry.mark.key, layer(entry).machine.key, entry.brief) == ("gepland", "nvt", False)
    assert entry.steps


def test_a_verdict_that_is_met_lacks_nothing_and_needs_no_advice(entries: dict[str, Entry]) -> None:
    entry = entries["1.3"]
    assert entry.mark.key == "voldoet"
    assert (entry.lacks, entry.steps, entry.recommendation) == ((), (), "")
    assert entry.rationale  # the machine's, told as such by the writers


def test_the_advice_of_the_machine_is_told_as_such_under_another_verdict(report: GapReport) -> None:
    made = reviewed(report)
    first = made.findings[3]
    review = first.review.model_copy(update={"status": Status.GEPLAND})
    changed = first.model_copy(update={"review": review})
    entry = outline(made.model_copy(update={"findings": (*made.findings[:3], changed, *made.findings[4:])})).entries[3]
    assert entry.recommendation == "Aanbeveling van de machine: Stel het kader opnieuw vast."
    assert entry.lacks


def test_the_ground_that_moved_is_told(entries: dict[str, Entry], text: str) -> None:
    line = "De machine stelt nu “Gepland” voor in plaats van “Voldoet”."
    assert layer(entries["1.3"]).shift == (line,)
    assert layer(entries["1.3"]).compared == "ander oordeel; machine: gepland; grond veranderd"
    assert f"{review_wording.SHIFTED}." in text
    assert line in text


# --- words, quotes and what is known from elsewhere ----------------------------------------------------------------


def test_the_reviewers_words_keep_their_paragraphs(entries: dict[str, Entry], text: str) -> None:
    own = layer(entries["1.1"])
    assert own.rationale == ("Het beleid is er, maar nog niet voor alle teams.", "Dat bleek uit het gesprek.")
    assert own.recommendation == ("Stel het kader ook vast voor de buitendienst.",)
    for words in (*own.rationale, *own.recommendation, review_wording.RATIONALE, own.why):
        assert words in text
    assert f"{review_wording.MACHINE_RATIONALE}: {own.machine_rationale}" in text


def test_a_rejected_quote_is_no_evidence_and_is_listed_with_its_reason(entries: dict[str, Entry], text: str) -> None:
    entry = entries["1.1"]
    quote = "Het college heeft op 14 maart 2023 het beleidskader ondermijning vastgesteld."
    assert [each.elements for each in entry.quotes if each.text == quote] == ["element b"]
    first, unknown = layer(entry).rejected
    assert (first.text, first.elements, first.reason) == (quote, "element a", REASON)
    assert first.caption == (
        f"beleidsnota <ondermijning> & co.pdf, p. 4 · element a · verworpen door {ANNA}, 3 maart 2026: {REASON}"
    )
    assert (unknown.text, unknown.caption) == ("", f"verworpen door {ANNA}, 3 maart 2026: verouderd")
    for words in (review_wording.REJECTED, first.caption, f"({review_wording.NO_QUOTE})"):
        assert words in text
    assert entry.proof == "opzet (2), bestaan (1)"


def test_an_element_without_any_quote_left_says_so(report: GapReport) -> None:
    made = reviewed(report)
    third = made.findings[2]
    key = (
        made.findings[0]
        .review.rejected[0]
        .model_copy(update={"key": f"{'a' * 16}:100:{third.finding.judgements[0].evidence[0].end}"})
    )
    changed = third.model_copy(update={"review": third.review.model_copy(update={"rejected": (key,)})})
    entry = outline(made.model_copy(update={"findings": (*made.findings[:2], changed, *made.findings[3:])})).entries[2]
    assert entry.quotes == ()
    assert [element.reason.endswith(review_wording.ALL_REJECTED) for element in entry.elements] == [True, False, False]


def test_an_added_quote_stands_among_the_others_with_who_added_it(entries: dict[str, Entry], text: str) -> None:
    own = [quote for quote in entries["1.1"].quotes if quote.added]
    assert [(quote.place, quote.elements, quote.label) for quote in own] == [
        ("beleidsnota <ondermijning> & co.pdf, p. 12", "element a", ""),
        ("later.pdf, p. 12", review_wording.WHOLE, "aangekondigd"),
    ]
    assert own[0].note == "Zie ook de bijlage."
    assert own[0].added == f"toegevoegd door {ANNA}, 3 maart 2026"
    assert own[0].added in text


def test_evidence_from_outside_is_marked_as_such(entries: dict[str, Entry], text: str) -> None:
    [item] = layer(entries["1.1"]).outside
    assert item.source == "Interview, 20 februari 2026, teamleider <Veiligheid>"
    assert item.text not in " ".join(quote.text for quote in entries["1.1"].quotes)
    for words in (
        review_wording.OUTSIDE,
        review_wording.OUTSIDE_INTRO,
        item.source,
        item.text,
        "niet uit de documenten",
    ):
        assert words in text
    assert f"ingevoerd door {ANNA}, 3 maart 2026" in text


@pytest.mark.parametrize("kind", RENDERERS)
def test_notes_are_internal(made: ReviewedAssessment, kind: str) -> None:
    body = RENDERERS[kind](made)
    said = " ".join(_words(body)) if kind == "docx" else body.decode()
    assert made.of("1.5").review.notes[0].text == NOTE
    assert "bel Wim" not in said


def test_owner_and_date_stand_with_the_ambition_and_in_a_table(content: Outline, text: str) -> None:
    assert [entry.id for entry in content.tasks] == ["1.1", "1.4", "2.1"]
    assert [layer(entry).task for entry in content.tasks] == [
        "Verantwoordelijke: Wim van Dam · Gereed op: 1 september 2026",
        "Verantwoordelijke: Els",
        "Gereed op: 31 december 2026",
    ]
    for entry in content.tasks:
        assert layer(entry).task in text
    assert review_wording.TASKS in text


# --- the report as a whole -----------------------------------------------------------------------------------------


def test_counts_and_chart_are_of_what_stands(content: Outline, report: GapReport) -> None:
    plain = outline(report)
    assert content.counts[:4] == (plain.counts[0], plain.counts[1] + 1, plain.counts[2], plain.counts[3])
    assert content.counts[5] == plain.counts[5] - 1
    first = content.sections[0]
    assert first.counts == (1, 2, 0, 1, 1, 0, 0)
    assert [(segment.mark.key, segment.count) for segment in content.bars[0].segments][:2] == [
        ("voldoet", 1),
        ("deels", 2),
    ]


def test_how_many_were_reviewed_and_by_whom_is_said_first(content: Outline, text: str) -> None:
    reviewing = content.reviewing
    assert reviewing is not None
    assert (reviewing.reviewed, reviewing.of, reviewing.untouched) == (4, 15, 10)
    assert reviewing.by == ((ANNA, 3), (BRAM, 1))
    assert reviewing.overruled == ("1.1", "1.3", "2.1")
    assert reviewing.shifted == ("1.3",)
    told = {item.heading: item.text for item in content.conclusions}
    assert told["Machine en beoordelaar"] == (
        f"Van 15 ambities zijn er 4 door een mens beoordeeld: {ANNA} (3) en {BRAM} (1). Bij 3 ambities gaf een "
        "beoordelaar een ander oordeel dan de machine voorstelde: 1.1, 1.3 en 2.1."
    )
    assert told["De grond is veranderd"].startswith("Bij 1 ambitie veranderde na het werk van de beoordelaar")
    assert f"4 van 15 ambities, door {ANNA} en {BRAM}" in text
    assert told["Stand van zaken"].startswith("Voor de gemeente gelden 15 ambities. Daarvan voldoen er 3 (20%)")


def test_who_proposed_and_who_decided_is_said(content: Outline, text: str) -> None:
    assert content.concept == "Concept – door een machine voorgesteld, deels door mensen beoordeeld"
    assert content.note == (
        "Een machine stelde oordelen voor, met de vindplaatsen erbij; een mens beslist. 4 van de 15 ambities zijn "
        f"beoordeeld door {ANNA} en {BRAM}. Bij 10 ambities is het oordeel nog alleen een voorstel."
    )
    for words in (content.concept, content.note, review_wording.scope(), review_wording.UNREVIEWED):
        assert words in text
    assert wording.CONCEPT_NOTE not in text
    assert wording.SCOPE[1] not in text


def test_when_all_is_reviewed_people_decided(report: GapReport) -> None:
    content = outline(all_marked(report))
    assert content.concept == "Door een machine voorgesteld, door mensen beoordeeld"
    assert content.note == (
        f"Een machine stelde oordelen voor, met de vindplaatsen erbij; {ANNA} beoordeelde ze en besliste."
    )
    assert content.counts == outline(report).counts
    told = {item.heading: item.text for item in content.conclusions}
    assert told["Machine en beoordelaar"].endswith(
        "Nergens gaf een beoordelaar een ander oordeel dan de machine voorstelde."
    )
    assert "Zekerheid" not in told  # nobody need begin his check anywhere
    assert not any(entry.uncertain for entry in content.entries)


def test_what_nobody_marked_is_still_told_to_be_worked_on(report: GapReport) -> None:
    made = reviewed(report)
    bare = [
        each.model_copy(update={"review": each.review.model_copy(update={"reviewed": None})}) for each in made.findings
    ]
    content = outline(made.model_copy(update={"findings": tuple(bare)}))
    assert content.concept == wording.CONCEPT
    assert content.note.startswith(wording.CONCEPT_NOTE)
    assert content.reviewing is not None
    assert content.reviewing.extent == "0 van 15 ambities"


def test_what_is_said_of_the_documents_leaves_out_what_people_decided(content: Outline, report: GapReport) -> None:
    told = {item.heading: item.text for item in content.conclusions}
    plain = {item.heading: item.text for item in outline(report).conclusions}
    assert "1.2" in plain["Bijna voldaan"]
    assert "1.2" not in told["Bijna voldaan"]
    assert "1.4" in told["Volgens de documenten niet geregeld"]  # marked, and the machine's verdict stands


def test_the_judges_of_the_machine_have_another_name_beside_people(judged_report: GapReport) -> None:
    content = outline(reviewed(judged_report))
    assert (content.judged_label, content.second_column) == ("Voorstellen van", "Tweede voorstel")
    assert "De beoordelaars verschillen" not in dict(content.judging)
    headings = [item.heading for item in content.conclusions]
    assert "De beoordelaars verschillen" not in headings
    page = Page(RENDERERS["html"](reviewed(judged_report)).decode())
    assert f"{review_wording.DISPUTED}." in page.text
    assert "beslis zelf." not in page.text.split("1.2 Bibob-beleid")[1].split("Leeswijzer")[0]


def test_a_conclusion_of_the_model_tells_where_a_person_decided_otherwise(concluded_report: GapReport) -> None:
    content = outline(reviewed(concluded_report))
    mark = content.sections[0].conclusion.mark if content.sections[0].conclusion else ""
    assert "Over 1.1 en 1.3 gaf een beoordelaar daarna een ander oordeel." in mark
    assert "Over 1.1 verschillen de voorstellen van de machine." in mark


def test_the_page_can_be_filtered_by_what_reviewers_did(made: ReviewedAssessment) -> None:
    page = Page(RENDERERS["html"](made).decode())
    cards = [each["data-review"] for each in page.all("details")]
    assert cards == ["other", "seen", "moved", "seen", "open", "other", *["open"] * 9]
    keys = {key for key, _ in review_wording.FILTER}
    assert set(cards) <= keys
    assert "filter-review" in [each["id"] for each in page.all("select")]


# --- the machine-readable report -----------------------------------------------------------------------------------


def test_the_fixed_keys_hold_what_stands(data: Any) -> None:
    first = data["ambitions"][0]
    assert (first["status"], first["confidence"], first["problem"]) == ("deels", None, None)
    assert first["rationale"].startswith("Het beleid is er")
    assert first["recommendation"] == "Stel het kader ook vast voor de buitendienst."
    assert [item.get("added_by", "") for item in first["evidence"]] == ["", "", "", ANNA, ANNA]
    assert REASON not in json.dumps(first["evidence"])
    assert [item.get("added_by", "") for item in first["criteria"][0]["evidence"]] == ["", "", ANNA]
    assert data["ambitions"][3]["confidence"] == 0.8  # marked, not decided


def test_the_review_is_an_object_of_its_own(data: Any) -> None:
    review = data["ambitions"][0]["review"]
    assert (review["status"], review["machine_status"], review["machine_confidence"]) == ("deels", "voldoet", 0.91)
    assert (review["author"], review["at"]) == (ANNA, "2026-03-03T22:30:00Z")
    assert review["why"].startswith("Het besluit geldt")
    assert review["reviewed"]["author"] == ANNA
    assert (review["owner"], review["due"]) == ("Wim van Dam", "2026-09-01")
    assert [item["reason"] for item in review["rejected"]] == [REASON, "verouderd"]
    assert review["rejected"][0]["evidence"]["page"] == 4
    assert review["rejected"][1]["evidence"] is None
    assert [item["evidence"]["page"] for item in review["quotes"]] == [12, 12]
    assert review["outside"][0]["kind"] == "interview"
    assert review["shift"] is None
    assert data["ambitions"][2]["review"]["shift"]["before"] == "voldoet"
    assert data["ambitions"][2]["review"]["shift"]["lines"]


def test_the_whole_tells_how_far_the_review_is(data: Any) -> None:
    assert data["review"] == {
        "assessment": RUN,
        "reviewed": 4,
        "ambitions": 15,
        "reviewers": [{"name": ANNA, "count": 3}, {"name": BRAM, "count": 1}],
        "overruled": ["1.1", "1.3", "2.1"],
        "shifted": ["1.3"],
    }


def test_it_fits_the_schema_and_is_read_back_whole(reviewed_report: ReviewedAssessment) -> None:
    body = machine.render(reviewed_report)
    schema = Path(machine.__file__).with_name("gap-report.schema.json")
    jsonschema.validate(json.loads(body), json.loads(schema.read_bytes()))
    assert machine.read(body) == machine.contracted(reviewed_report)
    assert machine.read(body).ambitions[0].review is not None


@pytest.mark.parametrize(
    ("entry", "value", "otherwise"),
    [
        (ShiftEntry, Shift, {}),
        (SignedEntry, Signed, {}),
        (OutsideEntry, OutsideEvidence, {"": "signed"}),
        (ReviewEntry, Review, {"judged": "author"}),
    ],
)
def test_nothing_of_a_review_is_left_out(entry: type[Any], value: type[Any], otherwise: dict[str, str]) -> None:
    internal = {"ambition", "number", "notes", "authors", "last", "ground"}
    own = {"at", "why", "shift", "key", *(name for name in entry.model_fields if name.startswith("machine_"))}
    expected = {otherwise.get(name, name) for name in value.model_fields if name not in internal}
    expected |= {otherwise[""]} if "" in otherwise else set()
    assert set(entry.model_fields) - own == expected - own
    assert "review" in AmbitionEntry.model_fields
    assert "evidence" in AddedQuoteEntry.model_fields
