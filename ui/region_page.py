"""The page "Regio": how all organisations that someone may see stand on one norm, beside each other."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import gradio as gr

from analyzer.norms import NORM_IDS, load_norm
from analyzer.report.wording import MARKS
from analyzer.review.region import HeatMap, RegionRow, region
from analyzer.store.desk import Desk
from analyzer.store.values import Dossier, DossierSummary
from analyzer.types import OrganisationType
from ui import rendering
from ui.places import Place, address
from ui.region_views import SORTS, Assessed, Wanted, region_view
from ui.report_views import Choice
from ui.shell import DIRECT, Updates, shell
from ui.theme import asset
from ui.workplace import Workplace


def region_page(workplace: Workplace, page: gr.Blocks) -> None:
    """Lays out the page and wires it."""
    around = shell(workplace, Place.REGION, page)
    scripts = asset("keep_place.js") + asset("choices.js") + asset("heat_map.js")
    rows = _Rows()
    waiting = rendering.render("loading", what="Het overzicht wordt gemaakt")
    body = gr.HTML(waiting, js_on_load=scripts, apply_default_css=False, elem_id="regio")

    @around.answers
    def opened(request: gr.Request) -> Updates:
        desk = workplace.desk(request)
        return {body: _shown(desk, request.query_params, rows), around.message: ""}

    page.load(opened, None, [body, around.message], **DIRECT)
    body.select(opened, None, [body, around.message], **DIRECT, trigger_mode="always_last")


def _shown(desk: Desk, asked: Mapping[str, Any], rows: _Rows) -> str:
    norm_id = _norm(desk, str(asked.get("norm", "")))
    norm = load_norm(norm_id)
    pillars = {pillar.id for pillar in norm.pillars}
    kinds = {each.value for each in norm.binds}
    wanted = Wanted(
        pillar=_one_of(asked.get("pijler"), pillars),
        kind=_one_of(asked.get("soort"), kinds),
        sort=_one_of(asked.get("volgorde"), {value for value, _ in SORTS}) or "naam",
        all_dates=asked.get("eerdere") == "ja",
    )
    assessed, unassessed = region_of(desk, norm_id, rows)
    view = region_view(norm, assessed, unassessed, wanted)
    return rendering.render(
        "region",
        view=view,
        wanted=wanted,
        norms=[Choice(value=each, label=load_norm(each).short_title, chosen=each == norm_id) for each in NORM_IDS],
        pillars=[
            Choice(value=each.id, label=f"{each.id}. {each.title}", chosen=each.id == wanted.pillar)
            for each in norm.pillars
        ],
        kinds=[Choice(value=each, label=each.capitalize(), chosen=each == wanted.kind) for each in _kinds(kinds)],
        sorts=[Choice(value=value, label=label, chosen=value == wanted.sort) for value, label in SORTS],
        marks=tuple(MARKS.values()),
        dossiers=address(Place.DOSSIERS),
    )


class _Rows:
    """The rows that were made before, by dossier and norm, each as of a change of the dossier. Safe between threads.

    It asks nobody who they are: what is looked up here was just seen at the desk of whoever asks.
    """

    def __init__(self, most: int = 2000) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, str], tuple[datetime, HeatMap]] = OrderedDict()

    def of(self, desk: Desk, summary: DossierSummary, norm_id: str) -> HeatMap | None:
        key = summary.dossier.id, norm_id
        with self._lock:
            kept = self._kept.get(key)
        if kept is not None and kept[0] == summary.changed:
            return kept[1]
        report = desk.reviewed(summary.dossier.id, norm_id)
        made = region([RegionRow(dossier=summary.dossier.id, report=report)]) if report is not None else None
        if made is not None and summary.changed is not None:
            with self._lock:
                self._kept[key] = (summary.changed, made)
                self._kept.move_to_end(key)
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)
        return made


def region_of(desk: Desk, norm_id: str, rows: _Rows) -> tuple[tuple[Assessed, ...], tuple[Dossier, ...]]:
    """How every dossier that may be seen stands on this norm, and those that have it and were not assessed on it."""
    found, unassessed = [], []
    for summary in desk.dossiers():
        there = any(each.norm_id == norm_id for each in summary.latest)
        made = rows.of(desk, summary, norm_id) if there else None
        if made is not None:
            found.append(Assessed(summary.dossier, made))
        elif norm_id in summary.dossier.norm_ids:
            unassessed.append(summary.dossier)
    return tuple(found), tuple(unassessed)


def _norm(desk: Desk, asked: str) -> str:
    """The norm asked for, or else the one that most dossiers have."""
    if asked in NORM_IDS:
        return asked
    held = [norm_id for summary in desk.dossiers() for norm_id in summary.dossier.norm_ids]
    return max(NORM_IDS, key=held.count)


def _one_of(asked: object, known: set[str]) -> str:
    """What was asked for where it is known; "" otherwise: the address is anybody's to write."""
    return asked if isinstance(asked, str) and asked in known else ""


def _kinds(bound: set[str]) -> list[str]:
    return [each.value for each in OrganisationType if each.value in bound]
