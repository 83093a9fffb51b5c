"""Zip-based formats (DOCX, ODT): what is checked in the directory of the archive before anything is unpacked."""

from __future__ import annotations

import io
import lzma
import re
import zlib
from zipfile import BadZipFile, ZipFile

from ingest.errors import DamagedDocument, EncryptedDocument, LimitExceeded

MAX_ENTRIES = 10_000  # a long report with a picture on each page has some 2,000
MAX_UNPACKED = 1 << 29  # bytes; 512 MiB in all, as declared (zipfile reads no more than is declared)
MAX_PART = 1 << 27  # bytes; 128 MiB for one XML part: some 10,000 pages of text
MAX_RATIO = 150  # unpacked to packed, of the whole archive; office text reaches about 40
RATIO_FLOOR = 1 << 25  # bytes; below 32 MiB unpacked no ratio can do harm
MANIFEST_BYTES = 1 << 22  # bytes; 4 MiB of manifest is read, no more

_ENCRYPTED_ENTRY = 0x1  # bit 0 of a zip entry's general purpose flags (APPNOTE 4.4.4)
_CLIMBS = re.compile(r"(^|[/\\])\.\.([/\\]|$)|^[/\\]|^[A-Za-z]:")
_ENTITIES = re.compile("<!(DOCTYPE|ENTITY)")


# What unpacking raises where a part is damaged, encrypted, or packed in a way that Python does not know (`zipfile`).
UNPACKING = (BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)


def open_archive(data: bytes, name: str) -> ZipFile:
    """The archive in `data`, within all limits and not encrypted.

    Raises DamagedDocument, EncryptedDocument or LimitExceeded.
    """
    try:
        archive = ZipFile(io.BytesIO(data))
    except (BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise DamagedDocument(
            name, f'"{name}" is onvolledig of beschadigd. Open het bestand, sla het opnieuw op en voeg het weer toe.'
        ) from error
    _check_size(archive, len(data), name)
    if any(_CLIMBS.search(entry.filename) for entry in archive.infolist()):
        raise LimitExceeded(
            name,
            f'"{name}" bevat onderdelen met een pad dat buiten het bestand wijst, en is daarom niet geopend. '
            "Open het bestand in een tekstverwerker en sla het opnieuw op.",
        )
    if any(entry.flag_bits & _ENCRYPTED_ENTRY for entry in archive.infolist()) or _manifest_encrypts(archive):
        raise EncryptedDocument(
            name, f'"{name}" is beveiligd met een wachtwoord. Sla het zonder wachtwoord op en voeg het opnieuw toe.'
        )
    return archive


def refuse_entities(archive: ZipFile, name: str) -> None:
    """Raises DamagedDocument when an XML part declares a document type: office formats have none, and text that hangs
    on an entity would go missing without a word."""
    for entry in archive.infolist():
        if not entry.filename.lower().endswith((".xml", ".rels")):
            continue
        with archive.open(entry) as part:
            head = part.read(4096)
        if any(_ENTITIES.search(head.decode(coding, "ignore")) for coding in ("latin-1", "utf-16-le", "utf-16-be")):
            raise DamagedDocument(
                name,
                f'"{name}" bevat code die niet in een document hoort (een XML-documenttype) en is niet gelezen. '
                "Open het bestand in een tekstverwerker en sla het opnieuw op.",
            )


def _check_size(archive: ZipFile, packed: int, name: str) -> None:
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    largest_part = max((e.file_size for e in entries if e.filename.lower().endswith(".xml")), default=0)
    too_dense = unpacked > RATIO_FLOOR and unpacked > MAX_RATIO * packed
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or largest_part > MAX_PART or too_dense:
        raise LimitExceeded(
            name,
            f'"{name}" is uitgepakt {unpacked // 1_000_000} MB groot, in {len(entries)} onderdelen: meer dan hier '
            "wordt gelezen. Sla het document op als PDF of splits het op.",
        )


def _manifest_encrypts(archive: ZipFile) -> bool:
    """Whether an OpenDocument manifest says that parts are encrypted (ODF 1.3 part 2, 3.4.1)."""
    if "META-INF/manifest.xml" not in archive.namelist():
        return False
    with archive.open("META-INF/manifest.xml") as manifest:
        return b"encryption-data" in manifest.read(MANIFEST_BYTES)
