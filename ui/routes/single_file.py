"""One file that comes in with a form: what takes it decides, and what refuses it is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import IO, TypeVar

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from analyzer.errors import AnalyzerError
from ui.routes.multipart import Bounds, BrokenForm, FileForm

FIELD = "bestand"

T = TypeVar("T")


async def received(
    request: Request, folder: Path, most_bytes: int, take: Callable[[str, IO[bytes]], T], nothing: str
) -> T | Response:
    """What `take` makes of the file and its name; or the answer that says why it came to nothing.

    `take` works in a thread of its own, and may raise AnalyzerError. `nothing`: what is said where no file came.
    """
    made: list[T] = []
    refused: list[str] = []

    def taken(name: str, content: IO[bytes]) -> None:
        try:
            made.append(take(name, content))
        except AnalyzerError as exc:
            refused.append(str(exc))

    try:
        kind, bounds = request.headers.get("content-type", ""), Bounds(file_bytes=most_bytes, files=1)
        with FileForm(kind, FIELD, bounds, folder, taken, lambda _, reason: refused.append(reason)) as form:
            async for piece in request.stream():
                if piece:
                    await run_sync(form.feed, piece)
            form.finish()
    except BrokenForm:
        refused.append(nothing)
    if made:
        return made[0]
    reason = refused[0] if refused else nothing
    return JSONResponse({"reason": reason, "error": reason}, 422)
