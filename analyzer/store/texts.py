"""The texts of documents as they were read, from a work folder. No database is asked: the command line reads so too."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from analyzer.store.recent import Recent
from ingest.edition import edition
from ingest.types import Document


class Texts:
    """Documents as they were read, from the work folder of a dossier; the last ones asked for are at hand.

    A run may be writing there: it writes whole file by whole file."""

    def __init__(self) -> None:
        self._documents: Recent[tuple[str, int, int], Document] = Recent(24)

    def read(self, work: Path, sha256: str) -> Document | None:
        """None where it was not read yet, or could not be."""
        mine = f".{edition()}.json"
        found = sorted((work / "documents").glob(f"{sha256}-*.json"), key=lambda each: (each.name.endswith(mine), each))
        for path in reversed(found):
            if (document := self._read(path)) is not None:
                return document
        return None

    def _read(self, path: Path) -> Document | None:
        try:
            stat = path.stat()
            key = (str(path), stat.st_mtime_ns, stat.st_size)
            return self._documents.get(key, lambda: Document.model_validate_json(path.read_bytes()))
        except (OSError, ValidationError):
            return None
