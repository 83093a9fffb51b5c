"""A Word document as a package: opened empty in the house style, and saved so that same content gives same bytes.

The parts of an empty document (styles, page set-up, numbering) are data files in `templates`.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as WordDocument

_PARTS = {
    "[Content_Types].xml": "word_content_types.xml",
    "_rels/.rels": "word_package_rels.xml",
    "word/_rels/document.xml.rels": "word_document_rels.xml",
    "word/document.xml": "word_document.xml",
    "word/styles.xml": "word_styles.xml",
    "word/settings.xml": "word_settings.xml",
    "word/numbering.xml": "word_numbering.xml",
    "word/fontTable.xml": "word_fontTable.xml",
}
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip entry can have


def opened(template: bytes | None = None) -> WordDocument:
    """An empty document in the house style, or in that of an organisation's own `template` (.docx or .dotx)."""
    return Document(BytesIO(_empty()))


def saved(document: WordDocument) -> bytes:
    """The document as a .docx file, with a fixed time on every entry."""
    target = BytesIO()
    document.save(target)
    return _stable(target.getvalue())


@lru_cache(maxsize=1)
def _empty() -> bytes:
    folder = files("analyzer.report") / "templates"
    target = BytesIO()
    with ZipFile(target, "w") as archive:
        for part, source in _PARTS.items():
            archive.writestr(ZipInfo(part, _EPOCH), (folder / source).read_bytes())
    return target.getvalue()


def _stable(data: bytes) -> bytes:
    target = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for entry in source.infolist():
            archive.writestr(ZipInfo(entry.filename, _EPOCH), source.read(entry), ZIP_DEFLATED)
    return target.getvalue()
