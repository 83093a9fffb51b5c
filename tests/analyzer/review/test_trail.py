"""The history in words: one line for each kind of change, and what can be taken back."""

from __future__ import annotations

import pytest
from pydantic import JsonValue
from review_values import ANNEX, BRAM, added, answer, assessment, document, edit, evidence, finding, interview

from analyzer.review.trail import SHOWN, trail
from analyzer.review.values import ReviewField, quote_key
from analyzer.types import State, Status

F = ReviewField
QUOTE = evidence("Het beleid geldt.", ANNEX, page=3)
GROUND = {
    "run-1": assessment(
        [finding(Status.NIET_AANGETROFFEN, answer("1.1.a", State.IN_FORCE, QUOTE))],
        [document(), document(ANNEX, "bijlage.docx", "section")],
    )
}
KEY = quote_key(QUOTE)
PLACE = "bijlage.docx, onderdeel 3: “Het beleid geldt.”"

LINES: list[tuple[ReviewField, str, JsonValue, JsonValue, str]] = [
    (F.STATUS, "", None, "deels", "oordeel: van “Niet aangetroffen” (machine) naar “Voldoet deels” (beoordelaar)"),
    (
        F.STATUS,
        "",
        "deels",
        "nvt",
        "oordeel: van “Voldoet deels” (beoordelaar) naar “Niet van toepassing” (beoordelaar)",
    ),
    (F.STATUS, "", "deels", None, "oordeel: van “Voldoet deels” (beoordelaar) naar “Niet aangetroffen” (machine)"),
    (F.RATIONALE, "", None, "Zo is het.", "onderbouwing: “Zo is het.” in plaats van die van de machine"),
    (F.RATIONALE, "", "Zo.", "Anders.", "onderbouwing: “Anders.” in plaats van een eerdere tekst"),
    (F.RECOMMENDATION, "", "Zo.", None, "aanbeveling: weer die van de machine"),
    (F.OWNER, "", None, "Wim", "verantwoordelijke: van niemand naar “Wim”"),
    (F.OWNER, "", "Wim", "Els", "verantwoordelijke: van “Wim” naar “Els”"),
    (F.DUE, "", "2026-05-01", None, "gereed op: van 1 mei 2026 naar geen datum"),
    (F.REVIEWED, "", None, True, "als beoordeeld aangevinkt"),
    (F.REVIEWED, "", True, True, "opnieuw als beoordeeld aangevinkt"),
    (F.REVIEWED, "", True, None, "niet langer als beoordeeld aangevinkt"),
    (F.REJECTED, KEY, None, "andere gemeente", f"citaat verworpen: {PLACE}; reden: “andere gemeente”"),
    (F.REJECTED, KEY, "oud", "te oud", f"reden van de afwijzing gewijzigd in “te oud” ({PLACE})"),
    (F.REJECTED, KEY, "oud", None, f"citaat telt weer mee: {PLACE}"),
    (F.REJECTED, "0:1:2", "oud", None, "citaat telt weer mee: een citaat van de machine"),
    (F.QUOTE, "q", None, added(), "toegevoegd citaat: beleid.pdf, p. 2: “Het beleid is vastgesteld.”"),
    (F.QUOTE, "q", added(), None, "toegevoegd citaat weggehaald: beleid.pdf, p. 2: “Het beleid is vastgesteld.”"),
    (
        F.OUTSIDE,
        "o",
        None,
        interview(),
        "bewijs van buiten de documenten: Interview, 4 januari 2026, teamleider Veiligheid: "
        "“Het overleg is er elke maand.”",
    ),
    (F.NOTE, "n", None, "Bel\nWim.", "notitie: “Bel Wim.”"),
    (F.NOTE, "n", "Bel Wim.", "Bel Els.", "notitie gewijzigd: “Bel Els.”"),
    (F.NOTE, "n", "Bel Els.", None, "notitie weggehaald: “Bel Els.”"),
]


@pytest.mark.parametrize(
    ("field", "key", "old", "new", "told"), LINES, ids=[f"{c[0]}-{n}" for n, c in enumerate(LINES)]
)
def test_a_change_is_told_in_a_line(field: ReviewField, key: str, old: JsonValue, new: JsonValue, told: str) -> None:
    [entry] = trail([edit(1, (field, key, old, new))], GROUND)
    [line] = entry.lines
    assert line.text == told
    assert (line.field, line.key) == (field, key)


def test_every_field_has_a_line() -> None:
    assert {case[0] for case in LINES} == set(F)


def test_without_the_assessment_it_is_told_whose_it_was() -> None:
    [entry] = trail([edit(1, (F.STATUS, None, "deels"))], {})
    assert entry.lines[0].text == "oordeel: van het voorstel van de machine naar “Voldoet deels” (beoordelaar)"


def test_a_long_text_is_cut_in_the_line_and_whole_beside_it() -> None:
    long = "woord " * 200
    [entry] = trail([edit(1, (F.RATIONALE, None, long))], GROUND)
    line = entry.lines[0]
    assert line.new == f"“{long.strip()}”"
    assert len(line.text) < SHOWN + 60
    assert "[…]" in line.text
    assert line.text.count("“") == line.text.count("”")


def test_the_last_edit_comes_first_with_who_when_and_why() -> None:
    edits = [edit(1, (F.OWNER, None, "Wim")), edit(2, (F.OWNER, "Wim", "Els"), author=BRAM, why="Wim gaat weg.")]
    second, first = trail(edits, GROUND)
    assert (second.number, second.author, second.why, second.at) == (2, BRAM, "Wim gaat weg.", edits[1].at)
    assert first.number == 1


def test_what_can_be_taken_back_is_told() -> None:
    edits = [
        edit(1, (F.OWNER, None, "Wim")),
        edit(2, (F.OWNER, "Wim", "Els")),
        edit(3, (F.NOTE, "n", None, "x")),
        edit(4, (F.NOTE, "n", "x", None), undoes=3),
    ]
    told = {entry.number: (entry.undoable, entry.undone, entry.undoes) for entry in trail(edits, GROUND)}
    assert told == {
        1: (False, False, None),
        2: (True, False, None),
        3: (False, True, None),
        4: (True, False, 3),
    }
