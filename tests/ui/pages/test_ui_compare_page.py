"""The page "Vergelijken": two assessments, the course over time, the half-yearly overview, and both norms."""

from __future__ import annotations

from datetime import date

from bs4 import BeautifulSoup
from filled_store import assessed, change, kept, made_dossier, verdict
from open_pages import OpenPages, everything

from analyzer.review.values import ReviewField
from analyzer.store.desk import Desk
from analyzer.store.values import AssessmentRecord, Dossier, Level
from analyzer.types import Organisation, OrganisationType, Status
from ui.places import Place, address

NORM, NH = "groningse-norm", "noord-hollandse-norm"
VELDERMEER = Organisation(name="Gemeente Veldermeer", type=OrganisationType.GEMEENTE)


def made(pages: OpenPages, desk: Desk, day: date, **statuses: Status) -> tuple[Dossier, AssessmentRecord]:
    """A dossier with this peildatum and an assessment; `a1_1=Status.VOLDOET` for ambition 1.1."""
    dossier = desk.create(VELDERMEER, day, [NORM])
    chosen = {name[1:].replace("_", "."): status for name, status in statuses.items()}
    return dossier, kept(pages.store, dossier.id, assessed(chosen).model_copy(update={"peildatum": day}))


def shown(pages: OpenPages, dossier: Dossier, login: str = "anna", **asked: str) -> BeautifulSoup:
    with pages.visitor(login) as visitor:
        answer = visitor.open(address(Place.COMPARE, dossier.id, **asked))
        return BeautifulSoup(answer["vergelijken"], "html.parser")


def rows(page: BeautifulSoup) -> dict[str, str]:
    """The text of each row of ambitions, by the id of the ambition."""
    return {row.th.text.split()[0]: row.text for row in page.select(".changes tbody tr") if row.th is not None}


def test_a_later_dossier_is_compared_with_the_earlier_one_of_the_organisation(pages: OpenPages, anna: Desk) -> None:
    made(pages, anna, date(2025, 3, 1), a1_1=Status.GEPLAND, a1_2=Status.VOLDOET)
    later, record = made(pages, anna, date(2026, 3, 1), a1_1=Status.VOLDOET, a1_2=Status.DEELS)
    anna.save(later.id, NORM, "1.3", verdict(Status.VOLDOET), seen=0, assessment_id=record.id)
    page = shown(pages, later)
    tiles = {tile["class"][0]: int(tile.select_one(".number").text) for tile in page.select(".tiles li")}  # type: ignore[union-attr]
    assert (tiles["way-beter"], tiles["way-slechter"], tiles["way-gelijk"]) == (2, 1, 26)
    found = rows(page)
    assert found.keys() == {"1.1", "1.2", "1.3"}, "only what changed"
    assert "Beter" in found["1.1"] and "Slechter" in found["1.2"]
    assert "Beoordelaar." in found["1.3"] and "machine: Niet aangetroffen" in found["1.3"]
    assert "Peildatum." in page.text
    assert rows(shown(pages, later, toon="slechter")).keys() == {"1.2"}
    assert len(rows(shown(pages, later, toon="alles"))) == 29


def test_any_two_can_be_chosen_and_the_wrong_order_is_told(pages: OpenPages, anna: Desk) -> None:
    first, one = made(pages, anna, date(2025, 3, 1), a1_1=Status.GEPLAND)
    later, two = made(pages, anna, date(2026, 3, 1), a1_1=Status.VOLDOET)
    page = shown(pages, later, eerst=f"{later.id}.{two.id}", dan=f"{first.id}.{one.id}")
    assert "De tweede toets is ouder dan de eerste." in page.text and "Slechter" in rows(page)["1.1"]
    nonsense = shown(pages, later, eerst="x.y", dan="'; drop table", norm="?", toon="?", weergave="<b>")
    assert "Beter" in rows(nonsense)["1.1"]


def test_dossiers_of_another_organisation_or_person_cannot_be_chosen(pages: OpenPages, anna: Desk) -> None:
    own, _ = made(pages, anna, date(2026, 3, 1))
    made(pages, anna, date(2025, 3, 1), a1_1=Status.VOLDOET)
    other = made_dossier(anna, "Gemeente Elders")
    elsewhere = kept(pages.store, other.id)
    anna.share(own.id, "leo", Level.READ)
    page = shown(pages, own, "leo", eerst=f"{other.id}.{elsewhere.id}")
    assert "nog maar één toets" in page.text and len(page.select("#vergelijk-eerst option")) == 1
    values = [each["value"] for each in shown(pages, own).select("#vergelijk-eerst option")]
    assert len(values) == 2 and f"{other.id}.{elsewhere.id}" not in values
    with pages.visitor("bert") as visitor:
        answer = visitor.event(address(Place.COMPARE, own.id), "vergelijken")
    assert "bestaat niet" in answer["melding"] and "Veldermeer" not in everything(answer)


def test_the_course_over_time_is_a_picture_and_a_table(pages: OpenPages, anna: Desk) -> None:
    for year in (2024, 2025):
        made(pages, anna, date(year, 3, 1), a1_1=Status.GEPLAND)
    later, _ = made(pages, anna, date(2026, 3, 1), a1_1=Status.VOLDOET)
    kept(pages.store, later.id, assessed({"1.1": Status.DEELS}).model_copy(update={"peildatum": date(2026, 3, 1)}))
    page = shown(pages, later, weergave="verloop")
    table = [[each.text.strip() for each in row.find_all(["th", "td"])] for row in page.select("tbody tr")]
    assert [row[0].split()[0] for row in table] == ["1-3-2024", "1-3-2025", "1-3-2026"]
    assert table[-1][1:6] == ["–", "1", "–", "–", "28"], "of each peildatum the last assessment"
    (picture,) = page.select("svg")
    assert picture["role"] == "img" and picture["aria-label"] and len(picture.select("rect")) == 6


def test_the_half_yearly_overview_has_steps_and_tasks(pages: OpenPages, anna: Desk) -> None:
    made(pages, anna, date(2025, 3, 1), a1_1=Status.GEPLAND, a1_2=Status.VOLDOET)
    later, record = made(pages, anna, date(2026, 3, 1), a1_1=Status.VOLDOET, a1_2=Status.DEELS)
    task = [change(ReviewField.OWNER, "Team Veiligheid"), change(ReviewField.DUE, "2020-01-01")]
    anna.save(later.id, NORM, "1.2", task, seen=0, assessment_id=record.id)
    page = shown(pages, later, weergave="halfjaar")
    halves = [half.h3.text for half in page.select(".half") if half.h3 is not None]
    assert halves == ["Eerste halfjaar 2026", "Tweede halfjaar 2025", "Eerste halfjaar 2025"]
    newest = page.select(".half")[0].text
    assert "Vooruit" in newest and "Gepland → Voldoet" in newest and "Achteruit" in newest
    assert "Team Veiligheid" in page.text and "over tijd" in page.select(".tasks")[0].text
    assert "28 ambities voldoen nog niet" in page.text


def test_both_norms_are_laid_side_by_side(pages: OpenPages, anna: Desk) -> None:
    dossier = made_dossier(anna, norms=[NORM, NH])
    kept(pages.store, dossier.id, assessed({"2.4": Status.VOLDOET}))
    assert "niet aan beide normen getoetst" in shown(pages, dossier, weergave="normen").text
    kept(pages.store, dossier.id, assessed(norm_id=NH))
    page = shown(pages, dossier, weergave="normen")
    every = page.select(".crosswalk tbody tr")
    clashing = shown(pages, dossier, weergave="normen", botst="ja").select(".crosswalk tbody tr")
    assert 0 < len(clashing) < len(every) and all("2.4" in row.text or "voldoet" in row.text for row in clashing)
