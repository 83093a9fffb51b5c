"""Questions about the dossier of one tab: with and without a model, one at a time, and stopped at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import answering_player
import pytest
from model_server import Call, ModelServer, cut_midway, status

from analyzer.assessment import Request, silent
from analyzer.chat.values import Excerpt, Listing, Notice, NoticeKind, Sentence
from analyzer.llm.settings import ModelSettings
from analyzer.types import Organisation, OrganisationType
from ui.assess import Run
from ui.conversation import MOST_EXCHANGES, Busy, Conversation, Exchange
from ui.dossier import Dossier
from ui.engines import Judging

TEXTS = {
    "beleid.txt": "Beleid integriteit\n\nVastgesteld door het college op 3 maart 2025.\n\nMedewerkers melden een "
    "signaal van ondermijning bij het meldpunt Integriteit van de gemeente. Het meldpunt is bereikbaar op werkdagen.\n",
    "concept.txt": "Concept protocol\n\nDit is een concept.\n\nDe regisseur ondermijning zal signalen uit de wijken "
    "bundelen.\n",
}


@pytest.fixture(scope="module")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Dossier:
    folder = tmp_path_factory.mktemp("dossier")
    for name, text in TEXTS.items():
        (folder / name).write_text(text)
    request = Request(
        tuple(folder / name for name in TEXTS),
        ("groningse-norm",),
        Organisation(name="Gemeente Veldermeer", type=OrganisationType.GEMEENTE),
        date(2026, 3, 1),
    )
    run = Run(request, Judging(), folder / "werk")
    run.work(silent)
    assert run.dossier is not None
    return run.dossier


@pytest.fixture
def talk(dossier: Dossier) -> Iterator[Conversation]:
    conversation = Conversation(dossier)
    yield conversation
    conversation.close()


def settings(server: ModelServer) -> ModelSettings:
    return ModelSettings(model="openai:test", url=server.url, retries=0)


def asked(talk: Conversation, question: str, model: ModelSettings | None = None) -> Exchange:
    assert talk.ask(question, model).wait(60)
    return talk.exchanges[-1]


def test_without_a_model_passages_are_found_and_said_to_be_no_answer(talk: Conversation) -> None:
    exchange = asked(talk, "Waar melden medewerkers een signaal?")
    assert exchange.state == "done" and exchange.destination is None
    (first, *_) = [each for each in exchange.events if isinstance(each, Excerpt)]
    assert first.document == "beleid.txt" and any(piece.kind == "mark" for piece in first.pieces)
    kinds = [each.kind for each in exchange.events if isinstance(each, Notice)]
    assert NoticeKind.SEARCH_RESULT in kinds


def test_what_is_not_there_is_said_not_to_be_there(talk: Conversation) -> None:
    exchange = asked(talk, "Wat is de hoofdstad van Mongolië?")
    (notice, *_) = [each for each in exchange.events if isinstance(each, Notice)]
    assert notice.text == "Dat staat niet in deze documenten."


def test_documents_that_are_drafts_are_listed_without_a_model(talk: Conversation) -> None:
    exchange = asked(talk, "Welke documenten zijn een concept?")
    (listing,) = [each for each in exchange.events if isinstance(each, Listing)]
    assert [entry.document for entry in listing.entries] == ["concept.txt"]
    assert exchange.turn.answer == listing.text


def test_a_model_answers_in_sentences_with_a_verified_quote_and_knows_what_was_said(talk: Conversation) -> None:
    with ModelServer(answering_player.play) as server:
        first = asked(talk, "Waar melden medewerkers een signaal van ondermijning?", settings(server))
        (sentence,) = [each for each in first.events if isinstance(each, Sentence)]
        assert sentence.citation.document == "beleid.txt" and sentence.citation.quote in TEXTS["beleid.txt"]
        assert first.destination is not None and first.destination.endswith("(deze computer)")
        second = asked(talk, "Wanneer is dat meldpunt bereikbaar op werkdagen?", settings(server))
        assert second.state == "done" and [each.number for each in talk.exchanges] == [1, 2]
        assert any(sentence.text in call.text for call in server.calls[1:]), "the conversation went along"


def test_a_broken_stream_or_server_leaves_a_notice_and_passages(talk: Conversation) -> None:
    with ModelServer(
        answering_player.play, faults=lambda number, call: (cut_midway, status(500))[number % 2]
    ) as server:
        for _ in range(2):
            exchange = asked(talk, "Waar melden medewerkers een signaal van ondermijning?", settings(server))
            kinds = [each.kind for each in exchange.events if isinstance(each, Notice)]
            assert exchange.state == "done" and NoticeKind.BROKEN in kinds
            talk.clear()


def test_one_question_at_a_time_and_a_stop_that_does_not_wait(talk: Conversation) -> None:
    go_on, begun = threading.Event(), threading.Event()

    def player(call: Call) -> str:
        begun.set()
        go_on.wait(30)
        return answering_player.play(call)

    with ModelServer(player) as server:
        job = talk.ask("Waar melden medewerkers een signaal van ondermijning?", settings(server))
        assert begun.wait(30) and talk.busy
        with pytest.raises(Busy):
            talk.ask("En verder?", None)
        talk.stop()
        assert not talk.busy and talk.exchanges[-1].state == "stopped"
        go_on.set()
        assert job.wait(30)
    assert talk.exchanges[-1].state == "stopped" and talk.exchanges[-1].events == ()


def test_a_new_conversation_forgets_and_a_long_one_drops_its_beginning(talk: Conversation) -> None:
    for _ in range(MOST_EXCHANGES + 2):
        asked(talk, "Welke documenten zijn er?")
    assert len(talk.exchanges) == MOST_EXCHANGES and talk.exchanges[-1].number == MOST_EXCHANGES + 2
    talk.clear()
    assert talk.exchanges == ()
    assert asked(talk, "Welke documenten zijn er?").number == MOST_EXCHANGES + 3


def test_documents_that_are_gone_are_told(dossier: Dossier, tmp_path: Path) -> None:
    lost = Conversation(dossier.model_copy(update={"work": tmp_path}))
    exchange = asked(lost, "Welke documenten zijn er?")
    assert exchange.state == "failed" and "Voer de toets opnieuw uit" in exchange.problems[0]
