"""The HTML of the pages: hostile text is printed and never obeyed, and everything the brief asks is there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup

from analyzer.report.outline import Outline
from analyzer.report.wording import MARKS, SCOPE
from ui import rendering, views
from ui.job import Step

PIECES: dict[str, Callable[[Outline], str]] = {
    "overview": rendering.overview,
    "summary": rendering.summary,
    "documents": rendering.documents,
    "list": lambda o: rendering.ambitions(o.entries, "29 ambities", o.entries[0]),
    "met": lambda o: rendering.ambition(o.entries[0], "Pijler 1"),
    "missing": lambda o: rendering.ambition(o.entries[1], "Pijler 1"),
    "not applicable": lambda o: rendering.ambition(o.entries[4], "Pijler 1"),
    "not assessed": lambda o: rendering.ambition(o.entries[5], "Pijler 1"),
    "problems": lambda o: rendering.problems("Mis.", [o.organisation, o.unread[0].remarks[1]]),
    "progress": lambda o: rendering.progress(views.stages(Step(what=o.organisation), ["A"]), o.organisation, 3),
}


@pytest.mark.parametrize("piece", PIECES)
def test_hostile_text_is_escaped(piece: str, hostile_outline: Outline) -> None:
    html = PIECES[piece](hostile_outline)
    soup = BeautifulSoup(html, "html.parser")
    assert not soup.find_all(["script", "img", "iframe", "style", "link"])
    assert not [tag for tag in soup.find_all(True) for name in tag.attrs if name.startswith("on")]
    assert "\u202e" not in html
    if piece in ("overview", "documents", "met", "missing", "problems", "progress"):
        assert "<script>alert(1)</script>" in soup.get_text()


def text_of(html: str) -> str:
    return " ".join(BeautifulSoup(html, "html.parser").get_text(" ").split())


def test_an_ambition_shows_its_verdict_elements_quotes_and_places(hostile_outline: Outline) -> None:
    entry = hostile_outline.entries[0]
    text = text_of(rendering.ambition(entry, "Pijler 1: Bewustwording"))
    assert "Pijler 1: Bewustwording" in text and entry.title in text
    assert entry.requirement in text and "Voldoet" in text and "hoog (80%)" in text
    assert ".pdf, p. 4" in text and "bestaan" in text and all(element.text in text for element in entry.elements)


def test_what_was_not_found_shows_the_search_and_the_next_steps(hostile_outline: Outline) -> None:
    entry = hostile_outline.entries[1]
    text = text_of(rendering.ambition(entry, ""))
    assert "Wat is gezocht" in text and "1 document (12 bladzijden)" in text
    assert "geen bewijs: gaat over een ander" in text and "Volgende stappen" in text


def test_the_list_marks_the_ambition_that_is_shown(hostile_outline: Outline) -> None:
    entries = views.chosen_entries(hostile_outline, "1", "")
    soup = BeautifulSoup(rendering.ambitions(entries, "7 van 29 ambities", entries[1]), "html.parser")
    buttons = soup.select("button[data-ambition]")
    assert [button["data-ambition"] for button in buttons] == [entry.id for entry in entries]
    assert [button["data-ambition"] for button in buttons if button["aria-current"] == "true"] == ["1.2"]
    assert "Geen ambitie past" in rendering.ambitions((), "0 van 29 ambities", None)


def test_the_table_of_documents_tells_what_was_not_read(hostile_outline: Outline) -> None:
    soup = BeautifulSoup(rendering.documents(hostile_outline), "html.parser")
    rows = soup.select("tbody tr")
    assert len(rows) == 2
    assert rows[0]["class"] == ["unread"] and "Niet gelezen. Beveiligd." in " ".join(rows[0].get_text(" ").split())
    assert "één bestand is" in text_of(rendering.overview(hostile_outline))


def test_the_summary_counts_by_outcome_and_by_pillar(hostile_outline: Outline) -> None:
    soup = BeautifulSoup(rendering.summary(hostile_outline), "html.parser")
    tiles = {tile.select("span")[1].get_text(): tile.select("span")[0].get_text() for tile in soup.select(".tiles li")}
    assert tiles["Voldoet"] == "1" and tiles["Niet beoordeeld"] == "26"
    totals = [row.select("td")[-1].get_text() for row in soup.select("tbody tr")]
    assert sum(map(int, totals)) == 29 and len(totals) == 5


def test_the_legend_explains_every_outcome_the_limits_and_privacy() -> None:
    text = text_of(rendering.legend())
    assert all(mark.label in text and mark.meaning in text for mark in MARKS.values())
    assert all(part in text for part in SCOPE)
    assert "Er gaat niets naar het internet" in text


def test_nothing_wrong_gives_no_panel() -> None:
    assert rendering.problems("Mis.", []) == ""
