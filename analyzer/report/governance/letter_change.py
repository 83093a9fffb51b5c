"""What changed since the assessment before, as the letter to the council tells it."""

from __future__ import annotations

from analyzer.report import wording
from analyzer.report.conclusions import Conclusion
from analyzer.report.governance.timeline import previous_of
from analyzer.report.plain_text import printable, shorten
from analyzer.report.source import Source, with_layers
from analyzer.report.wording import counted
from analyzer.review.comparing import AmbitionChange, Comparison, compare
from analyzer.review.differences import Cause
from analyzer.review.progress import Direction
from analyzer.types import Status

_TITLE_LIMIT = 60
_FIRST = "Er is geen eerdere toets. Deze uitkomst is de nulmeting waarmee wij de volgende vergelijken."


def changes_of(source: Source, titles: int) -> tuple[tuple[Conclusion, ...], str]:
    """A point for each norm with an earlier assessment, and what a reader must know of all of them together."""
    compared = []
    for report in source.reports:
        before = previous_of(source, report)
        if before is not None:
            compared.append((printable(report.norm.short_title), compare(before, with_layers(report))))
    if not compared:
        return (), _FIRST
    changes = tuple(_change(title, each, titles) for title, each in compared)
    return changes, _reserve([each for _, each in compared])


def _change(title: str, comparison: Comparison, titles: int) -> Conclusion:
    met = Status.VOLDOET.value
    before, after = comparison.before.counts[met], comparison.after.counts[met]
    better = comparison.with_direction(Direction.BETTER)
    worse = comparison.with_direction(Direction.WORSE)
    told = f"toen {'voldeed' if before == 1 else 'voldeden'} er {before}, nu {after}. "
    told += f"{counted(len(better), 'ambitie ging', 'ambities gingen')} vooruit"
    told += f", {len(worse)} achteruit ({_named(worse, titles)})." if worse else ", geen enkele ging achteruit."
    day = wording.day(comparison.before.peildatum)
    return Conclusion(heading=f"{title}, sinds {day}", text=told)


def _named(changes: tuple[AmbitionChange, ...], titles: int) -> str:
    names = [f"{shorten(printable(change.title), _TITLE_LIMIT)}" for change in changes]
    if len(names) <= titles + 1:
        return wording.listed(names)
    return f"{', '.join(names[:titles])} en nog {len(names) - titles}"


def _reserve(compared: list[Comparison]) -> str:
    """Why the two may differ in more than what the organisation did."""
    told = []
    sizes = {(each.before.documents, each.after.documents) for each in compared}
    moved = [each for each in compared if each.documents.added or each.documents.removed or each.documents.replaced]
    if moved and len(sizes) == 1:
        then, now = next(iter(sizes))
        numbers = f"{now} in plaats van {then}" if now != then else f"andere dan toen, weer {now}"
        told.append(f"Nu zijn er andere documenten bekeken ({numbers}); een deel van het verschil kan daardoor komen.")
    elif moved:
        told.append("Nu zijn er andere documenten bekeken; een deel van het verschil kan daardoor komen.")
    causes = {reason.cause for each in compared for reason in each.differences}
    if causes & {Cause.NORM, Cause.JUDGE}:
        told.append("Ook de norm of de werkwijze van het programma verschilt van die van toen.")
    if not any(each.before.reviewed for each in compared):
        told.append("De eerdere uitkomst was een voorstel van het programma, dat niet door mensen is beoordeeld.")
    return " ".join(told)
