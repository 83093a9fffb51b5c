"""A made-up norm and an assessment that holds everything a report can meet, hostile text included."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import example_dossier
import judged_reports
import pytest
import reviewed_reports

from analyzer.report.source import Source
from analyzer.review.values import ReviewedAssessment
from analyzer.types import (
    Action,
    Ambition,
    Assessment,
    Criterion,
    CriterionKind,
    DocumentSummary,
    Evidence,
    Finding,
    GapReport,
    Judgement,
    NearMiss,
    Norm,
    NormSource,
    Organisation,
    OrganisationType,
    Pillar,
    Proof,
    Qualifier,
    RunInfo,
    SearchTrace,
    State,
    Status,
)
from ingest.types import Validity

HOSTILE = "<script>alert(\"x\")</script> & =CMD|'/C calc'!A0 {{ 7*7 }} \x00\x07\x1b[31m \u202erood\u202c ]]> <!--"
RATIONALE = "Het kader is vastgesteld; het overleg erover blijkt uit het verslag."
BINDS = tuple(OrganisationType)
POLICY, MINUTES, DRAFT, SCAN = "a" * 64, "b" * 64, "c" * 64, "d" * 64
NAMES = {POLICY: "beleidsnota <ondermijning> & co.pdf", MINUTES: "verslag-overleg.docx", DRAFT: "concept.pdf"}


def make_ambition(pillar: str, number: int, title: str, criteria: int = 3) -> Ambition:
    """An ambition with `criteria` elements, the last of which is not essential when there are more than two."""
    name = f"{pillar}.{number}"
    texts = (
        "Er is vastgesteld beleid dat de eigen rol beschrijft",
        "Het beleid is actueel",
        "Het beleid wordt jaarlijks besproken met de partners",
    )
    return Ambition(
        id=name,
        pillar=pillar,
        title=title,
        requirement=f"De organisatie heeft {title.lower()} vastgesteld, houdt dat actueel en bespreekt het elk jaar.",
        binds=BINDS,
        criteria=tuple(
            Criterion(
                id=f"{name}.{letter}",
                text=texts[index],
                kind=(CriterionKind.PROVISION, CriterionKind.CURRENCY, CriterionKind.CADENCE)[index],
                essential=index < 2,
            )
            for index, letter in enumerate("abc"[:criteria])
        ),
        actions=tuple(
            Action(id=letter, title=f"Stel stap {letter} vast", text="Leg vast wie het doet, wanneer, en hoe vaak.")
            for letter in "ABCDEFGH"
        ),
    )


def make_norm(pillars: int = 3, per_pillar: int = 5) -> Norm:
    """A norm with titles that stretch a layout."""
    titles = ("Een eigen beleidskader", "Bibob-beleid & <uitvoering>", "Het meldpunt", "Informatiedeling", "Training")
    return Norm(
        id="proefnorm",
        version="2025-1",
        title="Proefnorm Weerbaar Bestuur",
        short_title="Proefnorm",
        source=NormSource(title="Proefnorm", issuer="Bureau Voorbeeld", published="2025"),
        binds=BINDS,
        pillars=tuple(
            Pillar(
                id=str(number),
                title=("Bestuur en beleid", "Een weerbare ambtelijke organisatie met kennis en kunde", "Samenwerken")[
                    (number - 1) % 3
                ],
                summary="Deze pijler gaat over wat bestuur en organisatie zelf regelen.",
            )
            for number in range(1, pillars + 1)
        ),
        ambitions=tuple(
            make_ambition(str(pillar), number, titles[(number - 1) % len(titles)])
            for pillar in range(1, pillars + 1)
            for number in range(1, per_pillar + 1)
        ),
    )


def make_evidence(
    criterion: str,
    quote: str = "Het college heeft op 14 maart 2023 het beleidskader ondermijning vastgesteld.",
    *,
    document: str = POLICY,
    stance: State = State.IN_FORCE,
    proof: Proof = Proof.OPZET,
    start: int = 100,
    note: str = "",
) -> Evidence:
    return Evidence.model_validate(
        dict(
            document=NAMES[document],
            document_id=document,
            page=4,
            start=start,
            end=start + len(quote),
            quote=quote,
            criterion=criterion,
            stance=stance,
            proof=proof,
            note=note,
        )
    )


def make_trace(misses: int = 2) -> SearchTrace:
    return SearchTrace(
        queries=("vastgesteld beleidskader ondermijning", "rol van de gemeente ondermijning", HOSTILE),
        documents=tuple(NAMES.values()),
        pages=64,
        passages=410,
        near_misses=tuple(
            NearMiss(
                document=NAMES[MINUTES],
                page=number + 1,
                quote=f"De buurgemeente werkt sinds {2020 + number} met een beleidskader.",
                reason="gaat over een andere organisatie",
            )
            for number in range(misses)
        ),
    )


def judge(ambition: Ambition, *states: State, qualifiers: tuple[Qualifier, ...] = ()) -> tuple[Judgement, ...]:
    """One judgement for each state; the qualifiers go to the second."""
    judgements = []
    for index, (criterion, state) in enumerate(zip(ambition.criteria, states, strict=False)):
        evidence: tuple[Evidence, ...] = ()
        if state is not State.NOT_FOUND:
            proof = Proof.BESTAAN if index == 1 else Proof.OPZET
            evidence = (make_evidence(criterion.id, stance=state, proof=proof, start=100 * (index + 1)),)
        judgements.append(
            Judgement(
                criterion=criterion.id,
                state=state,
                qualifiers=qualifiers if index == 1 else (),
                evidence=evidence,
                confidence=0.8,
                reason="De passage noemt het besluit en de datum." if evidence else "Geen passage gaat hierover.",
                trace=make_trace() if state is State.NOT_FOUND else SearchTrace(),
            )
        )
    return tuple(judgements)


def make_findings(norm: Norm) -> tuple[Finding, ...]:
    """All statuses in turn, one ambition without an outcome, and hostile text in the first."""
    yes, plan, no, none = State.IN_FORCE, State.PLANNED, State.ABSENT, State.NOT_FOUND
    recipes: tuple[tuple[Status | None, float | None, tuple[State, ...], tuple[Qualifier, ...]], ...] = (
        (Status.VOLDOET, 0.91, (yes, yes, none), ()),
        (Status.DEELS, 0.62, (yes, yes, yes), (Qualifier.OUTDATED,)),
        (Status.GEPLAND, 0.55, (plan, none, none), ()),
        (Status.ONTBREEKT, 0.8, (no, none, none), ()),
        (Status.NIET_AANGETROFFEN, 0.41, (none, none, none), ()),
        (Status.NVT, None, (), ()),
        (Status.DEELS, 0.749, (yes, no, none), (Qualifier.CONTRADICTED, Qualifier.INCOMPLETE)),
        (None, None, (), ()),
        (Status.VOLDOET, 0.75, (yes, yes, yes), ()),
    )
    findings = []
    for index, ambition in enumerate(norm.ambitions[:-1]):  # the last one is left without a finding
        status, confidence, states, qualifiers = recipes[index % len(recipes)]
        judgements = judge(ambition, *states, qualifiers=qualifiers)
        if index == 0:
            hostile = make_evidence(ambition.criteria[0].id, HOSTILE, start=900, note=HOSTILE)
            endless = make_evidence(ambition.criteria[0].id, "zeer lange zin " * 400, document=MINUTES, start=2000)
            evidence = (*judgements[0].evidence, hostile, endless)
            first = judgements[0].model_copy(update={"evidence": evidence, "reason": HOSTILE})
            judgements = (first, *judgements[1:])
        findings.append(
            Finding(
                ambition=ambition.id,
                status=status,
                confidence=confidence,
                rationale="" if status in (None, Status.NVT) else RATIONALE,
                essential=tuple(criterion.id for criterion in ambition.criteria if criterion.essential),
                judgements=judgements,
                recommendation="" if status in (Status.VOLDOET, Status.NVT, None) else "Stel het kader opnieuw vast.",
                problem="De modelserver antwoordde niet. Probeer het opnieuw." if status is None else None,
            )
        )
    return tuple(findings)


def make_report(norm: Norm | None = None, findings: tuple[Finding, ...] | None = None) -> GapReport:
    """A report with a document of every kind, one of them unread and one partly read."""
    norm = norm or make_norm()
    documents = (
        DocumentSummary(
            name=NAMES[POLICY],
            sha256=POLICY,
            pages=48,
            title="Beleidskader ondermijning 2023-2026",
            genre="policy",
            adopted=date(2023, 3, 14),
            validity=Validity.IN_FORCE,
        ),
        DocumentSummary(name=NAMES[MINUTES], sha256=MINUTES, pages=9, page_unit="section", genre="minutes"),
        DocumentSummary(
            name=NAMES[DRAFT],
            sha256=DRAFT,
            pages=7,
            title=HOSTILE,
            genre="regulation",
            validity=Validity.DRAFT,
            read="partly",
            problems=("Bladzijde 3 is een afbeelding en is niet gelezen. Lever een doorzoekbare versie aan.",),
        ),
        DocumentSummary(
            name="scan.pdf",
            sha256=SCAN,
            pages=0,
            read="not",
            problems=("Het bestand is met een wachtwoord beveiligd. Lever een versie zonder wachtwoord aan.",),
        ),
    )
    return GapReport(
        norm=norm,
        assessment=Assessment(
            organisation=Organisation(name="Gemeente Waardermeer & Omstreken <proef>", type=OrganisationType.GEMEENTE),
            peildatum=date(2026, 1, 1),
            norm_id=norm.id,
            norm_version=norm.version,
            run=RunInfo(
                judge="rules",
                embedder="subwoorden-nl-1",
                started=datetime(2026, 3, 2, 9, 30, tzinfo=UTC),
                seconds=12.34,
                version="1.0.0",
            ),
            documents=documents,
            findings=make_findings(norm) if findings is None else findings,
        ),
    )


@pytest.fixture(scope="session")
def report() -> GapReport:
    """Three pillars of five ambitions, every outcome, hostile text."""
    return make_report()


@pytest.fixture(scope="session")
def clean_report() -> GapReport:
    """A report in which every file was read and every ambition was met."""
    norm = make_norm(pillars=1, per_pillar=2)
    findings = tuple(
        Finding(
            ambition=ambition.id,
            status=Status.VOLDOET,
            confidence=0.9,
            judgements=judge(ambition, State.IN_FORCE, State.IN_FORCE, State.IN_FORCE),
        )
        for ambition in norm.ambitions
    )
    made = make_report(norm, findings)
    whole = tuple(document for document in made.assessment.documents if document.read == "whole")
    return made.model_copy(update={"assessment": made.assessment.model_copy(update={"documents": whole})})


@pytest.fixture(scope="session")
def large_report() -> GapReport:
    """76 ambitions with over 400 quotes."""
    norm = make_norm(pillars=4, per_pillar=19)
    findings = []
    for ambition in norm.ambitions:
        states = (State.IN_FORCE, State.PLANNED, State.NOT_FOUND)
        judgements = list(judge(ambition, *states))
        extra = tuple(
            make_evidence(ambition.criteria[0].id, f"Zin {number} over beleid & uitvoering.", start=10 * number)
            for number in range(1, 6)
        )
        judgements[0] = judgements[0].model_copy(update={"evidence": extra})
        finding = Finding(
            ambition=ambition.id,
            status=Status.DEELS,
            confidence=0.6,
            essential=tuple(criterion.id for criterion in ambition.criteria),
            judgements=tuple(judgements),
        )
        findings.append(finding)
    return make_report(norm, tuple(findings))


@pytest.fixture(scope="session")
def judged_report(report: GapReport) -> GapReport:
    """Judged by rules and by a language model, which agree, differ and fail."""
    return judged_reports.with_judges(report)


@pytest.fixture(scope="session")
def concluded_report(report: GapReport) -> GapReport:
    """As `judged_report`, with what the language model wrote of two of the three pillars."""
    return judged_reports.with_conclusions(report)


@pytest.fixture(scope="session")
def reviewed_report(report: GapReport) -> ReviewedAssessment:
    """As `concluded_report`, with everything that people can lay over it."""
    return reviewed_reports.reviewed(judged_reports.with_conclusions(report), note=HOSTILE)


@pytest.fixture(scope="session")
def hostile() -> str:
    """Text that must be printed and never obeyed: markup, a formula, a template, control and direction characters."""
    return HOSTILE


@pytest.fixture(scope="session")
def build_report() -> Callable[..., GapReport]:
    """Makes a report from a norm and findings of the test's own."""
    return make_report


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Source:
    """The example dossier on both norms, reviewed in part, with an assessment of a year before."""
    return example_dossier.example_source(tmp_path_factory.mktemp("example"))
