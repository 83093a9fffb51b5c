"""What a document says about itself, over a table of cases."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.dutch_dates import dates_in
from ingest.facts import read_facts, validity_on
from ingest.types import Block, BlockKind, Document, DocumentFacts, Genre, Page, Standing, Validity

CASES: Sequence[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "facts_cases.yaml").read_text(encoding="utf-8")
)
LONG = (
    "Ondermijning raakt iedereen in de gemeente. Wie een vergunning aanvraagt, een pand koopt of grond huurt, kan met "
    "criminele belangen te maken krijgen. Daarom werken de afdelingen samen, delen zij wat zij zien en letten zij op "
    "elkaar, zodat niemand er alleen voor staat en de openbare orde bewaard blijft."
)
MARKS = {
    "# ": (BlockKind.HEADING, 1),
    "## ": (BlockKind.HEADING, 2),
    "- ": (BlockKind.LIST_ITEM, 1),
    "| ": (BlockKind.TABLE_ROW, 0),
}


def build(lines: Sequence[str], name: str = "bijlage.pdf", format: str = "pdf") -> Document:
    """A document of one page with a block for each line; the marks are those of the case table."""
    text, blocks = "", []
    for line in lines:
        line = LONG if line == "~" else line
        mark = next((mark for mark in MARKS if line.startswith(mark)), "")
        kind, level = MARKS.get(mark, (BlockKind.PARAGRAPH, 0))
        own = line[len(mark) :]
        blocks.append(Block(kind=kind, start=len(text), end=len(text) + len(own), page=1, level=level))
        text += own + "\n"
    return Document.model_validate(
        {
            "id": "0" * 64,
            "name": name,
            "format": format,
            "page_unit": "page",
            "text": text,
            "pages": (Page(number=1, start=0, end=len(text)),),
            "blocks": tuple(blocks),
        }
    )


def read(case: Mapping[str, Any]) -> tuple[Document, DocumentFacts]:
    document = build(case["blocks"], case.get("name", "bijlage.pdf"), case.get("format", "pdf"))
    return document, read_facts(document, case.get("metadata", {}))


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    document, facts = read(case)
    expected = dict(case["expect"])
    for name in expected.pop("nothing", ()):
        assert getattr(facts, name) is None, name
    for key, name in (("quote", "adopted_quote"), ("says", "standing_quote")):
        if key in expected:
            assert expected.pop(key) in (getattr(facts, name) or "")
    assert {name: getattr(facts, name) for name in expected} == expected
    assert expected or "nothing" in case["expect"]
    for quote in (facts.adopted_quote, facts.standing_quote):
        assert quote is None or quote in document.text
    for day, validity in case.get("validity", {}).items():
        assert validity_on(facts, day) == validity, day


def test_the_table_shows_every_genre_standing_and_validity() -> None:
    assert len({case["id"] for case in CASES}) == len(CASES) >= 60
    assert {case["expect"].get("genre") for case in CASES} >= set(Genre)
    assert {case["expect"].get("standing") for case in CASES} >= set(Standing)
    assert {validity for case in CASES for validity in case.get("validity", {}).values()} == set(Validity)


@pytest.mark.parametrize(
    ("text", "first", "precision"),
    [
        ("op 12 maart 2024", date(2024, 3, 12), "day"),
        ("op 1e mrt. 2021", date(2021, 3, 1), "day"),
        ("d.d. 12-03-2024.", date(2024, 3, 12), "day"),
        ("12/3/2024", date(2024, 3, 12), "day"),
        ("12.03.2024", date(2024, 3, 12), "day"),
        ("12-03-'24", date(2024, 3, 12), "day"),
        ("2024-03-12", date(2024, 3, 12), "day"),
        ("MEI 2024", date(2024, 5, 1), "month"),
        ("sept. 2022", date(2022, 9, 1), "month"),
        ("in 2023.", date(2023, 1, 1), "year"),
        ("2023–2026", date(2023, 1, 1), "range"),
        ("2023 t/m 2026", date(2023, 1, 1), "range"),
        ("2024/25", date(2024, 1, 1), "range"),
    ],
)
def test_forms_of_a_date(text: str, first: date, precision: str) -> None:
    (found,) = dates_in(text)
    assert (found.first, found.precision) == (first, precision)


@pytest.mark.parametrize(
    "text", ["31-02-2020", "30 februari 2024", "99-99-2024", "kamer 1.08", "06-12345678", "nr. 20245"]
)
def test_what_is_no_date(text: str) -> None:
    assert dates_in(text) == ()


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (DocumentFacts(standing=Standing.DRAFT, adopted=date(2020, 1, 1)), Validity.DRAFT),
        (DocumentFacts(standing=Standing.WITHDRAWN), Validity.WITHDRAWN),
        (DocumentFacts(standing=Standing.WITHDRAWN, effective_until=date(2025, 12, 31)), Validity.WITHDRAWN),
        (DocumentFacts(standing=Standing.WITHDRAWN, effective_until=date(2026, 1, 1)), Validity.IN_FORCE),
        (DocumentFacts(standing=Standing.ADOPTED, effective_until=date(2025, 12, 31)), Validity.EXPIRED),
        (DocumentFacts(effective_until=date(2026, 1, 1)), Validity.UNKNOWN),
        (DocumentFacts(standing=Standing.ADOPTED, effective_from=date(2026, 1, 2)), Validity.NOT_YET_IN_FORCE),
        (DocumentFacts(standing=Standing.ADOPTED), Validity.IN_FORCE),
        (DocumentFacts(adopted=date(2026, 1, 1)), Validity.IN_FORCE),
        (DocumentFacts(adopted=date(2026, 1, 2)), Validity.NOT_YET_IN_FORCE),
        (DocumentFacts(), Validity.UNKNOWN),
    ],
)
def test_validity_on_new_years_day_2026(facts: DocumentFacts, expected: Validity) -> None:
    assert validity_on(facts, date(2026, 1, 1)) is expected


VOCABULARY = (
    "vastgesteld ingetrokken CONCEPT Aldus op van dit plan deze beleidsregel is tot en met looptijd vier jaar 2023 - "
    "31-12-2024 29 februari 2024 mei versie 0.3 1.2 treedt in werking geldend Datum: | . ; , "
    "[datum] İ ẞ Geachte raad Onderwerp"
)
WORDS = st.sampled_from(VOCABULARY.split())


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(WORDS, min_size=1, max_size=14).map(" ".join), max_size=8))
def test_any_text_is_read_and_quoted_verbatim(lines: list[str]) -> None:
    document = build([f" {line}" for line in lines])
    facts = read_facts(document, {"title": "x" * 500, "created": "geen datum"})
    for quote in (facts.adopted_quote, facts.standing_quote):
        assert quote is None or (quote in document.text and len(quote) <= 400)
    assert validity_on(facts, date(2026, 1, 1)) in Validity


def test_a_hundred_pages_take_milliseconds() -> None:
    page = [LONG] * 9 + ["De raad heeft het beleid van de buurgemeente op 3 mei 2020 vastgesteld en daarna gewijzigd."]
    document = build(["# Kadernota veiligheid", "Vastgesteld op 4 april 2023", *(page * 100)])
    assert len(document.text) > 250_000
    spent = []
    for _ in range(5):
        start = time.process_time()
        facts = read_facts(document, {})
        spent.append(time.process_time() - start)
    assert facts.adopted == date(2023, 4, 4)
    assert min(spent) < 0.05  # seconds: ten times the aim, for a slow machine


def test_what_will_be_adopted_some_year_dates_nothing() -> None:
    document = build(["Wij hebben geen gedragscode. In 2027 stellen wij een agressieprotocol vast."])
    assert read_facts(document, {}).adopted is None
