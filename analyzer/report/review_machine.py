"""Writes what people laid over the verdicts into the machine-readable report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analyzer.report.review_contract import (
    AddedQuoteEntry,
    Entered,
    EvidenceEntry,
    OutsideEntry,
    ReviewEntry,
    ReviewerEntry,
    ReviewSummaryEntry,
    SetAsideEntry,
    ShiftEntry,
    SignedEntry,
)
from analyzer.report.reviewed import Reviewing
from analyzer.review.values import (
    KeptOutside,
    KeptQuote,
    RejectedQuote,
    ReviewedFinding,
    ReviewField,
    Shift,
    Signed,
    quote_key,
)
from analyzer.types import Evidence, Finding, Judgement

# The values of a review that have one signature each, by their name in the contract.
ENTERED: Mapping[Entered, ReviewField] = {
    "rationale": ReviewField.RATIONALE,
    "recommendation": ReviewField.RECOMMENDATION,
    "owner": ReviewField.OWNER,
    "due": ReviewField.DUE,
}


def evidence_entry(item: Evidence) -> EvidenceEntry:
    """A quote of the machine."""
    return EvidenceEntry(
        document=item.document,
        page=item.page,
        quote=item.quote,
        criterion=item.criterion,
        stance=item.stance,
        proof=item.proof,
        note=item.note,
        document_sha256=item.document_id,
        start=item.start,
        end=item.end,
    )


def added_entries(kept: Sequence[KeptQuote], criterion: str | None = None) -> tuple[EvidenceEntry, ...]:
    """The quotes that people added; with `criterion` those for it alone."""
    return tuple(_added(each) for each in kept if criterion is None or each.quote.criterion == criterion)


def review_entry(each: ReviewedFinding) -> ReviewEntry:
    """All that people laid over one ambition, notes left out."""
    review, machine = each.review, each.finding
    judged = review.judged
    return ReviewEntry(
        status=review.status,
        author=judged.author if judged else "",
        at=judged.at if judged else None,
        why=judged.why if judged else "",
        reviewed=_signed(review.reviewed) if review.reviewed else None,
        rationale=review.rationale,
        recommendation=review.recommendation,
        owner=review.owner,
        due=review.due,
        rejected=tuple(_set_aside(item, machine) for item in review.rejected),
        quotes=tuple(
            AddedQuoteEntry(key=kept.key, evidence=_added(kept), signed=_signed(kept.signed)) for kept in review.quotes
        ),
        outside=tuple(_outside(kept) for kept in review.outside),
        shift=_shift(each.shift) if each.shift else None,
        entered={name: _signed(by) for name, field in ENTERED.items() if (by := review.entered.get(field))},
        machine_status=machine.status,
        machine_confidence=machine.confidence,
        machine_rationale=machine.rationale,
        machine_recommendation=machine.recommendation,
        machine_problem=machine.problem,
    )


def summary_entry(assessment: str, reviewing: Reviewing) -> ReviewSummaryEntry:
    """How far the review of the whole report is. `assessment`: its id."""
    return ReviewSummaryEntry(
        assessment=assessment,
        reviewed=reviewing.reviewed,
        ambitions=reviewing.of,
        reviewers=tuple(ReviewerEntry(name=name, count=count) for name, count in reviewing.by),
        overruled=reviewing.overruled,
        shifted=reviewing.shifted,
    )


def _signed(by: Signed) -> SignedEntry:
    return SignedEntry(author=by.author, at=by.at, why=by.why)


def _added(kept: KeptQuote) -> EvidenceEntry:
    quote = kept.quote
    return EvidenceEntry(
        document=quote.document,
        page=quote.page,
        quote=quote.quote,
        criterion=quote.criterion,
        stance=quote.stance,
        note=quote.note,
        document_sha256=quote.document_id,
        start=quote.start,
        end=quote.end,
        added_by=kept.signed.author,
    )


def _set_aside(item: RejectedQuote, machine: Finding) -> SetAsideEntry:
    found = _given(item, machine.judgements)
    return SetAsideEntry(
        key=item.key,
        reason=item.reason,
        signed=_signed(item.signed),
        evidence=found[0] if found else None,
        also=found[1:],
        second=_given(item, machine.second.judgements if machine.second else ()),
    )


def _given(item: RejectedQuote, judgements: Sequence[Judgement]) -> tuple[EvidenceEntry, ...]:
    """The quote wherever it was given."""
    return tuple(
        evidence_entry(each).model_copy(update={"place": place})
        for judgement in judgements
        for place, each in enumerate(judgement.evidence)
        if quote_key(each) == item.key
    )


def _outside(kept: KeptOutside) -> OutsideEntry:
    evidence = kept.evidence
    return OutsideEntry(
        key=kept.key,
        kind=evidence.kind,
        day=evidence.day,
        source=evidence.source,
        text=evidence.text,
        stance=evidence.stance,
        criterion=evidence.criterion,
        signed=_signed(kept.signed),
    )


def _shift(shift: Shift) -> ShiftEntry:
    return ShiftEntry(
        before=shift.before,
        after=shift.after,
        lines=shift.lines,
        gone=tuple(evidence_entry(item) for item in shift.gone),
        fresh=tuple(evidence_entry(item) for item in shift.fresh),
        lost=shift.lost,
    )
