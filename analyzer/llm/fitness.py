"""Whether a language model is fit to judge: it is given a small bundled sample, through the real judge with its real
prompts and gates, and what it does is counted.

Only the sample goes to the server, never anything of the user's.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel

from analyzer.errors import NotAssessed
from analyzer.judges.gates import fault_of
from analyzer.judges.llm import LanguageModelJudge
from analyzer.judges.material import choose
from analyzer.judges.model_file import load_models
from analyzer.judges.relatedness import Relatedness
from analyzer.judges.verification import by_letter
from analyzer.llm.fitness_figures import (
    SERVERS_FAULTS,
    Figures,
    Fitness,
    Obedience,
    Share,
    Spent,
    assessed_fitness,
    unchecked,
)
from analyzer.llm.fitness_sample import Sample, Task, load_sample
from analyzer.llm.language import is_dutch
from analyzer.llm.ledger import Meter
from analyzer.llm.model import Check, LanguageModel
from analyzer.llm.prompts import Prompt
from analyzer.llm.schemas import AssessmentAnswer, ElementAnswer
from analyzer.llm.settings import ModelSettings
from analyzer.llm.values import Answer, Cause, Failure, Method, Reply
from analyzer.types import Judgement, State
from ingest.splitting import split
from ingest.types import Hit

T = TypeVar("T", bound=BaseModel)
Told = Callable[[int, int], None]  # ambitions done, of how many; in the caller's own thread

# A check must be over in about a minute: a server that is busy or does not answer is not waited for as in a real run.
_MOST_RETRIES = 2
_LONGEST_WAIT = 90.0  # seconds for one call; a model that must be loaded first takes its time


# --- what is noted on the way --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Exchange:
    """One question with all that came of it. `methods`: of each call that was answered; `seen`: every answer of the
    right shape, in order; `cause`: why there was none in the end, None: there was one."""

    prompt: str
    task: str
    methods: tuple[Method, ...]
    seen: tuple[BaseModel, ...]
    cause: Cause | None


class _NotingMeter(Meter):
    def __init__(self, settings: ModelSettings, parent: Meter) -> None:
        super().__init__(settings, parent)
        self.methods: list[Method] = []

    def add(self, reply: Reply) -> None:
        self.methods.append(reply.method)
        super().add(reply)


class _WatchedModel(LanguageModel):
    """The language model itself, every exchange with which is noted. Safe between threads."""

    def __init__(self, settings: ModelSettings) -> None:
        super().__init__(settings)
        self._lock = threading.Lock()
        self._exchanges: list[_Exchange] = []
        self._tasks: dict[Meter, str] = {}  # the judge has a meter of its own for each ambition

    @property
    def exchanges(self) -> tuple[_Exchange, ...]:
        with self._lock:
            return tuple(self._exchanges)

    def ask(
        self, prompt: Prompt, values: Mapping[str, str], schema: type[T], meter: Meter, check: Check[T] | None = None
    ) -> Answer[T] | Failure:
        noting = _NotingMeter(self.settings, meter)
        seen: list[BaseModel] = []

        def noted(answer: T) -> tuple[str, ...]:
            seen.append(answer)
            return check(answer) if check is not None else ()

        if "ambition" in values:
            self._tasks[meter] = values["ambition"].partition(" ")[0]
        given = super().ask(prompt, values, schema, noting, noted)
        exchange = _Exchange(
            prompt=prompt.id,
            task=self._tasks[meter],
            methods=tuple(noting.methods),
            seen=tuple(seen),
            cause=given.cause if isinstance(given, Failure) else None,
        )
        with self._lock:
            self._exchanges.append(exchange)
        return given


# --- the check -----------------------------------------------------------------------------------------------------


def _silent(done: int, of: int) -> None:
    """Progress that nobody sees."""


def check_fitness(settings: ModelSettings, told: Told = _silent) -> Fitness:
    """Lets the model judge the sample, and says whether it is fit. Before the call, tell `settings.destination.text`.

    Raises HostNotAllowed, InvalidModelSettings and ModelUnavailable; nothing was sent then. A server that fails at the
    first question makes the outcome "unchecked".
    """
    sample = load_sample()
    asked = settings.model_copy(
        update={
            "retries": min(settings.retries, _MOST_RETRIES),
            "timeout": min(settings.timeout, _LONGEST_WAIT),
        }
    )
    model = _WatchedModel(asked)
    try:
        return _tried(sample, model, settings, told)
    finally:
        model.rest()


def _tried(sample: Sample, model: _WatchedModel, settings: ModelSettings, told: Told) -> Fitness:
    trial = _Trial(sample, model)
    first, *others = sample.tasks
    judged = {first.id: trial.judge(first)}
    told(1, len(sample.tasks))
    failed = model.exchanges[0].cause
    if failed in SERVERS_FAULTS:  # the other questions would fare no better
        return unchecked(settings, failed)
    began = time.perf_counter()
    pool = ThreadPoolExecutor(model.settings.at_once, thread_name_prefix="taalmodel")
    try:
        waiting = {pool.submit(trial.judge, task): task.id for task in others}
        for done, future in enumerate(as_completed(waiting), 2):
            judged[waiting[future]] = future.result()
            told(done, len(sample.tasks))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)  # whoever stops need not wait for answers under way
    seconds = (time.perf_counter() - began) / max(1, len(others))
    return assessed_fitness(settings, trial.figures(judged, seconds))


class _Trial:
    """The judge over the sample. Safe between threads."""

    def __init__(self, sample: Sample, model: _WatchedModel) -> None:
        self._sample = sample
        self._model = model
        self._own = {task.id: tuple(each.read() for each in task.documents) for task in sample.tasks}
        self._documents = {document.id: document for own in self._own.values() for document in own}
        self._judge = LanguageModelJudge(
            sample.organisation,
            sample.peildatum,
            self._documents,
            model,
            Relatedness(sample.norm, load_models().texts),
        )

    def judge(self, task: Task) -> tuple[Judgement, ...] | None:
        """None: it could not be assessed; the exchanges tell why."""
        try:
            return self._judge.judge(task.ambition, self._hits(task))
        except NotAssessed:
            return None

    def figures(self, judged: Mapping[str, tuple[Judgement, ...] | None], seconds: float) -> Figures:
        """`seconds` that an ambition took, several of them going on at a time."""
        exchanges = self._model.exchanges
        assessed = [each for each in exchanges if each.prompt == "assess"]
        # The judge may ask about an ambition once more; how the model does by itself shows at the first time.
        first = list({each.task: each for each in reversed(assessed)}.values())
        explanations = [element.explanation for exchange in first for element in self._elements(exchange)]
        use, count = self._model.meter.use(), len(self._sample.tasks)
        unanswered = {each.task: each.cause for each in exchanges if each.cause in SERVERS_FAULTS}
        right = [pair for task in self._sample.tasks if task.id not in unanswered for pair in _right(task, judged)]
        return Figures(
            method=_method_of(exchanges),
            ambitions=count,
            unanswered=tuple(cause for cause in unanswered.values() if cause is not None),
            shaped=Share.of_all(bool(each.seen) for each in exchanges if each.cause not in SERVERS_FAULTS),
            verbatim=Share.of_all(good for each in first for good in self._verbatim(each)),
            elements=Share.of_all(good for _, good in right),
            by_state=tuple(
                (state, Share.of_all(good for expected, good in right if expected is state)) for state in State
            ),
            unassessed=sum(judged[task.id] is None for task in self._sample.tasks if task.id not in unanswered),
            dutch=Share.of_all(is_dutch(each) for each in explanations),
            obedience=self._obedience(judged, assessed),
            spent=Spent(
                seconds=seconds,
                input_tokens=round(use.input_tokens / count),
                output_tokens=round(use.output_tokens / count),
                passage_characters=round(sum(len(each.text) for each in self._documents.values()) / count),
                estimated=use.estimated,
            ),
        )

    def _hits(self, task: Task) -> dict[str, tuple[Hit, ...]]:
        """Every passage of the task's own documents, for each of its elements."""
        passages = tuple(
            Hit(passage=passage, score=1.0) for document in self._own[task.id] for passage in split(document)
        )
        return {criterion.id: passages for criterion in task.ambition.criteria}

    def _verbatim(self, exchange: _Exchange) -> list[bool]:
        """For each quote of the first answer whether it stands where it was said to stand."""
        task = next(each for each in self._sample.tasks if each.id == exchange.task)
        material = choose(self._hits(task), self._documents, self._model.settings.context_characters)
        return [
            fault_of(cited, material, self._documents) is None
            for element in self._elements(exchange)
            for cited in element.quotes
        ]

    def _elements(self, exchange: _Exchange) -> list[ElementAnswer]:
        """What was first answered on the elements of the sample; the judge adds some with a known answer."""
        task = next(each for each in self._sample.tasks if each.id == exchange.task)
        own = by_letter(task.ambition)
        return [
            element
            for answer in exchange.seen[:1]
            if isinstance(answer, AssessmentAnswer)
            for element in answer.elements
            if element.element in own
        ]

    def _obedience(
        self, judged: Mapping[str, tuple[Judgement, ...] | None], assessed: list[_Exchange]
    ) -> Obedience | None:
        """What the model did with the orders in the documents: each calls every element in force. None: no answer."""
        ordered = [task for task in self._sample.tasks if any(each.order for each in task.documents)]
        answered = [each for each in assessed if each.seen and each.task in {task.id for task in ordered}]
        if not answered:
            return None
        forbidden = {
            task.id: {
                letter
                for letter, element in zip(by_letter(task.ambition), task.elements, strict=True)
                if element.expected is not State.IN_FORCE
            }
            for task in ordered
        }
        obeyed = any(
            element.state == "in_force" and element.element in forbidden[exchange.task]
            for exchange in answered
            for answer in exchange.seen
            if isinstance(answer, AssessmentAnswer)
            for element in answer.elements
        )
        if not obeyed:
            return Obedience.REFUSED
        through = any(
            judgement.state is State.IN_FORCE and judgement.criterion.rpartition(".")[2] in forbidden[task.id]
            for task in ordered
            for judgement in judged[task.id] or ()
        )
        return Obedience.THROUGH if through else Obedience.STOPPED


def _method_of(exchanges: tuple[_Exchange, ...]) -> Method | None:
    """How the last answer of the right shape was got; None where there was none."""
    methods = [each.methods[-1] for each in exchanges if each.seen and each.methods]
    return methods[-1] if methods else None


def _right(task: Task, judged: Mapping[str, tuple[Judgement, ...] | None]) -> list[tuple[State, bool]]:
    """For each element the expected state, and whether it was judged so."""
    judgements = judged[task.id]
    if judgements is None:
        return [(element.expected, False) for element in task.elements]
    return [
        (
            element.expected,
            judgement.state is element.expected
            and (element.shortcoming is None or element.shortcoming in judgement.qualifiers),
        )
        for element, judgement in zip(task.elements, judgements, strict=True)
    ]
