"""The measured figures in Dutch, and what they do not say. Every number comes from the record."""

from __future__ import annotations

from collections.abc import Callable

from analyzer.report.accountability.measured import Measured, MeasuredFigure, MeasuredOn
from analyzer.report.accountability.paper import Grid
from analyzer.report.wording import counted

# What a figure of the harness is called, in the order of the table, and how it is written.
_LABELS = {
    "accuracy": "Voorstel juist",
    "surest_half": "Voorstel juist, bij de helft waarvan het programma het zekerst is",
    "wrongly_voldoet": "Ten onrechte “voldoet” voorgesteld, van alle oordelen",
    "evidence_recall": "Citaten van lezers die het programma ook toont",
    "quote_precision": "Getoonde citaten die een citaat van een lezer raken",
    "verbatim": "Getoonde citaten die letterlijk in het document staan",
}
_CERTAINTY = "calibration_error"


def percent(share: float) -> str:
    """A share (0–1) in whole percents."""
    return f"{round(share * 100)}%"


def spread(figure: MeasuredFigure) -> str:
    """A figure with its interval: "72% (68–77%)"; without one where it has no width."""
    low, high = round(figure.low * 100), round(figure.high * 100)
    return percent(figure.value) if low == high else f"{percent(figure.value)} ({low}–{high}%)"


def headline(known: Measured) -> str:
    """How often it is right, in two sentences."""
    unseen, real = known.unseen, known.real
    right, sure, wrong = (unseen.figures[name] for name in ("accuracy", "surest_half", "wrongly_voldoet"))
    return (
        f"Op {counted(unseen.dossiers, 'verzonnen dossier', 'verzonnen dossiers')} die het programma niet kende "
        f"({unseen.verdicts} oordelen) was {spread(right)} van de voorstellen juist, en op {_documents(real)} "
        f"({real.verdicts} oordelen) {spread(real.figures['accuracy'])}. Van de helft waarvan het programma het "
        f"zekerst was, was op die dossiers {spread(sure)} juist; “voldoet” werd in {spread(wrong)} van de gevallen ten "
        "onrechte voorgesteld."
    )


def figures_table(known: Measured) -> Grid:
    """All figures, on unseen dossiers and on the real document, each beside a simple method."""
    columns: tuple[tuple[MeasuredOn, Callable[[MeasuredFigure], str]], ...] = (
        (known.unseen, spread),
        (known.unseen, _rival),
        (known.real, spread),
        (known.real, _rival),
    )
    return Grid(
        description="Gemeten cijfers van de meegeleverde beoordelaar, met het 95%-betrouwbaarheidsinterval",
        widths=(4.7, 2.9, 2.75, 2.9, 2.75),
        header=(
            "Wat is gemeten",
            f"{counted(known.unseen.dossiers, 'verzonnen dossier', 'verzonnen dossiers')}, "
            f"{known.unseen.verdicts} oordelen",
            "Eenvoudige methode",
            f"{_documents(known.real)}, {known.real.verdicts} oordelen",
            "Eenvoudige methode",
        ),
        rows=tuple((label, *(shown(on.figures[name]) for on, shown in columns)) for name, label in _LABELS.items()),
    )


def certainty(known: Measured) -> str:
    """How far the certainty that stands beside a proposal can be trusted."""
    apart = [round(on.figures[_CERTAINTY].value * 100) for on in (known.unseen, known.real)]
    return (
        "De zekerheid bij een voorstel scheidt zeker van onzeker, maar week op de verzonnen dossiers gemiddeld "
        f"{apart[0]} procentpunt af van hoe vaak het voorstel juist was, en op het echte document {apart[1]}."
    )


def _documents(on: MeasuredOn) -> str:
    return "één echt document" if on.dossiers == 1 else f"{on.dossiers} echte dossiers"


def _rival(figure: MeasuredFigure) -> str:
    return "–" if figure.rival is None else percent(figure.rival)
