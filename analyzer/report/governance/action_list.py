"""What is to be done, by whom and when: what people took on, and a first step for what nobody took on yet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum

from analyzer.norms import load_crosswalk
from analyzer.report import wording
from analyzer.report.conclusions import lacking_elements
from analyzer.report.governance.agreements import GRONINGEN, NOORD_HOLLAND
from analyzer.report.governance.decisions import whose
from analyzer.report.plain_text import printable
from analyzer.report.source import Source, with_layers
from analyzer.report.takeable_actions import takeable
from analyzer.report.wording import Mark
from analyzer.review.values import ReviewedAssessment, ReviewedFinding
from analyzer.types import Action, Ambition, OrganisationType, Status
from ingest.types import Frozen

_DONE_WITH = (Status.VOLDOET, Status.NVT)
_LOOK_FIRST = "Ga eerst na of hierover een document bestaat dat niet is aangeleverd. Zo niet: "
_KEEP = "Leg vast waaruit blijkt dat dit is geregeld."
_CLEARLY = 2  # words
_NOT_ASSESSED = "De toets van deze ambitie is niet gelukt. Beoordeel haar zelf of voer de toets opnieuw uit."


class Origin(StrEnum):
    """Where the text of an action comes from, in Dutch."""

    REVIEWER = "aanbeveling van de beoordelaar"
    MACHINE = "aanbeveling van de machine"
    NORM = "stap die de norm noemt"


class Standing(StrEnum):
    """How an action stands, in Dutch."""

    LATE = "over tijd"
    RUNNING = "loopt"
    MET = "ambitie voldoet"
    OPEN = "voorstel – nog niet belegd"


class ActionItem(Frozen):
    """One ambition with what is to be done for it. `norm`: its short title; `name`: what the ambition is called among
    the norms of the paper ("2.4", "Groningse norm 2.4"). `whose`: whose verdict `mark` is. `text` may have many lines.
    `lacks`: the elements that fall short, by the machine. `related`: ambitions of the paper's other norm that ask for
    about the same. `saves`: how often people edited it.

    `owner` empty: nobody; `due` None: no date. With neither it is a proposal.
    """

    norm_id: str
    norm: str
    ambition: str
    name: str
    title: str
    pillar: str
    status: Status | None
    mark: Mark
    whose: str
    text: str
    origin: Origin
    standing: Standing
    owner: str = ""
    due: date | None = None
    lacks: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    saves: int = 0
    reviewed: bool = False

    @property
    def quarter(self) -> str:
        """The quarter in which it is due ("2026-Q2"); empty without a date."""
        return quarter_of(self.due) if self.due else ""

    @property
    def taken(self) -> bool:
        """Whether a person gave it an owner or a date."""
        return self.standing is not Standing.OPEN


def quarter_of(day: date) -> str:
    return f"{day.year}-Q{(day.month + 2) // 3}"


def quarter_in_words(day: date) -> str:
    return f"{(day.month + 2) // 3}e kwartaal {day.year}"


def action_list(source: Source) -> tuple[ActionItem, ...]:
    """First what people took on, by date and those without one last; then proposals for every open ambition that
    nobody took on, in the order of the norms."""
    related = _related(source)
    taken: list[ActionItem] = []
    proposed: list[ActionItem] = []
    for report in source.reports:
        layered = with_layers(report)
        found = {each.finding.ambition: each for each in layered.findings}
        for ambition in report.norm.ambitions:
            each = found[ambition.id]
            own = bool(each.review.owner or each.review.due)
            if own or _open(each):
                item = _item(source, layered, ambition, each)
                item = item.model_copy(update={"related": related.get((report.norm.id, ambition.id), ())})
                (taken if own else proposed).append(item)
    taken.sort(key=lambda item: (item.due is None, item.due or source.today))
    return (*taken, *proposed)


def _item(source: Source, report: ReviewedAssessment, ambition: Ambition, each: ReviewedFinding) -> ActionItem:
    texts = {criterion.id: printable(criterion.text).rstrip(".") for criterion in ambition.criteria}
    lacks = tuple(texts[name] for name in lacking_elements(ambition, each.finding)) if _open(each) else ()
    origin, text = _text(ambition, each, lacks, report.assessment.organisation.type)
    short = printable(report.norm.short_title)
    pillar = next((pillar for pillar in report.norm.pillars if pillar.id == ambition.pillar), None)
    return ActionItem(
        norm_id=report.norm.id,
        norm=short,
        ambition=ambition.id,
        name=f"{short} {ambition.id}" if len(source.reports) > 1 else ambition.id,
        title=printable(ambition.title),
        pillar=printable(f"{pillar.id} {pillar.title}") if pillar else "",
        status=each.status,
        mark=wording.mark(each.status),
        whose=whose(each),
        text=text,
        origin=origin,
        standing=_standing(each, source.today),
        owner=printable(each.review.owner),
        due=each.review.due,
        lacks=lacks,
        saves=each.review.number,
        reviewed=not each.open,
    )


def _open(each: ReviewedFinding) -> bool:
    return each.status not in _DONE_WITH


def _standing(each: ReviewedFinding, today: date) -> Standing:
    if not each.review.owner and not each.review.due:
        return Standing.OPEN
    if not _open(each):
        return Standing.MET
    return Standing.LATE if each.review.due and each.review.due < today else Standing.RUNNING


def _text(
    ambition: Ambition, each: ReviewedFinding, lacks: Sequence[str], kind: OrganisationType
) -> tuple[Origin, str]:
    """What is to be done: what a person wrote, or else a step of the norm, or else what the machine advised."""
    written = _lines(each.review.recommendation or "")
    if written:
        return Origin.REVIEWER, written
    if each.status is None:
        return Origin.MACHINE, _NOT_ASSESSED
    if each.status in _DONE_WITH or not ambition.actions:
        return Origin.MACHINE, _lines(each.finding.recommendation) or _KEEP
    action = _fitting(takeable(ambition.actions, kind), lacks)
    step = printable(action.text or action.title)
    return Origin.NORM, f"{_LOOK_FIRST}{_lowered(step)}" if each.status is Status.NIET_AANGETROFFEN else step


def _fitting(actions: Sequence[Action], lacks: Sequence[str]) -> Action:
    """The first action, unless another one has clearly more words in common with what lacks. Words of every action
    tell nothing."""
    words = [_stems(f"{action.title} {action.text}") for action in actions]
    wanted = _stems(" ".join(lacks)) - frozenset.intersection(*words)
    common = [len(each & wanted) for each in words]
    best = max(range(len(actions)), key=lambda index: common[index])
    return actions[best] if common[best] >= common[0] + _CLEARLY else actions[0]


def _stems(text: str) -> frozenset[str]:
    """The longer words of a text, cut so that their inflections meet."""
    return frozenset(word[:6].casefold() for word in re.findall(r"\w{5,}", text))


def _lines(text: str) -> str:
    return "\n".join(line for part in text.splitlines() if (line := printable(part)))


def _lowered(text: str) -> str:
    """With a small first letter, but for an abbreviation."""
    return text if text[1:2].isupper() else f"{text[:1].lower()}{text[1:]}"


def _related(source: Source) -> Mapping[tuple[str, str], tuple[str, ...]]:
    """By norm and ambition, what the other norm of the paper asks alike."""
    names = {report.norm.id: printable(report.norm.short_title) for report in source.reports}
    if not {GRONINGEN, NOORD_HOLLAND} <= names.keys():
        return {}
    found: dict[tuple[str, str], list[str]] = {}
    for link in load_crosswalk():
        first, second = (GRONINGEN, link.groningse_norm), (NOORD_HOLLAND, link.noord_hollandse_norm)
        for here, (norm, ambition) in ((first, second), (second, first)):
            found.setdefault(here, []).append(f"{names[norm]} {ambition}")
    return {key: tuple(value) for key, value in found.items()}


def counts_of(items: Sequence[ActionItem]) -> Mapping[Standing, int]:
    """How many stand how; those that do not occur with 0."""
    return {standing: sum(item.standing is standing for item in items) for standing in Standing}
