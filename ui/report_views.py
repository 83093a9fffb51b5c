"""What the page "Rapport" shows: which assessments there are, and how the chosen one stands. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from analyzer.norms import load_norm
from analyzer.report.papers import PAPERS, Group, Paper
from analyzer.report.wording import MARKS, Mark, day, is_uncertain
from analyzer.review.values import ReviewedAssessment, ReviewedFinding
from analyzer.store.values import AssessmentRecord
from analyzer.types import Status
from ingest.types import Frozen
from ui.moments import moment, short_moment
from ui.places import Place, address, report_address

JUDGES = {
    "rules": "taalregels",
    "nli": "gevolgtrekkingsmodel",
    "model": "taalmodel",
    "both": "taalregels en taalmodel",
}


class Choice(Frozen):
    """Something to choose. `value` stands in the address."""

    value: str
    label: str
    chosen: bool = False


class ChoiceGroup(Frozen):
    label: str
    choices: tuple[Choice, ...]


class Tally(Frozen):
    """How many ambitions have an outcome."""

    mark: Mark
    count: int


class PillarBar(Frozen):
    """A pillar. `counts`: one number for each mark, in the order of `MARKS`."""

    id: str
    title: str
    counts: tuple[int, ...]


class Share(Frozen):
    """What one person marked as reviewed."""

    name: str
    count: int


class Flag(Frozen):
    """Something a reader must know of some ambitions. `address`: where they are listed."""

    title: str
    text: str
    ambitions: tuple[str, ...]
    address: str
    grave: bool = False


class Download(Frozen):
    """A paper. `form`: Word, PDF …; `purpose`: what it is for; `remarks`: its address with the machine's doubts in the
    margin, or empty."""

    label: str
    form: str
    purpose: str
    address: str
    remarks: str = ""


class DownloadGroup(Frozen):
    title: str
    downloads: tuple[Download, ...]


class ReportView(Frozen):
    """The chosen assessment as people have left it. `reviewed` of `reviewable` were marked; `shares`: by whom."""

    norm_title: str
    organisation: str
    facts: tuple[tuple[str, str], ...]
    whole: bool
    newest: bool
    imported: bool
    tallies: tuple[Tally, ...]
    pillars: tuple[PillarBar, ...]
    reviewable: int
    reviewed: int
    shares: tuple[Share, ...]
    overruled: int
    outside: int
    flags: tuple[Flag, ...]
    unread: tuple[str, ...]
    downloads: tuple[DownloadGroup, ...]
    preview: str
    review: str

    @property
    def open(self) -> int:
        """How many nobody marked as reviewed."""
        return self.reviewable - self.reviewed


def judge_of(record: AssessmentRecord) -> str:
    return JUDGES.get(record.judge, record.judge)


def assessment_label(record: AssessmentRecord) -> str:
    """An assessment in a list: its peildatum, when it was made, by which judge, and what is special of it."""
    parts = [f"Peildatum {day(record.peildatum)}", f"toets {short_moment(record.made)}", judge_of(record)]
    parts += ["niet volledig"] if not record.whole else []
    parts += ["ingelezen"] if record.imported else []
    return " · ".join(parts)


def assessment_choices(records: Sequence[AssessmentRecord], chosen: str) -> tuple[ChoiceGroup, ...]:
    """All assessments by norm, newest first; the newest of a norm says so. `records`: newest first."""
    groups = []
    for norm_id in dict.fromkeys(record.norm_id for record in records):
        own = [record for record in records if record.norm_id == norm_id]
        groups.append(
            ChoiceGroup(
                label=norm_name(norm_id),
                choices=tuple(
                    Choice(
                        value=record.id,
                        label=assessment_label(record) + (" (nieuwste)" if record is own[0] else ""),
                        chosen=record.id == chosen,
                    )
                    for record in own
                ),
            )
        )
    return tuple(groups)


def norm_name(norm_id: str) -> str:
    return load_norm(norm_id).short_title


def chosen_record(
    records: Sequence[AssessmentRecord], asked: str, norm_ids: Sequence[str] = ()
) -> AssessmentRecord | None:
    """The assessment asked for, or else the newest of the first of these norms that has one; None where there is none.

    `records`: newest first; `norm_ids`: as the dossier has them.
    """
    if found := next((record for record in records if record.id == asked), None):
        return found
    return min(records, key=lambda record: _place(record.norm_id, norm_ids), default=None)


def _place(norm_id: str, norm_ids: Sequence[str]) -> int:
    return norm_ids.index(norm_id) if norm_id in norm_ids else len(norm_ids)


def report_view(dossier: str, record: AssessmentRecord, report: ReviewedAssessment, *, newest: bool) -> ReportView:
    """`dossier`: its id; `newest`: of its norm."""
    findings = report.findings
    reviewable = [each for each in findings if can_be_reviewed(each)]
    unread = tuple(each.name for each in report.documents if each.read != "whole")
    return ReportView(
        norm_title=report.norm.title,
        organisation=report.assessment.organisation.name,
        facts=(
            ("Peildatum", day(record.peildatum)),
            ("Getoetst op", moment(record.made)),
            ("Voorstel door", judge_of(record)),
            ("Documenten", f"{len(report.documents)}"),
            ("Norm", f"{report.norm.short_title}, versie {record.norm_version}"),
        ),
        whole=record.whole,
        newest=newest,
        imported=record.imported,
        tallies=tallies(each.status for each in findings),
        pillars=_pillars(report),
        reviewable=len(reviewable),
        reviewed=sum(each.review.reviewed is not None for each in reviewable),
        shares=_shares(reviewable),
        overruled=sum(each.overruled for each in findings),
        outside=sum(len(each.review.outside) for each in findings),
        flags=_flags(dossier, record, reviewable),
        unread=unread,
        downloads=_downloads(dossier, record),
        preview=f"{report_address(dossier, record.id, 'html')}?bekijk=1",
        review=address(Place.REVIEW, dossier, norm=record.norm_id),
    )


def can_be_reviewed(finding: ReviewedFinding) -> bool:
    """Whether there is a verdict to look at: an ambition that does not bind the organisation has none."""
    return finding.finding.status is not Status.NVT or finding.review.touched


def tallies(statuses: Iterable[Status | None]) -> tuple[Tally, ...]:
    """The outcomes with their numbers, in the order of `MARKS`; "niet beoordeeld" only where it occurs."""
    counts = Counter(statuses)
    return tuple(
        Tally(mark=mark, count=counts[status]) for status, mark in MARKS.items() if counts[status] or status is not None
    )


def _pillars(report: ReviewedAssessment) -> tuple[PillarBar, ...]:
    pillar_of = {ambition.id: ambition.pillar for ambition in report.norm.ambitions}
    counts = {pillar.id: Counter[Status | None]() for pillar in report.norm.pillars}
    for each in report.findings:
        pillar = pillar_of.get(each.finding.ambition)
        if pillar is not None:
            counts[pillar][each.status] += 1
    return tuple(
        PillarBar(id=pillar.id, title=pillar.title, counts=tuple(counts[pillar.id][status] for status in MARKS))
        for pillar in report.norm.pillars
    )


def _shares(findings: Iterable[ReviewedFinding]) -> tuple[Share, ...]:
    names = Counter(each.review.reviewed.author for each in findings if each.review.reviewed is not None)
    return tuple(Share(name=name, count=count) for name, count in names.most_common())


def _flags(dossier: str, record: AssessmentRecord, findings: Sequence[ReviewedFinding]) -> tuple[Flag, ...]:
    def of(title: str, text: str, listed: str, chosen: Iterable[ReviewedFinding], grave: bool = False) -> Flag:
        name, _, value = listed.partition("=")
        where = address(Place.REVIEW, dossier, norm=record.norm_id, **{name: value})
        ids = tuple(each.finding.ambition for each in chosen)
        return Flag(title=title, text=text, ambitions=ids, address=where, grave=grave)

    made = (
        of(
            "Nog niet beoordeeld",
            "Van deze ambities staat alleen het voorstel van de machine in het rapport; dat staat er ook bij.",
            "filter=open",
            (each for each in findings if each.review.reviewed is None),
            grave=True,
        ),
        of(
            "Opnieuw te bekijken",
            "Sinds het oordeel van de beoordelaar is het bewijs of het voorstel van de machine veranderd. Kijk ze na.",
            "filter=veranderd",
            (each for each in findings if each.shift is not None),
            grave=True,
        ),
        of(
            "Geen voorstel",
            "De machine kon geen oordeel geven, en nog niemand deed dat.",
            "oordeel=niet_beoordeeld",
            (each for each in findings if each.status is None),
            grave=True,
        ),
        of(
            "Machines verschillen",
            "Twee beoordelaars van de machine gaven een ander oordeel, en nog niemand keek ernaar.",
            "filter=oneens",
            (each for each in findings if each.finding.disputed and each.review.reviewed is None),
        ),
        of(
            "Lage zekerheid",
            "De machine was van deze voorstellen niet zeker, en nog niemand keek ernaar.",
            "filter=onzeker",
            (each for each in findings if is_uncertain(each.finding.confidence) and each.review.reviewed is None),
        ),
    )
    return tuple(flag for flag in made if flag.ambitions)


def _downloads(dossier: str, record: AssessmentRecord) -> tuple[DownloadGroup, ...]:
    made = []
    for group in Group:
        own = [paper for paper in PAPERS.values() if paper.group is group and paper.fits(record.norm_id)]
        made.append(DownloadGroup(title=group, downloads=tuple(_download(dossier, record.id, each) for each in own)))
    return tuple(made)


def _download(dossier: str, assessment: str, paper: Paper) -> Download:
    where = report_address(dossier, assessment, paper.key)
    return Download(
        label=paper.label,
        form=paper.form,
        purpose=paper.purpose,
        address=where,
        remarks=f"{where}?opmerkingen=1" if paper.remarks else "",
    )
