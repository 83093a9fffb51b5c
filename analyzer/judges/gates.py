"""The gates that every quote of a language model passes before it is evidence. They fail closed: what cannot be
confirmed is refused, and what was refused is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from analyzer.grounding import find_quote
from analyzer.judges.material import Material
from analyzer.judges.wording import validity_note
from analyzer.llm.schemas import CitedQuote, ElementAnswer
from analyzer.types import Evidence, Gate, Proof, Rejected, State
from ingest.facts import validity_on
from ingest.types import Document, Genre, Validity

LONGEST_QUOTE = 900  # characters; two long sentences
SHORTEST_QUOTE = 12  # characters: less shows nothing

# What a quote is said to show, as a stance and as a kind of proof.
_SHOWS = {
    "arranged": (State.IN_FORCE, Proof.OPZET),
    "done": (State.IN_FORCE, Proof.BESTAAN),
    "planned": (State.PLANNED, Proof.OPZET),
    "absent": (State.ABSENT, Proof.OPZET),
}

REASONS = {
    Gate.VERBATIM: "Staat niet letterlijk in de passage die het taalmodel noemde.",
    Gate.INSTRUCTION: "Is tekst die zich tot een taalmodel richt.",
    Gate.STANDING: "Staat in een document dat is ingetrokken of voorbij, of dat zelf een norm of toets is.",
    Gate.RELATED: "Gaat niet over dit onderwerp.",
    Gate.SUPPORT: "Toont niet wat het taalmodel beweerde, volgens de controlevraag.",
}


@dataclass(frozen=True)
class Claim:
    """A quote that stands where it was said to stand, with what it shows. `bounded`: it was said to show that something
    is in force, and stands in a draft: that shows a plan at most."""

    criterion: str
    evidence: Evidence
    passage: int
    bounded: bool = False


@dataclass(frozen=True)
class Sifted:
    """What the first gates left of the quotes of one element."""

    claims: tuple[Claim, ...]
    rejected: tuple[Rejected, ...]


def first_gate(
    criterion: str, answer: ElementAnswer, material: Material, documents: Mapping[str, Document], peildatum: date
) -> Sifted:
    """Verbatim in the passage named, no instruction, and held to what its document's standing leaves of it. Each place
    counts once."""
    claims: dict[tuple[str, int, int], Claim] = {}
    rejected = []
    for cited in answer.quotes:
        claim = _located(criterion, cited, material, documents, peildatum)
        if isinstance(claim, Claim):
            item = claim.evidence
            claims.setdefault((item.document_id, item.start, item.end), claim)
        else:
            rejected.append(claim)
    return Sifted(tuple(claims.values()), tuple(rejected))


def fault_of(cited: CitedQuote, material: Material, documents: Mapping[str, Document]) -> str | None:
    """What is wrong with where a quote is said to stand, as the model is told; None: nothing."""
    passage = material.numbered(cited.passage)
    if passage is None:
        return f"er is geen passage {cited.passage}"
    quote = cited.quote.strip()
    if len(quote) < SHORTEST_QUOTE:
        return f"het citaat uit passage {cited.passage} is te kort om iets te tonen"
    if len(quote) > LONGEST_QUOTE:
        return f"het citaat uit passage {cited.passage} is langer dan twee zinnen"
    if find_quote(quote, documents[passage.document_id], passage.start, passage.end) is None:
        return f"een citaat staat niet letterlijk in passage {cited.passage}"
    return None


def refused(item: Evidence, gate: Gate) -> Rejected:
    return Rejected(
        document=item.document,
        page=item.page,
        quote=item.quote,
        claimed=item.stance,
        gate=gate,
        reason=REASONS[gate],
    )


def by_gate(claims: Sequence[Claim], passed: Sequence[bool], gate: Gate) -> Sifted:
    """What a gate let through, and what it refused."""
    return Sifted(
        tuple(claim for claim, good in zip(claims, passed, strict=True) if good),
        tuple(refused(claim.evidence, gate) for claim, good in zip(claims, passed, strict=True) if not good),
    )


def _located(
    criterion: str, cited: CitedQuote, material: Material, documents: Mapping[str, Document], peildatum: date
) -> Claim | Rejected:
    passage = material.numbered(cited.passage)
    stance, proof = _SHOWS[cited.shows]
    if passage is None or fault_of(cited, material, documents) is not None:
        return Rejected(
            quote=cited.quote[:LONGEST_QUOTE], claimed=stance, gate=Gate.VERBATIM, reason=REASONS[Gate.VERBATIM]
        )
    document = documents[passage.document_id]
    span = find_quote(cited.quote, document, passage.start, passage.end)
    assert span is not None  # `fault_of` looked for it
    start, end = span
    validity = validity_on(document.facts, peildatum)
    bounded = stance is State.IN_FORCE and validity in (Validity.DRAFT, Validity.NOT_YET_IN_FORCE)
    item = Evidence(
        document=document.name,
        document_id=document.id,
        page=document.page_at(start),
        start=start,
        end=end,
        quote=document.text[start:end],
        criterion=criterion,
        stance=State.PLANNED if bounded else stance,  # type: ignore[arg-type]  # the schema leaves out not_found
        proof=Proof.OPZET if bounded else proof,
        note=validity_note(validity),
    )
    if document.instructions_in(start, end):
        return refused(item, Gate.INSTRUCTION)
    if document.facts.genre is Genre.NORM:  # it binds, and tells nothing of who is bound
        return refused(item, Gate.STANDING)
    if stance is State.IN_FORCE and validity in (Validity.WITHDRAWN, Validity.EXPIRED):
        return refused(item, Gate.STANDING)
    return Claim(criterion, item, cited.passage, bounded)
