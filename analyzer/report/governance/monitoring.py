"""The half-yearly monitoring overview of the Groningse norm, in Word."""

from __future__ import annotations

from collections.abc import Sequence

from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement as Element

from analyzer.errors import PaperDoesNotFit
from analyzer.report import wording
from analyzer.report.governance.action_list import Standing
from analyzer.report.governance.agreements import GRONINGEN
from analyzer.report.governance.ambition_rows import AmbitionRow
from analyzer.report.governance.decisions import differences
from analyzer.report.governance.monitoring_content import MonitoringOverview, PillarRow, monitoring_overview
from analyzer.report.governance.overview_parts import (
    SMALL,
    add_styles,
    bars_of,
    changes_table,
    chapter,
    decided,
    earlier_verdict,
    finished,
    moments_table,
    opening,
    picture,
    placeholders,
    small_mark,
)
from analyzer.report.governance.pages import (
    end_section,
    page_setup,
    point,
    told,
    told_paragraph,
    widths_aside,
)
from analyzer.report.source import Source
from analyzer.report.word_package import framed, opened, written
from analyzer.report.wordml import Cell, paragraph, table

TITLE = "Monitoring Groningse norm"
_NO_EARLIER = "Er is geen eerdere meting om mee te vergelijken."
_UNCHANGED = "Geen enkel oordeel is veranderd."
_SHARES = (1.15, 3.3, 2.5, 2.2, 7.8, 5.5, 2.9, 1.9)  # of the width of a page on its side


def fits(source: Source) -> bool:
    """Whether the paper is for the norm that was asked for."""
    return source.norm.id == GRONINGEN


def render(source: Source) -> bytes:
    """The overview as a .docx file. Same source, same bytes. Raises PaperDoesNotFit for another norm."""
    if not fits(source):
        raise PaperDoesNotFit(
            "Het halfjaarlijkse monitoringsoverzicht is er voor de Groningse norm. Kies een uitkomst op die norm."
        )
    content = monitoring_overview(source)
    own = content.outline
    title = f"{TITLE}: {content.half}"
    document = opened(source.template)
    add_styles(document)
    covered, setup = framed(document), page_setup(document)
    with written(document, placeholders(own, title, wording.day(source.today))) as body:
        opening(body, own, title, _facts(content, source), covered=covered)
        chapter(body, "1 Stand van zaken")
        paragraph(body, content.told, keep_next=True)
        moments_table(body, content.halves, "Halfjaar")
        caption = "Aantal ambities per oordeel in elk gemeten halfjaar. De tabel hierboven geeft dezelfde aantallen."
        picture(document, bars_of(content.halves), "Oordelen per halfjaar", caption)
        _pillars(body, content)
        chapter(body, "3 Wat is veranderd")
        if not content.changes:
            paragraph(body, _UNCHANGED if content.since else _NO_EARLIER)
        changes_table(body, content.changes)
        end_section(body, setup, first=True)
        _ambitions(body, content, widths_aside(setup, _SHARES))
        end_section(body, setup, landscape=True)
        _points(body, content)
        _region(body, content)
        chapter(body, "7 Machine en beoordelaar")
        decided(body, own, differences((source.report,)))
    return finished(document, title, own, source)


def _facts(content: MonitoringOverview, source: Source) -> tuple[tuple[str, str], ...]:
    earlier = content.since or "er is geen eerdere meting"
    return (("Vorige meting", earlier), ("Gemaakt op", wording.day(source.today)))


def _pillars(body: Element, content: MonitoringOverview) -> None:
    chapter(body, "2 Voortgang per pijler")
    heads = ("Pijler", "Ambities", "Voldeed toen", "Voldoet nu", "Voldoet deels", "Nog niet")
    rows = [_pillar_cells(row) for row in content.pillars]
    table(
        body,
        (6.0, 1.8, 2.1, 2.0, 2.2, 1.9),
        heads,
        rows,
        description="Voortgang per pijler",
        small=True,
        keep_next=True,
    )
    paragraph(body, "", "NaTabel")
    note = "“Nog niet” telt wat is gepland, ontbreekt, niet is aangetroffen of niet kon worden beoordeeld."
    paragraph(body, note, "Caption")


def _pillar_cells(row: PillarRow) -> list[Cell | str]:
    before = "–" if row.before is None else str(row.before)
    numbers = (str(row.ambitions), before, str(row.met), str(row.partly), str(row.open))
    return [row.title, *(Cell(text=number, centre=True) for number in numbers)]


def _ambitions(body: Element, content: MonitoringOverview, widths: Sequence[float]) -> None:
    chapter(body, "4 Per ambitie")
    intro = (
        "Per ambitie: het oordeel nu en bij de vorige meting, wat er is gedaan met de vindplaats, wat er staat te "
        "gebeuren, en wie dat doet. Een actie zonder verantwoordelijke is een voorstel."
    )
    paragraph(body, intro, keep_next=True)
    heads = ("Nr.", "Ambitie", "Nu", "Vorige meting", "Wat is gedaan", "Wat staat gepland", "Wie", "Wanneer")
    rows = [_ambition_cells(row) for row in content.rows]
    table(body, widths, heads, rows, description="Stand en vervolg per ambitie", small=True)


def _ambition_cells(row: AmbitionRow) -> list[Cell | str]:
    done = tuple(
        part for part in (row.ground, f"Bron: {row.places}" if row.places else "", f"Oordeel: {row.whose}") if part
    )
    late = row.standing is Standing.LATE
    proposal = row.standing is Standing.OPEN
    planned = tuple(part for part in (row.action, "Voorstel, nog niet belegd" if proposal else "") if part)
    when = tuple(part for part in (row.when, "over tijd" if late else "") if part)
    return [
        Cell(text=row.id, style=SMALL),
        Cell(text=row.title, bold=True, style=SMALL),
        small_mark(row.mark),
        earlier_verdict(row.before),
        Cell(text=done, style=SMALL),
        Cell(text=planned or ("–",), style=SMALL),
        Cell(text=row.owner or "–", style=SMALL),
        Cell(text=when or ("–",), bold=late, fill="F6D9CE" if late else None, style=SMALL),
    ]


def _points(body: Element, content: MonitoringOverview) -> None:
    chapter(body, "5 Punten voor het bestuurlijk overleg")
    if not content.points:
        paragraph(body, "Er zijn geen punten die om een besluit vragen.")
    for each in content.points:
        point(body, each.heading, each.text)
    told_paragraph(body, "[in te vullen: wat u het bestuurlijk overleg wilt laten bespreken of besluiten]")


def _region(body: Element, content: MonitoringOverview) -> None:
    chapter(body, "6 Vragen van de regio")
    intro = (
        "De partijen bespreken de norm ten minste elk jaar: waar het stokt, wat zij van elkaar leren en waar de nadruk "
        "komt te liggen. Hieronder staat wat dit dossier daarover al zegt; vul het aan."
    )
    paragraph(body, intro, keep_next=True)
    rows: list[list[Cell | str]] = [
        [Cell(text=each.question, bold=True), Cell(text=("",) * len(each.answer))] for each in content.questions
    ]
    grid = table(body, (5.2, 10.8), ("Vraag", "Antwoord"), rows, description="Vragen van de regio")
    for line, each in zip(grid.findall(qn("w:tr"))[1:], content.questions, strict=True):
        blocks = line.findall(qn("w:tc"))[1].findall(qn("w:p"))
        for block, answer in zip(blocks, each.answer, strict=True):
            told(block, answer)
    paragraph(body, "", "NaTabel")
