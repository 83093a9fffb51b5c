"""A file that crashes, hangs or floods its reader is one error; the other files are read."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

import ingest.sandbox
from ingest.errors import DamagedDocument, EncryptedDocument, FileMissing, LimitExceeded, UnreadableDocument
from ingest.readers.raw import RawDocument
from ingest.sandbox import read_files
from ingest.sandbox_protocol import Limits

HOSTILE = "hostile_readers:read"
FAST = Limits(wall_seconds=20, cpu_seconds=20)

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="the system cannot fork")


@pytest.fixture(autouse=True)
def _hostile_readers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parent))


def read(
    jobs: Sequence[tuple[str, bytes | Path]], limits: Limits = FAST, reader: str = HOSTILE
) -> list[RawDocument | UnreadableDocument]:
    results = dict(read_files(jobs, limits, workers=2, reader=reader))
    assert sorted(results) == list(range(len(jobs)))
    return [results[index] for index in range(len(jobs))]


def text(result: RawDocument | UnreadableDocument) -> str:
    assert isinstance(result, RawDocument), result
    return " ".join(block.text for page in result.pages for block in page.blocks)


FAILURES = [
    (b"abort", DamagedDocument, "liep vast", FAST),
    (b"raise", DamagedDocument, "liep vast", FAST),
    (b"exit", DamagedDocument, "liep vast", FAST),
    (b"kill", LimitExceeded, "geheugen", FAST),
    (b"eat", LimitExceeded, "geheugen", Limits(memory_bytes=1 << 29)),
    (b"hang", LimitExceeded, "te lang", Limits(wall_seconds=0.5)),
    (b"spin", LimitExceeded, "te lang", Limits(cpu_seconds=1)),
    (b"flood", LimitExceeded, "meer tekst", Limits(result_bytes=1_000_000)),
    (b"x" * 1001, LimitExceeded, "de grens is", Limits(file_bytes=1000)),
    (b"refuse Zet het wachtwoord eraf.", EncryptedDocument, "Zet het wachtwoord eraf.", FAST),
]


@needs_fork
@pytest.mark.parametrize(("content", "kind", "words", "limits"), FAILURES)
def test_one_file_fails_and_the_others_are_read(
    content: bytes, kind: type[UnreadableDocument], words: str, limits: Limits
) -> None:
    first, failed, last = read([("a.txt", b"goed"), ("kwaad.pdf", content), ("b.txt", b"ook goed")], limits)
    assert type(failed) is kind and failed.name == "kwaad.pdf" and words in str(failed)
    assert "kwaad.pdf" in str(failed) or kind is EncryptedDocument
    assert (text(first), text(last)) == ("goed", "ook goed")


@needs_fork
def test_a_hang_does_not_outlast_its_limit() -> None:
    started = time.monotonic()
    results = read([("a", b"hang"), ("b", b"hang"), ("c", b"goed")], Limits(wall_seconds=0.5))
    assert [isinstance(result, LimitExceeded) for result in results] == [True, True, False]
    assert time.monotonic() - started < 5


@needs_fork
def test_programs_that_a_reader_started_end_with_it() -> None:
    read([("a", b"linger 61.25")], Limits(wall_seconds=0.5))
    listed = subprocess.run(["ps", "-ww", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert "sleep 61.25" not in listed


def test_each_file_has_a_process_of_its_own() -> None:
    pids = {text(result) for result in read([(str(number), b"pid") for number in range(5)])}
    assert len(pids) == 5 and str(os.getpid()) not in pids


def test_what_a_library_prints_does_no_harm() -> None:
    assert [text(result) for result in read([("a", b"print dit"), ("b", b"print dat")])] == ["print dit", "print dat"]


def test_paths_folders_and_missing_files(tmp_path: Path) -> None:
    (tmp_path / "goed.txt").write_bytes(b"inhoud")
    (tmp_path / "groot.txt").write_bytes(b"x" * 2001)
    names = ["goed.txt", "map", "weg.txt", "nul\0byte", "groot.txt"]
    (tmp_path / "map").mkdir()
    found = read([(name, tmp_path / name) for name in names], Limits(file_bytes=2000))
    assert text(found[0]) == "inhoud"
    for result, name, words in zip(found[1:4], names[1:4], ("is een map", "bestaat niet", "nul"), strict=True):
        assert isinstance(result, FileMissing) and name in str(result) and words in str(result)
    assert isinstance(found[4], LimitExceeded)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "dicht.txt").write_bytes(b"x")
    (tmp_path / "dicht.txt").chmod(0)
    (result,) = read([("dicht.txt", tmp_path / "dicht.txt")])
    assert isinstance(result, FileMissing) and "leesrechten" in str(result)


def test_no_jobs() -> None:
    assert list(read_files([])) == []


def test_twenty_small_files_are_quick() -> None:
    ingest.sandbox._end_idle()
    jobs = [(f"{number}.txt", f"Hoofdstuk {number}\n\nTekst.".encode()) for number in range(20)]
    started = time.monotonic()
    results = read(jobs, reader=ingest.sandbox.READER)
    assert all(isinstance(result, RawDocument) for result in results)
    assert time.monotonic() - started < 6  # measured: 0.6 s on two idle cores, the start of both servers included


def test_calls_from_several_threads() -> None:
    found: dict[int, list[str]] = {}

    def call(number: int) -> None:
        jobs = [(str(part), f"{number}-{part}".encode()) for part in range(4)]
        found[number] = [text(result) for result in read(jobs)]

    threads = [threading.Thread(target=call, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {number: [f"{number}-{part}" for part in range(4)] for number in range(4)}


@needs_fork
def test_a_caller_that_stops_listening_ends_the_work() -> None:
    results = read_files([("a", b"goed"), ("b", b"hang"), ("c", b"hang")], FAST, workers=2, reader=HOSTILE)
    assert next(results)[0] == 0
    started = time.monotonic()
    results.close()  # type: ignore[attr-defined]
    assert time.monotonic() - started < 5


@needs_fork
def test_a_server_that_died_while_it_waited_is_replaced() -> None:
    ingest.sandbox._end_idle()
    read([("a", b"goed")])
    (server,) = ingest.sandbox._idle[HOSTILE]
    os.kill(server._process.pid, signal.SIGKILL)
    server._process.wait()
    assert text(read([("b", b"weer goed")])[0]) == "weer goed"


@needs_fork
def test_a_server_that_is_killed_at_work_costs_one_file() -> None:
    ingest.sandbox._end_idle()
    killer = threading.Timer(1.0, _kill_servers)
    killer.start()
    (result,) = read([("a.pdf", b"hang")])
    killer.join()
    assert type(result) is UnreadableDocument and "a.pdf" in str(result) and "Probeer het opnieuw" in str(result)
    assert text(read([("b", b"goed")])[0]) == "goed"


def _kill_servers() -> None:
    command = ["ps", "-ww", "-o", "pid,args", "--ppid", str(os.getpid())]
    listed = subprocess.run(command, capture_output=True, text=True, check=True)
    for line in listed.stdout.splitlines():
        if "sandbox_server" in line:
            os.kill(int(line.split()[0]), signal.SIGKILL)


SCRIPT = """
import sys
print("main runs")
MARK = "main was run again"
sys.path.insert(0, {here!r})
from ingest.sandbox import read_files
for index, result in read_files([("a", b"main")], reader="hostile_readers:read"):
    print(result.pages[0].blocks[0].text)
"""


@pytest.mark.parametrize("how", ["script", "module", "-c", "stdin"])
def test_the_callers_main_module_is_left_alone(how: str, tmp_path: Path) -> None:
    """A script without a guard around its main part, a module run with -m, a command, and an interpreter's input."""
    source = SCRIPT.format(here=str(Path(__file__).parent))
    (tmp_path / "caller.py").write_text(source)
    command = {"script": ["caller.py"], "module": ["-m", "caller"], "-c": ["-c", source], "stdin": ["-"]}[how]
    ran = subprocess.run(
        [sys.executable, "-W", "error", *command],
        input=source if how == "stdin" else "",
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(Path(ingest.sandbox.__file__).parents[1])},
        timeout=30,
        check=False,
    )
    assert (ran.stdout, ran.stderr) == ("main runs\nclean\n", "")
