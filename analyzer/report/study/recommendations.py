"""What to do about the ambitions that fall short: a person's advice first, then what follows from the verdicts.

Ambitions that ask the same, of both norms, become one recommendation. Its steps are the actions of the norms.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analyzer.norms import load_crosswalk
from analyzer.report.plain_text import printable
from analyzer.report.study.findings import joined
from analyzer.report.study.scan_data import aids, names
from analyzer.report.study.subjects import Subject
from analyzer.report.study.values import Aid, Recommendation
from analyzer.report.takeable_actions import takeable
from analyzer.report.wording import LACKING, QUALIFIER, counted, listed
from analyzer.types import CrosswalkRelation, OrganisationType, Qualifier, State, Status

MOST_STEPS = 4
MOST_AIDS = 3
_FIRST, _SECOND = "groningse-norm", "noord-hollandse-norm"
# The most telling first: what is denied, then what nobody could find, what is announced, what falls short.
_URGENCY = (Status.ONTBREEKT, Status.NIET_AANGETROFFEN, Status.GEPLAND, Status.DEELS)
# What to do about an element, by why it falls short.
_DO = {
    LACKING[State.ABSENT]: "Regel dit alsnog",
    LACKING[State.NOT_FOUND]: "Ga na of dit elders is geregeld en lever dat stuk aan; regel het anders alsnog",
    LACKING[State.PLANNED]: "Voer uit wat is aangekondigd, met een eigenaar en een datum",
    QUALIFIER[Qualifier.CONTRADICTED]: "Zoek uit wat klopt en leg dat vast",
    QUALIFIER[Qualifier.OUTDATED]: "Werk dit bij",
    QUALIFIER[Qualifier.ONE_OFF]: "Doe dit voortaan in een vast ritme",
    "": "Maak dit volledig",
}
_BY_PERSON = "Volgens de beoordelaar is dit nog niet op orde. Neem diens onderbouwing als vertrekpunt."
_WORD = re.compile(r"[a-zà-ÿ]{5,}")
_STEM = 6  # characters by which words count as one


@dataclass(frozen=True)
class Advice:
    """A recommendation before it has its number. `status`: the most urgent of its ambitions'."""

    text: str
    subjects: tuple[Subject, ...]
    status: Status | None
    by_person: bool


def advice(subjects: Sequence[Subject]) -> tuple[Advice, ...]:
    """Of one pillar, in the order in which they are told."""
    own = _by_people(subjects)
    rest = [each for each in subjects if each.open and not _said(each)]
    made = [_by_machine(group) for group in _merged(rest)]
    return (*own, *sorted(made, key=lambda each: _rank(each.status)))


def recommendation(item: Advice, number: str, kind: OrganisationType) -> Recommendation:
    layers = [each.entry.layer for each in item.subjects if each.entry.layer is not None]
    return Recommendation(
        number=number,
        title=" / ".join(dict.fromkeys(each.ambition.title for each in item.subjects)),
        text=item.text,
        ambitions=tuple(each.name for each in item.subjects),
        steps=_steps(item.subjects, kind),
        aids=_aids(item.subjects, kind),
        owner=_all(each.owner for each in layers),
        due=_all(each.due for each in layers),
        by_person=item.by_person,
    )


def _said(subject: Subject) -> str:
    """What a person recommends; empty: nothing."""
    return " ".join(subject.entry.layer.recommendation) if subject.entry.layer else ""


def _by_people(subjects: Sequence[Subject]) -> tuple[Advice, ...]:
    """Also for an ambition that meets. The same words for the same owner and day are one recommendation."""
    groups: dict[tuple[str, str, str], list[Subject]] = {}
    for each in subjects:
        if (text := _said(each)) and each.entry.layer:
            groups.setdefault((text, each.entry.layer.owner, each.entry.layer.due), []).append(each)
    return tuple(
        Advice(text=text, subjects=tuple(group), status=_worst(group), by_person=True)
        for (text, _, _), group in groups.items()
    )


def _merged(subjects: Sequence[Subject]) -> list[list[Subject]]:
    """Ambitions of both norms that ask the same, or of which one asks all that the other asks, together."""
    groups = [[each] for each in subjects]
    for link in load_crosswalk():
        if link.relation is CrosswalkRelation.OVERLAPS:
            continue
        one = _group(groups, _FIRST, link.groningse_norm)
        other = _group(groups, _SECOND, link.noord_hollandse_norm)
        if one is not None and other is not None and one is not other:
            one += other
            groups = [group for group in groups if group is not other]
    return groups


def _group(groups: Sequence[list[Subject]], norm: str, ambition: str) -> list[Subject] | None:
    for group in groups:
        if any(each.norm.id == norm and each.ambition.id == ambition for each in group):
            return group
    return None


def _by_machine(group: Sequence[Subject]) -> Advice:
    return Advice(
        text=" ".join(_parts(group)) or _BY_PERSON,
        subjects=tuple(group),
        status=_worst(group),
        by_person=False,
    )


def _parts(group: Sequence[Subject]) -> tuple[str, ...]:
    """What to do, by how each essential element falls short."""
    found: dict[str, dict[str, None]] = {}
    for each in group:
        for lack in each.entry.lacks:
            reason = next(reason for reason in _DO if reason in lack.why)
            found.setdefault(reason, {})[lack.text] = None
    return tuple(f"{doing}. Het doel: {joined(found[reason])}." for reason, doing in _DO.items() if reason in found)


def _worst(group: Sequence[Subject]) -> Status | None:
    return min((each.status for each in group), key=_rank)


def _rank(status: Status | None) -> int:
    return _URGENCY.index(status) if status in _URGENCY else len(_URGENCY)


def _steps(group: Sequence[Subject], kind: OrganisationType) -> tuple[str, ...]:
    """The norms' actions: first those that speak of what is not there yet. How many more the norms have, is said."""
    scored: dict[str, tuple[int, str]] = {}
    for each in group:
        lacking = _stems(row.text for row in each.entry.elements if row.state is not State.IN_FORCE or row.short)
        there = _stems(row.text for row in each.entry.elements if row.state is State.IN_FORCE and not row.short)
        for action in takeable(each.ambition.actions, kind):
            words = _stems((action.title, action.text))
            title = printable(action.title)
            text = title if action.text.strip() == action.title.strip() else f"{title}: {printable(action.text)}"
            scored.setdefault(title, (len(words & there) - len(words & lacking), text))
    found = [text for _, text in sorted(scored.values(), key=lambda pair: pair[0])]
    if len(found) <= MOST_STEPS + 1:
        return tuple(found)
    more = counted(len(found) - MOST_STEPS, "andere actie", "andere acties")
    return (
        *found[:MOST_STEPS],
        f"Bij deze ambities noemt de norm nog {more}." if len(group) > 1 else f"De norm noemt nog {more}.",
    )


def _stems(texts: Iterable[str]) -> set[str]:
    return {word[:_STEM] for text in texts for word in _WORD.findall(text.lower())}


def _aids(group: Sequence[Subject], kind: OrganisationType) -> tuple[Aid, ...]:
    """First what speaks of what is not there yet, then what is made for few ambitions."""
    open_texts = [lack.text for each in group for lack in each.entry.lacks]
    wanted = _stems(open_texts or [each.ambition.title for each in group])
    fitting = [
        each
        for each in aids()
        if kind in each.types and any(names(each.ambitions, one.norm.id, one.ambition.id) for one in group)
    ]
    fitting.sort(key=lambda each: -len(_stems((each.name, each.text)) & wanted))
    return tuple(Aid(name=each.name, provider=each.provider, text=each.text) for each in fitting[:MOST_AIDS])


def _all(texts: Iterable[str]) -> str:
    found = [text for text in dict.fromkeys(texts) if text]
    return listed(found, len(found))
