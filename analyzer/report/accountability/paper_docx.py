"""Writes a paper that accounts for the use of this program as a Word document."""

from __future__ import annotations

from copy import deepcopy

from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement as Element

from analyzer.report import wording
from analyzer.report.accountability.paper import OPEN, Block, Bullets, Grid, Heading, Paper, Text
from analyzer.report.plain_text import printable
from analyzer.report.source import Source
from analyzer.report.word_edges import described, edges
from analyzer.report.word_package import framed, opened, saved, written
from analyzer.report.wordml import Cell, element, paragraph, run, table

_NAME_INK = "56616C"
_OPEN_FILL, _OPEN_INK = "FBE9A6", "2B2300"
_SHORT = 450  # characters: a table with fewer of them stays on one page
_AFTER_LIST = 140  # twips
_BETWEEN = 80  # twips between the paragraphs of one cell
_TITLE = 48  # half points: smaller than on a title page
_WHOLE = 3  # paragraphs: a row with more of them may go on on the next page


def paper_file(paper: Paper, source: Source) -> bytes:
    """The paper as a .docx file, on the organisation's own template where there is one."""
    report = source.report
    run = report.assessment.run
    organisation = printable(report.assessment.organisation.name)
    document = opened(source.template)
    values = {
        "organisatie": organisation,
        "titel": paper.title,
        "norm": wording.listed([printable(each.norm.title) for each in source.reports]),
        "peildatum": wording.day(report.assessment.peildatum),
        "datum": wording.day(source.today),
    }
    own_cover = framed(document)
    with written(document, values) as body:
        _opening(body, paper, own_cover=own_cover)
        for block in paper.blocks:
            _append(body, block)
        _mark_open(body)
    edges(document, paper.short, organisation, paper.concept)
    author = f"Normtoets {run.version}"
    described(
        document, title=paper.title, subject=paper.subtitle, author=author, made=run.started, remark=paper.concept
    )
    return saved(document)


def _opening(body: Element, paper: Paper, *, own_cover: bool) -> None:
    """A short paper has no title page: its text begins beneath its title. Who proposed and who decides always stands
    there."""
    if not own_cover:
        brand = paragraph(body, "Normtoets", "Merk", keep_next=True)
        element(brand[0], "spacing", before=0, after=120)
        title = paragraph(body, "", "Title", keep_next=True)
        run(title, paper.title)
        _sized(title, _TITLE)
        paragraph(body, paper.subtitle, "Subtitle", keep_next=True)
    mark = paragraph(body, paper.concept, "Concept", keep_next=True)
    element(mark[0], "spacing", before=160, after=0)
    paragraph(body, paper.note, "ConceptToelichting")
    paragraph(body, "", "NaTabel")


def _sized(block: Element, half_points: int) -> None:
    for piece in block.findall(qn("w:r")):
        properties = piece.makeelement(qn("w:rPr"))
        piece.insert(0, properties)
        element(properties, "sz", val=half_points)
        element(properties, "szCs", val=half_points)


def _append(body: Element, block: Block) -> None:
    match block:
        case Heading():
            _heading(body, block)
        case Text():
            paragraph(body, block.text)
        case Bullets():
            for item in block.items:
                made = _bullet(body, item, titled=block.titled)
            element(made[0], "spacing", after=_AFTER_LIST)
        case Grid():
            _grid(body, block)


def _heading(body: Element, block: Heading) -> None:
    """Chapters of a short paper follow each other on the same page."""
    made = paragraph(body, "", "Heading2" if block.minor else "Heading1")
    if not block.minor:
        element(made[0], "pageBreakBefore", val=0)
        element(made[0], "spacing", before=260, after=90)
    run(made, block.text)


def _bullet(body: Element, item: str, *, titled: bool) -> Element:
    made = paragraph(body, "", "ListBullet")
    name, colon, rest = item.partition(": ")
    if titled and colon:
        run(made, f"{name}: ", style="Nadruk")
        run(made, rest)
    else:
        run(made, item)
    return made


def _grid(body: Element, block: Grid) -> None:
    rows = [[Cell(text=cell) for cell in row] for row in block.rows]
    for row in rows if block.named else ():
        row[0] = row[0].model_copy(update={"bold": True, "ink": _NAME_INK})
    short = sum(len(words) for row in block.rows for cell in row for words in _lines(cell)) < _SHORT
    made = table(body, block.widths, block.header, rows, description=block.description, keep_next=short)
    for line in made.iter(qn("w:tr")):
        cells = [box.findall(qn("w:p")) for box in line.findall(qn("w:tc"))]
        for each in (words for cell in cells for words in cell[:-1]):
            element(each[0], "spacing", before=20, after=_BETWEEN)
        if max(map(len, cells)) > _WHOLE:
            _let_break(line, cells)
    paragraph(body, "", "NaTabel")


def _let_break(line: Element, cells: list[list[Element]]) -> None:
    """A long row may go on on the next page, between two of its paragraphs."""
    line.trPr.remove(line.trPr.find(qn("w:cantSplit")))
    for each in (words for cell in cells for words in cell):
        style = each[0].find(qn("w:pStyle"))
        style.addnext(style.makeelement(qn("w:keepLines")))


def _lines(cell: str | tuple[str, ...]) -> tuple[str, ...]:
    return (cell,) if isinstance(cell, str) else cell


def _mark_open(body: Element) -> None:
    """What is still to be filled in or checked stands on yellow."""
    for piece in list(body.iter(qn("w:r"))):
        words = "".join(node.text or "" for node in piece.findall(qn("w:t")))
        if not OPEN.search(words):
            continue
        at = 0
        for found in OPEN.finditer(words):
            _part(piece, words[at : found.start()])
            _highlight(_part(piece, found.group()))
            at = found.end()
        _part(piece, words[at:])
        piece.getparent().remove(piece)


def _part(piece: Element, words: str) -> Element | None:
    """A run like `piece` before it, with some of its words; None where there are none."""
    if not words:
        return None
    made: Element = deepcopy(piece)
    made.find(qn("w:t")).text = words
    piece.addprevious(made)
    return made


def _highlight(piece: Element | None) -> None:
    if piece is None:
        return
    properties = piece.find(qn("w:rPr"))
    if properties is None:
        properties = piece.makeelement(qn("w:rPr"))
        piece.insert(0, properties)
    for old in properties.findall(qn("w:color")):
        properties.remove(old)
    element(properties, "color", val=_OPEN_INK)
    element(properties, "shd", val="clear", color="auto", fill=_OPEN_FILL)
