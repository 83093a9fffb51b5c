"""What a report shows of the reviewer's layer: whose verdict stands, what was rejected, added and found elsewhere.

Notes are internal and stay out of it. A report without such a layer, or with an empty one, is what it always was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from analyzer.report import review_wording, wording
from analyzer.report.alignment import all_evidence
from analyzer.report.plain_text import printable
from analyzer.report.quotes import Quote, Units, letter_of
from analyzer.report.wording import Mark
from analyzer.review.values import (
    KeptOutside,
    KeptQuote,
    RejectedQuote,
    Review,
    ReviewedAssessment,
    ReviewedFinding,
    quote_key,
)
from analyzer.types import Ambition, Evidence, Finding, GapReport, Judgement, Status
from ingest.types import Frozen


class SetAside(Frozen):
    """A quote of the machine that a person rejected. `place` is empty where the machine does not give it any more;
    where it does, `document_id`, `start` and `end` tell where the text of its document has it."""

    text: str
    place: str
    elements: str
    reason: str
    signed: str
    document_id: str = ""
    start: int = 0
    end: int = 0

    @property
    def caption(self) -> str:
        """Where it stands, what it was to show, who rejected it and why."""
        why = f": {self.reason}" if self.reason else ""
        parts = (self.place, self.elements, f"verworpen door {self.signed}{why}")
        return " · ".join(part for part in parts if part)


class Elsewhere(Frozen):
    """What is known from outside the documents. `label`: "aangekondigd", "ontkend" or nothing."""

    text: str
    source: str
    label: str
    elements: str
    signed: str


class Layer(Frozen):
    """What people laid over one ambition. `machine`: what the machine proposed, with how sure it was.

    `decided`: a person gave the verdict that stands, another one if `overruled`; `judged`: by whom and when; `why`: the
    reason given with it. `marked`: by whom and when it was marked as reviewed. `rationale` and `recommendation`: a
    person's, as paragraphs; empty: the machine's stand. `shift`: what moved since, a line each.
    """

    machine: Mark
    certainty: str
    decided: bool
    overruled: bool
    judged: str
    why: str
    marked: str
    rationale: tuple[str, ...]
    machine_rationale: str
    recommendation: tuple[str, ...]
    owner: str
    due: str
    rejected: tuple[SetAside, ...]
    outside: tuple[Elsewhere, ...]
    shift: tuple[str, ...]

    @property
    def line(self) -> str:
        """Who decided or looked, for the line of the verdict."""
        if self.decided:
            same = "" if self.overruled else f" ({review_wording.SAME})"
            marked = f" · beoordeeld door {self.marked}" if self.marked and self.marked != self.judged else ""
            return f"{review_wording.PERSON}{same}: {self.judged}{marked}"
        if self.marked:
            return f"Beoordeeld door {self.marked}"
        return f"{review_wording.UNREVIEWED[0].upper()}{review_wording.UNREVIEWED[1:]}"

    @property
    def compared(self) -> str:
        """What the reviewer did, in a few words, for the table of all ambitions."""
        said = f"ander oordeel; machine: {self.machine.label.lower()}" if self.overruled else ""
        said = said or ("beoordeeld" if self.marked or self.decided else "nog niet")
        return f"{said}; {review_wording.SHIFTED_SHORT}" if self.shift else said

    @property
    def key(self) -> str:
        """For a filter: moved, other, seen or open."""
        if self.shift:
            return "moved"
        if self.overruled:
            return "other"
        return "seen" if self.marked or self.decided else "open"

    @property
    def task(self) -> str:
        """Who does it by when: "Verantwoordelijke: Wim · Gereed op: 1 mei 2026"."""
        parts = ((review_wording.OWNER, self.owner), (review_wording.DUE, self.due))
        return " · ".join(f"{name}: {value}" for name, value in parts if value)


class Reviewing(Frozen):
    """How far the review of the whole report is: `reviewed` of `of` ambitions were marked, by whom how many.

    `untouched`: on how many the machine's verdict stands and nobody looked. `decided`: the ids of those on which a
    person gave the verdict; `overruled`: another one than the machine; `settled`: those that a person looked at, with
    no movement since; `shifted`: those with movement.
    """

    reviewed: int
    of: int
    by: tuple[tuple[str, int], ...]
    untouched: int
    decided: frozenset[str]
    overruled: tuple[str, ...]
    settled: frozenset[str]
    shifted: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.by)

    @property
    def done(self) -> bool:
        return self.reviewed == self.of

    @property
    def concept(self) -> str:
        return review_wording.concept(self.reviewed, self.of)

    @property
    def note(self) -> str:
        return review_wording.concept_note(self.reviewed, self.of, self.names, self.untouched)

    @property
    def extent(self) -> str:
        return review_wording.extent(self.reviewed, self.of, self.names)


def layers_of(report: GapReport) -> Mapping[str, ReviewedFinding]:
    """By ambition, the findings over which a person laid something that reports show. Empty: there is no such layer."""
    if not isinstance(report, ReviewedAssessment):
        return {}
    return {each.finding.ambition: each for each in report.findings if shows(each.review)}


def shows(review: Review) -> bool:
    """Whether a report shows anything of it: notes are left out."""
    return review.reviewed is not None or review.model_copy(update={"notes": ()}).touched


def reviewing_of(findings: Iterable[Finding], layers: Mapping[str, ReviewedFinding]) -> Reviewing | None:
    """`findings`: of the machine, all ambitions. None where nobody reviewed anything.

    An ambition that does not apply, and that nobody touched, needs no review.
    """
    if not layers:
        return None
    needed = [each.ambition for each in findings if each.status is not Status.NVT or each.ambition in layers]
    marks = [each.review.reviewed for each in layers.values() if each.review.reviewed is not None]
    seen = [name for name, each in layers.items() if each.review.reviewed or each.review.status is not None]
    return Reviewing(
        reviewed=len(marks),
        of=len(needed),
        untouched=len(needed) - len(seen),
        by=tuple(Counter(mark.author for mark in marks).most_common()),
        decided=frozenset(name for name, each in layers.items() if each.review.status is not None),
        overruled=tuple(name for name, each in layers.items() if each.overruled),
        settled=frozenset(name for name in seen if layers[name].shift is None),
        shifted=tuple(name for name, each in layers.items() if each.shift is not None),
    )


def standing(each: ReviewedFinding) -> Finding:
    """The finding as it stands: the verdict and words that count, without the quotes that a person rejected.

    A person's verdict has no estimated chance, and is no failure to assess.
    """
    decided = each.review.status is not None
    said = without_rejected(each)
    return said.model_copy(
        update={
            "status": each.status,
            "rationale": each.rationale,
            "recommendation": each.recommendation,
            "confidence": None if decided else said.confidence,
            "problem": None if decided else said.problem,
        }
    )


def without_rejected(each: ReviewedFinding) -> Finding:
    """The machine's finding without the quotes that a person rejected."""
    keys = {quote.key for quote in each.review.rejected}
    finding = each.finding
    if not keys:
        return finding
    second = finding.second
    if second is not None:
        second = second.model_copy(update={"judgements": _without(second.judgements, keys)})
    return finding.model_copy(update={"judgements": _without(finding.judgements, keys), "second": second})


def _without(judgements: Sequence[Judgement], keys: set[str]) -> tuple[Judgement, ...]:
    return tuple(
        each.model_copy(update={"evidence": tuple(item for item in each.evidence if quote_key(item) not in keys)})
        for each in judgements
    )


def emptied(each: ReviewedFinding) -> frozenset[str]:
    """The criteria of which a person rejected every quote."""
    left = {judgement.criterion: judgement.evidence for judgement in without_rejected(each).judgements}
    return frozenset(
        judgement.criterion
        for judgement in each.finding.judgements
        if judgement.evidence and not left[judgement.criterion]
    )


def layer(ambition: Ambition, each: ReviewedFinding, units: Units) -> Layer:
    """What a report shows of it."""
    review, finding = each.review, each.finding
    return Layer(
        machine=wording.mark(finding.status),
        certainty="" if finding.confidence is None else wording.certainty(finding.confidence),
        decided=review.status is not None,
        overruled=each.overruled,
        judged=review_wording.signed(review.judged) if review.judged else "",
        why=printable(review.judged.why) if review.judged else "",
        marked=review_wording.signed(review.reviewed) if review.reviewed else "",
        rationale=paragraphs(review.rationale),
        machine_rationale=finding.rationale,
        recommendation=paragraphs(review.recommendation),
        owner=printable(review.owner),
        due=wording.day(review.due) if review.due else "",
        rejected=tuple(_set_aside(ambition, item, finding, units) for item in review.rejected),
        outside=tuple(_elsewhere(ambition, item) for item in review.outside),
        shift=tuple(printable(line) for line in each.shift.lines) if each.shift else (),
    )


def paragraphs(text: str | None) -> tuple[str, ...]:
    """A person's text with its line ends kept; lines without words are left out."""
    return tuple(line for part in (text or "").splitlines() if (line := printable(part)))


def added_quotes(ambition: Ambition, kept: Sequence[KeptQuote], units: Units) -> tuple[Quote, ...]:
    """What people added, as quotes among those of the machine."""
    return tuple(
        Quote(
            text=printable(each.quote.quote),
            place=units.place(each.quote.document, each.quote.page, each.quote.document_id),
            elements=_elements(ambition, each.quote.criterion),
            label=wording.STANCE[each.quote.stance],
            proof="",
            note=printable(each.quote.note),
            added=f"toegevoegd door {review_wording.signed(each.signed)}",
            document_id=each.quote.document_id,
            start=each.quote.start,
            end=each.quote.end,
        )
        for each in kept
    )


def rejected_evidence(item: RejectedQuote, finding: Finding) -> Evidence | None:
    """The machine's quote that was rejected; None where it is not given any more."""
    return next((each for each in all_evidence(finding.judgements) if quote_key(each) == item.key), None)


def _set_aside(ambition: Ambition, item: RejectedQuote, finding: Finding, units: Units) -> SetAside:
    found = rejected_evidence(item, finding)
    shown = [each.criterion for each in all_evidence(finding.judgements) if quote_key(each) == item.key]
    letters = sorted({letter_of(ambition, criterion) for criterion in shown})
    return SetAside(
        text=printable(found.quote) if found else "",
        place=units.place(found.document, found.page, found.document_id) if found else "",
        elements=f"{'element' if len(letters) == 1 else 'elementen'} {wording.listed(letters)}" if letters else "",
        reason=printable(item.reason),
        signed=review_wording.signed(item.signed),
        document_id=found.document_id if found else "",
        start=found.start if found else 0,
        end=found.end if found else 0,
    )


def _elsewhere(ambition: Ambition, kept: KeptOutside) -> Elsewhere:
    evidence = kept.evidence
    return Elsewhere(
        text=printable(evidence.text),
        source=review_wording.outside_source(evidence),
        label=wording.STANCE[evidence.stance],
        elements=_elements(ambition, evidence.criterion),
        signed=review_wording.signed(kept.signed),
    )


def _elements(ambition: Ambition, criterion: str) -> str:
    return f"element {letter_of(ambition, criterion)}" if criterion else review_wording.WHOLE
