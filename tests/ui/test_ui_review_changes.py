"""What the review form sends becomes the changes of one edit; what no form sends is refused in Dutch."""

from __future__ import annotations

from typing import Any

import pytest
from review_made import edit

from analyzer.review.values import Change, ReviewField
from analyzer.store.errors import InvalidChange
from ui.review_changes import changes_of, kept_already, submission_of

_QUOTE = {
    "document": "beleid.pdf",
    "document_id": "a" * 64,
    "page": 4,
    "start": 10,
    "end": 20,
    "quote": "een citaat",
    "stance": "planned",
}
_OUTSIDE = {"kind": "interview", "day": None, "source": "griffier", "text": "Dat doen wij.", "stance": "in_force"}


def sent(**more: Any) -> dict[str, Any]:
    return {"ambition": "1.1", "assessment": "f" * 32, "seen": 2, **more}


def changes(**more: Any) -> list[tuple[str, str, Any]]:
    return [(each.field.value, each.key, each.new) for each in changes_of(submission_of(sent(**more)))]


def test_only_the_fields_that_were_changed_become_changes() -> None:
    assert changes(values={"status": "voldoet", "due": "2026-09-01", "reviewed": True}) == [
        ("status", "", "voldoet"),
        ("due", "", "2026-09-01"),
        ("reviewed", "", True),
    ]
    assert changes() == []


def test_an_emptied_field_lets_the_machine_stand() -> None:
    emptied = {"status": "", "rationale": "  \n", "recommendation": "", "owner": "", "due": "", "reviewed": False}
    assert all(new is None for _, _, new in changes(values=emptied)) and len(changes(values=emptied)) == 6


def test_line_breaks_within_a_text_stay() -> None:
    assert changes(values={"rationale": " Een.\n\nTwee. "}) == [("rationale", "", "Een.\n\nTwee.")]


def test_quotes_notes_and_evidence_keep_the_keys_they_came_with() -> None:
    found = changes(
        rejected={"aaaa:10:20": "ander bestuur", "bbbb:1:2": None},
        taken_back=[{"field": "note", "key": "n0"}],
        notes=[{"key": "n1", "text": "navragen"}],
        outside=[{"key": "o1", "evidence": _OUTSIDE}],
        quotes=[{"key": "q1", "quote": _QUOTE}],
    )
    assert [(field, key) for field, key, _ in found] == [
        ("rejected", "aaaa:10:20"),
        ("rejected", "bbbb:1:2"),
        ("note", "n0"),
        ("quote", "q1"),
        ("outside", "o1"),
        ("note", "n1"),
    ]
    assert [new for *_, new in found][:3] == ["ander bestuur", None, None]
    assert found[3][2]["quote"] == "een citaat" and found[4][2]["text"] == "Dat doen wij."


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"values": {"status": "prima"}}, "“Oordeel”"),
        ({"values": {"due": "morgen"}}, "“Gereed op” staat geen goede datum"),
        ({"values": {"author": "iemand anders"}}, "Laad haar opnieuw"),
        ({"notes": [{"key": "n1", "text": " "}]}, "“Notitie” ontbreekt de tekst"),
        ({"notes": [{"key": "een sleutel", "text": "x"}]}, "“Notitie”"),
        ({"quotes": [{"key": "q1", "quote": {**_QUOTE, "stance": "not_found"}}]}, "“Eigen citaat”"),
        ({"outside": [{"key": "o1", "evidence": {**_OUTSIDE, "kind": "roddel"}}]}, "“Bewijs van buiten"),
        ({"taken_back": [{"field": "status", "key": ""}]}, "Laad haar opnieuw"),
        ({"rejected": ["aaaa:10:20"]}, "“Verwerp dit citaat”"),
        ({"seen": -1}, "Laad haar opnieuw"),
    ],
)
def test_what_no_form_sends_is_refused_in_dutch(more: dict[str, Any], told: str) -> None:
    with pytest.raises(InvalidChange) as caught:
        submission_of(sent(**more))
    assert told in str(caught.value)


@pytest.mark.parametrize("nonsense", [None, [], "x", {}, {"ambition": "1.1"}, {"ambition": ["1.1"], "seen": {}}])
def test_nonsense_is_refused(nonsense: object) -> None:
    with pytest.raises(InvalidChange):
        submission_of(nonsense)


def test_what_the_event_adds_of_its_own_is_passed_over() -> None:
    assert submission_of(sent(turn=3, target="x")).seen == 2


def test_a_save_that_is_sent_again_is_recognised() -> None:
    mine = (Change(field=ReviewField.OWNER, new="Griffier"), Change(field=ReviewField.NOTE, key="n1", new="navragen"))
    kept = edit(3, *mine)
    assert kept_already([kept], "anna", mine)
    assert kept_already([edit(3, mine[1])], "anna", mine)  # what changed nothing was left out
    assert not kept_already([kept], "bert", mine)
    assert not kept_already([kept, edit(4, *mine)], "anna", mine)
    assert not kept_already([kept], "anna", mine[:1])
    assert not kept_already([], "anna", mine)
