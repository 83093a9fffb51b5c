"""Signing in with a name and a password, and signing out however one came in."""

from __future__ import annotations

from dataclasses import dataclass

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from analyzer.access_settings import Login
from ui.access.answers import unknown
from ui.access.peers import address_of
from ui.access.way_in import WayIn, form_of
from ui.places import SIGN_IN, SIGN_OUT

_WRONG = "Deze naam en dit wachtwoord horen niet bij elkaar. Controleer beide en probeer het opnieuw."


@dataclass(frozen=True)
class SignIn:
    way: WayIn

    def routes(self) -> list[Route]:
        return [
            Route(SIGN_IN, self._show, methods=["GET"]),
            Route(SIGN_IN, self._enter, methods=["POST"]),
            Route(SIGN_OUT, self._leave, methods=["POST"]),
        ]

    @property
    def _login(self) -> Login:
        return self.way.visitors.settings.login

    async def _show(self, request: Request) -> Response:
        target = self.way.target(request.query_params.get("naar", "/"))
        left = "afgemeld" in request.query_params
        by_proxy = self._login is Login.PROXY
        if not (left and by_proxy):  # a proxy signs someone out by itself, or not
            person = await run_sync(lambda: self.way.visitors.who(request.scope, awake=False))
            if person is not None:
                return RedirectResponse(target, 303)
        refused = None if by_proxy else self.way.exposed(request)
        return refused or self.way.page(target=target, left=left)

    async def _enter(self, request: Request) -> Response:
        if self._login is not Login.ACCOUNTS:
            return unknown(request.scope)
        if (refused := self.way.exposed(request)) is not None:
            return refused
        form = await form_of(request)
        login, password = form.get("naam", "").strip()[:320], form.get("wachtwoord", "")
        target = self.way.target(form.get("naar", "/"))
        address = address_of(request.scope)
        if wait := self.way.attempts.wait(login, address):
            page = self.way.page(429, problem=_too_often(wait), login=login, target=target)
            page.headers["retry-after"] = str(wait)
            return page
        self.way.attempts.begin(login, address)
        right = await self.way.is_right(login, password)
        person = await run_sync(self.way.visitors.store.person, login) if right else None
        if person is None or not person.active:
            await run_sync(self.way.visitors.note_refused, request.scope, login)
            return self.way.page(401, problem=_WRONG, login=login, target=target)
        self.way.attempts.succeeded(login, address)
        return await self.way.admit(request, person, target)

    async def _leave(self, request: Request) -> Response:
        response = RedirectResponse(f"{SIGN_IN}?afgemeld=1", 303)
        await run_sync(self.way.visitors.sign_out, request.scope, response)
        return response


def _too_often(seconds: int) -> str:
    minutes = -(-seconds // 60)
    when = "een minuut" if minutes == 1 else f"{minutes} minuten"
    return f"Het aanmelden is te vaak mislukt. Wacht {when} en probeer het dan opnieuw."
