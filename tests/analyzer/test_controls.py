"""Questions with a known answer: a model that is led by its material gets them wrong, one that reads does not."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest
from model_server import Call, ModelServer
from scripted_reader import elements_in, passages_in, read

from analyzer.errors import NotAssessed
from analyzer.judges.controls import controls_for
from analyzer.judges.llm import LanguageModelJudge
from analyzer.judges.model_file import load_models
from analyzer.judges.relatedness import Relatedness
from analyzer.llm.model import LanguageModel
from analyzer.llm.schemas import CitedQuote, ElementAnswer
from analyzer.llm.settings import ModelSettings
from analyzer.norms import NORM_IDS, load_norm
from analyzer.types import Judgement, Organisation, OrganisationType
from ingest.splitting import split
from ingest.types import Document, Hit

AMBITION = load_norm("groningse-norm").ambition("2.4")
VELDERMEER = Organisation(name="Gemeente Veldermeer", type=OrganisationType.GEMEENTE)


def _answer(letter: str, state: str, quote: str = "") -> ElementAnswer:
    quotes = [CitedQuote(passage=1, quote=quote, shows="arranged")] if quote else []
    return ElementAnswer(
        element=letter,
        quotes=quotes,
        explanation="Dit volgt.",
        state=state,  # type: ignore[arg-type]
        shortcoming="none",
        certainty="high",
    )


def test_the_controls_are_not_named_in_the_material_and_come_back_the_same() -> None:
    found = controls_for("2.4", "d", "Bij de imkerij en het carillon.")
    assert found == controls_for("2.4", "d", "Bij de imkerij en het carillon.")
    assert found.letters == ("e", "f") and found.shown != found.missing
    assert not {"imkerij", "carillon"} & {found.shown.key, found.missing.key}
    assert all(
        fact.key in fact.passage.lower() and fact.key in fact.element.lower() for fact in (found.shown, found.missing)
    )


def test_no_norm_asks_for_a_control() -> None:
    texts = " ".join(c.text.lower() for each in NORM_IDS for a in load_norm(each).ambitions for c in a.criteria)
    keys = {controls_for(str(number), "a", "").shown.key for number in range(60)}
    assert len(keys) > 5 and not any(key in texts for key in keys)


@pytest.mark.parametrize(
    ("shown", "missing", "faults"),
    [
        ("in_force", "not_found", 0),
        ("in_force", "absent", 0),
        ("in_force", "in_force", 1),  # all is met
        ("not_found", "not_found", 1),  # nothing is met
        ("planned", "planned", 2),
    ],
)
def test_what_is_a_right_answer(shown: str, missing: str, faults: int) -> None:
    controls = controls_for("2.4", "d", "")
    answers = (_answer("e", shown, controls.shown.passage), _answer("f", missing))
    assert len(controls.faults(answers)) == faults
    assert controls.faults(answers[:1]) and controls.faults((*answers, answers[1]))  # each exactly once
    assert controls.faults((_answer("e", "in_force", "Wij hebben een meldpunt."), answers[1]))


Judged = Callable[[Callable[[Call], str]], tuple[Judgement, ...]]


@pytest.fixture
def judged(make_document: Callable[..., Document]) -> Judged:
    """The judge over one document, with a model that plays as it is told."""
    document = make_document("Wij hebben een meldpunt voor signalen van ondermijning. Het meldpunt is bekendgemaakt.")
    hits = tuple(Hit(passage=passage, score=1.0) for passage in split(document))

    def judge(player: Callable[[Call], str]) -> tuple[Judgement, ...]:
        with ModelServer(player) as server:
            model = LanguageModel(ModelSettings(model="openai:test", url=server.url, retries=0))
            relatedness = Relatedness(load_norm("groningse-norm"), load_models().texts)
            own = LanguageModelJudge(VELDERMEER, date(2026, 3, 1), {document.id: document}, model, relatedness)
            try:
                return own.judge(AMBITION, {criterion.id: hits for criterion in AMBITION.criteria})
            finally:
                model.rest()

    return judge


def test_a_model_that_reads_is_believed_and_the_controls_are_no_judgement(judged: Judged) -> None:
    assert [each.criterion for each in judged(read)] == [criterion.id for criterion in AMBITION.criteria]


@pytest.mark.parametrize("state", ["in_force", "absent", "not_found", "planned"])
def test_a_model_that_says_the_same_of_everything_is_not_believed(judged: Judged, state: str) -> None:
    def play(call: Call) -> str:
        if "Beoordeel elk van deze elementen:" not in call.text:
            return read(call)
        first = passages_in(call.text)[0]
        shows = {"in_force": "arranged", "not_found": "arranged"}.get(state, state)
        quotes = [] if state == "not_found" else [{"passage": 1, "quote": first.text[:50], "shows": shows}]
        return json.dumps(
            {
                "elements": [
                    {
                        "element": letter,
                        "quotes": quotes,
                        "explanation": "Dit volgt.",
                        "state": state,
                        "shortcoming": "none",
                        "certainty": "high",
                    }
                    for letter, _ in elements_in(call.text)
                ]
            }
        )

    with pytest.raises(NotAssessed, match="controlevraag"):
        judged(play)


def test_a_model_that_confirms_everything_is_not_believed(judged: Judged) -> None:
    def play(call: Call) -> str:
        answer = json.loads(read(call))
        for claim in answer.get("claims", ()):
            claim["supported"] = True
        return json.dumps(answer)

    with pytest.raises(NotAssessed, match="controlevraag"):
        judged(play)
