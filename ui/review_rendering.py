"""The HTML of the review page: the bar with filters, the list, one ambition in full. Templates escape every text."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import partial

from markupsafe import Markup, escape

from analyzer.report import wording
from analyzer.report.plain_text import printable
from analyzer.report.review_wording import OUTSIDE_KIND, outside_source
from analyzer.review.values import AddedQuote
from analyzer.types import Ambition, State
from ingest.types import Frozen
from ui.moments import day_of, moment
from ui.rendering import render
from ui.review_detail import Detail, MachineQuote, adopted, criterion_label
from ui.review_rows import SHIFTED, Group, Progress, Tally

_PALE = {"in_force": "in-force", "planned": "planned", "absent": "absent", "not_found": "not-found"}
_MOST_STEPS = 10  # of the history that are in sight; the rest can be opened
_LINES = re.compile(r"\r\n?|[\n\u2028\u2029\x85\x0b\x0c]")


class NormLink(Frozen):
    title: str
    address: str
    current: bool


class Told(Frozen):
    """What became of a request, for the script of the page. `turn`: the request's own number; `outcome`: "shown",
    "saved", "conflict", "refused" or nothing; `said`: a sentence for the user; `of`: the ambition it was about."""

    turn: str = ""
    outcome: str = ""
    said: str = ""
    of: str = ""


class Bar(Frozen):
    """What stands above the list. `notice`: what a reader must know of this assessment, with the way to the newest."""

    person: str
    dossier: str
    norm_id: str
    norms: tuple[NormLink, ...]
    made: str
    notice: str = ""
    newest: str = ""


class _Key(Frozen):
    keys: tuple[str, ...]
    does: str


KEYS = (
    _Key(keys=("n", "Alt + →"), does="Volgende ambitie"),
    _Key(keys=("p", "Alt + ←"), does="Vorige ambitie"),
    _Key(keys=("j", "↓"), does="Een regel omlaag in de lijst (pijltje: als u in de lijst bent)"),
    _Key(keys=("k", "↑"), does="Een regel omhoog in de lijst"),
    _Key(keys=("Enter",), does="Open de ambitie waarop u in de lijst staat"),
    _Key(keys=("/",), does="Zoeken in de lijst"),
    _Key(keys=("e",), does="Naar het oordeel van de beoordelaar"),
    _Key(keys=("Ctrl + S", "Ctrl + Enter"), does="Opslaan, ook terwijl u typt"),
    _Key(keys=("Ctrl + Shift + Enter",), does="Beoordeeld en volgende"),
    _Key(keys=("?",), does="Deze lijst"),
)


def bar(
    shown: Bar, groups: Sequence[Group], tallies: Sequence[Tally], statuses: Sequence[Tally], done: Progress
) -> str:
    return render(
        "review_bar", **dict(shown), groups=groups, tallies=tallies, statuses=statuses, progress=done, keys=KEYS
    )


def ambition_list(groups: Sequence[Group]) -> str:
    """Every row carries what it is filtered by; the script of the page hides those that do not pass."""
    return render("review_list", groups=groups, total=sum(len(each.rows) for each in groups), shifted=SHIFTED)


class Reader(Frozen):
    """Who looks at an ambition, and in which dossier. `owners`: whom they can choose as responsible; `conflict`: who
    saved while they were typing."""

    person: str
    dossier: str
    editing: bool
    owners: tuple[str, ...] = ()
    conflict: str = ""


def ambition(detail: Detail, told: Told, reader: Reader) -> str:
    """One ambition in full; with the form where the reader may edit."""
    return render(
        "review_ambition",
        detail=detail,
        told=told,
        **dict(reader),
        pale=_PALE,
        kinds=[(kind.value, label) for kind, label in OUTSIDE_KIND.items()],
        stances=[(state.value, wording.STATE[state]) for state in (State.IN_FORCE, State.PLANNED, State.ABSENT)],
        most_steps=_MOST_STEPS,
        moment=moment,
        day_of=day_of,
        source=outside_source,
        criterion=partial(criterion_label, detail.ambition),
        adoptable=partial(_adoptable, detail.ambition),
        typed=typed,
    )


def nothing(title: str, lines: Sequence[str], link: tuple[str, str] | None = None) -> str:
    """What the page says where there is nothing to review. `link`: an address and its words."""
    return render("review_nothing", title=title, lines=lines, link=link)


def staged(key: str, quote: AddedQuote, place: str, element: str) -> str:
    """A quote that was pointed at, for the script of the page to keep until the person saves."""
    return render("review_staged", staged=_staged(key, quote, place, element))


def save_bar() -> str:
    """What is not saved, and what saves it; the script of the page fills it in."""
    return render("review_save")


def way_back() -> str:
    """From the source to the ambition, where they stand one below the other."""
    return render("review_back")


def _adoptable(ambition: Ambition, each: MachineQuote) -> str:
    quote = adopted(each.evidence)
    return _staged("", quote, each.quote.place, criterion_label(ambition, quote.criterion))


def _staged(key: str, quote: AddedQuote, place: str, element: str) -> str:
    """JSON in which every unusual character is written out, so that the quote comes back as it was."""
    words = {"key": key, "quote": quote.model_dump(mode="json"), "shown": printable(quote.quote), "place": place}
    return json.dumps(words | {"stance": wording.STATE[quote.stance], "element": element})


def typed(text: str) -> Markup:
    """What a person typed, to be typed on: escaped, with its line breaks, without what cannot be seen."""
    return Markup("\n").join(escape(printable(line)) for line in _LINES.split(text))
