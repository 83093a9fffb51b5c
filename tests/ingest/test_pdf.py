"""PDF documents made on the spot: layout, hidden text, scans, and files that are broken in several ways."""

from __future__ import annotations

import io
import random
import re
import time
from collections.abc import Callable, Sequence

import pypdfium2 as pdfium
import pytest
from reportlab.lib import colors, pdfencrypt
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

from ingest.errors import DamagedDocument, EmptyFile, EncryptedDocument, LimitExceeded, UnreadableDocument
from ingest.readers import ocr, pdf
from ingest.readers.raw import RawDocument
from ingest.types import BlockKind, PageSource

BODY = "De gemeente bespreekt signalen van ondermijning elk kwartaal met de politie."
WORDS = BODY.rstrip(".").split()


def made(draw: Callable[[Canvas], None], **options: object) -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=1, **options)
    draw(canvas)
    canvas.save()
    return target.getvalue()


def times(count: int, action: Callable[[], None]) -> None:
    for _ in range(count):
        action()


def texts(document: RawDocument) -> list[str]:
    return [block.text for page in document.pages for block in page.blocks]


def codes(document: RawDocument) -> list[str]:
    return [problem.code for problem in document.problems]


def picture_of(data: bytes, dpi: int = 150) -> ImageReader:
    with pdfium.PdfDocument(data) as document:
        return ImageReader(document[0].render(scale=dpi / 72).to_pil())


def plain(canvas: Canvas) -> None:
    canvas.setFont("Helvetica", 11)
    canvas.drawString(60, 750, BODY)


def two_columns(canvas: Canvas, interleaved: bool) -> None:
    left = [
        "Het college stelt elk jaar een actieplan vast voor",
        "de aanpak van ondermijnende criminaliteit. De sa-",
        "menwerking met Noord-",
        "Holland loopt door en ook de raads-",
        "en statenleden worden daarover in-",
        "gelicht. Dat doet de burgemeester zelf, na overleg",
    ]
    right = [
        "met de griffier van de gemeente. Wij leggen over",
        "de uitvoering verantwoording af aan de gemeenteraad,",
        "die het plan ook vaststelt. Medewerkers krijgen elk",
        "jaar een training over het herkennen van signalen,",
        "en zij weten waar zij die kunnen melden. Het",
        "meldpunt is op werkdagen bereikbaar voor iedereen.",
    ]
    for number in range(1, 5):
        canvas.setFont("Helvetica", 8)
        canvas.drawString(60, 810, "Beleidsnota veiligheid 2026")
        canvas.drawString(280, 30, f"Pagina {number} van 4")
        canvas.setFont("Helvetica-Bold", 14)
        canvas.drawString(60, 770, f"{number} Aanpak {'abcd'[number - 1]}")
        canvas.setFont("Helvetica", 9)
        rows = list(zip(left, right, strict=True))
        if interleaved:
            for row, (one, two) in enumerate(rows):
                canvas.drawString(60, 740 - 12 * row, one)
                canvas.drawString(310, 740 - 12 * row, two)
        else:
            for place, column in ((60, left), (310, right)):
                for row, line in enumerate(column):
                    canvas.drawString(place, 740 - 12 * row, line)
        canvas.showPage()


@pytest.mark.parametrize("interleaved", [False, True])
def test_columns_hyphens_running_lines(interleaved: bool) -> None:
    document = pdf.read(made(lambda canvas: two_columns(canvas, interleaved)), "nota.pdf")
    assert [page.number for page in document.pages] == [1, 2, 3, 4]
    assert document.problems == ()
    for page in document.pages:
        heading, body = page.blocks
        assert (heading.kind, heading.text, heading.level) == (
            BlockKind.HEADING,
            f"{page.number} Aanpak {'abcd'[page.number - 1]}",
            1,
        )
        assert body.text == (
            "Het college stelt elk jaar een actieplan vast voor de aanpak van ondermijnende criminaliteit. De "
            "samenwerking met Noord-Holland loopt door en ook de raads- en statenleden worden daarover ingelicht. Dat "
            "doet de burgemeester zelf, na overleg met de griffier van de gemeente. Wij leggen over de uitvoering "
            "verantwoording af aan de gemeenteraad, die het plan ook vaststelt. Medewerkers krijgen elk jaar een "
            "training over het herkennen van signalen, en zij weten waar zij die kunnen melden. Het meldpunt is op "
            "werkdagen bereikbaar voor iedereen."
        )


def test_headings_tables_and_white_letters_on_a_dark_header() -> None:
    style = getSampleStyleSheet()
    action = "We stellen een protocol vast voor het melden van signalen van ondermijning bij het meldpunt."
    cells = [
        ["Actie", "Wie", "Wanneer"],
        [Paragraph(action, style["BodyText"]), "Griffie", "2026"],
        ["Training", "P&O", "2027"],
    ]
    table = Table(cells, colWidths=[220, 150, 80])
    header = [("BACKGROUND", (0, 0), (-1, 0), colors.darkblue), ("TEXTCOLOR", (0, 0), (-1, 0), colors.white)]
    table.setStyle(TableStyle([*header, ("VALIGN", (0, 0), (-1, -1), "TOP")]))
    target = io.BytesIO()
    SimpleDocTemplate(target, title="Nota").build(
        [Paragraph("1 Inleiding", style["Heading1"]), Paragraph(BODY * 4, style["BodyText"]),
         Paragraph("1.1 Acties", style["Heading2"]), table]
    )  # fmt: skip
    document = pdf.read(target.getvalue(), "nota.pdf")
    assert [(block.kind, block.level) for block in document.pages[0].blocks if block.kind is BlockKind.HEADING] == [
        (BlockKind.HEADING, 1), (BlockKind.HEADING, 2),
    ]  # fmt: skip
    rows = [block.text for block in document.pages[0].blocks if block.kind is BlockKind.TABLE_ROW]
    assert rows == ["Actie | Wie | Wanneer", f"{action} | Griffie | 2026", "Training | P&O | 2027"]
    assert document.hidden == ()
    assert document.metadata["title"] == "Nota"
    assert document.metadata["created"][:2] == "20"


def hide(canvas: Canvas) -> None:
    plain(canvas)
    canvas.setFillColor(colors.white)
    canvas.drawString(60, 700, "wit op wit papier")
    canvas.setFillColor(colors.Color(0.97, 0.97, 0.97))
    canvas.drawString(60, 680, "bijna wit papier")
    canvas.setFillColor(colors.black)
    canvas.drawString(60, -50, "onder de rand")
    canvas.setFont("Helvetica", 1)
    canvas.drawString(60, 660, "piepklein geschreven")
    canvas.setFont("Helvetica", 11)
    canvas.drawString(60, 600, "onder een zwarte balk")
    canvas.rect(50, 590, 300, 30, fill=1, stroke=0)
    invisible = canvas.beginText(60, 640)
    invisible.setTextRenderMode(3)
    invisible.textLine("onzichtbare opdracht")
    canvas.drawText(invisible)


def test_hidden_text_is_kept_out_and_told() -> None:
    document = pdf.read(made(hide), "nota.pdf")
    assert texts(document) == [BODY]
    assert {(item.reason, item.text) for item in document.hidden} == {
        ("white", "wit op wit papier bijna wit papier"),
        ("off_page", "onder de rand"),
        ("tiny", "piepklein geschreven"),
        ("covered", "onder een zwarte balk"),
        ("invisible", "onzichtbare opdracht"),
    }
    (problem,) = document.problems
    assert (problem.code, problem.loss, problem.pages) == ("hidden_text", False, (1,))
    assert "nota.pdf" in problem.message


def test_light_text_on_a_dark_picture_or_area_can_be_seen() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFillColor(colors.darkgreen)
        canvas.rect(40, 500, 500, 300, fill=1, stroke=0)
        canvas.setFillColor(colors.white)
        plain(canvas)
        canvas.setFillColor(colors.Color(1, 1, 0, alpha=0.4))
        canvas.rect(50, 740, 300, 30, fill=1, stroke=0)  # a marker pen over the text

    document = pdf.read(made(draw), "nota.pdf")
    assert texts(document) == [BODY]
    assert document.hidden == ()


def test_rotated_pages_are_read_as_they_are_shown() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setPageRotation(90)
        canvas.rotate(90)
        canvas.setFont("Helvetica", 11)
        canvas.drawString(60, -100, BODY)
        canvas.drawString(60, -113, BODY)

    document = pdf.read(made(draw), "nota.pdf")
    assert texts(document) == [f"{BODY} {BODY}"]
    assert document.hidden == ()


def scan(canvas: Canvas) -> None:
    canvas.drawImage(picture_of(made(plain), 200), 0, 0, *A4)
    canvas.showPage()


def test_a_scan_without_tesseract_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "installed", lambda: False)
    document = pdf.read(made(scan), "scan.pdf")
    assert document.pages[0].source is PageSource.UNREAD
    (problem,) = document.problems
    assert (problem.code, problem.pages, problem.loss) == ("unread_pages", (1,), True)
    assert "tesseract-ocr-nld" in problem.message and "pagina 1 is niet gelezen" in problem.message


def test_a_scan_is_read_by_tesseract() -> None:
    if not ocr.installed():
        pytest.skip("tesseract with Dutch is not installed")
    document = pdf.read(made(scan), "scan.pdf")
    assert document.pages[0].source is PageSource.OCR
    assert texts(document) == [BODY]
    assert codes(document) == ["ocr"]


def test_more_scans_than_allowed_stay_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MAX_OCR_PAGES", 1)
    monkeypatch.setattr(ocr, "installed", lambda: True)
    monkeypatch.setattr(ocr, "read_pages", lambda _, indexes: ((index, ocr.Reading((), 0.0)) for index in indexes))
    document = pdf.read(made(lambda canvas: times(3, lambda: scan(canvas))), "scan.pdf")
    assert [page.source for page in document.pages] == [PageSource.OCR, PageSource.UNREAD, PageSource.UNREAD]
    assert [problem.pages for problem in document.problems if problem.code == "unread_pages"] == [(2, 3)]


@pytest.mark.parametrize("under", [False, True])
def test_a_scan_with_a_layer_of_text_keeps_it(under: bool) -> None:
    def draw(canvas: Canvas) -> None:
        if under:
            plain(canvas)
        canvas.drawImage(picture_of(made(lambda inner: inner.rect(20, 20, 500, 700))), 0, 0, *A4)
        if not under:
            layer = canvas.beginText(60, 750)
            layer.setFont("Helvetica", 11)
            layer.setTextRenderMode(3)
            layer.textLine(BODY)
            canvas.drawText(layer)

    document = pdf.read(made(draw), "scan.pdf")
    assert document.pages[0].source is PageSource.OCR
    assert texts(document) == [BODY]
    assert document.hidden == ()


def test_a_blank_document_is_not_silent() -> None:
    document = pdf.read(made(lambda canvas: canvas.showPage()), "leeg.pdf")
    assert document.pages[0].source is PageSource.EMPTY
    assert codes(document) == ["no_text"]


def encrypted(user: str) -> bytes:
    return made(plain, encrypt=pdfencrypt.StandardEncryption(user, ownerPassword="baas"))


def test_passwords() -> None:
    with pytest.raises(EncryptedDocument, match=r"geheim\.pdf"):
        pdf.read(encrypted("geheim"), "geheim.pdf")
    assert texts(pdf.read(encrypted(""), "open.pdf")) == [BODY]


def long_document(pages: int) -> bytes:
    def draw(canvas: Canvas) -> None:
        chance = random.Random(3)
        for number in range(pages):
            canvas.setFont("Helvetica", 8)
            canvas.drawString(60, 810, "Beleidsnota veiligheid")
            canvas.drawString(280, 30, str(number + 1))
            canvas.setFont("Helvetica", 10)
            for row in range(45):
                canvas.drawString(60, 770 - 15 * row, " ".join(chance.choices(WORDS, k=10)) + "." * (row % 5 == 4))
            canvas.showPage()

    return made(draw)


def test_a_truncated_file_is_repaired_and_told() -> None:
    data = long_document(20)
    document = pdf.read(data[: int(len(data) * 0.95)], "half.pdf")
    assert "repaired" in codes(document)
    assert len(document.pages) > 10
    assert any(texts(document))


def changed(data: bytes, places: Sequence[int], count: int, seed: int) -> bytes:
    chance = random.Random(seed)
    target = bytearray(data)
    for _ in range(count):
        place = chance.choice(places)
        target[place] = (target[place] + chance.randrange(1, 256)) % 256
    return bytes(target)


@pytest.mark.parametrize("count", [1, 3, 50])
@pytest.mark.parametrize("seed", range(8))
def test_damage_in_a_page_is_told(seed: int, count: int) -> None:
    whole = long_document(10)
    starts = [found.end() for found in re.finditer(rb"(?<!end)stream\n", whole)]
    places = [place for start in starts for place in range(start, whole.index(b"endstream", start) - 4)]
    document = pdf.read(changed(whole, places, count, seed), "kapot.pdf")
    unharmed = texts(document) == texts(pdf.read(whole, "heel.pdf"))
    assert unharmed or any(problem.loss for problem in document.problems)


@pytest.mark.parametrize("seed", range(6))
def test_damage_everywhere_is_told(seed: int) -> None:
    whole = long_document(10)
    try:
        document = pdf.read(changed(whole, range(len(whole)), 2000, seed), "kapot.pdf")
    except UnreadableDocument as error:
        assert "kapot.pdf" in str(error)
    else:
        assert any(problem.loss for problem in document.problems)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", EmptyFile),
        (b"%PDF-1.7\n", DamagedDocument),
        (b"<html></html>", DamagedDocument),
        (b"PK\x03\x04", DamagedDocument),
    ],
)
def test_what_is_no_pdf(data: bytes, error: type[UnreadableDocument]) -> None:
    with pytest.raises(error, match=r"x\.pdf"):
        pdf.read(data, "x.pdf")


def test_too_many_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MAX_PAGES", 2)
    with pytest.raises(LimitExceeded, match=r"3 pagina's"):
        pdf.read(made(lambda canvas: times(3, canvas.showPage)), "x.pdf")


@pytest.mark.parametrize("count", [2, 5])
def test_page_counts_that_differ_are_told(count: int) -> None:
    data = long_document(3)
    assert data.count(b"/Count 3") == 1
    document = pdf.read(data.replace(b"/Count 3", b"/Count %d" % count), "x.pdf")
    assert "partly_read" in codes(document)


def test_outline_and_page_labels() -> None:
    def draw(canvas: Canvas) -> None:
        for number, title in enumerate(["Hoofdlijnen van beleid", "Bijzondere onderwerpen"]):
            canvas.bookmarkPage(str(number))
            canvas.addOutlineEntry(title, str(number), level=number)
            canvas.setFont("Helvetica", 11)
            canvas.drawString(60, 750, title)
            canvas.drawString(60, 700, BODY)
            canvas.addPageLabel(number, style="ROMAN_LOWER", start=number + 1)
            canvas.showPage()

    document = pdf.read(made(draw), "x.pdf")
    headings = [(block.text, block.level) for page in document.pages for block in page.blocks if block.level]
    assert headings == [("Hoofdlijnen van beleid", 1), ("Bijzondere onderwerpen", 2)]
    assert [page.label for page in document.pages] == ["i", "ii"]


def test_page_range() -> None:
    assert pdf.page_range([4]) == "pagina 4"
    assert pdf.page_range([3, 4, 5, 9]) == "pagina's 3-5 en 9"
    assert pdf.page_range(range(1, 41, 2)) == "pagina's 1, 3, 5, 7, 9, 11, 13 en 13 andere"


def test_a_hundred_pages_take_a_few_seconds_at_most() -> None:
    data = long_document(100)
    start = time.perf_counter()
    document = pdf.read(data, "lang.pdf")
    seconds = time.perf_counter() - start
    print(f"{len(document.pages)} pages in {seconds:.2f} s")
    assert len(document.pages) == 100
    assert seconds < 10  # 0.6 s on an idle core; the limit allows for a busy machine
