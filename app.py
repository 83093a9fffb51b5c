"""Starts the Normtoets app: `python app.py [--host ADRES] [--port N]`. Assembles only; the pages are in `ui`."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

from analyzer.access_settings import AccessSettings, InvalidAccessSettings, Login
from analyzer.settings import read_access_settings, silence_telemetry
from analyzer.store.errors import StoreError
from ui.address import HOST, PORT, AddressRefused, check_address

_HELP = f"""gebruik: python app.py [--host ADRES] [--port GETAL]

Start de app van Normtoets: voor de browser op deze computer, of voor meer mensen die zich aanmelden.

  --host ADRES   waar de app luistert (standaard: {HOST}, alleen deze computer)
  --port GETAL   de poort (standaard: {PORT})
  -h, --help     toon deze hulp

Op een ander adres start de app alleen met een aanmelding, gekozen in de omgeving:

  NORMTOETS_LOGIN=oidc      de aanmelddienst van uw organisatie (OpenID Connect)
  NORMTOETS_LOGIN=proxy     een reverse proxy die mensen aanmeldt en hun naam doorgeeft
  NORMTOETS_LOGIN=accounts  eigen wachtwoorden, voor een proef (normtoets people add)
  NORMTOETS_HOSTS           de naam waaronder mensen de app openen
"""


class _Arguments(argparse.ArgumentParser):
    """argparse, answering in Dutch."""

    def format_help(self) -> str:
        return _HELP

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"app.py: deze opdracht is niet begrepen.\n\n{_HELP}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Serves the app until it is stopped (0); 1: it cannot or may not listen there."""
    parser = _Arguments(prog="app.py")
    parser.add_argument("--host", default=HOST)
    parser.add_argument("--port", type=int, default=PORT)
    options = parser.parse_args(arguments)
    try:
        access = read_access_settings()
        check_address(options.host, options.port, access)
        silence_telemetry()
        _log_to_console()
        serving = import_module("ui.serving")  # only now: Gradio reads its switches while it is imported
        welcome = _welcome(options.host, options.port, access)
        serving.serve(options.host, options.port, access, lambda: print(welcome, flush=True))
    except (AddressRefused, InvalidAccessSettings, StoreError) as exc:
        print(f"app.py: {exc}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


def _log_to_console() -> None:
    """Warnings and worse; also of libraries that set a lower level for themselves."""
    console = logging.StreamHandler()
    console.setLevel(logging.WARNING)
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s", handlers=[console])


def _welcome(host: str, port: int, access: AccessSettings) -> str:
    name = access.hosts[0] if access.hosts else host
    if access.login is Login.LOCAL or not access.hosts:
        return f"Normtoets: open http://{name}:{port} in uw browser. Stoppen: Ctrl+C."
    return f"Normtoets luistert op {host}, poort {port}, voor {name} (aanmelden: {access.login}). Stoppen: Ctrl+C."


if __name__ == "__main__":
    sys.exit(main())
