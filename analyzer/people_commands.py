"""`normtoets people`: who may come into the app, with which role, and with which password where the app has its own.

Whoever can write the data folder can let people in: these commands ask nobody to sign in.
"""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Callable

from analyzer.access_settings import Login
from analyzer.cli import COMPLETE, FAILED
from analyzer.errors import AnalyzerError
from analyzer.passwords import WeakPassword, new_hash
from analyzer.settings import database_url, read_access_settings, store_folder
from analyzer.store.errors import InvalidChange
from analyzer.store.log_records import Action
from analyzer.store.store import Store, open_store
from analyzer.store.values import Person, Role

_CONSOLE = "opdrachtregel"  # how the log names whoever uses these commands


def add_command(options: argparse.Namespace) -> int:
    return _with_store(lambda store: _add(store, options))


def list_command(options: argparse.Namespace) -> int:
    return _with_store(_list)


def password_command(options: argparse.Namespace) -> int:
    return _with_store(lambda store: _password(store, options.login))


def role_command(options: argparse.Namespace) -> int:
    return _with_store(lambda store: _role(store, options.login, Role(options.role), active=not options.inactive))


def _with_store(work: Callable[[Store], int]) -> int:
    try:
        store = open_store(store_folder(), database_url())
        try:
            return work(store)
        finally:
            store.close()
    except AnalyzerError as exc:
        print(f"normtoets: {exc}", file=sys.stderr)
    except (EOFError, KeyboardInterrupt):
        print("normtoets: afgebroken; er is niets gewijzigd.", file=sys.stderr)
    return FAILED


def _add(store: Store, options: argparse.Namespace) -> int:
    """A password is asked for where the app has its own accounts."""
    if store.person(options.login) is not None:
        raise InvalidChange(
            f"'{options.login}' is er al. Geef een andere rol met 'normtoets people role', of een nieuw wachtwoord met "
            "'normtoets people password'."
        )
    asks = read_access_settings().login in (Login.ACCOUNTS, Login.LOCAL) and not options.no_password
    hashed = _new_password(options.login) if asks else None
    person = store.welcome(options.login, options.name or options.login, Role(options.role))
    store.log(_CONSOLE, Action.ROLE, f"{person.login} {person.role}")
    if hashed is not None:
        store.set_password(person.id, hashed)
        store.log(_CONSOLE, Action.PASSWORD, person.login)
    print(f"Toegevoegd: {person.name} ({person.login}), {person.role}{'' if hashed else ', zonder wachtwoord'}.")
    return COMPLETE


def _list(store: Store) -> int:
    people = store.people()
    if not people:
        print("Er is nog niemand. Voeg iemand toe met 'normtoets people add NAAM --role beheerder'.")
    width = max((len(person.login) for person in people), default=0)
    for person in people:
        notes = [] if person.active else ["geen toegang"]
        if store.password_hash(person.login) is None:
            notes.append("zonder wachtwoord")
        told = f" ({', '.join(notes)})" if notes else ""
        print(f"{person.login:{width}}  {person.role:11}  {person.name}{told}")
    return COMPLETE


def _password(store: Store, login: str) -> int:
    person = _known(store, login)
    store.set_password(person.id, _new_password(person.login))
    store.end_sessions(person.id)
    store.log(_CONSOLE, Action.PASSWORD, person.login)
    print(f"{person.name} heeft een nieuw wachtwoord en is overal afgemeld.")
    return COMPLETE


def _role(store: Store, login: str, role: Role, *, active: bool) -> int:
    person = store.set_role(_known(store, login).id, role, active=active)
    store.log(_CONSOLE, Action.ROLE, f"{person.login} {person.role}{'' if person.active else ' (niet actief)'}")
    print(f"{person.name} is nu {person.role}{'' if person.active else ', zonder toegang'}.")
    return COMPLETE


def _known(store: Store, login: str) -> Person:
    person = store.person(login)
    if person is None:
        raise InvalidChange(f"'{login}' is hier niet bekend. Met 'normtoets people list' ziet u wie er zijn.")
    return person


def _new_password(login: str) -> str:
    """The hash of a password that is typed twice, or stands on the first line of what is piped in."""
    if not sys.stdin.isatty():
        return new_hash(sys.stdin.readline().rstrip("\r\n"), login)
    password = getpass.getpass("Wachtwoord (ten minste 12 tekens): ")
    if getpass.getpass("Nog eens: ") != password:
        raise WeakPassword("De twee wachtwoorden zijn niet gelijk. Er is niets gewijzigd.")
    return new_hash(password, login)
