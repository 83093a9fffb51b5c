"""What a browser sends along with an event is believed only as far as it is short text."""

from __future__ import annotations

from typing import Any

import gradio as gr
import pytest

from analyzer.store.errors import InvalidChange
from ui.submitted import LONGEST_VALUE, MOST_FIELDS, MOST_VALUES, Submitted, submitted


def sent(data: Any) -> Submitted:
    return submitted(gr.EventData(None, data))


def test_a_form_comes_through_with_all_its_values() -> None:
    form = sent({"action": "create", "fields": {"name": ["  Gemeente X "], "norms": ["a", "b"], "seen": ["3"]}})
    assert form.action == "create" and form.text("name") == "Gemeente X" and form.all("norms") == ("a", "b")
    assert form.number("seen") == 3
    assert form.text("niets") == "" and form.all("niets") == ()


@pytest.mark.parametrize("data", [None, "create", 7, ["create"], {}, {"fields": None}, {"action": None}])
def test_what_is_no_form_asks_for_nothing(data: Any) -> None:
    assert sent(data).action in ("", "None") and sent(data).fields == {}


@pytest.mark.parametrize("value", ["", "-1", "1.5", "²", "1234567890", "drie"])
def test_what_is_no_number_is_refused(value: str) -> None:
    with pytest.raises(InvalidChange, match="opnieuw"):
        sent({"action": "x", "fields": {"seen": [value]}}).number("seen")


@pytest.mark.parametrize(
    "fields",
    [
        ["x"],
        {str(number): ["x"] for number in range(MOST_FIELDS + 1)},
        {"name": ["x" * (LONGEST_VALUE + 1)]},
        {"name": ["x"] * (MOST_VALUES + 1)},
    ],
)
def test_too_much_is_refused(fields: Any) -> None:
    with pytest.raises(InvalidChange):
        sent({"action": "create", "fields": fields})


def test_values_of_any_kind_become_text() -> None:
    assert sent({"action": "x", "fields": {"a": 5, "b": [None, True], "c": {"d": 1}}}).fields == {
        "a": ("5",),
        "b": ("", "True"),
        "c": ("{'d': 1}",),
    }
