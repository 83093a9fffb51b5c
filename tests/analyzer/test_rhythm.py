"""How often: a rhythm in or beside a sentence, or a series of dated occasions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from analyzer.types import Criterion, CriterionKind, Judgement, State
from ingest.types import Document, DocumentFacts, Genre

DocumentMaker = Callable[..., Document]
Judged = Callable[..., tuple[Judgement, ...]]

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "rhythm_cases.yaml").read_text(encoding="utf-8"))
# As measured; raised when the rules learn more of the table.
LEAST_RIGHT = 0.9
AFTER = ("# Slot", "De griffie bewaart de stukken.")


def cadence(thing: str) -> list[Criterion]:
    return [
        Criterion(id="1.1.a", text="Het wordt gedaan.", kind=CriterionKind.ACTIVITY, all_of=((thing,),)),
        Criterion(id="1.1.b", text="Het wordt periodiek gedaan.", kind=CriterionKind.CADENCE, of="1.1.a"),
    ]


@pytest.fixture(scope="module")
def answer(make_document: DocumentMaker, judged: Judged) -> Callable[[dict[str, Any]], Judgement]:
    """The judgement on the rhythm in a case of the table."""

    def judge(case: dict[str, Any]) -> Judgement:
        document = make_document("# Aanpak", *case["text"], *AFTER, **dict(DocumentFacts(genre=Genre.REPORT)))
        return judged(cadence(case["thing"]), [document])[1]

    return judge


def label(case: dict[str, Any]) -> str:
    return f"{case['expect']}: {' / '.join(case['text'])}"


@pytest.mark.parametrize("case", [case for case in CASES if not case.get("known_miss")], ids=label)
def test_rhythms_as_a_reader_judges_them(case: dict[str, Any], answer: Callable[[dict[str, Any]], Judgement]) -> None:
    found = answer(case)
    assert (found.criterion, found.state.value) == ("1.1.b", case["expect"])
    assert [qualifier.value for qualifier in found.qualifiers] == ([case["qualifier"]] if "qualifier" in case else [])
    assert bool(found.evidence) == (found.state is not State.NOT_FOUND)


def test_the_share_judged_right_does_not_fall(answer: Callable[[dict[str, Any]], Judgement]) -> None:
    wrong = [label(case) for case in CASES if answer(case).state.value != case["expect"]]
    assert 1 - len(wrong) / len(CASES) >= LEAST_RIGHT, "\n".join(wrong)


def test_a_series_is_shown_by_a_quote_from_each_of_two_years(make_document: DocumentMaker, judged: Judged) -> None:
    documents = [
        make_document(
            "# Terugblik",
            f"In november {year} is een themadag gehouden.",
            *AFTER,
            name=f"{year}.txt",
            **dict(DocumentFacts(genre=Genre.REPORT)),
        )
        for year in (2024, 2025)
    ]
    _, found = judged(cadence("themadag"), documents)
    assert {item.document for item in found.evidence} == {"2024.txt", "2025.txt"}


def test_a_year_after_the_reference_date_makes_no_series(make_document: DocumentMaker, judged: Judged) -> None:
    lines = ("# Jaren", "In 2024 is een themadag gehouden.", "In 2025 is een themadag gehouden.", *AFTER)
    document = make_document(*lines, **dict(DocumentFacts(genre=Genre.REPORT)))
    assert judged(cadence("themadag"), [document], date(2026, 3, 1))[1].state is State.IN_FORCE
    assert judged(cadence("themadag"), [document], date(2024, 12, 31))[1].state is not State.IN_FORCE


def test_a_quote_is_two_sentences_at_most(make_document: DocumentMaker, judged: Judged) -> None:
    """However far on the rhythm is told."""
    text = "Er is een themadag. Daaraan doen alle teams mee. Dat gebeurt elk jaar in november."
    found = judged(cadence("themadag"), [make_document("# Aanpak", text, *AFTER)])[1]
    assert [item.quote for item in found.evidence] == ["Daaraan doen alle teams mee. Dat gebeurt elk jaar in november."]
