"""What is answered instead of what was asked for: in Dutch, as a page to whoever came by an address, else as data."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Scope

from ui.rendering import render

SIGNED_OUT = "U bent niet (meer) aangemeld. Meld u aan en probeer het opnieuw."
UNKNOWN = "Dit adres bestaat niet, of het is niet met u gedeeld."
BROKEN = "Er ging iets mis in de app. Probeer het opnieuw; blijft het misgaan, meld het dan bij uw beheerder."


def is_visit(scope: Scope) -> bool:
    """Whether someone goes to an address, rather than a script of a page that asks for data."""
    headers = Headers(scope=scope)
    return scope["method"] in ("GET", "HEAD") and "text/html" in headers.get("accept", "")


def refusal(scope: Scope, status: int, message: str, *, title: str = "Dit kan niet") -> Response:
    """`message`: Dutch, shown as it is."""
    if is_visit(scope):
        return HTMLResponse(render("refusal", title=title, message=message), status)
    return JSONResponse({"error": message, "reason": message}, status)


def unknown(scope: Scope) -> Response:
    """The one answer for what does not exist and for what is someone else's."""
    return refusal(scope, 404, UNKNOWN, title="Niet gevonden")
