"""The web report: one file that needs nothing else, with filters and search. Template, style and script are data files.

Everything it says comes from `outline`. All text is escaped by the template engine and made printable in `_shown`; the
page's own policy lets no script or style run but the two that stand in it, and no request leave it.
"""

from __future__ import annotations

from base64 import b64encode
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template
from markupsafe import Markup

from analyzer.report import chart, judge_wording, review_wording, wording
from analyzer.report.outline import outline
from analyzer.report.plain_text import printable
from analyzer.types import GapReport

_FOLDER = files("analyzer.report") / "templates"


def render(report: GapReport) -> bytes:
    """The report as UTF-8 HTML. Raises ValueError when the assessment was not made against this norm."""
    content = outline(report)
    # What only the parts about a language model, or about reviewers, need, is only there with them.
    parts = ["report"]
    parts += ["report-judges"] if content.judged_by else []
    parts += ["report-review"] if content.reviewing else []
    style = "\n".join(_data(f"{name}.css") for name in parts)
    script = "\n".join(_data(f"{name}.js") for name in parts)
    page = _template().render(
        report=content,
        wording=wording,
        judges=judge_wording,
        reviews=review_wording,
        marks=tuple(wording.MARKS.values()),
        chart=Markup(chart.svg(content.bars)),
        style=Markup(style),
        script=Markup(script),
        policy=_policy(style, script),
        pale=_PALE,
    )
    return page.encode()


_PALE = {"in_force": "in-force", "planned": "planned", "absent": "absent", "not_found": "not-found"}


def _policy(style: str, script: str) -> str:
    """The Content-Security-Policy: nothing but this very style and script."""
    return (
        f"default-src 'none'; style-src 'sha256-{_hash(style)}'; script-src 'sha256-{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return b64encode(sha256(text.encode()).digest()).decode()


def _shown(value: object) -> object:
    """Every value that the template prints passes here."""
    return value if isinstance(value, Markup) or not isinstance(value, str) else printable(value)


@lru_cache(maxsize=4)
def _data(name: str) -> str:
    """A style or script, without the line ends around it: the hash is over what stands between the tags."""
    return (_FOLDER / name).read_text(encoding="utf-8").strip()


@lru_cache(maxsize=1)
def _template() -> Template:
    environment = Environment(
        loader=FunctionLoader(lambda name: (_FOLDER / name).read_text(encoding="utf-8")),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html.j2")
