"""The page "Ambities": a list to filter and choose from, and the chosen ambition in full beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from analyzer.norms import NORM_IDS, load_norm
from ui import rendering, views
from ui.assess import Outcome
from ui.sessions import Session, Sessions
from ui.theme import asset

_GONE = "Deze uitkomst is er niet meer."
_AGAIN = "De app is opnieuw gestart of dit tabblad was te lang weg. Voer de toets opnieuw uit."


@dataclass(frozen=True)
class AmbitionsPage:
    """The widgets of the page. `shown`: the id of the ambition in full, kept by the server."""

    empty: gr.HTML
    body: gr.Column
    norm: gr.Radio
    pillar: gr.Dropdown
    status: gr.Dropdown
    master: gr.HTML
    detail: gr.HTML
    before: gr.Button
    after: gr.Button
    shown: gr.State

    @property
    def widgets(self) -> list[Any]:
        """All that `updates` may change."""
        return [self.empty, self.body, self.norm, *self.parts]

    @property
    def parts(self) -> list[Any]:
        """What changes with the norm."""
        return [self.pillar, self.status, self.master, self.detail, self.shown]

    def updates(self, outcomes: tuple[Outcome, ...]) -> dict[Any, Any]:
        """The page for new outcomes, without filters; that there are none when there are none."""
        if not outcomes:
            return {self.empty: gr.update(visible=True), self.body: gr.update(visible=False)}
        choices = [(outcome.outline.norm_short, outcome.norm_id) for outcome in outcomes]
        return {
            self.empty: gr.update(visible=False),
            self.body: gr.update(visible=True),
            self.norm: gr.update(choices=choices, value=outcomes[0].norm_id, visible=len(outcomes) > 1),
            **self.fresh(outcomes[0]),
        }

    def fresh(self, outcome: Outcome | None) -> dict[Any, Any]:
        """Another norm: its own choices, no filter, its first ambition."""
        if outcome is None:
            return self.select(None, views.ALL, views.ALL, None)
        return {
            self.pillar: gr.update(choices=views.pillar_choices(outcome.outline), value=views.ALL),
            self.status: gr.update(choices=views.status_choices(outcome.outline), value=views.ALL),
            **self.select(outcome, views.ALL, views.ALL, None),
        }

    def select(
        self, outcome: Outcome | None, pillar: str | None, status: str | None, ambition: str | None, distance: int = 0
    ) -> dict[Any, Any]:
        """The list under these filters, and the ambition `distance` places from `ambition` in full."""
        if outcome is None:
            return {self.master: rendering.problems(_GONE, [_AGAIN]), self.detail: "", self.shown: None}
        entries = views.chosen_entries(outcome.outline, pillar, status)
        if distance:
            ambition = views.neighbour(entries, ambition, distance)
        entry = views.shown_entry(entries, ambition)
        pillars = {section.id: f"Pijler {section.id}: {section.title}" for section in outcome.outline.sections}
        return {
            self.master: rendering.ambitions(entries, views.list_caption(len(entries), outcome.outline), entry),
            self.detail: rendering.ambition(entry, pillars.get(entry.pillar, "") if entry else ""),
            self.shown: entry.id if entry else None,
        }


def ambitions_page(sessions: Sessions) -> AmbitionsPage:
    """Lays out the page and wires it."""
    empty = gr.HTML(rendering.no_outcome(), apply_default_css=False)
    with gr.Column(visible=False) as body:
        with gr.Row(elem_classes="filters"):
            norm = gr.Radio(_norm_choices(), label="Norm", min_width=280, scale=2)
            pillar = gr.Dropdown([("Alle pijlers", views.ALL)], label="Pijler", min_width=200, scale=2)
            status = gr.Dropdown([("Alle oordelen", views.ALL)], label="Oordeel", min_width=160, scale=1)
        with gr.Row(elem_classes=["columns", "masterdetail"]):
            with gr.Column(scale=5, min_width=300):
                master = gr.HTML("", js_on_load=asset("list.js"), apply_default_css=False, elem_id="lijst")
            with gr.Column(scale=6, min_width=300):
                detail = gr.HTML("", apply_default_css=False, elem_id="ambitie")
                with gr.Row(elem_classes="actions"):
                    before = gr.Button("← Vorige", size="md", min_width=120)
                    after = gr.Button("Volgende →", size="md", min_width=120)
    page = AmbitionsPage(empty, body, norm, pillar, status, master, detail, before, after, gr.State(None))
    _wire(page, sessions)
    return page


def _norm_choices() -> list[views.Choice]:
    return [(load_norm(each).short_title, each) for each in NORM_IDS]


def _wire(page: AmbitionsPage, sessions: Sessions) -> None:
    def session(request: gr.Request) -> Session:
        return sessions.of(str(request.session_hash))

    def change_norm(norm: str, request: gr.Request) -> dict[Any, Any]:
        return page.fresh(session(request).outcome(norm))

    def change_filter(norm: str, pillar: str, status: str, shown: str | None, request: gr.Request) -> dict[Any, Any]:
        return page.select(session(request).outcome(norm), pillar, status, shown)

    def choose(
        norm: str, pillar: str, status: str, shown: str | None, request: gr.Request, event: gr.EventData
    ) -> dict[Any, Any]:
        ambition = str(getattr(event, "ambition", shown))
        return page.select(session(request).outcome(norm), pillar, status, ambition)

    def go_back(norm: str, pillar: str, status: str, shown: str | None, request: gr.Request) -> dict[Any, Any]:
        return page.select(session(request).outcome(norm), pillar, status, shown, distance=-1)

    def go_on(norm: str, pillar: str, status: str, shown: str | None, request: gr.Request) -> dict[Any, Any]:
        return page.select(session(request).outcome(norm), pillar, status, shown, distance=1)

    quiet = {"show_progress": "hidden", "api_visibility": "undocumented"}
    filters = [page.norm, page.pillar, page.status, page.shown]
    result = [page.master, page.detail, page.shown]
    page.norm.input(change_norm, page.norm, page.parts, **quiet)
    page.pillar.input(change_filter, filters, result, **quiet)
    page.status.input(change_filter, filters, result, **quiet)
    show = f"() => {{ {asset('show_detail.js')} }}"
    page.master.select(choose, filters, result, **quiet).then(None, js=show)
    page.before.click(go_back, filters, result, **quiet).then(None, js=show)
    page.after.click(go_on, filters, result, **quiet).then(None, js=show)
