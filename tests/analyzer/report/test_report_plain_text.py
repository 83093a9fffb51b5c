"""What is shown to a person is one line of visible characters that any XML may hold."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from xml.sax.saxutils import escape

from hypothesis import given
from hypothesis import strategies as st

from analyzer.report.plain_text import printable, shorten

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
