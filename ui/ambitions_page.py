"""The page "Ambities": a list to filter and choose from, and the chosen ambition in full beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from analyzer.norms import NORM_IDS, load_norm
from ui import rendering, views
from ui.assess import Outcome
from ui.sessions import Sessions
from ui.theme import asset
from ui.views import Filters

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
    disputed: gr.Checkbox
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
        return [self.pillar, self.status, self.disputed, self.master, self.detail, self.shown]

    @property
    def choice(self) -> list[Any]:
        """What the user chose: the norm, and what `Filters` has, in its order, with the ambition in full."""
        return [self.norm, self.pillar, self.status, self.disputed, self.shown]

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
            return self.select(None, Filters(), None)
        return {
            self.pillar: gr.update(choices=views.pillar_choices(outcome.outline), value=views.ALL),
            **self.renewed(outcome, Filters(), None),
            self.status: gr.update(choices=views.status_choices(outcome.outline), value=views.ALL),
            self.disputed: gr.update(**self._disputed(outcome), value=False),
        }

    def renewed(self, outcome: Outcome | None, filters: Filters, ambition: str | None) -> dict[Any, Any]:
        """The same choice over new verdicts: what the user chose stays chosen."""
        if outcome is None:
            return {}
        return {
            self.status: gr.update(choices=views.status_choices(outcome.outline, filters.status)),
            self.disputed: gr.update(**self._disputed(outcome)),
            **self.select(outcome, filters, ambition),
        }

    def _disputed(self, outcome: Outcome) -> dict[str, Any]:
        """The filter on differing judges: there where two judged."""
        count = len(views.disputed_entries(outcome.outline))
        return {
            "visible": views.twice_judged(outcome.outline),
            "label": f"Alleen waar de oordelen verschillen ({count})",
        }

    def select(
        self, outcome: Outcome | None, filters: Filters, ambition: str | None, distance: int = 0
    ) -> dict[Any, Any]:
        """The list under these filters, and the ambition `distance` places from `ambition` in full."""
        if outcome is None:
            return {self.master: rendering.problems(_GONE, [_AGAIN]), self.detail: "", self.shown: None}
        entries = views.chosen_entries(outcome.outline, filters)
        if distance:
            ambition = views.neighbour(entries, ambition, distance)
        entry = views.shown_entry(entries, ambition)
        pillars = {section.id: f"Pijler {section.id}: {section.title}" for section in outcome.outline.sections}
        caption = views.list_caption(len(entries), outcome.outline)
        return {
            self.master: rendering.ambitions(entries, caption, entry, twice=views.twice_judged(outcome.outline)),
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
            disputed = gr.Checkbox(label="Alleen waar de oordelen verschillen", visible=False, elem_id="verschillen")
        with gr.Row(elem_classes=["columns", "masterdetail"]):
            with gr.Column(scale=5, min_width=300):
                master = gr.HTML(
                    "", js_on_load=asset("keep_place.js") + asset("list.js"), apply_default_css=False, elem_id="lijst"
                )
            with gr.Column(scale=6, min_width=300):
                detail = gr.HTML("", js_on_load=asset("keep_place.js"), apply_default_css=False, elem_id="ambitie")
                with gr.Row(elem_classes="actions"):
                    before = gr.Button("← Vorige", size="md", min_width=120)
                    after = gr.Button("Volgende →", size="md", min_width=120)
    page = AmbitionsPage(empty, body, norm, pillar, status, disputed, master, detail, before, after, gr.State(None))
    _wire(page, sessions)
    return page


def _norm_choices() -> list[views.Choice]:
    return [(load_norm(each).short_title, each) for each in NORM_IDS]


def _wire(page: AmbitionsPage, sessions: Sessions) -> None:
    def outcome(norm: str | None, request: gr.Request) -> Outcome | None:
        return sessions.of(str(request.session_hash)).outcome(norm)

    def change_norm(norm: str, request: gr.Request) -> dict[Any, Any]:
        return page.fresh(outcome(norm, request))

    def change_filter(
        norm: str, pillar: str, status: str, disputed: bool, shown: str | None, request: gr.Request
    ) -> dict[Any, Any]:
        return page.select(outcome(norm, request), Filters(pillar, status, disputed), shown)

    def choose(
        norm: str,
        pillar: str,
        status: str,
        disputed: bool,
        shown: str | None,
        request: gr.Request,
        event: gr.EventData,
    ) -> dict[Any, Any]:
        ambition = str(getattr(event, "ambition", shown))
        return page.select(outcome(norm, request), Filters(pillar, status, disputed), ambition)

    def go_back(
        norm: str, pillar: str, status: str, disputed: bool, shown: str | None, request: gr.Request
    ) -> dict[Any, Any]:
        return page.select(outcome(norm, request), Filters(pillar, status, disputed), shown, distance=-1)

    def go_on(
        norm: str, pillar: str, status: str, disputed: bool, shown: str | None, request: gr.Request
    ) -> dict[Any, Any]:
        return page.select(outcome(norm, request), Filters(pillar, status, disputed), shown, distance=1)

    quiet = {"show_progress": "hidden", "api_visibility": "undocumented"}
    result = [page.master, page.detail, page.shown]
    page.norm.input(change_norm, page.norm, page.parts, **quiet)
    for widget in (page.pillar, page.status, page.disputed):
        widget.input(change_filter, page.choice, result, **quiet)
    show = f"() => {{ {asset('show_detail.js')} }}"
    page.master.select(choose, page.choice, result, **quiet).then(None, js=show)
    page.before.click(go_back, page.choice, result, **quiet).then(None, js=show)
    page.after.click(go_on, page.choice, result, **quiet).then(None, js=show)
