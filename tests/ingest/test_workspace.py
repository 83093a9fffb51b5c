"""The work folder: one process at a time, and nothing half written is ever believed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import WorkspaceInUse
from ingest.types import Document
from ingest.workspace import Workspace

HOLDER = """
import sys
from pathlib import Path
from ingest.workspace import Workspace
with Workspace(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def held_elsewhere(folder: Path, repository: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that works in `folder` until its standard input is closed."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder)],
        cwd=repository,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdin is not None and holder.stdout is not None
        assert holder.stdout.readline().strip() == "held"
        yield holder
        if not holder.stdin.closed:
            holder.stdin.close()


def test_a_second_process_is_refused_and_told_what_to_do(tmp_path: Path, repository: Path) -> None:
    folder = tmp_path / "werk"
    with (
        held_elsewhere(folder, repository),
        pytest.raises(WorkspaceInUse, match=r"De werkmap '.*werk' is in gebruik.*Wacht tot die klaar is.*andere map"),
        Workspace(folder),
    ):
        pytest.fail("two processes work in one folder")
    with Workspace(folder):
        pass  # the other one is done


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="the system has no SIGKILL")
def test_a_killed_process_holds_nothing(tmp_path: Path, repository: Path) -> None:
    with held_elsewhere(tmp_path, repository) as holder:
        holder.kill()
        holder.wait()
    with Workspace(tmp_path) as workspace:
        assert workspace.folder == tmp_path


def test_the_folder_is_free_again_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), Workspace(tmp_path):
        raise ZeroDivisionError
    with Workspace(tmp_path):
        assert (tmp_path / "documents").is_dir()


@given(st.lists(st.text(alphabet=st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1), max_size=4))
def test_a_document_is_read_back_as_it_was(lines: list[str]) -> None:
    document = _MAKE(*[f"| {line}" for line in lines])
    with Workspace(_FOLDER) as workspace:
        workspace.keep_document("sleutel", document)
        assert workspace.load_document("sleutel") == document


_MAKE: Callable[..., Document]
_FOLDER: Path


@pytest.fixture(autouse=True, scope="module")
def _shared(make_document: Callable[..., Document], tmp_path_factory: pytest.TempPathFactory) -> None:
    global _MAKE, _FOLDER
    _MAKE, _FOLDER = make_document, tmp_path_factory.mktemp("werk")


@pytest.mark.parametrize("data", [b"", b"{", b"null", b'{"id": "x"}', b"\xff\x00", b"half"])
def test_what_cannot_be_read_back_is_not_there(
    tmp_path: Path, make_document: Callable[..., Document], data: bytes
) -> None:
    document = make_document("Wij melden signalen.")
    with Workspace(tmp_path) as workspace:
        assert workspace.load_document("a") is None
        workspace.keep_document("a", document)
        (kept,) = (tmp_path / "documents").iterdir()
        kept.write_bytes(kept.read_bytes()[:-20] if data == b"half" else data)
        assert workspace.load_document("a") is None
        workspace.keep_document("a", document)
        assert workspace.load_document("a") == document


def test_a_write_that_breaks_off_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with Workspace(tmp_path) as workspace:
        workspace.write(tmp_path / "map" / "a.json", b"oud")
        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space left"):
            workspace.write(tmp_path / "map" / "a.json", b"nieuw")
        assert (tmp_path / "map" / "a.json").read_bytes() == b"oud"
        monkeypatch.undo()
        workspace.write(tmp_path / "map" / "a.json", b"nieuw")
        assert (tmp_path / "map" / "a.json").read_bytes() == b"nieuw"
        assert [path.name for path in (tmp_path / "map").iterdir()] == ["a.json"]
