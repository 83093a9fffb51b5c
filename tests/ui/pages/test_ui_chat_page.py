"""The page "Vragen": answers with their sources, one person's own, polled and not streamed."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import answering_player
import pytest
from bs4 import BeautifulSoup
from filled_store import assessed, kept, made_dossier, read_document
from model_server import ModelServer
from open_pages import OpenPages, Visitor, everything
from running_app import HOSTILE

from analyzer.store.desk import Desk
from analyzer.store.values import Dossier, Level
from ingest.types import Document
from ui.places import Place, address, original_address

TEXT = (
    f"Medewerkers melden een signaal van ondermijning {HOSTILE} bij het meldpunt Integriteit.",
    "Het meldpunt is bereikbaar op werkdagen.",
)


@pytest.fixture
def dossier(anna: Desk, make_document: Callable[..., Document]) -> Dossier:
    """Shared with Leo; one document was read."""
    made = made_dossier(anna)
    read_document(anna, made.id, make_document(*TEXT, name="beleid.txt"))
    anna.share(made.id, "leo", Level.READ)
    return made


def ask(visitor: Visitor, where: str, question: str, way: str = "") -> dict[str, Any]:
    """What the page shows when the answer is there."""
    shown = visitor.send(where, "vraag", "ask", question=question, way=way)
    until = time.monotonic() + 60
    while shown["timer"]["active"] and time.monotonic() < until:
        time.sleep(0.1)
        shown = visitor.event(where, "", "tick")
    assert not shown["timer"]["active"]
    return shown


def test_an_answer_shows_where_it_stands_and_obeys_nothing_in_it(pages: OpenPages, dossier: Dossier) -> None:
    where = address(Place.CHAT, dossier.id)
    with pages.visitor("anna") as visitor:
        opened = visitor.open(where)
        assert "data-question" in opened["gesprek"] and "blijft op deze computer" in opened["vraag"]
        shown = ask(visitor, where, f"Waar melden medewerkers een signaal? {HOSTILE}")
        page = BeautifulSoup(shown["gesprek"], "html.parser")
        (link,) = page.select(".where a")
        assert link["href"].startswith(original_address(dossier.id, "")) and "beleid.txt" in page.text
        assert page.mark is not None and "<script" not in shown["gesprek"] and "alert(1)" in page.text
        kept(pages.store, dossier.id, assessed())
        again = BeautifulSoup(visitor.open(where)["gesprek"], "html.parser")
        assert again.h2 is not None and "signaal" in again.h2.text, "what was answered is there when one comes back"
        assert any(
            link["href"].startswith("/beoordelen?") and "document=" in link["href"] for link in again.select("a")
        )
        fresh = visitor.send(where, "vraag-stand", "new")
        assert "data-question" in fresh["gesprek"] and "signaal?" not in fresh["gesprek"]


def test_what_someone_asked_is_nobody_elses(pages: OpenPages, dossier: Dossier) -> None:
    where = address(Place.CHAT, dossier.id)
    with pages.visitor("anna") as visitor:
        ask(visitor, where, "Is het meldpunt bereikbaar?")
    with pages.visitor("leo") as visitor:
        assert "Is het meldpunt bereikbaar?" not in everything(visitor.open(where)), "a reader asks for himself"
        assert "beleid.txt" in ask(visitor, where, "Waar melden medewerkers een signaal?")["gesprek"]
    with pages.visitor("bert") as visitor:
        answers = [
            visitor.open(where),
            visitor.send(where, "vraag", "ask", question="Waar melden medewerkers een signaal?", way=""),
            visitor.send(where, "gesprek", "ask", question="Waar melden medewerkers een signaal?", way=""),
            visitor.send(where, "vraag-stand", "stop"),
            visitor.event(where, "", "tick"),
        ]
    assert all("bestaat niet" in answer["melding"] for answer in answers)
    assert not any("meldpunt" in everything(answer) for answer in answers)


def test_without_documents_or_a_question_the_way_on_is_told(pages: OpenPages, anna: Desk, dossier: Dossier) -> None:
    empty = made_dossier(anna, "Gemeente Leeg")
    with pages.visitor("anna") as visitor:
        opened = visitor.open(address(Place.CHAT, empty.id))
        assert "nog geen gelezen documenten" in everything(opened) and "vraag" not in opened
        told = visitor.send(address(Place.CHAT, dossier.id), "vraag", "ask", question="  ", way="")
        assert "Typ eerst een vraag" in told["vraag-stand"] and "vraag" not in told, "what was typed stays"


def test_a_model_answers_only_when_it_is_chosen(pages: OpenPages, dossier: Dossier) -> None:
    where = address(Place.CHAT, dossier.id)
    with ModelServer(answering_player.play) as server, pages.visitor("anna") as visitor:
        pages.configuration.keep({"model": "openai:test", "url": server.url}, "")
        opened = visitor.open(where)
        assert "gaan naar 127.0.0.1" in opened["vraag"], "said before the first question"
        searched = ask(visitor, where, "Op welke werkdagen is het meldpunt bereikbaar?", "zoeken")
        assert "zoekresultaat" in searched["gesprek"] and server.calls == []
        answered = ask(visitor, where, "Op welke werkdagen is het meldpunt bereikbaar?", "taalmodel")
        assert "Het meldpunt is bereikbaar op werkdagen." in answered["gesprek"] and server.calls
