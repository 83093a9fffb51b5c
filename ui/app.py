"""Assembles the app: the pages in their tabs, and what concerns more than one of them. `serving` runs it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import gradio as gr

from ui import rendering
from ui.ambitions_page import AmbitionsPage, ambitions_page
from ui.assess_page import RENEW, AssessPage, announce, assess_page, settle, stop_job
from ui.banner import Banner, make_banner
from ui.chat_page import ChatPage, chat_page
from ui.configuration import Configuration
from ui.outcome_page import OutcomePage, outcome_page
from ui.sessions import Session, Sessions
from ui.settings_page import SettingsPage, settings_page
from ui.views import Filters

_ASSESS, _OUTCOME, _AMBITIONS, _CHAT = "toetsen", "uitkomst", "ambities", "vragen"
_SETTINGS, _HELP = "instellingen", "uitleg"
_QUIET = {"show_progress": "hidden", "api_visibility": "undocumented"}

Updates = dict[Any, Any]


@dataclass(frozen=True)
class _App:
    """All pages, and what stands around them. `changes`: the events after which other models can be chosen."""

    heading: gr.HTML
    banner: Banner
    tabs: gr.Tabs
    form: AssessPage
    form_tab: gr.Tab
    outcome: OutcomePage
    ambitions: AmbitionsPage
    chat: ChatPage
    chat_tab: gr.Tab
    settings: SettingsPage
    changes: list[Any]
    timer: gr.Timer

    @property
    def results(self) -> list[Any]:
        """What an outcome changes."""
        return [*self.outcome.widgets, *self.ambitions.widgets]

    def results_of(self, session: Session) -> Updates:
        """The pages for new outcomes, without filters."""
        return {**self.outcome.updates(session.outcomes), **self.ambitions.updates(session.outcomes)}

    def renewed(self, session: Session, norm: str | None, filters: Filters, shown: str | None) -> Updates:
        """The pages for other verdicts than they show, with what the user chose there."""
        if session.seen == session.edition:
            return {self.ambitions.master: gr.skip()}
        session.seen = session.edition
        chosen = session.outcome(norm)
        return {**self.outcome.updates(session.outcomes), **self.ambitions.renewed(chosen, filters, shown)}


def build(sessions: Sessions, configuration: Configuration, delete_cache: tuple[int, int] | None = None) -> gr.Blocks:
    """The app, not yet launched. `delete_cache`: how often, and after how long, Gradio deletes old files (seconds)."""

    def leave(request: gr.Request) -> None:
        sessions.end(str(request.session_hash))

    with gr.Blocks(title="Normtoets", analytics_enabled=False, delete_cache=delete_cache, fill_width=True) as blocks:
        app = _lay_out(sessions, configuration)
        _wire_models(app, blocks, sessions)
        _wire_assessment(app, sessions)
        _wire_results(app, sessions)
        blocks.unload(leave)
    return blocks


def _lay_out(sessions: Sessions, configuration: Configuration) -> _App:
    heading = gr.HTML(rendering.heading(), apply_default_css=False, elem_id="kop")
    banner = make_banner()
    with gr.Tabs(selected=_ASSESS, elem_id="tabs") as tabs:
        with gr.Tab("Toetsen", id=_ASSESS) as form_tab:
            form = assess_page(sessions, configuration)
        with gr.Tab("Uitkomst", id=_OUTCOME):
            outcome = outcome_page()
        with gr.Tab("Ambities", id=_AMBITIONS):
            ambitions = ambitions_page(sessions)
        with gr.Tab("Vragen", id=_CHAT) as chat_tab:
            chat = chat_page(sessions, configuration)
        with gr.Tab("Instellingen", id=_SETTINGS):
            settings, changes = settings_page(sessions, configuration, heading)
        with gr.Tab("Uitleg", id=_HELP):
            gr.HTML(rendering.legend(), apply_default_css=False)
    return _App(
        heading=heading,
        banner=banner,
        tabs=tabs,
        form=form,
        form_tab=form_tab,
        outcome=outcome,
        ambitions=ambitions,
        chat=chat,
        chat_tab=chat_tab,
        settings=settings,
        changes=changes,
        timer=gr.Timer(RENEW, active=False),
    )


def _wire_models(app: _App, blocks: gr.Blocks, sessions: Sessions) -> None:
    """What can be chosen follows what is configured: when the app is opened, a tab is, or the settings change."""
    form, chat, settings = app.form, app.chat, app.settings

    def load(request: gr.Request) -> Updates:
        sessions.of(str(request.session_hash))
        return {app.heading: settings.heading(), **form.offer(None), **settings.filled()}

    def offer(judge: str, request: gr.Request) -> Updates:
        sessions.of(str(request.session_hash))
        return form.offer(judge)

    def open_chat(way: str | None, request: gr.Request) -> Updates:
        return chat.opened(sessions.of(str(request.session_hash)), way)

    def offer_all(judge: str, way: str | None, request: gr.Request) -> Updates:
        sessions.of(str(request.session_hash))
        return {**form.offer(judge), **chat.offer(way)}

    blocks.load(load, None, [app.heading, *form.judging, *settings.widgets], **_QUIET)
    app.form_tab.select(offer, form.judge, form.judging, **_QUIET)
    app.chat_tab.select(open_chat, chat.way, chat.widgets, **_QUIET)
    for change in app.changes:
        change.then(offer_all, [form.judge, chat.way], [*form.judging, chat.way, chat.goes], **_QUIET)


def _wire_assessment(app: _App, sessions: Sessions) -> None:
    form, banner, state = app.form, app.banner, [app.form.start, app.form.stop, app.form.panel]

    def begin(request: gr.Request) -> Updates:
        return announce(form, sessions.of(str(request.session_hash)))

    def run(
        uploads: list[str] | None,
        norms: list[str],
        name: str,
        kind: str,
        day: str,
        judge: str,
        budget: str,
        request: gr.Request,
    ) -> Iterator[Updates]:
        mine = sessions.of(str(request.session_hash))
        before, opened = mine.edition, False
        for told in form.follow(mine, uploads, norms, name, kind, day, judge, budget):
            told.update(banner.updates(mine))
            changed = mine.edition != before
            if changed and not mine.outcomes:  # a new assessment has begun
                before = mine.edition
                told.update(app.results_of(mine))
            elif changed and not opened:
                opened, mine.seen = True, mine.edition
                told |= {app.tabs: gr.update(selected=_OUTCOME), app.timer: gr.Timer(active=True)}
                told.update(app.results_of(mine))
            yield told

    def end(norm: str, pillar: str, status: str, disputed: bool, shown: str | None, request: gr.Request) -> Updates:
        mine = sessions.of(str(request.session_hash))
        last = app.renewed(mine, norm, Filters(pillar, status, disputed), shown)
        return {**last, **settle(form, mine), **banner.gone(), app.timer: gr.Timer(active=False)}

    def stop(request: gr.Request) -> None:
        stop_job(sessions.of(str(request.session_hash)))

    around = [*state, app.timer, *banner.widgets, *app.results]
    form.start.click(begin, None, state, queue=False, **_QUIET).then(
        run, form.form, [app.tabs, *around], concurrency_limit=1, concurrency_id="toets", **_QUIET
    ).then(end, app.ambitions.choice, around, queue=False, **_QUIET)
    for button in (form.stop, banner.stop):
        button.click(stop, None, None, queue=False, **_QUIET)


def _wire_results(app: _App, sessions: Sessions) -> None:
    ambitions = app.ambitions

    def renew(norm: str, pillar: str, status: str, disputed: bool, shown: str | None, request: gr.Request) -> Updates:
        mine = sessions.of(str(request.session_hash))
        return app.renewed(mine, norm, Filters(pillar, status, disputed), shown)

    def opener(norm_id: str) -> Callable[[gr.Request], Updates]:
        def open_ambitions(request: gr.Request) -> Updates:
            chosen = sessions.of(str(request.session_hash)).outcome(norm_id)
            return {app.tabs: gr.update(selected=_AMBITIONS), ambitions.norm: norm_id, **ambitions.fresh(chosen)}

        return open_ambitions

    app.timer.tick(renew, ambitions.choice, app.results, queue=False, **_QUIET)
    for norm_id, part in app.outcome.parts.items():
        part.ambitions.click(opener(norm_id), None, [app.tabs, ambitions.norm, *ambitions.parts], **_QUIET)
