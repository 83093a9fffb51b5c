"""The letter to the council, Provinciale Staten or the general board: at most two pages in Word."""

from __future__ import annotations

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement as Element

from analyzer.report import wording
from analyzer.report.docx_verdicts import GROUND, mark_cell
from analyzer.report.governance.letter_content import Letter, letter_content
from analyzer.report.governance.letter_standing import SHOWN, StandingRow, used_places
from analyzer.report.governance.pages import add_style, heading, point, told, told_paragraph
from analyzer.report.source import Source
from analyzer.report.word_edges import described, edges
from analyzer.report.word_package import framed, opened, saved, written
from analyzer.report.wordml import Cell, element, paragraph, run, table

_TEXT, _POINT, _TABLE = "Brieftekst", "Briefpunt", "Brieftabel"
_TEMPLATE_ROOM = 0.8  # an organisation's own letter paper has less room
_MARGINS = (("top", 1134), ("bottom", 1021))  # twips
_COUNT_WIDTHS = (1.65, 1.65, 1.65, 2.05, 2.6, 2.3)  # centimetres, for what is counted in its order
_CROWDED = 0.88  # of these, where all six are there
_TOTAL_WIDTH = 1.4
_NUMBERS = "Aantal ambities per oordeel"


def render(source: Source) -> bytes:
    """The letter as a .docx file, over all norms of `source`. Same source, same bytes."""
    content = letter_content(source, roomy=_TEMPLATE_ROOM if source.template else 1.0)
    document = opened(source.template)
    _styles(document)
    covered = framed(document)
    if source.template is None:
        _narrow(document)
    run_info = source.assessment.run
    placeholders = {
        "organisatie": content.organisation,
        "titel": content.subject,
        "norm": wording.listed([report.norm.title for report in source.reports]),
        "peildatum": wording.day(source.assessment.peildatum),
        "datum": wording.day(content.day),
    }
    with written(document, placeholders) as body:
        _head(body, content, covered=covered)
        _agreed(body, content)
        _standing(body, content)
        _changes(body, content)
        _actions(body, content)
        _end(body, content)
    edges(document, content.subject, content.organisation, "Concept" if content.concept else "")
    described(
        document,
        title=f"Brief: {content.subject}",
        subject=content.subject,
        author=f"Normtoets {run_info.version}",
        made=run_info.started,
        remark=content.concept or content.decided,
    )
    return saved(document)


def _styles(document: WordDocument) -> None:
    add_style(document, _TEXT, "Brieftekst", "Normal", size=10, before=30, after=70)
    add_style(document, _POINT, "Briefpunt", "ListBullet", size=10, after=40)
    add_style(document, _TABLE, "Brieftabel", "Tabeltekst", size=8.5)


def _narrow(document: WordDocument) -> None:
    margins = document.sections[-1]._sectPr.find(qn("w:pgMar"))
    for side, width in _MARGINS:
        margins.set(qn(f"w:{side}"), str(width))


def _head(body: Element, content: Letter, *, covered: bool) -> None:
    if not covered:
        heading(body, content.organisation, "Title", size=18, before=0, after=160)
    organ = content.organ
    facts = (
        ("Aan", organ.addressee),
        ("Via", f"{organ.care_of}, [in te vullen: adres]"),
        ("Datum", wording.day(content.day) if not content.concept else f"{wording.day(content.day)} (concept)"),
        ("Kenmerk", "[in te vullen: kenmerk]"),
        ("Behandeld door", "[in te vullen: naam]"),
        ("Onderwerp", content.subject),
    )
    rows: list[list[Cell | str]] = [[Cell(text=name, ink="56616C"), ""] for name, _ in facts]
    grid = table(body, (3.2, 12.8), (), rows, description="Gegevens van deze brief", style="NormtoetsRegel")
    for line, (name, value) in zip(grid.findall(qn("w:tr")), facts, strict=True):
        block = line.findall(qn("w:tc"))[1].find(qn("w:p"))
        told(block, value, bold=name == "Onderwerp")
    _tight(grid)
    paragraph(body, "", "NaTabel")
    if content.concept:
        block = paragraph(body, "", "LetOp", keep_next=True)
        run(block, "Concept. ", bold=True, colour="8F2B0B")
        told(block, content.concept)
        paragraph(body, "", "NaTabel")
    paragraph(body, organ.salutation, _TEXT)
    paragraph(body, content.intro, _TEXT)


def _chapter(body: Element, text: str) -> None:
    heading(body, text, "Heading1", size=11.5, before=150, after=50)


def _tight(grid: Element) -> None:
    """Little room between the rows of a table."""
    margins = element(grid.find(qn("w:tblPr")), "tblCellMar")
    for side, width in (("top", 10), ("bottom", 10)):
        element(margins, side, w=width, type="dxa")
    properties = grid.find(qn("w:tblPr"))
    properties.remove(margins)
    properties.insert([node.tag for node in properties].index(qn("w:tblLook")), margins)


def _agreed(body: Element, content: Letter) -> None:
    _chapter(body, "Wat is afgesproken")
    for text in content.agreed:
        paragraph(body, text, _TEXT)


def _standing(body: Element, content: Letter) -> None:
    _chapter(body, "Waar wij staan")
    paragraph(body, content.decided, _TEXT, keep_next=True)
    used = used_places(content.rows)
    heads: list[Cell | str] = ["Norm en pijler" if len(content.rows) > 1 else "Norm"]
    heads += [mark_cell(wording.mark(SHOWN[place])).model_copy(update={"centre": True}) for place in used]
    heads.append(Cell(text="Totaal", centre=True))
    share = _CROWDED if len(used) == len(_COUNT_WIDTHS) else 1
    widths = [*(_COUNT_WIDTHS[place] * share for place in used), _TOTAL_WIDTH]
    rows = [_numbers(row, used) for row in content.rows]
    grid = table(body, [16 - sum(widths), *widths], heads, rows, description=_NUMBERS, small=True)
    _tight(grid)
    paragraph(body, "", "NaTabel")
    for each in content.standing:
        point(body, each.heading, each.text, _POINT)


def _numbers(row: StandingRow, used: tuple[int, ...]) -> list[Cell | str]:
    fill = GROUND if row.whole else None
    shown = [row.counts[place] for place in used]
    plain = Cell(centre=True, bold=row.whole, fill=fill, style=_TABLE)
    texts = [*(str(number) if number else "–" for number in shown), str(row.total)]
    label = plain.model_copy(update={"text": row.label, "centre": False})
    return [label, *(plain.model_copy(update={"text": text}) for text in texts)]


def _changes(body: Element, content: Letter) -> None:
    _chapter(body, content.change_heading)
    for each in content.changes:
        point(body, each.heading, each.text, _POINT)
    if content.change_note:
        paragraph(body, content.change_note, _TEXT)


def _actions(body: Element, content: Letter) -> None:
    _chapter(body, "Wat wij gaan doen")
    if content.undertaken:
        told_paragraph(body, content.undertaken, _TEXT, keep_next=bool(content.actions))
    if content.actions:
        rows: list[list[Cell | str]] = [[Cell(style=_TABLE)] * 4 for _ in content.actions]
        heads = ("Actie", "Voor ambitie", "Wie", "Wanneer")
        grid = table(body, (5.6, 4.3, 3.7, 2.4), heads, rows, description="De eerste acties", small=True)
        for line, action in zip(grid.findall(qn("w:tr"))[1:], content.actions, strict=True):
            values = (action.text, action.ambition, action.owner, action.when)
            for box, value in zip(line.findall(qn("w:tc")), values, strict=True):
                told(box.find(qn("w:p")), value)
        _tight(grid)
        paragraph(body, "", "NaTabel")
    for text in (content.more_actions, content.assigning):
        if text:
            told_paragraph(body, text, _TEXT, keep_next=text == content.assigning and bool(content.points))
    for each in content.points:
        point(body, each.heading, each.text, _POINT)


def _end(body: Element, content: Letter) -> None:
    told_paragraph(body, content.closing, _TEXT, keep_next=True)
    paragraph(body, "Hoogachtend,", _TEXT, keep_next=True)
    paragraph(body, content.organ.signed_by, _TEXT, keep_next=True)
    cells: list[Cell | str] = ["", ""]
    grid = table(body, (8, 8), (), [cells], description="Ondertekening", style="NormtoetsRegel")
    for box, office in zip(grid.iter(qn("w:tc")), content.organ.signatories, strict=True):
        block = box.find(qn("w:p"))
        element(block[0], "spacing", before=560, after=0)
        told(block, f"[in te vullen: naam], {office}")
    paragraph(body, "", "NaTabel")
