"""What stands between the network and Gradio: only this computer is answered, and pages may not reach beyond it.

Gradio sends no security headers of its own, answers any host name, and states that its page is English.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Gradio's page holds inline scripts and compiles its templates; what matters is that nothing goes to or comes from
# another place.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_SOCIAL = re.compile(r'\s*<meta\s+(?:property="og:|name="twitter:)[^>]*>')
# Gradio takes the language of its own texts from the browser; the app is Dutch for everyone.
_DUTCH = '<script>Object.defineProperty(navigator, "language", {get: () => "nl-NL"});</script>'


def middleware(hosts: Iterable[str]) -> list[Middleware]:
    """For FastAPI. `hosts`: the names, without port, by which the app may be called."""
    return [Middleware(_OnlyHere, hosts=frozenset(hosts)), Middleware(_Protected)]


def dutch(page: str) -> str:
    """Gradio's start page, stated to be Dutch, without its advertisements for social media. Pure."""
    page = _SOCIAL.sub("", page)
    page = page.replace('lang="en"', 'lang="nl"', 1)
    return page.replace("<head>", f"<head>{_DUTCH}", 1)


class _OnlyHere:
    """Refuses requests under a foreign host name (DNS rebinding), and changes asked for by another site's page."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str]) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            if self._foreign(headers) or (scope["method"] not in _SAFE and self._forged(headers)):
                answer = PlainTextResponse("Deze app is alleen op deze computer te gebruiken.", status_code=403)
                await answer(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _foreign(self, headers: Headers) -> bool:
        """Whether the request was meant for another host than this computer."""
        try:
            return urlsplit(f"//{headers.get('host', '')}").hostname not in self._hosts
        except ValueError:  # no host at all, such as "["
            return True

    def _forged(self, headers: Headers) -> bool:
        """Whether a page of another origin sent the request."""
        origin = headers.get("origin")
        try:
            return origin is not None and urlsplit(origin).netloc != headers.get("host", "")
        except ValueError:
            return True


class _Protected:
    """Adds the security headers to every answer, and makes the start page Dutch. Streams pass untouched."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        held: list[Message] = []  # the start of a page, until its whole text is there
        body = bytearray()

        async def pass_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message["headers"])
                headers.update(_HEADERS)
                if headers.get("content-type", "").startswith("text/html") and scope["method"] != "HEAD":
                    held.append(message)
                    return
            elif held and message["type"] == "http.response.body":
                body.extend(message.get("body", b""))
                if message.get("more_body", False):
                    return
                start = held.pop()
                page = dutch(body.decode("utf-8")).encode("utf-8")
                MutableHeaders(raw=start["headers"])["content-length"] = str(len(page))
                await send(start)
                await send({"type": "http.response.body", "body": page})
                return
            await send(message)

        await self._app(scope, receive, pass_on)
