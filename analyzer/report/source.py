"""What papers are made from: the reports of one dossier, and what stands around them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from analyzer.report.accountability.facts import InstallationFacts
from analyzer.review.laying import laid_over
from analyzer.review.values import ReviewedAssessment
from analyzer.types import Assessment, GapReport, Norm
from ingest.types import Document


def _no_text(sha256: str) -> Document | None:
    return None


@dataclass(frozen=True)
class Source:
    """`reports`: one for each norm, first the one that was asked for; a paper about one norm takes that one.

    `today`: the day on which the paper is made. `history`: all assessments of the same dossier, on any norm, in any
    order, the `reports` among them; empty: there are no others. `text`: the document with this SHA-256 as it was read;
    None where it is not at hand. `template`: an organisation's own Word template (.docx or .dotx). `remarks`: the
    machine's uncertainty and the disagreement of its judges are wanted as comments in a Word paper. `facts`: the
    settings in force; None where they are not known.
    """

    reports: tuple[GapReport, ...]
    today: date
    history: tuple[ReviewedAssessment, ...] = ()
    text: Callable[[str], Document | None] = _no_text
    template: bytes | None = None
    remarks: bool = False
    facts: InstallationFacts | None = None

    @property
    def report(self) -> GapReport:
        """The one that was asked for."""
        return self.reports[0]

    @property
    def norm(self) -> Norm:
        return self.report.norm

    @property
    def assessment(self) -> Assessment:
        return self.report.assessment

    @property
    def series(self) -> tuple[ReviewedAssessment, ...]:
        """All assessments on the norm that was asked for."""
        own = tuple(each for each in self.history if each.norm.id == self.norm.id)
        return own or (with_layers(self.report),)


def with_layers(report: GapReport) -> ReviewedAssessment:
    """The report with what people laid over it; where it has no such layer, with an empty one."""
    return report if isinstance(report, ReviewedAssessment) else laid_over(report, "", (), {})
