"""The conclusion of a pillar: its gates by a case table and over the real norms, and a server that writes badly too."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from model_server import ModelServer, prose, status
from written_pillar import ASSESSMENT, NORM, PILLAR, QUOTES, VELDERMEER, says, sentences

from analyzer.llm.model import LanguageModel
from analyzer.llm.schemas import ConclusionSentence
from analyzer.llm.values import Cause, Failure
from analyzer.norms import NORM_IDS, load_norm
from analyzer.types import Judgement, OrganisationType, PillarConclusion, State, Status
from analyzer.verdicts import could_not_assess, derive
from analyzer.writing.claims import claims_in
from analyzer.writing.conclusions import Basis, write_conclusion
from analyzer.writing.invented import Given, invented_in

HERE = Path(__file__).parent
CASES: list[dict[str, Any]] = yaml.safe_load((HERE / "conclusion_cases.yaml").read_text(encoding="utf-8"))


def _conclusion(server: ModelServer, model_of: Callable[..., LanguageModel]) -> PillarConclusion | Failure | None:
    model = model_of(server)
    return write_conclusion(model, NORM, PILLAR, ASSESSMENT, model.meter)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:60])
def test_what_may_stand_in_a_conclusion(case: dict[str, Any], pair: tuple[ModelServer, LanguageModel]) -> None:
    server, model = pair
    server.player = says(sentences((case["text"], case["ambitions"])))
    before = len(server.calls)
    made = write_conclusion(model, NORM, PILLAR, ASSESSMENT, model.meter)
    calls = server.calls[before:]
    if "refused" not in case:
        assert isinstance(made, PillarConclusion)
        assert [(each.text, list(each.ambitions)) for each in made.sentences] == [(case["text"], case["ambitions"])]
        assert made.refused == () and len(calls) == 1
        return
    assert made is None
    assert len(calls) == 2  # it was asked to mend it, and told what was wrong
    assert case["refused"] in calls[-1].text.partition("zin 1: ")[2].partition("\n")[0]


def test_the_verdicts_in_the_test_are_those_the_cases_speak_of() -> None:
    expected = {
        "4.1": Status.VOLDOET,
        "4.2": Status.ONTBREEKT,
        "4.3": Status.DEELS,
        "4.4": Status.NIET_AANGETROFFEN,
        "4.5": Status.GEPLAND,
        "4.6": None,
        "4.7": Status.VOLDOET,
        "4.8": Status.NVT,
        "5.1": Status.VOLDOET,
    }
    assert {each.ambition: each.status for each in ASSESSMENT.findings} == expected


def test_only_the_verdicts_of_the_pillar_are_given_and_no_text_of_documents(
    model_of: Callable[..., LanguageModel],
) -> None:
    with ModelServer(says(sentences(("De gedragscode is vastgesteld.", ["4.1"])))) as server:
        made = _conclusion(server, model_of)
        (call,) = server.calls
    assert isinstance(made, PillarConclusion)
    assert (
        "7 ambities: 2 voldoet, 1 ontbreekt, 1 voldoet deels, 1 niet aangetroffen, 1 gepland, 1 niet beoordeeld"
        in call.text
    )
    assert "4.2 Agressieprotocol. Oordeel: ontbreekt. Volgens een document niet aanwezig:" in call.text
    assert "4.8" not in call.text and "Jaarverslag" not in call.text
    assert not any(quote in call.text for quote in QUOTES)
    assert made.model.calls == 1 and [each.id for each in made.model.prompts] == ["conclusion"]
    assert "taalmodel" in made.mark


def test_what_fails_is_left_out_and_the_rest_stands(model_of: Callable[..., LanguageModel]) -> None:
    answer = sentences(
        ("De gedragscode is vastgesteld.", ["4.1", "4.1"]),
        ("Het agressieprotocol is vastgesteld.", ["4.2"]),
    )
    with ModelServer(says(answer)) as server:
        made = _conclusion(server, model_of)
    assert isinstance(made, PillarConclusion)
    assert [(each.text, each.ambitions) for each in made.sentences] == [("De gedragscode is vastgesteld.", ("4.1",))]
    assert [each.text for each in made.refused] == ["Het agressieprotocol is vastgesteld."]
    assert "oordeel over 4.2: ontbreekt" in made.refused[0].reason


def test_a_sentence_may_be_mended_once(model_of: Callable[..., LanguageModel]) -> None:
    wrong = sentences(("Het agressieprotocol is vastgesteld.", ["4.2"]))
    right = sentences(("Een protocol voor agressie ontbreekt.", ["4.2"]))
    with ModelServer(says(wrong, right)) as server:
        made = _conclusion(server, model_of)
    assert isinstance(made, PillarConclusion)
    assert [each.text for each in made.sentences] == ["Een protocol voor agressie ontbreekt."] and made.refused == ()
    assert len(server.calls) == 2


def test_no_more_sentences_than_were_asked_for(model_of: Callable[..., LanguageModel]) -> None:
    with ModelServer(says(sentences(*[("De gedragscode is vastgesteld.", ["4.1"])] * 9))) as server:
        made = _conclusion(server, model_of)
    assert isinstance(made, PillarConclusion)
    assert len(made.sentences) == 5 and len(made.refused) == 4


def test_a_pillar_without_verdicts_asks_nothing(model_of: Callable[..., LanguageModel]) -> None:
    silent = ASSESSMENT.model_copy(
        update={"findings": tuple(could_not_assess(ambition, "Stuk.") for ambition in NORM.ambitions)}
    )
    with ModelServer(says(sentences())) as server:
        model = model_of(server)
        assert write_conclusion(model, NORM, PILLAR, silent, model.meter) is None
        assert server.calls == []


@pytest.mark.parametrize(
    ("fault", "cause"), [(status(500), Cause.SERVER), (status(401), Cause.REFUSED), (prose, Cause.SCHEMA)]
)
def test_a_model_that_fails_is_a_failure(fault: Any, cause: Cause, model_of: Callable[..., LanguageModel]) -> None:
    with ModelServer(says(sentences()), lambda _number, _call: fault) as server:
        made = _conclusion(server, model_of)
    assert isinstance(made, Failure) and made.cause is cause


@given(st.text(max_size=80))
def test_any_sentence_is_read(text: str) -> None:
    assert isinstance(claims_in(text), frozenset)
    assert isinstance(invented_in(text, Given("")), tuple)


SAID = {
    State.IN_FORCE: "dat is geregeld",
    State.PLANNED: "dat is alleen voorgenomen",
    State.ABSENT: "dat ontbreekt volgens de documenten",
    State.NOT_FOUND: "daarover is niets aangetroffen",
}


def _told(text: str, state: State, status: Status | None) -> str:
    """A plain sentence on one element."""
    thing = text.rstrip(".")
    for opening in ("Er is ", "Er zijn "):
        thing = thing.removeprefix(opening)
    thing = f"{thing[0].upper()}{thing[1:]}"
    if state is State.IN_FORCE and status is Status.DEELS:
        return f"Deels geregeld: {thing}."
    return f"{thing}: {SAID[state]}."


def test_plain_sentences_on_the_norms_stand_where_the_verdict_bears_them_and_nowhere_else() -> None:
    """States are drawn by chance. A wrong sentence that stands is worse than a right one that is left out."""
    draw = random.Random(20260301)
    right, wrong = [], []
    for norm in map(load_norm, NORM_IDS):
        for pillar in norm.pillars:
            pairs = {}
            for ambition in norm.ambitions:
                if ambition.pillar == pillar.id:
                    drawn = tuple(Judgement(criterion=e.id, state=draw.choice(list(State))) for e in ambition.criteria)
                    pairs[ambition.id] = (ambition, derive(ambition, drawn, OrganisationType.GEMEENTE))
            basis = Basis(VELDERMEER, pillar, pairs)
            for name, (ambition, finding) in pairs.items():
                judged = {judgement.criterion: judgement.state for judgement in finding.judgements}
                for criterion in (each for each in ambition.criteria if each.essential):
                    for state in State:
                        text = _told(criterion.text, state, finding.status)
                        stands = basis.objection(ConclusionSentence(text=text, ambitions=[name])) is None
                        (right if state is judged[criterion.id] else wrong).append(stands)
    assert len(right) > 140 and len(wrong) > 420
    assert sum(right) / len(right) >= 0.9
    assert sum(wrong) / len(wrong) <= 0.01


PLAIN = {
    Status.VOLDOET: "is geregeld",
    Status.DEELS: "is deels geregeld",
    Status.GEPLAND: "is voorgenomen",
    Status.ONTBREEKT: "ontbreekt volgens de documenten",
    Status.NIET_AANGETROFFEN: "is niet aangetroffen",
}


def test_the_plainest_sentence_on_an_ambition_stands_with_its_own_verdict_and_with_no_other() -> None:
    """What holds for an element is no verdict on the whole, and words by which verdicts are told are no element's."""
    draw = random.Random(20260302)
    seen = set()
    for norm in [*map(load_norm, NORM_IDS)] * 3:
        for ambition in norm.ambitions:
            drawn = tuple(
                Judgement(criterion=each.id, state=draw.choice((State.NOT_FOUND, *State))) for each in ambition.criteria
            )
            finding = derive(ambition, drawn, ambition.binds[0])
            pillar = next(each for each in norm.pillars if each.id == ambition.pillar)
            basis = Basis(VELDERMEER, pillar, {ambition.id: (ambition, finding)})
            for verdict, words in PLAIN.items():
                text = f"De ambitie “{ambition.title}” {words}."
                stands = basis.objection(ConclusionSentence(text=text, ambitions=[ambition.id])) is None
                assert stands == (verdict is finding.status), (ambition.id, finding.status, text)
            seen.add(finding.status)
    assert seen == set(PLAIN)
