"""The gold dossiers: every label is there, and every quote stands in its document as it is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.norms import load_norm
from analyzer.types import Status
from eval.gold import GoldDossier, load_gold
from ingest.pipeline import ingest
from ingest.workspace import Workspace

WITHOUT_QUOTES = {Status.NIET_AANGETROFFEN, Status.NVT}


def flat(text: str) -> str:
    return " ".join(text.split())


def names() -> list[str]:
    return [dossier.dossier for dossier in load_gold()]


def by_name(name: str) -> GoldDossier:
    return next(dossier for dossier in load_gold() if dossier.dossier == name)


def test_both_splits_are_there_and_no_dossier_is_in_two() -> None:
    assert {dossier.split for dossier in load_gold()} == {"development", "test", "practice"}
    assert len(names()) == len(set(names())) >= 12
    writers = {split: {d.writer for d in load_gold() if d.split == split} for split in ("development", "test")}
    assert not writers["development"] & writers["test"]


@pytest.mark.parametrize("name", names())
def test_every_ambition_is_labelled(name: str) -> None:
    dossier = by_name(name)
    for norm_id, labels in dossier.norms.items():
        norm = load_norm(norm_id)
        assert list(labels) == [ambition.id for ambition in norm.ambitions]
        for ambition in norm.ambitions:
            bound = dossier.organisation.type in ambition.binds
            assert (labels[ambition.id].status is Status.NVT) is not bound, ambition.id
            assert bool(labels[ambition.id].quotes) is (labels[ambition.id].status not in WITHOUT_QUOTES)


def own_text() -> list[str]:
    """All but the example, whose scan needs text recognition, and real documents, which may not be at hand."""
    return [d.dossier for d in load_gold() if d.dossier != "voorbeeld" and d.split != "practice"]


@pytest.mark.parametrize("name", own_text())
def test_every_quote_stands_in_its_document(name: str, tmp_path: Path) -> None:
    dossier = by_name(name)
    with Workspace(tmp_path) as workspace:
        read = ingest(dossier.paths, workspace, lambda *_: None)
    assert not read.failures
    texts = {document.name: flat(document.text) for document in read.documents}
    for labels in dossier.norms.values():
        for label in labels.values():
            elements = (label.elements or {}).values()
            for quote in (*label.quotes, *label.also, *(each for element in elements for each in element.quotes)):
                assert flat(quote.quote) in texts[quote.document], quote
