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
from analyzer.report.docx_documents import append_documents, append_marks, append_unread, append_versions
from analyzer.report.docx_findings import append_findings, pillar_anchor, pillar_heading
from analyzer.report.docx_remarks import Remarks
from analyzer.report.docx_review import append_tasks
from analyzer.report.docx_verdicts import mark_cell
from analyzer.report.entries import Entry
from analyzer.report.outline import Outline, outline
from analyzer.report.word_contents import Line, append_contents
from analyzer.report.word_edges import described, edges
from analyzer.report.word_package import framed, opened, saved, written
from analyzer.report.wording import MARKS
from analyzer.report.wordml import (
    Cell,
    bookmarked,
    paragraph,
    run,
    table,
)
from analyzer.types import GapReport

_COUNT_WIDTHS = (1.5, 1.5, 1.55, 1.85, 2.1, 2.1, 2.0)  # centimetres, for the outcomes in their order
_COUNTS_AT_MOST = 12.6  # centimetres of them all: the names of the pillars need the rest


def render(report: GapReport, *, template: bytes | None = None, remarks: bool = False) -> bytes:
    """The report as a .docx file. `template`: an organisation's own; `remarks`: the machine's doubts as comments.

    Raises ValueError when the assessment was not made against this norm, InvalidTemplate.
    """
    content = outline(report)
    document = opened(template)
    own_cover = framed(document)
    with written(document, _values(content)) as body:
        _write(document, body, content, Remarks(document, report, content) if remarks else None, own_cover=own_cover)
    title = f"Toetsing aan de {content.norm_short}"
    edges(document, title, content.organisation, content.concept)
    described(
        document,
        title=f"{title}: {content.organisation}",
        subject=content.norm_title,
        author=f"Normtoets {report.assessment.run.version}",
        made=report.assessment.run.started,
        remark=content.concept,
    )
    return saved(document)


def _values(content: Outline) -> dict[str, str]:
    return {
        "organisatie": content.organisation,
        "norm": content.norm_title,
        "titel": f"Toetsing aan de {content.norm_short}",
        "peildatum": wording.day(content.peildatum),
        "datum": wording.day(content.made),
    }


def _write(
    document: WordDocument, body: Element, content: Outline, remarks: Remarks | None, *, own_cover: bool
) -> None:
    numbers = count(1)
    if not own_cover:
        _title(body, content)
    _facts(body, content)
    _contents(body, content, new_page=not own_cover)
    _summary(body, content, numbers)
    _documents(body, content, numbers)
    _legend(body, content, numbers)
    _overview(document, content, numbers)
    _chapter(body, "bevindingen", numbers)
    append_findings(body, content, numbers, remarks=remarks)
    _appendix(body, content, numbers)


# --- front matter --------------------------------------------------------------------------------------------------


def _title(body: Element, content: Outline) -> None:
    paragraph(body, "Normtoets", "Merk")
    paragraph(body, content.organisation, "Title")
    paragraph(body, f"Toetsing aan de {content.norm_short}", "Subtitle")
    paragraph(body)


def _facts(body: Element, content: Outline) -> None:
    """What was read, by which norm, and who proposed and decided: also where a template has a cover of its own."""
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


def _contents(body: Element, content: Outline, *, new_page: bool) -> None:
    lines: list[Line] = []
    for name, title in wording.CHAPTERS.items():
        lines.append(Line(1, name, title))
        if name == "bevindingen":
            lines += [Line(2, pillar_anchor(section), pillar_heading(section)) for section in content.sections]
    append_contents(body, lines, new_page=new_page)


def _chapter(body: Element, name: str, numbers: Iterator[int]) -> None:
    bookmarked(body, wording.CHAPTERS[name], "Heading1", name, next(numbers))


# --- chapters ------------------------------------------------------------------------------------------------------


def _summary(body: Element, content: Outline, numbers: Iterator[int]) -> None:
    _chapter(body, "samenvatting", numbers)
    append_unread(body, content.unread)
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


def _documents(body: Element, content: Outline, numbers: Iterator[int]) -> None:
    _chapter(body, "gelezen", numbers)
    append_unread(body, content.unread)
    paragraph(body, f"Gelezen: {content.extent}. De geldigheid is bepaald op {wording.day(content.peildatum)}.")
    append_documents(body, (*content.unread, *content.documents))


def _legend(body: Element, content: Outline, numbers: Iterator[int]) -> None:
    _chapter(body, "leeswijzer", numbers)
    paragraph(body, "Oordelen over een ambitie", "Heading2")
    append_marks(body)
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
    narrow = [_COUNT_WIDTHS[index] for index in used] + [1.3]
    narrow = [width * min(1, _COUNTS_AT_MOST / sum(narrow)) for width in narrow]
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
    append_versions(body, content.versions)
