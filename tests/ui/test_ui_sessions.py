"""What belongs to a tab goes with the tab, and never takes another tab's files along."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from analyzer.assessment import Progress
from ui.assess import REPORT_FOLDERS, RUN_PREFIX, Outcome
from ui.job import Job
from ui.sessions import Sessions


@pytest.fixture
def sessions(tmp_path: Path) -> Sessions:
    (tmp_path / "werk").mkdir()
    (tmp_path / "uploads").mkdir()
    return Sessions(tmp_path / "werk", tmp_path / "uploads")


def upload(tmp_path: Path, folder: str, name: str, text: str) -> Path:
    path = tmp_path / "uploads" / folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return path


def test_tabs_have_folders_of_their_own_that_cannot_be_guessed(sessions: Sessions) -> None:
    one, other = sessions.of("aaa"), sessions.of("bbb")
    assert sessions.of("aaa") is one and one.folder != other.folder
    assert one.folder.is_dir() and "aaa" not in one.folder.name
    assert one.folder.stat().st_mode & 0o077 == 0


def test_the_end_of_a_tab_deletes_its_work_uploads_and_downloads(sessions: Sessions, tmp_path: Path) -> None:
    mine, other = sessions.of("aaa"), sessions.of("bbb")
    copies = []
    for name in REPORT_FOLDERS:
        report = mine.folder / f"{RUN_PREFIX}1" / name / "rapport.json"
        report.parent.mkdir(parents=True)
        report.write_text(f"mijn rapport: {name}")
        copies.append(upload(tmp_path, f"c-{name}", "rapport.json", f"mijn rapport: {name}"))
    theirs = upload(tmp_path, "c2", "rapport.json", "hun rapport")
    own = upload(tmp_path, "u1", "beleid.pdf", "x")
    shared = upload(tmp_path, "u2", "norm.pdf", "y")
    mine.uploads.update({own, shared})
    other.uploads.add(shared)
    sessions.end("aaa")
    assert not mine.folder.exists() and not own.exists()
    assert len(copies) == 3 and not any(copy.exists() for copy in copies)
    assert other.folder.is_dir() and shared.exists() and theirs.exists()
    sessions.end("aaa")  # a tab may take leave twice


def test_running_work_is_stopped_before_its_folder_goes(sessions: Sessions) -> None:
    session = sessions.of("aaa")
    begun, ended = threading.Event(), threading.Event()

    def work(progress: Progress) -> tuple[Outcome, ...]:
        begun.set()
        try:
            while True:
                progress(0, 1, "bezig")
                (session.folder / "tussenstand").write_text("x")
        finally:
            ended.set()

    session.job = Job(work)
    assert begun.wait(10)
    sessions.end("aaa")
    assert ended.wait(10)
    for cleaner in [each for each in threading.enumerate() if each.name == "opruimen"]:
        cleaner.join(10)
    assert not session.folder.exists()
