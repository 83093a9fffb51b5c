"""The core of the story by keyboard alone: the focus is always somewhere, and to be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from browsing import (
    EXAMPLE,
    PATIENCE,
    PLAN,
    await_reading,
    filled,
    focused,
    go,
    opened,
    saved,
    settled_focus,
    tab_to,
)
from playwright.sync_api import expect
from served import Served

if TYPE_CHECKING:
    from conftest import Visiting


@pytest.mark.slow
def test_a_dossier_is_made_filled_and_assessed_by_keyboard(visiting: Visiting) -> None:
    page = visiting("bram").open("/")
    press = page.keyboard.press
    press("Tab")
    assert focused(page) == "Naar de inhoud"
    press("Enter")
    tab_to(page, page.get_by_role("button", name="Nieuw dossier").first)
    press("Enter")
    expect(page.get_by_role("heading", name="Nieuw dossier")).to_be_focused()
    tab_to(page, page.get_by_label("Naam van de organisatie"))
    page.keyboard.type("Gemeente Veldermeer")
    tab_to(page, page.get_by_role("checkbox", name="Groningse norm"))
    tab_to(page, page.get_by_role("button", name="Maak het dossier"))
    press("Space")
    page.wait_for_url("**/documenten?dossier=*")
    filled(page)

    tab_to(page, page.locator("#bestanden"))
    with page.expect_file_chooser() as choosing:
        press("Enter")
    choosing.value.set_files([EXAMPLE / PLAN])
    await_reading(page, 1)
    focused(page)
    tab_to(page, page.locator(".doc-table tbody th button"))
    press("Enter")
    expect(page.locator("#document-kop")).to_be_focused()
    press("Escape")
    expect(page.locator("#document-kop")).to_have_count(0)
    settled_focus(page)

    tab_to(page, page.get_by_role("link", name="Naar Toetsen"))
    press("Enter")
    page.wait_for_url("**/toetsen?dossier=*")
    filled(page)
    tab_to(page, page.get_by_role("button", name="Voer de toets uit"))
    press("Enter")
    stop = page.get_by_role("button", name="Stop de toets")
    expect(stop).to_be_visible()
    settled_focus(page)
    tab_to(page, stop)
    press("Enter")
    resume = page.get_by_role("button", name="Ga verder met deze toets")
    expect(resume).to_be_visible(timeout=PATIENCE)
    settled_focus(page)
    tab_to(page, resume)
    press("Enter")
    expect(page.locator(".outcome")).to_be_visible(timeout=PATIENCE)
    settled_focus(page)


def test_ambitions_are_reviewed_by_keyboard(visiting: Visiting, assessed: str) -> None:
    page = visiting("bram").open("/beoordelen", assessed, ambitie="1.2")
    opened(page, "1.2")
    press = page.keyboard.press

    tab_to(page, page.locator('#beoordeel-lijst button[data-ambition="1.2"]'))
    press("ArrowDown")
    press("ArrowDown")
    assert focused(page).startswith("1.4")
    press("ArrowUp")
    press("Enter")
    opened(page, "1.3")
    expect(page.locator("#ambitie-kop")).to_be_focused()

    press("e")
    focused(page)
    press("ArrowDown")
    expect(page.locator('[name="status"]:checked')).not_to_have_value("")
    focused(page)
    tab_to(page, page.get_by_label("Onderbouwing"))
    page.keyboard.type("Dat gebeurt al: n, p en e zijn hier gewone letters.")
    press("Control+s")
    saved(page, 1)
    expect(page.locator("article.review .verdict .whose").first).to_contain_text("Oordeel van de beoordelaar")
    settled_focus(page)
    expect(page.get_by_label("Onderbouwing")).to_be_focused()

    press("Control+Shift+Enter")
    opened(page, "1.4")
    expect(page.locator("#ambitie-kop")).to_be_focused()
    press("p")
    opened(page, "1.3")
    expect(page.locator("article.review .ok").first).to_contain_text("Beoordeeld door Bram Vos")
    press("n")
    opened(page, "1.4")
    press("?")
    expect(page.locator("dialog.keys")).to_be_visible()
    settled_focus(page)
    press("Escape")
    expect(page.locator("dialog.keys")).to_be_hidden()
    settled_focus(page)


def test_a_quote_is_added_and_the_report_fetched_by_keyboard(visiting: Visiting, served: Served, assessed: str) -> None:
    page = visiting("bram").open("/beoordelen", assessed, ambitie="1.5")
    opened(page, "1.5")
    press = page.keyboard.press
    documents = page.locator(".source-documents button")
    tab_to(page, documents.filter(has_text=PLAN))
    press("Enter")
    expect(page.locator("#bron-kop")).to_have_text(PLAN)
    settled_focus(page)
    tab_to(page, page.get_by_role("button", name="Kies zinnen"))
    press("Enter")
    sentence = page.locator(".page-sentences input").first
    expect(sentence).to_be_focused()
    press("Tab")
    press("Space")
    focused(page)
    press("Enter")
    focused(page)
    tab_to(page, page.get_by_role("button", name="Voeg toe als citaat"))
    press("Enter")
    expect(page.locator('[data-staged="quotes"] li')).to_have_count(1)
    settled_focus(page)
    press("Control+s")
    saved(page, 1)
    expect(page.locator('[data-part="quotes"]')).to_contain_text("toegevoegd door Bram Vos")
    settled_focus(page)

    go(page, served, "/rapport", assessed)
    download = page.get_by_role("link", name="Rapport Word", exact=True)
    download.wait_for()
    tab_to(page, download)
    with page.expect_download() as downloading:
        press("Enter")
    assert downloading.value.suggested_filename.endswith(".docx")
