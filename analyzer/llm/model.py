"""A language model as the rest of the program knows it: a prompt with its values goes in, a checked answer comes out.

Joins prompt, cache, budget and connection. What a server lacks is stepped down from in a fixed order: a schema that the
server holds to, JSON mode, plain text; then one request to mend the answer; then a Failure. No text is mended here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from analyzer.llm.answers import Answers, answer_key
from analyzer.llm.connection import Connection, Message
from analyzer.llm.ledger import Meter, estimated_tokens
from analyzer.llm.prompts import Prompt, load_prompt
from analyzer.llm.settings import ModelSettings
from analyzer.llm.values import Answer, Cause, Failure, Method, Reply, Usage

T = TypeVar("T", bound=BaseModel)
Check = Callable[[T], tuple[str, ...]]  # what is wrong with an answer, in Dutch; nothing when it is good

_STEPS: tuple[Method, ...] = ("json_schema", "json_mode", "text")
# Words by which servers say that they know no structured output.
_NO_STRUCTURE = ("response_format", "json_schema", "json_object", "structured", "guided", "grammar", "strict")
_MOST_FAULTS = 8  # that are told in a request to mend an answer
_LONGEST_FAULT = 200  # characters of one of these: it may hold words of the answer
_LONGEST_PLACE = 80  # characters of where in an answer a fault is
_MOST_IGNORED = 3  # answers in a row that do not obey the schema that the server took
# A reply to a question of a few sentences; a guess, for the budget only.
_EXPECTED_OUTPUT = 600  # tokens


class LanguageModel:
    """Use `open` before the first question where answers are to be kept. Safe between threads."""

    def __init__(self, settings: ModelSettings) -> None:
        """Raises HostNotAllowed, InvalidModelSettings, ModelUnavailable and InvalidPrompt. Nothing is sent yet."""
        self.settings = settings
        self.meter = Meter(settings)
        self._connection = Connection(settings)
        self._answers = Answers(None)
        self._method: Method = _STEPS[0]
        self._ignored = 0
        self._repair = load_prompt("repair")
        self._json_only = load_prompt("json-only")

    def open(self, path: Path | None) -> None:
        """Keeps answers in the SQLite file `path` from now on (None: nowhere)."""
        self._answers.close()
        self._answers = Answers(path)

    def rest(self) -> None:
        """Closes the file of answers and the connection; a question after this opens the connection again."""
        self.open(None)
        self._connection.rest()

    def ask(
        self,
        prompt: Prompt,
        values: Mapping[str, str],
        schema: type[T],
        meter: Meter,
        check: Check[T] | None = None,
    ) -> Answer[T] | Failure:
        """`values["nonce"]`, if any, is left out of the key by which the answer is kept.

        `check` may find faults in an answer of the right shape: then it is asked to be mended once, and what still
        fails comes back as `Answer.faults`. Only an answer without faults is kept. Raises InvalidPrompt.
        """
        system, user = prompt.filled(values)
        key = self._key(prompt, values)
        meter.used(prompt.record)
        kept = self._answers.get(key)
        if kept is not None:
            known, faults = _checked(kept, schema, check)
            if known is not None and not faults:
                meter.add_cached()
                return Answer[T](value=known, cached=True)
        messages: list[Message] = [("system", system), ("user", user)]
        found = self._exchange(messages, schema, meter, check)
        if isinstance(found, Answer) and not found.faults:
            self._answers.put(key, found.value.model_dump_json())
        return found

    def knows(self, prompt: Prompt, values: Mapping[str, str]) -> bool:
        """Whether the answer is kept already."""
        return self._answers.get(self._key(prompt, values)) is not None

    def stream(self, prompt: Prompt, values: Mapping[str, str], meter: Meter) -> Iterator[str | Failure]:
        """Pieces of a text as they come; a Failure last when it broke off. Raises InvalidPrompt."""
        system, user = prompt.filled(values)
        key = self._key(prompt, values)
        meter.used(prompt.record)
        if (kept := self._answers.get(key)) is not None:
            meter.add_cached()
            yield kept
            return
        messages: list[Message] = [("system", system), ("user", user)]
        expected = _expected(messages)
        if not meter.claim(expected):
            yield Failure(cause=Cause.BUDGET)
            return
        received = 0
        ending: Reply | Failure | None = None
        try:
            for piece in self._connection.stream(messages):
                if isinstance(piece, str):
                    received += len(piece)
                    yield piece
                else:
                    ending = piece
        finally:
            # Who leaves a stream has used what came.
            spent = expected.model_copy(update={"output_tokens": estimated_tokens(received), "estimated": True})
            _add(meter, ending or Failure(cause=Cause.UNKNOWN, detail="the reader left", usage=spent))
            meter.release(expected)
        if isinstance(ending, Reply):
            self._answers.put(key, ending.text)
        elif ending is not None:
            yield ending

    def _exchange(
        self, messages: list[Message], schema: type[T], meter: Meter, check: Check[T] | None
    ) -> Answer[T] | Failure:
        shape = schema.model_json_schema()
        method, repairs = self._method, 1
        last: Answer[T] | None = None
        while True:
            reply = self._call(self._worded(messages, shape, method, meter), shape, method, meter)
            if isinstance(reply, Failure):
                if method == "text" or not _lacks_structure(reply):
                    return last or reply
                method = self._method = _STEPS[_STEPS.index(method) + 1]
                continue
            value, faults = _checked(reply.text, schema, check)
            if method == "json_schema":
                self._note_held(value is not None)
            if value is not None:
                last = Answer[T](value=value, faults=faults)
                if not faults:
                    return last
            elif method == "json_schema":
                method = "json_mode"  # the server took the schema and did not hold the model to it
                continue
            if not repairs:
                return last or Failure(cause=Cause.SCHEMA, detail="; ".join(faults[:_MOST_FAULTS]))
            repairs -= 1
            messages = self._mending(messages, reply.text, faults, meter)

    def _mending(self, messages: list[Message], answer: str, faults: tuple[str, ...], meter: Meter) -> list[Message]:
        """The messages that ask to mend an answer; where there was none, the question with what was wrong."""
        _, request = self._repair.filled(
            {"faults": "\n".join(f"- {fault[:_LONGEST_FAULT]}" for fault in faults[:_MOST_FAULTS])}
        )
        meter.used(self._repair.record)
        if answer.strip():
            return [*messages, ("assistant", answer), ("user", request)]
        role, text = messages[-1]  # servers refuse an empty message, and many two of the same role
        return [*messages[:-1], (role, f"{text}\n\n{request}")]

    def _note_held(self, held: bool) -> None:
        """A server that passes over the schema time after time is asked in another way from then on."""
        self._ignored = 0 if held else self._ignored + 1
        if self._ignored >= _MOST_IGNORED and self._method == "json_schema":
            self._method = "json_mode"

    def _call(self, messages: list[Message], shape: dict[str, object], method: Method, meter: Meter) -> Reply | Failure:
        expected = _expected(messages)
        if not meter.claim(expected):
            return Failure(cause=Cause.BUDGET)
        try:
            reply = self._connection.ask(messages, shape, method)
            _add(meter, reply)
        finally:
            meter.release(expected)
        return reply

    def _worded(self, messages: list[Message], shape: dict[str, object], method: Method, meter: Meter) -> list[Message]:
        """Where the server does not hold the model to the schema, the last message tells it."""
        if method == "json_schema":
            return messages
        meter.used(self._json_only.record)
        _, tail = self._json_only.filled({"schema": json.dumps(shape, ensure_ascii=False)})
        role, text = messages[-1]
        return [*messages[:-1], (role, f"{text}\n\n{tail}")]

    def _key(self, prompt: Prompt, values: Mapping[str, str]) -> str:
        nonce = values.get("nonce", "")
        own = [
            f"{name}={text.replace(nonce, '') if nonce else text}"
            for name, text in sorted(values.items())
            if name != "nonce"
        ]
        return answer_key([self.settings.key_for, prompt.digest, *own])


def _checked(text: str, schema: type[T], check: Check[T] | None) -> tuple[T | None, tuple[str, ...]]:
    """The answer in `text` and what is wrong with it; None when it does not have the right shape."""
    try:
        value = schema.model_validate_json(text, strict=True)
    except ValidationError as exc:
        errors = exc.errors(include_url=False, include_input=False)
        places = [".".join(map(str, each["loc"]))[:_LONGEST_PLACE] or "het geheel" for each in errors]
        return None, tuple(f"{place}: {each['type']}" for place, each in zip(places, errors, strict=True))
    return value, check(value) if check is not None else ()


def _add(meter: Meter, ending: Reply | Failure) -> None:
    if isinstance(ending, Reply):
        meter.add(ending)
    else:
        meter.add_failed(ending)


def _expected(messages: Sequence[Message]) -> Usage:
    """About what a call will take."""
    asked = sum(len(text) for _, text in messages)
    return Usage(input_tokens=estimated_tokens(asked), output_tokens=_EXPECTED_OUTPUT)


def _lacks_structure(failure: Failure) -> bool:
    """Whether the server refused the shape that was asked for, not the question."""
    return failure.cause in (Cause.REQUEST, Cause.SERVER) and any(
        word in failure.detail.lower() for word in _NO_STRUCTURE
    )
