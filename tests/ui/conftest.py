"""A running app, with data of its own, for the tests of the whole."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from running_app import ROOT, RunningApp, await_start, free_port


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    """`python app.py` on a free port, for the one user of this computer; one for all tests, ended politely."""
    folder = tmp_path_factory.mktemp("app")
    port = free_port()
    log = (folder / "log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "app.py", "--port", str(port)],
        cwd=ROOT,
        env={
            **{name: value for name, value in os.environ.items() if not name.startswith("NORMTOETS_")},
            "NORMTOETS_DATA": str(folder / "data"),
            "NORMTOETS_ALLOWED_HOSTS": "localhost",
        },
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    running = RunningApp(f"http://127.0.0.1:{port}", folder, process)
    try:
        await_start(running)
        yield running
    finally:
        process.terminate()
        process.wait(60)
        log.close()
