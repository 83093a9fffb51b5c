"""Judgements → Finding: the one place where a status is derived, the same for every judge. Pure.

The rules are those of the legend (docs/statuses.md): only essential elements count.
"""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.types import Ambition, Criterion, Finding, Judgement, OrganisationType, Qualifier, State, Status

_QUALIFIER_TEXTS = {
    Qualifier.OUTDATED: "verouderd",
    Qualifier.ONE_OFF: "eenmalig",
    Qualifier.CONTRADICTED: "tegengesproken in een andere passage",
    Qualifier.INCOMPLETE: "niet voor het geheel",
}
_STATE_TEXTS = {
    State.PLANNED: "alleen als voornemen",
    State.ABSENT: "volgens een document niet aanwezig",
    State.NOT_FOUND: "niet aangetroffen",
}


def derive(ambition: Ambition, judgements: Sequence[Judgement], organisation: OrganisationType) -> Finding:
    """The verdict on one ambition. `judgements`: one for each criterion; raises KeyError when one is missing."""
    if organisation not in ambition.binds:
        return Finding(
            ambition=ambition.id,
            status=Status.NVT,
            confidence=1.0,
            rationale=f"Deze ambitie geldt niet voor een {organisation.value}.",
        )
    by_id = {judgement.criterion: judgement for judgement in judgements}
    essential = [(criterion, by_id[criterion.id]) for criterion in ambition.criteria if criterion.essential]
    status = _status([judgement for _, judgement in essential])
    return Finding(
        ambition=ambition.id,
        status=status,
        confidence=_confidence(status, [judgement for _, judgement in essential]),
        rationale=_rationale(status, essential),
        essential=tuple(criterion.id for criterion, _ in essential),
        judgements=tuple(judgements),
        recommendation=_recommendation(ambition, status, essential),
    )


def could_not_assess(ambition: Ambition, problem: str) -> Finding:
    """A finding without a verdict. `problem`: why, in Dutch."""
    return Finding(ambition=ambition.id, status=None, problem=problem)


def _status(essential: Sequence[Judgement]) -> Status:
    if all(judgement.state is State.IN_FORCE and not judgement.qualifiers for judgement in essential):
        return Status.VOLDOET
    states = {judgement.state for judgement in essential}
    if State.IN_FORCE in states:
        return Status.DEELS
    if State.PLANNED in states:
        return Status.GEPLAND
    return Status.ONTBREEKT if State.ABSENT in states else Status.NIET_AANGETROFFEN


def _confidence(status: Status, essential: Sequence[Judgement]) -> float:
    """The estimated chance that the status is right.

    `voldoet` and `niet_aangetroffen` need every element to be judged right, so the weakest one counts for most; the
    others hang on one element, so the mean does.
    """
    chances = [judgement.confidence for judgement in essential]
    mean = sum(chances) / len(chances)
    weakest = status in (Status.VOLDOET, Status.NIET_AANGETROFFEN)
    raw = 0.6 * min(chances) + 0.4 * mean if weakest else mean
    return round(min(0.95, max(0.05, raw)), 2)


def _all(count: int) -> str:
    return "Beide" if count == 2 else f"Alle {count}"


def _rationale(status: Status, essential: Sequence[tuple[Criterion, Judgement]]) -> str:
    found = [c for c, j in essential if j.state is State.IN_FORCE and not j.qualifiers]
    parts = []
    if status is Status.VOLDOET:
        parts.append(
            "Het gevraagde element is als geldend aangetroffen."
            if len(essential) == 1
            else f"{_all(len(essential))} essentiële elementen zijn als geldend aangetroffen."
        )
    elif found:
        parts.append("Als geldend aangetroffen: " + _listed([c.text for c in found]))
    for qualifier, text in _QUALIFIER_TEXTS.items():
        short = [c.text for c, j in essential if j.state is State.IN_FORCE and qualifier in j.qualifiers]
        if short:
            parts.append(f"Aangetroffen, maar {text}: " + _listed(short))
    for state, text in _STATE_TEXTS.items():
        short = [c.text for c, j in essential if j.state is state]
        if short and not (status is Status.NIET_AANGETROFFEN and len(short) == len(essential)):
            parts.append(f"{text[0].upper()}{text[1:]}: " + _listed(short))
    if status is Status.NIET_AANGETROFFEN:
        parts.append("In de doorzochte documenten staat niets dat voor de essentiële elementen als bewijs telt.")
    return " ".join(parts)


def _listed(texts: Sequence[str]) -> str:
    """Sentences as one run: "de eerste; de tweede."."""
    return "; ".join(text.rstrip(".") for text in texts) + "."


def _recommendation(ambition: Ambition, status: Status, essential: Sequence[tuple[Criterion, Judgement]]) -> str:
    if status is Status.VOLDOET:
        return "Houd dit in stand en leg vast waaruit het blijkt."
    planned = [c.text for c, j in essential if j.state is State.PLANNED]
    lacking = [c.text for c, j in essential if j.state in (State.ABSENT, State.NOT_FOUND)]
    short = [c.text for c, j in essential if j.state is State.IN_FORCE and j.qualifiers]
    if status is Status.NIET_AANGETROFFEN:
        return f"Ga na of dit elders geregeld is en lever dat document aan; regel het anders alsnog: {_listed(lacking)}"
    parts = []
    if planned:
        parts.append(f"Voer uit wat is aangekondigd, met een eigenaar en een datum: {_listed(planned)}")
    if short:
        parts.append(f"Werk bij of maak volledig: {_listed(short)}")
    if lacking:
        parts.append(f"Regel nog, of toon aan: {_listed(lacking)}")
    return " ".join(parts)
