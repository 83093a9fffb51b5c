"""The benchmark measures what it says: exact documents, whole process trees, and figures of work that was done."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader

from eval.bench import MIB, QUICK, ROOT, BenchmarkFailed, Row, Run, aims, measure
from eval.bench_documents import PAGES, BenchDocument, write_documents

# 200 MiB, really touched, in a child of a child, held long enough to be seen.
_HUNGRY_CHILD = "import time; held = b'x' * (200 << 20); time.sleep(0.4)"
_PARENT = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {_HUNGRY_CHILD!r}], check=True)"


def _rows(**changed: tuple[float, int]) -> dict[str, Row]:
    figures = {
        "help": (0.1, 20 * MIB),
        "cold": (10.0, 500 * MIB),
        "unchanged": (1.0, 100 * MIB),
        "added": (2.0, 300 * MIB),
        "vanilla": (50.0, 2000 * MIB),
        **changed,
    }
    return {name: Row((Run(seconds, seconds, peak),)) for name, (seconds, peak) in figures.items()}


def test_the_full_dossier_is_twenty_documents_of_500_pages() -> None:
    assert (len(PAGES), sum(PAGES)) == (20, 500)


def test_documents_have_their_pages_and_the_density_of_a_policy_paper(tmp_path: Path) -> None:
    paths = write_documents(tmp_path, [BenchDocument(0, 6), BenchDocument(1, 5)])
    readers = [PdfReader(path) for path in paths]
    assert [len(reader.pages) for reader in readers] == [6, 5]
    texts = [page.extract_text() for reader in readers for page in reader.pages]
    words = [len(re.findall(r"\w+", text)) for text in texts]
    assert 340 <= sum(words) / len(words) <= 460
    assert all("Gemeente Rietmeer" in text for text in texts)
    assert "Pagina 3 van 6" in texts[2]
    assert not [text for text in texts if "{" in text], "a slot was left unfilled"
    bodies = [text.split("\n", 3)[3] for text in texts]
    assert len(set(bodies)) == len(bodies)


def test_documents_are_the_same_every_time_and_each_has_its_own_text(tmp_path: Path) -> None:
    (first,) = write_documents(tmp_path / "a", [BenchDocument(4, 3)])
    (again,) = write_documents(tmp_path / "b", [BenchDocument(4, 3)])
    (other,) = write_documents(tmp_path / "c", [BenchDocument(5, 3)])
    assert first.read_bytes() == again.read_bytes()
    assert PdfReader(first).pages[1].extract_text() != PdfReader(other).pages[1].extract_text()


def test_memory_of_a_grandchild_counts_and_time_runs_to_the_end() -> None:
    run = measure([sys.executable, "-c", _PARENT])
    assert 200 * MIB < run.peak_bytes < 400 * MIB
    assert run.seconds > 0.4
    assert 0 < run.cpu_seconds < run.seconds + 1


def test_a_process_that_fails_is_no_measurement() -> None:
    with pytest.raises(BenchmarkFailed, match="exit 7"):
        measure([sys.executable, "-c", "import sys; sys.exit(7)"])


def test_a_row_shows_the_median_time_and_the_highest_peak() -> None:
    row = Row((Run(3.0, 1.0, 10), Run(1.0, 2.0, 30), Run(2.0, 3.0, 20)))
    assert (row.seconds, row.cpu_seconds, row.peak_bytes) == (2.0, 2.0, 30)


def test_aims_reached() -> None:
    assert [aim.reached for aim in aims(_rows())] == [True] * 5


@pytest.mark.parametrize(
    ("case", "figures", "missed"),
    [
        ("vanilla", (49.9, 0), 0),
        ("unchanged", (2.0, 0), 1),
        ("added", (3.0, 0), 2),
        ("added", (1.0, 1024 * MIB), 3),
        ("help", (0.5, 0), 4),
    ],
)
def test_each_aim_can_be_missed(case: str, figures: tuple[float, int], missed: int) -> None:
    assert [place for place, aim in enumerate(aims(_rows(**{case: figures}))) if not aim.reached] == [missed]


@pytest.mark.slow
def test_quick_run_from_the_command_line(tmp_path: Path) -> None:
    target = tmp_path / "bench.json"
    done = subprocess.run(
        [sys.executable, "-m", "eval.bench", "--quick", "--json", str(target)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert f"2 documenten, {sum(QUICK.pages)} bladzijden" in done.stdout
    assert "piekgeheugen onder 1024 MiB" in done.stdout
    data = json.loads(target.read_text(encoding="utf-8"))
    assert data["pages"] == sum(QUICK.pages)
    assert list(data["cases"]) == ["help", "cold", "unchanged", "added", "vanilla"]
    for name, case in data["cases"].items():
        assert case["seconds"] > 0, name
        assert case["peak_bytes"] > (5 if name == "help" else 50) * MIB, name
    assert data["cases"]["help"]["seconds"] < data["cases"]["cold"]["seconds"]
    assert len(data["aims"]) == 5
