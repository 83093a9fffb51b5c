"""A worksheet that was filled in, on its way back into its dossier: first what would change, then the changes."""

from __future__ import annotations

from typing import IO

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from analyzer.store.desk import Desk
from analyzer.store.errors import NotAllowed, StoreError
from analyzer.store.log_records import Action
from analyzer.store.spreadsheet_intake import SpreadsheetIntake, take_in
from analyzer.store.values import Level
from ui import rendering
from ui.routes.asking import desk_of, part, told
from ui.routes.single_file import received
from ui.workplace import NotSignedIn, Workplace

MOST_BYTES = 32 << 20
_READ_ONLY = "U kunt dit dossier lezen, niet bewerken. Vraag de eigenaar om het met u te delen voor bewerken."
_NOTHING = "Er kwam geen bestand binnen. Kies het werkblad (.xlsx) dat u hebt ingevuld."


def worksheet_routes(workplace: Workplace) -> list[Route]:
    def begin(request: Request) -> tuple[Desk, str]:
        """Raises NotSignedIn and StoreError, before a byte of the file was read."""
        desk, dossier = desk_of(workplace.store, request), part(request, "dossier")
        if desk.level(dossier) is not Level.EDIT:
            raise NotAllowed(_READ_ONLY)
        return desk, dossier

    async def worksheet(request: Request) -> Response:
        keep = request.query_params.get("bewaar") == "1"
        try:
            desk, dossier = await run_sync(begin, request)
        except (StoreError, NotSignedIn) as exc:
            return told(request.scope, exc)

        def take(name: str, content: IO[bytes]) -> SpreadsheetIntake:
            intake = take_in(desk, dossier, content.read(), preview=not keep)
            if keep:
                desk.store.log(desk.person.login, Action.SPREADSHEET, f"{dossier} {name}", source=desk.source)
            return intake

        made = await received(request, workplace.store.folder, MOST_BYTES, take, _NOTHING)
        if isinstance(made, Response):
            return made
        html = rendering.render("worksheet_outcome", intake=made, kept=keep)
        return JSONResponse({"html": html, "changes": len(made.kept)})

    return [Route("/dossier/{dossier}/werkblad", worksheet, methods=["POST"])]
