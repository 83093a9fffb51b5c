"""The page "Uitleg": every outcome, certainty and key is explained, and every way within the page leads somewhere."""

from __future__ import annotations

from bs4 import BeautifulSoup

from analyzer.report.wording import CERTAINTY_LEGEND, MARKS, RULES, SCOPE
from ui.help_page import CHAPTERS, explained
from ui.review_rendering import KEYS


def test_everything_that_pages_show_is_explained() -> None:
    text = " ".join(BeautifulSoup(explained(), "html.parser").text.split())
    wanted = [mark.label for mark in MARKS.values()] + [mark.meaning for mark in MARKS.values()]
    wanted += [label for label, _ in CERTAINTY_LEGEND] + [*SCOPE, *RULES]
    wanted += [each.does for each in KEYS] + [
        "Voorstel van de machine".lower(),
        "oordeel van de beoordelaar",
        "WCAG 2.1",
    ]
    assert [each for each in wanted if each not in text] == []


def test_the_ways_within_the_page_lead_to_its_chapters() -> None:
    page = BeautifulSoup(explained(), "html.parser")
    assert [heading["id"] for heading in page.select("h2")] == [f"uitleg-{name}" for name, _ in CHAPTERS]
    for link in page.select('a[href^="#"]'):
        target = page.find(id=str(link["href"])[1:])
        assert target is not None and target["tabindex"] == "-1", "the focus can go there"
