"""Makes the bundled example dossier: the sources in `source/` become the files in `documents/`.

Every municipality, person and event in it is invented. Each document gets the file format that such a document has in
practice, so that the example exercises every reader. Run `python corpus/example/build.py`; with the same library
versions the same sources give the same bytes. Needs the development extras: reportlab and pyphen (the two-column PDF),
Pillow (the scan), python-docx and odfdo.
"""

from __future__ import annotations

import html
import io
import random
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import docx
import reportlab
from docx.document import Document as DocxDocument
from odfdo import Document as OdfDocument
from odfdo import Header, List, Paragraph
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont
from reportlab.lib import colors
from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    FrameBreak,
    KeepTogether,
    NextPageTemplate,
    PageTemplate,
    Table,
)
from reportlab.platypus import Paragraph as PdfParagraph

HERE = Path(__file__).parent
ZIP_DATE = (2026, 1, 1, 0, 0, 0)  # the time stamp of every part of a docx or odt, so that a rebuild changes no byte
SCAN_DPI = 200
SCAN_SEED = 20231212  # fixes the grain of the scan
SCAN_TILT = (0.35, -0.25)  # degrees a page was laid askew on the glass
FONTS = Path(reportlab.__file__).parent / "fonts"


@dataclass(frozen=True)
class Block:
    """`kind`: heading, paragraph, item (a bullet) or table; `level` counts from 1 for headings; `rows` for tables."""

    kind: str
    text: str = ""
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Source:
    title: str
    subtitle: str
    author: str
    blocks: tuple[Block, ...]
    body: str


def read_source(path: Path) -> Source:
    """A source file: `key: value` lines, a line `---`, and a body in a small part of Markdown."""
    head, body = path.read_text(encoding="utf-8").split("\n---\n", 1)
    facts = dict(line.split(": ", 1) for line in head.splitlines())
    return Source(facts["title"], facts["subtitle"], facts["author"], tuple(_blocks(body)), body)


def _blocks(body: str) -> Iterator[Block]:
    for chunk in re.split(r"\n{2,}", body.strip()):
        lines = chunk.splitlines()
        if heading := re.match(r"(#+) (.*)", chunk):
            yield Block("heading", heading[2], len(heading[1]))
        elif lines[0].startswith("|"):
            yield Block("table", rows=tuple(tuple(c.strip() for c in x.strip("|").split("|")) for x in lines))
        else:
            for line in lines:
                bullet = line.startswith("- ")
                yield Block("item" if bullet else "paragraph", line.removeprefix("- "))


def two_column_pdf(source: Source) -> bytes:
    """A typeset plan: two justified, hyphenated columns under a running header, over a footer with the page number."""
    body = ParagraphStyle(
        "body", fontName="Times-Roman", fontSize=10.8, leading=14.2, spaceAfter=7, alignment=TA_JUSTIFY,
        hyphenationLang="nl_NL", hyphenationMinWordLength=7, uriWasteReduce=0.3,
    )  # fmt: skip
    bullet = ParagraphStyle("bullet", body, leftIndent=10, bulletIndent=0)
    title = ParagraphStyle("title", fontName="Helvetica-Bold", fontSize=22, leading=26, spaceAfter=6)
    grey = colors.HexColor("#444444")
    subtitle = ParagraphStyle("subtitle", fontName="Helvetica", fontSize=9.5, leading=12, textColor=grey)
    headings = {
        level: ParagraphStyle(
            f"h{level}", fontName="Helvetica-Bold", fontSize=size, leading=size + 3, spaceBefore=6, spaceAfter=4,
            keepWithNext=1, textColor=colors.HexColor("#1f4e5f"),
        )
        for level, size in ((1, 13), (2, 10.5))
    }  # fmt: skip
    story: list[Flowable] = [
        NextPageTemplate("later"),
        PdfParagraph(html.escape(source.title), title),
        PdfParagraph(html.escape(source.subtitle), subtitle),
        FrameBreak(),
    ]
    for block in source.blocks:
        text = html.escape(block.text)
        if block.kind == "heading":
            story.append(PdfParagraph(text, headings[block.level]))
        elif block.kind == "table":
            story.append(KeepTogether(_quarter_table(block.rows)))
        elif block.kind == "item":
            story.append(PdfParagraph(text, bullet, bulletText="•"))
        else:
            story.append(PdfParagraph(text, body))
    out = io.BytesIO()
    BaseDocTemplate(
        out, pagesize=A4, title=source.title, author=source.author, lang="nl-NL", invariant=1,
        pageTemplates=_page_templates(source.title),
    ).build(story)  # fmt: skip
    return out.getvalue()


def _quarter_table(rows: tuple[tuple[str, ...], ...]) -> Table:
    cell = ParagraphStyle("cell", fontName="Helvetica", fontSize=7, leading=8.4)
    head = ParagraphStyle("head", cell, fontName="Helvetica-Bold", textColor=colors.white)
    return Table(
        [[PdfParagraph(html.escape(text), cell if index else head) for text in row] for index, row in enumerate(rows)],
        colWidths=[27.4 * mm, *[13.6 * mm] * 4],
        spaceBefore=6,
        spaceAfter=10,
        style=[
            ("GRID", (0, 0), (-1, -1), 0.4, colors.HexColor("#8aa4ae")),
            ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#1f4e5f")),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 2.5),
            ("RIGHTPADDING", (0, 0), (-1, -1), 1.5),
        ],
    )


def _page_templates(title: str) -> list[PageTemplate]:
    width, height = A4
    margin, gutter, foot, top = 18 * mm, 8 * mm, 20 * mm, height - 24 * mm
    column = (width - 2 * margin - gutter) / 2

    def columns(tall: float) -> list[Frame]:
        lefts = (margin, margin + column + gutter)
        pad = {"leftPadding": 0, "rightPadding": 0, "topPadding": 0, "bottomPadding": 0}
        return [Frame(left, foot, column, tall, **pad) for left in lefts]

    def running(canvas: Canvas, _document: BaseDocTemplate) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.setFillColor(colors.HexColor("#555555"))
        canvas.drawString(margin, height - 14 * mm, "Gemeente Oosterhoven")
        canvas.drawRightString(width - margin, height - 14 * mm, title)
        canvas.line(margin, height - 16 * mm, width - margin, height - 16 * mm)
        canvas.drawString(margin, 11 * mm, "Collegebesluit 8 juli 2025")
        canvas.drawRightString(width - margin, 11 * mm, f"Pagina {canvas.getPageNumber()}")

    banner = Frame(margin, top - 36 * mm, width - 2 * margin, 36 * mm, leftPadding=0, rightPadding=0)
    return [
        PageTemplate("first", [banner, *columns(top - 38 * mm - foot)], onPage=running),
        PageTemplate("later", columns(top - foot), onPage=running),
    ]


def word(source: Source) -> bytes:
    """A docx with Word's own heading, list and table styles."""
    document = docx.Document()
    facts = document.core_properties
    facts.title, facts.author, facts.language = source.title, source.author, "nl-NL"
    facts.last_modified_by, facts.comments = source.author, ""
    facts.created = facts.modified = datetime(*ZIP_DATE, tzinfo=UTC)
    document.sections[0].header.paragraphs[0].text = f"Gemeente Oosterhoven – {source.title}"
    document.add_paragraph(source.title, style="Title")
    document.add_paragraph(source.subtitle, style="Subtitle")
    for block in source.blocks:
        if block.kind == "heading":
            document.add_heading(block.text, level=block.level)
        elif block.kind == "table":
            _word_table(document, block.rows)
        else:
            document.add_paragraph(block.text, style="List Bullet" if block.kind == "item" else "Normal")
    out = io.BytesIO()
    document.save(out)
    return _fixed_zip(out.getvalue())


def _word_table(document: DocxDocument, rows: tuple[tuple[str, ...], ...]) -> None:
    table = document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
    for index, row in enumerate(rows):
        for cell, text in zip(table.rows[index].cells, row, strict=True):
            cell.text = text
            for run in cell.paragraphs[0].runs:
                run.bold = index == 0
    document.add_paragraph()


def open_document(source: Source) -> bytes:
    """An odt; it writes headings, paragraphs and lists, and refuses a table."""
    document = OdfDocument("text")
    document.meta.title, document.meta.creator = source.title, source.author
    document.meta.initial_creator = source.author
    document.meta.creation_date = document.meta.date = datetime(*ZIP_DATE)
    document.meta.generator = "LibreOffice"
    for level in document.styles.get_elements("//text:outline-level-style"):
        level.set_attribute("style:num-format", "")  # the template would number the headings by itself
        level.set_attribute("style:num-suffix", "")
        level.del_attribute("loext:num-list-format")
    document.body.clear()
    document.body.append(Header(1, source.title))
    document.body.append(Paragraph(source.subtitle))
    items: list[str] = []
    for block in (*source.blocks, Block("end")):
        if block.kind == "item":
            items.append(block.text)
            continue
        if items:
            document.body.append(List(items))
            items = []
        if block.kind == "heading":
            document.body.append(Header(block.level + 1, block.text))
        elif block.kind == "paragraph":
            document.body.append(Paragraph(block.text))
        elif block.kind != "end":
            raise ValueError(f"no odt form for a block of kind {block.kind!r}")
    out = io.BytesIO()
    document.save(out)
    return _fixed_zip(out.getvalue())


def _fixed_zip(data: bytes) -> bytes:
    """The same archive with fixed time stamps; `mimetype` stays first and uncompressed, as ODF asks."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in sorted(old.namelist(), key=lambda name: (name != "mimetype", name != "[Content_Types].xml", name)):
            info = zipfile.ZipInfo(entry, ZIP_DATE)
            info.compress_type = zipfile.ZIP_STORED if entry == "mimetype" else zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(entry))
    return out.getvalue()


def web_page(source: Source) -> bytes:
    """The page a council information site would serve: the letter among its navigation and footer."""
    parts: list[str] = []
    for block in source.blocks:
        text = html.escape(block.text, quote=False)
        if block.kind == "item":
            if parts and parts[-1] == "</ul>":
                parts.pop()
            else:
                parts.append("<ul>")
            parts += [f"  <li>{text}</li>", "</ul>"]
        else:
            tag = f"h{block.level + 1}" if block.kind == "heading" else "p"
            parts.append(f"<{tag}>{text}</{tag}>")
    content = "\n".join(f"      {part}" for part in parts)
    template = (HERE / "source" / "collegebrief.template.html").read_text(encoding="utf-8")
    page = template.replace("{title}", html.escape(source.title)).replace("{subtitle}", html.escape(source.subtitle))
    return page.replace("{content}", content).encode()


def rich_text(source: Source) -> bytes:
    """An rtf as a word processor saves it, in code page 1252."""

    def escape(text: str) -> str:
        escaped = re.sub(r"[\\{}]", r"\\\g<0>", text)
        return "".join(c if ord(c) < 128 else f"\\'{c.encode('cp1252')[0]:02x}" for c in escaped)

    lines = [
        r"{\rtf1\ansi\ansicpg1252\deff0\deflang1043{\fonttbl{\f0\fswiss Arial;}}",
        rf"{{\info{{\title {escape(source.title)}}}{{\author {escape(source.author)}}}}}",
        rf"\pard\sa120\f0\b\fs32 {escape(source.title)}\b0\fs21\par",
        rf"\pard\sa240\i {escape(source.subtitle)}\i0\line {escape(source.author)}\par",
    ]
    for block in source.blocks:
        text = escape(block.text)
        if block.kind == "heading":
            lines.append(rf"\pard\sb240\sa80\keepn\b\fs24 {text}\b0\fs21\par")
        elif block.kind == "item":
            lines.append(rf"\pard\fi-284\li284\sa60 \bullet\tab {text}\par")
        else:
            lines.append(rf"\pard\sa120 {text}\par")
    return ("\n".join(lines) + "\n}\n").encode("ascii")


def markdown(source: Source) -> bytes:
    deeper = re.sub(r"(?m)^#", "##", source.body)
    return f"# {source.title}\n\n*{source.subtitle} – {source.author}*\n\n{deeper.strip()}\n".encode()


def plain_text(source: Source) -> bytes:
    body = re.sub(r"(?m)^#+ ", "", source.body)
    return f"{source.title}\n{source.subtitle}\n\n{body.strip()}\n".encode()


def scanned_pdf(source: Source) -> bytes:
    """Two pages of image without a text layer: printed, laid slightly askew on the glass, with some grain."""
    pages = [
        _as_scanned(page, tilt, random.Random(SCAN_SEED + number))
        for number, (page, tilt) in enumerate(zip(_printed_pages(source), SCAN_TILT, strict=True))
    ]
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1, pageCompression=1)
    canvas.setTitle("Scan")
    canvas.setCreator("MFP")
    for page in pages:
        canvas.drawImage(ImageReader(io.BytesIO(page)), 0, 0, *A4)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _printed_pages(source: Source) -> list[Image.Image]:
    def font(points: float, bold: bool = False) -> ImageFont.FreeTypeFont:
        return ImageFont.truetype(str(FONTS / ("VeraBd.ttf" if bold else "Vera.ttf")), round(points * SCAN_DPI / 72))

    size = (round(A4[0] * SCAN_DPI / 72), round(A4[1] * SCAN_DPI / 72))
    left, top, bottom = 170, 190, size[1] - 190
    lines: list[tuple[str, ImageFont.FreeTypeFont, int]] = []  # text, font, space above it in pixels
    styles = {"title": (font(20, True), 0), "heading": (font(13, True), 32), "paragraph": (font(11.5), 16)}
    blocks = (Block("title", source.title), Block("paragraph", source.subtitle), *source.blocks)
    for block in blocks:
        face, above = styles[block.kind]
        for index, line in enumerate(_wrapped(block.text, face, size[0] - 2 * left)):
            lines.append((line, face, 0 if index else above))
    pages: list[Image.Image] = []
    y = bottom + 1.0
    for text, face, above in lines:
        height = face.size * 1.5
        if y + above + height > bottom:
            pages.append(Image.new("L", size, 255))
            draw = ImageDraw.Draw(pages[-1])
            draw.text((left, 95), "Gemeente Oosterhoven", font=font(8), fill=70)
            draw.text((size[0] - left, size[1] - 120), f"{len(pages)}", font=font(8), fill=70, anchor="ra")
            y, above = float(top), 0
        y += above
        draw.text((left, y), text, font=face, fill=25)
        y += height
    return pages


def _wrapped(text: str, face: ImageFont.FreeTypeFont, width: int) -> Iterator[str]:
    line = ""
    for next_word in text.split():
        longer = f"{line} {next_word}".strip()
        if face.getlength(longer) > width:
            yield line
            longer = next_word
        line = longer
    yield line


def _as_scanned(page: Image.Image, tilt: float, source: random.Random) -> bytes:
    turned = page.rotate(tilt, Image.Resampling.BICUBIC, fillcolor=255).filter(ImageFilter.GaussianBlur(0.6))
    grain = Image.frombytes("L", page.size, source.randbytes(page.width * page.height))
    paper = ImageChops.subtract(turned, grain.point(lambda value: value // 18))
    out = io.BytesIO()
    paper.save(out, "JPEG", quality=45, dpi=(SCAN_DPI, SCAN_DPI))
    return out.getvalue()


DOCUMENTS: tuple[tuple[str, str, Callable[[Source], bytes]], ...] = (
    ("uitvoeringsplan-weerbaar-oosterhoven", "pdf", two_column_pdf),
    ("integriteitsbeleid", "docx", word),
    ("beleidsregel-bibob-2019", "odt", open_document),
    ("collegebrief-voortgang-weerbaarheid", "html", web_page),
    ("agressieprotocol", "pdf", scanned_pdf),
    ("intranetbericht-signaalpunt", "md", markdown),
    ("verslag-werkgroep-weerbaar", "rtf", rich_text),
    ("concept-privacyprotocol-signalen", "docx", word),
    ("beleidsregel-artikel-13b-2016-ingetrokken", "txt", plain_text),
)


def main() -> None:
    target = HERE / "documents"
    target.mkdir(exist_ok=True)
    for name, suffix, write in DOCUMENTS:
        data = write(read_source(HERE / "source" / f"{name}.md"))
        (target / f"{name}.{suffix}").write_bytes(data)
        print(f"{name}.{suffix}: {len(data)} bytes")


if __name__ == "__main__":
    main()
