"""Questions about one dossier: with and without a model, one at a time, stopped at once, and each person's own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import answering_player
import pytest
from filled_store import desk_of, made_dossier
from model_server import Call, ModelServer, cut_midway, status

from analyzer.chat.values import Excerpt, Listing, Notice, NoticeKind, Sentence
from analyzer.llm.settings import ModelSettings
from analyzer.store.store import open_store
from analyzer.store.values import Level
from analyzer.types import Organisation, OrganisationType
from ingest.types import Document
from ui.conversation import MOST_EXCHANGES, Busy, Conversation, Exchange, Indexes, Material
from ui.conversations import Conversations

TEXTS = {
    "beleid.txt": "Beleid integriteit\n\nMedewerkers melden een signaal van ondermijning bij het meldpunt Integriteit "
    "van de gemeente. Het meldpunt is bereikbaar op werkdagen.",
    "concept.txt": "Concept protocol\n\nDit is een concept.\n\nDe regisseur ondermijning zal signalen uit de wijken "
    "bundelen.",
}
MakeDocument = Callable[..., Document]


def material_of(documents: tuple[Document, ...], edition: str = "1", dossier: str = "a" * 32) -> Material:
    organisation = Organisation(name="Gemeente Veldermeer", type=OrganisationType.GEMEENTE)
    return Material(dossier, edition, organisation, date(2026, 3, 1), lambda: documents)


@pytest.fixture(scope="module")
def documents(make_document: MakeDocument) -> tuple[Document, ...]:
    return tuple(make_document(*text.split("\n\n"), name=name) for name, text in TEXTS.items())


@pytest.fixture(scope="module")
def indexes() -> Indexes:
    return Indexes()


@pytest.fixture
def talk(indexes: Indexes) -> Iterator[Conversation]:
    conversation = Conversation(indexes)
    yield conversation
    conversation.close()


def settings(server: ModelServer) -> ModelSettings:
    return ModelSettings(model="openai:test", url=server.url, retries=0)


class Asking:
    """Asks, and waits for the answer."""

    def __init__(self, talk: Conversation, material: Material) -> None:
        self.talk = talk
        self.material = material

    def __call__(self, question: str, model: ModelSettings | None = None) -> Exchange:
        assert self.talk.ask(question, model, self.material).wait(60)
        return self.talk.exchanges[-1]


@pytest.fixture
def asked(talk: Conversation, documents: tuple[Document, ...]) -> Asking:
    return Asking(talk, material_of(documents))


def test_without_a_model_passages_are_found_and_said_to_be_no_answer(asked: Asking) -> None:
    exchange = asked("Waar melden medewerkers een signaal?")
    assert exchange.state == "done" and exchange.destination is None
    (first, *_) = [each for each in exchange.events if isinstance(each, Excerpt)]
    assert first.document == "beleid.txt" and any(piece.kind == "mark" for piece in first.pieces)
    kinds = [each.kind for each in exchange.events if isinstance(each, Notice)]
    assert NoticeKind.SEARCH_RESULT in kinds


def test_what_is_not_there_is_said_not_to_be_there(asked: Asking) -> None:
    exchange = asked("Wat is de hoofdstad van Mongolië?")
    (notice, *_) = [each for each in exchange.events if isinstance(each, Notice)]
    assert notice.text == "Dat staat niet in deze documenten."


def test_documents_that_are_drafts_are_listed_without_a_model(asked: Asking) -> None:
    exchange = asked("Welke documenten zijn een concept?")
    (listing,) = [each for each in exchange.events if isinstance(each, Listing)]
    assert [entry.document for entry in listing.entries] == ["concept.txt"]
    assert exchange.turn.answer == listing.text


def test_a_model_answers_in_sentences_with_a_verified_quote_and_knows_what_was_said(asked: Asking) -> None:
    with ModelServer(answering_player.play) as server:
        first = asked("Waar melden medewerkers een signaal van ondermijning?", settings(server))
        (sentence,) = [each for each in first.events if isinstance(each, Sentence)]
        assert sentence.citation.document == "beleid.txt" and sentence.citation.quote in TEXTS["beleid.txt"]
        assert first.destination is not None and first.destination.endswith("(deze computer)")
        second = asked("Wanneer is dat meldpunt bereikbaar op werkdagen?", settings(server))
        assert second.state == "done" and [each.number for each in asked.talk.exchanges] == [1, 2]
        assert any(sentence.text in call.text for call in server.calls[1:]), "the conversation went along"


def test_a_broken_stream_or_server_leaves_a_notice_and_passages(asked: Asking) -> None:
    with ModelServer(
        answering_player.play, faults=lambda number, call: (cut_midway, status(500))[number % 2]
    ) as server:
        for _ in range(2):
            exchange = asked("Waar melden medewerkers een signaal van ondermijning?", settings(server))
            kinds = [each.kind for each in exchange.events if isinstance(each, Notice)]
            assert exchange.state == "done" and NoticeKind.BROKEN in kinds
            asked.talk.clear()


def test_one_question_at_a_time_and_a_stop_that_does_not_wait(talk: Conversation, asked: Asking) -> None:
    go_on, begun = threading.Event(), threading.Event()

    def player(call: Call) -> str:
        begun.set()
        go_on.wait(30)
        return answering_player.play(call)

    with ModelServer(player) as server:
        job = talk.ask("Waar melden medewerkers een signaal van ondermijning?", settings(server), asked.material)
        assert begun.wait(30) and talk.busy
        with pytest.raises(Busy):
            talk.ask("En verder?", None, asked.material)
        talk.stop()
        assert not talk.busy and talk.exchanges[-1].state == "stopped"
        go_on.set()
        assert job.wait(30)
    assert talk.exchanges[-1].state == "stopped" and talk.exchanges[-1].events == ()


def test_a_new_conversation_forgets_and_a_long_one_drops_its_beginning(talk: Conversation, asked: Asking) -> None:
    for _ in range(MOST_EXCHANGES + 2):
        asked("Welke documenten zijn er?")
    assert len(talk.exchanges) == MOST_EXCHANGES and talk.exchanges[-1].number == MOST_EXCHANGES + 2
    talk.clear()
    assert talk.exchanges == () and talk.count == MOST_EXCHANGES + 2
    assert asked("Welke documenten zijn er?").number == MOST_EXCHANGES + 3


def test_a_dossier_without_documents_is_told(talk: Conversation) -> None:
    exchange = Asking(talk, material_of((), dossier="b" * 32))("Welke documenten zijn er?")
    assert exchange.state == "failed" and "Voeg bij “Documenten” documenten toe" in exchange.problems[0]


def test_an_index_is_shared_made_anew_for_other_documents_and_dropped_when_there_are_many(
    documents: tuple[Document, ...],
) -> None:
    indexes = Indexes(most=2)
    first = indexes.of(material_of(documents))
    assert indexes.of(material_of((), edition="1")) is first, "the same documents are not read again"
    assert indexes.of(material_of(documents[:1], edition="2")) is not first
    others = [indexes.of(material_of(documents, dossier=each * 32)) for each in "cd"]
    assert indexes.of(material_of(documents, dossier="d" * 32)) is others[1]
    assert indexes.of(material_of(documents)) is not first


def test_a_conversation_is_one_persons_about_one_dossier_and_is_not_kept_for_ever(
    documents: tuple[Document, ...],
) -> None:
    now = [0.0]
    kept = Conversations(most=3, kept_for=60, clock=lambda: now[0])
    mine = kept.of("anna", "een")
    Asking(mine, material_of(documents))("Welke documenten zijn er?")
    assert kept.of("anna", "een") is mine
    assert all(kept.of(*each).exchanges == () for each in (("bert", "een"), ("anna", "twee")))
    now[0] = 50
    assert kept.of("anna", "een") is mine, "looking keeps it"
    now[0] = 100
    assert kept.of("anna", "een") is mine and kept.of("anna", "drie") and kept.of("anna", "vier")
    assert kept.of("anna", "vijf") and kept.of("anna", "een") is not mine, "there is room for three"
    assert mine.exchanges == (), "what made room was forgotten"


def test_what_was_asked_of_a_dossier_that_is_no_longer_someones_is_forgotten(
    tmp_path: Path, documents: tuple[Document, ...]
) -> None:
    store = open_store(tmp_path)
    try:
        anna, bert = desk_of(store, "anna"), desk_of(store, "bert")
        dossier = made_dossier(anna)
        anna.share(dossier.id, "bert", Level.READ)
        kept = Conversations()
        talks = {desk.person.id: kept.of(desk.person.id, dossier.id) for desk in (anna, bert)}
        for talk in talks.values():
            Asking(talk, material_of(documents))("Welke documenten zijn er?")
        anna.unshare(dossier.id, bert.person.id)
        kept.forget_lost(bert)
        kept.forget_lost(anna)
        assert talks[bert.person.id].exchanges == () and talks[anna.person.id].exchanges
    finally:
        store.close()
