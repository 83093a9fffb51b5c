"""Runs the app: its temporary folder, Gradio's switches, and the end. Telemetry must be silenced before the import."""

from __future__ import annotations

import os
import signal
import tempfile
from pathlib import Path
from types import FrameType
from typing import NoReturn

import gradio as gr

from ingest.sandbox_protocol import Limits
from ui.address import HOST, HOSTS
from ui.app import build
from ui.configuration import Configuration
from ui.protection import middleware
from ui.sessions import Sessions
from ui.theme import style, theme

# Assessments that may wait behind the one that runs; a click beyond it is refused.
QUEUE = 12
# What outlives its tab (the browser crashed) is removed from the uploads after a day; looked at each hour. Seconds.
_LEFT_BEHIND = (3600, 86_400)


def serve(port: int) -> None:
    """Serves until interrupted or terminated, then deletes all that users uploaded and made. Raises OSError."""
    signal.signal(signal.SIGTERM, _leave)
    with tempfile.TemporaryDirectory(prefix="normtoets-", ignore_cleanup_errors=True) as folder:
        launch(make(Path(folder)), port)


def make(folder: Path) -> gr.Blocks:
    """The app, which keeps all it is given beneath `folder`."""
    uploads, work = folder / "uploads", folder / "werk"
    uploads.mkdir(mode=0o700)
    work.mkdir(mode=0o700)
    os.environ["GRADIO_TEMP_DIR"] = str(uploads)  # where Gradio keeps uploads and what it serves
    app = build(Sessions(work, uploads), Configuration(), delete_cache=_LEFT_BEHIND)
    app.queue(max_size=QUEUE, default_concurrency_limit=4)
    return app


def launch(app: gr.Blocks, port: int, *, block: bool = True) -> None:
    """Starts the server on this computer. With `block` it returns when the app is stopped; raises OSError."""
    app.launch(
        server_name=HOST,
        server_port=port,
        share=False,
        inbrowser=False,
        quiet=True,
        prevent_thread_lock=not block,
        max_file_size=Limits().file_bytes,
        enable_monitoring=False,
        mcp_server=False,
        run_history=False,
        pwa=False,
        ssr_mode=False,
        show_error=False,
        footer_links=[],
        theme=theme(),
        css=style(),
        app_kwargs={
            "middleware": middleware(HOSTS),
            "docs_url": None,
            "redoc_url": None,
            "openapi_url": None,
        },
    )


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    """A polite end, so that the temporary folder is deleted."""
    raise SystemExit(0)
