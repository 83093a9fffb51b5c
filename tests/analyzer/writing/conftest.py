"""A language model at a local server, for whoever lets it write."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from model_server import ModelServer
from written_pillar import says

from analyzer.llm.model import LanguageModel
from analyzer.llm.settings import ModelSettings


@pytest.fixture
def model_of() -> Iterator[Callable[..., LanguageModel]]:
    """A language model at a server; both are closed at the end."""
    models: list[LanguageModel] = []

    def make(server: ModelServer, **changes: Any) -> LanguageModel:
        models.append(LanguageModel(ModelSettings(model="openai:test", url=server.url, **{"retries": 0, **changes})))
        return models[-1]

    yield make
    for each in models:
        each.rest()


@pytest.fixture(scope="module")
def pair() -> Iterator[tuple[ModelServer, LanguageModel]]:
    """A server and a model for the many cases of the tables; each sets what the server says."""
    with ModelServer(says({})) as server:
        model = LanguageModel(ModelSettings(model="openai:test", url=server.url, retries=0))
        yield server, model
        model.rest()
