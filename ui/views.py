"""What the pages show, from the outline of a report: choices, selections, stages of the work. Pure; no widgets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from analyzer.report.entries import Entry
from analyzer.report.outline import DocumentRow, Outline
from analyzer.report.wording import MARKS, Mark, counted
from ingest.types import Frozen
from ui.assess import REPORTS_STAGE
from ui.job import Step

ALL = ""  # the choice that filters nothing
Choice = tuple[str, str]  # what is shown, and what it stands for


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


def status_choices(outline: Outline) -> list[Choice]:
    """The outcomes that occur, with their number, after "alle oordelen"."""
    found = [tally for tally in tallies(outline.counts) if tally.count]
    return [("Alle oordelen", ALL), *((f"{each.mark.label} ({each.count})", each.mark.key) for each in found)]


def chosen_entries(outline: Outline, pillar: str | None, status: str | None) -> tuple[Entry, ...]:
    """The ambitions that pass the filters, in the order of the norm. `status` is the key of a mark."""
    return tuple(
        entry
        for entry in outline.entries
        if (not pillar or entry.pillar == pillar) and (not status or entry.mark.key == status)
    )


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


def stages(step: Step, norm_titles: Sequence[str]) -> tuple[Stage, ...]:
    """The whole work with how far it is: reading, then each norm, then the reports. `norm_titles` are short titles."""
    labels = ["Documenten lezen", *(f"Toetsen aan de {title}" for title in norm_titles), "Rapporten maken"]
    at = _stage_at(step, norm_titles)
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


def _stage_at(step: Step, norm_titles: Sequence[str]) -> int:
    if step.what == REPORTS_STAGE:
        return len(norm_titles) + 1
    return next((i for i, title in enumerate(norm_titles, 1) if step.what.startswith(f"{title}: ")), 0)


def _note(step: Step, at: int) -> str:
    if not step.of:
        return "begonnen"
    if at == 0 and step.done == step.of:
        return f"{step.done} van {step.of}; de tekst wordt doorzoekbaar gemaakt"
    return f"{step.done} van {step.of}"
