"""Bad files as users bring them: each gets a message that names it and the way out; the rest of the batch is read."""

from __future__ import annotations

import io
import struct
import time
import zipfile
import zlib
from pathlib import Path

import pytest
from docx import Document
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from ingest.errors import (
    DamagedDocument,
    EmptyFile,
    EncryptedDocument,
    FileMissing,
    LimitExceeded,
    UnreadableDocument,
    UnsupportedFormat,
)
from ingest.readers.raw import RawDocument
from ingest.sandbox import read_files

SENTENCE = "Het college heeft het beleid op 12 maart 2024 vastgesteld."


def pdf_file(pages: int = 1, password: str = "") -> bytes:
    """A PDF with `SENTENCE` on each page."""
    writer = PdfWriter()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    for _ in range(pages):
        page = writer.add_blank_page(595, 842)
        content = DecodedStreamObject()
        content.set_data(f"BT /F1 12 Tf 72 700 Td ({SENTENCE}) Tj ET".encode())
        page[NameObject("/Contents")] = writer._add_object(content)
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F1"): writer._add_object(font)})}
        )
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def many_pages(count: int) -> bytes:
    """A PDF of empty pages, written by hand: a library takes seconds for it."""
    kids = " ".join(f"{number} 0 R" for number in range(3, count + 3))
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Count {count} /Kids [{kids}] >>"]
    objects += ["<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"] * count
    body, offsets = b"%PDF-1.4\n", []
    parts = [body]
    position = len(body)
    for number, content in enumerate(objects, 1):
        part = f"{number} 0 obj\n{content}\nendobj\n".encode()
        offsets.append(position)
        position += len(part)
        parts.append(part)
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    trailer = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\n"
    return b"".join(parts) + f"{trailer}startxref\n{position}\n%%EOF\n".encode()


def word_file() -> bytes:
    document = Document()
    document.add_paragraph(SENTENCE)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def bomb() -> bytes:
    """A Word file whose text is a gigabyte of zeros, in a megabyte: one deflate block again and again."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(bytes(1 << 24)) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(bytes(1 << 24)) + packer.flush(zlib.Z_FULL_FLUSH)
    packed = block + again * 63 + packer.flush()
    name, size = b"word/document.xml", 1 << 30
    fields = (20, 0, 8, 0, 0, 0, len(packed), size, len(name), 0)  # version, flags, method, time, date, crc, sizes
    local = struct.pack("<4s5H3I2H", b"PK\x03\x04", *fields) + name
    central = struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 20, *fields, 0, 0, 0, 0, 0) + name
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 1, 1, len(central), len(local) + len(packed), 0)
    return local + packed + central + end


def protected_word_file() -> bytes:
    """What Word makes of a file with a password: an OLE compound file ([MS-CFB]) with an EncryptedPackage stream.

    Sector 0: the allocation table; 1: the directory; 2–9: the encrypted package, of one block of zeros.
    """
    free, end, table = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    header = struct.pack(
        "<8s16x5H6x10I", bytes.fromhex("d0cf11e0a1b11ae1"), 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0, 0
    )
    header += struct.pack("<108I", *[free] * 108)
    chains = struct.pack("<128I", table, end, *range(3, 10), end, *[free] * 118)

    def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
        encoded = (name + "\0").encode("utf-16-le")
        return struct.pack("<64sH2B3I36xIQ", encoded, len(encoded), kind, 1, free, free, child, start, size)

    directory = entry("Root Entry", 5, 1, end, 0) + entry("EncryptedPackage", 2, free, 2, 4096) + bytes(256)
    return header + chains + directory + bytes(4096)


BAD: list[tuple[str, bytes, type[UnreadableDocument], str]] = [
    ("versleuteld.pdf", pdf_file(password="geheim"), EncryptedDocument, "wachtwoord"),
    ("afgekapt.pdf", pdf_file(3)[:400], DamagedDocument, "beschadigd"),
    ("leeg.pdf", b"", EmptyFile, "leeg"),
    ("bom.docx", bomb(), LimitExceeded, "uitgepakt 1073 MB"),
    ("versleuteld.docx", protected_word_file(), EncryptedDocument, "wachtwoord"),
    ("afgekapt.docx", word_file()[:-200], DamagedDocument, "beschadigd"),
    ("ruis.docx", bytes(range(256)) * 20, UnsupportedFormat, "leesbare tekst"),
]


def read_with_neighbours(name: str, source: bytes | Path) -> RawDocument | UnreadableDocument:
    """Reads a file between two good ones; these must be read whatever happens."""
    good = (("voor.docx", word_file()), ("na.txt", SENTENCE.encode()))
    results = dict(read_files([good[0], (name, source), good[1]]))
    for index in (0, 2):
        neighbour = results[index]
        assert isinstance(neighbour, RawDocument), neighbour
        assert [block.text for page in neighbour.pages for block in page.blocks] == [SENTENCE]
    return results[1]


@pytest.mark.parametrize(("name", "data", "kind", "words"), BAD, ids=[case[0] for case in BAD])
def test_a_bad_file_is_refused_by_name(name: str, data: bytes, kind: type[UnreadableDocument], words: str) -> None:
    error = read_with_neighbours(name, data)
    assert type(error) is kind, error
    assert name in str(error) and error.name == name and words in str(error)


def test_the_good_forms_of_these_files_are_read() -> None:
    """Else a refusal above would prove nothing."""
    assert len(PdfReader(io.BytesIO(many_pages(25))).pages) == 25
    with zipfile.ZipFile(io.BytesIO(bomb())).open("word/document.xml") as part:
        assert part.read(1 << 25) == bytes(1 << 25)
    for name, data in (("a.pdf", pdf_file()), ("a.docx", word_file())):
        found = read_with_neighbours(name, data)
        assert isinstance(found, RawDocument) and not found.problems
        assert [block.text for page in found.pages for block in page.blocks] == [SENTENCE]


def test_ten_thousand_pages_are_refused_at_once() -> None:
    data = many_pages(10_000)
    started = time.monotonic()
    error = read_with_neighbours("dik.pdf", data)
    assert type(error) is LimitExceeded and "dik.pdf" in str(error)
    assert time.monotonic() - started < 8


def test_a_pdf_called_docx_is_read_and_told_of() -> None:
    found = read_with_neighbours("beleid.docx", pdf_file())
    assert isinstance(found, RawDocument) and found.format == "pdf"
    (problem,) = [problem for problem in found.problems if problem.code == "wrong_extension"]
    assert "beleid.docx" in problem.message and "PDF" in problem.message and not problem.loss


def test_text_that_is_no_utf8_is_read() -> None:
    found = read_with_neighbours("oud.txt", b"Het beleid is priv\xe9 \x80 5 en ge\xebigend.")
    assert isinstance(found, RawDocument)
    assert found.pages[0].blocks[0].text == "Het beleid is privé € 5 en geëigend."
    broken = read_with_neighbours("stuk.txt", "Eén café, twee cafés. ".encode() * 3 + b"\xc3(")
    assert isinstance(broken, RawDocument) and broken.pages[0].blocks[0].text.startswith("Eén café")
    assert ["stuk.txt" in problem.message for problem in broken.problems if problem.code == "encoding"] == [True]


def test_a_folder_and_a_missing_file(tmp_path: Path) -> None:
    folder = read_with_neighbours("map", tmp_path)
    assert isinstance(folder, FileMissing) and '"map" is een map' in str(folder)
    missing = read_with_neighbours("weg.pdf", tmp_path / "weg.pdf")
    assert isinstance(missing, FileMissing) and '"weg.pdf" bestaat niet' in str(missing)
