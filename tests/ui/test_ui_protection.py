"""Only known names are answered; every answer carries the security headers; the pages are Dutch."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from ui.protection import OnlyHere, Protected, dutch

PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8" />'
    '<meta property="og:url" content="https://example.org/" /><meta name="twitter:card" content="x" />'
    "<title>é</title></head></html>"
)
OWN_POLICY = "sandbox; default-src 'none'"


async def page(request: Request) -> Response:
    return HTMLResponse(PAGE)


async def data(request: Request) -> Response:
    return JSONResponse({"lang": 'lang="en"'}, headers={"cache-control": "public, max-age=600"})


async def file(request: Request) -> Response:
    headers = {
        "content-security-policy": OWN_POLICY,
        "x-frame-options": "SAMEORIGIN",
        "cache-control": "private, max-age=300",
    }
    return HTMLResponse(PAGE, headers=headers)


def ask(method: str, path: str, headers: Mapping[str, str], base: str = "http://127.0.0.1:7860") -> httpx.Response:
    routes = [
        Route("/", page),
        Route("/data", data, methods=["GET", "POST"]),
        Route("/bestand", file),
        Route("/assets/app.js", data),
    ]
    middleware = [
        Middleware(Protected, pages=["/"]),
        Middleware(OnlyHere, hosts=["127.0.0.1", "localhost", "normtoets.gemeente.test"]),
    ]
    app = Starlette(routes=routes, middleware=middleware)

    async def run() -> httpx.Response:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url=base) as client:
            return await client.request(method, path, headers=dict(headers))

    return asyncio.run(run())


def test_the_page_is_dutch_advertises_nothing_and_tells_when_one_is_signed_out() -> None:
    answer = ask("GET", "/", {})
    assert answer.status_code == 200 and '<html lang="nl">' in answer.text and "<title>é</title>" in answer.text
    assert 'property="og:' not in answer.text and "twitter" not in answer.text
    assert "U bent niet meer aangemeld" in answer.text and answer.text.index("<script>") < answer.text.index("<title>")
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert answer.text == dutch(PAGE)


@pytest.mark.parametrize("path", ["/", "/data", "/niets"])
def test_every_answer_has_the_headers_and_is_kept_nowhere(path: str) -> None:
    answer = ask("GET", path, {})
    assert "connect-src 'self'" in answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert "camera=()" in answer.headers["permissions-policy"]
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert answer.headers["cache-control"] == "no-store"
    assert "strict-transport-security" not in answer.headers


def test_over_https_browsers_are_told_to_stay_there() -> None:
    answer = ask("GET", "/", {}, "https://normtoets.gemeente.test")
    assert answer.headers["strict-transport-security"] == "max-age=31536000"


def test_what_sets_its_own_rules_keeps_them_and_other_content_is_untouched() -> None:
    assert ask("GET", "/data", {}).json() == {"lang": 'lang="en"'}
    answer = ask("GET", "/bestand", {})
    assert answer.text == PAGE and answer.headers["content-security-policy"] == OWN_POLICY
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"
    assert answer.headers["cache-control"] == "private, max-age=300"
    assert ask("GET", "/assets/app.js", {}).headers["cache-control"] == "public, max-age=600"


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("GET", {"host": "127.0.0.1:7860"}, 200),
        ("GET", {"host": "localhost:7860"}, 200),
        ("GET", {"host": "Normtoets.gemeente.test"}, 200),
        ("GET", {"host": "evil.example:7860"}, 403),
        ("GET", {"host": "127.0.0.1.evil.example"}, 403),
        ("GET", {"host": "evil.example@127.0.0.1"}, 200),
        ("GET", {"host": "127.0.0.1@evil.example"}, 403),
        ("GET", {"host": ""}, 403),
        ("GET", {"host": "["}, 403),
        ("GET", {"origin": "http://evil.example"}, 200),
        ("POST", {}, 200),
        ("POST", {"origin": "http://127.0.0.1:7860"}, 200),
        ("POST", {"sec-fetch-site": "same-origin"}, 200),
        ("POST", {"sec-fetch-site": "none"}, 200),
        ("POST", {"sec-fetch-site": "cross-site"}, 403),
        ("POST", {"sec-fetch-site": "same-site"}, 403),
        ("POST", {"origin": "http://evil.example"}, 403),
        ("POST", {"origin": "http://127.0.0.1:9999"}, 403),
        ("POST", {"origin": "http://["}, 403),
        ("POST", {"origin": "null"}, 403),
    ],
)
def test_foreign_names_and_foreign_pages_are_refused(method: str, headers: Mapping[str, str], status: int) -> None:
    assert ask(method, "/data", headers).status_code == status


def test_over_https_a_page_over_http_is_a_foreign_page() -> None:
    base, name = "https://normtoets.gemeente.test", "normtoets.gemeente.test"
    assert ask("POST", "/data", {"origin": f"https://{name}"}, base).status_code == 200
    assert ask("POST", "/data", {"origin": f"http://{name}"}, base).status_code == 403
    assert ask("POST", "/data", {"origin": f"https://{name}", "host": f"{name}:443"}, base).status_code == 200
    assert ask("POST", "/data", {"origin": f"https://{name}:443", "host": f"{name}:8443"}, base).status_code == 403
