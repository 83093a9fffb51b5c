"""The settings of access: what each way needs, what they refuse, and that a secret stands in no variable."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.access_settings import AccessSettings, InvalidAccessSettings, Login, access_settings
from analyzer.settings import read_access_settings
from analyzer.store.values import Role

OIDC = {
    "NORMTOETS_LOGIN": "oidc",
    "NORMTOETS_OIDC_ISSUER": "https://aanmelden.gemeente.nl/realm",
    "NORMTOETS_OIDC_CLIENT_ID": "normtoets",
}


def test_without_settings_nobody_signs_in() -> None:
    assert access_settings({}) == AccessSettings() and AccessSettings().login is Login.LOCAL
    assert access_settings({"NORMTOETS_LOGIN": " "}) == AccessSettings()


def test_what_is_given_is_taken_over() -> None:
    given = access_settings(
        {
            "NORMTOETS_LOGIN": "Proxy",
            "NORMTOETS_HOSTS": "Normtoets.gemeente.nl, 10.0.0.9, ,normtoets.gemeente.nl",
            "NORMTOETS_TRUSTED_PROXIES": "10.0.0.5,10.0.1.7/28, ::1",
            "NORMTOETS_PROXY_HEADER": "Remote-User",
            "NORMTOETS_SESSION_MINUTES": "45",
        }
    )
    assert given.login is Login.PROXY and given.hosts == ("normtoets.gemeente.nl", "10.0.0.9")
    assert given.trusted_proxies == ("10.0.0.5/32", "10.0.1.0/28", "::1/128")
    assert given.proxy_header == "Remote-User" and given.idle_minutes == 45 and given.oidc is None


def test_openid_connect_with_roles() -> None:
    more = {
        "NORMTOETS_OIDC_ROLE_CLAIM": "groups",
        "NORMTOETS_OIDC_ROLES": "beoordelaar=toetsers, beheerder=beheer, lezer = raad",
        "NORMTOETS_OIDC_LOGIN_CLAIM": "email",
    }
    oidc = access_settings(OIDC | more, "geheim").oidc
    assert oidc is not None and oidc.client_secret is not None
    assert oidc.client_secret.get_secret_value() == "geheim" and "geheim" not in repr(oidc)
    assert oidc.roles == (("beheer", Role.BEHEERDER), ("toetsers", Role.BEOORDELAAR), ("raad", Role.LEZER))
    assert (oidc.login_claim, oidc.name_claim) == ("email", "name")
    public = access_settings(OIDC).oidc
    assert public is not None and public.client_secret is None and public.roles == ()


@pytest.mark.parametrize(
    ("given", "part"),
    [
        ({"NORMTOETS_LOGIN": "ldap"}, "Kies accounts"),
        ({"NORMTOETS_LOGIN": "proxy"}, "ontbreekt NORMTOETS_TRUSTED_PROXIES"),
        ({"NORMTOETS_LOGIN": "oidc"}, "ontbreekt NORMTOETS_OIDC_ISSUER en NORMTOETS_OIDC_CLIENT_ID"),
        (OIDC | {"NORMTOETS_OIDC_ISSUER": "http://aanmelden.gemeente.nl"}, "begint"),
        (OIDC | {"NORMTOETS_OIDC_ISSUER": "https://["}, "begint"),
        (OIDC | {"NORMTOETS_OIDC_ROLES": "beheerder=x"}, "horen bij elkaar"),
        (OIDC | {"NORMTOETS_OIDC_ROLE_CLAIM": "groups"}, "horen bij elkaar"),
        (OIDC | {"NORMTOETS_OIDC_ROLE_CLAIM": "g", "NORMTOETS_OIDC_ROLES": "baas=x"}, "'baas=x'"),
        (OIDC | {"NORMTOETS_OIDC_ROLE_CLAIM": "g", "NORMTOETS_OIDC_ROLES": "lezer="}, "'lezer='"),
        (OIDC | {"NORMTOETS_OIDC_CLIENT_SECRET": "geheim"}, "hoort niet in de omgeving"),
        ({"NORMTOETS_HOSTS": "normtoets.gemeente.nl"}, "waarop mensen zich aanmelden"),
        ({"NORMTOETS_TRUSTED_PROXIES": "127.0.0.1"}, "waarop mensen zich aanmelden"),
        ({"NORMTOETS_LOGIN": "accounts", "NORMTOETS_HOSTS": "https://x.nl"}, "geen naam van een computer"),
        ({"NORMTOETS_LOGIN": "accounts", "NORMTOETS_HOSTS": "x.nl:443"}, "geen naam van een computer"),
        ({"NORMTOETS_LOGIN": "accounts", "NORMTOETS_HOSTS": "*"}, "geen naam van een computer"),
        ({"NORMTOETS_LOGIN": "accounts", "NORMTOETS_TRUSTED_PROXIES": "proxy"}, "is geen adres"),
        ({"NORMTOETS_LOGIN": "accounts", "NORMTOETS_TRUSTED_PROXIES": "0.0.0.0/0"}, "vertrouwt iedereen"),
        ({"NORMTOETS_LOGIN": "accounts", "NORMTOETS_TRUSTED_PROXIES": "::/0"}, "vertrouwt iedereen"),
        ({"NORMTOETS_PROXY_HEADER": "X: y"}, "geen naam van een header"),
        *(
            ({"NORMTOETS_SESSION_MINUTES": text}, "van 1 tot en met 600")
            for text in ("0", "601", "-1", "²", "x", "9" * 9)
        ),
    ],
)
def test_what_lacks_or_cannot_be_is_told_in_dutch(given: dict[str, str], part: str) -> None:
    with pytest.raises(InvalidAccessSettings, match=part) as told:
        access_settings(given)
    assert "geheim'" not in str(told.value) and "=geheim" not in str(told.value)


def test_the_secret_comes_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in OIDC.items():
        monkeypatch.setenv(name, value)
    path = tmp_path / "geheim"
    monkeypatch.setenv("NORMTOETS_OIDC_CLIENT_SECRET_FILE", str(path))
    with pytest.raises(InvalidAccessSettings, match="niet te lezen"):
        read_access_settings()
    path.write_text("\n")
    with pytest.raises(InvalidAccessSettings, match="is leeg"):
        read_access_settings()
    path.write_text("zeer geheim\n")
    oidc = read_access_settings().oidc
    assert oidc is not None and oidc.client_secret is not None
    assert oidc.client_secret.get_secret_value() == "zeer geheim"
