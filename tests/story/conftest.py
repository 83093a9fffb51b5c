"""A browser in front of the real app. Where there is none, these tests are skipped and say so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import chromium
import pytest
from served import WIDE, Served, serving

from analyzer.store.desk import Desk
from analyzer.store.values import Level

if TYPE_CHECKING:
    from browsing import Visitor
    from playwright.sync_api import Browser, BrowserContext

    Visiting = Callable[..., Visitor]


def _chromium() -> str:
    """Where the browser is; without it, the test is skipped."""
    found = chromium.program()
    if found is None:
        pytest.skip("no browser to test in: Chromium is not installed (Debian: apt-get install chromium)")
    return found


@pytest.fixture(scope="session")
def _begun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The app, started and perhaps not there yet: the browser starts meanwhile."""
    _chromium()
    with serving(tmp_path_factory.mktemp("served"), "accounts") as served:
        yield served


# Not for the whole session: while playwright runs, no other test could run an event loop of its own.
@pytest.fixture(scope="module")
def browser(_begun: Served) -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    executable = _chromium()
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=executable, args=list(chromium.ARGUMENTS))
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def served(_begun: Served) -> Served:
    """The app, where people sign in with accounts of its own."""
    _begun.await_start()
    return _begun


@pytest.fixture(scope="module")
def _contexts(browser: Browser) -> dict[str, BrowserContext]:
    """The browser of each person: kept from test to test, for it knows the scripts of the pages by then."""
    return {}


@pytest.fixture
def visiting(browser: Browser, served: Served, _contexts: dict[str, BrowserContext]) -> Iterator[Visiting]:
    """Makes a visitor who is signed in: visiting("anna"). Afterwards no page may have done what none may."""
    from browsing import Visitor

    made: list[Visitor] = []

    def visit(login: str, *, signed_in: bool = True) -> Visitor:
        if login not in _contexts:
            _contexts[login] = browser.new_context(viewport=WIDE, locale="nl-NL")
        visitor = Visitor(served, _contexts[login], login)
        made.append(visitor)
        if signed_in:
            visitor.sign_in()
        return visitor

    yield visit
    for each in made:
        each.leave()
    told = [line for each in made for line in each.faults]
    assert not told, told


@pytest.fixture(scope="session")
def _prepared() -> list[str]:
    """The dossier that `assessed` is, once it was made."""
    return []


@pytest.fixture
def assessed(visiting: Visiting, served: Served, _prepared: list[str]) -> str:
    """The id of one assessed dossier of Anna's, which Bram may edit and Lena may read. It is shared by all tests: each
    keeps to ambitions of its own."""
    from browsing import prepared

    if not _prepared:
        dossier = prepared(visiting("anna"))
        with served.store() as store:
            anna = store.person("anna")
            assert anna is not None
            desk = Desk(store, anna)
            desk.share(dossier, "bram", Level.EDIT)
            desk.share(dossier, "lena", Level.READ)
        _prepared.append(dossier)
    return _prepared[0]
