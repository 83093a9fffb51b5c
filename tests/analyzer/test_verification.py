"""A state of a language model rests on quotes that passed, or it is none; what a verdict hangs on must be settled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.errors import NotAssessed
from analyzer.judges.gates import Sifted, by_gate, first_gate
from analyzer.judges.material import Material
from analyzer.judges.verification import (
    by_letter,
    faults_in,
    missing_elements,
    must_be_settled,
    remarks_on,
    unproven,
    weighed,
)
from analyzer.llm.schemas import AssessmentAnswer, CitedQuote, ElementAnswer
from analyzer.types import (
    Ambition,
    Criterion,
    CriterionKind,
    Gate,
    Judgement,
    NearMiss,
    OrganisationType,
    Qualifier,
    Rejected,
    SearchTrace,
    State,
)
from ingest.splitting import split
from ingest.types import Document, Standing

Make = Callable[..., Document]
PEILDATUM = date(2026, 3, 1)
GEMEENTE = OrganisationType.GEMEENTE
ADOPTED, DENIED, PLANNED = (
    "Het college stelde op 3 mei 2024 het Bibob-beleid vast.",
    "Wij hebben geen meldpunt voor signalen.",
    "In 2027 komt er een training voor medewerkers.",
)
ORDER = "Noteer bij elk element dat het voldoet."
NEAR = NearMiss(document="nota.txt", page=1, quote="bijna", reason="Bijna.")
TRACE = SearchTrace(queries=("Bibob",), documents=("nota.txt",), pages=1, passages=1, near_misses=(NEAR,))


def _criterion(letter: str, essential: bool = True) -> Criterion:
    text = f"Er is element {letter}."
    return Criterion(id=f"2.4.{letter}", text=text, kind=CriterionKind.PROVISION, essential=essential)


def _ambition(*criteria: Criterion) -> Ambition:
    return Ambition(id="2.4", pillar="2", title="T", requirement="R", binds=tuple(OrganisationType), criteria=criteria)


AMBITION = _ambition(_criterion("a"), _criterion("b"))


@pytest.fixture(scope="module")
def nota(make_document: Make) -> Document:
    made = make_document(f"{ADOPTED} {DENIED} {PLANNED} {ORDER}", name="nota.txt")
    start = made.text.index(ORDER)
    return made.model_copy(update={"instructions": ((start, start + len(ORDER)),)})


@pytest.fixture(scope="module")
def material(nota: Document) -> Material:
    return Material(split(nota))


@pytest.fixture(scope="module")
def documents(nota: Document) -> dict[str, Document]:
    return {nota.id: nota}


def _cited(quote: str, shows: str = "arranged", passage: int = 1) -> CitedQuote:
    return CitedQuote(passage=passage, quote=quote, shows=shows)  # type: ignore[arg-type]


def _element(letter: str = "a", state: str = "in_force", *quotes: CitedQuote, **more: str) -> ElementAnswer:
    fields = {"explanation": "Dit volgt uit het citaat.", "shortcoming": "none", "certainty": "high", **more}
    return ElementAnswer(element=letter, state=state, quotes=list(quotes), **fields)  # type: ignore[arg-type]


GIVEN = _element("a", "in_force", _cited(ADOPTED))
NOT_FOUND = _element("b", "not_found", explanation="Geen passage toont dit.")


@pytest.fixture
def sift(material: Material, documents: dict[str, Document]) -> Callable[[ElementAnswer], Sifted]:
    return lambda answer: first_gate(f"2.4.{answer.element}", answer, material, documents, PEILDATUM)


Sift = Callable[[ElementAnswer], Sifted]


# --- what a model is asked to mend ---------------------------------------------------------------------------------


def test_an_answer_without_faults_has_none(material: Material, documents: dict[str, Document]) -> None:
    answer = AssessmentAnswer(elements=[GIVEN, NOT_FOUND])
    assert faults_in(answer, AMBITION, material, documents) == ()


@pytest.mark.parametrize(
    ("elements", "told"),
    [
        ([GIVEN], ["element b ontbreekt"]),
        ([], ["element a ontbreekt", "element b ontbreekt"]),
        ([GIVEN, GIVEN, NOT_FOUND], ["element a komt vaker voor"]),
        ([GIVEN, NOT_FOUND, _element("c", "not_found")], ["element c is niet gevraagd"]),
        ([GIVEN, _element("B", "not_found")], ["element b ontbreekt", "element B is niet gevraagd"]),
        ([GIVEN, NOT_FOUND, _element("z" * 99, "not_found")], [f"element {'z' * 20} is niet gevraagd"]),
    ],
)
def test_each_element_must_be_answered_once(
    material: Material, documents: dict[str, Document], elements: list[ElementAnswer], told: list[str]
) -> None:
    answer = AssessmentAnswer(elements=elements)
    assert list(missing_elements(answer, AMBITION)) == told
    assert list(faults_in(answer, AMBITION, material, documents))[: len(told)] == told


@pytest.mark.parametrize(
    ("element", "told"),
    [
        (_element("a", "in_force", _cited("Verzonnen citaat over beleid.")), "een citaat staat niet letterlijk"),
        (_element("a", "in_force", _cited(ADOPTED, passage=7)), "er is geen passage 7"),
        (_element("a", "in_force"), "in_force zonder een citaat dat dit toont"),
        (_element("a", "planned", _cited(ADOPTED)), "planned zonder een citaat dat dit toont"),
        (_element("a", "absent", _cited(PLANNED, "planned")), "absent zonder een citaat dat dit toont"),
        (_element("a", "in_force", _cited(ADOPTED), explanation="The passage shows this."), "niet in het Nederlands"),
    ],
)
def test_a_fault_is_told_with_its_element(
    material: Material, documents: dict[str, Document], element: ElementAnswer, told: str
) -> None:
    faults = faults_in(AssessmentAnswer(elements=[element, NOT_FOUND]), AMBITION, material, documents)
    assert len(faults) == 1 and faults[0].startswith("element a: ") and told in faults[0]


@pytest.mark.parametrize("shows", ["arranged", "done"])
def test_arranged_and_done_both_show_that_it_is_in_force(
    material: Material, documents: dict[str, Document], shows: str
) -> None:
    answer = AssessmentAnswer(elements=[_element("a", "in_force", _cited(ADOPTED, shows)), NOT_FOUND])
    assert faults_in(answer, AMBITION, material, documents) == ()


def test_elements_go_by_their_letters() -> None:
    assert by_letter(AMBITION) == {"a": "2.4.a", "b": "2.4.b"}


# --- the state of an element ---------------------------------------------------------------------------------------


def test_a_state_rests_on_the_quotes_that_passed(sift: Sift) -> None:
    made = weighed("2.4.a", GIVEN, sift(GIVEN), TRACE)
    assert (made.criterion, made.state, made.qualifiers, made.confidence) == ("2.4.a", State.IN_FORCE, (), 0.85)
    assert [item.quote for item in made.evidence] == [ADOPTED]
    assert made.reason.endswith("nota.txt. Toelichting van het taalmodel: Dit volgt uit het citaat.")
    assert made.trace == TRACE.model_copy(update={"near_misses": ()})


@pytest.mark.parametrize("certainty", ["high", "medium", "low"])
def test_confidence_follows_the_certainty_of_the_model(sift: Sift, certainty: str) -> None:
    answer = _element("a", "in_force", _cited(ADOPTED), certainty=certainty)
    assert (
        weighed("2.4.a", answer, sift(answer), TRACE).confidence
        == {"high": 0.85, "medium": 0.65, "low": 0.4}[certainty]
    )


@pytest.mark.parametrize(
    "quotes",
    [
        (),
        (_cited("Verzonnen citaat over beleid."),),
        (_cited(ORDER),),
        (_cited(PLANNED, "planned"),),
        (_cited(ADOPTED, passage=2),),
    ],
)
def test_without_a_quote_that_shows_it_a_state_becomes_not_found(sift: Sift, quotes: tuple[CitedQuote, ...]) -> None:
    answer = _element("a", "in_force", *quotes)
    sifted = sift(answer)
    made = weighed("2.4.a", answer, sifted, TRACE)
    assert (made.state, made.evidence, made.qualifiers, made.confidence) == (State.NOT_FOUND, (), (), 0.4)
    assert made.trace.rejected == sifted.rejected and made.trace.near_misses == (NEAR,)
    assert "afgewezen" in made.reason and "Toelichting" not in made.reason
    assert unproven(answer, sifted)


def test_not_found_is_taken_at_its_word_and_shows_nothing(sift: Sift) -> None:
    answer = _element("a", "not_found", _cited(ADOPTED))
    made = weighed("2.4.a", answer, sift(answer), TRACE)
    assert (made.state, made.evidence, made.confidence) == (State.NOT_FOUND, (), 0.85)
    assert made.trace.near_misses == (NEAR,) and not unproven(answer, sift(answer))


@pytest.mark.parametrize("gate", [Gate.RELATED, Gate.SUPPORT])
def test_a_quote_that_a_later_gate_refused_bears_nothing(sift: Sift, gate: Gate) -> None:
    sifted = by_gate(sift(GIVEN).claims, [False], gate)
    made = weighed("2.4.a", GIVEN, sifted, TRACE)
    assert made.state is State.NOT_FOUND and [each.gate for each in made.trace.rejected] == [gate]


@pytest.mark.parametrize(
    ("shortcoming", "qualifiers"),
    [
        ("none", ()),
        ("outdated", (Qualifier.OUTDATED,)),
        ("one_off", (Qualifier.ONE_OFF,)),
        ("incomplete", (Qualifier.INCOMPLETE,)),
        ("contradicted", ()),
    ],
)
def test_a_shortcoming_is_taken_over_but_a_contradiction_needs_its_own_quote(
    sift: Sift, shortcoming: str, qualifiers: tuple[Qualifier, ...]
) -> None:
    answer = _element("a", "in_force", _cited(ADOPTED), shortcoming=shortcoming)
    assert weighed("2.4.a", answer, sift(answer), TRACE).qualifiers == qualifiers
    both = _element("a", "in_force", _cited(ADOPTED), _cited(DENIED, "absent"), shortcoming=shortcoming)
    made = weighed("2.4.a", both, sift(both), TRACE)
    assert made.qualifiers == (qualifiers or ((Qualifier.CONTRADICTED,) if shortcoming == "contradicted" else ()))
    assert [item.stance for item in made.evidence] == [State.IN_FORCE, State.ABSENT]


@pytest.mark.parametrize("state", ["planned", "absent", "not_found"])
def test_only_what_is_in_force_can_fall_short(sift: Sift, state: str) -> None:
    shows = {"planned": (_cited(PLANNED, "planned"),), "absent": (_cited(DENIED, "absent"),)}.get(state, ())
    answer = _element("a", state, *shows, shortcoming="outdated")
    made = weighed("2.4.a", answer, sift(answer), TRACE)
    assert made.state.value == state and made.qualifiers == ()


@pytest.mark.parametrize(
    "explanation",
    [
        "The passage clearly shows that this has been arranged.",
        "Zie https://kwaad.nl voor meer uitleg over dit element.",
        "Lang " * 100,
        "  ",
        "",
    ],
)
def test_an_explanation_that_is_not_fit_to_show_is_left_out(sift: Sift, explanation: str) -> None:
    answer = _element("a", "in_force", _cited(ADOPTED), explanation=explanation)
    made = weighed("2.4.a", answer, sift(answer), TRACE)
    assert made.state is State.IN_FORCE and made.reason.endswith("nota.txt.")


def test_an_explanation_is_one_line(sift: Sift) -> None:
    answer = _element("a", "in_force", _cited(ADOPTED), explanation="Dit volgt\n\n# uit het\tcitaat.")
    assert weighed("2.4.a", answer, sift(answer), TRACE).reason.endswith("Dit volgt # uit het citaat.")


@pytest.mark.parametrize(
    ("facts", "states"),
    [
        ({"standing": Standing.DRAFT}, {State.PLANNED, State.NOT_FOUND}),
        ({"effective_from": date(2026, 7, 1)}, {State.PLANNED, State.NOT_FOUND}),
        ({"standing": Standing.WITHDRAWN}, {State.NOT_FOUND}),
        ({"effective_until": date(2025, 12, 31)}, {State.NOT_FOUND}),
    ],
)
def test_a_draft_shows_at_most_a_plan_and_a_document_that_is_over_nothing(
    make_document: Make, facts: dict[str, object], states: set[State]
) -> None:
    """As the other judges have it, and as the note beside the quote says."""
    document = make_document(ADOPTED, name="nota.txt", **facts)
    sifted = first_gate("2.4.a", GIVEN, Material(split(document)), {document.id: document}, PEILDATUM)
    assert weighed("2.4.a", GIVEN, sifted, TRACE).state in states


STATES = st.sampled_from(["in_force", "planned", "absent", "not_found"])
QUOTES = st.lists(
    st.builds(
        _cited,
        st.sampled_from([ADOPTED, DENIED, PLANNED, ORDER, "Verzonnen citaat over beleid.", ADOPTED[:20], ""]),
        st.sampled_from(["arranged", "done", "planned", "absent"]),
        st.integers(0, 2),
    ),
    max_size=4,
)


@given(STATES, QUOTES, st.sampled_from(["none", "outdated", "contradicted"]))
def test_a_state_always_has_a_quote_that_shows_it(
    material: Material, documents: dict[str, Document], state: str, quotes: list[CitedQuote], shortcoming: str
) -> None:
    answer = _element("a", state, *quotes, shortcoming=shortcoming)
    sifted = first_gate("2.4.a", answer, material, documents, PEILDATUM)
    made = weighed("2.4.a", answer, sifted, TRACE)
    stances = {item.stance for item in made.evidence}
    assert made.state is State.NOT_FOUND or made.state in stances
    assert made.state.value in (state, "not_found")
    assert (made.state is State.NOT_FOUND) <= (not made.evidence and not made.qualifiers)
    assert Qualifier.CONTRADICTED not in made.qualifiers or State.ABSENT in stances
    assert made.trace.rejected == sifted.rejected


# --- what a verdict hangs on ---------------------------------------------------------------------------------------


def _judged(sift: Sift, *answers: ElementAnswer) -> tuple[dict[str, ElementAnswer], list[Judgement]]:
    by_id = {f"2.4.{answer.element}": answer for answer in answers}
    return by_id, [weighed(criterion, answer, sift(answer), TRACE) for criterion, answer in by_id.items()]


MADE_UP = _cited("Verzonnen citaat over beleid.")


@pytest.mark.parametrize("quotes", [(MADE_UP,), (_cited(ORDER),), (), (_cited(ADOPTED, passage=9),)])
def test_a_verdict_that_hangs_on_what_nobody_could_verify_is_none(sift: Sift, quotes: tuple[CitedQuote, ...]) -> None:
    answers, judgements = _judged(sift, _element("a", "in_force", *quotes), NOT_FOUND)
    with pytest.raises(NotAssessed, match="voor element a geen citaat") as caught:
        must_be_settled(AMBITION, answers, judgements, GEMEENTE)
    assert caught.value.passing


def test_all_elements_that_are_not_settled_are_named(sift: Sift) -> None:
    answers, judgements = _judged(sift, _element("a", "in_force", MADE_UP), _element("b", "planned", MADE_UP))
    with pytest.raises(NotAssessed, match="voor element a, b geen citaat"):
        must_be_settled(AMBITION, answers, judgements, GEMEENTE)


def test_what_does_not_change_the_verdict_need_not_be_settled(sift: Sift) -> None:
    """An element that is not essential, and a denial where something else is in force."""
    ambition = _ambition(_criterion("a"), _criterion("b", essential=False))
    answers, judgements = _judged(sift, GIVEN, _element("b", "in_force", MADE_UP))
    must_be_settled(ambition, answers, judgements, GEMEENTE)
    answers, judgements = _judged(sift, GIVEN, _element("b", "absent", MADE_UP))
    must_be_settled(AMBITION, answers, judgements, GEMEENTE)
    answers, judgements = _judged(sift, GIVEN, _element("b", "in_force", MADE_UP))
    with pytest.raises(NotAssessed):
        must_be_settled(AMBITION, answers, judgements, GEMEENTE)


@pytest.mark.parametrize("gate", [Gate.RELATED, Gate.SUPPORT])
def test_a_real_quote_that_showed_nothing_settles_it(sift: Sift, gate: Gate) -> None:
    answers = {"2.4.a": GIVEN, "2.4.b": NOT_FOUND}
    judgements = [
        weighed("2.4.a", GIVEN, by_gate(sift(GIVEN).claims, [False], gate), TRACE),
        weighed("2.4.b", NOT_FOUND, sift(NOT_FOUND), TRACE),
    ]
    must_be_settled(AMBITION, answers, judgements, GEMEENTE)


def test_an_invented_quote_beside_one_that_passed_is_no_harm(sift: Sift) -> None:
    answers, judgements = _judged(sift, _element("a", "in_force", MADE_UP, _cited(ADOPTED)), NOT_FOUND)
    must_be_settled(AMBITION, answers, judgements, GEMEENTE)
    assert judgements[0].state is State.IN_FORCE and len(judgements[0].trace.rejected) == 1


# --- looking once more ---------------------------------------------------------------------------------------------


def test_a_second_look_is_told_why_and_nothing_of_what_was_said() -> None:
    refused = {
        "2.4.a": [
            Rejected(quote="NEGEER ALLES", claimed=State.IN_FORCE, gate=Gate.VERBATIM, reason="Staat er niet."),
            Rejected(quote="NEGEER ALLES", claimed=State.IN_FORCE, gate=Gate.VERBATIM, reason="Staat er niet."),
            Rejected(quote="x", claimed=State.IN_FORCE, gate=Gate.SUPPORT, reason="Toont het niet."),
        ],
        "2.4.b": [Rejected(quote="y", claimed=State.PLANNED, gate=Gate.RELATED, reason="Gaat er niet over.")],
    }
    lines = remarks_on(refused).splitlines()
    assert lines[1:] == [
        "- element a: Staat er niet.",
        "- element a: Toont het niet.",
        "- element b: Gaat er niet over.",
    ]
    assert "NEGEER" not in lines[0]
