"""Opening a PDF and what stands around its text: pages, metadata, outline; damaged and locked files."""

from __future__ import annotations

import base64
import io
import logging
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pikepdf
import pypdf
import pypdfium2 as pdfium

from ingest.errors import DamagedDocument, EncryptedDocument
from ingest.layout import normalised

MAX_OUTLINE = 5000  # entries
CHUNK = 1_000_000  # bytes held at a time while a checksum is checked


@dataclass(frozen=True, slots=True)
class Structure:
    """What pypdf says of a file. `pages` is None where it could not tell."""

    pages: int | None
    metadata: dict[str, str]
    outline: dict[str, int]


def opened(data: bytes, name: str) -> tuple[pdfium.PdfDocument, bytes, bool]:
    """The document, the bytes it was opened from, and whether they had to be repaired.

    Raises EncryptedDocument and DamagedDocument.
    """
    try:
        return pdfium.PdfDocument(data), data, False
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise _encrypted(name) from error
    try:
        with pikepdf.open(io.BytesIO(data)) as broken:
            mended = io.BytesIO()
            broken.save(mended)
    except pikepdf.PasswordError as error:
        raise _encrypted(name) from error
    except (pikepdf.PdfError, ValueError, RuntimeError) as error:
        raise damaged(name) from error
    try:
        return pdfium.PdfDocument(mended.getvalue()), mended.getvalue(), True
    except pdfium.PdfiumError as error:
        raise damaged(name) from error


def _encrypted(name: str) -> EncryptedDocument:
    return EncryptedDocument(name, f'"{name}" is met een wachtwoord beveiligd. Lever een versie zonder wachtwoord aan.')


def damaged(name: str) -> DamagedDocument:
    """The error for a file beyond repair."""
    return DamagedDocument(
        name,
        f'"{name}" is beschadigd en kon niet worden hersteld. Vraag het bestand opnieuw op bij de bron, '
        "of open het in een pdf-programma en bewaar het opnieuw.",
    )


@dataclass(frozen=True, slots=True)
class Damage:
    """What is broken in a file that can be opened: pages (from 1) whose drawing cannot be read to its end, or the
    table that says where everything is, which then had to be guessed.

    PDFium and pypdf leave out what they cannot read, and say nothing.
    """

    pages: tuple[int, ...] = ()
    rebuilt: bool = False


def damage_in(data: bytes) -> Damage:
    """Looks for damage with pikepdf, which decompresses strictly."""
    try:
        with pikepdf.open(io.BytesIO(data)) as file:
            rebuilt = any("reconstruct" in str(warning) for warning in file.get_warnings())
            known: dict[tuple[int, int], bool] = {}
            checked = ((number, _is_whole(page, known, file.is_encrypted)) for number, page in enumerate(file.pages, 1))
            return Damage(tuple(number for number, whole in checked if not whole), rebuilt)
    except (pikepdf.PdfError, ValueError, RuntimeError):
        return Damage(rebuilt=True)


def _is_whole(page: pikepdf.Page, known: dict[tuple[int, int], bool], encrypted: bool) -> bool:
    """Whether all of a page's own drawing, and what it borrows, can be decompressed. `known`: streams seen before."""
    try:
        contents = page.obj.get("/Contents", pikepdf.Array())
        streams = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
        borrowed = page.resources.get("/XObject", pikepdf.Dictionary())
        streams += [item for item in dict(borrowed).values() if item.get("/Subtype") == pikepdf.Name.Form]
    except (pikepdf.PdfError, ValueError, TypeError, AttributeError):
        return False
    return all([_can_be_read(stream, known, encrypted) for stream in streams])


def _can_be_read(stream: pikepdf.Object, known: dict[tuple[int, int], bool], encrypted: bool) -> bool:
    if stream.objgen not in known:
        try:
            stream.read_bytes()
            known[stream.objgen] = encrypted or _sum_is_right(stream)
        except (pikepdf.PdfError, ValueError, TypeError, AttributeError):
            known[stream.objgen] = False
    return known[stream.objgen]


def _sum_is_right(stream: pikepdf.Object) -> bool:
    """Whether compressed data ends in the checksum of what it holds; qpdf, beneath pikepdf, does not look at it.

    Data without a checksum, which some programs write, count as whole.
    """
    filters = stream.get("/Filter")
    names = [str(item) for item in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
    if names not in (["/FlateDecode"], ["/ASCII85Decode", "/FlateDecode"]):
        return True
    data = stream.read_raw_bytes()
    inflate = zlib.decompressobj()
    try:
        if len(names) == 2:
            data = base64.a85decode(data.strip().removeprefix(b"<~").removesuffix(b"~>"))
        while data and not inflate.eof:
            inflate.decompress(data, CHUNK)
            data = inflate.unconsumed_tail
    except zlib.error as error:
        return "incorrect data check" not in str(error)
    return True


@contextmanager
def _quiet_pypdf() -> Iterator[None]:
    """pypdf reports on what it meets in damaged files; that belongs in no log of ours."""
    log = logging.getLogger("pypdf")
    before = log.propagate, log.level
    log.propagate, log.level = False, logging.CRITICAL + 1
    try:
        yield
    finally:
        log.propagate, log.level = before


def structure_of(data: bytes) -> Structure:
    """What pypdf says of a file. Where pypdf fails, pikepdf counts the pages."""
    with _quiet_pypdf():
        try:
            reader = pypdf.PdfReader(io.BytesIO(data))
            if reader.is_encrypted:
                reader.decrypt("")
            return Structure(len(reader.pages), _metadata(reader), _outline(reader))
        except Exception:  # pypdf raises errors of any class on odd files; PDFium has the text all the same
            return Structure(_pages_by_pikepdf(data), {}, {})


def _pages_by_pikepdf(data: bytes) -> int | None:
    try:
        with pikepdf.open(io.BytesIO(data)) as file:
            return len(file.pages)
    except (pikepdf.PdfError, ValueError, RuntimeError):
        return None


def _metadata(reader: pypdf.PdfReader) -> dict[str, str]:
    found: dict[str, str] = {}
    info = reader.metadata
    if info is None:
        return found
    for key, value in (("title", info.title), ("author", info.author)):
        if isinstance(value, str) and value.strip():
            found[key] = " ".join(value.split())
    for key, attribute in (("created", "creation_date"), ("modified", "modification_date")):
        try:
            moment = getattr(info, attribute)
        except ValueError:  # a date in a form of its own
            continue
        if moment is not None:
            found[key] = moment.isoformat()
    return found


def _outline(reader: pypdf.PdfReader) -> dict[str, int]:
    """Titles of the outline as `normalised`, with their depth from 1."""
    found: dict[str, int] = {}
    try:
        waiting: list[tuple[Any, int]] = [(reader.outline, 1)]
    except Exception:  # see structure_of; an outline is not worth the document
        return found
    seen = 0
    while waiting and seen < MAX_OUTLINE:
        entries, depth = waiting.pop()
        for entry in entries:
            seen += 1
            if isinstance(entry, list):
                waiting.append((entry, depth + 1))
            elif isinstance(title := getattr(entry, "title", None), str) and title.strip():
                found.setdefault(normalised(title), depth)
    return found
