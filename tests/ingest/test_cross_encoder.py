"""A model that scores pairs of texts: loading one from a folder, what it refuses, and what it makes of a pair."""

from __future__ import annotations

import json
import os
import shutil
import socket
import sys
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tiny_cross_encoder import (
    LABELS,
    ORGANISATION,
    build_inference,
    build_reranker,
    criterion_text,
    made,
    relabelled,
)

from analyzer.judges.hypotheses import load_hypotheses
from ingest.cross_encoder import CrossEncoderModel, CrossEncoderUnavailable, CrossEncoderUnsuited, Entailment
from ingest.errors import IngestError

if find_spec("sentence_transformers") is None:
    pytest.skip("sentence-transformers is not installed, so no model can be loaded", allow_module_level=True)

IN_FORCE, PLANNED, ABSENT = load_hypotheses().hypotheses_for(criterion_text("meldpunt"), ORGANISATION)
THERE = "Wij hebben een meldpunt voor signalen."
PAIRS = [
    (text, hypothesis)
    for text in (THERE, "Wij hebben geen meldpunt voor signalen.", "In 2027 komt er een meldpunt.", "Koffie.")
    for hypothesis in (IN_FORCE, PLANNED, ABSENT)
]
ENTAILED = [0, 5, 7]  # by the place of the pair


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.getbasetemp(), build_inference)


@pytest.fixture(scope="module")
def model(folder: Path) -> CrossEncoderModel:
    return CrossEncoderModel(folder)


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Path:
    """A copy of the model's folder, to be spoilt."""
    return Path(shutil.copytree(folder, tmp_path / "model"))


def test_the_scores_are_raw_logits_of_every_pair(model: CrossEncoderModel) -> None:
    scores = model.scores(PAIRS)
    assert model.labels == LABELS
    assert (scores.shape, scores.dtype) == ((len(PAIRS), 3), np.float32)
    assert not np.allclose(scores.sum(axis=1), 1)
    assert model.scores([]).shape == (0, 3)


def test_what_is_entailed_is_told_from_what_is_not(model: CrossEncoderModel) -> None:
    chances = Entailment(model).chances(PAIRS)
    assert [place for place, chance in enumerate(chances) if chance > 0.9] == ENTAILED
    assert all(chance < 0.1 for place, chance in enumerate(chances) if place not in ENTAILED)
    assert Entailment(model).chances([]).shape == (0,)


def test_a_pair_has_one_chance_whatever_is_read_beside_it(model: CrossEncoderModel) -> None:
    together = Entailment(model).chances(PAIRS)
    alone = [float(Entailment(model).chances([pair])[0]) for pair in PAIRS]
    assert together.tolist() == pytest.approx(alone, abs=2e-4)
    assert np.array_equal(together, Entailment(model).chances(PAIRS))
    assert np.array_equal(together[::-1], Entailment(model).chances(PAIRS[::-1]))


@pytest.mark.parametrize(
    ("labels", "order"),
    [
        (("contradiction", "entailment", "neutral"), (2, 0, 1)),
        (("NEUTRAL", "Contradiction", " Entailment"), (1, 2, 0)),
    ],
)
def test_the_columns_are_found_by_their_names(
    labels: Sequence[str], order: Sequence[int], folder: Path, model: CrossEncoderModel, tmp_path: Path
) -> None:
    other = CrossEncoderModel(relabelled(folder, tmp_path / "other", labels, order))
    assert other.labels == tuple(labels)
    assert Entailment(other).chances(PAIRS) == pytest.approx(Entailment(model).chances(PAIRS), abs=2e-4)


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (("LABEL_0", "LABEL_1", "LABEL_2"), r"LABEL_0, LABEL_1, LABEL_2.*'id2label'.*config\.json"),
        (("entailment", "not_entailment"), r"onderscheidt entailment, not_entailment.*Kies met --nli"),
        (("gevolg", "neutraal", "tegenspraak"), r"onderscheidt gevolg, neutraal, tegenspraak.*'id2label'"),
    ],
)
def test_a_model_for_something_else_does_not_judge(
    labels: Sequence[str], message: str, folder: Path, tmp_path: Path
) -> None:
    other = CrossEncoderModel(relabelled(folder, tmp_path / "other", labels))
    with pytest.raises(CrossEncoderUnsuited, match=message):
        Entailment(other)


def test_a_reranker_does_not_judge(tmp_path_factory: pytest.TempPathFactory) -> None:
    reranker = CrossEncoderModel(made(tmp_path_factory.getbasetemp(), build_reranker))
    assert reranker.scores(PAIRS[:2]).shape == (2, 1)
    with pytest.raises(CrossEncoderUnsuited, match=r"één score per paar.*--reranker"):
        Entailment(reranker)


def test_models_of_one_name_are_told_apart(folder: Path, model: CrossEncoderModel, tmp_path: Path) -> None:
    other = CrossEncoderModel(relabelled(folder, tmp_path / folder.name, LABELS[::-1], (2, 1, 0)))
    assert model.name == CrossEncoderModel(folder).name
    assert model.name.rpartition(":")[0] == other.name.rpartition(":")[0] == f"cross-encoder:{folder.name}"
    assert model.name != other.name
    assert len(model.name.rpartition(":")[2]) == 8


# --- what is too long ----------------------------------------------------------------------------------------------

FILLING = "De griffie bewaart de stukken. " * 60


def test_a_premise_that_is_too_long_loses_its_end_and_the_hypothesis_nothing(model: CrossEncoderModel) -> None:
    full = model.scores([(FILLING, IN_FORCE), (FILLING + THERE, IN_FORCE), (THERE + FILLING, IN_FORCE)])
    assert full[0] == pytest.approx(full[1], abs=1e-4)
    assert not np.allclose(full[0], full[2], atol=0.1)
    others = model.scores([(FILLING, IN_FORCE + " Koffie."), (FILLING, IN_FORCE)])
    assert not np.allclose(others[0], others[1], atol=1e-4)


def test_of_a_query_and_a_passage_the_passage_is_cut(model: CrossEncoderModel) -> None:
    full = model.scores([(THERE, FILLING), (THERE, FILLING + IN_FORCE), ("Koffie.", FILLING)], cut="second")
    assert full[0] == pytest.approx(full[1], abs=1e-4)
    assert not np.allclose(full[0], full[2], atol=1e-2)


def test_a_hypothesis_that_is_too_long_by_itself_is_refused(model: CrossEncoderModel) -> None:
    with pytest.raises(CrossEncoderUnavailable, match=r"kan deze tekstparen niet lezen.*512 tokens"):
        model.scores([(THERE, FILLING)])


# --- what is not loaded --------------------------------------------------------------------------------------------


def test_the_error_is_one_of_reading() -> None:
    assert issubclass(CrossEncoderUnsuited, CrossEncoderUnavailable)
    assert issubclass(CrossEncoderUnavailable, IngestError)


def _without_weights(folder: Path) -> None:
    (folder / "model.safetensors").unlink()


def _damaged(folder: Path) -> None:
    weights = folder / "model.safetensors"
    os.truncate(weights, weights.stat().st_size // 2)


def _without_config(folder: Path) -> None:
    (folder / "config.json").unlink()


def _without_tokenizer(folder: Path) -> None:
    for path in folder.glob("tokenizer*"):
        path.unlink()


def _emptied(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()
    (folder / "leesmij.txt").write_text("geen model")


@pytest.mark.parametrize("spoil", [_without_weights, _damaged, _without_config, _without_tokenizer, _emptied])
def test_a_folder_that_holds_no_whole_model(spoil: Callable[[Path], None], copy: Path) -> None:
    spoil(copy)
    with pytest.raises(
        CrossEncoderUnavailable, match=r"kan niet worden geladen\. Geef de hele map.*safetensors"
    ) as told:
        CrossEncoderModel(copy)
    assert f"'{copy}'" in str(told.value)
    assert told.value.__cause__ is not None or spoil is _without_tokenizer


def test_nothing_is_looked_up_on_the_network(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    reached: list[Any] = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *asked, **_: reached.append(asked))
    with pytest.raises(CrossEncoderUnavailable, match=r"'iemand/een-model' kan niet worden geladen.*map is er niet"):
        CrossEncoderModel("iemand/een-model")
    CrossEncoderModel(folder).scores(PAIRS)
    assert reached == []


@pytest.mark.parametrize("where", [".", "1_Dense"])
def test_weights_that_may_hold_code_are_not_opened(where: str, copy: Path) -> None:
    if where == ".":
        _without_weights(copy)
    (copy / where).mkdir(exist_ok=True)
    (copy / where / "pytorch_model.bin").write_bytes(b"whatever it is, nobody unpickles it")
    with pytest.raises(CrossEncoderUnavailable, match=r"programmacode kan bevatten \(.*pytorch_model\.bin\)"):
        CrossEncoderModel(copy)


def test_other_weights_are_not_taken_for_want_of_safetensors(copy: Path) -> None:
    import torch
    from safetensors.torch import load_file

    torch.save(load_file(copy / "model.safetensors"), copy / "pytorch_model.bin")
    (copy / "model.safetensors").rename(copy / "elsewhere.safetensors")
    with pytest.raises(CrossEncoderUnavailable, match="kan niet worden geladen"):
        CrossEncoderModel(copy)


def test_safetensors_are_taken_where_both_stand(copy: Path) -> None:
    (copy / "pytorch_model.bin").write_bytes(b"whatever it is, nobody unpickles it")
    assert CrossEncoderModel(copy).labels == LABELS


def test_code_that_comes_with_a_model_is_not_run(copy: Path, tmp_path: Path) -> None:
    trace = tmp_path / "run"
    (copy / "configuration_own.py").write_text(f"open({str(trace)!r}, 'w').close()\nclass OwnConfig: pass\n")
    config = json.loads((copy / "config.json").read_text(encoding="utf-8"))
    config |= {"model_type": "own", "auto_map": {"AutoConfig": "configuration_own.OwnConfig"}}
    (copy / "config.json").write_text(json.dumps(config), encoding="utf-8")
    with pytest.raises(CrossEncoderUnavailable, match="kan niet worden geladen"):
        CrossEncoderModel(copy)
    assert not trace.exists()


def test_an_embedding_model_would_score_at_random(folder: Path, tmp_path: Path) -> None:
    from transformers import AutoTokenizer, BertModel

    BertModel.from_pretrained(folder).save_pretrained(tmp_path / "model")
    AutoTokenizer.from_pretrained(folder).save_pretrained(tmp_path / "model")
    with pytest.raises(CrossEncoderUnavailable, match=r"is geen CrossEncoder.*--embedder"):
        CrossEncoderModel(tmp_path / "model")


def test_a_model_that_gives_no_numbers(copy: Path) -> None:
    from safetensors.torch import load_file, save_file

    weights = load_file(copy / "model.safetensors")
    weights["classifier.bias"][0] = float("nan")
    save_file(weights, copy / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(CrossEncoderUnavailable, match="geen getallen"):
        CrossEncoderModel(copy)


def test_without_the_package_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)  # as if it were not installed
    with pytest.raises(CrossEncoderUnavailable, match=r"Installeer Normtoets met de toevoeging \[neural\]"):
        CrossEncoderModel(tmp_path)
