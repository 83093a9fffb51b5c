"""The templates for natural-language inference: loaded strictly, filled in one pass."""

from __future__ import annotations

from importlib.resources import files

import pytest

from analyzer.errors import InvalidPrompt
from analyzer.judges.hypotheses import STATES, load_hypotheses, read_hypotheses
from analyzer.types import State
from ingest.types import Validity

SHIPPED = (files("prompts") / "nli-hypotheses.yaml").read_text(encoding="utf-8")
NAME = "Gemeente Veldermeer"


def test_each_state_has_its_own_hypothesis_about_the_element() -> None:
    made = load_hypotheses().hypotheses_for("Er is een meldpunt.", NAME)
    assert STATES == (State.IN_FORCE, State.PLANNED, State.ABSENT)
    assert len(set(made)) == len(STATES)
    assert all("Er is een meldpunt." in each and NAME in each for each in made)


def test_the_passage_stands_last_behind_its_surroundings() -> None:
    made = load_hypotheses().premise_for(
        "Wij hebben een\nmeldpunt.",
        NAME,
        title="Nota",
        validity=Validity.DRAFT,
        headings=("Deel", "Melden", "Intern", "Hoe"),
        lead="Wij doen dit:",
    )
    places = [made.index(each) for each in ("Nota", "concept", "Melden › Intern › Hoe", "Wij doen dit:")]
    assert places == sorted(places)
    assert made.endswith("Wij doen dit: Wij hebben een meldpunt.")
    assert "Deel" not in made


@pytest.mark.parametrize("validity", [Validity.IN_FORCE, Validity.UNKNOWN])
def test_what_is_not_known_is_left_out(validity: Validity) -> None:
    assert load_hypotheses().premise_for("Koffie.", NAME, validity=validity) == "Koffie."


def test_every_other_standing_is_told_in_its_own_words() -> None:
    told = {
        load_hypotheses().premise_for("Koffie.", NAME, validity=each)
        for each in Validity
        if each not in (Validity.IN_FORCE, Validity.UNKNOWN)
    }
    assert len(told) == 4
    assert all(text.endswith(" Koffie.") for text in told)


def test_surroundings_leave_the_passage_room() -> None:
    long = "woord " * 500
    made = load_hypotheses().premise_for("Koffie.", long, title=long, headings=(long,), lead=long)
    assert len(made) < 900
    assert made.endswith("… Koffie.")


def test_what_is_filled_in_is_no_template() -> None:
    made = load_hypotheses().premise_for("Zie {{passage}} en {{criterion}}.", "{{organisation}}", title="{{lead}}")
    assert "{{lead}}" in made
    assert "{{organisation}}" in made
    assert made.endswith("Zie {{passage}} en {{criterion}}.")


def test_the_record_changes_with_the_file() -> None:
    record = load_hypotheses().record
    assert (record.id, record.version, len(record.digest)) == ("nli-hypotheses", "1", 12)
    assert read_hypotheses(SHIPPED.replace("nu zo", "thans zo").encode()).record.digest != record.digest


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("  planned:", "  gepland:", r"'hypotheses\.planned' ontbreekt; de sleutel 'hypotheses\.gepland' is onbekend"),
        ("purpose: >-", "doel: >-", r"'purpose' ontbreekt; de sleutel 'doel' is onbekend"),
        ('  lead: "{{lead}}"\n', "", r"de sleutel 'premise\.lead' ontbreekt"),
        ('passage: "{{passage}}"', 'passage: "{{zin}}"', r"'premise\.passage' ontbreekt de variabele 'passage'.*'zin'"),
        ("nu zo: {{criterion}}", "nu zo.", r"in 'hypotheses\.in_force' ontbreekt de variabele 'criterion'"),
        ("is ingetrokken", "{{lead}} is ingetrokken", r"in 'premise\.withdrawn' is de variabele 'lead' onbekend"),
        ("  lead: de zin", "  inleiding: de zin", r"'lead' ontbreekt onder 'variables'.*'inleiding' onder 'variables'"),
        ("language: nl", "language: en", r"de waarde van 'language' is niet bruikbaar"),
        ('version: "1"', "version: 1", r"de waarde van 'version' is niet bruikbaar"),
        ("id: nli-hypotheses", "id: anders", r"de waarde van 'id' is niet bruikbaar"),
        ("hypotheses:\n", "hypotheses: [\n", "geen geldige YAML"),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_what_is_wrong(old: str, new: str, message: str) -> None:
    assert old in SHIPPED
    with pytest.raises(InvalidPrompt, match=message) as told:
        read_hypotheses(SHIPPED.replace(old, new, 1).encode())
    assert "'nli-hypotheses.yaml'" in str(told.value)


def test_a_file_without_keys_is_refused() -> None:
    with pytest.raises(InvalidPrompt, match="bevat geen sleutels"):
        read_hypotheses(b"- een lijst")
