"""One person's questions about one dossier, with what came of them. Kept in memory only, as long as the app runs.

The index is made at the first question and shared by all who ask about the same documents.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Literal

from analyzer.assessment import Progress
from analyzer.chat.values import Event, Listing, Sentence, Turn
from analyzer.errors import AnalyzerError
from analyzer.llm.settings import ModelSettings
from analyzer.types import Organisation
from ingest.types import Document
from ui.explanation import explain
from ui.job import Job, Stopped

if TYPE_CHECKING:
    from analyzer.llm.model import LanguageModel
    from ingest.index import DossierIndex

# Questions that are kept in view; older ones are dropped.
MOST_EXCHANGES = 30
# Indexes that are kept at once: that of a dossier of 100 documents takes some tens of megabytes.
MOST_INDEXES = 4
State = Literal["busy", "done", "stopped", "failed"]


class Busy(AnalyzerError):
    """A question is being answered already."""


class NothingToAsk(AnalyzerError):
    """No document of the dossier was read."""


@dataclass(frozen=True)
class Material:
    """What is asked about: the documents of a dossier as they are now.

    `edition` changes whenever one of them does; `load` reads them, in the thread of the answer.
    """

    dossier: str
    edition: str
    organisation: Organisation
    peildatum: date
    load: Callable[[], tuple[Document, ...]] = field(repr=False)


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


class Indexes:
    """The searchable documents of the dossiers that were asked about last. Safe between threads."""

    def __init__(self, most: int = MOST_INDEXES) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, tuple[str, DossierIndex]] = OrderedDict()
        self._making: dict[str, threading.Lock] = {}

    def of(self, material: Material) -> DossierIndex:
        """The index of these documents; made once, however many ask for it together. Raises NothingToAsk."""
        with self._lock:
            making = self._making.setdefault(material.dossier, threading.Lock())
        with making:
            with self._lock:
                edition, index = self._kept.get(material.dossier, ("", None))
                if index is not None and edition == material.edition:
                    self._kept.move_to_end(material.dossier)
                    return index
            made = _index(material)
            with self._lock:
                self._kept[material.dossier] = (material.edition, made)
                self._kept.move_to_end(material.dossier)
                while len(self._kept) > self._most:  # one that is in use lives on until its answer is there
                    dropped, _ = self._kept.popitem(last=False)
                    self._making.pop(dropped, None)
            return made


def _index(material: Material) -> DossierIndex:
    # the index takes seconds to import, which whoever asks nothing need not wait for
    from analyzer.chat.conversation import build_index

    documents = material.load()
    if not documents:
        raise NothingToAsk(
            "Er is nog geen document gelezen waarover u iets kunt vragen. Voeg bij “Documenten” documenten toe en laat "
            "ze lezen; stel daarna uw vraag opnieuw."
        )
    return build_index(documents)


class Conversation:
    """Safe between threads. One question at a time."""

    def __init__(self, indexes: Indexes) -> None:
        self._indexes = indexes
        self._lock = threading.Lock()
        self._exchanges: list[Exchange] = []
        self._count = 0
        self._model: LanguageModel | None = None
        self._job: Job[None] | None = None

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        with self._lock:
            return tuple(self._exchanges)

    @property
    def count(self) -> int:
        """How many questions were asked, in all."""
        with self._lock:
            return self._count

    @property
    def busy(self) -> bool:
        with self._lock:
            return bool(self._exchanges) and self._exchanges[-1].state == "busy"

    def ask(self, question: str, settings: ModelSettings | None, material: Material) -> Job[None]:
        """Starts on an answer: by the language model of `settings`, or by searching alone. Raises Busy."""
        destination = settings.destination.text if settings is not None else None
        with self._lock:
            if self._exchanges and self._exchanges[-1].state == "busy":
                raise Busy("Er wordt nog een vraag beantwoord. Wacht tot dat klaar is, of kies “Stop”.")
            history = [each.turn for each in self._exchanges if each.state == "done"]
            self._count += 1
            exchange = Exchange(self._count, question, destination)
            self._exchanges = [*self._exchanges, exchange][-MOST_EXCHANGES:]
        self._job = Job(lambda progress: self._answer(exchange, history, settings, material, progress))
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
        self.clear()
        self._rest()

    def _rest(self) -> None:
        if self._model is not None:
            self._model.rest()

    def _answer(
        self,
        exchange: Exchange,
        history: Sequence[Turn],
        settings: ModelSettings | None,
        material: Material,
        progress: Progress,
    ) -> None:
        # langchain takes seconds to import, as the index does
        from analyzer.chat.conversation import Chat

        try:
            index = self._indexes.of(material)
            chat = Chat(index, material.organisation, material.peildatum, self._asked(settings))
            for event in chat.answer(exchange.question, history):
                progress(0, 0, "Vraag")
                self._add(exchange.number, event)
            self._change(exchange.number, state="done")
        except Stopped:
            self._change(exchange.number, state="stopped")
        except Exception as exc:  # whatever happened, the user is told
            self._change(exchange.number, state="failed", problems=explain(exc, "Het antwoord"))

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
