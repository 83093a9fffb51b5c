"""One ambition on the review page: what the machine proposed, what people made of it, and how that came about. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from analyzer.report import wording
from analyzer.report.alignment import all_evidence, essential_ids, judges_of
from analyzer.report.entries import Entry, make_entry
from analyzer.report.quotes import Quote, Units, letter_of, quotes_of
from analyzer.report.wording import Mark
from analyzer.review.trail import TrailEntry
from analyzer.review.values import (
    AddedQuote,
    RejectedQuote,
    Review,
    ReviewedAssessment,
    ReviewedFinding,
    Shift,
    quote_key,
)
from analyzer.types import Ambition, Evidence, State, Status
from ingest.types import Frozen


class MachineQuote(Frozen):
    """A quote of the machine. `number` counts from 1 within the ambition; `key`: `quote_key` of `evidence`.

    `letters`: the elements that it shows; `rejected`: that a person does not let it count; `again`: an earlier quote is
    the same place with another stance, and is rejected along with it.
    """

    number: int
    key: str
    quote: Quote
    letters: tuple[str, ...]
    evidence: Evidence
    rejected: RejectedQuote | None
    again: bool


class ElementLine(Frozen):
    """A criterion with the numbers of the quotes that show it."""

    id: str
    text: str
    verdict: str
    state: State | None
    short: bool
    essential: bool
    reason: str
    quotes: tuple[int, ...]


class Verdict(Frozen):
    """What a run made of the ambition. `made`: UTC; `judge` and `certainty` are words, possibly empty."""

    assessment: str
    made: datetime
    mark: Mark
    certainty: str
    judge: str


class Step(Frozen):
    """One line of the history: an edit, or else a run. `fresh`: the reader has not seen it yet."""

    at: datetime
    edit: TrailEntry | None = None
    run: Verdict | None = None
    fresh: bool = False


class Choice(Frozen):
    value: str
    label: str
    meaning: str = ""


class Detail(Frozen):
    """All that the page shows of one ambition. `entry` is the machine's; `mark` the verdict that stands.

    `seen`: the number of the last edit; `unseen`: edits of others (or of the same person elsewhere) that came while
    the reader was typing; `history`: the newest first. `gone` and `fresh`: the quotes that a run took away or brought.
    """

    assessment: str
    norm_id: str
    ambition: Ambition
    pillar: str
    entry: Entry
    mark: Mark
    overruled: bool
    review: Review
    open: bool
    shift: Shift | None
    elements: tuple[ElementLine, ...]
    quotes: tuple[MachineQuote, ...]
    others: tuple[MachineQuote, ...]
    gone: tuple[Quote, ...]
    fresh: tuple[Quote, ...]
    own_places: tuple[tuple[str, str], ...]
    statuses: tuple[Choice, ...]
    criteria: tuple[Choice, ...]
    history: tuple[Step, ...] = ()
    unseen: tuple[TrailEntry, ...] = ()

    @property
    def seen(self) -> int:
        return self.review.number

    def own_place(self, key: str) -> str:
        """Where a quote that a person added stands, in words."""
        return dict(self.own_places).get(key, "")


def detail(
    report: ReviewedAssessment, ambition_id: str, history: Sequence[Step] = (), since: int | None = None
) -> Detail:
    """`since`: the number of the last edit that the reader has seen; None: all of `history`. Raises KeyError."""
    reviewed, ambition = report.of(ambition_id), report.norm.ambition(ambition_id)
    finding, units = reviewed.finding, Units(report.documents)
    entry = make_entry(1, ambition, finding, units, judges_of(report.assessment))
    quotes = _quotes(ambition, reviewed, units)
    pillar = next((each.title for each in report.norm.pillars if each.id == ambition.pillar), "")
    steps = [each.model_copy(update={"fresh": True}) if _unseen(each, since) else each for each in history]
    return Detail(
        assessment=report.id,
        norm_id=report.norm.id,
        ambition=ambition,
        pillar=f"Pijler {ambition.pillar}: {pillar}" if pillar else "",
        entry=entry,
        mark=wording.mark(reviewed.status),
        overruled=reviewed.overruled,
        review=reviewed.review,
        open=reviewed.open,
        shift=reviewed.shift,
        elements=_elements(ambition, entry, quotes),
        quotes=quotes,
        others=_others(ambition, reviewed, units, len(quotes)),
        gone=_told(ambition, reviewed.shift.gone if reviewed.shift else (), units),
        fresh=_told(ambition, reviewed.shift.fresh if reviewed.shift else (), units),
        own_places=tuple(
            (each.key, units.place(each.quote.document, each.quote.page, each.quote.document_id))
            for each in reviewed.review.quotes
        ),
        statuses=status_choices(finding.status),
        criteria=criterion_choices(ambition),
        history=tuple(steps),
        unseen=tuple(each.edit for each in steps if each.fresh and each.edit is not None),
    )


def status_choices(machine: Status | None) -> tuple[Choice, ...]:
    """What a person can choose; the empty choice leaves the machine's verdict standing."""
    as_machine = Choice(value="", label=f"Zoals de machine: {wording.mark(machine).label}")
    return (
        as_machine,
        *(
            Choice(value=status.value, label=wording.mark(status).label, meaning=wording.mark(status).meaning)
            for status in Status
        ),
    )


def criterion_choices(ambition: Ambition) -> tuple[Choice, ...]:
    """The elements that evidence can bear on, after the ambition as a whole."""
    return (
        Choice(value="", label="De ambitie als geheel"),
        *(Choice(value=each.id, label=f"{letter_of(ambition, each.id)}. {each.text}") for each in ambition.criteria),
    )


def criterion_label(ambition: Ambition, criterion: str) -> str:
    """ "element a"; nothing for the ambition as a whole."""
    return f"element {letter_of(ambition, criterion)}" if criterion else ""


def history(edits: Sequence[TrailEntry], runs: Sequence[Verdict]) -> tuple[Step, ...]:
    """Edits and runs in one list, the newest first; of two at the same moment the edit is the later one."""
    steps = [*(Step(at=each.at, edit=each) for each in edits), *(Step(at=each.made, run=each) for each in runs)]
    return tuple(sorted(steps, key=lambda step: (step.at, step.edit is not None), reverse=True))


def place_of(detail: Detail, key: str) -> Evidence | AddedQuote | None:
    """What says where the quote by this key stands: of the machine, of its second judge, or added by a person."""
    machine = {each.key: each.evidence for each in (*detail.quotes, *detail.others)}
    own = {each.key: each.quote for each in detail.review.quotes}
    return machine.get(key) or own.get(key)


def adopted(item: Evidence) -> AddedQuote:
    """A machine's quote as a person's own."""
    return AddedQuote(
        document=item.document,
        document_id=item.document_id,
        page=item.page,
        start=item.start,
        end=item.end,
        quote=item.quote,
        stance=item.stance,
        criterion=item.criterion,
    )


def _unseen(step: Step, since: int | None) -> bool:
    return since is not None and step.edit is not None and step.edit.number > since


def _quotes(ambition: Ambition, reviewed: ReviewedFinding, units: Units) -> tuple[MachineQuote, ...]:
    finding = reviewed.finding
    rejected = {each.key: each for each in reviewed.review.rejected}
    return _numbered(ambition, all_evidence(finding.judgements), essential_ids(ambition, finding), units, rejected)


def _others(ambition: Ambition, reviewed: ReviewedFinding, units: Units, after: int) -> tuple[MachineQuote, ...]:
    """The quotes that only the second judge gives. They decide nothing, so that nobody needs to reject them."""
    second = reviewed.finding.second
    if second is None:
        return ()
    known = {quote_key(item) for item in all_evidence(reviewed.finding.judgements)}
    own = [item for item in all_evidence(second.judgements) if quote_key(item) not in known]
    return _numbered(ambition, own, frozenset(), units, {}, after)


def _numbered(
    ambition: Ambition,
    evidence: Sequence[Evidence],
    essential: frozenset[str],
    units: Units,
    rejected: Mapping[str, RejectedQuote],
    after: int = 0,
) -> tuple[MachineQuote, ...]:
    places: dict[tuple[str, State], list[Evidence]] = {}
    for item in sorted(evidence, key=lambda item: item.criterion not in essential):
        places.setdefault((quote_key(item), item.stance), []).append(item)
    made: list[MachineQuote] = []
    for (key, _), items in places.items():
        made.append(
            MachineQuote(
                number=after + len(made) + 1,
                key=key,
                quote=quotes_of(ambition, items, essential, units)[0],
                letters=tuple(sorted({letter_of(ambition, item.criterion) for item in items})),
                evidence=items[0],
                rejected=rejected.get(key),
                again=any(each.key == key for each in made),
            )
        )
    return tuple(made)


def _elements(ambition: Ambition, entry: Entry, quotes: Sequence[MachineQuote]) -> tuple[ElementLine, ...]:
    return tuple(
        ElementLine(
            **element.model_dump(),
            quotes=tuple(each.number for each in quotes if element.id in each.letters),
        )
        for element in entry.elements
    )


def _told(ambition: Ambition, evidence: Sequence[Evidence], units: Units) -> tuple[Quote, ...]:
    return quotes_of(ambition, evidence, frozenset(), units)
