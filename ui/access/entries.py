"""What may be asked of the app: an allow-list of methods and paths, and for whom each is. Pure.

Gradio brings more than eighty routes. The pages need six of them; the others do not exist here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from analyzer.report.papers import PAPERS

PREDICT = "/gradio_api/run/predict"  # every event of every page


class Entry(Enum):
    ANYONE = "anyone"  # holds nothing of anybody: scripts, styles, the way in
    PERSON = "person"  # someone who is signed in; what they may see there, their Desk decides
    NOBODY = "nobody"


@dataclass(frozen=True)
class Rule:
    """`path` must match whole."""

    method: str
    path: re.Pattern[str]
    entry: Entry


def _rules(entry: Entry, *asked: str) -> tuple[Rule, ...]:
    made = []
    for each in asked:
        method, path = each.split(" ", 1)
        made.append(Rule(method, re.compile(path), entry))
    return tuple(made)


_DOSSIER = r"/dossier/[0-9a-f]{32}"
_SHA256 = r"[0-9a-f]{64}"
_PAPER = "|".join(map(re.escape, PAPERS))

_FIXED = (
    *_rules(
        Entry.ANYONE,
        r"GET /assets/[\w./~@+-]+",
        r"GET /static/[\w./~@+-]+",
        r"GET /theme\.css",
        r"GET /favicon\.ico",
        r"GET /robots\.txt",
        r"GET /aanmelden",
        r"POST /aanmelden",
        r"GET /aanmelden/(start|terug)",
        r"POST /afmelden",
    ),
    *_rules(
        Entry.PERSON,
        rf"POST {PREDICT}",
        rf"POST {_DOSSIER}/documenten",
        rf"GET {_DOSSIER}/bestand/{_SHA256}",
        rf"GET {_DOSSIER}/pagina/{_SHA256}/[0-9]{{1,6}}\.png",
        rf"GET {_DOSSIER}/rapport/[0-9a-f]{{32}}\.({_PAPER})",
        rf"POST {_DOSSIER}/werkblad",
        rf"GET {_DOSSIER}/dossier\.zip",
        r"POST /dossiers/inlezen",
        r"POST /sjabloon",
        r"GET /sjabloon/(eigen|voorbeeld)",
        r"GET /wachtwoord",
        r"POST /wachtwoord",
    ),
)


class Entries:
    """The allow-list with these pages on it. `pages`: the paths of Gradio's own pages, such as "/beoordelen"."""

    def __init__(self, pages: Iterable[str]) -> None:
        self.pages = frozenset(pages)

    def entry(self, method: str, path: str) -> Entry:
        """For whom this is. `path` is decoded; what climbs or hides in it is for nobody."""
        method = "GET" if method == "HEAD" else method
        if ".." in path or "//" in path:
            return Entry.NOBODY
        if path in self.pages:
            return Entry.PERSON if method == "GET" else Entry.NOBODY
        for rule in _FIXED:
            if rule.method == method and rule.path.fullmatch(path):
                return rule.entry
        return Entry.NOBODY
