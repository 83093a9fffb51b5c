"""The databases that tests run on: SQLite, and a PostgreSQL server of their own where the system has its programs.

A plugin of pytest: `store` and `place` make a test run on both.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from analyzer.store.database import FILE
from analyzer.store.store import Store, open_store

_UNPRIVILEGED = ("postgres", "nobody")  # the server refuses to run as root
# Nothing here must survive a power cut, so nothing waits for the disk.
_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
    "shared_buffers": "32MB",
    "listen_addresses": "127.0.0.1",
    "autovacuum": "off",
    "log_min_messages": "fatal",
}


@dataclass(frozen=True)
class Place:
    """What `open_store` takes."""

    folder: Path
    url: str | None


class NoServer(Exception):
    """Why there is no PostgreSQL here."""


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server on 127.0.0.1. `stop` ends it, and removes its data."""

    port: int
    stop: Callable[[], None]

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://tests@127.0.0.1:{self.port}/{database}"

    def create(self, template: str | None = None) -> str:
        """The name of a new database, empty or a copy of another."""
        name = f"t{uuid.uuid4().hex}"
        self._run(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else " TEMPLATE template0"))
        return name

    def drop(self, name: str) -> None:
        """Fails where someone is still connected: a test must close what it opens."""
        self._run(f"DROP DATABASE {name}")

    def _run(self, statement: str) -> None:
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(statement)


def start_server() -> Server:
    """Raises NoServer."""
    programs = _programs()
    account = _account()
    # Not beneath pytest's own folder, which only its owner may enter; and short, for the socket's name.
    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))

    def run(*command: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            command,
            user=account,
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "HOME": str(folder)},
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            timeout=60,
        )

    try:
        if account is not None:
            shutil.chown(folder, account)
        data, port = folder / "data", _free_port()
        made = run(
            str(programs / "initdb"),
            *("--pgdata", str(data), "--username", "tests", "--auth", "trust"),
            *("--encoding", "UTF8", "--no-locale", "--no-sync"),
        )
        if made.returncode:
            raise NoServer(f"initdb failed: {made.stderr.decode(errors='replace')[-300:]}")
        options = " ".join(
            (
                f"-p {port} -k {folder}",
                *(f"-c {name}={value}" for name, value in _SETTINGS.items()),
            )
        )
        started = run(
            str(programs / "pg_ctl"),
            *("start", "--pgdata", str(data), "--wait", "--timeout", "30", "--log", str(folder / "log")),
            *("--options", options),
        )
        if started.returncode:
            log = (folder / "log").read_text(errors="replace") if (folder / "log").exists() else ""
            raise NoServer(f"the server did not start: {log[-300:]}")
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise

    def stop() -> None:
        run(str(programs / "pg_ctl"), "stop", "--pgdata", str(data), "--mode", "immediate", "--wait")
        shutil.rmtree(folder, ignore_errors=True)

    return Server(port, stop)


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda each: int(each.parts[-3]))
    if found:
        return found[-1].parent
    if (elsewhere := shutil.which("pg_ctl")) is not None:
        return Path(elsewhere).parent
    raise NoServer("the programs of PostgreSQL are not installed (Debian: apt-get install postgresql)")


def _account() -> str | None:
    """The account to run as; None: one's own."""
    if os.geteuid() != 0:
        return None
    for name in _UNPRIVILEGED:
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    raise NoServer("PostgreSQL refuses to run as root, and there is no other account")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A server for the whole run of the tests; without one, what needs it is skipped and says why."""
    try:
        server = start_server()
    except NoServer as exc:
        pytest.skip(f"no PostgreSQL: {exc}")
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def _migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("migrated")
    open_store(folder).close()
    return folder / FILE


@pytest.fixture(scope="session")
def _migrated_database(postgresql: Server, tmp_path_factory: pytest.TempPathFactory) -> str:
    name = postgresql.create()
    open_store(tmp_path_factory.mktemp("migrated"), postgresql.url(name)).close()
    return name


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """Where an empty store is, on each of the databases: migrated, and not open."""
    folder = tmp_path / "dossiers"
    folder.mkdir(mode=0o700)
    if request.param == "sqlite":
        shutil.copyfile(request.getfixturevalue("_migrated_file"), folder / FILE)
        yield Place(folder, None)
        return
    server: Server = request.getfixturevalue("postgresql")
    name = server.create(request.getfixturevalue("_migrated_database"))
    yield Place(folder, server.url(name))
    server.drop(name)


@pytest.fixture
def store(place: Place) -> Iterator[Store]:
    """An empty store, on each of the databases."""
    opened = open_store(place.folder, place.url)
    try:
        yield opened
    finally:
        opened.close()


@pytest.fixture
def embedded_store(tmp_path: Path, _migrated_file: Path) -> Iterator[Store]:
    """An empty store on SQLite, for what has nothing to do with the database."""
    folder = tmp_path / "dossiers"
    folder.mkdir(mode=0o700)
    shutil.copyfile(_migrated_file, folder / FILE)
    opened = open_store(folder)
    try:
        yield opened
    finally:
        opened.close()
