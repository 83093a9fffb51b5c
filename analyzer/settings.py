"""What the environment and the settings files say, read once at the entry point; nothing else reads them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import SecretStr, ValidationError

from analyzer.access_settings import AccessSettings, InvalidAccessSettings, access_settings
from analyzer.errors import InvalidModelSettings
from analyzer.llm.settings import ModelSettings, narrowed

# Set before any library reads them: nothing is reported to anyone, and no model is fetched unasked.
_QUIET = {
    "ANONYMIZED_TELEMETRY": "False",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "LANGSMITH_TRACING": "false",
    "LANGSMITH_TRACING_V2": "false",  # goes before the one above, and so does the next
    "LANGCHAIN_TRACING_V2": "false",
    "LANGCHAIN_TRACING": "",  # with either of these two set, langchain asks nothing at all
    "LANGCHAIN_HANDLER": "",
}


def silence_telemetry(*, allow_download: bool = False) -> None:
    """Switches off the telemetry of the libraries used, and their downloads unless the user allows them."""
    os.environ.update(_QUIET)
    if not allow_download:
        os.environ.update({"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"})


def data_folder() -> Path:
    """Where a user's own data is kept: NORMTOETS_DATA, or else the folder that XDG prescribes."""
    chosen = os.environ.get("NORMTOETS_DATA")
    if chosen:
        return Path(chosen)
    base = os.environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "normtoets"


def store_folder() -> Path:
    """Where the dossiers are: the database, unless it is elsewhere, the original files, and what is derived of them."""
    return data_folder() / "dossiers"


def database_url() -> str | None:
    """The address of a PostgreSQL database (NORMTOETS_DATABASE); None: a file in the folder of the dossiers."""
    return os.environ.get("NORMTOETS_DATABASE", "").strip() or None


# Where an organisation sets what holds for all users of a computer, the lock on hosts above all.
SYSTEM_SETTINGS = Path("/etc/normtoets/model.yaml")
_FROM_ENVIRONMENT = {"NORMTOETS_MODEL": "model", "NORMTOETS_MODEL_URL": "url"}


def user_settings() -> Path:
    """The file in which a user keeps the settings of the language model."""
    return data_folder() / "model.yaml"


def read_model_settings(**given: Any) -> ModelSettings | None:
    """The settings of the language model; None where no model is named anywhere.

    From the weakest to the strongest: the organisation's file, the user's file, the environment, what is `given` (None
    counts as not given). Hosts are allowed only where each of them allows them. An address belongs to the provider it
    was given with, and the file that `key_file` names to the address it was given with. The key comes from
    NORMTOETS_MODEL_KEY, or else from that file. Raises InvalidModelSettings.
    """
    layers = [_settings_in(path) for path in (SYSTEM_SETTINGS, user_settings())]
    layers.append({field: os.environ[name] for name, field in _FROM_ENVIRONMENT.items() if os.environ.get(name)})
    if hosts := os.environ.get("NORMTOETS_ALLOWED_HOSTS"):
        layers[-1]["allowed_hosts"] = [host.strip() for host in hosts.split(",") if host.strip()]
    layers.append({name: value for name, value in given.items() if value is not None})
    merged: dict[str, Any] = {}
    for layer in layers:
        merged = _over(merged, layer)
    if any("allowed_hosts" in layer and not isinstance(layer["allowed_hosts"], list | tuple | str) for layer in layers):
        raise InvalidModelSettings(
            "Bij allowed_hosts staat geen lijst van servers. Noem ze of haal de regel weg; bij een lege lijst mag "
            "tekst nergens heen."
        )
    merged["allowed_hosts"] = narrowed([layer.get("allowed_hosts") for layer in layers])
    if "model" not in merged:
        return None
    key_file = merged.pop("key_file", None)
    key = os.environ.get("NORMTOETS_MODEL_KEY", "").strip()
    if key or key_file is not None:
        merged.setdefault("key", SecretStr(key) if key else _key_in(str(key_file)))
    try:
        return ModelSettings.model_validate(merged)
    except ValidationError as exc:
        raise InvalidModelSettings(
            f"De instellingen van het taalmodel kloppen niet ({_told(exc)}). Geef het model als aanbieder:naam, "
            "bijvoorbeeld openai:qwen3, en het adres als https://server/v1."
        ) from None  # what was wrong with a key may hold the key


def read_access_settings() -> AccessSettings:
    """Who may come in, and by which names the app may be called. Raises InvalidAccessSettings."""
    secret = None
    if path := os.environ.get("NORMTOETS_OIDC_CLIENT_SECRET_FILE", "").strip():
        try:
            secret = Path(path).expanduser().read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError, RuntimeError) as exc:  # RuntimeError: a home folder that is not known
            raise InvalidAccessSettings(
                f"Het bestand met het geheim van de aanmelding ('{path}') is niet te lezen. Controleer "
                "NORMTOETS_OIDC_CLIENT_SECRET_FILE en de rechten op dat bestand."
            ) from exc
        if not secret:
            raise InvalidAccessSettings(f"Het bestand met het geheim van de aanmelding ('{path}') is leeg.")
    given = {name: value for name, value in os.environ.items() if name.startswith("NORMTOETS_")}
    return access_settings(given, secret)


def _over(weaker: Mapping[str, Any], layer: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of `layer` over the weaker ones, without an address or a key that was meant for another place."""
    kept = dict(weaker)
    before, after = _provider(weaker), _provider({**weaker, **layer})
    if before != after:
        kept.pop("url", None)
    if before != after or layer.get("url", weaker.get("url")) != weaker.get("url"):
        kept.pop("key_file", None)
    return kept | dict(layer)


def _provider(settings: Mapping[str, Any]) -> str | None:
    model = settings.get("model")
    return None if model is None else str(model).partition(":")[0]


def _told(error: ValidationError) -> str:
    """Which settings are wrong, and how (Dutch); never with what was given."""
    faults = []
    for each in error.errors(include_url=False, include_input=False):
        name = ".".join(map(str, each["loc"]))
        if each["type"] == "extra_forbidden":
            fault = "bestaat niet"
        elif each["type"] == "value_error":
            fault = str(each["ctx"]["error"])
        else:
            fault = "heeft een waarde die niet kan"
        faults.append(f"{name} {fault}".strip())
    return "; ".join(faults)


def write_user_settings(settings: Mapping[str, Any]) -> Path:
    """Keeps settings of the language model for this user; a key is refused (ValueError). Returns the file."""
    if "key" in settings:
        raise ValueError("a key does not belong in this file")
    path = user_settings()
    path.parent.mkdir(parents=True, exist_ok=True)
    waiting = path.with_suffix(".new")
    waiting.write_text(yaml.safe_dump(dict(settings), allow_unicode=True, sort_keys=False), encoding="utf-8")
    waiting.replace(path)
    return path


def _settings_in(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as exc:
        raise InvalidModelSettings(f"Het bestand '{path}' is niet te lezen ({type(exc).__name__}).") from exc
    try:
        content = yaml.safe_load(text) or {}
    except yaml.YAMLError as exc:
        raise InvalidModelSettings(f"Het bestand '{path}' is geen geldige YAML. Verbeter of verwijder het.") from exc
    if not isinstance(content, dict):
        raise InvalidModelSettings(f"Het bestand '{path}' hoort regels als 'model: openai:naam' te hebben.")
    if any("key" in str(name).lower() and name != "key_file" for name in content):
        raise InvalidModelSettings(
            f"In '{path}' staat een sleutel. Haal die weg; zet haar in NORMTOETS_MODEL_KEY, of in een bestand dat "
            "met key_file wordt genoemd."
        )
    return content


def _key_in(path: str) -> SecretStr:
    """The key that a file holds and nothing else. Raises InvalidModelSettings."""
    try:
        key = Path(path).expanduser().read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError, RuntimeError) as exc:  # RuntimeError: a home folder that is not known
        raise InvalidModelSettings(
            f"Het bestand met de sleutel ('{path}') is niet te lezen. Controleer key_file en de rechten op dat bestand."
        ) from exc
    if not key:
        raise InvalidModelSettings(f"Het bestand met de sleutel ('{path}') is leeg. Zet daar de sleutel in.")
    return SecretStr(key)
