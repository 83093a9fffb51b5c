"""Passwords: what one must be, and that only its hash is kept."""

from __future__ import annotations

import pytest

from analyzer.passwords import WeakPassword, check_password, matches, new_hash


@pytest.mark.parametrize(
    ("password", "part"),
    [
        ("", "te kort"),
        ("elf tekens!", "te kort"),
        ("x" * 201, "te lang"),
        ("Anna.van.der.Berg@gemeente.nl", "gelijk aan de naam"),
        ("anna.van.der.berg", "gelijk aan de naam"),
        ("aaaaaaaaaaaaaa", "te weinig verschillende"),
        ("abababababab", "te weinig verschillende"),
    ],
)
def test_what_a_password_may_not_be(password: str, part: str) -> None:
    with pytest.raises(WeakPassword, match=part):
        check_password(password, "anna.van.der.berg@gemeente.nl")
    with pytest.raises(WeakPassword, match=part):
        new_hash(password, "anna.van.der.berg@gemeente.nl")


def test_only_the_hash_is_kept_and_only_the_password_matches_it() -> None:
    password = "  vier wóórden op rij "
    kept = new_hash(password, "anna")
    assert kept.startswith("$argon2id$") and "vier" not in kept and kept != new_hash(password, "anna")
    assert matches(password, kept)
    assert not matches(password.strip(), kept) and not matches("", kept)
    assert not matches("x" * 100_000, kept), "and no work is made of it"
    assert not matches(password, None) and not matches(password, "geen hash")
