"""The Dutch words of every report: labels, meanings, colours and fixed texts. All writers take theirs from here."""

from __future__ import annotations

from collections.abc import Sequence, Set
from datetime import date
from typing import Literal

from analyzer.types import OrganisationType, Proof, Qualifier, State, Status
from ingest.types import EMBEDDED_MODEL, Frozen, Genre, Validity

# --- outcomes ------------------------------------------------------------------------------------------------------


class Mark(Frozen):
    """How an outcome is shown. `fill` and `ink` (text upon the fill) are RGB in hexadecimal, without a hash sign.

    The colours keep apart for readers who do not see red or green, and ink on fill has a contrast of at least 4.5 : 1.
    """

    key: str
    label: str
    meaning: str
    fill: str
    ink: str


MARKS: dict[Status | None, Mark] = {
    Status.VOLDOET: Mark(
        key="voldoet",
        label="Voldoet",
        meaning="Elk essentieel element van de ambitie is volgens de documenten van kracht: vastgesteld, aangewezen, "
        "gehouden of gedaan.",
        fill="00674F",
        ink="FFFFFF",
    ),
    Status.DEELS: Mark(
        key="deels",
        label="Voldoet deels",
        meaning="Ten minste één essentieel element is van kracht, maar een ander is alleen aangekondigd, ontbreekt, "
        "wordt ontkend of is verouderd.",
        fill="8CC8EE",
        ink="10222E",
    ),
    Status.GEPLAND: Mark(
        key="gepland",
        label="Gepland",
        meaning="Niets is van kracht; ten minste één element is uitdrukkelijk aangekondigd of voorgenomen.",
        fill="F6D44D",
        ink="2B2300",
    ),
    Status.ONTBREEKT: Mark(
        key="ontbreekt",
        label="Ontbreekt",
        meaning="Niets is van kracht of aangekondigd, en een document zegt met zoveel woorden dat het er niet is.",
        fill="B23A12",
        ink="FFFFFF",
    ),
    Status.NIET_AANGETROFFEN: Mark(
        key="niet_aangetroffen",
        label="Niet aangetroffen",
        meaning="De documenten zeggen niets dat als bewijs telt. Dat bewijst niet dat het er niet is.",
        fill="5B6673",
        ink="FFFFFF",
    ),
    Status.NVT: Mark(
        key="nvt",
        label="Niet van toepassing",
        meaning="De ambitie geldt niet voor dit soort organisatie.",
        fill="E3E7EC",
        ink="26313B",
    ),
    None: Mark(
        key="niet_beoordeeld",
        label="Niet beoordeeld",
        meaning="De beoordeling is niet gelukt; de reden staat erbij. Dit is geen oordeel over de ambitie.",
        fill="FFFFFF",
        ink="26313B",
    ),
}

# --- labels --------------------------------------------------------------------------------------------------------

STATE = {
    State.IN_FORCE: "Geregeld",
    State.PLANNED: "Aangekondigd",
    State.ABSENT: "Ontkend",
    State.NOT_FOUND: "Niet aangetroffen",
}
STATE_MEANING = {
    State.IN_FORCE: "van kracht: vastgesteld, aangewezen, gehouden of gedaan",
    State.PLANNED: "voorgenomen, nog niet van kracht",
    State.ABSENT: "een document zegt met zoveel woorden dat het er niet is",
    State.NOT_FOUND: "geen passage gevonden die als bewijs telt",
}
STATE_UNKNOWN = "Niet beoordeeld"
LACKING = {
    State.IN_FORCE: "geregeld, maar niet volledig",
    State.PLANNED: "alleen aangekondigd",
    State.ABSENT: "volgens de documenten niet aanwezig",
    State.NOT_FOUND: "niet aangetroffen",
}
QUALIFIER = {
    Qualifier.OUTDATED: "verouderd",
    Qualifier.ONE_OFF: "eenmalig",
    Qualifier.CONTRADICTED: "tegengesproken",
    Qualifier.INCOMPLETE: "onvolledig",
}
QUALIFIER_MEANING = {
    Qualifier.OUTDATED: "meer dan vier jaar voor de peildatum vastgesteld of herzien, of gebaseerd op vervallen regels",
    Qualifier.ONE_OFF: "één keer gedaan, terwijl een vast ritme wordt gevraagd",
    Qualifier.CONTRADICTED: "een andere passage ontkent het",
    Qualifier.INCOMPLETE: "het geldt voor een deel van de organisatie of van het onderwerp",
}
PROOF = {Proof.OPZET: "opzet", Proof.BESTAAN: "bestaan"}
PROOF_MEANING = {
    Proof.OPZET: "het is op papier geregeld",
    Proof.BESTAAN: "een document laat zien dat het is gedaan",
}
STANCE = {State.IN_FORCE: "", State.PLANNED: "aangekondigd", State.ABSENT: "ontkend"}
VALIDITY = {
    Validity.IN_FORCE: "geldend",
    Validity.DRAFT: "concept",
    Validity.WITHDRAWN: "ingetrokken",
    Validity.EXPIRED: "verlopen",
    Validity.NOT_YET_IN_FORCE: "nog niet in werking",
    Validity.UNKNOWN: "niet vermeld",
}
GENRE: dict[str, str] = {
    Genre.REGULATION: "regeling of besluit",
    Genre.POLICY: "beleid of visie",
    Genre.PLAN: "plan",
    Genre.PROTOCOL: "protocol of werkinstructie",
    Genre.CODE: "gedragscode",
    Genre.REPORT: "verslag of onderzoek",
    Genre.BUDGET: "begroting of kadernota",
    Genre.LETTER: "brief aan het bestuur",
    Genre.MINUTES: "verslag van een overleg",
    Genre.NEWS: "nieuwsbericht",
    Genre.AGREEMENT: "convenant of overeenkomst",
    Genre.NORM: "de norm zelf (geen bewijs)",
    Genre.OTHER: "overig",
}
READ = {"whole": "", "partly": "Deels gelezen.", "not": "Niet gelezen."}
ORGANISATION = {
    OrganisationType.GEMEENTE: "de gemeente",
    OrganisationType.PROVINCIE: "de provincie",
    OrganisationType.WATERSCHAP: "het waterschap",
}
JUDGE = {
    "rules": "taalregels en kleine getrainde modellen, zonder netwerk en zonder taalmodel",
    "nli": "een taalmodel op deze computer dat toetst of een zin uit een andere volgt",
    "model": "een taalmodel op een modelserver",
    "both": "vaste taalregels en een taalmodel naast elkaar",
}

# --- fixed texts ---------------------------------------------------------------------------------------------------

CONCEPT = "Concept – door een machine voorgesteld"
CONCEPT_NOTE = (
    "Dit rapport is gemaakt door een computerprogramma. Het stelt oordelen voor, met de vindplaatsen erbij; een mens "
    "controleert ze en beslist."
)
SCOPE = (
    "Dit is een documentenonderzoek. Het laat zien of iets op papier is geregeld (opzet) en soms dat het is gedaan, "
    "doordat een document daarvan verslag doet (bestaan). Of het in de praktijk ook werkt (werking), kan een "
    "documentenonderzoek nooit laten zien.",
    "Een machine stelt voor, een mens beslist. Elk oordeel is een voorstel dat een beoordelaar aan de hand van de "
    "citaten kan bevestigen of verwerpen.",
    "“Niet aangetroffen” zegt iets over de aangeleverde documenten, niet over de organisatie. Ga eerst na of het "
    "juiste document is aangeleverd.",
)
RULES = (
    "Getoetst is wat de ambitie zelf vraagt. De acties die de norm noemt, zijn middelen; een organisatie mag "
    "andere kiezen.",
    "Vraagt de ambitie iets actueels, dan telt een stuk dat meer dan vier jaar voor de peildatum is vastgesteld of "
    "herzien als verouderd: dan is het oordeel hooguit “voldoet deels”. Een ontbrekende datum wordt niet aangerekend.",
    "Een zin over een andere organisatie, over het land in het algemeen, of die de norm of een wet aanhaalt, is "
    "geen bewijs.",
    "Een aanbeveling aan de organisatie bewijst niet dat iets er is of komt. Een thema noemen is nog niet: "
    "er iets aan doen.",
    "Vraagt de ambitie een vast ritme, dan moet dat ritme, of een reeks met data, blijken. Eén keer is “voldoet "
    "deels”. Dat geldt ook voor een voorziening die niet bekend wordt gemaakt terwijl de ambitie dat vraagt.",
    "Een ingetrokken of verlopen regel is niet van kracht; een concept is hooguit “gepland”.",
    "Is iets in het ene document van kracht en wordt het in het andere ontkend, dan is het oordeel “voldoet deels”, "
    "met beide citaten.",
)
CERTAINTY_LEGEND = (
    ("hoog", "geschatte kans van ten minste 75% dat het oordeel juist is"),
    ("redelijk", "geschatte kans van 50% tot 75%"),
    ("beoordeel zelf", "geschatte kans van minder dan 50%: neem het voorstel niet over zonder zelf te lezen"),
)
METHOD = (
    "Elk document is omgezet in tekst. Koppen, bladzijden, datum en geldigheid zijn daarbij bewaard.",
    "Elke ambitie is verdeeld in toetsbare elementen: wie, wat, hoe vaak, waarover en voor wie.",
    "Voor elk element is in alle gelezen documenten gezocht naar passages die het kunnen aantonen of ontkennen.",
    "Elke passage is beoordeeld: van kracht, aangekondigd, ontkend, of geen bewijs.",
    "Elk citaat is daarna vergeleken met de tekst van het document. Een citaat dat er niet letterlijk staat, vervalt.",
    "Uit de oordelen over de elementen volgt het oordeel over de ambitie, voor elke ambitie op dezelfde manier.",
)
CHAPTERS = {
    "samenvatting": "1 Samenvatting",
    "gelezen": "2 Wat is gelezen",
    "leeswijzer": "3 Leeswijzer",
    "overzicht": "4 Overzicht per pijler",
    "bevindingen": "5 Bevindingen",
    "bijlage": "Bijlage: werkwijze en versies",
}
UNREAD_WARNING = (
    "Wat in deze bestanden staat, is niet of niet geheel meegewogen. Een ambitie die nu “niet aangetroffen” heet, kan "
    "daarin toch zijn geregeld. Lever de bestanden leesbaar aan en voer de toets opnieuw uit."
)
NO_OUTCOME = "Van deze ambitie is geen uitkomst vastgelegd. Voer de toets opnieuw uit."
STEPS_INTRO = "De norm noemt deze acties als middel; een andere weg naar hetzelfde doel mag ook."

_MONTHS = (
    *("januari", "februari", "maart", "april", "mei", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
)
_UNITS = {"page": ("bladzijde", "bladzijden"), "section": ("onderdeel", "onderdelen")}
_HIGH, _FAIR = 0.75, 0.5  # lower bounds of "hoog" and "redelijk"

# --- sentences -----------------------------------------------------------------------------------------------------


def mark(status: Status | None) -> Mark:
    """How `status` is shown; None is "niet beoordeeld"."""
    return MARKS[status]


def genre(name: str) -> str:
    """The label of a genre; the name itself where it is none of `Genre`."""
    return GENRE.get(name, name)


def judge(name: str) -> str:
    """What a judge is, in words; the name itself where it is none of the built-in ones."""
    return JUDGE.get(name, name)


def embedder(name: str) -> str:
    """A search model as the reader knows it."""
    return f"ingebouwd ({name})" if name == EMBEDDED_MODEL else name


def state(value: State | None, qualifiers: Sequence[Qualifier] = ()) -> str:
    """The answer to one criterion, e.g. "Geregeld (verouderd)". None: the criterion was not judged."""
    if value is None:
        return STATE_UNKNOWN
    extra = ", ".join(QUALIFIER[qualifier] for qualifier in qualifiers)
    return f"{STATE[value]} ({extra})" if extra else STATE[value]


def lacking(value: State, qualifiers: Sequence[Qualifier] = ()) -> str:
    """Why an essential element falls short, e.g. "alleen aangekondigd" or "verouderd"."""
    extra = ", ".join(QUALIFIER[qualifier] for qualifier in qualifiers)
    if value is State.IN_FORCE:
        return f"geregeld, maar {extra}" if extra else LACKING[value]
    return LACKING[value]


def certainty(confidence: float) -> str:
    """A confidence (0–1) in words and whole percents, rounded down so that word and number never disagree."""
    word = "hoog" if confidence >= _HIGH else "redelijk" if confidence >= _FAIR else "beoordeel zelf"
    return f"{word} ({int(confidence * 100 + 1e-9)}%)"


def is_uncertain(confidence: float | None) -> bool:
    """Whether a reviewer must judge for himself."""
    return confidence is not None and confidence < _FAIR


def is_certain(confidence: float) -> bool:
    """Whether a confidence (0–1) is called "hoog"."""
    return confidence >= _HIGH


def place(document: str, page: int, unit: Literal["page", "section"]) -> str:
    """Where a quote stands: "beleid.pdf, p. 4", or "beleid.docx, onderdeel 4" where a format has no pages."""
    return f"{document}, p. {page}" if unit == "page" else f"{document}, onderdeel {page}"


def extent(count: int, unit: Literal["page", "section"]) -> str:
    """The size of a document: "12 p." or "1 onderdeel"."""
    if unit == "page":
        return f"{count} p."
    return counted(count, "onderdeel", "onderdelen")


def searched(count: int, kinds: Set[str]) -> str:
    """How much was searched, in documents with these units: "64 bladzijden", "73 bladzijden en onderdelen"."""
    names = [names for unit, names in _UNITS.items() if unit in kinds]
    return counted(count, " of ".join(name for name, _ in names), " en ".join(name for _, name in names))


def day(value: date) -> str:
    """A date as "12 maart 2024"."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def counted(count: int, singular: str, plural: str) -> str:
    """A number with its noun: "1 document", "3 documenten"."""
    return f"{count} {singular if count == 1 else plural}"


def listed(items: Sequence[str], limit: int = 8) -> str:
    """Items in a sentence: "1.1, 2.3 en 4.2"; beyond `limit`: "1.1, 2.3 en nog 5"."""
    if len(items) > limit:
        return f"{', '.join(items[: limit - 1])} en nog {len(items) - limit + 1}"
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} en {items[-1]}"


def quoted(text: str) -> str:
    """`text` between Dutch quotation marks."""
    return f"“{text}”"
