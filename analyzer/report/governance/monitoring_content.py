"""What the half-yearly monitoring overview of the Groningse norm says, before any layout."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.report import wording
from analyzer.report.conclusions import Conclusion
from analyzer.report.governance.action_list import ActionItem, Standing, action_list
from analyzer.report.governance.ambition_rows import AmbitionRow, ambition_rows
from analyzer.report.governance.course import ChangeRow, MomentRow, change_rows, moment_row, moved, told_change
from analyzer.report.governance.timeline import before_half, series_of
from analyzer.report.outline import Outline, outline
from analyzer.report.plain_text import printable
from analyzer.report.source import Source, with_layers
from analyzer.report.wording import counted, listed
from analyzer.review.overview import HalfYear, Moment, monitoring
from analyzer.review.progress import Counts, PillarCounts
from analyzer.review.values import ReviewedAssessment
from analyzer.types import Status
from ingest.types import Frozen

_MOST_NAMES = 10  # ambitions that a point names
_MET = Status.VOLDOET.value
_COUNTED = tuple(status.value for status in Status if status is not Status.NVT)


class PillarRow(Frozen):
    """`met` and `before`: how many ambitions were met now and at the half-year before; None: there is none."""

    title: str
    ambitions: int
    before: int | None
    met: int
    partly: int
    open: int


class RegionQuestion(Frozen):
    """What the region asks of a party, with what can be said of it already and what a person must fill in."""

    question: str
    answer: tuple[str, ...]


class MonitoringOverview(Frozen):
    """`half`: the half-year of the last assessment; `since`: the peildatum of the one before; empty: there is none."""

    half: str
    outline: Outline
    since: str
    halves: tuple[MomentRow, ...]
    told: str
    pillars: tuple[PillarRow, ...]
    changes: tuple[ChangeRow, ...]
    rows: tuple[AmbitionRow, ...]
    points: tuple[Conclusion, ...]
    questions: tuple[RegionQuestion, ...]


def monitoring_overview(source: Source) -> MonitoringOverview:
    series = series_of(source, source.report)
    overview = monitoring(series, source.today)
    before = before_half(series)
    now = with_layers(source.report)
    changes = change_rows(before, now) if before else ()
    items = tuple(item for item in action_list(source) if item.norm_id == source.norm.id)
    since = wording.day(before.assessment.peildatum) if before else ""
    return MonitoringOverview(
        half=overview.halves[-1].label,
        outline=outline(source.report),
        since=since,
        halves=tuple(moment_row(_capital(half.label), half.moment) for half in overview.halves),
        told=told_change(changes, since) if since else "Dit is de eerste meting; zij geldt als nulmeting.",
        pillars=_pillars(overview.halves),
        changes=changes,
        rows=ambition_rows(source, before),
        points=_points(now, items, changes),
        questions=_questions(series, items, changes),
    )


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _pillars(halves: Sequence[HalfYear]) -> tuple[PillarRow, ...]:
    moments = [half.moment for half in halves if half.moment is not None]
    before = {each.id: each for each in moments[-2].pillars} if len(moments) > 1 else {}
    return tuple(_pillar(each, before.get(each.id)) for each in _last(moments).pillars)


def _last(moments: Sequence[Moment]) -> Moment:
    return moments[-1]


def _pillar(now: PillarCounts, before: PillarCounts | None) -> PillarRow:
    total = _counted(now.counts)
    met, partly = now.counts[_MET], now.counts[Status.DEELS.value]
    return PillarRow(
        title=printable(f"{now.id} {now.title}"),
        ambitions=total,
        before=before.counts[_MET] if before else None,
        met=met,
        partly=partly,
        open=total - met - partly,
    )


def _counted(counts: Counts) -> int:
    return sum(counts[name] for name in (*_COUNTED, ""))


# --- what to talk about --------------------------------------------------------------------------------------------


def _points(
    now: ReviewedAssessment, items: Sequence[ActionItem], changes: Sequence[ChangeRow]
) -> tuple[Conclusion, ...]:
    """What asks for a decision or a conversation, most pressing first."""
    shifted = [each.finding.ambition for each in now.findings if each.shift]
    unseen = [
        each.finding.ambition for each in now.findings if each.review.reviewed is None and each.status is not Status.NVT
    ]
    found = (
        ("Over tijd", _named(items, Standing.LATE), "Spreek af wat nodig is om deze alsnog af te ronden."),
        (
            "Achteruit",
            moved(changes, "achteruit"),
            "Ga na of er iets is vervallen of dat een stuk niet is aangeleverd.",
        ),
        ("Ontbreekt", _with(items, Status.ONTBREEKT), "De documenten zeggen zelf dat dit er niet is."),
        ("Niet belegd", _named(items, Standing.OPEN), "Wijs voor elk een verantwoordelijke en een datum aan."),
        (
            "Niet aangetroffen",
            _with(items, Status.NIET_AANGETROFFEN),
            "Ga na of het juiste document is aangeleverd; dit zegt niets over de organisatie zelf.",
        ),
        ("Nog te beoordelen", unseen, "Dit zijn nog voorstellen van de machine."),
        ("Opnieuw te bekijken", shifted, "Na de beoordeling veranderde iets in de documenten of in het voorstel."),
    )
    return tuple(
        Conclusion(
            heading=heading,
            text=f"{counted(len(names), 'ambitie', 'ambities')} ({listed(names, _MOST_NAMES)}). {advice}",
        )
        for heading, names, advice in found
        if names
    )


def _named(items: Sequence[ActionItem], standing: Standing) -> list[str]:
    return [item.ambition for item in items if item.standing is standing]


def _with(items: Sequence[ActionItem], status: Status) -> list[str]:
    return [item.ambition for item in items if item.status is status]


# --- what the region asks ------------------------------------------------------------------------------------------


def _questions(
    series: Sequence[ReviewedAssessment], items: Sequence[ActionItem], changes: Sequence[ChangeRow]
) -> tuple[RegionQuestion, ...]:
    first = wording.day(series[0].assessment.peildatum)
    fresh = [f"{row.title} ({row.id})" for row in changes if row.way == "vooruit" and row.after.key == _MET]
    stuck = [f"{item.title} ({item.ambition})" for item in items if item.status is Status.ONTBREEKT]
    soon = [f"{item.title} ({item.ambition})" for item in items if item.standing in (Standing.LATE, Standing.RUNNING)]
    return (
        RegionQuestion(
            question="Is aan de nulmeting en de halfjaarlijkse monitoring meegedaan?",
            answer=(
                f"De eerste meting in dit dossier is van {first}; dit is meting {len(series)}.",
                "[in te vullen: deelname aan de jaarlijkse inhoudelijke evaluatie]",
            ),
        ),
        RegionQuestion(
            question="Welke knelpunten zijn er?",
            answer=(
                f"Volgens de documenten ontbreekt: {listed(stuck)}." if stuck else "De documenten noemen er geen.",
                "[in te vullen: knelpunten die niet in documenten staan]",
            ),
        ),
        RegionQuestion(
            question="Wat is nodig van de regio of van partners?",
            answer=("[in te vullen: hulp, afspraken of voorzieningen die regionaal nodig zijn]",),
        ),
        RegionQuestion(
            question="Welke ervaringen zijn met anderen te delen?",
            answer=(
                *((f"Sinds de vorige meting voldoet: {listed(fresh)}.",) if fresh else ()),
                "[in te vullen: wat anderen hiervan kunnen gebruiken]",
            ),
        ),
        RegionQuestion(
            question="Wat zijn de speerpunten voor de komende periode?",
            answer=(
                *((f"Er lopen afspraken over: {listed(soon)}.",) if soon else ()),
                "[in te vullen: speerpunten voor het komende halfjaar]",
            ),
        ),
        RegionQuestion(
            question="Met wie is dit overzicht gedeeld en besproken?",
            answer=("[in te vullen: bestuurlijk overleg en datum]",),
        ),
    )
