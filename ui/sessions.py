"""What belongs to one open tab of the browser: its folder, its running work, its outcomes. Gone when the tab closes.

A tab is known by the hash that Gradio gives it; the folders have random names of their own.
"""

from __future__ import annotations

import filecmp
import shutil
import tempfile
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from ui.assess import REPORT_FOLDERS, RUN_PREFIX, Outcome, Run
from ui.checking import Check
from ui.conversation import Conversation
from ui.dossier import Dossier
from ui.job import Job

# A tab that vanished without a word (a browser that crashed behind a sleeping computer) is forgotten after this.
IDLE_SECONDS = 12 * 3600.0


@dataclass
class Session:
    """`folder` exists. `waiting`: an assessment was asked for and has not begun. `edition` grows with every change of
    the outcomes, `seen` is the one that the pages show. `dossier`: what the questions of this tab are about."""

    folder: Path
    outcomes: tuple[Outcome, ...] = ()
    edition: int = 0
    seen: int = 0
    job: Job[tuple[Outcome, ...]] | None = None
    run: Run | None = None
    waiting: bool = False
    check: Job[Check] | None = None
    dossier: Dossier | None = None
    conversation: Conversation | None = None
    uploads: set[Path] = field(default_factory=set)
    touched: float = field(default_factory=time.monotonic)

    def begin(self) -> None:
        """Another assessment takes the place of the last one: its outcomes go."""
        if self.conversation is not None:
            self.conversation.close()
        self.run, self.dossier, self.conversation = None, None, None
        self.show(())

    def show(self, outcomes: tuple[Outcome, ...]) -> None:
        """These are the outcomes from now on."""
        self.outcomes = outcomes
        self.edition += 1

    def outcome(self, norm_id: str | None) -> Outcome | None:
        """The outcome for a norm; None when there is none (any more)."""
        return next((each for each in self.outcomes if each.norm_id == norm_id), None)


class Sessions:
    """All open tabs. `root` is the app's own temporary folder; `uploads` is where Gradio keeps files."""

    def __init__(self, root: Path, uploads: Path) -> None:
        self._root = root
        self._uploads = uploads
        self._open: dict[str, Session] = {}
        self._lock = threading.Lock()

    def of(self, key: str) -> Session:
        """The session of a tab, made when it is new."""
        now = time.monotonic()
        with self._lock:
            stale = [k for k, s in self._open.items() if k != key and now - s.touched > IDLE_SECONDS]
            if key not in self._open:
                self._open[key] = Session(Path(tempfile.mkdtemp(prefix="tab-", dir=self._root)))
            session = self._open[key]
            session.touched = now
        for each in stale:
            self.end(each)
        return session

    def end(self, key: str) -> None:
        """Stops the tab's work, and deletes all it brought and got: in the background when work is still running."""
        with self._lock:
            session = self._open.pop(key, None)
            kept = {path for other in self._open.values() for path in other.uploads}
        if session is None:
            return
        if session.check is not None:
            session.check.stop()
        if session.conversation is not None:
            session.conversation.close()
        job = session.job
        if job is None or job.wait(0):
            self._delete(session, kept)
        else:
            job.stop()
            threading.Thread(target=self._delete, args=(session, kept), name="opruimen", daemon=True).start()

    def _delete(self, session: Session, kept: set[Path]) -> None:
        if session.job is not None:
            session.job.wait()
        for path in session.uploads - kept:
            path.unlink(missing_ok=True)
        self._delete_copies(
            report for name in REPORT_FOLDERS for report in session.folder.glob(f"{RUN_PREFIX}*/{name}/*")
        )
        shutil.rmtree(session.folder, ignore_errors=True)

    def _delete_copies(self, reports: Iterable[Path]) -> None:
        """Gradio serves a download from a copy of its own: that goes too."""
        mine: dict[str, list[Path]] = {}
        for report in reports:
            mine.setdefault(report.name, []).append(report)
        for copy in self._uploads.glob("*/*"):
            if any(filecmp.cmp(report, copy, shallow=False) for report in mine.get(copy.name, ())):
                copy.unlink(missing_ok=True)
