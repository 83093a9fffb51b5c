"""The page "Vragen": questions about the documents of this tab, each answered with places that can be opened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import gradio as gr

from analyzer.errors import ModelError
from analyzer.llm.settings import ModelSettings
from ui import rendering
from ui.configuration import Configuration
from ui.conversation import Busy, Conversation
from ui.explanation import explain
from ui.sessions import Session, Sessions
from ui.theme import asset

# How often an answer under way is shown anew. Seconds.
REFRESH = 0.3
WITH_MODEL, SEARCH = "taalmodel", "zoeken"
_CHOICES = [("Taalmodel, met citaten", WITH_MODEL), ("Alleen zoeken, zonder taalmodel", SEARCH)]
_LONGEST = 1200  # characters that can be typed; the answer says where the limit is
_NOT_ASKED = "De vraag is niet gesteld."
_BUSY = "Er wordt nog een vraag beantwoord. Wacht tot dat klaar is, of kies “Stop”."
_EMPTY = "Typ eerst een vraag over uw documenten."

Updates = dict[Any, Any]


@dataclass(frozen=True)
class ChatPage:
    """The widgets of the page, and what is configured."""

    configuration: Configuration
    about: gr.HTML
    log: gr.HTML
    told: gr.HTML
    body: gr.Column
    question: gr.Textbox
    way: gr.Radio
    goes: gr.HTML
    ask: gr.Button
    stop: gr.Button
    fresh: gr.Button

    @property
    def widgets(self) -> list[Any]:
        """All that `opened` may change."""
        return [self.about, self.log, self.told, self.body, self.question, self.way, self.goes, *self.buttons]

    @property
    def buttons(self) -> list[Any]:
        return [self.ask, self.stop, self.fresh]

    def opened(self, session: Session, way: str | None) -> Updates:
        """The page as it is for this tab: its dossier, its conversation, and who can answer."""
        talk = session.conversation
        return {
            self.about: rendering.dossier(session.dossier),
            self.body: gr.update(visible=session.dossier is not None),
            self.log: rendering.conversation(talk.exchanges if talk is not None else ()),
            self.told: "",
            **self.offer(way),
            **self.idle(),
        }

    def offer(self, way: str | None) -> Updates:
        """Who can answer: a language model only where one is configured and allowed."""
        try:
            settings = self._settings()
        except ModelError as exc:
            told = rendering.problems("Het taalmodel kan niet worden gebruikt; er wordt alleen gezocht.", explain(exc))
            return {self.way: gr.update(visible=False, value=None), self.goes: told}
        if settings is None:
            return {self.way: gr.update(visible=False, value=None), self.goes: rendering.question_goes(None)}
        chosen = SEARCH if way == SEARCH else WITH_MODEL
        place = settings.destination if chosen == WITH_MODEL else None
        return {self.way: gr.update(visible=True, value=chosen), self.goes: rendering.question_goes(place)}

    def follow(self, session: Session, question: str, way: str | None) -> Iterator[Updates]:
        """Asks the question, and yields the conversation while the answer comes."""
        try:
            talk = self._conversation(session)
            if talk is None:
                yield {self.about: rendering.dossier(None), self.body: gr.update(visible=False)}
                return
            if not question.strip():
                yield {self.told: rendering.told(_EMPTY)}
                return
            job = talk.ask(question.strip()[:_LONGEST], self._settings() if way == WITH_MODEL else None)
        except Busy:
            yield {self.told: rendering.told(_BUSY)}
            return
        except Exception as exc:  # whatever happened, the user is told
            yield {self.told: rendering.problems(_NOT_ASKED, explain(exc, "De vraag"))}
            return
        yield {self.question: "", self.log: rendering.conversation(talk.exchanges), **self.working()}
        seen = talk.exchanges
        while talk.busy and not job.wait(REFRESH):
            if talk.exchanges != seen:
                seen = talk.exchanges
                yield {self.log: rendering.conversation(seen)}
        yield {self.log: rendering.conversation(talk.exchanges), **self.idle(), self.told: rendering.told(_ENDED)}

    def working(self) -> Updates:
        """While an answer comes."""
        return {
            self.told: rendering.told(_WORKING),
            self.ask: gr.update(interactive=False),
            self.stop: gr.update(visible=True),
            self.fresh: gr.update(interactive=False),
        }

    def idle(self) -> Updates:
        """While none does."""
        return {
            self.ask: gr.update(interactive=True),
            self.stop: gr.update(visible=False),
            self.fresh: gr.update(interactive=True),
        }

    def _conversation(self, session: Session) -> Conversation | None:
        if session.dossier is not None and session.conversation is None:
            session.conversation = Conversation(session.dossier)
        return session.conversation

    def _settings(self) -> ModelSettings | None:
        """The language model that may be used. Raises InvalidModelSettings and HostNotAllowed."""
        settings = self.configuration.model()
        if settings is not None:
            settings.check_host()
        return settings


_WORKING = "Het antwoord wordt gezocht …"
_ENDED = "Het antwoord is klaar."


def chat_page(sessions: Sessions, configuration: Configuration) -> ChatPage:
    """Lays out the page and wires what concerns this page alone."""
    about = gr.HTML(rendering.dossier(None), apply_default_css=False)
    with gr.Column(visible=False) as body:
        log = gr.HTML(
            rendering.conversation(()),
            js_on_load=asset("keep_place.js") + asset("chat.js"),
            apply_default_css=False,
            elem_id="gesprek",
        )
        with gr.Column(elem_id="vragen-onder"):
            told = gr.HTML("", apply_default_css=False)
            question = gr.Textbox(
                label="Uw vraag",
                info="Enter stelt de vraag; Shift+Enter geeft een nieuwe regel.",
                lines=1,
                max_lines=5,
                max_length=_LONGEST,
            )
            way = gr.Radio(_CHOICES, label="Wie antwoordt", visible=False)
            goes = gr.HTML("", apply_default_css=False)
            with gr.Row(elem_classes="actions"):
                ask = gr.Button("Stel de vraag", variant="primary", size="lg", min_width=160)
                stop = gr.Button("Stop", size="lg", visible=False, min_width=100)
                fresh = gr.Button("Nieuw gesprek", size="lg", min_width=160)
    page = ChatPage(configuration, about, log, told, body, question, way, goes, ask, stop, fresh)
    _wire(page, sessions)
    return page


def _wire(page: ChatPage, sessions: Sessions) -> None:
    def session(request: gr.Request) -> Session:
        return sessions.of(str(request.session_hash))

    def put_question(question: str, way: str, request: gr.Request) -> Iterator[Updates]:
        yield from page.follow(session(request), question or "", way)

    def put_example(way: str, request: gr.Request, event: gr.EventData) -> Iterator[Updates]:
        yield from page.follow(session(request), str(getattr(event, "question", "")), way)

    def explain_way(way: str, request: gr.Request) -> Updates:
        session(request)
        return page.offer(way)

    def stop_answer(request: gr.Request) -> Updates:
        talk = session(request).conversation
        if talk is None:
            return page.idle()
        talk.stop()
        return {page.log: rendering.conversation(talk.exchanges), **page.idle()}

    def new_conversation(way: str, request: gr.Request) -> Updates:
        mine = session(request)
        if mine.conversation is not None:
            mine.conversation.clear()
        return page.opened(mine, way)

    quiet = {"show_progress": "hidden", "api_visibility": "undocumented"}
    result = [page.about, page.body, page.log, page.told, page.question, *page.buttons]
    page.ask.click(put_question, [page.question, page.way], result, **quiet)
    page.question.submit(put_question, [page.question, page.way], result, **quiet)
    page.log.select(put_example, page.way, result, **quiet)
    page.way.input(explain_way, page.way, [page.way, page.goes], **quiet)
    page.stop.click(stop_answer, None, [page.log, *page.buttons], queue=False, **quiet)
    page.fresh.click(new_conversation, page.way, page.widgets, **quiet)
