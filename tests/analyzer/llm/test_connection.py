"""Whatever a server does, a Reply or a Failure of the right cause comes back; nothing is sent anywhere else."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import langsmith.utils
import pytest
from model_server import (
    Call,
    Fault,
    Faults,
    ModelServer,
    Reply,
    cut,
    cut_midway,
    empty,
    length,
    malformed,
    null,
    prose,
    refusal,
    slow,
    status,
)
from pydantic import SecretStr

from analyzer.errors import HostNotAllowed, InvalidModelSettings, ModelUnavailable
from analyzer.llm.connection import Connection, Message
from analyzer.llm.settings import ModelSettings
from analyzer.llm.values import Cause, Failure, Method, Usage
from analyzer.llm.values import Reply as Given

ANSWER = '{"staat": "geregeld", "reden": "Het college stelde het beleid vast; één keer."}'
SCHEMA: dict[str, Any] = {
    "title": "Oordeel",
    "type": "object",
    "properties": {"staat": {"type": "string"}, "reden": {"type": "string"}},
    "required": ["staat", "reden"],
    "additionalProperties": False,
}
MESSAGES: list[Message] = [("system", "Antwoord in JSON."), ("user", "Is het geregeld?")]
METHODS: tuple[Method, ...] = ("json_schema", "json_mode", "text")
KEY = "sk-zeer-geheim-12345678"


def answered(_: Call) -> str:
    return ANSWER


def always(fault: Fault) -> Faults:
    return lambda _number, _call: fault


def first(count: int, fault: Fault) -> Faults:
    return lambda number, _call: fault if number < count else None


@contextmanager
def connected(url: str, **more: Any) -> Iterator[Connection]:
    options = {"timeout": 5.0, "retries": 0, **more}
    connection = Connection(ModelSettings(model="openai:test", url=url, **options))
    try:
        yield connection
    finally:
        connection.rest()


@contextmanager
def asked(
    faults: Faults | None = None, player: Any = answered, **more: Any
) -> Iterator[tuple[ModelServer, Connection]]:
    with ModelServer(player, faults) as server, connected(server.url, **more) as connection:
        yield server, connection


def told(connection: Connection) -> tuple[str, Given | Failure]:
    """The text of a stream, and what it ended with."""
    *pieces, ending = list(connection.stream(MESSAGES))
    assert all(isinstance(piece, str) for piece in pieces) and not isinstance(ending, str)
    return "".join(str(piece) for piece in pieces), ending


# --- what is asked and answered ------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
def test_an_answer_comes_with_its_usage(method: Method) -> None:
    with asked() as (server, connection):
        reply = connection.ask(MESSAGES, SCHEMA, method)
        (call,) = server.calls
    assert isinstance(reply, Given), reply
    assert (reply.text, reply.method) == (ANSWER, method)
    assert reply.usage == Usage(input_tokens=9, output_tokens=20) and 0 < reply.seconds < 5
    kinds = {"json_schema": "json_schema", "json_mode": "json_object", "text": "text"}
    assert call.format == kinds[method]
    assert (call.temperature, call.seed, call.model, call.stream) == (0.0, 7, "test", False)
    assert call.text == "Antwoord in JSON.\nIs het geregeld?"


def test_the_schema_is_asked_for_strictly() -> None:
    with asked() as (server, connection):
        connection.ask(MESSAGES, SCHEMA, "json_schema")
        asked_for = (server.calls[0].response_format or {})["json_schema"]
    assert asked_for["strict"] is True
    assert asked_for["schema"]["additionalProperties"] is False
    assert list(asked_for["schema"]["properties"]) == ["staat", "reden"]


def test_the_limit_on_an_answer_is_told_in_both_ways_that_servers_know() -> None:
    with asked(max_output_tokens=321) as (server, connection):
        connection.ask(MESSAGES, SCHEMA, "json_schema")
        told(connection)
        for call in server.calls:
            assert call.body["max_tokens"] == call.body["max_completion_tokens"] == 321


@pytest.mark.parametrize("url", ["https://api.openai.com/v1", "https://veldermeer.openai.azure.com/openai/v1"])
def test_who_refuses_two_limits_is_told_one(url: str) -> None:
    with connected(url) as connection:
        made: Any = connection._model
        assert made.extra_body is None and made.max_tokens == 4000


def test_settings_go_along() -> None:
    with asked(temperature=0.7, seed=11) as (server, connection):
        connection.ask(MESSAGES, SCHEMA, "text")
        told(connection)
        assert [(call.temperature, call.seed) for call in server.calls] == [(0.7, 11)] * 2


def test_an_earlier_answer_goes_along_as_the_models_own() -> None:
    with asked() as (server, connection):
        connection.ask([*MESSAGES, ("assistant", "{}"), ("user", "Opnieuw.")], SCHEMA, "json_schema")
        roles = [message["role"] for message in server.calls[0].messages]
    assert roles == ["system", "user", "assistant", "user"]


def test_a_stream_comes_in_pieces_and_ends_with_the_whole() -> None:
    with asked() as (_, connection):
        pieces = list(connection.stream(MESSAGES))
    assert len(pieces) > 3 and "".join(str(each) for each in pieces[:-1]) == ANSWER
    ending = pieces[-1]
    assert isinstance(ending, Given)
    assert (ending.text, ending.method, ending.usage) == (ANSWER, "text", Usage(input_tokens=9, output_tokens=20))


def test_half_a_character_becomes_one_that_a_file_can_hold() -> None:
    with asked(player=lambda _: '{"staat": "\ud83d"}') as (_, connection):
        reply = connection.ask(MESSAGES, SCHEMA, "text")
        text, _ending = told(connection)
    assert isinstance(reply, Given)
    assert "staat" in text and (reply.text + text).encode("utf-8")


# --- what goes wrong -----------------------------------------------------------------------------------------------

# The cause, and what of it came from the server and is kept for the log.
FAULTS = [
    (status(429), Cause.BUSY, "Rate limit"),
    (status(500), Cause.SERVER, "500"),
    (status(503), Cause.SERVER, "503"),
    (status(502, body=b"<html>Bad gateway</html>"), Cause.SERVER, "502"),
    (status(401), Cause.REFUSED, "401"),
    (status(403), Cause.REFUSED, "403"),
    (status(404), Cause.REQUEST, "404"),
    (status(400), Cause.REQUEST, "400"),
    (status(413), Cause.REQUEST, "413"),
    (status(422), Cause.REQUEST, "422"),
    (status(408), Cause.TIMEOUT, "408"),
    (cut, Cause.UNREACHABLE, "Connection"),
    (slow(2.0), Cause.TIMEOUT, "timed out"),
    (status(200, body=b"<html>Log in</html>"), Cause.UNKNOWN, ""),
    (status(200, body=b'{"choices": [{"mess'), Cause.UNKNOWN, ""),
    (status(200, body={}), Cause.UNKNOWN, ""),
    (status(200, body={"choices": []}), Cause.UNKNOWN, ""),
    (status(200, body={"choices": None}), Cause.UNKNOWN, ""),
    (status(200, body={"error": {"message": "model is loading"}}), Cause.UNKNOWN, ""),
    (status(200, body=b"[1, 2]"), Cause.UNKNOWN, ""),
]


def by_all(connection: Connection) -> list[Given | Failure]:
    """What comes of a question in each of the ways to ask it."""
    return [connection.ask(MESSAGES, SCHEMA, method) for method in METHODS]


@pytest.mark.parametrize(("fault", "cause", "detail"), FAULTS, ids=[fault.name for fault, *_ in FAULTS])
def test_a_fault_has_its_cause(fault: Fault, cause: Cause, detail: str) -> None:
    with asked(always(fault), timeout=0.3) as (server, connection):
        for found in by_all(connection):
            assert isinstance(found, Failure), found
            assert (found.cause, found.usage) == (cause, None)
            assert detail in found.detail and len(found.detail) <= 300
        text, streamed = told(connection)
        assert isinstance(streamed, Failure), streamed
        assert (text, streamed.cause) == ("", cause) and detail in streamed.detail
        assert len(server.calls) == 4


@pytest.mark.parametrize(("fault", "cause"), [(length, Cause.CUT_OFF), (refusal, Cause.DECLINED)])
def test_what_the_model_did_not_finish_is_no_answer_and_was_paid_for(fault: Fault, cause: Cause) -> None:
    with asked(always(fault)) as (_, connection):
        for found in by_all(connection):
            assert isinstance(found, Failure) and found.cause is cause
            assert found.usage is not None and found.usage.input_tokens == 9 and found.usage.output_tokens > 0


@pytest.mark.parametrize(("reason", "cause"), [("content_filter", Cause.DECLINED), ("length", Cause.CUT_OFF)])
def test_why_an_answer_ended_decides_what_it_is(reason: str, cause: Cause) -> None:
    with asked(player=lambda _: Reply('{"staat": "gere', finish_reason=reason)) as (_, connection):
        for found in (*by_all(connection), told(connection)[1]):
            assert isinstance(found, Failure) and found.cause is cause


def test_a_connection_that_is_cut_midway_gives_no_half_answer() -> None:
    with asked(always(cut_midway)) as (_, connection):
        for found in by_all(connection):
            assert isinstance(found, Failure) and found.cause is Cause.UNREACHABLE


def test_a_stream_that_is_cut_midway_gives_what_came_and_then_says_so() -> None:
    with asked(always(cut_midway)) as (_, connection):
        text, found = told(connection)
    assert text and ANSWER.startswith(text) and text != ANSWER
    assert isinstance(found, Failure) and found.cause is Cause.UNREACHABLE
    assert found.usage is not None and found.usage.estimated and found.usage.output_tokens > 0


@pytest.mark.parametrize(
    ("fault", "text"), [(malformed, ANSWER[: len(ANSWER) // 2]), (prose, "Sure! Having"), (empty, ""), (null, "")]
)
def test_what_a_model_writes_is_given_as_it_is(fault: Fault, text: str) -> None:
    """Also nothing, or half an object: whoever asked judges that. Nothing is completed here."""
    with asked(always(fault)) as (_, connection):
        for reply in by_all(connection):
            assert isinstance(reply, Given), reply
            assert reply.text == text or (fault is prose and reply.text.startswith(text))


@pytest.mark.parametrize("fault", [empty, null, refusal])
def test_a_stream_without_a_word_is_no_answer(fault: Fault) -> None:
    with asked(always(fault)) as (_, connection):
        text, found = told(connection)
    assert isinstance(found, Failure) and (text, found.cause) == ("", Cause.UNKNOWN)


def test_a_server_that_is_not_there_is_unreachable() -> None:
    with ModelServer(answered) as server:
        url = server.url
    with connected(url) as connection:
        found = connection.ask(MESSAGES, SCHEMA, "json_schema")
        streamed = told(connection)[1]
    assert isinstance(found, Failure) and found.cause is Cause.UNREACHABLE
    assert isinstance(streamed, Failure) and streamed.cause is Cause.UNREACHABLE


# --- trying again --------------------------------------------------------------------------------------------------


def test_a_busy_server_is_waited_for_as_long_as_it_says() -> None:
    with asked(first(1, status(429, retry_after=0.9)), retries=1) as (server, connection):
        began = time.perf_counter()
        reply = connection.ask(MESSAGES, SCHEMA, "json_schema")
        waited = time.perf_counter() - began
        assert (len(server.calls), server.completed) == (2, 1)
    assert isinstance(reply, Given) and 0.9 <= waited < 3
    assert reply.seconds >= 0.9


def test_without_retries_a_busy_server_is_told_at_once() -> None:
    with asked(always(status(429, retry_after=30))) as (server, connection):
        began = time.perf_counter()
        found = connection.ask(MESSAGES, SCHEMA, "json_schema")
        assert len(server.calls) == 1 and time.perf_counter() - began < 5
    assert isinstance(found, Failure) and found.cause is Cause.BUSY


@pytest.mark.parametrize("fault", [status(500, retry_after=0.05), status(503, retry_after=0.05), cut, cut_midway])
def test_what_fails_in_passing_is_tried_again(fault: Fault) -> None:
    with asked(first(1, fault), retries=1) as (server, connection):
        assert isinstance(connection.ask(MESSAGES, SCHEMA, "json_schema"), Given)
        assert len(server.calls) == 2


@pytest.mark.parametrize("fault", [status(401), status(404), status(400), refusal, length])
def test_what_will_fail_again_is_not_tried_again(fault: Fault) -> None:
    with asked(always(fault), retries=3) as (server, connection):
        assert isinstance(connection.ask(MESSAGES, SCHEMA, "json_schema"), Failure)
        assert len(server.calls) == 1


# --- tokens and speed ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("usage", [None, {}, {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}])
def test_tokens_that_the_server_does_not_count_are_estimated(usage: dict[str, int] | None) -> None:
    message = {"role": "assistant", "content": ANSWER}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    body = {"id": "x", "object": "chat.completion", "created": 0, "model": "test", "choices": [choice]}
    body |= {"usage": usage} if usage is not None else {}
    with asked(always(status(200, body=body))) as (_, connection):
        reply = connection.ask(MESSAGES, SCHEMA, "json_schema")
    assert isinstance(reply, Given) and reply.text == ANSWER
    assert reply.usage == Usage(input_tokens=10, output_tokens=23, estimated=True)


def test_the_rate_is_kept() -> None:
    with asked(requests_per_second=20, at_once=1) as (server, connection):
        began = time.perf_counter()
        with ThreadPoolExecutor(6) as pool:
            list(pool.map(lambda _: connection.ask(MESSAGES, SCHEMA, "json_schema"), range(8)))
        took = time.perf_counter() - began
        assert server.completed == 8
    assert took >= 7 / 20


def test_eight_threads_ask_at_the_same_time() -> None:
    together = threading.Barrier(8)

    def player(call: Call) -> str:
        together.wait(10)  # nobody gets an answer before all have asked
        return json.dumps({"staat": call.text.rpartition(" ")[2], "reden": ""})

    def ask(number: int) -> Given | Failure:
        return connection.ask([("user", f"Vraag {number}")], SCHEMA, "json_schema")

    with asked(player=player, timeout=20.0) as (server, connection), ThreadPoolExecutor(8) as pool:
        for _ in range(2):
            found = list(pool.map(ask, range(8)))
            assert [json.loads(each.text)["staat"] for each in found if isinstance(each, Given)] == list("01234567")
        assert server.completed == 16


def test_a_rested_connection_opens_again() -> None:
    with asked() as (server, connection):
        for _ in range(2):
            assert isinstance(connection.ask(MESSAGES, SCHEMA, "json_schema"), Given)
            connection.rest()
        connection.rest()
        assert server.completed == 2


# --- nothing goes elsewhere ----------------------------------------------------------------------------------------


class Other(BaseHTTPRequestHandler):
    """Another server, which no text should ever reach; or one that answers as a test says."""

    protocol_version = "HTTP/1.1"
    server: OtherServer

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.requests.append(f"{self.command} {self.path}")
        self.server.answer(self)

    do_GET = do_CONNECT = do_PUT = do_PATCH = do_POST

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is printed."""


class OtherServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, answer: Callable[[Other], None] = lambda handler: handler.send_error(500)) -> None:
        super().__init__(("127.0.0.1", 0), Other)
        self.answer = answer
        self.requests: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


@contextmanager
def other_server(*answer: Callable[[Other], None]) -> Iterator[OtherServer]:
    with OtherServer(*answer) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_a_redirect_to_another_host_is_not_followed(code: int) -> None:
    with other_server() as elsewhere:

        def redirect(handler: Other) -> None:
            handler.send_response(code)
            handler.send_header("Location", f"{elsewhere.url}/v1/chat/completions")
            handler.send_header("Content-Length", "0")
            handler.end_headers()

        with other_server(redirect) as server, connected(f"{server.url}/v1", retries=1) as connection:
            found = connection.ask(MESSAGES, SCHEMA, "json_schema")
            streamed = told(connection)[1]
            assert server.requests
        assert elsewhere.requests == []
    for each in (found, streamed):
        assert isinstance(each, Failure) and each.cause is Cause.REQUEST and "adres" in each.message


def test_a_proxy_in_the_environment_gets_nothing_of_what_stays_here(monkeypatch: pytest.MonkeyPatch) -> None:
    with other_server() as proxy:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "OPENAI_PROXY"):
            monkeypatch.setenv(name, proxy.url)
            monkeypatch.setenv(name.lower(), proxy.url)
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        with asked() as (server, connection):
            assert isinstance(connection.ask(MESSAGES, SCHEMA, "json_schema"), Given)
            assert isinstance(told(connection)[1], Given)
            assert server.completed == 2
        assert proxy.requests == []


def test_the_keys_and_names_of_the_environment_are_for_no_other_server(monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = {
        "OPENAI_API_KEY": "sk-omgeving-1",
        "OPENAI_ADMIN_KEY": "sk-omgeving-2",
        "OPENAI_ORG_ID": "org-omgeving",
        "OPENAI_ORGANIZATION": "org-omgeving-2",
        "OPENAI_PROJECT_ID": "proj-omgeving",
        "LANGSMITH_API_KEY": "ls-omgeving",
        "LANGSMITH_GATEWAY_API_KEY": "ls-omgeving-2",
        "OPENAI_CUSTOM_HEADERS": "Authorization: Bearer sk-omgeving-3\nX-Geheim: sk-omgeving-4",
    }
    for name, value in secrets.items():
        monkeypatch.setenv(name, value)
    for key in (None, SecretStr(KEY)):
        with asked(key=key) as (server, connection):
            connection.ask(MESSAGES, SCHEMA, "json_schema")
            told(connection)
            calls = server.calls
        assert [call.headers["authorization"] for call in calls] == [f"Bearer {KEY if key else 'geen'}"] * 2
        sent = json.dumps([[dict(call.headers), call.body] for call in calls])
        assert "omgeving" not in sent


def test_an_address_in_the_environment_does_not_change_where_text_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told beforehand where text goes, and the lock on hosts looks at that; no request is made here."""
    with other_server() as elsewhere:
        for name in ("OPENAI_BASE_URL", "OPENAI_API_BASE", "LANGSMITH_GATEWAY"):
            monkeypatch.setenv(name, elsewhere.url)
        with asked() as (server, connection):
            assert isinstance(connection.ask(MESSAGES, SCHEMA, "text"), Given)
            assert server.completed == 1
        settings = ModelSettings(model="openai:test", key=SecretStr(KEY), allowed_hosts=("api.openai.com",))
        connection = Connection(settings)
        made: Any = connection._model
        assert str(made.root_client.base_url) == "https://api.openai.com/v1/"
        connection.rest()
        assert elsewhere.requests == []


def test_no_trace_of_a_question_is_sent_to_a_third_party(monkeypatch: pytest.MonkeyPatch) -> None:
    with other_server() as elsewhere:
        for name in ("LANGSMITH", "LANGCHAIN"):
            for setting, value in (("TRACING_V2", "true"), ("API_KEY", "x"), ("ENDPOINT", elsewhere.url)):
                monkeypatch.setenv(f"{name}_{setting}", value)
        monkeypatch.setenv("LANGSMITH_TRACING", "true")
        langsmith.utils.get_env_var.cache_clear()
        try:
            with asked() as (_, connection):
                assert isinstance(connection.ask(MESSAGES, SCHEMA, "json_schema"), Given)
                assert isinstance(told(connection)[1], Given)
            assert not langsmith.utils.tracing_is_enabled()
            time.sleep(0.3)  # traces are sent from another thread
        finally:
            monkeypatch.undo()
            langsmith.utils.get_env_var.cache_clear()
        assert elsewhere.requests == []


def test_a_host_that_is_not_allowed_gets_nothing() -> None:
    with ModelServer(answered) as server:
        with pytest.raises(HostNotAllowed):
            Connection(ModelSettings(model="openai:test", url=server.url, allowed_hosts=("llm.gemeente.nl",)))
        assert server.calls == []


def test_a_stream_that_ends_without_an_end_is_no_answer() -> None:
    """Some proxies close a stream that lasts too long as if it were whole."""

    def half(handler: Other) -> None:
        delta = {"index": 0, "delta": {"role": "assistant", "content": "Het beleid is"}, "finish_reason": None}
        event = {"id": "x", "object": "chat.completion.chunk", "created": 0, "model": "test", "choices": [delta]}
        data = f"data: {json.dumps(event)}\n\n".encode()
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    with other_server(half) as server, connected(f"{server.url}/v1") as connection:
        text, found = told(connection)
    assert text == "Het beleid is"
    assert isinstance(found, Failure) and found.cause is Cause.UNREACHABLE


def test_an_error_in_the_middle_of_a_stream_is_the_servers() -> None:
    def fails(handler: Other) -> None:
        data = b'data: {"error": {"message": "out of memory", "type": "server_error", "code": 500}}\n\n'
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    with other_server(fails) as server, connected(f"{server.url}/v1") as connection:
        found = told(connection)[1]
    assert isinstance(found, Failure) and found.cause is Cause.SERVER and "out of memory" in found.detail


# --- the key and the log -------------------------------------------------------------------------------------------


def test_the_key_is_in_no_log_and_in_no_failure(caplog: pytest.LogCaptureFixture) -> None:
    """Also where the server repeats it, as some do."""
    caplog.set_level(logging.DEBUG)
    echo = status(401, body=f"Incorrect API key provided: {KEY}. " + "x" * 400)
    for faults in (None, always(echo), always(status(500)), always(cut)):
        with asked(faults, key=SecretStr(KEY)) as (server, connection):
            found = [*by_all(connection), told(connection)[1]]
            assert all(call.headers["authorization"] == f"Bearer {KEY}" for call in server.calls)
            assert KEY not in repr(found) and KEY[4:] not in repr(connection.__dict__)
            assert {isinstance(each, Failure) for each in found} == {faults is not None}
    assert caplog.records and KEY not in caplog.text


def test_the_key_is_in_no_error_of_a_model_that_cannot_be_made(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    settings = ModelSettings(model="bestaatniet:test", url="http://127.0.0.1:1/v1", key=SecretStr(KEY))
    with pytest.raises(ModelUnavailable, match="bestaatniet:test") as caught:
        Connection(settings)
    assert KEY not in caplog.text and KEY not in repr(caught.getrepr(chain=True))


@pytest.mark.parametrize("model", ["mistralai:large", "anthropic:claude"])
def test_a_package_that_is_not_there_is_told_with_a_way_out(model: str) -> None:
    with pytest.raises(ModelUnavailable, match="ontbreekt een pakket") as caught:
        Connection(ModelSettings(model=model, key=SecretStr(KEY)))
    assert "--model-url" in str(caught.value)


def test_a_provider_without_an_address_is_told() -> None:
    with pytest.raises(InvalidModelSettings, match="--model-url"):
        Connection(ModelSettings(model="onbekend:test", allowed_hosts=("localhost",)))
