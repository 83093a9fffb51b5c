"""The Word report: an editable document for the organisation's own advisers, made with python-docx.

Everything it says comes from `outline`; here is only how it looks. Same report, same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from itertools import count

from docx.document import Document as WordDocument
from docx.oxml.xmlchemy import BaseOxmlElement as Element
from docx.shared import Cm

from analyzer.report import chart, judge_wording, review_wording, wording
from analyzer.report.docx_findings import append_findings, pillar_anchor, pillar_heading
from analyzer.report.docx_review import append_tasks
from analyzer.report.docx_verdicts import mark_cell
from analyzer.report.entries import Entry
from analyzer.report.outline import DocumentRow, Outline, outline
from analyzer.report.plain_text import printable, shorten
from analyzer.report.word_package import opened, saved
from analyzer.report.wording import MARKS
from analyzer.report.wordml import (
    Cell,
    bookmarked,
    field,
    field_end,
    field_start,
    link,
    paragraph,
    run,
    tab,
    table,
)
from analyzer.types import GapReport

_COUNT_WIDTHS = (1.3, 1.35, 1.4, 1.65, 2.0, 1.85, 1.75)  # centimetres, for the outcomes in their order
_PROPERTY_LIMIT = 255  # characters of a document property


def render(report: GapReport) -> bytes:
    """The report as a .docx file. Raises ValueError when the assessment was not made against this norm."""
    content = outline(report)
    document = opened()
    body = document.element.body
    settings = body.sectPr
    body.remove(settings)
    numbers = count(1)
    _title_page(body, content)
    _contents(body, content)
    _summary(body, content, numbers)
    _documents(body, content, numbers)
    _legend(body, content, numbers)
    _overview(document, content, numbers)
    _chapter(body, "bevindingen", numbers)
    append_findings(body, content, numbers)
    _appendix(body, content, numbers)
    body.append(settings)
    _page_edges(document, content)
    _properties(document, content, report)
    return saved(document)


# --- front matter --------------------------------------------------------------------------------------------------


def _title_page(body: Element, content: Outline) -> None:
    paragraph(body, "Normtoets", "Merk")
    paragraph(body, content.organisation, "Title")
    paragraph(body, f"Toetsing aan de {content.norm_short}", "Subtitle")
    paragraph(body)
    rows = [
        ("Norm", content.norm_title),
        ("Organisatie", f"{content.organisation} ({content.kind_name})"),
        ("Peildatum", wording.day(content.peildatum)),
        ("Datum van de toets", wording.day(content.made)),
        ("Gelezen", content.extent),
    ]
    if content.judged_by:
        rows.append((content.judged_label, content.judged_by))
    if content.reviewing:
        rows.append(("Door mensen beoordeeld", content.reviewing.extent))
    cells: list[list[Cell | str]] = [[Cell(text=name, bold=True, ink="56616C"), value] for name, value in rows]
    table(body, (4.2, 11.8), (), cells, description="Gegevens van dit rapport", style="NormtoetsRegel")
    paragraph(body, content.concept, "Concept", keep_next=True)
    paragraph(body, content.note, "ConceptToelichting")


def _contents(body: Element, content: Outline) -> None:
    """The table of contents: a field that Word fills in on opening, with the chapters in it until then."""
    paragraph(body, "Inhoud", "Inhoudskop")
    lines: list[tuple[str, str, str]] = []
    for name, title in wording.CHAPTERS.items():
        lines.append(("TOC1", name, title))
        if name == "bevindingen":
            lines += [("TOC2", pillar_anchor(section), pillar_heading(section)) for section in content.sections]
    for index, (style, anchor, title) in enumerate(lines):
        block = paragraph(body, "", style)
        if index == 0:
            field_start(block, r'TOC \o "1-2" \h \z \u')
        link(block, anchor, title, style=None)
        if index == len(lines) - 1:
            field_end(block)


def _chapter(body: Element, name: str, numbers: Iterator[int]) -> None:
    bookmarked(body, wording.CHAPTERS[name], "Heading1", name, next(numbers))


def _page_edges(document: WordDocument, content: Outline) -> None:
    """Header and footer of every page but the first."""
    section = document.sections[0]
    header = section.header.paragraphs[0]._p
    run(header, f"Toetsing aan de {content.norm_short}")
    tab(header)
    run(header, shorten(printable(content.organisation), 60))
    footer = section.footer.paragraphs[0]._p
    run(footer, content.concept)
    tab(footer)
    run(footer, "Pagina ")
    field(footer, "PAGE", "1")
    run(footer, " van ")
    field(footer, "NUMPAGES", "1")


def _properties(document: WordDocument, content: Outline, report: GapReport) -> None:
    properties = document.core_properties
    title = f"Toetsing aan de {content.norm_short}: {content.organisation}"
    properties.title = shorten(printable(title), _PROPERTY_LIMIT)
    properties.author = f"Normtoets {report.assessment.run.version}"
    properties.last_modified_by = ""
    properties.subject = shorten(printable(content.norm_title), _PROPERTY_LIMIT)
    properties.language = "nl-NL"
    properties.comments = content.concept
    properties.created = report.assessment.run.started
    properties.modified = report.assessment.run.started


# --- chapters ------------------------------------------------------------------------------------------------------


def _summary(body: Element, content: Outline, numbers: Iterator[int]) -> None:
    _chapter(body, "samenvatting", numbers)
    _unread_box(body, content)
    intro = (
        f"Dit rapport vergelijkt {content.extent} van {content.organisation} met de {content.norm_title}, op peildatum "
        f"{wording.day(content.peildatum)}. De uitkomsten:"
    )
    paragraph(body, intro, keep_next=True)
    used = [
        (mark, number)
        for mark, number in zip(MARKS.values(), content.counts, strict=True)
        if number or mark.key != "niet_beoordeeld"
    ]
    heads = [mark_cell(mark).model_copy(update={"centre": True}) for mark, _ in used]
    numbers_row = [Cell(text=str(number), centre=True, style="Groot") for _, number in used]
    description = "Aantal ambities per oordeel"
    table(body, [16 / len(used)] * len(used), heads, [numbers_row], description=description, small=True)
    paragraph(body, "", "NaTabel")
    paragraph(body, "Belangrijkste conclusies", "Heading2")
    for item in content.conclusions:
        block = paragraph(body, "", "ListBullet")
        run(block, f"{item.heading}. ", style="Nadruk")
        run(block, item.text)
    paragraph(body, "Hoe dit rapport te lezen", "Heading2")
    for text in content.scope:
        paragraph(body, text)


def _unread_box(body: Element, content: Outline) -> None:
    """Files of which text is missing: stated before anything else."""
    if not content.unread:
        return
    number = len(content.unread)
    files_ = "Eén bestand is" if number == 1 else f"{number} bestanden zijn"
    block = paragraph(body, "", "LetOp", keep_next=True)
    run(block, f"Let op: {files_} niet of niet geheel gelezen.", bold=True, colour="8F2B0B")
    for row in content.unread:
        block = paragraph(body, "", "LetOp", keep_next=True)
        run(block, f"{row.name}: ", bold=True)
        run(block, " ".join(row.remarks))
    paragraph(body, wording.UNREAD_WARNING, "LetOp")
    paragraph(body, "", "NaTabel")


def _documents(body: Element, content: Outline, numbers: Iterator[int]) -> None:
    _chapter(body, "gelezen", numbers)
    _unread_box(body, content)
    paragraph(body, f"Gelezen: {content.extent}. De geldigheid is bepaald op {wording.day(content.peildatum)}.")
    heads = ("Document", "Titel en soort", "Datum", "Geldigheid", "Omvang", "Bijzonderheden")
    rows = [_document_cells(row) for row in (*content.unread, *content.documents)]
    table(body, (2.8, 3.1, 1.9, 2.3, 2.3, 3.6), heads, rows, description="De aangeleverde documenten", small=True)
    paragraph(body, "", "NaTabel")


def _document_cells(row: DocumentRow) -> list[Cell | str]:
    validity = Cell(text=row.validity) if row.current else Cell(text=row.validity, fill="FBE9A6", ink="2B2300")
    title, remarks = Cell(text=(row.title, row.genre)), Cell(text=row.remarks or ("–",))
    return [row.name, title, row.adopted, validity, row.extent, remarks]


def _legend(body: Element, content: Outline, numbers: Iterator[int]) -> None:
    _chapter(body, "leeswijzer", numbers)
    paragraph(body, "Oordelen over een ambitie", "Heading2")
    rows: list[list[Cell | str]] = [[mark_cell(mark), mark.meaning] for mark in MARKS.values()]
    table(body, (3.6, 12.4), ("Oordeel", "Betekenis"), rows, description="Betekenis van de oordelen")
    paragraph(body, "Oordelen over een element", "Heading2")
    elements = [(label, wording.STATE_MEANING[key]) for key, label in wording.STATE.items()]
    elements += [(f"… ({label})", wording.QUALIFIER_MEANING[key]) for key, label in wording.QUALIFIER.items()]
    table(body, (3.6, 12.4), ("Element", "Betekenis"), elements, description="Betekenis van de oordelen per element")
    paragraph(body, "Bewijs en zekerheid", "Heading2")
    terms = [(label, wording.PROOF_MEANING[key]) for key, label in wording.PROOF.items()]
    terms += wording.CERTAINTY_LEGEND
    table(body, (3.6, 12.4), ("Begrip", "Betekenis"), terms, description="Bewijs en zekerheid")
    if content.judging:
        paragraph(body, judge_wording.LEGEND, "Heading2")
        table(body, (3.6, 12.4), ("Begrip", "Betekenis"), content.judging, description=judge_wording.LEGEND)
    if content.reviewing:
        paragraph(body, review_wording.CHAPTER, "Heading2")
        words = review_wording.LEGEND
        table(body, (3.6, 12.4), ("Begrip", "Betekenis"), words, description=review_wording.CHAPTER)
    paragraph(body, "Hoe is geoordeeld", "Heading2")
    for text in wording.RULES:
        paragraph(body, text, "ListBullet")


def _overview(document: WordDocument, content: Outline, numbers: Iterator[int]) -> None:
    body = document.element.body
    _chapter(body, "overzicht", numbers)
    _chart(document, content)
    _pillar_counts(body, content)
    paragraph(body, "Alle ambities", "Heading2")
    reviewing = content.reviewing is not None
    listing = [_overview_cells(entry, compared=content.compared, reviewing=reviewing) for entry in content.entries]
    heads, widths = ["Nr.", "Ambitie", "Oordeel", "Zekerheid"], [1.3, 8.2, 3.3, 3.2]
    if content.compared:
        heads, widths = [*heads, content.second_column], [1.2, 5.6, 3.2, 2.8, 3.2]
    if reviewing:
        heads = [*heads, review_wording.COLUMN]
        widths = [1.1, 4.4, 2.9, 2.5, 2.4, 2.7] if content.compared else [1.2, 5.6, 3.2, 2.8, 3.2]
    table(body, widths, heads, listing, description="Alle ambities met oordeel en zekerheid")
    append_tasks(body, content)


def _overview_cells(entry: Entry, *, compared: bool, reviewing: bool) -> list[Cell | str]:
    cells: list[Cell | str] = [
        Cell(text=entry.id),
        Cell(text=entry.title, anchor=f"ambitie_{entry.index}"),
        mark_cell(entry.mark),
        Cell(text=entry.certainty or "–", bold=entry.uncertain),
    ]
    if compared:
        cells.append(Cell(text=entry.second.compared if entry.second else "–", bold=entry.disputed))
    if reviewing:
        told = entry.layer.compared if entry.layer else "–" if entry.brief else "nog niet"
        cells.append(Cell(text=told, bold=bool(entry.layer and (entry.layer.shift or entry.layer.overruled))))
    return cells


def _pillar_counts(body: Element, content: Outline) -> None:
    """The chart as a table; its heads have the colours of the chart."""
    paragraph(body, "Aantallen per pijler", "Heading2")
    marks = list(MARKS.values())
    used = [index for index, mark in enumerate(marks) if content.counts[index] or mark.key != "niet_beoordeeld"]
    lines = [(f"{section.id} {section.title}", section.counts) for section in content.sections]
    lines.append(("Totaal", content.counts))
    rows: list[list[Cell | str]] = [
        [title, *[_number(counts[index]) for index in used], _number(sum(counts))] for title, counts in lines
    ]
    narrow = [_COUNT_WIDTHS[index] for index in used] + [1.2]
    heads: list[Cell | str] = [
        "Pijler",
        *[mark_cell(marks[index]).model_copy(update={"centre": True}) for index in used],
    ]
    heads.append(Cell(text="Totaal", centre=True))
    widths = (16 - sum(narrow), *narrow)
    table(body, widths, heads, rows, description="Aantal ambities per pijler en oordeel", last_bold=True, small=True)


def _number(value: int) -> Cell:
    return Cell(text=str(value) if value else "–", centre=True)


def _chart(document: WordDocument, content: Outline) -> None:
    picture = document.add_picture(BytesIO(chart.png(content.bars)), width=Cm(16))
    properties = picture._inline.docPr
    properties.set("name", "Uitkomsten per pijler")
    properties.set("descr", chart.alternative(content.bars))
    caption = "Aantal ambities per oordeel, voor elke pijler. De tabel hieronder geeft dezelfde aantallen."
    paragraph(document.element.body, caption, "Caption")


def _appendix(body: Element, content: Outline, numbers: Iterator[int]) -> None:
    _chapter(body, "bijlage", numbers)
    paragraph(body, "Werkwijze", "Heading2")
    for text in content.method:
        paragraph(body, text, "ListBullet")
    paragraph(body, content.note)
    paragraph(body, "Versies", "Heading2")
    rows: list[list[Cell | str]] = [[Cell(text=name, bold=True), value] for name, value in content.versions]
    table(body, (4.2, 11.8), ("Onderdeel", "Waarde"), rows, description="Versies en instellingen")
    paragraph(body, "", "NaTabel")  # Word wants a paragraph after the last table
