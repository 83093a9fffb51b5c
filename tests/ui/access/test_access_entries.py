"""The allow-list: what is not on it does not exist. Of every route of the mounted app it is stated for whom it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from small_app import SmallApp
from starlette.routing import BaseRoute, Mount, Route

from ui.access.entries import Entries, Entry

PAGES = ("/", "/beoordelen")
DOSSIER, SHA256 = "a" * 32, "b" * 64

ANYONE = {
    "GET /assets/x",
    "GET /static/x",
    "GET /theme.css",
    "GET /favicon.ico",
    "GET /robots.txt",
    "GET /aanmelden",
    "POST /aanmelden",
    "POST /afmelden",
}
PERSON = {
    "GET /",
    "GET /beoordelen",
    "GET /wachtwoord",
    "POST /wachtwoord",
    "POST /gradio_api/run/predict",
    f"POST /dossier/{DOSSIER}/documenten",
    f"GET /dossier/{DOSSIER}/bestand/{SHA256}",
    f"GET /dossier/{DOSSIER}/pagina/{SHA256}/1.png",
    f"GET /dossier/{DOSSIER}/rapport/{DOSSIER}.docx",
    f"GET /dossier/{DOSSIER}/dossier.zip",
    f"POST /dossier/{DOSSIER}/werkblad",
    "POST /dossiers/inlezen",
    "POST /sjabloon",
    "GET /sjabloon/eigen",
    "GET /sjabloon/voorbeeld",
}
FILLED = {
    "dossier": DOSSIER,
    "sha256": SHA256,
    "assessment": DOSSIER,
    "page": "1",
    "kind": "docx",
    "api_name": "predict",
}


def routes_of(routes: list[BaseRoute]) -> Iterator[tuple[str, str]]:
    """Every route there is, with an example of its address."""
    for route in routes:
        if isinstance(route, Mount):
            yield from routes_of(route.app.routes)  # type: ignore[attr-defined]
            continue
        if getattr(route, "original_router", None) is not None:
            yield from routes_of(route.original_router.routes)  # type: ignore[attr-defined]
            continue
        assert isinstance(route, Route), f"a kind of route that nobody looked at: {route!r}"
        path = re.sub(r"\{(\w+)(:\w+)?\}", lambda found: FILLED.get(found[1], "x"), route.path)
        for method in sorted((route.methods or set()) - {"HEAD"}):
            yield method, path


def test_of_every_route_it_is_stated_who_may_use_it(app: SmallApp) -> None:
    entries = Entries(PAGES)
    found = set(routes_of(app.application.routes))
    assert len(found) > 80, "Gradio's own routes are among them"
    for method, path in sorted(found):
        asked = f"{method} {path}"
        expected = Entry.ANYONE if asked in ANYONE else Entry.PERSON if asked in PERSON else Entry.NOBODY
        assert entries.entry(method, path) is expected, asked
    listed = {f"{method} {path}" for method, path in found}
    assert listed >= ANYONE | PERSON, "nothing is on the list that is not there"


def test_over_http_a_route_is_what_the_list_says(app: SmallApp) -> None:
    with app.visitor() as nobody, app.visitor("bert") as bert:
        # Signing out comes last.
        for method, path in sorted(set(routes_of(app.application.routes)), key=lambda each: each[1] == "/afmelden"):
            asked = f"{method} {path}"
            without, within = nobody.request(method, path), bert.request(method, path)
            if asked in PERSON:
                assert without.status_code == 401 and "niet (meer) aangemeld" in without.text, asked
                assert within.status_code != 401, asked
            elif asked in ANYONE:
                assert "niet (meer) aangemeld" not in without.text and within.status_code < 500, asked
            else:
                assert (without.status_code, within.status_code) == (404, 404), asked
                assert "Dit adres bestaat niet" in within.text, asked


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/gradio_api/queue/data"),
        ("POST", "/gradio_api/queue/join"),
        ("POST", "/gradio_api/upload"),
        ("GET", "/gradio_api/file=/etc/passwd"),
        ("GET", "/gradio_api/proxy=https://x.hf.space/"),
        ("POST", "/gradio_api/component_server"),
        ("GET", "/gradio_api/heartbeat/abc"),
        ("GET", "/config"),
        ("POST", "/gradio_api/run/anders"),
        ("POST", "/gradio_api/run/predict/"),
        ("POST", "/gradio_api/api/predict"),
        ("GET", "/gradio_api/run/predict"),
        ("OPTIONS", "/"),
        ("PUT", "/"),
        ("POST", "/"),
        ("GET", "/beoordelen/"),
        ("GET", "//"),
        ("GET", "/assets/../gradio_api/info"),
        ("GET", "/assets/%2e%2e"),
        ("GET", f"/dossier/{DOSSIER}/bestand/{SHA256.upper()}"),
        ("GET", f"/dossier/../{DOSSIER}/bestand/{SHA256}"),
        ("GET", f"/dossier/{DOSSIER}/pagina/{SHA256}/x.png"),
        ("GET", f"/dossier/{DOSSIER}/rapport/{DOSSIER}.exe"),
        ("DELETE", f"/dossier/{DOSSIER}/documenten"),
    ],
)
def test_what_is_not_on_the_list_is_for_nobody(method: str, path: str) -> None:
    assert Entries(PAGES).entry(method, path) is Entry.NOBODY


def test_asking_only_for_the_headers_is_asking() -> None:
    assert Entries(PAGES).entry("HEAD", "/beoordelen") is Entry.PERSON
    assert Entries(PAGES).entry("HEAD", "/afmelden") is Entry.NOBODY
