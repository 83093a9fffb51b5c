"""The one place where a status is derived, against the truth table of the statuses."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from analyzer.types import (
    Ambition,
    Criterion,
    CriterionKind,
    Evidence,
    Judgement,
    OrganisationType,
    Qualifier,
    State,
    Status,
)
from analyzer.verdicts import could_not_assess, derive

CASES = yaml.safe_load((Path(__file__).parent / "verdict_cases.yaml").read_text(encoding="utf-8"))
STATES = {"f": State.IN_FORCE, "p": State.PLANNED, "a": State.ABSENT, "n": State.NOT_FOUND}
GEMEENTE = OrganisationType.GEMEENTE


def evidence(criterion: str, state: State, start: int) -> tuple[Evidence, ...]:
    if state is State.NOT_FOUND:
        return ()
    return (
        Evidence(
            document="nota.pdf",
            document_id="a" * 64,
            page=1,
            start=start,
            end=start + 4,
            quote="zin.",
            criterion=criterion,
            stance=state,
        ),
    )


def built(elements: list[str]) -> tuple[Ambition, list[Judgement]]:
    """An ambition and its judgements from the notation of the table."""
    criteria, judgements = [], []
    for number, element in enumerate(elements):
        state, *qualifiers = element.strip("()").split("~")
        name = f"1.1.{chr(97 + number)}"
        criteria.append(
            Criterion(
                id=name,
                text=f"Element {name} is er.",
                kind=CriterionKind.PROVISION,
                essential=not element.startswith("("),
            )
        )
        judgements.append(
            Judgement(
                criterion=name,
                state=STATES[state],
                qualifiers=tuple(Qualifier(each) for each in qualifiers),
                evidence=evidence(name, STATES[state], 10 * number),
                confidence=0.9 - number / 10,
            )
        )
    ambition = Ambition(id="1.1", pillar="1", title="T", requirement="R", binds=(GEMEENTE,), criteria=tuple(criteria))
    return ambition, judgements


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['status']}: {' '.join(case['elements'])}")
def test_the_truth_table(case: dict[str, object]) -> None:
    ambition, judgements = built(case["elements"])  # type: ignore[arg-type]
    assert derive(ambition, judgements, GEMEENTE).status == case["status"]


def test_the_table_knows_every_status_and_qualifier() -> None:
    assert {case["status"] for case in CASES} | {"nvt"} == {status.value for status in Status}
    written = " ".join(element for case in CASES for element in case["elements"])
    assert all(qualifier.value in written for qualifier in Qualifier)


ELEMENTS = st.lists(
    st.sampled_from(["f", "p", "a", "n", "f~outdated", "f~one_off", "(f)", "(a)", "(n)"]), min_size=1, max_size=5
).filter(lambda elements: any(not each.startswith("(") for each in elements))


@given(ELEMENTS, st.randoms())
def test_the_order_of_the_elements_decides_nothing(elements: list[str], random: object) -> None:
    status = derive(*built(elements), GEMEENTE).status
    random.shuffle(elements)  # type: ignore[attr-defined]
    assert derive(*built(elements), GEMEENTE).status == status


@given(ELEMENTS)
def test_what_is_not_essential_changes_no_status(elements: list[str]) -> None:
    essential = [element for element in elements if not element.startswith("(")]
    assert derive(*built(elements), GEMEENTE).status == derive(*built(essential), GEMEENTE).status


@given(ELEMENTS)
def test_a_finding_is_whole(elements: list[str]) -> None:
    ambition, judgements = built(elements)
    finding = derive(ambition, judgements, GEMEENTE)
    essential = {criterion.id for criterion in ambition.criteria if criterion.essential}
    assert finding.ambition == ambition.id
    assert finding.judgements == tuple(judgements)
    assert set(finding.essential) == essential
    assert finding.confidence is not None and 0 <= finding.confidence <= 1
    assert finding.rationale.endswith(".") and finding.recommendation.endswith(".")
    assert {item.criterion for item in finding.evidence} <= essential
    assert bool(finding.evidence) == (finding.status is not Status.NIET_AANGETROFFEN)


def test_the_rationale_names_what_is_there_and_what_is_not() -> None:
    text = derive(*built(["f", "f~outdated", "p", "a", "n", "(n)"]), GEMEENTE).rationale
    assert text == (
        "Als geldend aangetroffen: Element 1.1.a is er. Aangetroffen, maar verouderd: Element 1.1.b is er. "
        "Alleen als voornemen: Element 1.1.c is er. Volgens een document niet aanwezig: Element 1.1.d is er. "
        "Niet aangetroffen: Element 1.1.e is er."
    )
    assert (
        derive(*built(["n"]), GEMEENTE).rationale
        == "In de doorzochte documenten staat niets dat voor de essentiële elementen als bewijs telt."
    )
    assert derive(*built(["f", "f"]), GEMEENTE).rationale == "Beide essentiële elementen zijn als geldend aangetroffen."


def test_the_recommendation_names_what_is_open() -> None:
    recommendations = {
        status: derive(*built(elements), GEMEENTE).recommendation
        for status, elements in {
            "voldoet": ["f"],
            "deels": ["f", "n"],
            "gepland": ["p"],
            "ontbreekt": ["a"],
            "niet_aangetroffen": ["n"],
        }.items()
    }
    assert len(set(recommendations.values())) == len(recommendations)
    assert "Element 1.1.b is er" in recommendations["deels"] and "1.1.a" not in recommendations["deels"]


def test_the_weakest_element_weighs_most_where_all_must_be_right() -> None:
    ambition, judgements = built(["f", "f"])
    sure = [judgement.model_copy(update={"confidence": 0.9}) for judgement in judgements]
    doubt = [sure[0], sure[1].model_copy(update={"confidence": 0.1})]
    assert derive(ambition, sure, GEMEENTE).confidence == pytest.approx(0.9, abs=0.006)
    low = derive(ambition, doubt, GEMEENTE).confidence
    assert low is not None and 0.1 <= low < 0.5


def test_an_ambition_that_does_not_bind_is_nvt_whatever_was_found() -> None:
    ambition, judgements = built(["f", "n"])
    for found in (judgements, []):
        finding = derive(ambition, found, OrganisationType.WATERSCHAP)
        assert (finding.status, finding.confidence, finding.evidence) == (Status.NVT, 1.0, ())
        assert finding.rationale == "Deze ambitie geldt niet voor een waterschap."


def test_an_element_without_a_judgement_is_an_error() -> None:
    ambition, judgements = built(["f", "f"])
    with pytest.raises(KeyError):
        derive(ambition, judgements[:1], GEMEENTE)


def test_what_could_not_be_assessed_has_no_verdict() -> None:
    ambition, _ = built(["f"])
    finding = could_not_assess(ambition, "De beoordelaar viel uit.")
    assert (finding.status, finding.confidence, finding.problem) == (None, None, "De beoordelaar viel uit.")
    assert finding.evidence == ()
