"""The work folder of one dossier: what was read, kept by content, and everything derived from it.

    documents/   a JSON file a document, named by the hash of its content: read once, kept
    terms/       the index terms of each document's passages; derived
    vectors/     Chroma; derived
    queries/     the vectors and index terms of the norms' queries; derived
    assessments/, findings/, read/   what the analyzer keeps here: assessments and verdicts made, and sentences read
    lock         held by the one process that works here

Deleting the folder loses no more than time. Writes are atomic: a file is there whole, or not at all.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from types import TracebackType

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray
from pydantic import ValidationError

from ingest.edition import edition
from ingest.errors import WorkspaceInUse
from ingest.types import Document


class Workspace:
    """Used as a context manager: entering takes the lock, and raises WorkspaceInUse when another process has it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = FileLock(folder / "lock", timeout=0)

    def __enter__(self) -> Workspace:
        (self.folder / "documents").mkdir(parents=True, exist_ok=True)
        try:
            self._lock.acquire()
        except Timeout as exc:
            raise WorkspaceInUse(
                f"De werkmap '{self.folder}' is in gebruik door een andere analyse. Wacht tot die klaar is, of kies "
                "met --out een andere map."
            ) from exc
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lock.release()

    def load_document(self, key: str) -> Document | None:
        """A document kept under `key`; None when there is none, or when it cannot be read back."""
        try:
            return Document.model_validate_json(self._document_path(key).read_bytes())
        except (OSError, ValidationError):
            return None

    def keep_document(self, key: str, document: Document) -> None:
        self.write(self._document_path(key), document.model_dump_json().encode("utf-8"))

    def load_terms(self, document_id: str) -> dict[str, list[str]]:
        """The index terms kept for a document, by passage id; empty when none are, or when they cannot be read back."""
        try:
            kept = json.loads(self._terms_path(document_id).read_bytes())
        except (OSError, ValueError):
            return {}
        return {key: text.split() for key, text in kept.items()} if isinstance(kept, dict) else {}

    def keep_terms(self, document_id: str, terms: Mapping[str, Sequence[str]]) -> None:
        data = json.dumps({key: " ".join(words) for key, words in terms.items()}, ensure_ascii=False)
        self.write(self._terms_path(document_id), data.encode("utf-8"))

    def load_vectors(self, model: str, texts: Sequence[str]) -> NDArray[np.float32] | None:
        """The query vectors kept for exactly these texts; None when there are none, or they cannot be read back."""
        try:
            with self._queries_path(model, texts).open("rb") as stream:
                return np.asarray(np.load(stream, allow_pickle=False), dtype=np.float32)
        except (OSError, ValueError, EOFError):
            return None

    def keep_vectors(self, model: str, texts: Sequence[str], vectors: NDArray[np.float32]) -> None:
        buffer = BytesIO()
        np.save(buffer, vectors, allow_pickle=False)
        self.write(self._queries_path(model, texts), buffer.getvalue())

    def load_query_terms(self, texts: Sequence[str]) -> list[list[str]] | None:
        """The index terms kept for exactly these queries; None when there are none, or they cannot be read back."""
        try:
            kept = json.loads(self._queries_path(f"terms {edition()}", texts).with_suffix(".json").read_bytes())
        except (OSError, ValueError):
            return None
        fits = isinstance(kept, list) and len(kept) == len(texts) and all(isinstance(each, str) for each in kept)
        return [each.split() for each in kept] if fits else None

    def keep_query_terms(self, texts: Sequence[str], terms: Sequence[Sequence[str]]) -> None:
        data = json.dumps([" ".join(each) for each in terms], ensure_ascii=False)
        path = self._queries_path(f"terms {edition()}", texts).with_suffix(".json")
        self.write(path, data.encode("utf-8"))

    @property
    def vectors(self) -> Path:
        return self.folder / "vectors"

    def write(self, path: Path, data: bytes, *, durable: bool = True) -> None:
        """Writes a file of this folder whole or not at all. Not `durable`: a loss of power may leave it empty, so only
        for what is checked when it is read and made again when it is not there."""
        path.parent.mkdir(parents=True, exist_ok=True)
        waiting = path.with_name(path.name + ".new")
        with waiting.open("wb") as stream:
            stream.write(data)
            if durable:
                stream.flush()
                os.fsync(stream.fileno())
        os.replace(waiting, path)

    def _document_path(self, key: str) -> Path:
        return self.folder / "documents" / f"{key}.{edition()}.json"

    def _terms_path(self, document_id: str) -> Path:
        return self.folder / "terms" / f"{document_id}.{edition()}.json"

    def _queries_path(self, model: str, texts: Sequence[str]) -> Path:
        digest = hashlib.sha256("\n".join((model, *texts)).encode("utf-8")).hexdigest()[:24]
        return self.folder / "queries" / f"{digest}.npy"
