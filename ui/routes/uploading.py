"""Documents that come in: each is kept or refused by itself, and after them the reading begins."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import IO

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from analyzer.errors import AnalyzerError
from analyzer.store.desk import Desk
from analyzer.store.errors import NotAllowed, StoreError
from analyzer.store.originals import MOST_BYTES
from analyzer.store.values import Level
from ui.routes.asking import desk_of, part, told
from ui.routes.multipart import Bounds, BrokenForm, FileForm
from ui.workplace import NotSignedIn, Workplace

MOST_AT_ONCE = 200  # files in one form
MOST_DOCUMENTS = 1000  # in one dossier
_FIELD = "bestanden"
_READ_ONLY = "U kunt dit dossier lezen, niet bewerken. Vraag de eigenaar om het met u te delen voor bewerken."
_NOTHING = "Er kwam geen bestand binnen. Kies een of meer bestanden en probeer het opnieuw."
_BROKEN = "Het versturen werd afgebroken. Wat al binnen was, is bewaard; stuur de andere bestanden opnieuw."
_log = logging.getLogger("normtoets")


@dataclass
class _Uploads:
    """What becomes of the files of one form."""

    desk: Desk
    dossier: str
    room: int  # documents that the dossier may still get
    added: list[str] = field(default_factory=list)
    refused: list[dict[str, str]] = field(default_factory=list)

    def take(self, name: str, content: IO[bytes]) -> None:
        if len(self.added) >= self.room:
            self.refuse(name, f"Een dossier heeft ten hoogste {MOST_DOCUMENTS} documenten. Verwijder er eerst een.")
            return
        try:
            self.added.append(self.desk.add_document(self.dossier, name, content).name)  # type: ignore[arg-type]
        except StoreError as exc:
            self.refuse(name, str(exc))

    def refuse(self, name: str, reason: str) -> None:
        self.refused.append({"name": name, "reason": reason})

    def answer(self, status: int = 200, reason: str = "") -> Response:
        told = {"added": self.added, "refused": self.refused}
        return JSONResponse({**told, "reason": reason, "error": reason} if reason else told, status)


def upload_routes(workplace: Workplace) -> list[Route]:
    def begin(request: Request) -> _Uploads:
        """Raises NotSignedIn and StoreError, before a byte of a file was read."""
        desk, dossier = desk_of(workplace.store, request), part(request, "dossier")
        if desk.level(dossier) is not Level.EDIT:
            raise NotAllowed(_READ_ONLY)
        return _Uploads(desk, dossier, MOST_DOCUMENTS - len(desk.documents(dossier)))

    def read(uploads: _Uploads) -> None:
        try:
            workplace.runs.read(uploads.desk, uploads.dossier)
        except AnalyzerError as exc:  # the files are safe: they are read at the next run
            _log.warning("the documents of a dossier wait to be read: %s", type(exc).__name__)

    async def upload(request: Request) -> Response:
        try:
            uploads = await run_sync(begin, request)
        except (StoreError, NotSignedIn) as exc:
            return told(request.scope, exc)
        broken = False
        try:
            await _receive(request, uploads, workplace)
        except BrokenForm:
            broken = True
        finally:
            if uploads.added:
                await run_sync(read, uploads)
        if broken:
            return uploads.answer(400, _BROKEN if uploads.added else _NOTHING)
        return uploads.answer() if uploads.added or uploads.refused else uploads.answer(400, _NOTHING)

    return [Route("/dossier/{dossier}/documenten", upload, methods=["POST"])]


async def _receive(request: Request, uploads: _Uploads, workplace: Workplace) -> None:
    """Raises BrokenForm."""
    kind = request.headers.get("content-type", "")
    bounds = Bounds(file_bytes=MOST_BYTES, files=MOST_AT_ONCE)
    with FileForm(kind, _FIELD, bounds, workplace.store.folder, uploads.take, uploads.refuse) as form:
        async for piece in request.stream():
            if piece:
                await run_sync(form.feed, piece)
        form.finish()
