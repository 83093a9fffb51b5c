"""The organisation's own Word template: brought by a beheerder, and to download for whoever wants to change it."""

from __future__ import annotations

from typing import IO

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from analyzer.report.papers import PAPERS
from analyzer.report.word_starter import template_to_start_from
from analyzer.store.desk import Desk
from analyzer.store.errors import NotAllowed, StoreError
from analyzer.store.values import Role, WordTemplate
from ui.access.answers import unknown
from ui.places import OWN_TEMPLATE, TEMPLATE_ADDRESS, TEMPLATE_TO_START
from ui.routes.asking import answers, as_file, desk_of, told
from ui.routes.single_file import received
from ui.workplace import NotSignedIn, Workplace

MOST_BYTES = 32 << 20  # above what a template may have: who looks at it says so in its own words
_NOTHING = "Er kwam geen bestand binnen. Kies een Word-sjabloon (.docx of .dotx)."
_NOT_YOURS = "Alleen een beheerder kan het sjabloon wijzigen. Vraag de beheerder van deze installatie."


def template_routes(workplace: Workplace) -> list[Route]:
    def begin(request: Request) -> Desk:
        desk = desk_of(workplace.store, request)
        if desk.person.role is not Role.BEHEERDER:  # said before anything was sent
            raise NotAllowed(_NOT_YOURS)
        return desk

    async def bring(request: Request) -> Response:
        try:
            desk = await run_sync(begin, request)
        except (StoreError, NotSignedIn) as exc:
            return told(request.scope, exc)

        def take(name: str, content: IO[bytes]) -> WordTemplate:
            return desk.set_template(name, content.read())

        made = await received(request, workplace.store.folder, MOST_BYTES, take, _NOTHING)
        return made if isinstance(made, Response) else JSONResponse({"name": made.name})

    @answers
    def own(request: Request) -> Response:
        template = desk_of(workplace.store, request).template()
        if template is None:
            return unknown(request.scope)
        return Response(template.content, media_type="application/octet-stream", headers=as_file(template.name))

    @answers
    def to_start(request: Request) -> Response:
        desk_of(workplace.store, request)
        return Response(
            template_to_start_from(), media_type=PAPERS["docx"].media_type, headers=as_file("sjabloon-normtoets.docx")
        )

    return [
        Route(TEMPLATE_ADDRESS, bring, methods=["POST"]),
        Route(OWN_TEMPLATE, own, methods=["GET"]),
        Route(TEMPLATE_TO_START, to_start, methods=["GET"]),
    ]
