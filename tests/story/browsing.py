"""A person at the app with a browser: what they do on its pages, and what must never happen while they do."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from served import EXAMPLE, PASSWORD, Served

from analyzer.store.desk import Desk
from analyzer.types import Organisation, OrganisationType

try:
    from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, Response, expect
except ImportError:
    pytest.skip("no browser to test in: Python's playwright is not installed", allow_module_level=True)

PEILDATUM = date(2026, 3, 1)
OOSTERHOVEN = Organisation(name="Gemeente Oosterhoven", type=OrganisationType.GEMEENTE)
PLAN, BIBOB = "uitvoeringsplan-weerbaar-oosterhoven.pdf", "beleidsregel-bibob-2019.odt"
PATIENCE = 60_000  # milliseconds for a run; the machine may be busy
expect.set_options(timeout=15_000)  # milliseconds until an answer counts as not coming; the machine may be busy
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
_AXE_ASKS = """tags => axe.run(document, {runOnly: {type: "tag", values: tags}}).then((found) => found.violations.map(
  (each) => ({id: each.id, impact: each.impact, places: each.nodes.slice(0, 4).map((node) => node.target.join(" ")),
    why: each.nodes[0].failureSummary})))"""
# A heading that the focus was put on is read out, and is no stop of the keyboard: nothing needs to be drawn around it.
# The button in a date field is the browser's own, and draws its own focus.
_FOCUS = """(wanted) => {
  const found = document.activeElement;
  if (!found || found === document.body) return null;
  const drawn = (each) => {
    const style = getComputedStyle(each);
    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
  };
  const box = found.getBoundingClientRect();
  const places = [found, found.nextElementSibling, ...(found.labels || [])].filter(Boolean);
  return {
    name: (found.getAttribute("aria-label") || found.innerText || found.name || found.id || "").trim().slice(0, 80),
    what: `${found.tagName.toLowerCase()}#${found.id}.${found.className}`,
    drawn: found.tabIndex < 0 || places.some(drawn) || (found.type === "date" && !found.matches(":focus")),
    there: found === wanted,
    seen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""


@dataclass
class Visitor:
    """One browser of one person. `faults`: what no page may do, noted as it happens."""

    served: Served
    context: BrowserContext
    login: str = ""
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context.set_default_timeout(30_000)
        self.context.on("page", self._watch)

    def leave(self) -> None:
        """Closes the tabs, and forgets what the browser kept for this person."""
        self.context.remove_listener("page", self._watch)
        for page in self.context.pages:
            page.evaluate("() => { try { localStorage.clear(); } catch { /* no page of the app */ } }")
            page.close()
        self.context.clear_cookies()

    def page(self) -> Page:
        """A new tab."""
        return self.context.new_page()

    def sign_in(self) -> None:
        """Without the form: with a session made in the store."""
        with self.served.store() as store:
            person = store.person(self.login)
            assert person is not None
            token = store.begin_session(person.id)
        self.context.add_cookies([{"name": "normtoets", "value": token, "url": self.served.url}])

    def open(self, path: str, dossier: str = "", **query: str) -> Page:
        """A page of the app in a new tab, when it is filled."""
        return go(self.page(), self.served, path, dossier, **query)

    def _watch(self, page: Page) -> None:
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("request", self._asked)
        page.on("response", self._answered)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(f"{message.page.url if message.page else ''}: {message.text}")

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != urlsplit(self.served.url).netloc:
            self.faults.append(f"asked elsewhere: {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self.faults.append(f"{response.status} {response.url}")


def go(page: Page, served: Served, path: str, dossier: str = "", **query: str) -> Page:
    asked = {**({"dossier": dossier} if dossier else {}), **query}
    page.goto(f"{served.url}{path}{'?' + urlencode(asked) if asked else ''}")
    return filled(page)


def filled(page: Page) -> Page:
    """Waits until the top of the page is filled, which needs the server to have answered."""
    page.locator("header.top .whoami").wait_for()
    if "dossier=" in page.url:
        page.locator("header.top .of-dossier").wait_for()
    return page


def dossier_of(page: Page) -> str:
    """The id in the address."""
    return parse_qs(urlsplit(page.url).query)["dossier"][0]


def sign_in_by_form(page: Page, served: Served, login: str) -> None:
    page.goto(served.url)
    page.get_by_label("Aanmeldnaam of e-mailadres").fill(login)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Aanmelden").click()
    filled(page)


def upload(page: Page, files: Iterable[Path]) -> None:
    """On the page Documenten, as after choosing them in the dialog of the system."""
    chosen = list(files)
    page.locator("#bestanden").set_input_files(chosen)
    for each in chosen:
        said = page.locator("[data-uploads] li", has_text=each.name).first
        expect(said).to_contain_text("toegevoegd", timeout=PATIENCE)


def await_reading(page: Page, documents: int) -> None:
    """Until all documents of the page Documenten are read."""
    expect(page.locator(".doc-table .read-state:is(.whole, .partly)")).to_have_count(documents, timeout=PATIENCE)


def prepared(visitor: Visitor) -> str:
    """The id of a dossier of this visitor, of two documents, assessed once at the Groningse norm."""
    with visitor.served.store() as store:
        person = store.person(visitor.login)
        assert person is not None
        desk = Desk(store, person)
        dossier = desk.create(OOSTERHOVEN, PEILDATUM, ["groningse-norm"]).id
        for name in (PLAN, BIBOB):
            with (EXAMPLE / name).open("rb") as content:
                desk.add_document(dossier, name, content)
    page = visitor.open("/toetsen", dossier)
    page.get_by_role("button", name="Voer de toets uit").click()
    expect(page.locator(".stages")).not_to_have_count(0)
    await_run(page)
    page.close()
    return dossier


def await_run(page: Page) -> None:
    """Until the run on the page Toetsen has ended; fails when it did not end well."""
    expect(page.locator(".stages")).to_have_count(0, timeout=PATIENCE)
    expect(page.locator(".history tbody tr").first.locator(".run-state")).to_have_text("Klaar")


def open_ambition(page: Page, ambition: str) -> Locator:
    """On the page Beoordelen; returns the form."""
    page.locator(f'#beoordeel-lijst button[data-ambition="{ambition}"]').click()
    return opened(page, ambition)


def opened(page: Page, ambition: str) -> Locator:
    """The ambition, when it is shown."""
    found = page.locator(f'article.review[data-ambition="{ambition}"]')
    found.wait_for()
    return found


def choose_status(page: Page, label: str) -> None:
    page.locator(".status-option", has=page.get_by_text(label, exact=True)).click()


def saved(page: Page, seen: int) -> None:
    """Until edit `seen` is the last of the ambition that is open."""
    expect(page.locator("article.review")).to_have_attribute("data-seen", str(seen))
    expect(page.locator(".save-bar")).not_to_have_class(re.compile(r"\bdirty\b"))


def drafted(page: Page) -> None:
    """Until the page says that there is something that is not saved."""
    expect(page.locator(".save-bar")).to_have_class(re.compile(r"\bdirty\b"))


def drawn_quote(page: Page) -> dict[str, Any]:
    """The picture in the source pane, when it is loaded: its width in pixels, and how much of the quote is marked."""
    picture = page.locator(".source-frame img")
    page.wait_for_function(
        "() => { const found = document.querySelector('.source-frame img'); return found && found.naturalWidth > 0; }"
    )
    asked = "async (img) => { const answer = await fetch(img.src, {cache: 'force-cache'});"
    told: dict[str, Any] = picture.evaluate(
        f"{asked} return {{width: img.naturalWidth, marked: answer.headers.get('X-Marked')}}; }}"
    )
    return told


def select_text(page: Page, area: str, words: str) -> None:
    """Selects `words` within the element with the mouse, from their first letter to past their last."""
    find = """([area, words]) => {
      const walker = document.createTreeWalker(document.querySelector(area), NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const at = walker.currentNode.data.indexOf(words);
        if (at < 0) continue;
        const range = document.createRange();
        range.setStart(walker.currentNode, at);
        range.setEnd(walker.currentNode, at + words.length);
        walker.currentNode.parentElement.scrollIntoView({block: "center"});
        const boxes = [...range.getClientRects()];
        const [first, last] = [boxes[0], boxes[boxes.length - 1]];
        return [first.left + 1, first.top + first.height / 2, last.right - 1, last.top + last.height / 2];
      }
      return null;
    }"""
    places = page.evaluate(find, [area, words])
    assert places is not None, f"{words!r} is not on this page"
    page.mouse.move(places[0], places[1])
    page.mouse.down()
    page.mouse.move(places[2], places[3], steps=5)
    page.mouse.up()


def focused(page: Page) -> str:
    """The name of what has the focus. Fails where nothing has, or nobody could see where it is."""
    return str(_seen(page.evaluate(_FOCUS, None))["name"])


def _seen(found: dict[str, Any] | None) -> dict[str, Any]:
    assert found is not None, "the focus is lost"
    assert found["drawn"], f"nothing shows that the focus is on {found['what']} “{found['name']}”"
    assert found["seen"], f"the focus is out of view, on {found['what']} “{found['name']}”"
    return found


def tab_to(page: Page, wanted: Locator, most: int = 80) -> None:
    """Presses Tab until `wanted` has the focus, which must be seen at every stop on the way."""
    wanted.wait_for()
    passed = []
    for _ in range(most):
        page.keyboard.press("Tab")
        found = _seen(wanted.evaluate(_FOCUS))
        if found["there"]:
            return
        passed.append(found["name"])
    raise AssertionError(f"Tab does not lead there; passed: {passed}")


def settled_focus(page: Page) -> str:
    """What has the focus once the page has dealt with the last key: it is moved a moment after the answer is shown."""
    page.wait_for_timeout(150)
    page.wait_for_function("() => document.activeElement && document.activeElement !== document.body", timeout=5000)
    return focused(page)


def has_axe() -> bool:
    return find_spec("axe_core_python") is not None


@cache
def _axe() -> str:
    spec = find_spec("axe_core_python")
    assert spec is not None and spec.submodule_search_locations
    (script,) = Path(spec.submodule_search_locations[0]).rglob("axe.min.js")
    return script.read_text("utf-8")


def faults_for_access(page: Page) -> tuple[list[str], list[str]]:
    """What axe-core finds against WCAG 2.1 A and AA: serious or critical, and the rest."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_axe())
    grave, other = [], []
    for each in page.evaluate(_AXE_ASKS, _TAGS):
        line = f"{each['impact']} {each['id']} at {'; '.join(each['places'])}: {each['why']}"
        (grave if each["impact"] in ("serious", "critical") else other).append(line)
    return grave, other


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    wider: int = page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
    return wider
