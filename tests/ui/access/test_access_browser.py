"""In a real browser: who is signed out while a page is open is told, keeps what they typed, and goes on there.

Also: of Gradio's routes the pages ask for no other than those on the allow-list.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from two_sides import PASSWORD, Side, filled, served

from analyzer.store.store import open_store
from ingest.types import Document
from ui.places import Place, address

playwright = pytest.importorskip("playwright.sync_api", reason="no browser to test in: playwright is not installed")
CHROMIUM = Path("/usr/bin/chromium")
QUIET = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no browser to test in: chromium is not installed"),
]


@pytest.fixture(scope="module")
def running(
    tmp_path_factory: pytest.TempPathFactory, make_document: Callable[..., Document]
) -> Iterator[tuple[str, Side]]:
    folder = tmp_path_factory.mktemp("app")
    store = open_store(folder / "data" / "dossiers")
    try:
        annas, _ = filled(store, make_document)
        with served(folder) as app:
            yield app.url, annas
    finally:
        store.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        made = started.chromium.launch(executable_path=str(CHROMIUM), args=QUIET, env={**os.environ, "LANG": "C"})
        yield made
        made.close()


@pytest.fixture
def page(browser: Any, running: tuple[str, Side]) -> Iterator[Any]:
    """Anna's, signed in."""
    context = browser.new_context(base_url=running[0])
    made = context.new_page()
    made.goto("/aanmelden")
    made.fill("#naam", "anna")
    made.fill("#wachtwoord", PASSWORD)
    made.keyboard.press("Enter")
    made.wait_for_selector("text=Afmelden")
    yield made
    context.close()


def test_no_page_asks_for_what_the_gate_refuses(page: Any, running: tuple[str, Side]) -> None:
    refused: list[str] = []
    page.on(
        "response", lambda answer: refused.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None
    )
    for place in Place:
        page.goto(address(place, running[1].dossier))
        page.wait_for_selector("text=Afmelden")
        page.wait_for_timeout(1500)  # what a page asks for by itself
    assert refused == []


def test_signed_out_while_a_page_is_open(page: Any, running: tuple[str, Side]) -> None:
    page.goto("/")
    page.click("text=Nieuw dossier")
    page.fill("#naam", "Gemeente die nog niet bewaard is")
    kept = page.context.cookies()
    page.context.clear_cookies()
    page.click("#dossier-paneel button[type=submit]")
    bar = page.wait_for_selector("#verbinding")
    assert "U bent niet meer aangemeld. Wat u typte, staat er nog" in bar.inner_text()
    assert bar.get_attribute("role") == "alert"
    assert page.input_value("#naam") == "Gemeente die nog niet bewaard is"
    with page.context.expect_page() as opened:
        page.click("#verbinding a")
    other = opened.value
    other.wait_for_selector("#wachtwoord")
    other.fill("#naam", "anna")
    other.fill("#wachtwoord", PASSWORD)
    other.keyboard.press("Enter")
    other.wait_for_selector("text=Afmelden")
    other.close()
    assert page.context.cookies() != kept, "a new session"
    page.click("#dossier-paneel button[type=submit]")
    page.wait_for_selector("#verbinding", state="detached")
    page.wait_for_selector("text=Gemeente die nog niet bewaard is")


def test_a_server_that_is_away_is_told_and_nothing_is_lost(page: Any) -> None:
    page.goto("/")
    page.click("text=Nieuw dossier")
    page.fill("#naam", "Gemeente in de tunnel")
    page.context.set_offline(True)
    page.click("#dossier-paneel button[type=submit]")
    bar = page.wait_for_selector("#verbinding")
    assert "even niet te bereiken" in bar.inner_text()
    assert page.input_value("#naam") == "Gemeente in de tunnel"
    page.context.set_offline(False)
    page.click("#dossier-paneel button[type=submit]")
    page.wait_for_selector("#verbinding", state="detached")
