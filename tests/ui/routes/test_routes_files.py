"""What goes out: originals and reports, as downloads that do nothing, for whoever may see the dossier."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO
from urllib.parse import unquote

import pytest
from pdf_here import why_no_pdf
from small_app import SECRET, SmallApp

from analyzer.norms import load_norm
from analyzer.report.papers import PAPERS, Paper
from analyzer.store.values import Level
from analyzer.types import Assessment, Finding, RunInfo, Status
from ui.places import export_address, original_address, page_image_address, report_address

CANARY = "Alleen Anna weet van de Kanariezaak."


@pytest.fixture(scope="module")
def documents(app: SmallApp) -> dict[str, str]:
    """The sha256 of Anna's documents, by name."""
    desk = app.desk("anna")
    desk.add_document(app.dossier.id, "kwaad “é”.html", BytesIO(b"<script>alert(1)</script>"))
    return {each.name: each.sha256 for each in desk.documents(app.dossier.id)}


@pytest.fixture(scope="module")
def assessment(app: SmallApp, documents: dict[str, str]) -> str:
    norm = load_norm("groningse-norm")
    findings = tuple(
        Finding(ambition=each.id, status=Status.VOLDOET, confidence=0.8, rationale=CANARY) for each in norm.ambitions
    )
    moment = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    run = RunInfo(judge="rules", embedder="x", started=moment, seconds=1.0, version="1")
    made = Assessment(
        organisation=app.dossier.organisation,
        peildatum=date(2026, 3, 1),
        norm_id=norm.id,
        norm_version=norm.version,
        run=run,
        documents=(),
        findings=findings,
    )
    return app.store.keep_assessment(app.dossier.id, None, made).id


def _made(paper: Paper) -> bool:
    """Whether it is made of this assessment, here: nobody agreed on a date for an agenda."""
    return paper.fits("groningse-norm") and paper.key != "agenda" and not (paper.key == "pdf" and why_no_pdf())


def addresses(app: SmallApp, documents: dict[str, str], assessment: str) -> list[str]:
    sha256 = documents["nota.txt"]
    return [
        original_address(app.dossier.id, sha256),
        page_image_address(app.dossier.id, sha256, 1),
        page_image_address(app.dossier.id, sha256, 1, 0, 5),
        *(report_address(app.dossier.id, assessment, key) for key, paper in PAPERS.items() if _made(paper)),
        f"{report_address(app.dossier.id, assessment, 'html')}?bekijk=1",
        export_address(app.dossier.id),
    ]


def test_an_original_comes_back_as_it_went_in_and_as_a_file_that_does_nothing(
    app: SmallApp, documents: dict[str, str]
) -> None:
    with app.visitor("anna") as client:
        answer = client.get(original_address(app.dossier.id, documents["nota.txt"]))
        assert answer.content == SECRET.encode() and answer.headers["content-type"] == "application/octet-stream"
        answer = client.get(original_address(app.dossier.id, documents["kwaad “é”.html"]))
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["x-content-type-options"] == "nosniff" and answer.headers["cache-control"] == "no-store"
        assert "sandbox" in answer.headers["content-security-policy"]
        told = answer.headers["content-disposition"]
        assert told.startswith('attachment; filename="kwaad ___.html"; ')
        assert unquote(told.partition("filename*=UTF-8''")[2]) == "kwaad “é”.html"
    line = app.store.log_lines(1)[0]
    assert (line.who, line.action, line.source) == ("anna", "document opgehaald", "203.0.113.9")
    assert line.subject == f"{app.dossier.id} kwaad “é”.html"


def test_reports_are_downloads_and_one_can_be_looked_at_where_it_reaches_nothing(
    app: SmallApp, assessment: str
) -> None:
    with app.visitor("anna") as client:
        for paper in PAPERS.values():
            answer = client.get(report_address(app.dossier.id, assessment, paper.key))
            if not paper.fits("groningse-norm"):
                assert answer.status_code == 404, paper.key
                continue
            if not _made(paper):
                assert answer.status_code == 422 and ("datum" in answer.text or "PDF" in answer.text)
                continue
            assert answer.status_code == 200 and len(answer.content) > 1000, paper.key
            stem = paper.file_name("groningse-norm").removesuffix(paper.suffix)
            name = f"gemeente-annahoven-{stem}-2026-03-01{paper.suffix}"
            assert f'attachment; filename="{name}"' in answer.headers["content-disposition"]
            assert "sandbox; default-src 'none'" in answer.headers["content-security-policy"]
        assert app.store.log_lines(1)[0].action == "rapport opgehaald"
        shown = client.get(f"{report_address(app.dossier.id, assessment, 'html')}?bekijk=1")
        assert shown.headers["content-disposition"] == "inline" and CANARY in shown.text
        policy = shown.headers["content-security-policy"]
        assert policy.startswith("sandbox allow-scripts; default-src 'none'") and "allow-same-origin" not in policy
        assert "frame-ancestors 'self'" in policy and shown.headers["x-frame-options"] == "SAMEORIGIN"
        other = client.get(f"{report_address(app.dossier.id, assessment, 'json')}?bekijk=1")
        assert "attachment" in other.headers["content-disposition"]


def test_nobody_else_gets_anything_and_learns_nothing(
    app: SmallApp, documents: dict[str, str], assessment: str
) -> None:
    with app.visitor() as nobody, app.visitor("bert") as bert:
        for address in addresses(app, documents, assessment):
            assert nobody.get(address).status_code == 401, address
            mine, missing = bert.get(address), bert.get(address.replace(app.dossier.id, "0" * 32))
            assert mine.status_code == missing.status_code == 404, address
            assert mine.content == missing.content and "kanarie" not in mine.text.lower(), address
            assert bert.head(address).status_code == 404, address


def test_a_document_of_another_dossier_is_not_in_this_one(app: SmallApp, documents: dict[str, str]) -> None:
    own = app.desk("bert").create(app.dossier.organisation, app.dossier.peildatum, ["groningse-norm"])
    with app.visitor("bert") as bert:
        answer = bert.get(original_address(own.id, documents["nota.txt"]))
        assert answer.status_code == 404 and SECRET not in answer.text
        missing = bert.get(original_address(own.id, "0" * 64))
        assert missing.content == answer.content, "nor is it told that somebody has it"


def test_whoever_it_is_shared_with_reads_it_and_whoever_lost_that_does_not(
    app: SmallApp, documents: dict[str, str], assessment: str
) -> None:
    desk = app.desk("anna")
    desk.share(app.dossier.id, "leo", Level.READ)
    with app.visitor("leo") as leo:
        for address in addresses(app, documents, assessment):
            if "/pagina/" not in address:
                assert leo.get(address).status_code == 200, address
        desk.unshare(app.dossier.id, app.people["leo"].id)
        for address in addresses(app, documents, assessment):
            assert leo.get(address).status_code == 404, address
