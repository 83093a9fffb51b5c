"""Which models had a say and which may be asked: the built-in ones, the user's own, and a language model."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from analyzer.estimate import euros, thousands
from analyzer.report import judge_wording, wording
from analyzer.report.accountability.facts import InstallationFacts, ModelFacts
from analyzer.report.accountability.measured import load_measured
from analyzer.report.accountability.paper import UNKNOWN, gap
from analyzer.report.alignment import judges_of, model_use
from analyzer.report.plain_text import printable, shorten
from analyzer.report.source import Source
from analyzer.types import ModelUse

_NAME_LIMIT = 80  # characters of the name of a model or a server in a sentence
ASK = "maak dit stuk opnieuw in de app, of vraag de beheerder welke instellingen gelden"


def uses(source: Source) -> tuple[ModelUse, ...]:
    """What a language model was asked for these assessments, each model at each place once."""
    found = (model_use(report.assessment) for report in source.reports)
    return tuple({(each.model, each.host): each for each in found if each is not None}.values())


def judges(source: Source) -> tuple[str, ...]:
    """The names of all judges that had a say in these assessments."""
    return tuple(dict.fromkeys(name for report in source.reports for name in judges_of(report.assessment)))


@cache
def model_size() -> str:
    """The size of the file of trained models: "3,3 MB"."""
    size = len(files("corpus").joinpath("models", "judge.npz").read_bytes()) / 1e6
    return f"{size:.1f} MB".replace(".", ",")


def trained_on() -> str:
    """What the built-in models learned from, in one phrase."""
    known = load_measured()
    return (
        f"{thousands(known.trained_sentences)} voorbeeldzinnen en {known.trained_dossiers} dossiers, alle verzonnen: "
        "er zijn geen stukken of persoonsgegevens van echte organisaties voor gebruikt"
    )


def built_in() -> tuple[tuple[str, str], ...]:
    """The built-in parts that decide a proposal, as name and description."""
    return (
        (
            "Taalregels",
            "Woordenlijsten en regels: waar gaat een zin over, van wie, en is het vastgesteld, aangekondigd of ontkend",
        ),
        (
            "Getrainde modellen",
            f"Lineaire tekstmodellen, beslisbomen en logistische regressie, samen {model_size()}. Zij wegen de regels "
            f"en geven elk voorstel een zekerheid. Geleerd van {trained_on()}. Zij leren niet tijdens het gebruik.",
        ),
        ("Zoeken", "Op woorden (BM25) en op woorddelen (vaste berekening, niet getraind)"),
    )


def of_run(source: Source) -> tuple[str, ...]:
    """What judged and searched in these assessments, a line each: the same as the appendix of the report has."""
    made: list[tuple[str, str]] = []
    for report in source.reports:
        run = report.assessment.run
        own = judges_of(report.assessment)
        use = model_use(report.assessment)
        rows = [
            ("Beoordeling", wording.judge("both" if len(own) > 1 else run.judge)),
            ("Zoekmodel", wording.embedder(run.embedder)),
            *((("Herordening van passages", run.reranker),) if run.reranker else ()),
            *((("Gevolgtrekkingsmodel", run.inference),) if run.inference else ()),
            *(judge_wording.versions(use) if use is not None else ()),
        ]
        made += [row for row in rows if row not in made]
    return tuple(f"{name}: {printable(value)}" for name, value in made)


def in_force(facts: InstallationFacts | None) -> str:
    """Which language model may be asked by the settings in force, in a sentence or two."""
    if facts is None:
        return f"{UNKNOWN[0].upper()}{UNKNOWN[1:]}. {gap(f'welk taalmodel is ingesteld; {ASK}')}"
    if facts.model is None:
        return "Er is geen taalmodel ingesteld. Er gaat geen tekst naar een ander programma of een andere computer."
    model = facts.model
    return f"{named(model)}, op {place(model)}. {budget(model)}"


def named(model: ModelFacts) -> str:
    return shorten(printable(judge_wording.model_name(model.name)), _NAME_LIMIT)


def place(model: ModelFacts) -> str:
    return shorten(printable(model.destination), _NAME_LIMIT)


def budget(model: ModelFacts) -> str:
    """How freely it answers, and the most that one run may take."""
    limits = [f"{thousands(model.tokens)} tokens"] if model.tokens is not None else []
    limits += [euros(model.euros)] if model.euros is not None else []
    most = f"ten hoogste {wording.listed(limits)} per toets" if limits else "geen grens aan tokens of kosten per toets"
    return f"Temperatuur {f'{model.temperature:g}'.replace('.', ',')}; {most}."
