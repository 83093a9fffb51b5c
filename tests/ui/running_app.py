"""The app under test: where it is, where it keeps its data, whether it has started; and text it must not obey."""

from __future__ import annotations

import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[2]
HOSTILE = "<script>alert(1)</script> <img src=x onerror=alert(2)> ${alert(3)} {{ 7 * 7 }} \u202edraai"
START_SECONDS = 120.0


@dataclass(frozen=True)
class RunningApp:
    """`folder` holds its `data` and its `log`."""

    url: str
    folder: Path
    process: subprocess.Popen[bytes]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def await_start(running: RunningApp) -> None:
    """Returns when the app answers; fails the test when it does not start."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and running.process.poll() is None:
        try:
            if httpx.get(f"{running.url}/robots.txt", timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    pytest.fail(f"the app did not start: {(running.folder / 'log').read_text()}")
