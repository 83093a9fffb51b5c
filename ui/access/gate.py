"""The gate: what is not on the allow-list does not exist, and behind it everybody is someone."""

from __future__ import annotations

import logging
from collections.abc import MutableMapping
from typing import Any
from urllib.parse import quote

from anyio.to_thread import run_sync
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from analyzer.store.values import Person
from ui.access.answers import BROKEN, SIGNED_OUT, is_visit, refusal, unknown
from ui.access.entries import PREDICT, Entries, Entry
from ui.access.events import MOST_BYTES, Functions, UnfitEvent
from ui.access.peers import FORWARDED, SPOOFED
from ui.access.visitors import Visitors
from ui.places import SIGN_IN

_PERSON = "normtoets.person"
_ALONE = "Zonder aanmelding is de app alleen op deze computer te gebruiken, niet via een reverse proxy of een tunnel."
_log = logging.getLogger("normtoets")


def person_of(scope: MutableMapping[str, Any]) -> Person | None:
    """Who the gate let in; None where anyone may come."""
    found = scope.get(_PERSON)
    return found if isinstance(found, Person) else None


class Gate:
    """ASGI middleware, behind the one that tells from where a request comes."""

    def __init__(self, app: ASGIApp, entries: Entries, visitors: Visitors, functions: Functions) -> None:
        self._app = app
        self._entries = entries
        self._visitors = visitors
        self._functions = functions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            started = False

            async def noting(message: Message) -> None:
                nonlocal started
                started = True
                await send(message)

            try:
                await self._admit(scope, receive, noting)
            except ClientDisconnect:
                pass
            except Exception:
                _log.exception("%s %s failed", scope["method"], scope["path"])
                if started:  # the answer is broken off, so that nobody takes half of it for the whole
                    raise
                await refusal(scope, 500, BROKEN)(scope, receive, send)

    async def _admit(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get(SPOOFED):
            await run_sync(self._visitors.note_spoofed, scope)
            await self._visitors.spoofed(scope)(scope, receive, send)
            return
        if self._visitors.alone and scope.get(FORWARDED):  # through a tunnel or proxy the whole world could come
            await refusal(scope, 403, _ALONE)(scope, receive, send)
            return
        entry = self._entries.entry(scope["method"], scope["path"])
        if entry is Entry.NOBODY:
            await unknown(scope)(scope, receive, send)
        elif entry is Entry.ANYONE:
            await self._app(scope, receive, send)
        elif scope["path"] == PREDICT:
            await self._pass_event(scope, receive, send)
        elif await self._identify(scope, awake=True) is None:
            await _sign_in_first(scope)(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _identify(self, scope: Scope, *, awake: bool) -> Person | None:
        found = await run_sync(lambda: self._visitors.who(scope, awake=awake))
        scope[_PERSON] = found
        return found

    async def _pass_event(self, scope: Scope, receive: Receive, send: Send) -> None:
        """An event of a page. Who is there is asked after the event was read: a timer keeps nobody signed in."""
        body = await _whole(scope, receive)
        try:
            if body is None or not Headers(scope=scope).get("content-type", "").startswith("application/json"):
                raise UnfitEvent
            event = self._functions.event(body)
        except UnfitEvent:
            # Whoever is not signed in learns nothing of what would have been fit.
            if await self._identify(scope, awake=False) is None:
                await _sign_in_first(scope)(scope, receive, send)
            else:
                await refusal(scope, 400, "Deze vraag kent de app niet. Laad de pagina opnieuw.")(scope, receive, send)
            return
        person = await self._identify(scope, awake=event["fn_index"] not in self._functions.quiet)
        if person is None:
            await _sign_in_first(scope)(scope, receive, send)
            return
        cleaned = self._functions.owned(event, person.id)
        kept = [(name, value) for name, value in scope["headers"] if name != b"content-length"]
        scope["headers"] = [*kept, (b"content-length", str(len(cleaned)).encode())]
        await self._app(scope, _again(cleaned, receive), send)


def _sign_in_first(scope: Scope) -> Response:
    if not is_visit(scope):
        return refusal(scope, 401, SIGNED_OUT)
    query = scope.get("query_string", b"").decode("latin-1")
    return RedirectResponse(f"{SIGN_IN}?naar={quote(scope['path'] + (f'?{query}' if query else ''))}", 303)


async def _whole(scope: Scope, receive: Receive) -> bytes | None:
    """The body; None when it is larger than an event can be."""
    body = bytearray()
    async for chunk in Request(scope, receive).stream():
        body.extend(chunk)
        if len(body) > MOST_BYTES:
            return None
    return bytes(body)


def _again(body: bytes, receive: Receive) -> Receive:
    """What gives this body, and after it whatever comes."""
    given = False

    async def read() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return read
