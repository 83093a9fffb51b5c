"""Two people, two dossiers: from the other side every page, function, file and job is tried, and gives nothing.

What is tried is taken from the app itself (see `two_sides`), so that a page, a function or a route that comes later is
tried too.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from two_sides import (
    CANARIES,
    Function,
    Side,
    actions,
    call,
    canaries_in,
    filled,
    functions_of,
    own_addresses,
    sent,
    served,
    signed_in,
    state,
)

from analyzer.store.store import Store, open_store
from ingest.types import Document
from ui import places

ASKED = {"action": "ask", "fields": {"question": [f"Is er een {CANARIES['question']} meldpunt?"], "way": ["zoeken"]}}
DESTROYING = ("delete", "remove")  # after which nothing would be left to try the others on
TURNS = 7  # so many kinds of numbers a field can hold


@dataclass
class World:
    """The app with its two dossiers, and everybody in a browser of their own. `store`: a look at what is kept."""

    url: str
    store: Store
    folder: Path
    annas: Side
    berts: Side
    anna: httpx.Client
    bert: httpx.Client
    leo: httpx.Client
    nobody: httpx.Client
    functions: list[Function]

    def state(self) -> dict[str, Any]:
        return state(self.store, self.annas.dossier, self.folder)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, make_document: Callable[..., Document]) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("app")
    store = open_store(folder / "data" / "dossiers")
    with ExitStack() as opened:
        opened.callback(store.close)
        annas, berts = filled(store, make_document)
        running = opened.enter_context(served(folder))
        people = {login: opened.enter_context(signed_in(running.url, login)) for login in ("anna", "bert", "leo")}
        nobody = opened.enter_context(httpx.Client(base_url=running.url, timeout=60))
        functions = functions_of(people["bert"])
        yield World(running.url, store, folder / "data", annas, berts, **people, nobody=nobody, functions=functions)


def test_anna_sees_all_of_it_so_that_there_is_something_to_keep(world: World) -> None:
    """Also leaves in the memory of the app what it keeps there: pages, pictures, questions and answers."""
    seen = set()
    for function in world.functions:
        if not function.takes_data:
            seen |= canaries_in(call(world.anna, function, world.annas))
    for function in world.functions:
        if function.takes_data:
            seen |= canaries_in(call(world.anna, function, world.annas, ASKED))
    for address in own_addresses(world.annas):
        assert world.anna.get(address).status_code < 500
    until = time.monotonic() + 20
    while "question" not in seen and time.monotonic() < until:
        for function in world.functions:
            if "tick" in function.events or "load" in function.events:
                seen |= canaries_in(call(world.anna, function, world.annas))
    assert seen == set(CANARIES), f"not seen by her who may: {set(CANARIES) - seen}"
    assert len(world.functions) > 30 and len(actions()) > 30


def test_no_page_tells_anything_of_a_dossier_that_is_not_ones_own(world: World) -> None:
    for page in sorted({each.page for each in world.functions}):
        for query in (world.annas.query, world.berts.query | {"toets": world.annas.assessment}):
            answer = world.bert.get(page, params=query)
            assert answer.status_code == 200 and not canaries_in(answer.text), page


def attempts(world: World, part: int) -> Iterator[tuple[Function, str, int]]:
    """Every function that takes data with the actions that it is tried with: one in `part` of them, each another."""
    for function in world.functions:
        if function.takes_data:
            for turn, action in enumerate(actions()):
                if (turn + function.number) % part == 0:
                    yield function, action, turn


ALL = pytest.param(1, marks=pytest.mark.slow)


@pytest.mark.parametrize("part", [12, ALL])
def test_no_function_gives_or_changes_anything_from_the_other_side(world: World, part: int) -> None:
    """With the other's dossier in the address, and with one's own there and the other's numbers in what is sent."""
    with keeping(world):
        for function in world.functions:
            for address in (world.annas, world.berts):
                assert not canaries_in(call(world.bert, function, address)), function
        for function, action, turn in attempts(world, part):
            data = sent(world.annas, action, turn)
            for address in (world.berts, world.annas)[: 1 if turn % 3 else 2]:
                told = canaries_in(call(world.bert, function, address, data))
                assert not told, f"{function.name} {action} told {told}"


@pytest.mark.slow
def test_no_function_does_with_any_number_in_any_field(world: World) -> None:
    with keeping(world):
        for function, action, _ in attempts(world, 1):
            for turn in range(TURNS):
                data = sent(world.annas, action, turn)
                told = canaries_in(call(world.bert, function, world.berts, data, toets=world.annas.assessment))
                assert not told, f"{function.name} {action} {turn} told {told}"


@contextmanager
def keeping(world: World) -> Iterator[None]:
    """What is done meanwhile must change nothing of Anna's, and nothing that is everybody's."""
    before = world.state()
    yield
    after = world.state()
    for name in before:
        assert after[name] == before[name], f"{name} changed"


@pytest.mark.parametrize("part", [12, ALL])
def test_whoever_may_only_read_changes_nothing(world: World, part: int) -> None:
    seen: set[str] = set()
    with keeping(world):
        for function in world.functions:
            seen |= canaries_in(call(world.leo, function, world.annas))
        for function, action, turn in attempts(world, part):
            call(world.leo, function, world.annas, sent(world.annas, action, turn))
    assert {"organisation", "document", "rationale"} <= seen, "and does see it"


def test_no_file_comes_out_and_none_goes_in(world: World) -> None:
    with keeping(world):
        for address in own_addresses(world.annas):
            elsewhere = address.replace(world.annas.dossier, "0" * 32)
            crossed = address.replace(world.annas.dossier, world.berts.dossier)
            for method in ("GET", "HEAD", "POST", "PUT", "DELETE"):
                told, missing = (world.bert.request(method, each) for each in (address, elsewhere))
                assert told.status_code == missing.status_code == 404 and told.content == missing.content, address
                assert world.nobody.request(method, address).status_code in (401, 404), address
            if crossed.endswith(".zip"):
                continue
            answer = world.bert.get(crossed)
            assert answer.status_code == 404 and not canaries_in(answer.text), crossed
        upload = places.upload_address(world.annas.dossier)
        files = {"bestanden": ("nota.txt", b"van Bert")}
        assert world.bert.post(upload, files=files).status_code == 404
        assert world.leo.post(upload, files=files).status_code == 403
        assert world.nobody.post(upload, files=files).status_code == 401


def test_gradios_own_ways_to_files_events_and_state_are_closed(world: World) -> None:
    original = next((world.folder / "dossiers" / "originals").glob("??/*"))
    asked = (
        ("GET", f"/gradio_api/file={original}"),
        ("GET", f"/file={original}"),
        ("GET", "/gradio_api/queue/data?session_hash=hetzelfdetabblad"),
        ("POST", "/gradio_api/queue/join"),
        ("POST", "/gradio_api/call/opened"),
        ("GET", "/gradio_api/deep_link?session_hash=hetzelfdetabblad"),
        ("GET", "/gradio_api/heartbeat/hetzelfdetabblad"),
        ("POST", "/gradio_api/component_server"),
        ("POST", "/gradio_api/upload"),
        ("GET", "/config"),
        ("GET", "/monitoring"),
    )
    for client in (world.bert, world.anna, world.nobody):
        for method, path in asked:
            answer = client.request(method, path)
            assert answer.status_code == 404 and not canaries_in(answer.text), path


def test_the_app_tells_nothing_of_itself(world: World) -> None:
    for path in ("/", "/aanmelden", "/theme.css", "/bestaat-niet", "/gradio_api/info"):
        answer = world.nobody.get(path, headers={"accept": "text/html"})
        assert "server" not in answer.headers and "gradio" not in str(answer.headers).lower(), path
        assert answer.headers["x-content-type-options"] == "nosniff", path
    assert world.nobody.get("/robots.txt").text == "User-agent: *\nDisallow: /\n"


def test_nobody_gets_anything_at_all(world: World) -> None:
    with signed_in(world.url, "bert") as gone, httpx.Client(base_url=world.url, timeout=60) as ended:
        ended.headers["cookie"] = f"normtoets={gone.cookies['normtoets']}"
        assert ended.get("/").status_code == 200
        gone.post("/afmelden")
        for client in (world.nobody, ended):
            for function in world.functions:
                body = {"data": list(function.values), "fn_index": function.number, "session_hash": "hetzelfdetabblad"}
                answer = client.post("/gradio_api/run/predict", params=world.annas.query, json=body)
                assert answer.status_code == 401 and "niet (meer) aangemeld" in answer.text, function
            for page in {each.page for each in world.functions}:
                visit = client.get(page, params=world.annas.query, headers={"accept": "text/html"})
                assert visit.status_code == 303 and visit.headers["location"].startswith("/aanmelden?"), page


def test_a_page_of_another_site_can_do_nothing_in_annas_name(world: World) -> None:
    with keeping(world):
        for function in world.functions:
            body = {"data": list(function.values), "fn_index": function.number, "session_hash": "x"}
            answer = world.anna.post(
                "/gradio_api/run/predict",
                params=world.annas.query,
                json=body,
                headers={"origin": "https://evil.example"},
            )
            assert answer.status_code == 403 and not canaries_in(answer.text), function


def test_what_is_tried_would_have_worked_for_anna(world: World) -> None:
    """The last: the same attempts, by her who may, do change the dossier. So those that did not were refused."""
    before = world.state()
    for function, action, turn in reversed(list(attempts(world, 8))):
        if action not in DESTROYING:
            call(world.anna, function, world.annas, sent(world.annas, action, turn))
    after = world.state()
    assert {name for name in before if after[name] != before[name]} >= {"edits"}
