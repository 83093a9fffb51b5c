"""What a sentence says of the thing it names, against a table of sentences judged by a human reader.

The whole offline judge is asked, so that the table holds whatever its parts are called.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from analyzer.types import Criterion, CriterionKind, Judgement, Organisation, OrganisationType, Proof, State
from ingest.types import Document, DocumentFacts, Genre

DocumentMaker = Callable[..., Document]
Judged = Callable[..., tuple[Judgement, ...]]

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "stance_cases.yaml").read_text(encoding="utf-8"))[
    "cases"
]
BEFORE = ("# Inleiding", "Veldermeer is een gemeente aan het water.", "De stukken liggen op de griffie.", "# Onderdeel")
AFTER = ("# Slot", "De griffie bewaart de stukken.", "Het gemeentehuis staat aan de haven.")
# As measured; raised when the rules learn more of the table.
LEAST_RIGHT = 0.81
STATES = frozenset({"in_force", "planned", "absent"})
# Why a sentence says nothing, as the report gives the reason.
SILENCES = {"quoted": "norm, wet of afspraak", "recommended": "aanbeveling", "other": "andere organisatie", "theme": ""}


@pytest.fixture(scope="module")
def judgement_on(make_document: DocumentMaker, judged: Judged) -> Callable[..., Judgement]:
    """The judgement on a thing, from a few blocks in the middle of a document that says nothing else."""

    @cache
    def judge(thing: str, lines: tuple[str, ...], genre: str, **changes: Any) -> Judgement:
        criterion = Criterion(id="1.1.a", text="Het is er.", kind=CriterionKind.PROVISION, all_of=((thing,),))
        document = make_document(*BEFORE, *lines, *AFTER, **dict(DocumentFacts(genre=Genre(genre))))
        return judged([criterion], [document], **changes)[0]

    return judge


def answer(case: dict[str, Any], judgement_on: Callable[..., Judgement]) -> Judgement:
    lines = (case["text"],) if isinstance(case["text"], str) else tuple(case["text"])
    return judgement_on(case["thing"], lines, case.get("genre", "policy"))


def right(case: dict[str, Any], judgement: Judgement) -> bool:
    if case["expect"] in STATES:
        return judgement.state.value == case["expect"]
    if judgement.state is not State.NOT_FOUND:
        return False
    wanted = SILENCES[case["expect"]]
    return not wanted or any(wanted in miss.reason for miss in judgement.trace.near_misses)


def label(case: dict[str, Any]) -> str:
    return f"{case['expect']}: {case['text'] if isinstance(case['text'], str) else ' / '.join(case['text'])}"


def told(judgement: Judgement) -> str:
    return f"{judgement.state.value} {[miss.reason for miss in judgement.trace.near_misses]}"


@pytest.mark.parametrize("case", [case for case in CASES if not case.get("known_miss")], ids=label)
def test_sentences_are_judged_as_a_reader_judges_them(
    case: dict[str, Any], judgement_on: Callable[..., Judgement]
) -> None:
    judgement = answer(case, judgement_on)
    assert right(case, judgement), told(judgement)


def test_the_share_judged_right_does_not_fall(judgement_on: Callable[..., Judgement]) -> None:
    """Holds for the whole table, so that marking a sentence as a known miss gains nothing."""
    answers = [(case, answer(case, judgement_on)) for case in CASES]
    wrong = [f"{label(case)} → {told(judgement)}" for case, judgement in answers if not right(case, judgement)]
    assert 1 - len(wrong) / len(CASES) >= LEAST_RIGHT, "\n".join([f"{len(wrong)} of {len(CASES)}", *wrong])


def test_the_table_is_large_and_holds_every_answer() -> None:
    assert len(CASES) >= 80
    assert {case["expect"] for case in CASES} == STATES | SILENCES.keys()
    assert len({str(case["text"]) + case["thing"] for case in CASES}) == len(CASES)


def test_every_state_is_borne_by_a_quote_of_that_state(judgement_on: Callable[..., Judgement]) -> None:
    for case in CASES:
        judgement = answer(case, judgement_on)
        assert 0 <= judgement.confidence <= 1
        assert {item.stance for item in judgement.evidence} == {judgement.state} - {State.NOT_FOUND}, label(case)


def test_the_quote_holds_the_next_sentence_where_the_meaning_hangs_on_it(
    judgement_on: Callable[..., Judgement],
) -> None:
    text = "Medewerkers vragen om een agressieprotocol. Dat is nog niet geregeld."
    judgement = judgement_on("agressieprotocol", (text,), "policy")
    assert [(item.quote, item.stance) for item in judgement.evidence] == [(text, State.ABSENT)]


@pytest.mark.parametrize(
    ("text", "proof"),
    [
        ("In oktober 2025 hebben alle boa's de training gevolgd.", Proof.BESTAAN),
        ("Voor training geldt een vaste regeling.", Proof.OPZET),
    ],
)
def test_what_was_done_is_told_from_what_is_arranged(
    text: str, proof: Proof, judgement_on: Callable[..., Judgement]
) -> None:
    judgement = judgement_on("training", (text,), "policy")
    assert [(item.stance, item.proof) for item in judgement.evidence] == [(State.IN_FORCE, proof)]


@pytest.mark.parametrize(
    ("name", "expected"), [("Gemeente Veldermeer", State.NOT_FOUND), ("Gemeente Hagenwold", State.IN_FORCE)]
)
def test_whose_meldpunt_it_is_depends_on_who_is_assessed(
    name: str, expected: State, judgement_on: Callable[..., Judgement]
) -> None:
    organisation = Organisation(name=name, type=OrganisationType.GEMEENTE)
    text = ("De gemeente Hagenwold heeft een meldpunt ingericht.",)
    assert judgement_on("meldpunt", text, "policy", organisation=organisation).state is expected


@pytest.mark.parametrize(
    ("peildatum", "expected"), [(date(2026, 3, 1), State.PLANNED), (date(2027, 3, 1), State.IN_FORCE)]
)
def test_a_time_is_past_or_future_by_the_reference_date(
    peildatum: date, expected: State, judgement_on: Callable[..., Judgement]
) -> None:
    text = ("Vanaf 1 juli 2026 is het meldpunt geopend.",)
    assert judgement_on("meldpunt", text, "policy", peildatum=peildatum).state is expected
