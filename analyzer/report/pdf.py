"""The report as a PDF: pages to archive and to send, tagged so that a screen reader can read them (PDF/UA-1).

Everything it says comes from `outline`; the pages are laid out from a template of their own. Same report, same bytes.
"""

from __future__ import annotations

from threading import Lock
from typing import Any

from markupsafe import Markup

from analyzer.report import chart, judge_wording, review_wording, wording
from analyzer.report.contexts import Surroundings, Texts
from analyzer.report.outline import Outline, outline
from analyzer.report.page_templates import PALE, page_template, part
from analyzer.report.pdf_engine import laid_out
from analyzer.report.pdf_tags import mend, part_words
from analyzer.report.plain_text import printable, shorten
from analyzer.types import GapReport

_EDGE_LIMIT = 60  # characters of the organisation's name in the head of a page
_CHART_FONTS = "Rapport, DejaVu Sans, sans-serif"  # as in the style sheet
_one_at_a_time = Lock()  # the libraries beneath share state


def render(report: GapReport, text: Texts | None = None) -> bytes:
    """The report as PDF. `text`: as for the web report; with it each quote names the heading that it stands under.

    Raises PdfUnavailable where a library or a font is missing, and ValueError when the assessment was not made against
    this norm.
    """
    content = outline(report)
    source = _page(report, content, text)

    def finish(document: Any, pdf: Any) -> None:
        mend(document, pdf, pictures=[chart.alternative(content.bars)], places=_places(content))

    with _one_at_a_time:
        document = laid_out(source)
        part_words(document)
        made: bytes = document.write_pdf(pdf_variant="pdf/ua-1", finisher=finish)
    return made


def _page(report: GapReport, content: Outline, text: Texts | None) -> str:
    """The source of the pages, as HTML."""
    marks = list(wording.MARKS.values())
    counted = list(zip(marks, content.counts, strict=True))
    return page_template("print.html.j2").render(
        report=content,
        surroundings=Surroundings(text),
        wording=wording,
        judges=judge_wording,
        reviews=review_wording,
        marks=marks,
        used=[(mark, number) for mark, number in counted if number or mark.key != wording.MARKS[None].key],
        places={mark.key: place for place, mark in enumerate(marks)},
        elements=[
            *((label, wording.STATE_MEANING[key]) for key, label in wording.STATE.items()),
            *((f"… ({label})", wording.QUALIFIER_MEANING[key]) for key, label in wording.QUALIFIER.items()),
        ],
        proofs=[
            *((label, wording.PROOF_MEANING[key]) for key, label in wording.PROOF.items()),
            *wording.CERTAINTY_LEGEND,
        ],
        chart=Markup(chart.svg(content.bars).replace("<svg ", f'<svg font-family="{_CHART_FONTS}" ', 1)),
        style=Markup(part("print.css")),
        pale=PALE,
        author=f"Normtoets {report.assessment.run.version}",
        moment=report.assessment.run.started.isoformat(timespec="seconds"),
        edge=shorten(printable(content.organisation), _EDGE_LIMIT),
    )


def _places(content: Outline) -> dict[str, str]:
    """What a link says of where it goes, by the anchor."""
    chapters = {name: f"Naar {title}" for name, title in wording.CHAPTERS.items()}
    pillars = {f"pijler-{number}": f"Naar pijler {each.id}" for number, each in enumerate(content.sections, 1)}
    entries = {f"ambitie-{each.index}": f"Naar ambitie {each.id}" for each in content.entries}
    return chapters | pillars | entries
