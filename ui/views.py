"""What the pages show, from the outline of a report: choices, selections, stages of the work. Pure; no widgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from analyzer.report.entries import Entry
from analyzer.report.outline import DocumentRow, Outline
from analyzer.report.wording import MARKS, Mark, counted
from ingest.types import Frozen
from ui.assess import BY_MODEL, REPORTS_STAGE
from ui.job import Step

ALL = ""  # the choice that filters nothing
Choice = tuple[str, str]  # what is shown, and what it stands for


@dataclass(frozen=True)
class Filters:
    """What the list of ambitions is narrowed to. `status` is the key of a mark; `disputed`: where two judges differ."""

    pillar: str | None = ALL
    status: str | None = ALL
    disputed: bool = False


class Tally(Frozen):
    """How many ambitions have an outcome."""

    mark: Mark
    count: int


class Stage(Frozen):
    """A stretch of the work, for the progress panel. `share`: 0–100."""

    label: str
    note: str
    state: Literal["done", "busy", "waiting"]
    share: int


def tallies(counts: Sequence[int]) -> tuple[Tally, ...]:
    """The outcomes with their numbers, in the order of `MARKS`; "niet beoordeeld" only where it occurs."""
    return tuple(
        Tally(mark=mark, count=count)
        for (status, mark), count in zip(MARKS.items(), counts, strict=True)
        if count or status is not None
    )


def pillar_choices(outline: Outline) -> list[Choice]:
    """All pillars of the norm, after "alle pijlers"."""
    return [("Alle pijlers", ALL), *((f"{each.id}. {each.title}", each.id) for each in outline.sections)]


def status_choices(outline: Outline, chosen: str | None = None) -> list[Choice]:
    """The outcomes that occur, with their number, after "alle oordelen"; and `chosen`, so that it can stay chosen."""
    found = [
        Tally(mark=mark, count=count)
        for mark, count in zip(MARKS.values(), outline.counts, strict=True)
        if count or mark.key == chosen
    ]
    return [("Alle oordelen", ALL), *((f"{each.mark.label} ({each.count})", each.mark.key) for each in found)]


def chosen_entries(outline: Outline, filters: Filters) -> tuple[Entry, ...]:
    """The ambitions that pass the filters, in the order of the norm."""
    return tuple(
        entry
        for entry in outline.entries
        if (not filters.pillar or entry.pillar == filters.pillar)
        and (not filters.status or entry.mark.key == filters.status)
        and (not filters.disputed or entry.disputed)
    )


def disputed_entries(outline: Outline) -> tuple[Entry, ...]:
    """The ambitions on which two judges differ."""
    return tuple(entry for entry in outline.entries if entry.disputed)


def twice_judged(outline: Outline) -> bool:
    """Whether a second judge looked at any ambition."""
    return any(entry.second is not None for entry in outline.entries)


def shown_entry(entries: Sequence[Entry], ambition: str | None) -> Entry | None:
    """The ambition asked for, or else the first of the list; None when the list is empty."""
    return next((entry for entry in entries if entry.id == ambition), entries[0] if entries else None)


def neighbour(entries: Sequence[Entry], ambition: str | None, distance: int) -> str | None:
    """The id of the ambition `distance` places further in the list; the ends of the list are its limits."""
    ids = [entry.id for entry in entries]
    if not ids:
        return None
    if ambition not in ids:
        return ids[0]
    return ids[min(max(ids.index(ambition) + distance, 0), len(ids) - 1)]


def list_caption(shown: int, outline: Outline) -> str:
    """How much of the norm the list shows: "12 van 29 ambities"."""
    total = len(outline.entries)
    return counted(total, "ambitie", "ambities") if shown == total else f"{shown} van {total} ambities"


def documents_of(outline: Outline) -> tuple[DocumentRow, ...]:
    """All files, those of which something was not read first."""
    return (*outline.unread, *outline.documents)


def stages(step: Step, norm_titles: Sequence[str], layered: bool = False) -> tuple[Stage, ...]:
    """The whole work with how far it is: reading, then each norm, then the reports. `norm_titles` are short titles.

    `layered`: the rules judge all norms first, and then the language model does.
    """
    labels = ["Documenten lezen", *(f"Toetsen aan de {title}" for title in norm_titles)]
    if layered:
        labels += [f"Taalmodel: {title}" for title in norm_titles]
    labels.append("Rapporten maken")
    at = len(labels) - 1 if step.what == REPORTS_STAGE else _stage_at(step, norm_titles, layered)
    made = []
    for index, label in enumerate(labels):
        if index < at:
            made.append(Stage(label=label, note="klaar", state="done", share=100))
        elif index > at:
            made.append(Stage(label=label, note="", state="waiting", share=0))
        else:
            share = 100 * step.done // step.of if step.of else 0
            made.append(Stage(label=label, note=_note(step, at), state="busy", share=share))
    return tuple(made)


def _stage_at(step: Step, norm_titles: Sequence[str], layered: bool) -> int:
    number = next((i for i, title in enumerate(norm_titles, 1) if step.what.startswith(f"{title}: ")), 0)
    by_model = layered and number and step.what.endswith(BY_MODEL)
    return number + len(norm_titles) if by_model else number


def _note(step: Step, at: int) -> str:
    if not step.of:
        return "begonnen"
    if at == 0 and step.done == step.of:
        return f"{step.done} van {step.of}; de tekst wordt doorzoekbaar gemaakt"
    return f"{step.done} van {step.of}"
