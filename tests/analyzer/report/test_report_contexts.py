"""A quote is shown in what stands around it in its document, or not at all."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.report.contexts import REACH, Surroundings
from analyzer.report.outline import outline
from analyzer.report.plain_text import printable
from analyzer.report.quotes import Quote
from analyzer.report.source import Source
from ingest.types import Document

BEFORE = "De gemeente werkt al jaren aan haar weerbaarheid. " * 12
LINES = (
    "# Beleidskader",
    "Inleiding die niet bij een paragraaf hoort.",
    "## 2 Aanpak",
    "### 2.1 Wie doet wat",
    BEFORE.strip(),
    "Eerst iets anders. Het college stelde het kader op 14 maart 2023 vast. Daarna iets anders.",
    "- Het team houdt het bij.",
    "- Het team bespreekt het elk kwartaal.",
    "\f",
    "## 3 Slot",
    "Dit is het einde.",
)


@pytest.fixture(scope="module")
def document(make_document: Callable[..., Document]) -> Document:
    made: Document = make_document(*LINES)
    return made


def placed(document: Document, words: str, *, shift: int = 0) -> Quote:
    start = document.text.index(words) + shift
    return Quote(
        text=words,
        place="kader.md, onderdeel 1",
        elements="element a",
        label="",
        proof="opzet",
        note="",
        document_id=document.id,
        start=start,
        end=start + len(words),
    )


def test_a_quote_stands_among_the_sentences_around_it(document: Document) -> None:
    quote = placed(document, "Het college stelde het kader op 14 maart 2023 vast.")
    found = Surroundings({document.id: document}.get).context(quote)
    assert found is not None
    assert (found.lead, found.quote, found.tail) == ("Eerst iets anders.", quote.text, "Daarna iets anders.")
    assert (found.lead_gap, found.tail_gap) == (True, True)
    assert found.headings == ("Beleidskader", "2 Aanpak", "2.1 Wie doet wat")
    assert set(" ".join(found.before).split(". ")) <= {BEFORE.split(". ")[0], f"{BEFORE.split('. ')[0]}."}
    assert found.opened  # there is more before it
    assert found.after[:2] == ("Het team houdt het bij.", "Het team bespreekt het elk kwartaal.")
    assert not found.closed


def test_a_context_is_cut_at_a_sentence_where_one_begins_near(document: Document) -> None:
    found = Surroundings({document.id: document}.get).context(placed(document, "Eerst iets anders."))
    assert found is not None
    assert found.before[0].startswith("De gemeente werkt al jaren")
    assert REACH / 2 <= len(" ".join(found.before)) <= REACH


def test_a_context_is_cut_at_a_word_where_no_sentence_begins_near() -> None:
    text = f"{'woord ' * 200}kern{' woord' * 200}."
    document = Document(
        id="e" * 64, name="lang.txt", format="text", page_unit="section", text=f"{text}\n", pages=(), blocks=()
    )
    quote = placed(document, "kern")
    found = Surroundings({document.id: document}.get).context(quote)
    assert found is not None
    assert set(found.lead.split()) == set(found.tail.split()) == {"woord"}
    assert REACH - 10 <= len(found.lead) <= REACH
    assert found.opened
    assert found.closed
    assert found.headings == ()


@pytest.mark.parametrize(("shift", "words"), [(1, "Eerst"), (-3, "Eerst"), (0, "Eerst")])
def test_there_is_no_context_where_the_text_is_not_the_quote(document: Document, shift: int, words: str) -> None:
    found = Surroundings({document.id: document}.get).context(placed(document, words, shift=shift))
    assert (found is not None) == (shift == 0)


def test_there_is_no_context_without_the_text(document: Document) -> None:
    quote = placed(document, "Eerst iets anders.")
    for text in (None, {}.get, {document.id: document.model_copy(update={"text": "kort"})}.get):
        assert Surroundings(text).context(quote) is None
        assert Surroundings(text).headings(quote) == ()
    beyond = quote.model_copy(update={"end": len(document.text) + 40})
    assert Surroundings({document.id: document}.get).context(beyond) is None
    nothing = quote.model_copy(update={"text": "", "end": quote.start})
    assert Surroundings({document.id: document}.get).context(nothing) is None


def test_a_document_is_asked_for_once(document: Document) -> None:
    asked: list[str] = []

    def text(sha256: str) -> Document | None:
        asked.append(sha256)
        return document if sha256 == document.id else None

    surroundings = Surroundings(text)
    quote = placed(document, "Eerst iets anders.")
    lost = quote.model_copy(update={"document_id": "f" * 64})
    assert [surroundings.context(each) is None for each in (quote, quote, lost, lost)] == [False, False, True, True]
    assert asked == [document.id, "f" * 64]


@given(data=st.data())
def test_a_context_is_text_of_the_document_with_the_quote_whole(document: Document, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(document.text) - 2))
    end = data.draw(st.integers(start + 1, min(len(document.text), start + 300)))
    words = printable(document.text[start:end])
    quote = placed(document, "Eerst").model_copy(update={"text": words, "start": start, "end": end})
    found = Surroundings({document.id: document}.get).context(quote)
    assert (found is None) == (not words)
    if found is not None:
        lead, tail = " " * found.lead_gap, " " * found.tail_gap
        whole = " ".join([*found.before, f"{found.lead}{lead}{found.quote}{tail}{found.tail}", *found.after])
        assert found.quote == words
        assert whole.replace(" ", "") in printable(document.text).replace(" ", "")
        assert len(whole) <= 2 * REACH + len(words) + 4


def test_every_quote_of_the_example_has_its_context(example: Source) -> None:
    for report in example.reports:
        surroundings = Surroundings(example.text)
        quotes = [quote for entry in outline(report).entries for quote in entry.quotes]
        assert len(quotes) > 100
        for quote in quotes:
            found = surroundings.context(quote)
            assert found is not None, quote.text
            assert found.quote == quote.text
