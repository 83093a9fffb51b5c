"""Text recognition: the table of words that tesseract gives, and what happens without it."""

from __future__ import annotations

import pypdfium2 as pdfium
import pytest

from ingest.readers import ocr

HEAD = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"


def row(block: int, par: int, line: int, left: int, top: int, conf: float, text: str) -> str:
    return f"5\t1\t{block}\t{par}\t{line}\t1\t{left}\t{top}\t{20 * len(text)}\t40\t{conf}\t{text}"


def test_words_become_lines_with_places() -> None:
    table = "\n".join(
        [
            HEAD,
            "1\t1\t0\t0\t0\t0\t0\t0\t1000\t1000\t-1\t",
            row(1, 1, 1, 100, 100, 96, "Wij"),
            row(1, 1, 1, 180, 100, 90, 'mel"den'),
            row(1, 1, 2, 100, 150, 84, "signalen."),
            row(1, 2, 1, 100, 300, 5, "~|"),
            row(1, 2, 1, 160, 300, 90, "Einde"),
        ]
    )
    reading = ocr.lines_from_tsv(table, 144)
    assert [line.text for line in reading.lines] == ['Wij mel"den', "signalen.", "Einde"]
    assert [line.gap for line in reading.lines] == [True, False, True]
    assert (reading.lines[0].left, reading.lines[0].top, reading.lines[0].bottom) == (50, 50, 70)
    assert reading.confidence == pytest.approx(90)


def test_an_empty_page_gives_no_lines() -> None:
    assert ocr.lines_from_tsv(HEAD, 250) == ocr.Reading((), 0.0)


def test_a_program_that_is_not_there() -> None:
    assert not ocr.installed("een-programma-dat-niet-bestaat")


def test_a_page_that_takes_too_long_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "PAGE_SECONDS", 0.0001)
    with pdfium.PdfDocument.new() as document:
        document.new_page(200, 200)
        assert list(ocr.read_pages(document, [0])) == [(0, None)]


def test_a_document_that_takes_too_long_is_read_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "ALL_SECONDS", -1.0)
    with pdfium.PdfDocument.new() as document:
        document.new_page(200, 200)
        assert list(ocr.read_pages(document, [0])) == []
