"""The checks of models that someone asked for: one at a time for each person, kept until the next one."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from analyzer.assessment import Progress
from ui import rendering
from ui.checking import Check
from ui.explanation import explain
from ui.job import Job

Subject = Literal["model", "nli"]
_UNCHECKED = "Niet gecontroleerd."


@dataclass(frozen=True)
class RunningCheck:
    """`told`: what had to be known before it began."""

    subject: Subject
    told: str
    job: Job[Check]
    began: float = field(default_factory=time.monotonic)

    @property
    def busy(self) -> bool:
        return not self.job.wait(0)

    def shown(self) -> str:
        """How far it is, or what came of it."""
        if self.busy:
            return rendering.checking(self.told, self.job.step, int(time.monotonic() - self.began))
        try:
            return rendering.checked(self.job.result())
        except Exception as exc:  # whatever happened, the user is told
            return rendering.problems(_UNCHECKED, explain(exc, "De controle"))


class Checks:
    """Safe between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[str, RunningCheck] = {}

    def begin(self, person_id: str, subject: Subject, told: str, work: Callable[[Progress], Check]) -> RunningCheck:
        """Starts one; the one before it of the same person ends."""
        self.drop(person_id)
        made = RunningCheck(subject, told, Job(work))
        with self._lock:
            self._kept[person_id] = made
        return made

    def of(self, person_id: str) -> RunningCheck | None:
        with self._lock:
            return self._kept.get(person_id)

    def drop(self, person_id: str) -> None:
        """Ends a check, and forgets what came of it."""
        with self._lock:
            before = self._kept.pop(person_id, None)
        if before is not None:
            before.job.stop()
