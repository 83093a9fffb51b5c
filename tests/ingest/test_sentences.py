"""Sentences of a Dutch block of text, as spans."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.sentences import split_sentences

CASES: list[list[str]] = yaml.safe_load((Path(__file__).parent / "sentence_cases.yaml").read_text(encoding="utf-8"))
WORDS = st.sampled_from(
    ["Wij", "de", "nr.", "art.", "mei", "2026.", "o.a.", "meldt!", "A.", "(zie", "b)", "kwam?", "–"]
)


@pytest.mark.parametrize("sentences", CASES, ids=lambda case: case[0][:30])
def test_sentences_as_a_reader_sees_them(sentences: list[str]) -> None:
    block = " ".join(sentences)
    assert [block[start:end] for start, end in split_sentences(block)] == sentences


@example("\x1f")
@example("\x1f a. \x1c B")
@given(st.lists(WORDS, max_size=25).map(" ".join) | st.text(max_size=80))
def test_spans_part_the_text_and_lose_no_word(text: str) -> None:
    position = 0
    for start, end in split_sentences(text):
        assert position <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        assert text[position:start].strip() == ""
        position = end
    assert text[position:].strip() == ""


def test_nothing_has_no_sentences() -> None:
    assert split_sentences("") == ()
    assert split_sentences("  \n ") == ()
