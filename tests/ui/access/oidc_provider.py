"""A small OpenID provider on 127.0.0.1: it signs in whoever comes, holds to PKCE, and can be told to misbehave."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT, CLIENT_SECRET = "normtoets", "geheim van de client: /+&"
Claims = dict[str, Any]

_KEY = RSAKey.generate_key(2048, {"kid": "een", "use": "sig", "alg": "RS256"})
OTHER_KEY = RSAKey.generate_key(2048, {"kid": "twee"})


class Provider:
    """Use it as a context. `claims` changes what the next token says; `metadata` what it says of itself."""

    def __init__(self) -> None:
        self._codes: dict[str, dict[str, str]] = {}
        self.behave()

    def behave(self) -> None:
        """As a provider should."""
        self.key = _KEY
        self.published = [self.key]
        self.claims: Callable[[Claims], Claims] = lambda claims: claims
        self.sign: Callable[[Claims], str] = self._signed
        self.metadata: dict[str, Any] = {}
        self.person: Claims = {"preferred_username": "anna", "name": "Anna van der Berg"}
        self.calls: list[str] = []
        self.broken = False

    def __enter__(self) -> Provider:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                provider._answer(self, "")

            def do_POST(self) -> None:
                length = int(self.headers.get("content-length", 0))
                provider._answer(self, self.rfile.read(length).decode())

            def log_message(self, *given: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self._server.server_address[1]}/realm"
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def approve(self, url: str, **changes: str) -> str:
        """What the browser does at the provider: the address it is sent back to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert url.startswith(f"{self.issuer}/authorize?") and asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT and "openid" in asked["scope"].split()
        assert asked["code_challenge_method"] == "S256" and len(asked["state"]) >= 32 and len(asked["nonce"]) >= 32
        code = secrets.token_urlsafe(16)
        self._codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state'], **changes})}"

    def _answer(self, handler: BaseHTTPRequestHandler, body: str) -> None:
        path = handler.path.removeprefix("/realm")
        self.calls.append(path)
        status, content = 404, {}
        if self.broken:
            status = 503
        elif path == "/.well-known/openid-configuration":
            status, content = 200, self._configuration()
        elif path == "/jwks":
            status, content = 200, KeySet(self.published).as_dict(private=False)
        elif path == "/token":
            status, content = self._token(handler.headers.get("authorization", ""), body)
        told = json.dumps(content).encode()
        handler.send_response(status)
        handler.send_header("content-type", "application/json")
        handler.send_header("content-length", str(len(told)))
        handler.end_headers()
        handler.wfile.write(told)

    def _configuration(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "id_token_signing_alg_values_supported": ["RS256", "none", "HS256"],
            **self.metadata,
        }

    def _token(self, authorization: str, body: str) -> tuple[int, dict[str, Any]]:
        given = {name: values[0] for name, values in parse_qs(body).items()}
        asked = self._codes.pop(given.get("code", ""), None)
        basic = base64.b64decode(authorization.removeprefix("Basic ")).decode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(given.get("code_verifier", "").encode()).digest())
        if (
            asked is None
            or basic != f"{CLIENT}:{CLIENT_SECRET}"
            or challenge.decode().rstrip("=") != asked["code_challenge"]
            or given.get("redirect_uri") != asked["redirect_uri"]
            or given.get("grant_type") != "authorization_code"
        ):
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "0001",
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **self.person,
        }
        token = self.sign(self.claims(claims))
        return 200, {"access_token": "toegang", "token_type": "Bearer", "expires_in": 300, "id_token": token}

    def _signed(self, claims: Claims) -> str:
        return jwt.encode({"alg": "RS256", "kid": str(self.key.kid)}, claims, self.key)

    def signed_by_another_key(self, claims: Claims) -> str:
        return jwt.encode({"alg": "RS256", "kid": "een"}, claims, OTHER_KEY)

    def signed_with_what_is_public(self, claims: Claims) -> str:
        """By a secret that everyone knows: the public key itself."""
        signed = f"{_part({'alg': 'HS256', 'kid': 'een'})}.{_part(claims)}"
        digest = hmac.new(self.key.as_pem(private=False), signed.encode(), hashlib.sha256).digest()
        return f"{signed}.{base64.urlsafe_b64encode(digest).decode().rstrip('=')}"

    def unsigned(self, claims: Claims) -> str:
        return f"{_part({'alg': 'none', 'kid': 'een'})}.{_part(claims)}."


def _part(content: Claims) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")
