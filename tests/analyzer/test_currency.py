"""Whether what was found is up to date on the reference date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from analyzer.judges.currency import Age, RepealedLaws
from analyzer.norms import load_repealed_laws
from analyzer.types import Criterion, CriterionKind, Judgement, Qualifier, State
from ingest.types import Document, DocumentFacts, Genre, Standing

DocumentMaker = Callable[..., Document]
Judged = Callable[..., tuple[Judgement, ...]]

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "currency_cases.yaml").read_text(encoding="utf-8")
)
CRITERIA = [
    Criterion(id="1.1.a", text="Er is een gedragscode.", kind=CriterionKind.PROVISION, all_of=(("gedragscode",),)),
    Criterion(id="1.1.b", text="De gedragscode is actueel.", kind=CriterionKind.CURRENCY, of="1.1.a"),
]
DRANKWET = "De vergunning op grond van de Drank- en Horecawet."


def document_of(make_document: DocumentMaker, case: dict[str, Any], name: str = "nota.txt") -> Document:
    facts = DocumentFacts(title=case["title"], genre=Genre(case["genre"]), adopted=case.get("adopted"))
    if facts.adopted:
        facts = facts.model_copy(update={"standing": Standing.ADOPTED})
    text = case.get("text", "De gedragscode geldt voor alle medewerkers en bestuurders.")
    return make_document("# Bepalingen", "Wij werken integer.", text, "# Slot", "Tot zover.", name=name, **dict(facts))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["about"])
def test_currency_as_a_reader_judges_it(case: dict[str, Any], make_document: DocumentMaker, judged: Judged) -> None:
    base, found = judged(CRITERIA, [document_of(make_document, case)])
    assert base.state is State.IN_FORCE
    assert found.state is State.IN_FORCE
    assert (Qualifier.OUTDATED in found.qualifiers) is case["outdated"]
    assert found.evidence


def test_a_newer_version_makes_up_for_an_old_one(make_document: DocumentMaker, judged: Judged) -> None:
    old, new = CASES[3], CASES[0]
    documents = [document_of(make_document, case, f"{number}.txt") for number, case in enumerate((old, new))]
    assert judged(CRITERIA, documents)[1].qualifiers == ()
    assert judged(CRITERIA, documents[:1])[1].qualifiers == (Qualifier.OUTDATED,)


def test_what_is_not_there_is_not_up_to_date(make_document: DocumentMaker, judged: Judged) -> None:
    document = make_document("# Stand", "Wij hebben geen gedragscode.", "# Slot", "Tot zover.")
    base, found = judged(CRITERIA, [document])
    assert (base.state, found.state, found.evidence) == (State.ABSENT, State.NOT_FOUND, ())


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.dates(date(1990, 1, 1), date(2060, 1, 1)))
def test_only_more_than_four_years_is_out_of_date(adopted: date, peildatum: date) -> None:
    years = peildatum.year - adopted.year - ((peildatum.month, peildatum.day) < (adopted.month, adopted.day))
    anniversary = (peildatum.month, peildatum.day) == (adopted.month, adopted.day)
    late = years > 4 or (years == 4 and not anniversary)
    if (adopted.month, adopted.day) != (2, 29):
        assert Age(adopted, ()).outdated(peildatum) is late


def test_repealed_laws_are_found_unless_the_successor_is_named(make_document: DocumentMaker) -> None:
    laws = RepealedLaws(load_repealed_laws())
    cited = {law.new for law in laws.cited_in(make_document(DRANKWET, "Ook de Wabo geldt."))}
    assert cited == {"Alcoholwet", "Omgevingswet"}
    assert laws.cited_in(make_document(DRANKWET, "Die heet nu Alcoholwet.")) == ()
    assert laws.cited_in(make_document("De Wet Bibob en de Gemeentewet.")) == ()


def test_a_law_was_no_relic_before_it_was_repealed(make_document: DocumentMaker, judged: Judged) -> None:
    document = document_of(make_document, next(case for case in CASES if "Drank" in case.get("text", "")))
    assert judged(CRITERIA, [document], date(2021, 6, 30))[1].qualifiers == ()
    assert judged(CRITERIA, [document], date(2021, 7, 1))[1].qualifiers == (Qualifier.OUTDATED,)


def test_every_repealed_law_has_a_name_a_successor_and_a_reason() -> None:
    laws = load_repealed_laws()
    assert laws
    for law in laws:
        assert law.old and law.new and law.note.endswith(".")
        assert law.since <= date.today()
