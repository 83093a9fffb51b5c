"""Which models the user of this computer has chosen, for all tabs: from the files, the environment and the page.

A key that is typed in stays in this object, in memory, tied to the one model and place it was meant for: no other
address ever gets it. Everything else goes into files of the user's own.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import SecretStr, ValidationError

from analyzer.errors import InvalidModelSettings
from analyzer.llm.settings import ModelSettings, narrowed
from analyzer.settings import SYSTEM_SETTINGS, data_folder, read_model_settings, user_settings, write_user_settings

# What the page decides; whatever else the user's file holds is left as it is.
FIELDS = (
    "model",
    "url",
    "temperature",
    "at_once",
    "requests_per_second",
    "price_input",
    "price_output",
    "budget_tokens",
    "budget_euros",
)
FIXED = ("model", "url")  # of these, what the environment names
# Asked only what an organisation allows: no text ever goes there.
_NOWHERE = {"model": "openai:geen", "url": "http://127.0.0.1"}


@dataclass(frozen=True)
class Folders:
    """Models on this computer, by folder; None: not used."""

    nli: Path | None = None
    reranker: Path | None = None


class Configuration:
    """Safe between threads. Every look reads the files anew, so that what an organisation changes holds at once."""

    def __init__(self) -> None:
        self._keys: dict[str, SecretStr] = {}
        self._lock = threading.Lock()

    def model(self) -> ModelSettings | None:
        """The configured language model with its key; None where there is none. Raises InvalidModelSettings."""
        settings = read_model_settings()
        if settings is None:
            return None
        with self._lock:
            key = self._keys.get(_place(settings))
        return settings if key is None else settings.model_copy(update={"key": key})

    def typed_key(self, settings: ModelSettings) -> bool:
        """Whether the key of this model was typed in, since the app was started."""
        with self._lock:
            return _place(settings) in self._keys

    def named_outside(self, settings: ModelSettings) -> bool:
        """Whether the environment of the app names this model: what the page keeps has no say then.

        What stands in neither file can only come from there.
        """
        files = (_read(user_settings()), _read(SYSTEM_SETTINGS))
        return all(str(file.get("model", "")) != settings.model for file in files) or (
            settings.url is not None and all(str(file.get("url", "")).rstrip("/") != settings.url for file in files)
        )

    def allowed_hosts(self) -> tuple[str, ...] | None:
        """The servers that text may go to; None: there is no lock. Raises InvalidModelSettings."""
        probe = read_model_settings(**_NOWHERE)
        return probe.allowed_hosts if probe is not None else None

    def checked(self, fields: Mapping[str, Any], key: str = "") -> ModelSettings:
        """The settings that `fields` (of `FIELDS`; None: not given) and `key` (empty: the one that is known) make.

        Raises InvalidModelSettings, HostNotAllowed and ModelUnavailable. Nothing is kept and nothing is sent.
        """
        own = _own_settings()
        rest = {name: value for name, value in own.items() if name not in (*FIELDS, "key_file", "allowed_hosts")}
        given = {name: value for name, value in fields.items() if value is not None}
        locks = narrowed([self.allowed_hosts(), own.get("allowed_hosts")])
        try:
            settings = ModelSettings.model_validate({**rest, **given, "allowed_hosts": locks})
        except ValidationError as exc:
            raise InvalidModelSettings(_what_is_wrong(exc)) from exc
        settings.check_host()
        secret = SecretStr(key.strip()) if key.strip() else self._key_for(settings)
        settings = settings.model_copy(update={"key": secret})
        from analyzer.llm.connection import Connection  # langchain takes more than a second to load

        Connection(settings).rest()
        return settings

    def keep(self, fields: Mapping[str, Any], key: str) -> ModelSettings | None:
        """Keeps the settings for this user, and `key` (empty: none was typed) in memory only.

        Returns what is in force from now on: the environment may name another model. Raises what `checked` raises, and
        OSError.
        """
        settings = self.checked(fields, key)
        current, own = self.model(), _own_settings()
        fixed = FIXED if current is not None and self.named_outside(current) else ()
        kept = {name: value for name, value in own.items() if name in fixed or name not in FIELDS}
        given = {name: value for name, value in fields.items() if value is not None and name not in fixed}
        write_user_settings({**kept, **given})
        if key.strip():
            with self._lock:
                self._keys[_place(settings)] = SecretStr(key.strip())
        return self.model()

    def remove(self) -> ModelSettings | None:
        """Forgets the user's own language model and every key that was typed in; returns what is in force then."""
        rest = {name: value for name, value in _own_settings().items() if name not in FIELDS}
        write_user_settings(rest)
        self.forget_keys()
        return self.model()

    def _key_for(self, settings: ModelSettings) -> SecretStr | None:
        """The key that is known for this place: typed in, or else from the environment or a file."""
        with self._lock:
            typed = self._keys.get(_place(settings))
        if typed is not None:
            return typed
        current = read_model_settings(model=settings.model, url=settings.url)
        return current.key if current is not None else None

    def forget_keys(self) -> None:
        with self._lock:
            self._keys.clear()

    def folders(self) -> Folders:
        """The folders of local models, whether or not they are still there."""
        kept = _read(_folders_file())
        return Folders(**{name: Path(str(kept[name])) for name in ("nli", "reranker") if kept.get(name)})

    def keep_folders(self, folders: Folders) -> None:
        """Raises OSError."""
        path = _folders_file()
        path.parent.mkdir(parents=True, exist_ok=True)
        named = {"nli": folders.nli, "reranker": folders.reranker}
        content = {name: str(folder) for name, folder in named.items() if folder is not None}
        waiting = path.with_suffix(".new")
        waiting.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
        waiting.replace(path)


def _place(settings: ModelSettings) -> str:
    """What a key belongs to: a provider at an address."""
    return f"{settings.provider} {settings.url or settings.destination.host}"


def _folders_file() -> Path:
    return data_folder() / "local-models.yaml"


def _own_settings() -> dict[str, Any]:
    """What the user's own file holds. Raises InvalidModelSettings."""
    return _read(user_settings())


def _read(path: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as exc:
        raise InvalidModelSettings(f"Het bestand '{path}' is niet te lezen. Verbeter of verwijder het.") from exc
    if not isinstance(content, dict) or "key" in content:
        raise InvalidModelSettings(
            f"Het bestand '{path}' hoort regels als 'model: openai:naam' te hebben, en geen sleutel. Verbeter of "
            "verwijder het."
        )
    return content


def _what_is_wrong(error: ValidationError) -> str:
    """The fields that were refused although the form let them pass, by name."""
    fields = ", ".join(dict.fromkeys(str(each["loc"][0]) for each in error.errors() if each["loc"]))
    return (
        f"Deze instellingen passen niet bij elkaar ({fields or 'model'}). Controleer de naam van het model en het "
        "adres (https://server/v1), en de overige regels in het bestand met uw instellingen."
    )
