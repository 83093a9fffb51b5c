"""What the user chose is kept without a key; the organisation's lock and the environment go before it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from analyzer import settings as files
from analyzer.errors import HostNotAllowed, InvalidModelSettings, ModelUnavailable
from ui.configuration import Configuration, Folders
from ui.standing import standing_of

KEY = "sk-zeer-geheim-4711"
HERE: dict[str, Any] = {"model": "openai:qwen3", "url": "http://127.0.0.1:11434/v1", "temperature": 0.1}


@pytest.fixture
def configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Configuration:
    for name in ("NORMTOETS_MODEL", "NORMTOETS_MODEL_URL", "NORMTOETS_MODEL_KEY", "NORMTOETS_ALLOWED_HOSTS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NORMTOETS_DATA", str(tmp_path / "data"))
    return Configuration()


def kept() -> dict[str, Any]:
    return dict(yaml.safe_load(files.user_settings().read_text()))


def key_of(configuration: Configuration) -> str | None:
    settings = configuration.model()
    return settings.key.get_secret_value() if settings is not None and settings.key is not None else None


def test_without_settings_there_is_no_model_and_all_stays_here(configuration: Configuration) -> None:
    assert configuration.model() is None and configuration.allowed_hosts() is None
    standing = standing_of(configuration)
    assert standing.destination is None and not standing.locked and not standing.outside


def test_a_key_is_used_and_stands_in_no_file(configuration: Configuration, tmp_path: Path) -> None:
    force = configuration.keep(HERE, KEY)
    assert force is not None and force.model == "openai:qwen3" and key_of(configuration) == KEY
    assert kept() == HERE
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and KEY in path.read_text()]
    assert KEY not in repr(force) and KEY not in force.model_dump_json() and KEY not in repr(standing_of(configuration))
    assert Configuration().model() is not None and key_of(Configuration()) is None, "another process has no key"


def test_another_address_never_gets_the_key_and_the_first_one_keeps_it(configuration: Configuration) -> None:
    configuration.keep(HERE, KEY)
    configuration.keep({**HERE, "url": "http://127.0.0.1:9999/v1"}, "")
    assert key_of(configuration) is None
    configuration.keep(HERE, "")
    assert key_of(configuration) == KEY
    configuration.forget_keys()
    assert key_of(configuration) is None


def test_what_the_page_does_not_show_stays_in_the_file(configuration: Configuration) -> None:
    files.write_user_settings({"model": "openai:oud", "timeout": 60, "allowed_hosts": ["localhost"], "price_input": 1})
    configuration.keep(HERE, "")
    assert kept() == {"timeout": 60, "allowed_hosts": ["localhost"], **HERE}
    assert configuration.remove() is None
    assert kept() == {"timeout": 60, "allowed_hosts": ["localhost"]}


def test_a_host_that_the_organisation_does_not_allow_is_refused(
    configuration: Configuration, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NORMTOETS_ALLOWED_HOSTS", "ai.gemeente.example, localhost")
    with pytest.raises(HostNotAllowed, match=r"niet toe dat tekst naar ai\.elders\.example gaat"):
        configuration.keep({**HERE, "url": "https://ai.elders.example/v1"}, KEY)
    assert not files.user_settings().exists() and configuration.model() is None
    assert configuration.keep(HERE, "") is not None
    standing = standing_of(configuration)
    assert standing.locked and dict(standing.facts)["Toegestane servers"].startswith("alleen ai.gemeente.example")


def test_a_lock_that_comes_later_is_told(configuration: Configuration, monkeypatch: pytest.MonkeyPatch) -> None:
    configuration.keep({**HERE, "url": "https://ai.elders.example/v1"}, "")
    monkeypatch.setenv("NORMTOETS_ALLOWED_HOSTS", "localhost")
    assert "niet toe dat tekst naar ai.elders.example" in standing_of(configuration).refused


def test_a_model_of_the_environment_goes_before_what_is_kept(
    configuration: Configuration, monkeypatch: pytest.MonkeyPatch
) -> None:
    configuration.keep(HERE, "")
    monkeypatch.setenv("NORMTOETS_MODEL", "openai:van-de-beheerder")
    monkeypatch.setenv("NORMTOETS_MODEL_URL", "http://127.0.0.1:8000/v1")
    monkeypatch.setenv("NORMTOETS_MODEL_KEY", "uit-de-omgeving")
    assert standing_of(configuration).outside
    assert dict(standing_of(configuration).facts)["Sleutel"].startswith("ja; door de omgeving")
    force = configuration.keep({**HERE, "model": "openai:eigen", "temperature": 0.3}, "")
    assert force is not None and (force.model, force.temperature) == ("openai:van-de-beheerder", 0.3)
    assert kept()["model"] == "openai:qwen3", "what cannot hold is not written over"
    assert standing_of(configuration).outside


def test_a_provider_whose_package_is_missing_is_refused(configuration: Configuration) -> None:
    with pytest.raises(ModelUnavailable, match="ontbreekt een pakket"):
        configuration.keep({"model": "groq:llama", "url": "https://ai.example/v1"}, "")
    with pytest.raises(InvalidModelSettings, match="niet bekend waar tekst heen gaat"):
        configuration.keep({"model": "groq:llama"}, "")


@pytest.mark.parametrize("text", ["model: [", "- een lijst", "model: openai:x\nkey: sk-1"])
def test_a_file_that_is_broken_or_holds_a_key_is_told_and_not_written_over(
    configuration: Configuration, text: str
) -> None:
    path = files.user_settings()
    path.parent.mkdir(parents=True)
    path.write_text(text)
    with pytest.raises(InvalidModelSettings):
        configuration.keep(HERE, "")
    assert path.read_text() == text


def test_folders_are_kept_apart_from_the_language_model(configuration: Configuration, tmp_path: Path) -> None:
    assert configuration.folders() == Folders()
    configuration.keep_folders(Folders(nli=tmp_path / "nli"))
    assert configuration.folders() == Folders(nli=tmp_path / "nli") and configuration.model() is None
    configuration.keep_folders(Folders())
    assert configuration.folders() == Folders()
