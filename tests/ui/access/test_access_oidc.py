"""Signing in at the organisation's own service, against a provider on this computer that can be told to misbehave."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from oidc_provider import CLIENT, CLIENT_SECRET, OTHER_KEY, Claims, Provider
from pydantic import SecretStr
from small_app import SmallApp, small_app
from starlette.testclient import TestClient

from analyzer.access_settings import AccessSettings, Login, OidcSettings
from analyzer.store.values import Role
from ui.access.oidc import PATIENCE, Oidc, SignInFailed

BACK = "https://normtoets.gemeente.test/aanmelden/terug"
PENDING = "__Host-normtoets-aanmelden"


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    with Provider() as made:
        yield made


@pytest.fixture
def provider(running: Provider) -> Provider:
    """Well-behaved again, whatever it was told before."""
    running.behave()
    return running


def settings_of(provider: Provider, **more: Any) -> OidcSettings:
    secret = SecretStr(CLIENT_SECRET)
    return OidcSettings(issuer=provider.issuer, client_id=CLIENT, client_secret=secret, **more)


@pytest.fixture(scope="module")
def app(running: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallApp]:
    roles = (("team-beheer", Role.BEHEERDER), ("team-toets", Role.BEOORDELAAR))
    access = AccessSettings(
        login=Login.OIDC,
        hosts=("normtoets.gemeente.test",),
        oidc=settings_of(running, role_claim="groups", roles=roles),
    )
    with small_app(tmp_path_factory.mktemp("store"), access) as made:
        yield made


def through(app: SmallApp, provider: Provider, client: TestClient, target: str = "/") -> Any:
    """The whole way: out to the provider, and back. The last answer."""
    out = client.get(f"/aanmelden/start?naar={target}")
    assert out.status_code == 303, out.text
    return client.get(provider.approve(out.headers["location"]))


def test_the_whole_way_in(app: SmallApp, provider: Provider) -> None:
    provider.person = {"preferred_username": "Nieuw@gemeente.test", "name": "N. Ieuw", "groups": ["iets", "team-toets"]}
    with app.visitor() as client:
        page = client.get("/aanmelden?naar=/beoordelen")
        assert 'href="/aanmelden/start?naar=%2Fbeoordelen"' in page.text.replace("/beoordelen", "%2Fbeoordelen")
        assert "wachtwoord" not in page.text.replace("ziet uw wachtwoord niet", "")
        answer = through(app, provider, client, "/beoordelen")
        assert answer.status_code == 303 and answer.headers["location"] == "/beoordelen"
        assert PENDING not in client.cookies and client.get("/").status_code == 200
    person = app.store.person("nieuw@gemeente.test")
    assert person is not None and (person.name, person.role) == ("N. Ieuw", Role.BEOORDELAAR)
    assert [line.action for line in app.store.log_lines(1)] == ["aanmelden"]


def test_the_service_decides_on_roles_at_every_sign_in_and_the_only_beheerder_stays_one(
    app: SmallApp, provider: Provider
) -> None:
    for login, groups, role in (
        ("anna", ["team-beheer", "team-toets"], Role.BEHEERDER),
        ("anna", "team-toets", Role.BEOORDELAAR),
        ("anna", None, Role.LEZER),
        ("bea", ["team-toets"], Role.BEHEERDER),
    ):
        provider.person = {"preferred_username": login, "groups": groups}
        with app.visitor() as client:
            assert through(app, provider, client).status_code == 303
        person = app.store.person(login)
        assert person is not None and person.role is role and person.name == login.title()


def test_someone_whose_access_ended_does_not_come_in(app: SmallApp, provider: Provider) -> None:
    app.store.set_role(app.people["leo"].id, Role.LEZER, active=False)
    provider.person = {"preferred_username": "leo", "groups": ["team-toets"]}
    with app.visitor() as client:
        answer = through(app, provider, client)
        assert answer.status_code == 403 and "toegang tot Normtoets is beëindigd" in answer.text
        assert client.get("/").status_code == 401
    person = app.store.person("leo")
    assert person is not None and not person.active and person.role is Role.LEZER


def test_what_comes_back_counts_once_and_for_the_browser_that_left(app: SmallApp, provider: Provider) -> None:
    with app.visitor() as victim, app.visitor() as attacker:
        out = attacker.get("/aanmelden/start")
        back = provider.approve(out.headers["location"])
        assert victim.get(back).status_code == 403, "someone else's way in, in my browser"
        victim.get("/aanmelden/start")
        assert victim.get(back).status_code == 403
        pending = attacker.cookies[PENDING]
        assert attacker.get(back).status_code == 303
        attacker.post("/afmelden")
        assert attacker.get(back, headers={"cookie": f"{PENDING}={pending}"}).status_code == 403, "the code was used"
        assert attacker.get("/").status_code == 401
        for query in ("", "?code=x", "?state=x", "?error=access_denied&state=x"):
            assert victim.get(f"/aanmelden/terug{query}").status_code == 403


def test_what_the_service_refuses_is_told(app: SmallApp, provider: Provider) -> None:
    with app.visitor() as client:
        out = client.get("/aanmelden/start")
        state = parse_qs(urlsplit(out.headers["location"]).query)["state"][0]
        answer = client.get(f"/aanmelden/terug?error=access_denied&state={state}")
        assert answer.status_code == 403 and "heeft u niet toegelaten" in answer.text
        assert client.post("/aanmelden", data={"naam": "anna", "wachtwoord": "x"}).status_code == 404
        provider.broken = True
        out = client.get("/aanmelden/start")
        assert out.status_code == 303, "what it says of itself is known by now"
        answer = client.get(provider.approve(out.headers["location"]))
        assert answer.status_code == 403 and "gaf geen geldig antwoord" in answer.text and 'role="alert"' in answer.text


def later(claims: Claims, **changes: Any) -> Claims:
    return {**claims, **changes}


@pytest.mark.parametrize(
    "claims",
    [
        lambda given: later(given, iss="https://elders.example"),
        lambda given: later(given, aud="een-andere-app"),
        lambda given: later(given, aud=[]),
        lambda given: later(given, aud=[CLIENT, "een-andere-app"]),
        lambda given: later(given, aud=[CLIENT, "een-andere-app"], azp="een-andere-app"),
        lambda given: later(given, azp="een-andere-app"),
        lambda given: later(given, nonce="een andere"),
        lambda given: {name: value for name, value in given.items() if name != "nonce"},
        lambda given: later(given, exp=int(time.time()) - 120),
        lambda given: later(given, iat=int(time.time()) + 600),
        lambda given: later(given, nbf=int(time.time()) + 600),
        lambda given: {name: value for name, value in given.items() if name != "exp"},
        lambda given: {name: value for name, value in given.items() if name != "sub"},
        lambda given: {name: value for name, value in given.items() if name != "preferred_username"},
        lambda given: later(given, preferred_username=["anna"]),
        lambda given: later(given, preferred_username=" "),
    ],
)
def test_a_token_that_says_something_else_lets_nobody_in(provider: Provider, claims: Any) -> None:
    provider.claims = claims
    oidc = Oidc(settings_of(provider))
    with pytest.raises(SignInFailed):
        finish(oidc, provider)
    provider.claims = lambda given: given
    assert finish(oidc, provider).login == "anna", "and the same service, well-behaved, does"


@pytest.mark.parametrize("way", ["signed_by_another_key", "signed_with_what_is_public", "unsigned", "nothing"])
def test_a_token_that_the_service_did_not_sign_lets_nobody_in(provider: Provider, way: str) -> None:
    provider.sign = (lambda claims: "") if way == "nothing" else getattr(provider, way)
    with pytest.raises(SignInFailed, match="bewijs van de aanmelddienst klopt niet"):
        finish(Oidc(settings_of(provider)), provider)


def finish(oidc: Oidc, provider: Provider) -> Any:
    url, kept = oidc.begin(BACK, "/")
    query = {name: values[0] for name, values in parse_qs(urlsplit(provider.approve(url)).query).items()}
    return oidc.finish(BACK, query, kept)[0]


def test_new_keys_of_the_service_are_fetched_when_they_are_needed(provider: Provider) -> None:
    oidc = Oidc(settings_of(provider))
    assert finish(oidc, provider).name == "Anna van der Berg"
    provider.key = OTHER_KEY
    provider.published = [provider.key]
    assert finish(oidc, provider).login == "anna"
    assert provider.calls.count("/jwks") == 2 and provider.calls.count("/.well-known/openid-configuration") == 1


def test_signing_in_has_an_end(provider: Provider) -> None:
    now = time.time()
    moment = [now]
    oidc = Oidc(settings_of(provider), clock=lambda: moment[0])
    url, kept = oidc.begin(BACK, "/")
    query = {name: values[0] for name, values in parse_qs(urlsplit(provider.approve(url)).query).items()}
    moment[0] = now + PATIENCE + 1
    with pytest.raises(SignInFailed, match="duurde te lang"):
        oidc.finish(BACK, query, kept)
    with pytest.raises(SignInFailed, match="duurde te lang"):
        Oidc(settings_of(provider)).finish(BACK, query, kept)  # the key is this process's own


def test_an_address_that_is_not_verified_is_nobodys(provider: Provider) -> None:
    oidc = Oidc(settings_of(provider, login_claim="email"))
    provider.person = {"email": "anna@gemeente.test", "email_verified": False}
    with pytest.raises(SignInFailed, match="niet gecontroleerd"):
        finish(oidc, provider)
    provider.person = {"email": "anna@gemeente.test", "email_verified": True}
    assert finish(oidc, provider).login == "anna@gemeente.test"


@pytest.mark.parametrize(
    ("metadata", "part"),
    [
        ({"issuer": "https://elders.example"}, "noemt zichzelf anders"),
        ({"token_endpoint": "http://elders.example/token"}, "niet met https"),
        ({"jwks_uri": None}, "niet met https"),
    ],
)
def test_a_service_that_is_not_the_one_that_was_named_is_not_used(
    provider: Provider, metadata: dict[str, Any], part: str
) -> None:
    provider.metadata = metadata
    with pytest.raises(SignInFailed, match=part):
        Oidc(settings_of(provider)).begin(BACK, "/")


def test_a_service_that_cannot_be_reached_is_told(provider: Provider) -> None:
    moment = [time.time()]
    oidc = Oidc(settings_of(provider), clock=lambda: moment[0])
    provider.broken = True
    before = len(provider.calls)
    for _ in range(3):
        with pytest.raises(SignInFailed, match="niet te bereiken"):
            oidc.begin(BACK, "/")
    assert len(provider.calls) == before + 1, "asked once, so that nobody waits for it"
    provider.broken = False
    moment[0] += 6
    assert oidc.begin(BACK, "/")
