"""The restated Noord-Hollandse norm against its source: nothing left out, nothing copied, nothing dangling.

The source itself is not part of the project; the tests that need its text are skipped where it is not at hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from analyzer.types import Ambition, CriterionKind, Norm, OrganisationType

REPO = Path(__file__).parents[2]
NORM_FILE = REPO / "corpus" / "norms" / "noord-hollandse-norm.yaml"
CONCEPTS_FILE = REPO / "corpus" / "norms" / "concepts.yaml"
SOURCE_FILE = REPO.parent / "shared" / "seeds" / "noord-hollandse-norm.txt"

AMBITIONS_PER_THEME = {"1": 5, "2": 11, "3": 10, "4": 7, "5": 12, "6": 2}
MUNICIPAL_ONLY = {"5.2", "5.8", "5.9"}  # the APV and Damocles are a municipality's
LONGEST_SHARED_RUN = 9  # words; room for the names of laws and bodies
SOURCE_HEADING = re.compile(r"^\s*(\d\.\d+)\.?\s+Wij\b", re.MULTILINE)

# What the source demands in so many words: the fragments that must stand together in one criterion or action.
CONCRETE_DEMANDS = [
    ("5.2", ("slecht levensgedrag",)),
    ("5.2", ("exploitatievergunning", "horeca", " commercieel", "paracommercieel")),
    ("5.2", ("exploitatievergunning", "seks", "escort")),
    ("5.2", ("exploitatievergunning", "coffeeshop")),
    ("5.2", ("exploitatievergunning", "evenement")),
    ("5.2", ("exploitatievergunning", "shisha")),
    ("5.2", ("exploitatievergunning", "speelautomatenhal", "kansspelautoma")),
    ("5.2", ("sluit", "publiek", "gebouw")),
    ("5.2", ("onveilig", "niet leefbaar", "malafide", "ondernemersklimaat")),
    ("5.2", ("vergunningplicht", "branche", "gebied", "gebouw")),
    ("5.2", ("gebiedsaanwijzing", "openbare orde", "leefklimaat")),
    ("5.5", ("alcoholwet",)),
    ("5.5", ("exploitatievergunning",)),
    ("5.5", ("speelautomatenhal", "kansspel")),
    ("5.5", ("coffeeshop",)),
    ("5.5", ("prostitutie", "escort", "seksinrichting")),
    ("5.5", ("omgevingswet", "vergunning", "ontheffing")),
    ("5.5", ("subsidie",)),
    ("5.5", ("vastgoed", "grond")),
    ("5.5", ("overheidsopdracht",)),
]


@pytest.fixture(scope="module")
def norm() -> Norm:
    return Norm.model_validate(yaml.safe_load(NORM_FILE.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def source() -> str:
    if not SOURCE_FILE.exists():
        pytest.skip("the text of the norm itself is not at hand, so the restatement cannot be held against it")
    return SOURCE_FILE.read_text(encoding="utf-8")


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def shared_runs(text: str, source: str, length: int) -> list[str]:
    """Every run of `length` consecutive words of `text` that the source has too, case and punctuation aside."""
    theirs = words(source)
    known = {tuple(theirs[i : i + length]) for i in range(len(theirs) - length + 1)}
    ours = words(text)
    runs = (ours[i : i + length] for i in range(len(ours) - length + 1))
    return [" ".join(run) for run in runs if tuple(run) in known]


def demands(ambition: Ambition) -> list[str]:
    """The lower-cased text of each criterion and of each action with its title."""
    criteria = [criterion.text for criterion in ambition.criteria]
    actions = [f"{action.title}. {action.text}" for action in ambition.actions]
    return [text.lower() for text in (*criteria, *actions)]


def restated_texts(norm: Norm) -> Iterator[tuple[str, str]]:
    """(where, text) for all that was put in other words."""
    for ambition in norm.ambitions:
        yield ambition.id, ambition.requirement
        for criterion in ambition.criteria:
            yield criterion.id, criterion.text
        for action in ambition.actions:
            yield f"{ambition.id} action {action.id}", action.text
    for entry in norm.glossary:
        yield entry.term, entry.meaning
    for pillar in norm.pillars:
        yield f"pillar {pillar.id}", pillar.summary


def concepts_used(norm: Norm) -> Iterator[tuple[str, str]]:
    """(criterion id, concept name) for every "@concept" that a criterion or a concept of the norm refers to."""
    for ambition in norm.ambitions:
        for criterion in ambition.criteria:
            for term in (*(term for group in criterion.all_of for term in group), *criterion.none_of):
                if term.startswith("@"):
                    yield criterion.id, term[1:]
    for name, terms in norm.concepts.items():
        yield from ((f"concept {name}", term[1:]) for term in terms if term.startswith("@"))


def test_header(norm: Norm) -> None:
    assert (norm.id, norm.version) == ("noord-hollandse-norm", "1.0")
    assert "2024" in norm.source.published
    assert set(norm.binds) == {OrganisationType.GEMEENTE, OrganisationType.PROVINCIE}
    assert [pillar.id for pillar in norm.pillars] == list(AMBITIONS_PER_THEME)


def test_every_ambition_is_there_in_order(norm: Norm) -> None:
    expected = [f"{theme}.{n}" for theme, count in AMBITIONS_PER_THEME.items() for n in range(1, count + 1)]
    assert len(expected) == 47
    assert [ambition.id for ambition in norm.ambitions] == expected
    assert [ambition.pillar for ambition in norm.ambitions] == [id_.split(".")[0] for id_ in expected]


def test_the_source_has_the_same_ambitions(norm: Norm, source: str) -> None:
    assert SOURCE_HEADING.findall(source) == [ambition.id for ambition in norm.ambitions]


def test_the_source_has_the_same_themes(norm: Norm, source: str) -> None:
    listed = re.findall(r"^(\d)\) (.+?)\s*$", source, re.MULTILINE)
    assert listed == [(pillar.id, pillar.title) for pillar in norm.pillars]


def test_the_glossary_has_every_term_of_the_source(norm: Norm, source: str) -> None:
    chapter = source[source.rindex("Begrippenlijst") :]
    listed = {term.strip() for term in re.findall(r"\n\s*\n([A-Z][a-z][^:\n.]{0,40}):", chapter)}
    assert len(listed) == 10
    assert listed <= {entry.term for entry in norm.glossary}


@pytest.mark.parametrize(("ambition_id", "fragments"), CONCRETE_DEMANDS, ids=lambda value: str(value))
def test_concrete_demands_are_carried_over(norm: Norm, ambition_id: str, fragments: tuple[str, ...]) -> None:
    texts = demands(norm.ambition(ambition_id))
    assert any(all(fragment in text for fragment in fragments) for text in texts)


def test_the_run_finder_finds_a_copy() -> None:
    source = "een twee drie vier vijf zes\nzeven acht negen tien elf"
    assert shared_runs("Zes, zeven; acht!", source, 3) == ["zes zeven acht"]
    assert shared_runs("zes acht zeven", source, 3) == []


def test_nothing_is_copied(norm: Norm, source: str) -> None:
    copied = {
        where: runs
        for where, text in restated_texts(norm)
        if (runs := shared_runs(text, source, LONGEST_SHARED_RUN + 1))
    }
    assert copied == {}


def test_every_concept_exists(norm: Norm) -> None:
    shared = yaml.safe_load(CONCEPTS_FILE.read_text(encoding="utf-8"))["concepts"]
    unknown = [(where, name) for where, name in concepts_used(norm) if name not in shared and name not in norm.concepts]
    assert unknown == []


def test_own_concepts_are_used(norm: Norm) -> None:
    assert set(norm.concepts) <= {name for _, name in concepts_used(norm)}


def test_whom_each_ambition_binds(norm: Norm) -> None:
    municipal_only = {a.id for a in norm.ambitions if set(a.binds) == {OrganisationType.GEMEENTE}}
    both = {a.id for a in norm.ambitions if set(a.binds) == {OrganisationType.GEMEENTE, OrganisationType.PROVINCIE}}
    assert municipal_only == MUNICIPAL_ONLY
    assert len(both) == 47 - len(MUNICIPAL_ONLY)


def test_criteria_hang_together(norm: Norm) -> None:
    problems = []
    for ambition in norm.ambitions:
        ids = [criterion.id for criterion in ambition.criteria]
        if ids != [f"{ambition.id}.{chr(ord('a') + n)}" for n in range(len(ids))]:
            problems.append(f"{ambition.id}: criteria are not lettered in order: {ids}")
        if not any(criterion.essential for criterion in ambition.criteria):
            problems.append(f"{ambition.id}: no essential criterion")
        for criterion in ambition.criteria:
            computed = criterion.kind in (CriterionKind.CADENCE, CriterionKind.CURRENCY)
            if computed and criterion.of is None:
                problems.append(f"{criterion.id}: {criterion.kind} of what?")
            if criterion.of is not None and (criterion.of not in ids or criterion.of == criterion.id):
                problems.append(f"{criterion.id}: hangs on {criterion.of}, which is not a sibling")
            if not computed and (not criterion.all_of or not all(criterion.all_of) or not criterion.queries):
                problems.append(f"{criterion.id}: nothing to look for")
    assert problems == []
