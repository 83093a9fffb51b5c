"""The web report: one file that needs nothing else, with filters, search, and each quote in what stands around it.

Everything it says comes from `outline`. All text is escaped by the template engine and made printable; the page's own
policy lets no script or style run but the two that stand in it, and no request leave it.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

from markupsafe import Markup

from analyzer.report import chart, judge_wording, review_wording, wording
from analyzer.report.contexts import Surroundings, Texts
from analyzer.report.filters import filters
from analyzer.report.outline import outline
from analyzer.report.page_templates import PALE, page_template, part
from analyzer.types import GapReport


def render(report: GapReport, text: Texts | None = None) -> bytes:
    """The report as UTF-8 HTML. `text`: the document with that SHA-256 as it was read; without it, or where it is not
    at hand, quotes stand alone.

    Raises ValueError when the assessment was not made against this norm.
    """
    content = outline(report)
    # What only the parts about a language model, or about reviewers, need, is only there with them.
    parts = ["report"]
    parts += ["report-judges"] if content.judged_by else []
    parts += ["report-review"] if content.reviewing else []
    style = "\n".join(part(f"{name}.css") for name in parts)
    script = part("report.js")
    page = page_template("report.html.j2").render(
        report=content,
        choices=filters(report, content),
        surroundings=Surroundings(text),
        wording=wording,
        judges=judge_wording,
        reviews=review_wording,
        marks=tuple(wording.MARKS.values()),
        chart=Markup(chart.svg(content.bars)),
        style=Markup(style),
        script=Markup(script),
        policy=_policy(style, script),
        pale=PALE,
    )
    return page.encode()


def _policy(style: str, script: str) -> str:
    """The Content-Security-Policy: nothing but this very style and script."""
    return (
        f"default-src 'none'; style-src 'sha256-{_hash(style)}'; script-src 'sha256-{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return b64encode(sha256(text.encode()).digest()).decode()
