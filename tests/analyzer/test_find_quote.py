"""A quote of a model is looked for in the passage it names, word for word; the document's own text is taken over."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analyzer.grounding import find_quote
from ingest.types import Document

Make = Callable[..., Document]
WORDS = st.sampled_from(
    [
        "Wij",
        "melden",
        "signalen",
        "(art. 2:41)",
        "50%",
        "één",
        "a*b",
        "punt.",
        "“zo”",
        "\\d+",
        "[",
        "…",
        "...",
        "–",
        "’s",
    ]
)
LINES = st.lists(WORDS, min_size=1, max_size=8).map(" ".join)
DOUBLE, SINGLE, DASHES = '"“”„‟«»″', "'‘’‚‛′`´", "-‐‑‒–—−"


def _found(document: Document, quote: str, start: int = 0, end: int | None = None) -> str | None:
    """The text at the span where the quote was found."""
    span = find_quote(quote, document, start, len(document.text) if end is None else end)
    return None if span is None else document.text[slice(*span)]


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("Het college stelde het beleid vast.", "Het college stelde het beleid vast."),
        ("  Het college  stelde\n\nhet beleid vast.\t", "Het college stelde het beleid vast."),
        ("college stelde het beleid", "college stelde het beleid"),
        ('"Het college stelde het beleid vast."', "Het college stelde het beleid vast."),
        ("“Het college stelde het beleid vast.”", "Het college stelde het beleid vast."),
        ("'Het college stelde het beleid vast'", "Het college stelde het beleid vast"),
        ('het "plan van aanpak" geldt', "het “plan van aanpak” geldt"),
        ("collega's, en foto`s", "collega’s, en foto's"),
        ("2024 - 2026 en 3-4", "2024 – 2026 en 3‑4"),
        ("en zo verder...", "en zo verder…"),
        ("Zie ook… dit", "Zie ook... dit"),
        ("vast. De raad nam kennis.", "vast.\nDe raad nam kennis."),
        ("Bibob-beleid", "Bibob-beleid"),
        ("€ 10.000", "€ 10.000"),
        ("(artikel 4, lid 2)", "(artikel 4, lid 2)"),
        ("artikel 4", "artikel 4"),
        ("- eerste punt", "- eerste punt"),
        ("eerste punt", "eerste punt"),
    ],
)
def test_a_quote_is_found_as_the_document_has_it(make_document: Make, quote: str, text: str) -> None:
    document = make_document(
        "Het college stelde het beleid vast.",
        "De raad nam kennis. Daarin staat: het “plan van aanpak” geldt voor collega’s, en foto's.",
        "Dat loopt van 2024 – 2026 en 3‑4 jaar, en zo verder… Zie ook... dit.",
        "Het Bibob-beleid kost € 10.000 (artikel 4, lid 2). Punten: - eerste punt; tweede.",
    )
    assert _found(document, quote) == text


@pytest.mark.parametrize(
    "quote",
    [
        "",
        " \n",
        '""',
        "Het college stelt het beleid vast.",
        "het college stelde het beleid vast.",
        "Het college stelde beleid vast.",
        "Het college … het beleid vast.",
        "Het college stelde het beleid vast!",
        "Het college stelde het beleid vast. De raad",
        "Hetcollege stelde het beleid vast.",
        "Het college stelde het beléid vast.",
        "bevoegd personeel mag",
        "onbevoegd person",
        "voldoende geregeld",
        "openbaar stuk",
        "Bibob",
        "beleid kost",
        "kost € 10",
        "kost € 10.0",
        "in 202",
        ".*",
        "onbevoegd.personeel",
    ],
)
def test_what_stands_there_in_other_words_or_in_part_is_not_found(make_document: Make, quote: str) -> None:
    document = make_document(
        "Het college stelde het beleid vast.",
        "Geen onbevoegd personeel mag hier komen; het is onvoldoende geregeld.",
        "Een niet-openbaar stuk. Het Bibob-beleid kost € 10.000 in 2026.",
    )
    assert _found(document, quote) is None


def test_a_later_place_counts_where_an_earlier_one_is_part_of_a_word(make_document: Make) -> None:
    document = make_document("Het onvoldoende geregelde is onvoldoende geregeld.", "Dit is voldoende geregeld.")
    assert find_quote("voldoende geregeld", document, 0, len(document.text)) == (
        (start := document.text.rindex("voldoende")),
        start + len("voldoende geregeld"),
    )


def test_only_the_passage_that_is_named_is_looked_in(make_document: Make) -> None:
    document = make_document("Wij melden elk signaal.", "Wij leren ervan.", "Wij melden elk signaal.")
    first, second = 0, document.text.index("Wij leren")
    third = document.text.rindex("Wij melden")
    assert find_quote("Wij melden elk signaal.", document, first, second) == (0, 23)
    assert find_quote("Wij melden elk signaal.", document, second, third) is None
    assert find_quote("Wij melden elk signaal.", document, second, len(document.text)) == (third, third + 23)
    assert find_quote("Wij melden elk signaal. Wij leren", document, first, second) is None
    assert find_quote("melden elk", document, 0, 14) == (4, 14)
    assert find_quote("melden elk signaal", document, 0, 14) is None


def test_the_edge_of_a_passage_is_no_edge_of_a_word(make_document: Make) -> None:
    """Where a passage begins in the middle of a word, what stands before it still counts."""
    document = make_document("Het is onvoldoende geregeld.")
    middle = document.text.index("voldoende")
    assert find_quote("voldoende geregeld", document, middle, len(document.text)) is None


@st.composite
def spans(draw: st.DrawFn) -> tuple[list[str], int, int]:
    """Lines, and a run of the words in them: from the one number to before the other."""
    lines = draw(st.lists(LINES, min_size=1, max_size=4))
    words = " ".join(lines).split()
    start = draw(st.integers(0, len(words) - 1))
    return lines, start, draw(st.integers(start + 1, len(words)))


def _span(document: Document, first: int, last: int) -> tuple[int, int]:
    words = list(re.finditer(r"\S+", document.text))
    return words[first].start(), words[last - 1].end()


GAPS = st.lists(st.sampled_from([" ", "  ", "\n", "\t ", "\u00a0", "\n\n"]), min_size=1, max_size=5)


@given(spans(), GAPS, st.randoms(use_true_random=False))
def test_white_space_and_the_shape_of_quotes_and_dashes_do_not_matter(
    make_document: Make, case: tuple[list[str], int, int], gaps: list[str], random: object
) -> None:
    lines, first, last = case
    document = make_document(*lines)
    words = document.text.split()
    assume(len(words) == len(" ".join(lines).split()))
    start, end = _span(document, first, last)
    written = "".join(
        random.choice(next((alike for alike in (DOUBLE, SINGLE, DASHES) if each in alike), each))  # type: ignore[attr-defined]
        for each in document.text[start:end]
    )
    quote = "".join(word + gaps[number % len(gaps)] for number, word in enumerate(written.split()))
    found = find_quote(f" {quote}", document, 0, len(document.text))
    assert found is not None
    assert found[0] <= start, "an earlier place is the first"
    # Marks around the whole are passed over, so those at the very ends need not be in the span.
    assert _plain(document.text[slice(*found)]) in (_plain(document.text[start:end]), _bare(document.text[start:end]))


def _plain(text: str) -> str:
    """With one shape for all quotation marks, dashes and gaps."""
    for alike in (DOUBLE, SINGLE, DASHES):
        text = re.sub(f"[{re.escape(alike)}]", alike[0], text)
    return " ".join(text.replace("...", "…").split())


def _bare(text: str) -> str:
    return _plain(text).strip(DOUBLE[0] + SINGLE[0]).strip()


@given(spans(), st.data())
def test_another_letter_anywhere_is_not_found(
    make_document: Make, case: tuple[list[str], int, int], data: st.DataObject
) -> None:
    lines, first, last = case
    document = make_document(*lines)
    start, end = _span(document, first, last)
    letters = [place for place in range(start, end) if document.text[place].isalpha()]
    assume(letters)
    place = data.draw(st.sampled_from(letters))
    quote = f"{document.text[start:place]}ø{document.text[place + 1 : end]}"
    assert find_quote(quote, document, 0, len(document.text)) is None


@given(LINES, st.text(max_size=30), st.integers(0, 40), st.integers(0, 40))
def test_whatever_is_found_is_a_span_of_the_passage(
    make_document: Make, line: str, quote: str, first: int, second: int
) -> None:
    document = make_document(line, "Wij melden signalen aan het meldpunt.")
    start, end = sorted((min(first, len(document.text)), min(second, len(document.text))))
    for text in (quote, document.text[start:end]):
        found = find_quote(text, document, start, end)
        if found is not None:
            assert start <= found[0] < found[1] <= end
            assert _bare(document.text[slice(*found)]) == _bare(text)


def test_a_long_quote_that_stands_nowhere_takes_no_time(make_document: Make) -> None:
    document = make_document(*["aan de aan de aan het " * 40] * 40)
    assert find_quote("aan de " * 120 + "eind", document, 0, len(document.text)) is None
