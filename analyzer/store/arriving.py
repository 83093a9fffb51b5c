"""A dossier that comes from elsewhere, whatever it comes as: a zip of another installation, or a report in JSON."""

from __future__ import annotations

from typing import IO

from analyzer.store.desk import Desk
from analyzer.store.errors import ExchangeRefused
from analyzer.store.exchange import import_dossier
from analyzer.store.report_intake import MOST_BYTES, take_in_report
from analyzer.store.values import Dossier

_BLANK = b" \t\r\n\xef\xbb\xbf"


def take_in_dossier(desk: Desk, file: IO[bytes]) -> Dossier:
    """The dossier, which from now on is the person's. Raises as `import_dossier` and `take_in_report`."""
    begin = file.read(64)
    file.seek(0)
    if not begin.lstrip(_BLANK).startswith(b"{"):
        return import_dossier(desk, file)
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ExchangeRefused(f"Dit rapport is groter dan {MOST_BYTES >> 20} MB. Zo groot maakt Normtoets er geen.")
    return take_in_report(desk, content)
