"""Only this computer is answered; every answer carries the security headers; the page is Dutch."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from ui.protection import dutch, middleware

PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8" />'
    '<meta property="og:url" content="https://example.org/" /><meta name="twitter:card" content="x" />'
    "<title>é</title></head></html>"
)


async def page(request: Request) -> Response:
    return HTMLResponse(PAGE)


async def data(request: Request) -> Response:
    return JSONResponse({"lang": 'lang="en"'})


def ask(method: str, path: str, headers: Mapping[str, str]) -> httpx.Response:
    app = Starlette(
        routes=[Route("/", page), Route("/data", data, methods=["GET", "POST"])],
        middleware=middleware(["127.0.0.1", "localhost"]),
    )

    async def run() -> httpx.Response:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:7860") as client:
            return await client.request(method, path, headers=dict(headers))

    return asyncio.run(run())


def test_the_page_is_dutch_and_advertises_nothing() -> None:
    answer = ask("GET", "/", {})
    assert answer.status_code == 200 and '<html lang="nl">' in answer.text and "<title>é</title>" in answer.text
    assert "og:" not in answer.text and "twitter" not in answer.text
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert answer.text == dutch(PAGE)


def test_every_answer_has_the_headers_and_other_content_is_untouched() -> None:
    answer = ask("GET", "/data", {})
    assert answer.json() == {"lang": 'lang="en"'}
    assert "connect-src 'self'" in answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("GET", {"host": "127.0.0.1:7860"}, 200),
        ("GET", {"host": "localhost:7860"}, 200),
        ("GET", {"host": "evil.example:7860"}, 403),
        ("GET", {"host": "127.0.0.1.evil.example"}, 403),
        ("GET", {"host": ""}, 403),
        ("POST", {}, 200),
        ("POST", {"origin": "http://127.0.0.1:7860"}, 200),
        ("POST", {"origin": "http://evil.example"}, 403),
        ("POST", {"origin": "http://127.0.0.1:9999"}, 403),
        ("POST", {"origin": "null"}, 403),
    ],
)
def test_foreign_names_and_foreign_pages_are_refused(method: str, headers: Mapping[str, str], status: int) -> None:
    assert ask(method, "/data", headers).status_code == status
