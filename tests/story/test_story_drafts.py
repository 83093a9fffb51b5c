"""What was typed and not saved is there again: after a reload, in a tab that was closed, and when the session ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from browsing import PASSWORD, Visitor, drafted, filled, go, opened, saved
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from conftest import Visiting

TYPED = "Dit stond er nog niet: een zin die nergens is bewaard."


def typing(visitor: Visitor, dossier: str, ambition: str) -> Page:
    """A page with text in a form that is not saved; to the browser's question whether to leave, the answer is yes."""
    page = visitor.page()
    page.on("dialog", lambda dialog: dialog.accept())
    go(page, visitor.served, "/beoordelen", dossier, ambitie=ambition)
    opened(page, ambition).get_by_label("Onderbouwing").fill(TYPED)
    drafted(page)
    return page


def is_there(page: Page, ambition: str) -> None:
    expect(opened(page, ambition).get_by_label("Onderbouwing")).to_have_value(TYPED)
    expect(page.locator('[data-part="restored"]')).to_contain_text("Uw invoer is teruggezet")
    drafted(page)
    expect(page.locator(f'#beoordeel-lijst li[data-row="{ambition}"]')).to_contain_text("niet opgeslagen")


def test_what_was_typed_is_there_after_a_reload_and_in_a_new_tab(visiting: Visiting, assessed: str) -> None:
    visitor = visiting("anna")
    page = typing(visitor, assessed, "2.2")
    page.reload()
    is_there(page, "2.2")
    page.close()
    again = visitor.open("/beoordelen", assessed, ambitie="2.2")
    is_there(again, "2.2")
    again.get_by_role("button", name="Opslaan").click()
    saved(again, 1)
    again.reload()
    expect(opened(again, "2.2").get_by_label("Onderbouwing")).to_have_value(TYPED)
    expect(again.locator('[data-part="restored"]')).to_be_hidden()


def test_what_was_typed_outlives_the_session(visiting: Visiting, assessed: str) -> None:
    visitor = visiting("anna")
    page = typing(visitor, assessed, "2.5")
    with visitor.served.store() as store:
        person = store.person("anna")
        assert person is not None
        store.end_sessions(person.id)
    page.get_by_role("button", name="Opslaan").click()
    told = page.locator("#verbinding")
    expect(told).to_contain_text("U bent niet meer aangemeld")
    expect(page.get_by_label("Onderbouwing")).to_have_value(TYPED)
    with visitor.context.expect_page() as opening:
        told.get_by_role("link").click()
    sign_in = opening.value
    sign_in.get_by_label("Aanmeldnaam of e-mailadres").fill("anna")
    sign_in.get_by_label("Wachtwoord").fill(PASSWORD)
    sign_in.get_by_role("button", name="Aanmelden").click()
    filled(sign_in)
    sign_in.close()
    page.get_by_role("button", name="Opslaan").click()
    saved(page, 1)
    expect(page.get_by_label("Onderbouwing")).to_have_value(TYPED)
    visitor.faults = [line for line in visitor.faults if "401" not in line]  # what the browser says of the refusal
