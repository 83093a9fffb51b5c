"""A pillar with every verdict, and a model that writes of it what it is told to."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from model_server import Call

from analyzer.types import (
    Action,
    Ambition,
    Assessment,
    Criterion,
    CriterionKind,
    DocumentSummary,
    Evidence,
    Finding,
    Judgement,
    Norm,
    NormSource,
    Organisation,
    OrganisationType,
    Pillar,
    Qualifier,
    RunInfo,
    State,
)
from analyzer.verdicts import could_not_assess, derive
from ingest.types import Validity

VELDERMEER = Organisation(name="Gemeente Veldermeer", type=OrganisationType.GEMEENTE)
PEILDATUM = date(2026, 3, 1)
QUOTES = (
    "Een protocol voor agressie, als bedoeld in artikel 15 van de arboregeling, heeft de gemeente niet.",
    "Wie in 2024 agressie meemaakte, werd binnen veertien dagen gesproken.",
)

# Per ambition: its title, and its elements with the state each is in.
ELEMENTS: dict[str, tuple[str, list[tuple[str, State, tuple[Qualifier, ...]]]]] = {
    "4.1": ("Gedragscode", [("Er is een gedragscode voor bestuurders.", State.IN_FORCE, ())]),
    "4.2": (
        "Agressieprotocol",
        [
            ("Er is een protocol voor agressie tegen medewerkers.", State.ABSENT, ()),
            ("Wie agressie meemaakt, wordt opgevangen.", State.NOT_FOUND, ()),
        ],
    ),
    "4.3": (
        "Screening",
        [
            ("Nieuwe medewerkers worden bij indiensttreding gescreend.", State.IN_FORCE, ()),
            ("De screening wordt tijdens het dienstverband herhaald.", State.PLANNED, ()),
            ("Er is een lijst van vertrouwensfuncties.", State.NOT_FOUND, ()),
        ],
    ),
    "4.4": ("Meldpunt", [("Er is een meldpunt of een andere plek voor signalen.", State.NOT_FOUND, ())]),
    "4.5": ("Opleiding", [("Leidinggevenden krijgen een opleiding over integriteit.", State.PLANNED, ())]),
    "4.6": ("Onderzoek", [("Incidenten worden onderzocht.", State.NOT_FOUND, ())]),
    "4.7": ("Nevenfuncties", [("De nevenfuncties van bestuurders zijn openbaar.", State.IN_FORCE, ())]),
    "4.8": ("Waterschapsbestuur", [("Het bestuur van het waterschap heeft een code.", State.NOT_FOUND, ())]),
    "5.1": ("Jaarverslag", [("Er is een jaarverslag.", State.IN_FORCE, ())]),
}
UNASSESSED = "4.6"
NOT_BOUND = "4.8"


def _ambition(ambition_id: str) -> Ambition:
    title, elements = ELEMENTS[ambition_id]
    return Ambition(
        id=ambition_id,
        pillar=ambition_id[0],
        title=title,
        requirement=" ".join(text for text, _, _ in elements)
        + (" Dat wordt ten minste eens per jaar besproken." if ambition_id == "4.2" else ""),
        binds=(OrganisationType.WATERSCHAP,) if ambition_id == NOT_BOUND else tuple(OrganisationType),
        criteria=tuple(
            Criterion(id=f"{ambition_id}.{letter}", text=text, kind=CriterionKind.PROVISION)
            for letter, (text, _, _) in zip("abc", elements, strict=False)
        ),
        actions=(Action(id="A", title="Protocol", text="Stel met politie en RIEC een protocol op."),),
    )


NORM = Norm(
    id="groningse-norm",
    version="1",
    title="Groningse norm",
    short_title="Groningse norm",
    source=NormSource(title="Proef", issuer="Niemand", published="nooit"),
    binds=tuple(OrganisationType),
    pillars=(Pillar(id="4", title="Weerbare overheid"), Pillar(id="5", title="Voortgang")),
    ambitions=tuple(_ambition(each) for each in ELEMENTS),
)
PILLAR = NORM.pillars[0]


def evidence_of(criterion: str, quote: str, page: int) -> Evidence:
    return Evidence(
        document="arbobeleid.pdf",
        document_id="a" * 64,
        page=page,
        start=0,
        end=len(quote),
        quote=quote,
        criterion=criterion,
        stance=State.ABSENT,
    )


def _finding(ambition: Ambition) -> Finding:
    if ambition.id == UNASSESSED:
        return could_not_assess(ambition, "De server was niet bereikbaar.")
    judgements = tuple(
        Judgement(
            criterion=criterion.id,
            state=state,
            qualifiers=qualifiers,
            evidence=tuple(evidence_of(criterion.id, quote, 77) for quote in QUOTES) if state is State.ABSENT else (),
        )
        for criterion, (_, state, qualifiers) in zip(ambition.criteria, ELEMENTS[ambition.id][1], strict=True)
    )
    return derive(ambition, judgements, VELDERMEER.type)


DOCUMENTS = (DocumentSummary(name="arbobeleid.pdf", sha256="a" * 64, pages=90, validity=Validity.DRAFT),)
ASSESSMENT = Assessment(
    organisation=VELDERMEER,
    peildatum=PEILDATUM,
    norm_id=NORM.id,
    norm_version=NORM.version,
    run=RunInfo(judge="rules", embedder="e", started=datetime(2026, 3, 1, tzinfo=UTC), seconds=1.0, version="1"),
    documents=DOCUMENTS,
    findings=tuple(_finding(ambition) for ambition in NORM.ambitions),
)


def found(ambition_id: str) -> Finding:
    return next(each for each in ASSESSMENT.findings if each.ambition == ambition_id)


def says(*answers: Mapping[str, Any]) -> Callable[[Call], str]:
    """A model that gives these answers in turn, and the last one again and again."""
    left = list(answers)

    def play(_: Call) -> str:
        return json.dumps(left.pop(0) if len(left) > 1 else left[0])

    return play


def sentences(*pairs: tuple[str, Sequence[str]]) -> dict[str, Any]:
    return {"sentences": [{"text": text, "ambitions": list(ids)} for text, ids in pairs]}


def provisions(*texts: str, **more: Any) -> dict[str, Any]:
    return {"title": "Agressie tegen medewerkers", "provisions": list(texts), "to_decide": [], **more}
