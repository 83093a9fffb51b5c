"""The scripted model server, as the client libraries see it: what it answers, what goes wrong, and how it ends."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import openai
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from langchain.chat_models import init_chat_model
from langchain_core.exceptions import OutputParserException
from langchain_core.language_models import BaseChatModel
from model_server import (
    Call,
    Fault,
    ModelServer,
    Reply,
    at_random,
    cut,
    cut_midway,
    empty,
    error_body,
    length,
    malformed,
    null,
    prose,
    read_call,
    refusal,
    replace,
    schema_broken,
    slow,
    status,
)
from pydantic import BaseModel

ANSWER = '{"staat": "geregeld", "reden": "Het college stelde het beleid vast."}'
SCHEMA = {
    "title": "Oordeel",
    "description": "Een oordeel.",
    "type": "object",
    "properties": {"staat": {"type": "string"}, "reden": {"type": "string"}},
    "required": ["staat", "reden"],
    "additionalProperties": False,
}
FORMAT: Any = {"type": "json_schema", "json_schema": {"name": "oordeel", "schema": SCHEMA, "strict": True}}
TOOL: Any = {"type": "function", "function": {"name": "oordeel", "parameters": SCHEMA}}
NAMED: Any = {"type": "function", "function": {"name": "oordeel"}}
QUESTION: Any = [{"role": "system", "content": "Antwoord in JSON."}, {"role": "user", "content": "Is het geregeld?"}]
TEXT = "Antwoord in JSON.\nIs het geregeld?"
PROSE = "Sure! Having read the passages, I would say that this is mostly arranged."
# What OpenAI itself says of a model that is too old; langchain knows it by these words, and warns.
NO_SCHEMA = "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model."
RETRY_AFTER = 0.8  # seconds: longer than the client waits of itself before a first retry, which is 0.5


class Oordeel(BaseModel):
    staat: str
    reden: str


def answered(_: Call) -> str:
    return ANSWER


def always(fault: Fault) -> Callable[[int, Call], Fault]:
    return lambda _number, _call: fault


def first(fault: Fault) -> Callable[[int, Call], Fault | None]:
    return lambda number, _call: fault if number == 0 else None


@contextmanager
def client_of(server: ModelServer, max_retries: int = 0, timeout: float = 20.0) -> Iterator[openai.OpenAI]:
    """Without certificates, which take longer to load than a test lasts."""
    with openai.DefaultHttpxClient(verify=False) as connection:
        yield openai.OpenAI(
            base_url=server.url, api_key="x", max_retries=max_retries, timeout=timeout, http_client=connection
        )


@contextmanager
def model_of(server: ModelServer, max_retries: int = 0) -> Iterator[BaseChatModel]:
    """With a connection of its own: langchain shares one among models, by their address, and never closes it."""
    with openai.DefaultHttpxClient(verify=False) as connection:
        yield init_chat_model(
            "openai:test",
            base_url=server.url,
            api_key="x",
            max_retries=max_retries,
            timeout=20.0,
            http_client=connection,
        )


def ask(client: openai.OpenAI, **more: Any) -> Any:
    return client.chat.completions.create(model="test", messages=QUESTION, **more)


def told(client: openai.OpenAI, **more: Any) -> list[Any]:
    with ask(client, stream=True, **more) as stream:
        return list(stream)


def content(chunks: list[Any]) -> str:
    return "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)


# --- what it answers, to the client of OpenAI ----------------------------------------------------------------------


def test_a_plain_answer_and_what_is_recorded_of_the_call() -> None:
    with ModelServer(answered) as server, client_of(server) as client:
        answer = ask(client, temperature=0.2, seed=7)
        assert server.completed == 1
        (call,) = server.calls
    assert (answer.model, answer.choices[0].message.content) == ("test", ANSWER)
    assert (answer.choices[0].finish_reason, answer.choices[0].message.refusal) == ("stop", None)
    assert (call.model, call.stream, call.temperature, call.seed, call.text) == ("test", False, 0.2, 7, TEXT)
    assert call.messages == tuple(QUESTION)
    assert (call.response_format, call.format, call.forced_tool) == (None, "text", None)
    assert call.headers["authorization"] == "Bearer x"
    assert call.body["temperature"] == 0.2


def test_tokens_are_a_quarter_of_the_characters_rounded_up_unless_the_player_says() -> None:
    counted = Reply("x" * 9, prompt_tokens=1000)
    with ModelServer(lambda _: counted) as server, client_of(server) as client:
        usage = ask(client).usage
    assert (usage.prompt_tokens, usage.completion_tokens, usage.total_tokens) == (1000, 3, 1003)
    with ModelServer(lambda _: Reply("x" * 8, completion_tokens=5)) as server, client_of(server) as client:
        usage = ask(client).usage
    assert (usage.prompt_tokens, usage.completion_tokens) == ((len(TEXT) + 3) // 4, 5)


def test_content_in_parts_is_read_and_calls_of_tools_have_no_text() -> None:
    messages: Any = [
        {"role": "user", "content": [{"type": "text", "text": "een"}, {"type": "text", "text": "twee"}]},
        {"role": "assistant", "content": None},
        {"role": "user", "content": "drie"},
    ]
    with ModelServer(lambda call: call.text) as server, client_of(server) as client:
        answer = client.chat.completions.create(model="test", messages=messages)
    assert answer.choices[0].message.content == "een\ntwee\ndrie"


def test_the_models_are_listed_and_that_is_no_call() -> None:
    with ModelServer(answered, models=("klein", "groot")) as server, client_of(server) as client:
        assert [model.id for model in client.models.list()] == ["klein", "groot"]
        assert (server.calls, server.completed) == ([], 0)


@pytest.mark.parametrize("asked", [FORMAT, {"type": "json_object"}])
def test_a_format_is_recorded_and_the_player_decides(asked: Any) -> None:
    with ModelServer(lambda call: json.dumps({"format": call.format})) as server, client_of(server) as client:
        answer = ask(client, response_format=asked)
        assert server.calls[0].response_format == asked
    assert json.loads(answer.choices[0].message.content) == {"format": asked["type"]}


def test_the_client_reads_an_answer_into_its_own_type() -> None:
    with ModelServer(answered) as server, client_of(server) as client:
        answer = client.chat.completions.parse(model="test", messages=QUESTION, response_format=Oordeel)
    assert answer.choices[0].message.parsed == Oordeel.model_validate_json(ANSWER)


def test_a_stream_tells_its_usage_only_when_asked() -> None:
    with ModelServer(answered) as server, client_of(server) as client:
        without = told(client)
        chunks = told(client, stream_options={"include_usage": True})
        assert server.completed == 2
        assert all(call.stream for call in server.calls)
    assert content(without) == content(chunks) == ANSWER
    assert len(without) > 3, "the content comes in pieces"
    assert [chunk.usage for chunk in without] == [None] * len(without)
    assert [chunk.usage for chunk in chunks[:-1]] == [None] * len(without)
    assert chunks[-1].choices == []
    assert chunks[-1].usage.completion_tokens == (len(ANSWER) + 3) // 4
    assert [chunk.choices[0].finish_reason for chunk in without] == [None] * (len(without) - 1) + ["stop"]


@pytest.mark.parametrize(("choice", "reason"), [(NAMED, "stop"), ("required", "tool_calls")])
def test_a_tool_that_must_be_called_is_called(choice: Any, reason: str) -> None:
    with ModelServer(answered) as server, client_of(server) as client:
        answer = ask(client, tools=[TOOL], tool_choice=choice).choices[0]
        deltas = [chunk.choices[0] for chunk in told(client, tools=[TOOL], tool_choice=choice)]
    (call,) = answer.message.tool_calls
    assert (call.function.name, call.function.arguments, answer.message.content) == ("oordeel", ANSWER, None)
    pieces = [delta.delta.tool_calls[0].function for delta in deltas if delta.delta.tool_calls]
    assert (pieces[0].name, "".join(piece.arguments for piece in pieces)) == ("oordeel", ANSWER)
    assert answer.finish_reason == deltas[-1].finish_reason == reason


@pytest.mark.parametrize("choice", ["auto", "none"])
def test_a_tool_that_may_be_called_is_not(choice: Any) -> None:
    with ModelServer(answered) as server, client_of(server) as client:
        message = ask(client, tools=[TOOL], tool_choice=choice).choices[0].message
    assert (message.content, message.tool_calls) == (ANSWER, None)


@pytest.mark.parametrize(
    ("missing", "parameter", "request_"),
    [
        ("json_schema", "response_format", {"response_format": FORMAT}),
        ("json_object", "response_format", {"response_format": {"type": "json_object"}}),
        ("tools", "tools", {"tools": [TOOL], "tool_choice": NAMED}),
    ],
)
def test_what_it_does_not_support_is_refused_by_name_or_passed_over(
    missing: str, parameter: str, request_: dict[str, Any]
) -> None:
    supports = frozenset({"json_schema", "json_object", "tools"}) - {missing}
    with ModelServer(answered, supports=supports) as server, client_of(server) as client:
        with pytest.raises(openai.BadRequestError, match=f"'{parameter}'.*is not supported") as caught:
            ask(client, **request_)
        assert caught.value.param == parameter
        assert ask(client).choices[0].message.content == ANSWER, "a plain request is still answered"
        assert (len(server.calls), server.completed) == (2, 1)
    with ModelServer(answered, ignores=frozenset({missing})) as server, client_of(server) as client:
        message = ask(client, **request_).choices[0].message
        assert (message.content, message.tool_calls) == (ANSWER, None)


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        ({"messages": []}, "empty array"),
        ({"messages": ["hallo"]}, "wrong type"),
        ({"messages": QUESTION, "response_format": {"type": "xml"}}, "response_format.type"),
        ({"messages": QUESTION, "tools": [TOOL], "tool_choice": {"function": {"name": "ander"}}}, "tool_choice"),
        ({}, "messages"),
    ],
)
def test_a_request_that_is_none_is_refused_and_not_recorded(request_: dict[str, Any], message: str) -> None:
    with ModelServer(answered) as server, client_of(server) as client:
        with pytest.raises(openai.BadRequestError, match=message):
            client.post("/chat/completions", cast_to=object, body={"model": "test", **request_})
        with pytest.raises(openai.BadRequestError, match="no JSON"):
            client.post("/chat/completions", cast_to=object, content=b"{")
        with pytest.raises(openai.NotFoundError, match="/v1/completions"):
            client.completions.create(model="test", prompt="hallo")
        assert server.calls == []


@pytest.fixture(scope="module")
def echo() -> Iterator[openai.OpenAI]:
    with ModelServer(lambda call: call.text) as server, client_of(server) as client:
        yield client


@given(said=st.text(min_size=1, max_size=60))
@example(said='é € 😀 "\\ \u2028\u0085\x00\r\n\n data: [DONE]')
def test_any_text_arrives_as_it_was_said(echo: openai.OpenAI, said: str) -> None:
    messages: Any = [{"role": "user", "content": said}]
    whole = echo.chat.completions.create(model="test", messages=messages)
    with echo.chat.completions.create(model="test", messages=messages, stream=True) as stream:
        assert whole.choices[0].message.content == content(list(stream)) == said


def test_half_a_character_arrives_as_half() -> None:
    with ModelServer(lambda _: "half \ud83d teken") as server, client_of(server) as client:
        assert ask(client).choices[0].message.content == content(told(client)) == "half \ud83d teken"


# --- what goes wrong, to the client of OpenAI ----------------------------------------------------------------------

ERRORS = [
    (status(400, body="response_format is not supported"), openai.BadRequestError, "response_format is not supported"),
    (status(401), openai.AuthenticationError, "401"),
    (status(404), openai.NotFoundError, "model does not exist"),
    (status(413), openai.APIStatusError, "413"),
    (status(429, retry_after=3), openai.RateLimitError, "Rate limit"),
    (status(500), openai.InternalServerError, "500"),
    (status(503), openai.InternalServerError, "overloaded"),
    (status(502, body=b"<html>Bad gateway</html>"), openai.InternalServerError, "502"),
    (status(529, body={"detail": "vol"}), openai.InternalServerError, "529"),
    (cut, openai.APIConnectionError, "Connection error"),
    (cut_midway, openai.APIConnectionError, "Connection error"),
]


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(("fault", "error", "message"), ERRORS, ids=lambda case: getattr(case, "name", None))
def test_an_answer_that_fails_is_the_error_it_is(
    fault: Fault, error: type[openai.APIError], message: str, stream: bool
) -> None:
    with ModelServer(answered, first(fault)) as server, client_of(server) as client:
        with pytest.raises(error, match=message) as caught:
            told(client) if stream else ask(client)
        assert (len(server.calls), server.completed) == (1, 0)
        assert ask(client).choices[0].message.content == ANSWER, "the next call is answered"
        assert server.completed == 1
    if fault.failure is not None:
        assert isinstance(caught.value, openai.APIStatusError)
        assert caught.value.status_code == fault.failure.code
        assert caught.value.response.headers.get("retry-after") == fault.failure.headers.get("Retry-After")


@pytest.mark.parametrize(("fault", "reason"), [(cut, "without sending a response"), (cut_midway, "message body")])
def test_a_cut_comes_before_the_answer_or_within_it(fault: Fault, reason: str) -> None:
    with ModelServer(answered, always(fault)) as server, client_of(server) as client:
        with pytest.raises(openai.APIConnectionError) as caught:
            ask(client)
        assert reason in str(caught.value.__cause__)


def test_a_stream_that_is_cut_midway_has_told_half() -> None:
    seen: list[Any] = []
    with ModelServer(answered, always(cut_midway)) as server, client_of(server) as client:
        with pytest.raises(openai.APIConnectionError), ask(client, stream=True) as stream:
            seen.extend(stream)
        assert server.completed == 0
    assert ANSWER.startswith(content(seen))
    assert 0 < len(content(seen)) < len(ANSWER)


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    ("fault", "said", "reason"),
    [
        (malformed, ANSWER[: len(ANSWER) // 2], "stop"),
        (length, ANSWER[: len(ANSWER) // 2], "length"),
        (empty, "", "stop"),
        (prose, PROSE, "stop"),
        (schema_broken, '{"outcome": {"rating": [1, null]}}', "stop"),
        (replace(str.upper), ANSWER.upper(), "stop"),
    ],
    ids=lambda case: getattr(case, "name", ""),
)
def test_an_answer_that_is_wrong_arrives_as_wrong(fault: Fault, said: str, reason: str, stream: bool) -> None:
    with ModelServer(answered, always(fault)) as server, client_of(server) as client:
        if stream:
            chunks = told(client)
            assert (content(chunks), chunks[-1].choices[0].finish_reason) == (said, reason)
        else:
            choice = ask(client).choices[0]
            assert (choice.message.content, choice.finish_reason) == (said, reason)
        assert server.completed == 1


def test_nothing_and_a_refusal_have_no_content() -> None:
    with ModelServer(answered, lambda number, _: (null, refusal)[number % 2]) as server, client_of(server) as client:
        nothing, refused = (ask(client).choices[0].message for _ in range(2))
        silence, refusing = (told(client) for _ in range(2))
    assert (nothing.content, nothing.refusal) == (None, None)
    assert (refused.content, refused.refusal) == (None, "I cannot help with that.")
    assert content(silence) == content(refusing) == ""
    assert "".join(chunk.choices[0].delta.refusal or "" for chunk in refusing) == refused.refusal


@pytest.mark.parametrize("said", ["{}", ' {"a": 1} \n' + " " * 40, '["een", "twee"]', '"een"', ANSWER])
def test_half_of_what_is_json_is_none(said: str) -> None:
    with ModelServer(lambda _: said, always(malformed)) as server, client_of(server) as client:
        half = ask(client).choices[0].message.content
    json.loads(said)
    with pytest.raises(json.JSONDecodeError):
        json.loads(half)


@pytest.mark.parametrize(
    ("fault", "arguments"),
    [(malformed, ANSWER[: len(ANSWER) // 2]), (prose, None), (empty, None), (null, None), (refusal, None)],
    ids=lambda case: getattr(case, "name", ""),
)
def test_a_tool_is_called_wrongly_or_not_at_all(fault: Fault, arguments: str | None) -> None:
    with ModelServer(answered, always(fault)) as server, client_of(server) as client:
        message = ask(client, tools=[TOOL], tool_choice=NAMED).choices[0].message
    assert (message.tool_calls[0].function.arguments if message.tool_calls else None) == arguments


def test_a_slow_answer_comes_late_and_not_to_a_client_that_has_left() -> None:
    asked: list[Call] = []

    def player(call: Call) -> str:
        asked.append(call)
        return ANSWER

    with ModelServer(player, always(slow(0.5))) as server:
        started = time.monotonic()
        with client_of(server) as client:
            assert ask(client).choices[0].message.content == ANSWER
        assert time.monotonic() - started >= 0.5
        with client_of(server, timeout=0.2) as client, pytest.raises(openai.APITimeoutError):
            ask(client)
        time.sleep(0.6)
        assert (len(server.calls), len(asked), server.completed) == (2, 1, 1)


def test_the_client_waits_as_long_as_it_is_told_and_succeeds() -> None:
    with ModelServer(answered, first(status(429, RETRY_AFTER))) as server, client_of(server, max_retries=1) as client:
        started = time.monotonic()
        assert ask(client).choices[0].message.content == ANSWER
        assert time.monotonic() - started >= RETRY_AFTER
        assert (len(server.calls), server.completed) == (2, 1)


# --- faults at random ----------------------------------------------------------------------------------------------

A_CALL = read_call(json.dumps({"model": "test", "messages": QUESTION}).encode(), {})


def names(decide: Callable[[int, Call], Fault | None], numbers: int = 2000) -> list[str | None]:
    return [fault.name if (fault := decide(number, A_CALL)) else None for number in range(numbers)]


@pytest.mark.parametrize("share", [0.0, 0.1, 0.3, 0.9, 1.0])
def test_faults_at_random_are_near_their_share_and_all_come_by(share: float) -> None:
    drawn = names(at_random(share, [cut, prose, malformed], seed=1))
    assert sum(name is not None for name in drawn) / len(drawn) == pytest.approx(share, abs=0.04)
    if share == 1:
        assert {name: round(drawn.count(name) / len(drawn), 1) for name in drawn} == dict.fromkeys(
            ("cut", "prose", "malformed"), 0.3
        )


def test_faults_at_random_are_the_same_for_a_seed_in_any_order_and_thread() -> None:
    faults = [cut, prose, malformed]
    drawn = names(at_random(0.5, faults, seed=1))
    assert drawn == names(at_random(0.5, faults, seed=1))
    assert drawn != names(at_random(0.5, faults, seed=2))
    decide = at_random(0.5, faults, seed=1)
    with ThreadPoolExecutor(8) as pool:
        backwards = list(pool.map(lambda number: decide(number, A_CALL), reversed(range(2000))))
    assert [fault.name if fault else None for fault in reversed(backwards)] == drawn


@pytest.mark.parametrize(("share", "faults"), [(-0.1, [cut]), (1.1, [cut]), (0.5, [])])
def test_a_share_that_is_none_is_refused(share: float, faults: list[Fault]) -> None:
    with pytest.raises(ValueError, match="share"):
        at_random(share, faults, seed=1)


def test_a_server_fails_as_often_as_was_drawn() -> None:
    decide = at_random(0.4, [status(500), cut], seed=3)

    def succeeds(_: int) -> bool:
        try:
            ask(client)
        except openai.APIError:
            return False
        return True

    with ModelServer(answered, decide) as server, client_of(server) as client, ThreadPoolExecutor(8) as pool:
        good = sum(pool.map(succeeds, range(60)))
        assert good == server.completed == names(decide, 60).count(None)
        assert len(server.calls) == 60


# --- to langchain --------------------------------------------------------------------------------------------------


def test_langchain_gets_an_answer_with_its_usage() -> None:
    with ModelServer(answered) as server, model_of(server) as model:
        answer = model.invoke("Is het geregeld?")
        assert (server.calls[0].text, server.completed) == ("Is het geregeld?", 1)
    assert answer.content == ANSWER
    assert answer.usage_metadata == {
        "input_tokens": 4,
        "output_tokens": (len(ANSWER) + 3) // 4,
        "total_tokens": 4 + (len(ANSWER) + 3) // 4,
        "input_token_details": {},
        "output_token_details": {},
    }


def test_langchain_streams_with_usage() -> None:
    with ModelServer(answered) as server, model_of(server) as model:
        chunks = list(model.stream("Is het geregeld?", stream_usage=True))
        assert server.calls[0].body["stream_options"] == {"include_usage": True}
    assert "".join(str(chunk.content) for chunk in chunks) == ANSWER
    assert [chunk.usage_metadata["total_tokens"] for chunk in chunks if chunk.usage_metadata] == [
        4 + (len(ANSWER) + 3) // 4
    ]


@pytest.mark.parametrize(
    ("method", "asked"), [("json_schema", "json_schema"), ("json_mode", "json_object"), ("function_calling", "text")]
)
def test_langchain_gets_an_answer_in_a_form(method: Any, asked: str) -> None:
    with ModelServer(answered) as server, model_of(server) as model:
        answer = model.with_structured_output(SCHEMA, method=method, include_raw=True).invoke("JSON?")
        (call,) = server.calls
    assert isinstance(answer, dict)
    assert (answer["parsed"], answer["parsing_error"]) == (json.loads(ANSWER), None)
    assert call.format == asked
    assert call.forced_tool == ("Oordeel" if method == "function_calling" else None)
    if method == "json_schema":
        assert call.response_format and call.response_format["json_schema"]["schema"]["required"] == SCHEMA["required"]


def structured(fault: Fault, method: Any = "json_schema", schema: Any = SCHEMA) -> dict[str, Any]:
    with ModelServer(answered, always(fault)) as server, model_of(server) as model:
        answer = model.with_structured_output(schema, method=method, include_raw=True).invoke("JSON?")
        assert server.completed == 1
    assert isinstance(answer, dict)
    return answer


@pytest.mark.parametrize("fault", [empty, null, prose, refusal], ids=lambda fault: fault.name)
def test_langchain_says_that_there_is_no_json(fault: Fault) -> None:
    answer = structured(fault)
    assert answer["parsed"] is None
    assert isinstance(answer["parsing_error"], OutputParserException)
    assert answer["raw"].additional_kwargs["refusal"] == ("I cannot help with that." if fault is refusal else None)


@pytest.mark.parametrize("fault", [empty, null, prose, refusal, malformed], ids=lambda fault: fault.name)
def test_langchain_is_silent_when_no_tool_is_called_well(fault: Fault) -> None:
    answer = structured(fault, "function_calling")
    assert (answer["parsed"], answer["parsing_error"]) == (None, None)


def test_langchain_mends_broken_json_and_checks_no_schema_that_is_an_object() -> None:
    mended = structured(malformed)
    assert mended["raw"].content == ANSWER[: len(ANSWER) // 2]
    assert mended["parsed"]["staat"] == "geregeld"
    assert mended["parsed"]["reden"] != json.loads(ANSWER)["reden"]
    assert mended["parsing_error"] is None
    other = structured(schema_broken)
    assert (other["parsed"], other["parsing_error"]) == ({"outcome": {"rating": [1, None]}}, None)


@pytest.mark.parametrize("fault", [malformed, schema_broken, prose], ids=lambda fault: fault.name)
def test_langchain_raises_past_include_raw_for_a_schema_that_is_a_type(fault: Fault) -> None:
    with pytest.raises(ValueError, match=r"validation errors? for Oordeel"):
        structured(fault, schema=Oordeel)


def test_langchain_raises_for_an_answer_that_is_too_long() -> None:
    with pytest.raises(openai.LengthFinishReasonError):
        structured(length)


@pytest.mark.parametrize(("fault", "error", "message"), ERRORS, ids=lambda case: getattr(case, "name", None))
def test_langchain_raises_the_errors_of_the_client(fault: Fault, error: type[openai.APIError], message: str) -> None:
    with ModelServer(answered, always(fault)) as server, model_of(server) as model:
        with pytest.raises(error, match=message):
            model.with_structured_output(SCHEMA, include_raw=True).invoke("JSON?")
        assert (len(server.calls), server.completed) == (1, 0)


def test_langchain_warns_at_the_words_of_openai_and_not_at_those_of_other_servers() -> None:
    own = status(400, body=error_body(400, NO_SCHEMA, "response_format"))
    with ModelServer(answered, always(own)) as server, model_of(server) as model:
        asking = model.with_structured_output(SCHEMA)
        with pytest.warns(UserWarning, match="structured output"), pytest.raises(openai.BadRequestError):
            asking.invoke("JSON?")
    with ModelServer(answered, supports=frozenset({"tools"})) as server, model_of(server) as model:
        asking = model.with_structured_output(SCHEMA)
        with pytest.raises(openai.BadRequestError, match="response_format"):
            asking.invoke("JSON?")


def test_langchain_waits_as_long_as_it_is_told_and_succeeds() -> None:
    with ModelServer(answered, first(status(429, RETRY_AFTER))) as server, model_of(server, max_retries=1) as model:
        started = time.monotonic()
        assert model.invoke("Is het geregeld?").content == ANSWER
        assert time.monotonic() - started >= RETRY_AFTER
        assert (len(server.calls), server.completed) == (2, 1)


# --- many at once, and the end -------------------------------------------------------------------------------------


def test_calls_are_answered_at_once_and_each_with_its_own_answer() -> None:
    together = threading.Barrier(6, timeout=20)

    def player(call: Call) -> str:
        together.wait()
        return f"antwoord op {call.text}"

    def said(number: int) -> str | None:
        answer = client.chat.completions.create(model="test", messages=[{"role": "user", "content": str(number)}])
        return answer.choices[0].message.content

    with ModelServer(player) as server, client_of(server) as client, ThreadPoolExecutor(6) as pool:
        assert list(pool.map(said, range(30))) == [f"antwoord op {number}" for number in range(30)]
        assert sorted(int(call.text) for call in server.calls) == list(range(30))
        assert server.completed == 30


def test_it_ends_at_once_with_clients_idle_waiting_and_gone(capfd: pytest.CaptureFixture[str]) -> None:
    before = set(threading.enumerate())
    server = ModelServer(lambda _: ANSWER * 20_000, lambda number, _: slow(60) if number == 1 else None)
    port = int(server.url.split(":")[2].split("/")[0])
    idle = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    idle.request("GET", "/v1/models")
    idle.getresponse().read()
    with client_of(server) as client, ThreadPoolExecutor(1) as pool:
        with ask(client, stream=True) as leaving:
            next(iter(leaving))
        waiting = pool.submit(ask, client)
        while len(server.calls) < 2:
            time.sleep(0.01)
        started = time.monotonic()
        server.close()
        assert time.monotonic() - started < 10
        with pytest.raises(openai.APIConnectionError):
            waiting.result(20)
        with pytest.raises(openai.APIConnectionError):
            ask(client)
    idle.close()
    server.close()
    assert set(threading.enumerate()) == before
    assert server.completed == 0
    assert capfd.readouterr() == ("", "")


def test_it_waits_at_the_end_for_a_player_that_is_still_at_it() -> None:
    begun, done = threading.Event(), threading.Event()

    def player(_: Call) -> str:
        begun.set()
        time.sleep(0.3)
        done.set()
        return ANSWER

    def asking() -> Any:
        with client_of(server) as client:
            return ask(client)

    with ThreadPoolExecutor(1) as pool:
        with ModelServer(player) as server:
            waiting = pool.submit(asking)
            assert begun.wait(20)
        assert done.is_set()
        with pytest.raises(openai.APIConnectionError):
            waiting.result(20)


def test_a_client_that_speaks_no_http_is_no_news(capfd: pytest.CaptureFixture[str]) -> None:
    with ModelServer(answered) as server, client_of(server) as client:
        port = int(server.url.split(":")[2].split("/")[0])
        with socket.create_connection(("127.0.0.1", port), timeout=20) as raw:
            raw.sendall(b"hallo daar\r\n\r\n")
            assert b"400" in raw.recv(1000)
        assert ask(client).choices[0].message.content == ANSWER
    assert capfd.readouterr() == ("", "")


def raising(*_: object) -> Any:
    raise LookupError("dit had niet gevraagd mogen worden")


def failing(*_: object) -> Any:
    pytest.fail("dit had niet gevraagd mogen worden")


@pytest.mark.parametrize("own", [raising, failing])
@pytest.mark.parametrize("in_player", [True, False])
def test_an_error_of_the_test_itself_is_not_lost(own: Callable[..., Any], in_player: bool) -> None:
    server = ModelServer(own) if in_player else ModelServer(answered, own)
    with pytest.raises(RuntimeError) as caught, server:
        with client_of(server, max_retries=2) as client, pytest.raises(openai.InternalServerError):
            ask(client)
        assert len(server.calls) == 1, "it is not tried again"
    assert "dit had niet gevraagd mogen worden" in str(caught.value.__cause__)


def test_an_error_of_the_test_itself_does_not_hide_what_failed_first() -> None:
    with pytest.raises(openai.InternalServerError), ModelServer(raising) as server, client_of(server) as client:
        ask(client)
