"""From what a language model answered and what the gates let through to judgements: only verified quotes bear a state.
Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analyzer.errors import NotAssessed
from analyzer.judges.gates import Sifted, fault_of
from analyzer.judges.material import Material
from analyzer.judges.wording import reason_for
from analyzer.llm.language import is_dutch
from analyzer.llm.schemas import AssessmentAnswer, ElementAnswer
from analyzer.types import (
    Ambition,
    Evidence,
    Gate,
    Judgement,
    OrganisationType,
    Qualifier,
    Rejected,
    SearchTrace,
    State,
)
from analyzer.verdicts import derive
from ingest.types import Document

# What a model's own word for its certainty is taken to be worth. Not measured: that takes a model (`eval run` does it).
_CERTAINTIES = {"high": 0.85, "medium": 0.65, "low": 0.4}
_SHORTCOMINGS = {
    "outdated": Qualifier.OUTDATED,
    "one_off": Qualifier.ONE_OFF,
    "contradicted": Qualifier.CONTRADICTED,
    "incomplete": Qualifier.INCOMPLETE,
}
_STATES = {"arranged": State.IN_FORCE, "done": State.IN_FORCE, "planned": State.PLANNED, "absent": State.ABSENT}
# A quote that the model made up, or that an attacker wrote for it, says nothing of what the documents hold.
_UNSETTLING = frozenset({Gate.VERBATIM, Gate.INSTRUCTION})
_LONGEST_EXPLANATION = 400  # characters


def by_letter(ambition: Ambition) -> dict[str, str]:
    """The criterion ids of an ambition by their letters ("a" → "2.4.a"), as a model is asked for them."""
    return {criterion.id.rpartition(".")[2]: criterion.id for criterion in ambition.criteria}


def faults_in(
    answer: AssessmentAnswer, ambition: Ambition, material: Material, documents: Mapping[str, Document]
) -> tuple[str, ...]:
    """What the model is asked to mend, in Dutch."""
    faults = list(missing_elements(answer, ambition))
    for each in answer.elements:
        where = f"element {each.element}"
        faults += [f"{where}: {fault}" for cited in each.quotes if (fault := fault_of(cited, material, documents))]
        if each.state != "not_found" and not any(_STATES[cited.shows].value == each.state for cited in each.quotes):
            faults.append(f"{where}: {each.state} zonder een citaat dat dit toont")
        if not is_dutch(each.explanation):
            faults.append(f"{where}: de toelichting is niet in het Nederlands")
    return tuple(faults)


def missing_elements(answer: AssessmentAnswer, ambition: Ambition) -> tuple[str, ...]:
    """Elements that were not answered, answered twice, or not asked for."""
    letters, given = by_letter(ambition), [each.element for each in answer.elements]
    return (
        *(f"element {letter} ontbreekt" for letter in letters if letter not in given),
        *(f"element {letter} komt vaker voor" for letter in letters if given.count(letter) > 1),
        *(f"element {letter[:20]} is niet gevraagd" for letter in dict.fromkeys(given) if letter not in letters),
    )


def unproven(answer: ElementAnswer, sifted: Sifted) -> bool:
    """Whether the gates refused every quote for the state that is claimed."""
    return answer.state != State.NOT_FOUND.value and _borne(State(answer.state), sifted) is State.NOT_FOUND


def _borne(claimed: State, sifted: Sifted) -> State:
    """What the quotes that passed leave of a claim: what is in force by a draft alone is planned."""
    stances = {claim.evidence.stance for claim in sifted.claims}
    if claimed in stances:
        return claimed
    if claimed is State.IN_FORCE and any(claim.bounded for claim in sifted.claims):
        return State.PLANNED
    return State.NOT_FOUND


def remarks_on(refused: Mapping[str, Sequence[Rejected]]) -> str:
    """What the model is told when it may look once more. None of its own words come back to it, nor a document's."""
    lines = [
        f"- element {criterion.rpartition('.')[2]}: {each.reason}"
        for criterion, rejected in refused.items()
        for each in rejected
    ]
    return "\n".join(["Bij een eerdere beoordeling zijn citaten afgewezen. Kijk opnieuw:", *dict.fromkeys(lines)])


def weighed(criterion: str, answer: ElementAnswer, sifted: Sifted, trace: SearchTrace) -> Judgement:
    """The judgement on one element. A state without a verified quote that shows it becomes "not found"."""
    claimed = State(answer.state)
    evidence = tuple(claim.evidence for claim in sifted.claims)
    stances = {item.stance for item in evidence}
    state = _borne(claimed, sifted)
    qualifiers: tuple[Qualifier, ...] = ()
    if state is State.IN_FORCE and answer.shortcoming != "none":
        qualifiers = (_SHORTCOMINGS[answer.shortcoming],)
    if qualifiers == (Qualifier.CONTRADICTED,) and State.ABSENT not in stances:
        qualifiers = ()
    if state is State.NOT_FOUND:
        evidence = ()
    return Judgement(
        criterion=criterion,
        state=state,
        qualifiers=qualifiers,
        evidence=evidence,
        confidence=_CERTAINTIES[answer.certainty if state is not State.NOT_FOUND or state is claimed else "low"],
        reason=_reason(state, claimed, qualifiers, evidence, answer.explanation),
        trace=trace.model_copy(
            update={
                "rejected": sifted.rejected,
                "near_misses": trace.near_misses if state is State.NOT_FOUND else (),
            }
        ),
    )


def must_be_settled(
    ambition: Ambition, answers: Mapping[str, ElementAnswer], judgements: Sequence[Judgement], kind: OrganisationType
) -> None:
    """Raises NotAssessed when the verdict hangs on a claim that could not be verified at all.

    A claim that the second question refused is settled: its quote was real, and showed nothing.
    """
    unsettled = {
        each.criterion
        for each in judgements
        if each.state.value != answers[each.criterion].state and _unverified(each, answers[each.criterion])
    }
    if not unsettled:
        return
    as_claimed = [
        each.model_copy(update={"state": State(answers[each.criterion].state)}) if each.criterion in unsettled else each
        for each in judgements
    ]
    if derive(ambition, as_claimed, kind).status is derive(ambition, judgements, kind).status:
        return
    letters = ", ".join(sorted(each.rpartition(".")[2] for each in unsettled))
    raise NotAssessed(
        f"Het taalmodel gaf voor element {letters} geen citaat dat letterlijk in de documenten staat, ook niet na een "
        "verzoek tot herstel. Beoordeel zelf, of gebruik een ander model.",
        passing=True,
    )


def _unverified(judgement: Judgement, answer: ElementAnswer) -> bool:
    gates = {each.gate for each in judgement.trace.rejected}
    return bool(gates & _UNSETTLING) or not answer.quotes


def _reason(
    state: State, claimed: State, qualifiers: Sequence[Qualifier], evidence: Sequence[Evidence], explanation: str
) -> str:
    own = reason_for(state, qualifiers, [item for item in evidence if item.stance is state])
    if state is not claimed and state is State.NOT_FOUND:
        return f"{own} Het taalmodel noemde een citaat; de controle heeft dat afgewezen."
    told = " ".join(explanation.split())
    fit = bool(told) and len(told) <= _LONGEST_EXPLANATION and "://" not in told and is_dutch(told)
    return f"{own} Toelichting van het taalmodel: {told}" if fit else own
