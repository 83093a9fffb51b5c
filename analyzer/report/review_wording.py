"""The Dutch words about what people made of a machine's verdicts: whose verdict it is, and evidence from outside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from analyzer.report import wording
from analyzer.report.plain_text import printable
from analyzer.report.wording import counted, listed, quoted
from analyzer.review.values import OutsideEvidence, OutsideKind, Signed
from analyzer.types import Status

PERSON = "Oordeel van de beoordelaar"
MACHINE = "Voorstel van de machine"
MACHINE_VERDICT = "het voorstel van de machine"
MACHINE_TEXT = "die van de machine"
UNREVIEWED = "voorstel, nog niet door een mens beoordeeld"
SAME = "gelijk aan het voorstel van de machine"
COLUMN = "Beoordelaar"
# Where people are the reviewers, the judges of the machine need another name.
JUDGED_BY = "Voorstellen van"
SECOND_COLUMN = "Tweede voorstel"
DISPUTED = "De voorstellen van de machine verschillen"
JUDGES_FILTER = "Voorstellen"
CHAPTER = "Machine en beoordelaar"

SHIFTED = "De grond onder dit oordeel is veranderd"
SHIFTED_SHORT = "grond veranderd"
RATIONALE = "Onderbouwing van de beoordelaar"
MACHINE_RATIONALE = "Toelichting van de machine"
MACHINE_RECOMMENDATION = "Aanbeveling van de machine"
MACHINE_LACKS = "Wat volgens de machine ontbreekt"
MACHINE_ELEMENTS = "De oordelen per element zijn van de machine."
REJECTED = "Verworpen door de beoordelaar"
REJECTED_INTRO = "Deze citaten wees de machine aan. Volgens de beoordelaar tellen zij niet mee."
ALL_REJECTED = "De beoordelaar wees alle citaten hierbij af."
OUTSIDE = "Bewijs van buiten de documenten"
OUTSIDE_INTRO = (
    "Dit staat niet in de aangeleverde documenten. Een beoordelaar heeft het vastgelegd; het programma heeft het niet "
    "kunnen nagaan."
)
WHOLE = "de ambitie als geheel"
TASKS = "Afspraken"
OWNER, DUE = "Verantwoordelijke", "Gereed op"
NO_QUOTE = "een citaat dat de machine nu niet meer aanwijst"

LEGEND = (
    (PERSON, "gegeven door een mens; dit telt, en staat voorop"),
    (MACHINE, "wat het programma voorstelde; het blijft zichtbaar naast het oordeel van de beoordelaar"),
    ("Beoordeeld", "een mens heeft naar de ambitie gekeken en haar als beoordeeld aangevinkt"),
    ("Toegevoegd citaat", "door een beoordelaar in het document aangewezen; het staat er letterlijk"),
    (OUTSIDE, "wat een beoordelaar van elders weet, zoals uit een gesprek of een bezoek"),
    (SHIFTED, "na het oordeel kwamen er andere documenten of een andere uitkomst van de machine; kijk er opnieuw naar"),
)
METHOD = (
    "Beoordelaars hebben de voorstellen van de machine nagelopen. Hun oordeel, onderbouwing en aanbeveling gaan voor; "
    "het voorstel van de machine staat erbij waar het verschilt. Elke wijziging is bewaard met naam, datum en reden.",
)

# What the web report filters by, as `Layer.key` has it.
FILTER = (
    ("moved", "grond veranderd"),
    ("other", "ander oordeel dan de machine"),
    ("seen", "beoordeeld, zelfde oordeel"),
    ("open", "nog niet beoordeeld"),
)

OUTSIDE_KIND = {
    OutsideKind.INTERVIEW: "Interview",
    OutsideKind.SURVEY: "Enquête",
    OutsideKind.SITE_VISIT: "Bezoek ter plaatse",
    OutsideKind.OTHER: "Andere bron",
}


# --- whose it is ---------------------------------------------------------------------------------------------------


def by_machine(status: Status | None) -> str:
    """A verdict of the machine in a line: "“Gepland” (machine)"."""
    return f"{quoted(wording.mark(status).label)} (machine)"


def by_person(status: Status | None) -> str:
    """A verdict of a person in a line: "“Voldoet” (beoordelaar)"."""
    return f"{quoted(wording.mark(status).label)} (beoordelaar)"


def day_of(moment: datetime) -> str:
    """The day of a moment as it was in the Netherlands: "12 maart 2026"."""
    return wording.day(moment.astimezone(_zone()).date())


def signed(by: Signed) -> str:
    """By whom and when: "Anna de Wit, 12 maart 2026"."""
    return f"{printable(by.author)}, {day_of(by.at)}"


@cache
def _zone() -> tzinfo:
    try:
        return ZoneInfo("Europe/Amsterdam")
    except ZoneInfoNotFoundError:  # a system without time zones: then as it is kept
        return UTC


# --- evidence from outside -----------------------------------------------------------------------------------------


def outside(evidence: OutsideEvidence) -> str:
    """Evidence from outside the documents in one line: "Interview, 3 maart 2026, teamleider Veiligheid: “…”"."""
    return f"{outside_source(evidence)}: {quoted(printable(evidence.text))}"


def outside_source(evidence: OutsideEvidence) -> str:
    """Where it comes from: "Interview, 3 maart 2026, teamleider Veiligheid"."""
    day = wording.day(evidence.day) if evidence.day else ""
    parts = (OUTSIDE_KIND[evidence.kind], day, printable(evidence.source))
    return ", ".join(part for part in parts if part)


# --- the report as a whole -----------------------------------------------------------------------------------------


def concept(reviewed: int, of: int) -> str:
    """The mark of the whole report, by how many ambitions a person reviewed."""
    if not reviewed:
        return wording.CONCEPT
    if reviewed < of:
        return "Concept – door een machine voorgesteld, deels door mensen beoordeeld"
    return "Door een machine voorgesteld, door mensen beoordeeld"


def concept_note(reviewed: int, of: int, names: Sequence[str], untouched: int) -> str:
    """Who proposed, who decided, and what nobody looked at: `untouched` ambitions."""
    if not reviewed:
        return f"{wording.CONCEPT_NOTE} Waar een beoordelaar al iets heeft gewijzigd, staat dat erbij."
    who = _names(names)
    if reviewed == of:
        did = "beoordeelde ze en besliste" if len(names) == 1 else "beoordeelden ze en beslisten"
        return f"Een machine stelde oordelen voor, met de vindplaatsen erbij; {who} {did}."
    told = (
        f"Een machine stelde oordelen voor, met de vindplaatsen erbij; een mens beslist. {reviewed} van de {of} "
        f"ambities {'is' if reviewed == 1 else 'zijn'} beoordeeld door {who}."
    )
    if not untouched:
        return told
    return f"{told} Bij {counted(untouched, 'ambitie', 'ambities')} is het oordeel nog alleen een voorstel."


def scope() -> str:
    """What a reader must know of the verdicts of a report that people worked on."""
    return (
        "Een machine stelt voor, een mens beslist. Waar een beoordelaar heeft beslist, staat dat erbij, met naam en "
        "datum. Elk ander oordeel is een voorstel dat een beoordelaar aan de hand van de citaten kan bevestigen of "
        "verwerpen."
    )


def extent(reviewed: int, of: int, names: Sequence[str]) -> str:
    """How far the review is: "12 van 29 ambities, door Anna de Wit en Bram Bos"."""
    head = f"{reviewed} van {counted(of, 'ambitie', 'ambities')}"
    return f"{head}, door {_names(names)}" if reviewed and names else head


def shares(by: Sequence[tuple[str, int]]) -> str:
    """Who reviewed how many: "Anna de Wit (9) en Bram Bos (3)"."""
    return listed([f"{printable(name)} ({count})" for name, count in by], len(by) + 1)


def also_overruled(ambitions: Sequence[str]) -> str:
    """Beside what was written from the machine's verdicts alone."""
    return f"Over {listed(ambitions, len(ambitions))} gaf een beoordelaar daarna een ander oordeel."


def disputed_ground(ambitions: Sequence[str]) -> str:
    """On which of the ambitions that a conclusion rests on the machine's judges differ."""
    return f"Over {listed(ambitions, len(ambitions))} verschillen de voorstellen van de machine."


def _names(names: Sequence[str]) -> str:
    return listed([printable(name) for name in names])
