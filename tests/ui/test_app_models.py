"""The app with a language model, over HTTP: its settings, two judges, and questions. The model is a local server."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import answering_player
import httpx
import pytest
import yaml
from gradio_client import Client, handle_file
from model_server import Call, ModelServer
from running_app import HOSTILE, RunningApp, texts

KEY = "sk-zeer-geheim-4711"
POLICY = (
    "Beleid integriteit\n\nVastgesteld door het college op 3 maart 2025.\n\nDe gemeente heeft een meldpunt ingericht "
    f"waar medewerkers signalen van ondermijning kunnen melden {HOSTILE}.\n\nHet meldpunt is bereikbaar op werkdagen.\n"
)


class Pace:
    """Lets the model answer at once, or as slowly as a test needs."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self, call: Call) -> str:
        time.sleep(self.seconds)
        return answering_player.play(call)


@pytest.fixture(scope="module")
def pace() -> Pace:
    return Pace()


@pytest.fixture(scope="module")
def server(pace: Pace) -> Iterator[ModelServer]:
    with ModelServer(pace) as made:
        yield made


@pytest.fixture
def new_client(app: RunningApp, tmp_path: Path) -> Iterator[Callable[[], Client]]:
    made: list[Client] = []

    def make() -> Client:
        client = Client(app.url, verbose=False, download_files=tmp_path, analytics_enabled=False)
        made.append(client)
        return client

    yield make
    for client in made:
        client.close()


def settings_of(url: str, name: str = "test", key: str = "", **changes: str) -> list[str]:
    """What the page sends, in its order."""
    use = {"temperature": "0", "at_once": "4", "per_second": "", "in": "0,15", "out": "0,60", "tokens": "", "euros": ""}
    return ["eigen", "", url, name, key, *(use | changes).values()]


def save(client: Client, *arguments: str) -> str:
    job = client.submit(*arguments, api_name="/save")
    job.result(timeout=60)
    return "\n".join(texts(job.outputs()[-1]))


def assess(client: Client, folder: Path, judge: str, norms: tuple[str, ...] = ("groningse-norm",)) -> Any:
    path = folder / "beleid.txt"
    path.write_text(POLICY)
    client.predict(api_name="/load")
    sent = [handle_file(path)], list(norms), "Gemeente Oosterhoven", "gemeente", "2026-03-01", judge, ""
    return client.submit(*sent, api_name="/run")


def test_settings_are_kept_without_the_key_which_stands_nowhere(
    app: RunningApp, server: ModelServer, new_client: Callable[[], Client]
) -> None:
    client = new_client()
    told = save(client, *settings_of(server.url, key=KEY))
    assert "De instellingen zijn bewaard." in told and "staat alleen in het geheugen" in told
    assert "127.0.0.1" in told and "(deze computer)" in told
    kept = yaml.safe_load((app.temporary / "data" / "model.yaml").read_text())
    assert kept["model"] == "openai:test" and kept["url"] == server.url and kept["price_output"] == 0.6

    check = client.submit(*settings_of(server.url), api_name="/check")
    check.result(timeout=120)
    shown = ["\n".join(texts(step)) for step in check.outputs()]
    first = next(place for place, text in enumerate(shown) if "Een meegeleverd voorbeeld gaat naar 127.0.0.1" in text)
    assert first < len(shown) - 1 and "geschikt" in shown[-1] and "Wat is gezien" in shown[-1]
    assert {call.headers["authorization"] for call in server.calls} == {f"Bearer {KEY}"}
    assert not any("Oosterhoven" in call.text for call in server.calls), "nothing of the user's goes along"

    loaded = "\n".join(texts(new_client().predict(api_name="/load")))
    assert server.url in loaded and "Taalmodel erbij" in loaded
    everything = [told, *shown, loaded, httpx.get(f"{app.url}/config").text]
    assert not any(KEY in text for text in everything)
    holding = [path for path in app.temporary.rglob("*") if path.is_file() and KEY.encode() in path.read_bytes()]
    assert holding == [], "no file and no log has the key"


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (settings_of("https://ai.elders.example/v1", key=KEY), "niet toe dat tekst naar ai.elders.example gaat"),
        (settings_of("geen adres"), "is geen adres van een server"),
        (settings_of("http://127.0.0.1:1/v1", temperature="heet"), "“heet” is geen getal"),
        (settings_of("http://127.0.0.1:1/v1", key=f"{KEY} met tekst"), "Sleutel: gebruik letters"),
        (["anders", "groq", "http://127.0.0.1:1/v1", *settings_of("", "llama")[3:]], "ontbreekt een pakket"),
    ],
)
def test_what_may_not_or_cannot_be_is_refused_in_dutch(
    app: RunningApp, server: ModelServer, new_client: Callable[[], Client], arguments: list[str], part: str
) -> None:
    client = new_client()
    save(client, *settings_of(server.url))
    before = (app.temporary / "data" / "model.yaml").read_bytes()
    told = save(client, *arguments)
    assert "Niet bewaard." in told and part in told and KEY not in told
    assert (app.temporary / "data" / "model.yaml").read_bytes() == before


def test_a_judge_that_is_not_configured_is_refused(new_client: Callable[[], Client], tmp_path: Path) -> None:
    client = new_client()
    client.predict(api_name="/remove")
    loaded = "\n".join(texts(client.predict(api_name="/load")))
    assert "Taalmodel erbij" not in loaded and "Alles blijft op deze computer." in loaded
    job = assess(client, tmp_path, "both")
    with pytest.raises(Exception, match="both"):  # the client has no error of its own for a refused value
        job.result(timeout=60)


def test_the_rules_come_first_and_the_model_over_them(
    app: RunningApp, server: ModelServer, pace: Pace, new_client: Callable[[], Client], tmp_path: Path
) -> None:
    client = new_client()
    save(client, *settings_of(server.url, key=KEY))
    pace.seconds = 0.25
    job = assess(client, tmp_path, "both")
    while not any('class="tiles"' in text for step in job.outputs() for text in texts(step)):
        assert not job.done()
        time.sleep(0.1)
    listed, detail = chosen_list(client)
    assert "Oordeel van het taalmodel" not in detail or "nog niet" in listed, "the rules' verdicts were there first"
    until = time.monotonic() + 60
    while "Tweede oordeel" not in listed and time.monotonic() < until:
        time.sleep(0.2)
        listed, detail = chosen_list(client)
    assert "2.4 Interne meldvoorziening" in detail and 'data-ambition="2.4" aria-current="true"' in listed
    assert listed.count("<tr data-ambition=") == 6, "the filter that was chosen holds"
    job.result(timeout=120)
    pace.seconds = 0.0
    shown = ["\n".join(texts(step)) for step in job.outputs()]
    goes = next(place for place, text in enumerate(shown) if "Er gaat tekst naar 127.0.0.1" in text)
    assert any("De regels zijn klaar; het taalmodel is nog bezig." in text for text in shown[goes - 2 :])
    assert not any("<script" in text for text in shown)
    listed, detail = client.predict("groningse-norm", "", "", False, api_name="/go_on")
    assert "Oordeel van het taalmodel" in detail and "nog niet" not in listed
    folders = {path.parent.name for path in app.folder().glob("werk/tab-*/toets-*/*/*.json")}
    assert {"regels", "rapport"} <= folders


def chosen_list(client: Client) -> tuple[str, str]:
    """What a click on ambition 2.4 shows, with pillar 2 chosen: the verdicts as they are at that moment."""
    with httpx.Client(base_url=client.src, timeout=30) as tab:
        found = tab.get("config").json()["dependencies"]
        number = next(each["id"] for each in found if each["api_name"] == "choose")
        body = {
            "data": ["groningse-norm", "2", "", False, None],
            "fn_index": number,
            "session_hash": client.session_hash,
            "event_data": {"ambition": "2.4"},
        }
        listed, detail, *_ = tab.post("gradio_api/run/predict", json=body).json()["data"]
    return listed, detail


def test_a_stop_keeps_what_is_there(
    server: ModelServer, pace: Pace, new_client: Callable[[], Client], tmp_path: Path
) -> None:
    client = new_client()
    save(client, *settings_of(server.url, key=KEY, at_once="1"))
    pace.seconds = 0.4
    job = assess(client, tmp_path, "both")
    while not any("1 van 29 ambities" in text for step in job.outputs() for text in texts(step)):
        assert not job.done()
        time.sleep(0.1)
    client.predict(api_name="/stop")
    job.result(timeout=30)
    pace.seconds = 0.0
    end = "\n".join(texts(job.outputs()[-1]))
    assert "De toets is gestopt." in end and "van 29 ambities" in end
    listed, _ = client.predict("groningse-norm", "", "", False, api_name="/go_on")
    assert "nog niet" in listed and listed.count("<tr data-ambition=") == 29


def ask(client: Client, question: str, way: str | None) -> str:
    job = client.submit(question, way, api_name="/put_question")
    job.result(timeout=60)
    return "\n".join(texts(job.outputs()[-1]))


def test_questions_are_answered_for_the_tab_that_has_the_documents_and_no_other(
    server: ModelServer, new_client: Callable[[], Client], tmp_path: Path
) -> None:
    mine, other = new_client(), new_client()
    save(mine, *settings_of(server.url, key=KEY))
    assess(mine, tmp_path, "rules").result(timeout=60)
    opened = "\n".join(texts(mine.predict(None, api_name="/open_chat")))
    assert "Uw vraag en passages uit uw documenten gaan naar 127.0.0.1" in opened, "said before the first question"
    before = len(server.calls)

    searched = ask(mine, f"Waar kunnen medewerkers signalen melden? {HOSTILE}", "zoeken")
    assert "Dit is een zoekresultaat, geen antwoord" in searched and "beleid.txt" in searched and "<mark>" in searched
    assert len(server.calls) == before, "nothing went to the model"
    answered = ask(mine, "Op welke werkdagen is het meldpunt bereikbaar?", "taalmodel")
    assert "Het meldpunt is bereikbaar op werkdagen." in answered and "[1]" in answered
    assert len(server.calls) > before
    assert "<script" not in searched + answered

    theirs = "\n".join(texts(other.predict(None, api_name="/open_chat")))
    assert "meldpunt" not in theirs and "nog geen documenten" in theirs
    assert "nog geen documenten" in ask(other, "Op welke werkdagen is het meldpunt bereikbaar?", "zoeken")

    fresh = "\n".join(texts(mine.predict("zoeken", api_name="/new_conversation")))
    assert "werkdagen" not in fresh and "Stel een vraag over uw documenten" in fresh
    assert KEY not in searched + answered + opened + fresh
