"""Tries an organisation's own Word template before it is kept: a small paper that has one of everything is made on it,
so that one with which papers would fail is refused when it is brought, and not in each of them later."""

from __future__ import annotations

from base64 import b64decode
from datetime import UTC, datetime
from io import BytesIO

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Cm
from docx.text.run import Run

from analyzer.report.word_contents import Line, append_contents
from analyzer.report.word_edges import described, edges
from analyzer.report.word_footnotes import Footnotes
from analyzer.report.word_package import framed, opened, saved, written
from analyzer.report.word_template import PLACEHOLDERS, InvalidTemplate
from analyzer.report.wordml import bookmarked, paragraph, table

_MADE = datetime(2026, 1, 1, tzinfo=UTC)
_DOT = b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")  # a picture of one pixel


def tried_template(data: bytes) -> None:
    """Raises InvalidTemplate where it is none (`checked_template`), or where no paper can be made with it."""
    document = opened(data)
    try:
        notes = Footnotes(document)
        framed(document)
        with written(document, dict.fromkeys(PLACEHOLDERS, "x")) as body:
            append_contents(body, [Line(1, "kop", "Kop")])
            heading = bookmarked(body, "Kop", "Heading1", "kop", 1)
            document.add_comment(Run(next(heading.iter(qn("w:r"))), document), "x", "x", "x")
            notes.add(paragraph(body, "Een punt", "ListBullet"), "Een noot")
            table(body, (4, 12), ("Kop", "Waarde"), [["a", "b"]], description="Een tabel")
            document.add_picture(BytesIO(_DOT), width=Cm(16))
        edges(document, "links", "rechts", "onder")
        described(document, title="x", subject="x", author="x", made=_MADE)
        Document(BytesIO(saved(document)))
    except Exception as error:  # a file can be broken in more ways than python-docx names
        raise InvalidTemplate(
            "Met dit sjabloon kan geen stuk worden gemaakt: er klopt iets niet in het bestand. Open het in Word, "
            "bewaar het opnieuw als “Word-document (*.docx)” en voeg dat bestand toe."
        ) from error
