"""Where the vectors live: a small protocol, and Chroma behind it.

Chroma is used embedded and for vectors alone: we compute them, pass them in, and write the model's name and dimension
into the collection's metadata. Its index is derived data. A writer that is killed can break it for good, and a broken
one can hang or crash the process that opens it. So it is sealed: when it is closed, a digest of its files is written
beside it; what is found unsealed or changed is thrown away and built again, without being opened.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import chromadb
import numpy as np
from chromadb.config import Settings
from chromadb.errors import ChromaError

from ingest.embedding import Vectors

_COLLECTION = "dossier"
_SEAL = "seal.sha256"
_BATCH = 2000  # rows an upsert; Chroma's own limit is 5461
# Candidates that a search looks at. Chroma builds its graph in several threads, another one every time: with 200
# candidates, on 500 pages, other passages were found for one ambition in six at every run. Of a dossier with no more
# passages than this (some 800 pages) all are looked at, so the same dossier is judged the same; it takes no longer.
_REACH = 5000


class VectorStore(Protocol):
    """Vectors of passages, by passage id."""

    def ids(self) -> set[str]: ...

    def upsert(self, ids: Sequence[str], vectors: Vectors) -> None: ...

    def delete(self, ids: Sequence[str]) -> None: ...

    def nearest(self, queries: Vectors, count: int) -> list[list[str]]:
        """For each query the ids of the `count` nearest passages, nearest first."""
        ...

    def close(self) -> None: ...

    def discard(self) -> None:
        """Lets go of a store that turned out to be broken; the next opening starts an empty one."""
        ...


class InMemoryVectors:
    """Exact search in memory: for tests, and for what need not be kept."""

    def __init__(self) -> None:
        self._rows: dict[str, Vectors] = {}

    def ids(self) -> set[str]:
        return set(self._rows)

    def upsert(self, ids: Sequence[str], vectors: Vectors) -> None:
        self._rows.update(zip(ids, vectors, strict=True))

    def delete(self, ids: Sequence[str]) -> None:
        for each in ids:
            self._rows.pop(each, None)

    def nearest(self, queries: Vectors, count: int) -> list[list[str]]:
        if not self._rows:
            return [[] for _ in queries]
        ids = list(self._rows)
        order = np.argsort(-(queries @ np.stack(list(self._rows.values())).T), axis=1, kind="stable")[:, :count]
        return [[ids[place] for place in row] for row in order]

    def close(self) -> None:
        pass

    def discard(self) -> None:
        self._rows.clear()


class ChromaVectors:
    """One persistent Chroma collection in a folder of its own. The caller owns the folder alone (see workspace)."""

    def __init__(self, folder: Path, model: str, dimension: int) -> None:
        """Opens the folder when its seal holds and it was built with `model`; otherwise starts an empty one.

        Chroma keeps a process-wide cache of clients by path: one folder may be open once in a process.
        """
        self._folder = folder
        kept = folder.is_dir() and _sealed(folder)
        if not kept:
            clear_away(folder)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _SEAL).unlink(missing_ok=True)
        self._client = chromadb.PersistentClient(
            path=str(folder / "chroma"), settings=Settings(anonymized_telemetry=False, allow_reset=False)
        )
        wanted = {"model": model, "dimension": dimension, "reach": _REACH}
        self._collection = self._client.get_or_create_collection(
            _COLLECTION,
            embedding_function=None,
            metadata=wanted,
            configuration={"hnsw": {"space": "cosine", "ef_search": _REACH}},
        )
        if {key: (self._collection.metadata or {}).get(key) for key in wanted} != wanted:
            self._client.delete_collection(_COLLECTION)
            self._collection = self._client.create_collection(
                _COLLECTION,
                embedding_function=None,
                metadata=wanted,
                configuration={"hnsw": {"space": "cosine", "ef_search": _REACH}},
            )

    def ids(self) -> set[str]:
        return set(self._collection.get(include=[])["ids"])

    def upsert(self, ids: Sequence[str], vectors: Vectors) -> None:
        for first in range(0, len(ids), _BATCH):
            chunk = slice(first, first + _BATCH)
            self._collection.upsert(ids=list(ids[chunk]), embeddings=vectors[chunk])

    def delete(self, ids: Sequence[str]) -> None:
        for first in range(0, len(ids), _BATCH):
            self._collection.delete(ids=list(ids[first : first + _BATCH]))

    def nearest(self, queries: Vectors, count: int) -> list[list[str]]:
        size = self._collection.count()
        if size == 0 or len(queries) == 0:
            return [[] for _ in queries]
        found = self._collection.query(query_embeddings=queries, n_results=min(count, size), include=[])
        return [list(ids) for ids in found["ids"]]

    def close(self) -> None:
        """Closes Chroma and seals the folder. Without it, the next opening builds the index again."""
        self._client.close()
        seal = self._folder / _SEAL
        waiting = seal.with_suffix(".new")
        waiting.write_text(_digest(self._folder / "chroma"), encoding="ascii")
        os.replace(waiting, seal)

    def discard(self) -> None:
        with contextlib.suppress(*CHROMA_FAULTS):
            self._client.close()
        clear_away(self._folder)


def clear_away(path: Path) -> None:
    """Removes a folder, or a file that stands in its place."""
    if path.is_file() or path.is_symlink():
        path.unlink()
    shutil.rmtree(path, ignore_errors=True)


# What Chroma raises when its files are broken, beside its own errors.
CHROMA_FAULTS = (ChromaError, RuntimeError, ValueError, OSError, KeyError)


def _sealed(folder: Path) -> bool:
    try:
        written = (folder / _SEAL).read_text(encoding="ascii").strip()
        return written == _digest(folder / "chroma")
    except (OSError, ValueError):
        return False


def _digest(folder: Path) -> str:
    """SHA-256 over the names and contents of all files below `folder`."""
    total = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        total.update(str(path.relative_to(folder)).encode("utf-8"))
        with path.open("rb") as stream:
            total.update(hashlib.file_digest(stream, "sha256").digest())
    return total.hexdigest()
