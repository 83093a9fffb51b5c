"""The format of a file is told by its content; what cannot be read is refused by name, with a way out."""

from __future__ import annotations

import io
import os
import zipfile

import pytest
from docx import Document

from ingest.errors import (
    DamagedDocument,
    EmptyFile,
    EncryptedDocument,
    LimitExceeded,
    UnreadableDocument,
    UnsupportedFormat,
)
from ingest.readers.archive import open_archive, refuse_entities
from ingest.readers.detect import detect

OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)


def zipped(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def word_file() -> bytes:
    buffer = io.BytesIO()
    Document().save(buffer)
    return buffer.getvalue()


def ole_file(stream: str) -> bytes:
    return OLE + (stream + "\0").encode("utf-16-le").ljust(128, b"\0")


ODT = zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"})

READABLE = [
    (b"%PDF-1.7\n", "a.pdf", "pdf"),
    (b"\xef\xbb\xbf\n%PDF-1.4\n", "a.pdf", "pdf"),
    (b"junk of a mail server\n" * 10 + b"%PDF-1.4\n1 0 obj\n", "a.pdf", "pdf"),
    (word_file(), "a.docx", "docx"),
    (
        zipped({"[Content_Types].xml": b"wordprocessingml.document.main", "word/document2.xml": b"<x/>"}),
        "a.docx",
        "docx",
    ),
    (ODT, "a.odt", "odt"),
    (b"{\\rtf1\\ansi Tekst}", "a.rtf", "rtf"),
    (b"<!DOCTYPE html><title>x</title><p>Tekst", "a.html", "html"),
    (b'<?xml version="1.0"?>\n<!-- c -->\n<html xmlns="x"><body/></html>', "a.xhtml", "html"),
    ("<html><body>Tekst</body></html>".encode("utf-16"), "a.htm", "html"),
    (b"<h2>Kop</h2>\n<p>Tekst</p>", "fragment", "html"),
    (b"Gewone tekst over <html> en over %PDF-bestanden.", "a.txt", "text"),
    (b"# Kop\n\nTekst", "a.txt", "text"),
    (b"# Kop\n\nTekst", "a", "markdown"),
    (b"Gewone tekst zonder opmaak", "a.md", "markdown"),
    (b"Gewone tekst zonder opmaak", "a", "text"),
    (b"| a | b |\n|---|---|\n| 1 | 2 |\n", "a", "markdown"),
    ("Tekst met tekens als é en €".encode("cp1252"), "a.txt", "text"),
    ("Tekst zonder merk".encode("utf-16-le"), "a.txt", "text"),
    ("Tekst zonder merk".encode("utf-16-be"), "a.txt", "text"),
    (b"BM staat voor burgemeester", "a.txt", "text"),
]


@pytest.mark.parametrize(("data", "name", "expected"), READABLE)
def test_content_tells_the_format(data: bytes, name: str, expected: str) -> None:
    found = detect(data, name)
    assert (found.format, found.problem) == (expected, None)


REFUSED = [
    (b"", EmptyFile, "leeg"),
    (os.urandom(4000), UnsupportedFormat, "leesbare tekst"),
    (b"tekst\x00met\x00nullen en nog meer tekst", UnsupportedFormat, "leesbare tekst"),
    (b"\x89PNG\r\n\x1a\n" + bytes(20), UnsupportedFormat, "afbeelding (PNG)"),
    (b"\xff\xd8\xff\xe0" + bytes(20), UnsupportedFormat, "afbeelding (JPEG)"),
    (b"II*\x00" + bytes(20), UnsupportedFormat, "afbeelding (TIFF)"),
    (b"BM" + bytes(40), UnsupportedFormat, "afbeelding (BMP)"),
    (b"RIFF\x10\x00\x00\x00WEBPVP8 ", UnsupportedFormat, "afbeelding (WebP)"),
    (zipped({"xl/workbook.xml": b"<x/>"}), UnsupportedFormat, "Excel"),
    (zipped({"ppt/presentation.xml": b"<x/>"}), UnsupportedFormat, "PowerPoint"),
    (zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), UnsupportedFormat, ".ods"),
    (zipped({"brief.txt": b"hallo"}), UnsupportedFormat, "zip-archief"),
    (ole_file("WordDocument"), UnsupportedFormat, "oude Word-versie"),
    (ole_file("Workbook"), UnsupportedFormat, "Excel"),
    (ole_file("EncryptedPackage"), EncryptedDocument, "wachtwoord"),
    (OLE, UnsupportedFormat, "oude Office-versie"),
    (b"7z\xbc\xaf\x27\x1c" + bytes(20), UnsupportedFormat, "7-zip"),
    (b'<?xml version="1.0"?><publicatie><p>x</p></publicatie>', UnsupportedFormat, "XML"),
    (word_file()[:3000], DamagedDocument, "beschadigd"),
]


@pytest.mark.parametrize(("data", "kind", "words"), REFUSED)
def test_what_cannot_be_read_is_named(data: bytes, kind: type[UnreadableDocument], words: str) -> None:
    with pytest.raises(kind) as caught:
        detect(data, "stuk 12.bin")
    assert type(caught.value) is kind
    assert words in str(caught.value) and '"stuk 12.bin"' in str(caught.value)


@pytest.mark.parametrize(
    ("data", "name"), [(b"%PDF-1.7", "beleid.docx"), (word_file(), "beleid.doc"), (b"Gewone tekst", "beleid.pdf")]
)
def test_a_wrong_extension_is_told_and_loses_nothing(data: bytes, name: str) -> None:
    problem = detect(data, name).problem
    assert problem and problem.code == "wrong_extension" and not problem.loss and name in problem.message


@pytest.mark.parametrize("name", ["Nota v2.1 definitief", "nota", "nota.CSV", "nota.2024"])
def test_an_ending_that_promises_nothing_is_no_wrong_extension(name: str) -> None:
    assert detect(b"Gewone tekst", name).problem is None


def test_a_password_on_a_part_or_in_the_manifest_is_seen() -> None:
    manifest = b'<m:manifest xmlns:m="x"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>'
    with pytest.raises(EncryptedDocument, match="wachtwoord"):
        open_archive(zipped({"content.xml": b"?", "META-INF/manifest.xml": manifest}), "a.odt")
    flagged = bytearray(zipped({"content.xml": b"<x/>"}))
    flagged[flagged.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(EncryptedDocument, match="wachtwoord"):
        open_archive(bytes(flagged), "a.odt")


@pytest.mark.parametrize("entry", ["../../etc/passwd", "word\\..\\..\\x.xml", "/etc/passwd", "C:x.xml"])
def test_a_path_out_of_the_archive_is_refused(entry: str) -> None:
    with pytest.raises(LimitExceeded, match="buiten het bestand"):
        open_archive(zipped({entry: b"x"}), "a.docx")


def test_an_innocent_name_with_dots_is_not_refused() -> None:
    with open_archive(zipped({"word/a..b.xml": b"x", "word/..c": b"x"}), "a.docx") as archive:
        assert len(archive.namelist()) == 2


def test_limits_on_entries_and_size() -> None:
    with pytest.raises(LimitExceeded, match="10001 onderdelen"):
        open_archive(zipped({f"{number}": b"" for number in range(10_001)}), "a.docx")
    with pytest.raises(LimitExceeded, match="40 MB"):
        open_archive(zipped({"word/document.xml": bytes(40_000_000)}), "a.docx")
    with open_archive(zipped({"word/document.xml": bytes(30_000_000)}), "a.docx") as archive:
        assert archive.namelist() == ["word/document.xml"]


@pytest.mark.parametrize("coding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_entities_are_refused(coding: str) -> None:
    part = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'.encode(coding)
    with open_archive(zipped({"content.xml": part}), "a.odt") as archive, pytest.raises(DamagedDocument, match="XML"):
        refuse_entities(archive, "a.odt")
