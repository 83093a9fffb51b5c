"""The bank of example sentences: every essential criterion that words can show has its share, none twice."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest
import yaml

from analyzer.norms import NORM_IDS, load_norm
from analyzer.types import CriterionKind

LEAST = {"in_force": 20, "planned": 5, "absent": 5, "near_miss": 5}
WHY = {"other", "quoted", "recommended", "theme", "unrelated"}
COMPUTED = {CriterionKind.CADENCE, CriterionKind.CURRENCY}
FILES = sorted((Path(str(files("corpus"))) / "bank").glob("*.yaml"))


def sentences(path: Path) -> dict[str, dict[str, list[object]]]:
    found: dict[str, dict[str, list[object]]] = yaml.safe_load(path.read_text(encoding="utf-8"))["sentences"]
    return found


@pytest.mark.parametrize("norm_id", NORM_IDS)
def test_every_essential_criterion_is_in_the_bank(norm_id: str) -> None:
    wanted = {
        criterion.id
        for ambition in load_norm(norm_id).ambitions
        for criterion in ambition.criteria
        if criterion.essential and criterion.kind not in COMPUTED
    }
    assert {key for path in FILES if path.stem.startswith(norm_id) for key in sentences(path)} == wanted


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_criterion_has_its_share(path: Path) -> None:
    for criterion, groups in sentences(path).items():
        assert set(groups) == set(LEAST), criterion
        for group, least in LEAST.items():
            assert len(groups[group]) >= least, (criterion, group)
        for miss in groups["near_miss"]:
            assert isinstance(miss, dict) and set(miss) == {"text", "why"} and miss["why"] in WHY, miss


def test_no_sentence_is_there_twice() -> None:
    texts = [
        item["text"] if isinstance(item, dict) else item
        for path in FILES
        for groups in sentences(path).values()
        for group in groups.values()
        for item in group
    ]
    assert len(texts) == len(set(texts)) > 5000
