"""Dutch words: tokens, compounds, and the keys under which forms of one word meet."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ingest.dutch import STOPWORDS, index_terms, lemma, parts, text_terms, tokenize

CASES = yaml.safe_load((Path(__file__).parent / "dutch_cases.yaml").read_text(encoding="utf-8"))


@given(st.text(alphabet=st.sampled_from("abé ïJ'’-.,;:!?()_0 9\n\t\u00a0€ß"), max_size=80) | st.text(max_size=80))
def test_tokens_stand_where_they_say(text: str) -> None:
    tokens = tokenize(text)
    ends = [0, *(token.end for token in tokens)]
    for before, token in zip(ends, tokens, strict=False):
        assert before <= token.start < token.end
        assert text[token.start : token.end].lower() == token.word
    gaps = "".join(text[a:b] for a, b in zip(ends, [*(t.start for t in tokens), len(text)], strict=True))
    assert not any(character.isalnum() for character in gaps), "a letter or digit was left out"


def test_inner_marks_belong_to_the_word() -> None:
    text = "Het Bibob-beleid, de boa's en a.s. dinsdag (zie 2:41)."
    words = [token.word for token in tokenize(text)]
    assert words == ["het", "bibob-beleid", "de", "boa's", "en", "a.s", "dinsdag", "zie", "2", "41"]


@pytest.mark.parametrize(("word", "expected"), CASES["parts"], ids=lambda value: str(value))
def test_compounds(word: str, expected: list[str]) -> None:
    assert [lemma(part) for part in parts(word)] == expected


@pytest.mark.parametrize(("one", "other"), CASES["meet"])
def test_forms_of_one_word_meet(one: str, other: str) -> None:
    assert set(index_terms(one)) & set(index_terms(other))


@pytest.mark.parametrize(("one", "other"), CASES["apart"])
def test_other_words_stay_apart(one: str, other: str) -> None:
    assert not set(index_terms(one)) & set(index_terms(other))


def test_the_whole_compound_is_kept_beside_its_parts() -> None:
    terms = set(index_terms("veiligheidsbeleid"))
    assert terms > set(index_terms("beleid"))
    assert terms - set(index_terms("beleid")) - set(index_terms("veiligheid"))


@given(st.text(alphabet="abdegilnorstv-", min_size=1, max_size=24))
def test_parts_come_from_the_word_in_order(word: str) -> None:
    place = 0
    for part in parts(word):
        place = word.find(part, place)
        assert place >= 0
        place += len(part)


def test_stop_words_and_single_letters_are_not_indexed() -> None:
    assert text_terms("De " + " ".join(sorted(STOPWORDS)) + " a") == []


def test_repetitions_count() -> None:
    once, twice = text_terms("melding"), text_terms("melding en nog een melding")
    assert twice == once * 2
