"""Turns what is shown into HTML. HTML is made nowhere else in the app: the templates escape every text."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound
from markupsafe import Markup, escape

from analyzer.llm.settings import Destination
from analyzer.report import judge_wording, wording
from analyzer.report.plain_text import printable
from analyzer.store.values import Dossier, Person, Role
from ui.checking import Check
from ui.job import Step
from ui.places import LOCAL, OF_APP, OF_DOSSIER, SIGN_OUT, Place, address
from ui.standing import Standing

_FOLDER = files("ui") / "templates"
_ROLES = {Role.LEZER: "lezer", Role.BEOORDELAAR: "beoordelaar", Role.BEHEERDER: "beheerder"}


def heading(place: Place, person: Person | None = None, dossier: Dossier | None = None) -> str:
    """The band at the top of every page, with the way to the others; those of a dossier where there is one."""
    names = (place.title, dossier.organisation.name if dossier else "", "Normtoets")
    return render(
        "heading",
        place=place,
        person=person,
        role=_ROLES[person.role] if person else "",
        dossier=dossier,
        of_dossier=OF_DOSSIER,
        of_app=OF_APP,
        home=Place.DOSSIERS,
        address=address,
        local=LOCAL,
        sign_out=SIGN_OUT,
        title=" – ".join(name for name in names if name),
    )


def signed_out(address: str) -> str:
    """The panel for whom is not signed in (any more)."""
    return render("signed_out", address=address)


def problems(title: str, lines: Sequence[str]) -> str:
    """A panel that says what went wrong; nothing when there is nothing to say."""
    return render("problems", title=title, lines=lines) if lines else ""


def done(lines: Sequence[str]) -> str:
    """A panel that says what was done."""
    return render("done", lines=lines)


def going(text: str, address: str) -> str:
    """A message that leads on to another page of the app at once."""
    return render("going", text=text, address=address)


def standing(standing: Standing) -> str:
    """Which models are in force."""
    return render("standing", standing=standing)


def destination(place: Destination | None, problems: Sequence[str]) -> str:
    """Where text would go with the form as it is being filled in; nothing while that is unknown."""
    return render("destination", place=place, problems=problems) if place or problems else ""


def checking(told: str, step: Step, seconds: int) -> str:
    """A check while it runs. `told`: what goes where."""
    return render("checking", told=told, step=step, seconds=seconds)


def checked(check: Check) -> str:
    """What came of a check."""
    return render("checked", check=check)


def render(template: str, /, **values: object) -> str:
    """A template with these values; also for the pages that have a module of their own for what they show."""
    return _environment().get_template(template).render(**values)


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
    made.globals |= {"wording": wording, "judges": judge_wording}  # also for the macros that templates share
    return made
