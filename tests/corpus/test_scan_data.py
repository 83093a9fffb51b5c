"""The data of the scan: every ambition has its place and a question, every role a name, every help a use."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from pydantic import ValidationError

from analyzer.norms import NORM_IDS, load_norm
from analyzer.report.study.scan_data import (
    Asked,
    ByNorm,
    DocumentKind,
    aids,
    expected_documents,
    interview,
    pillars,
)
from analyzer.types import OrganisationType

AMBITIONS = {(norm, each.id) for norm in NORM_IDS for each in load_norm(norm).ambitions}
CRITERIA = {
    (norm, criterion.id) for norm in NORM_IDS for each in load_norm(norm).ambitions for criterion in each.criteria
}
ENGLISH = re.compile(r"\b(?:the|and|of the|with|policy|awareness|training for|staff|report|none|null)\b", re.IGNORECASE)


def _pairs(by_norm: ByNorm) -> Iterator[tuple[str, str]]:
    for norm, ids in by_norm.items():
        for each in ids:
            yield norm, each


def _ambition(norm: str, one: str) -> tuple[str, str]:
    """The ambition of an element."""
    return (norm, one) if (norm, one) in AMBITIONS else (norm, one.rpartition(".")[0])


def test_every_ambition_of_both_norms_falls_under_one_pillar() -> None:
    placed = Counter(pair for pillar in pillars() for pair in _pairs(pillar.ambitions))
    assert len(AMBITIONS) == 29 + 47
    assert set(placed) == AMBITIONS
    assert set(placed.values()) == {1}


def test_the_five_pillars_of_the_scan() -> None:
    assert [pillar.title for pillar in pillars()] == [
        "Bewustwording en organisatie",
        "Informatiepositie en -huishouding",
        "Beleid en handhaving",
        "Integere en veilige werkomgeving",
        "Communicatie",
    ]
    assert all(pillar.scope.endswith("?") for pillar in pillars())


def test_every_ambition_has_a_question_of_its_own() -> None:
    asked = {pair for question in interview().questions for pair in _pairs(question.ambitions)}
    assert asked >= AMBITIONS
    assert asked <= AMBITIONS | CRITERIA


def test_what_is_asked_stays_within_one_pillar() -> None:
    place = {pair: number for number, pillar in enumerate(pillars()) for pair in _pairs(pillar.ambitions)}
    for asked in (*interview().questions, *interview().survey):
        numbers = {place[_ambition(norm, one)] for norm, one in _pairs(asked.ambitions)}
        assert len(numbers) == 1, asked.text


def test_questions_are_single_and_open() -> None:
    for question in interview().questions:
        assert question.text.count("?") == 1 and question.text.endswith("?"), question.text
        first = question.text.split()[0]
        ways = ("Hoe", "Hoeveel", "Wat", "Waar", "Waarover", "Waaruit", "Wanneer", "Welk", "Welke", "Wie", "Met", "In")
        assert first in (*ways, "Aan", "Bij", "Van", "Uit", "Op", "Onder"), question.text
    for statement in interview().survey:
        assert statement.text.endswith(".") and "?" not in statement.text


def test_no_question_stands_twice() -> None:
    for given in (interview().questions, interview().survey):
        assert max(Counter(each.text for each in given).values()) == 1


def test_every_role_has_a_name_in_every_type_of_organisation() -> None:
    data = interview()
    assert {question.role for question in data.questions} == set(data.roles)
    assert all(set(data.roles[role]) == set(OrganisationType) for role in data.roles)
    assert [data.role("voorzitter", kind) for kind in OrganisationType] == [
        "Burgemeester",
        "Commissaris van de Koning",
        "Dijkgraaf",
    ]
    for kind in OrganisationType:
        for asked in (*data.questions, *data.survey):
            assert "{" not in data.said(asked, kind)


def test_a_name_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValidationError, match="unknown names"):
        Asked(text="Wat doet {wethouder}?", ambitions={"groningse-norm": ("1.1",)})


def test_a_key_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValidationError, match="Extra inputs"):
        DocumentKind.model_validate({"name": "Nota", "why": "Omdat.", "known_by": ["nota"], "soort": "plan"})


def test_aids_serve_ambitions_that_exist() -> None:
    assert {pair for aid in aids() for pair in _pairs(aid.ambitions)} <= AMBITIONS
    wanted = (
        "RIEC",
        "Ondermijningscontainer",
        "App Ondermijning",
        "Kennisplatform",
        "CCV",
        "Meld Misdaad",
        "BIOS",
        "NCSC",
    )
    for word in wanted:
        assert any(word in aid.name for aid in aids()), word
    assert [aid.breadth for aid in aids()] == sorted(aid.breadth for aid in aids())


def test_expected_documents_point_to_elements_that_exist() -> None:
    assert {pair for kind in expected_documents() for pair in _pairs(kind.shown_by)} <= CRITERIA
    for kind in expected_documents():
        assert kind.why.endswith("."), kind.name
        assert all(term == term.lower() and term.strip("* +") for term in (*kind.known_by, *kind.never)), kind.name
    assert len({kind.name for kind in expected_documents()}) == len(expected_documents())


def test_nothing_of_it_is_english() -> None:
    texts = [each for pillar in pillars() for each in (pillar.title, pillar.scope)]
    texts += [each for kind in expected_documents() for each in (kind.name, kind.why)]
    texts += [each for aid in aids() for each in (aid.name, aid.provider, aid.text)]
    texts += [asked.text for asked in (*interview().questions, *interview().survey)]
    texts += [*interview().scales.values()]
    found = [text for text in texts if ENGLISH.search(text.replace("Platform", ""))]
    assert found == []
