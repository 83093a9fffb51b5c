"""Assembles the app: the pages in their tabs, and the one job that concerns them all. Returns it; `serving` runs it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import gradio as gr

from ui import rendering
from ui.ambitions_page import ambitions_page
from ui.assess_page import announce, assess_page, settle
from ui.outcome_page import outcome_page
from ui.sessions import Session, Sessions

_ASSESS, _OUTCOME, _AMBITIONS, _HELP = "toetsen", "uitkomst", "ambities", "uitleg"


def build(sessions: Sessions, delete_cache: tuple[int, int] | None = None) -> gr.Blocks:
    """The app, not yet launched. `delete_cache`: how often, and after how long, Gradio deletes old files (seconds)."""
    with gr.Blocks(title="Normtoets", analytics_enabled=False, delete_cache=delete_cache, fill_width=True) as app:
        gr.HTML(rendering.heading(), apply_default_css=False, elem_id="kop")
        with gr.Tabs(selected=_ASSESS, elem_id="tabs") as tabs:
            with gr.Tab("Toetsen", id=_ASSESS):
                form = assess_page(sessions)
            with gr.Tab("Uitkomst", id=_OUTCOME):
                outcome = outcome_page()
            with gr.Tab("Ambities", id=_AMBITIONS):
                ambitions = ambitions_page(sessions)
            with gr.Tab("Uitleg", id=_HELP):
                gr.HTML(rendering.legend(), apply_default_css=False)

        def session(request: gr.Request) -> Session:
            return sessions.of(str(request.session_hash))

        def begin(request: gr.Request) -> dict[Any, Any]:
            return announce(form, session(request))

        def run(
            uploads: list[str] | None, norms: list[str], name: str, kind: str, day: str, request: gr.Request
        ) -> Iterator[dict[Any, Any]]:
            mine = session(request)
            yield from form.follow(mine, uploads, norms, name, kind, day)
            yield {
                **outcome.updates(mine.outcomes),
                **ambitions.updates(mine.outcomes),
                tabs: gr.update(selected=_OUTCOME if mine.outcomes else _ASSESS),
            }

        def end(request: gr.Request) -> dict[Any, Any]:
            return settle(form, session(request))

        def leave(request: gr.Request) -> None:
            sessions.end(str(request.session_hash))

        def opener(norm_id: str) -> Callable[[gr.Request], dict[Any, Any]]:
            def open_ambitions(request: gr.Request) -> dict[Any, Any]:
                chosen = session(request).outcome(norm_id)
                return {tabs: gr.update(selected=_AMBITIONS), ambitions.norm: norm_id, **ambitions.fresh(chosen)}

            return open_ambitions

        state = [form.start, form.stop, form.panel]
        quiet = {"show_progress": "hidden", "api_visibility": "undocumented"}
        form.start.click(begin, None, state, queue=False, **quiet).then(
            run,
            form.form,
            [*state, tabs, *outcome.widgets, *ambitions.widgets],
            concurrency_limit=1,
            concurrency_id="toets",
            **quiet,
        ).then(end, None, state, queue=False, **quiet)
        for norm_id, part in outcome.parts.items():
            part.ambitions.click(opener(norm_id), None, [tabs, ambitions.norm, *ambitions.parts], **quiet)
        app.unload(leave)
    return app
