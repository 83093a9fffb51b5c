"""The nine criteria by which the European supervisors tell whether a DPIA is needed, filled in as far as is known.

The criteria are those of the guidelines WP 248 rev.01, which the Dutch supervisor uses; the words are our own.
"""

from __future__ import annotations

from enum import StrEnum

from analyzer.report.accountability.facts import InstallationFacts, Reach
from analyzer.report.accountability.paper import UNKNOWN, gap
from ingest.types import Frozen


class Outcome(StrEnum):
    NO = "Nee"
    YES = "Ja"
    DEPENDS = "Hangt af van uw gebruik"


class Criterion(Frozen):
    """`reason`: why, by what is known; Dutch."""

    name: str
    outcome: Outcome
    reason: str


_LOGGED = "Wel legt een logboek vast wat gebruikers doen. Gebruik dat alleen voor beveiliging en verantwoording."
_NOT_LOGGED = "Op de opdrachtregel wordt van gebruikers niets vastgelegd."
_DEPENDENT = "Medewerkers hangen van hun werkgever af; van hen staan naam, oordelen en handelingen vast."


def criteria(facts: InstallationFacts | None) -> tuple[Criterion, ...]:
    """All nine, in the order of the guidelines."""
    app = facts is None or facts.reach is not Reach.FILES
    return (
        Criterion(
            name="Mensen beoordelen of scores geven",
            outcome=Outcome.NO,
            reason="Beoordeeld worden documenten van een organisatie, geen personen.",
        ),
        Criterion(
            name="Geautomatiseerd besluiten met gevolgen voor mensen",
            outcome=Outcome.NO,
            reason="Het programma stelt voor; een mens beslist, en niet over personen.",
        ),
        Criterion(
            name="Stelselmatig volgen van mensen",
            outcome=Outcome.NO,
            reason=_LOGGED if app else _NOT_LOGGED,
        ),
        Criterion(
            name="Gevoelige gegevens",
            outcome=Outcome.DEPENDS,
            reason="Beleid bevat ze in de regel niet. Verslagen en casussen over ondermijning kunnen strafrechtelijke "
            "gegevens bevatten: lever die niet aan, of maak ze eerst onleesbaar.",
        ),
        Criterion(
            name="Grote schaal",
            outcome=Outcome.NO,
            reason="Het gaat om namen die toevallig in stukken staan, en om de gebruikers zelf.",
        ),
        Criterion(
            name="Koppelen van gegevensverzamelingen",
            outcome=Outcome.NO,
            reason="Er wordt niets over personen gekoppeld. Een overzicht van een regio vergelijkt organisaties.",
        ),
        Criterion(
            name="Kwetsbare mensen",
            outcome=Outcome.DEPENDS if app else Outcome.NO,
            reason=_DEPENDENT if app else _NOT_LOGGED,
        ),
        _new_technology(facts),
        Criterion(
            name="Mensen een recht, dienst of contract onthouden",
            outcome=Outcome.NO,
            reason="Er volgt niets uit voor personen.",
        ),
    )


def _new_technology(facts: InstallationFacts | None) -> Criterion:
    name = "Nieuwe technologie"
    if facts is None:
        return Criterion(
            name=name,
            outcome=Outcome.DEPENDS,
            reason=f"{UNKNOWN[0].upper()}{UNKNOWN[1:]} of een taalmodel meeleest. {gap('ga dat na')}",
        )
    if facts.model is None:
        return Criterion(
            name=name,
            outcome=Outcome.DEPENDS,
            reason="Taalregels en kleine getrainde modellen, zonder taalmodel. Nieuw is vooral het gebruik in uw "
            "organisatie.",
        )
    return Criterion(name=name, outcome=Outcome.YES, reason="Een taalmodel kan meelezen.")


def conclusion(found: tuple[Criterion, ...]) -> str:
    """What follows, in two sentences."""
    yes = sum(each.outcome is Outcome.YES for each in found)
    depends = sum(each.outcome is Outcome.DEPENDS for each in found)
    said = {0: "Op geen van de negen criteria is het antwoord ja", 1: "Op één van de negen criteria is het antwoord ja"}
    return (
        f"{said.get(yes, f'Op {yes} van de negen criteria is het antwoord ja')}; bij {depends} hangt het van uw "
        "gebruik af. Is het bij twee of meer ja, dan is een DPIA in de regel nodig. Kijk ook in de lijst van de "
        f"Autoriteit Persoonsgegevens. {gap('uw conclusie, en het advies van de functionaris gegevensbescherming')}"
    )
