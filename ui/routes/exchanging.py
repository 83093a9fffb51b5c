"""Whole dossiers that go to another installation, or come from one."""

from __future__ import annotations

import tempfile
from typing import IO

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from analyzer.store.arriving import take_in_dossier
from analyzer.store.desk import Desk
from analyzer.store.errors import NotAllowed, StoreError
from analyzer.store.exchange import export_dossier
from analyzer.store.values import Role
from ui.places import IMPORT_ADDRESS
from ui.routes.asking import as_file, desk_of, part, told
from ui.routes.single_file import received
from ui.workplace import NotSignedIn, Workplace

MOST_BYTES = 8 << 30  # of a whole dossier
_PIECE = 256 << 10  # bytes
_NOTHING = (
    "Er kwam geen bestand binnen. Kies een dossier dat met Normtoets is uitgevoerd (een zip-bestand), of een rapport "
    "als JSON."
)


class _Sent(Response):
    """A temporary file, closed (and so gone) when it was sent or the other side left."""

    def __init__(self, content: IO[bytes], headers: dict[str, str]) -> None:
        self._content = content
        size = content.seek(0, 2)
        content.seek(0)
        super().__init__(media_type="application/zip", headers={**headers, "content-length": str(size)})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            while scope["method"] != "HEAD" and (piece := await run_sync(self._content.read, _PIECE)):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            self._content.close()


def exchange_routes(workplace: Workplace) -> list[Route]:
    def write(request: Request) -> Response:
        desk = desk_of(workplace.store, request)
        file = tempfile.TemporaryFile(dir=workplace.store.folder)  # noqa: SIM115 - `_Sent` closes it
        try:
            dossier = export_dossier(desk, part(request, "dossier"), file)
            return _Sent(file, as_file(f"{dossier.organisation.name} {dossier.peildatum.isoformat()}.zip"))
        except BaseException:
            file.close()
            raise

    async def export(request: Request) -> Response:
        try:
            return await run_sync(write, request)
        except (StoreError, NotSignedIn) as exc:
            return told(request.scope, exc)

    def importer(request: Request) -> Desk:
        desk = desk_of(workplace.store, request)
        if desk.person.role is Role.LEZER:  # said before gigabytes were sent
            raise NotAllowed("Als lezer kunt u geen dossier inlezen. Vraag de beheerder om een andere rol.")
        return desk

    async def take_in(request: Request) -> Response:
        try:
            desk = await run_sync(importer, request)
        except (StoreError, NotSignedIn) as exc:
            return told(request.scope, exc)
        made = await received(
            request, workplace.store.folder, MOST_BYTES, lambda _, content: take_in_dossier(desk, content), _NOTHING
        )
        return made if isinstance(made, Response) else JSONResponse({"dossier": made.id})

    return [
        Route("/dossier/{dossier}/dossier.zip", export, methods=["GET"]),
        Route(IMPORT_ADDRESS, take_in, methods=["POST"]),
    ]
