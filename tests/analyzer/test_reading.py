"""A document as a judge reads it: sentences with their surroundings."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.judges.reading import Lexicons, Reading
from analyzer.lexicon import Lexicon
from ingest.types import BlockKind, Document

DocumentMaker = Callable[..., Document]
NORMS = Lexicon({})
MELDPUNT = NORMS.group(["meldpunt"])
CUES = Lexicon({}, literal=True)
LEXICONS = Lexicons(
    NORMS, CUES, {"negation": CUES.group(["geen", "niet"]), "planned": CUES.group(["in voorbereiding"])}
)
LINES = st.lists(
    st.sampled_from(
        [
            "# Kop",
            "## Onder",
            "Wij melden. Dat is goed.",
            "- een punt; en nog een",
            "| a | b",
            "\f",
            "Tot slot:",
            "Nr. 3",
        ]
    ),
    max_size=10,
)


def reading(document: Document) -> Reading:
    return Reading(document, LEXICONS)


@pytest.fixture(scope="module")
def _bind(make_document: DocumentMaker) -> None:
    _MADE["make"] = make_document


_MADE: dict[str, DocumentMaker] = {}


@pytest.mark.usefixtures("_bind")
@given(LINES)
def test_sentences_are_spans_in_order_on_their_page(lines: list[str]) -> None:
    document = _MADE["make"](*lines)
    position = 0
    for sentence in reading(document).sentences:
        assert position <= sentence.start < sentence.end
        assert document.text[sentence.start : sentence.end] == sentence.text == sentence.text.strip()
        assert document.page_at(sentence.start) == sentence.page
        assert len(sentence.clauses) == len(sentence.words)
        assert list(sentence.clauses) == sorted(sentence.clauses)
        block = document.blocks[sentence.block]
        assert block.start <= sentence.start < sentence.end <= block.end
        assert block.kind is sentence.kind is not BlockKind.HEADING
        position = sentence.end


@pytest.mark.usefixtures("_bind")
@given(LINES)
def test_every_word_outside_headings_is_read(lines: list[str]) -> None:
    document = _MADE["make"](*lines)
    read = "".join(sentence.text for sentence in reading(document).sentences)
    blocks = [b for b in document.blocks if b.kind is not BlockKind.HEADING]
    assert "".join(read.split()) == "".join("".join(document.text[b.start : b.end].split()) for b in blocks)


def test_a_table_row_is_one_sentence(make_document: DocumentMaker) -> None:
    (sentence,) = reading(make_document("| Meldpunt. Nieuw. | Q3 2026")).sentences
    assert sentence.text == "Meldpunt. Nieuw. | Q3 2026"
    assert len(set(sentence.clauses)) == 2


def test_headings_above_a_sentence(make_document: DocumentMaker) -> None:
    sentences = reading(make_document("# A", "## B", "Een.", "## C", "Twee.", "# D", "Drie.")).sentences
    assert [sentence.headings for sentence in sentences] == [("A", "B"), ("A", "C"), ("D",)]


def test_terms_and_cues_are_found_where_they_stand(make_document: DocumentMaker) -> None:
    one, two = reading(make_document("Er is geen Meldpunt. Het is in voorbereiding.")).sentences
    assert one.has(MELDPUNT) and not two.has(MELDPUNT)
    assert [(match.first, match.last) for match in one.places(MELDPUNT)] == [(3, 3)]
    assert (set(one.cues), set(two.cues)) == ({"negation"}, {"planned"})
    assert two.words[two.cues["planned"][0].first] == "in"


@pytest.mark.parametrize(
    ("text", "together", "apart"),
    [
        ("Er ligt een protocol, maar de training volgt later.", [], [("protocol", "training")]),
        ("Het meldpunt is er; de training niet.", [("training", "niet")], [("meldpunt", "niet")]),
        ("Hoewel het plan ontbreekt, is er een meldpunt.", [("plan", "ontbreekt")], []),
        ("Wij hebben een meldpunt.", [("hebben", "meldpunt")], []),
    ],
)
def test_clauses(
    text: str, together: list[tuple[str, str]], apart: list[tuple[str, str]], make_document: DocumentMaker
) -> None:
    (sentence,) = reading(make_document(text)).sentences
    clause = dict(zip(sentence.words, sentence.clauses, strict=True))
    assert all(clause[one] == clause[other] for one, other in together)
    assert all(clause[one] != clause[other] for one, other in apart)


def test_the_line_that_opens_a_list(make_document: DocumentMaker) -> None:
    found = reading(make_document("# Kop", "In 2026:", "- een", "- twee", "Tussen.", "- drie", "# Ander", "- vier"))
    openers = [found.opener(number) for number in range(len(found.sentences))]
    assert [opener.text if opener else None for opener in openers] == [
        None,
        "In 2026:",
        "In 2026:",
        None,
        None,
        None,
    ]


def test_neighbours_stand_under_the_same_heading(make_document: DocumentMaker) -> None:
    found = reading(make_document("# A", "Een. Twee.", "Drie.", "# B", "Vier."))
    assert [s.text if (s := found.neighbour(number, 1)) else None for number in range(4)] == [
        "Twee.",
        "Drie.",
        None,
        None,
    ]
    assert found.neighbour(0, -1) is None
    assert found.neighbour(3, -1) is None


def test_sentences_between_two_places(make_document: DocumentMaker) -> None:
    document = make_document("Een. Twee.", "Drie.")
    found = reading(document)
    assert list(found.between(0, len(document.text))) == [0, 1, 2]
    assert list(found.between(document.text.index("Twee"), document.text.index("Drie"))) == [1]
    assert list(found.between(1, 2)) == []


def test_the_place_of_a_character_is_its_word(make_document: DocumentMaker) -> None:
    (sentence,) = reading(make_document("Wij openen in 2026 een meldpunt.")).sentences
    assert sentence.words[sentence.place_of(sentence.text.index("2026"))] == "2026"
    assert sentence.place_of(len(sentence.text)) == len(sentence.words) - 1
