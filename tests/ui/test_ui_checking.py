"""Whether a model is fit, as the page tells it: a language model at a local server, an inference model in a folder."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import answering_player
import pytest
from model_server import ModelServer, status
from tiny_cross_encoder import build_inference, build_reranker, made

from analyzer.assessment import silent
from analyzer.llm.settings import ModelSettings
from ingest.cross_encoder import CrossEncoderUnsuited
from ui.checking import check_inference_model, check_language_model
from ui.configuration import Folders
from ui.engines import Judging
from ui.explanation import explain

_NEEDS_TORCH = pytest.mark.skipif(
    find_spec("sentence_transformers") is None, reason="no model can be loaded without it"
)


def test_a_model_that_answers_is_tried_and_told_in_dutch() -> None:
    steps: list[tuple[int, int]] = []
    with ModelServer(answering_player.play) as server:
        settings = ModelSettings(model="openai:test", url=server.url)
        check = check_language_model(settings)(lambda done, of, what: steps.append((done, of)))
    assert check.title.startswith("test: ") and "geschikt" in check.title and check.lines
    assert steps[-1][0] == steps[-1][1] > 1


def test_a_refusal_tells_the_way_out_that_the_page_has() -> None:
    with ModelServer(answering_player.play, faults=lambda number, call: status(401)) as server:
        check = check_language_model(ModelSettings(model="openai:test", url=server.url))(silent)
    told = " ".join((check.title, *check.reasons, *check.lines))
    assert check.tone == "bad" and "Sleutel" in told
    assert not any(word in told for word in ("NORMTOETS_", "key_file", "price_input", "requests_per_second", "--"))


@pytest.mark.slow
@_NEEDS_TORCH
def test_an_inference_model_reads_known_cases_and_can_judge(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = made(tmp_path_factory.getbasetemp(), build_inference)
    check = check_inference_model(folder)(silent)
    assert check.title.startswith("build_inference: ") and "geregeld" in check.lines[0]
    assert "tekstparen per seconde" in check.lines[1] and check.reasons[0].startswith("Dit model")
    engine = Judging("nli", folders=Folders(nli=folder)).engine()
    assert [each.name for each in engine.judges] == ["nli"]


@_NEEDS_TORCH
def test_a_model_made_for_something_else_is_told_as_the_page_has_it(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder: Path = made(tmp_path_factory.getbasetemp(), build_reranker)
    with pytest.raises(CrossEncoderUnsuited) as caught:
        check_inference_model(folder)(silent)
    (told,) = explain(caught.value)
    assert "--" not in told and "herordenaar" in told
