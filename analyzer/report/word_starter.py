"""A Word template to start from: our styles, a cover with placeholders, and how to make it one's own."""

from __future__ import annotations

from datetime import UTC, datetime

from docx.oxml.xmlchemy import BaseOxmlElement as Element

from analyzer.report.word_edges import described, edges
from analyzer.report.word_package import opened, saved, written
from analyzer.report.word_placeholders import INSTRUCTIONS
from analyzer.report.word_template import PLACEHOLDERS
from analyzer.report.wordml import Cell, element, paragraph, table

_MADE = datetime(2026, 1, 1, tzinfo=UTC)  # the same file every time
_HOW = (
    "Zo maakt u hiervan uw eigen sjabloon. Deze grijze tekst komt niet in een stuk: alles in de stijl “Normtoets "
    "uitleg” valt weg.",
    "1. Zet uw logo op deze bladzijde of in de koptekst, en pas lettertype, kleuren en marges aan via de stijlen "
    "(Kop 1, Kop 2, Standaard, Citaat, Tabeltekst en de andere).",
    "2. Tussen dubbele accolades staan invulplaatsen. Zij mogen op elke plek staan, ook in kop- en voettekst en in een "
    "tekstvak. Zij worden ingevuld als een stuk wordt gemaakt.",
    "3. Laat de invulplaats “inhoud” op een eigen regel staan: daar komt de tekst. Wat erboven staat, is uw voorblad; "
    "wat eronder staat, komt achteraan.",
    "4. Bewaar het als Word-document (.docx) of Word-sjabloon (.dotx), zonder macro's en zonder gekoppelde bestanden, "
    "en laat een beheerder het toevoegen.",
)


def template_to_start_from() -> bytes:
    """A .docx file that an organisation can make its own."""
    document = opened()
    with written(document) as body:
        paragraph(body, "", "Merk")
        paragraph(body, "{{organisatie}}", "Title")
        paragraph(body, "{{titel}}", "Subtitle")
        rows: list[list[Cell | str]] = [
            [Cell(text=name, bold=True, ink="56616C"), value]
            for name, value in (("Norm", "{{norm}}"), ("Peildatum", "{{peildatum}}"), ("Datum", "{{datum}}"))
        ]
        table(body, (4.2, 11.8), (), rows, description="Gegevens van dit stuk", style="NormtoetsRegel")
        paragraph(body)
        _instructions(body)
        element(element(paragraph(body), "r"), "br", type="page")
        paragraph(body, "{{inhoud}}")
    edges(document, "{{titel}}", "{{organisatie}}", "Peildatum {{peildatum}}")
    described(
        document,
        title="Sjabloon voor Normtoets",
        subject="Sjabloon om van uit te gaan",
        author="Normtoets",
        made=_MADE,
    )
    return saved(document)


def _instructions(body: Element) -> None:
    for text in _HOW:
        paragraph(body, text, INSTRUCTIONS)
    paragraph(body, "De invulplaatsen:", INSTRUCTIONS)
    for name, meaning in PLACEHOLDERS.items():
        paragraph(body, f"{name} – {meaning}", INSTRUCTIONS)
