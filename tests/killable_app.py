"""The real app as a process of its own that can be killed and started again, and a dossier in it to work on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import httpx
import pytest

from analyzer.store.desk import Desk
from analyzer.store.store import open_store
from analyzer.store.values import JobKind, JobState, Level, Role
from analyzer.types import GapReport, Organisation, OrganisationType

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "corpus" / "example" / "documents"
NORMS = ("groningse-norm", "noord-hollandse-norm")
ORGANISATION = Organisation(name="Gemeente Oosterhoven", type=OrganisationType.GEMEENTE)
PEILDATUM = date(2026, 3, 1)
_START = 60.0  # seconds


def make_dossier(folder: Path, reports: tuple[GapReport, ...], people: list[str]) -> str:
    """A dossier with the documents and verdicts of the example, shared with all `people` (logins). Its id."""
    store = open_store(folder)
    try:
        owner, *others = [store.welcome(each, each.title(), Role.BEOORDELAAR) for each in people]
        desk = Desk(store, owner)
        dossier = desk.create(ORGANISATION, PEILDATUM, NORMS)
        for path in sorted(EXAMPLE.iterdir()):
            with path.open("rb") as content:
                desk.add_document(dossier.id, path.name, content)
        job = store.create_job(dossier.id, JobKind.ASSESS, owner.name, norm_ids=NORMS)
        for report in reports:
            store.keep_assessment(dossier.id, job.id, report.assessment)
        store.update_job(job.id, state=JobState.DONE, started=datetime.now(UTC), ended=datetime.now(UTC))
        for each in others:
            desk.share(dossier.id, each.login, Level.EDIT)
        return dossier.id
    finally:
        store.close()


@dataclass
class App:
    """`python app.py` on the data in `folder`, with a login by a header that we set as a proxy would."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def store(self) -> Path:
        return self.folder / "dossiers"

    def start(self) -> None:
        """Returns when it answers."""
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("NORMTOETS_")},
            "NORMTOETS_DATA": str(self.folder),
            "NORMTOETS_LOGIN": "proxy",
            "NORMTOETS_TRUSTED_PROXIES": "127.0.0.1",
            **self.environment,
        }
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "app.py", "--port", str(self.port)], cwd=ROOT, env=environment, stdout=log, stderr=log
            )
        until = time.monotonic() + _START
        while time.monotonic() < until and self.process.poll() is None:
            try:
                httpx.get(self.url, timeout=5)
                return
            except httpx.TransportError:
                time.sleep(0.1)
        pytest.fail(f"the app did not start: {(self.folder / 'log').read_text()}")

    def kill(self) -> None:
        """As a power cut does: nothing is closed."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(30)

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()
