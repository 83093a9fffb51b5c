"""Elements that qualify another: how often it is done (cadence), and whether it is up to date (currency). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from analyzer.judges.candidates import ENOUGH, MARGIN, MOST_QUOTES, Candidate
from analyzer.judges.currency import Age, RepealedLaws, age_of
from analyzer.judges.evidence import evidence_of
from analyzer.judges.matching import Compiled
from analyzer.judges.rhythm import dated_series, rhythm_at
from analyzer.judges.whole_document import LAYING_DOWN
from analyzer.judges.wording import reason_for
from analyzer.types import Criterion, Evidence, Judgement, Qualifier, SearchTrace, State
from ingest.types import Genre


def judge_cadence(
    criterion: Criterion, candidates: Sequence[Candidate], judged: Judgement, trace: SearchTrace, peildatum: date
) -> Judgement:
    """A rhythm in or beside a sentence on the thing, or a dated series of it."""
    fitting = [c for c in candidates if c.match.missing == 0 and c.stance.silence is None and c.score >= ENOUGH]
    closest = max((c.match.score for c in fitting), default=0.0)
    named = [c for c in fitting if c.match.score >= closest - MARGIN]
    for state in (State.IN_FORCE, State.PLANNED):
        for candidate in named:
            number = rhythm_at(candidate.reading, candidate.number)
            if number is None or candidate.stance.state is not state or judged.state is State.NOT_FOUND:
                continue
            evidence: tuple[Evidence, ...] = (evidence_of(criterion.id, candidate, number),)
            reason = reason_for(state, (), evidence)
            return Judgement(
                criterion=criterion.id, state=state, evidence=evidence, confidence=0.75, reason=reason, trace=trace
            )
    held = [c for c in named if c.stance.state is State.IN_FORCE and c.stance.done and c.score >= ENOUGH]
    series = dated_series([(c.sentence, c) for c in held], peildatum)
    if series:
        evidence = tuple(evidence_of(criterion.id, candidate) for candidate in series[:MOST_QUOTES])
        return Judgement(
            criterion=criterion.id,
            state=State.IN_FORCE,
            evidence=evidence,
            confidence=0.65,
            reason=reason_for(State.IN_FORCE, (), evidence),
            trace=trace,
        )
    once = [c for c in named if c.stance.state is State.IN_FORCE and "one_off" in c.sentence.cues]
    if once and judged.state is State.IN_FORCE:
        evidence = (evidence_of(criterion.id, once[0]),)
        qualifiers = (Qualifier.ONE_OFF,)
        return Judgement(
            criterion=criterion.id,
            state=State.IN_FORCE,
            qualifiers=qualifiers,
            evidence=evidence,
            confidence=0.7,
            reason=reason_for(State.IN_FORCE, qualifiers, evidence),
            trace=trace,
        )
    return Judgement(
        criterion=criterion.id,
        state=State.NOT_FOUND,
        confidence=0.6 if judged.state is State.IN_FORCE else 0.8,
        reason="Geen ritme en geen reeks van data aangetroffen.",
        trace=trace,
    )


def judge_currency(
    criterion: Criterion,
    base: Compiled,
    candidates: Sequence[Candidate],
    judged: Judgement,
    trace: SearchTrace,
    laws: RepealedLaws,
    peildatum: date,
) -> Judgement:
    """The age of what was found for the criterion that this one qualifies."""
    if judged.state is not State.IN_FORCE:
        return Judgement(
            criterion=criterion.id,
            state=State.NOT_FOUND,
            confidence=judged.confidence,
            reason="Wat actueel moet zijn, is niet als geldend aangetroffen.",
            trace=trace,
        )
    live = [c for c in candidates if c.stance.state is State.IN_FORCE and c.score >= ENOUGH]
    called = [c for c in candidates if "outdated" in c.sentence.cues and c.match.missing == 0 and not c.of_others]
    if called:
        return Judgement(
            criterion=criterion.id,
            state=State.IN_FORCE,
            qualifiers=(Qualifier.OUTDATED,),
            evidence=(evidence_of(criterion.id, called[0]),),
            confidence=0.8,
            reason="Een document noemt het zelf verouderd of niet herzien.",
            trace=trace,
        )
    named = [candidate for candidate in live if candidate.direct]
    ages = [(_age(candidate, base, laws, peildatum), candidate) for candidate in named or live]
    current = [c for age, c in ages if age.dated is not None and not age.outdated(peildatum)]
    old = [(age, c) for age, c in ages if age.outdated(peildatum)]
    if current or not old:
        shown = current[:1] or live[:1]
        reason = (
            "Vastgesteld of herzien binnen vier jaar voor de peildatum."
            if current
            else "De documenten noemen geen datum; dat wordt niet tegengeworpen."
        )
        qualifiers: tuple[Qualifier, ...] = ()
    else:
        age, candidate = old[0]
        shown, qualifiers, reason = [candidate], (Qualifier.OUTDATED,), _age_text(age)
    return Judgement(
        criterion=criterion.id,
        state=State.IN_FORCE,
        qualifiers=qualifiers,
        evidence=tuple(evidence_of(criterion.id, candidate) for candidate in shown),
        confidence=0.8 if current or old else 0.6,
        reason=reason,
        trace=trace,
    )


def _age(candidate: Candidate, base: Compiled, laws: RepealedLaws, peildatum: date) -> Age:
    """Whether the document is the thing itself, or only speaks of it, decides what its own date tells."""
    document = candidate.reading.document
    title = document.facts.title or document.name
    speaks = document.facts.genre not in LAYING_DOWN and document.facts.genre is not Genre.OTHER
    named = bool(base.groups) and not base.groups[0].isdisjoint(candidate.reading.line_terms(title))
    return age_of(
        candidate.reading,
        candidate.sentence,
        candidate.match.core,
        named and not speaks,
        laws,
        peildatum,
    )


def _age_text(age: Age) -> str:
    if age.dated is not None:
        return f"Het laatst vastgesteld of herzien in {age.dated.year}: meer dan vier jaar voor de peildatum."
    law = age.repealed[0]
    return f"Het document noemt nog de {law.old[0]}; die is sinds {law.since.year} vervangen door de {law.new}."


def held_to(judgement: Judgement, base: Judgement | None) -> Judgement:
    """A criterion that qualifies another is no further than that one: what is not there cannot be made known."""
    if base is None or judgement.state is not State.IN_FORCE or base.state is State.IN_FORCE:
        return judgement
    return Judgement(
        criterion=judgement.criterion,
        state=State.NOT_FOUND,
        confidence=judgement.confidence,
        reason="Waar dit bij hoort, is niet als geldend aangetroffen.",
        trace=judgement.trace,
    )
