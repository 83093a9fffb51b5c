"""The page "Beoordelen": the list of ambitions, one of them in full with the form of the reviewer, and its source.

Nothing is remembered here between two events: the address names the dossier, the norm and the ambition that is open;
what is typed stands in the browser until it is saved.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import gradio as gr

from ui import review_acts as acts
from ui import review_rendering as rendering
from ui import source_pane
from ui.places import Place
from ui.review_acts import Sent, Shown
from ui.shell import DIRECT, Shell, Updates, shell
from ui.theme import asset
from ui.workplace import Workplace

# Joined into one, the page's own last: it calls upon all others.
_PARTS = ("drafts", "fields", "list", "keys", "typed", "source")
_SCRIPTS = (*(f"review_{part}.js" for part in _PARTS), "review.js")
_RENEWED = 'watch("value", () => document.dispatchEvent(new CustomEvent("beoordelen:lijst")));'
# A second event must not be dropped while the first is under way; the script sends one at a time.
_EACH = {**DIRECT, "trigger_mode": "multiple"}


@dataclass(frozen=True)
class _Widgets:
    """`staged` hands the script a quote that was pointed at in the source."""

    shell: Shell
    bar: gr.HTML
    listing: gr.HTML
    detail: gr.HTML
    source: gr.HTML
    staged: gr.HTML

    def updates(self, shown: Shown) -> Updates:
        """What changes; and that nothing went wrong."""
        parts = {
            self.bar: shown.bar,
            self.listing: shown.listing,
            self.detail: shown.detail,
            self.source: shown.source,
            self.staged: shown.staged,
        }
        return {self.shell.message: "", **{part: html for part, html in parts.items() if html is not None}}


def review_page(workplace: Workplace, page: gr.Blocks) -> None:
    """Lays out the page and wires it."""
    made = shell(workplace, Place.REVIEW, page)
    bar = gr.HTML("", js_on_load=_RENEWED, apply_default_css=False, elem_id="beoordeel-balk")
    with gr.Row(elem_id="beoordeel-vak"):
        with gr.Column(elem_id="beoordeel-links", min_width=0):
            listing = gr.HTML("", js_on_load=_RENEWED, apply_default_css=False, elem_id="beoordeel-lijst")
        with gr.Column(elem_id="beoordeel-midden", min_width=0):
            script = "\n".join(asset(name) for name in _SCRIPTS)
            detail = gr.HTML("", js_on_load=script, apply_default_css=False, elem_id="beoordeel-ambitie")
            gr.HTML(rendering.save_bar(), apply_default_css=False, elem_id="beoordeel-opslaan")
        with gr.Column(elem_id="beoordeel-rechts", min_width=0):
            gr.HTML(rendering.way_back(), apply_default_css=False, elem_id="beoordeel-terug")
            source = gr.HTML("", js_on_load=source_pane.script(), apply_default_css=False, elem_id="bron")
    script = asset("review_chosen.js")
    staged = gr.HTML("", js_on_load=script, apply_default_css=False, elem_id="beoordeel-gekozen")
    _wire(workplace, page, _Widgets(made, bar, listing, detail, source, staged))


def _wire(workplace: Workplace, page: gr.Blocks, on: _Widgets) -> None:
    def answers(act: Callable[[Workplace, gr.Request, Sent], Shown]) -> Callable[..., Updates]:
        @on.shell.answers
        def answer(request: gr.Request, event: gr.EventData) -> Updates:
            return on.updates(act(workplace, request, _sent(event)))

        return answer

    @on.shell.answers
    def opened(request: gr.Request) -> Updates:
        return on.updates(acts.opened(workplace, request))

    @on.shell.answers
    def looked(request: gr.Request, event: gr.EventData) -> Updates:
        return on.updates(acts.looked(workplace, request, source_pane.payload_of(event)))

    message = on.shell.message
    changed = [on.detail, on.listing, on.bar, message]
    page.load(opened, None, [on.bar, on.listing, on.detail, on.source, message], **DIRECT)
    for each in (
        on.detail.select(answers(acts.chosen), None, [on.detail, message], **_EACH),
        on.detail.submit(answers(acts.saved), None, changed, **_EACH),
        on.detail.undo(answers(acts.undone), None, changed, **_EACH),
    ):
        each.then(None, js=_tell("klaar"), **DIRECT)
        each.failure(None, js=_tell("mislukt"), **DIRECT)
    asked = on.detail.expand(answers(acts.sourced), None, [on.source, message], **_EACH)
    asked.then(None, js=_tell("bron"), **DIRECT)
    asked.failure(None, js=_tell("bron"), **DIRECT)
    on.source.select(looked, None, [on.source, on.staged, message], **_EACH)


def _sent(event: gr.EventData) -> Sent:
    """What the script sent along; from a browser, so not to be trusted."""
    sent = getattr(event, "_data", None)
    return sent if isinstance(sent, dict) else {}


def _tell(what: str) -> str:
    """Lets the script of the page know that a request has ended."""
    return f"() => {{ document.dispatchEvent(new CustomEvent('beoordelen:{what}')); }}"
