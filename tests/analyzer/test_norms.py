"""The norms load, and what would be wrong with one is found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from analyzer import norms
from analyzer.errors import InvalidNorm, UnknownNorm
from analyzer.norms import (
    NORM_IDS,
    load_crosswalk,
    load_cues,
    load_norm,
    load_repealed_laws,
    problems_of,
    shared_concepts,
)
from analyzer.types import Criterion, CriterionKind, Norm, OrganisationType

SIZES = {"groningse-norm": 29, "noord-hollandse-norm": 47}
FIRST_LAST = {"groningse-norm": ("1.1", "5.3"), "noord-hollandse-norm": ("1.1", "6.2")}


@pytest.mark.parametrize("norm_id", NORM_IDS)
def test_each_norm_is_whole_and_sound(norm_id: str) -> None:
    norm = load_norm(norm_id)
    ids = [ambition.id for ambition in norm.ambitions]
    assert norm.id == norm_id
    assert (len(ids), ids[0], ids[-1]) == (SIZES[norm_id], *FIRST_LAST[norm_id])
    assert ids == sorted(ids, key=lambda each: [int(part) for part in each.split(".")])
    assert problems_of(norm) == ()
    assert [norm.ambition(each).id for each in ids] == ids


def test_whom_the_norms_bind() -> None:
    gemeente, provincie, waterschap = OrganisationType
    assert set(load_norm("groningse-norm").binds) == {gemeente, provincie, waterschap}
    assert set(load_norm("noord-hollandse-norm").binds) == {gemeente, provincie}
    unbound = {
        norm_id: {a.id for a in load_norm(norm_id).ambitions if provincie not in a.binds} for norm_id in NORM_IDS
    }
    assert unbound == {"groningse-norm": {"1.5", "2.3", "3.4", "3.5"}, "noord-hollandse-norm": {"5.2", "5.8", "5.9"}}


@pytest.mark.parametrize("norm_id", NORM_IDS)
def test_the_shared_concepts_lie_under_each_norm(norm_id: str) -> None:
    norm = load_norm(norm_id)
    assert shared_concepts().keys() <= norm.concepts.keys()


def test_the_crosswalk_links_ambitions_that_exist() -> None:
    links = load_crosswalk()
    known = {norm_id: {ambition.id for ambition in load_norm(norm_id).ambitions} for norm_id in NORM_IDS}
    assert links
    assert {link.groningse_norm for link in links} <= known["groningse-norm"]
    assert {link.noord_hollandse_norm for link in links} <= known["noord-hollandse-norm"]


def test_cues_and_laws_load() -> None:
    assert {"planned", "negation", "quoted", "recommended", "other", "rhythm"} <= load_cues().keys()
    assert any("Alcoholwet" in law.new for law in load_repealed_laws())


def test_a_norm_that_is_not_there() -> None:
    with pytest.raises(UnknownNorm, match=r"De norm 'friese-norm' is niet bekend. Kies uit: groningse-norm, noord-"):
        load_norm("friese-norm")
    with pytest.raises(KeyError):
        load_norm("groningse-norm").ambition("9.9")


def test_a_file_that_breaks_the_schema(monkeypatch: pytest.MonkeyPatch) -> None:
    whole: Callable[[str], Any] = norms._yaml
    monkeypatch.setattr(norms, "_yaml", lambda name: {**whole(name), "bindt": ["gemeente"]})
    with pytest.raises(InvalidNorm, match="Het bestand van de norm 'groningse-norm' is niet geldig"):
        load_norm.__wrapped__("groningse-norm")


def element(**changes: object) -> Criterion:
    fields = {"id": "1.1.a", "text": "x", "kind": CriterionKind.PROVISION, "all_of": (("meldpunt",),)}
    return Criterion.model_validate({**fields, **changes})


BROKEN: list[tuple[str, list[Criterion]]] = [
    ("geen enkel essentieel element", [element(essential=False)]),
    ("unknown concept @weg", [element(all_of=(("@weg",),))]),
    ("unknown concept @weg", [element(none_of=("@weg",))]),
    ("geen zoektermen", [element(all_of=())]),
    ("verwijst naar 1.1.z, dat niet bestaat", [element(of="1.1.z")]),
    ("zegt niet bij welk element het hoort", [element(), element(id="1.1.b", kind=CriterionKind.CADENCE)]),
    ("zegt niet bij welk element het hoort", [element(), element(id="1.1.b", kind=CriterionKind.CURRENCY)]),
]


@pytest.mark.parametrize(("problem", "criteria"), BROKEN)
def test_what_is_wrong_with_an_element_is_told(
    problem: str, criteria: list[Criterion], make_norm: Callable[..., Norm]
) -> None:
    (told,) = problems_of(make_norm(criteria))
    assert problem in told
    assert "1.1" in told


def test_what_is_wrong_with_an_ambition_is_told(make_norm: Callable[..., Norm]) -> None:
    sound = make_norm([element()])
    assert problems_of(sound) == ()
    (ambition,) = sound.ambitions
    twice = sound.model_copy(update={"ambitions": (ambition, ambition)})
    homeless = sound.model_copy(update={"ambitions": (ambition.model_copy(update={"pillar": "9"}),)})
    narrow = sound.model_copy(update={"binds": (OrganisationType.GEMEENTE,)})
    assert problems_of(twice) == ("ambitie 1.1 staat er meer dan eens",)
    assert problems_of(homeless) == ("ambitie 1.1: pijler 9 bestaat niet",)
    assert problems_of(narrow) == ("ambitie 1.1: bindt een soort organisatie die de norm niet bindt",)
