"""The example dossier under every kind of settings that papers of accountability tell apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from analyzer.access_settings import Login
from analyzer.installation_facts import installation_facts
from analyzer.llm.settings import ModelSettings
from analyzer.report.accountability import algorithm_register, dpia, method_card
from analyzer.report.accountability.facts import InstallationFacts
from analyzer.report.accountability.paper import Paper
from analyzer.report.source import Source

REMOTE = ModelSettings(
    model="openai:mooi-model",
    url="https://taalmodel.voorbeeld.nl/v1",
    price_input=1,
    price_output=2,
    budget_tokens=2_000_000,
    budget_euros=5,
)
LOCAL = ModelSettings(model="openai:qwen3", url="http://127.0.0.1:11434/v1")
FOLDER = Path("/srv/normtoets/dossiers")
FACTS: dict[str, InstallationFacts | None] = {
    "plain": installation_facts(FOLDER, Login.ACCOUNTS),
    "remote": installation_facts(FOLDER, Login.OIDC, model=REMOTE, database="postgresql://u:geheim@db.intern/nt"),
    "local": installation_facts(None, Login.LOCAL, model=LOCAL, nli="/modellen/nl-nli"),
    "command line": installation_facts(FOLDER, None),
    "unknown": None,
}
PAPERS: dict[str, Callable[[Source], Paper]] = {
    "register": algorithm_register.paper,
    "card": method_card.paper,
    "dpia": dpia.paper,
}


@pytest.fixture(params=list(FACTS))
def settings(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=list(PAPERS))
def make(request: pytest.FixtureRequest) -> Callable[[Source], Paper]:
    return PAPERS[request.param]


@pytest.fixture
def source(example: Source, settings: str) -> Source:
    return replace(example, facts=FACTS[settings])


@pytest.fixture
def under(example: Source) -> Callable[[str], Source]:
    """The example under one kind of settings, by its name."""
    return lambda name: replace(example, facts=FACTS[name])
