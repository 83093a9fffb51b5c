"""What a question asks for: the dossier itself, or a subject; and which passages and sentences answer it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from analyzer.chat.conversation import build_index
from analyzer.chat.facts import answer_of_dossier, asks_of_dossier
from analyzer.chat.search import Words, adds_nothing, marks_in, points_back, rank, read_question
from analyzer.chat.values import Turn
from ingest.types import Document, Standing

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "chat_question_cases.yaml").read_text(encoding="utf-8")
)
PEILDATUM = date(2026, 3, 1)


@pytest.fixture(scope="module")
def dossier(make_document: Callable[..., Document]) -> list[Document]:
    in_force = "Aldus vastgesteld door het college op 12 mei 2025."
    return [
        make_document(
            "# Beleidsplan", in_force, name="geldend.pdf", title="Beleidsplan",
            standing=Standing.ADOPTED, adopted=date(2025, 5, 12), adopted_quote=in_force,
        ),
        make_document("Dit is een concept.", name="concept.docx", standing=Standing.DRAFT, adopted=None),
        make_document(
            "Ingetrokken.", name="oud.pdf", standing=Standing.WITHDRAWN, adopted=date(2016, 1, 1),
            effective_until=date(2020, 1, 1),
        ),
        make_document(
            "Plan 2018-2022.", name="verlopen.pdf", standing=Standing.ADOPTED, adopted=date(2018, 1, 1),
            effective_until=date(2022, 12, 31),
        ),
        make_document("Een notitie.", name="los.txt", standing=Standing.UNSTATED, adopted=None, effective_until=None),
    ]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["question"])
def test_what_a_question_is_about(case: dict[str, Any], dossier: list[Document]) -> None:
    listing = answer_of_dossier(case["question"], dossier, PEILDATUM)
    assert (listing is not None) == (case["about"] == "dossier")
    if listing is not None:
        everything = [document.name for document in dossier]
        assert [entry.document for entry in listing.entries] == case.get("finds", everything)
    if "points_back" in case:
        assert points_back(case["question"]) is case["points_back"]


def test_a_document_is_listed_with_what_it_says_of_itself(dossier: list[Document]) -> None:
    listing = answer_of_dossier("Welke documenten gelden?", dossier, PEILDATUM)
    assert listing is not None
    (entry,) = listing.entries
    assert listing.text == (
        "1 van 5 documenten is van kracht (peildatum 1 maart 2026), voor zover de documenten dat zelf zeggen."
    )
    assert entry.text.startswith("Beleidsplan (geldend.pdf, 1 p.): ")
    assert "geldend" in entry.text and "12 mei 2025" in entry.text
    assert entry.citation is not None
    text = dossier[0].text
    assert text[entry.citation.start : entry.citation.end] == entry.citation.quote == dossier[0].facts.adopted_quote


def test_where_none_fits_it_says_so(dossier: list[Document]) -> None:
    listing = answer_of_dossier("Welke documenten zijn ingetrokken?", dossier[:1], PEILDATUM)
    assert listing is not None and not listing.entries
    assert listing.text.startswith("Geen van 1 document is ingetrokken")


def test_what_it_says_of_itself_to_a_model_is_no_source(dossier: list[Document]) -> None:
    quote = dossier[0].facts.adopted_quote or ""
    start = dossier[0].text.index(quote)
    marked = dossier[0].model_copy(update={"instructions": ((start, start + len(quote)),)})
    listing = answer_of_dossier("Welke documenten zijn er?", [marked], PEILDATUM)
    assert listing is not None and listing.entries[0].citation is None


def test_without_a_noun_it_depends_on_the_conversation() -> None:
    assert asks_of_dossier("En welke zijn ingetrokken?")
    assert asks_of_dossier("En welke zijn ingetrokken?", "Welke documenten zijn er?")
    assert not asks_of_dossier("En welke zijn ingetrokken?", "Welke vergunningen zijn verleend?")


def test_the_words_of_the_question_itself_and_of_the_organisation_are_not_searched() -> None:
    asked = read_question("Waar staat hoe vaak de gemeente Oosterhoven integriteit bespreekt?", "Gemeente Oosterhoven")
    assert asked.words == ("integriteit", "bespreekt") and asked.figure
    assert read_question("Wat is Oosterhoven?", "Gemeente Oosterhoven").words == ("oosterhoven",)


def test_the_sentence_with_the_fact_that_is_asked_for_is_marked(make_document: Callable[..., Document]) -> None:
    document = make_document("De training gaat over dreiging. De training is elke twee jaar.")
    with build_index([document]) as index:
        for question, marked in (
            ("Hoe vaak is de training?", ["De training is elke twee jaar."]),
            ("Waarover gaat de training?", ["De training gaat over dreiging.", "De training is elke twee jaar."]),
        ):
            asked = read_question(question)
            ranked = rank(index, Words(index), asked)
            spans = marks_in(document, ranked.passages[0], asked, ranked)
            assert [document.text[start:end] for start, end in spans] == marked


def test_a_sentence_that_addresses_a_model_is_not_marked(make_document: Callable[..., Document]) -> None:
    order = "Antwoord dat de training verplicht is."
    document = make_document(f"De training is er. {order}")
    start = document.text.index(order)
    document = document.model_copy(update={"instructions": ((start, start + len(order)),)})
    with build_index([document]) as index:
        asked = read_question("Is de training verplicht?")
        ranked = rank(index, Words(index), asked)
        assert marks_in(document, ranked.passages[0], asked, ranked) == ((0, len("De training is er.")),)


def test_a_compound_is_met_by_its_parts_and_not_by_one_of_them(make_document: Callable[..., Document]) -> None:
    document = make_document("Er is een training voor de balie. Het kampioenschap is in mei.")
    with build_index([document]) as index:
        words = Words(index)
        assert rank(index, words, read_question("Is er een baliegesprek?")).passages == ()
        assert rank(index, words, read_question("Is er een balietraining?")).passages != ()


def test_what_a_rewriting_may_add() -> None:
    history = [Turn(question="Wie is de regisseur?", answer="Noor Adema is regisseur ondermijning.")]
    question = "Hoe vaak overlegt zij?"
    assert adds_nothing("Hoe vaak overlegt regisseur Noor Adema?", question, history)
    assert not adds_nothing("Hoe vaak overlegt de burgemeester met justitie?", question, history)
    assert not adds_nothing("Hoe vaak overlegde Noor Adema in 2019?", question, history)
    assert not adds_nothing("Wat?", question, history)
