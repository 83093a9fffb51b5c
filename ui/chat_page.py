"""The page "Vragen": questions about the documents of a dossier, each answered with places that can be opened."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import partial
from typing import Any

import gradio as gr

from analyzer.errors import ModelError
from analyzer.llm.settings import ModelSettings
from analyzer.store.desk import Desk
from ingest.types import Document
from ui import rendering
from ui.chat_views import EXAMPLES, Ways, shown_exchange
from ui.configuration import Configuration
from ui.conversation import Conversation, Material
from ui.conversations import Conversations
from ui.explanation import explain
from ui.places import Place, address
from ui.shell import DIRECT, Shell, Updates, shell
from ui.submitted import Submitted, submitted
from ui.theme import asset
from ui.workplace import Visit, Workplace

# How often an answer under way is looked at. Seconds.
REFRESH = 0.5
WITH_MODEL, SEARCH = "taalmodel", "zoeken"
_LONGEST = 1200  # characters that can be typed; the answer says where the limit is
_EMPTY = "Typ eerst een vraag over uw documenten."
_WORKING = "Het antwoord wordt gezocht …"
_ENDED = "Het antwoord is klaar."


@dataclass(frozen=True)
class ChatPage:
    """The widgets of the page, and what is configured."""

    configuration: Configuration
    conversations: Conversations
    about: gr.HTML
    log: gr.HTML
    question: gr.HTML
    state: gr.HTML
    timer: gr.Timer

    @property
    def widgets(self) -> list[Any]:
        return [self.about, self.log, self.question, self.state, self.timer]

    def conversation(self, visit: Visit) -> Conversation:
        return self.conversations.of(visit.desk.person.id, visit.dossier.id)

    def opened(self, visit: Visit) -> Updates:
        """The page as it is for this person: the documents, the conversation, and who can answer."""
        self.conversations.forget_lost(visit.desk)
        talk = self.conversation(visit)
        readings = visit.desk.readings(visit.dossier.id)
        documents = visit.desk.documents(visit.dossier.id)
        waiting = [each.name for each in documents if _unread(readings.get(each.sha256))]
        read = len(documents) - len(waiting)
        about = rendering.render(
            "asked_documents",
            read=read,
            waiting=waiting,
            organisation=visit.dossier.organisation.name,
            documents=address(Place.DOCUMENTS, visit.dossier.id),
        )
        if not read and not talk.exchanges:
            return {self.about: about, self.timer: gr.Timer(active=False)}
        return {self.about: about, self.question: self.form(talk, ""), **self.looked(visit, talk, _told(talk, ""))}

    def form(self, talk: Conversation, way: str, *, focus: bool = False) -> str:
        """The form, empty, with who can answer: a language model only where one is configured and allowed."""
        problems: tuple[str, ...] = ()
        try:
            settings = self._settings()
        except ModelError as exc:
            settings, problems = None, explain(exc)
        return rendering.render(
            "question_form",
            place=settings.destination if settings is not None else None,
            problems=problems,
            way=way,
            with_model=WITH_MODEL,
            search=SEARCH,
            longest=_LONGEST,
            edition=talk.count,
            focus=focus,
        )

    def put(self, visit: Visit, given: Submitted) -> Updates:
        """Asks the question; what comes of it is looked at by the timer."""
        talk, question, way = self.conversation(visit), given.text("question"), given.text("way")
        if not question:
            return self.looked(visit, talk, _EMPTY)
        settings = self._settings() if way == WITH_MODEL else None
        talk.ask(question[:_LONGEST], settings, material_of(visit))
        return {self.question: self.form(talk, way, focus=True), **self.looked(visit, talk)}

    def looked(self, visit: Visit, talk: Conversation, told: str | None = None) -> Updates:
        """The conversation as it is now, and what can be pressed."""
        busy = talk.busy  # before it is shown: what ends in between is shown once more
        ways = Ways(visit.dossier.id, assessed=bool(visit.desk.assessments(visit.dossier.id)))
        exchanges = [shown_exchange(each, ways) for each in talk.exchanges]
        said = _told(talk, _ENDED) if told is None else told
        return {
            self.log: rendering.render("conversation", exchanges=exchanges, examples=EXAMPLES),
            self.state: rendering.render("question_state", busy=busy, told=said),
            self.timer: gr.Timer(active=busy),
        }

    def _settings(self) -> ModelSettings | None:
        """The language model that may be used. Raises InvalidModelSettings and HostNotAllowed."""
        settings = self.configuration.model()
        if settings is not None:
            settings.check_host()
        return settings


def _told(talk: Conversation, otherwise: str) -> str:
    return _WORKING if talk.busy else otherwise


def material_of(visit: Visit) -> Material:
    """The documents of the dossier as they are now, corrections applied."""
    desk, dossier = visit.desk, visit.dossier
    stored = desk.documents(dossier.id)
    readings = desk.readings(dossier.id)
    parts = [
        *(f"{each.sha256} {each.name} {each.sha256 in readings}" for each in stored),
        str(len(desk.corrections(dossier.id))),
    ]
    return Material(
        dossier=dossier.id,
        edition=hashlib.sha256("\n".join(parts).encode()).hexdigest(),
        organisation=dossier.organisation,
        peildatum=dossier.peildatum,
        load=partial(_load, desk, dossier.id),
    )


def _load(desk: Desk, dossier_id: str) -> tuple[Document, ...]:
    found = [desk.text(dossier_id, stored.sha256) for stored in desk.documents(dossier_id)]
    return tuple(document for document in found if document is not None)


def _unread(summary: Any) -> bool:
    return summary is None or summary.read == "not"


def chat_page(workplace: Workplace, page: gr.Blocks) -> None:
    """Lays out the page and wires it."""
    around = shell(workplace, Place.CHAT, page)
    forms = asset("forms.js")
    made = ChatPage(
        configuration=workplace.configuration,
        conversations=Conversations(),
        about=gr.HTML(
            rendering.render("loading", what="De documenten worden opgehaald"),
            apply_default_css=False,
            elem_id="vragen-over",
        ),
        log=gr.HTML(
            "", js_on_load=asset("keep_place.js") + asset("chat.js"), apply_default_css=False, elem_id="gesprek"
        ),
        question=gr.HTML(
            "",
            js_on_load=forms + asset("fresh_forms.js") + asset("question.js"),
            apply_default_css=False,
            elem_id="vraag",
        ),
        state=gr.HTML("", js_on_load=forms, apply_default_css=False, elem_id="vraag-stand"),
        timer=gr.Timer(REFRESH, active=False),
    )
    _wire(made, around, page)


def _wire(made: ChatPage, around: Shell, page: gr.Blocks) -> None:
    workplace, message = around.workplace, around.message

    @around.answers
    def opened(request: gr.Request) -> Updates:
        return made.opened(workplace.visit(request))

    @around.answers
    def ask(request: gr.Request, event: gr.EventData) -> Updates:
        visit = workplace.visit(request)
        return {**made.put(visit, submitted(event)), message: ""}

    @around.answers
    def look(request: gr.Request) -> Updates:
        visit = workplace.visit(request)
        return made.looked(visit, made.conversation(visit))

    @around.answers
    def press(request: gr.Request, event: gr.EventData) -> Updates:
        visit = workplace.visit(request)
        talk = made.conversation(visit)
        if submitted(event).action == "new":
            talk.clear()
            return {**made.opened(visit), message: ""}
        talk.stop()
        return {**made.looked(visit, talk, "Gestopt."), message: ""}

    shown = [made.log, made.question, made.state, made.timer, message]
    page.load(opened, None, [*made.widgets, message], **DIRECT)
    made.question.select(ask, None, shown, **DIRECT)
    made.log.select(ask, None, shown, **DIRECT)
    made.state.select(press, None, [*made.widgets, message], **DIRECT)
    made.timer.tick(look, None, [made.log, made.state, made.timer, message], **DIRECT)
