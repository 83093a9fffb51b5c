"""The files in a form that is being sent, one after the other, each in a temporary file: nothing is held in memory, and
what is too large is dropped while it comes in."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

_HEADER_BYTES = 8 << 10
_NAME_LENGTH = 1000

Take = Callable[[str, IO[bytes]], None]
Refuse = Callable[[str, str], None]


class BrokenForm(Exception):
    """What is sent is no form with files, or it was broken off."""


@dataclass(frozen=True)
class Bounds:
    """`file_bytes` of each file; `files` at most in one form."""

    file_bytes: int
    files: int


@dataclass
class _Part:
    """A file that is coming in. `refused`: why it does not count; its bytes are dropped."""

    name: str
    content: IO[bytes]
    size: int = 0
    refused: str = ""


class FileForm:
    """Fed with the body as it comes. `take` gets each file that is whole, at its beginning; `refuse` the others.

    Use it as a context: what is not whole at the end is thrown away. Not safe between threads.
    """

    def __init__(self, content_type: str, field: str, bounds: Bounds, folder: Path, take: Take, refuse: Refuse) -> None:
        """`folder`: where temporary files go, on the disk that the files will stay on. Raises BrokenForm."""
        kind, options = parse_options_header(content_type)
        if kind != b"multipart/form-data" or not options.get(b"boundary"):
            raise BrokenForm
        self._field, self._bounds, self._folder, self._take, self._refuse = field, bounds, folder, take, refuse
        self._header = self._value = b""
        self._headers: dict[str, bytes] = {}
        self._part: _Part | None = None
        self._seen = 0
        self._ended = False
        try:
            self._parser = MultipartParser(
                options[b"boundary"],
                {
                    "on_part_begin": self._begin,
                    "on_header_field": self._add_name,
                    "on_header_value": self._add_value,
                    "on_header_end": self._end_header,
                    "on_headers_finished": self._open,
                    "on_part_data": self._write,
                    "on_part_end": self._close,
                    "on_end": self._end,
                },
                max_header_size=_HEADER_BYTES,
            )
        except FormParserError as exc:
            raise BrokenForm from exc

    def __enter__(self) -> FileForm:
        return self

    def __exit__(self, *error: object) -> None:
        if self._part is not None:
            self._part.content.close()
            self._part = None

    def feed(self, piece: bytes) -> None:
        """Raises BrokenForm."""
        try:
            self._parser.write(piece)
        except FormParserError as exc:
            raise BrokenForm from exc

    def finish(self) -> None:
        """Raises BrokenForm where the end never came."""
        if not self._ended:
            raise BrokenForm

    def _begin(self) -> None:
        self._headers = {}

    def _add_name(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _add_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _end_header(self) -> None:
        self._headers[self._header.decode("latin-1").lower()] = self._value
        self._header = self._value = b""

    def _open(self) -> None:
        _, options = parse_options_header(self._headers.get("content-disposition", b""))
        name = _base_name(options.get(b"filename", b""))
        if options.get(b"name") != self._field.encode() or not name:
            return
        self._seen += 1
        self._part = _Part(name, tempfile.TemporaryFile(dir=self._folder))  # noqa: SIM115 - closed in `_close`
        if self._seen > self._bounds.files:
            self._part.refused = f"Dit zijn er te veel in één keer. Kies er ten hoogste {self._bounds.files} tegelijk."

    def _write(self, data: bytes, start: int, end: int) -> None:
        part = self._part
        if part is None or part.refused:
            return
        part.size += end - start
        if part.size > self._bounds.file_bytes:
            part.refused = (
                f"Dit bestand is groter dan {self._bounds.file_bytes >> 20} MB. Splits het, of maak het kleiner."
            )
            part.content.truncate(0)
            return
        try:
            part.content.write(data[start:end])
        except OSError as exc:
            part.refused = f"Er is geen plaats voor dit bestand ({os.strerror(exc.errno or 0)}). Meld het uw beheerder."

    def _close(self) -> None:
        part, self._part = self._part, None
        if part is None:
            return
        with part.content:
            if part.refused:
                self._refuse(part.name, part.refused)
            else:
                part.content.seek(0)
                self._take(part.name, part.content)

    def _end(self) -> None:
        self._ended = True


def _base_name(given: bytes) -> str:
    """The name of the file without its folders. Browsers write a quote in it as %22."""
    name = given.decode("utf-8", "replace").replace("%22", '"').replace("\\", "/")
    return name.rpartition("/")[2].strip()[:_NAME_LENGTH]
