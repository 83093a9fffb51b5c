"""Puts the app together: the gate, the way in, the own routes, and Gradio's pages behind them."""

from __future__ import annotations

import warnings

import gradio as gr
from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from analyzer.access_settings import AccessSettings, Login
from ui.access.entries import Entries
from ui.access.events import functions_of
from ui.access.gate import Gate, person_of
from ui.access.oidc import Oidc
from ui.access.organisation import Organisation
from ui.access.password_page import PasswordPage
from ui.access.peers import Peers
from ui.access.sign_in import SignIn
from ui.access.visitors import Visitors
from ui.access.way_in import WayIn
from ui.address import HOST, names
from ui.protection import OnlyHere, Protected
from ui.routes import own_routes
from ui.theme import style, theme
from ui.workplace import Workplace

# Open pages of which Gradio remembers what it last sent, some 150 kB each. The pages need none of it: what counts
# comes with every event, or from the store.
_OPEN_PAGES = 200


def make_application(workplace: Workplace, access: AccessSettings, blocks: gr.Blocks, host: str = HOST) -> FastAPI:
    """The whole app as one ASGI application. `host`: where it will listen, which is one of its names."""
    entries = Entries(f"/{page[0]}" for page in blocks.pages)
    visitors = Visitors(access, workplace.store)
    way = WayIn(visitors, entries)
    routes: list[BaseRoute] = [*SignIn(way).routes(), *PasswordPage(way).routes(), *own_routes(workplace), _robots()]
    if access.oidc is not None:
        routes += Organisation(way, Oidc(access.oidc)).routes()
    header = access.proxy_header if access.login is Login.PROXY else None
    app = FastAPI(
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        routes=routes,
        middleware=[
            Middleware(Peers, networks=access.trusted_proxies, login_header=header),
            Middleware(Protected, pages=entries.pages),
            Middleware(OnlyHere, hosts=names(host, access)),
            Middleware(Gate, entries=entries, visitors=visitors, functions=functions_of(blocks)),
        ],
    )
    _mount(app, blocks)
    return app


def _mount(app: FastAPI, blocks: gr.Blocks) -> None:
    """Gradio's part. Of its more than eighty routes the gate lets through six."""
    blocks.state_session_capacity = _OPEN_PAGES
    with warnings.catch_warnings():
        # It says that pages of several addresses are not rendered on the server, which nobody asked for.
        warnings.filterwarnings("ignore", message="SSR mode is not supported", category=UserWarning)
        gr.mount_gradio_app(
            app,
            blocks,
            path="/",
            auth_dependency=_login_of,
            show_error=False,
            ssr_mode=False,
            enable_monitoring=False,
            mcp_server=False,
            pwa=False,
            run_history=False,
            footer_links=[],
            theme=theme(),
            css=style(),
        )


def _login_of(request: Request) -> str | None:
    """What Gradio's handlers see as the user: whom the gate let in."""
    person = person_of(request.scope)
    return person.login if person is not None else None


def _robots() -> Route:
    def robots(request: Request) -> Response:
        return PlainTextResponse("User-agent: *\nDisallow: /\n")

    return Route("/robots.txt", robots, methods=["GET"])
