"""Machine and people in one dossier: how far people are with it, and where they decided otherwise than the machine."""

from __future__ import annotations

from analyzer.report import review_wording, wording
from analyzer.report.accountability.paper import Block, Bullets, Grid, Text
from analyzer.report.alignment import findings_in_order
from analyzer.report.plain_text import printable
from analyzer.report.reviewed import layers_of, reviewing_of
from analyzer.report.source import Source
from analyzer.report.wording import counted
from analyzer.review.values import ReviewedFinding
from analyzer.types import GapReport
from ingest.types import Frozen

_MOST_ROWS = 40  # of differing verdicts that a paper of some pages can show


class Difference(Frozen):
    """One verdict of a person that is another than the machine's. `signed`: by whom and when."""

    ambition: str
    title: str
    machine: str
    person: str
    signed: str


class Together(Frozen):
    """One norm in one dossier. `of`: the ambitions that need a review; `by`: who reviewed how many; `alone`: those of
    which only the machine has a verdict; `disputed`: those on which two judges of the machine differ. What follows
    counts what people did beside verdicts."""

    norm: str
    of: int
    reviewed: int
    by: tuple[tuple[str, int], ...]
    alone: int
    differences: tuple[Difference, ...]
    disputed: int
    rejected: int
    added: int
    outside: int


def together(source: Source) -> tuple[Together, ...]:
    """One for each norm. Raises ValueError where an assessment was not made against its norm."""
    return tuple(_together(report) for report in source.reports)


def _together(report: GapReport) -> Together:
    pairs, layers = findings_in_order(report), layers_of(report)
    findings = [finding for _, finding in pairs]
    reviewing = reviewing_of(findings, layers)
    bound = sum(finding.status is None or finding.status.value != "nvt" for finding in findings)
    reviews = [each.review for each in layers.values()]
    return Together(
        norm=report.norm.short_title,
        of=reviewing.of if reviewing else bound,
        reviewed=reviewing.reviewed if reviewing else 0,
        by=reviewing.by if reviewing else (),
        alone=reviewing.untouched if reviewing else bound,
        differences=tuple(
            _difference(ambition.title, layers[ambition.id])
            for ambition, _ in pairs
            if ambition.id in layers and layers[ambition.id].overruled
        ),
        disputed=sum(finding.disputed for finding in findings),
        rejected=sum(len(each.rejected) for each in reviews),
        added=sum(len(each.quotes) for each in reviews),
        outside=sum(len(each.outside) for each in reviews),
    )


def _difference(title: str, each: ReviewedFinding) -> Difference:
    judged = each.review.judged
    return Difference(
        ambition=each.finding.ambition,
        title=printable(title),
        machine=wording.mark(each.finding.status).label,
        person=wording.mark(each.status).label,
        signed=review_wording.signed(judged) if judged else "",
    )


def told(each: Together, *, whole: bool = True) -> str:
    """One norm in a few sentences. `whole`: with what people did beside giving verdicts."""
    head = f"{each.norm}: de machine deed voorstellen voor {_ambitions(each.of)}."
    if not each.by and not each.differences:
        return f"{head} Nog niemand heeft er een beoordeeld; alle oordelen zijn voorstellen."
    by = f"Mensen beoordeelden er {each.reviewed}: {review_wording.shares(each.by)}." if each.by else ""
    number = len(each.differences)
    where = f"Bij {_ambitions(number)}" if number else "Nergens"
    other = f"{where} gaf een mens een ander oordeel dan de machine."
    alone = f"Bij {_ambitions(each.alone)} staat alleen het voorstel van de machine." if each.alone else ""
    more = (_did(each), _disputed(each)) if whole else ()
    return " ".join(part for part in (head, by, other, alone, *more) if part)


def _did(each: Together) -> str:
    """What people did beside giving verdicts; empty where they did nothing else."""
    done = [
        f"wezen {counted(each.rejected, 'citaat', 'citaten')} van de machine af" if each.rejected else "",
        f"voegden zelf {counted(each.added, 'citaat', 'citaten')} toe" if each.added else "",
        f"legden {each.outside} keer bewijs van buiten de documenten vast" if each.outside else "",
    ]
    parts = [part for part in done if part]
    return f"Mensen {wording.listed(parts)}." if parts else ""


def _disputed(each: Together) -> str:
    if not each.disputed:
        return ""
    differ = "verschillen de twee voorstellen van de machine van elkaar; het rapport toont beide."
    return f"Bij {_ambitions(each.disputed)} {differ}"


def _ambitions(number: int) -> str:
    return counted(number, "ambitie", "ambities")


def blocks(source: Source, *, listing: bool) -> tuple[Block, ...]:
    """What a paper says of it. `listing`: at length, with every verdict on which they differ."""
    found = together(source)
    made: list[Block] = [
        Text(
            text="Een machine stelt oordelen voor, met de citaten erbij; een mens controleert en beslist. Zo staat het "
            f"er in dit dossier voor, op {wording.day(source.today)}:"
        ),
        Bullets(items=tuple(told(each, whole=listing) for each in found), titled=True),
    ]
    rows = [(each.norm, difference) for each in found for difference in each.differences]
    if listing and rows:
        made.append(_listing(rows))
        if len(rows) > _MOST_ROWS:
            left = counted(len(rows) - _MOST_ROWS, "ander verschil", "andere verschillen")
            made.append(Text(text=f"En nog {left}; het rapport heeft ze alle."))
    return tuple(made)


def _listing(rows: list[tuple[str, Difference]]) -> Grid:
    return Grid(
        description="Ambities waarover een mens anders oordeelde dan de machine",
        widths=(3.0, 5.6, 2.4, 2.4, 2.6),
        header=("Norm", "Ambitie", "Machine", "Mens", "Wie en wanneer"),
        rows=tuple(
            (norm, f"{each.ambition} {each.title}", each.machine, each.person, each.signed)
            for norm, each in rows[:_MOST_ROWS]
        ),
    )
