"""The page "Regio": only what someone may see, every cell told in words, and quick with forty organisations."""

from __future__ import annotations

import time
from datetime import date

from bs4 import BeautifulSoup, Tag
from filled_store import assessed, change, kept, made_dossier, verdict
from open_pages import OpenPages, everything

from analyzer.review.values import ReviewField
from analyzer.store.desk import Desk
from analyzer.store.values import Level
from analyzer.types import Organisation, OrganisationType, Status
from ui.places import Place, address

NH = "noord-hollandse-norm"


def shown(pages: OpenPages, login: str = "anna", **asked: str) -> BeautifulSoup:
    with pages.visitor(login) as visitor:
        return BeautifulSoup(visitor.open(address(Place.REGION, **asked))["regio"], "html.parser")


def names(page: BeautifulSoup) -> list[str]:
    return [each.text for each in page.select("tbody .name a")]


def cell(page: BeautifulSoup, row: int, column: str) -> Tag:
    """The cell of a row (from 0) under a column."""
    heads = [each.find(string=True) for each in page.select("tr.ids th")]
    found = page.select("tbody tr")[row].find_all(["th", "td"])[heads.index(column)]
    assert isinstance(found, Tag)
    return found


def test_a_cell_says_what_it_is_without_its_colour_and_leads_to_the_ambition(pages: OpenPages, anna: Desk) -> None:
    dossier = made_dossier(anna)
    record = kept(pages.store, dossier.id, assessed({"1.1": Status.GEPLAND, "1.2": Status.NVT, "1.3": Status.DEELS}))
    marked = [*verdict(Status.VOLDOET), change(ReviewField.REVIEWED, True)]
    anna.save(dossier.id, record.norm_id, "1.1", marked, seen=0, assessment_id=record.id)
    page = shown(pages)
    first, nothing, third = (cell(page, 0, each) for each in ("1.1", "1.2", "1.3"))
    assert first.a is not None and first.a["aria-label"] == "V: Voldoet, oordeel van een beoordelaar"
    assert first.a["href"] == address(Place.REVIEW, dossier.id, norm=record.norm_id, ambitie="1.1")
    assert "seen" in first["class"] and "seen" not in third["class"]
    assert nothing.a is None and "Niet van toepassing" in nothing.text
    assert third.a is not None and third.a["aria-label"] == "D: Voldoet deels"
    assert {each["scope"] for each in page.select(".heat th")} == {"col", "row", "colgroup"} and page.caption
    total = page.select("tfoot tr")[0].find_all("td")
    assert [each.text for each in total[:3]] == ["1", "0", "0"], "one organisation meets 1.1"


def test_an_edit_is_seen_at_once(pages: OpenPages, anna: Desk) -> None:
    dossier = made_dossier(anna)
    record = kept(pages.store, dossier.id)
    before = cell(shown(pages), 0, "1.1").a
    anna.save(dossier.id, record.norm_id, "1.1", verdict(Status.ONTBREEKT), seen=0, assessment_id=record.id)
    after = cell(shown(pages), 0, "1.1").a
    assert before is not None and before.text == "N" and after is not None and after.text == "O"


def test_only_what_is_shared_is_there_and_nothing_of_what_was_looked_up_for_others(
    pages: OpenPages, anna: Desk
) -> None:
    mine, theirs = made_dossier(anna, "Gemeente Annahoven"), made_dossier(anna, "Gemeente Geheimdorp")
    for dossier in (mine, theirs):
        kept(pages.store, dossier.id)
    anna.share(mine.id, "leo", Level.READ)
    assert names(shown(pages)) == ["Gemeente Annahoven", "Gemeente Geheimdorp"]
    with pages.visitor("leo") as visitor:
        answer = visitor.open(address(Place.REGION))
    assert (
        "Annahoven" in answer["regio"]
        and "Geheimdorp" not in everything(answer)
        and theirs.id not in everything(answer)
    )
    anna.unshare(mine.id, pages.desk("leo").person.id)
    assert "Er is niets te tonen." in shown(pages, "leo").text


def test_earlier_dossiers_of_an_organisation_and_those_not_assessed(pages: OpenPages, anna: Desk) -> None:
    organisation = Organisation(name="Gemeente Veldermeer", type=OrganisationType.GEMEENTE)
    for day in (date(2025, 3, 1), date(2026, 3, 1)):
        dossier = anna.create(organisation, day, ["groningse-norm"])
        kept(pages.store, dossier.id, assessed().model_copy(update={"peildatum": day}))
    anna.create(organisation, date(2026, 9, 1), ["groningse-norm"])
    made_dossier(anna, "Gemeente Nieuwkerk")
    page = shown(pages)
    assert names(page) == ["Gemeente Nieuwkerk", "Gemeente Veldermeer"] and "1 maart 2026" in page.text
    assert "Nog niet getoetst" in page.select("tbody tr")[0].text and "2 eerdere dossiers niet getoond" in page.text
    assert len(names(shown(pages, eerdere="ja"))) == 4


def test_order_pillar_and_kind_are_chosen_and_nonsense_is_not(pages: OpenPages, anna: Desk) -> None:
    province = Organisation(name="Provincie Aland", type=OrganisationType.PROVINCIE)
    best = anna.create(province, date(2026, 3, 1), ["groningse-norm"])
    done = assessed(otherwise=Status.VOLDOET).model_copy(update={"organisation": province})
    kept(pages.store, best.id, done)
    kept(pages.store, made_dossier(anna, "Gemeente Zuidwolde").id)
    assert names(shown(pages, volgorde="meest")) == ["Provincie Aland", "Gemeente Zuidwolde"]
    assert names(shown(pages, volgorde="minst")) == ["Gemeente Zuidwolde", "Provincie Aland"]
    assert names(shown(pages, soort="provincie")) == ["Provincie Aland"]
    heads = [each.find(string=True) for each in shown(pages, pijler="2").select("tr.ids th")[1:-6]]
    assert heads and all(str(each).startswith("2.") for each in heads)
    page = shown(pages, pijler="<script>", soort="x", volgorde="y", norm="../x")
    assert len(names(page)) == 2 and "<script>" not in str(page)


def test_forty_organisations_on_forty_seven_ambitions_take_less_than_a_second(pages: OpenPages, anna: Desk) -> None:
    outcomes = [assessed(norm_id=NH, otherwise=status) for status in (Status.VOLDOET, Status.GEPLAND)]
    for number in range(40):
        dossier = made_dossier(anna, f"Gemeente {number:02}", [NH])
        pages.store.keep_assessment(dossier.id, None, outcomes[number % 2])
    with pages.visitor("anna") as visitor:
        visitor.open(address(Place.REGION, norm=NH))
        began = time.process_time()
        text = visitor.open(address(Place.REGION, norm=NH))["regio"]
        took = time.process_time() - began  # of work: others may be using this machine
    assert text.count("<td class=") >= 40 * 47 and took < 1.0
