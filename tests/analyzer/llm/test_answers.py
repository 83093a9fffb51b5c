"""An answer that was kept is there after a kill; a broken file is replaced, and no file at all stops nothing."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import analyzer.llm.answers
from analyzer.llm.answers import Answers, answer_key

_PROGRAM = """
import itertools, sys
from pathlib import Path
from analyzer.llm.answers import Answers
answers = Answers(Path(sys.argv[1]))
for number in itertools.count(int(sys.argv[2])):
    answers.put(f"vraag {number}", f"antwoord {number} " * 200)
    print(number, flush=True)
"""


def _killed_after(path: Path, first: int, count: int) -> int:
    """Puts answers from number `first` in a process that is killed after `count`; the number last put."""
    arguments = [sys.executable, "-c", _PROGRAM, str(path), str(first)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if int(line) >= first + count - 1:
                break
        process.send_signal(signal.SIGKILL)
        said = [line, *process.stdout]
    return int([each for each in said if each.endswith("\n")][-1])


def test_every_answer_that_was_put_is_there_after_a_kill(tmp_path: Path) -> None:
    path, last = tmp_path / "answers.sqlite", -1
    for count in (1, 7, 20):
        last = _killed_after(path, last + 1, count)
        with Answers(path) as answers:
            assert [answers.get(f"vraag {n}") for n in range(last + 1)] == [
                f"antwoord {n} " * 200 for n in range(last + 1)
            ]
    table = sqlite3.connect(path)
    assert table.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    table.close()


def test_what_is_put_is_got_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "nieuw" / "answers.sqlite"
    with Answers(path) as answers:
        assert answers.get("a") is None
        answers.put("a", "één")
        answers.put("b", "")
        answers.put("a", "twee")
        assert (answers.get("a"), answers.get("b")) == ("twee", "")
    with Answers(path) as answers:
        assert answers.get("a") == "twee"


def test_without_a_file_nothing_is_kept() -> None:
    with Answers(None) as answers:
        answers.put("a", "één")
        assert answers.get("a") is None


# --- files that are not right --------------------------------------------------------------------------------------


def _filled(path: Path) -> None:
    with Answers(path) as answers:
        for number in range(50):
            answers.put(f"vraag {number}", "antwoord " * 300)


def _garbage(path: Path) -> None:
    path.write_bytes(b"Dit is geen tabel. " * 500)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def _overwritten(path: Path) -> None:
    """All but the first page: the file opens, and what is looked up in it turns out to be broken."""
    data = path.read_bytes()
    path.write_bytes(data[:4096] + b"\xa5" * (len(data) - 4096))


def _with_the_log_of_another(path: Path) -> None:
    _garbage(path)
    path.with_name(path.name + "-wal").write_bytes(b"\x37\x7f\x06\x82" + b"\x01" * 5000)
    path.with_name(path.name + "-shm").write_bytes(b"\x01" * 32768)


@pytest.mark.parametrize("broken", [_garbage, _cut, _overwritten, _with_the_log_of_another])
def test_a_broken_file_is_replaced(tmp_path: Path, broken: Callable[[Path], None]) -> None:
    path = tmp_path / "answers.sqlite"
    _filled(path)
    broken(path)
    with Answers(path) as answers:
        for number in range(50):
            assert answers.get(f"vraag {number}") in (None, "antwoord " * 300)
        answers.put("nieuw", "antwoord")
        assert answers.get("nieuw") == "antwoord"
    with Answers(path) as answers:
        assert answers.get("nieuw") == "antwoord"


def test_a_file_that_breaks_while_it_is_open_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "answers.sqlite"
    _filled(path)
    with Answers(path) as answers:
        _overwritten(path)
        answers.put("nieuw", "antwoord")
        assert answers.get("nieuw") == "antwoord"
        assert answers.get("vraag 3") in (None, "antwoord " * 300)


def test_a_file_that_another_program_holds_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analyzer.llm.answers, "_WAIT", 0.05)
    path = tmp_path / "answers.sqlite"
    _filled(path)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with Answers(path) as answers:
        answers.put("nieuw", "antwoord")  # waits, and gives up
    holder.execute("ROLLBACK")
    holder.close()
    with Answers(path) as answers:
        assert answers.get("vraag 49") == "antwoord " * 300
        assert answers.get("nieuw") is None


def test_where_no_file_can_be_made_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / "bestand").write_text("in de weg", encoding="utf-8")
    (tmp_path / "map.sqlite").mkdir()
    for path in (tmp_path / "bestand" / "answers.sqlite", tmp_path / "map.sqlite"):
        with Answers(path) as answers:
            answers.put("a", "één")
            assert answers.get("a") is None


# --- threads -------------------------------------------------------------------------------------------------------


def test_two_threads_read_and_write_together(tmp_path: Path) -> None:
    with Answers(tmp_path / "answers.sqlite") as answers:

        def work(name: str) -> list[str | None]:
            found = []
            for number in range(40):
                answers.put(f"{name} {number}", f"antwoord {name} {number}")
                found.append(answers.get(f"{name} {number}"))
            return found

        with ThreadPoolExecutor(2) as pool:
            both = list(pool.map(work, "ab"))
        assert both == [[f"antwoord {name} {number}" for number in range(40)] for name in "ab"]
        assert answers.get("a 39") == "antwoord a 39" and answers.get("b 0") == "antwoord b 0"


def test_two_programs_write_to_one_file(tmp_path: Path) -> None:
    path = tmp_path / "answers.sqlite"
    with Answers(path) as first, Answers(path) as second:

        def work(answers: Answers) -> None:
            for number in range(30):
                answers.put(f"{id(answers)} {number}", "x")

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(work, (first, second)))
        assert all(first.get(f"{id(second)} {number}") == "x" for number in range(30))


def test_whoever_comes_late_finds_it_closed_and_nothing_breaks(tmp_path: Path) -> None:
    answers = Answers(tmp_path / "answers.sqlite")

    def work(number: int) -> None:
        if number == 100:
            answers.close()
        answers.put(f"vraag {number}", "antwoord")
        answers.get(f"vraag {number}")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(200)))
    answers.close()
    assert answers.get("vraag 0") is None


# --- keys ----------------------------------------------------------------------------------------------------------


@given(st.lists(st.text(max_size=4), max_size=4), st.lists(st.text(max_size=4), max_size=4))
def test_other_parts_are_another_key(first: list[str], second: list[str]) -> None:
    assert (answer_key(first) == answer_key(second)) == (first == second)


def test_parts_are_not_run_together() -> None:
    assert len({answer_key(parts) for parts in (["ab", "c"], ["a", "bc"], ["abc"], ["", "abc"], ["abc", ""])}) == 5
    assert len(answer_key([])) == 64


def test_half_a_character_has_a_key_too() -> None:
    assert answer_key(["\ud83d"]) != answer_key(["\ude00"])
