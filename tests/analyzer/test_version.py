"""The digest of what decides a verdict: it changes when a verdict may, and only then."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from analyzer.version import VERSION, engine_version, judging_version


def test_the_versions_of_this_process() -> None:
    assert re.fullmatch(r"[0-9a-f]{16}", engine_version())
    assert engine_version() == engine_version() != judging_version()
    assert re.fullmatch(r"\d+\.\d+\.\d+.*", VERSION)


@pytest.fixture(scope="module")
def tree(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the code and lexicons."""
    copy = tmp_path_factory.mktemp("boom")
    for package in ("analyzer", "ingest", "corpus"):
        shutil.copytree(repository / package, copy / package, ignore=shutil.ignore_patterns("__pycache__", "documents"))
    return copy


def digest(tree: Path, of: str = "engine_version") -> str:
    program = f"import analyzer.version as v; print(v.__file__, v.{of}())"
    told = subprocess.run(
        [sys.executable, "-c", program], cwd=tree, capture_output=True, text=True, check=True
    ).stdout.split()
    assert Path(told[0]).is_relative_to(tree)
    return told[1]


def test_what_decides_a_verdict_counts_and_the_writers_of_reports_do_not(tree: Path) -> None:
    untouched = digest(tree)
    with (tree / "analyzer" / "report" / "docx.py").open("a") as file:
        file.write("\n# anders\n")
    assert digest(tree) == untouched
    seen = {untouched}
    for name in ("analyzer/verdicts.py", "analyzer/judges/rules.py", "ingest/facts.py", "corpus/norms/cues.yaml"):
        with (tree / name).open("a") as file:
            file.write("\n# anders\n")
        seen.add(digest(tree))
    assert len(seen) == 5


def test_a_norm_counts_apart(tree: Path) -> None:
    """A verdict is held against its own ambition, so that another one may change."""
    both = ("engine_version", "judging_version")
    before = [digest(tree, each) for each in both]
    with (tree / "corpus" / "norms" / "groningse-norm.yaml").open("a") as file:
        file.write("\n# anders\n")
    after = [digest(tree, each) for each in both]
    assert after[0] != before[0] and after[1] == before[1]
    with (tree / "corpus" / "norms" / "cues.yaml").open("a") as file:
        file.write("\n# anders\n")
    assert digest(tree, "judging_version") != after[1]
