"""The app killed at any moment, also while it saves, takes in a file or judges: what it confirmed is there after it."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field

import httpx
import pytest
from killable_app import NORMS, ROOT, App, make_dossier
from reviewing import Page, Refused, Reviewer, facts_of

from analyzer.norms import load_norm
from analyzer.review.values import ReviewField
from analyzer.store.desk import Desk
from analyzer.store.store import open_store
from analyzer.store.values import JobState
from analyzer.types import GapReport

KILLS = 20
_LONGEST = 2.5  # seconds between the start of the work and the kill
_AWAITED = 240.0  # seconds for a run that was killed to be done in the end


@dataclass
class Confirmed:
    """What the app said it had kept. `asked`: what was sent without an answer, which may or may not be there."""

    edits: set[tuple[str, str]] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)


class Worker(threading.Thread):
    """Saves, or uploads, without a pause until the app is gone."""

    def __init__(self, app: App, dossier: str, confirmed: Confirmed, seed: int, kind: str) -> None:
        super().__init__(daemon=True)
        self._app, self._dossier, self._confirmed, self._kind = app, dossier, confirmed, kind
        self._random = random.Random(seed)
        self.failure = ""

    def run(self) -> None:
        try:
            with Reviewer(self._app.url, headers={"x-forwarded-user": "anna"}) as reviewer:
                (self._upload if self._kind == "upload" else self._save)(reviewer)
        except httpx.TransportError:
            pass  # the app was killed
        except (Refused, AssertionError) as exc:
            self.failure = repr(exc)

    def _save(self, reviewer: Reviewer) -> None:
        norm_id = self._random.choice(NORMS)
        page: Page = reviewer.open(f"/beoordelen?dossier={self._dossier}&norm={norm_id}")
        while True:
            ambition = self._random.choice(load_norm(norm_id).ambitions).id
            shown = reviewer.call(page, "beoordeel-ambitie", "select", {"ambition": ambition})
            facts, said = facts_of(shown["beoordeel-ambitie"]), f"{self._random.random()}"
            self._confirmed.asked.add(said)
            sent = {
                "ambition": ambition,
                "assessment": facts["assessment"],
                "seen": int(facts["seen"]),
                "values": {"rationale": said},
            }
            told = reviewer.call(page, "beoordeel-ambitie", "submit", sent)
            if facts_of(told["beoordeel-ambitie"])["outcome"] == "saved":
                self._confirmed.edits.add((f"{norm_id} {ambition}", said))

    def _upload(self, reviewer: Reviewer) -> None:
        while True:
            name = f"nota-{self._random.randrange(10**9)}.txt"
            text = f"{name}. Het college heeft het beleid vastgesteld. " * 200
            answer = reviewer.client.post(
                f"/dossier/{self._dossier}/documenten",
                files={"bestanden": (name, text.encode())},
                headers={"origin": self._app.url},
            )
            assert answer.status_code == 200, answer.text
            self._confirmed.files.update(answer.json()["added"])
            time.sleep(0.2)


def _verified(app: App) -> None:
    environment = {**os.environ, "NORMTOETS_DATA": str(app.folder)}
    told = subprocess.run(
        [sys.executable, "-m", "analyzer.cli", "dossier", "verify"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stdout + told.stderr


def _all_there(app: App, dossier: str, confirmed: Confirmed) -> None:
    store = open_store(app.store)
    try:
        desk = Desk(store, store.person("anna"))
        kept = {
            (f"{norm_id} {edit.ambition}", str(change.new))
            for norm_id in NORMS
            for edit in desk.edits(dossier, norm_id)
            for change in edit.changes
            if change.field is ReviewField.RATIONALE
        }
        assert confirmed.edits <= kept
        assert {said for _, said in kept} <= confirmed.asked
        assert confirmed.files <= {each.name for each in desk.documents(dossier)}
    finally:
        store.close()


@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_killed_at_twenty_moments_nothing_confirmed_is_lost(
    app: App, reports: tuple[GapReport, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    dossier = make_dossier(app.store, reports, ["anna"])
    confirmed, moments = Confirmed(), random.Random(20261122)
    for kill in range(KILLS):
        app.start()
        _ask_for_a_run(app, dossier)
        workers = [Worker(app, dossier, confirmed, 10 * kill + n, kind) for n, kind in enumerate(_KINDS)]
        for each in workers:
            each.start()
        time.sleep(moments.uniform(0.05, _LONGEST))
        app.kill()
        for each in workers:
            each.join(30)
            assert each.failure == ""
        _all_there(app, dossier, confirmed)
        _verified(app)
    app.start()
    try:
        _await_runs(app, dossier)
    finally:
        app.stop()
    _all_there(app, dossier, confirmed)
    _verified(app)
    with capsys.disabled():
        print(f"\n{KILLS} kills: {len(confirmed.edits)} edits and {len(confirmed.files)} files confirmed, all there")
    assert len(confirmed.edits) > KILLS and confirmed.files


_KINDS = ("save", "save", "upload")


def _ask_for_a_run(app: App, dossier: str) -> None:
    """Starts an assessment where none is busy, so that it is killed halfway too."""
    with Reviewer(app.url, headers={"x-forwarded-user": "anna"}) as reviewer:
        page = reviewer.open(f"/toetsen?dossier={dossier}")
        reviewer.call(page, "toetsen", "select", {"action": "start", "fields": {"judge": ["rules"]}}, data=[""])


def _await_runs(app: App, dossier: str) -> None:
    """Until no run is busy. What a kill broke off is taken up by itself."""
    until = time.monotonic() + _AWAITED
    while True:
        store = open_store(app.store)
        try:
            jobs = Desk(store, store.person("anna")).jobs(dossier)
        finally:
            store.close()
        if all(each.state.ended for each in jobs):
            assert {each.state for each in jobs} == {JobState.DONE}, [each.problem for each in jobs]
            return
        assert time.monotonic() < until, [each for each in jobs if not each.state.ended]
        time.sleep(0.5)
