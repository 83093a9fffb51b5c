"""The app as its users get it: `python app.py` as a process with data of its own, and people who may come in."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import httpx
import pytest

from analyzer.passwords import new_hash
from analyzer.store.store import Store, open_store
from analyzer.store.values import Role

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "corpus" / "example" / "documents"
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
PASSWORD = "vier woorden achter elkaar"
# By login: the name that stands at all they do, and what they may do at most.
PEOPLE = {
    "anna": ("Anna de Wit", Role.BEOORDELAAR),
    "bram": ("Bram Vos", Role.BEOORDELAAR),
    "lena": ("Lena Smit", Role.LEZER),
    "bea": ("Bea Kok", Role.BEHEERDER),
}
_START_SECONDS = 120.0  # Gradio alone takes seconds to import, and the machine may be busy


@dataclass(frozen=True)
class Served:
    """`folder`: its data folder."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @contextmanager
    def store(self) -> Iterator[Store]:
        """The store of the running app, opened beside it."""
        with closing(open_store(self.folder / "dossiers")) as opened:
            yield opened

    def await_start(self) -> None:
        until = time.monotonic() + _START_SECONDS
        while time.monotonic() < until and self.process.poll() is None:
            try:
                if httpx.get(f"{self.url}/robots.txt", timeout=5).status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.1)
        pytest.fail(f"the app did not start: {(self.folder / 'app.log').read_text('utf-8', errors='replace')}")


@contextmanager
def serving(folder: Path, login: str) -> Iterator[Served]:
    """Begins the app; `await_start` tells when it answers. `login`: how people come in. With accounts, PEOPLE do."""
    folder.mkdir(parents=True, exist_ok=True)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("NORMTOETS_")},
        "NORMTOETS_DATA": str(folder),
        "NORMTOETS_LOGIN": login,
        "TMPDIR": str(folder),
    }
    if login == "accounts":
        with closing(open_store(folder / "dossiers")) as store:
            _let_in(store)
    port = _free_port()
    with (folder / "app.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "app.py", "--port", str(port)], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
    try:
        yield Served(folder, port, process)
    finally:
        process.terminate()
        process.wait(30)


def _let_in(store: Store) -> None:
    for login, (name, role) in PEOPLE.items():
        store.set_password(store.welcome(login, name, role).id, _hash())


@cache
def _hash() -> str:
    """Of PASSWORD: made once, for it is meant to be slow."""
    return new_hash(PASSWORD, "")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
