"""The two pages that sum up a documentstudie: conclusions and recommendations, the same row for each pillar on both."""

from __future__ import annotations

from collections.abc import Iterator

from docx.oxml.xmlchemy import BaseOxmlElement as Element

from analyzer.report import wording
from analyzer.report.study.docx_pillars import pillar_anchor
from analyzer.report.study.values import Study, StudyPillar
from analyzer.report.word_contents import Line
from analyzer.report.wordml import Cell, bookmarked, paragraph, table

CONCLUSIONS, RECOMMENDATIONS = "Conclusies in het kort", "Aanbevelingen in het kort"
_CONCLUSIONS, _RECOMMENDATIONS = "conclusies", "aanbevelingen"
_LIMITS = (
    "Deze conclusies rusten op documenten. Zij gaan over de opzet en soms over het bestaan, nooit over de werking. "
    "“Niet aangetroffen” gaat over de aangeleverde documenten."
)
_STYLE = "Samenvatting"
_ROW = 3.6  # centimetres; five of them with a heading and a paragraph fill a page


def spread_lines() -> list[Line]:
    return [Line(1, _CONCLUSIONS, CONCLUSIONS), Line(1, _RECOMMENDATIONS, RECOMMENDATIONS)]


def append_spread(body: Element, content: Study, numbers: Iterator[int]) -> None:
    """Adds both pages. Each begins a page; what follows must begin one too."""
    bookmarked(body, CONCLUSIONS, "Heading1", _CONCLUSIONS, next(numbers), new_page=True)
    paragraph(body, _LIMITS, keep_next=True)
    _rows(body, content, "Conclusie", [pillar.summary or ("–",) for pillar in content.pillars])
    paragraph(body, f"{content.concept}.", "Caption")
    bookmarked(body, RECOMMENDATIONS, "Heading1", _RECOMMENDATIONS, next(numbers), new_page=True)
    many = sum(len(pillar.recommendations) for pillar in content.pillars)
    told = (
        f"Het belangrijkste uit {wording.counted(many, 'aanbeveling', 'aanbevelingen')}. Het eerste cijfer van een "
        "nummer is dat van de pijler; daar staat de aanbeveling met stappen en hulpmiddelen."
    )
    paragraph(body, told, keep_next=True)
    _rows(body, content, "Aanbeveling", [pillar.advice or ("–",) for pillar in content.pillars])
    paragraph(body, f"{content.concept}.", "Caption")


def _rows(body: Element, content: Study, head: str, texts: list[tuple[str, ...]]) -> None:
    told = (Cell(text=lines, style=_STYLE) for lines in texts)
    rows: list[list[Cell | str]] = [[_name(pillar), cell] for pillar, cell in zip(content.pillars, told, strict=True)]
    description = f"{head} voor elke pijler"
    table(body, (4.4, 11.6), ("Pijler", head), rows, description=description, row_height=_ROW)


def _name(pillar: StudyPillar) -> Cell:
    return Cell(text=f"{pillar.number} {pillar.title}", anchor=pillar_anchor(pillar), style=_STYLE)
