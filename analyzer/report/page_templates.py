"""The templates, styles and scripts of the reports that are made of HTML: the web page and the PDF."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template
from markupsafe import Markup

from analyzer.report.plain_text import printable
from analyzer.types import State

_FOLDER = files("analyzer.report") / "templates"

# The class of an element's verdict in the style sheets.
PALE = {
    State.IN_FORCE: "in-force",
    State.PLANNED: "planned",
    State.ABSENT: "absent",
    State.NOT_FOUND: "not-found",
}


@cache
def part(name: str) -> str:
    """A style or script, without the line ends around it: a policy's hash is over what stands between the tags."""
    return (_FOLDER / name).read_text(encoding="utf-8").strip()


@cache
def page_template(name: str) -> Template:
    """A template in which every value is escaped and made printable, and a name that is not known is an error."""
    environment = Environment(
        loader=FunctionLoader(lambda each: (_FOLDER / each).read_text(encoding="utf-8")),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)


def _shown(value: object) -> object:
    """Every value that a template prints passes here."""
    return value if isinstance(value, Markup) or not isinstance(value, str) else printable(value)
