"""Passwords of the app's own accounts: what one must be, and its hash (argon2id). Nothing keeps a password itself."""

from __future__ import annotations

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from analyzer.errors import AnalyzerError

LEAST = 12
MOST = 200  # characters: more is no password, and would be work for the server


class WeakPassword(AnalyzerError):
    """The password may not be used. The message is Dutch and says what one must be."""


def check_password(password: str, login: str) -> None:
    """Raises WeakPassword."""
    if len(password) < LEAST:
        raise WeakPassword(f"Het wachtwoord is te kort. Neem ten minste {LEAST} tekens, bijvoorbeeld vier woorden.")
    if len(password) > MOST:
        raise WeakPassword(f"Het wachtwoord is te lang. Neem ten hoogste {MOST} tekens.")
    plain, name = password.casefold(), login.casefold()
    if plain in (name, name.partition("@")[0]):
        raise WeakPassword("Het wachtwoord is gelijk aan de naam waarmee u zich aanmeldt. Kies een ander.")
    if len(set(plain)) < 5:
        raise WeakPassword("Het wachtwoord bestaat uit te weinig verschillende tekens. Kies een ander.")


def hash_password(password: str) -> str:
    """Takes some 50 ms and 64 MiB, which is meant."""
    return _hasher().hash(password)


def new_hash(password: str, login: str) -> str:
    """What is kept of a new password. Raises WeakPassword."""
    check_password(password, login)
    return hash_password(password)


def matches(password: str, kept: str | None) -> bool:
    """Whether `kept` is the hash of this password. None (no such account) takes as long as any other answer."""
    if len(password) > MOST:
        return False
    try:
        right = _hasher().verify(kept or _nobody(), password)
    except (Argon2Error, InvalidHashError):
        return False
    return right and kept is not None


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobody() -> str:
    """A hash that nobody knows the password of."""
    return hash_password(secrets.token_urlsafe(32))
