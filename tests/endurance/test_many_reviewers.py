"""Twenty people at once on one machine: nothing they save is lost, nothing fails, and the app answers in time."""

from __future__ import annotations

import random
import statistics
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

import pytest
from killable_app import NORMS, App, make_dossier
from reviewing import Reviewer, facts_of

from analyzer.norms import load_norm
from analyzer.review.values import ReviewField
from analyzer.store.desk import Desk
from analyzer.store.store import open_store
from analyzer.store.verifying import verify
from analyzer.types import GapReport, Status

PEOPLE, SECONDS = 20, 45.0
THINKING = (0.5, 2.0)  # seconds that a reviewer looks before the next action; people take longer
MOST_MEDIAN = 1.0  # seconds


@dataclass
class Notes:
    """What one person did. `confirmed`: by ambition, the rationales that the app said were saved."""

    took: dict[str, list[float]] = field(default_factory=dict)
    confirmed: list[tuple[str, str, str]] = field(default_factory=list)
    conflicts: int = 0
    errors: list[str] = field(default_factory=list)


class Person:
    """Opens a dossier, looks at ambitions, and saves now and then; on a conflict saves again over the newest."""

    def __init__(self, url: str, login: str, dossiers: list[str], seed: int) -> None:
        self.login, self.notes = login, Notes()
        self._url, self._dossiers = url, dossiers
        self._random = random.Random(seed)

    def work(self, until: float) -> None:
        try:
            with Reviewer(self._url, headers={"x-forwarded-user": self.login}) as reviewer:
                time.sleep(self._random.uniform(0, THINKING[1]))
                while time.monotonic() < until:
                    self._visit(reviewer, until)
        except Exception as exc:  # told by the test
            self.notes.errors.append(repr(exc))

    def _visit(self, reviewer: Reviewer, until: float) -> None:
        dossier, norm_id = self._random.choice(self._dossiers), self._random.choice(NORMS)
        address = f"/beoordelen?dossier={dossier}&norm={norm_id}"
        page = self._timed("open", lambda: reviewer.open(address))
        self._timed("load", lambda: reviewer.call(page, "", "load"))
        for _ in range(8):
            if time.monotonic() > until:
                return
            self._think()
            ambition = self._random.choice(load_norm(norm_id).ambitions).id
            shown = self._timed(
                "choose", lambda name=ambition: reviewer.call(page, "beoordeel-ambitie", "select", {"ambition": name})
            )
            if self._random.random() < 0.6:
                self._think()
                self._save(reviewer, page, norm_id, dossier, facts_of(shown["beoordeel-ambitie"]))

    def _save(self, reviewer: Reviewer, page: object, norm_id: str, dossier: str, facts: dict[str, str]) -> None:
        said = f"{self.login} {self._random.random()}"
        values = {"status": self._random.choice(list(Status)).value, "rationale": said}
        for _ in range(5):
            sent = {
                "ambition": facts["ambition"],
                "assessment": facts["assessment"],
                "seen": int(facts["seen"]),
                "why": "nagelopen",
                "values": values,
            }
            told = self._timed("save", lambda sent=sent: reviewer.call(page, "beoordeel-ambitie", "submit", sent))
            facts = facts_of(told["beoordeel-ambitie"])
            if facts["outcome"] == "saved":
                self.notes.confirmed.append((dossier, f"{norm_id} {facts['of']}", said))
                return
            assert facts["outcome"] == "conflict", facts
            self.notes.conflicts += 1
            facts = {**facts, "seen": self._newest(reviewer, page, facts["ambition"])}

    def _newest(self, reviewer: Reviewer, page: object, ambition: str) -> str:
        shown = reviewer.call(page, "beoordeel-ambitie", "select", {"ambition": ambition})
        return facts_of(shown["beoordeel-ambitie"])["seen"]

    def _think(self) -> None:
        time.sleep(self._random.uniform(*THINKING))

    def _timed(self, what: str, act: object) -> object:
        begun = time.perf_counter()
        result = act()
        self.notes.took.setdefault(what, []).append(time.perf_counter() - begun)
        return result


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_twenty_people_lose_nothing_and_wait_for_nothing(
    app: App, reports: tuple[GapReport, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    people = [f"persoon{number}" for number in range(PEOPLE)]
    dossiers = [make_dossier(app.store, reports, people) for _ in range(3)]
    app.start()
    workers = [Person(app.url, login, dossiers, seed) for seed, login in enumerate(people)]
    until = time.monotonic() + SECONDS
    threads = [threading.Thread(target=each.work, args=(until,)) for each in workers]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    app.stop()

    errors = [error for each in workers for error in each.notes.errors]
    assert errors == []
    took: dict[str, list[float]] = {}
    for each in workers:
        for what, seconds in each.notes.took.items():
            took.setdefault(what, []).extend(seconds)
    conflicts = sum(each.notes.conflicts for each in workers)
    confirmed = [each for worker in workers for each in worker.notes.confirmed]
    with capsys.disabled():
        print(f"\n{PEOPLE} people, {SECONDS:.0f} s, {len(confirmed)} saved, {conflicts} conflicts decided")
        for what, seconds in sorted(took.items()):
            ordered = sorted(seconds)
            p95 = ordered[int(0.95 * (len(ordered) - 1))]
            print(f"{what:8s} {len(seconds):5d} × median {statistics.median(seconds):.3f} s, 95 % below {p95:.3f} s")
    assert Counter(kept_rationales(app, dossiers)) == Counter(confirmed)
    assert len(confirmed) > PEOPLE
    assert statistics.median(took["save"]) < MOST_MEDIAN
    assert statistics.median([*took["choose"], *took["save"]]) < MOST_MEDIAN


def kept_rationales(app: App, dossiers: list[str]) -> list[tuple[str, str, str]]:
    store = open_store(app.store)
    try:
        assert verify(store).faults == ()
        desk = Desk(store, store.person("persoon0"))
        return [
            (dossier, f"{norm_id} {edit.ambition}", str(change.new))
            for dossier in dossiers
            for norm_id in NORMS
            for edit in desk.edits(dossier, norm_id)
            for change in edit.changes
            if change.field is ReviewField.RATIONALE
        ]
    finally:
        store.close()
