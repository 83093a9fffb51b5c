"""Questions about one dossier, answered from its documents and from nothing else.

    with build_index(documents) as index:
        chat = Chat(index, organisation, peildatum, model)  # model None: passages instead of answers
        for event in chat.answer("Wie is regisseur ondermijning?", history):
            ...  # Sentence | Excerpt | Listing | Notice, in the order to be shown; a Done last

With a language model each sentence is shown as soon as it has come and its quote has been found in the document. What
does not pass is counted and not shown. Without one, or when it fails, the passages are shown that answer best.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from datetime import date

from analyzer.chat.facts import answer_of_dossier
from analyzer.chat.lines import Sieve, left_out_text, plain, whole_lines
from analyzer.chat.passages import can_be_quoted, excerpt
from analyzer.chat.search import Asked, Ranked, Words, adds_nothing, marks_in, points_back, rank, read_question
from analyzer.chat.values import (
    Done,
    Event,
    Excerpt,
    Notice,
    NoticeKind,
    Outcome,
    Sentence,
    Turn,
)
from analyzer.judges.material import Material, choose, written
from analyzer.llm.fencing import fenced, new_nonce, one_line
from analyzer.llm.ledger import Meter
from analyzer.llm.model import LanguageModel
from analyzer.llm.prompts import load_prompt
from analyzer.llm.schemas import FollowUpAnswer
from analyzer.llm.values import Failure
from analyzer.report.wording import listed, quoted
from analyzer.types import Organisation
from ingest.embedding import SubwordEmbedder
from ingest.facts import validity_on
from ingest.index import DossierIndex, open_index
from ingest.types import Document, Hit, PageSource, Validity

LONGEST_QUESTION = 1000  # characters
NOT_FOUND = "Dat staat niet in deze documenten."

_TURNS = 3  # of the conversation that a follow-up question is read with
_TURN_LENGTH = 800  # characters of one earlier answer
# Passages that a model is given: more dilute what a small one reads.
_DEPTH = 16
MOST_PASSAGES = 5  # shown where no model answers
_DOUBTFUL = frozenset({Validity.DRAFT, Validity.WITHDRAWN, Validity.EXPIRED, Validity.NOT_YET_IN_FORCE})
_NEAREST = 3  # passages shown where there is no answer
_MOST_NAMES = 4


def build_index(documents: Sequence[Document]) -> DossierIndex:
    """The index of a dossier in memory; nothing is written, so that what is asked leaves no trace on disk."""
    return open_index(documents, SubwordEmbedder(), None)


class Chat:
    """A conversation is the caller's to keep: each question comes with the turns before it. Several may be answered at
    the same time."""

    def __init__(
        self, index: DossierIndex, organisation: Organisation | None, peildatum: date, model: LanguageModel | None
    ) -> None:
        """`organisation` None: not known. Raises InvalidPrompt."""
        self._index = index
        self._organisation = organisation
        self._peildatum = peildatum
        self._model = model
        self._words = Words(index)
        self._doubtful = frozenset(
            key for key, document in index.documents.items() if validity_on(document.facts, peildatum) in _DOUBTFUL
        )
        self._prompt = load_prompt("chat")
        self._follow_up = load_prompt("follow-up", FollowUpAnswer)

    @property
    def destination(self) -> str | None:
        """Where questions and passages go, in words; None: nowhere."""
        return self._model.settings.destination.text if self._model is not None else None

    def answer(self, question: str, history: Sequence[Turn] = ()) -> Iterator[Event]:
        """The events of one answer, as they come. Never raises for what a model or a document says."""
        text = plain(question)
        if fault := _fault_of(text):
            yield Notice(kind=NoticeKind.QUESTION, text=fault)
            yield Done(outcome=Outcome.REFUSED, question=text[:LONGEST_QUESTION])
            return
        before = history[-1].question if history else None
        listing = answer_of_dossier(text, tuple(self._index.documents.values()), self._peildatum, before)
        if listing is not None:
            yield listing
            yield Done(outcome=Outcome.LISTED, question=text)
            return
        meter = self._model.meter.child() if self._model is not None else None
        understood = self._understood(text, history, meter)
        behind = _behind(understood, history) if understood == text else ""
        if understood != text:
            yield Notice(kind=NoticeKind.REWRITTEN, text=f"Begrepen als: {quoted(understood)}")
        elif behind:
            yield Notice(kind=NoticeKind.REWRITTEN, text=f"Gelezen samen met uw vorige vraag: {quoted(behind)}")
        asked = read_question(understood, self._organisation.name if self._organisation is not None else "", behind)
        if not asked.words:
            yield Notice(
                kind=NoticeKind.QUESTION,
                text="In deze vraag staat geen woord om op te zoeken. Noem het onderwerp waarover u iets wilt weten.",
            )
            outcome = Outcome.REFUSED
        elif self._model is None or meter is None:
            outcome = yield from self._search_result(asked)
        else:
            whole = f"{behind}\n{understood}" if behind else understood
            outcome = yield from self._by_model(asked, whole, self._model, meter)
        use = meter.use() if meter is not None else None
        yield Done(outcome=outcome, question=understood, use=use)

    # --- the question ----------------------------------------------------------------------------------------------

    def _understood(self, question: str, history: Sequence[Turn], meter: Meter | None) -> str:
        """The question as it stands by itself. What a model makes of it counts only when it adds nothing."""
        if self._model is None or meter is None or not history:
            return question
        turns, nonce = history[-_TURNS:], new_nonce()
        values = {
            "conversation": "\n\n".join(
                fenced(
                    number, "eerdere vraag, met het antwoord", f"{turn.question}\n\n{turn.answer[:_TURN_LENGTH]}", nonce
                )
                for number, turn in enumerate(turns, 1)
            ),
            "question": fenced(0, "de laatste vraag", question, nonce),
            "nonce": nonce,
        }
        answer = self._model.ask(self._follow_up, values, FollowUpAnswer, meter)
        if isinstance(answer, Failure):
            return question
        made = plain(answer.value.question)
        return made if 0 < len(made) <= LONGEST_QUESTION and adds_nothing(made, question, turns) else question

    def _ranked(self, asked: Asked) -> Ranked:
        return rank(self._index, self._words, asked, self._doubtful)

    # --- with a model ----------------------------------------------------------------------------------------------

    def _by_model(
        self, asked: Asked, question: str, model: LanguageModel, meter: Meter
    ) -> Generator[Event, None, Outcome]:
        ranked = self._ranked(asked)
        material = self._material(asked, ranked, model.settings.context_characters)
        if not material.passages:
            yield from self._not_found(asked, ranked)
            return Outcome.NOT_FOUND
        sieve = Sieve(material, self._index.documents, self._peildatum, self._organisation)
        shown, failure = 0, None
        for line in whole_lines(model.stream(self._prompt, self._values(question, material), meter)):
            if isinstance(line, Failure):
                failure = line
                continue
            found = sieve.read(line)
            if isinstance(found, Sentence):
                shown += 1
                yield found
            if sieve.full:
                break
        if sieve.dropped.total():
            yield Notice(kind=NoticeKind.LEFT_OUT, text=left_out_text(sieve.dropped))
        if sieve.full:
            yield Notice(kind=NoticeKind.LEFT_OUT, text="Het taalmodel bleef doorgaan; de rest is niet gelezen.")
        if failure is not None:
            yield _broken(failure, shown)
            if not shown:
                yield from self._search_result(asked)
            return Outcome.BROKEN
        if not shown:
            yield from self._not_found(asked, ranked)
            return Outcome.NOT_FOUND
        return Outcome.ANSWERED

    def _material(self, asked: Asked, ranked: Ranked, characters: int) -> Material:
        """What a model reads: what covers most of the question first, then what the index finds."""
        (hits,) = self._index.search([asked.phrasings], _DEPTH)
        best = [Hit(passage=passage, score=1.0) for passage in ranked.passages]
        documents = self._index.documents
        kept = [hit for hit in (*best, *hits) if can_be_quoted(documents[hit.passage.document_id], hit.passage)]
        return choose({"": kept}, documents, characters)

    def _values(self, question: str, material: Material) -> dict[str, str]:
        nonce, organisation = new_nonce(), self._organisation
        named = f"{one_line(organisation.name)} ({organisation.type.value})" if organisation else "niet opgegeven"
        return {
            "organisation": named,
            "peildatum": self._peildatum.isoformat(),
            "passages": written(material, self._index.documents, self._peildatum, nonce),
            "question": fenced(0, "de vraag", question, nonce),
            "nonce": nonce,
        }

    # --- without one -----------------------------------------------------------------------------------------------

    def _search_result(self, asked: Asked) -> Generator[Event, None, Outcome]:
        ranked = self._ranked(asked)
        shown = self._excerpts(asked, ranked, MOST_PASSAGES)
        if not shown:
            yield from self._not_found(asked, ranked)
            return Outcome.NOT_FOUND
        yield Notice(
            kind=NoticeKind.SEARCH_RESULT,
            text="Dit is een zoekresultaat, geen antwoord: de passages die het meest van uw vraag bevatten, de beste "
            "eerst.",
        )
        if ranked.unknown:
            yield _unknown(ranked)
        yield from shown
        return Outcome.PASSAGES

    def _not_found(self, asked: Asked, ranked: Ranked) -> Iterator[Event]:
        yield Notice(kind=NoticeKind.NOT_FOUND, text=NOT_FOUND)
        if ranked.unknown:
            yield _unknown(ranked)
        unread = [document.name for document in self._index.documents.values() if _is_unread(document)]
        if unread:
            yield Notice(
                kind=NoticeKind.UNREAD,
                text=f"Niet alles kon worden gelezen van {listed(unread, _MOST_NAMES)}; daar kan het nog in staan.",
            )
        nearest = self._excerpts(asked, ranked, _NEAREST)
        if nearest:
            yield Notice(kind=NoticeKind.NEAREST, text="Deze passages komen er het dichtst bij:")
            yield from nearest

    def _excerpts(self, asked: Asked, ranked: Ranked, most: int) -> tuple[Excerpt, ...]:
        found = []
        for passage in ranked.passages:
            document = self._index.documents[passage.document_id]
            if can_be_quoted(document, passage):
                marks = marks_in(document, passage, asked, ranked)
                found.append(excerpt(document, passage, marks, self._peildatum))
        return tuple(found[:most])


def _fault_of(question: str) -> str | None:
    """Why a question cannot be handled, in Dutch; None: it can."""
    if not any(character.isalnum() for character in question):
        return "Stel een vraag over de documenten, bijvoorbeeld: wie is het meldpunt voor integriteit?"
    if len(question) > LONGEST_QUESTION:
        return f"Deze vraag is te lang: hooguit {LONGEST_QUESTION} tekens. Stel haar korter, of in delen."
    return None


def _behind(question: str, history: Sequence[Turn]) -> str:
    """The question before, where this one can hardly be understood without it."""
    return plain(history[-1].question)[:LONGEST_QUESTION] if history and points_back(question) else ""


def _broken(failure: Failure, shown: int) -> Notice:
    after = (
        "Het antwoord is afgebroken; wat hierboven staat, is gecontroleerd."
        if shown
        else "Daarom volgt wat zoeken oplevert."
    )
    return Notice(kind=NoticeKind.BROKEN, text=f"{failure.message} {after}")


def _unknown(ranked: Ranked) -> Notice:
    words = listed([quoted(word) for word in ranked.unknown])
    verb = "komt" if len(ranked.unknown) == 1 else "komen"
    return Notice(
        kind=NoticeKind.UNKNOWN_WORDS,
        text=f"{words} {verb} in geen van de documenten voor. Misschien gebruiken zij een ander woord; stel de "
        "vraag dan daarmee.",
    )


def _is_unread(document: Document) -> bool:
    return any(problem.loss for problem in document.problems) or any(
        page.source is PageSource.UNREAD for page in document.pages
    )
