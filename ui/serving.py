"""Serves the app: opens the store, takes up the runs, answers until it is stopped, and closes what it opened."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import NoReturn

import uvicorn
from fastapi import FastAPI

from analyzer.access_settings import AccessSettings
from analyzer.jobs.runs import Runs
from analyzer.settings import database_url, store_folder
from analyzer.store.store import open_store
from ui.address import listen
from ui.app import build
from ui.application import make_application
from ui.configuration import Configuration
from ui.engines import engine_of
from ui.workplace import Workplace

_FAREWELL = 5  # seconds that requests under way get when the app stops


def serve(host: str, port: int, access: AccessSettings, on_ready: Callable[[], None]) -> None:
    """Serves until interrupted or terminated. `on_ready`: called when all that can go wrong at the start went well.

    Raises AddressRefused, and StoreError where the data cannot be opened.
    """
    signal.signal(signal.SIGTERM, _leave)
    store = open_store(store_folder(), database_url())
    try:
        configuration = Configuration()
        runs = Runs(store, partial(engine_of, configuration))
        workplace = Workplace(store, runs, configuration)
        application = make_application(workplace, access, build(workplace), host)
        runs.launch()
        try:
            with listen(host, port) as place:
                on_ready()
                _run(application, host, place)
        finally:
            runs.close()
    finally:
        store.close()


def _run(application: FastAPI, host: str, place: socket.socket) -> None:
    config = uvicorn.Config(
        application,
        host=host,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,  # the app looks itself at who says so
        ws="none",
        timeout_graceful_shutdown=_FAREWELL,
    )
    uvicorn.Server(config).run(sockets=[place])


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    """A polite end: what is under way is closed."""
    raise SystemExit(0)
