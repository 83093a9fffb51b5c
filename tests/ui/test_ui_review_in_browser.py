"""The review page in a real browser: nothing that is typed is lost, two people at once, by keyboard alone."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr
import pytest
import uvicorn
from filled_store import NORM, assessed, desk_of, evidence, kept, made_dossier, read_document, verdict
from running_app import HOSTILE, free_port

from analyzer.access_settings import AccessSettings, Login
from analyzer.review.values import ReviewedFinding
from analyzer.store.desk import Desk
from analyzer.store.store import open_store
from analyzer.store.values import Level
from analyzer.types import Status
from ingest.types import Document
from ui.application import make_application
from ui.configuration import Configuration
from ui.places import Place
from ui.review_page import review_page
from ui.workplace import Workplace

CHROMIUM = shutil.which("chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
PATIENCE = 60_000  # milliseconds; the machine may be busy
TEXT = f"Er is een meldpunt. {HOSTILE}"


@dataclass
class Running:
    """A running app with one dossier, of Anna, that Bert may edit."""

    url: str
    dossier: str
    assessment: str
    anna: Desk
    bert: Desk

    def finding(self, ambition: str) -> ReviewedFinding:
        report = self.anna.reviewed(self.dossier, NORM)
        assert report is not None
        return report.of(ambition)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, make_document: Callable[..., Document]) -> Iterator[Running]:
    store = open_store(tmp_path_factory.mktemp("dossiers"))
    anna, bert = desk_of(store, "anna"), desk_of(store, "bert")
    dossier = made_dossier(anna).id
    anna.share(dossier, "bert", Level.EDIT)
    document = read_document(anna, dossier, make_document("# Meldpunt", TEXT, "Het wordt benut."))
    at = document.text.index("Er is")
    quotes = {name: [evidence(document, at, at + len(TEXT), f"{name}.a")] for name in ("1.1", "1.2", "1.4")}
    record = kept(store, dossier, assessed({"1.1": Status.DEELS}, quotes, tuple(anna.readings(dossier).values())))
    workplace = Workplace(store, None, Configuration())  # type: ignore[arg-type]
    with gr.Blocks(analytics_enabled=False, fill_width=True) as blocks:
        gr.HTML("")
    with blocks.route(Place.REVIEW.title, Place.REVIEW.path) as page:
        review_page(workplace, page)
    access = AccessSettings(login=Login.PROXY, trusted_proxies=("127.0.0.1",), proxy_header="X-User")
    port = free_port()
    application = make_application(workplace, access, blocks)
    server = uvicorn.Server(uvicorn.Config(application, port=port, log_level="warning", proxy_headers=False))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.05)
    yield Running(f"http://127.0.0.1:{port}", dossier, record.id, anna, bert)
    server.should_exit = True
    thread.join()
    store.close()


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
def visit(browser: Any, place: Running) -> Iterator[Callable[..., Any]]:
    """Opens the page at an ambition, as someone; what a script complains of fails the test."""
    contexts, complaints = [], []

    def opened(ambition: str, login: str = "anna", **settings: Any) -> Any:
        context = browser.new_context(
            extra_http_headers={"X-User": login},
            locale="nl-NL",
            base_url=place.url,
            viewport={"width": 1280, "height": 900},
            **settings,
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if _complains(line) else None)
        page.goto(f"/beoordelen?dossier={place.dossier}&ambitie={ambition}")
        shows(page, ambition)
        page.wait_for_selector("#bron .source, #bron section, #bron article", state="attached")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def _complains(line: Any) -> bool:
    """A server that is away is what some tests are about."""
    return line.type == "error" and "Failed to load resource" not in line.text


def shows(page: Any, ambition: str) -> None:
    page.wait_for_selector(f'article.review[data-ambition="{ambition}"]')
    page.wait_for_function("ambition => location.search.includes(`ambitie=${ambition}`)", arg=ambition)


def says(page: Any, text: str) -> None:
    page.wait_for_function("text => document.querySelector('.save-state').textContent.includes(text)", arg=text)


def focus(page: Any) -> str:
    return str(page.evaluate("document.activeElement.id || document.activeElement.name"))


@pytest.mark.slow
def test_what_is_typed_outlives_the_page_and_is_saved_once(visit: Callable[..., Any], place: Running) -> None:
    page = visit("1.1")
    page.fill("[name=rationale]", f"Eerste regel\n\n{HOSTILE}")
    page.check("[name=status][value=voldoet]")
    page.click("summary:has-text('toevoegen')")
    page.fill("[name=out-text]", "Gezien aan de balie")
    page.click("[data-do=stage-outside]")
    page.fill("[name=out-text]", "En bij de receptie")
    says(page, "Niet opgeslagen wijzigingen.")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.reload()
    shows(page, "1.1")
    page.wait_for_selector(".restored:has-text('teruggezet')")
    assert asked == ["beforeunload"]
    assert page.input_value("[name=rationale]") == f"Eerste regel\n\n{HOSTILE}"
    assert page.inner_text("[data-staged=outside] .said") == "Gezien aan de balie"
    page.focus("[name=rationale]")
    page.keyboard.press("Control+s")
    says(page, "Opgeslagen om")
    assert focus(page) == "f-onderbouwing", "whoever saves while typing can type on"
    review = place.finding("1.1").review
    assert review.status is Status.VOLDOET and (review.rationale or "").startswith("Eerste regel\n\n<script>")
    assert [each.evidence.text for each in review.outside] == ["Gezien aan de balie", "En bij de receptie"]
    assert page.input_value("[name=out-text]") == "" and not page.query_selector("[data-staged=outside] li")
    assert len(place.anna.edits(place.dossier, NORM, "1.1")) == 1
    page.reload()
    shows(page, "1.1")
    assert asked == ["beforeunload"], "what is saved asks nothing"
    page.click("[data-undo]")
    says(page, "ongedaan gemaakt")
    assert not place.finding("1.1").review.touched


def test_what_is_typed_while_a_save_is_under_way_stays(visit: Callable[..., Any], place: Running) -> None:
    page = visit("3.1")
    page.route("**/run/predict*", lambda route: (time.sleep(0.4), route.continue_()))
    page.fill("[name=rationale]", "Eerst")
    page.keyboard.press("Control+Enter")
    page.keyboard.type(" en verder")
    page.fill("[name=owner]", "Griffier")
    page.wait_for_selector('article[data-outcome="saved"]')
    says(page, "Niet opgeslagen")
    assert page.input_value("[name=rationale]") == "Eerst en verder"
    assert place.finding("3.1").review.rationale == "Eerst" and place.finding("3.1").review.owner == ""
    page.keyboard.press("Control+s")
    says(page, "Opgeslagen")
    assert (
        place.finding("3.1").review.rationale == "Eerst en verder" and place.finding("3.1").review.owner == "Griffier"
    )


def test_a_server_that_is_away_costs_nothing(visit: Callable[..., Any], place: Running) -> None:
    page = visit("3.2")
    page.fill("[name=rationale]", "Tijdens een storing")
    page.route("**/run/predict*", lambda route: route.abort())
    page.keyboard.press("Control+s")
    says(page, "Dit is niet gelukt")
    assert page.input_value("[name=rationale]") == "Tijdens een storing"
    page.unroute("**/run/predict*")
    page.keyboard.press("Control+s")
    says(page, "Opgeslagen om")
    assert place.finding("3.2").review.rationale == "Tijdens een storing"


@pytest.mark.slow
def test_whoever_saves_second_sees_the_other_and_decides(visit: Callable[..., Any], place: Running) -> None:
    page = visit("2.1")
    page.fill("[name=rationale]", "Van Anna")
    place.bert.save(place.dossier, NORM, "2.1", verdict(Status.GEPLAND), seen=0, assessment_id=place.assessment)
    page.keyboard.press("Control+s")
    says(page, "iemand anders was u voor")
    assert "Bert" in page.inner_text(".conflict") and focus(page) == "conflict-kop"
    assert page.input_value("[name=rationale]") == "Van Anna" and page.is_checked("[name=status][value=gepland]")
    assert place.finding("2.1").review.rationale is None
    page.click(".conflict [data-do=save]")
    says(page, "Opgeslagen om")
    found = place.finding("2.1").review
    assert (found.status, found.rationale) == (Status.GEPLAND, "Van Anna")  # what only Bert changed stands

    page.fill("[name=owner]", "Anna zelf")
    place.bert.save(place.dossier, NORM, "2.1", verdict(Status.DEELS), seen=2, assessment_id=place.assessment)
    page.keyboard.press("Control+s")
    page.click(".conflict [data-do=take-theirs]")
    page.wait_for_selector(".stashed:visible")
    assert page.input_value("[name=owner]") == "" and not page.query_selector(".conflict")
    page.click("[data-do=unstash]")
    assert page.input_value("[name=owner]") == "Anna zelf", "what was put aside is not gone"


@pytest.mark.slow
def test_the_page_can_be_worked_by_keyboard_alone(visit: Callable[..., Any], place: Running) -> None:
    page = visit("1.2", login="bert")
    for _ in range(3):
        page.keyboard.press("n")
    shows(page, "1.5")
    assert focus(page) == "ambitie-kop"
    page.keyboard.press("Alt+ArrowLeft")
    shows(page, "1.4")
    page.keyboard.press("?")
    page.wait_for_selector("dialog.keys:visible")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    shows(page, "1.5")
    page.keyboard.press("/")
    page.keyboard.type("1.6")
    page.keyboard.press("Enter")
    shows(page, "1.6")
    assert page.inner_text(".review-list .count") == "1 van 29 ambities"
    page.fill("[name=zoek]", "")
    page.keyboard.press("Tab")
    page.keyboard.press("e")
    assert focus(page) == "status"
    page.focus("[name=why]")
    page.keyboard.type("npj?e/")
    assert page.input_value("[name=why]") == "npj?e/"
    page.fill("[name=owner]", "Team")
    page.keyboard.press("Control+Shift+Enter")
    shows(page, "1.7")
    assert place.finding("1.6").review.owner == "Team" and not place.finding("1.6").open
    assert focus(page) == "ambitie-kop" and "1 van 29" not in page.inner_text(".review-list .count")
    page.check("[name=filter][value=beoordeeld]", force=True)
    assert page.locator("li[data-row]:visible").count() == 1


def test_a_quote_is_rejected_only_with_a_reason(visit: Callable[..., Any], place: Running) -> None:
    page = visit("1.4")
    page.click("[data-show]")
    page.wait_for_selector("#bron mark.quoted:has-text('Er is een meldpunt.')", state="attached")
    page.check("[name^='reject:']")
    page.keyboard.press("Control+s")
    says(page, "waarom dit citaat niet meetelt")
    assert focus(page).startswith("reden-")
    page.keyboard.type("Van een ander")
    page.keyboard.press("Control+s")
    says(page, "Opgeslagen om")
    assert [each.reason for each in place.finding("1.4").review.rejected] == ["Van een ander"]
    page.uncheck("[name^='reject:']")
    page.keyboard.press("Control+s")
    page.wait_for_function("!document.querySelector('.rejected-by')")
    assert not place.finding("1.4").review.rejected


@pytest.mark.slow
@pytest.mark.parametrize("width", [1280, 390])
def test_no_fault_is_found_and_no_script_runs(visit: Callable[..., Any], width: int) -> None:
    package = pytest.importorskip("axe_core_python")
    page = visit("1.2")
    ran: list[str] = []
    page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    page.set_viewport_size({"width": width, "height": 844})
    page.evaluate("for (const each of document.querySelectorAll('.review details')) each.open = true")
    page.fill("[name=note]", HOSTILE)
    page.evaluate(next(Path(package.__file__).parent.rglob("axe.min.js")).read_text())
    found = page.evaluate("axe.run()")
    assert [f"{each['impact']} {each['id']} {each['nodes'][0]['target']}" for each in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert HOSTILE.replace("\u202e", "") in page.inner_text(".quotes") and not ran
