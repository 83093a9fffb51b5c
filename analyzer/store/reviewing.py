"""Assessments with the reviews of people laid over them, made again only after an edit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from analyzer.review.laying import laid_over
from analyzer.review.replay import replay
from analyzer.review.values import Edit, ReviewedAssessment
from analyzer.store import assessment_records, edit_records
from analyzer.store.assessment_records import GONE, Shelf
from analyzer.store.edit_records import Lasts
from analyzer.store.errors import NoSuchItem
from analyzer.store.recent import Recent


class Reviews:
    """Safe between threads. It asks nobody who they are.

    After a save only the ambition that was edited is folded anew: edits are only added to, so the last one of each
    ambition tells whether there is anything new.
    """

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._made: Recent[tuple[str, datetime | None], tuple[Lasts, ReviewedAssessment]] = Recent(16)

    def laid_over(
        self, session: Session, dossier_id: str, norm_id: str, assessment_id: str | None = None
    ) -> ReviewedAssessment | None:
        """The newest assessment of the norm, or the one asked for with what was edited until the next one was kept.

        None where there is none yet. Raises NoSuchItem.
        """
        records = assessment_records.records(session, dossier_id, norm_id)
        ids = [each.id for each in records]
        if assessment_id is not None and assessment_id not in ids:
            raise NoSuchItem(GONE)
        if not records:
            return None
        place = 0 if assessment_id is None else ids.index(assessment_id)
        until = records[place - 1].made if place else None
        lasts = edit_records.lasts(session, dossier_id, norm_id, until)
        known, before = self._made.known((ids[place], until)) or ({}, None)
        if before is None or known != lasts:
            new = None if before is None else [each for each in lasts if known.get(each) != lasts[each]]
            edits = edit_records.edits(session, dossier_id, norm_id, new, until)
            needed = _grounds(edits)
            if "" in needed:  # of what was read back from a report, the ground may not be here
                needed |= {each.id for each in records if each.imported}
            grounds = {each: self._shelf.report(session, each).assessment for each in needed & {*ids}}
            made = laid_over(self._shelf.report(session, ids[place]), ids[place], edits, grounds)
            before = made if before is None or new is None else _renewed(before, made, new)
            self._made.keep((ids[place], until), (lasts, before))
        return before


def _renewed(before: ReviewedAssessment, made: ReviewedAssessment, ambitions: Collection[str]) -> ReviewedAssessment:
    """`before` with these ambitions as they are in `made`."""
    pairs = zip(before.findings, made.findings, strict=True)
    findings = tuple(now if now.finding.ambition in ambitions else old for old, now in pairs)
    return before.model_copy(update={"findings": findings})


def _grounds(edits: Sequence[Edit]) -> set[str]:
    """The assessments on which someone took the position that stands; "" where it is not known."""
    own: dict[str, list[Edit]] = defaultdict(list)
    for edit in edits:
        own[edit.ambition].append(edit)
    return {replay(mine).ground for mine in own.values()}
