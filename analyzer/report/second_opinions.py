"""What a reader must see of other judging than the verdict that stands: what a second judge made of the ambition, and
which quotes of a language model were refused."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.report import judge_wording, wording
from analyzer.report.alignment import all_evidence, essential_ids, second_judge
from analyzer.report.plain_text import foreign, printable
from analyzer.report.quotes import Quote, Units, letter_of, quotes_of
from analyzer.report.wording import Mark
from analyzer.types import Ambition, Criterion, Evidence, Finding, Judgement, Opinion, Rejected, State
from ingest.types import Frozen

REASON_LIMIT = 700  # characters of what a judge says of one element: its own sentence and a model's explanation
REJECTED_LIMIT = 300  # characters of a quote that was refused
MOST_REJECTED = 4


class OpinionElement(Frozen):
    """One criterion as both judges saw it. `verdict`, `state`, `short`, `reason` and `places` are the second judge's;
    `first`, `first_state` and `first_short` those of the judge whose verdict stands. `short`: in force, not as asked.
    """

    id: str
    text: str
    verdict: str
    state: State | None
    short: bool
    first: str
    first_state: State | None
    first_short: bool
    differs: bool
    reason: str
    places: tuple[str, ...]


class SecondOpinion(Frozen):
    """`judge` and `first` name the second judge and the one whose verdict stands, `column` and `first_column` as heads
    of columns. `differs`: their verdicts on the ambition do. `summary`: one sentence on how they compare.

    `problem`: why the second judge could not judge; then it has no elements. `quotes`: those that bear what it saw
    otherwise, and that the other judge does not give.
    """

    judge: str
    first: str
    column: str
    first_column: str
    mark: Mark
    certainty: str  # empty: none was given
    uncertain: bool
    differs: bool
    summary: str
    rationale: str
    problem: str
    elements: tuple[OpinionElement, ...]
    quotes: tuple[Quote, ...]

    @property
    def failed(self) -> bool:
        """Whether the second judge gave no verdict."""
        return self.mark.key == wording.MARKS[None].key

    @property
    def same(self) -> bool:
        """Whether it saw the ambition and each element alike: then its places are enough."""
        return not (self.failed or self.differs or any(item.differs for item in self.elements))

    @property
    def places(self) -> str:
        """Where it found each element: "element a: beleid.pdf, p. 4; element b: …". Empty where it found none."""
        return "; ".join(f"element {item.id}: {wording.listed(item.places)}" for item in self.elements if item.places)

    @property
    def compared(self) -> str:
        """How it compares, in a few words: "gelijk", "verschilt: voldoet deels"."""
        if self.failed:
            return f"{self.judge} {judge_wording.NO_VERDICT}"
        return f"verschilt: {self.mark.label.lower()}" if self.differs else judge_wording.EQUAL


class RejectedQuote(Frozen):
    """A quote that a language model gave and that does not count. `claimed`: e.g. "element a: geregeld"; `place`: where
    it stands, empty where it was found nowhere.
    """

    text: str
    claimed: str
    place: str
    reason: str

    @property
    def caption(self) -> str:
        """What it was given for, where it stands, and why it does not count."""
        place = self.place or judge_wording.NOWHERE
        return f"gegeven voor {self.claimed} · {place} · afgewezen: {self.reason}"


def second_opinion(ambition: Ambition, finding: Finding, units: Units) -> SecondOpinion | None:
    """What the other judge made of the ambition; None where only one was asked."""
    opinion = finding.second
    if opinion is None:
        return None
    elements = _elements(ambition, finding.judgements, opinion, units) if opinion.status is not None else ()
    mark = wording.mark(opinion.status)
    first, second = finding.judge, second_judge(finding)
    otherwise = [item.id for item in elements if item.differs]
    if opinion.status is None:
        summary = judge_wording.failed(second, first if finding.status is not None else None)
    elif finding.disputed:
        summary = judge_wording.differing(first, wording.mark(finding.status).label, second, mark.label)
    else:
        summary = judge_wording.agreeing(second, otherwise)
    return SecondOpinion(
        judge=judge_wording.name_of(second),
        first=judge_wording.name_of(first),
        column=judge_wording.column_of(second),
        first_column=judge_wording.column_of(first),
        mark=mark,
        certainty="" if opinion.confidence is None else wording.certainty(opinion.confidence),
        uncertain=wording.is_uncertain(opinion.confidence),
        differs=finding.disputed,
        summary=summary,
        rationale=printable(opinion.rationale),
        problem=foreign(opinion.problem or "", REASON_LIMIT),
        elements=elements,
        quotes=_new_quotes(ambition, finding, opinion, otherwise, units),
    )


def rejected_quotes(ambition: Ambition, finding: Finding, units: Units) -> tuple[RejectedQuote, ...]:
    """All of them, each once for each element and reason."""
    found = {
        (judgement.criterion, item.quote, item.gate): _rejected(letter_of(ambition, judgement.criterion), item, units)
        for judgement in finding.judgements
        for item in judgement.trace.rejected
    }
    return tuple(dict.fromkeys(found.values()))


def _rejected(letter: str, item: Rejected, units: Units) -> RejectedQuote:
    return RejectedQuote(
        text=foreign(item.quote, REJECTED_LIMIT),
        claimed=f"element {letter}: {wording.STATE[item.claimed].lower()}",
        place=units.place(item.document, item.page) if item.document else "",
        reason=foreign(item.reason, REJECTED_LIMIT),
    )


def _elements(
    ambition: Ambition, first: Sequence[Judgement], opinion: Opinion, units: Units
) -> tuple[OpinionElement, ...]:
    before = {judgement.criterion: judgement for judgement in first}
    after = {judgement.criterion: judgement for judgement in opinion.judgements}
    return tuple(
        _element(ambition, criterion, before.get(criterion.id), after[criterion.id], units)
        for criterion in ambition.criteria
        if criterion.id in after
    )


def _element(
    ambition: Ambition, criterion: Criterion, first: Judgement | None, second: Judgement, units: Units
) -> OpinionElement:
    return OpinionElement(
        id=letter_of(ambition, criterion.id),
        text=criterion.text.rstrip("."),
        verdict=wording.state(second.state, second.qualifiers),
        state=second.state,
        short=bool(second.qualifiers),
        first=wording.state(first.state, first.qualifiers) if first else wording.state(None),
        first_state=first.state if first else None,
        first_short=bool(first and first.qualifiers),
        differs=_seen(first) != _seen(second),
        reason=foreign(_without_names(second), REASON_LIMIT),
        places=tuple(dict.fromkeys(_place(item, units) for item in second.evidence)),
    )


def _without_names(judgement: Judgement) -> str:
    """The reason without the names of documents at its end: the places beside it have them."""
    head, _, tail = judgement.reason.rpartition(": ")
    names = {item.document for item in judgement.evidence}
    return f"{head}." if head and names.issuperset(tail.removesuffix(".").split(" en ")) else judgement.reason


def _seen(judgement: Judgement | None) -> tuple[State, frozenset[str]] | None:
    return None if judgement is None else (judgement.state, frozenset(judgement.qualifiers))


def _place(item: Evidence, units: Units) -> str:
    label = wording.STANCE[item.stance]
    place = units.place(item.document, item.page, item.document_id)
    return f"{place} ({label})" if label else place


def _new_quotes(
    ambition: Ambition, finding: Finding, opinion: Opinion, otherwise: Sequence[str], units: Units
) -> tuple[Quote, ...]:
    """The second judge's quotes for the elements that it saw otherwise, but those that overlap one of the first's."""
    known = all_evidence(finding.judgements)
    new = [
        item
        for item in all_evidence(opinion.judgements)
        if letter_of(ambition, item.criterion) in otherwise and not any(_overlap(item, other) for other in known)
    ]
    return quotes_of(ambition, new, essential_ids(ambition, finding), units)


def _overlap(one: Evidence, other: Evidence) -> bool:
    return (
        (one.document_id, one.stance) == (other.document_id, other.stance)
        and one.start < other.end
        and other.start < one.end
    )
