"""`normtoets dossier`: the dossiers of this computer listed, shown, exported, imported, copied and checked.

Whoever can read the data folder can read all that is in it: these commands ask nobody to sign in.
"""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Callable
from pathlib import Path

from analyzer.cli import COMPLETE, FAILED, INCOMPLETE
from analyzer.errors import AnalyzerError
from analyzer.norms import load_norm
from analyzer.paper_writing import why
from analyzer.report.wording import mark
from analyzer.settings import database_url, store_folder
from analyzer.store.arriving import take_in_dossier
from analyzer.store.backup import back_up, restore
from analyzer.store.desk import Desk
from analyzer.store.errors import NoSuchDossier, StoreError
from analyzer.store.exchange import write_dossier
from analyzer.store.log_records import Action
from analyzer.store.overview import overview
from analyzer.store.store import Store, open_store
from analyzer.store.values import AssessmentRecord, Person, Role
from analyzer.store.verifying import Verdict, verify
from analyzer.types import Status

# Who works in the app where nobody signs in.
LOCAL = "lokaal"
CONSOLE = "opdrachtregel"  # how the log names whoever uses these commands


def list_command(options: argparse.Namespace) -> int:
    return with_store(_list)


def show_command(options: argparse.Namespace) -> int:
    return with_store(lambda store: _show(store, options.dossier))


def export_command(options: argparse.Namespace) -> int:
    return with_store(lambda store: _export(store, options.dossier, options.out))


def import_command(options: argparse.Namespace) -> int:
    return with_store(lambda store: _import(store, options.file, options.owner))


def backup_command(options: argparse.Namespace) -> int:
    return with_store(lambda store: _checked(back_up(store, options.folder), f"Back-up gemaakt in {options.folder}."))


def restore_command(options: argparse.Namespace) -> int:
    return with_store(lambda store: _checked(restore(store, options.folder), "De back-up staat er weer."))


def verify_command(options: argparse.Namespace) -> int:
    """Exit 0: all is well; 3: something is wrong, and told."""
    return with_store(lambda store: _checked(verify(store), "Alles is heel."))


def with_store(work: Callable[[Store], int]) -> int:
    try:
        store = open_store(store_folder(), database_url())
        try:
            return work(store)
        finally:
            store.close()
    except AnalyzerError as exc:
        print(f"normtoets: {exc}", file=sys.stderr)
    except OSError as exc:
        print(f"normtoets: '{exc.filename}' is niet te lezen of te schrijven ({why(exc)}).", file=sys.stderr)
    return FAILED


def _list(store: Store) -> int:
    rows = overview(store)
    if not rows:
        print("Er zijn nog geen dossiers. Maak er een in de app (python app.py), of lees er een in.")
    for row in rows:
        dossier = row.dossier
        norms = ", ".join(load_norm(each).short_title for each in dossier.norm_ids)
        print(f"{dossier.id}  {dossier.organisation.name} · peildatum {dossier.peildatum.isoformat()} · {norms}")
    return COMPLETE


def _show(store: Store, asked: str) -> int:
    wanted = found(store, asked)
    row = next(each for each in overview(store) if each.dossier.id == wanted)
    dossier = row.dossier
    print(f"{dossier.organisation.name} ({dossier.organisation.type.value})")
    print(f"  dossier    {dossier.id}")
    print(f"  peildatum  {dossier.peildatum.isoformat()}")
    print(f"  gemaakt    {dossier.created.astimezone():%d-%m-%Y %H:%M} door {row.owner}")
    print(f"  documenten {row.documents}")
    for record in row.latest:
        print(f"\n{load_norm(record.norm_id).title}, toets van {record.made.astimezone():%d-%m-%Y %H:%M}")
        for line in _counts(record):
            print(f"  {line}")
    if row.latest:
        print(f"\n{row.reviewed} van {row.ambitions} ambities nagelopen.")
    return COMPLETE


def _counts(record: AssessmentRecord) -> list[str]:
    found = [(status, record.counts.get("" if status is None else status.value, 0)) for status in (*Status, None)]
    return [f"{count:3d}  {mark(status).label}" for status, count in found if count]


def _export(store: Store, asked: str, out: Path) -> int:
    dossier_id = found(store, asked)
    waiting = out.with_name(f"{out.name}.new")
    try:
        with open(os.open(waiting, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w+b") as file:
            write_dossier(store, dossier_id, file)
        waiting.replace(out)
    finally:
        waiting.unlink(missing_ok=True)
    store.log(CONSOLE, Action.EXPORT, dossier_id)
    print(f"Het dossier staat in {out}.")
    return COMPLETE


def _import(store: Store, file: Path, owner: str | None) -> int:
    person = person_of(store, owner)
    with file.open("rb") as stream:
        dossier = take_in_dossier(Desk(store, person), stream)
    print(f"Ingelezen: {dossier.organisation.name}, dossier {dossier.id}, van {person.name}.")
    return COMPLETE


def person_of(store: Store, login: str | None) -> Person:
    """Raises StoreError where nobody has that login."""
    person = store.person(login or LOCAL)
    if person is not None:
        return person
    if login is not None:
        raise StoreError(f"Niemand meldt zich aan als '{login}'. Kijk met 'normtoets people list' wie er zijn.")
    return store.welcome(LOCAL, getpass.getuser(), Role.BEHEERDER)


def found(store: Store, asked: str) -> str:
    """A dossier by its id or by the beginning of it, as the list shows. Raises StoreError."""
    fits = [each for each in store.dossier_ids() if asked and each.startswith(asked.lower())]
    if len(fits) > 1:
        raise StoreError(f"Er zijn {len(fits)} dossiers waarvan het nummer met '{asked}' begint. Geef meer tekens.")
    if not fits:
        raise NoSuchDossier
    return fits[0]


def _checked(verdict: Verdict, done: str) -> int:
    print(
        f"{verdict.dossiers} dossiers, {verdict.documents} documenten, {verdict.assessments} uitkomsten en "
        f"{verdict.edits} wijzigingen nagekeken."
    )
    for fault in verdict.faults:
        print(f"normtoets: {fault}", file=sys.stderr)
    if not verdict.faults:
        print(done)
    return INCOMPLETE if verdict.faults else COMPLETE
