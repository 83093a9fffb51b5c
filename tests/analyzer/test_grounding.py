"""A quote counts only when it stands in the document, word for word, where it says it stands."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analyzer.grounding import locate, stands_verbatim
from analyzer.types import Evidence, State
from ingest.assemble import assemble
from ingest.readers.raw import RawBlock, RawDocument, RawPage
from ingest.types import BlockKind, Document

WORDS = st.sampled_from(["Wij", "melden", "signalen", "(art. 2:41)", "50%", "één", "a*b", "punt.", "“zo”", "\\d+", "["])
LINES = st.lists(WORDS, min_size=1, max_size=8).map(" ".join)


def built(pages: list[list[str]]) -> Document:
    made = tuple(
        RawPage(number=number, blocks=tuple(RawBlock(kind=BlockKind.PARAGRAPH, text=line) for line in lines))
        for number, lines in enumerate(pages, 1)
    )
    return assemble(RawDocument(format="pdf", page_unit="page", pages=made), "a" * 64, "nota.pdf")


DOCUMENTS = st.lists(st.lists(LINES, min_size=1, max_size=3), min_size=1, max_size=3).map(built)


def quoted(document: Document, start: int, end: int, **changes: object) -> Evidence:
    fields = {
        "document": document.name,
        "document_id": document.id,
        "page": document.page_at(start),
        "start": start,
        "end": end,
        "quote": document.text[start:end],
        "criterion": "1.1.a",
        "stance": State.IN_FORCE,
    }
    return Evidence.model_validate({**fields, **changes})


@st.composite
def spans(draw: st.DrawFn) -> tuple[Document, int, int]:
    """A document and a span in it that begins and ends in a word."""
    document = draw(DOCUMENTS)
    inked = [place for place, character in enumerate(document.text) if not character.isspace()]
    start = draw(st.sampled_from(inked))
    end = draw(st.sampled_from([place + 1 for place in inked if place >= start]))
    return document, start, end


@given(spans())
def test_a_span_of_the_document_is_verbatim(case: tuple[Document, int, int]) -> None:
    assert stands_verbatim(quoted(*case), case[0])


@given(spans(), st.data())
def test_one_letter_off_is_not_verbatim(case: tuple[Document, int, int], data: st.DataObject) -> None:
    document, start, end = case
    quote = document.text[start:end]
    place = data.draw(st.integers(0, len(quote) - 1))
    other = data.draw(st.characters(exclude_categories=("Cs",)).filter(lambda letter: letter != quote[place]))
    assert not stands_verbatim(quoted(*case, quote=quote[:place] + other + quote[place + 1 :]), document)


@given(spans(), st.integers(-3, 3).filter(bool))
def test_another_place_page_or_document_is_not_verbatim(case: tuple[Document, int, int], step: int) -> None:
    document, start, end = case
    assume(start + step >= 0 and document.text[start + step : end + step] != document.text[start:end])
    quote = document.text[start:end]
    assert not stands_verbatim(quoted(document, start + step, end + step, quote=quote), document)
    assert not stands_verbatim(quoted(*case, page=document.page_at(start) + step), document)
    assert not stands_verbatim(quoted(*case, document_id="b" * 64), document)


@given(spans(), st.lists(st.sampled_from([" ", "  ", "\n", "\t ", "\u00a0"]), min_size=1, max_size=9))
def test_a_quote_is_found_whatever_its_white_space(case: tuple[Document, int, int], gaps: list[str]) -> None:
    document, start, end = case
    words = document.text[start:end].split()
    spaced = "".join(word + gaps[number % len(gaps)] for number, word in enumerate(words))
    found = locate(gaps[0] + spaced, document)
    assert found is not None
    assert document.text[found[0] : found[1]].split() == words
    assert found[0] <= start, "an earlier place is the first"
    assert stands_verbatim(quoted(document, *found), document)


@given(DOCUMENTS, LINES)
def test_what_stands_nowhere_is_not_found(document: Document, line: str) -> None:
    assert locate(f"{line} zeepaardje", document) is None
    assert locate("", document) is None
    assert locate(" \n", document) is None


@pytest.mark.parametrize("blank", ["", " ", "\n"])
def test_a_blank_quote_shows_nothing(make_document: Callable[..., Document], blank: str) -> None:
    document = make_document("Wij melden. Dat is alles.", "Slot.")
    start = document.text.index(blank) if blank else 3
    assert not stands_verbatim(quoted(document, start, start + len(blank)), document)
