"""Many at once, late, or killed halfway: no edit that was confirmed is ever lost, and none is written over unseen."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import random
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import NamedTuple

import pytest
from databases import Place
from filled_store import NORM, change, desk_of, kept, made_dossier
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from saving_process import save_until_killed

from analyzer.norms import load_norm
from analyzer.review.folding import fold
from analyzer.review.values import Change, Edit, ReviewField
from analyzer.store.desk import Desk
from analyzer.store.errors import Conflict, InvalidChange
from analyzer.store.store import Store, open_store
from analyzer.store.values import Level
from analyzer.store.verifying import verify

AMBITION = "1.1"


class Step(NamedTuple):
    """One of two people looks again, or not, and then saves."""

    person: int
    looks: bool
    changes: tuple[Change, ...]


_SLOTS = st.one_of(
    st.builds(change, st.just(ReviewField.STATUS), st.sampled_from(["voldoet", "deels", None])),
    st.builds(change, st.just(ReviewField.OWNER), st.sampled_from(["Jan", "Piet", None])),
    st.builds(change, st.just(ReviewField.NOTE), st.sampled_from(["a", "b", None]), st.sampled_from(["k1", "k2"])),
)
_STEPS = st.lists(
    st.builds(
        Step,
        st.integers(0, 1),
        st.booleans(),
        st.lists(_SLOTS, min_size=1, max_size=3, unique_by=lambda each: (each.field, each.key)).map(tuple),
    ),
    max_size=12,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(steps=_STEPS)
def test_whatever_two_people_save_and_however_late_no_edit_is_lost(store: Store, steps: list[Step]) -> None:
    desks = (desk_of(store, "anna"), desk_of(store, "bram"))
    dossier = made_dossier(desks[0])
    desks[0].share(dossier.id, "bram", Level.EDIT)
    confirmed: list[Edit] = []
    model: dict[tuple[str, str], object] = {}
    seen = [0, 0]
    for step in steps:
        if step.looks:
            seen[step.person] = len(confirmed)
        news = {(each.field.value, each.key): each.new for each in step.changes}
        moves = {slot: new for slot, new in news.items() if model.get(slot) != new}
        try:
            made = desks[step.person].save(
                dossier.id, NORM, AMBITION, step.changes, seen=seen[step.person], assessment_id=""
            )
        except Conflict as exc:
            assert seen[step.person] < len(confirmed) and list(exc.theirs) == confirmed[seen[step.person] :]
            continue
        except InvalidChange:
            assert seen[step.person] == len(confirmed) and not moves
            continue
        assert seen[step.person] == len(confirmed)
        assert {(each.field.value, each.key): (each.old, each.new) for each in made.changes} == {
            slot: (model.get(slot), new) for slot, new in moves.items()
        }
        model |= moves
        confirmed.append(made)
        seen[step.person] = made.number
    assert list(desks[1].edits(dossier.id, NORM)) == confirmed
    review = fold(AMBITION, confirmed)
    assert (review.status, review.owner) == (model.get(("status", "")), model.get(("owner", "")) or "")
    assert {note.key: note.text for note in review.notes} == {
        key: text for (field, key), text in model.items() if field == "note" and text is not None
    }


def test_many_who_save_the_same_ambition_at_once_lose_nothing(store: Store) -> None:
    anna = desk_of(store, "anna")
    dossier, people, each_saves = made_dossier(anna), 8, 6
    record = kept(store, dossier.id)
    desks = [desk_of(store, f"p{number}") for number in range(people)]
    for desk in desks:
        anna.share(dossier.id, desk.person.login, Level.EDIT)

    def work(number: int) -> int:
        conflicts, seen = 0, 0
        for turn in range(each_saves):
            while True:
                try:
                    note = change(ReviewField.NOTE, f"{number} {turn}", f"{number}-{turn}")
                    made = desks[number].save(dossier.id, NORM, AMBITION, [note], seen=seen, assessment_id=record.id)
                except Conflict as exc:
                    conflicts, seen = conflicts + 1, exc.theirs[-1].number
                else:
                    seen = made.number
                    break
        return conflicts

    with ThreadPoolExecutor(people) as pool:
        conflicts = sum(pool.map(work, range(people)))
    edits = anna.edits(dossier.id, NORM)
    assert [each.number for each in edits] == list(range(1, people * each_saves + 1))
    assert {each.changes[0].key for each in edits} == {f"{n}-{t}" for n in range(people) for t in range(each_saves)}
    assert conflicts > 0  # or they were never at it at the same time
    times = [each.at for each in edits]
    assert times == sorted(set(times))


def test_many_who_read_and_save_elsewhere_do_not_hinder_each_other(store: Store) -> None:
    anna = desk_of(store, "anna")
    dossier = made_dossier(anna)
    record = kept(store, dossier.id)
    ambitions = [each.id for each in load_norm(NORM).ambitions][:10]

    def work(ambition: str) -> None:
        desk = Desk(store, anna.person)
        for number in range(4):
            note = [change(ReviewField.NOTE, f"{number}", f"k{number}")]
            desk.save(dossier.id, NORM, ambition, note, seen=number, assessment_id=record.id)
            shown = desk.reviewed(dossier.id, NORM)
            assert shown is not None and shown.of(ambition).review.number == number + 1

    with ThreadPoolExecutor(len(ambitions)) as pool:
        list(pool.map(work, ambitions))
    assert len(anna.edits(dossier.id, NORM)) == 4 * len(ambitions)


def test_two_stores_on_the_same_data_see_each_other_at_once(store: Store, place: Place) -> None:
    """As when someone works at the console beside the app."""
    other = open_store(place.folder, place.url)
    try:
        here, there = desk_of(store, "anna"), desk_of(other, "anna")
        dossier = made_dossier(here)
        record = kept(other, dossier.id)
        for number in range(3):
            desk = (here, there)[number % 2]
            note = [change(ReviewField.OWNER, f"{number}")]
            desk.save(dossier.id, NORM, AMBITION, note, seen=number, assessment_id=record.id)
            for each in (here, there):
                shown = each.reviewed(dossier.id, NORM)
                assert shown is not None and shown.of(AMBITION).review.owner == f"{number}"
    finally:
        other.close()


@pytest.fixture
def forks(monkeypatch: pytest.MonkeyPatch, repository: Path) -> ForkServerContext:
    """Starts processes that have imported everything already."""
    monkeypatch.setenv("PYTHONPATH", f"{repository}{os.pathsep}{repository / 'tests'}")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["saving_process"])
    return context


def test_an_edit_that_was_confirmed_outlives_a_kill(place: Place, forks: ForkServerContext) -> None:
    _kill(place, forks, times=5)


@pytest.mark.slow
def test_an_edit_that_was_confirmed_outlives_many_kills(place: Place, forks: ForkServerContext) -> None:
    _kill(place, forks, times=40)


def _kill(place: Place, forks: ForkServerContext, times: int) -> None:
    """Two processes at a time save in the same dossier; each is killed at some moment while it does."""
    chance, confirmed = random.Random(7), {"1.1": 0, "1.2": 0}
    with closing(open_store(place.folder, place.url)) as store:
        anna = desk_of(store, "anna")
        dossier = made_dossier(anna)
        for _ in range(times):
            writers = [_Writer(place, forks, dossier.id, each, anna) for each in confirmed]
            for each in writers:
                each.hear(chance.randint(2, 9))
            time.sleep(chance.uniform(0, 0.02))
            for each in writers:
                each.process.kill()
            for each in writers:
                each.process.join()
                each.hear(sys.maxsize)
                each.ear.close()
                confirmed[each.ambition] = _checked(anna, dossier.id, each, confirmed[each.ambition])
        assert sum(confirmed.values()) > 2 * times
        assert verify(store).faults == ()


class _Writer:
    """A process that saves. `ear`: what it confirms."""

    def __init__(self, place: Place, forks: ForkServerContext, dossier: str, ambition: str, desk: Desk) -> None:
        self.ambition = ambition
        self.ear, told = forks.Pipe(duplex=False)
        seen = len(desk.edits(dossier, NORM, ambition))
        arguments = (place.folder, place.url, desk.person.login, dossier, ambition, seen, told)
        self.process = forks.Process(target=save_until_killed, args=arguments, daemon=True)
        self.process.start()
        told.close()
        self.heard: list[str] = []

    def hear(self, most: int) -> None:
        """Until it ends, or told this much."""
        with suppress(EOFError):
            for _ in range(most):
                self.heard.append(self.ear.recv())


def _checked(desk: Desk, dossier: str, writer: _Writer, before: int) -> int:
    """The number of the last edit that was confirmed."""
    edits, heard = desk.edits(dossier, NORM, writer.ambition), writer.heard
    assert [each.number for each in edits] == list(range(1, len(edits) + 1))
    last = max([before, *(int(each[5:]) for each in heard if each.startswith("edit "))])
    assert last <= len(edits)
    for sha256 in (each[5:] for each in heard if each.startswith("file ")):
        _, path = desk.original(dossier, sha256)
        assert hashlib.sha256(path.read_bytes()).hexdigest() == sha256
    for document in desk.documents(dossier, removed=True):  # nothing is known that is not there
        assert desk.original(dossier, document.sha256)[1].stat().st_size == document.size
    return last
