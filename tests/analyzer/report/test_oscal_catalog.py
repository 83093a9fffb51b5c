"""The norms as OSCAL catalogs, read again by a library that knows the format."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from trestle.oscal.catalog import Catalog

from analyzer.norms import NORM_IDS, load_norm
from analyzer.report import oscal_catalog
from analyzer.report.oscal_terms import control_id
from analyzer.types import GapReport, Norm


@pytest.fixture(params=NORM_IDS)
def norm(request: pytest.FixtureRequest) -> Norm:
    return load_norm(request.param)


def _read(norm: Norm, folder: Path) -> Catalog:
    path = folder / "catalog.json"
    path.write_bytes(oscal_catalog.render(norm))
    found = Catalog.oscal_read(path)
    assert found is not None
    return found


def _parts(value: Any) -> list[Any]:
    """All objects in it, itself first."""
    if isinstance(value, list):
        return [found for each in value for found in _parts(each)]
    if isinstance(value, dict):
        return [value, *(found for each in value.values() for found in _parts(each))]
    return []


def test_a_catalog_has_the_whole_norm(norm: Norm, tmp_path: Path) -> None:
    catalog = _read(norm, tmp_path)
    groups = catalog.groups or []
    assert [group.title for group in groups] == [pillar.title for pillar in norm.pillars]
    controls = {control.id: control for group in groups for control in group.controls}
    assert list(controls) == [control_id(norm, ambition.id) for ambition in norm.ambitions]
    for ambition in norm.ambitions:
        control = controls[control_id(norm, ambition.id)]
        named: dict[str, Any] = {part.name: part for part in control.parts}
        assert control.title == ambition.title
        assert named["statement"].prose == ambition.requirement
        assert [each.prose for each in named["assessment-objective"].parts] == [c.text for c in ambition.criteria]
        given = [(each.title, each.prose) for each in named["guidance"].parts] if ambition.actions else []
        assert given == [(action.title, action.text) for action in ambition.actions]
        binds = [each.value for each in control.props if each.name == "binds"]
        assert binds == [kind.value for kind in ambition.binds]


def test_ids_are_there_once_and_what_is_referred_to_is_there(norm: Norm) -> None:
    body = json.loads(oscal_catalog.render(norm))
    nodes = _parts(body)
    ids = [each["id"] for each in nodes if "id" in each] + [each["uuid"] for each in nodes if "uuid" in each]
    assert len(set(ids)) == len(ids)
    assert {each["href"].removeprefix("#") for each in nodes if "href" in each} <= set(ids)


def test_the_same_norm_gives_the_same_bytes(norm: Norm) -> None:
    assert oscal_catalog.render(norm) == oscal_catalog.render(norm.model_copy())
    later = json.loads(oscal_catalog.render(norm.model_copy(update={"version": "2031"})))
    assert later["catalog"]["uuid"] != json.loads(oscal_catalog.render(norm))["catalog"]["uuid"]


def test_ids_are_those_that_others_refer_to() -> None:
    groningen, holland = map(load_norm, NORM_IDS)
    assert (control_id(groningen, "2.4"), control_id(holland, "1.1")) == ("gn-2.4", "nhn-1.1")


def test_a_norm_with_odd_texts_is_a_catalog_too(report: GapReport, hostile: str, tmp_path: Path) -> None:
    first, *others = report.norm.ambitions
    odd = first.model_copy(update={"title": f" {hostile}\n", "requirement": "", "actions": (), "section": " § 1 "})
    norm = report.norm.model_copy(update={"id": "1e norm", "version": "\n", "ambitions": (odd, *others)})
    catalog = _read(norm, tmp_path)
    assert catalog.groups is not None
    assert catalog.groups[0].controls[0].id == "n-1.1"
    assert catalog.groups[0].controls[0].title.startswith("<script>")
