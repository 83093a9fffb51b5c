"""The one reader of the environment."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from analyzer.engine import choose_embedder, make_offline_judge
from analyzer.norms import load_norm
from analyzer.settings import data_folder, silence_telemetry
from analyzer.types import Organisation, OrganisationType
from ingest.embedding import SubwordEmbedder
from ingest.errors import EmbeddingModelUnavailable

SILENT = ("ANONYMIZED_TELEMETRY", "GRADIO_ANALYTICS_ENABLED", "HF_HUB_DISABLE_TELEMETRY", "DO_NOT_TRACK")
OFFLINE = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")


@pytest.fixture
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*SILENT, *OFFLINE, "LANGSMITH_TRACING"):
        monkeypatch.setenv(name, "vooraf")  # so that it is put back afterwards


@pytest.mark.usefixtures("clean")
@pytest.mark.parametrize(("allowed", "offline"), [(False, "1"), (True, "vooraf")])
def test_telemetry_is_off_and_downloads_are_unless_allowed(allowed: bool, offline: str) -> None:
    silence_telemetry(allow_download=allowed)
    assert [os.environ[name] for name in SILENT] == ["False", "False", "1", "1"]
    assert os.environ["LANGSMITH_TRACING"] == "false"
    assert [os.environ[name] for name in OFFLINE] == [offline, offline]


def test_where_a_users_data_is_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NORMTOETS_DATA", str(tmp_path / "eigen"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "xdg"))
    assert data_folder() == tmp_path / "eigen"
    monkeypatch.delenv("NORMTOETS_DATA")
    assert data_folder() == tmp_path / "xdg" / "normtoets"
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert data_folder() == tmp_path / ".local" / "share" / "normtoets"


def test_without_a_model_the_embedded_embedder_is_used() -> None:
    make, name = choose_embedder(None)
    assert (type(make()), name) == (SubwordEmbedder, SubwordEmbedder.name)


def test_a_model_is_loaded_only_when_it_is_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make, by_name = choose_embedder("een/model")
    assert by_name == "sentence-transformers:een/model"
    monkeypatch.chdir(tmp_path)
    (tmp_path / "model").mkdir()
    _, by_folder = choose_embedder("model")
    assert by_folder.startswith("sentence-transformers:model:")
    with pytest.raises(EmbeddingModelUnavailable):
        make()


def test_the_offline_judge_is_made_for_each_norm() -> None:
    organisation = Organisation(name="Gemeente Veldermeer", type=OrganisationType.GEMEENTE)
    for norm_id in ("groningse-norm", "noord-hollandse-norm"):
        norm = load_norm(norm_id)
        judge = make_offline_judge(norm, organisation, date(2026, 3, 1), {})
        assert judge.name == "rules"
        (first, *_) = norm.ambitions
        assert len(judge.judge(first, {each.id: () for each in first.criteria})) == len(first.criteria)
