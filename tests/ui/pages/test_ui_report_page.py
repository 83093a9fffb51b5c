"""The page "Rapport": how far people are with an assessment, and the ways to take it along."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from filled_store import added, assessed, change, kept, made_dossier, verdict
from open_pages import OpenPages, everything

from analyzer.norms import load_norm
from analyzer.report.papers import PAPERS
from analyzer.review.values import ReviewField
from analyzer.store.desk import Desk
from analyzer.store.values import Dossier, Level
from analyzer.types import Status
from ui.places import Place, address, report_address


@pytest.fixture
def dossier(anna: Desk) -> Dossier:
    made = made_dossier(anna)
    added(anna, made.id)
    return made


def shown(pages: OpenPages, where: str, login: str = "anna") -> BeautifulSoup:
    with pages.visitor(login) as visitor:
        return BeautifulSoup(visitor.open(where)["rapport"], "html.parser")


def test_without_an_assessment_the_way_to_one_is_shown(pages: OpenPages, dossier: Dossier) -> None:
    page = shown(pages, address(Place.REPORT, dossier.id))
    assert "nog niet getoetst" in page.text and page.a is not None
    assert page.a["href"] == address(Place.ANALYSIS, dossier.id)


def test_what_people_decided_is_counted_and_what_is_open_is_said(pages: OpenPages, dossier: Dossier) -> None:
    desk = pages.desk("anna")
    record = kept(pages.store, dossier.id, assessed({"1.1": Status.GEPLAND, "1.5": Status.NVT}))
    desk.save(
        dossier.id,
        record.norm_id,
        "1.1",
        [*verdict(Status.VOLDOET), change(ReviewField.REVIEWED, True)],
        seen=0,
        assessment_id=record.id,
    )
    page = shown(pages, address(Place.REPORT, dossier.id))
    tiles = {tile["class"][0]: int(tile.select_one(".number").text) for tile in page.select(".tiles li")}  # type: ignore[union-attr]
    assert tiles["voldoet"] == 1 and tiles["gepland"] == 0, "the person's verdict counts, not the machine's"
    of = len(load_norm(record.norm_id).ambitions) - 1
    assert f"1 van {of}" in page.text and "Anna (1)" in page.text, "what binds nobody need not be reviewed"
    (flag, *_) = page.select(".flag")
    assert f"Nog niet beoordeeld: {of - 1} ambities" in flag.text and "1.1," not in flag.text
    assert "filter=open" in str(flag.a)
    assert f"{of - 1} ambities zijn nog niet beoordeeld" in page.select_one(".panel.alarm").text  # type: ignore[union-attr]


def test_the_report_is_taken_along_by_own_routes_and_looked_at_in_a_sandbox(pages: OpenPages, dossier: Dossier) -> None:
    record = kept(pages.store, dossier.id)
    page = shown(pages, address(Place.REPORT, dossier.id))
    fitting = [paper for paper in PAPERS.values() if paper.fits(record.norm_id)]
    wanted = [report_address(dossier.id, record.id, paper.key) for paper in fitting]
    assert sorted(link["href"] for link in page.select("a.paper")) == sorted(wanted)
    remarks = [
        f"{report_address(dossier.id, record.id, paper.key)}?opmerkingen=1" for paper in fitting if paper.remarks
    ]
    assert sorted(link["href"] for link in page.select("a.small-link")) == sorted(remarks) != []
    with pages.visitor("anna") as visitor:
        looked_at = visitor.open(address(Place.REPORT, dossier.id))["voorbeeld"]
    (frame,) = BeautifulSoup(looked_at, "html.parser").select("iframe")
    html = report_address(dossier.id, record.id, "html")
    assert frame["src"] == f"{html}?bekijk=1" and frame["sandbox"] == ["allow-scripts"] and frame["title"]


def test_an_earlier_assessment_can_be_chosen_and_says_that_it_is_one(pages: OpenPages, dossier: Dossier) -> None:
    first = kept(pages.store, dossier.id, assessed(otherwise=Status.ONTBREEKT))
    second = kept(pages.store, dossier.id, assessed(otherwise=Status.VOLDOET))
    newest = shown(pages, address(Place.REPORT, dossier.id))
    options = newest.select("select option")
    assert [each["value"] for each in options] == [second.id, first.id] and "(nieuwste)" in options[0].text
    assert "eerdere toets" not in newest.text
    earlier = shown(pages, address(Place.REPORT, dossier.id, toets=first.id))
    assert "U bekijkt een eerdere toets." in earlier.text and "29" in earlier.select_one("li.ontbreekt").text  # type: ignore[union-attr]
    unknown = shown(pages, address(Place.REPORT, dossier.id, toets="../../etc"))
    assert unknown.select("option[selected]")[0]["value"] == second.id


def test_another_persons_dossier_is_not_there(pages: OpenPages, dossier: Dossier) -> None:
    kept(pages.store, dossier.id)
    where = address(Place.REPORT, dossier.id)
    with pages.visitor("bert") as visitor:
        for answer in (visitor.open(where), visitor.event(where, "rapport")):
            assert "Gemeente Veldermeer" not in everything(answer) and "bestaat niet" in answer["melding"]
    pages.desk("anna").share(dossier.id, "bert", Level.READ)
    assert "Groningse norm" in shown(pages, where, "bert").text
