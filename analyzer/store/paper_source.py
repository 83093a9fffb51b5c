"""What the papers of a dossier are made from, as the one who asks may see it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from analyzer.report.accountability.facts import InstallationFacts
from analyzer.report.source import Source
from analyzer.store.desk import Desk
from analyzer.store.errors import NoSuchItem
from analyzer.store.values import AssessmentRecord
from ingest.types import Document

NOT_ASSESSED = "Dit dossier is nog niet getoetst op de norm waar u om vraagt. Voer eerst de toets uit."


def source_of_assessment(
    desk: Desk,
    dossier_id: str,
    assessment_id: str,
    today: date,
    *,
    remarks: bool = False,
    facts: InstallationFacts | None = None,
) -> Source:
    """For one assessment, with beside it the newest on each other norm that has the same peildatum. Raises
    NoSuchDossier, NoSuchItem."""
    records = desk.assessments(dossier_id)
    asked = next((each for each in records if each.id == assessment_id), None)
    if asked is None:
        raise NoSuchItem(NOT_ASSESSED)
    return _source(desk, dossier_id, (asked, *_others(records, asked)), records, today, remarks=remarks, facts=facts)


def source_of_norms(
    desk: Desk,
    dossier_id: str,
    norm_ids: Sequence[str],
    today: date,
    *,
    remarks: bool = False,
    facts: InstallationFacts | None = None,
) -> Source:
    """For the newest assessment on each of these norms (none: on all of the dossier). Raises NoSuchDossier,
    NoSuchItem where one was never assessed."""
    records = desk.assessments(dossier_id)
    wanted = tuple(norm_ids) or desk.dossier(dossier_id).norm_ids
    newest = [next((each for each in records if each.norm_id == norm), None) for norm in wanted]
    found = tuple(each for each in newest if each is not None)
    if not found or (norm_ids and len(found) < len(newest)):
        raise NoSuchItem(NOT_ASSESSED)
    return _source(desk, dossier_id, found, records, today, remarks=remarks, facts=facts)


def _others(records: Sequence[AssessmentRecord], asked: AssessmentRecord) -> tuple[AssessmentRecord, ...]:
    """Of each other norm the newest one with the same peildatum: a paper has one. `records`: newest first."""
    found: dict[str, AssessmentRecord] = {}
    for each in records:
        if each.norm_id != asked.norm_id and each.peildatum == asked.peildatum:
            found.setdefault(each.norm_id, each)
    return tuple(found.values())


def _source(
    desk: Desk,
    dossier_id: str,
    chosen: Sequence[AssessmentRecord],
    records: Sequence[AssessmentRecord],
    today: date,
    *,
    remarks: bool,
    facts: InstallationFacts | None,
) -> Source:
    template = desk.template()

    def text(sha256: str) -> Document | None:
        try:
            return desk.text(dossier_id, sha256)
        except NoSuchItem:  # the document is not in the dossier, as with a report that was made elsewhere
            return None

    return Source(
        reports=tuple(desk.report(dossier_id, each.id) for each in chosen),
        today=today,
        history=tuple(desk.report(dossier_id, each.id) for each in records if each.whole or each in chosen),
        text=text,
        template=template.content if template else None,
        remarks=remarks,
        facts=facts,
    )
