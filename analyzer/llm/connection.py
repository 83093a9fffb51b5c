"""The one module that knows langchain: messages go out, a Reply or a Failure comes back. Never an exception.

`with_structured_output` only tells the server which shape is wanted. Its parsers are not used: they complete broken
JSON and drop what does not fit without a word. The text itself is judged, by the caller.
"""

from __future__ import annotations

import json
import logging
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from pydantic import SecretStr

from analyzer.errors import ModelUnavailable
from analyzer.llm.ledger import estimated_tokens
from analyzer.llm.settings import ModelSettings
from analyzer.llm.values import Cause, Failure, Method, Reply, Usage

if TYPE_CHECKING:
    import ssl

    import httpx2
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

Role = Literal["system", "user", "assistant"]
Message = tuple[Role, str]

_log = logging.getLogger(__name__)
_DETAIL = 300  # characters of a server's own message that are kept
# Providers whose own package takes these settings under these names.
_OPENAI = frozenset({"openai", "azure_openai"})
_TAKE_ADDRESS = frozenset({"openai", "anthropic", "mistralai", "ollama"})
_NO_KEY = "geen"  # the package asks for one, also where a server does not
_HEADERS = frozenset(
    "host accept accept-encoding connection content-type content-length transfer-encoding user-agent".split()
)
_ONE_LIMIT = (".openai.com", ".azure.com")  # refuse a request that names the limit on its answer in two ways
_OF_THE_PACKAGE = "x-stainless-"  # which it reads back itself
# By which a message says why it ended, as the providers' packages pass it on; and how they name the bad endings.
_ENDINGS = ("finish_reason", "stop_reason", "done_reason")
_TOO_LONG = frozenset({"length", "max_tokens", "model_length", "model_context_window_exceeded"})
_DECLINED = frozenset({"content_filter", "refusal", "safety", "prohibited_content", "blocklist", "spii"})


class Connection:
    """A chat model at one place. Safe between threads. `rest` closes what is open; the next question opens it again."""

    def __init__(self, settings: ModelSettings) -> None:
        """Raises HostNotAllowed, InvalidModelSettings and ModelUnavailable. Nothing is sent yet."""
        settings.check_host()
        self._settings = settings
        self._lock = threading.Lock()
        self._closers: list[Callable[[], None]] = []
        self._made_model: BaseChatModel | None = self._made()

    def ask(self, messages: Sequence[Message], schema: dict[str, Any], method: Method) -> Reply | Failure:
        """One answer, in the shape of `schema` as far as `method` makes the server obey it."""
        began = time.perf_counter()
        try:
            if method == "text":
                raw: Any = self._model.invoke(_typed(messages))
            else:
                strict = {"strict": True} if method == "json_schema" else {}
                asked = self._model.with_structured_output(schema, method=method, include_raw=True, **strict)
                raw = asked.invoke(_typed(messages))["raw"]  # type: ignore[index]  # include_raw gives a dict
            return _reply(raw, messages, time.perf_counter() - began, method)
        except Exception as exc:  # whatever the provider's package raises: it becomes a value here
            return self._failed(exc, messages, time.perf_counter() - began)

    def stream(self, messages: Sequence[Message]) -> Iterator[str | Reply | Failure]:
        """Pieces of text as they come, and at the end a Reply with the whole, or a Failure."""
        began = time.perf_counter()
        whole: Any = None
        try:
            for chunk in self._model.stream(_typed(messages)):
                whole = chunk if whole is None else whole + chunk
                if text := _text(chunk):
                    yield text
            yield _streamed(whole, messages, time.perf_counter() - began)
        except Exception as exc:  # see `ask`
            yield self._failed(exc, messages, time.perf_counter() - began, _text(whole))

    def rest(self) -> None:
        with self._lock:
            closers, self._closers, self._made_model = self._closers, [], None
        for close in closers:
            close()

    @property
    def _model(self) -> BaseChatModel:
        with self._lock:
            if self._made_model is None:
                self._made_model = self._made()
            return self._made_model

    def _failed(self, error: Exception, messages: Sequence[Message], seconds: float, received: str = "") -> Failure:
        """`received`: of the answer before it broke off; it was paid for."""
        failure = _failure(error)
        detail = failure.detail
        if self._settings.key is not None:  # some servers repeat it
            detail = detail.replace(self._settings.key.get_secret_value(), "…")
        _log.debug("the language model failed: %s", detail[:_DETAIL])
        usage = _counted(getattr(error, "completion", None)) or (_estimated(messages, received) if received else None)
        return failure.model_copy(update={"detail": detail[:_DETAIL], "usage": usage, "seconds": seconds})

    def _made(self) -> BaseChatModel:
        settings = self._settings
        options: dict[str, Any] = {
            "temperature": settings.temperature,
            "timeout": settings.timeout,
            "max_retries": settings.retries,
            "max_tokens": settings.max_output_tokens,
        }
        try:
            # It warns, in English, of servers without structured output; those are stepped down from.
            warnings.filterwarnings("ignore", category=UserWarning, module=r"langchain_openai\..*")
            import langsmith
            from langchain.chat_models import init_chat_model
            from langchain_core.rate_limiters import InMemoryRateLimiter

            # Whatever the environment says: it would send every message to a third party.
            langsmith.configure(enabled=False)
            if settings.url is not None or settings.provider in _TAKE_ADDRESS:
                # Otherwise the environment may name another one, and text would not go where we said it does.
                options["base_url"] = settings.address
            if settings.url is not None:
                # Without one, langchain takes the key of the provider itself from the environment, and would send it to
                # a server that has nothing to do with that provider.
                options["api_key"] = settings.key or SecretStr(_NO_KEY)
            elif settings.key is not None:
                options["api_key"] = settings.key
            if settings.provider in _OPENAI:
                options |= self._openai_options()
            if settings.requests_per_second is not None:
                options["rate_limiter"] = InMemoryRateLimiter(
                    requests_per_second=settings.requests_per_second, max_bucket_size=settings.at_once
                )
            made: BaseChatModel = init_chat_model(settings.name, model_provider=settings.provider, **options)
            return made
        except ImportError as exc:
            raise ModelUnavailable(
                f"Voor '{settings.model}' ontbreekt een pakket van langchain ({exc.name or exc}). Installeer het, of "
                "kies een server die het protocol van OpenAI spreekt (openai:NAAM met --model-url)."
            ) from exc
        except Exception as exc:  # a setting that the provider's package does not take
            _log.debug("no model could be made", exc_info=exc)
            raise ModelUnavailable(
                f"Met '{settings.model}' kan geen verbinding worden gemaakt ({type(exc).__name__}). Controleer de "
                "naam, het adres en de sleutel."
            ) from exc

    def _openai_options(self) -> dict[str, Any]:
        """A client that never follows a redirect to another host, nor sends what goes to this computer by a proxy."""
        import httpx2  # the client that openai itself uses

        settings = self._settings
        own = settings.url is not None and settings.provider == "openai"
        from_environment = not settings.destination.here
        client = httpx2.Client(
            follow_redirects=False,
            trust_env=from_environment,
            verify=_certificates(from_environment),
            timeout=settings.timeout,
            event_hooks={"request": [self._bare]} if own else None,
        )
        self._closers.append(client.close)
        options = {
            "http_client": client,
            # Never used; the one that is made otherwise would read the proxies of the environment.
            "http_async_client": httpx2.AsyncClient(trust_env=False, verify=_certificates(from_environment)),
            "openai_proxy": "",
            "seed": settings.seed,
            "use_responses_api": False,
            "stream_usage": True,
        }
        if own and not settings.destination.host.endswith(_ONE_LIMIT):
            # The package itself says "max_completion_tokens", which some local servers pass over without a word.
            options["extra_body"] = {"max_tokens": settings.max_output_tokens}
        return options

    def _bare(self, request: httpx2.Request) -> None:
        """Leaves the headers that a server of the user's own needs. From the environment the package adds others, which
        are meant for OpenAI: keys, and who the user is there."""
        for name in list(request.headers):
            if name.lower() not in _HEADERS and not name.lower().startswith(_OF_THE_PACKAGE):
                del request.headers[name]
        key = self._settings.key
        request.headers["Authorization"] = f"Bearer {key.get_secret_value() if key is not None else _NO_KEY}"


@cache
def _certificates(from_environment: bool) -> ssl.SSLContext:
    """The authorities that are trusted; loading them takes longer than many a call."""
    import httpx2

    return httpx2.create_ssl_context(trust_env=from_environment)


def _typed(messages: Sequence[Message]) -> list[BaseMessage]:
    from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

    kinds = {"system": SystemMessage, "user": HumanMessage, "assistant": AIMessage}
    return [kinds[role](content=text) for role, text in messages]


def _reply(raw: Any, messages: Sequence[Message], seconds: float, method: Method) -> Reply | Failure:
    """What a server's message holds; a Failure where it holds no whole answer."""
    meta = getattr(raw, "response_metadata", {}) or {}
    text = _text(raw)
    usage = _counted(getattr(raw, "usage_metadata", None)) or _estimated(messages, text)
    ending = {str(meta[name]).lower() for name in _ENDINGS if meta.get(name)}
    if getattr(raw, "additional_kwargs", {}).get("refusal") or ending & _DECLINED:
        return Failure(cause=Cause.DECLINED, usage=usage, seconds=seconds)
    if ending & _TOO_LONG:
        return Failure(cause=Cause.CUT_OFF, usage=usage, seconds=seconds)
    if calls := getattr(raw, "tool_calls", None):  # providers that give a shape by way of a tool
        text = _whole(json.dumps(calls[0]["args"], ensure_ascii=False))
    return Reply(text=text, usage=usage, seconds=seconds, method=method)


def _streamed(whole: Any, messages: Sequence[Message], seconds: float) -> Reply | Failure:
    """What a stream amounts to: an answer only when the server said that it was at its end, and it holds anything."""
    found = _reply(whole, messages, seconds, "text")
    if isinstance(found, Failure):
        return found
    meta = getattr(whole, "response_metadata", {}) or {}
    if not any(meta.get(name) for name in _ENDINGS):
        return Failure(cause=Cause.UNREACHABLE, detail="the stream has no end", usage=found.usage, seconds=seconds)
    if not found.text.strip():
        return Failure(cause=Cause.UNKNOWN, detail="an empty answer", usage=found.usage, seconds=seconds)
    return found


def _counted(counts: Any) -> Usage | None:
    """The tokens that a server says it counted: None where it gives no numbers, or none above zero."""
    counts = getattr(counts, "usage", counts)
    if not isinstance(counts, Mapping):
        counts = {
            "input_tokens": getattr(counts, "prompt_tokens", 0),
            "output_tokens": getattr(counts, "completion_tokens", 0),
        }
    given, taken = (_count(counts.get(each)) for each in ("input_tokens", "output_tokens"))
    return Usage(input_tokens=given, output_tokens=max(taken, 0)) if given > 0 else None


def _count(number: object) -> int:
    """A server's count; 0 for what is no whole number."""
    return number if isinstance(number, int) and not isinstance(number, bool) else 0


def _estimated(messages: Sequence[Message], text: str) -> Usage:
    asked = sum(len(each) for _, each in messages)
    return Usage(input_tokens=estimated_tokens(asked), output_tokens=estimated_tokens(len(text)), estimated=True)


def _text(message: Any) -> str:
    """The text of a message: its own, or that of its parts."""
    content = getattr(message, "content", "")
    if isinstance(content, str):
        return _whole(content)
    parts = [part if isinstance(part, str) else str(part.get("text", "")) for part in content or ()]
    return _whole("".join(parts))


def _whole(text: str) -> str:
    """Without halves of characters, which some models give and no file can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _failure(error: Exception) -> Failure:
    """Every provider's package has errors of its own; the status of the answer and the kind of error tell most.

    An error with the status of success is about what the answer holds.
    """
    status = getattr(error, "status_code", None) or getattr(getattr(error, "response", None), "status_code", None)
    name = type(error).__name__.lower()
    if isinstance(status, int) and status >= 300:
        cause = _CAUSES.get(status) or (Cause.SERVER if status >= 500 else Cause.REQUEST)
    else:
        cause = next((cause for part, cause in _BY_NAME if part in name), Cause.UNKNOWN)
    return Failure(cause=cause, detail=f"{type(error).__name__}: {error}")


_CAUSES = {401: Cause.REFUSED, 403: Cause.REFUSED, 408: Cause.TIMEOUT, 429: Cause.BUSY}
_BY_NAME = (
    ("timeout", Cause.TIMEOUT),
    ("lengthfinish", Cause.CUT_OFF),
    ("refusal", Cause.DECLINED),
    ("contentfilter", Cause.DECLINED),
    *((part, Cause.UNREACHABLE) for part in ("connect", "protocol", "network", "transport", "readerror")),
    ("apierror", Cause.SERVER),  # told in the middle of a stream
)
