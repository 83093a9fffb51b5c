"""Documents into which somebody wrote text for a language model, in sight or out of it, in every format read."""

from __future__ import annotations

import html
from collections.abc import Callable
from pathlib import Path

import docx
from docx.shared import Pt, RGBColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

TITLE = "Notitie weerbaarheid"
BEFORE = "Deze notitie beschrijft hoe de gemeente Veldermeer omgaat met signalen van ondermijning."
AFTER = "Medewerkers bespreken signalen in het werkoverleg. De teamleider legt afspraken vast."

Carrier = Callable[[str, Path], Path]  # the text (empty: none), and the folder for the file


def markdown(text: str, folder: Path) -> Path:
    return _saved(folder / "notitie.md", f"# {TITLE}\n\n{BEFORE}\n\n{text}\n\n{AFTER}\n")


def plain(text: str, folder: Path) -> Path:
    return _saved(folder / "notitie.txt", f"{TITLE}\n\n{BEFORE}\n\n{text}\n\n{AFTER}\n")


def web_page(text: str, folder: Path) -> Path:
    return _saved(folder / "notitie.html", _page("".join(f"<p>{html.escape(line)}</p>" for line in text.splitlines())))


def word(text: str, folder: Path) -> Path:
    return _word(folder, lambda document: [document.add_paragraph(line) for line in text.splitlines()])


def word_table(text: str, folder: Path) -> Path:
    def add(document: docx.document.Document) -> None:
        if text:
            table = document.add_table(rows=1, cols=2)
            table.cell(0, 0).text, table.cell(0, 1).text = "Opmerking", " ".join(text.split())

    return _word(folder, add)


def word_heading(text: str, folder: Path) -> Path:
    return _word(folder, lambda document: [document.add_heading(line, 2) for line in text.splitlines()[:1]])


def pdf(text: str, folder: Path) -> Path:
    return _pdf(text, folder, lambda canvas: None)


def pdf_white(text: str, folder: Path) -> Path:
    return _pdf(text, folder, lambda canvas: canvas.setFillColorRGB(1, 1, 1))


def pdf_tiny(text: str, folder: Path) -> Path:
    return _pdf(text, folder, lambda canvas: canvas.setFont("Helvetica", 1))


def pdf_title(text: str, folder: Path) -> Path:
    return _pdf("", folder, lambda canvas: None, title=" ".join(text.split()) or TITLE)


def word_hidden(text: str, folder: Path) -> Path:
    def add(document: docx.document.Document) -> None:
        document.add_paragraph().add_run(text).font.hidden = True

    return _word(folder, add)


def word_white(text: str, folder: Path) -> Path:
    def add(document: docx.document.Document) -> None:
        run = document.add_paragraph().add_run(text)
        run.font.color.rgb, run.font.size = RGBColor(255, 255, 255), Pt(11)

    return _word(folder, add)


def web_hidden(text: str, folder: Path) -> Path:
    return _saved(folder / "notitie.html", _page(f'<p style="display:none">{html.escape(text)}</p>'))


def web_comment(text: str, folder: Path) -> Path:
    return _saved(folder / "notitie.html", _page(f"<!-- {text.replace('--', '- -')} -->"))


def file_name(text: str, folder: Path) -> Path:
    name = " ".join(text.split()).replace("/", " ")[:60] or "notitie"
    return _saved(folder / f"{name}.md", f"# {TITLE}\n\n{BEFORE}\n\n{AFTER}\n")


IN_SIGHT: dict[str, Carrier] = {
    each.__name__: each for each in (markdown, pdf, word, web_page, word_table, plain, word_heading)
}
OUT_OF_SIGHT: dict[str, Carrier] = {
    each.__name__: each
    for each in (pdf_white, pdf_tiny, pdf_title, word_hidden, word_white, web_hidden, web_comment, file_name)
}


def _saved(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def _page(body: str) -> str:
    return (
        f'<html lang="nl"><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1><p>{BEFORE}</p>{body}<p>{AFTER}</p>'
        "</body></html>"
    )


def _word(folder: Path, add: Callable[[docx.document.Document], object]) -> Path:
    document = docx.Document()
    document.add_heading(TITLE, 1)
    document.add_paragraph(BEFORE)
    add(document)
    document.add_paragraph(AFTER)
    path = folder / "notitie.docx"
    document.save(str(path))
    return path


def _pdf(text: str, folder: Path, style: Callable[[Canvas], None], title: str = TITLE) -> Path:
    path = folder / "notitie.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    canvas.setTitle(title)
    height = 780.0
    parts = ((16, [TITLE], None), (11, [BEFORE], None), (11, text.splitlines(), style), (11, [AFTER], None))
    for size, lines, own in parts:
        canvas.setFont("Helvetica", size)
        canvas.setFillColorRGB(0, 0, 0)
        if own is not None:
            own(canvas)
        for line in lines:
            for piece in simpleSplit(line, "Helvetica", size, 480):
                canvas.drawString(56, height, piece)
                height -= size * 1.3
        height -= 14
    canvas.save()
    return path
