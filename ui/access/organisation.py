"""Signing in at the organisation's own service: the way there, and the way back."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from analyzer.store.errors import InvalidChange, NotAllowed
from analyzer.store.values import Person, Role
from ui.access.oidc import PATIENCE, Claimed, Oidc, SignInFailed
from ui.access.peers import is_encrypted
from ui.access.visitors import cookie_of
from ui.access.way_in import WayIn
from ui.places import SIGN_IN

_START, _BACK = f"{SIGN_IN}/start", f"{SIGN_IN}/terug"
_ENDED = "Uw toegang tot Normtoets is beëindigd. Vraag uw beheerder of dat klopt."
_log = logging.getLogger("normtoets")


@dataclass(frozen=True)
class Organisation:
    """`asking`: how many may wait for the service at once, so that one that is slow holds up nobody else."""

    way: WayIn
    oidc: Oidc
    asking: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(4))

    def routes(self) -> list[Route]:
        return [Route(_START, self._start, methods=["GET"]), Route(_BACK, self._finish, methods=["GET"])]

    async def _start(self, request: Request) -> Response:
        if (refused := self.way.exposed(request)) is not None:
            return refused
        target = self.way.target(request.query_params.get("naar", "/"))
        try:
            url, kept = await run_sync(self.oidc.begin, _own_address(request), target, limiter=self.asking)
        except SignInFailed as exc:
            return self._failed(request, exc)
        response = RedirectResponse(url, 303)
        response.set_cookie(
            _cookie(request),
            kept,
            max_age=PATIENCE,
            httponly=True,
            samesite="lax",
            secure=is_encrypted(request.scope),
            path="/",
        )
        return response

    async def _finish(self, request: Request) -> Response:
        if (refused := self.way.exposed(request)) is not None:
            return refused
        brought = cookie_of(request.scope, _cookie(request))
        try:
            claimed, target = await run_sync(
                self.oidc.finish, _own_address(request), request.query_params, brought, limiter=self.asking
            )
            person = await run_sync(self._person, claimed)
        except SignInFailed as exc:
            await run_sync(self.way.visitors.note_refused, request.scope, "")
            return self._failed(request, exc)
        if not person.active:
            await run_sync(self.way.visitors.note_refused, request.scope, person.login)
            return self._without_cookie(request, self.way.page(403, problem=_ENDED))
        return self._without_cookie(request, await self.way.admit(request, person, target))

    def _person(self, claimed: Claimed) -> Person:
        """The person with this login. Where the service knows of roles, its word counts at every sign-in."""
        store = self.way.visitors.store
        known = store.person(claimed.login)
        name = claimed.name or (known.name if known is not None else claimed.login)
        try:
            person = store.welcome(claimed.login, name, claimed.role or Role.LEZER)
        except InvalidChange as exc:
            raise SignInFailed(str(exc)) from exc
        if claimed.role is None or claimed.role is person.role or not person.active:
            return person
        try:
            return store.set_role(person.id, claimed.role)
        except NotAllowed:  # the only beheerder stays one
            return person

    def _failed(self, request: Request, error: SignInFailed) -> Response:
        _log.warning("signing in at the organisation's service failed: %s", _chain(error))
        return self._without_cookie(request, self.way.page(403, problem=str(error)))

    def _without_cookie(self, request: Request, response: Response) -> Response:
        """What was kept for the way back serves once."""
        response.delete_cookie(
            _cookie(request), httponly=True, samesite="lax", secure=is_encrypted(request.scope), path="/"
        )
        return response


def _cookie(request: Request) -> str:
    return "__Host-normtoets-aanmelden" if is_encrypted(request.scope) else "normtoets-aanmelden"


def _own_address(request: Request) -> str:
    """Where the service sends people back to; the name in it is one that the app may be called by."""
    return f"{request.url.scheme}://{request.url.netloc}{_BACK}"


def _chain(error: BaseException) -> str:
    """What went wrong, by kind only: what a service says may hold codes and tokens."""
    kinds = [type(error).__name__]
    while error.__cause__ is not None:
        error = error.__cause__
        kinds.append(type(error).__name__)
    return " ← ".join(kinds)
