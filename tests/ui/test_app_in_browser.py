"""The pages around a dossier in a real browser: by keyboard alone, on a small screen, without faults that axe finds."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dossier_at_work import Work, new_dossier
from reviewing import Reviewer
from running_app import RunningApp

from ui.dossier_rows import SEARCH_FROM

CHROMIUM = shutil.which("chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
PATIENCE = 30_000  # milliseconds; the machine may be busy
NAME = "Gemeente Toetsenbord"
POLICY = "Beleid integriteit\n\nVastgesteld door het college op 3 maart 2025.\n\nEr is een meldpunt integriteit.\n"
WIDE = {"width": 1280, "height": 900}
# What stands beyond the right edge of the screen, and in nothing that scrolls by itself.
WIDER = """() => {
  const scrolls = (node) => ["auto", "scroll"].includes(getComputedStyle(node).overflowX);
  const within = (node) => node && (scrolls(node) || within(node.parentElement));
  return [...document.querySelectorAll("main *")]
    .filter((node) => node.getBoundingClientRect().right > innerWidth + 1 && !within(node.parentElement))
    .map((node) => node.outerHTML.slice(0, 80));
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    with sync_api.sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield made
        made.close()


@pytest.fixture
def page(browser: Any, app: RunningApp) -> Iterator[Any]:
    """An empty tab; what a script complains of fails the test."""
    context = browser.new_context(viewport=WIDE, locale="nl-NL", base_url=app.url)
    context.set_default_timeout(PATIENCE)
    made = context.new_page()
    complaints: list[str] = []
    made.on("pageerror", lambda error: complaints.append(str(error)))
    made.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    yield made
    context.close()
    assert complaints == []


@pytest.fixture(scope="module")
def axe() -> str:
    package = pytest.importorskip("axe_core_python")
    return next(Path(package.__file__).parent.rglob("axe.min.js")).read_text()


def faults(page: Any, axe: str) -> list[str]:
    """What axe finds on the page as it is, and whether it is wider than the screen."""
    page.evaluate(axe)
    found = page.evaluate("axe.run()")
    assert len(found["passes"]) > 20, "axe looked at a page"
    told = [f"{each['impact']} {each['id']} {each['nodes'][0]['target']}" for each in found["violations"]]
    return told + [f"{each} is wider than the screen" for each in page.evaluate(WIDER)]


def press_until(page: Any, what: str, key: str = "Tab", most: int = 60) -> None:
    """Moves the focus by keyboard to the element that `what` selects."""
    for _ in range(most):
        if page.evaluate("what => document.activeElement.matches(what)", what):
            return
        page.keyboard.press(key)
    pytest.fail(f"the keyboard does not come to {what}")


@pytest.mark.slow
def test_a_dossier_is_made_filled_and_assessed_by_keyboard(page: Any, axe: str, tmp_path: Path) -> None:
    choosers: list[Any] = []
    # From the start: asked for at the moment itself, it comes too late now and then.
    page.on("filechooser", lambda chooser: choosers.append(chooser))
    page.goto("/")
    page.wait_for_selector("[data-action=new]")
    assert page.evaluate("document.documentElement.lang") == "nl"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Naar de inhoud"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "inhoud" and page.url.endswith("/")

    press_until(page, "[data-action=new]")
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.textContent === 'Nieuw dossier'")
    press_until(page, "#dossier-paneel [type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.matches('#dossier-paneel .alarm')")
    assert faults(page, axe) == []
    press_until(page, "#naam")
    page.keyboard.type(NAME)
    page.keyboard.press("Enter")

    page.wait_for_url("**/documenten?dossier=*")
    page.wait_for_selector("#bestanden", state="attached")
    assert page.title() == f"Documenten – {NAME} – Normtoets"
    press_until(page, "#bestanden")
    policy = tmp_path / "beleid.txt"
    policy.write_text(POLICY)
    empty = tmp_path / "leeg.txt"
    empty.touch()
    page.keyboard.press("Enter")
    while not choosers:
        page.wait_for_timeout(50)
    choosers[0].set_files([policy, empty])
    page.wait_for_selector("li.refused:has-text('Dit bestand is leeg')")
    page.wait_for_selector("tr:has-text('beleid.txt'):has-text('Gelezen')")
    press_until(page, "[data-action=open]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#feit-title")
    page.wait_for_function("document.activeElement.id === 'document-kop'")
    assert faults(page, axe) == []
    page.keyboard.press("Escape")
    page.wait_for_function("document.activeElement.matches('[data-action=open]')")

    page.locator(".sub-nav a", has_text="Toetsen").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Nieuwe toets")
    press_until(page, "#toetsen [type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#melding >> text=De toets is klaar")
    page.wait_for_selector(".tiles")
    assert faults(page, axe) == []


@pytest.fixture(scope="module")
def dossier(app: RunningApp) -> str:
    """The id of a dossier with an outcome."""
    with Reviewer(app.url) as person:
        work = Work(person, new_dossier(person, "Gemeente Oosterhoven"))
        work.upload(beleid_txt=POLICY.encode(), kapot_pdf=b"%PDF-1.7 en verder niets")
        work.assessed(judge="rules")
        return work.dossier


@pytest.mark.slow
@pytest.mark.parametrize("width", [1280, 360])
def test_every_page_fits_the_screen_and_has_no_fault(page: Any, axe: str, dossier: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto("/")
    page.wait_for_selector(".dossier-table")
    row = page.locator(f"tr:has([data-value='{dossier}'])")
    row.locator("summary").click()
    assert faults(page, axe) == []
    for action, field in (("edit", "#naam"), ("deleting", "#bevestig")):
        row.locator(f"[data-action={action}]").click()
        page.wait_for_selector(field)
        assert faults(page, axe) == []
        page.keyboard.press("Escape")
        page.wait_for_function("document.activeElement.matches('.menu summary')")
        row.locator("summary").click()
    for path, ready in (("documenten", ".doc-table"), ("toetsen", ".tiles")):
        page.goto(f"/{path}?dossier={dossier}")
        page.wait_for_selector(ready)
        assert faults(page, axe) == []


def test_what_was_typed_and_not_sent_is_not_left_without_a_question(page: Any) -> None:
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.goto("/")
    page.click("[data-action=new]")
    page.fill("#naam", "Gemeente Half")
    page.keyboard.press("Escape")
    page.locator(".main-nav a", has_text="Uitleg").click(no_wait_after=True)
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"] and page.input_value("#naam") == "Gemeente Half"


def test_a_search_in_a_long_list_stays_while_the_list_is_renewed(page: Any, app: RunningApp) -> None:
    with Reviewer(app.url) as person:
        for number in range(SEARCH_FROM):
            new_dossier(person, f"Gemeente Nummer {number}")
    page.goto("/")
    page.fill("#zoek-dossier", "nummer 3")
    assert page.locator("tr[data-sought]:visible").count() == 1
    page.locator("tr[data-sought]:visible .menu summary").click()
    page.locator("tr[data-sought]:visible [data-action=edit]").click()
    page.fill("#naam", "Gemeente Nummer 3 bis")
    page.click("#dossier-paneel [type=submit]")
    page.wait_for_selector("text=Gemeente Nummer 3 bis")
    assert page.input_value("#zoek-dossier") == "nummer 3" and page.locator("tr[data-sought]:visible").count() == 1
