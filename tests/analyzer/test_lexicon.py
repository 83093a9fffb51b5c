"""Terms and concepts, found in sentences."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from analyzer.lexicon import Lexicon, LexiconError
from analyzer.norms import NORM_IDS, load_cues, load_norm
from ingest.dutch import tokenize

CASES = yaml.safe_load((Path(__file__).parent / "lexicon_cases.yaml").read_text(encoding="utf-8"))
CONCEPTS = {"meldplek": ["meldpunt", "loket", "meldvoorziening"]}
EACH = [
    (case["term"], sentence, wanted)
    for case in CASES
    for wanted, key in ((True, "found"), (False, "not_found"))
    for sentence in case[key]
]


def words(sentence: str) -> list[str]:
    return [sentence[token.start : token.end] for token in tokenize(sentence)]


@pytest.mark.parametrize(("term", "sentence", "wanted"), EACH)
def test_terms_in_sentences(term: str, sentence: str, wanted: bool) -> None:
    lexicon = Lexicon(CONCEPTS)
    group = lexicon.group([term])
    assert bool(group & lexicon.find(words(sentence)).keys()) is wanted


def test_other_terms_do_not_change_what_is_found() -> None:
    terms = [case["term"] for case in CASES]
    together = Lexicon(CONCEPTS)
    groups = {term: together.group([term]) for term in terms}
    for term, sentence, wanted in EACH:
        assert bool(groups[term] & together.find(words(sentence)).keys()) is wanted, (term, sentence)


def test_a_match_tells_where_the_term_begins_and_ends() -> None:
    lexicon = Lexicon({})
    (single,), (phrase,) = lexicon.group(["protocol"]), lexicon.group(["training + medewerkers"])
    found = lexicon.find(words("Medewerkers volgen een training; het protocol en nog een protocol"))
    assert [(match.first, match.last) for match in found[phrase]] == [(0, 3)]
    assert [(match.first, match.last) for match in found[single]] == [(5, 5), (9, 9)]


def test_without_compounds_a_term_is_found_whole() -> None:
    for compounds in (True, False):
        lexicon = Lexicon({}, compounds=compounds)
        group = lexicon.group(["protocol"])
        assert bool(group & lexicon.find(["agressieprotocol"]).keys()) is compounds
        assert group & lexicon.find(["protocollen"]).keys()


def test_a_group_is_met_by_any_of_its_alternatives() -> None:
    lexicon = Lexicon(CONCEPTS)
    group = lexicon.group(["@meldplek", "vertrouwenspersoon"])
    assert len(group) == 4
    for word in ("loket", "vertrouwenspersonen"):
        assert len(group & lexicon.find([word]).keys()) == 1
    assert lexicon.group([]) == frozenset()


@pytest.mark.parametrize("term", ["@onbekend", "", "*", "**", "a*b", " + ", "meldpunt + ", "*a*b*"])
def test_terms_that_mean_nothing_are_refused(term: str) -> None:
    with pytest.raises(LexiconError):
        Lexicon(CONCEPTS).group([term])


@given(
    st.lists(
        st.sampled_from(["De", "training", "voor", "onze", "medewerkers", "meldpunt", "RIT", "bibob-beleid", "2026"])
    )
)
def test_matches_lie_within_the_sentence(sentence: list[str]) -> None:
    for matches in _ALL.find(sentence).values():
        assert matches
        assert all(0 <= match.first <= match.last < len(sentence) for match in matches)


_ALL = Lexicon(CONCEPTS)
_ALL.group([case["term"] for case in CASES])


def test_everything_that_ships_compiles() -> None:
    cues = Lexicon({}, compounds=False)
    assert all(cues.group(terms) for terms in load_cues().values())
    for norm in (load_norm(norm_id) for norm_id in NORM_IDS):
        lexicon = Lexicon(norm.concepts)
        assert all(lexicon.group([f"@{name}"]) for name in norm.concepts)
