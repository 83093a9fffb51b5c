"""What passes between `ingest.sandbox` and its reading servers: length-prefixed JSON, checked on arrival."""

from __future__ import annotations

from enum import StrEnum
from typing import IO, TypeVar

from ingest.errors import LimitExceeded
from ingest.page_values import DrawnPage
from ingest.readers.raw import RawDocument
from ingest.types import Frozen

HEADER_BYTES = 1 << 20  # a header holds a name, a path and numbers
_LENGTH = 8  # bytes of a length, big-endian


class Limits(Frozen):
    """What reading one file may take. On a system without resource limits (Windows) only the first, `wall_seconds` and
    `result_bytes` hold."""

    file_bytes: int = 200 << 20
    memory_bytes: int = 2 << 30  # address space of the child, loaded libraries included
    cpu_seconds: int = 120
    wall_seconds: float = 300.0  # longer than `cpu_seconds`: text recognition works in processes of its own
    result_bytes: int = 64 << 20  # some 20,000 pages of text


class Task(Frozen):
    """`path` is None when the file's bytes come with the task. `wanted`: what a reader that can do more than one thing
    with a file is to do, in its own words; empty for one that reads the whole of it."""

    name: str
    path: str | None
    limits: Limits
    wanted: str = ""


class Failure(StrEnum):
    """Why a child gave no reply."""

    TIME = "time"
    CPU = "cpu"
    MEMORY = "memory"
    RESULT = "result"
    CRASH = "crash"
    LOST = "lost"  # the server itself is gone


class Outcome(Frozen):
    """Comes before the child's reply. `last`: the server takes no further task."""

    failure: Failure | None = None
    last: bool = False


class Reply(Frozen):
    """What a child writes: a document or a page, or the code and message of an UnreadableDocument."""

    made: RawDocument | DrawnPage | None = None
    code: str = ""
    message: str = ""


_Header = TypeVar("_Header", bound=Frozen)


def send(stream: IO[bytes], header: Frozen, payload: bytes) -> None:
    """Writes one message and flushes. Raises OSError when nobody reads any more."""
    head = header.model_dump_json().encode()
    stream.write(len(head).to_bytes(_LENGTH) + head + len(payload).to_bytes(_LENGTH))
    stream.write(payload)
    stream.flush()


def receive(stream: IO[bytes], kind: type[_Header], largest: int) -> tuple[_Header, bytes] | None:
    """One message; None at the end of the stream. Raises ValueError for what is no message, or over `largest` bytes."""
    head = _read(stream, HEADER_BYTES)
    if head is None:
        return None
    payload = _read(stream, largest)
    return None if payload is None else (kind.model_validate_json(head), payload)


def too_large(name: str, size: int, limits: Limits) -> LimitExceeded | None:
    """The error for a file of `size` bytes, if that is too many."""
    if size <= limits.file_bytes:
        return None
    largest = limits.file_bytes / 2**20
    return LimitExceeded(
        name,
        f'"{name}" is {size / 2**20:.0f} MB groot; de grens is {largest:.0f} MB. Splits het document op, of verklein '
        "de afbeeldingen erin.",
    )


def _read(stream: IO[bytes], largest: int) -> bytes | None:
    prefix = stream.read(_LENGTH)
    if len(prefix) < _LENGTH:
        return None
    length = int.from_bytes(prefix)
    if length > largest:
        raise ValueError(f"a message of {length} bytes, where {largest} is the most")
    data = stream.read(length)
    return data if len(data) == length else None
