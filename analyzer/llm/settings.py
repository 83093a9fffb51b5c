"""Which language model is asked, where it is, and what it may cost. Values only: `analyzer.settings` reads them.

The key is kept out of everything that is printed, logged or written.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator

from analyzer.errors import HostNotAllowed, InvalidModelSettings
from ingest.types import Frozen

# Where a provider's text goes when no URL is given.
_ADDRESSES = {
    "openai": "https://api.openai.com/v1",
    "mistralai": "https://api.mistral.ai/v1",
    "anthropic": "https://api.anthropic.com",
    "google_genai": "https://generativelanguage.googleapis.com",
    "ollama": "http://127.0.0.1:11434",
}
_LOCAL_NAMES = frozenset({"localhost", "localhost.localdomain"})
_USUAL_PORTS = {"http": 80, "https": 443}
_HOST_NAME = re.compile(r"[^\W_](?:[\w.-]*[^\W_])?")
_KEY = re.compile(r"[!-~]+")  # what a header can hold


class Destination(Frozen):
    """Where text goes. `host`: with its port where the address names one, an IPv6 address in square brackets.

    `here`: to this computer itself; `encrypted`: over TLS.
    """

    host: str
    here: bool
    encrypted: bool

    @property
    def text(self) -> str:
        """One Dutch phrase: "127.0.0.1:11434 (deze computer)"."""
        if self.here:
            return f"{self.host} (deze computer)"
        return f"{self.host} (buiten deze computer{'' if self.encrypted else ', onversleuteld'})"


class ModelSettings(Frozen):
    """`model`: "provider:name", e.g. "openai:qwen3" for any server that speaks the OpenAI protocol.

    `timeout` in seconds for one call; `retries`: further attempts after 429, 5xx, a time-out or a cut connection, with
    back-off; `at_once`: calls at the same time; `context_characters`: of passages in one prompt (about 3.5 characters a
    token: the default fits a context of 8,192 tokens). Prices in euros for a million tokens, None: unknown. Budgets
    hold for one run.
    """

    model: str = Field(pattern=r"^[a-z_]+:\S+$")
    url: str | None = None
    key: SecretStr | None = Field(default=None, exclude=True, repr=False)
    temperature: float = Field(default=0.0, ge=0, le=2)
    seed: int | None = 7
    timeout: float = Field(default=180.0, gt=0)
    retries: int = Field(default=4, ge=0, le=10)
    at_once: int = Field(default=4, ge=1, le=64)
    requests_per_second: float | None = Field(default=None, gt=0)
    max_output_tokens: int = Field(default=4000, ge=200)
    context_characters: int = Field(default=16_000, ge=2_000)
    price_input: float | None = Field(default=None, ge=0)
    price_output: float | None = Field(default=None, ge=0)
    budget_tokens: int | None = Field(default=None, gt=0)
    budget_euros: float | None = Field(default=None, gt=0)
    allowed_hosts: tuple[str, ...] | None = None

    @field_validator("url")
    @classmethod
    def _is_url(cls, url: str | None) -> str | None:
        if url is not None and not _is_address(url):
            raise ValueError("moet beginnen met http:// of https://, gevolgd door de naam van de server")
        return url.rstrip("/") if url is not None else None

    @field_validator("key")
    @classmethod
    def _fits_a_header(cls, key: SecretStr | None) -> SecretStr | None:
        if key is not None and not _KEY.fullmatch(key.get_secret_value()):
            raise ValueError("bevat spaties, regeleinden of tekens die niet in een sleutel passen")
        return key

    @model_validator(mode="after")
    def _can_count_euros(self) -> Self:
        if self.budget_euros is not None and (self.price_input is None or self.price_output is None):
            raise ValueError("een budget in euro's vraagt om price_input en price_output")
        return self

    @property
    def provider(self) -> str:
        return self.model.partition(":")[0]

    @property
    def name(self) -> str:
        return self.model.partition(":")[2]

    @property
    def address(self) -> str:
        """The URL that text is sent to. Raises InvalidModelSettings where neither `url` nor the provider tells it."""
        url = self.url or _ADDRESSES.get(self.provider)
        if url is None:
            raise InvalidModelSettings(
                f"Voor '{self.model}' is niet bekend waar tekst heen gaat. Geef het adres met --model-url."
            )
        return url

    @property
    def destination(self) -> Destination:
        """Raises InvalidModelSettings, as `address` does."""
        parts = urlsplit(self.address)
        host = _written(parts.hostname or "")
        return Destination(
            host=f"{host}:{parts.port}" if parts.port else host,
            here=_is_here(parts.hostname or ""),
            encrypted=parts.scheme == "https",
        )

    @property
    def key_for(self) -> str:
        """What decides an answer, for caches: everything but money, speed and the key."""
        parts = (self.model, self.address, self.temperature, self.seed, self.max_output_tokens)
        return "|".join(str(part) for part in parts)

    def check_host(self) -> None:
        """Raises HostNotAllowed. The lock names hosts, with or without a port; "localhost" stands for this computer."""
        if self.allowed_hosts is None:
            return
        parts = urlsplit(self.address)
        port = parts.port or _USUAL_PORTS[parts.scheme]
        if not _covers(self.allowed_hosts, f"{_written(parts.hostname or '')}:{port}"):
            allowed = ", ".join(self.allowed_hosts) or "geen enkele server"
            raise HostNotAllowed(
                f"Uw organisatie staat niet toe dat tekst naar {self.destination.host} gaat. Toegestaan: {allowed}. "
                "Kies een server van die lijst, of vraag de beheerder haar aan te vullen."
            )


def narrowed(locks: Sequence[object]) -> tuple[str, ...] | None:
    """What several locks allow together: only what each of them allows. None: there is no lock.

    A lock is a sequence of hosts, or one host. A host with a port is narrower than one without, and any name of this
    computer narrower than "localhost". Raises InvalidModelSettings for what is no lock.
    """
    given = [_hosts_of(lock) for lock in locks if lock is not None]
    if not given:
        return None
    return tuple(host for host in dict.fromkeys(sum(given, ())) if all(_covers(lock, host) for lock in given))


def _hosts_of(lock: object) -> tuple[str, ...]:
    hosts = (lock,) if isinstance(lock, str) else lock
    if not isinstance(hosts, (list, tuple)) or not all(isinstance(host, str) for host in hosts):
        raise InvalidModelSettings(
            "In allowed_hosts hoort een lijst met namen van servers, bijvoorbeeld [localhost, llm.gemeente.nl:8443]."
        )
    return tuple(host.strip() for host in hosts)


def _covers(lock: Sequence[str], host: str) -> bool:
    """Whether `host` (with a port: that port; without: any) is among what a lock allows."""
    name, port = _parted(host)
    for entry in lock:
        allowed, only = _parted(entry)
        if only in (None, port) and (name == allowed or (allowed == "localhost" and _is_here(name))):
            return True
    return False


def _parted(host: str) -> tuple[str, int | None]:
    """The name and the port of a host as people write it; an IPv6 address may stand in square brackets."""
    bare = host.strip().lower()
    if _is_ipv6(bare):
        return bare, None
    name, colon, port = bare.rpartition(":")
    if not colon or not (port.isascii() and port.isdigit()):
        name, port = bare, ""
    return name.removeprefix("[").removesuffix("]"), int(port) if port else None


def _written(name: str) -> str:
    return f"[{name}]" if _is_ipv6(name) else name


def _is_ipv6(name: str) -> bool:
    try:
        ipaddress.IPv6Address(name)
    except ValueError:
        return False
    return True


def _is_address(url: str) -> bool:
    """Whether it is a URL that every client takes for the same host: without a name, a password or anything odd."""
    try:
        parts = urlsplit(url)
        usual = parts.scheme in _USUAL_PORTS and parts.port != 0
    except ValueError:  # a port or an IPv6 address that cannot be
        return False
    name = parts.hostname or ""
    return (
        usual
        and not re.search(r"[\s\\?#]", url)
        and "@" not in parts.netloc
        and bool(_HOST_NAME.fullmatch(name) or _is_ipv6(name))
    )


def _is_here(host: str) -> bool:
    if host in _LOCAL_NAMES:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
