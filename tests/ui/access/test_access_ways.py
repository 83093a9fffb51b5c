"""The ways without a password of our own: nobody signs in on one's own computer, or a proxy says who is there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from small_app import SmallApp, small_app

from analyzer.access_settings import AccessSettings, Login
from analyzer.store.values import Role
from ui.access.visitors import Visitors

PROXY = AccessSettings(
    login=Login.PROXY, hosts=("normtoets.gemeente.test",), trusted_proxies=("10.0.0.5/32",), proxy_header="X-Wie"
)
FORWARDED = {"x-forwarded-proto": "https", "x-forwarded-for": "203.0.113.9"}
INSIDE = "http://normtoets.gemeente.test"


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallApp]:
    with small_app(tmp_path_factory.mktemp("store"), AccessSettings()) as made:
        yield made


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallApp]:
    with small_app(tmp_path_factory.mktemp("store"), PROXY) as made:
        yield made


def who(app: SmallApp, client) -> tuple[int, str]:  # type: ignore[no-untyped-def]
    body = {"data": [], "fn_index": app.functions["who"], "session_hash": "abc"}
    answer = client.post("/gradio_api/run/predict", json=body)
    return answer.status_code, str(answer.json().get("data", [""])[0]).split(" ")[0]


def test_on_ones_own_computer_there_is_one_person_who_may_do_all(alone: SmallApp) -> None:
    person = alone.store.person("lokaal")
    assert person is not None and person.role is Role.BEHEERDER and person.name
    with alone.visitor(base="http://127.0.0.1:7860", address="127.0.0.1") as client:
        assert client.get("/", headers={"accept": "text/html"}).status_code == 200
        assert who(alone, client) == (200, "lokaal")
        assert client.get("/aanmelden").headers["location"] == "/"
        assert client.post("/aanmelden", data={"naam": "bea", "wachtwoord": "x"}).status_code == 404
        assert client.get("/wachtwoord").status_code == 404
        assert "strict-transport-security" not in client.get("/").headers


@pytest.mark.parametrize("name", ["x-forwarded-for", "x-forwarded-host", "forwarded"])
def test_without_a_login_nothing_comes_in_by_a_proxy_or_a_tunnel(alone: SmallApp, name: str) -> None:
    with alone.visitor(base="http://127.0.0.1:7860", address="127.0.0.1") as client:
        answer = client.get("/", headers={name: "for=203.0.113.9"})
        assert answer.status_code == 403 and "alleen op deze computer" in answer.text


def test_a_name_that_was_chosen_stays(alone: SmallApp) -> None:
    alone.store.welcome("lokaal", "J. de Vries", Role.BEHEERDER)
    Visitors(AccessSettings(), alone.store)  # as at every start
    person = alone.store.person("lokaal")
    assert person is not None and person.name == "J. de Vries"


def test_the_proxy_says_who_is_there(proxied: SmallApp) -> None:
    with proxied.visitor(base=INSIDE, address="10.0.0.5") as client:
        client.headers.update(FORWARDED | {"x-wie": "ANNA"})
        assert who(proxied, client) == (200, "anna")
        client.headers["x-wie"] = "nieuw@gemeente.test"
        assert who(proxied, client) == (200, "nieuw@gemeente.test")
        assert who(proxied, client)[0] == 200
        noted = [(line.who, line.action, line.source) for line in proxied.store.log_lines(2)]
        assert noted == [(login, "aanmelden", "203.0.113.9") for login in ("nieuw@gemeente.test", "anna")], "once a day"
        made = proxied.store.person("nieuw@gemeente.test")
        assert made is not None and made.role is Role.LEZER
        client.headers["x-wie"] = "x" * 400
        assert who(proxied, client)[0] == 401
        client.headers["x-wie"] = ""
        assert who(proxied, client)[0] == 401
        assert "gaf bij deze aanvraag geen naam door" in client.get("/aanmelden").text
        client.headers["x-wie"] = "anna"
        assert "Sluit de browser om af te melden" in client.get(client.post("/afmelden").headers["location"]).text


def test_from_any_other_address_the_header_is_refused_and_noted(proxied: SmallApp) -> None:
    for address in ("10.0.0.6", "127.0.0.1", "203.0.113.9"):
        with proxied.visitor(base=INSIDE, address=address) as client:
            assert who(proxied, client)[0] == 401
            client.headers.update(FORWARDED | {"x-wie": "bea"})
            for path in ("/", "/aanmelden", "/theme.css", f"/dossier/{proxied.dossier.id}/dossier.zip"):
                answer = client.get(path)
                assert answer.status_code == 403 and "alleen geloofd van de reverse proxy" in answer.text
            assert who(proxied, client) == (403, "")
    refused = [line for line in proxied.store.log_lines(50) if line.subject == "X-Wie"]
    assert len(refused) == 1 and refused[0].result == "geweigerd", "noted, and not for every request"


def test_someone_whose_access_ended_does_not_come_in_by_the_proxy(proxied: SmallApp) -> None:
    proxied.store.set_role(proxied.people["leo"].id, Role.LEZER, active=False)
    with proxied.visitor(base=INSIDE, address="10.0.0.5") as client:
        client.headers.update(FORWARDED | {"x-wie": "leo"})
        assert who(proxied, client)[0] == 401
