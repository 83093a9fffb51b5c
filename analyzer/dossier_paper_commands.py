"""`normtoets dossier report` and `dossier edits`: papers out of a dossier, and a filled-in worksheet back into it."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from datetime import date

from analyzer.cli import COMPLETE, FAILED, INCOMPLETE
from analyzer.commands import own_template, tell_left_out
from analyzer.dossier_commands import CONSOLE, found, person_of, with_store
from analyzer.errors import ModelError
from analyzer.installation_facts import installation_facts
from analyzer.paper_writing import write_papers
from analyzer.report.accountability.facts import InstallationFacts
from analyzer.settings import database_url, read_access_settings, read_model_settings
from analyzer.store.desk import Desk
from analyzer.store.log_records import Action
from analyzer.store.paper_source import source_of_norms
from analyzer.store.spreadsheet_intake import take_in
from analyzer.store.store import Store
from analyzer.store.values import Person, Role


def report_command(options: argparse.Namespace) -> int:
    """Exit 0: all was written; 1: nothing was; 3: some paper could not be made, and why is told."""
    return with_store(lambda store: _report(store, options))


def edits_command(options: argparse.Namespace) -> int:
    """Exit 0: all was taken in, or nothing had changed; 1: nothing could be; 3: some row was refused."""
    return with_store(lambda store: _edits(store, options))


def _report(store: Store, options: argparse.Namespace) -> int:
    desk = Desk(store, _manager(store))
    formats = tuple(dict.fromkeys(options.format or ("json", "docx")))
    norms, facts = tuple(dict.fromkeys(options.norm or ())), _facts(store)
    dossier = found(store, options.dossier)
    source = source_of_norms(desk, dossier, norms, date.today(), remarks=options.remarks, facts=facts)
    if options.template is not None:
        source = replace(source, template=own_template(options.template))
    written = write_papers(source, formats, options.out)
    store.log(CONSOLE, Action.REPORT, f"{dossier} {' '.join(formats)}")
    for path in written.files:
        print(path)
    tell_left_out(source, formats, written)
    if not written.files:
        return FAILED
    return INCOMPLETE if written.failed else COMPLETE


def _facts(store: Store) -> InstallationFacts | None:
    """None where the settings of the language model are wrong: then nobody knows where text would go."""
    try:
        model = read_model_settings()
    except ModelError:
        return None
    access = read_access_settings()
    return installation_facts(
        store.folder, access.login, model=model, database=database_url(), idle_minutes=access.idle_minutes
    )


def _edits(store: Store, options: argparse.Namespace) -> int:
    desk = Desk(store, person_of(store, options.reviewer))
    intake = take_in(desk, found(store, options.dossier), options.file.read_bytes(), preview=options.preview)
    for told, rows in ((sys.stdout, intake.kept), (sys.stderr, intake.refused)):
        for row in rows:
            print(f"{row.ambition} {row.title} (rij {row.row})", file=told)
            for line in row.lines:
                print(f"  {line}", file=told)
    for note in intake.notes:
        print(note, file=sys.stderr)
    print(intake.summary)
    if not intake.refused:
        return COMPLETE
    return INCOMPLETE if intake.kept else FAILED


def _manager(store: Store) -> Person:
    """Whoever can read the data folder can read all that is in it."""
    managers = [each for each in store.people() if each.role is Role.BEHEERDER and each.active]
    return managers[0] if managers else person_of(store, None)
