"""A local server that speaks the OpenAI chat-completions protocol: a player decides what it answers, faults what fails.

Tests reach it through the real client libraries and a real socket, so that what these do on a cut connection, a busy
server or a broken answer is part of what is tested. A call is known by its number, from 0.
"""

from __future__ import annotations

import dataclasses
import json
import random
import socket
import socketserver
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http.client import responses
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

Json = dict[str, Any]

SUPPORTED = frozenset({"json_schema", "json_object", "tools"})
CHARACTERS_PER_TOKEN = 4
PIECE_CHARACTERS = 16  # of the content in one chunk of a stream
POLL_SECONDS = 0.01  # how soon the server notices that it must stop

_ERRORS = {
    400: ("invalid_request_error", None, "The request is invalid."),
    401: ("invalid_request_error", "invalid_api_key", "The API key is incorrect."),
    404: ("invalid_request_error", "model_not_found", "The model does not exist, or you have no access to it."),
    429: ("requests", "rate_limit_exceeded", "Rate limit reached. Try again later."),
    500: ("server_error", None, "The server had an error while processing your request."),
    503: ("server_error", None, "The model is overloaded or still loading."),
}


# --- what is asked -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Call:
    """One request for a completion; what it does not set is None.

    `headers`: names in lower case; `text`: the texts of all messages, a line break between them; `body`: all of it.
    """

    messages: tuple[Json, ...]
    response_format: Json | None
    stream: bool
    temperature: float | None
    seed: int | None
    model: str
    headers: Mapping[str, str]
    text: str
    body: Json

    @property
    def format(self) -> str:
        """The type of the `response_format`: "text" when none is asked."""
        return str((self.response_format or {}).get("type", "text"))

    @property
    def forced_tool(self) -> str | None:
        """The function that must be called; None where the model is free to answer in words."""
        choice, tools = self.body.get("tool_choice"), self.body.get("tools") or ()
        names = [tool["function"]["name"] for tool in tools]
        if not isinstance(choice, dict):
            return names[0] if names and choice == "required" else None
        if (name := choice["function"]["name"]) not in names:
            raise ValueError(f"Invalid value for 'tool_choice': no tool is named '{name}'.")
        return str(name)


def read_call(raw: bytes, headers: Mapping[str, str]) -> Call:
    """Raises ValueError when the bytes are no request for a completion; the message is meant for the client."""
    try:
        body = json.loads(raw)
        call = Call(
            messages=tuple(body["messages"]),
            response_format=body.get("response_format"),
            stream=bool(body.get("stream")),
            temperature=body.get("temperature"),
            seed=body.get("seed"),
            model=str(body["model"]),
            headers={name.lower(): value for name, value in headers.items()},
            text="\n".join(text for message in body["messages"] for text in _texts(message)),
            body=body,
        )
        _ = call.forced_tool
    except json.JSONDecodeError as error:
        raise ValueError(f"The body is no JSON: {error}") from error
    except KeyError as error:
        raise ValueError(f"You must provide the parameter {error}.") from error
    except (TypeError, AttributeError) as error:
        raise ValueError(f"A parameter is of the wrong type: {error}") from error
    if not call.messages:
        raise ValueError("Invalid 'messages': empty array.")
    if call.format not in {"text", "json_object", "json_schema"}:
        raise ValueError(f"Invalid value for 'response_format.type': '{call.format}'.")
    return call


def _texts(message: Json) -> Iterator[str]:
    content = message.get("content")
    if isinstance(content, str):
        yield content
    for part in content if isinstance(content, list) else ():
        if part["type"] == "text":
            yield part["text"]


# --- what is answered ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reply:
    """What the model says. A count of tokens that is None is taken from the characters.

    `by_tool`: the content becomes the arguments of the function, when the request forces one.
    """

    content: str | None
    finish_reason: str = "stop"
    refusal: str | None = None
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    by_tool: bool = True


@dataclass(frozen=True)
class Answer:
    """What goes over the line: `parts` are the bytes of the body, in pieces that can be left out from the end."""

    code: int
    headers: Mapping[str, str]
    parts: tuple[bytes, ...]


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one answer: before it (`seconds`), instead of it (`failure`), in it (`change`), on its way.

    `sent`: the share (0–1) of the answer after which the connection is closed; None: all is sent and it stays open.
    """

    name: str
    seconds: float = 0.0
    failure: Answer | None = None
    change: Callable[[Reply], Reply] | None = None
    sent: float | None = None


Player = Callable[[Call], Reply | str]
Faults = Callable[[int, Call], Fault | None]


def error_body(code: int, message: str | None = None, param: str | None = None) -> Json:
    """An error in OpenAI's form, which the usual local servers share."""
    other = ("server_error" if code >= 500 else "invalid_request_error", None, responses.get(code, "Unknown error."))
    kind, name, usual = _ERRORS.get(code, other)
    return {"error": {"message": message or usual, "type": kind, "param": param, "code": name}}


def failure(code: int, body: Json | str | bytes | None = None, **headers: str) -> Answer:
    """`body`: the message of an error in OpenAI's form, or any object, or raw bytes (the page of a gateway)."""
    if isinstance(body, bytes):
        return _answer(code, "text/html", (body,), headers)
    whole = body if isinstance(body, dict) else error_body(code, body)
    return _answer(code, "application/json", (_encoded(whole),), headers)


def _answer(code: int, kind: str, parts: Sequence[bytes], headers: Mapping[str, str] | None = None) -> Answer:
    size = str(sum(len(part) for part in parts))
    return Answer(code, {"Content-Type": kind, "Content-Length": size, **(headers or {})}, tuple(parts))


def _encoded(value: Json) -> bytes:
    """In UTF-8, as servers do; half a surrogate pair, which that cannot hold, as the escape that JSON has for it."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace")


def slow(seconds: float) -> Fault:
    """The answer comes after `seconds`; it is not given, nor counted, when the client has left by then."""
    return Fault("slow", seconds=seconds)


def status(code: int, retry_after: float | str | None = None, body: Json | str | bytes | None = None) -> Fault:
    """`retry_after`: seconds (fractions are understood by the client), or a date as HTTP writes it."""
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    return Fault(f"status {code}", failure=failure(code, body, **headers))


def replace(change: Callable[[str], str]) -> Fault:
    """Any other content in the place of the player's."""
    return Fault("replace", change=lambda reply: dataclasses.replace(reply, content=change(reply.content or "")))


def _in_words(content: str | None) -> Callable[[Reply], Reply]:
    return lambda reply: dataclasses.replace(reply, content=content, by_tool=False)


def _halved(reply: Reply) -> Reply:
    """Without the end: half of an object, a list or a string is never JSON."""
    content = (reply.content or "").strip()
    return dataclasses.replace(reply, content=content[: len(content) // 2])


cut = Fault("cut", sent=0.0)
cut_midway = Fault("cut_midway", sent=0.5)
malformed = Fault("malformed", change=_halved)
length = Fault("length", change=lambda reply: dataclasses.replace(_halved(reply), finish_reason="length"))
empty = Fault("empty", change=_in_words(""))
null = Fault("null", change=_in_words(None))
schema_broken = dataclasses.replace(replace(lambda _: '{"outcome": {"rating": [1, null]}}'), name="schema_broken")
prose = Fault("prose", change=_in_words("Sure! Having read the passages, I would say that this is mostly arranged."))
refusal = Fault("refusal", change=lambda _: Reply(None, refusal="I cannot help with that.", by_tool=False))


def at_random(share: float, faults: Sequence[Fault], seed: int) -> Faults:
    """A `share` (0–1) of the calls gets one of the faults: always the same calls and faults for a seed."""
    if not 0 <= share <= 1 or not faults:
        raise ValueError("the share must be between 0 and 1, and there must be a fault to choose from")

    def decide(number: int, _: Call) -> Fault | None:
        draw = random.Random(f"{seed}:{number}")
        return draw.choice(faults) if draw.random() < share else None

    return decide


# --- how it is written ---------------------------------------------------------------------------------------------


def _tokens(text: str) -> int:
    return -(-len(text) // CHARACTERS_PER_TOKEN)


def usage(call: Call, reply: Reply) -> Json:
    prompt = _tokens(call.text) if reply.prompt_tokens is None else reply.prompt_tokens
    said = reply.refusal or reply.content or ""
    completion = _tokens(said) if reply.completion_tokens is None else reply.completion_tokens
    return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}


def spoken(call: Call, reply: Reply, tool: str | None, number: int) -> Answer:
    """The answer as one object. `tool`: the function that is called with the content; None: it is said in words."""
    message: Json = {"role": "assistant", "content": reply.content, "refusal": reply.refusal}
    if tool is not None:
        function = {"name": tool, "arguments": reply.content or ""}
        message |= {"content": None, "tool_calls": [{"id": f"call_{number}", "type": "function", "function": function}]}
    choice = {"index": 0, "message": message, "finish_reason": _finish(call, reply, tool), "logprobs": None}
    head = _head(call, number, "chat.completion")
    body = _encoded({**head, "choices": [choice], "usage": usage(call, reply)})
    half = len(body) // 2
    return _answer(200, "application/json", (body[:half], body[half:]))


def streamed(call: Call, reply: Reply, tool: str | None, number: int) -> Answer:
    """The answer as the events of a stream; the last part holds the closing "[DONE]"."""
    with_usage = bool((call.body.get("stream_options") or {}).get("include_usage"))
    head = _head(call, number, "chat.completion.chunk") | ({"usage": None} if with_usage else {})
    choices: list[Json] = [
        {"index": 0, "delta": delta, "finish_reason": None, "logprobs": None}
        for delta in (*_deltas(reply, tool, number), {})
    ]
    choices[-1]["finish_reason"] = _finish(call, reply, tool)
    events = [_encoded({**head, "choices": [choice]}) for choice in choices]
    if with_usage:
        events.append(_encoded({**head, "choices": [], "usage": usage(call, reply)}))
    parts = [_event(event) for event in (*events, b"[DONE]")]
    parts[-1] += b"0\r\n\r\n"
    return Answer(200, {"Content-Type": "text/event-stream", "Transfer-Encoding": "chunked"}, tuple(parts))


def _head(call: Call, number: int, kind: str) -> Json:
    return {"id": f"chatcmpl-{number}", "object": kind, "created": 0, "model": call.model}


def _deltas(reply: Reply, tool: str | None, number: int) -> Iterator[Json]:
    if tool is not None:
        function = {"name": tool, "arguments": ""}
        opening = {"index": 0, "id": f"call_{number}", "type": "function", "function": function}
        yield {"role": "assistant", "content": None, "tool_calls": [opening]}
        for piece in _pieces(reply.content):
            yield {"tool_calls": [{"index": 0, "function": {"arguments": piece}}]}
        return
    yield {"role": "assistant", "content": None if reply.content is None else "", "refusal": None}
    for key, text in (("content", reply.content), ("refusal", reply.refusal)):
        for piece in _pieces(text):
            yield {key: piece}


def _pieces(text: str | None) -> Iterator[str]:
    for start in range(0, len(text or ""), PIECE_CHARACTERS):
        yield (text or "")[start : start + PIECE_CHARACTERS]


def _event(data: bytes) -> bytes:
    """An event of a stream, as a chunk of HTTP."""
    line = b"data: " + data + b"\n\n"
    return b"%x\r\n%b\r\n" % (len(line), line)


def _finish(call: Call, reply: Reply, tool: str | None) -> str:
    """A call of the function that the request names just stops; only one that the model chose is told as such."""
    chosen = tool is not None and not isinstance(call.body.get("tool_choice"), dict)
    return "tool_calls" if chosen and reply.finish_reason == "stop" else reply.finish_reason


# --- the server ----------------------------------------------------------------------------------------------------


class ModelServer:
    """Serves from its making until `close()`. The player and the faults are called from several threads at once.

    What is asked for and is not in `supports` gets a 400, or is passed over when it is in `ignores`. An error in the
    player or the faults is a 500 for the client, and is raised by `close()`: it may not pass for a fault of the model.
    """

    def __init__(
        self,
        player: Player,
        faults: Faults | None = None,
        supports: frozenset[str] = SUPPORTED,
        ignores: frozenset[str] = frozenset(),
        models: Sequence[str] = ("test",),
    ) -> None:
        self.player = player
        self.faults: Faults = faults or (lambda _number, _call: None)
        self.supports = supports
        self.ignores = ignores
        self.models = tuple(models)
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self._calls: list[Call] = []
        self._completed = 0
        self._errors: list[BaseException] = []
        self._http = _Listener(self)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(POLL_SECONDS,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}/v1"

    @property
    def calls(self) -> list[Call]:
        """All requests for a completion, in the order of their numbers, answered or not."""
        with self._lock:
            return list(self._calls)

    @property
    def completed(self) -> int:
        """How many calls got a whole answer that is no HTTP error, whatever its content."""
        with self._lock:
            return self._completed

    def count(self, change: int) -> None:
        with self._lock:
            self._completed += change

    def note(self, error: BaseException) -> None:
        with self._lock:
            self._errors.append(error)

    def answer(self, call: Call, client_left: Callable[[], bool]) -> tuple[Answer | None, float | None]:
        """The answer (None: nothing at all, not even a status) and the share of it that is sent (None: the whole)."""
        with self._lock:
            self._calls.append(call)
            number = len(self._calls) - 1
        fault = self.faults(number, call) or Fault("none")
        if fault.seconds and (self._closing.wait(fault.seconds) or client_left()):
            return None, None
        if fault.sent == 0:
            return None, None
        if failed := fault.failure or self._refused(call):
            return failed, None
        said = self.player(call)
        reply = Reply(said) if isinstance(said, str) else said
        reply = fault.change(reply) if fault.change else reply
        tool = call.forced_tool if reply.by_tool and "tools" not in self.ignores else None
        return (streamed if call.stream else spoken)(call, reply, tool, number), fault.sent

    def _refused(self, call: Call) -> Answer | None:
        asked = {call.format: "response_format"} if call.format != "text" else {}
        asked |= {"tools": "tools"} if call.body.get("tools") else {}
        for feature, parameter in asked.items():
            if feature not in self.supports | self.ignores:
                kind = "" if feature == parameter else f" of type '{feature}'"
                message = f"Invalid parameter: '{parameter}'{kind} is not supported by this server."
                return failure(400, error_body(400, message, parameter))
        return None

    def close(self) -> None:
        """Ends every connection and waits for the threads. Raises RuntimeError from the first error of a test's own."""
        if self._closing.is_set():
            return
        self._closing.set()
        self._http.shutdown()
        self._http.hang_up()
        self._http.server_close()
        self._thread.join()
        if self._errors:
            raise RuntimeError("the player or the faults of the model server failed") from self._errors[0]

    def __enter__(self) -> ModelServer:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        # A failing test says more than what its failure left behind in the server.
        with suppress(*(() if kind is None else (RuntimeError,))):
            self.close()


class _Listener(ThreadingHTTPServer):
    """Knows its open connections, so that it can end them: a client that keeps one open would hold up the end."""

    daemon_threads = False  # they are joined
    request_queue_size = 128

    def __init__(self, model: ModelServer) -> None:
        self.model = model
        self._open: set[socket.socket] = set()
        self._open_lock = threading.Lock()
        super().__init__(("127.0.0.1", 0), _Handler)

    def server_bind(self) -> None:
        """As HTTPServer does, without asking the name server who this is."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", int(self.socket.getsockname()[1])

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        with self._open_lock:
            self._open.add(connection)
        return connection, address

    def close_request(self, request: Any) -> None:
        with self._open_lock:
            self._open.discard(request)
        super().close_request(request)

    def hang_up(self) -> None:
        with self._open_lock:
            for connection in self._open:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that leaves is no news, and nothing is printed: any other error is raised by `close()`."""
        error = sys.exception()
        if error is not None and not isinstance(error, OSError):
            self.model.note(error)


class _Handler(BaseHTTPRequestHandler):
    server: _Listener
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        names = self.server.model.models
        models = [{"id": name, "object": "model", "created": 0, "owned_by": "test"} for name in names]
        listed = _answer(200, "application/json", (_encoded({"object": "list", "data": models}),))
        self._write(listed if self._asks("/v1/models") else failure(404, f"Unknown request URL: GET {self.path}."))

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if not self._asks("/v1/chat/completions"):
            return self._write(failure(404, f"Unknown request URL: POST {self.path}."))
        try:
            call = read_call(raw, dict(self.headers.items()))
        except ValueError as error:
            return self._write(failure(400, str(error)))
        try:
            answer, sent = self.server.model.answer(call, self._client_left)
        except BaseException as error:  # a test's own failure too, which is no Exception
            self.server.model.note(error)
            answer, sent = failure(500, f"The test's own code failed: {error!r}", **{"x-should-retry": "false"}), None
        if answer is None:
            return self._hang_up()
        return self._write(answer, sent, counted=answer.code == 200)

    def _write(self, answer: Answer, sent: float | None = None, counted: bool = False) -> None:
        self.send_response(answer.code)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        *before, last = answer.parts
        if sent is not None:
            for part in answer.parts[: int(len(answer.parts) * sent)]:
                self.wfile.write(part)
            return self._hang_up()
        for part in before:
            self.wfile.write(part)
        # The client may look at the count as soon as it has the last part.
        self.server.model.count(+counted)
        try:
            self.wfile.write(last)
        except OSError:
            self.server.model.count(-counted)
            raise

    def _hang_up(self) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def _client_left(self) -> bool:
        self.connection.setblocking(False)
        try:
            return not self.connection.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return False
        except OSError:
            return True
        finally:
            self.connection.setblocking(True)

    def _asks(self, path: str) -> bool:
        return urlsplit(self.path).path == path

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is printed."""
