"""Where the app may listen: elsewhere than on this computer only where people sign in."""

from __future__ import annotations

import socket

import pytest

from analyzer.access_settings import AccessSettings, Login
from ui.address import AddressRefused, check_address, listen, names

ACCOUNTS = AccessSettings(login=Login.ACCOUNTS, hosts=("normtoets.gemeente.nl",))


def free_port() -> int:
    with listen("127.0.0.1", 0) as bound:
        return int(bound.getsockname()[1])


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.0.2.1", "normtoets.gemeente.nl", "127.0.0.2"])
def test_without_a_login_only_this_computer_is_listened_on(host: str) -> None:
    with pytest.raises(AddressRefused, match=r"oidc .* proxy .* accounts"):
        check_address(host, 7860, AccessSettings())


def test_with_a_login_other_addresses_may_be_and_their_name_must_be_known() -> None:
    check_address("127.0.0.1", free_port(), AccessSettings())
    check_address("0.0.0.0", free_port(), ACCOUNTS)
    with pytest.raises(AddressRefused, match="NORMTOETS_HOSTS ontbreekt"):
        check_address("0.0.0.0", free_port(), AccessSettings(login=Login.ACCOUNTS))
    assert names("0.0.0.0", ACCOUNTS) == ("127.0.0.1", "localhost", "normtoets.gemeente.nl")
    assert names("10.0.0.9", AccessSettings(login=Login.ACCOUNTS)) == ("127.0.0.1", "localhost", "10.0.0.9")


@pytest.mark.parametrize("host", ["192.0.2.1", "bestaat-niet.invalid"])
def test_an_address_of_another_computer_is_told(host: str) -> None:
    with pytest.raises(AddressRefused, match="geen adres van deze computer"):
        check_address(host, 7860, ACCOUNTS)


def test_a_port_that_is_taken_or_none_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = int(taken.getsockname()[1])
        with pytest.raises(AddressRefused, match=f"Poort {port} is al in gebruik"):
            check_address("127.0.0.1", port, AccessSettings())
    for port in (0, -1, 65536):
        with pytest.raises(AddressRefused, match="is geen poort"):
            check_address("127.0.0.1", port, AccessSettings())
