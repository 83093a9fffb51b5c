"""What the yearly implementatieoverzicht of the Noord-Hollandse norm says, before any layout."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.report import wording
from analyzer.report.governance.action_list import ActionItem, Standing, action_list, quarter_in_words
from analyzer.report.governance.ambition_rows import AmbitionRow, ambition_rows
from analyzer.report.governance.course import ChangeRow, MomentRow, change_rows, moment_row, told_change
from analyzer.report.governance.organs import Organ, organ_of
from analyzer.report.governance.timeline import previous_of, series_of, yearly
from analyzer.report.outline import Outline, outline
from analyzer.report.plain_text import printable
from analyzer.report.source import Source, with_layers
from analyzer.report.wording import counted, listed
from analyzer.review.overview import series
from analyzer.review.values import ReviewedAssessment
from analyzer.types import Status
from ingest.types import Frozen


class ThemeOverview(Frozen):
    """One theme of the norm. `told`: how many of its ambitions are met, and what is open."""

    number: str
    title: str
    told: str
    rows: tuple[AmbitionRow, ...]


class ActionRow(Frozen):
    when: str
    ambition: str
    action: str
    owner: str
    standing: str


class ImplementationOverview(Frozen):
    """`year`: that of the last assessment; `earlier`: what the one before is called ("0-meting 2025"); empty: there is
    none. `first`: this is the first of all. `left`: the sentence on what nobody took on; empty: nothing."""

    year: int
    outline: Outline
    organ: Organ
    first: bool
    earlier: str
    moments: tuple[MomentRow, ...]
    told: tuple[str, ...]
    changes: tuple[ChangeRow, ...]
    themes: tuple[ThemeOverview, ...]
    actions: tuple[ActionRow, ...]
    left: str


def implementation_overview(source: Source) -> ImplementationOverview:
    past = series_of(source, source.report)
    before = previous_of(source, source.report)
    changes = change_rows(before, with_layers(source.report)) if before else ()
    items = tuple(item for item in action_list(source) if item.norm_id == source.norm.id)
    organisation = source.assessment.organisation
    return ImplementationOverview(
        year=source.assessment.peildatum.year,
        outline=outline(source.report),
        organ=organ_of(organisation, printable(organisation.name)),
        first=before is None,
        earlier=_called(before, past) if before else "",
        moments=_moments(past),
        told=_told(past, before, changes),
        changes=changes,
        themes=_themes(source, ambition_rows(source, before)),
        actions=tuple(_action(item) for item in items if item.taken),
        left=_left(items),
    )


def _called(report: ReviewedAssessment, past: Sequence[ReviewedAssessment]) -> str:
    year = report.assessment.peildatum.year
    return f"0-meting {year}" if report == past[0] else f"meting {year}"


def _moments(past: Sequence[ReviewedAssessment]) -> tuple[MomentRow, ...]:
    shown = yearly(past)
    labels = [_called(each, past) for each in shown]
    return tuple(
        moment_row(f"{label[:1].upper()}{label[1:]}", moment)
        for label, moment in zip(labels, series(shown), strict=True)
    )


def _told(
    past: Sequence[ReviewedAssessment], before: ReviewedAssessment | None, changes: Sequence[ChangeRow]
) -> tuple[str, ...]:
    if before is None:
        return ("Dit is de 0-meting: de eerste uitkomst in dit dossier, waarmee elk volgend jaar wordt vergeleken.",)
    first, now = past[0], past[-1]
    since = wording.day(first.assessment.peildatum)
    then, total = _met(first)
    met, _ = _met(now)
    told = [
        f"Bij de 0-meting van {since} {'voldeed' if then == 1 else 'voldeden'} er {then} van de "
        f"{counted(total, 'ambitie', 'ambities')}; nu {'voldoet' if met == 1 else 'voldoen'} er {met}."
    ]
    told.append(told_change(changes, wording.day(before.assessment.peildatum)))
    if len(before.documents) != len(now.documents):
        told.append(
            f"Toen zijn {counted(len(before.documents), 'document', 'documenten')} bekeken en nu {len(now.documents)}; "
            "een deel van het verschil kan daardoor komen."
        )
    return tuple(told)


def _met(report: ReviewedAssessment) -> tuple[int, int]:
    """How many ambitions are met, and how many hold for this organisation."""
    statuses = [each.status for each in report.findings if each.status is not Status.NVT]
    return statuses.count(Status.VOLDOET), len(statuses)


def _themes(source: Source, rows: Sequence[AmbitionRow]) -> tuple[ThemeOverview, ...]:
    return tuple(
        ThemeOverview(
            number=pillar.id,
            title=printable(pillar.title),
            told=_standing([row for row in rows if row.pillar == pillar.id]),
            rows=tuple(row for row in rows if row.pillar == pillar.id),
        )
        for pillar in source.norm.pillars
    )


def _standing(rows: Sequence[AmbitionRow]) -> str:
    asked = [row for row in rows if row.mark.key != Status.NVT.value]
    met = sum(row.mark.key == Status.VOLDOET.value for row in asked)
    told = f"{met} van de {counted(len(asked), 'ambitie', 'ambities')} {'voldoet' if met == 1 else 'voldoen'}"
    if before := [row for row in asked if row.before]:
        told += f"; bij de vorige meting {_then(before)}"
    left = [row.id for row in asked if row.standing is Standing.OPEN]
    return f"{told}. Nog niet belegd: {listed(left)}." if left else f"{told}."


def _then(rows: Sequence[AmbitionRow]) -> str:
    met = sum(row.before is not None and row.before.key == Status.VOLDOET.value for row in rows)
    return f"{'voldeed' if met == 1 else 'voldeden'} er {met}"


def _action(item: ActionItem) -> ActionRow:
    return ActionRow(
        when=quarter_in_words(item.due) if item.due else "nog te plannen",
        ambition=f"{item.ambition} {item.title}",
        action=printable(item.text),
        owner=item.owner or "nog te bepalen",
        standing=item.standing.value,
    )


def _left(items: Sequence[ActionItem]) -> str:
    left = [item.ambition for item in items if item.standing is Standing.OPEN]
    if not left:
        return ""
    number = counted(len(left), "ambitie", "ambities")
    return (
        f"Voor {number} is nog niets belegd: {listed(left, 20)}. In hoofdstuk 3 staat bij elk een stap die de norm "
        "noemt; dat is een voorstel."
    )
