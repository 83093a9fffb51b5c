"""A made-up assessment with reviews laid over it, for the tests of the review page; every text can be hostile."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from analyzer.norms import load_norm
from analyzer.review.laying import laid_over
from analyzer.review.values import Change, Edit, ReviewedAssessment, ReviewField
from analyzer.types import (
    Assessment,
    DocumentSummary,
    Evidence,
    Finding,
    GapReport,
    Judgement,
    NearMiss,
    Opinion,
    Organisation,
    OrganisationType,
    RunInfo,
    SearchTrace,
    State,
    Status,
)

NORM = load_norm("groningse-norm")
AT = datetime(2026, 3, 12, 13, 3, tzinfo=UTC)
SHA = "a" * 64
DOCUMENT = "beleid.pdf"


def quote(criterion: str, start: int, words: str, stance: State = State.IN_FORCE) -> Evidence:
    return Evidence(
        document=DOCUMENT,
        document_id=SHA,
        page=4,
        start=start,
        end=start + len(words),
        quote=words,
        criterion=criterion,
        stance=stance,
    )


def finding(
    ambition: str, status: Status = Status.DEELS, words: str = "Er is een meldpunt.", **given: object
) -> Finding:
    """Two quotes: one for the elements a and b, and one that says the same place is planned."""
    first, second = (each.id for each in NORM.ambition(ambition).criteria[:2])
    trace = SearchTrace(
        queries=(words,),
        documents=(DOCUMENT,),
        pages=12,
        passages=3,
        near_misses=(NearMiss(document=DOCUMENT, page=2, quote=words, reason="gaat over een ander"),),
    )
    judgements = (
        Judgement(criterion=first, state=State.IN_FORCE, evidence=(quote(first, 10, words),), reason=words),
        Judgement(
            criterion=second,
            state=State.PLANNED,
            evidence=(quote(second, 10, words), quote(second, 10, words, State.PLANNED)),
            trace=trace,
        ),
    )
    values = {
        "ambition": ambition,
        "status": status,
        "confidence": 0.8,
        "rationale": words,
        "essential": (first, second),
        "judgements": judgements,
        "recommendation": words,
        "judge": "rules",
    }
    return Finding(**{**values, **given})


def opinion(ambition: str, words: str = "Het komt er volgend jaar.") -> Opinion:
    first = NORM.ambition(ambition).criteria[0].id
    evidence = (quote(first, 200, words, State.PLANNED),)
    judgement = Judgement(criterion=first, state=State.PLANNED, evidence=evidence, reason=words)
    return Opinion(judge="model", status=Status.GEPLAND, confidence=0.4, rationale=words, judgements=(judgement,))


def assessment(*findings: Finding) -> Assessment:
    """Those of the other ambitions were not found."""
    given = {each.ambition: each for each in findings}
    rest = {each.id: Finding(ambition=each.id, status=Status.NIET_AANGETROFFEN) for each in NORM.ambitions}
    return Assessment(
        organisation=Organisation(name="Gemeente Veldermeer", type=OrganisationType.GEMEENTE),
        peildatum=date(2026, 3, 1),
        norm_id=NORM.id,
        norm_version=NORM.version,
        run=RunInfo(judge="rules", embedder="x", started=AT, seconds=1.5, version="1"),
        documents=(DocumentSummary(name=DOCUMENT, sha256=SHA, pages=12),),
        findings=tuple({**rest, **given}.values()),
    )


def edit(number: int, *changes: Change, ambition: str = "1.1", author: str = "Anna", ground: str = "nu") -> Edit:
    return Edit(
        dossier="d" * 32,
        norm_id=NORM.id,
        ambition=ambition,
        number=number,
        author=author,
        author_id=author.lower(),
        at=AT.replace(minute=number),
        assessment=ground,
        changes=changes,
    )


def change(field: ReviewField, new: object, key: str = "", old: object = None) -> Change:
    return Change(field=field, key=key, old=old, new=new)


def reviewed(made: Assessment, edits: Sequence[Edit] = (), **grounds: Assessment) -> ReviewedAssessment:
    """`grounds`: earlier assessments, by id; the one at hand is called "nu"."""
    return laid_over(GapReport(norm=NORM, assessment=made), "nu", edits, {**grounds, "nu": made})
