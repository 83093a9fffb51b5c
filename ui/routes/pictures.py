"""Pictures of the pages of a dossier's documents."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from analyzer.store.errors import NoSuchItem
from ingest.errors import NoSuchPage, UnreadableDocument
from ingest.page_image import PageImages
from ui.routes.asking import answers, desk_of, part
from ui.workplace import Workplace

# A page is turned back to, and asked for a second time by the script that scrolls to the mark.
_KEPT = {"cache-control": "private, max-age=300", "vary": "Cookie"}


def picture_routes(workplace: Workplace) -> list[Route]:
    images = PageImages()

    @answers
    def picture(request: Request) -> Response:
        desk, dossier, sha256 = desk_of(workplace.store, request), part(request, "dossier"), part(request, "sha256")
        _, path = desk.original(dossier, sha256)
        document = desk.text(dossier, sha256)
        if document is None:
            raise NoSuchItem("Dit document is nog niet gelezen. Wacht tot het lezen klaar is.")
        try:
            made = images.image(path, document, int(part(request, "page")), _span(request))
        except NoSuchPage as exc:
            return PlainTextResponse(str(exc), 404)
        except UnreadableDocument as exc:
            return PlainTextResponse(str(exc), 422)
        return Response(made.content, media_type=made.media_type, headers={**made.headers, **_KEPT})

    return [Route("/dossier/{dossier}/pagina/{sha256}/{page}.png", picture, methods=["GET"])]


def _span(request: Request) -> tuple[int, int] | None:
    """The text to mark, as the address names it; None where it names none that can be."""
    start, end = request.query_params.get("van", ""), request.query_params.get("tot", "")
    if not all(each.isascii() and each.isdigit() and len(each) < 10 for each in (start, end)):
        return None
    return (int(start), int(end)) if int(start) < int(end) else None
