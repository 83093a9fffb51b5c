"""What the ways to sign in share: where someone was going, what they typed, and letting them in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from analyzer.passwords import matches
from analyzer.store.values import Person
from ui.access.answers import refusal
from ui.access.attempts import Attempts
from ui.access.entries import Entries
from ui.access.own_pages import own_page
from ui.access.peers import is_encrypted, stays_here
from ui.access.visitors import Visitors

_FORM_BYTES = 16 << 10
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class WayIn:
    """`hashing`: a password takes much memory to check, so that only a few are checked at once."""

    visitors: Visitors
    entries: Entries
    attempts: Attempts = field(default_factory=Attempts)
    hashing: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(2))

    def target(self, given: str) -> str:
        """A page of this app, whatever was asked for: never another site."""
        if not given.startswith("/") or "\\" in given or any(ord(letter) < 33 for letter in given):
            return "/"
        parts = urlsplit(given)
        if parts.scheme or parts.netloc or parts.fragment or parts.path not in self.entries.pages:
            return "/"
        return given

    def exposed(self, request: Request) -> Response | None:
        """The refusal where a password or a session could be read under way; None where it cannot."""
        if is_encrypted(request.scope) or stays_here(request.scope):
            return None
        return refusal(
            request.scope,
            403,
            "Aanmelden kan alleen over een beveiligde verbinding: het adres begint dan met https://. Meld uw beheerder "
            "dat de reverse proxy https moet gebruiken en in NORMTOETS_TRUSTED_PROXIES moet staan.",
            title="Geen beveiligde verbinding",
        )

    async def admit(self, request: Request, person: Person, target: str) -> Response:
        """Lets someone in, under a new session."""
        response = RedirectResponse(self.target(target), 303)
        await run_sync(self.visitors.sign_in, request.scope, response, person)
        return response

    async def is_right(self, login: str, password: str) -> bool:
        """Whether this is the password of an account. Takes as long when there is no such account."""
        kept = await run_sync(self.visitors.store.password_hash, login)
        return await run_sync(matches, password, kept, limiter=self.hashing)

    def page(self, status: int = 200, **values: Any) -> Response:
        """The page to sign in on."""
        shown = {"problem": "", "left": False, "login": "", "target": "/", **values}
        return own_page("sign_in", status, way=self.visitors.settings.login.value, **shown)


async def form_of(request: Request) -> dict[str, str]:
    """What a form of ours holds; nothing where it is no such form, or far too large."""
    if not request.headers.get("content-type", "").startswith(_FORM):
        return {}
    body = bytearray()
    async for chunk in request.stream():
        body.extend(chunk)
        if len(body) > _FORM_BYTES:
            return {}
    try:
        return dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=20))
    except ValueError:
        return {}
