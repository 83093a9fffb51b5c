"""Files from outside are read in child processes: one file, one process, with limits on memory, time and result.

A crash, a hang or a flood in one file is that file's error; the others go on. How it works: a *reading server*
(`ingest.sandbox_server`) is a clean Python process with the readers loaded; for each file it forks a child, sets the
child's limits, and hands back what the child wrote: JSON, checked against the types here, never a pickle. Servers are
kept for the next call. They are started as a command, not by multiprocessing, so the caller's main module is never
imported or run again, whatever it is, and any thread may call.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import IO

from pydantic import ValidationError

from ingest.errors import (
    DamagedDocument,
    EmptyFile,
    EncryptedDocument,
    FileMissing,
    LimitExceeded,
    NoSuchPage,
    UnreadableDocument,
    UnsupportedFormat,
)
from ingest.readers.raw import RawDocument
from ingest.sandbox_protocol import Failure, Limits, Outcome, Reply, Task, receive, send, too_large

READER = "ingest.readers.dispatch:read_bytes"
GRACE_SECONDS = 10.0  # what a server may take beyond the time of its child before it is given up
STOP_SECONDS = 2.0  # what a server gets to end by itself

_START = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from ingest.sandbox_server import serve; serve()"
_ERRORS = {
    kind.code: kind
    for kind in (
        UnreadableDocument,
        FileMissing,
        EmptyFile,
        UnsupportedFormat,
        EncryptedDocument,
        DamagedDocument,
        NoSuchPage,
        LimitExceeded,
    )
}


def read_files(
    jobs: Sequence[tuple[str, bytes | Path]],
    limits: Limits | None = None,
    workers: int | None = None,
    reader: str = READER,
) -> Iterator[tuple[int, RawDocument | UnreadableDocument]]:
    """Reads files, each in a process of its own; yields (index in `jobs`, result) in the order they come ready.

    A job is the name the user knows the file by, and its bytes or its path. `workers`: processes at a time (default:
    the number of processors). `reader`: "module:function", from bytes and name to RawDocument. Never raises for a file:
    what cannot be read is yielded as its error. When the caller stops listening, what still runs is ended.
    """
    if not jobs:
        return
    limits = limits or Limits()
    crew = _Crew(reader)
    with ThreadPoolExecutor(min(workers or os.cpu_count() or 1, len(jobs)), "lezer") as pool:
        futures = {pool.submit(_read, crew, name, source, limits): index for index, (name, source) in enumerate(jobs)}
        try:
            for future in as_completed(futures):
                yield futures[future], future.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            crew.dismiss()


def run(
    reader: str, name: str, source: bytes | Path, limits: Limits, wanted: str
) -> Reply | Failure | UnreadableDocument:
    """Has one file handled in a child process, by a reader that is told what is `wanted`: what it made, or why it made
    nothing."""
    return _Crew(reader).ask(name, source, limits, wanted)


class _Server:
    """A reading server, seen from here. One task at a time."""

    def __init__(self, reader: str) -> None:
        path = [str(entry) or os.getcwd() for entry in sys.path] + [str(Path(__file__).absolute().parents[1])]
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-c", _START, json.dumps(path), reader],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # an interrupt at the keyboard is for the caller, who then ends the servers
        )
        if self._process.stdin is None or self._process.stdout is None:  # cannot be: both are pipes
            raise OSError("no pipes to the reading server")
        self._requests: IO[bytes] = self._process.stdin
        self._replies: IO[bytes] = self._process.stdout

    def ask(self, task: Task, data: bytes) -> tuple[Outcome, bytes] | None:
        """The reply; None when the server died or took much longer than its child may."""
        timer = threading.Timer(task.limits.wall_seconds + GRACE_SECONDS, self._process.kill)
        timer.daemon = True
        timer.start()
        try:
            send(self._requests, task, data)
            return receive(self._replies, Outcome, task.limits.result_bytes)
        except (OSError, ValueError):
            return None
        finally:
            timer.cancel()

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def stop(self) -> None:
        """Asks the server to end its child and itself. May be called while another thread waits in `ask`."""
        self._process.terminate()

    def end(self) -> None:
        """Stops the server and frees what it holds here."""
        self.stop()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for pipe in (self._requests, self._replies):
            with contextlib.suppress(OSError):  # what was left to send can no longer be sent
                pipe.close()


class _Crew:
    """The servers at work for one call."""

    def __init__(self, reader: str) -> None:
        self._reader = reader
        self._busy: set[_Server] = set()
        self._lock = threading.Lock()
        self._dismissed = False

    def ask(
        self, name: str, source: bytes | Path, limits: Limits, wanted: str = ""
    ) -> Reply | Failure | UnreadableDocument:
        """What a child made of one file, or why it made nothing."""
        refusal = _refusal(name, source, limits)
        if refusal:
            return refusal
        path, data = (str(source.absolute()), b"") if isinstance(source, Path) else (None, source)
        server = self._take()
        if server is None:
            return Failure.LOST
        reply = server.ask(Task(name=name, path=path, limits=limits, wanted=wanted), data)
        self._release(server, fit=reply is not None and not reply[0].last)
        if reply is None:
            return Failure.LOST
        outcome, payload = reply
        return outcome.failure or _checked(name, payload)

    def dismiss(self) -> None:
        """Stops the servers that are still at work; called when nobody listens any more."""
        with self._lock:
            self._dismissed = True
            for server in self._busy:
                server.stop()

    def _take(self) -> _Server | None:
        with self._lock:
            if self._dismissed:
                return None
            server = _from_idle(self._reader) or _Server(self._reader)
            self._busy.add(server)
            return server

    def _release(self, server: _Server, fit: bool) -> None:
        with self._lock:
            self._busy.discard(server)
            stopped = self._dismissed
        if not fit or stopped or not _to_idle(self._reader, server):
            server.end()


_idle: dict[str, list[_Server]] = {}
_idle_lock = threading.Lock()


def _from_idle(reader: str) -> _Server | None:
    with _idle_lock:
        waiting = _idle.get(reader, [])
        while waiting:
            server = waiting.pop()
            if server.alive:
                return server
            server.end()
    return None


def _to_idle(reader: str, server: _Server) -> bool:
    """Keeps a server for the next call, unless as many wait as there are processors."""
    with _idle_lock:
        waiting = _idle.setdefault(reader, [])
        if len(waiting) >= (os.cpu_count() or 1):
            return False
        waiting.append(server)
        return True


def _end_idle() -> None:
    with _idle_lock:
        servers = [server for waiting in _idle.values() for server in waiting]
        _idle.clear()
    for server in servers:
        server.end()


def _forget_idle() -> None:
    """In a fork of the caller's process: the servers belong to the parent."""
    global _idle_lock
    _idle_lock = threading.Lock()
    _idle.clear()


atexit.register(_end_idle)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_idle)


def _refusal(name: str, source: bytes | Path, limits: Limits) -> UnreadableDocument | None:
    """Why a file need not be opened at all."""
    try:
        if isinstance(source, Path) and source.is_dir():
            return FileMissing(name, f'"{name}" is een map, geen bestand. Geef de bestanden in de map op.')
        if isinstance(source, Path) and not source.is_file():
            return FileMissing(name, f'"{name}" bestaat niet, of is geen gewoon bestand. Controleer de naam.')
        size = source.stat().st_size if isinstance(source, Path) else len(source)
    except (OSError, ValueError):
        return FileMissing(name, f'"{name}" kan niet worden geopend. Controleer de naam en uw leesrechten.')
    return too_large(name, size, limits)


def _checked(name: str, payload: bytes) -> Reply | Failure | UnreadableDocument:
    try:
        reply = Reply.model_validate_json(payload)
    except ValidationError:
        return Failure.CRASH
    return reply if reply.made else _ERRORS.get(reply.code, UnreadableDocument)(name, reply.message)


def _read(crew: _Crew, name: str, source: bytes | Path, limits: Limits) -> RawDocument | UnreadableDocument:
    """One file's document, or its error."""
    outcome = crew.ask(name, source, limits)
    if isinstance(outcome, Reply):
        return outcome.made if isinstance(outcome.made, RawDocument) else _error(name, Failure.CRASH, limits)
    return _error(name, outcome, limits) if isinstance(outcome, Failure) else outcome


def _error(name: str, failure: Failure, limits: Limits) -> UnreadableDocument:
    match failure:
        case Failure.TIME | Failure.CPU:
            return LimitExceeded(
                name,
                f'Het lezen van "{name}" duurde te lang en is gestopt (na {limits.wall_seconds:g} seconden, of '
                f"{limits.cpu_seconds} seconden rekentijd). Splits het document op, of sla het op als PDF.",
            )
        case Failure.MEMORY:
            return LimitExceeded(
                name, f'Het lezen van "{name}" vraagt te veel geheugen en is gestopt. Splits het document op.'
            )
        case Failure.RESULT:
            return LimitExceeded(name, f'"{name}" bevat meer tekst dan hier wordt gelezen. Splits het document op.')
        case Failure.CRASH:
            return DamagedDocument(
                name,
                f'Het lezen van "{name}" liep vast: het bestand is beschadigd of te ingewikkeld. '
                "Open het in het programma waarmee het is gemaakt en sla het opnieuw op als PDF.",
            )
        case Failure.LOST:
            return UnreadableDocument(name, f'Het lezen van "{name}" is afgebroken. Probeer het opnieuw.')
