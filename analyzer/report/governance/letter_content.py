"""What the letter to the council says, before any layout, and how it is kept within two pages: by saying less."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from math import ceil

from analyzer.report import wording
from analyzer.report.conclusions import Conclusion
from analyzer.report.governance.action_list import ActionItem, Standing, action_list, quarter_in_words
from analyzer.report.governance.agreements import Agreement, agreement_of
from analyzer.report.governance.decisions import Extent, extent_of, initials
from analyzer.report.governance.letter_change import changes_of
from analyzer.report.governance.letter_standing import SHOWN, StandingRow, standing_rows, standing_told, used_places
from analyzer.report.governance.organs import Organ, organ_of
from analyzer.report.plain_text import printable, shorten
from analyzer.report.source import Source, with_layers
from analyzer.report.wording import counted, listed
from analyzer.types import Status
from ingest.types import Frozen

NAME_LIMIT = 70  # characters of the organisation's name
_TITLE_LIMIT, _ACTION_LIMIT, _OWNER_LIMIT = 60, 120, 40
_MOST_NAMES = 12  # ambitions on which people decided otherwise
_SENTENCE = re.compile(r"(?<=[.?!])\s+(?=[A-Z])")
_URGENT = (Status.ONTBREEKT, Status.NIET_AANGETROFFEN, Status.GEPLAND, Status.DEELS, None)  # of open points, first
PAGES = 2
# Centimetres, on A4 with the margins of the letter, as a wide typeface takes them.
_ROOM = 53.5
_LINE, _LINE_CHARS = 0.43, 80
_ROW, _LABEL_CHARS, _CROWDED_CHARS = 0.4, 28, 20


class Brevity(Frozen):
    """How much the letter names: titles in a sentence, actions, open points; `parts`: a line for each pillar; `step`:
    characters of what may be done about an open point; 0: its first sentence, or nothing where that is long."""

    titles: int
    actions: int
    points: int
    parts: bool = True
    step: int = 0


_LEVELS = (
    Brevity(titles=3, actions=6, points=4, step=220),
    Brevity(titles=3, actions=5, points=3, step=160),
    Brevity(titles=3, actions=6, points=4),
    Brevity(titles=3, actions=5, points=3),
    Brevity(titles=2, actions=4, points=3),
    Brevity(titles=2, actions=3, points=2),
    Brevity(titles=1, actions=3, points=2),
    Brevity(titles=2, actions=4, points=2, parts=False),
    Brevity(titles=1, actions=3, points=1, parts=False),
    Brevity(titles=1, actions=1, points=1, parts=False),
)


class PlannedAction(Frozen):
    text: str
    ambition: str
    owner: str
    when: str


class Letter(Frozen):
    """`concept`: why this is a draft; empty: it is none. `agreed`: a paragraph for each norm. `rows`: the numbers.
    `standing`, `changes`: points with a heading. `undertaken`, `assigning`: sentences around `actions` and `points`.
    Text may hold marks of the form "[in te vullen: …]"."""

    organ: Organ
    organisation: str
    day: date
    subject: str
    concept: str
    intro: str
    agreed: tuple[str, ...]
    rows: tuple[StandingRow, ...]
    standing: tuple[Conclusion, ...]
    decided: str
    change_heading: str
    changes: tuple[Conclusion, ...]
    change_note: str
    undertaken: str
    actions: tuple[PlannedAction, ...]
    more_actions: str
    points: tuple[Conclusion, ...]
    assigning: str
    closing: str


def letter_content(source: Source, *, roomy: float = 1.0) -> Letter:
    """As full as fits on two pages. `roomy`: the share of the house style's room that there is (0–1)."""
    items = _shortly_named(source, action_list(source))
    made = (_letter(source, items, level) for level in _LEVELS)
    return next((letter for letter in made if height(letter) <= _ROOM * roomy), _letter(source, items, _LEVELS[-1]))


def _letter(source: Source, items: Sequence[ActionItem], level: Brevity) -> Letter:
    organisation = source.assessment.organisation
    name = shorten(printable(organisation.name), NAME_LIMIT)
    organ = organ_of(organisation, name)
    extent = extent_of(source.reports)
    agreements = [_agreement(source, place, organ) for place in range(len(source.reports))]
    norms = listed([f"de {printable(report.norm.short_title)}" for report in source.reports])
    changes, note = changes_of(source, level.titles)
    points, assigning = _points(items, level)
    return Letter(
        organ=organ,
        organisation=name,
        day=source.today,
        subject=f"Voortgang op {norms}",
        concept="" if extent.done else _concept(extent),
        intro=f"Met deze brief informeren wij u over onze voortgang op {norms}: afspraken tussen overheden om weerbaar "
        "te zijn tegen ondermijnende criminaliteit.",
        agreed=tuple(agreement.text for agreement in agreements),
        rows=standing_rows(source.reports, parts=level.parts),
        standing=standing_told(source.reports, level.titles, _TITLE_LIMIT),
        decided=_decided(source, extent),
        change_heading="Wat er is veranderd" if changes else "Eerste meting",
        changes=changes,
        change_note=note,
        undertaken=_undertaken(items),
        actions=tuple(_planned(item) for item in _running(items)[: level.actions]),
        more_actions=_more(len(_running(items)) - level.actions),
        points=points,
        assigning=assigning,
        closing=_closing(agreements, organ),
    )


def _shortly_named(source: Source, items: Sequence[ActionItem]) -> list[ActionItem]:
    """With "GN 2.4" for "Groningse norm 2.4": the table of numbers tells what that stands for."""
    if len(source.reports) == 1:
        return list(items)
    short = dict(zip((report.norm.id for report in source.reports), initials(source.reports), strict=True))
    return [item.model_copy(update={"name": f"{short[item.norm_id]} {item.ambition}"}) for item in items]


def _agreement(source: Source, place: int, organ: Organ) -> Agreement:
    report = source.reports[place]
    kind = report.assessment.organisation.type
    return agreement_of(report.norm, sum(kind in ambition.binds for ambition in report.norm.ambitions), organ)


def _concept(extent: Extent) -> str:
    told = []
    left = extent.of - extent.reviewed
    if left and not extent.reviewed:
        told.append(f"nog geen van de {extent.of} oordelen is door een mens beoordeeld")
    elif left:
        told.append(
            f"{left} van de {extent.of} oordelen {'is' if left == 1 else 'zijn'} nog niet door een mens beoordeeld"
        )
    if extent.shifted:
        number = counted(extent.shifted, "ambitie", "ambities")
        told.append(f"bij {number} is na de beoordeling iets veranderd")
    sentence = " en ".join(told)
    return f"{_capital(sentence)}. Stel deze brief pas vast als dat is gedaan."


def _decided(source: Source, extent: Extent) -> str:
    read = _files(source, "whole", "partly")  # what could not be opened at all has no checksum: names count too
    partly, not_read = _files(source, "partly"), _files(source, "not")
    told = (
        f"Een computerprogramma vergeleek {counted(len(read), 'document', 'documenten')} van ons met "
        f"{'de norm' if len(source.reports) == 1 else 'de normen'} (peildatum {_peildatum(source)}) en stelde oordelen "
        "voor; mensen beslissen. "
    )
    if partly:
        told += f"Van {counted(len(partly), 'document', 'documenten')} ontbreekt een deel van de tekst. "
    if not_read:
        told += f"{counted(len(not_read), 'bestand is', 'bestanden zijn')} niet te lezen en "
        told += f"{'telt' if len(not_read) == 1 else 'tellen'} niet mee. "
    if extent.reviewed:
        told += f"Van de {extent.of} oordelen {'is' if extent.reviewed == 1 else 'zijn'} er {extent.reviewed} door een "
        told += "mens beoordeeld; "
        told += f"{extent.overruled} keer ({_where(source)})" if extent.overruled else "nergens"
        told += " gaf die een ander oordeel dan het programma. "
    else:
        told += "Nog geen oordeel is door een mens beoordeeld. "
    if 0 < extent.untouched < extent.of:
        told += f"De overige {extent.untouched} zijn voorstellen. " if extent.untouched > 1 else "Eén is een voorstel. "
    return told + (
        "Een onderzoek van documenten toont of iets op papier is geregeld (opzet) en soms dat het is gedaan (bestaan), "
        "niet of het in de praktijk werkt (werking)."
    )


def _files(source: Source, *how: str) -> set[tuple[str, str]]:
    """The files of all reports, each once, that were read in one of these ways."""
    return {
        (document.sha256, document.name)
        for report in source.reports
        for document in report.assessment.documents
        if document.read in how
    }


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _peildatum(source: Source) -> str:
    days = sorted({report.assessment.peildatum for report in source.reports})
    return listed([wording.day(day) for day in days])


def _where(source: Source) -> str:
    """The ambitions on which a person decided otherwise."""
    several = len(source.reports) > 1
    names = [
        f"{short} {each.finding.ambition}" if several else each.finding.ambition
        for report, short in zip(source.reports, initials(source.reports), strict=True)
        for each in with_layers(report).findings
        if each.overruled
    ]
    return listed(names, _MOST_NAMES)


# --- what is to be done --------------------------------------------------------------------------------------------


def _running(items: Sequence[ActionItem]) -> list[ActionItem]:
    return [item for item in items if item.standing in (Standing.LATE, Standing.RUNNING)]


def _undertaken(items: Sequence[ActionItem]) -> str:
    running = _running(items)
    if all(item.standing is Standing.MET for item in items):
        return "Alle ambities die voor ons gelden, voldoen; er zijn geen open punten."
    if not running:
        return ""  # the sentence about what nobody took on says it
    late = sum(item.standing is Standing.LATE for item in running)
    told = f"Voor {counted(len(running), 'ambitie', 'ambities')} die nog niet "
    told += f"{'voldoet' if len(running) == 1 else 'voldoen'} is een actie belegd"
    return f"{told}; {late} daarvan {'is' if late == 1 else 'zijn'} over tijd." if late else f"{told}."


def _planned(item: ActionItem) -> PlannedAction:
    late = " (over tijd)" if item.standing is Standing.LATE else ""
    return PlannedAction(
        text=_sentence(item.text) or shorten(printable(item.text), _ACTION_LIMIT),
        ambition=f"{shorten(item.title, _TITLE_LIMIT)} ({item.name})",
        owner=shorten(item.owner, _OWNER_LIMIT) or "[in te vullen: wie]",
        when=f"{quarter_in_words(item.due)}{late}" if item.due else "[in te vullen: wanneer]",
    )


def _sentence(text: str) -> str:
    """The first sentence; empty where that is too long for a letter, or a question."""
    first = _SENTENCE.split(printable(text), maxsplit=1)[0]
    return first if len(first) <= _ACTION_LIMIT and not first.endswith("?") else ""


def _step(item: ActionItem, limit: int) -> str:
    """As many whole sentences as a point has room for."""
    if not limit:
        return _sentence(item.text)
    told = ""
    for sentence in _SENTENCE.split(printable(item.text)):
        if len(told) + len(sentence) >= limit:
            break
        told = f"{told} {sentence}".lstrip()
    return told or shorten(printable(item.text), limit)


def _more(number: int) -> str:
    if number < 1:
        return ""
    return f"En nog {counted(number, 'actie', 'acties')}; de actielijst bij deze brief noemt ze alle."


def _points(items: Sequence[ActionItem], level: Brevity) -> tuple[tuple[Conclusion, ...], str]:
    """The most important of what nobody took on, and the sentence about all of it."""
    left = [item for item in items if item.standing is Standing.OPEN]
    if not left:
        return (), ""
    first = sorted(left, key=lambda item: (_URGENT.index(item.status), not item.reviewed))[: level.points]
    told = tuple(
        Conclusion(
            heading=f"{shorten(item.title, _TITLE_LIMIT)} ({item.name})",
            text=f"{item.mark.label.lower()}. {_step(item, level.step)}".strip(),
        )
        for item in first
    )
    number = counted(len(left), "andere ambitie", "andere ambities")
    if not _running(items):
        number = counted(len(left), "ambitie", "ambities")
    assigning = (
        f"Voor {number} die nog niet {'voldoet' if len(left) == 1 else 'voldoen'} is nog niets belegd. Daarvoor wijzen "
        "wij vóór [in te vullen: datum] iemand aan."
    )
    steps = ", met een mogelijke stap" if all(_step(item, level.step) for item in first) else ""
    if rest := len(left) - len(told):
        assigning += f" De belangrijkste staan hieronder{steps}; nog {rest} staan in de actielijst."
    else:
        assigning += f" Hieronder staat welke{steps}."
    return told, assigning


def _closing(agreements: Sequence[Agreement], organ: Organ) -> str:
    again = listed(list(dict.fromkeys(agreement.again for agreement in agreements)))
    return (
        f"Wij informeren {organ.you} opnieuw {again}. Bij deze brief horen [in te vullen: bijlagen, zoals het rapport "
        "met alle vindplaatsen en de actielijst]. Met vragen kunt u terecht bij [in te vullen: naam en bereikbaarheid]."
    )


# --- how much room it takes ----------------------------------------------------------------------------------------


def height(letter: Letter) -> float:
    """The height of the letter in centimetres, estimated on the high side."""
    return sum(_heights(letter))


def _heights(letter: Letter) -> Iterator[float]:
    yield 4.8 + _ROW * ceil(len(letter.organ.addressee) / 60)  # letterhead, salutation
    yield 0.9 + _text(letter.concept) if letter.concept else 0.0
    for text in (letter.intro, *letter.agreed, letter.decided, letter.change_note, letter.undertaken):
        yield _text(text)
    for text in (letter.assigning, letter.more_actions, letter.closing):
        yield _text(text)
    for point in (*letter.standing, *letter.changes, *letter.points):
        yield _text(f"{point.heading}: {point.text}", indent=4)
    yield 4 * 0.87  # headings
    label = _LABEL_CHARS if len(used_places(letter.rows)) < len(SHOWN) else _CROWDED_CHARS
    yield 1.4 + sum(0.06 + _ROW * ceil(len(row.label) / label) for row in letter.rows)
    for action in letter.actions:
        yield 0.08 + _ROW * max(ceil(len(text) / width) for text, width in _columns(action))
    yield 0.8 if letter.actions else 0.0
    yield 2.9  # signatures


def _columns(action: PlannedAction) -> tuple[tuple[str, int], ...]:
    return ((action.text, 34), (action.ambition, 26), (action.owner, 22), (action.when, 13))


def _text(text: str, indent: int = 0) -> float:
    return _LINE * ceil(len(text) / (_LINE_CHARS - indent)) + 0.14 if text else 0.0
