"""One piece of work in a thread of its own, which tells how far it is and can be stopped."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from analyzer.assessment import Progress
from ingest.types import Frozen

T = TypeVar("T")


class Stopped(Exception):
    """The user stopped the work, or left."""


class Step(Frozen):
    """How far the work is: `done` of `of`, and what was last done (Dutch). `of` 0: not known yet."""

    done: int = 0
    of: int = 0
    what: str = ""


class Job(Generic[T]):
    """Starts at once. The work must call the progress it is given; there it is stopped when that was asked."""

    def __init__(self, work: Callable[[Progress], T]) -> None:
        self.step = Step()
        self._work = work
        self._stop = threading.Event()
        self._results: list[T] = []
        self._error: Exception | None = None
        # A daemon: a program that ends does not wait for a document that takes minutes.
        self._thread = threading.Thread(target=self._run, name="toets", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Asks the work to end at its next report of progress."""
        self._stop.set()

    @property
    def stopping(self) -> bool:
        """Whether it was asked to end."""
        return self._stop.is_set()

    def wait(self, seconds: float | None = None) -> bool:
        """Waits for the end, at most `seconds`; whether it has come."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def result(self) -> T:
        """What the work returned. Raises what it raised, Stopped among it; call it after `wait` was true."""
        if self._error is not None:
            raise self._error
        return self._results[0]

    def _run(self) -> None:
        try:
            self._results.append(self._work(self._report))
        except Exception as exc:  # handed to whoever asks for the result
            self._error = exc

    def _report(self, done: int, of: int, what: str) -> None:
        if self._stop.is_set():
            raise Stopped
        self.step = Step(done=done, of=of, what=what)
