"""What the two overviews share in Word: the opening, the numbers through time, what moved, and who decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO

from docx.document import Document as WordDocument
from docx.oxml.xmlchemy import BaseOxmlElement as Element
from docx.shared import Cm

from analyzer.report import chart, wording
from analyzer.report.chart import Bar, Segment
from analyzer.report.docx_verdicts import mark_cell
from analyzer.report.governance.course import ChangeRow, MomentRow
from analyzer.report.governance.pages import add_style, heading, last_section, widen_edges
from analyzer.report.outline import Outline
from analyzer.report.source import Source
from analyzer.report.study.values import Difference
from analyzer.report.word_edges import described, edges
from analyzer.report.word_package import saved
from analyzer.report.wording import MARKS, Mark
from analyzer.report.wordml import Cell, paragraph, run, table

SMALL = "Overzichttekst"
_COUNT_WIDTHS = (1.65, 1.65, 1.65, 2.1, 2.65, 2.1, 2.1)  # centimetres, for the outcomes in their order
_REVIEWED_WIDTH, _LABEL_WIDTH = 2.25, 3.4
_ALWAYS = ("voldoet", "deels", "gepland", "ontbreekt", "niet_aangetroffen")
_CENTRE = {"centre": True}
_PICTURE_WIDTH = 14
_AGREED = "Nergens gaf een beoordelaar een ander oordeel dan de machine voorstelde."
_UNSEEN = "Nog geen beoordelaar heeft naar de voorstellen van de machine gekeken."


def add_styles(document: WordDocument) -> None:
    add_style(document, SMALL, "Overzichttekst", "Tabeltekst", size=8, before=10, after=10)


def placeholders(content: Outline, title: str, day: str) -> Mapping[str, str]:
    """What a template's own cover may ask for."""
    return {
        "organisatie": content.organisation,
        "titel": title,
        "norm": content.norm_title,
        "peildatum": wording.day(content.peildatum),
        "datum": day,
    }


def opening(body: Element, content: Outline, title: str, facts: Sequence[tuple[str, str]], *, covered: bool) -> None:
    """The title, what the paper is about, and the mark of who proposed and who decided. `covered`: the template has a
    title page of its own."""
    if not covered:
        heading(body, title, "Title", size=24, before=0, after=80)
        paragraph(body, content.organisation, "Subtitle")
    own = (
        ("Norm", content.norm_title),
        ("Organisatie", f"{content.organisation} ({content.kind_name})"),
        ("Peildatum", wording.day(content.peildatum)),
        *facts,
        ("Gelezen", content.extent),
        ("Door mensen beoordeeld", content.reviewing.extent if content.reviewing else "nog niets"),
    )
    rows: list[list[Cell | str]] = [[Cell(text=name, bold=True, ink="56616C"), value] for name, value in own]
    table(body, (4.6, 11.4), (), rows, description="Gegevens van dit overzicht", style="NormtoetsRegel")
    paragraph(body, content.concept, "Concept", keep_next=True)
    paragraph(body, content.note, "ConceptToelichting")
    if content.unread:
        number = wording.counted(len(content.unread), "bestand is", "bestanden zijn")
        paragraph(body, "", "NaTabel")
        block = paragraph(body, "", "LetOp")
        run(block, f"Let op: {number} niet of niet geheel gelezen. ", bold=True, colour="8F2B0B")
        run(block, wording.UNREAD_WARNING)


def chapter(body: Element, text: str) -> None:
    """A chapter that goes on where the one before ended."""
    heading(body, text, "Heading1", size=15, before=320, after=120)


def moments_table(body: Element, rows: Sequence[MomentRow], heading: str) -> None:
    """The numbers at each moment. What does not apply to the organisation is not counted."""
    marks = list(MARKS.values())
    shown = [
        place
        for place, mark in enumerate(marks)
        if mark.key in _ALWAYS or (mark.key != "nvt" and any(row.counts and row.counts[place] for row in rows))
    ]
    heads: list[Cell | str] = [heading, *(mark_cell(marks[place]).model_copy(update=_CENTRE) for place in shown)]
    heads.append(Cell(text="Beoordeeld", centre=True))
    counts = [_COUNT_WIDTHS[place] for place in shown]
    share = min(1, (16 - _REVIEWED_WIDTH - _LABEL_WIDTH) / sum(counts))
    widths = [*(width * share for width in counts), _REVIEWED_WIDTH]
    lines = [_moment_cells(row, shown) for row in rows]
    description = "Aantal ambities per oordeel, op elk moment"
    table(body, (16 - sum(widths), *widths), heads, lines, description=description, small=True, keep_next=True)
    paragraph(body, "", "NaTabel", keep_next=True)


def _moment_cells(row: MomentRow, shown: Sequence[int]) -> list[Cell | str]:
    texts = ["–" if row.counts is None else str(row.counts[place]) for place in shown]
    label = Cell(text=(row.label, row.peildatum), style=SMALL)
    return [label, *(Cell(text=text, centre=True, style=SMALL) for text in (*texts, row.reviewed))]


def bars_of(rows: Sequence[MomentRow]) -> tuple[Bar, ...]:
    """A bar for each moment that was assessed."""
    return tuple(
        Bar(
            label=row.label,
            segments=tuple(
                Segment(mark=mark, count=count) for mark, count in zip(MARKS.values(), row.counts, strict=True) if count
            ),
        )
        for row in rows
        if row.counts
    )


def picture(document: WordDocument, bars: Sequence[Bar], name: str, caption: str) -> None:
    """A chart with its alternative text and a caption."""
    made = document.add_picture(BytesIO(chart.png(bars)), width=Cm(_PICTURE_WIDTH))
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    properties = made._inline.docPr
    properties.set("name", name)
    told = " ".join(
        f"{bar.label}: {', '.join(f'{each.mark.label.lower()} {each.count}' for each in bar.segments)}." for bar in bars
    )
    properties.set("descr", f"Gestapelde balken met het aantal ambities per oordeel. {told}")
    paragraph(document.element.body, caption, "Caption")


def small_mark(mark: Mark) -> Cell:
    """A verdict in a crowded table."""
    return mark_cell(mark).model_copy(update={"style": SMALL})


def earlier_verdict(mark: Mark | None) -> Cell:
    """A verdict that stands no more: without its colour, so that the present one stands out. None: there is none."""
    return Cell(text=mark.label if mark else "–", style=SMALL)


def changes_table(body: Element, rows: Sequence[ChangeRow]) -> None:
    if not rows:
        return
    heads = ("Nr.", "Ambitie", "Was", "Nu", "Richting", "Waardoor")
    lines: list[list[Cell | str]] = [
        [
            Cell(text=row.id, style=SMALL),
            Cell(text=row.title, style=SMALL),
            earlier_verdict(row.before),
            small_mark(row.after),
            Cell(text=row.way, bold=row.way == "achteruit", style=SMALL),
            Cell(text=row.reason, style=SMALL),
        ]
        for row in rows
    ]
    widths = (1.0, 3.1, 2.3, 2.65, 2.0, 4.95)
    table(body, widths, heads, lines, description="Ambities met een ander oordeel dan eerder", small=True)
    paragraph(body, "", "NaTabel")


def decided(body: Element, content: Outline, rows: Sequence[Difference]) -> None:
    """Who proposed and who decided, where they differ, and what the verdicts can't show."""
    for text in content.scope:
        paragraph(body, text)
    if not rows:
        paragraph(body, _AGREED if content.reviewing and content.reviewing.reviewed else _UNSEEN)
        return
    number = wording.counted(len(rows), "ambitie", "ambities")
    told = f"Bij {number} gaf een beoordelaar een ander oordeel dan de machine voorstelde:"
    paragraph(body, told, keep_next=True)
    lines: list[list[Cell | str]] = [
        [
            Cell(text=row.name, style=SMALL),
            Cell(text=row.title, style=SMALL),
            small_mark(row.machine),
            small_mark(row.person),
            Cell(text=tuple(part for part in (row.why, row.signed) if part) or ("–",), style=SMALL),
        ]
        for row in rows
    ]
    heads = ("Nr.", "Ambitie", "Machine", "Beoordelaar", "Reden, door wie en wanneer")
    table(
        body,
        (1.0, 4.1, 2.65, 2.65, 5.6),
        heads,
        lines,
        description="Waar machine en beoordelaar verschillen",
        small=True,
    )
    paragraph(body, "", "NaTabel")


def finished(document: WordDocument, title: str, content: Outline, source: Source) -> bytes:
    """The overview as a .docx file, with what stands on the edges of its pages and in its properties."""
    last_section(document)
    edges(document, title, content.organisation, content.concept)
    widen_edges(document)
    described(
        document,
        title=f"{title}, {content.organisation}",
        subject=content.norm_title,
        author=f"Normtoets {source.assessment.run.version}",
        made=source.assessment.run.started,
        remark=content.concept,
    )
    return saved(document)
