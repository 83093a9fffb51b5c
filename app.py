"""Starts the Normtoets app: `python app.py [--host ADRES] [--port N]`. Assembles only; the pages are in `ui`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

from analyzer.settings import silence_telemetry
from ui.address import HOST, PORT, AddressRefused, check_address

_HELP = f"""gebruik: python app.py [--host ADRES] [--port GETAL]

Start de app van Normtoets voor de browser op deze computer.

  --host ADRES   alleen {HOST} (standaard); de app kent nog geen aanmelding
  --port GETAL   de poort (standaard: {PORT})
  -h, --help     toon deze hulp
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
        check_address(options.host, options.port)
    except AddressRefused as exc:
        print(f"app.py: {exc}", file=sys.stderr)
        return 1
    silence_telemetry()
    serving = import_module("ui.serving")  # only now: Gradio reads its switches while it is imported
    print(f"Normtoets: open http://{HOST}:{options.port} in uw browser. Stoppen: Ctrl+C.", flush=True)
    try:
        serving.serve(options.port)
    except OSError as exc:
        print(f"app.py: De app kan niet starten ({exc}). Kies een andere poort met --port.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
