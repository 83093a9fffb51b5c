"""Where vectors live: the same behaviour in memory and in Chroma, and Chroma's files broken in every way we know."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.embedding import Vectors
from ingest.vectors import ChromaVectors, InMemoryVectors, VectorStore

DIMENSION = 8
MODEL = "proef"


def unit(count: int, seed: int = 1, dimension: int = DIMENSION) -> Vectors:
    rows = np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def names(count: int) -> list[str]:
    return [f"p{number}" for number in range(count)]


def opened(folder: Path, model: str = MODEL, dimension: int = DIMENSION) -> ChromaVectors:
    return ChromaVectors(folder, model, dimension)


def filled(folder: Path, count: int = 30) -> None:
    store = opened(folder)
    store.upsert(names(count), unit(count))
    store.close()


@pytest.fixture(params=["memory", "chroma"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> VectorStore:
    return InMemoryVectors() if request.param == "memory" else opened(tmp_path / "vectors")


def test_what_is_put_in_is_found_nearest_first(store: VectorStore) -> None:
    rows = unit(40)
    store.upsert(names(40), rows)
    assert store.ids() == set(names(40))
    queries = unit(3, seed=2)
    exact = np.argsort(-(queries @ rows.T), axis=1)[:, :5]
    assert store.nearest(queries, 5) == [[f"p{place}" for place in row] for row in exact]
    store.close()


def test_a_second_upsert_replaces_the_first(store: VectorStore) -> None:
    rows = unit(5)
    store.upsert(names(5), rows)
    store.upsert(["p0"], -rows[:1])
    (found,) = store.nearest(-rows[:1], 5)
    assert found[0] == "p0"
    assert len(found) == 5
    store.close()


def test_what_is_deleted_is_gone(store: VectorStore) -> None:
    rows = unit(5)
    store.upsert(names(5), rows)
    store.delete(["p3", "p1"])
    assert store.ids() == {"p0", "p2", "p4"}
    (found,) = store.nearest(rows[3:4], 5)
    assert set(found) == {"p0", "p2", "p4"}
    store.close()


def test_nothing_in_it_and_nothing_asked(store: VectorStore) -> None:
    assert store.ids() == set()
    assert store.nearest(unit(2), 3) == [[], []]
    store.upsert(names(2), unit(2))
    assert store.nearest(unit(0), 3) == []
    store.close()


@given(st.lists(st.integers(0, 9), unique=True, max_size=10), st.integers(1, 12))
def test_memory_finds_as_many_as_there_are(places: list[int], count: int) -> None:
    store, rows = InMemoryVectors(), unit(10)
    store.upsert([f"p{place}" for place in places], rows[places])
    (found,) = store.nearest(rows[:1], count)
    assert len(found) == min(count, len(places))
    assert found == [f"p{place}" for place in sorted(places, key=lambda p: -float(rows[0] @ rows[p]))][:count]


# --- Chroma's folder -----------------------------------------------------------------------------------------------


def test_a_sealed_folder_is_opened_as_it_was(tmp_path: Path) -> None:
    filled(tmp_path / "vectors")
    for _ in range(2):  # closing it again seals it again
        store = opened(tmp_path / "vectors")
        assert store.ids() == set(names(30))
        assert store.nearest(unit(30)[7:8], 1) == [["p7"]]
        store.close()


@pytest.mark.parametrize(("model", "dimension"), [("ander", DIMENSION), (MODEL, DIMENSION + 1)])
def test_vectors_of_another_model_are_not_used(tmp_path: Path, model: str, dimension: int) -> None:
    filled(tmp_path / "vectors")
    store = opened(tmp_path / "vectors", model, dimension)
    assert store.ids() == set()
    store.upsert(["p0"], np.ones((1, dimension), dtype=np.float32))
    assert store.ids() == {"p0"}
    store.close()
    back = opened(tmp_path / "vectors")
    assert back.ids() == set(), "the first model finds the vectors of the second"
    back.close()


def _every_file(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "seal.sha256")


def truncate_all(folder: Path) -> None:
    for path in _every_file(folder):
        os.truncate(path, path.stat().st_size // 2)


def truncate_database(folder: Path) -> None:
    os.truncate(folder / "chroma" / "chroma.sqlite3", 100)


def empty_database(folder: Path) -> None:
    os.truncate(folder / "chroma" / "chroma.sqlite3", 0)


def delete_database(folder: Path) -> None:
    (folder / "chroma" / "chroma.sqlite3").unlink()


def delete_rest(folder: Path) -> None:
    for path in (folder / "chroma").iterdir():
        if path.is_dir():
            shutil.rmtree(path)
    (folder / "chroma" / "weg").write_text("")  # also where Chroma wrote no folder of its own, something changed


def delete_seal(folder: Path) -> None:
    (folder / "seal.sha256").unlink()


def foreign_seal(folder: Path) -> None:
    (folder / "seal.sha256").write_bytes(b"\xff\xfe niet van ons")


def foreign_file(folder: Path) -> None:
    (folder / "chroma" / "vreemd.bin").write_bytes(b"\x00" * 512)


def foreign_database(folder: Path) -> None:
    (folder / "chroma" / "chroma.sqlite3").write_bytes(b"dit is geen database" * 50)


def flipped_byte(folder: Path) -> None:
    path = folder / "chroma" / "chroma.sqlite3"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)


def folder_of_rubbish(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()
    (folder / "chroma").write_text("geen map")


DAMAGES: list[Callable[[Path], None]] = [
    truncate_all,
    truncate_database,
    empty_database,
    delete_database,
    delete_rest,
    delete_seal,
    foreign_seal,
    foreign_file,
    foreign_database,
    flipped_byte,
    folder_of_rubbish,
]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_damaged_files_are_thrown_away_unopened(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    folder = tmp_path / "vectors"
    filled(folder)
    damage(folder)
    store = opened(folder)
    assert store.ids() == set()
    store.upsert(names(30), unit(30))
    assert store.nearest(unit(30)[7:8], 1) == [["p7"]]
    store.close()


KILLED = """
import sys, numpy as np
from pathlib import Path
from ingest.vectors import ChromaVectors
store = ChromaVectors(Path(sys.argv[1]), "proef", 8)
rows = np.eye(8, dtype=np.float32)[np.arange(500) % 8]
for turn in range(10_000):
    store.upsert([f"{turn}-{number}" for number in range(500)], rows)
    print(turn, flush=True)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="the system has no SIGKILL")
def test_a_writer_killed_during_upserts_leaves_nothing_that_is_trusted(tmp_path: Path, repository: Path) -> None:
    folder = tmp_path / "vectors"
    filled(folder)
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(folder)], cwd=repository, stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        for _ in range(3):
            assert writer.stdout.readline().strip().isdigit()
        writer.kill()
    assert writer.returncode == -signal.SIGKILL
    assert (folder / "chroma" / "chroma.sqlite3").stat().st_size > 0, "the writer left its files behind"
    store = opened(folder)
    assert store.ids() == set()
    store.upsert(names(30), unit(30))
    assert store.nearest(unit(30)[7:8], 1) == [["p7"]]
    store.close()


def test_a_search_over_thousands_is_exact_and_the_same_at_every_opening(tmp_path: Path) -> None:
    """Else the same dossier would be judged otherwise at every run."""
    rows, asked = unit(3000, dimension=64), unit(40, seed=2, dimension=64)
    exact = InMemoryVectors()
    exact.upsert(names(3000), rows)
    expected = exact.nearest(asked, 60)
    store = opened(tmp_path, dimension=64)
    store.upsert(names(3000), rows)
    assert store.nearest(asked, 60) == expected
    store.close()
    again = opened(tmp_path, dimension=64)
    assert again.nearest(asked, 60) == expected
    again.close()
