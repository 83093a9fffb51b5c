"""What stands between the network and Gradio: only known names are answered, and pages may not reach beyond the app.

Gradio sends no security headers of its own, answers any host name, and states that its page is English.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.access.answers import refusal
from ui.access.peers import is_encrypted
from ui.theme import asset

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
_UNUSED = ("camera", "microphone", "geolocation", "payment", "usb", "serial", "display-capture", "midi")
_ALWAYS = {
    "x-content-type-options": "nosniff",
    # Within the app only: with no referrer at all browsers would hide the origin of a form that is sent.
    "referrer-policy": "same-origin",
    "permissions-policy": ", ".join(f"{each}=()" for each in _UNUSED),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
_UNLESS_SET = {"content-security-policy": POLICY, "x-frame-options": "DENY"}
_YEAR = "max-age=31536000"
_KEPT = re.compile(r"/(assets|static)/.*|/theme\.css|/favicon\.ico")  # the same for everyone
_USUAL = {"https": ":443", "http": ":80"}  # ports that an origin leaves out
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_SOCIAL = re.compile(r'\s*<meta\s+(?:property="og:|name="twitter:)[^>]*>')
# Gradio takes the language of its own texts from the browser; the app is Dutch for everyone.
_DUTCH = '<script>Object.defineProperty(navigator, "language", {get: () => "nl-NL"});</script>'


def dutch(page: str) -> str:
    """Gradio's start page, stated to be Dutch, without its advertisements for social media, and with the script that
    tells when the app does not know one any more. Pure."""
    page = _SOCIAL.sub("", page)
    page = page.replace('lang="en"', 'lang="nl"', 1)
    return page.replace("<head>", f"<head>{_DUTCH}<script>{_connection()}</script>", 1)


@cache
def _connection() -> str:
    return asset("connection.js")


class OnlyHere:
    """Refuses requests under a foreign host name (DNS rebinding), and changes asked for by another site's page.

    `hosts`: the names, without port, by which the app may be called.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self._app = app
        self._hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            if self._foreign(headers):
                message = "Onder deze naam is de app niet te gebruiken. Open het adres dat u van uw beheerder kreeg."
                await refusal(scope, 403, message)(scope, receive, send)
                return
            if scope["method"] not in _SAFE and _forged(scope, headers):
                await refusal(scope, 403, "Een andere website vroeg hierom.")(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _foreign(self, headers: Headers) -> bool:
        """Whether the request was meant for another host."""
        try:
            return urlsplit(f"//{headers.get('host', '')}").hostname not in self._hosts
        except ValueError:  # no host at all, such as "["
            return True


def _forged(scope: Scope, headers: Headers) -> bool:
    """Whether a page of another origin sent the request."""
    if headers.get("sec-fetch-site") in ("cross-site", "same-site"):
        return True
    origin = headers.get("origin")
    if origin is None:
        return False
    try:
        parts = urlsplit(origin)
    except ValueError:
        return True
    own = headers.get("host", "").removesuffix(_USUAL.get(parts.scheme, ""))
    return parts.netloc != own or (is_encrypted(scope) and parts.scheme != "https")


class Protected:
    """Adds the security headers to every answer, and makes Gradio's pages Dutch. `pages`: their paths."""

    def __init__(self, app: ASGIApp, pages: Collection[str]) -> None:
        self._app = app
        self._pages = frozenset(pages)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        held: list[Message] = []  # the start of a page, until its whole text is there
        body = bytearray()

        async def pass_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message["headers"])
                _protect(scope, headers)
                if scope["path"] in self._pages and scope["method"] == "GET" and _is_page(message, headers):
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


def _is_page(message: Message, headers: MutableHeaders) -> bool:
    return message["status"] == 200 and headers.get("content-type", "").startswith("text/html")


def _protect(scope: Scope, headers: MutableHeaders) -> None:
    headers.update(_ALWAYS)
    for name, value in _UNLESS_SET.items():
        headers.setdefault(name, value)
    if is_encrypted(scope):
        headers["strict-transport-security"] = _YEAR
    if not _KEPT.fullmatch(scope["path"]) and "private" not in headers.get("cache-control", ""):
        headers["cache-control"] = "no-store"
