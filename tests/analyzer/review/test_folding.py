"""Edits folded into a review: a table of what each field becomes, and what holds for any row of edits and undos."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import JsonValue
from review_values import ANNA, BRAM, START, added, edit, interview

from analyzer.review.changing import completed
from analyzer.review.fields import KEYED, check, value_of
from analyzer.review.folding import fold
from analyzer.review.undoing import undo_of
from analyzer.review.values import Change, Edit, Review, ReviewField, Signed
from analyzer.types import Status

F = ReviewField

# Values that each field can hold, besides nothing.
VALUES: dict[ReviewField, tuple[JsonValue, ...]] = {
    F.STATUS: ("voldoet", "deels", "nvt"),
    F.RATIONALE: ("Omdat.", "", "Anders."),
    F.RECOMMENDATION: ("Doe dit.",),
    F.OWNER: ("Wim", "Els"),
    F.DUE: ("2026-05-01", "2027-01-31"),
    F.REVIEWED: (True,),
    F.REJECTED: ("gaat over een andere gemeente", "oud"),
    F.QUOTE: (added(), added(start=40)),
    F.OUTSIDE: (interview(), interview("Nee.")),
    F.NOTE: ("Vraag het na.", "Gedaan."),
}


def test_without_edits_there_is_nothing() -> None:
    review = fold("1.1", ())
    assert review == Review(ambition="1.1")
    assert (review.touched, review.number, review.ground) == (False, 0, "")


def test_every_field_comes_out_as_a_value() -> None:
    edits = [
        edit(1, (F.STATUS, None, "deels"), (F.RATIONALE, None, "Zo is het."), why="Zelf gelezen."),
        edit(2, (F.RECOMMENDATION, None, "Werk bij."), (F.OWNER, None, "Wim"), (F.DUE, None, "2026-05-01")),
        edit(3, (F.REVIEWED, None, True), author=BRAM, assessment="run-2"),
        edit(4, (F.REJECTED, "a:1:2", None, "andere gemeente"), (F.NOTE, "n", None, "Bel Wim."), assessment="run-2"),
        edit(5, (F.QUOTE, "q", None, added()), (F.OUTSIDE, "o", None, interview()), assessment="run-2"),
    ]
    review = fold("1.1", edits)
    assert (review.status, review.rationale, review.recommendation) == (Status.DEELS, "Zo is het.", "Werk bij.")
    assert (review.owner, review.due) == ("Wim", date(2026, 5, 1))
    assert review.judged == Signed(author=ANNA, at=edits[0].at, why="Zelf gelezen.")
    assert review.reviewed == Signed(author=BRAM, at=edits[2].at)
    assert [(each.key, each.reason, each.signed.author) for each in review.rejected] == [
        ("a:1:2", "andere gemeente", ANNA)
    ]
    assert [each.quote.quote for each in review.quotes] == ["Het beleid is vastgesteld."]
    assert [each.evidence.source for each in review.outside] == ["teamleider Veiligheid"]
    assert [each.text for each in review.notes] == ["Bel Wim."]
    assert review.authors == (ANNA, BRAM)
    assert review.last == Signed(author=ANNA, at=edits[4].at)
    assert (review.number, review.ground, review.touched) == (5, "run-2", True)


def test_nothing_set_anew_is_nothing() -> None:
    edits = [
        edit(1, (F.STATUS, None, "deels"), (F.NOTE, "n", None, "x"), (F.OWNER, None, "Wim"), (F.REVIEWED, None, True)),
        edit(2, (F.STATUS, "deels", None), (F.NOTE, "n", "x", None), (F.OWNER, "Wim", None), (F.REVIEWED, True, None)),
    ]
    review = fold("1.1", edits)
    assert (review.status, review.judged, review.notes, review.owner, review.reviewed) == (None, None, (), "", None)
    assert not review.touched
    assert review.number == 2


def test_a_mark_alone_is_no_change_of_anything() -> None:
    review = fold("1.1", [edit(1, (F.REVIEWED, None, True))])
    assert review.reviewed is not None
    assert not review.touched


def test_other_ambitions_are_passed_over_and_the_order_given_does_not_matter() -> None:
    edits = [
        edit(2, (F.OWNER, "Wim", "Els")),
        edit(1, (F.OWNER, None, "Wim")),
        edit(3, (F.OWNER, None, "Jo"), ambition="2.1"),
    ]
    assert fold("1.1", edits).owner == "Els"
    assert fold("2.1", edits).owner == "Jo"
    assert fold("1.1", edits).number == 2


def test_what_was_entered_keeps_its_place_and_has_the_name_of_who_changed_it_last() -> None:
    edits = [
        edit(1, (F.NOTE, "z", None, "eerste"), (F.NOTE, "a", None, "tweede")),
        edit(2, (F.NOTE, "z", "eerste", "anders"), author=BRAM),
    ]
    notes = fold("1.1", edits).notes
    assert [(each.key, each.text, each.signed.author) for each in notes] == [
        ("z", "anders", BRAM),
        ("a", "tweede", ANNA),
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (F.STATUS, "goed"),
        (F.STATUS, 3),
        (F.RATIONALE, 1),
        (F.DUE, "1 mei"),
        (F.DUE, 20260501),
        (F.REVIEWED, False),
        (F.REVIEWED, "ja"),
        (F.QUOTE, {"quote": "x"}),
        (F.OUTSIDE, "interview"),
        (F.NOTE, ["x"]),
    ],
)
def test_a_value_that_a_field_cannot_hold_is_refused(field: ReviewField, value: JsonValue) -> None:
    key = "k" if field in KEYED else ""
    with pytest.raises(ValueError, match="klopt niet"):
        check(Change(field=field, key=key, new=value))
    with pytest.raises(ValueError, match="klopt niet"):
        fold("1.1", [edit(1, (field, key, None, value))])


@pytest.mark.parametrize(("field", "key"), [(F.STATUS, "k"), (F.NOTE, ""), (F.QUOTE, "")])
def test_a_key_belongs_to_fields_that_have_many(field: ReviewField, key: str) -> None:
    with pytest.raises(ValueError, match="onvolledig"):
        check(Change(field=field, key=key, new=VALUES[field][0]))


def test_all_that_a_field_can_hold_passes() -> None:
    for field, values in VALUES.items():
        for value in (None, *values):
            check(Change(field=field, key="k" if field in KEYED else "", new=value))
            assert (value_of(field, value) is None) is (value is None)


def test_two_edits_with_one_number_are_no_history() -> None:
    with pytest.raises(ValueError, match="same number"):
        fold("1.1", [edit(1, (F.OWNER, None, "Wim")), edit(1, (F.OWNER, None, "Els"))])


# --- undo ----------------------------------------------------------------------------------------------------------


def test_an_undo_brings_back_what_was_with_the_name_that_was_there() -> None:
    edits = [
        edit(1, (F.STATUS, None, "deels"), why="eerst"),
        edit(2, (F.STATUS, "deels", "voldoet"), (F.NOTE, "n", None, "x"), author=BRAM, assessment="run-2"),
    ]
    changes = undo_of(edits, 2)
    assert changes == (
        Change(field=F.NOTE, key="n", old="x", new=None),
        Change(field=F.STATUS, old="voldoet", new="deels"),
    )
    taken_back = Edit(**{**edit(3, (F.OWNER, None, "x"), author="Cor").model_dump(), "changes": changes, "undoes": 2})
    review = fold("1.1", [*edits, taken_back])
    assert review.status is Status.DEELS
    assert review.judged == Signed(author=ANNA, at=edits[0].at, why="eerst")
    assert review.ground == "run-1"  # what stands was made there: a shift that showed before edit 2 shows again
    assert review.authors == (ANNA, BRAM, "Cor")
    assert review.number == 3


def _undo(edits: list[Edit], number: int) -> list[Edit]:
    changes = undo_of(edits, number)
    body = edit(len(edits) + 1, (F.OWNER, None, "x"), author="Cor").model_dump()
    return [*edits, Edit.model_validate({**body, "changes": changes, "undoes": number})]


def test_an_earlier_edit_can_be_undone_while_nothing_touched_what_it_set() -> None:
    edits = [edit(1, (F.OWNER, None, "Wim")), edit(2, (F.NOTE, "n", None, "x"))]
    review = fold("1.1", _undo(edits, 1))
    assert (review.owner, len(review.notes), review.ground) == ("", 1, "run-1")


def test_what_was_changed_since_cannot_be_undone() -> None:
    edits = [edit(1, (F.OWNER, None, "Wim"), (F.STATUS, None, "deels")), edit(2, (F.OWNER, "Wim", "Els"))]
    with pytest.raises(ValueError, match="verantwoordelijke is daarna opnieuw gewijzigd"):
        undo_of(edits, 1)


def test_the_same_value_set_again_is_a_change_too() -> None:
    edits = [edit(1, (F.OWNER, None, "A")), edit(2, (F.OWNER, "A", "B")), edit(3, (F.OWNER, "B", "A"))]
    with pytest.raises(ValueError, match="daarna opnieuw gewijzigd"):
        undo_of(edits, 1)


def test_once_what_came_later_is_undone_the_earlier_can_be() -> None:
    edits = _undo([edit(1, (F.OWNER, None, "A")), edit(2, (F.OWNER, "A", "B"))], 2)
    assert fold("1.1", _undo(edits, 1)).owner == ""


def test_an_undo_can_be_undone_and_the_edit_then_again() -> None:
    edits = _undo([edit(1, (F.OWNER, None, "A"))], 1)
    with pytest.raises(ValueError, match="al ongedaan"):
        undo_of(edits, 1)
    again = _undo(edits, 2)
    assert fold("1.1", again).owner == "A"
    assert fold("1.1", again).ground == "run-1"
    with pytest.raises(ValueError, match="al ongedaan"):
        undo_of(again, 2)
    assert fold("1.1", _undo(again, 1)).owner == ""


def test_what_does_not_exist_cannot_be_undone() -> None:
    with pytest.raises(ValueError, match="bestaat niet"):
        undo_of([edit(1, (F.OWNER, None, "A"))], 2)


# --- for any history -----------------------------------------------------------------------------------------------

_SLOTS = [(field, key) for field in F for key in (("k", "l") if field in KEYED else ("",))]
_ASKED = st.lists(
    st.sampled_from(_SLOTS).flatmap(
        lambda slot: st.builds(
            Change, field=st.just(slot[0]), key=st.just(slot[1]), new=st.sampled_from((None, *VALUES[slot[0]]))
        )
    ),
    min_size=1,
    max_size=4,
)


@st.composite
def histories(draw: st.DrawFn) -> list[Edit]:
    """Edits as the store keeps them, undos among them."""
    edits: list[Edit] = []
    for _ in range(draw(st.integers(1, 7))):
        number = len(edits) + 1
        target = draw(st.integers(1, len(edits))) if edits and draw(st.booleans()) else None
        run = draw(st.sampled_from(["run-1", "run-2"]))
        body = edit(
            number, (F.OWNER, None, "x"), author=draw(st.sampled_from([ANNA, BRAM])), assessment=run, undoes=target
        )
        try:
            changes = undo_of(edits, target) if target else completed(edits, draw(_ASKED), run)
        except ValueError:
            continue
        if changes:
            edits.append(body.model_copy(update={"changes": changes}))
    return edits


def _but_for_the_names(review: Review) -> Review:
    return review.model_copy(update={"number": 0, "authors": (), "last": None})


@settings(max_examples=80, deadline=None)
@given(histories())
def test_undoing_the_last_edit_restores_the_review_before_it(edits: list[Edit]) -> None:
    if not edits:
        return
    before = fold("1.1", edits[:-1])
    after = fold("1.1", _undo(edits, edits[-1].number))
    assert _but_for_the_names(after) == _but_for_the_names(before)


@settings(max_examples=80, deadline=None)
@given(histories())
def test_every_old_is_what_stood_there(edits: list[Edit]) -> None:
    values: dict[tuple[ReviewField, str], JsonValue] = {}
    for each in edits:
        for change in each.changes:
            assert values.get((change.field, change.key)) == change.old
            values[change.field, change.key] = change.new
    review = fold("1.1", edits)
    assert (review.status.value if review.status else None) == values.get((F.STATUS, ""))
    assert {each.key for each in review.notes} == {
        key for (field, key), value in values.items() if field is F.NOTE and value is not None
    }


# --- what is about to be saved -------------------------------------------------------------------------------------


def test_a_save_learns_what_stood_there_and_leaves_out_what_stays() -> None:
    edits = [edit(1, (F.OWNER, None, "Wim"), (F.STATUS, None, "deels"))]
    asked = [
        Change(field=F.OWNER, new="Wim"),
        Change(field=F.STATUS, old="verzonnen", new="voldoet"),
        Change(field=F.DUE, new=None),
        Change(field=F.NOTE, key="n", new="x"),
    ]
    assert completed(edits, [*asked, Change(field=F.NOTE, key="n", new="y")], "run-1") == (
        Change(field=F.STATUS, old="deels", new="voldoet"),
        Change(field=F.NOTE, key="n", old=None, new="y"),
    )


def test_a_mark_set_again_counts_on_another_ground_only() -> None:
    edits = [edit(1, (F.REVIEWED, None, True))]
    again = [Change(field=F.REVIEWED, new=True)]
    assert completed(edits, again, "run-1") == ()
    assert completed(edits, again, "run-2") == (Change(field=F.REVIEWED, old=True, new=True),)
    marked = fold("1.1", [*edits, edit(2, (F.REVIEWED, True, True), author=BRAM, assessment="run-2")])
    assert (marked.reviewed, marked.ground) == (
        Signed(author=BRAM, at=marked.last.at if marked.last else START),
        "run-2",
    )


def test_a_note_on_a_later_run_says_nothing_of_what_changed_there() -> None:
    stands = [edit(1, (F.STATUS, None, "deels"), (F.REVIEWED, None, True))]
    aside = edit(2, (F.NOTE, "n", None, "Bel Wim."), (F.OWNER, None, "Wim"), author=BRAM, assessment="run-2")
    evidence = edit(3, (F.QUOTE, "q", None, added()), author=BRAM, assessment="run-2")
    position = edit(4, (F.RATIONALE, None, "Het blijft zo."), author=BRAM, assessment="run-2")
    assert fold("1.1", [*stands, aside]).ground == "run-1"
    assert fold("1.1", [*stands, aside, evidence]).ground == "run-1"
    assert fold("1.1", [*stands, aside, evidence, position]).ground == "run-2"
    # Whoever looked again can say so, also after such a note.
    assert completed([*stands, aside], [Change(field=F.REVIEWED, new=True)], "run-2") != ()
    # Where nobody took a position, the evidence that was added decides, and else what there is.
    earlier = edit(1, (F.OUTSIDE, "o", None, interview()))
    assert fold("1.1", [earlier, aside]).ground == "run-1"
    assert fold("1.1", [edit(1, (F.OWNER, None, "Els")), aside]).ground == "run-2"


def test_a_save_of_what_cannot_be_kept_is_refused() -> None:
    with pytest.raises(ValueError, match="oordeel"):
        completed([], [Change(field=F.STATUS, new="prima")], "run-1")
