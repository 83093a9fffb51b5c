"""The example assessed once, and the app to put it in."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from killable_app import EXAMPLE, NORMS, ORGANISATION, PEILDATUM, App

from analyzer.assessment import Request, analyse
from analyzer.engine import choose_engine
from analyzer.types import GapReport


@pytest.fixture(scope="session")
def reports(tmp_path_factory: pytest.TempPathFactory) -> tuple[GapReport, ...]:
    """The example dossier on both norms."""
    request = Request(paths=(EXAMPLE,), norm_ids=NORMS, organisation=ORGANISATION, peildatum=PEILDATUM)
    return analyse(request, tmp_path_factory.mktemp("werk") / "werkmap", choose_engine())


@pytest.fixture
def app(tmp_path: Path, unused_port: int) -> Iterator[App]:
    folder = tmp_path / "gegevens"
    folder.mkdir()
    made = App(folder, unused_port)
    yield made
    made.stop()


@pytest.fixture
def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
