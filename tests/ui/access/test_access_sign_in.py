"""Signing in with a password and out again: the session, its cookie, its end, and who is not let in."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta

import httpx
import pytest
from small_app import HTTPS, PASSWORD, SmallApp
from starlette.testclient import TestClient

from analyzer.store.values import Role

COOKIE = "__Host-normtoets"
PAGE = {"accept": "text/html"}
NEW = "vijf andere woorden op rij"


@pytest.fixture
def moment(app: SmallApp) -> Iterator[list[datetime]]:
    """The time as the store sees it."""
    made = [app.store.clock()]
    kept, app.store.clock = app.store.clock, lambda: made[0]  # type: ignore[method-assign]
    yield made
    app.store.clock = kept  # type: ignore[method-assign]


def sign_in(client: TestClient, login: str, password: str = PASSWORD, target: str = "/"):  # type: ignore[no-untyped-def]
    return client.post("/aanmelden", data={"naam": login, "wachtwoord": password, "naar": target})


def actions(app: SmallApp) -> list[tuple[str, str, str, str]]:
    return [(line.who, line.action, line.result, line.source) for line in app.store.log_lines(20)]


def test_without_a_session_a_page_leads_to_the_way_in_and_back(app: SmallApp) -> None:
    with app.visitor() as client:
        answer = client.get("/beoordelen?dossier=1&norm=x", headers=PAGE)
        assert answer.status_code == 303
        page = client.get(answer.headers["location"])
        assert page.status_code == 200 and '<html lang="nl">' in page.text
        assert 'name="naar" value="/beoordelen?dossier=1&amp;norm=x"' in page.text
        assert "<script" not in page.text and "default-src 'none'" in page.headers["content-security-policy"]
        answer = sign_in(client, "Anna", target="/beoordelen?dossier=1&norm=x")
        assert answer.status_code == 303 and answer.headers["location"] == "/beoordelen?dossier=1&norm=x"
        assert client.get(answer.headers["location"], headers=PAGE).status_code == 200
        assert client.get("/aanmelden").headers["location"] == "/"


def test_the_cookie_is_bound_to_this_host_and_no_script_reads_it(app: SmallApp) -> None:
    with app.visitor() as client:
        told = sign_in(client, "anna").headers["set-cookie"]
        assert told.startswith(f"{COOKIE}=") and "Domain" not in told and "Max-Age" not in told
        assert {"HttpOnly", "Secure", "SameSite=lax", "Path=/"} <= {part.strip() for part in told.split(";")}
        token = client.cookies[COOKIE]
    database = b"".join(path.read_bytes() for path in app.store.folder.glob("*.db*"))
    assert len(token) >= 43 and token.encode() not in database, "only its digest is kept"


def test_every_sign_in_is_a_session_of_its_own_and_ends_the_one_before(app: SmallApp) -> None:
    with app.visitor() as client:
        chosen = {"cookie": f"{COOKIE}=chosen-by-someone-else"}
        client.post("/aanmelden", data={"naam": "anna", "wachtwoord": PASSWORD}, headers=chosen)
        first = client.cookies[COOKIE]
        assert first != "chosen-by-someone-else"
        sign_in(client, "anna")
        assert client.cookies[COOKIE] != first
        assert app.store.session_person(first) is None


def test_signing_out_ends_it_on_the_server_too(app: SmallApp) -> None:
    with app.visitor("anna") as client:
        token = client.cookies[COOKIE]
        answer = client.post("/afmelden")
        assert answer.status_code == 303 and answer.headers["location"] == "/aanmelden?afgemeld=1"
        assert COOKIE not in client.cookies
        assert "U bent afgemeld" in client.get(answer.headers["location"]).text
        client.cookies.set(COOKIE, token)
        assert client.get("/").status_code == 401
    assert ("anna", "afmelden", "gelukt", "203.0.113.9") in actions(app)


def test_a_wrong_password_and_a_stranger_get_the_same_answer(app: SmallApp) -> None:
    with app.visitor() as client:
        wrong, stranger = sign_in(client, "anna", "een heel ander woord"), sign_in(client, "annelies")
        assert wrong.status_code == stranger.status_code == 401
        assert wrong.text.replace("anna", "X") == stranger.text.replace("annelies", "X")
        assert 'role="alert"' in wrong.text and "horen niet bij elkaar" in wrong.text and PASSWORD not in wrong.text
        assert COOKIE not in client.cookies
        assert sign_in(client, "anna", "").status_code == 401
        assert sign_in(client, "anna", "x" * 5000).status_code == 401
    assert ("annelies", "aanmelden", "geweigerd", "203.0.113.9") in actions(app)


def test_someone_without_a_password_or_without_access_does_not_come_in(app: SmallApp) -> None:
    app.store.welcome("nieuw", "Nieuw", Role.LEZER)
    with app.visitor("leo") as leo, app.visitor() as client:
        assert sign_in(client, "nieuw", "").status_code == 401
        app.store.set_role(app.people["leo"].id, Role.LEZER, active=False)
        assert sign_in(client, "leo").status_code == 401
        assert leo.get("/").status_code == 401, "what was open is closed"
        app.store.set_role(app.people["leo"].id, Role.LEZER)
        assert leo.get("/").status_code == 401, "and stays so until they sign in again"
        assert sign_in(client, "leo").status_code == 303


def test_whoever_keeps_guessing_must_wait_even_with_the_right_password(app: SmallApp) -> None:
    with app.visitor(address="192.0.2.7") as client, app.visitor(address="198.51.100.1") as elsewhere:
        answers = [sign_in(client, "anna", f"gok nummer {number}") for number in range(6)]
        assert [each.status_code for each in answers] == [401] * 5 + [429]
        assert int(answers[-1].headers["retry-after"]) <= 15 and "te vaak mislukt" in answers[-1].text
        assert sign_in(client, "anna").status_code == 429
        assert sign_in(elsewhere, "anna").status_code == 303, "who guesses locks nobody else out"


def test_guessing_at_once_is_no_quicker_than_in_a_row(app: SmallApp) -> None:
    async def guesses() -> list[int]:
        transport = httpx.ASGITransport(app=app.application, client=("192.0.2.8", 1))
        async with httpx.AsyncClient(transport=transport, base_url=HTTPS) as client:
            sent = [{"naam": "anna", "wachtwoord": f"gok nummer {number}"} for number in range(30)]
            answers = await asyncio.gather(*(client.post("/aanmelden", data=each) for each in sent))
        return sorted(each.status_code for each in answers)

    assert asyncio.run(guesses()) == [401] * 5 + [429] * 25


def test_a_session_ends_when_nobody_is_there_and_after_ten_hours(app: SmallApp, moment: list[datetime]) -> None:
    with app.visitor("anna") as client:
        moment[0] += timedelta(minutes=29)
        assert client.get("/").status_code == 200
        moment[0] += timedelta(minutes=31)
        assert client.get("/").status_code == 401
        assert client.get("/", headers=PAGE).headers["location"].startswith("/aanmelden?naar=")
    with app.visitor("anna") as client:
        begun = moment[0]
        while moment[0] < begun + timedelta(hours=9, minutes=50):
            assert client.get("/").status_code == 200
            moment[0] += timedelta(minutes=20)
        moment[0] = begun + timedelta(hours=10, seconds=1)
        assert client.get("/").status_code == 401


def test_a_timer_keeps_nobody_signed_in(app: SmallApp, moment: list[datetime]) -> None:
    def event(client: TestClient, name: str) -> int:
        body = {"data": [], "fn_index": app.functions[name], "session_hash": "abc"}
        return client.post("/gradio_api/run/predict", json=body).status_code

    with app.visitor("anna") as anna, app.visitor("bert") as bert:
        codes = []
        for _ in range(5):
            moment[0] += timedelta(minutes=10)
            codes.append((event(anna, "who_1"), event(bert, "who")))
    assert codes == [(200, 200), (200, 200), (401, 200), (401, 200), (401, 200)]


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/afmelden",
        "/gradio_api/info",
        "javascript:alert(1)",
        "/beoordelen\r\nset-cookie: x=y",
        "/beoordelen#x",
        "",
        "beoordelen",
        "/\tevil.example",
    ],
)
def test_after_signing_in_one_goes_to_a_page_of_the_app_and_nowhere_else(app: SmallApp, target: str) -> None:
    with app.visitor() as client:
        assert sign_in(client, "anna", target=target).headers["location"] == "/"


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://normtoets.gemeente.test"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_another_site_can_have_nobody_signed_in_or_out(app: SmallApp, headers: dict[str, str]) -> None:
    with app.visitor("anna") as client:
        for path in ("/aanmelden", "/afmelden", "/gradio_api/run/predict", f"/dossier/{app.dossier.id}/documenten"):
            assert client.post(path, headers=headers).status_code == 403
        assert client.get("/").status_code == 200


def test_a_name_that_the_app_does_not_have_is_not_answered(app: SmallApp) -> None:
    with app.visitor("anna") as client:
        for host in ("evil.example", "normtoets.gemeente.test.evil.example", "", "["):
            assert client.get("/", headers={"host": host}).status_code == 403
        assert client.get("/", headers={"x-forwarded-host": "evil.example"}).text.count("evil.example") == 0


def test_no_password_goes_over_a_line_that_others_can_read(app: SmallApp) -> None:
    with app.visitor(base="http://normtoets.gemeente.test") as client:
        for answer in (client.get("/aanmelden", headers=PAGE), sign_in(client, "anna")):
            assert answer.status_code == 403 and "beveiligde verbinding" in answer.text
    with app.visitor(base="http://normtoets.gemeente.test", address="127.0.0.1") as behind:
        assert sign_in(behind, "anna").status_code == 403, "a proxy on this computer that is not trusted"
    with app.visitor("anna", base="http://localhost:7860", address="127.0.0.1") as here:
        assert "normtoets" in here.cookies and here.get("/").status_code == 200


def test_a_new_password_ends_the_other_sessions(app: SmallApp) -> None:
    with app.visitor("bea") as here, app.visitor("bea") as elsewhere, app.visitor("bert") as bert:
        assert "Huidig wachtwoord" in here.get("/wachtwoord").text
        for given, part in (
            (("fout wachtwoord", NEW, NEW), "huidige wachtwoord klopt niet"),
            ((PASSWORD, NEW, NEW + "!"), "niet gelijk"),
            ((PASSWORD, "kort", "kort"), "te kort"),
            ((PASSWORD, "", ""), "te kort"),
        ):
            answer = here.post("/wachtwoord", data=dict(zip(("huidig", "nieuw", "herhaald"), given, strict=True)))
            assert answer.status_code == 400 and part in answer.text
        answer = here.post("/wachtwoord", data={"huidig": PASSWORD, "nieuw": NEW, "herhaald": NEW})
        assert answer.status_code == 200 and "is gewijzigd" in answer.text
        assert here.get("/").status_code == 200 and bert.get("/").status_code == 200
        assert elsewhere.get("/").status_code == 401
        assert sign_in(elsewhere, "bea").status_code == 401
        assert sign_in(elsewhere, "bea", NEW).status_code == 303
        here.post("/wachtwoord", data={"huidig": NEW, "nieuw": PASSWORD, "herhaald": PASSWORD})
    assert any(action == "wachtwoord gewijzigd" and result == "gelukt" for _, action, result, _ in actions(app))
