"""What a documentstudie concludes of one pillar, from the verdicts that stand and from nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.report.study.findings import sentence
from analyzer.report.study.recommendations import Advice
from analyzer.report.study.subjects import Subject
from analyzer.report.study.values import Recommendation
from analyzer.report.wording import counted, listed, quoted
from analyzer.types import Status

MOST_NAMES = 4
NOTHING = "Geen ambitie van de norm valt voor deze organisatie onder deze pijler."
_COUNTED = (
    (Status.DEELS, "voldoet deels", "voldoen deels"),
    (Status.GEPLAND, "is gepland", "zijn gepland"),
    (Status.ONTBREEKT, "ontbreekt", "ontbreken"),
    (Status.NIET_AANGETROFFEN, "is niet aangetroffen", "zijn niet aangetroffen"),
    (None, "is niet beoordeeld", "zijn niet beoordeeld"),
)
_WEAKEST = (Status.ONTBREEKT, Status.NIET_AANGETROFFEN, Status.GEPLAND, Status.DEELS)
_SAID = {
    Status.ONTBREEKT: "Niet geregeld",
    Status.NIET_AANGETROFFEN: "Niets aangetroffen",
    Status.GEPLAND: "Alleen aangekondigd",
    Status.DEELS: "Nog niet volledig",
}
_ADVISED = {
    Status.ONTBREEKT: "Regel, of toon aan",
    Status.NIET_AANGETROFFEN: "Zoek uit of het elders staat, en regel het anders",
    Status.GEPLAND: "Voer uit wat is aangekondigd",
    Status.DEELS: "Maak volledig",
}


def conclusion(subjects: Sequence[Subject]) -> tuple[str, ...]:
    """At most four sentences: how many meet, what stands, what does not, and whose verdicts these are."""
    own = [each for each in subjects if each.applies]
    if not own:
        return (NOTHING,)
    met = [each for each in own if each.status is Status.VOLDOET]
    stands = (f"Op orde: {_named(met)}.",) if met else ()
    weak = _weakest(own)
    asks = "vraagt" if len(weak) == 1 else "vragen"
    lacks = (f"De meeste aandacht {asks}: {_named(weak)}.",) if weak else ()
    return (_standing(own, len(subjects) - len(own)), *stands, *lacks, _whose(own))


def summary(subjects: Sequence[Subject]) -> tuple[str, ...]:
    """At most two short sentences."""
    own = [each for each in subjects if each.applies]
    if not own:
        return (NOTHING,)
    parts = []
    for status in _WEAKEST:
        if found := [each for each in own if each.status is status]:
            parts.append(f"{_SAID[status]}: {_titles(found)}")
    weakest = "; ".join([*parts[:1], *map(sentence, parts[1:2])])
    return (_standing(own, 0), *((f"{weakest}.",) if weakest else ()))


def advised(made: Sequence[tuple[Advice, Recommendation]]) -> tuple[str, ...]:
    """At most two short sentences, that point to the numbered recommendations."""
    said = []
    people = [pair for pair in made if pair[0].by_person]
    if people:
        said.append(_advised("Doe wat beoordelaars aanbevelen", people))
    for status in _WEAKEST:
        own = [pair for pair in made if pair[0].status is status and not pair[0].by_person]
        if own:
            said.append(_advised(_ADVISED[status], own))
    return tuple(said[:2])


def _advised(doing: str, made: Sequence[tuple[Advice, Recommendation]]) -> str:
    subjects = [each for item, _ in made for each in item.subjects]
    return f"{doing}: {_titles(subjects)} ({_numbers([numbered for _, numbered in made])})."


def _standing(own: Sequence[Subject], apart: int) -> str:
    """ "Van de 14 ambities voldoen er 6; 5 voldoen deels en …"; `apart`: how many do not apply."""
    met = sum(each.status is Status.VOLDOET for each in own)
    if met == len(own):
        head = "De enige ambitie voldoet" if met == 1 else f"Alle {met} ambities voldoen"
    elif len(own) == 1:
        head = f"De enige ambitie {next(one for status, one, _ in _COUNTED if own[0].status is status)}"
    else:
        head = f"Van de {len(own)} ambities {'voldoet' if met < 2 else 'voldoen'} er {met or 'geen'}"
        rest = [(sum(each.status is status for each in own), one, more) for status, one, more in _COUNTED]
        head += f"; {listed([counted(count, one, more) for count, one, more in rest if count])}"
    if not apart:
        return f"{head}."
    return f"{head} ({counted(apart, 'andere ambitie geldt', 'andere ambities gelden')} niet voor deze organisatie)."


def _weakest(own: Sequence[Subject]) -> list[Subject]:
    """Those of the weakest verdict that there is, in the order of the norms."""
    for status in _WEAKEST:
        if found := [each for each in own if each.status is status]:
            return found
    return []


def _named(subjects: Sequence[Subject]) -> str:
    return listed([f"{quoted(each.ambition.title)} ({each.short})" for each in subjects], MOST_NAMES)


def _titles(subjects: Sequence[Subject]) -> str:
    return listed(list(dict.fromkeys(quoted(each.ambition.title) for each in subjects)), 3)


def _numbers(made: Sequence[Recommendation]) -> str:
    numbers = [each.number for each in made]
    return f"{'aanbeveling' if len(numbers) == 1 else 'aanbevelingen'} {listed(numbers, 5)}"


def _whose(own: Sequence[Subject]) -> str:
    decided = sum(each.decided or each.entry.settled for each in own)
    if not decided:
        return "Al deze oordelen zijn voorstellen van de machine; nog geen is door een mens beoordeeld."
    if decided == len(own):
        return "Al deze oordelen zijn door een mens gegeven of nagelopen."
    rest = len(own) - decided
    seen = f"{decided} van de {len(own)} oordelen {'is' if decided == 1 else 'zijn'} door een mens gegeven of nagelopen"
    return (
        f"{seen}; {'het andere is een voorstel' if rest == 1 else f'de andere {rest} zijn voorstellen'} van de machine."
    )
