"""Work that survives the process: what was asked for is done, and no finished step is done again. The only module that
knows DBOS.

A step is finished when it returned; then that is on disk. Whatever else ends it, an error or a stop, leaves it open, so
that it can be taken up again.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Collection
from enum import StrEnum
from typing import Any, ClassVar

from dbos import DBOS, SetWorkflowID
from sqlalchemy.engine import URL

_log = logging.getLogger(__name__)
# The same for every version of the program, so that a newer one takes up what an older one left.
_NAME = _VERSION = "normtoets"
_WORKFLOW = "toets"
_POLL = 0.25  # seconds between two looks for work
_SELDOM = 3600.0  # seconds between two looks for schedules, which there are none of
_MOMENT = 2.0  # seconds that a step takes at most to be kept, when it is done
_AT_ONCE = 500  # pieces of work to be forgotten in one go
_FAREWELL = 0.5  # seconds at most that its listener for messages, which are not used either, takes to end


class Line(StrEnum):
    """Where work waits for its turn; of each there is one piece at a time."""

    READ = "lezen"
    ASSESS = "toetsen"


class Standing(StrEnum):
    """What became of a piece of work."""

    UNKNOWN = "unknown"  # it was never asked for
    OPEN = "open"  # it waits or is being done, or will be at the next launch
    LEFT = "left"  # it was dropped, and goes on only when asked
    FINISHED = "finished"
    LOST = "lost"  # it brought the process down too often


class Leave(BaseException):
    """Ends the work of this process; it goes on at the next launch. No `Exception`: nothing may take it for a fault."""


class _Unfinished(BaseException):
    """Carries an error past DBOS, which would keep it as the outcome of the step."""

    def __init__(self, error: Exception) -> None:
        self.error = error


class _Overwriting(sqlite3.Connection):
    """Overwrites in the file what is deleted."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.execute("PRAGMA secure_delete = ON").close()


Step = Callable[[str, Callable[[], str]], str]  # a name and what to do; what that gave, now or before
Work = Callable[[str, Step], bool]  # the name of a piece of work; whether it is finished, or else was dropped


class Durable:
    """There can be one launched in a process."""

    _launched: ClassVar[bool] = False

    def __init__(self, url: URL, work: Work) -> None:
        """`url`: of the database in which the steps are kept."""
        self._url = url
        self._work = work
        self._begun: Callable[[str], None] | None = None

    def launch(self) -> None:
        """Takes up what is open, and waits for work."""
        if Durable._launched:
            raise RuntimeError("work is under way in this process already")
        DBOS(
            config={
                "name": _NAME,
                "application_version": _VERSION,
                "executor_id": _NAME,
                "system_database_url": self._url.render_as_string(hide_password=False),
                "sys_db_pool_size": 5,
                "use_listen_notify": False,
                "enable_otlp": False,
                "log_level": "ERROR",
                "db_engine_kwargs": {"connect_args": {"factory": _Overwriting}} if self._embedded else {},
                "notification_listener_polling_interval_sec": _FAREWELL,
                "scheduler_polling_interval_sec": _SELDOM,
            }
        )
        Durable._launched = True
        try:
            self._begun = DBOS.workflow(name=_WORKFLOW)(lambda name: self._do(name))  # a method cannot be one
            DBOS.launch()
            for line in Line:
                DBOS.register_queue(line.value, worker_concurrency=1, polling_interval_sec=_POLL)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Whoever works must have left, see `Leave`."""
        if Durable._launched and self._begun is not None:
            DBOS.destroy(destroy_registry=True)
            Durable._launched = False
            self._begun = None

    @property
    def _embedded(self) -> bool:
        return self._url.get_backend_name() == "sqlite"

    def ask(self, name: str, line: Line) -> None:
        """A piece of work; asked for twice it is done once."""
        assert self._begun is not None  # launched
        with SetWorkflowID(name):
            DBOS.enqueue_workflow(line.value, self._begun, name)

    def go_on(self, name: str, line: Line) -> None:
        """With what was left."""
        DBOS.resume_workflow(name, queue_name=line.value)

    def drop(self, name: str) -> None:
        """Leaves it unfinished, until `go_on`."""
        # In a thread of its own: in that of the work it would be a step of that work.
        thread = threading.Thread(target=DBOS.cancel_workflow, args=(name,))
        thread.start()
        thread.join()

    def standing(self, name: str) -> Standing:
        status = DBOS.get_workflow_status(name)
        if status is None:
            return Standing.UNKNOWN
        return _STANDINGS.get(status.status, Standing.LOST)

    def outcome_of(self, name: str, step: str) -> str | None:
        """What a step gave that was finished; None when it was not."""
        if self.standing(name) is Standing.UNKNOWN:
            return None
        found = [each["output"] for each in DBOS.list_workflow_steps(name) if each["function_name"] == step]
        return str(found[0]) if found and found[0] is not None else None

    def names(self) -> frozenset[str]:
        """Of all work that was ever asked for and is not forgotten."""
        found = DBOS.list_workflows(name=_WORKFLOW, load_input=False, load_output=False)
        return frozenset(each.workflow_id for each in found)

    def forget(self, names: Collection[str]) -> None:
        """All that is kept of these pieces of work, for good. What is just ending gets a moment; of what is still open
        then no later step is kept either."""
        left = sorted(names)
        for some in (left[start : start + _AT_ONCE] for start in range(0, len(left), _AT_ONCE)):
            until = time.monotonic() + _MOMENT
            while self._working(some) and time.monotonic() < until:
                time.sleep(_POLL / 5)
            DBOS.delete_workflows(some)

    @staticmethod
    def _working(names: list[str]) -> bool:
        return bool(DBOS.list_workflows(workflow_ids=names, status="PENDING", load_input=False, load_output=False))

    def _do(self, name: str) -> None:
        try:
            finished = self._work(name, _step)
        except Exception as exc:  # DBOS would end it for good
            _log.error("work was left for the next launch: %s", type(exc).__name__)
            raise Leave from exc
        if not finished:
            raise Leave


_STANDINGS = {
    "ENQUEUED": Standing.OPEN,
    "DELAYED": Standing.OPEN,
    "PENDING": Standing.OPEN,
    "CANCELLED": Standing.LEFT,
    "SUCCESS": Standing.FINISHED,
}


def _step(name: str, do: Callable[[], str]) -> str:
    def done() -> str:
        try:
            return do()
        except Exception as exc:
            raise _Unfinished(exc) from exc

    try:
        return DBOS.run_step({"name": name}, done)
    except _Unfinished as exc:
        raise exc.error from None
