"""What someone at the review page looks at: a dossier, one of its norms, an assessment, and what they may do there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import gradio as gr

from analyzer.norms import load_norm
from analyzer.report import judge_wording, wording
from analyzer.report.wording import listed
from analyzer.review.trail import trail
from analyzer.review.values import Edit, ReviewedAssessment
from analyzer.store.errors import NoSuchItem
from analyzer.store.recent import Recent
from analyzer.store.values import AssessmentRecord
from analyzer.types import Assessment
from ui.moments import moment
from ui.places import Place, address
from ui.review_detail import Detail, Step, Verdict, detail, history
from ui.review_rendering import Bar, NormLink, Reader
from ui.workplace import Visit, Workplace

_MOST_RUNS = 12  # in the history of an ambition
_RUNS: Recent[str, Mapping[str, Verdict]] = Recent(100)
_OLDER = "U bekijkt een eerdere toets, zoals die er toen bij stond. Hier kunt u niets wijzigen."
_READER = "U kunt dit dossier lezen, maar niet wijzigen."


@dataclass(frozen=True)
class Scene:
    """`records`: the assessments of the norm that had been made by then, the newest first; `report` is of the first."""

    visit: Visit
    report: ReviewedAssessment
    records: tuple[AssessmentRecord, ...]
    newest: bool

    @property
    def editing(self) -> bool:
        return self.newest and self.visit.may_edit

    @property
    def dossier_id(self) -> str:
        return self.visit.dossier.id

    @property
    def norm_id(self) -> str:
        return self.report.norm.id

    def has(self, ambition: str) -> bool:
        return any(each.finding.ambition == ambition for each in self.report.findings)

    def edits(self, ambition: str) -> tuple[Edit, ...]:
        """Those that the assessment shows."""
        found = self.visit.desk.edits(self.dossier_id, self.norm_id, ambition)
        last = self.report.of(ambition).review.number
        return tuple(each for each in found if each.number <= last)

    def detail(self, ambition: str, since: int | None = None) -> Detail:
        """`since`: the number of the last edit that the reader has seen."""
        return detail(self.report, ambition, self._history(ambition), since)

    def reader(self, ambition: str, since: int | None = None) -> Reader:
        dossier, person = self.dossier_id, self.visit.desk.person.id
        if not self.editing:
            return Reader(person=person, dossier=dossier, editing=False)
        owners = sorted({each.review.owner for each in self.report.findings} - {""}, key=str.casefold)
        conflict = self._conflict(ambition, since) if since is not None else ""
        return Reader(person=person, dossier=dossier, editing=True, owners=tuple(owners), conflict=conflict)

    def bar(self) -> Bar:
        dossier = self.visit.dossier
        older = "" if self.newest else _OLDER
        return Bar(
            person=self.visit.desk.person.id,
            dossier=dossier.id,
            norm_id=self.norm_id,
            norms=_norm_links(self.visit, self.norm_id),
            made=f"Toets van {moment(self.records[0].made)}{'' if self.records[0].whole else ', tussentijds gestopt'}",
            notice=older or ("" if self.visit.may_edit else _READER),
            newest=address(Place.REVIEW, dossier.id, norm=self.norm_id) if older else "",
        )

    def _conflict(self, ambition: str, since: int) -> str:
        """Who saved after the edit that the reader has seen."""
        theirs = [each for each in self.edits(ambition) if each.number > since]
        own = self.visit.desk.person.id
        names = tuple(dict.fromkeys(each.author for each in theirs if each.author_id != own))
        if not names:
            return "U hebt deze ambitie intussen zelf gewijzigd, in een ander venster"
        return f"{listed(names)} {'heeft' if len(names) == 1 else 'hebben'} deze ambitie intussen gewijzigd"

    def _history(self, ambition: str) -> tuple[Step, ...]:
        edits = self.edits(ambition)
        grounds = {name: _found(self.visit, name) for name in {each.assessment for each in edits} - {""}}
        known = {name: assessment for name, assessment in grounds.items() if assessment is not None}
        return history(trail(edits, known), self._runs(ambition))

    def _runs(self, ambition: str) -> tuple[Verdict, ...]:
        found = (_verdicts(self.visit, record).get(ambition) for record in self.records[:_MOST_RUNS])
        return tuple(each for each in found if each is not None)


def scene(workplace: Workplace, request: gr.Request) -> Scene | None:
    """What the address of the page names: `norm` and, for an older assessment, `toets`. None: there is nothing yet.

    Raises NotSignedIn, NoSuchDossier and NoSuchItem.
    """
    visit = workplace.visit(request)
    asked = str(request.query_params.get("toets", ""))
    found = visit.desk.assessments(visit.dossier.id)
    norm_id = _norm(visit, str(request.query_params.get("norm", "")), asked, found)
    records = tuple(each for each in found if each.norm_id == norm_id)
    report = visit.desk.reviewed(visit.dossier.id, norm_id, asked or None)
    if report is None or not records:
        return None
    at = next((place for place, each in enumerate(records) if each.id == report.id), 0)
    return Scene(visit, report, records[at:], newest=at == 0)


def _norm(visit: Visit, asked: str, assessment: str, found: Sequence[AssessmentRecord]) -> str:
    """The norm asked for, or that of the assessment, or the first of the dossier that has an assessment."""
    if assessment:
        record = next((each for each in found if each.id == assessment), None)
        if record is None:
            raise NoSuchItem("Deze toets hoort niet (meer) bij dit dossier. Kies een andere uit de lijst.")
        return record.norm_id
    norms = _norms(visit, found)
    if asked in norms:
        return asked
    assessed = {each.norm_id for each in found}
    return next((each for each in norms if each in assessed), norms[0])


def _norms(visit: Visit, found: Sequence[AssessmentRecord]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*visit.dossier.norm_ids, *(each.norm_id for each in found))))


def _norm_links(visit: Visit, current: str) -> tuple[NormLink, ...]:
    norms = _norms(visit, visit.desk.assessments(visit.dossier.id))
    return tuple(
        NormLink(
            title=load_norm(each).short_title,
            address=address(Place.REVIEW, visit.dossier.id, norm=each),
            current=each == current,
        )
        for each in norms
    )


def _verdicts(visit: Visit, record: AssessmentRecord) -> Mapping[str, Verdict]:
    """By ambition, what a run made of it. `record`: as the desk listed it; what it stands for never changes."""
    return _RUNS.get(record.id, lambda: _read(visit, record))


def _read(visit: Visit, record: AssessmentRecord) -> Mapping[str, Verdict]:
    assessment = _found(visit, record.id)
    return {
        finding.ambition: Verdict(
            assessment=record.id,
            made=record.made,
            mark=wording.mark(finding.status),
            certainty="" if finding.confidence is None else wording.certainty(finding.confidence),
            judge=judge_wording.name_of(finding.judge) if finding.judge else "",
        )
        for finding in (assessment.findings if assessment is not None else ())
    }


def _found(visit: Visit, assessment: str) -> Assessment | None:
    """None where it is no longer there."""
    try:
        return visit.desk.assessment(visit.dossier.id, assessment)
    except NoSuchItem:
        return None
