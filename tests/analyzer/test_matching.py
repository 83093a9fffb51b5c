"""How well a sentence speaks of a criterion, by what stands in it and around it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from analyzer.judges.matching import Relevance, compile_criterion, relevance
from analyzer.judges.reading import Lexicons, Reading
from analyzer.lexicon import Lexicon, LexiconError
from analyzer.norms import load_cues
from analyzer.types import Criterion, CriterionKind
from ingest.types import Document, DocumentFacts

DocumentMaker = Callable[..., Document]


def criterion(*groups: tuple[str, ...], none_of: tuple[str, ...] = ()) -> Criterion:
    return Criterion(id="1.1.a", text="x", kind=CriterionKind.PROVISION, all_of=groups, none_of=none_of)


def found(document: Document, asked: Criterion, number: int = 0) -> Relevance | None:
    """The relevance of sentence `number` of a document."""
    norms, cues = Lexicon({}), Lexicon({}, literal=True)
    compiled = compile_criterion(asked, norms)
    groups = {name: cues.group(terms) for name, terms in load_cues().items()}
    return relevance(Reading(document, Lexicons(norms, cues, groups)), number, compiled)


MELDPUNT = criterion(("meldpunt",))
FOR_STAFF = criterion(("meldpunt",), ("medewerkers",))


def test_a_sentence_that_names_the_thing(make_document: DocumentMaker) -> None:
    match = found(make_document("Er is een meldpunt."), MELDPUNT)
    assert match is not None
    assert (match.score, match.back, match.missing) == (1.0, False, 0)
    assert (match.core.first, match.core.last) == (3, 3)


@pytest.mark.parametrize("text", ["Er is koffie.", "", "De punten zijn gemeld."])
def test_a_sentence_that_does_not(text: str, make_document: DocumentMaker) -> None:
    document = make_document("Vooraf.", text) if text else make_document("Vooraf.")
    assert found(document, MELDPUNT, len(document.blocks) - 1) is None


def test_what_rules_a_sentence_out(make_document: DocumentMaker) -> None:
    document = make_document("Het meldpunt voor losliggende tegels is open.")
    assert found(document, MELDPUNT) is not None
    assert found(document, criterion(("meldpunt",), none_of=("tegels",))) is None


def test_a_criterion_without_terms_matches_nothing(make_document: DocumentMaker) -> None:
    assert found(make_document("Er is een meldpunt."), criterion()) is None


def test_the_nearer_the_rest_stands_the_better(make_document: DocumentMaker) -> None:
    facts = dict(DocumentFacts())
    documents = {
        "in the sentence": (make_document("Medewerkers hebben een meldpunt.", **facts), 0),
        "in the sentence before": (make_document("Medewerkers zien veel. Er is een meldpunt.", **facts), 1),
        "in an outer heading": (make_document("# Medewerkers", "## Signalen", "Er is een meldpunt.", **facts), 0),
        "nowhere": (make_document("Er is een meldpunt.", **facts), 0),
    }
    matches = {name: found(document, FOR_STAFF, number) for name, (document, number) in documents.items()}
    scores = [match.score for match in matches.values() if match is not None]
    assert len(scores) == len(documents)
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == len(scores)
    assert [match.missing for match in matches.values() if match is not None] == [0, 0, 0, 1]


def test_the_title_and_the_line_that_opens_a_list_count(make_document: DocumentMaker) -> None:
    titled = make_document("Er is een meldpunt.", **dict(DocumentFacts(title="Regeling voor medewerkers")))
    listed = make_document("Voor medewerkers zijn er:", "- een meldpunt", "- een loket", **dict(DocumentFacts()))
    for match in (found(titled, FOR_STAFF), found(listed, FOR_STAFF, 1)):
        assert match is not None
        assert match.missing == 0


def test_a_sentence_that_goes_on_about_the_thing(make_document: DocumentMaker) -> None:
    document = make_document("Er is een meldpunt. Dat staat open voor medewerkers. Koffie staat klaar.")
    first, second = found(document, FOR_STAFF, 0), found(document, FOR_STAFF, 1)
    assert first is not None and second is not None
    assert (first.back, second.back) == (False, True)
    assert found(document, FOR_STAFF, 2) is None


def test_an_unknown_concept_is_an_error() -> None:
    with pytest.raises(LexiconError, match="onbekend"):
        compile_criterion(criterion(("@onbekend",)), Lexicon({}))
