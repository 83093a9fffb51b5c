"""What the own routes share: the desk of who asks, answers in Dutch to what goes wrong, and how a file is sent."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from analyzer.store.desk import Desk
from analyzer.store.errors import NoSuchDossier, NoSuchItem, NotAllowed, StoreError
from analyzer.store.store import Store
from ui.access.answers import SIGNED_OUT, refusal, unknown
from ui.access.gate import person_of
from ui.access.peers import address_of
from ui.workplace import NotSignedIn

Answering = Callable[[Request], Response]

# What is sent as a file is never part of the app: it may do nothing, wherever it is opened.
FILE_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"


def desk_of(store: Store, request: Request) -> Desk:
    """Raises NotSignedIn: without the gate in front of it a route is nobody's."""
    person = person_of(request.scope)
    if person is None:
        raise NotSignedIn
    return Desk(store, person, source=address_of(request.scope))


def told(scope: Scope, error: StoreError | NotSignedIn) -> Response:
    """What someone else's and what is not there get the same answer."""
    if isinstance(error, NotSignedIn):
        return refusal(scope, 401, SIGNED_OUT)
    if isinstance(error, NoSuchDossier | NoSuchItem):
        return unknown(scope)
    return refusal(scope, 403 if isinstance(error, NotAllowed) else 422, str(error))


def answers(answer: Answering) -> Answering:
    """A route that answers what goes wrong in the store instead of raising it. Runs in a thread of its own."""

    @wraps(answer)
    def answered(request: Request) -> Response:
        try:
            return answer(request)
        except (StoreError, NotSignedIn) as exc:
            return told(request.scope, exc)

    return answered


def as_file(name: str) -> dict[str, str]:
    """The headers of a download under this name, whatever letters are in it (RFC 6266)."""
    plain = "".join(each if each.isascii() and (each.isalnum() or each in " .-_()") else "_" for each in name)
    return {
        "content-disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
        "content-security-policy": FILE_POLICY,
    }


def part(request: Request, name: str) -> str:
    """A part of the address, of the form that the gate's allow-list gives it."""
    return str(request.path_params[name])
