"""The documentstudie as a Word paper: its front, the documents, and the order of its chapters.

What it says comes from `study`; here is how it looks. The two pages that sum it up come right after the title page, so
that they lie open side by side: the conclusions on the left, the recommendations on the right.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from itertools import count

from docx.document import Document as WordDocument
from docx.oxml.xmlchemy import BaseOxmlElement as Element
from docx.shared import Cm

from analyzer.report import chart, wording
from analyzer.report.chart import Bar, Segment
from analyzer.report.docx_documents import append_documents, append_marks, append_unread
from analyzer.report.docx_remarks import Remarks
from analyzer.report.source import Source
from analyzer.report.study.docx_closing import (
    append_appendices,
    append_differences,
    appendix_lines,
    differences_line,
)
from analyzer.report.study.docx_pillars import append_pillar, pillar_lines
from analyzer.report.study.docx_spread import append_spread, spread_lines
from analyzer.report.study.study import study
from analyzer.report.study.values import ExpectedDocument, Study
from analyzer.report.word_contents import Line, append_contents, append_lines, part_end, part_start
from analyzer.report.word_edges import described, edges
from analyzer.report.word_footnotes import Footnotes
from analyzer.report.word_package import framed, opened, saved, written
from analyzer.report.wording import MARKS
from analyzer.report.wordml import Cell, bookmarked, paragraph, table

TITLE = "Documentstudie"
_SUBTITLE = "Wat de documenten laten zien over de weerbaarheid tegen ondermijning"
_OPENING, _READ = "inleiding", "documenten"
_MAIN, _APPENDICES = "hoofddeel", "bijlagen"  # the table of contents has two levels of the one, one of the other


def render(source: Source) -> bytes:
    """The documentstudie as a .docx file. Raises ValueError when a report was not made against its norm,
    InvalidTemplate."""
    content = study(source)
    document = opened(source.template)
    own_cover = framed(document)
    with written(document, _values(content)) as body:
        if not own_cover:
            _title_page(body, content)
        _chapters(document, body, content, _remarks(document, source, content), own_cover=own_cover)
    edges(document, TITLE, content.organisation, content.concept)
    described(
        document,
        title=f"{TITLE}: {content.organisation}",
        subject=wording.listed(content.norms),
        author=f"Normtoets {source.assessment.run.version}",
        made=source.assessment.run.started,
        remark=content.concept,
    )
    return saved(document)


def _values(content: Study) -> dict[str, str]:
    return {
        "organisatie": content.organisation,
        "norm": wording.listed(content.norms),
        "titel": TITLE,
        "peildatum": wording.day(content.peildatum),
        "datum": wording.day(content.made),
    }


def _remarks(document: WordDocument, source: Source, content: Study) -> tuple[Remarks, ...]:
    """Of each norm, where they are asked for."""
    if not source.remarks:
        return ()
    pairs = zip(source.reports, content.outlines, strict=True)
    return tuple(Remarks(document, report, outline) for report, outline in pairs)


def _chapters(
    document: WordDocument, body: Element, content: Study, remarks: tuple[Remarks, ...], *, own_cover: bool
) -> None:
    numbers, notes = count(1), Footnotes(document)
    main, appendices = next(numbers), next(numbers)
    part_start(body, _MAIN, main)
    append_spread(body, content, numbers)
    append_contents(body, _lines(content), new_page=True, within=_MAIN)
    append_lines(body, appendix_lines(content), within=_APPENDICES)
    _opening(document, body, content, numbers, own_cover=own_cover)
    _documents(body, content, numbers)
    for pillar in content.pillars:
        append_pillar(document, body, pillar, numbers, notes, remarks)
    append_differences(body, content, numbers)
    part_end(body, main)
    part_start(body, _APPENDICES, appendices)
    append_appendices(body, content, numbers)
    part_end(body, appendices)


def _lines(content: Study) -> list[Line]:
    lines = [*spread_lines(), Line(1, _OPENING, "Inleiding"), Line(1, _READ, "De documenten")]
    for pillar in content.pillars:
        lines += pillar_lines(pillar)
    return [*lines, differences_line()]


def _title_page(body: Element, content: Study) -> None:
    paragraph(body, "Normtoets", "Merk")
    paragraph(body, content.organisation, "Title")
    paragraph(body, TITLE, "Subtitle")
    paragraph(body, _SUBTITLE)
    paragraph(body)
    _facts(body, content)
    paragraph(body, content.concept, "Concept", keep_next=True)
    paragraph(body, content.note, "ConceptToelichting")


def _facts(body: Element, content: Study) -> None:
    rows = [
        ("Normen" if len(content.norms) > 1 else "Norm", wording.listed(content.norms)),
        ("Organisatie", f"{content.organisation} ({content.kind_name})"),
        ("Peildatum", wording.day(content.peildatum)),
        ("Datum", wording.day(content.made)),
        ("Gelezen", content.outlines[0].extent),
    ]
    cells: list[list[Cell | str]] = [[Cell(text=name, bold=True, ink="56616C"), value] for name, value in rows]
    table(body, (4.2, 11.8), (), cells, description="Gegevens van deze studie", style="NormtoetsRegel")


# --- opening -------------------------------------------------------------------------------------------------------


def _opening(document: WordDocument, body: Element, content: Study, numbers: Iterator[int], *, own_cover: bool) -> None:
    bookmarked(body, "Inleiding", "Heading1", _OPENING, next(numbers), new_page=True)
    append_unread(body, content.unread)
    if own_cover:
        _facts(body, content)
    for heading, texts in (
        ("Doel", content.purpose),
        ("Werkwijze", content.method),
        ("Wat een documentstudie laat zien, en wat niet", content.limits),
    ):
        paragraph(body, heading, "Heading2")
        for text in texts:
            paragraph(body, text)
    paragraph(body, "Wie stelde voor, en wie besliste", "Heading2")
    paragraph(body, content.concept, "Concept", keep_next=True)
    paragraph(body, content.note, "ConceptToelichting")
    paragraph(body, "Het beeld in cijfers", "Heading2")
    _chart(document, body, content)
    paragraph(body, "Wat de oordelen betekenen", "Heading2")
    append_marks(body)
    paragraph(body, "", "NaTabel")


def _chart(document: WordDocument, body: Element, content: Study) -> None:
    bars = [
        Bar(
            label=f"{pillar.number} {pillar.title}",
            segments=tuple(
                Segment(mark=mark, count=number)
                for mark, number in zip(MARKS.values(), pillar.counts, strict=True)
                if number
            ),
        )
        for pillar in content.pillars
    ]
    picture = document.add_picture(BytesIO(chart.png(bars)), width=Cm(16))
    picture._inline.docPr.set("name", "Uitkomsten per pijler van de scan")
    picture._inline.docPr.set("descr", chart.alternative(bars))
    paragraph(body, "Aantal ambities per oordeel, voor elke pijler van de scan.", "Caption")


# --- documents -----------------------------------------------------------------------------------------------------


def _documents(body: Element, content: Study, numbers: Iterator[int]) -> None:
    bookmarked(body, "De documenten", "Heading1", _READ, next(numbers), new_page=True)
    paragraph(body, "Geanalyseerde documenten", "Heading2")
    paragraph(body, f"De geldigheid is bepaald op {wording.day(content.peildatum)}.", keep_next=True)
    append_documents(body, (*content.documents, *content.unread))
    if not content.expected:
        return
    paragraph(body, "Verwacht, maar niet aangeleverd", "Heading2")
    kind = {"gemeente": "een gemeente", "provincie": "een provincie", "waterschap": "een waterschap"}
    told = (
        f"Van {kind.get(content.kind_name, content.kind)} zijn deze documenten te verwachten. Zij zijn niet "
        "aangeleverd, of niet als zodanig herkend. Dat zij er niet zijn, is daarmee niet gezegd."
    )
    if content.missing:
        paragraph(body, told, keep_next=True)
        rows = [_expected(each) for each in content.missing]
        heads = ("Document", "Waarom van belang", "Opmerking")
        table(body, (5.0, 5.6, 5.4), heads, rows, description="Verwachte documenten die niet zijn aangeleverd")
        paragraph(body, "", "NaTabel")
    else:
        paragraph(body, "Alle documenten die te verwachten zijn, zijn aangeleverd.")
    found = [each for each in content.expected if each.found]
    if found:
        paragraph(body, "Verwacht, en aangeleverd", "Heading2")
        rows = [
            [Cell(text=each.name, bold=True), wording.listed(each.found, len(each.found)), each.remark or "–"]
            for each in found
        ]
        heads = ("Document", "Aangeleverd als", "Opmerking")
        table(body, (5.0, 5.6, 5.4), heads, rows, description="Verwachte documenten die zijn aangeleverd")
        paragraph(body, "", "NaTabel")


def _expected(each: ExpectedDocument) -> list[Cell | str]:
    return [Cell(text=each.name, bold=True), each.why, each.remark or "–"]
