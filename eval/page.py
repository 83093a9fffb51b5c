"""A run of the harness as one page that a policy advisor can follow: how well it went, and what goes wrong."""

from __future__ import annotations

from importlib.resources import files

from jinja2 import Environment
from markupsafe import Markup

from analyzer.norms import NORM_IDS, load_norm
from eval.figures import Figure, Run, SplitFigures
from eval.plots import confusion_plot, reliability_plot, risk_plot, rivals_plot

_STATUSES = {
    "voldoet": "voldoet",
    "deels": "deels",
    "gepland": "gepland",
    "ontbreekt": "ontbreekt",
    "niet_aangetroffen": "niet aangetroffen",
    "niet beoordeeld": "niet beoordeeld",
}
_RIVALS = {
    "majority": "altijd het gewoonste oordeel",
    "keywords": "de woorden van de norm",
    "bm25": "BM25",
    "vanilla": "gebruikelijke aanpak (MiniLM)",
}
_SPLITS = {
    "test": "Ongeziene dossiers",
    "practice": "Echte documenten",
    "development": "Dossiers waarop is geoefend",
}
_FIGURES = {
    "accuracy": ("Juist oordeel", "het aandeel ambities met de juiste status"),
    "macro_f1": ("Macro-F1", "hetzelfde, waarbij elke status even zwaar telt"),
    "weighted_kappa": ("Gewogen kappa", "overeenstemming boven toeval; een grotere misslag telt zwaarder"),
    "wrongly_voldoet": ("Onterecht ‘voldoet’", "aandeel van alle oordelen; lager is beter"),
    "evidence_recall": ("Citaten gevonden", "aandeel van de juiste citaten dat het rapport toont"),
    "quote_precision": ("Citaten raak", "aandeel van de getoonde citaten dat een lezer ook koos"),
    "verbatim": ("Citaten letterlijk", "aandeel dat woordelijk in het genoemde document staat"),
    "surest_half": ("Juist in de zekerste helft", "de helft van de oordelen met de hoogste zekerheid"),
    "calibration_error": ("IJkfout", "hoe ver de genoemde zekerheid van de werkelijkheid af ligt; lager is beter"),
}
_KINDS = {
    "provision": "voorziening",
    "activity": "activiteit",
    "cadence": "ritme",
    "currency": "actualiteit",
    "promotion": "bekendmaking",
    "content": "inhoud",
    "coordination": "afstemming",
}
_GENRES = {
    "regulation": "regeling",
    "policy": "beleid",
    "plan": "plan",
    "protocol": "protocol",
    "code": "gedragscode",
    "agreement": "convenant",
    "report": "verslag over een jaar",
    "letter": "brief",
    "minutes": "verslag van een gesprek",
    "budget": "begroting",
    "news": "bericht",
    "norm": "norm",
    "other": "overig",
}


def render_page(run: Run) -> str:
    """The page as HTML, without anything from elsewhere."""
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters["share"] = _share
    environment.filters["figure"] = _figure
    source = files("eval").joinpath("page.html.j2").read_text(encoding="utf-8")
    order = [name for name in _SPLITS if name in run.splits]
    return environment.from_string(source).render(
        run=run,
        splits=[(name, _SPLITS[name], run.splits[name], _plots(run.splits[name])) for name in order],
        figures=_FIGURES,
        rivals=_RIVALS,
        pillars=_pillars(),
        kinds=_KINDS,
        genres=_GENRES,
    )


def _pillars() -> dict[str, str]:
    """The titles of the pillars of both norms, by norm and number."""
    norms = [load_norm(norm_id) for norm_id in NORM_IDS]
    return {
        f"{norm.id} {pillar.id}": f"{norm.short_title} {pillar.id}: {pillar.title}"
        for norm in norms
        for pillar in norm.pillars
    }


def _plots(split: SplitFigures) -> dict[str, Markup]:
    drawn = {
        "reliability": reliability_plot(split.reliability),
        "risk": risk_plot(split.risk_coverage),
        "confusion": confusion_plot(split, _STATUSES),
    }
    if split.baselines:
        drawn["rivals"] = rivals_plot(split, _RIVALS)
    return {name: Markup(text) for name, text in drawn.items()}  # our own drawing, made from figures


def _share(value: float) -> str:
    return f"{value:.2f}".replace(".", ",")


def _figure(figure: Figure) -> str:
    return f"{_share(figure.value)} ({_share(figure.low)}–{_share(figure.high)})"
