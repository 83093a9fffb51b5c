"""PDF documents: text with its layout, hidden text, scans, and files that are damaged, locked or cut off.

PDFium reads text and places, pypdf the structure around it, pikepdf repairs. Where two of them disagree on the number
of pages, the document says that it was read in part.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

import pypdfium2 as pdfium

from ingest.blocks import Style, blocks_from_lines
from ingest.cleaning import letters
from ingest.errors import EmptyFile, LimitExceeded
from ingest.layout import GUTTER, Line, in_reading_order, with_gaps, without_furniture
from ingest.readers import ocr
from ingest.readers.pdf_structure import Structure, damage_in, damaged, opened, structure_of
from ingest.readers.pdf_words import PageContent, Word, read_page
from ingest.readers.raw import RawDocument, RawPage
from ingest.types import HiddenText, PageSource, Problem

MAX_PAGES = 3000
MAX_OCR_PAGES = 200
MAX_RUNS = 8  # of page numbers named in a message
MAX_HIDDEN = 200  # entries a document; a hidden text that is longer than one entry takes several
FEW_LETTERS = 30  # on a page that is an image: a stamp or a page number, not its text
MANY_PATHS = 300  # drawn shapes on a page without text: letters turned into drawings
POOR_CONFIDENCE = 60.0  # of 100
ODD_SHARE = 0.3  # of a page's characters without a meaning: the font does not say which letters they are

_HIDDEN_NAMES = {
    "white": "in de kleur van de achtergrond", "tiny": "kleiner dan twee punten", "off_page": "buiten de pagina",
    "invisible": "onzichtbaar gemaakt", "covered": "bedekt",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _PageText:
    """One page on its way to blocks. `scan`: its text, if any, must come from its image."""

    lines: list[Line]
    source: PageSource
    hidden: tuple[HiddenText, ...] = ()
    scan: bool = False
    height: float = 842.0


def read(data: bytes, name: str) -> RawDocument:
    """Reads a PDF. Page numbers are physical, from 1.

    Raises EmptyFile, EncryptedDocument (a password is needed to open it), DamagedDocument (beyond repair) and
    LimitExceeded (more than MAX_PAGES pages).
    """
    if not data:
        raise EmptyFile(name, f'Het bestand "{name}" is leeg. Lever het opnieuw aan.')
    problems: list[Problem] = []
    document, data, repaired = opened(data, name)
    try:
        count = len(document)
        if count > MAX_PAGES:
            raise LimitExceeded(
                name, f'"{name}" heeft {count} pagina\'s; het maximum is {MAX_PAGES}. Splits het bestand in delen.'
            )
        if count == 0:
            raise damaged(name)
        structure = structure_of(data)
        damage = damage_in(data)
        if repaired or damage.rebuilt:
            problems.append(_repaired(name))
        if damage.pages:
            problems.append(_damaged_pages(name, damage.pages))
        if structure.pages is not None and structure.pages != count:
            problems.append(_partly_read(name, structure.pages, count))
        pages = [_page_text(document, index) for index in range(count)]
        pages, found = _with_ocr(document, pages, name)
        problems += found
        labels = [document.get_page_label(index) for index in range(count)]
    finally:
        document.close()
    if repaired and not any(page.lines for page in pages):
        raise damaged(name)
    return _assembled(pages, labels, structure, [*problems, *_hidden_problem(pages, name), *_silence(pages, name)])


def _repaired(name: str) -> Problem:
    message = (
        f'"{name}" was beschadigd en is voor het lezen hersteld; er kan tekst ontbreken. '
        "Vraag het bestand opnieuw op bij de bron."
    )
    return Problem(code="repaired", message=message)


def _damaged_pages(name: str, pages: Sequence[int]) -> Problem:
    message = (
        f'"{name}": {page_range(pages)} {_is(pages)} beschadigd; er ontbreekt waarschijnlijk tekst. '
        "Vraag het bestand opnieuw op bij de bron."
    )
    return Problem(code="damaged_pages", message=message, pages=tuple(pages))


def _partly_read(name: str, expected: int, count: int) -> Problem:
    message = (
        f'"{name}" is misschien maar voor een deel gelezen: het bestand noemt {expected} pagina\'s, er zijn er {count} '
        "gelezen. Open het in een pdf-programma, bewaar het opnieuw en lever die versie aan."
    )
    return Problem(code="partly_read", message=message)


def _page_text(document: pdfium.PdfDocument, index: int) -> _PageText:
    try:
        page = document[index]
        content = read_page(page)
        page.close()
    except pdfium.PdfiumError:
        return _PageText([], PageSource.UNREAD)
    layer = _is_layer(content)
    shown = [word for word in content.words if word.hidden is None or (layer and _under_scan(word))]
    gone = [word for word in content.words if word.hidden and not (layer and _under_scan(word))]
    count = sum(letters(word.text) for word in shown)
    odd = sum(char == "\ufffd" or "\ue000" <= char <= "\uf8ff" for word in shown for char in word.text)
    empty = count < FEW_LETTERS and (content.images >= 0.5 or (count == 0 and content.paths >= MANY_PATHS))
    source = PageSource.OCR if layer else PageSource.TEXT if count else PageSource.EMPTY
    lines = in_reading_order(_lines(shown))
    scan = (empty and not layer) or odd > ODD_SHARE * max(sum(len(word.text) for word in shown), FEW_LETTERS)
    return _PageText(lines, source, _hidden(gone, index + 1), scan, content.height)


def _under_scan(word: Word) -> bool:
    return word.hidden == "invisible" or (word.hidden == "covered" and word.overlaid)


def _is_layer(content: PageContent) -> bool:
    """Whether the page is a scan with its text laid invisibly over or under the image."""
    if content.images < 0.5:
        return False
    unseen = sum(letters(word.text) for word in content.words if _under_scan(word))
    seen = sum(letters(word.text) for word in content.words if word.hidden is None)
    return unseen > seen


def _lines(words: Sequence[Word]) -> list[Line]:
    """Words joined into lines, parted where the gap may be one between columns or cells."""
    lines: list[Line] = []
    parts: list[list[Word]] = []
    for word in words:
        last = parts[-1][-1] if parts else None
        mark = last is not None and last.symbol and len(last.text) == 1 and len(parts[-1]) == 1 and not word.symbol
        if last is not None and not mark and _follows(last, word):
            parts[-1].append(word)
        else:
            parts.append([word])
    for part in parts:
        lines.append(_line(part))
    return lines


def _follows(last: Word, word: Word) -> bool:
    em = max(last.size, word.size)
    level = abs((last.top + last.bottom) - (word.top + word.bottom)) < 0.9 * em
    return level and -0.5 * em < word.left - last.right < GUTTER * em


def _line(words: Sequence[Word]) -> Line:
    text = words[0].text
    for last, word in pairwise(words):
        text += word.text if word.left - last.right < 0.08 * word.size and _is_split(last, word) else f" {word.text}"
    size = max(words, key=lambda word: len(word.text)).size
    return Line(
        text=text,
        left=min(word.left for word in words),
        right=max(word.right for word in words),
        top=min(word.top for word in words),
        bottom=max(word.bottom for word in words),
        size=size,
        bold=all(word.bold for word in words if letters(word.text)),
    )


def _is_split(last: Word, word: Word) -> bool:
    """Whether two parts that touch are one word, set in two pieces."""
    return last.text[-1:] not in ".,;:!?" or word.text[:1].isdigit() or not word.text[:1].isalnum()


def _hidden(words: Sequence[Word], page: int) -> tuple[HiddenText, ...]:
    found = []
    for reason, group in groupby(words, key=lambda word: word.hidden):
        text = " ".join(word.text for word in group)
        if reason and letters(text) > 1:
            found += [HiddenText(page=page, reason=reason, text=text[at : at + 500]) for at in range(0, len(text), 500)]
    return tuple(found)


def _with_ocr(
    document: pdfium.PdfDocument, pages: Sequence[_PageText], name: str
) -> tuple[list[_PageText], list[Problem]]:
    """Reads the pages that are images, where that is possible."""
    result = list(pages)
    scans = [index for index, page in enumerate(pages) if page.scan]
    failed = [index for index, page in enumerate(pages) if page.source is PageSource.UNREAD]
    if not scans and not failed:
        return result, []
    poor: list[int] = []
    able = bool(scans) and ocr.installed()
    allowed = scans[:MAX_OCR_PAGES] if able else []
    done: set[int] = set()
    for index, reading in ocr.read_pages(document, allowed):
        done.add(index)
        if reading is None:
            failed.append(index)
            continue
        if reading.lines and reading.confidence < POOR_CONFIDENCE:
            poor.append(index)
        result[index] = replace(result[index], lines=list(reading.lines), source=PageSource.OCR)
    unread = sorted({*failed, *(index for index in scans if index not in done)})
    for index in unread:
        result[index] = replace(result[index], source=PageSource.UNREAD)
    read = [index for index in allowed if index in done and index not in failed]
    return result, [*_ocr_problems(read, poor, name), *_unread_problem(unread, able, name)]


def _ocr_problems(read: Sequence[int], poor: Sequence[int], name: str) -> Iterator[Problem]:
    if read:
        pages = tuple(index + 1 for index in read)
        message = (
            f'"{name}": {page_range(pages)} {_is(pages)} gelezen met tekstherkenning; er kunnen leesfouten in staan. '
            "Vergelijk een citaat met de pagina zelf."
        )
        yield Problem(code="ocr", message=message, pages=pages, loss=False)
    if poor:
        pages = tuple(index + 1 for index in sorted(poor))
        message = (
            f'"{name}": {page_range(pages)} {_is(pages)} slecht leesbaar; er kan tekst ontbreken. '
            "Lever een betere scan of het oorspronkelijke bestand aan."
        )
        yield Problem(code="ocr_poor", message=message, pages=pages)


def _unread_problem(unread: Sequence[int], able: bool, name: str) -> Iterator[Problem]:
    if unread:
        pages = tuple(index + 1 for index in unread)
        way = "Lever" if able else "Installeer tesseract-ocr en tesseract-ocr-nld, of lever"
        message = f'"{name}": {page_range(pages)} {_is(pages)} niet gelezen. {way} een doorzoekbare versie aan.'
        yield Problem(code="unread_pages", message=message, pages=pages)


def page_range(pages: Sequence[int]) -> str:
    """Page numbers in words, runs taken together: "pagina's 3-5 en 9"."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    parts = [str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs]
    if len(parts) > MAX_RUNS:
        parts = [*parts[: MAX_RUNS - 1], f"{sum(map(len, runs[MAX_RUNS - 1 :]))} andere"]
    listed = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} en {parts[-1]}"
    return f"pagina {listed}" if len(pages) == 1 else f"pagina's {listed}"


def _is(pages: Sequence[int]) -> str:
    return "is" if len(pages) == 1 else "zijn"


def _hidden_problem(pages: Sequence[_PageText], name: str) -> Iterator[Problem]:
    reasons = {item.reason for page in pages for item in page.hidden}
    if reasons:
        numbers = tuple(number for number, page in enumerate(pages, start=1) if page.hidden)
        ways = [text for reason, text in _HIDDEN_NAMES.items() if reason in reasons]
        message = (
            f'"{name}" bevat op {page_range(numbers)} tekst die een lezer niet ziet ({", ".join(ways)}). '
            "Die tekst telt niet mee. Ga bij de opsteller na waarom zij er staat."
        )
        yield Problem(code="hidden_text", message=message, pages=numbers, loss=False)


def _silence(pages: Sequence[_PageText], name: str) -> Iterator[Problem]:
    if not any(page.lines or page.source is PageSource.UNREAD for page in pages):
        message = f'In "{name}" staat geen leesbare tekst. Controleer of dit het juiste bestand is.'
        yield Problem(code="no_text", message=message)


def _assembled(
    pages: Sequence[_PageText], labels: Sequence[str], structure: Structure, problems: Sequence[Problem]
) -> RawDocument:
    height = max(page.height for page in pages)
    typeset = with_gaps([[] if page.scan else page.lines for page in pages])
    kept = [page.lines if page.scan else lines for page, lines in zip(pages, typeset, strict=True)]
    kept = without_furniture(kept, height)
    style = Style.of([line for lines in kept for line in lines], structure.outline)
    result = []
    for number, (page, lines, label) in enumerate(zip(pages, kept, labels, strict=True), start=1):
        shown = label if label and label != str(number) else None
        result.append(RawPage(number=number, blocks=blocks_from_lines(lines, style), source=page.source, label=shown))
    return RawDocument(
        format="pdf",
        page_unit="page",
        pages=tuple(result),
        metadata=structure.metadata,
        problems=tuple(problems),
        hidden=tuple(item for page in pages for item in page.hidden)[:MAX_HIDDEN],
    )
