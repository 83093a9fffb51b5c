"""Which format a file is in: told by its content. The name only decides between plain text and Markdown."""

from __future__ import annotations

import codecs
import re
from pathlib import PurePath
from typing import Literal, NamedTuple
from zipfile import ZipFile

from ingest.errors import EmptyFile, EncryptedDocument, UnsupportedFormat
from ingest.readers.archive import open_archive
from ingest.types import Problem

Format = Literal["pdf", "docx", "odt", "rtf", "html", "text", "markdown"]

READABLE = "PDF, Word (.docx), OpenDocument (.odt), RTF, HTML, Markdown of platte tekst"
HEAD = 1024  # bytes in which a PDF must begin (ISO 32000-1, annex H.3.4.1)
SAMPLE = 1 << 16  # bytes by which text is told from binary content
CONTROL_SHARE = 0.02  # of a sample's bytes; text has next to none, random bytes 11 %

_NAMES: dict[Format, str] = {
    "pdf": "PDF",
    "docx": "Word (.docx)",
    "odt": "OpenDocument-tekst (.odt)",
    "rtf": "RTF",
    "html": "HTML",
    "text": "platte tekst",
    "markdown": "Markdown",
}
_EXTENSIONS: dict[Format, frozenset[str]] = {
    "pdf": frozenset({"pdf"}),
    "docx": frozenset({"docx", "docm", "dotx", "dotm"}),
    "odt": frozenset({"odt", "ott"}),
    "rtf": frozenset({"rtf"}),
    "html": frozenset({"html", "htm", "xhtml"}),
    "text": frozenset({"txt", "text", "csv", "log", "json", "yaml", "yml", "asc", "md", "markdown"}),
    "markdown": frozenset({"md", "markdown", "txt", "text"}),
}
# extensions that promise a content; any other ending ("Nota v2.1 definitief") promises nothing
_TELLING = frozenset().union(*_EXTENSIONS.values()) | {
    *("doc", "dot", "xls", "xlsx", "ppt", "pptx", "ods", "odp", "zip", "xml", "jpg", "jpeg", "png", "tif", "tiff"),
}
_IMAGES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"BM", "BMP"),
    (b"\x00\x00\x00\x0cjP  ", "JPEG 2000"),
)
_ARCHIVES: tuple[tuple[bytes, str], ...] = (
    (b"7z\xbc\xaf\x27\x1c", "een 7-zip-archief"),
    (b"Rar!\x1a\x07", "een rar-archief"),
    (b"\x1f\x8b", "een gzip-archief"),
    (b"MZ", "een programma"),
    (b"\x7fELF", "een programma"),
)
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # [MS-CFB] 2.2
_OLE_STREAMS: tuple[tuple[str, str], ...] = (
    ("WordDocument", "een document van een oude Word-versie (.doc)"),
    ("Workbook", "een oud Excel-werkblad (.xls)"),
    ("PowerPoint Document", "een oude PowerPoint-presentatie (.ppt)"),
    ("__properties_version1.0", "een Outlook-bericht (.msg)"),
)
_ZIP_KINDS: tuple[tuple[str, str], ...] = (
    ("xl/workbook", "een Excel-werkblad (.xlsx)"),
    ("ppt/presentation", "een PowerPoint-presentatie (.pptx)"),
    ("visio/document", "een Visio-tekening (.vsdx)"),
    ("META-INF/container.xml", "een e-boek (.epub)"),
)
_ODF_KINDS: tuple[tuple[str, str], ...] = (
    ("spreadsheet", "een OpenDocument-werkblad (.ods)"),
    ("presentation", "een OpenDocument-presentatie (.odp)"),
    ("graphics", "een OpenDocument-tekening (.odg)"),
)
_HTML_DOCUMENT = re.compile(r"<!doctype\s+html|<(html|head|body)[\s>]", re.I)
_HTML_CLOSED = re.compile(r"</(p|div|h[1-6]|ul|ol|li|table|article|section|main|blockquote)\s*>", re.I)
_MARKDOWN_SIGN = re.compile(r"^(#{1,6} +\S|```|\|? *:?-{3,}:? *\||\[[^\]\n]+\]: )", re.M)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


class Detected(NamedTuple):
    """`problem`: that the extension says otherwise."""

    format: Format
    problem: Problem | None = None


def detect(data: bytes, name: str) -> Detected:
    """The format of a file with this content.

    Raises EmptyFile, EncryptedDocument, UnsupportedFormat, and what `open_archive` raises.
    """
    if not data:
        raise EmptyFile(name, f'"{name}" is leeg (0 bytes). Controleer het bestand en voeg het opnieuw toe.')
    found = _binary_format(data, name) or _text_format(data, name)
    return Detected(found, _wrong_extension(found, name))


def decoded_head(data: bytes) -> str:
    """The beginning of `data` as text, good enough to recognise mark-up by; wrong characters are replaced."""
    head = data[:SAMPLE]
    for mark, coding in _MARKS:
        if head.startswith(mark):
            return head[len(mark) :].decode(coding, "replace")
    if _is_utf16(head):
        return head.decode("utf-16-le" if head[1::2].count(0) >= head[::2].count(0) else "utf-16-be", "replace")
    return head.decode("utf-8", "replace")


def _binary_format(data: bytes, name: str) -> Format | None:
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        with open_archive(data, name) as archive:
            return _zip_format(archive, name)
    if data.startswith(_OLE):
        raise _ole_refusal(data, name)
    start = data.find(b"%PDF-", 0, HEAD)
    if start >= 0 and (not data[:start].strip(b"\xef\xbb\xbf\x00\t\r\n ") or b"startxref" in data or b" obj" in data):
        return "pdf"
    if data.lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(b"{\\rtf"):
        return "rtf"
    _refuse_images(data, name)
    for magic, kind in _ARCHIVES:
        if data.startswith(magic):
            raise _unsupported(name, kind)
    return None


def _text_format(data: bytes, name: str) -> Format:
    sample = data[:SAMPLE]
    marked = sample.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if not marked and not _is_utf16(sample):
        controls = sum(sample.count(code) for code in range(32) if code not in b"\t\n\f\r\x1b")
        if b"\x00" in sample.rstrip(b"\x00") or controls > CONTROL_SHARE * len(sample):
            raise UnsupportedFormat(
                name, f'De inhoud van "{name}" is geen leesbare tekst. Voeg het document toe als {READABLE}.'
            )
    text = decoded_head(data).lstrip()
    signs = bool(_MARKDOWN_SIGN.search(text))
    opening = re.sub(r"^(<\?xml[^>]*\?>|<!--.*?-->|\s)+", "", text, flags=re.S)
    if _HTML_DOCUMENT.match(opening) or (opening.startswith("<") and _HTML_DOCUMENT.search(opening[:4096])):
        return "html"
    if text.startswith("<?xml"):
        raise _unsupported(name, "een XML-bestand")
    if opening.startswith("<") and len(_HTML_CLOSED.findall(opening)) >= 2 and not signs:
        return "html"
    extension = _extension(name)
    if extension in {"md", "markdown"}:
        return "markdown"
    return "markdown" if signs and extension not in {"txt", "text", "csv", "log"} else "text"


def _is_utf16(sample: bytes) -> bool:
    """Text in UTF-16 without a mark: nearly every second byte is zero, on one side only."""
    if len(sample) < 8 or sample.startswith(codecs.BOM_UTF8):
        return False
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    return max(even, odd) > 0.7 * (len(sample) // 2) and min(even, odd) <= 0.01 * len(sample)


def _zip_format(archive: ZipFile, name: str) -> Format:
    names = set(archive.namelist())
    if "word/document.xml" in names or b"wordprocessingml" in _small_part(archive, "[Content_Types].xml"):
        return "docx"
    mimetype = _small_part(archive, "mimetype").decode("ascii", "replace")
    if mimetype.startswith("application/vnd.oasis.opendocument.text"):
        return "odt"
    for word, kind in _ODF_KINDS:
        if word in mimetype:
            raise _unsupported(name, kind)
    for prefix, kind in _ZIP_KINDS:
        if any(entry.startswith(prefix) for entry in names):
            raise _unsupported(name, kind)
    raise UnsupportedFormat(name, f'"{name}" is een zip-archief. Pak het uit en voeg de documenten zelf toe.')


def _small_part(archive: ZipFile, part: str) -> bytes:
    """The first 256 KiB of a part, or nothing when the archive has none of that name."""
    if part not in archive.namelist():
        return b""
    with archive.open(part) as stream:
        return stream.read(1 << 18)


def _ole_refusal(data: bytes, name: str) -> EncryptedDocument | UnsupportedFormat:
    if _has_stream(data, "EncryptedPackage"):
        return EncryptedDocument(
            name, f'"{name}" is beveiligd met een wachtwoord. Sla het zonder wachtwoord op en voeg het opnieuw toe.'
        )
    for stream, kind in _OLE_STREAMS:
        if _has_stream(data, stream):
            return _unsupported(name, kind)
    return _unsupported(name, "een bestand van een oude Office-versie")


def _has_stream(data: bytes, stream: str) -> bool:
    """Whether an OLE compound file has a directory entry of this name; entries lie on 128 bytes ([MS-CFB] 2.6.1)."""
    entry = (stream + "\0").encode("utf-16-le")
    place = data.find(entry)
    while place >= 0 and place % 128:
        place = data.find(entry, place + 1)
    return place >= 0


def _refuse_images(data: bytes, name: str) -> None:
    kind = next((kind for magic, kind in _IMAGES if data.startswith(magic)), None)
    if kind == "BMP" and data[6:10] != bytes(4):  # "BM" may open a text; an image has four zeros here
        kind = None
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        kind = "WebP"
    if data[4:12] in {b"ftypheic", b"ftypmif1"}:
        kind = "HEIC"
    if kind:
        raise UnsupportedFormat(
            name,
            f'"{name}" is een afbeelding ({kind}). Maak er een PDF van, liefst met tekstherkenning, en voeg die toe.',
        )


def _unsupported(name: str, kind: str) -> UnsupportedFormat:
    return UnsupportedFormat(
        name, f'"{name}" is {kind}; dat kan niet worden gelezen. Sla het op als .docx of PDF en voeg dat toe.'
    )


def _extension(name: str) -> str:
    return PurePath(name).suffix[1:].lower()


def _wrong_extension(found: Format, name: str) -> Problem | None:
    extension = _extension(name)
    if extension not in _TELLING or extension in _EXTENSIONS[found]:
        return None
    message = (
        f'"{name}" eindigt op .{extension}, maar de inhoud is {_NAMES[found]} en is ook zo gelezen. '
        "Geef het bestand de juiste extensie."
    )
    return Problem(code="wrong_extension", message=message, loss=False)
