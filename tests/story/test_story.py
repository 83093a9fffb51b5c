"""The whole story in a real browser, by mouse: from an empty dossier to a report that someone stands behind."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from browsing import (
    BIBOB,
    PLAN,
    Visitor,
    await_reading,
    await_run,
    choose_status,
    dossier_of,
    drawn_quote,
    filled,
    go,
    open_ambition,
    opened,
    saved,
    select_text,
    sign_in_by_form,
    upload,
)
from docx import Document
from playwright.sync_api import Page, expect
from served import EXAMPLE, Served

if TYPE_CHECKING:
    from conftest import Visiting


FIRST = (PLAN, BIBOB, "intranetbericht-signaalpunt.md")
LATER = "collegebrief-voortgang-weerbaarheid.html"  # it has newer quotes for 1.1
WHY = "De themadag bereikt de raad niet; zie het gesprek met de griffier."
HEARD = "De griffier zegt dat raadsleden nog geen themadag hadden."
CHOSEN = "Dat is mooi wonen en goed ondernemen"


def test_a_dossier_from_its_first_document_to_the_report(visiting: Visiting, served: Served, tmp_path: Path) -> None:
    visitor = visiting("anna", signed_in=False)
    page = visitor.page()
    sign_in_by_form(page, served, "anna")
    dossier = create(page)
    upload(page, [EXAMPLE / name for name in FIRST])
    await_reading(page, len(FIRST))
    correct_a_fact(page)
    page = assess(visitor, page, dossier)
    page.locator(".outcome").get_by_role("link", name="Beoordelen").click()
    look_at_a_quote(filled(page))
    review(page)
    undo(page)
    add_a_document_and_assess_again(page, served, dossier)
    see_what_changed(page, served, dossier)
    compare(page, served, dossier)
    report(page, served, dossier, tmp_path)


def create(page: Page) -> str:
    page.get_by_role("button", name="Nieuw dossier").first.click()
    page.get_by_label("Naam van de organisatie").fill("Gemeente Oosterhoven")
    page.get_by_label("Peildatum").fill("2026-03-01")
    page.get_by_role("button", name="Maak het dossier").click()
    page.wait_for_url("**/documenten?dossier=*")
    return dossier_of(filled(page))


def correct_a_fact(page: Page) -> None:
    page.locator(".doc-table tbody th button", has=page.get_by_text("Bibob")).first.click()
    page.get_by_label("Titel").fill("Beleidsregel Bibob gemeente Oosterhoven")
    page.get_by_label("Reden").fill("zo heet hij in de kop")
    page.get_by_role("button", name="Bewaar de verbetering").click()
    row = page.locator(".doc-table tbody tr", has_text="beleidsregel-bibob-2019.odt")
    expect(row).to_contain_text("Beleidsregel Bibob gemeente Oosterhoven")
    expect(row).to_contain_text("verbeterd door een mens")


def assess(visitor: Visitor, page: Page, dossier: str) -> Page:
    """The run goes on while the page is loaded again, and when its tab is closed; a new tab finds it."""
    page.get_by_role("navigation", name="Menu van dit dossier").get_by_role("link", name="Toetsen").click()
    filled(page)
    page.get_by_role("button", name="Voer de toets uit").click()
    expect(page.locator(".stages")).to_be_visible()
    page.reload()
    filled(page).close()
    page = visitor.open("/toetsen", dossier)
    await_run(page)
    expect(page.locator(".outcome")).to_contain_text("0 van 29 door mensen beoordeeld")
    return page


def look_at_a_quote(page: Page) -> None:
    ambition = open_ambition(page, "1.1")
    quote = ambition.locator("ol.quotes > li").nth(1)
    quote.get_by_role("button", name="Toon in document").click()
    expect(page.locator(".source h3")).to_have_text(PLAN)
    expect(page.locator("mark.quoted").first).to_contain_text("De dag is verplicht voor iedereen")
    picture = drawn_quote(page)
    assert picture["width"] > 500 and picture["marked"] == "whole"


def review(page: Page) -> None:
    """One ambition with all that a person can leave there, saved as one change."""
    form = opened(page, "1.1")
    choose_status(page, "Voldoet deels")
    form.get_by_label("Onderbouwing").fill("Alleen de eigen medewerkers komen naar de themadag.")
    quote = form.locator("ol.quotes > li").nth(1)
    quote.get_by_label("Verwerp dit citaat").check()
    quote.get_by_label("Waarom telt dit citaat niet mee?").fill("Gaat over klantcontact.")
    select_text(page, ".page-text", CHOSEN)
    expect(page.locator(".add-text")).to_have_text(CHOSEN)
    page.get_by_role("button", name="Voeg toe als citaat").click()
    expect(page.locator('[data-staged="quotes"]')).to_contain_text(CHOSEN)
    form.get_by_text("Bewijs van buiten de documenten toevoegen").click()
    form.get_by_label("Bron").fill("griffier")
    form.get_by_label("Wat is gezegd of gezien").fill(HEARD)
    form.get_by_label("Nieuwe notitie").fill("Navragen bij de griffie.")
    form.get_by_label("Reden van de wijziging").fill(WHY)
    form.get_by_label("Beoordeeld: ik heb deze ambitie bekeken").check()
    page.get_by_role("button", name="Opslaan").click()
    saved(page, 1)
    own = opened(page, "1.1").locator(".own")
    for text in (CHOSEN, "niet uit de documenten", HEARD, "Navragen bij de griffie."):
        expect(own).to_contain_text(text)
    expect(page.locator("li.rejected[data-key] .rejected-by")).to_contain_text("Anna de Wit")
    expect(page.locator(".machine .badge").first).to_have_text("Voldoet")  # what the machine said stays beside it
    row = page.locator('#beoordeel-lijst li[data-row="1.1"]')
    expect(row).to_contain_text("Voldoet deels")
    expect(row).to_contain_text("machine: Voldoet")


def undo(page: Page) -> None:
    choose_status(page, "Gepland")
    page.get_by_role("button", name="Opslaan").click()
    saved(page, 2)
    page.locator('[data-undo="2"]').click()
    saved(page, 3)
    expect(page.locator("article.review .verdict .badge").first).to_have_text("Voldoet deels")
    expect(page.locator("ol.history li").first).to_contain_text("maakt wijziging 2 ongedaan")


def add_a_document_and_assess_again(page: Page, served: Served, dossier: str) -> None:
    upload(go(page, served, "/documenten", dossier), [EXAMPLE / LATER])
    await_reading(page, len(FIRST) + 1)
    go(page, served, "/toetsen", dossier)
    expect(page.locator(".panel.caution")).to_contain_text("Het dossier is veranderd na de laatste toets")
    page.get_by_role("button", name="Voer de toets uit").click()
    expect(page.locator(".stages")).not_to_have_count(0)
    await_run(page)
    expect(page.locator(".history tbody tr")).to_have_count(2)


def see_what_changed(page: Page, served: Served, dossier: str) -> None:
    go(page, served, "/beoordelen", dossier, filter="veranderd")
    rows = page.locator("#beoordeel-lijst li[data-row]:visible")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("1.1")
    open_ambition(page, "1.1")
    shift = page.locator(".panel.shift")
    expect(shift).to_contain_text("Anna de Wit")
    shift.get_by_text("Oude en nieuwe citaten naast elkaar").click()
    expect(shift.locator(".old-new")).to_contain_text("Op 13 november 2025 was de vierde themadag")
    # What she said stands, and is hers to confirm.
    expect(page.locator("article.review .verdict .badge").first).to_have_text("Voldoet deels")
    shift.get_by_role("button", name="Mijn oordeel blijft").click()
    expect(page.locator(".panel.shift")).to_have_count(0)
    history = page.locator("ol.history")
    for text in ("Anna de Wit", WHY, "maakt wijziging 2 ongedaan", "Mijn oordeel blijft"):
        expect(history).to_contain_text(text)
    expect(history.locator("li.run")).to_have_count(2)


def compare(page: Page, served: Served, dossier: str) -> None:
    go(page, served, "/vergelijken", dossier)
    row = page.locator("table.changes tr", has_text="2.6")
    expect(row).to_contain_text("Niet aangetroffen")
    expect(row).to_contain_text("Voldoet")
    expect(row).to_contain_text(LATER)


def report(page: Page, served: Served, dossier: str, folder: Path) -> None:
    go(page, served, "/rapport", dossier)
    expect(page.locator(".reviewed-line")).to_contain_text("1 van 29")
    page.locator("iframe.preview").scroll_into_view_if_needed()
    preview = page.frame_locator("iframe.preview")
    expect(preview.locator("h1")).to_contain_text("Oosterhoven")
    expect(preview.locator("body")).to_contain_text("Anna de Wit")
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Rapport Word", exact=True).click()
    downloading.value.save_as(folder / "rapport.docx")
    told = text_of(folder / "rapport.docx")
    for text in ("Voldoet deels", "Anna de Wit", WHY, HEARD, CHOSEN):
        assert text in told, text


def text_of(path: Path) -> str:
    document = Document(str(path))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(each.text for each in document.paragraphs), *cells])
