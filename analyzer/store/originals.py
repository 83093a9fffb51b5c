"""The files as they were uploaded, kept once by their content: originals/ab/<sha256>."""

from __future__ import annotations

import hashlib
import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from filelock import FileLock, Timeout

from analyzer.store.errors import InvalidChange, StoreUnavailable
from ingest.sandbox_protocol import Limits

MOST_BYTES = Limits().file_bytes  # a larger file could not be read anyway
_PIECE = 1 << 20  # bytes
_PATIENCE = 120  # seconds to wait for another who is busy with the files
_ARRIVING = ".nieuw-"
_FORGOTTEN = 24 * 3600  # seconds after which a file that never arrived whole is nobody's any more


@dataclass(frozen=True)
class Arrived:
    """A file that is whole and on disk, and not kept yet."""

    path: Path
    sha256: str
    size: int


class Originals:
    """Safe between threads and processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        _make(folder)
        self._sweep()

    @contextmanager
    def held(self, patience: float = _PATIENCE) -> Iterator[None]:
        """While this lasts nobody else keeps or drops a file: what the database says of them can be made to agree.

        `patience`: seconds to wait for another who has them. Raises StoreUnavailable."""
        lock = FileLock(self.folder / ".slot", timeout=patience, mode=0o600, thread_local=False)
        try:
            lock.acquire()
        except Timeout as exc:
            raise StoreUnavailable(
                "Iemand is al minuten bezig met de bestanden, misschien met een reservekopie. Wacht tot dat klaar "
                "is en probeer het opnieuw."
            ) from exc
        try:
            yield
        finally:
            lock.release()

    def receive(self, content: BinaryIO) -> Arrived:
        """Writes the content to a temporary file. Raises InvalidChange (empty, or too large), StoreUnavailable."""
        path = self.folder / f"{_ARRIVING}{uuid.uuid4().hex}"
        total, size = hashlib.sha256(), 0
        try:
            with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | _BINARY, 0o600), "wb") as stream:
                while piece := content.read(_PIECE):
                    size += len(piece)
                    if size > MOST_BYTES:
                        raise InvalidChange(
                            f"Dit bestand is groter dan {MOST_BYTES >> 20} MB. Splits het, of maak het kleiner."
                        )
                    total.update(piece)
                    stream.write(piece)
                if not size:
                    raise InvalidChange("Dit bestand is leeg. Kies het bestand opnieuw.")
                stream.flush()
                os.fsync(stream.fileno())
        except OSError as exc:
            path.unlink(missing_ok=True)
            raise StoreUnavailable(
                f"Het bestand kan niet worden bewaard ({exc.strerror or type(exc).__name__}). Controleer of er ruimte "
                "is op de schijf, en voeg het opnieuw toe."
            ) from exc
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return Arrived(path, total.hexdigest(), size)

    def keep(self, arrived: Arrived) -> Path:
        """Gives the file its name, for good."""
        path = self.path(arrived.sha256)
        if path.is_file() and path.stat().st_size == arrived.size:
            arrived.path.unlink()
            return path
        _make(path.parent)
        os.replace(arrived.path, path)
        _sync(path.parent)
        return path

    def discard(self, arrived: Arrived) -> None:
        """To be called whatever happened: a file that was kept is not touched."""
        arrived.path.unlink(missing_ok=True)

    def drop(self, sha256: str) -> None:
        self.path(sha256).unlink(missing_ok=True)

    def path(self, sha256: str) -> Path:
        """Where the file with this content is, or would be."""
        return self.folder / sha256[:2] / sha256

    def _sweep(self) -> None:
        """Removes what a process that was killed left half written."""
        for path in self.folder.glob(f"{_ARRIVING}*"):
            try:
                if time.time() - path.stat().st_mtime > _FORGOTTEN:
                    path.unlink()
            except FileNotFoundError:  # another process is at it too
                continue


_BINARY = getattr(os, "O_BINARY", 0)  # Windows only


def _make(folder: Path) -> None:
    if folder.is_dir():
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _sync(folder.parent)


def _sync(folder: Path) -> None:
    """A name is on disk only when its folder is."""
    if os.name == "nt":  # a folder cannot be opened there
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
