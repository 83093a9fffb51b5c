"""The app's own routes beside Gradio's pages: files that come in and go out. Each of them asks a Desk."""

from __future__ import annotations

from starlette.routing import Route

from ui.routes.exchanging import exchange_routes
from ui.routes.files import file_routes
from ui.routes.pictures import picture_routes
from ui.routes.templates import template_routes
from ui.routes.uploading import upload_routes
from ui.routes.worksheets import worksheet_routes
from ui.workplace import Workplace


def own_routes(workplace: Workplace) -> list[Route]:
    """All of them, for behind the gate."""
    return [
        *upload_routes(workplace),
        *file_routes(workplace),
        *picture_routes(workplace),
        *exchange_routes(workplace),
        *worksheet_routes(workplace),
        *template_routes(workplace),
    ]
