"""The end of the documentstudie in Word: where people decided otherwise, how it was made, and every finding in full."""

from __future__ import annotations

from collections.abc import Iterator

from docx.oxml.xmlchemy import BaseOxmlElement as Element

from analyzer.report import wording
from analyzer.report.docx_documents import append_versions
from analyzer.report.docx_findings import append_findings
from analyzer.report.docx_verdicts import mark_cell
from analyzer.report.study.values import Study
from analyzer.report.word_contents import Line
from analyzer.report.wordml import Cell, bookmarked, paragraph, table

_DIFFERENCES = "Waar een beoordelaar anders besliste"
_METHOD = "Bijlage A: hoe is geoordeeld"
_LETTERS = "BCDEFGH"


def differences_line() -> Line:
    """For the table of contents."""
    return Line(1, "verschillen", _DIFFERENCES)


def appendix_lines(content: Study) -> list[Line]:
    """For the table of contents."""
    norms = [
        Line(1, _anchor(place), _heading(place, each.norm_short)) for place, each in enumerate(content.outlines, 1)
    ]
    return [Line(1, "bijlage_a", _METHOD), *norms]


def append_appendices(body: Element, content: Study, numbers: Iterator[int]) -> None:
    _method(body, content, numbers)
    for place, outline in enumerate(content.outlines, 1):
        heading = _heading(place, outline.norm_short)
        bookmarked(body, heading, "Heading1", _anchor(place), next(numbers), new_page=True)
        told = (
            "Van elke ambitie: het oordeel, de elementen, alle citaten met hun vindplaats, wat is gezocht en wat is "
            "afgewezen. De pijlers hier zijn die van de norm."
        )
        paragraph(body, told)
        append_findings(body, outline, numbers, prefix=f"{place}_")


def _anchor(place: int) -> str:
    return f"bijlage_{_LETTERS[place - 1].lower()}"


def _heading(place: int, norm: str) -> str:
    return f"Bijlage {_LETTERS[place - 1]}: alle bevindingen op de {norm}"


def append_differences(body: Element, content: Study, numbers: Iterator[int]) -> None:
    bookmarked(body, _DIFFERENCES, "Heading1", "verschillen", next(numbers), new_page=True)
    if not content.differences:
        reviewed = any(outline.reviewing is not None for outline in content.outlines)
        told = (
            "Geen beoordelaar gaf een ander oordeel dan de machine voorstelde."
            if reviewed
            else "Nog geen beoordelaar heeft naar de voorstellen van de machine gekeken."
        )
        paragraph(body, told)
        return
    number = len(content.differences)
    told = (
        f"Bij {wording.counted(number, 'ambitie', 'ambities')} gaf een beoordelaar een ander oordeel dan de machine "
        "voorstelde. Het oordeel van de beoordelaar telt."
    )
    paragraph(body, told, keep_next=True)
    rows: list[list[Cell | str]] = [
        [
            Cell(text=(each.name, each.title)),
            mark_cell(each.machine),
            mark_cell(each.person),
            Cell(text=tuple(part for part in (each.why or "Geen reden gegeven.", each.signed) if part)),
        ]
        for each in content.differences
    ]
    heads = ("Ambitie", "Machine", "Beoordelaar", "Reden, door wie en wanneer")
    table(body, (5.0, 2.8, 2.8, 5.4), heads, rows, description="Waar het oordeel van een beoordelaar afwijkt")
    paragraph(body, "", "NaTabel")


def _method(body: Element, content: Study, numbers: Iterator[int]) -> None:
    bookmarked(body, _METHOD, "Heading1", "bijlage_a", next(numbers), new_page=True)
    paragraph(body, "Werkwijze van het programma", "Heading2")
    for text in dict.fromkeys(text for outline in content.outlines for text in outline.method):
        paragraph(body, text, "ListBullet")
    paragraph(body, "Regels bij het oordelen", "Heading2")
    for text in wording.RULES:
        paragraph(body, text, "ListBullet")
    for outline in content.outlines:
        paragraph(body, f"Versies: {outline.norm_short}", "Heading2")
        append_versions(body, outline.versions)
