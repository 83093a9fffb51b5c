"""The harness around the judge: comparison of runs, baselines, search alone, the page, and gold made of edits."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from analyzer.cli import main
from analyzer.types import Status
from eval.baselines import bm25, keywords, majority, with_best_thresholds
from eval.compare import compare
from eval.export import LabelledByReviewer, NotExported, export
from eval.figures import Run, agreement_of, read_run, split_figures, verdicts_of
from eval.gold import GoldDossier, InvalidGold, load_gold
from eval.metrics import Item, accuracy, calibration_error, reliability, risk_coverage
from eval.page import render_page
from eval.quality import tables
from eval.retrieval import score_retrieval
from eval.run import run
from ingest.pipeline import ingest
from ingest.types import Document
from ingest.workspace import Workspace

V, D, N = Status.VOLDOET, Status.DEELS, Status.NIET_AANGETROFFEN


def item(number: int, gold: Status, given: Status, confidence: float = 0.5, quotes: tuple[str, ...] = ()) -> Item:
    return Item(
        dossier="d", norm="groningse-norm", ambition=f"1.{number}", gold=gold, given=given, confidence=confidence,
        gold_quotes=quotes, given_quotes=quotes, verbatim=len(quotes), pillar="1", kinds=("activity",),
        genres=("plan",),
    )  # fmt: skip


def run_of(items: list[Item]) -> Run:
    return Run(
        version="1",
        judge="rules",
        splits={"test": split_figures(items, {"majority": majority(items, items)}, (), 1.0)},
        agreement=agreement_of([(V, V), (V, D), (N, N)]),
        verdicts=verdicts_of(items),
    )


@pytest.fixture(scope="module")
def waterschap(tmp_path_factory: pytest.TempPathFactory) -> tuple[GoldDossier, tuple[Document, ...]]:
    dossier = next(each for each in load_gold() if each.dossier == "wierdenland")
    with Workspace(tmp_path_factory.mktemp("w")) as workspace:
        return dossier, ingest(dossier.paths, workspace, lambda *_: None).documents


def test_a_comparison_tells_what_changed_and_whether_it_is_chance() -> None:
    before = [item(n, V, V if n < 5 else D) for n in range(20)]
    after = [item(n, V, V if n < 15 else D) for n in range(20)]
    found = compare(run_of(before), run_of(after))
    assert (found.both, len(found.better), len(found.worse)) == (20, 10, 0)
    assert found.accuracy == (0.25, 0.75)
    assert found.chance == pytest.approx(2 / 2**10)
    assert compare(run_of(before), run_of(before)).chance == 1.0


def test_runs_without_a_common_verdict_cannot_be_compared() -> None:
    with pytest.raises(ValueError):
        compare(run_of([item(1, V, V)]), run_of([item(2, V, V)]))


def test_the_compare_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, given in (("a", D), ("b", V)):
        (tmp_path / name).mkdir()
        run_of([item(1, V, given)]).write(tmp_path / name / "run.json")
    assert main(["eval", "compare", str(tmp_path / "a"), str(tmp_path / "b")]) == 0
    told = capsys.readouterr().out
    assert "beter in B: 1" in told and "kan toeval zijn" in told
    (tmp_path / "c.json").write_text("{}", encoding="utf-8")
    assert main(["eval", "compare", str(tmp_path / "a"), str(tmp_path / "c.json")]) == 1
    assert "c.json" in capsys.readouterr().err


def test_calibration() -> None:
    items = [item(n, V, V if n < 8 else D, 0.8) for n in range(10)]
    (only,) = reliability(items)
    assert (only.count, only.accuracy) == (10, 0.8)
    assert calibration_error(items) == pytest.approx(0.0)
    assert calibration_error([item(1, V, D, 1.0)]) == 1.0


def test_risk_grows_with_coverage_when_confidence_tells() -> None:
    items = [item(n, V, V if n < 5 else D, 1 - n / 10) for n in range(10)]
    points = risk_coverage(items, points=10)
    assert points[4] == (0.5, 0.0) and points[-1] == (1.0, 0.5)


def test_agreement_of_two_readers() -> None:
    found = agreement_of([(V, V), (V, D), (N, N), (N, N)])
    assert found is not None
    assert found.share == 0.75
    assert found.kappa == pytest.approx((0.75 - 0.375) / (1 - 0.375))
    assert agreement_of([]) is None


def test_the_majority_class() -> None:
    items = [item(1, V, D), item(2, V, D), item(3, N, D)]
    assert accuracy(majority(items, items)) == pytest.approx(2 / 3)


def test_baselines_get_their_best_thresholds(waterschap: tuple[GoldDossier, tuple[Document, ...]]) -> None:
    dossier, documents = waterschap
    items = [
        Item(dossier=dossier.dossier, norm="groningse-norm", ambition=a, gold=label.status, given=None, confidence=0)
        for a, label in dossier.norms["groningse-norm"].items()
        if label.status is not Status.NVT
    ]
    most = accuracy(majority(items, items))
    for answers in (keywords(dossier, documents), bm25(dossier, documents)):
        assert {key[2] for key in answers} == {each.ambition for each in items}
        given = with_best_thresholds(items, answers)
        assert accuracy(given) >= accuracy([each.model_copy(update={"given": V}) for each in items])
        assert accuracy(given) < 0.9
        shown = [each for each in given if each.given is not N]
        assert shown and all(each.given_quotes for each in shown)
    assert 0 < most < 1


def test_search_alone(waterschap: tuple[GoldDossier, tuple[Document, ...]]) -> None:
    found = {row.name: row for row in score_retrieval([waterschap], None)}
    assert set(found) == {"lexical", "dense", "fused"}
    for row in found.values():
        shares = list(row.recall.values())
        assert shares == sorted(shares) and 0 < row.ndcg <= 1
        assert row.recall[24] > 0.6


def test_a_run_over_one_dossier(waterschap: tuple[GoldDossier, tuple[Document, ...]], tmp_path: Path) -> None:
    made, items = run([waterschap[0]], tmp_path, baselines=False)
    assert len(made.verdicts) == len(items) == 25
    assert made.splits["development"].figures["verbatim"].value == 1.0
    made.write(tmp_path / "run.json")
    assert read_run(tmp_path / "run.json") == made
    assert "| right status |" in tables(made)


def test_the_page_says_it_in_dutch_and_holds_its_plots() -> None:
    items = [item(n, V if n % 2 else N, V, n / 12, ("Een citaat.",)) for n in range(12)]
    page = render_page(run_of(items))
    assert page.count("<svg") == 4
    assert "Juist oordeel" in page
    assert not re.search(r'(?:src|href)="http', page)
    for key in ("niet_aangetroffen", "wrongly_voldoet", "majority", "None"):
        assert f">{key}<" not in page


# --- gold from reviewers' edits ------------------------------------------------------------------------------------

SENTENCE = "Het agressieprotocol is op 4 maart 2025 door het college vastgesteld."


@pytest.fixture
def reviewed(tmp_path: Path) -> dict[str, Any]:
    (tmp_path / "documenten").mkdir()
    (tmp_path / "documenten" / "nota.txt").write_text(f"Veiligheid\n\n{SENTENCE}\n", encoding="utf-8")
    return {
        "norm": {"id": "groningse-norm"},
        "organisation": {"name": "Gemeente X", "type": "gemeente"},
        "peildatum": "2026-01-01",
        "ambitions": [
            {"id": "4.4", "status": "deels", "evidence": [{"document": "nota.txt", "quote": SENTENCE}]},
            {"id": "4.1", "status": "voldoet", "evidence": []},
        ],
    }


def edit(ambition: str, status: Status, *quotes: dict[str, str]) -> LabelledByReviewer:
    return LabelledByReviewer.model_validate(
        {"norm": "groningse-norm", "ambition": ambition, "status": status, "quotes": quotes}
    )


def test_edits_become_a_gold_dossier_that_can_be_measured(reviewed: dict[str, Any], tmp_path: Path) -> None:
    edits = [edit("4.4", D), edit("4.1", N)]
    export([reviewed], edits, tmp_path / "documenten", tmp_path / "gold", "gemeente-x")
    (dossier,) = load_gold(tmp_path / "gold")
    labels = dossier.norms["groningse-norm"]
    assert {key: label.status for key, label in labels.items()} == {"4.4": D, "4.1": N}
    assert labels["4.4"].quotes[0].quote == SENTENCE
    made, items = run([dossier], tmp_path / "work", baselines=False)
    assert {each.ambition for each in items} == {"4.4", "4.1"} and "practice" in made.splits


@pytest.mark.parametrize(
    ("edits", "told"),
    [
        ([edit("4.4", V)], "zonder citaat"),
        ([edit("9.9", N)], "geen ambitie '9.9'"),
        ([edit("4.4", V, {"document": "nota.txt", "quote": "Dit staat er niet."})], "niet letterlijk in 'nota.txt'"),
    ],
)
def test_edits_that_cannot_be_labels_are_refused_and_leave_nothing(
    edits: list[LabelledByReviewer], told: str, reviewed: dict[str, Any], tmp_path: Path
) -> None:
    with pytest.raises(NotExported, match=told):
        export([reviewed], edits, tmp_path / "documenten", tmp_path / "gold", "gemeente-x")
    assert not (tmp_path / "gold" / "gemeente-x").exists()


def test_the_export_command(reviewed: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "rapport.json").write_text(json.dumps(reviewed), encoding="utf-8")
    edits = [{"norm": "groningse-norm", "ambition": "4.4", "status": "deels"}]
    (tmp_path / "edits.yaml").write_text(yaml.safe_dump(edits), encoding="utf-8")
    arguments = ["eval", "export", str(tmp_path / "rapport.json"), "--edits", str(tmp_path / "edits.yaml")]
    arguments += ["--documents", str(tmp_path / "documenten"), "--out", str(tmp_path / "gold")]
    assert main([*arguments, "--name", "gemeente-x"]) == 0
    assert "1 oordelen" in capsys.readouterr().out
    assert main([*arguments, "--name", "gemeente-x"]) == 1
    assert "bestaat al" in capsys.readouterr().err
    assert main([*arguments, "--name", "../weg"]) == 1
    assert "De naam '../weg' kan niet" in capsys.readouterr().err


def test_a_gold_file_that_cannot_be_read_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "gold.yaml").write_text("dossier: [", encoding="utf-8")
    with pytest.raises(InvalidGold, match=r"x.gold\.yaml"):
        load_gold(tmp_path)
    assert main(["eval", "run", "--gold", str(tmp_path)]) == 1
    assert "gold.yaml" in capsys.readouterr().err


def test_real_documents_that_are_not_at_hand_are_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["eval", "run", "--split", "practice", "--documents", str(tmp_path)]) == 1
    assert "herijking-uitvoeringsplan-gemeente-groningen.txt" in capsys.readouterr().err
