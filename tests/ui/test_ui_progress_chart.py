"""The chart of the course over time: every ambition takes the same room, and every number stands in its table too."""

from __future__ import annotations

from analyzer.report.wording import MARKS
from ui.progress_chart import HEIGHT, bar_of, chart


def test_boxes_are_stacked_in_proportion_from_what_is_met_up() -> None:
    made = chart([bar_of("1-3-2025", "", {"voldoet": 10, "gepland": 30}), bar_of("1-3-2026", "", {"voldoet": 20})])
    met, planned, later = made.boxes
    assert (met.height, planned.height, later.height) == (HEIGHT / 4, HEIGHT * 3 / 4, HEIGHT / 2)
    assert met.y + met.height == later.y + later.height == planned.y + planned.height + met.height
    assert [box.text for box in made.boxes] == ["10", "30", "20"] and met.x == planned.x < later.x
    assert [mark.key for mark in made.used] == ["voldoet", "gepland"]
    assert [sum(bar.counts) for bar in made.bars] == [40, 20] and len(made.bars[0].counts) == len(MARKS)


def test_what_could_not_be_assessed_is_counted_and_a_thin_box_has_no_number() -> None:
    made = chart([bar_of("nu", "", {"": 1, "voldoet": 46})])
    assert [box.text for box in made.boxes] == ["46", ""] and made.boxes[1].mark.key == "niet_beoordeeld"
    assert made.scale[0].text == "0" and len(made.scale) <= 7


def test_nothing_is_no_chart_and_no_fault() -> None:
    assert chart([]).boxes == () and chart([bar_of("leeg", "", {})]).boxes == ()
