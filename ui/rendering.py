"""Turns what is shown into HTML. HTML is made nowhere else in the app: the templates escape every text."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound
from markupsafe import Markup, escape

from analyzer.llm.settings import Destination
from analyzer.report import judge_wording, wording
from analyzer.report.entries import Entry
from analyzer.report.outline import Outline
from analyzer.report.plain_text import printable
from ui import views
from ui.assess import Share
from ui.chat_views import EXAMPLES, shown_exchange
from ui.checking import Check
from ui.conversation import Exchange
from ui.dossier import Dossier
from ui.engines import Notice
from ui.job import Step
from ui.standing import Standing
from ui.views import Stage

_FOLDER = files("ui") / "templates"


def heading(destination: Destination | None = None) -> str:
    """The band at the top of every page. `destination`: where a language model, if one is chosen, gets text."""
    return _render("heading", destination=destination)


def step(title: str) -> str:
    """The heading of a part of the form."""
    return _render("step", title=title)


def problems(title: str, lines: Sequence[str]) -> str:
    """A panel that says what went wrong; nothing when there is nothing to say."""
    return _render("problems", title=title, lines=lines) if lines else ""


def waiting() -> str:
    """The panel between the click and the start of the work."""
    return _render("progress", stages=(), what="", seconds=0, told=())


def progress(stages: Sequence[Stage], what: str, seconds: int, told: Sequence[str] = ()) -> str:
    """The panel while the work runs. `seconds`: since the start; `told`: what goes to a language model."""
    return _render("progress", stages=stages, what=what, seconds=seconds, told=told)


def stopped(shares: Sequence[Share]) -> str:
    """The panel after a stop that left an outcome."""
    return _render("stopped", shares=shares)


def banner(shares: Sequence[Share], *, stopping: bool) -> str:
    """How far the language model is, above every page."""
    return _render("banner", shares=shares, stopping=stopping)


def notice(notice: Notice) -> str:
    """Where text goes with the judge that is chosen."""
    return _render("notice", notice=notice)


def standing(standing: Standing) -> str:
    """Which models are in force."""
    return _render("standing", standing=standing)


def destination(place: Destination | None, problems: Sequence[str]) -> str:
    """Where text would go with the form as it is being filled in; nothing while that is unknown."""
    return _render("destination", place=place, problems=problems) if place or problems else ""


def local_models() -> str:
    """What stands above the folders of local models."""
    return _render("local_models")


def done(lines: Sequence[str]) -> str:
    """A panel that says what was done."""
    return _render("done", lines=lines)


def checking(told: str, step: Step, seconds: int) -> str:
    """A check while it runs. `told`: what goes where."""
    return _render("checking", told=told, step=step, seconds=seconds)


def checked(check: Check) -> str:
    """What came of a check."""
    return _render("checked", check=check)


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


def ambitions(entries: Sequence[Entry], caption: str, shown: Entry | None, *, twice: bool = False) -> str:
    """The list of ambitions. A row is a button that carries the ambition's id in `data-ambition`.

    `twice`: two judges looked, and the list tells how they compare.
    """
    return _render("ambitions", entries=entries, caption=caption, shown=shown.id if shown else "", twice=twice)


def ambition(entry: Entry | None, pillar: str) -> str:
    """One ambition in full; a hint when the list is empty."""
    return _render("ambition", entry=entry, pillar=pillar, pale=_PALE)


def dossier(dossier: Dossier | None) -> str:
    """What questions are about; that there is nothing yet."""
    return _render("dossier", dossier=dossier)


def conversation(exchanges: Sequence[Exchange]) -> str:
    """All questions with their answers; examples before the first. An example is a button with `data-question`."""
    return _render("conversation", exchanges=[shown_exchange(each) for each in exchanges], examples=EXAMPLES)


def question_goes(place: Destination | None) -> str:
    """Where a question goes, before it is asked."""
    return _render("question_goes", place=place)


def told(text: str) -> str:
    """A line for whoever cannot see that something changed."""
    return _render("told", text=text)


def legend() -> str:
    """The page of explanation."""
    return _render("legend", marks=_MARKS, pale=_PALE)


_MARKS = tuple(wording.MARKS.values())
_PALE = {"in_force": "in-force", "planned": "planned", "absent": "absent", "not_found": "not-found"}


def _render(name: str, **values: object) -> str:
    return _environment().get_template(name).render(wording=wording, judges=judge_wording, **values)


def _shown(value: object) -> object:
    """Every value that a template prints passes here: no control characters, nothing that reorders the line."""
    return value if isinstance(value, Markup) or not isinstance(value, str) else printable(value)


def _running(text: str) -> Markup:
    """A piece of a running text: the spaces at its ends and its line breaks stay, and everything is escaped."""
    before, after = (" " if text[at : at + 1].isspace() else "" for at in (0, len(text) - 1))
    lines = Markup("<br>").join(escape(printable(line)) for line in text.strip().split("\n"))
    return Markup(f"{before}{lines}{after}")


class _Templates(BaseLoader):
    """The templates that are shipped beside this module."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, None]:
        path = _FOLDER / f"{template}.html.j2"
        if not path.is_file():
            raise TemplateNotFound(template)
        return path.read_text(encoding="utf-8"), None, None


@lru_cache(maxsize=1)
def _environment() -> Environment:
    made = Environment(
        loader=_Templates(),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["running"] = _running
    return made
