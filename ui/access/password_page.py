"""The page on which someone with an account of the app's own takes a new password."""

from __future__ import annotations

from dataclasses import dataclass

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from analyzer.access_settings import Login
from analyzer.passwords import LEAST, WeakPassword, check_password, hash_password
from analyzer.store.log_records import Action, Result
from analyzer.store.values import Person
from ui.access.answers import unknown
from ui.access.gate import person_of
from ui.access.own_pages import own_page
from ui.access.peers import address_of
from ui.access.way_in import WayIn, form_of

PATH = "/wachtwoord"


@dataclass(frozen=True)
class PasswordPage:
    way: WayIn

    def routes(self) -> list[Route]:
        return [Route(PATH, self._show, methods=["GET"]), Route(PATH, self._change, methods=["POST"])]

    def _who(self, request: Request) -> Person | None:
        return person_of(request.scope) if self.way.visitors.settings.login is Login.ACCOUNTS else None

    async def _show(self, request: Request) -> Response:
        person = self._who(request)
        return _page(person) if person is not None else unknown(request.scope)

    async def _change(self, request: Request) -> Response:
        person = self._who(request)
        if person is None:
            return unknown(request.scope)
        form = await form_of(request)
        problem = await self._problem(request, person, form)
        if problem:
            await run_sync(self._note, request, person, Result.REFUSED)
            return _page(person, 400, problem=problem)
        hashed = await run_sync(hash_password, form["nieuw"], limiter=self.way.hashing)
        response = _page(person, changed=True)
        await run_sync(self._take, request, response, person, hashed)
        return response

    async def _problem(self, request: Request, person: Person, form: dict[str, str]) -> str:
        """Why it may not be changed; "" when it may."""
        address = address_of(request.scope)
        if self.way.attempts.wait(person.login, address):
            return "Het is te vaak mislukt. Wacht een paar minuten en probeer het dan opnieuw."
        self.way.attempts.begin(person.login, address)
        if not await self.way.is_right(person.login, form.get("huidig", "")):
            return "Uw huidige wachtwoord klopt niet. Er is niets gewijzigd."
        self.way.attempts.succeeded(person.login, address)
        if form.get("nieuw") != form.get("herhaald"):
            return "De twee nieuwe wachtwoorden zijn niet gelijk. Er is niets gewijzigd."
        try:
            check_password(form.get("nieuw", ""), person.login)
        except WeakPassword as exc:
            return str(exc)
        return ""

    def _take(self, request: Request, response: Response, person: Person, hashed: str) -> None:
        """The new password ends every session that the old one began; this one goes on under a new token."""
        store = self.way.visitors.store
        store.set_password(person.id, hashed)
        store.end_sessions(person.id)
        self._note(request, person, Result.DONE)
        self.way.visitors.sign_in(request.scope, response, person)

    def _note(self, request: Request, person: Person, result: Result) -> None:
        self.way.visitors.store.log(
            person.login, Action.PASSWORD, person.login, result=result, source=address_of(request.scope)
        )


def _page(person: Person, status: int = 200, *, problem: str = "", changed: bool = False) -> Response:
    return own_page("password", status, login=person.login, least=LEAST, problem=problem, changed=changed)
