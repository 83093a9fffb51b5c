"""`normtoets draft`: what it prints, and what it says where nothing can be drafted."""

from __future__ import annotations

from pathlib import Path

import pytest
from model_server import ModelServer
from written_pillar import ASSESSMENT, QUOTES, evidence_of, provisions, says

from analyzer.cli import main
from analyzer.norms import load_norm
from analyzer.report import machine
from analyzer.types import GapReport, Judgement, Organisation, OrganisationType, State
from analyzer.verdicts import derive
from analyzer.writing.drafts import DRAFT_MARK


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """A report against the real norm: 4.4 of it lacks everything, 4.1 is met, 2.3 does not bind a waterschap."""
    norm = load_norm("groningse-norm")
    kind = OrganisationType.WATERSCHAP
    findings = []
    for ambition in norm.ambitions:
        state = State.IN_FORCE if ambition.id == "4.1" else State.ABSENT
        evidence = {"evidence": (evidence_of(ambition.criteria[0].id, QUOTES[0], 3),)} if ambition.id == "4.4" else {}
        judgements = tuple(
            Judgement(criterion=each.id, state=state, **(evidence if number == 0 else {}))
            for number, each in enumerate(ambition.criteria)
        )
        findings.append(derive(ambition, judgements, kind))
    assessment = ASSESSMENT.model_copy(
        update={
            "organisation": Organisation(name="Waterschap Veldermeer", type=kind),
            "norm_id": norm.id,
            "norm_version": norm.version,
            "findings": tuple(findings),
        }
    )
    path = tmp_path / "groningse-norm.json"
    path.write_bytes(machine.render(GapReport(norm=norm, assessment=assessment)))
    return path


def test_drafting_on_the_command_line(report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = provisions(
        "Het dagelijks bestuur stelt dit vast.", "Het geldt vanaf 2031.", to_decide=["Wie dit bijhoudt."]
    )
    with ModelServer(says(answer)) as server:
        options = ["--report", str(report), "--model", "openai:test", "--model-url", server.url]
        assert main(["draft", "groningse-norm", "4.4", *options]) == 0
        place = server.url.removeprefix("http://").removesuffix("/v1")
    told = capsys.readouterr()
    assert told.out.startswith(f"{DRAFT_MARK}\nGroningse norm, ambitie 4.4: ")
    assert "1. Het dagelijks bestuur stelt dit vast.\n\nKies zelf:\n- Wie dit bijhoudt.\n" in told.out
    assert "2031" not in told.out and "Weggelaten: “Het geldt vanaf 2031.”" in told.err
    assert told.err.startswith(
        f"Taalmodel: openai:test. De ambitie en 1 citaat uit het rapport gaan naar {place} (deze computer)."
    )
    assert QUOTES[0] in server.calls[0].text


@pytest.mark.parametrize(
    ("norm", "ambition", "message"),
    [
        ("groningse-norm", "9.9", "heeft geen ambitie '9.9'. Zie 'normtoets norms show groningse-norm'"),
        ("groningse-norm", "4.1", "Ambitie 4.1 voldoet volgens het rapport; er is niets te ontwerpen."),
        ("groningse-norm", "2.3", "Ambitie 2.3 geldt niet voor deze organisatie"),
        ("noord-hollandse-norm", "4.4", "gaat over een andere norm (Groningse norm)"),
    ],
)
def test_nothing_to_draft_is_said_before_anything_is_sent(
    norm: str, ambition: str, message: str, report: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with ModelServer(says(provisions("x"))) as server:
        options = ["--report", str(report), "--model", "openai:test", "--model-url", server.url]
        assert main(["draft", norm, ambition, *options]) == 1
        assert server.calls == []
    told = capsys.readouterr()
    assert message in told.err and told.out == ""


def test_a_report_that_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "r.json"
    command = ["draft", "groningse-norm", "4.4", "--report", str(path), "--model", "openai:test"]
    assert main(command) == 1
    assert "kan niet worden gelezen (een deel van de naam bestaat niet)" in capsys.readouterr().err
    path.write_text("{}", encoding="utf-8")
    assert main(command) == 1
    assert "Dit is geen rapport van Normtoets" in capsys.readouterr().err


def test_without_a_model_the_way_out_is_told(report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["draft", "groningse-norm", "4.4", "--report", str(report)]) == 1
    told = capsys.readouterr().err
    assert "Er is geen taalmodel ingesteld. Noem er een met --model en --model-url" in told and "model.yaml" in told


def test_a_model_that_drafts_nothing_usable(report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with ModelServer(says(provisions("Dit geldt vanaf 2031."))) as server:
        options = ["--report", str(report), "--model", "openai:test", "--model-url", server.url]
        assert main(["draft", "groningse-norm", "4.4", *options]) == 1
    told = capsys.readouterr()
    assert "Er is geen ontwerp gemaakt." in told.err and "normtoets models check" in told.err and told.out == ""
