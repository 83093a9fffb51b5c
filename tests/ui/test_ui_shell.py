"""Whatever a handler raises is told on the page; the style sheets of all pages are served, the shared one first."""

from __future__ import annotations

import inspect
import logging
from typing import Any, get_type_hints

import gradio as gr
import pytest

from analyzer.store.errors import NoSuchDossier
from ui.places import SIGN_IN, Place
from ui.shell import Shell, Updates
from ui.theme import asset, style
from ui.workplace import NotSignedIn


@pytest.fixture
def made() -> Shell:
    # The handlers under test need no workplace.
    return Shell(None, Place.DOSSIERS, gr.HTML(), gr.HTML())  # type: ignore[arg-type]


def told(made: Shell, error: Exception) -> str:
    def handler(value: str, request: gr.Request) -> Updates:
        raise error

    answer: dict[Any, Any] = made.answers(handler)("x", None)  # type: ignore[arg-type]
    assert list(answer) == [made.message]
    return str(answer[made.message])


def test_what_went_wrong_stands_in_the_message(made: Shell, caplog: pytest.LogCaptureFixture) -> None:
    assert "bestaat niet" in told(made, NoSuchDossier()) and SIGN_IN in told(made, NotSignedIn())
    with caplog.at_level(logging.ERROR):
        shown = told(made, RuntimeError("geheime tekst"))
    assert "RuntimeError" in shown and "geheime tekst" not in shown + caplog.text


def test_gradio_still_sees_what_the_handler_asks_for(made: Shell) -> None:
    def handler(value: str, request: gr.Request, event: gr.EventData) -> Updates:
        return {made.heading: value}

    answered = made.answers(handler)
    assert list(inspect.signature(answered).parameters) == ["value", "request", "event"]
    assert get_type_hints(answered)["request"] is gr.Request and get_type_hints(answered)["event"] is gr.EventData
    assert answered("x", None, None) == {made.heading: "x"}  # type: ignore[arg-type]


def test_the_style_sheets_of_all_pages_are_served_the_shared_one_first() -> None:
    sheets = style()
    assert sheets.startswith(asset("app.css")) and asset("dossiers.css") in sheets and asset("documents.css") in sheets
