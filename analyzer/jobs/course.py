"""How far a run is, for whoever follows it: at once in memory, and now and then in the database."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from analyzer.jobs.durable import Leave
from analyzer.store.errors import StoreUnavailable
from analyzer.types import GapReport

_EVERY = 1.0  # seconds between two notes in the database


class Stopped(Exception):
    """A person asked the run to end."""


class Course:
    """Of one run. Written by who does it, read and stopped by others. `note`: keeps fields of the job."""

    def __init__(self, note: Callable[..., Any]) -> None:
        self._note = note
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._leave = threading.Event()
        self._noted = time.monotonic()
        self._step = (0, 0, "")
        self._told: tuple[str, ...] = ()
        self._reports: dict[str, GapReport] = {}
        self._layered: dict[str, GapReport] = {}

    def stop(self) -> None:
        """Has the run end at its next report of progress."""
        self._stop.set()

    def leave(self) -> None:
        """The same, to go on at the next launch."""
        self._leave.set()

    def go_on(self) -> None:
        """Raises Stopped and Leave, where that was asked."""
        if self._leave.is_set():
            raise Leave
        if self._stop.is_set():
            raise Stopped

    def wait(self, seconds: float, what: str) -> None:
        """Tells what is waited for, a while. Raises as `go_on` does."""
        self.progress(0, 0, what)
        self._stop.wait(seconds)

    # --- told by who does it -----------------------------------------------------------------------------------------

    def progress(self, done: int, of: int, what: str) -> None:
        """Raises as `go_on` does."""
        self.go_on()
        with self._lock:
            self._step = (done, of, what)
        if time.monotonic() - self._noted >= _EVERY:
            self._noted = time.monotonic()
            self._keep(done=done, of=of, what=what)

    def tell(self, text: str) -> None:
        """What the user must know of the run (Dutch)."""
        with self._lock:
            self._told = tuple(dict.fromkeys((*self._told, text)))
        self._keep(told=self._told)

    def grow(self, report: GapReport) -> None:
        """What the first judge found so far."""
        with self._lock:
            self._reports[report.norm.id] = report

    def layer(self, report: GapReport) -> None:
        """What the first judge found of every ambition, with what the second one has found so far."""
        with self._lock:
            self._reports[report.norm.id] = self._layered[report.norm.id] = report

    # --- asked by others ---------------------------------------------------------------------------------------------

    @property
    def fields(self) -> dict[str, Any]:
        """Fields of the job as they are at this moment."""
        with self._lock:
            done, of, what = self._step
            told = {"told": self._told} if self._told else {}
        return {"done": done, "of": of, "what": what, **told}

    @property
    def reports(self) -> tuple[GapReport, ...]:
        """In the order in which the norms were begun."""
        with self._lock:
            return tuple(self._reports.values())

    def layered(self, norm_id: str) -> GapReport | None:
        with self._lock:
            return self._layered.get(norm_id)

    def _keep(self, **fields: object) -> None:
        with suppress(StoreUnavailable):  # the work goes on; the next note tells more anyway
            self._note(**fields)
