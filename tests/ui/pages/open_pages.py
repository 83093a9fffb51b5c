"""Some pages behind the whole of the app's gate, over a real store: opened, clicked and typed in over HTTP as a browser
does, by people who sign in."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import argon2
import gradio as gr
from fastapi import FastAPI
from starlette.testclient import TestClient

from analyzer.access_settings import AccessSettings, Login
from analyzer.jobs.runs import Runs
from analyzer.store.desk import Desk
from analyzer.store.store import Store, open_store
from analyzer.store.values import Role
from ui.application import make_application
from ui.configuration import Configuration
from ui.places import Place
from ui.shell import shell
from ui.workplace import Workplace

Page = Callable[[Workplace, gr.Blocks], None]

PASSWORD = "vier woorden op rij"
# anna: makes dossiers; bert: makes them too, and sees none of hers; leo: reads what is shared; bea: manages.
ROLES = {"anna": Role.BEOORDELAAR, "bert": Role.BEOORDELAAR, "leo": Role.LEZER, "bea": Role.BEHEERDER}
_HOST = "https://normtoets.gemeente.test"


@dataclass
class Visitor:
    """A browser in which someone signed in."""

    client: TestClient
    blocks: gr.Blocks

    def open(self, address: str) -> dict[str, Any]:
        """What the page shows when it is opened, by the `elem_id` of its parts."""
        return self._run(address, None, "load", None)

    def event(self, address: str, part: str, event: str = "select", **data: Any) -> dict[str, Any]:
        """What changes when `data` is sent from a part of the page (by its `elem_id`; "" for a timer)."""
        return self._run(address, part, event, data)

    def send(self, address: str, part: str, action: str, **fields: str) -> dict[str, Any]:
        """The same for a form or button of the app's own."""
        return self.event(address, part, action=action, fields={name: [value] for name, value in fields.items()})

    def _run(self, address: str, part: str | None, event: str, data: dict[str, Any] | None) -> dict[str, Any]:
        path, _, query = address.partition("?")
        shown: dict[str, Any] = {}
        for number, function in self.blocks.fns.items():
            if (function.page or "") != path.strip("/") or not self._is_target(function.targets, part, event):
                continue
            answer = self.client.post(
                f"/gradio_api/run/predict?{query}",
                json={"data": [], "fn_index": number, "event_data": data, "session_hash": "tab", "trigger_id": None},
            )
            assert answer.status_code == 200, answer.text
            for block, value in zip(function.outputs, answer.json()["data"], strict=True):
                skipped = isinstance(value, dict) and value.keys() <= {"__type__", "props"}
                if not skipped:
                    shown[block.elem_id or type(block).__name__.lower()] = value
        assert shown, "no function of the page answers to this"
        return shown

    def _is_target(self, targets: list[tuple[int | None, str]], part: str | None, event: str) -> bool:
        for target, name in targets:
            block = self.blocks.blocks.get(target) if target is not None else None
            if name == event and (part is None or (block is not None and (block.elem_id or "") == part)):
                return True
        return False


@dataclass(frozen=True)
class OpenPages:
    store: Store
    configuration: Configuration
    application: FastAPI
    blocks: gr.Blocks

    def desk(self, login: str) -> Desk:
        person = self.store.person(login)
        assert person is not None
        return Desk(self.store, person)

    @contextmanager
    def visitor(self, login: str) -> Iterator[Visitor]:
        with TestClient(self.application, _HOST, client=("203.0.113.9", 5000), follow_redirects=False) as client:
            answer = client.post("/aanmelden", data={"naam": login, "wachtwoord": PASSWORD})
            assert answer.status_code == 303, answer.text
            yield Visitor(client, self.blocks)


@contextmanager
def open_pages(folder: Path, pages: dict[Place, Page]) -> Iterator[OpenPages]:
    store = open_store(folder)
    try:
        kept = argon2.PasswordHasher(time_cost=1, memory_cost=64).hash(PASSWORD)  # quicker than ours
        for login, role in ROLES.items():
            store.set_password(store.welcome(login, login.title(), role).id, kept)
        configuration = Configuration()
        workplace = Workplace(store, Runs(store), configuration)
        application, blocks = asyncio.run(_made(workplace, pages))
        yield OpenPages(store, configuration, application, blocks)
    finally:
        store.close()


async def _made(workplace: Workplace, pages: dict[Place, Page]) -> tuple[FastAPI, gr.Blocks]:
    """Within a running loop: without one Gradio makes its own, and leaves them open."""
    with gr.Blocks(analytics_enabled=False) as blocks:
        shell(workplace, Place.DOSSIERS, blocks)
    for place, page in pages.items():
        with blocks.route(place.title, place.path) as route:
            page(workplace, route)
    access = AccessSettings(login=Login.ACCOUNTS, hosts=("normtoets.gemeente.test",))
    return make_application(workplace, access, blocks, "0.0.0.0"), blocks


def everything(shown: dict[str, Any]) -> str:
    """All that an answer holds, as one text to look in."""
    return json.dumps(shown, ensure_ascii=False)
