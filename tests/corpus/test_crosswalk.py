"""The crosswalk of the two norms: every link lands, none is said twice, and what stands alone is stated by hand."""

from __future__ import annotations

from collections import Counter

import pytest

from analyzer.norms import load_crosswalk, load_norm
from analyzer.types import CrosswalkLink, CrosswalkRelation

# Asked by the one norm and nowhere, not even in an explanation or action, by the other; found by reading both.
GRONINGSE_ALONE = {"2.5", "3.3", "3.5"}  # reporting offences (art. 162 Sv), Bibob tips, the drugs covenant
NOORD_HOLLANDSE_ALONE = {"1.1", "2.5", "3.2", "3.4", "3.9", "4.5", "5.7", "5.10", "5.11"}

# Links whose direction was settled by hand: (Groningse, Noord-Hollandse) → how the first relates to the second.
SETTLED = {
    ("1.7", "1.5"): CrosswalkRelation.NARROWER,  # the second also seeks out other municipalities
    ("2.2", "4.6"): CrosswalkRelation.EQUAL,
    ("2.4", "4.3"): CrosswalkRelation.EQUAL,
    ("2.6", "4.1"): CrosswalkRelation.EQUAL,
    ("3.4", "5.8"): CrosswalkRelation.EQUAL,
    ("3.6", "5.12"): CrosswalkRelation.NARROWER,  # the second also asks for single-discipline checks and enforcement
    ("3.8", "5.12"): CrosswalkRelation.NARROWER,  # the second also asks for the checks themselves
    ("3.9", "5.3"): CrosswalkRelation.BROADER,  # the first also asks to act on what is recognised
    ("4.1", "2.3"): CrosswalkRelation.NARROWER,  # the second asks for yearly meetings, and for awareness of networks
    ("4.2", "2.1"): CrosswalkRelation.BROADER,  # the first also asks for screening, risks and measures
    ("5.3", "6.1"): CrosswalkRelation.NARROWER,  # the second asks for an internal and an external strategy
}


@pytest.fixture(scope="module")
def links() -> tuple[CrosswalkLink, ...]:
    return load_crosswalk()


def ambition_ids(norm_id: str) -> set[str]:
    return {ambition.id for ambition in load_norm(norm_id).ambitions}


def test_every_link_lands(links: tuple[CrosswalkLink, ...]) -> None:
    assert {link.groningse_norm for link in links} - ambition_ids("groningse-norm") == set()
    assert {link.noord_hollandse_norm for link in links} - ambition_ids("noord-hollandse-norm") == set()


def test_no_pair_is_linked_twice(links: tuple[CrosswalkLink, ...]) -> None:
    pairs = Counter((link.groningse_norm, link.noord_hollandse_norm) for link in links)
    assert [pair for pair, times in pairs.items() if times > 1] == []


def test_what_has_a_counterpart_is_linked(links: tuple[CrosswalkLink, ...]) -> None:
    assert ambition_ids("groningse-norm") - {link.groningse_norm for link in links} == GRONINGSE_ALONE
    assert ambition_ids("noord-hollandse-norm") - {link.noord_hollandse_norm for link in links} == NOORD_HOLLANDSE_ALONE


def test_equals_are_one_to_one(links: tuple[CrosswalkLink, ...]) -> None:
    equals = [link for link in links if link.relation is CrosswalkRelation.EQUAL]
    assert equals
    for ids in ([link.groningse_norm for link in equals], [link.noord_hollandse_norm for link in equals]):
        assert len(ids) == len(set(ids))


def test_directions_are_as_settled(links: tuple[CrosswalkLink, ...]) -> None:
    directed = {
        (link.groningse_norm, link.noord_hollandse_norm): link.relation
        for link in links
        if link.relation is not CrosswalkRelation.OVERLAPS
    }
    assert directed == SETTLED


def test_every_link_gives_its_reason(links: tuple[CrosswalkLink, ...]) -> None:
    bare = [link for link in links if not link.note.endswith(".") or len(link.note.split()) < 5]
    assert bare == []
