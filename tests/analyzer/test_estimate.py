"""What a run will send and cost is told before the first call, near to what it comes to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import pytest
from model_server import ModelServer
from scripted_reader import read

from analyzer.estimate import Estimate, estimate, euros, thousands
from analyzer.judges.llm import LanguageModelJudge
from analyzer.judges.model_file import load_models
from analyzer.judges.relatedness import Relatedness
from analyzer.llm.ledger import estimated_tokens
from analyzer.llm.model import LanguageModel
from analyzer.llm.prompts import Prompt, load_prompt
from analyzer.llm.schemas import AssessmentAnswer
from analyzer.llm.settings import ModelSettings
from analyzer.types import Ambition, Criterion, CriterionKind, ModelUse, Norm, Organisation, OrganisationType
from ingest.splitting import split
from ingest.types import Document, Hit

PEILDATUM = date(2026, 3, 1)
VELDERMEER = Organisation(name="Gemeente Veldermeer", type=OrganisationType.GEMEENTE)
LOCAL = ModelSettings(model="openai:test", url="http://127.0.0.1:11434/v1")
PRICED = LOCAL.model_copy(update={"price_input": 2.0, "price_output": 8.0})
ASSESS = load_prompt("assess", AssessmentAnswer)
TEXTS = {
    "a": "Het college heeft Bibob-beleid vastgesteld.",
    "b": "Er is een meldpunt voor signalen van ondermijning.",
    "c": "Medewerkers krijgen een training over ondermijning.",
}


def _criteria(number: int) -> tuple[Criterion, ...]:
    return tuple(
        Criterion(id=f"1.{number}.{letter}", text=text, kind=CriterionKind.PROVISION) for letter, text in TEXTS.items()
    )


def _ambition(number: int) -> Ambition:
    kinds = tuple(OrganisationType)
    return Ambition(id=f"1.{number}", pillar="1", title="T", requirement="R", binds=kinds, criteria=_criteria(number))


class Asker:
    """Knows its questions, and which of them were answered before."""

    at_once = 4

    def __init__(self, *known: str) -> None:
        self.known = known
        self.values = dict.fromkeys(ASSESS.variables, "woord " * 100)

    def answered(self, ambition: Ambition, hits: Mapping[str, Sequence[Hit]]) -> bool:
        return ambition.id in self.known

    def question(self, ambition: Ambition, hits: Mapping[str, Sequence[Hit]]) -> tuple[Prompt, dict[str, str]]:
        assert set(hits) == {criterion.id for criterion in ambition.criteria}
        return ASSESS, self.values

    def use(self, ambition: str | None = None) -> ModelUse:
        raise AssertionError("nothing was asked yet")

    def notices(self, hits: Mapping[str, Sequence[Hit]]) -> tuple[str, ...]:
        raise AssertionError("nothing was asked yet")


@pytest.fixture
def hits(make_document: Callable[..., Document]) -> dict[str, tuple[Hit, ...]]:
    passages = split(make_document("Wij hebben een meldpunt."))
    found = tuple(Hit(passage=passage, score=1.0) for passage in passages)
    return {criterion.id: found for number in range(1, 5) for criterion in _criteria(number)}


AMBITIONS = [_ambition(number) for number in range(1, 5)]
Hits = dict[str, tuple[Hit, ...]]


def test_every_question_is_counted_with_its_check(hits: Hits) -> None:
    made = estimate(Asker(), PRICED, AMBITIONS, hits)
    asked = estimated_tokens(sum(map(len, ASSESS.filled(Asker().values))))
    assert (made.calls, made.known, made.model) == (8, 0, "openai:test")
    assert made.input_tokens == 4 * (asked + 3 * 320) and made.output_tokens == 4 * 3 * 190
    assert made.cost == pytest.approx((made.input_tokens * 2 + made.output_tokens * 8) / 1e6)
    assert made.destination == "127.0.0.1:11434 (deze computer)"


def test_what_was_answered_before_is_not_asked(hits: Hits) -> None:
    made = estimate(Asker("1.1", "1.3"), LOCAL, AMBITIONS, hits)
    assert (made.calls, made.known, made.cost) == (4, 2, None)
    one = estimate(Asker("1.1", "1.2", "1.3"), LOCAL, AMBITIONS, hits)
    assert one.input_tokens * 2 == made.input_tokens
    assert estimate(Asker("1.1"), LOCAL, AMBITIONS, hits, settled=("1.3",)) == made


def test_without_a_passage_nothing_is_asked(hits: Hits) -> None:
    none = {name: () if name.startswith("1.2") else found for name, found in hits.items()}
    assert estimate(Asker(), LOCAL, AMBITIONS, none).calls == 6


def _text(**more: Any) -> str:
    fields = {"model": "openai:test", "destination": "llm.nl (buiten deze computer)", "calls": 58, "known": 0}
    fields |= {"input_tokens": 123456, "output_tokens": 7890, "cost": None}
    return Estimate(**{**fields, **more}).text  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("more", "text"),
    [
        (
            {},
            "Er gaat tekst naar llm.nl (buiten deze computer), model openai:test: ongeveer 58 aanvragen, 123.456 "
            "tokens erheen en 7.890 terug.",
        ),
        (
            {"cost": 1.5, "known": 3},
            "Er gaat tekst naar llm.nl (buiten deze computer), model openai:test: ongeveer 58 aanvragen, 123.456 "
            "tokens erheen en 7.890 terug, ongeveer € 1,50. 3 antwoorden zijn al bekend.",
        ),
        (
            {"calls": 0, "known": 29},
            "Alle antwoorden van openai:test zijn al bekend; er gaat geen tekst naar llm.nl (buiten deze computer).",
        ),
        ({"calls": 0}, "Er is niets om voor te leggen; er gaat geen tekst naar llm.nl (buiten deze computer)."),
    ],
)
def test_it_is_told_in_dutch(more: dict[str, Any], text: str) -> None:
    assert _text(**more) == text


def test_one_answer_is_one() -> None:
    assert _text(known=1).endswith("terug. 1 antwoord is al bekend.")


@pytest.mark.parametrize(
    ("amount", "text"),
    [(0, "€ 0,00"), (0.004, "minder dan € 0,01"), (0.01, "€ 0,01"), (1.5, "€ 1,50"), (12345.678, "€ 12.345,68")],
)
def test_amounts_are_dutch(amount: float, text: str) -> None:
    assert euros(amount) == text


@pytest.mark.parametrize(("number", "text"), [(0, "0"), (999, "999"), (1000, "1.000"), (1234567, "1.234.567")])
def test_numbers_are_dutch(number: int, text: str) -> None:
    assert thousands(number) == text


def test_it_is_near_to_what_a_run_comes_to(
    make_document: Callable[..., Document], make_norm: Callable[..., Norm]
) -> None:
    """With the real judge, over a document that holds an answer to every element. Nothing is sent for the estimate."""
    document = make_document(
        "Het college heeft op 3 mei 2024 Bibob-beleid vastgesteld voor alle vergunningen en aanbestedingen.",
        "Er is een meldpunt voor signalen van ondermijning, dat elke werkdag bereikbaar is.",
        "Alle medewerkers krijgen elk jaar een training over ondermijning.",
        *[f"Overweging {n}: " + "de gemeente werkt samen met haar partners. " * 14 for n in range(12)],
    )
    norm = make_norm(_criteria(1))
    passages = split(document)
    hits = {each.id: tuple(Hit(passage=passage, score=1.0) for passage in passages) for each in _criteria(1)}
    ambition = norm.ambitions[0]
    with ModelServer(read) as server:
        model = LanguageModel(LOCAL.model_copy(update={"url": server.url}))
        relatedness = Relatedness(norm, load_models().texts)
        judge = LanguageModelJudge(VELDERMEER, PEILDATUM, {document.id: document}, model, relatedness)
        made = estimate(judge, model.settings, [ambition], hits)
        assert server.calls == []
        judge.judge(ambition, hits)
        use = judge.use()
        model.rest()
    assert made.calls == use.calls == 2
    assert 0.7 < made.input_tokens / use.input_tokens < 1.5
    assert 1 <= made.output_tokens / use.output_tokens < 3  # the scripted model says little
