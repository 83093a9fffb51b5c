"""The yearly implementatieoverzicht of the Noord-Hollandse norm, in Word."""

from __future__ import annotations

from collections.abc import Sequence

from docx.oxml.xmlchemy import BaseOxmlElement as Element

from analyzer.errors import PaperDoesNotFit
from analyzer.report import wording
from analyzer.report.governance.action_list import Standing
from analyzer.report.governance.agreements import NOORD_HOLLAND
from analyzer.report.governance.ambition_rows import AmbitionRow
from analyzer.report.governance.decisions import differences
from analyzer.report.governance.implementation_content import ImplementationOverview, implementation_overview
from analyzer.report.governance.overview_parts import (
    SMALL,
    add_styles,
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
    told_paragraph,
    widths_aside,
)
from analyzer.report.source import Source
from analyzer.report.word_package import framed, opened, written
from analyzer.report.wordml import Cell, paragraph, table

TITLE = "Implementatieoverzicht Noord-Hollandse norm"
_SHARES = (1.15, 3.3, 2.5, 2.2, 6.8, 4.7, 4.2, 2.9)  # of the width of a page on its side


def fits(source: Source) -> bool:
    """Whether the paper is for the norm that was asked for."""
    return source.norm.id == NOORD_HOLLAND


def render(source: Source) -> bytes:
    """The overview as a .docx file. Same source, same bytes. Raises PaperDoesNotFit for another norm."""
    if not fits(source):
        raise PaperDoesNotFit(
            "Het jaarlijkse implementatieoverzicht is er voor de Noord-Hollandse norm. Kies een uitkomst op die norm."
        )
    content = implementation_overview(source)
    own = content.outline
    title = f"{TITLE} {content.year}"
    document = opened(source.template)
    add_styles(document)
    covered, setup = framed(document), page_setup(document)
    with written(document, placeholders(own, title, wording.day(source.today))) as body:
        facts = (
            ("Vorige meting", content.earlier or "geen: dit is de 0-meting"),
            ("Gemaakt op", wording.day(source.today)),
        )
        opening(body, own, title, facts, covered=covered)
        chapter(body, "1 Van 0-meting tot nu" if not content.first else "1 De 0-meting")
        for text in content.told:
            paragraph(body, text)
        moments_table(body, content.moments, "Meting")
        caption = "Aantal ambities per oordeel, voor elk thema, bij deze meting."
        picture(document, own.bars, "Oordelen per thema", caption)
        chapter(body, "2 Ontwikkeling sinds de vorige meting")
        _development(body, content)
        end_section(body, setup, first=True)
        _themes(body, content, widths_aside(setup, _SHARES))
        end_section(body, setup, landscape=True)
        _actions(body, content)
        _account(body, content)
        chapter(body, "6 Machine en beoordelaar")
        decided(body, own, differences((source.report,)))
    return finished(document, title, own, source)


def _development(body: Element, content: ImplementationOverview) -> None:
    if content.first:
        paragraph(
            body, "Er is nog geen vorige meting. Het volgende overzicht laat zien wat sinds deze 0-meting veranderde."
        )
    elif not content.changes:
        paragraph(body, "Geen enkel oordeel is veranderd.")
    else:
        changes_table(body, content.changes)


def _themes(body: Element, content: ImplementationOverview, widths: Sequence[float]) -> None:
    chapter(body, "3 Per thema")
    intro = (
        "Per ambitie: het oordeel nu en bij de vorige meting, waar dat op rust met de vindplaats, wat er te "
        "ontwikkelen is, en wie wat wanneer doet. Een actie zonder verantwoordelijke is een voorstel."
    )
    paragraph(body, intro)
    before = content.earlier[:1].upper() + content.earlier[1:] or "Vorige meting"
    heads = ("Nr.", "Ambitie", "Nu", before, "Onderbouwing", "Ontwikkelpunt", "Actie", "Wie en wanneer")
    for theme in content.themes:
        paragraph(body, f"Thema {theme.number}: {theme.title}", "Heading2")
        paragraph(body, theme.told, keep_next=True)
        rows = [_cells(row) for row in theme.rows]
        table(body, widths, heads, rows, description=f"Ambities van thema {theme.number}: {theme.title}", small=True)
        paragraph(body, "", "NaTabel")


def _cells(row: AmbitionRow) -> list[Cell | str]:
    ground = tuple(
        part for part in (row.ground, f"Bron: {row.places}" if row.places else "", f"Oordeel: {row.whose}") if part
    )
    late = row.standing is Standing.LATE
    if row.standing is Standing.OPEN:
        who: tuple[str, ...] = ("Voorstel, nog niet belegd",)
    else:
        who = tuple(part for part in (row.owner, row.when, "over tijd" if late else "") if part)
    lacks = tuple(f"– {line}" for line in row.lacks) if len(row.lacks) > 1 else row.lacks
    return [
        Cell(text=row.id, style=SMALL),
        Cell(text=row.title, bold=True, style=SMALL),
        small_mark(row.mark),
        earlier_verdict(row.before),
        Cell(text=ground, style=SMALL),
        Cell(text=lacks or ("–",), style=SMALL),
        Cell(text=row.action or "–", style=SMALL),
        Cell(text=who or ("–",), fill="F6D9CE" if late else None, style=SMALL),
    ]


def _actions(body: Element, content: ImplementationOverview) -> None:
    chapter(body, "4 Acties en planning")
    if content.actions:
        heads = ("Wanneer", "Ambitie", "Actie", "Wie", "Stand")
        rows: list[list[Cell | str]] = [
            [Cell(text=text, style=SMALL) for text in (row.when, row.ambition, row.action, row.owner, row.standing)]
            for row in content.actions
        ]
        table(body, (2.5, 4.1, 4.6, 2.8, 2.0), heads, rows, description="Acties op volgorde van datum", small=True)
        paragraph(body, "", "NaTabel")
    else:
        paragraph(body, "Er is nog geen actie met een verantwoordelijke of een datum.")
    if content.left:
        paragraph(body, content.left)


def _account(body: Element, content: ImplementationOverview) -> None:
    organ = content.organ
    chapter(body, "5 Verantwoording")
    paragraph(body, f"Met dit overzicht legt het bestuur verantwoording af aan {organ.council}.")
    facts = (
        "Besproken in de interne bestuurlijke driehoek: [in te vullen: datum]",
        f"Vastgesteld door {organ.signed_by.rstrip(',')}: [in te vullen: datum]",
        f"Aangeboden aan {organ.council}: [in te vullen: datum]",
        "Volgende meting: [in te vullen: kwartaal en jaar]",
    )
    for fact in facts:
        told_paragraph(body, fact, "ListBullet")
