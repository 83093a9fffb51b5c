"""Two people with a dossier each, in the data of an app that is about to start; and all that can be asked of it.

What can be asked is taken from the app itself: its pages from their configuration, its functions from those pages, the
actions and fields of forms from the templates, the own routes from `ui.places`. What is added later is found by itself.
"""

from __future__ import annotations

import inspect
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import argon2
import httpx
from filled_store import NORM, added, assessed, change, evidence, kept, made_dossier, read_document
from running_app import ROOT, RunningApp, await_start, free_port

from analyzer.norms import NORM_IDS
from analyzer.review.values import ReviewField, quote_key
from analyzer.store.desk import Desk
from analyzer.store.store import Store
from analyzer.store.values import JobKind, JobState, Level, Role
from analyzer.types import Status
from ingest.types import Document
from ui import places

PASSWORD = "vier woorden op rij"
ROLES = {"anna": Role.BEOORDELAAR, "bert": Role.BEOORDELAAR, "leo": Role.LEZER, "bea": Role.BEHEERDER}

# Words that stand in Anna's dossier and nowhere else, by where they stand.
CANARIES = {
    "organisation": "Kanariehoven",
    "document": "zandkanarie",
    "text": "bergkanarie",
    "title": "titelkanarie",
    "rationale": "oordeelkanarie",
    "note": "notitiekanarie",
    "owner": "eigenaarkanarie",
    "job": "taakkanarie",
    "question": "vraagkanarie",
}


@dataclass(frozen=True)
class Side:
    """What one dossier is made of, by its numbers."""

    dossier: str
    document: str  # id
    sha256: str
    assessment: str
    job: str
    quote: str  # key

    @property
    def query(self) -> dict[str, str]:
        """The address of a page with all that any page takes from it."""
        return {
            "dossier": self.dossier,
            "norm": NORM,
            "ambitie": "1.1",
            "toets": self.assessment,
            "van": "0",
            "tot": "5",
            "document": self.sha256,
            "pagina": "1",
            "eerste": self.assessment,
            "tweede": self.assessment,
        }


def filled(store: Store, make_document: Callable[..., Document]) -> tuple[Side, Side]:
    """Anna's dossier, with a canary in every corner, which Leo may read; and Bert's."""
    hashed = argon2.PasswordHasher(time_cost=1, memory_cost=64).hash(PASSWORD)
    desks = {}
    for login, role in ROLES.items():
        person = store.welcome(login, login.title(), role)
        store.set_password(person.id, hashed)
        desks[login] = Desk(store, person)
    mine = _side(store, desks["anna"], make_document, CANARIES)
    plain = {name: f"gewoon {name}" for name in CANARIES}
    other = _side(store, desks["bert"], make_document, plain)
    desks["anna"].share(mine.dossier, "leo", Level.READ)
    return mine, other


def _side(store: Store, desk: Desk, make_document: Callable[..., Document], words: dict[str, str]) -> Side:
    dossier = made_dossier(desk, f"Gemeente {words['organisation']}").id
    made = make_document(
        "# Beleid",
        f"De gemeente heeft een {words['text']} meldpunt ingericht waar medewerkers signalen kunnen melden.",
        name=f"{words['document']}.txt",
        title=words["title"],
    )
    document = read_document(desk, dossier, made)
    start = document.text.index("De gemeente")
    first = assessed().findings[0]
    quote = evidence(document, start, start + 30, first.essential[0])
    content = assessed({first.ambition: Status.DEELS}, {first.ambition: [quote]})
    findings = (content.findings[0].model_copy(update={"rationale": words["rationale"]}), *content.findings[1:])
    record = kept(store, dossier, content.model_copy(update={"findings": findings}))
    changes = [
        change(ReviewField.NOTE, words["note"], "n1"),
        change(ReviewField.OWNER, words["owner"]),
        change(ReviewField.STATUS, Status.ONTBREEKT.value),
    ]
    desk.save(dossier, NORM, first.ambition, changes, seen=0, assessment_id=record.id)
    job = store.create_job(dossier, JobKind.ASSESS, desk.person.name, norm_ids=[NORM])
    store.update_job(job.id, state=JobState.FAILED, what=words["job"], problem=words["job"])
    stored = next(each for each in desk.documents(dossier) if each.sha256 == document.id)
    added(desk, dossier, "bijlage.txt", words["text"].encode())
    return Side(dossier, stored.id, document.id, record.id, job.id, quote_key(quote))


@contextmanager
def served(folder: Path) -> Iterator[RunningApp]:
    """The app with its own accounts, on data that is there, for the whole network; ended politely."""
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NORMTOETS_")}
    own = {
        "NORMTOETS_DATA": str(folder / "data"),
        "NORMTOETS_LOGIN": "accounts",
        "NORMTOETS_HOSTS": "normtoets.gemeente.test",
        "NORMTOETS_ALLOWED_HOSTS": "localhost",
    }
    with (folder / "log").open("wb") as log:
        command = [sys.executable, "app.py", "--host", "0.0.0.0", "--port", str(port)]
        process = subprocess.Popen(command, cwd=ROOT, env=kept | own, stdout=log, stderr=subprocess.STDOUT)
        running = RunningApp(f"http://127.0.0.1:{port}", folder, process)
        try:
            await_start(running)
            yield running
        finally:
            process.terminate()
            ended = process.wait(60)
    assert ended == 0, (folder / "log").read_text()


def state(store: Store, dossier: str, folder: Path) -> dict[str, Any]:
    """All that nobody but its owner may change, and what belongs to everybody."""
    desk = Desk(store, _person(store, "anna"))
    return {
        "dossier": desk.dossier(dossier),
        "shares": desk.shares(dossier),
        "documents": desk.documents(dossier, removed=True),
        "corrections": desk.corrections(dossier),
        "jobs": desk.jobs(dossier),
        "assessments": desk.assessments(dossier),
        "edits": [desk.edits(dossier, norm) for norm in NORM_IDS],
        "people": store.people(),
        "passwords": {login: store.password_hash(login) for login in ROLES},
        "settings": {each.name: each.read_bytes() for each in sorted(folder.glob("*.yaml"))},
    }


def _person(store: Store, login: str) -> Any:
    person = store.person(login)
    assert person is not None
    return person


# --- what can be asked ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Function:
    """One of Gradio's functions. `values`: what its inputs hold when the page is opened."""

    number: int
    page: str
    name: str
    values: tuple[Any, ...]
    events: tuple[str, ...]

    @property
    def takes_data(self) -> bool:
        """Whether the browser may send data of its own along."""
        return not set(self.events) <= {"load", "tick"}


@contextmanager
def signed_in(url: str, login: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, timeout=60) as client:
        answer = client.post("/aanmelden", data={"naam": login, "wachtwoord": PASSWORD})
        assert answer.status_code == 303, answer.text
        yield client


def functions_of(client: httpx.Client) -> list[Function]:
    """All functions of all pages."""
    found = []
    for page in [each[0] for each in configuration(client, "/")["pages"]]:
        told = configuration(client, f"/{page}")
        values = {each["id"]: each["props"].get("value") for each in told["components"]}
        for each in told["dependencies"]:
            events = tuple(str(name) for _, name in each["targets"])
            inputs = tuple(values.get(number) for number in each["inputs"])
            found.append(Function(each["id"], f"/{page}", str(each["api_name"]), inputs, events))
    return found


def configuration(client: httpx.Client, path: str) -> dict[str, Any]:
    """What the page of this address tells the browser of its parts."""
    page = client.get(path, headers={"accept": "text/html"})
    found = re.search(r"window\.gradio_config = (\{.*?\});</script>", page.text, re.DOTALL)
    assert found, f"{path}: {page.status_code}"
    made: dict[str, Any] = json.loads(found[1])
    return made


def actions() -> list[str]:
    """What the buttons and forms of all pages are for."""
    found = set()
    for template in (ROOT / "ui" / "templates").glob("*.j2"):
        text = template.read_text(encoding="utf-8")
        found |= set(re.findall(r"data-(?:action|do|act)=\"([a-z_-]+)\"", text))
    for script in (ROOT / "ui" / "assets").glob("*.js"):
        found |= set(re.findall(r"action: \"([a-z_-]+)\"", script.read_text(encoding="utf-8")))
    return sorted(found)


def field_names() -> list[str]:
    found = {"value", "document", "dossier"}
    for template in (ROOT / "ui" / "templates").glob("*.j2"):
        found |= set(re.findall(r" name=\"([\w-]+)\"", template.read_text(encoding="utf-8")))
    return sorted(found)


def sent(side: Side, action: str, turn: int) -> dict[str, Any]:
    """What someone who knows every number of this dossier sends along. `turn` varies what stands in a field."""
    numbers = (side.document, side.sha256, side.assessment, side.job, side.dossier, "1", side.quote)
    fixed = {
        "dossier": side.dossier,
        "login": "bert",
        "level": "bewerken",
        "role": "beheerder",
        "name": "Overgenomen",
        "kind": "gemeente",
        "day": "2026-03-01",
        "norms": NORM,
        "seen": "1",
        "question": "Waar kunnen medewerkers signalen melden?",
        "way": "zoeken",
        "judge": "rules",
        "password": "een nieuw wachtwoord",
    }
    fields = {name: [fixed.get(name, numbers[turn % len(numbers)])] for name in field_names()}
    return {
        "action": action,
        "fields": fields,
        "ambition": "1.1",
        "norm": NORM,
        "assessment": side.assessment,
        "document": side.sha256,
        "dossier": side.dossier,
        "job": side.job,
        "key": side.quote,
        "page": 1,
        "start": 0,
        "end": 5,
        "words": "meldpunt",
        "stance": "in_force",
        "seen": 1,
        "since": 1,
        "number": 1,
        "turn": turn,
        "why": "",
        "values": {"status": "voldoet", "rationale": "overgenomen", "owner": "Bert", "reviewed": True},
        "rejected": {side.quote: "telt niet"},
        "notes": [{"key": "n9", "text": "overgenomen"}],
    }


def call(client: httpx.Client, function: Function, side: Side, data: object = None, **query: str) -> str:
    """What the function answers on the page of this dossier. `query` replaces what stands in the address."""
    answer = client.post(
        "/gradio_api/run/predict",
        params=side.query | query,
        json={
            "data": list(function.values),
            "fn_index": function.number,
            "session_hash": "hetzelfdetabblad",
            "event_data": data,
            "trigger_id": None,
        },
    )
    assert answer.status_code in (200, 500), f"{function}: {answer.status_code} {answer.text[:300]}"
    return answer.text


def own_addresses(side: Side) -> list[str]:
    """Every own route of a dossier, from `ui.places`; with every choice that there is."""
    known: dict[str, list[Any]] = {
        "dossier": [side.dossier],
        "sha256": [side.sha256],
        "page": [1],
        "start": [None, 0],
        "end": [None, 5],
        "assessment": [side.assessment],
        "kind": ["docx", "html", "json"],
    }
    made = []
    for name, function in vars(places).items():
        if name.endswith("_address") and inspect.isfunction(function):
            parameters = list(inspect.signature(function).parameters)
            made += [function(**given) for given in _given(parameters, known)]
    assert len(made) >= 8, "the own routes are named by functions whose name ends in _address"
    return [*made, *(f"{address}?bekijk=1" for address in made if address.endswith(".html"))]


def _given(parameters: list[str], known: dict[str, list[Any]]) -> Iterator[dict[str, Any]]:
    if not parameters:
        yield {}
        return
    first, *rest = parameters
    for value in known[first]:
        for more in _given(rest, known):
            yield {first: value, **more}


def canaries_in(text: str) -> set[str]:
    """Where a text shows that it is of Anna's dossier."""
    plain = text.casefold()
    return {name for name, word in CANARIES.items() if word.casefold() in plain}
