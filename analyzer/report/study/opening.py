"""What a documentstudie says of itself: its purpose, its method, and what it can and cannot show."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.report import review_wording, wording
from analyzer.report.outline import Outline
from analyzer.report.plain_text import printable
from analyzer.report.study.expected import NOTE
from analyzer.report.study.scan_data import pillars
from analyzer.report.wording import counted, listed
from analyzer.types import Status

_NVT = list(wording.MARKS).index(Status.NVT)


def purpose(outlines: Sequence[Outline]) -> tuple[str, ...]:
    first = outlines[0]
    norms = listed([f"de {each.norm_title}" for each in outlines], len(outlines))
    return (
        f"Deze documentstudie is een hoofdstuk van een scan naar de weerbaarheid van {printable(first.organisation)} "
        f"tegen ondermijning. Zij beantwoordt één vraag: wat laten de aangeleverde documenten zien van wat {norms} "
        f"{'vraagt' if len(outlines) == 1 else 'vragen'}?",
        "De uitkomsten wijzen aan waar gesprekken, een enquête en een bezoek op verder kunnen gaan. Daarvoor staan "
        "bij elke pijler vragen per functie en stellingen voor medewerkers.",
    )


def method(outlines: Sequence[Outline]) -> tuple[str, ...]:
    titles = listed([f"{number} {each.title}" for number, each in enumerate(pillars(), 1)], len(pillars()))
    days = list(dict.fromkeys(wording.day(each.peildatum) for each in outlines))
    day = (
        f"De peildatum is {days[0]}: geteld is wat op die dag van kracht was."
        if len(days) == 1
        else f"De peildatums verschillen per norm: {listed(days)}. Vergelijk de normen daarom met zorg."
    )
    return (
        f"{_read(outlines)} {day}",
        "Een computerprogramma verdeelde elke ambitie in toetsbare elementen, zocht voor elk element in alle "
        "documenten en stelde een oordeel voor, met letterlijke citaten en hun vindplaats. Een citaat dat er niet "
        "letterlijk staat, vervalt.",
        *_judges(outlines),
        _people(outlines),
        f"De bevindingen staan bij de vijf pijlers van de scan: {titles}. Elke ambitie van de norm hoort bij één "
        "pijler.",
        "De aanbevelingen volgen uit de oordelen. Als stappen zijn de acties van de norm genoemd: dat zijn middelen, "
        "een andere weg naar hetzelfde doel mag ook. Vraagt de ene norm hetzelfde als de andere, dan is er één "
        "aanbeveling.",
    )


def limits(outlines: Sequence[Outline]) -> tuple[str, ...]:
    said = [
        "Een documentstudie laat de opzet zien: wat op papier is geregeld. Soms laat zij het bestaan zien: een "
        "document doet verslag van wat is gedaan. Zij laat nooit de werking zien. Of mensen de regels kennen en "
        "ernaar handelen, moet blijken uit gesprekken, een enquête en waarneming.",
        "“Niet aangetroffen” zegt iets over de aangeleverde documenten, niet over de organisatie. Het kan geregeld "
        "zijn zonder dat het op papier staat, of in een stuk staan dat niet is aangeleverd.",
        "Een oordeel van de machine is een voorstel. De zekerheid die erbij staat, is een schatting. Waar een mens "
        "heeft beslist, gaat diens oordeel voor en staat het voorstel van de machine ernaast als dat anders was.",
        NOTE,
    ]
    unread = {each.name: each for outline in outlines for each in outline.unread}
    if unread:
        names = listed([printable(name) for name in unread], len(unread))
        one = len(unread) == 1
        said.append(
            f"{'Dit bestand is' if one else 'Deze bestanden zijn'} niet of niet geheel gelezen: {names}. Wat erin "
            "staat, telt niet of niet geheel mee. Een ambitie die nu “niet aangetroffen” heet, kan daarin toch zijn "
            "geregeld."
        )
    return tuple(said)


def concept(outlines: Sequence[Outline]) -> tuple[str, str]:
    """The mark of the whole paper and who proposed and who decided, over all norms."""
    if len(outlines) == 1 or not any(each.reviewing for each in outlines):
        return outlines[0].concept, outlines[0].note
    reviewed, of, untouched, names = _review(outlines)
    note = review_wording.concept_note(reviewed, of, names, untouched)
    return review_wording.concept(reviewed, of), note


def _read(outlines: Sequence[Outline]) -> str:
    extents = dict.fromkeys(each.extent for each in outlines)
    if len(extents) == 1:
        return f"Gelezen {'is' if outlines[0].extent.startswith('1 ') else 'zijn'} {outlines[0].extent}."
    each_norm = [f"voor de {each.norm_short} {each.extent}" for each in outlines]
    return f"Gelezen zijn {listed(each_norm, len(each_norm))}."


def _judges(outlines: Sequence[Outline]) -> tuple[str, ...]:
    """Who proposed, where a language model had a say."""
    found = dict.fromkeys(each.judged_by for each in outlines if each.judged_by)
    return tuple(f"De oordelen zijn voorgesteld door {printable(each)}." for each in found)


def _people(outlines: Sequence[Outline]) -> str:
    if not any(each.reviewing for each in outlines):
        return "Nog geen mens heeft deze voorstellen beoordeeld. Doe dat voordat u deze studie gebruikt."
    reviewed, of, untouched, names = _review(outlines)
    who = listed([printable(name) for name in names], len(names)) if names else "beoordelaars"
    are = "is" if reviewed == 1 else "zijn"
    text = f"Van {counted(of, 'ambitie', 'ambities')} {are} er {reviewed} beoordeeld door {who}."
    if untouched:
        left = counted(untouched, "ambitie", "ambities")
        return f"{text} Bij {left} is het oordeel nog alleen een voorstel van de machine."
    return text


def _review(outlines: Sequence[Outline]) -> tuple[int, int, int, tuple[str, ...]]:
    """How many ambitions were reviewed, of how many, how many nobody looked at, and by whom."""
    reviewed = of = untouched = 0
    names: dict[str, None] = {}
    for each in outlines:
        if each.reviewing is None:
            apply = sum(each.counts) - each.counts[_NVT]
            of, untouched = of + apply, untouched + apply
            continue
        reviewed, of = reviewed + each.reviewing.reviewed, of + each.reviewing.of
        untouched += each.reviewing.untouched
        names |= dict.fromkeys(each.reviewing.names)
    return reviewed, of, untouched, tuple(names)
