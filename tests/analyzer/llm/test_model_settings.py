"""Where text may go, and with which key: from files, environment and options, within what an organisation allows."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr, ValidationError

import analyzer.settings
from analyzer.errors import HostNotAllowed, InvalidModelSettings
from analyzer.llm.settings import ModelSettings, narrowed
from analyzer.settings import read_model_settings, silence_telemetry, user_settings, write_user_settings

KEY = "sk-zeer-geheim-12345678"
URL = "http://127.0.0.1:11434/v1"
Write = Callable[..., Path]


@pytest.fixture(autouse=True)
def system(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The organisation's file; nothing in the environment."""
    for name in os.environ:
        if name.startswith("NORMTOETS_MODEL") or name == "NORMTOETS_ALLOWED_HOSTS":
            monkeypatch.delenv(name)
    path = tmp_path / "etc" / "model.yaml"
    path.parent.mkdir()
    monkeypatch.setattr(analyzer.settings, "SYSTEM_SETTINGS", path)
    return path


@pytest.fixture
def organisation(system: Path) -> Write:
    return _writer(system)


@pytest.fixture
def user() -> Write:
    return _writer(user_settings())


def _writer(path: Path) -> Write:
    def write(**settings: Any) -> Path:
        path.write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")
        return path

    return write


def _read(**given: Any) -> ModelSettings:
    settings = read_model_settings(**given)
    assert settings is not None
    return settings


def _at(url: str, *allowed: str) -> ModelSettings:
    return ModelSettings(model="openai:test", url=url, allowed_hosts=allowed)


# --- what goes before what -----------------------------------------------------------------------------------------


def test_without_a_model_there_are_no_settings(organisation: Write) -> None:
    assert read_model_settings() is None
    organisation(allowed_hosts=["localhost"])
    assert read_model_settings() is None


def test_what_is_given_goes_before_the_environment_and_that_before_files(
    organisation: Write, user: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    organisation(model="openai:een", url="http://een/v1", timeout=11, retries=1, at_once=1)
    assert (_read().model, _read().url, _read().timeout) == ("openai:een", "http://een/v1", 11.0)
    user(model="openai:twee", url="http://twee/v1", retries=2, at_once=2)
    read = _read()
    assert (read.model, read.url, read.timeout, read.retries) == ("openai:twee", "http://twee/v1", 11.0, 2)
    monkeypatch.setenv("NORMTOETS_MODEL", "openai:drie")
    monkeypatch.setenv("NORMTOETS_MODEL_URL", "http://drie/v1")
    assert (_read().model, _read().url, _read().at_once) == ("openai:drie", "http://drie/v1", 2)
    read = _read(model="openai:vier", url=None, at_once=4)
    assert (read.model, read.url, read.at_once, read.timeout) == ("openai:vier", "http://drie/v1", 4, 11.0)


def test_another_model_of_the_same_provider_stays_on_the_same_server(user: Write) -> None:
    """Text for an own server must not go to the provider's cloud because of another name."""
    user(model="openai:qwen3", url=URL)
    assert _read(model="openai:llama").destination.host == "127.0.0.1:11434"
    assert _read(model="mistralai:large").destination.host == "api.mistral.ai"


def test_a_key_goes_only_where_it_was_meant_to_go(user: Write, organisation: Write, tmp_path: Path) -> None:
    (tmp_path / "sleutel").write_text(f"{KEY}\n", encoding="utf-8")
    organisation(model="openai:qwen3", url=URL, key_file=str(tmp_path / "sleutel"))
    for given_more in ({}, {"model": "openai:llama"}, {"url": URL}):
        key = _read(**given_more).key
        assert key is not None and key.get_secret_value() == KEY
    assert _read(url="http://elders/v1").key is None
    assert _read(model="mistralai:large").key is None
    user(url="http://elders/v1")
    assert _read().key is None


def test_the_key_comes_from_the_environment_or_a_file(
    user: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sleutel").write_text(" uit-bestand \n", encoding="utf-8")
    user(model="openai:test", url=URL, key_file=str(tmp_path / "sleutel"))
    key = _read().key
    assert key is not None and key.get_secret_value() == "uit-bestand"
    monkeypatch.setenv("HOME", str(tmp_path))
    user(model="openai:test", url=URL, key_file="~/sleutel")
    assert _read().key == key
    monkeypatch.setenv("NORMTOETS_MODEL_KEY", KEY)
    key = _read().key
    assert key is not None and key.get_secret_value() == KEY


@pytest.mark.parametrize("content", [None, b"", b" \n", b"\xff\xfe"])
def test_a_key_file_that_is_of_no_use_is_named(user: Write, tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "sleutel").write_bytes(content)
    user(model="openai:test", url=URL, key_file=str(tmp_path / "sleutel"))
    with pytest.raises(InvalidModelSettings, match="sleutel"):
        read_model_settings()


# --- files that are not right --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("model: [openai", "geen geldige YAML"),
        ("openai:test", "hoort regels als"),
        ("- model: openai:test", "hoort regels als"),
        ("model: openai:test\nkey: geheim", "staat een sleutel"),
        ("model: openai:test\napi_key: geheim", "staat een sleutel"),
        ("model: openai:test\nallowed_hosts: 3", "allowed_hosts"),
        ("model: openai:test\nallowed_hosts: [1, 2]", "allowed_hosts"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(text: str, told: str) -> None:
    user_settings().write_text(text, encoding="utf-8")
    with pytest.raises(InvalidModelSettings, match=told) as caught:
        read_model_settings()
    assert "geheim" not in str(caught.value)


def test_a_file_that_cannot_be_read_is_named() -> None:
    user_settings().write_bytes(b"model: \xff")
    with pytest.raises(InvalidModelSettings, match=r"model\.yaml"):
        read_model_settings()
    user_settings().unlink()
    user_settings().mkdir()
    with pytest.raises(InvalidModelSettings, match=r"model\.yaml"):
        read_model_settings()


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"model": "qwen3"}, "model heeft een waarde die niet kan"),
        ({"model": 3}, "model heeft een waarde die niet kan"),
        ({"timeout": -1}, "timeout heeft een waarde die niet kan"),
        ({"snelheid": 3}, "snelheid bestaat niet"),
        ({"url": "127.0.0.1:11434"}, "url moet beginnen met http"),
        ({"budget_euros": 2}, "een budget in euro's vraagt om price_input"),
    ],
)
def test_a_setting_that_cannot_be_is_named_in_dutch(user: Write, settings: dict[str, Any], told: str) -> None:
    user(**{"model": "openai:test", "url": URL, **settings})
    with pytest.raises(InvalidModelSettings) as caught:
        read_model_settings()
    assert told in str(caught.value)
    assert not {"Input", "Value", "valid", "should"} & set(str(caught.value).replace(",", " ").split())


def test_what_a_user_keeps_is_read_back_and_never_a_key(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="key"):
        write_user_settings({"model": "openai:test", "key": KEY})
    path = write_user_settings({"model": "openai:test", "url": URL, "at_once": 2})
    assert path == user_settings() and [each.name for each in path.parent.iterdir()] == [path.name]
    assert (_read().model, _read().at_once) == ("openai:test", 2)


# --- where text goes -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "host", "here", "encrypted"),
    [
        ("http://localhost:11434/v1/", "localhost:11434", True, False),
        ("http://127.0.0.1/v1", "127.0.0.1", True, False),
        ("http://127.8.8.8:80", "127.8.8.8:80", True, False),
        ("http://[::1]:8080/v1", "[::1]:8080", True, False),
        ("https://[2001:db8::1]/v1", "[2001:db8::1]", False, True),
        ("https://LLM.Gemeente.nl/v1", "llm.gemeente.nl", False, True),
        ("http://192.168.1.5:8000/v1", "192.168.1.5:8000", False, False),
        ("https://localhost.elders.nl/v1", "localhost.elders.nl", False, True),
        ("http://127.0.0.1.elders.nl/v1", "127.0.0.1.elders.nl", False, False),
    ],
)
def test_the_destination_is_told(url: str, host: str, here: bool, encrypted: bool) -> None:
    place = ModelSettings(model="openai:test", url=url).destination
    assert (place.host, place.here, place.encrypted) == (host, here, encrypted)
    where = "deze computer" if here else f"buiten deze computer{'' if encrypted else ', onversleuteld'}"
    assert place.text == f"{host} ({where})"


def test_without_an_address_the_provider_tells_it() -> None:
    assert ModelSettings(model="openai:gpt").destination.text == "api.openai.com (buiten deze computer)"
    assert ModelSettings(model="ollama:qwen3").destination.here
    with pytest.raises(InvalidModelSettings, match="--model-url"):
        _ = ModelSettings(model="onbekend:model").destination


@pytest.mark.parametrize(
    "url",
    [
        "",
        "localhost:11434",
        "ftp://server/v1",
        "http://",
        "http:///v1",
        "http://:8080/v1",
        "http://gebruiker@server/v1",
        "http://gebruiker:woord@server/v1",
        "http://:woord@server/v1",
        "http://server/v1?sleutel=1",
        "http://server/v1?",
        "http://server/v1#deel",
        "http://server:99999/v1",
        "http://server:0/v1",
        "http://server:acht/v1",
        "http://[::1/v1",
        "http://[zes]/v1",
        "http://server /v1",
        "http://ser\nver/v1",
        "http://goed.nl\\@kwaad.nl/v1",
        "http://goed.nl\\.kwaad.nl/v1",
        "http://server./v1",
    ],
)
def test_an_odd_address_is_refused(url: str) -> None:
    with pytest.raises(ValidationError):
        ModelSettings(model="openai:test", url=url)


# --- the lock on hosts ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "lock"),
    [
        ("https://llm.gemeente.nl/v1", "llm.gemeente.nl"),
        ("https://llm.gemeente.nl:8443/v1", "llm.gemeente.nl"),
        ("https://llm.gemeente.nl:8443/v1", "llm.gemeente.nl:8443"),
        ("https://llm.gemeente.nl/v1", "llm.gemeente.nl:443"),
        ("http://llm.gemeente.nl/v1", "LLM.Gemeente.nl:80"),
        ("http://localhost:11434/v1", "localhost"),
        ("http://127.0.0.1:11434/v1", "localhost"),
        ("http://[::1]:11434/v1", "localhost"),
        ("http://127.0.0.1:11434/v1", "localhost:11434"),
        ("http://[::1]:11434/v1", "::1"),
        ("http://[::1]:11434/v1", "[::1]"),
        ("http://[::1]:11434/v1", "[::1]:11434"),
        ("http://[2001:db8::5]/v1", "2001:db8::5"),
    ],
)
def test_a_host_on_the_list_is_allowed(url: str, lock: str) -> None:
    _at(url, "elders.nl", lock).check_host()


@pytest.mark.parametrize(
    ("url", "lock"),
    [
        ("https://llm.gemeente.nl/v1", "gemeente.nl"),
        ("https://llm.gemeente.nl.kwaad.nl/v1", "llm.gemeente.nl"),
        ("https://llm.gemeente.nl:8443/v1", "llm.gemeente.nl:443"),
        ("http://llm.gemeente.nl/v1", "llm.gemeente.nl:443"),
        ("https://llm.gemeente.nl/v1", "localhost"),
        ("http://localhost.kwaad.nl/v1", "localhost"),
        ("http://127.0.0.1:11434/v1", "localhost:8080"),
        ("http://[2001:db8::5]/v1", "2001:db8:"),
        ("http://[2001:db8::5:8080]/v1", "2001:db8::5"),
        ("http://[2001:db8::5:8080]/v1", "[2001:db8::5]:8080"),
        ("https://llm.gemeente.nl/v1", "*"),
        ("https://llm.gemeente.nl/v1", ""),
    ],
)
def test_a_host_that_is_not_on_the_list_is_refused_by_name(url: str, lock: str) -> None:
    with pytest.raises(HostNotAllowed) as caught:
        _at(url, lock).check_host()
    assert _at(url).destination.host in str(caught.value)


def test_an_empty_list_allows_nothing_and_no_list_everything() -> None:
    with pytest.raises(HostNotAllowed, match="geen enkele server"):
        _at(URL).check_host()
    ModelSettings(model="openai:test", url="https://elders.nl").check_host()


def test_every_layer_narrows_the_lock_and_none_widens_it(
    organisation: Write, user: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    organisation(model="openai:test", url=URL, allowed_hosts=["localhost", "llm.gemeente.nl"])
    _read().check_host()
    user(allowed_hosts=["127.0.0.1:11434", "llm.gemeente.nl:8443", "kwaad.nl"])
    assert _read().allowed_hosts == ("127.0.0.1:11434", "llm.gemeente.nl:8443")
    _read().check_host()
    monkeypatch.setenv("NORMTOETS_ALLOWED_HOSTS", "llm.gemeente.nl, kwaad.nl")
    assert _read().allowed_hosts == ("llm.gemeente.nl:8443",)
    with pytest.raises(HostNotAllowed):
        _read().check_host()
    with pytest.raises(HostNotAllowed):
        _read(url="https://kwaad.nl", allowed_hosts=["kwaad.nl"]).check_host()
    monkeypatch.setenv("NORMTOETS_ALLOWED_HOSTS", " , ")
    assert _read().allowed_hosts == ()


def test_one_host_may_stand_for_a_list(user: Write) -> None:
    user(model="openai:test", url=URL, allowed_hosts="localhost")
    _read().check_host()
    with pytest.raises(HostNotAllowed):
        _read(url="http://lo").check_host()


HOSTS = st.sampled_from(["localhost", "127.0.0.1", "127.0.0.1:80", "[::1]:80", "a.nl", "a.nl:80", "a.nl:81", "b.nl"])
LOCKS = st.lists(st.none() | st.lists(HOSTS, max_size=4), max_size=4)
URLS = st.sampled_from(["http://localhost", "http://127.0.0.1:81", "http://[::1]", "http://a.nl", "http://b.nl:81"])


def _allows(lock: tuple[str, ...] | list[str] | None, url: str) -> bool:
    try:
        ModelSettings(model="openai:test", url=url, allowed_hosts=lock).check_host()  # type: ignore[arg-type]
    except HostNotAllowed:
        return False
    return True


@given(LOCKS, URLS)
def test_together_locks_allow_what_each_of_them_allows(locks: list[list[str] | None], url: str) -> None:
    assert _allows(narrowed(locks), url) == all(_allows(lock, url) for lock in locks)


# --- the key ------------------------------------------------------------------------------------------------------


def test_the_key_is_in_nothing_that_is_printed_or_written(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    settings = ModelSettings(model="openai:test", url=URL, key=SecretStr(KEY))
    logging.getLogger(__name__).info("%s %r", settings, settings)
    shown = [
        repr(settings),
        str(settings),
        repr(settings.model_dump()),
        repr(settings.model_dump(mode="json")),
        settings.model_dump_json(),
        settings.key_for,
        repr(settings.model_copy(update={"at_once": 2})),
        settings.destination.text,
        caplog.text,
    ]
    assert not [each for each in shown if KEY in each]
    assert "key" not in settings.model_dump() and "key" not in settings.model_dump(mode="json")
    assert settings.key is not None and settings.key.get_secret_value() == KEY


@pytest.mark.parametrize("key", [f"{KEY}\n{KEY}", f"{KEY} x", "sleutel-é", "\t", ""])
def test_a_key_that_fits_in_no_header_is_refused_without_being_shown(key: str) -> None:
    with pytest.raises(InvalidModelSettings) as caught:
        read_model_settings(model="openai:test", url=URL, key=key)
    assert KEY not in str(caught.value) and caught.value.__cause__ is None
    assert "key bevat spaties" in str(caught.value)


def test_what_decides_an_answer_is_in_the_name_of_a_cache_and_nothing_else() -> None:
    settings = ModelSettings(model="openai:test", url=URL)
    same = {"at_once": 9, "timeout": 3, "retries": 0, "price_input": 1, "budget_tokens": 5, "key": SecretStr(KEY)}
    other = {"model": "openai:ander", "url": "http://127.0.0.1:11434/v2", "temperature": 1, "seed": 8}
    other |= {"max_output_tokens": 500}
    for name, value in same.items():
        assert settings.model_copy(update={name: value}).key_for == settings.key_for, name
    for name, value in other.items():
        assert settings.model_copy(update={name: value}).key_for != settings.key_for, name


def test_tracing_is_off_by_whatever_name_it_was_switched_on(monkeypatch: pytest.MonkeyPatch) -> None:
    tracing = [f"{name}_{end}" for name in ("LANGSMITH", "LANGCHAIN") for end in ("TRACING", "TRACING_V2")]
    others = ["ANONYMIZED_TELEMETRY", "GRADIO_ANALYTICS_ENABLED", "HF_HUB_DISABLE_TELEMETRY", "DO_NOT_TRACK"]
    for name in (*tracing, *others, "LANGCHAIN_HANDLER", "HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"):
        monkeypatch.setenv(name, "true")  # so that it is put back afterwards
    silence_telemetry()
    assert [os.environ[name] for name in tracing] == ["false", "false", "", "false"]
    assert os.environ["LANGCHAIN_HANDLER"] == ""
