"""What the app adds to the main job: files set apart, the rules at once, what a stop leaves, and errors in Dutch."""

from __future__ import annotations

import errno
import json
import logging
import threading
from datetime import date
from pathlib import Path
from typing import Any

import answering_player
import pytest
from model_server import Call, ModelServer, status

from analyzer.assessment import Request, silent
from analyzer.errors import NothingToRead
from analyzer.llm.settings import ModelSettings
from analyzer.types import Organisation, OrganisationType
from ingest.errors import WorkspaceInUse
from ui.assess import REPORTS_STAGE, Run, file_name
from ui.dossier import DocumentsGone, load_documents
from ui.engines import Judging
from ui.explanation import explain
from ui.form import IncompleteForm
from ui.job import Job, Stopped

POLICY = (
    "Beleid integriteit\n\nVastgesteld door het college op 3 maart 2025.\n\n"
    "De gemeente heeft een meldpunt ingericht waar medewerkers signalen van ondermijning kunnen melden.\n"
)


def request(*paths: Path) -> Request:
    return Request(
        paths=paths,
        norm_ids=("groningse-norm",),
        organisation=Organisation(name="Gemeente Één/Twee <x>", type=OrganisationType.GEMEENTE),
        peildatum=date(2026, 3, 1),
    )


def test_two_uploads_of_one_name_are_both_read(tmp_path: Path) -> None:
    paths = []
    for folder, text in (("a", POLICY), ("b", POLICY.replace("2025", "2024"))):
        (tmp_path / folder).mkdir()
        paths.append(tmp_path / folder / "beleid.txt")
        paths[-1].write_text(text)
    steps: list[str] = []
    run = Run(request(*paths), Judging(), tmp_path / "werk")
    (outcome,) = run.work(lambda done, of, what: steps.append(what))
    names = [row.name for row in (*outcome.outline.unread, *outcome.outline.documents)]
    assert sorted(names) == ["beleid (2).txt", "beleid.txt"]
    assert steps[0].startswith("Gelezen: ") and steps[-1] == "Rapporten"
    assert set(outcome.files) == {"json", "docx", "html"}
    assert all(path.stat().st_size > 1000 for path in outcome.files.values())
    assert not list((tmp_path / "werk").glob("toets-*/documenten"))


def test_nothing_to_read_is_told_by_file_and_leaves_no_copies(tmp_path: Path) -> None:
    empty = tmp_path / "leeg.pdf"
    empty.touch()
    with pytest.raises(NothingToRead) as caught:
        Run(request(empty), Judging(), tmp_path / "werk").work(silent)
    lines = explain(caught.value)
    assert lines[0] == "Geen enkel document kon worden gelezen." and "leeg.pdf" in lines[1]
    assert not lines[1].startswith("-")
    assert not list((tmp_path / "werk").glob("toets-*/documenten"))


@pytest.mark.parametrize(
    ("error", "part"),
    [
        (IncompleteForm(["Norm: kies ten minste één norm."]), "kies ten minste één norm"),
        (Stopped(), "gestopt"),
        (WorkspaceInUse("--out"), "vorige toets"),
        (OSError(errno.ENOSPC, "No space left on device"), "de schijf is vol"),
        (FileNotFoundError(errno.ENOENT, "No such file"), "kies ze opnieuw"),
        (DocumentsGone(), "Voer de toets opnieuw uit"),
    ],
)
def test_what_can_be_foreseen_is_told_with_a_way_out(error: Exception, part: str) -> None:
    text = " ".join(explain(error))
    assert part in text
    assert not any(english in text for english in ("No space", "No such", "--out"))


def test_what_was_not_foreseen_is_told_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    detail = " ".join(("inner", "detail"))
    try:
        raise RuntimeError(detail)
    except RuntimeError as error:
        with caplog.at_level(logging.ERROR):
            (text,) = explain(error)
    assert "test_ui_assess.py" in caplog.text, "where it went wrong"
    assert "RuntimeError" in text and "beheerder" in text and detail not in text
    assert "RuntimeError" in caplog.text and detail not in caplog.text, "a message may quote a document"


def test_the_name_of_a_report_is_safe_and_telling() -> None:
    assert file_name("Gemeente Één/Twee <x>", "groningse-norm", "2026-03-01", "docx") == (
        "gemeente-n-twee-x-groningse-norm-2026-03-01.docx"
    )
    assert file_name("///", "n", "2026-03-01", "json") == "organisatie-n-2026-03-01.json"


@pytest.mark.parametrize(
    ("message", "told"),
    [
        (
            "Noem er een met --model, of kies er een met --nli.",
            "Noem er een bij Instellingen, of kies er een als gevolg",
        ),
        (
            "De toegang is geweigerd. Zet de sleutel in NORMTOETS_MODEL_KEY.",
            "geweigerd. Vul bij “Sleutel” op de pagina",
        ),
        ("Haal die weg; zet haar in NORMTOETS_MODEL_KEY.", "Haal die weg. Vul bij “Sleutel” op de pagina"),
        ("Er is geen prijs (price_input en price_output).", "Er is geen prijs."),
        ("Stel met requests_per_second minder in.", "Stel met “Per seconde” minder in."),
        ("Er is geen '/x/model.yaml'. Kies een bestand.", "Er is geen '/x/model.yaml'. Kies een bestand."),
    ],
)
def test_a_message_for_the_command_line_is_told_as_the_page_has_it(message: str, told: str) -> None:
    (line,) = explain(NothingToRead(message))
    assert told in line and "--" not in line


# --- two judges ----------------------------------------------------------------------------------------------------


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = tmp_path / "beleid.txt"
    path.write_text(POLICY)
    return path


def both(server: ModelServer, **changes: Any) -> Judging:
    return Judging("both", ModelSettings(model="openai:test", url=server.url, **{"retries": 0, **changes}))


def both_norms(path: Path) -> Request:
    return Request((path,), ("groningse-norm", "noord-hollandse-norm"), request().organisation, date(2026, 3, 1))


def test_the_rules_judge_every_norm_before_the_model_is_asked_anything(policy: Path, tmp_path: Path) -> None:
    first: list[tuple[list[str], list[str]]] = []

    def player(call: Call) -> str:
        if not first:
            outcomes = run.so_far()
            assert all(path.stat().st_size > 1000 for each in outcomes for path in each.files.values())
            first.append(([each.norm_id for each in outcomes], [share.norm for share in run.shares() if share.done]))
        return answering_player.play(call)

    with ModelServer(player) as server:
        run = Run(both_norms(policy), both(server), tmp_path / "werk")
        assert run.so_far() == () and run.dossier is None
        outcomes = run.work(silent)
    assert first[0] == (["groningse-norm", "noord-hollandse-norm"], [])
    assert [each.norm_id for each in outcomes] == ["groningse-norm", "noord-hollandse-norm"]
    assert all(entry.second is not None for each in outcomes for entry in each.outline.entries if not entry.brief)
    assert [share.done for share in run.shares()] == [share.of for share in run.shares()]
    assert len(run.estimates) == 2 and all("(deze computer)" in each.text for each in run.estimates)
    assert {path.parent.name for each in outcomes for path in each.files.values()} == {"rapport"}
    assert run.dossier is not None and [each.name for each in load_documents(run.dossier)] == ["beleid.txt"]


def test_a_stop_keeps_the_rules_and_what_the_model_said_so_far(policy: Path, tmp_path: Path) -> None:
    """The model hangs after some answers: what is there is shown without waiting for it."""
    go_on = threading.Event()
    asked = threading.Semaphore(7)

    def player(call: Call) -> str:
        if not asked.acquire(blocking=False):
            go_on.wait(30)
        return answering_player.play(call)

    with ModelServer(player) as server:
        run = Run(request(policy), both(server, at_once=1), tmp_path / "werk")
        job = Job(run.work)
        while not (run.shares() and run.shares()[0].done >= 3):
            assert not job.wait(0.02)
        job.stop()
        (outcome,) = run.settle()
        go_on.set()
        assert job.wait(30)
    with pytest.raises(Stopped):
        job.result()
    seconds = [entry.second is not None for entry in outcome.outline.entries if not entry.brief]
    assert 3 <= sum(seconds) < len(seconds)
    report = json.loads(outcome.files["json"].read_text())
    assert report["run"]["judge"] == "both" and report["run"]["model"]["calls"] >= 3
    assert len(report["ambitions"]) == 29 and all(each["status"] for each in report["ambitions"])
    waiting = next(entry for entry in outcome.outline.entries if entry.second is None and not entry.brief)
    assert any("gestopt" in notice for notice in waiting.notices)


def test_a_stop_before_the_model_said_anything_leaves_the_report_of_the_rules(policy: Path, tmp_path: Path) -> None:
    with ModelServer(answering_player.play) as server:
        run = Run(request(policy), both(server), tmp_path / "werk")

        def progress(done: int, of: int, what: str) -> None:
            if run.estimates:
                raise Stopped

        with pytest.raises(Stopped):
            run.work(progress)
        assert server.calls == []
    (outcome,) = run.settle()
    assert json.loads(outcome.files["json"].read_text())["run"]["judge"] == "rules"


def test_before_the_first_layer_a_stop_leaves_nothing(policy: Path, tmp_path: Path) -> None:
    def progress(done: int, of: int, what: str) -> None:
        raise Stopped

    with ModelServer(answering_player.play) as server:
        run = Run(request(policy), both(server), tmp_path / "werk")
        with pytest.raises(Stopped):
            run.work(progress)
    assert run.settle() == () and run.shares() == ()


def test_a_server_that_refuses_leaves_the_verdicts_of_the_rules_with_the_reason(policy: Path, tmp_path: Path) -> None:
    with ModelServer(answering_player.play, faults=lambda number, call: status(401)) as server:
        (outcome,) = Run(request(policy), both(server), tmp_path / "werk").work(silent)
    entries = [entry for entry in outcome.outline.entries if not entry.brief]
    assert all(entry.second is not None and entry.second.failed for entry in entries)
    assert all("Controleer de sleutel" in entry.second.problem for entry in entries if entry.second)
    assert outcome.outline.unanswered


def test_the_last_stretch_is_told_as_the_reports(policy: Path, tmp_path: Path) -> None:
    steps: list[str] = []
    with ModelServer(answering_player.play) as server:
        run = Run(request(policy), both(server), tmp_path / "werk")
        run.work(lambda done, of, what: steps.append(what))
    titles = [step for step in steps if step.startswith("Groningse norm: ")]
    assert steps[-1] == REPORTS_STAGE and titles[-1].endswith(" (taalmodel)") and not titles[0].endswith("(taalmodel)")
