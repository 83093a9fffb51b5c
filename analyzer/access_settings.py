"""Who may come in, and by which names the app may be called: the settings of access, checked. Pure."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from enum import StrEnum
from urllib.parse import urlsplit

from pydantic import SecretStr

from analyzer.errors import AnalyzerError
from analyzer.store.values import Role
from ingest.types import Frozen

IDLE_MINUTES = 30
SESSION_HOURS = 10  # however busy a session is, it ends after this
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|[0-9a-f:]+")
_HEADER = re.compile(r"[A-Za-z0-9-]+")
_SECRETS = ("NORMTOETS_OIDC_CLIENT_SECRET",)


class InvalidAccessSettings(AnalyzerError):
    """Settings of access lack something or contradict each other."""


class Login(StrEnum):
    """How the app knows who is there."""

    LOCAL = "local"  # one person, at this computer: nobody signs in
    ACCOUNTS = "accounts"  # names and passwords of the app's own
    PROXY = "proxy"  # a reverse proxy signs people in and says who they are
    OIDC = "oidc"  # the organisation's own sign-in, by OpenID Connect


class OidcSettings(Frozen):
    """`login_claim` and `name_claim` name a person; `role_claim` holds what `roles` (value, role) looks for."""

    issuer: str
    client_id: str
    client_secret: SecretStr | None = None
    login_claim: str = "preferred_username"
    name_claim: str = "name"
    role_claim: str = ""
    roles: tuple[tuple[str, Role], ...] = ()


class AccessSettings(Frozen):
    """`hosts`: the names, without port, by which the app may be called beside this computer's own.

    `trusted_proxies`: addresses and networks whose word is taken for who asks, from where and over what.
    """

    login: Login = Login.LOCAL
    hosts: tuple[str, ...] = ()
    trusted_proxies: tuple[str, ...] = ()
    proxy_header: str = "X-Forwarded-User"
    oidc: OidcSettings | None = None
    idle_minutes: int = IDLE_MINUTES


def access_settings(environment: Mapping[str, str], secret: str | None = None) -> AccessSettings:
    """The settings in these variables. `secret`: what the file of the client's secret holds, where there is one.

    Raises InvalidAccessSettings.
    """
    given = {name: value.strip() for name, value in environment.items() if value.strip()}
    for name in _SECRETS:
        if name in given:
            raise InvalidAccessSettings(
                f"{name} wordt niet gelezen: een geheim hoort niet in de omgeving. Zet het in een bestand en noem dat "
                "met NORMTOETS_OIDC_CLIENT_SECRET_FILE."
            )
    settings = AccessSettings(
        login=_login(given.get("NORMTOETS_LOGIN", Login.LOCAL.value)),
        hosts=_hosts(given.get("NORMTOETS_HOSTS", "")),
        trusted_proxies=_proxies(given.get("NORMTOETS_TRUSTED_PROXIES", "")),
        proxy_header=_header(given.get("NORMTOETS_PROXY_HEADER", "X-Forwarded-User")),
        idle_minutes=_minutes(given.get("NORMTOETS_SESSION_MINUTES", str(IDLE_MINUTES))),
    )
    if settings.login is Login.LOCAL and (settings.hosts or settings.trusted_proxies):
        raise InvalidAccessSettings(
            "NORMTOETS_HOSTS en NORMTOETS_TRUSTED_PROXIES zijn voor een app waarop mensen zich aanmelden. Kies met "
            "NORMTOETS_LOGIN hoe zij dat doen (oidc, proxy of accounts), of laat beide weg."
        )
    if settings.login is Login.PROXY and not settings.trusted_proxies:
        raise InvalidAccessSettings(
            "Bij NORMTOETS_LOGIN=proxy ontbreekt NORMTOETS_TRUSTED_PROXIES. Noem het adres van de reverse proxy, "
            "bijvoorbeeld 10.0.0.5; van andere adressen wordt niemand op zijn woord geloofd."
        )
    if settings.login is Login.OIDC:
        return settings.model_copy(update={"oidc": _oidc(given, secret)})
    return settings


def _login(text: str) -> Login:
    try:
        return Login(text.lower())
    except ValueError:
        raise InvalidAccessSettings(
            f"NORMTOETS_LOGIN={text} bestaat niet. Kies accounts (eigen wachtwoorden, voor een proef), proxy (een "
            "reverse proxy meldt aan) of oidc (OpenID Connect); of laat NORMTOETS_LOGIN weg op uw eigen computer."
        ) from None


def _hosts(text: str) -> tuple[str, ...]:
    hosts = tuple(dict.fromkeys(_parts(text.lower())))
    for host in hosts:
        if not _HOST.fullmatch(host):
            raise InvalidAccessSettings(
                f"'{host}' in NORMTOETS_HOSTS is geen naam van een computer. Schrijf alleen de naam, zonder https:// "
                "en zonder poort, bijvoorbeeld normtoets.gemeente.nl; meer namen met komma's ertussen."
            )
    return hosts


def _proxies(text: str) -> tuple[str, ...]:
    made = []
    for part in _parts(text):
        try:
            network = ipaddress.ip_network(part, strict=False)
        except ValueError:
            raise InvalidAccessSettings(
                f"'{part}' in NORMTOETS_TRUSTED_PROXIES is geen adres. Schrijf een IP-adres of een netwerk, "
                "bijvoorbeeld 10.0.0.5 of 10.0.0.0/28; meer adressen met komma's ertussen."
            ) from None
        if network.prefixlen == 0:
            raise InvalidAccessSettings(
                f"'{part}' in NORMTOETS_TRUSTED_PROXIES vertrouwt iedereen. Noem alleen het adres van de reverse proxy."
            )
        made.append(str(network))
    return tuple(dict.fromkeys(made))


def _header(text: str) -> str:
    if not _HEADER.fullmatch(text):
        raise InvalidAccessSettings(
            f"'{text}' in NORMTOETS_PROXY_HEADER is geen naam van een header. Gebruik letters, cijfers en streepjes, "
            "bijvoorbeeld X-Forwarded-User."
        )
    return text


def _minutes(text: str) -> int:
    minutes = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
    if not 1 <= minutes <= SESSION_HOURS * 60:
        raise InvalidAccessSettings(
            f"NORMTOETS_SESSION_MINUTES={text} kan niet. Geef een aantal minuten van 1 tot en met {SESSION_HOURS * 60}."
        )
    return minutes


def _oidc(given: Mapping[str, str], secret: str | None) -> OidcSettings:
    missing = [name for name in ("NORMTOETS_OIDC_ISSUER", "NORMTOETS_OIDC_CLIENT_ID") if name not in given]
    if missing:
        raise InvalidAccessSettings(
            f"Bij NORMTOETS_LOGIN=oidc ontbreekt {' en '.join(missing)}. Vraag de beheerder van uw aanmelddienst om "
            "het adres van de dienst (issuer) en om een client-id voor Normtoets."
        )
    issuer = given["NORMTOETS_OIDC_ISSUER"]
    if not safe_address(issuer):
        raise InvalidAccessSettings(
            f"NORMTOETS_OIDC_ISSUER={issuer} is geen adres dat met https:// begint. Neem het adres over zoals de "
            "dienst het zelf noemt."
        )
    known = {
        "login_claim": given.get("NORMTOETS_OIDC_LOGIN_CLAIM"),
        "name_claim": given.get("NORMTOETS_OIDC_NAME_CLAIM"),
        "role_claim": given.get("NORMTOETS_OIDC_ROLE_CLAIM"),
    }
    roles = _roles(given.get("NORMTOETS_OIDC_ROLES", ""))
    if bool(roles) != bool(known["role_claim"]):
        raise InvalidAccessSettings(
            "NORMTOETS_OIDC_ROLE_CLAIM en NORMTOETS_OIDC_ROLES horen bij elkaar: het eerste noemt het gegeven waarin "
            "de rol staat, het tweede wat welke rol geeft. Vul beide in, of geen van beide."
        )
    return OidcSettings(
        issuer=issuer,
        client_id=given["NORMTOETS_OIDC_CLIENT_ID"],
        client_secret=SecretStr(secret) if secret else None,
        roles=roles,
        **{name: value for name, value in known.items() if value},
    )


def _roles(text: str) -> tuple[tuple[str, Role], ...]:
    """Which value of the claim gives which role, the highest first: "beheerder=team-beheer, beoordelaar=team-toets"."""
    made = []
    for part in _parts(text):
        role, found, value = (each.strip() for each in part.partition("="))
        if not found or not value or role not in list(Role):
            raise InvalidAccessSettings(
                f"'{part}' in NORMTOETS_OIDC_ROLES kan niet. Schrijf rol=waarde, bijvoorbeeld beheerder=team-beheer; "
                f"de rollen zijn {', '.join(Role)}."
            )
        made.append((value, Role(role)))
    return tuple(sorted(made, key=lambda each: list(Role).index(each[1]), reverse=True))


def safe_address(url: str) -> bool:
    """Whether what goes there cannot be read or changed under way: https, or a service on this computer."""
    try:
        parts = urlsplit(url)
        name = parts.hostname
    except ValueError:
        return False
    return bool(name) and (parts.scheme == "https" or (parts.scheme == "http" and name in ("127.0.0.1", "localhost")))


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
