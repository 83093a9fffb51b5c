"""From where a request really comes. A reverse proxy tells who asks, from where and over what; anyone can send those
headers, so they count from the trusted addresses only, and nothing behind this sees them any more."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

# Under these the rest of the app finds what was established here.
LOGIN = "normtoets.login"  # the login that the proxy gave: str
SPOOFED = "normtoets.spoofed"  # someone who is no proxy sent the header that says who they are: bool
FORWARDED = "normtoets.forwarded"  # it came by way of a proxy, known or not: bool

_FORWARDED = ("forwarded", "x-real-ip", "x-gradio-server")
_LOCAL_NAMES = frozenset({"127.0.0.1", "localhost"})


class Peers:
    """ASGI middleware. `networks`: whose word is taken; `login_header`: the one that names the person, if any does."""

    def __init__(self, app: ASGIApp, networks: Sequence[str] = (), login_header: str | None = None) -> None:
        self._app = app
        self._networks = tuple(ipaddress.ip_network(each) for each in networks)
        self._login_header = login_header.lower() if login_header else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            self._settle(scope)
        await self._app(scope, receive, send)

    def _settle(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        scope[FORWARDED] = any(name in headers for name in ("forwarded", "x-forwarded-for", "x-forwarded-host"))
        logins = headers.getlist(self._login_header) if self._login_header else []
        if self._trusted(_address(scope)):
            self._believe(scope, headers)
            if len(logins) == 1:
                scope[LOGIN] = logins[0].strip()
            elif logins:
                scope[SPOOFED] = True  # the proxy let through what someone else sent
        elif logins:
            scope[SPOOFED] = True
        scope["headers"] = [(name, value) for name, value in scope["headers"] if not self._says_where(name)]

    def _believe(self, scope: Scope, headers: Headers) -> None:
        """Takes over what a trusted proxy says."""
        scheme = _last(headers, "x-forwarded-proto").lower()
        if scheme in ("http", "https"):
            scope["scheme"] = scheme
        chain = [part.strip() for part in ",".join(headers.getlist("x-forwarded-for")).split(",") if part.strip()]
        for hop in reversed(chain):  # the last one that is no proxy of ours: what stands before it can be made up
            scope["client"] = (hop, 0)
            if not self._trusted(hop):
                break
        if host := _last(headers, "x-forwarded-host"):
            others = [(name, value) for name, value in scope["headers"] if name != b"host"]
            scope["headers"] = [*others, (b"host", host.encode("latin-1"))]

    def _trusted(self, address: str) -> bool:
        try:
            found = ipaddress.ip_address(address)
        except ValueError:
            return False
        if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
            found = found.ipv4_mapped
        return any(found.version == network.version and found in network for network in self._networks)

    def _says_where(self, name: bytes) -> bool:
        plain = name.decode("latin-1").lower().replace("_", "-")
        return plain.startswith("x-forwarded-") or plain in _FORWARDED or plain == self._login_header


def _address(scope: Scope) -> str:
    client = scope.get("client")
    return str(client[0]) if client else ""


def address_of(scope: Scope) -> str:
    """From where a request comes, for the log and for whoever counts attempts; "" where that is not known."""
    return _address(scope)


def is_encrypted(scope: Scope) -> bool:
    return str(scope.get("scheme", "http")) == "https"


def stays_here(scope: Scope) -> bool:
    """Whether a request never left this computer: called by its own name, from itself."""
    name, _, _ = Headers(scope=scope).get("host", "").rpartition(":")
    try:
        loopback = ipaddress.ip_address(_address(scope)).is_loopback
    except ValueError:
        loopback = False
    return loopback and (name or Headers(scope=scope).get("host", "")) in _LOCAL_NAMES


def _last(headers: Headers, name: str) -> str:
    return ",".join(headers.getlist(name)).rpartition(",")[2].strip()
