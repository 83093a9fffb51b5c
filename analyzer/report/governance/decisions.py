"""Who proposed and who decided, over one or more reports: how many were reviewed, and where people differ."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.report import review_wording, wording
from analyzer.report.plain_text import printable
from analyzer.report.reviewed import layers_of, reviewing_of
from analyzer.report.source import with_layers
from analyzer.report.study.values import Difference
from analyzer.review.values import ReviewedFinding
from analyzer.types import GapReport, Status
from ingest.types import Frozen


class Extent(Frozen):
    """`of` ambitions that need a review, `reviewed` marked by a person, `overruled` with another verdict than the
    machine's, `shifted` with something that moved since, `untouched` that nobody looked at."""

    of: int = 0
    reviewed: int = 0
    overruled: int = 0
    shifted: int = 0
    untouched: int = 0

    @property
    def done(self) -> bool:
        """Whether nobody needs to look any more."""
        return self.reviewed == self.of and not self.shifted


def extent_of(reports: Sequence[GapReport]) -> Extent:
    """How far the review of all of them together is."""
    total = Extent()
    for report in reports:
        findings = [each.finding for each in with_layers(report).findings]
        now = reviewing_of(findings, layers_of(report))
        needed = sum(finding.status is not Status.NVT for finding in findings)
        total = Extent(
            of=total.of + (now.of if now else needed),
            reviewed=total.reviewed + (now.reviewed if now else 0),
            overruled=total.overruled + (len(now.overruled) if now else 0),
            shifted=total.shifted + (len(now.shifted) if now else 0),
            untouched=total.untouched + (now.untouched if now else needed),
        )
    return total


def whose(each: ReviewedFinding) -> str:
    """Whose verdict it is, in a few words: "beoordelaar; de machine stelde “Voldoet” voor"."""
    if each.overruled:
        said = f"beoordelaar; de machine stelde {wording.quoted(wording.mark(each.finding.status).label)} voor"
    elif each.review.status is not None:
        said = "beoordelaar, gelijk aan de machine"
    elif each.review.reviewed is not None:
        said = "voorstel van de machine, door een mens beoordeeld"
    else:
        said = "voorstel van de machine"
    return f"{said}; {review_wording.SHIFTED_SHORT}" if each.shift else said


def differences(reports: Sequence[GapReport]) -> tuple[Difference, ...]:
    """Where a person decided otherwise than the machine proposed, in the order of the norms. `name` is the number
    alone where there is one norm."""
    return tuple(
        Difference(
            name=name_of(report, each.finding.ambition, among=len(reports)),
            title=report.norm.ambition(each.finding.ambition).title,
            machine=wording.mark(each.finding.status),
            person=wording.mark(each.status),
            why=printable(each.review.judged.why) if each.review.judged else "",
            signed=review_wording.signed(each.review.judged) if each.review.judged else "",
        )
        for report in reports
        for each in with_layers(report).findings
        if each.overruled
    )


def initials(reports: Sequence[GapReport]) -> tuple[str, ...]:
    """A short name for each norm, such as "GN" for the Groningse norm; its short title where that is not unique."""
    titles = [printable(report.norm.short_title) for report in reports]
    short = ["".join(word[0] for word in title.replace("-", " ").split()).upper() for title in titles]
    return tuple(short) if len(set(short)) == len(short) and all(len(each) > 1 for each in short) else tuple(titles)


def name_of(report: GapReport, ambition: str, among: int) -> str:
    """An ambition as it is called `among` so many norms: "2.4", or "Groningse norm 2.4"."""
    return f"{printable(report.norm.short_title)} {ambition}" if among > 1 else ambition
