"""The restated Groningse norm against its source: nothing left out, nothing copied, nothing dangling.

The source itself is not part of the project; the tests that need its text are skipped where it is not at hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from analyzer.norms import problems_of
from analyzer.types import CriterionKind, Norm, OrganisationType

REPO = Path(__file__).parents[2]
NORM_FILE = REPO / "corpus" / "norms" / "groningse-norm.yaml"
CONCEPTS_FILE = REPO / "corpus" / "norms" / "concepts.yaml"
SOURCE_FILE = REPO.parent / "shared" / "seeds" / "uitvoeringsplan-groningse-norm.txt"

ALL_TYPES = frozenset(OrganisationType)
MUNICIPAL_ONLY = {"1.5", "2.3", "3.4", "3.5"}  # the driehoek, Meld Misdaad Anoniem, Damocles and the drugs covenant
LONGEST_SHARED_RUN = 9  # words; room for the names of laws and bodies
AMBITIONS_PER_PILLAR = {"1": 7, "2": 6, "3": 9, "4": 4, "5": 3}
ACTIONS_PER_AMBITION = {
    **{"1.1": "ABC", "1.2": "AB", "1.3": "ABC", "1.4": "A", "1.5": "A", "1.6": "AB", "1.7": "AB"},
    **{"2.1": "ABCDE", "2.2": "A", "2.3": "AB", "2.4": "AB", "2.5": "AB", "2.6": "AB"},
    **{"3.1": "AB", "3.2": "ABCD", "3.3": "A", "3.4": "AB", "3.5": "A"},
    **{"3.6": "A", "3.7": "AB", "3.8": "A", "3.9": "A"},
    **{"4.1": "ABCDE", "4.2": "ABCDEFG", "4.3": "AB", "4.4": "ABCD"},
    **{"5.1": "A", "5.2": "A", "5.3": "A"},
}

# An ambition's own page opens with its number and title on one line; in the overviews the number stands alone.
SECTION_HEADING = re.compile(r"^[ \t]*(\d\.\d)[ \t]+(?=[A-Z\d])", re.MULTILINE)
OVERVIEW_NUMBER = re.compile(r"^[ \t]*(\d\.\d)[ \t]*$", re.MULTILINE)
TAB_LABEL = re.compile(r"^A\n(?:m\n\nbities|cties)$", re.MULTILINE)  # "Ambities" and "Acties", set vertically
ACTION_LETTER = re.compile(r"^[ \t]*([A-G])[ \t]*$", re.MULTILINE)


@pytest.fixture(scope="module")
def norm() -> Norm:
    return Norm.model_validate(yaml.safe_load(NORM_FILE.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def shared() -> dict[str, list[str]]:
    concepts: dict[str, list[str]] = yaml.safe_load(CONCEPTS_FILE.read_text(encoding="utf-8"))["concepts"]
    return concepts


@pytest.fixture(scope="module")
def source() -> str:
    if not SOURCE_FILE.exists():
        pytest.skip("the text of the norm itself is not at hand, so the restatement cannot be held against it")
    return SOURCE_FILE.read_text(encoding="utf-8")


def letters_by_section(source: str) -> dict[str, str]:
    """Ambition id → the letters of its actions, sorted: the layout may print a letter after its text, or D after E."""
    text = TAB_LABEL.sub("", source)
    starts = list(SECTION_HEADING.finditer(text))
    ends = [*(start.start() for start in starts[1:]), len(text)]
    return {
        start[1]: "".join(sorted(ACTION_LETTER.findall(text[start.end() : end])))
        for start, end in zip(starts, ends, strict=True)
    }


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def runs_of(text: str, length: int) -> set[tuple[str, ...]]:
    """Every run of `length` consecutive words, case and punctuation aside."""
    all_words = words(text)
    return {tuple(all_words[i : i + length]) for i in range(len(all_words) - length + 1)}


def runs_of_source(source: str, length: int) -> set[tuple[str, ...]]:
    """The runs of the source as printed, and with its line-end hyphens joined."""
    return runs_of(source, length) | runs_of(re.sub(r"-[ \t]*\n[ \t]*", "", source), length)


def restated_texts(norm: Norm) -> Iterator[tuple[str, str]]:
    """(where, text) for all that was put in other words."""
    for ambition in norm.ambitions:
        yield ambition.id, ambition.requirement
        for criterion in ambition.criteria:
            yield criterion.id, criterion.text
        for action in ambition.actions:
            yield f"{ambition.id} action {action.id}", f"{action.title}. {action.text}"
    for entry in norm.glossary:
        yield entry.term, entry.meaning
    for pillar in norm.pillars:
        yield f"pillar {pillar.id}", pillar.summary


def concepts_used(norm: Norm) -> Iterator[tuple[str, str]]:
    """(criterion id, concept name) for every "@concept" that a criterion refers to."""
    for ambition in norm.ambitions:
        for criterion in ambition.criteria:
            for term in (*(term for group in criterion.all_of for term in group), *criterion.none_of):
                if term.startswith("@"):
                    yield criterion.id, term[1:]


def test_header(norm: Norm) -> None:
    assert (norm.id, norm.version) == ("groningse-norm", "2025-2027")
    assert norm.source.published == "4 april 2025"
    assert set(norm.binds) == ALL_TYPES
    assert [pillar.id for pillar in norm.pillars] == list(AMBITIONS_PER_PILLAR)
    assert all(pillar.summary for pillar in norm.pillars)


def test_every_ambition_is_there_in_order(norm: Norm) -> None:
    expected = [f"{pillar}.{n}" for pillar, count in AMBITIONS_PER_PILLAR.items() for n in range(1, count + 1)]
    assert len(expected) == 29
    assert [ambition.id for ambition in norm.ambitions] == expected
    assert [ambition.pillar for ambition in norm.ambitions] == [id_.split(".")[0] for id_ in expected]


def test_every_action_is_there_in_order(norm: Norm) -> None:
    found = {ambition.id: "".join(action.id for action in ambition.actions) for ambition in norm.ambitions}
    assert found == ACTIONS_PER_AMBITION
    assert sum(len(letters) for letters in found.values()) == 64


def test_the_source_has_the_same_ambitions(norm: Norm, source: str) -> None:
    ids = [ambition.id for ambition in norm.ambitions]
    assert SECTION_HEADING.findall(source) == ids
    assert sorted(OVERVIEW_NUMBER.findall(source)) == ids


def test_the_source_has_the_same_actions(norm: Norm, source: str) -> None:
    ours = {ambition.id: "".join(action.id for action in ambition.actions) for ambition in norm.ambitions}
    assert letters_by_section(source) == ours


def test_the_glossary_has_every_term_of_the_source(norm: Norm, source: str) -> None:
    chapter = source[source.rindex("\n Agressieprotocol") : source.rindex("Begrippenlijst")]
    listed = [block.strip().split("\n")[0].strip() for block in re.split(r"\n\s*\n", chapter) if block.strip()]
    assert len(listed) == 13
    ours = [tuple(words(entry.term)) for entry in norm.glossary]
    # The terms themselves may be completed ("artikel 2:28 van de model-APV"); the first two words must be the same.
    assert [term[:2] for term in ours] == [tuple(words(term))[:2] for term in listed]


def test_the_letter_reader_survives_the_layout() -> None:
    first = "1.1  1x per jaar\nA\n Tekst.\n\nC\n Tekst.\n\nB \nTekst.\n\n\n\nA\ncties\n\nTijdlijn\n"
    second = "1.2 Nog een titel\nTekst.\n\nA \nTekst.\nA\nm\n\nbities\n"
    assert letters_by_section(first + second) == {"1.1": "ABC", "1.2": "A"}


def test_the_run_finder_finds_a_copy() -> None:
    theirs = runs_of_source("een twee drie vier vijf zes\nzeven acht ne-\ngen tien elf", 3)
    assert runs_of("Zes, zeven; acht!", 3) <= theirs
    assert runs_of("acht negen tien", 3) <= theirs
    assert not runs_of("zes acht zeven", 3) & theirs


def test_nothing_is_copied(norm: Norm, source: str) -> None:
    theirs = runs_of_source(source, LONGEST_SHARED_RUN + 1)
    copied = {
        where: shared_runs
        for where, text in restated_texts(norm)
        if (shared_runs := runs_of(text, LONGEST_SHARED_RUN + 1) & theirs)
    }
    assert copied == {}


def test_every_concept_exists(norm: Norm, shared: dict[str, list[str]]) -> None:
    unknown = [(where, name) for where, name in concepts_used(norm) if name not in shared and name not in norm.concepts]
    assert unknown == []


def test_own_concepts_are_its_own_and_are_used(norm: Norm, shared: dict[str, list[str]]) -> None:
    assert all(name.startswith("gn-") for name in norm.concepts)
    assert not set(norm.concepts) & set(shared)
    assert set(norm.concepts) == {name for _, name in concepts_used(norm) if name.startswith("gn-")}
    # A concept cannot name another one: its terms are taken as they stand.
    assert [name for name, terms in norm.concepts.items() if not terms or any(t.startswith("@") for t in terms)] == []


def test_the_lexicon_compiles(norm: Norm, shared: dict[str, list[str]]) -> None:
    concepts = {name: tuple(terms) for name, terms in shared.items()} | norm.concepts
    assert problems_of(norm.model_copy(update={"concepts": concepts})) == ()


def test_whom_each_ambition_binds(norm: Norm) -> None:
    for ambition in norm.ambitions:
        expected = {OrganisationType.GEMEENTE} if ambition.id in MUNICIPAL_ONLY else ALL_TYPES
        assert set(ambition.binds) == expected, ambition.id


def test_criteria_hang_together(norm: Norm) -> None:
    problems = []
    for ambition in norm.ambitions:
        ids = [criterion.id for criterion in ambition.criteria]
        if ids != [f"{ambition.id}.{chr(ord('a') + n)}" for n in range(len(ids))]:
            problems.append(f"{ambition.id}: criteria are not lettered in order: {ids}")
        if not ambition.queries or not ambition.section:
            problems.append(f"{ambition.id}: no queries, or no place in the source")
        for criterion in ambition.criteria:
            computed = criterion.kind in (CriterionKind.CADENCE, CriterionKind.CURRENCY)
            if computed and criterion.of is None:
                problems.append(f"{criterion.id}: {criterion.kind} of what?")
            if criterion.of is not None and (criterion.of not in ids or criterion.of == criterion.id):
                problems.append(f"{criterion.id}: hangs on {criterion.of}, which is not a sibling")
            if not computed and (not criterion.all_of or not all(criterion.all_of) or not criterion.queries):
                problems.append(f"{criterion.id}: nothing to look for")
    assert problems == []
