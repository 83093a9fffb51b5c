"""Candidates → what a report shows of them: verbatim quotes, and near misses. Pure."""

from __future__ import annotations

from analyzer.judges.candidates import Candidate
from analyzer.judges.wording import silence_text, validity_note
from analyzer.types import Evidence, NearMiss, Proof, State

LONGEST_QUOTE = 600  # characters


def evidence_of(criterion: str, candidate: Candidate, also: int | None = None) -> Evidence:
    """The quote: the sentence, with the one before or after it where the meaning hangs on that; two sentences at most.

    `also`: the number of the sentence that tells the rhythm.
    """
    sentence = candidate.sentence
    first, last = sentence, sentence
    if also is not None and also != candidate.number:
        # Two sentences at most: further on, the one that tells and the one before it.
        sentences = candidate.reading.sentences
        first, last = (sentences[also], sentence) if also < candidate.number else (sentences[also - 1], sentences[also])
    elif candidate.match.back and (before := candidate.reading.neighbour(candidate.number, -1)):
        first = before
    elif candidate.stance.with_next and (after := candidate.reading.neighbour(candidate.number, 1)):
        last = after
    if first.page != last.page or first.block != last.block or last.end - first.start > LONGEST_QUOTE:
        first = last = sentence
    document = candidate.reading.document
    state = candidate.stance.state
    return Evidence(
        document=document.name,
        document_id=document.id,
        page=first.page,
        start=first.start,
        end=last.end,
        quote=document.text[first.start : last.end],
        criterion=criterion,
        stance=state if state in (State.PLANNED, State.ABSENT) else State.IN_FORCE,
        proof=Proof.BESTAAN if candidate.stance.done and state is State.IN_FORCE else Proof.OPZET,
        note=validity_note(candidate.validity),
    )


def near_miss(candidate: Candidate) -> NearMiss:
    """The sentence, with why it was not taken as evidence."""
    return NearMiss(
        document=candidate.reading.document.name,
        page=candidate.sentence.page,
        quote=candidate.sentence.text[:LONGEST_QUOTE],
        reason=silence_text(candidate.stance.silence, candidate.validity, incomplete=candidate.match.missing > 0),
    )
