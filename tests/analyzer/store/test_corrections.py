"""Facts that people corrected, laid over those that were read."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from analyzer.store.corrections import corrected, summarised, text_of, value_of
from analyzer.store.values import FactCorrection, FactField
from analyzer.types import DocumentSummary
from ingest.types import DocumentFacts, Genre, Standing, Validity

READ = DocumentFacts(
    title="Beleid",
    genre=Genre.POLICY,
    adopted=date(2020, 1, 2),
    adopted_quote="vastgesteld op 2 januari 2020",
    standing=Standing.DRAFT,
    standing_quote="concept",
    version="1.0",
)


def _corrections(*made: tuple[FactField, str | None]) -> tuple[FactCorrection, ...]:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return tuple(
        FactCorrection(sha256="a" * 64, field=field, old=None, new=new, author="Anna", at=at) for field, new in made
    )


def test_nothing_corrected_is_nothing_changed() -> None:
    assert corrected(READ, ()) is READ
    assert corrected(READ, _corrections((FactField.TITLE, "X"), (FactField.TITLE, None))) == READ


def test_the_last_correction_of_a_fact_stands_and_its_quote_goes() -> None:
    made = corrected(
        READ,
        _corrections(
            (FactField.ADOPTED, "2021-01-01"),
            (FactField.STANDING, "adopted"),
            (FactField.ADOPTED, "2022-03-04"),
            (FactField.GENRE, "plan"),
            (FactField.EFFECTIVE_UNTIL, "2023-01-01"),
        ),
    )
    assert made == READ.model_copy(
        update={
            "adopted": date(2022, 3, 4),
            "adopted_quote": None,
            "standing": Standing.ADOPTED,
            "standing_quote": None,
            "genre": Genre.PLAN,
            "effective_until": date(2023, 1, 1),
        }
    )


def test_a_fact_can_be_taken_away() -> None:
    empty = [(field, "") for field in FactField]
    assert corrected(READ, _corrections(*empty)) == DocumentFacts(version="1.0")


@pytest.mark.parametrize("field", list(FactField))
def test_a_fact_as_a_correction_says_it_means_that_fact(field: FactField) -> None:
    text = text_of(READ, field)
    assert getattr(corrected(READ, _corrections((field, text))), field.value) == getattr(READ, field.value)


@pytest.mark.parametrize(
    ("field", "text"), [(FactField.GENRE, "x"), (FactField.STANDING, "x"), (FactField.ADOPTED, "x")]
)
def test_what_is_no_fact_has_no_value(field: FactField, text: str) -> None:
    with pytest.raises(ValueError, match="x"):
        value_of(field, text)


def test_a_summary_follows_its_facts_and_an_unread_file_does_not() -> None:
    summary = DocumentSummary(name="a.pdf", sha256="a" * 64, pages=3, title="Beleid", validity=Validity.DRAFT)
    changes = _corrections((FactField.STANDING, "adopted"), (FactField.TITLE, "Ander beleid"))
    made = summarised(summary, READ, changes, date(2026, 3, 1))
    assert (made.title, made.genre, made.adopted, made.validity) == (
        "Ander beleid",
        "policy",
        date(2020, 1, 2),
        Validity.IN_FORCE,
    )
    unread = summary.model_copy(update={"read": "not"})
    assert summarised(unread, READ, changes, date(2026, 3, 1)) == unread
