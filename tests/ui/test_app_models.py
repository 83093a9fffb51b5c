"""The app with a language model, over HTTP: two judges on the page "Toetsen". The model is a local server."""

from __future__ import annotations

import time
from collections.abc import Iterator

import answering_player
import pytest
import yaml
from dossier_at_work import Work, new_dossier, text_of
from model_server import Call, ModelServer
from reviewing import Reviewer
from running_app import HOSTILE, RunningApp

POLICY = (
    "Beleid integriteit\n\nVastgesteld door het college op 3 maart 2025.\n\nDe gemeente heeft een meldpunt ingericht "
    f"waar medewerkers signalen van ondermijning kunnen melden {HOSTILE}.\n\nHet meldpunt is bereikbaar op werkdagen.\n"
).encode()


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
def server(pace: Pace, app: RunningApp) -> Iterator[ModelServer]:
    """A model that is configured for the app, with one question at a time."""
    settings = app.folder / "data" / "model.yaml"
    with ModelServer(pace) as made:
        settings.write_text(yaml.safe_dump({"model": "openai:test", "url": made.url, "at_once": 1, "retries": 0}))
        yield made
    settings.unlink()


@pytest.fixture
def work(app: RunningApp) -> Iterator[Work]:
    with Reviewer(app.url) as person:
        made = Work(person, new_dossier(person, "Gemeente Oosterhoven"))
        made.upload(beleid_txt=POLICY)
        made.read()
        yield made


def test_a_judge_that_is_not_configured_is_no_choice(app: RunningApp, work: Work) -> None:
    start = work.analysis()["toetsen"]
    assert "Taalmodel erbij" not in start and "Alles blijft op deze computer." in start
    refused = work.analysis("start", judge="both")["toetsen"]
    assert "niet (meer) ingesteld" in refused and "De toets is niet begonnen" in refused


def test_two_judges_are_followed_stopped_and_taken_up_again(work: Work, server: ModelServer, pace: Pace) -> None:
    start = text_of(work.analysis()["toetsen"])
    assert "Passages uit uw documenten gaan naar 127.0.0.1" in start, "said before anything is asked"
    wrong = work.analysis("start", judge="both", budget="heel veel")["toetsen"]
    assert "Budget:" in wrong and 'value="heel veel"' in wrong and not server.calls

    pace.seconds = 0.3
    work.analysis("start", judge="both", budget="2.000.000 tokens")
    seen = work.until(work.analysis, lambda page: "Er gaat tekst naar 127.0.0.1" in page["toetsen"])
    seen = work.until(work.analysis, lambda page: len(server.calls) > 2)
    assert "Taalmodel: Groningse norm" in seen["toetsen"] and seen["uitkomst"].count('class="badge') >= 29
    assert "Er loopt al een toets" in work.analysis("start", judge="rules")["toetsen"]
    (job,) = {line.split('"')[0] for line in seen["toetsen"].split('data-action="stop" data-value="')[1:]}
    work.analysis("stop", value=job)
    stopped = work.until(work.analysis, lambda page: "Nieuwe toets" in page["toetsen"])
    assert "De laatste toets is gestopt." in stopped["toetsen"] and "Gestopt" in stopped["eerdere-toetsen"]
    assert "niet afgemaakt" in stopped["uitkomst"], "what was judged is there, and says what it is"

    asked, pace.seconds = len(server.calls), 0.0
    work.analysis("resume", value=job)
    done = work.until(work.analysis, lambda page: "Nieuwe toets" in page["toetsen"])
    assert "niet afgemaakt" not in done["uitkomst"] and "taalregels en taalmodel" in text_of(done["eerdere-toetsen"])
    texts = [call.text for call in server.calls]
    assert len(texts) > asked and len(set(texts[:asked]) & set(texts[asked:])) <= 1, "nothing is asked twice"
    assert not any("<script" in part for part in (*seen.values(), *done.values()))


def test_where_text_may_not_go_nothing_is_asked(app: RunningApp, work: Work, server: ModelServer) -> None:
    settings = app.folder / "data" / "model.yaml"
    kept = settings.read_text()
    settings.write_text(yaml.safe_dump({"model": "openai:test", "url": "https://ai.elders.example/v1"}))
    try:
        start = work.analysis()["toetsen"]
        assert "De instellingen van het taalmodel kloppen niet" in start and "Taalmodel erbij" not in start
        refused = work.analysis("start", judge="both")["toetsen"]
        assert "De toets is niet begonnen" in refused
    finally:
        settings.write_text(kept)
