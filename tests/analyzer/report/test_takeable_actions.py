"""A waterschap or provincie is not told to change an APV or to go to college en raad."""

from __future__ import annotations

import pytest

from analyzer.norms import load_norm
from analyzer.report.takeable_actions import takeable
from analyzer.types import OrganisationType


@pytest.mark.parametrize(("kind", "told"), [("gemeente", True), ("provincie", False), ("waterschap", False)])
def test_only_a_municipality_is_told_to_change_its_apv(kind: str, told: bool) -> None:
    actions = load_norm("groningse-norm").ambition("3.1").actions
    titles = [each.title for each in takeable(actions, OrganisationType(kind))]
    assert ("APV aanvullen" in titles) is told and "Overige regels" in titles


def test_where_nothing_else_is_left_all_is_told() -> None:
    actions = [each for each in load_norm("groningse-norm").ambition("3.1").actions if each.title == "APV aanvullen"]
    assert takeable(actions, OrganisationType.WATERSCHAP) == tuple(actions) != ()
