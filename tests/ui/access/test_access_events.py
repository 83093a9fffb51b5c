"""Of an event only its data reaches Gradio, under a name that is one person's own."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import gradio as gr
import pytest
from small_app import SmallApp

from ui.access.events import Functions, UnfitEvent, functions_of

FUNCTIONS = Functions(known=frozenset({0, 1}), quiet=frozenset({1}))
EVENT: dict[str, Any] = {
    "data": ["x"],
    "fn_index": 1,
    "session_hash": "abc123",
    "trigger_id": 4,
    "event_data": {"ambition": "1.1"},
}


def test_what_would_steer_gradio_is_left_out() -> None:
    more = {"batched": True, "event_id": "x", "oauth_token": "x", "simple_format": True, "request": {"username": "bea"}}
    assert FUNCTIONS.event(json.dumps(EVENT | more).encode()) == EVENT


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"[" * 100_000,
        b"\xff\xfe",
        *(
            json.dumps({**EVENT, **wrong}).encode()
            for wrong in (
                {"data": {}},
                {"data": None},
                {"fn_index": 2},
                {"fn_index": "0"},
                {"fn_index": True},
                {"fn_index": None},
                {"session_hash": None},
                {"session_hash": "../x"},
                {"session_hash": "a" * 65},
                {"session_hash": ["a"]},
                {"trigger_id": "1"},
            )
        ),
    ],
)
def test_what_no_page_sends_is_refused(body: bytes) -> None:
    with pytest.raises(UnfitEvent):
        FUNCTIONS.event(body)


def test_the_name_of_an_open_page_is_one_persons_own() -> None:
    anna, again, bert = (json.loads(FUNCTIONS.owned(EVENT, person)) for person in ("anna", "anna", "bert"))
    assert anna == again and anna["session_hash"] != bert["session_hash"] != "abc123"
    assert anna["data"] == ["x"] and anna["event_data"] == EVENT["event_data"]
    other_start = Functions(known=frozenset({1}))
    assert json.loads(other_start.owned(EVENT, "anna"))["session_hash"] != anna["session_hash"]


def test_a_timer_is_quiet_and_whatever_someone_can_do_is_not() -> None:
    async def made() -> tuple[Functions, list[str]]:
        with gr.Blocks(analytics_enabled=False) as blocks:
            timer, button, text = gr.Timer(1), gr.Button(), gr.HTML()
            timer.tick(lambda: "", None, text)
            button.click(lambda: "", None, text)
            gr.on([timer.tick, button.click], lambda: "", None, text)
            blocks.load(lambda: "", None, text)
        return functions_of(blocks), [str(each.targets) for each in blocks.fns.values()]

    found, targets = asyncio.run(made())
    assert len(targets) == 4 and found.known == {0, 1, 2, 3} and found.quiet == {0}, targets


def test_over_http_gradio_sees_whom_the_gate_let_in(app: SmallApp) -> None:
    asked = {"data": [], "fn_index": app.functions["who"], "session_hash": "abc", "request": {"username": "bea"}}
    shown = {}
    for login in ("anna", "bert"):
        with app.visitor(login) as client:
            answer = client.post("/gradio_api/run/predict", json=asked, headers={"x-forwarded-user": "bea"})
            shown[login], name = str(answer.json()["data"][0]).split()
            assert shown[login] == login and name != "abc"


def test_over_http_what_is_no_event_is_refused_and_a_stranger_learns_nothing(app: SmallApp) -> None:
    with app.visitor("anna") as anna, app.visitor() as nobody:
        for client, status in ((anna, 400), (nobody, 401)):
            assert client.post("/gradio_api/run/predict", content=b"x" * (3 << 20)).status_code == status
            assert client.post("/gradio_api/run/predict", json={"data": []}).status_code == status
            plain = {"content-type": "text/plain"}
            body = json.dumps({"data": [], "fn_index": 1, "session_hash": "a"})
            assert client.post("/gradio_api/run/predict", content=body, headers=plain).status_code == status
