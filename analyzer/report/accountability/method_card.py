"""The model-and-method card: what the program does and does not do, how well it was measured, how it was used here."""

from __future__ import annotations

from analyzer.report import judge_wording, wording
from analyzer.report.accountability import difference, models_used
from analyzer.report.accountability.measured import Measured, load_measured
from analyzer.report.accountability.measured_wording import certainty, figures_table, percent
from analyzer.report.accountability.paper import Block, Bullets, Grid, Heading, Paper, Text
from analyzer.report.accountability.paper_docx import paper_file
from analyzer.report.plain_text import printable
from analyzer.report.source import Source
from analyzer.report.wording import MARKS
from analyzer.types import GapReport

_NAMED = (3.6, 12.4)  # centimetres, of a table of names and what they mean
NEVER_WORKS = (
    "Een documentenonderzoek laat zien of iets op papier is geregeld (opzet) en soms dat het is gedaan (bestaan). Of "
    "het in de praktijk werkt (werking), laat het nooit zien."
)


def render(source: Source) -> bytes:
    """The card as a Word document."""
    return paper_file(paper(source), source)


def paper(source: Source) -> Paper:
    known = load_measured()
    asked = bool(models_used.uses(source)) or (source.facts is not None and source.facts.model is not None)
    blocks: list[Block] = [
        Heading(text="In het kort"),
        _short(source),
        Heading(text="Hoe het oordeelt"),
        Bullets(items=wording.METHOD),
        *_statuses(),
        Text(text=f"{NEVER_WORKS} {wording.SCOPE[2]}"),
        *_gates(asked=asked),
        Heading(text="Welke modellen"),
        _models(source),
        Heading(text="Hoe goed het is"),
        *_quality(known, asked=asked),
        Heading(text="Bekende zwakke plekken"),
        Bullets(items=_weak(known, asked=asked), titled=True),
        Heading(text="Toezicht door mensen"),
        *difference.blocks(source, listing=True),
        Heading(text="Herhalen en versies"),
        *_versions(source),
    ]
    return Paper(
        title="Kaart van model en methode",
        subtitle=f"Normtoets bij {source.assessment.organisation.name}",
        short="Kaart van model en methode",
        concept="Een machine stelt voor, een mens beslist",
        note="Deze kaart hoort bij de toetsen van dit dossier. Het programma maakte haar uit de instellingen die "
        "gelden, de cijfers die zijn gemeten, en wat mensen in het dossier vastlegden.",
        blocks=tuple(blocks),
    )


def _short(source: Source) -> Grid:
    norms = wording.listed([printable(each.norm.title) for each in source.reports])
    return Grid(
        description="Wat het programma wel en niet doet",
        widths=_NAMED,
        header=("Vraag", "Antwoord"),
        rows=(
            (
                "Wat het doet",
                f"Het leest documenten van een overheid, zoekt per ambitie van een norm (hier: {norms}) de passages en "
                "stelt een oordeel voor, met citaten, vindplaats en zekerheid.",
            ),
            (
                "Wat het niet doet",
                "Het beslist niet, beoordeelt geen personen of bedrijven, en ziet niets buiten de aangeleverde "
                "documenten.",
            ),
            (
                "Bedoeld voor",
                "Beleidsadviseurs en medewerkers van regionale informatie- en expertisecentra (RIEC), als eerste "
                "lezing voor een documentstudie of een gap-analyse, met een mens die elk voorstel naloopt.",
            ),
            (
                "Niet bedoeld voor",
                "Oordelen zonder dat een mens de citaten leest; een ranglijst van organisaties of afdelingen; toezicht "
                "op medewerkers; persoonsdossiers, casussen of andere stukken dan beleid en verslagen.",
            ),
        ),
        named=True,
    )


def _statuses() -> tuple[Block, ...]:
    return (
        Grid(
            description="Oordelen die het programma voorstelt",
            widths=_NAMED,
            header=("Oordeel", "Betekenis"),
            rows=tuple((mark.label, mark.meaning) for mark in MARKS.values()),
            named=True,
        ),
    )


def _gates(*, asked: bool) -> tuple[Block, ...]:
    verbatim = "Elk citaat staat letterlijk in het document, op de genoemde plaats. Zo niet, dan vervalt het."
    if not asked:
        return (Text(text=verbatim),)
    return (
        Text(text=f"{verbatim} Voor een citaat van een taalmodel gelden meer eisen, en elke twijfel is een nee:"),
        Bullets(
            items=(
                "Letterlijk: het staat in de passage die het model noemde.",
                "Geen opdracht: het is geen tekst die zich tot een taalmodel richt. Zulke tekst wordt het model niet "
                "voorgelegd, telt nergens voor, en wordt gemeld.",
                "Geldig: wat is ingetrokken of verlopen, toont niets dat geldt; een concept toont hooguit een "
                "voornemen.",
                "Ter zake: de meegeleverde modellen zien dat het over het onderwerp gaat.",
                "Bevestigd: apart gevraagd, zonder het eerste antwoord, zegt het model opnieuw dat het citaat dit "
                "toont.",
                "Controlevragen: tussen de vragen staan er twee met een bekend antwoord. Zijn die fout, dan telt niets "
                "van wat het model over die ambitie zei.",
            ),
            titled=True,
        ),
    )


def _models(source: Source) -> Grid:
    own = source.facts.own_models if source.facts is not None else ()
    rows: list[tuple[str, str | tuple[str, ...]]] = [
        *models_used.built_in(),
        *((("Eigen modellen", printable("; ".join(own))),) if own else ()),
        ("Taalmodel volgens de instellingen", models_used.in_force(source.facts)),
        ("In deze toetsen gebruikt", models_used.of_run(source)),
    ]
    return Grid(
        description="Modellen die meegeleverd zijn, die ingesteld zijn en die in deze toetsen zijn gebruikt",
        widths=_NAMED,
        header=("Onderdeel", "Wat het is"),
        rows=tuple(rows),
        named=True,
    )


def _quality(known: Measured, *, asked: bool) -> tuple[Block, ...]:
    unmeasured = (
        "Een taalmodel is met dit programma nog niet gemeten: wat het toevoegt of fout doet, is niet in cijfers bekend."
    )
    return (
        Text(
            text=f"Gemeten met versie {known.version} van de meegeleverde beoordelaar, zonder taalmodel. De verzonnen "
            "dossiers zijn geschreven door wie het programma niet kende; er is niet op geoefend. De eenvoudige methode "
            "is de beste van vier andere: altijd hetzelfde oordeel, trefwoorden, zoeken op woorden, of een "
            "kant-en-klaar zoekmodel."
        ),
        figures_table(known),
        Bullets(
            items=(
                "De proefdossiers en de oordelen waaraan is gemeten, zijn door taalmodellen geschreven en twee keer "
                "beoordeeld, niet door ambtenaren. Stukken van één soort kunnen makkelijker zijn dan het archief van "
                "een gemeente.",
                "Het echte document is er één. Op een heel dossier van een echte organisatie is nog niets gemeten.",
                certainty(known),
                *((unmeasured,) if asked else ()),
            )
        ),
    )


def _weak(known: Measured, *, asked: bool) -> tuple[str, ...]:
    found = known.real.figures["evidence_recall"].value
    model = (
        "Tekst die een taalmodel stuurt: wordt vaak, niet altijd, herkend. Wat niet wordt herkend, loopt meestal vast "
        "op de controlevragen. Verschilt het taalmodel van de taalregels, dan toont het rapport beide.",
    )
    return (
        "Betekenis: regels en kleine modellen lezen beleidstaal, geen betekenis. Wat in woorden staat die zij niet "
        "kennen, wordt gemist; wie wat voor wie doet, wordt soms verkeerd gelezen.",
        "Grens tussen “voldoet” en “voldoet deels”: daar gaat het het vaakst mis, naar beide kanten. Let vooral op "
        "vaste ritmes en op de vraag of iets bekend is gemaakt.",
        "Vindplaatsen: zegt een stuk iets op meer plaatsen, dan toont het programma vaak een andere dan een lezer zou "
        f"kiezen (van de citaten van lezers bij het echte document toonde het {percent(found)}).",
        "Lezen: voetnoten en tekstvakken in RTF, tekst in formuliervelden van een PDF en verborgen tabbladen worden "
        "niet gelezen; gescande bladzijden alleen waar tekstherkenning is geïnstalleerd. Waar het programma dat merkt, "
        "meldt het rapport het.",
        *(model if asked else ()),
    )


def _versions(source: Source) -> tuple[Block, ...]:
    asked = judge_wording.MODEL in models_used.judges(source)
    rows = tuple((printable(report.norm.short_title), _version(report)) for report in source.reports)
    return (
        Text(text=_AGAIN_BY_MODEL if asked else _AGAIN),
        Grid(description="Versies", widths=_NAMED, header=("Norm", "Versies en datum"), rows=rows, named=True),
    )


_AGAIN = "Dezelfde documenten, norm, peildatum en versie geven altijd dezelfde voorstellen; toeval speelt geen rol."
_AGAIN_BY_MODEL = (
    "Een taalmodel kan op dezelfde vraag iets anders antwoorden. Antwoorden worden daarom bewaard: een tweede toets "
    "over dezelfde documenten vraagt niets opnieuw en geeft dezelfde uitkomst. Elk oordeel noemt het model, de "
    "instelling en de versie van de opdracht (prompt)."
)


def _version(report: GapReport) -> str:
    run, assessment = report.assessment.run, report.assessment
    return "; ".join(
        (
            f"Versie {report.norm.version} van {printable(report.norm.source.title)}",
            f"getoetst met Normtoets {run.version} op {wording.day(run.started.date())}",
            f"peildatum {wording.day(assessment.peildatum)}",
            wording.counted(len(assessment.documents), "document", "documenten"),
        )
    )
