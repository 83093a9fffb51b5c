"""The page "Instellingen": who manages the app changes it, everyone else reads; a key stands nowhere."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import answering_player
import pytest
import yaml
from bs4 import BeautifulSoup
from model_server import ModelServer
from open_pages import PASSWORD, OpenPages, Visitor, everything

from analyzer.settings import data_folder, user_settings
from analyzer.store.log_records import Action
from analyzer.store.values import Role
from ui.places import Place

KEY = "sk-zeer-geheim-4711"
WHERE = Place.SETTINGS.path
NEW = "een heel ander wachtwoord"


@pytest.fixture(autouse=True)
def _accounts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NORMTOETS_LOGIN", "accounts")
    monkeypatch.setenv("NORMTOETS_ALLOWED_HOSTS", "localhost")


@pytest.fixture
def bea(pages: OpenPages) -> Iterator[Visitor]:
    """She manages the app."""
    with pages.visitor("bea") as visitor:
        yield visitor


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with ModelServer(answering_player.play) as made:
        yield made


def form(url: str, **changes: str) -> dict[str, str]:
    """What the form of the language model sends."""
    use = {"provider": "eigen", "url": url, "name": "test", "temperature": "0", "at_once": "4", "what": "keep"}
    return {**use, "price_input": "0,15", "price_output": "0,60", **changes}


def awaited(visitor: Visitor, shown: dict[str, Any]) -> dict[str, Any]:
    """What the timer tells at the end of a check."""
    until = time.monotonic() + 120
    while shown["timer"]["active"] and time.monotonic() < until:
        time.sleep(0.2)
        shown = visitor.event(WHERE, "", "tick")
    assert not shown["timer"]["active"]
    return shown


def test_settings_are_kept_without_the_key_which_stands_nowhere(
    pages: OpenPages, bea: Visitor, server: ModelServer
) -> None:
    kept = bea.send(WHERE, "taalmodel", "model", **form(server.url, key=KEY))
    assert "De instellingen zijn bewaard." in kept["model-uitkomst"] and "(deze computer)" in kept["stand"]
    file = yaml.safe_load(user_settings().read_text())
    assert file["model"] == "openai:test" and file["url"] == server.url and file["price_output"] == 0.6

    begun = bea.send(WHERE, "taalmodel", "model", **form(server.url, what="check"))
    assert "Een meegeleverd voorbeeld gaat naar 127.0.0.1" in begun["model-uitkomst"]
    checked = awaited(bea, begun)
    assert "geschikt" in checked["model-uitkomst"] and "Wat is gezien" in checked["model-uitkomst"]
    assert {call.headers["authorization"] for call in server.calls} == {f"Bearer {KEY}"}

    opened = bea.open(WHERE)
    assert server.url in opened["taalmodel"] and "geschikt" in opened["model-uitkomst"], "it is still told"
    assert KEY not in everything({"all": [kept, begun, checked, opened]})
    folders = (data_folder(), pages.store.folder)
    holding = [
        path for each in folders for path in each.rglob("*") if path.is_file() and KEY.encode() in path.read_bytes()
    ]
    assert holding == [], "no file has the key"
    gone = bea.send(WHERE, "taalmodel", "remove")
    assert "geen taalmodel meer ingesteld" in gone["model-uitkomst"] and server.url not in gone["taalmodel"]
    assert pages.configuration.model() is None


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"url": "https://ai.elders.example/v1", "key": KEY}, "niet toe dat tekst naar ai.elders.example gaat"),
        ({"url": "geen adres"}, "is geen adres van een server"),
        ({"temperature": "heet"}, "“heet” is geen getal"),
        ({"key": f"{KEY} met tekst"}, "Sleutel: gebruik letters"),
        ({"provider": "anders", "other": "groq"}, "ontbreekt een pakket"),
        ({"provider": "<b>"}, "Aanbieder: kies er een uit de lijst."),
    ],
)
def test_what_may_not_or_cannot_be_is_refused_in_dutch_and_what_was_typed_stays(
    bea: Visitor, changes: dict[str, str], part: str
) -> None:
    told = bea.send(WHERE, "taalmodel", "model", **{**form("http://127.0.0.1:1/v1"), **changes})
    assert "Niet bewaard." in told["model-uitkomst"] and part in told["model-uitkomst"]
    assert KEY not in everything(told) and "taalmodel" not in told, "the form is not drawn anew"
    assert not user_settings().exists()


def test_where_text_would_go_is_said_while_the_form_is_filled_in(bea: Visitor) -> None:
    def said(url: str) -> str:
        return str(bea.send(WHERE, "taalmodel", "preview", provider="eigen", url=url)["gaat-naar"])

    assert "(deze computer)" in said("http://127.0.0.1:11434/v1")
    assert "niet toe dat tekst naar ai.elders.example" in said("https://ai.elders.example/v1")
    assert said("half een adr") == ""


def test_a_folder_without_a_model_is_refused(bea: Visitor, tmp_path: Path) -> None:
    told = bea.send(WHERE, "mappen", "folders", nli=str(tmp_path), reranker="", what="check")
    assert "staat geen model" in told["map-uitkomst"] and not told["timer"]["active"]
    empty = bea.send(WHERE, "mappen", "folders", nli="", reranker="", what="check")
    assert "Vul eerst de map" in empty["map-uitkomst"]


@pytest.mark.parametrize("login", ["anna", "leo"])
def test_who_does_not_manage_reads_and_changes_nothing(pages: OpenPages, login: str) -> None:
    with pages.visitor(login) as visitor:
        opened = visitor.open(WHERE)
        assert "Wat er nu geldt" in opened["stand"] and "Alleen een beheerder" in opened["taalmodel"]
        assert opened["mensen"] == "" and opened["mappen"] == "" and str(pages.store.folder) not in everything(opened)
        person = pages.desk(login).person.id
        answers = [
            visitor.send(WHERE, "taalmodel", "model", **form("http://127.0.0.1:1/v1")),
            visitor.send(WHERE, "taalmodel", "remove"),
            visitor.send(WHERE, "mappen", "folders", nli="", reranker=""),
            visitor.send(WHERE, "mensen", "role", person=person, role="beheerder", active="ja"),
            visitor.send(WHERE, "mensen", "add-person", name="Eva", login="eva", role="beheerder", password=NEW),
            visitor.send(WHERE, "mensen", "password", person=pages.desk("bea").person.id, password=NEW),
            visitor.send(WHERE, "installatie", "name", name="Iemand anders"),
            visitor.event(WHERE, "", "tick"),
        ]
    assert all("Dit is niet gelukt." in answer["melding"] for answer in answers)
    assert pages.desk(login).person.role is not Role.BEHEERDER and pages.store.person("eva") is None
    assert not user_settings().exists()


def test_people_are_let_in_given_a_role_and_a_password_and_shut_out(pages: OpenPages, bea: Visitor) -> None:
    told = bea.send(WHERE, "mensen", "add-person", name="Eva <b>", login="Eva@X.nl", role="lezer", password=NEW)
    assert "is toegelaten als lezer" in told["melding"] and "<b>" not in told["mensen"]
    eva = pages.desk("eva@x.nl").person
    with pages.visitor("leo") as stranger:
        answer = stranger.client.post("/aanmelden", data={"naam": "eva@x.nl", "wachtwoord": NEW})
        assert answer.status_code == 303, "the first password lets her in"
        assert stranger.client.get(WHERE).status_code == 200
        bea.send(WHERE, "mensen", "password", person=eva.id, password="weer een ander woord")
        assert stranger.client.get(WHERE).status_code == 401, "another password ends what the first one began"
    changed = bea.send(WHERE, "mensen", "role", person=eva.id, role="beoordelaar", active="ja")
    assert "is nu beoordelaar" in changed["melding"] and pages.desk("eva@x.nl").person.role is Role.BEOORDELAAR
    gone = bea.send(WHERE, "mensen", "role", person=eva.id, role="beoordelaar")
    assert "heeft geen toegang meer" in gone["melding"] and not pages.desk("eva@x.nl").person.active
    noted = [(line.who, line.action) for line in pages.store.log_lines(20)]
    assert ("bea", Action.PASSWORD) in noted and ("bea", Action.ROLE) in noted


@pytest.mark.parametrize(
    ("fields", "part"),
    [
        ({"name": "", "login": "fay"}, "vul een naam in"),
        ({"name": "Fay", "login": ""}, "Aanmeldnaam"),
        ({"name": "Leo", "login": "LEO"}, "al iemand met de aanmeldnaam"),
        ({"name": "Fay", "login": "fay", "password": "kort"}, "te kort"),
        ({"name": "Fay", "login": "fay", "role": "koning"}, "kies lezer, beoordelaar of beheerder"),
    ],
)
def test_nobody_is_let_in_by_half(pages: OpenPages, bea: Visitor, fields: dict[str, str], part: str) -> None:
    given = {"role": "lezer", "password": NEW, **fields}
    told = bea.send(WHERE, "mensen", "add-person", **given)
    assert part in told["melding"] and pages.store.person("fay") is None and PASSWORD not in everything(told)


def test_the_last_one_who_manages_stays(pages: OpenPages, bea: Visitor) -> None:
    told = bea.send(WHERE, "mensen", "role", person=pages.desk("bea").person.id, role="lezer", active="ja")
    assert "enige beheerder" in told["melding"] and pages.desk("bea").person.role is Role.BEHEERDER


def test_what_there_is_to_know_of_the_installation(pages: OpenPages, bea: Visitor) -> None:
    page = BeautifulSoup(bea.open(WHERE)["installatie"], "html.parser")
    facts = {row.dt.text: row.dd.text for row in page.select(".facts div") if row.dt is not None and row.dd is not None}
    assert facts["Gegevensmap"] == str(pages.store.folder) and facts["Database"].startswith("SQLite")
    assert "wachtwoord" in facts["Aanmelden"] and "normtoets dossier backup" in page.text
    assert page.select("form") == [] and page.select('a[href="/wachtwoord"]'), "the name comes from the login"


def test_the_one_user_of_an_app_without_a_login_chooses_a_name(
    pages: OpenPages, bea: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NORMTOETS_LOGIN", "local")
    opened = bea.open(WHERE)
    assert (
        'value="Bea"' in opened["installatie"] and opened["mensen"] == "" and "/wachtwoord" not in opened["installatie"]
    )
    assert "vul een naam in" in bea.send(WHERE, "installatie", "name", name="  ")["melding"]
    told = bea.send(WHERE, "installatie", "name", name=" Bea   de Boer ")
    assert "Voortaan staat “Bea de Boer”" in told["melding"] and pages.desk("bea").person.name == "Bea de Boer"
    assert "Alleen een beheerder" in bea.send(WHERE, "mensen", "role", person="x", role="lezer")["melding"]
    bea.send(WHERE, "installatie", "name", name="Bea")
