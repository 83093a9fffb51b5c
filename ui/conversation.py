"""One tab's questions about its dossier, with what came of them. The index is made at the first one, in memory."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from analyzer.assessment import Progress
from analyzer.chat.values import Event, Listing, Sentence, Turn
from analyzer.llm.settings import ModelSettings
from ui.dossier import Dossier, load_documents
from ui.explanation import explain
from ui.job import Job, Stopped

if TYPE_CHECKING:
    from analyzer.llm.model import LanguageModel
    from ingest.index import DossierIndex

# Questions that are kept in view; older ones are dropped.
MOST_EXCHANGES = 30
State = Literal["busy", "done", "stopped", "failed"]


@dataclass(frozen=True)
class Exchange:
    """A question with its answer so far. `destination`: where the question and passages went; None: nowhere.

    `number` counts from 1 over the whole conversation. `problems`: why there is no answer (Dutch).
    """

    number: int
    question: str
    destination: str | None = None
    events: tuple[Event, ...] = ()
    state: State = "busy"
    problems: tuple[str, ...] = ()

    @property
    def turn(self) -> Turn:
        """What a later question is understood by."""
        said = [each.text for each in self.events if isinstance(each, Sentence | Listing)]
        return Turn(question=self.question, answer=" ".join(said))


class Busy(Exception):
    """A question is being answered already."""


class Conversation:
    """Safe between threads. One question at a time."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        self._lock = threading.Lock()
        self._exchanges: list[Exchange] = []
        self._count = 0
        self._index: DossierIndex | None = None
        self._model: LanguageModel | None = None
        self._job: Job[None] | None = None

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        with self._lock:
            return tuple(self._exchanges)

    @property
    def busy(self) -> bool:
        with self._lock:
            return bool(self._exchanges) and self._exchanges[-1].state == "busy"

    def ask(self, question: str, settings: ModelSettings | None) -> Job[None]:
        """Starts on an answer: by the language model of `settings`, or by searching alone. Raises Busy."""
        destination = settings.destination.text if settings is not None else None
        with self._lock:
            if self._exchanges and self._exchanges[-1].state == "busy":
                raise Busy
            history = [each.turn for each in self._exchanges if each.state == "done"]
            self._count += 1
            exchange = Exchange(self._count, question, destination)
            self._exchanges = [*self._exchanges, exchange][-MOST_EXCHANGES:]
        self._job = Job(lambda progress: self._answer(exchange, history, settings, progress))
        return self._job

    def stop(self) -> None:
        """Ends the answer under way, at once for the reader; what it said stays."""
        if self._job is not None:
            self._job.stop()
        with self._lock:
            if self._exchanges and self._exchanges[-1].state == "busy":
                self._exchanges[-1] = replace(self._exchanges[-1], state="stopped")

    def clear(self) -> None:
        """Another conversation about the same documents."""
        self.stop()
        with self._lock:
            self._exchanges = []

    def close(self) -> None:
        """Nothing more will be asked."""
        self.stop()
        self._rest()

    def _rest(self) -> None:
        if self._model is not None:
            self._model.rest()

    def _answer(
        self, exchange: Exchange, history: Sequence[Turn], settings: ModelSettings | None, progress: Progress
    ) -> None:
        # The index and langchain take seconds to load, which whoever asks nothing need not wait for.
        from analyzer.chat.conversation import Chat

        try:
            index = self._opened()
            chat = Chat(index, self.dossier.organisation, self.dossier.peildatum, self._asked(settings))
            for event in chat.answer(exchange.question, history):
                progress(0, 0, "Vraag")
                self._add(exchange.number, event)
            self._change(exchange.number, state="done")
        except Stopped:
            self._change(exchange.number, state="stopped")
        except Exception as exc:  # whatever happened, the user is told
            self._change(exchange.number, state="failed", problems=explain(exc, "Het antwoord"))

    def _opened(self) -> DossierIndex:
        from analyzer.chat.conversation import build_index  # see `_answer`

        if self._index is None:
            self._index = build_index(load_documents(self.dossier))
        return self._index

    def _asked(self, settings: ModelSettings | None) -> LanguageModel | None:
        """The language model; the same one while the settings are, so that a budget holds for the conversation."""
        if settings is None:
            return None
        from analyzer.llm.model import LanguageModel  # see `_answer`

        if self._model is None or self._model.settings != settings:
            self._rest()
            self._model = LanguageModel(settings)
        return self._model

    def _add(self, number: int, event: Event) -> None:
        with self._lock:
            self._exchanges = [
                replace(each, events=(*each.events, event)) if each.number == number and each.state == "busy" else each
                for each in self._exchanges
            ]

    def _change(self, number: int, *, state: State, problems: tuple[str, ...] = ()) -> None:
        with self._lock:
            self._exchanges = [
                replace(each, state=state, problems=problems)
                if each.number == number and each.state == "busy"
                else each
                for each in self._exchanges
            ]
