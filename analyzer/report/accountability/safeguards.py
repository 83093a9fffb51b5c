"""What the program itself does to protect data, and to keep a wrong proposal from doing harm: what the code does."""

from __future__ import annotations

from analyzer.passwords import LEAST
from analyzer.report.accountability.facts import InstallationFacts, Reach
from analyzer.report.accountability.paper import gap


def measures(facts: InstallationFacts | None) -> tuple[str, ...]:
    """One line each, with what it is about before a colon. Where the settings are not known: of all settings."""
    reach = Reach.MANY if facts is None else facts.reach
    model = facts is None or facts.model is not None
    return (
        _READING,
        *(_SIGNING_IN if reach is Reach.MANY else ()),
        *((_AT_HOME,) if reach is Reach.ALONE else ()),
        *(_APP if reach is not Reach.FILES else ()),
        "Versleuteling: wat wordt bewaard, is niet versleuteld. Versleutel de schijf.",
        *((_MODEL,) if model else ()),
    )


_READING = (
    "Lezen van bestanden: elk bestand wordt gelezen in een eigen proces, met grenzen aan grootte, geheugen, rekentijd "
    "en uitvoer. Op Windows gelden alleen de grenzen aan grootte, duur en uitvoer."
)
_SIGNING_IN = (
    "Toegang: op een ander adres dan deze computer start de app alleen met een aanmelding, en zelf meldt zij mensen "
    "alleen over https aan. Er zijn drie rollen, en delen gaat per dossier.",
    f"Wachtwoorden, als de app zelf mensen aanmeldt: ten minste {LEAST} tekens, alleen als afgeleide bewaard "
    "(argon2id). Na mislukte pogingen moet men steeds langer wachten.",
)
_AT_HOME = (
    "Toegang: de app antwoordt alleen op deze computer zelf, ook niet via een tunnel of een proxy, en niemand meldt "
    "zich aan. Wie de computer kan gebruiken, kan bij alles."
)
_APP = (
    "Webpagina’s: de app antwoordt alleen op bekende namen, weigert opdrachten van andere websites, en staat pagina’s "
    "niet toe iets van of naar elders te sturen (CSP).",
    "Vastlegging: een logboek van aanmelden, delen, ophalen, uitvoeren en verwijderen. Elke wijziging van een oordeel "
    "blijft bewaard met naam en tijd, en wordt nooit overschreven.",
    "Echtheid: bestanden worden bewaard onder hun SHA-256. Een opdracht (dossier verify) controleert of alles heel en "
    "ongewijzigd is.",
    "Bestanden op de server: de gegevensmap is, behalve op Windows, alleen leesbaar voor het account waaronder de app "
    "draait.",
)
_MODEL = (
    "Taalmodel: de organisatie kan vastleggen naar welke servers tekst mag. Voor het begin van een toets staat er "
    "waarheen tekst gaat en hoeveel ongeveer. Een sleutel komt niet in instellingen of logboek."
)


def risks(facts: InstallationFacts | None) -> tuple[tuple[str, str, str], ...]:
    """Rows: the risk, what the program does against it, what the organisation does."""
    app = facts is None or facts.reach is not Reach.FILES
    remote = facts is None or (facts.model is not None and not facts.model.local)
    return (
        (
            "Gevoelige stukken komen in een dossier",
            "Zoekt niet naar personen; wat is gelezen, is als geheel te verwijderen.",
            "Spreek af wat niet wordt aangeleverd: casussen, persoonsdossiers, namen van melders.",
        ),
        (
            "Onbevoegden zien de inhoud",
            "Rollen, delen per dossier, sessies die eindigen, een logboek."
            if app
            else "Niets: het zijn gewone bestanden.",
            "Houd rollen en delen bij; beëindig toegang van wie weggaat; versleutel de schijf."
            if app
            else "Beperk wie bij de map kan; versleutel de schijf.",
        ),
        *_ALWAYS,
        (
            "Gegevens blijven te lang staan",
            "Verwijdert een dossier met zijn bestanden als iemand dat vraagt; er is geen termijn."
            if app
            else "Verwijdert niets uit zichzelf.",
            gap("termijn, en wie verwijdert"),
        ),
        *((_ELSEWHERE,) if remote else ()),
    )


_ALWAYS = (
    (
        "Een citaat met een naam gaat de organisatie uit",
        "Citaten staan letterlijk in het rapport, met vindplaats.",
        "Lees een rapport na voordat u het deelt; wijs een citaat af als dat nodig is.",
    ),
    (
        "Een onjuist oordeel schaadt een team of persoon",
        "Voorstel met zekerheid en citaten; een mens beslist; “niet aangetroffen” gaat over de documenten.",
        "Laat wie het betreft reageren voordat u vaststelt.",
    ),
)
_ELSEWHERE = (
    "Tekst komt bij de aanbieder van een taalmodel",
    "Alleen als er een is ingesteld; alleen passages, bij een toets zonder bestandsnamen; een lijst van toegestane "
    "servers is mogelijk.",
    gap("verwerkersovereenkomst, land, en of de aanbieder tekst bewaart of ervan leert"),
)
