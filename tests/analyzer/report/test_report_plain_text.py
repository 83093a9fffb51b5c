"""What is shown to a person is one line of visible characters that any XML may hold."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.report.plain_text import ADDRESS_LEFT_OUT, foreign, printable, shorten

ANY_TEXT = st.text(st.characters(exclude_categories=()))


@given(ANY_TEXT)
def test_every_text_becomes_one_line_that_xml_accepts(text: str) -> None:
    shown = printable(text)
    assert (ElementTree.fromstring(f"<p>{escape(shown)}</p>").text or "") == shown
    assert "\n" not in shown
    assert "\t" not in shown


@given(ANY_TEXT)
def test_twice_is_once(text: str) -> None:
    assert printable(printable(text)) == printable(text)


def test_letters_quotes_and_signs_stay() -> None:
    assert printable("Coördinatie ‘één’ – 5% & <b> “ja”") == "Coördinatie ‘één’ – 5% & <b> “ja”"


def test_direction_marks_go_and_line_ends_become_spaces() -> None:
    assert printable("a\u202eb\x00c\r\n\vd\u2028e") == "abc d e"


@given(st.text("ab ", max_size=60), st.integers(min_value=8, max_value=40))
def test_a_shortened_text_fits_and_says_so(text: str, limit: int) -> None:
    short = shorten(text, limit)
    assert len(short) <= limit or short == text
    assert short == text or short.endswith(" […]")
    assert len(text) > limit or short == text


def test_a_text_is_cut_between_words() -> None:
    assert shorten("een twee drie vier vijf", 18) == "een twee drie […]"


@given(ANY_TEXT, st.integers(min_value=30, max_value=400))
def test_what_a_model_wrote_is_one_printable_line_within_its_limit(text: str, limit: int) -> None:
    shown = foreign(text, limit)
    assert len(shown) <= limit
    assert printable(shown) == shown


@given(ANY_TEXT, ANY_TEXT)
def test_no_address_survives_among_whatever_text(before: str, after: str) -> None:
    for address in ("https://x.example/a", "HTTP://X.EXAMPLE", "www.x.example/a.pdf", "wie@x.example", "mailto:wie"):
        shown = foreign(f"{before} {address} {after}", 100_000).lower()
        assert address.lower() not in shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("zie https://x.example/a?b=c.", f"zie {ADDRESS_LEFT_OUT}"),
        ("zie ht\u200btps://x.example nu", f"zie {ADDRESS_LEFT_OUT} nu"),
        ("mail wie@x.example nu", f"mail {ADDRESS_LEFT_OUT} nu"),
        ("javascript:alert(1)", ADDRESS_LEFT_OUT),
        ("uit www.gemeente.nl-beleid.pdf: vastgesteld", "uit www.gemeente.nl-beleid.pdf: vastgesteld"),
        ("element a: geregeld, om 12:30 uur (art. 2:1)", "element a: geregeld, om 12:30 uur (art. 2:1)"),
        ("on\u00adzicht\u200bbaar\U000e0041", "onzichtbaar"),
    ],
)
def test_addresses_and_unseen_characters_go(text: str, shown: str) -> None:
    assert foreign(text, 200) == shown
