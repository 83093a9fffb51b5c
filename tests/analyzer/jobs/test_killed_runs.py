"""A process that is killed at any moment loses no finished step: the next one goes on, to the same outcome."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from databases import Place
from filled_store import desk_of, made_dossier
from held_judge import HeldJudge

from analyzer.assessment import Request, analyse
from analyzer.engine import Engine, choose_engine
from analyzer.store.store import Store, open_store
from analyzer.store.values import JobKind, JobState
from analyzer.types import Assessment
from ingest.pipeline import NamedFile

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "corpus" / "example" / "documents"
NAMES = ("intranetbericht-signaalpunt.md", "beleidsregel-artikel-13b-2016-ingetrokken.txt")
NORMS = ("groningse-norm", "noord-hollandse-norm")
LONGEST = 4.0  # seconds after the launch in which a process is killed; undisturbed it takes about that


def _process(place: Place, judge: str) -> subprocess.Popen[str]:
    command = [sys.executable, str(ROOT / "tests" / "runs_until_done.py"), judge, str(place.folder)]
    return subprocess.Popen(
        [*command, *([place.url] if place.url else [])],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def _killed(place: Place, judge: str, after: float) -> None:
    """`after` seconds from the moment at which it began to work."""
    process = _process(place, judge)
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(after)
    process.kill()
    process.communicate()


def _to_the_end(place: Place, judge: str) -> None:
    process = _process(place, judge)
    process.communicate(timeout=200)
    assert process.returncode == 0


def _comparable(assessment: Assessment) -> dict[str, Any]:
    told = assessment.model_dump(mode="json")
    del told["run"]["started"], told["run"]["seconds"]
    return told


def _killed_again_and_again(
    place: Place, judge: str, engine: Engine, folder: Path, moments: list[float], norms: tuple[str, ...] = NORMS
) -> None:
    store = open_store(place.folder, place.url)
    try:
        desk = desk_of(store, "anna")
        dossier = made_dossier(desk, norms=norms)
        for name in NAMES:
            desk.add_document(dossier.id, name, BytesIO((EXAMPLE / name).read_bytes()))
        store.create_job(dossier.id, JobKind.READ, "Anna")
        job = store.create_job(dossier.id, JobKind.ASSESS, "Anna", norm_ids=dossier.norm_ids)
        for moment in moments:
            _killed(place, judge, moment)
        _to_the_end(place, judge)
        ended = desk.job(dossier.id, job.id)
        assert (ended.state, ended.problem) == (JobState.DONE, "")
        assert {each.state for each in desk.jobs(dossier.id)} == {JobState.DONE}
        records = desk.assessments(dossier.id)
        assert sorted(each.norm_id for each in records) == list(norms), "one for each norm, and no more"
        assert {each.id for each in records} == set(ended.assessments)
        assert {each.read for each in desk.readings(dossier.id).values()} == {"whole"}
        kept = {each.norm_id: desk.assessment(dossier.id, each.id) for each in records}
    finally:
        store.close()
    files = tuple(NamedFile(EXAMPLE / name, name) for name in NAMES)
    request = Request(files, norms, dossier.organisation, dossier.peildatum)
    for report in analyse(request, folder / "rustig", engine):
        assert _comparable(kept[report.norm.id]) == _comparable(report.assessment)


@pytest.mark.slow
def test_a_run_that_is_killed_ends_as_if_it_was_not(embedded_store: Store, tmp_path: Path) -> None:
    place, judge = Place(embedded_store.folder, None), HeldJudge()
    _killed_again_and_again(place, "fake", judge.engine(), tmp_path, [1.2], NORMS[:1])


@pytest.mark.slow
def test_a_run_that_is_killed_at_many_moments_ends_as_if_it_was_not(place: Place, tmp_path: Path) -> None:
    chance = random.Random(f"vaak {place.url is None}")
    _killed_again_and_again(place, "rules", choose_engine(), tmp_path, [chance.uniform(0, LONGEST) for _ in range(12)])
