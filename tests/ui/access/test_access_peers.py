"""What a proxy says counts from trusted addresses only, and nothing behind it sees those headers."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send

from ui.access.peers import FORWARDED, LOGIN, SPOOFED, Peers, stays_here


def settled(
    address: str | None, headers: dict[str, str], networks: tuple[str, ...] = ("10.0.0.0/28", "::1/128")
) -> dict[str, Any]:
    seen: dict[str, Any] = {}

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.update(scope)

    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "scheme": "http", "client": (address, 1234) if address else None, "headers": raw}
    asyncio.run(Peers(app, networks, "X-Forwarded-User")(scope, None, None))  # type: ignore[arg-type]
    return seen


FROM_PROXY = {
    "Host": "10.0.0.9:7860",
    "X-Forwarded-User": "Anna@gemeente.test ",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Host": "normtoets.gemeente.test",
}


def test_a_trusted_proxy_is_taken_at_its_word() -> None:
    scope = settled("10.0.0.5", FROM_PROXY)
    assert scope[LOGIN] == "Anna@gemeente.test" and SPOOFED not in scope
    assert scope["scheme"] == "https" and scope["client"] == ("203.0.113.9", 0)
    assert scope["headers"] == [(b"host", b"normtoets.gemeente.test")]


@pytest.mark.parametrize("address", ["10.0.0.16", "203.0.113.9", "127.0.0.1", None, "unix", "::2"])
def test_from_anyone_else_the_header_that_names_someone_is_refused_and_the_others_are_ignored(
    address: str | None,
) -> None:
    scope = settled(address, FROM_PROXY)
    assert scope[SPOOFED] is True and LOGIN not in scope
    assert scope["scheme"] == "http" and scope["headers"] == [(b"host", b"10.0.0.9:7860")]
    assert scope["client"] == ((address, 1234) if address else None)
    unnamed = {name: value for name, value in FROM_PROXY.items() if name != "X-Forwarded-User"}
    assert SPOOFED not in settled(address, unnamed) and settled(address, unnamed)[FORWARDED] is True


def test_addresses_in_the_other_notation_are_the_same_addresses() -> None:
    assert settled("::ffff:10.0.0.5", FROM_PROXY)[LOGIN] == "Anna@gemeente.test"
    assert settled("::1", FROM_PROXY)[LOGIN] == "Anna@gemeente.test"


def test_only_the_last_hop_that_is_no_proxy_of_ours_is_believed() -> None:
    made_up = {"X-Forwarded-For": "127.0.0.1, 198.51.100.7, 10.0.0.6"}
    assert settled("10.0.0.5", made_up)["client"] == ("198.51.100.7", 0)
    assert settled("10.0.0.5", {"X-Forwarded-Proto": "https, javascript"})["scheme"] == "http"


def test_a_name_that_came_in_twice_is_nobodys() -> None:
    seen: dict[str, Any] = {}

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.update(scope)

    raw = [(b"x-forwarded-user", b"bea"), (b"x-forwarded-user", b"anna")]
    scope = {"type": "http", "client": ("10.0.0.5", 1), "headers": raw}
    asyncio.run(Peers(app, ("10.0.0.5/32",), "X-Forwarded-User")(scope, None, None))  # type: ignore[arg-type]
    assert seen[SPOOFED] is True and LOGIN not in seen


@pytest.mark.parametrize("name", ["X_Forwarded_Host", "X-Gradio-Server", "Forwarded", "X-Real-IP", "X_Forwarded_User"])
def test_no_such_header_reaches_what_is_behind_it(name: str) -> None:
    assert settled("203.0.113.9", {name: "evil.example"})["headers"] == []


@pytest.mark.parametrize(
    ("address", "host", "here"),
    [
        ("127.0.0.1", "127.0.0.1:7860", True),
        ("127.0.0.1", "localhost", True),
        ("127.0.0.1", "normtoets.gemeente.test", False),
        ("203.0.113.9", "127.0.0.1:7860", False),
        ("", "localhost", False),
    ],
)
def test_what_never_left_this_computer(address: str, host: str, here: bool) -> None:
    assert stays_here({"client": (address, 1), "headers": [(b"host", host.encode())]}) is here
