"""Signing in at the organisation's own service, by OpenID Connect: authorization code with PKCE, state and nonce.

Between the two steps all that must be remembered stands in a cookie, signed with a key of this process.
"""

from __future__ import annotations

import secrets
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import OAuth2Client
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet, OctKey
from joserfc.jws import JWSRegistry

from analyzer.access_settings import OidcSettings, safe_address
from analyzer.errors import AnalyzerError
from analyzer.store.values import Role

PATIENCE = 600  # seconds that someone may take to sign in at the service
_LEEWAY = 60  # seconds that clocks may differ
_FRESH = 3600.0  # seconds for which what the service says of itself is kept
_TIMEOUT = 10.0  # seconds for each request to the service
_PAUSE = 5.0  # seconds after which a service that did not answer is asked again
# Only signatures by a key pair: with a shared secret, whoever can check a token could make one.
_SIGNATURES = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
_CONFIGURATION = "/.well-known/openid-configuration"
_UNREACHABLE = (
    "De aanmelddienst van uw organisatie is niet te bereiken. Probeer het later opnieuw; blijft het misgaan, meld het "
    "dan bij uw beheerder."
)


@cache
def _trusted() -> ssl.SSLContext:
    """Whose certificates are trusted: read once, which takes a while."""
    return httpx2.create_ssl_context()


class SignInFailed(AnalyzerError):
    """The service could not be reached, or what it sent cannot be trusted. The message is Dutch."""


@dataclass(frozen=True)
class Claimed:
    """Whom the service says it is. `role`: None where the service has no say in it."""

    login: str
    name: str
    role: Role | None


class Oidc:
    """Safe between threads. Every method may take seconds: call it in a thread."""

    def __init__(self, settings: OidcSettings, clock: Callable[[], float] = time.time) -> None:
        self._settings = settings
        self._clock = clock
        self._seal = OctKey.generate_key(256)
        self._lock = threading.Lock()
        self._metadata: dict[str, Any] = {}
        self._keys: KeySet | None = None
        self._read = 0.0
        self._failed = -_PAUSE

    def begin(self, back: str, target: str) -> tuple[str, str]:
        """The address to send someone to, and what their browser must bring back. `back`: the address of our own that
        the service returns to; `target`: where they were going. Raises SignInFailed."""
        metadata = self._configuration()
        kept = {"nonce": secrets.token_urlsafe(32), "verifier": secrets.token_urlsafe(48), "target": target}
        with self._client(metadata, back) as client:
            url, state = client.create_authorization_url(
                metadata["authorization_endpoint"],
                state=secrets.token_urlsafe(32),
                code_verifier=kept["verifier"],
                nonce=kept["nonce"],
            )
        expires = int(self._clock()) + PATIENCE
        return str(url), jwt.encode({"alg": "HS256"}, {**kept, "state": state, "exp": expires}, self._seal)

    def finish(self, back: str, query: Mapping[str, str], brought: str) -> tuple[Claimed, str]:
        """Who came back from the service, and where they were going. Raises SignInFailed."""
        kept = self._opened(brought)
        if not secrets.compare_digest(str(kept["state"]).encode(), query.get("state", "").encode()):
            raise SignInFailed("Deze aanmelding hoort niet bij deze browser. Begin opnieuw met aanmelden.")
        if "code" not in query:
            raise SignInFailed("De aanmelddienst heeft u niet toegelaten. Vraag de beheerder daarvan om toegang.")
        metadata = self._configuration()
        if query.get("iss", self._settings.issuer) != self._settings.issuer:
            raise SignInFailed("Het antwoord komt van een andere aanmelddienst. Begin opnieuw met aanmelden.")
        try:
            with self._client(metadata, back) as client:
                token = client.fetch_token(
                    metadata["token_endpoint"], code=query["code"], code_verifier=kept["verifier"]
                )
        except (AuthlibBaseError, httpx2.HTTPError, ValueError) as exc:
            raise SignInFailed("De aanmelddienst gaf geen geldig antwoord. Begin opnieuw met aanmelden.") from exc
        claims = self._checked(str(token.get("id_token", "")), str(kept["nonce"]))
        return self._claimed(claims), str(kept["target"])

    def _client(self, metadata: Mapping[str, Any], back: str) -> OAuth2Client:
        secret = self._settings.client_secret
        ways = metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        way = "client_secret_basic" if "client_secret_basic" in ways else "client_secret_post"
        return OAuth2Client(
            client_id=self._settings.client_id,
            client_secret=secret.get_secret_value() if secret is not None else None,
            token_endpoint_auth_method=way if secret is not None else "none",
            redirect_uri=back,
            scope="openid profile email",
            code_challenge_method="S256",
            timeout=_TIMEOUT,
            verify=_trusted(),
        )

    def _opened(self, brought: str) -> dict[str, Any]:
        try:
            kept = jwt.decode(brought, self._seal, algorithms=["HS256"]).claims
        except (JoseError, ValueError):
            kept = {}
        if kept.get("exp", 0) < self._clock():
            raise SignInFailed("Het aanmelden duurde te lang, of is al gebruikt. Begin opnieuw met aanmelden.")
        return dict(kept)

    # --- what the service says of itself -----------------------------------------------------------------------

    def _configuration(self) -> dict[str, Any]:
        with self._lock:
            if self._metadata and self._clock() - self._read < _FRESH:
                return self._metadata
            if self._clock() - self._failed < _PAUSE:
                raise SignInFailed(_UNREACHABLE)
            found = self._fetch(self._settings.issuer.rstrip("/") + _CONFIGURATION)
            if found.get("issuer") != self._settings.issuer:
                raise SignInFailed(
                    "De aanmelddienst noemt zichzelf anders dan in NORMTOETS_OIDC_ISSUER staat. Neem het adres precies "
                    "zo over als de dienst het zelf schrijft."
                )
            for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
                if not safe_address(str(found.get(name, ""))):
                    raise SignInFailed("De aanmelddienst noemt een adres dat niet met https:// begint of ontbreekt.")
            self._metadata, self._keys, self._read = found, None, self._clock()
            return found

    def _key_set(self, *, renew: bool = False) -> KeySet:
        metadata = self._configuration()
        with self._lock:
            if self._keys is None or renew:
                try:
                    self._keys = KeySet.import_key_set(self._fetch(metadata["jwks_uri"]))  # type: ignore[arg-type]
                except (JoseError, ValueError, KeyError, TypeError) as exc:
                    raise SignInFailed("De sleutels van de aanmelddienst zijn niet te lezen.") from exc
            return self._keys

    def _fetch(self, url: str) -> dict[str, Any]:
        try:
            answer = httpx2.get(url, timeout=_TIMEOUT, verify=_trusted())
            answer.raise_for_status()
            content = answer.json()
        except (httpx2.HTTPError, ValueError) as exc:
            self._failed = self._clock()
            raise SignInFailed(_UNREACHABLE) from exc
        if not isinstance(content, dict):
            raise SignInFailed("De aanmelddienst gaf geen geldig antwoord.")
        return content

    # --- the token -----------------------------------------------------------------------------------------------

    def _checked(self, token: str, nonce: str) -> dict[str, Any]:
        """The claims of an id-token that is meant for us, for this sign-in, and signed by the service."""
        try:
            try:
                claims = self._verified(token, self._key_set())
            except InvalidKeyIdError:  # the service may have taken new keys since
                claims = self._verified(token, self._key_set(renew=True))
            jwt.JWTClaimsRegistry(
                now=lambda: int(self._clock()),
                leeway=_LEEWAY,
                iss={"essential": True, "value": self._settings.issuer},
                aud={"essential": True, "value": self._settings.client_id},
                nonce={"essential": True, "value": nonce},
                sub={"essential": True},
                exp={"essential": True},
                iat={"essential": True},
            ).validate(claims)
        except (JoseError, ValueError) as exc:
            raise SignInFailed("Het bewijs van de aanmelddienst klopt niet. Begin opnieuw met aanmelden.") from exc
        many = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if claims.get("azp", None if many else self._settings.client_id) != self._settings.client_id:
            raise SignInFailed("Het bewijs van de aanmelddienst is voor een andere toepassing. Begin opnieuw.")
        return claims

    def _verified(self, token: str, keys: KeySet) -> dict[str, Any]:
        registry = JWSRegistry(algorithms=list(_SIGNATURES), strict_check_header=False)
        return dict(jwt.decode(token, keys, registry=registry).claims)

    def _claimed(self, claims: Mapping[str, Any]) -> Claimed:
        wanted = self._settings.login_claim
        login = claims.get(wanted)
        if not isinstance(login, str) or not login.strip():
            raise SignInFailed(
                f"De aanmelddienst gaf geen '{wanted}' van u door. Vraag uw beheerder om dat in te stellen, of om een "
                "ander gegeven te noemen met NORMTOETS_OIDC_LOGIN_CLAIM."
            )
        if wanted == "email" and claims.get("email_verified", True) is not True:
            raise SignInFailed("De aanmelddienst heeft uw e-mailadres niet gecontroleerd. Vraag uw beheerder om hulp.")
        name = claims.get(self._settings.name_claim)
        return Claimed(login.strip(), name.strip() if isinstance(name, str) else "", self._role(claims))

    def _role(self, claims: Mapping[str, Any]) -> Role | None:
        """The highest role that the service gives; LEZER where it knows of roles and gives none."""
        if not self._settings.role_claim:
            return None
        given = claims.get(self._settings.role_claim)
        values = given if isinstance(given, list) else [given]
        return next((role for value, role in self._settings.roles if value in values), Role.LEZER)
