"""Turns what is shown into HTML. HTML is made nowhere else in the app: the templates escape every text."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound
from markupsafe import Markup

from analyzer.report import wording
from analyzer.report.entries import Entry
from analyzer.report.outline import Outline
from analyzer.report.plain_text import printable
from ui import views
from ui.views import Stage

_FOLDER = files("ui") / "templates"


def heading() -> str:
    """The band at the top of every page."""
    return _render("heading")


def step(title: str) -> str:
    """The heading of a part of the form."""
    return _render("step", title=title)


def problems(title: str, lines: Sequence[str]) -> str:
    """A panel that says what went wrong; nothing when there is nothing to say."""
    return _render("problems", title=title, lines=lines) if lines else ""


def waiting() -> str:
    """The panel between the click and the start of the work."""
    return _render("progress", stages=(), what="", seconds=0)


def progress(stages: Sequence[Stage], what: str, seconds: int) -> str:
    """The panel while the work runs. `seconds`: since the start."""
    return _render("progress", stages=stages, what=what, seconds=seconds)


def no_outcome() -> str:
    """What the pages of results say before the first assessment."""
    return _render("no_outcome")


def overview(outline: Outline) -> str:
    """Whose documents were assessed, when, and what was not read."""
    return _render("overview", report=outline)


def summary(outline: Outline) -> str:
    """One norm: counts by outcome, by pillar, and what stands out."""
    return _render("summary", report=outline, tallies=views.tallies(outline.counts), marks=_MARKS)


def documents(outline: Outline) -> str:
    """The table of all files: what was read, and what could not be."""
    return _render("documents", report=outline, rows=views.documents_of(outline))


def ambitions(entries: Sequence[Entry], caption: str, shown: Entry | None) -> str:
    """The list of ambitions. A row is a button that carries the ambition's id in `data-ambition`."""
    return _render("ambitions", entries=entries, caption=caption, shown=shown.id if shown else "")


def ambition(entry: Entry | None, pillar: str) -> str:
    """One ambition in full; a hint when the list is empty."""
    return _render("ambition", entry=entry, pillar=pillar, pale=_PALE)


def legend() -> str:
    """The page of explanation."""
    return _render("legend", marks=_MARKS, pale=_PALE)


_MARKS = tuple(wording.MARKS.values())
_PALE = {"in_force": "in-force", "planned": "planned", "absent": "absent", "not_found": "not-found"}


def _render(name: str, **values: object) -> str:
    return _environment().get_template(name).render(wording=wording, **values)


def _shown(value: object) -> object:
    """Every value that a template prints passes here: no control characters, nothing that reorders the line."""
    return value if isinstance(value, Markup) or not isinstance(value, str) else printable(value)


class _Templates(BaseLoader):
    """The templates that are shipped beside this module."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, None]:
        path = _FOLDER / f"{template}.html.j2"
        if not path.is_file():
            raise TemplateNotFound(template)
        return path.read_text(encoding="utf-8"), None, None


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=_Templates(),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
