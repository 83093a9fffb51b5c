"""Who is behind a request: the one user of this computer, someone who signed in, or whom a trusted proxy names."""

from __future__ import annotations

import getpass
import time
from datetime import timedelta

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import Response
from starlette.types import Scope

from analyzer.access_settings import SESSION_HOURS, AccessSettings, Login
from analyzer.store.errors import InvalidChange
from analyzer.store.log_records import Action, Result
from analyzer.store.store import Store
from analyzer.store.values import Person, Role
from ui.access.answers import refusal
from ui.access.peers import LOGIN, address_of, is_encrypted
from ui.places import LOCAL

_LASTS = timedelta(hours=SESSION_HOURS)
_SPOOF_EVERY = 60.0  # seconds


class Visitors:
    """Safe between threads; its methods ask the database, so they are called in a thread."""

    def __init__(self, settings: AccessSettings, store: Store) -> None:
        self.settings = settings
        self.store = store
        self._idle = timedelta(minutes=settings.idle_minutes)
        self._spoof_noted = -_SPOOF_EVERY
        self._named_at: dict[str, float] = {}  # when someone came in by the proxy, by their id
        if self.alone and store.person(LOCAL) is None:
            store.welcome(LOCAL, _account_name(), Role.BEHEERDER)

    @property
    def alone(self) -> bool:
        """Whether nobody signs in, so that this computer's user is all there is."""
        return self.settings.login is Login.LOCAL

    def who(self, scope: Scope, *, awake: bool = True) -> Person | None:
        """`awake` False: the request does not show that someone is still there, so it keeps no session alive."""
        if self.alone:
            found = self.store.person(LOCAL)
        elif self.settings.login is Login.PROXY:
            found = self._named(scope)
        else:
            token = token_of(scope)
            found = self.store.session_person(token, self._idle, awake=awake) if token else None
        return found if found is not None and found.active else None

    def sign_in(self, scope: Scope, response: Response, person: Person) -> None:
        """Begins a session, always under a new token, and gives it to the browser."""
        if before := token_of(scope):
            self.store.end_session(before)
        secure = is_encrypted(scope)
        response.set_cookie(
            cookie_name(scope),
            self.store.begin_session(person.id, _LASTS),
            httponly=True,
            samesite="lax",
            secure=secure,
            path="/",
        )
        self.store.log(person.login, Action.SIGN_IN, source=address_of(scope))

    def sign_out(self, scope: Scope, response: Response) -> None:
        token = token_of(scope)
        person = self.store.end_session(token) if token else None
        if person is not None:
            self.store.log(person.login, Action.SIGN_OUT, source=address_of(scope))
        response.delete_cookie(cookie_name(scope), httponly=True, samesite="lax", secure=is_encrypted(scope), path="/")
        response.headers["clear-site-data"] = '"cache"'

    def note_refused(self, scope: Scope, login: str) -> None:
        self.store.log(login, Action.SIGN_IN, result=Result.REFUSED, source=address_of(scope))

    def note_spoofed(self, scope: Scope) -> None:
        """Now and then: it costs whoever does it nothing, and the log is for reading."""
        if time.monotonic() - self._spoof_noted < _SPOOF_EVERY:
            return
        self._spoof_noted = time.monotonic()
        self.store.log("", Action.SIGN_IN, self.settings.proxy_header, Result.REFUSED, address_of(scope))

    def spoofed(self, scope: Scope) -> Response:
        """To whoever says who they are without being the proxy."""
        return refusal(
            scope,
            403,
            f"De header {self.settings.proxy_header} wordt alleen geloofd van de reverse proxy van uw organisatie. "
            "Open de app via het adres dat u van uw beheerder kreeg.",
        )

    def _named(self, scope: Scope) -> Person | None:
        """Whom the proxy names; a stranger is welcomed as a lezer, who sees only what is shared with them."""
        login = str(scope.get(LOGIN, ""))
        if not login:
            return None
        try:
            person = self.store.person(login) or self.store.welcome(login, login, Role.LEZER)
        except InvalidChange:  # not a name that anyone can have
            return None
        now = time.monotonic()
        if now - self._named_at.get(person.id, -_LASTS.total_seconds()) >= _LASTS.total_seconds():
            self._named_at[person.id] = now
            result = Result.DONE if person.active else Result.REFUSED
            self.store.log(person.login, Action.SIGN_IN, result=result, source=address_of(scope))
        return person


def cookie_name(scope: Scope) -> str:
    """Over https a name that browsers bind to this very host, and to https."""
    return "__Host-normtoets" if is_encrypted(scope) else "normtoets"


def token_of(scope: Scope) -> str:
    """What the browser holds of a session; "" when it holds none."""
    return cookie_of(scope, cookie_name(scope))


def cookie_of(scope: Scope, name: str) -> str:
    found = cookie_parser("; ".join(Headers(scope=scope).getlist("cookie"))).get(name, "")
    return found if len(found) < 5000 else ""


def _account_name() -> str:
    """The name of whoever started the app, by the operating system."""
    try:
        import pwd  # not on Windows

        full = pwd.getpwnam(getpass.getuser()).pw_gecos.split(",")[0].strip()
        return full or getpass.getuser()
    except (ImportError, KeyError, OSError):
        return "Gebruiker van deze computer"
