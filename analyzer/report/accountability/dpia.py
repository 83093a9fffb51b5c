"""The fact sheet for a DPIA: which personal data, whose, where, how long, who sees it, and what protects it; from the
settings in force. It is no DPIA: that remains the organisation's own."""

from __future__ import annotations

from analyzer.report import wording
from analyzer.report.accountability import difference, models_used
from analyzer.report.accountability.dpia_criteria import conclusion, criteria
from analyzer.report.accountability.facts import InstallationFacts, Reach
from analyzer.report.accountability.paper import (
    UNKNOWN,
    Block,
    Bullets,
    Grid,
    Heading,
    Paper,
    Text,
    check,
    gap,
    titled,
)
from analyzer.report.accountability.paper_docx import paper_file
from analyzer.report.accountability.safeguards import measures, risks
from analyzer.report.plain_text import printable, shorten
from analyzer.report.source import Source

_NAMED = (3.6, 12.4)  # centimetres, of a table of names and what they mean
_LINE = 200  # characters of a setting in a table


def render(source: Source) -> bytes:
    """The fact sheet as a Word document."""
    return paper_file(paper(source), source)


def paper(source: Source) -> Paper:
    facts = source.facts
    nine = criteria(facts)
    blocks: list[Block] = [
        Heading(text="De verwerking"),
        _processing(source),
        Heading(text="Welke gegevens, en van wie"),
        _data(facts),
        Heading(text="Waar, wie erbij kan, en aan wie het gaat"),
        _places(facts),
        Heading(text="Hoe lang"),
        *_retention(facts),
        Heading(text="Beveiliging"),
        Grid(
            description="Maatregelen die het programma zelf neemt",
            widths=_NAMED,
            header=("Maatregel", "Wat het programma doet"),
            rows=titled(measures(facts)),
            named=True,
        ),
        Heading(text="Risico’s en wat ze kleiner maakt"),
        _risks(facts),
        Heading(text="Rechten van betrokkenen"),
        _rights(facts),
        Heading(text="Voortoets: is een DPIA nodig?"),
        Grid(
            description="De negen criteria van de Europese toezichthouders",
            widths=(5.0, 2.8, 8.2),
            header=("Criterium", "Antwoord", "Toelichting"),
            rows=tuple((each.name, each.outcome.value, each.reason) for each in nine),
            named=True,
        ),
        Text(text=conclusion(nine)),
        Heading(text="Machine en mens in dit dossier"),
        *difference.blocks(source, listing=False),
        Heading(text="Wat de organisatie nog nagaat"),
        Bullets(items=_decisions(facts)),
    ]
    return Paper(
        title="Feitenblad voor de DPIA",
        subtitle=f"Normtoets bij {source.assessment.organisation.name}",
        short="Feitenblad voor de DPIA",
        concept="Concept – door het programma ingevuld",
        note="Dit is geen DPIA, maar de feiten daarvoor: wat het programma van zichzelf en van zijn instellingen weet, "
        f"op {wording.day(source.today)}. Wat geel is, vult de organisatie in. Een machine stelt oordelen voor; een "
        "mens beslist.",
        blocks=tuple(blocks),
    )


def _processing(source: Source) -> Grid:
    norms = wording.listed([printable(each.norm.short_title) for each in source.reports])
    version = source.facts.version if source.facts is not None else source.assessment.run.version
    return Grid(
        description="De verwerking in het kort",
        widths=_NAMED,
        header=("Onderwerp", "Feiten"),
        rows=(
            ("Wat", f"Documenten van de eigen organisatie toetsen aan een norm ({norms}) met Normtoets {version}."),
            (
                "Doel",
                "Nagaan wat op papier is geregeld om weerbaar te zijn tegen ondermijning, en wat nog moet gebeuren.",
            ),
            (
                "Verantwoordelijk",
                f"{shorten(printable(source.assessment.organisation.name), _LINE)}. "
                + gap("eigenaar van het proces, en de functionaris gegevensbescherming"),
            ),
            (
                "Grondslag",
                gap(
                    "de grondslag; te denken valt aan een taak van algemeen belang (artikel 6, eerste lid, onder e, "
                    "van de AVG), voor het logboek en de aanmelding ook aan beveiliging (artikel 32)"
                ),
            ),
        ),
        named=True,
    )


def _data(facts: InstallationFacts | None) -> Grid:
    app = facts is None or facts.reach is not Reach.FILES
    return Grid(
        description="Welke persoonsgegevens, van wie en waarvoor",
        widths=(4.6, 4.2, 7.2),
        header=("Gegevens", "Van wie", "Waarvoor, en wat het programma ermee doet"),
        rows=(_IN_DOCUMENTS, *(_IN_THE_APP if app else ())),
    )


_IN_DOCUMENTS = (
    "Namen, functies en wat verder in de documenten staat",
    "Bestuurders, medewerkers en anderen die een stuk noemt",
    "Bijvangst. Het programma zoekt niet naar personen en legt geen lijst van hen aan. Een naam kan in een citaat en "
    "zo in een rapport komen.",
)
_IN_THE_APP = (
    (
        "Naam, aanmeldnaam en rol",
        "Gebruikers",
        "Toegang, en laten zien wie wat heeft beoordeeld. De naam staat in rapporten.",
    ),
    (
        "Oordelen, redenen, notities en wie iets oppakt",
        "Gebruikers; wie als verantwoordelijke wordt genoemd",
        "De beoordeling zelf. Notities komen niet in rapporten.",
    ),
    (
        "Wat is gehoord in een interview, enquête of bezoek",
        "Wie daar sprak",
        "Bewijs van buiten de documenten. Noem liever een functie dan een naam.",
    ),
    ("Logboek: wie, wat, wanneer, netwerkadres", "Gebruikers van de app", "Beveiliging en verantwoording."),
)


def _places(facts: InstallationFacts | None) -> Grid:
    if facts is None:
        what = gap(f"waar alles staat, wie erbij kan en of tekst naar een taalmodel gaat; {models_used.ASK}")
        return Grid(
            description="Waar de gegevens staan",
            widths=_NAMED,
            header=("Onderwerp", "Feiten"),
            rows=(("Instellingen", f"{UNKNOWN[0].upper()}{UNKNOWN[1:]}. {what}"),),
            named=True,
        )
    rows = [
        ("Database", facts.database),
        ("Bestanden", facts.folder or "in de gegevensmap van de server; waar die staat, weet de beheerder"),
        ("Aanmelden", facts.sign_in or UNKNOWN),
        ("Wie erbij kan", _WHO[facts.reach]),
        ("Taalmodel", _model(facts)),
        ("Andere ontvangers", _NOBODY),
    ]
    return Grid(
        description="Waar de gegevens staan, wie erbij kan en aan wie ze worden verstrekt",
        widths=_NAMED,
        header=("Onderwerp", "Feiten"),
        rows=tuple((name, shorten(printable(value), 600)) for name, value in rows),
        named=True,
    )


_NOBODY = (
    "Geen. Er is geen telemetrie en geen koppeling; modellen worden alleen opgehaald als een gebruiker dat "
    "uitdrukkelijk vraagt. Rapporten gaan alleen naar wie u ze geeft."
)


_WHO = {
    Reach.MANY: "Een lezer ziet wat met hem of haar is gedeeld, een beoordelaar ook eigen dossiers, een beheerder "
    "alles. Wie niet mag, krijgt te horen dat het dossier niet bestaat. Wie op de server bij de bestanden kan, kan bij "
    "de inhoud.",
    Reach.ALONE: "De gebruiker van de computer waarop de app draait, en wie daar bij de bestanden kan.",
    Reach.FILES: "Wie bij de documenten, de werkmap of de rapporten kan.",
}


def _model(facts: InstallationFacts) -> str:
    if facts.model is None:
        return "Niet ingesteld: er gaat geen tekst naar een taalmodel."
    named, place = models_used.named(facts.model), models_used.place(facts.model)
    what = (
        "Per ambitie gaan de gevonden passages erheen (bij een klein dossier samen de meeste tekst), met naam en soort "
        "van de organisatie; voor conclusies ook oordelen, en bij vragen de vraag en het gesprek daarvoor."
    )
    if facts.model.local:
        return f"{named}, op {place}. {what} De tekst verlaat de computer niet."
    return f"{named}, op {place}. {what} " + gap(
        "wie deze server beheert, in welk land, welke verwerkersovereenkomst er is, en of de aanbieder tekst bewaart"
    )


def _retention(facts: InstallationFacts | None) -> tuple[Block, ...]:
    lines = facts.retention if facts is not None else ()
    if not lines:
        return (Text(text=f"{UNKNOWN[0].upper()}{UNKNOWN[1:]}. {gap(f'hoe lang alles blijft; {models_used.ASK}')}"),)
    return (
        Grid(
            description="Wat wordt bewaard, waar en hoe lang",
            widths=_NAMED,
            header=("Wat", "Waar en hoe lang"),
            rows=titled(tuple(map(printable, lines))),
            named=True,
        ),
        Text(text=gap("uw eigen bewaartermijnen, ook voor logboek en back-ups, en wie die uitvoert")),
    )


def _risks(facts: InstallationFacts | None) -> Grid:
    return Grid(
        description="Risico’s voor betrokkenen, wat het programma doet en wat de organisatie doet",
        widths=(4.0, 6.4, 5.6),
        header=("Risico", "Wat het programma doet", "Wat u doet"),
        rows=risks(facts),
        named=True,
    )


def _rights(facts: InstallationFacts | None) -> Grid:
    app = facts is None or facts.reach is not Reach.FILES
    return Grid(
        description="Rechten van betrokkenen en hoe het programma helpt",
        widths=_NAMED,
        header=("Recht", "Hoe"),
        rows=(*(_IN_DOSSIERS if app else _IN_FILES), ("Bezwaar en klacht", gap("waar betrokkenen terechtkunnen"))),
        named=True,
    )


_IN_DOSSIERS = (
    ("Inzage en kopie", "Een dossier is als geheel uit te voeren (zip); het logboek staat in de database."),
    (
        "Verbeteren",
        "Gegevens van een document en oordelen zijn te verbeteren. Wat er eerst stond, blijft in de geschiedenis "
        "staan.",
    ),
    (
        "Verwijderen",
        "Een dossier is als geheel te verwijderen, met zijn bestanden. Wat dan nog blijft, staat onder “Hoe lang”. Een "
        "naam in een document verdwijnt alleen door een ander document aan te leveren en het dossier opnieuw te maken.",
    ),
)
_IN_FILES = (
    ("Inzage en kopie", "De rapporten bevatten alle citaten; de gelezen tekst staat in de werkmap."),
    ("Verbeteren", "Pas het document aan en voer de toets opnieuw uit."),
    ("Verwijderen", "Verwijder het document, de werkmap en de rapporten."),
)


def _decisions(facts: InstallationFacts | None) -> tuple[str, ...]:
    people = facts is None or facts.reach is Reach.MANY
    remote = facts is not None and facts.model is not None and not facts.model.local
    return (
        check("is de verwerking opgenomen in het register van verwerkingen?"),
        *(
            (check("weten medewerkers dat hun naam bij oordelen staat, en wat het logboek vastlegt?"),)
            if people
            else ()
        ),
        check("is afgesproken welke stukken niet in een dossier komen?"),
        check("is de schijf versleuteld, en zijn back-ups beveiligd?"),
        *((check("is er een verwerkersovereenkomst met wie het taalmodel aanbiedt?"),) if remote else ()),
    )
