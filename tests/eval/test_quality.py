"""What docs/quality.md says is what was recorded, and what was recorded still holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.analysed import analysed
from eval.figures import Run, read_run
from eval.gold import load_gold
from eval.metrics import Item, accuracy, evidence_recall, quote_precision, verbatim, weighted_kappa, wrongly_voldoet
from eval.quality import DOCUMENT, README, RECORDED, summary, tables, with_figures

# A run on another machine gives the same verdicts but for last digits of sums; a change of code that moves more than
# this many verdicts in a hundred is a change of quality, to be recorded or mended.
NOISE = 0.015
SEEDS = Path(__file__).parents[3] / "shared" / "seeds"


@pytest.fixture(scope="module")
def recorded() -> Run:
    return read_run(RECORDED)


@pytest.fixture(scope="module")
def test_items(tmp_path_factory: pytest.TempPathFactory) -> list[Item]:
    folder = tmp_path_factory.mktemp("gold")
    return [item for d in load_gold() if d.split == "test" for item in analysed(d, folder / d.dossier).items]


def test_the_documents_show_the_recorded_figures(recorded: Run) -> None:
    for path, made in ((DOCUMENT, tables(recorded)), (README, summary(recorded))):
        text = path.read_text(encoding="utf-8")
        assert with_figures(text, made) == text


def test_the_recorded_run_is_of_the_dossiers_there_are(recorded: Run) -> None:
    labelled = {
        (d.dossier, norm, ambition, label.status)
        for d in load_gold()
        for norm, labels in d.norms.items()
        for ambition, label in labels.items()
        if label.status.value != "nvt"
    }
    assert {(v.dossier, v.norm, v.ambition, v.gold) for v in recorded.verdicts} == labelled


def test_the_judge_has_not_fallen_back(recorded: Run, test_items: list[Item]) -> None:
    known = recorded.splits["test"].figures
    assert accuracy(test_items) >= known["accuracy"].value - NOISE
    assert weighted_kappa(test_items) >= known["weighted_kappa"].value - 2 * NOISE
    assert wrongly_voldoet(test_items) <= known["wrongly_voldoet"].value + NOISE
    assert evidence_recall(test_items) >= known["evidence_recall"].value - NOISE
    assert quote_precision(test_items) >= known["quote_precision"].value - NOISE


def test_every_quote_is_verbatim_and_every_ambition_is_assessed(test_items: list[Item]) -> None:
    assert verbatim(test_items) == 1.0
    assert all(item.given is not None for item in test_items)


def test_the_real_document_still_reads_as_recorded(recorded: Run, tmp_path: Path) -> None:
    real = [dossier for dossier in load_gold(practice=SEEDS) if dossier.split == "practice" and dossier.paths]
    if not real:
        pytest.skip("the real document is not on this machine")
    items = [item for dossier in real for item in analysed(dossier, tmp_path / dossier.dossier).items]
    assert accuracy(items) >= recorded.splits["practice"].figures["accuracy"].value - 3 * NOISE
    assert verbatim(items) == 1.0
