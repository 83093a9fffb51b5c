"""A report with hostile text for the views, and a running app for the tests of the whole."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from running_app import HOSTILE, ROOT, RunningApp, await_start, free_port

from analyzer.norms import load_norm
from analyzer.report.outline import Outline, outline
from analyzer.types import (
    Assessment,
    DocumentSummary,
    Evidence,
    Finding,
    GapReport,
    Gate,
    Judgement,
    ModelUse,
    NearMiss,
    Opinion,
    Organisation,
    OrganisationType,
    PillarConclusion,
    Proof,
    RefusedText,
    Rejected,
    RunInfo,
    SearchTrace,
    State,
    Status,
    WrittenSentence,
)


@pytest.fixture(scope="session")
def hostile_outline() -> Outline:
    """The Groningse norm: 1.1 met, 1.2 not found, 1.5 not applicable, the rest not assessed; hostile text."""
    norm = load_norm("groningse-norm")
    met, missing, other = (norm.ambition(each) for each in ("1.1", "1.2", "1.5"))
    evidence = Evidence(
        document=f"{HOSTILE}.pdf",
        document_id="a" * 64,
        page=4,
        start=0,
        end=len(HOSTILE),
        quote=HOSTILE,
        criterion=met.criteria[0].id,
        stance=State.IN_FORCE,
        proof=Proof.BESTAAN,
        note=HOSTILE,
    )
    trace = SearchTrace(
        queries=(HOSTILE,),
        documents=(evidence.document,),
        pages=12,
        passages=3,
        near_misses=(NearMiss(document=evidence.document, page=2, quote=HOSTILE, reason="gaat over een ander"),),
    )
    findings = (
        Finding(
            ambition=met.id,
            status=Status.VOLDOET,
            confidence=0.8,
            rationale=HOSTILE,
            essential=(met.criteria[0].id,),
            judgements=(
                Judgement(criterion=met.criteria[0].id, state=State.IN_FORCE, evidence=(evidence,), reason=HOSTILE),
            ),
        ),
        Finding(
            ambition=missing.id,
            status=Status.NIET_AANGETROFFEN,
            confidence=0.4,
            essential=(missing.criteria[0].id,),
            judgements=(Judgement(criterion=missing.criteria[0].id, state=State.NOT_FOUND, trace=trace),),
        ),
        Finding(ambition=other.id, status=Status.NVT, confidence=0.9),
    )
    documents = (
        DocumentSummary(name=evidence.document, sha256="a" * 64, pages=12, title=HOSTILE),
        DocumentSummary(name="scan.pdf", sha256="", pages=0, read="not", problems=(f"Beveiligd. {HOSTILE}",)),
    )
    return outline(
        GapReport(
            norm=norm,
            assessment=Assessment(
                organisation=Organisation(name=HOSTILE, type=OrganisationType.PROVINCIE),
                peildatum=date(2026, 3, 1),
                norm_id=norm.id,
                norm_version=norm.version,
                run=RunInfo(
                    judge="rules",
                    embedder="x",
                    started=datetime(2026, 3, 2, 9, 30, tzinfo=UTC),
                    seconds=1.0,
                    version="1",
                ),
                documents=documents,
                findings=findings,
            ),
        )
    )


@pytest.fixture(scope="session")
def disputed_outline() -> Outline:
    """The Groningse norm by two judges, with hostile text in all that a model or a server may have said.

    1.1: they differ, and quotes were refused; 1.2: the model could not judge; 1.3: they agree.
    """
    norm = load_norm("groningse-norm")
    one, two, three = (norm.ambition(each) for each in ("1.1", "1.2", "1.3"))

    def evidence(criterion: str, start: int) -> Evidence:
        return Evidence(
            document=f"{HOSTILE}.pdf",
            document_id="a" * 64,
            page=4,
            start=start,
            end=start + len(HOSTILE),
            quote=HOSTILE,
            criterion=criterion,
            stance=State.IN_FORCE,
        )

    refused = Rejected(quote=HOSTILE, claimed=State.IN_FORCE, gate=Gate.VERBATIM, reason=HOSTILE)
    by_model = Judgement(
        criterion=one.criteria[0].id, state=State.NOT_FOUND, reason=HOSTILE, trace=SearchTrace(rejected=(refused,) * 6)
    )
    by_rules = Judgement(
        criterion=one.criteria[0].id,
        state=State.IN_FORCE,
        evidence=(evidence(one.criteria[0].id, 900),),
        reason=HOSTILE,
    )
    findings = (
        Finding(
            ambition=one.id,
            status=Status.NIET_AANGETROFFEN,
            confidence=0.6,
            essential=(one.criteria[0].id,),
            judgements=(by_model,),
            judge="model",
            notices=(HOSTILE,),
            second=Opinion(judge="rules", status=Status.VOLDOET, confidence=0.9, judgements=(by_rules,)),
        ),
        Finding(
            ambition=two.id,
            status=Status.VOLDOET,
            confidence=0.9,
            judge="rules",
            second=Opinion(judge="model", status=None, problem=HOSTILE),
        ),
        Finding(
            ambition=three.id,
            status=Status.VOLDOET,
            confidence=0.9,
            judge="model",
            second=Opinion(judge="rules", status=Status.VOLDOET, confidence=0.9),
        ),
    )
    use = ModelUse(model=f"openai:{HOSTILE}", host=HOSTILE, temperature=0.0, seed=7)
    conclusion = PillarConclusion(
        pillar="1",
        sentences=(WrittenSentence(text=HOSTILE, ambitions=("1.1", "1.3")),),
        refused=(RefusedText(text=HOSTILE, reason=HOSTILE),),
        model=use,
        mark="Geschreven door een taalmodel.",
    )
    return outline(
        GapReport(
            norm=norm,
            assessment=Assessment(
                organisation=Organisation(name=HOSTILE, type=OrganisationType.PROVINCIE),
                peildatum=date(2026, 3, 1),
                norm_id=norm.id,
                norm_version=norm.version,
                run=RunInfo(
                    judge="both",
                    embedder="x",
                    started=datetime(2026, 3, 2, 9, 30, tzinfo=UTC),
                    seconds=1.0,
                    version="1",
                    model=use,
                ),
                documents=(DocumentSummary(name=f"{HOSTILE}.pdf", sha256="a" * 64, pages=12, title=HOSTILE),),
                findings=findings,
                conclusions=(conclusion,),
            ),
        )
    )


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    """`python app.py` on a free port, ended politely; its temporary folder must then be gone."""
    temporary = tmp_path_factory.mktemp("app")
    port = free_port()
    log = (temporary / "log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "app.py", "--port", str(port)],
        cwd=ROOT,
        env={
            **{name: value for name, value in os.environ.items() if not name.startswith("NORMTOETS_")},
            "TMPDIR": str(temporary),
            "NORMTOETS_DATA": str(temporary / "data"),
            "NORMTOETS_ALLOWED_HOSTS": "localhost",
        },
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    running = RunningApp(f"http://127.0.0.1:{port}", temporary, process)
    try:
        await_start(running)
        yield running
    finally:
        process.terminate()
        process.wait(30)
        log.close()
    assert not list(temporary.glob("normtoets-*")), "the temporary folder outlived the app"
