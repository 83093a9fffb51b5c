"""What a sentence says of the thing it names, against a table of sentences judged by a human reader."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from analyzer.judges.reading import Lexicons, Reading
from analyzer.judges.bodies import Context, bodies_named
from analyzer.judges.stance import stance_of
from analyzer.judges.statement import Silence, Stance
from analyzer.lexicon import Lexicon
from analyzer.norms import load_cues
from analyzer.types import State
from ingest.types import Document, Genre

DocumentMaker = Callable[..., Document]

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "stance_cases.yaml").read_text(encoding="utf-8"))[
    "cases"
]
PEILDATUM = date(2026, 3, 1)
OWN = frozenset({"veldermeer"})
# As measured; raised when the rules learn more of the table.
LEAST_RIGHT = 1.0
STATES = frozenset({"in_force", "planned", "absent"})
# Why a sentence says nothing: a theme that is only named, or named without any statement, is the same to a reader.
SILENCES = {
    "quoted": {Silence.QUOTED},
    "recommended": {Silence.RECOMMENDED},
    "other": {Silence.OTHER},
    "theme": {Silence.THEME, Silence.NO_STATEMENT},
}


def lexicons(thing: str) -> tuple[Lexicons, frozenset[int]]:
    norms, cues = Lexicon({}), Lexicon({}, compounds=False)
    group = norms.group([thing])
    return Lexicons(norms, cues, {name: cues.group(terms) for name, terms in load_cues().items()}), group


def judged(case: dict[str, Any], make_document: DocumentMaker) -> Stance:
    """The stance of the first sentence of a case that names the thing."""
    lines = [case["text"]] if isinstance(case["text"], str) else case["text"]
    document = make_document(*lines, genre=Genre(case.get("genre", "policy")), adopted=None)
    found, group = lexicons(case["thing"])
    reading = Reading(document, found)
    context = Context(PEILDATUM, OWN, bodies_named(reading.sentences, OWN))
    number = next(number for number, sentence in enumerate(reading.sentences) if sentence.has(group))
    core = reading.sentences[number].places(group)[0]
    return stance_of(reading, number, core, context, frozenset())


def right(case: dict[str, Any], stance: Stance) -> bool:
    if case["expect"] in STATES:
        return stance.silence is None and stance.state.value == case["expect"]
    return stance.silence in SILENCES[case["expect"]]


def label(case: dict[str, Any]) -> str:
    return f"{case['expect']}: {case['text'] if isinstance(case['text'], str) else ' / '.join(case['text'])}"


@pytest.mark.parametrize("case", [case for case in CASES if not case.get("known_miss")], ids=label)
def test_sentences_are_judged_as_a_reader_judges_them(case: dict[str, Any], make_document: DocumentMaker) -> None:
    stance = judged(case, make_document)
    assert right(case, stance), stance


def test_the_share_judged_right_does_not_fall(make_document: DocumentMaker) -> None:
    """Holds for the whole table, so that marking a sentence as a known miss gains nothing."""
    stances = [(case, judged(case, make_document)) for case in CASES]
    wrong = [f"{label(case)} → {stance}" for case, stance in stances if not right(case, stance)]
    assert 1 - len(wrong) / len(CASES) >= LEAST_RIGHT, "\n".join(wrong)


def test_the_table_is_large_and_holds_every_answer() -> None:
    assert len(CASES) >= 80
    assert {case["expect"] for case in CASES} == STATES | SILENCES.keys()
    assert len({str(case["text"]) + case["thing"] for case in CASES}) == len(CASES)


def test_strength_lies_between_nothing_and_certain(make_document: DocumentMaker) -> None:
    for case in CASES:
        stance = judged(case, make_document)
        assert 0 <= stance.strength <= 1
        assert stance.silence is None or stance.state is State.NOT_FOUND
        assert stance.silence is not None or (stance.strength > 0 and stance.state is not State.NOT_FOUND)


@pytest.mark.parametrize(
    ("text", "done"),
    [
        ("In oktober 2025 hebben alle boa's de training gevolgd.", True),
        ("Wij hebben een regeling voor training.", False),
    ],
)
def test_what_was_done_is_told_from_what_is_arranged(text: str, done: bool, make_document: DocumentMaker) -> None:
    stance = judged({"thing": "training", "text": text}, make_document)
    assert (stance.state, stance.done) == (State.IN_FORCE, done)


@pytest.mark.parametrize(
    ("own", "expected"), [("veldermeer", State.NOT_FOUND), ("hagenwold", State.IN_FORCE)]
)
def test_whose_meldpunt_it_is_depends_on_who_is_assessed(
    own: str, expected: State, make_document: DocumentMaker
) -> None:
    document = make_document("De gemeente Hagenwold heeft een meldpunt ingericht.", genre=Genre.POLICY)
    found, group = lexicons("meldpunt")
    reading = Reading(document, found)
    context = Context(PEILDATUM, frozenset({own}), bodies_named(reading.sentences, frozenset({own})))
    core = reading.sentences[0].places(group)[0]
    assert stance_of(reading, 0, core, context, frozenset()).state is expected


def test_a_time_is_past_or_future_by_the_reference_date(make_document: DocumentMaker) -> None:
    document = make_document("Vanaf 1 juli 2026 is het meldpunt geopend.", genre=Genre.POLICY)
    found, group = lexicons("meldpunt")
    reading = Reading(document, found)
    core = reading.sentences[0].places(group)[0]
    states = [
        stance_of(reading, 0, core, Context(day, OWN), frozenset()).state
        for day in (date(2026, 3, 1), date(2027, 3, 1))
    ]
    assert states == [State.PLANNED, State.IN_FORCE]


def test_a_cue_that_belongs_to_the_thing_itself_is_spared(make_document: DocumentMaker) -> None:
    document = make_document("Het college adviseert ondernemers over een keurmerk.", genre=Genre.POLICY)
    found, group = lexicons("keurmerk")
    reading = Reading(document, found)
    core = reading.sentences[0].places(group)[0]
    silenced = stance_of(reading, 0, core, Context(PEILDATUM, OWN), frozenset())
    spared = stance_of(reading, 0, core, Context(PEILDATUM, OWN), frozenset({"recommended"}))
    assert (silenced.silence, spared.state) == (Silence.RECOMMENDED, State.IN_FORCE)
