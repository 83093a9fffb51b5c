"""The app as it is started: it refuses other addresses, and does the whole job over HTTP for the example dossier."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from gradio_client import Client, handle_file
from running_app import HOSTILE, ROOT, RunningApp, texts

EXAMPLE = ROOT / "corpus" / "example" / "documents"


def start(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "app.py", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


def test_an_address_others_can_reach_is_refused() -> None:
    ended = start("--host", "0.0.0.0")
    assert ended.returncode == 1 and ended.stdout == ""
    assert "start niet op '0.0.0.0'" in ended.stderr and "--host 127.0.0.1" in ended.stderr


def test_a_port_in_use_and_a_port_that_is_none_are_told_in_dutch() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = start("--port", str(port))
    assert ended.returncode == 1 and f"Poort {port} is al in gebruik" in ended.stderr
    assert start("--port", "70000").returncode == 1
    assert "niet begrepen" in start("--poort", "1").stderr
    assert "gebruik: python app.py" in start("--help").stdout


@pytest.fixture
def client(app: RunningApp, tmp_path: Path) -> Iterator[Client]:
    made = Client(app.url, verbose=False, download_files=tmp_path, analytics_enabled=False)
    yield made
    made.close()


def run(
    client: Client, files: list[Path], day: str = "2026-03-01", norms: tuple[str, ...] = ("groningse-norm",)
) -> Any:
    """Starts an assessment; returns all that was shown, in order."""
    uploads = [handle_file(path) for path in files]
    job = client.submit(uploads, list(norms), "Gemeente Oosterhoven", "gemeente", day, "rules", "", api_name="/run")
    job.result(timeout=60)
    return job.outputs()


def test_the_example_goes_from_upload_to_reports(client: Client, app: RunningApp, tmp_path: Path) -> None:
    extra = tmp_path / "notitie.txt"
    extra.write_text(f"Notitie\n\nDe gemeente heeft een meldpunt voor signalen van ondermijning ingericht {HOSTILE}.\n")
    broken = tmp_path / "kapot.pdf"
    broken.write_bytes(b"%PDF-1.7 en verder niets")
    shown = run(client, [*sorted(EXAMPLE.iterdir()), extra, broken], norms=("groningse-norm", "noord-hollandse-norm"))

    assert any("Documenten lezen" in text for step in shown for text in texts(step))
    end = texts(shown[-1])
    html = "\n".join(end)
    assert html.count('class="tiles"') == 2 and "kapot.pdf" in html and "<script" not in html

    files = {Path(text).name: Path(text) for text in end if text.startswith(str(tmp_path)) and Path(text).is_file()}
    assert len(files) == 6
    named = "gemeente-oosterhoven-{}-2026-03-01.{}"
    for norm, count in (("groningse-norm", 29), ("noord-hollandse-norm", 47)):
        report = json.loads(files[named.format(norm, "json")].read_text())
        assert len(report["ambitions"]) == count and report["peildatum"] == "2026-03-01"
        assert any(ambition["evidence"] for ambition in report["ambitions"])
        assert len(report["documents"]) == 11
        assert zipfile.is_zipfile(files[named.format(norm, "docx")])
        assert files[named.format(norm, "html")].read_text().startswith("<!DOCTYPE html>")

    listed, detail = client.predict("groningse-norm", "2", "", False, api_name="/go_on")
    assert listed.count("<tr data-ambition=") == 6 and "2.1 " in detail and "Waarom dit oordeel" in detail
    listed, detail = choose(client, app, ["groningse-norm", "", "", False, None], "2.4")
    assert "2.4 Interne meldvoorziening" in detail and 'data-ambition="2.4" aria-current="true"' in listed

    own = [path for path in app.folder().glob("werk/tab-*/toets-*/rapport/*.json")]
    assert own, "the reports are kept in the tab's own folder"
    assert httpx.get(f"{app.url}/gradio_api/file={own[0]}").status_code in (403, 404)


def choose(client: Client, app: RunningApp, data: list[Any], ambition: str) -> tuple[str, str]:
    """What the browser does at a click in the list."""
    with httpx.Client(base_url=app.url, timeout=30) as tab:
        number = function_number(tab, "choose")
    body = {
        "data": data,
        "fn_index": number,
        "session_hash": client.session_hash,
        "event_data": {"ambition": ambition},
    }
    answer = httpx.post(f"{app.url}/gradio_api/run/predict", json=body, timeout=30)
    answer.raise_for_status()
    listed, detail, *_ = answer.json()["data"]
    return listed, detail


def test_what_is_wrong_is_told_in_dutch(client: Client, tmp_path: Path) -> None:
    policy = shutil.copy(EXAMPLE / "intranetbericht-signaalpunt.md", tmp_path / "b.md")
    wrong_day = "\n".join(texts(run(client, [Path(policy)], day="31-02-2026")[-2:]))
    assert "De toets is niet uitgevoerd." in wrong_day and "“31-02-2026” is geen datum" in wrong_day
    empty = tmp_path / "leeg.docx"
    empty.touch()
    nothing = "\n".join(texts(run(client, [empty])[-2:]))
    assert "Geen enkel document kon worden gelezen" in nothing and "leeg.docx" in nothing
    nobody = "\n".join(texts(client.predict("noord-hollandse-norm", "", "", False, api_name="/go_on")))
    assert "Voer de toets opnieuw uit" in nobody


def test_the_end_of_a_tab_leaves_nothing_behind(app: RunningApp) -> None:
    with (
        httpx.Client(base_url=app.url, timeout=30) as tab,
        tab.stream("GET", "/gradio_api/heartbeat/abcdefghij") as alive,
    ):
        lines = alive.iter_lines()  # kept: the connection closes with it
        assert next(lines).startswith("data: ALIVE")
        (stored,) = tab.post("/gradio_api/upload", files={"files": ("geheim.txt", b"geheim beleid")}).json()
        remember = {
            "data": [[{"path": stored, "meta": {"_type": "gradio.FileData"}}]],
            "fn_index": function_number(tab, "remember"),
            "session_hash": "abcdefghij",
        }
        tab.post("/gradio_api/run/predict", json=remember).raise_for_status()
        assert Path(stored).is_file()
    until = time.monotonic() + 40
    while Path(stored).exists() and time.monotonic() < until:
        time.sleep(0.5)
    assert not Path(stored).exists()


def function_number(tab: httpx.Client, name: str) -> int:
    (number,) = [each["id"] for each in tab.get("/config").json()["dependencies"] if each["api_name"] == name]
    return int(number)


def test_only_this_computer_and_no_outside_addresses(app: RunningApp) -> None:
    page = httpx.get(app.url)
    assert '<html\n\tlang="nl"' in page.text and "connect-src 'self'" in page.headers["content-security-policy"]
    assert "twitter" not in page.text and "og:image" not in page.text
    assert httpx.get(app.url, headers={"host": "evil.example"}).status_code == 403
    assert httpx.get(f"{app.url}/gradio_api/file=/etc/passwd").status_code == 403
    config = httpx.get(f"{app.url}/config").json()
    assert config["analytics_enabled"] is False and config["run_history"] is False
    assert httpx.get(f"{app.url}/monitoring").status_code in (403, 404)
