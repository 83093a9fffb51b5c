"""What the organisations agreed with each norm, as a letter and an overview tell it: Dutch, in sentences."""

from __future__ import annotations

from analyzer.report.governance.organs import Organ
from analyzer.report.wording import counted
from analyzer.types import Norm
from ingest.types import Frozen

GRONINGEN, NOORD_HOLLAND = "groningse-norm", "noord-hollandse-norm"


class Agreement(Frozen):
    """`text`: what was agreed; `again`: when one is told next."""

    text: str
    again: str


def agreement_of(norm: Norm, bound: int, organ: Organ) -> Agreement:
    """`bound`: how many of its ambitions hold for this organisation."""
    known = {GRONINGEN: _groningen, NOORD_HOLLAND: _noord_holland}.get(norm.id)
    return known(norm, bound, organ) if known else _other(norm, bound)


def _groningen(norm: Norm, bound: int, organ: Organ) -> Agreement:
    return Agreement(
        text="Op 4 april 2025 is in Groningen de Groningse norm ondertekend. Gemeenten, provincie en waterschappen "
        "spreken daarin af wat zij ten minste regelen tegen ondermijnende criminaliteit: "
        f"{_extent(norm, bound, 'pijler', 'pijlers')}. Zij volgen de voortgang twee keer per jaar en bespreken de norm "
        "ten minste elk jaar met elkaar. Het uitvoeringsplan loopt tot en met het tweede kwartaal van 2027.",
        again="na de volgende halfjaarlijkse monitoring",
    )


def _noord_holland(norm: Norm, bound: int, organ: Organ) -> Agreement:
    return Agreement(
        text="De Noord-Hollandse gemeenten en de provincie werken met de Noord-Hollandse Norm Weerbare Overheid "
        f"(versie {norm.version}): {_extent(norm, bound, 'thema', 'thema’s')}. Elk jaar meten zij met een "
        "implementatieoverzicht hoe ver zij zijn, werken zij aan de ontwikkelpunten en leggen zij daarover "
        f"verantwoording af aan {organ.council}.",
        again="met het volgende jaarlijkse implementatieoverzicht",
    )


def _other(norm: Norm, bound: int) -> Agreement:
    return Agreement(
        text=f"Getoetst is aan de {norm.title} ({norm.source.issuer}, {norm.source.published}): "
        f"{_extent(norm, bound, 'pijler', 'pijlers')}.",
        again="na de volgende toets",
    )


def _extent(norm: Norm, bound: int, part: str, parts: str) -> str:
    total = len(norm.ambitions)
    told = f"{counted(total, 'ambitie', 'ambities')} in {counted(len(norm.pillars), part, parts)}"
    return told if bound == total else f"{told}, waarvan er {bound} voor ons {'geldt' if bound == 1 else 'gelden'}"
