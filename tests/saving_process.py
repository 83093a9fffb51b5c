"""A process that saves as fast as it can and tells what was confirmed, until it is killed."""

from __future__ import annotations

import itertools
from io import BytesIO
from multiprocessing.connection import Connection
from pathlib import Path

from analyzer.norms import load_norm
from analyzer.review.values import Change, ReviewField
from analyzer.store.desk import Desk
from analyzer.store.store import open_store

NORM = "groningse-norm"
load_norm(NORM)  # a second, once, before any process starts from here


def save_until_killed(
    folder: Path, url: str | None, login: str, dossier: str, ambition: str, seen: int, told: Connection
) -> None:
    """Tells "edit 7" when the seventh edit was confirmed, and "file <sha256>" when a file was."""
    store = open_store(folder, url)
    person = store.person(login)
    assert person is not None
    desk = Desk(store, person)
    told.send("open")
    for number in itertools.count(seen):
        changes = [Change(field=ReviewField.NOTE, key=f"k{number % 5}", new=f"{number} " + "lang " * 200)]
        made = desk.save(dossier, NORM, ambition, changes, seen=number, assessment_id="")
        told.send(f"edit {made.number}")
        if number % 4 == 0:
            stored = desk.add_document(dossier, f"{number % 7}.txt", BytesIO(f"{number} {ambition}".encode() * 5000))
            told.send(f"file {stored.sha256}")
