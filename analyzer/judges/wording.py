"""The Dutch sentences by which a judge explains itself."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.judges.statement import Silence
from analyzer.types import Evidence, Qualifier, State
from ingest.types import Validity

_STATES = {
    State.IN_FORCE: "Aangetroffen als geldend of uitgevoerd",
    State.PLANNED: "Alleen aangetroffen als voornemen",
    State.ABSENT: "Een document zegt uitdrukkelijk dat het er niet is",
    State.NOT_FOUND: "Niet aangetroffen in de doorzochte documenten",
}
_QUALIFIERS = {
    Qualifier.OUTDATED: "maar verouderd",
    Qualifier.ONE_OFF: "maar eenmalig",
    Qualifier.CONTRADICTED: "maar een andere passage spreekt het tegen",
    Qualifier.INCOMPLETE: "maar voor een deel van de organisatie of het onderwerp",
}
_SILENCES = {
    Silence.QUOTED: "Geeft een eis van een norm, wet of afspraak weer, niet wat er is.",
    Silence.RECOMMENDED: "Is een aanbeveling; die toont geen voornemen en geen uitvoering.",
    Silence.OTHER: "Gaat over een andere organisatie, of over organisaties in het algemeen.",
    Silence.THEME: "Noemt het onderwerp, zonder te zeggen wat ermee gebeurt.",
    Silence.NO_STATEMENT: "Noemt het onderwerp, maar doet er geen uitspraak over.",
}
_VALIDITIES = {
    Validity.DRAFT: "Uit een concept: telt hooguit als voornemen.",
    Validity.WITHDRAWN: "Uit een ingetrokken document: telt niet als bewijs.",
    Validity.EXPIRED: "Uit een document waarvan de looptijd voorbij is: telt niet als bewijs.",
    Validity.NOT_YET_IN_FORCE: "Uit een document dat op de peildatum nog niet gold: telt hooguit als voornemen.",
}


def reason_for(state: State, qualifiers: Sequence[Qualifier], evidence: Sequence[Evidence]) -> str:
    """One sentence: what was found, and in which documents."""
    text = _STATES[state] + "".join(f", {_QUALIFIERS[qualifier]}" for qualifier in qualifiers)
    names = list(dict.fromkeys(item.document for item in evidence))
    return f"{text}: {' en '.join(names)}." if names else f"{text}."


def silence_text(silence: Silence | None, validity: Validity, *, incomplete: bool) -> str:
    """Why a sentence that names the thing was not taken as evidence."""
    if validity in (Validity.WITHDRAWN, Validity.EXPIRED):
        return _VALIDITIES[validity]
    if silence is not None:
        return _SILENCES[silence]
    return "Noemt een deel van wat gevraagd wordt." if incomplete else "Spreekt er te zijdelings over."


def validity_note(validity: Validity) -> str:
    """What a reader of a quote must know of its document; empty for one that is in force or says nothing of it."""
    return _VALIDITIES.get(validity, "")
