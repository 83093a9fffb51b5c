"""Two people at once: the second to save sees what the first did, and decides; and who may only read, only reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from browsing import choose_status, drafted, go, opened, saved
from playwright.sync_api import expect

if TYPE_CHECKING:
    from conftest import Visiting

HERS = "Anna: het plan is nog niet vastgesteld door de raad."
HIS = "Bram: het plan loopt al, zie de begroting."


def test_the_second_to_save_sees_the_first_and_decides(visiting: Visiting, assessed: str) -> None:
    hers = visiting("anna").open("/beoordelen", assessed, ambitie="1.6")
    his = visiting("bram").open("/beoordelen", assessed, ambitie="1.6")
    for page, status, text in ((hers, "Gepland", HERS), (his, "Voldoet", HIS)):
        opened(page, "1.6").get_by_label("Onderbouwing").fill(text)
        choose_status(page, status)
    hers.get_by_role("button", name="Opslaan").click()
    saved(hers, 1)

    his.get_by_role("button", name="Opslaan").click()
    conflict = his.locator(".conflict")
    expect(conflict).to_contain_text("Anna de Wit heeft deze ambitie intussen gewijzigd")
    expect(conflict).to_contain_text("Gepland")
    expect(conflict.get_by_role("heading")).to_be_focused()
    expect(his.get_by_label("Onderbouwing")).to_have_value(HIS)
    drafted(his)
    conflict.get_by_role("button", name="Bewaar toch de mijne").click()
    saved(his, 2)
    expect(conflict).to_have_count(0)
    expect(his.locator("article.review .verdict .badge").first).to_have_text("Voldoet")
    for author in ("Anna de Wit", "Bram Vos"):
        expect(his.locator("ol.history")).to_contain_text(author)

    # And the other way: she changes something on what she knew, sees his, and takes it over.
    hers.get_by_label("Aanbeveling").fill("Laat de raad het plan vaststellen.")
    hers.get_by_role("button", name="Opslaan").click()
    expect(hers.locator(".conflict")).to_contain_text("Bram Vos heeft deze ambitie intussen gewijzigd")
    hers.get_by_role("button", name="Neem de andere over").click()
    expect(hers.locator(".conflict")).to_have_count(0)
    expect(hers.get_by_label("Onderbouwing")).to_have_value(HIS)
    expect(hers.get_by_label("Aanbeveling")).to_have_value("")
    hers.get_by_role("button", name="Haal mijn invoer terug").click()  # what she typed is put aside, not lost
    expect(hers.get_by_label("Aanbeveling")).to_have_value("Laat de raad het plan vaststellen.")


def test_who_may_read_finds_nothing_to_change(visiting: Visiting, assessed: str) -> None:
    visitor = visiting("lena")
    page = visitor.open("/beoordelen", assessed, ambitie="1.7")
    article = opened(page, "1.7")
    expect(article).to_contain_text("Voorstel van de machine")
    expect(page.locator(".review-bar")).to_contain_text("U kunt dit dossier lezen, maar niet wijzigen")
    expect(article.locator("input, textarea, select")).to_have_count(0)
    expect(page.get_by_role("button", name="Opslaan")).to_have_count(0)
    expect(page.locator(".source-frame img")).to_be_visible()
    expect(page.get_by_role("button", name="Kies zinnen")).to_have_count(0)
    go(page, visitor.served, "/documenten", assessed)
    expect(page.locator(".doc-table tbody tr")).not_to_have_count(0)
    expect(page.locator("#bestanden")).to_have_count(0)
    go(page, visitor.served, "/toetsen", assessed)
    expect(page.locator(".outcome")).to_be_visible()
    expect(page.get_by_role("button", name="Voer de toets uit")).to_have_count(0)


def test_whoever_signs_out_is_out(visiting: Visiting, assessed: str) -> None:
    visitor = visiting("anna")
    page = visitor.open("/rapport", assessed)
    page.get_by_role("button", name="Afmelden").click()
    expect(page.get_by_text("U bent afgemeld bij Normtoets")).to_be_visible()
    page.goto(f"{visitor.served.url}/rapport?dossier={assessed}")
    expect(page.get_by_role("heading", name="Aanmelden")).to_be_visible()
    assert "Oosterhoven" not in page.content()
