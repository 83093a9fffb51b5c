"""Every page in its main states: for everybody by axe-core, narrow as a telephone, its scripts without a fault."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browsing import (
    EXAMPLE,
    PLAN,
    Visitor,
    choose_status,
    drawn_quote,
    faults_for_access,
    filled,
    go,
    has_axe,
    open_ambition,
    opened,
    overflow,
    saved,
    sign_in_by_form,
    upload,
)
from playwright.sync_api import Page, expect
from served import NARROW, WIDE, Served

if TYPE_CHECKING:
    from conftest import Visiting

pytestmark = pytest.mark.skipif(not has_axe(), reason="axe-core is not installed (pip: axe-core-python)")

# Where each page is, and what is there once it is filled.
PAGES = {
    "/": ".dossier-table",
    "/documenten": ".doc-table",
    "/toetsen": ".outcome",
    "/beoordelen": ".source-frame img",
    "/rapport": ".report-page",
    "/vergelijken": ".compare-page",
    "/vragen": "#vraag-formulier",
    "/regio": "table.heat",
    "/instellingen": ".settings-form",
    "/uitleg": ".legend",
}
Arranged = Callable[[Visitor, str], Iterator[tuple[Page, str]]]


class Looked:
    """What was found so far, with the page and state where it was."""

    def __init__(self) -> None:
        self.grave: list[str] = []
        self.other: list[str] = []

    def at(self, page: Page, state: str, *, narrow: bool = True) -> None:
        """Looks at the page as it is now, wide and, by axe only where `narrow`, narrow."""
        self._axe(page, state)
        page.set_viewport_size(NARROW)
        if (wider := overflow(page)) > 0:
            self.grave.append(f"{state}: {wider} pixels wider than a telephone")
        if narrow:
            self._axe(page, f"{state}, narrow")
        page.set_viewport_size(WIDE)

    def _axe(self, page: Page, state: str) -> None:
        grave, other = faults_for_access(page)
        self.grave += [f"{state}: {each}" for each in grave]
        self.other += [f"{state}: {each}" for each in other]

    def judge(self) -> None:
        print("\n".join(self.other))
        assert not self.grave, "\n".join(self.grave)


def test_what_is_wrong_is_found(visiting: Visiting) -> None:
    page = visiting("anna").page()
    page.set_content(
        '<html lang="nl"><title>Proef</title><main><img src="data:,"><div style="width: 3000px">.</div></main>'
    )
    grave, _ = faults_for_access(page)
    assert any("image-alt" in line for line in grave) and overflow(page) > 1000


def test_every_page_is_for_everybody(visiting: Visiting, served: Served, assessed: str) -> None:
    looked = Looked()
    page = visiting("anna").page()
    for path, ready in PAGES.items():
        go(page, served, path, assessed)
        page.locator(ready).first.wait_for()
        looked.at(page, path, narrow=False)
    looked.judge()


def _expected(line: str) -> bool:
    """The browser says of every refusal that it was one; these were asked for."""
    return any(f"status of {status}" in line for status in (401, 404, 422))


def _way_in(visitor: Visitor, assessed: str) -> Iterator[tuple[Page, str]]:
    page = visitor.page()
    page.goto(visitor.served.url)
    yield page, "sign in"
    page.get_by_label("Aanmeldnaam of e-mailadres").fill("anna")
    page.get_by_label("Wachtwoord").fill("onjuist")
    page.get_by_role("button", name="Aanmelden").click()
    page.get_by_role("alert").wait_for()
    yield page, "sign in, refused"
    sign_in_by_form(page, visitor.served, "anna")
    page.goto(f"{visitor.served.url}/wachtwoord")
    yield page, "password"
    page.goto(f"{visitor.served.url}/bestaat-niet")
    yield page, "no such page"
    page.goto(visitor.served.url)
    filled(page).get_by_role("button", name="Afmelden").click()
    page.get_by_text("U bent afgemeld").wait_for()
    yield page, "signed out"


def _nothing_yet(visitor: Visitor, assessed: str) -> Iterator[tuple[Page, str]]:
    page = visitor.open("/")
    page.get_by_role("button", name="Nieuw dossier").first.click()
    page.get_by_label("Naam van de organisatie").fill("Gemeente Leegveld")
    page.get_by_role("button", name="Maak het dossier").click()
    page.wait_for_url("**/documenten?dossier=*")
    dossier = page.url.rpartition("=")[2]
    for path in PAGES:
        go(page, visitor.served, path, dossier)
        page.wait_for_timeout(700)
        yield page, f"{path} of an empty dossier"
    page.goto(f"{visitor.served.url}/documenten?dossier={'0' * 32}")
    page.locator("#melding .panel").wait_for()
    yield page, "a dossier that does not exist"


def _dossiers(visitor: Visitor, assessed: str) -> Iterator[tuple[Page, str]]:
    page = visitor.open("/")
    page.locator("details.menu summary").first.click()
    yield page, "the menu of a dossier"
    for name, state in (("Gegevens wijzigen", "change"), ("Delen met collega", "share"), ("Verwijderen", "delete")):
        go(page, visitor.served, "/")
        page.locator("details.menu summary").first.click()
        page.get_by_role("button", name=name).first.click()
        page.locator("#vorm-kop").wait_for()
        yield page, f"a dossier: {state}"
    go(page, visitor.served, "/").get_by_role("button", name="Dossier inlezen").click()
    page.locator("#vorm-kop").wait_for()
    yield page, "a dossier: import"
    go(page, visitor.served, "/").get_by_role("button", name="Nieuw dossier").click()
    page.get_by_role("button", name="Maak het dossier").click()
    page.get_by_text("Nog niet bewaard").wait_for()
    yield page, "a new dossier, refused"


def _documents(visitor: Visitor, assessed: str) -> Iterator[tuple[Page, str]]:
    page = visitor.open("/documenten", assessed)
    page.locator(".doc-table tbody th button").first.click()
    page.locator("#feit-title").wait_for()
    yield page, "a document"
    page.get_by_role("button", name="Bewaar de verbetering").click()
    page.locator("#melding .panel").wait_for()
    yield page, "a document, refused"


def _run(visitor: Visitor, assessed: str) -> Iterator[tuple[Page, str]]:
    page = visitor.open("/")
    page.get_by_role("button", name="Nieuw dossier").first.click()
    page.get_by_label("Naam van de organisatie").fill("Gemeente Loopveld")
    page.get_by_role("button", name="Maak het dossier").click()
    page.wait_for_url("**/documenten?dossier=*")
    filled(page)
    broken = Path(visitor.served.folder, "kapot.pdf")
    broken.write_bytes(b"%PDF-1.7 en verder niets")
    upload(page, [EXAMPLE / PLAN, broken])
    yield page, "documents being read"
    page.locator(".read-state.not").wait_for()
    yield page, "a document that cannot be read"
    page.get_by_role("link", name="Toetsen", exact=True).click()
    filled(page).get_by_role("button", name="Voer de toets uit").click()
    page.locator(".stages li.busy").first.wait_for()
    yield page, "a run"
    page.locator(".outcome").wait_for(timeout=60_000)
    yield page, "a run that has ended"


def _review(visitor: Visitor, assessed: str) -> Iterator[tuple[Page, str]]:
    page = visitor.open("/beoordelen", assessed, ambitie="3.1")
    opened(page, "3.1").get_by_label("Onderbouwing").fill("Getypt.")
    drawn_quote(page)
    yield page, "review: a draft"
    page.get_by_role("button", name="Kies zinnen").click()
    page.locator(".page-sentences input").first.check()
    page.locator(".source-add").wait_for()
    yield page, "review: a quote being chosen"
    page.get_by_role("button", name="Voeg toe als citaat").click()
    page.locator('[data-staged="quotes"] li').wait_for()
    page.locator("ol.quotes > li").first.get_by_label("Verwerp dit citaat").check()
    page.get_by_text("Bewijs van buiten de documenten toevoegen").click()
    page.get_by_role("button", name="Opslaan").click()
    page.locator('[aria-invalid="true"]').wait_for()
    yield page, "review: a reason is lacking"
    page.get_by_label("Waarom telt dit citaat niet mee?").first.fill("Geldt niet.")
    page.get_by_label("Wat is gezegd of gezien").fill("Gezien bij een bezoek.")
    choose_status(page, "Voldoet")
    page.get_by_role("button", name="Beoordeeld en volgende").click()
    opened(page, "3.2")
    open_ambition(page, "3.1")
    yield page, "review: reviewed"
    page.locator(".keys-button").click()
    page.locator("dialog.keys[open]").wait_for()
    yield page, "review: the keys"
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Kies een ander document").click()
    page.locator(".source-documents").wait_for()
    yield page, "review: the documents"
    other = visitor.open("/beoordelen", assessed, ambitie="3.1")
    opened(other, "3.1").get_by_label("Nieuwe notitie").fill("Van een ander venster.")
    other.get_by_role("button", name="Opslaan").click()
    saved(other, int(other.locator("article.review").get_attribute("data-seen") or 0))
    opened(page, "3.1").get_by_label("Onderbouwing").fill("Van dit venster.")
    page.get_by_role("button", name="Opslaan").click()
    page.locator(".conflict").wait_for()
    yield page, "review: a conflict"
    page.get_by_label("Zoek op nummer of woord").fill("zeppelin")
    expect(page.locator(".review-list .nothing")).to_be_visible()
    yield page, "review: nothing found"


def _others(visitor: Visitor, assessed: str) -> Iterator[tuple[Page, str]]:
    page = visitor.open("/vergelijken", assessed)
    for view in page.locator(".views button").all_inner_texts():
        page.get_by_role("button", name=view, exact=True).click()
        expect(page.get_by_role("button", name=view, exact=True)).to_have_attribute("aria-pressed", "true")
        page.wait_for_timeout(300)
        yield page, f"compare: {view}"
    go(page, visitor.served, "/vragen", assessed)
    page.locator("[data-question]").first.click()
    expect(page.locator(".exchange .answer")).not_to_contain_text("Er wordt gezocht", timeout=60_000)
    yield page, "a question, answered"
    page.locator("#vraag-tekst").fill("Waar gaat het zeppelinbeleid over?")
    page.get_by_role("button", name="Stel de vraag").click()
    expect(page.locator(".exchange")).to_have_count(2)
    expect(page.locator(".exchange .answer").last).not_to_contain_text("Er wordt gezocht", timeout=60_000)
    yield page, "a question without an answer"
    go(page, visitor.served, "/instellingen").get_by_role("button", name="Laat toe").click()
    page.locator(".panel.alarm").first.wait_for()
    yield page, "settings, refused"


@pytest.mark.slow
@pytest.mark.parametrize("arranged", [_way_in, _nothing_yet, _dossiers, _documents, _run, _review, _others])
def test_every_state_is_for_everybody(visiting: Visiting, assessed: str, arranged: Arranged) -> None:
    looked = Looked()
    visitor = visiting("bea", signed_in=arranged is not _way_in)
    for page, state in arranged(visitor, assessed):
        looked.at(page, state)
    visitor.faults = [line for line in visitor.faults if not _expected(line)]
    looked.judge()
