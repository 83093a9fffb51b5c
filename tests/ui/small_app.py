"""The whole application around two small pages, over a real store: for the tests of the gate and the own routes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from pathlib import Path

import argon2
import gradio as gr
from fastapi import FastAPI
from starlette.testclient import TestClient

from analyzer.access_settings import AccessSettings, Login
from analyzer.jobs.runs import Runs
from analyzer.store.desk import Desk
from analyzer.store.store import Store, open_store
from analyzer.store.values import Dossier, Job, JobKind, Person, Role
from analyzer.types import Organisation, OrganisationType
from ui.application import make_application
from ui.configuration import Configuration
from ui.workplace import Workplace

DIRECT = {"api_visibility": "undocumented", "queue": False}
PASSWORD = "vier woorden op rij"
SECRET = "een zin die alleen van Anna is"
HTTPS = "https://normtoets.gemeente.test"


class NotedRuns(Runs):
    """Notes of which dossiers the documents were to be read, and reads none."""

    def __init__(self, store: Store) -> None:
        self.asked: list[str] = []
        self._kept = store

    def read(self, desk: Desk, dossier_id: str) -> Job:
        self.asked.append(dossier_id)
        return self._kept.create_job(dossier_id, JobKind.READ, desk.person.name)


def small_pages(workplace: Workplace) -> gr.Blocks:
    """A page that says who is there and which dossier it is of, and one with a timer."""

    def opened(request: gr.Request) -> str:
        visit = workplace.visit(request)
        return f"{visit.desk.person.login} {visit.dossier.organisation.name}"

    def who(request: gr.Request) -> str:
        return f"{request.username} {request.session_hash}"

    with gr.Blocks(title="Proef", analytics_enabled=False) as blocks:
        gr.Navbar(visible=False)
        shown = gr.HTML("")
        button = gr.Button("Wie")
        blocks.load(opened, None, shown, **DIRECT)
        button.click(who, None, shown, **DIRECT)
    with blocks.route("Beoordelen", "/beoordelen"):
        again = gr.HTML("")
        gr.Timer(1).tick(who, None, again, **DIRECT)
    return blocks


@dataclass(frozen=True)
class SmallApp:
    """`people` by login; all have `PASSWORD`. `dossier` is Anna's, and nobody else's."""

    store: Store
    runs: NotedRuns
    application: FastAPI
    people: dict[str, Person]
    dossier: Dossier
    functions: dict[str, int] = field(default_factory=dict)

    @contextmanager
    def visitor(
        self, login: str | None = None, *, base: str = HTTPS, address: str = "203.0.113.9", password: str = PASSWORD
    ) -> Iterator[TestClient]:
        """A browser, signed in where a login is given."""
        with TestClient(
            self.application, base, client=(address, 5000), follow_redirects=False, raise_server_exceptions=False
        ) as client:
            if login is not None:
                answer = client.post("/aanmelden", data={"naam": login, "wachtwoord": password})
                assert answer.status_code == 303, answer.text
            yield client

    def desk(self, login: str) -> Desk:
        return Desk(self.store, self.people[login])


ROLES = {"anna": Role.BEOORDELAAR, "bert": Role.BEOORDELAAR, "leo": Role.LEZER, "bea": Role.BEHEERDER}


@contextmanager
def small_app(folder: Path, access: AccessSettings) -> Iterator[SmallApp]:
    store = open_store(folder)
    try:
        people = {login: store.welcome(login, login.title(), role) for login, role in ROLES.items()}
        kept = argon2.PasswordHasher(time_cost=1, memory_cost=64).hash(PASSWORD)  # quicker than ours
        for person in people.values():
            store.set_password(person.id, kept)
        desk = Desk(store, people["anna"])
        organisation = Organisation(name="Gemeente Annahoven", type=OrganisationType.GEMEENTE)
        dossier = desk.create(organisation, date(2026, 3, 1), ["groningse-norm"])
        desk.add_document(dossier.id, "nota.txt", BytesIO(SECRET.encode()))
        runs = NotedRuns(store)
        workplace = Workplace(store, runs, Configuration())
        application, functions = asyncio.run(_made(workplace, access))
        yield SmallApp(store, runs, application, people, dossier, functions)
    finally:
        store.close()


ACCOUNTS = AccessSettings(login=Login.ACCOUNTS, hosts=("normtoets.gemeente.test",))


async def _made(workplace: Workplace, access: AccessSettings) -> tuple[FastAPI, dict[str, int]]:
    """Within a running loop: without one Gradio makes its own, and leaves them open."""
    blocks = small_pages(workplace)
    functions = {each.api_name: number for number, each in blocks.fns.items() if isinstance(each.api_name, str)}
    return make_application(workplace, access, blocks, "0.0.0.0"), functions
