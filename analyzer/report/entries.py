"""What a report for people says of an ambition: verdict, elements, quotes, what lacks, what was searched, what next."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.report import judge_wording, wording
from analyzer.report.alignment import all_evidence, awaits_model, essential_ids, model_failed
from analyzer.report.conclusions import lacking_elements
from analyzer.report.plain_text import foreign, printable, shorten
from analyzer.report.quotes import Quote, Units, letter_of, quotes_of
from analyzer.report.review_wording import ALL_REJECTED, MACHINE_RECOMMENDATION
from analyzer.report.reviewed import Layer, added_quotes, emptied, layer, standing, without_rejected
from analyzer.report.second_opinions import (
    MOST_REJECTED,
    REASON_LIMIT,
    RejectedQuote,
    SecondOpinion,
    rejected_quotes,
    second_opinion,
)
from analyzer.report.wording import Mark
from analyzer.review.values import ReviewedFinding
from analyzer.types import (
    Action,
    Ambition,
    Criterion,
    Evidence,
    Finding,
    Judgement,
    NearMiss,
    State,
    Status,
)
from ingest.types import Frozen

MISS_LIMIT = 240  # characters of a passage that was read and set aside
STEP_LIMIT = 320  # characters of an action's explanation
MOST_STEPS = 6
MOST_MISSES = 4
MOST_QUERIES = 8
NOTICE_LIMIT = 400  # characters


class Element(Frozen):
    """One criterion as a table row. `state` picks a colour; None: not judged."""

    id: str
    text: str
    verdict: str
    state: State | None
    short: bool  # in force, but not as asked
    essential: bool
    reason: str


class Lack(Frozen):
    text: str
    why: str


class Miss(Frozen):
    text: str
    place: str
    reason: str


class Search(Frozen):
    """The proof of absence for the elements that were not found. `documents` and `pages` are what was searched."""

    elements: tuple[str, ...]
    queries: tuple[str, ...]
    more_queries: int
    scope: str
    misses: tuple[Miss, ...]


class Step(Frozen):
    id: str
    title: str
    text: str


class Entry(Frozen):
    """One ambition. `index` counts from 1 over the whole report and serves as an anchor.

    What follows `brief` is empty where rules judged alone. `judged_by`: whose verdict this is ("het taalmodel");
    `notices`: what a reviewer must know of it; `second`: what the other judge made of it; `rejected`: quotes of a
    language model that do not count, and `more_rejected` are left out; `unanswered`: a language model was asked and
    gave no verdict.

    `layer`: what people laid over it; None: nothing. With it `mark`, `rationale` and `recommendation` are those that
    stand, and `quotes` has what they added and not what they rejected.
    """

    index: int
    id: str
    title: str
    pillar: str
    requirement: str
    mark: Mark
    certainty: str  # empty: none was given
    uncertain: bool
    tally: str
    proof: str
    rationale: str
    problem: str
    recommendation: str
    elements: tuple[Element, ...]
    quotes: tuple[Quote, ...]
    lacks: tuple[Lack, ...]
    search: Search | None
    steps: tuple[Step, ...]
    brief: bool  # the ambition does not apply: one line is enough
    judged_by: str = ""
    notices: tuple[str, ...] = ()
    second: SecondOpinion | None = None
    rejected: tuple[RejectedQuote, ...] = ()
    more_rejected: int = 0
    unanswered: bool = False
    layer: Layer | None = None

    @property
    def disputed(self) -> bool:
        """Whether two judges gave different verdicts."""
        return self.second is not None and self.second.differs

    @property
    def settled(self) -> bool:
        """Whether a person looked at it, and nothing moved since."""
        return self.layer is not None and self.layer.key in ("other", "seen")

    @property
    def overruled(self) -> bool:
        """Whether a person gave another verdict than the machine."""
        return self.layer is not None and self.layer.overruled


def make_entry(
    index: int,
    ambition: Ambition,
    finding: Finding,
    units: Units,
    judges: Sequence[str] = (),
    reviewed: ReviewedFinding | None = None,
) -> Entry:
    """The ambition as the report has it; `index` counts from 1 over the whole report. `judges`: the names of all that
    have a part in the run, though not every one may have come to this ambition. `reviewed`: the same finding with what
    people laid over it; None: nothing.
    """
    machine = finding
    if reviewed is not None:
        machine, finding = without_rejected(reviewed), standing(reviewed)
    judged = {judgement.criterion: judgement for judgement in finding.judgements}
    essential = essential_ids(ambition, finding)
    brief = machine.status is Status.NVT and (reviewed is None or not reviewed.review.touched)
    open_ends = finding.status not in (Status.VOLDOET, Status.NVT, None)
    settled = reviewed is not None and reviewed.review.reviewed is not None and reviewed.shift is None
    over = reviewed is not None and reviewed.overruled and not open_ends  # what lacked, lacks no more
    rejected = rejected_quotes(ambition, finding, units)
    return Entry(
        index=index,
        id=ambition.id,
        title=ambition.title,
        pillar=ambition.pillar,
        requirement=ambition.requirement,
        mark=wording.mark(finding.status),
        certainty="" if finding.confidence is None else wording.certainty(finding.confidence),
        uncertain=wording.is_uncertain(finding.confidence) and not settled,
        tally="" if brief else _tally(essential, judged),
        proof=_proof(finding.evidence),
        rationale=finding.rationale,
        problem=finding.problem or "",
        recommendation=_recommendation(finding, reviewed, over=over),
        elements=() if brief else _elements(ambition, finding, essential, judged, reviewed),
        quotes=(
            *quotes_of(ambition, all_evidence(finding.judgements), essential, units),
            *(added_quotes(ambition, reviewed.review.quotes, units) if reviewed else ()),
        ),
        lacks=() if brief or over else _lacks(ambition, finding, judged),
        search=None if brief else _search(ambition, essential, judged, units),
        steps=tuple(_step(action) for action in ambition.actions[:MOST_STEPS]) if open_ends else (),
        brief=brief,
        judged_by=_judged_by(finding, judges),
        notices=() if brief else _notices(finding, judges),
        second=None if brief else second_opinion(ambition, machine, units),
        rejected=rejected[:MOST_REJECTED],
        more_rejected=max(0, len(rejected) - MOST_REJECTED),
        unanswered=model_failed(machine) or (machine.status is None and tuple(judges) == (judge_wording.MODEL,)),
        layer=layer(ambition, reviewed, units) if reviewed else None,
    )


def _recommendation(finding: Finding, reviewed: ReviewedFinding | None, *, over: bool) -> str:
    """Under a person's verdict the machine's advice is told as such, or not at all where nothing lacks any more."""
    if reviewed is None or not reviewed.overruled or reviewed.review.recommendation is not None:
        return finding.recommendation
    return "" if over or not finding.recommendation else f"{MACHINE_RECOMMENDATION}: {finding.recommendation}"


def _judged_by(finding: Finding, judges: Sequence[str]) -> str:
    """Rules that judge alone need no name: the report says it once."""
    if not finding.judge or (finding.judge == judge_wording.RULES and len(judges) < 2):
        return ""
    return judge_wording.name_of(finding.judge)


def _notices(finding: Finding, judges: Sequence[str]) -> tuple[str, ...]:
    said = tuple(dict.fromkeys(foreign(notice, NOTICE_LIMIT) for notice in finding.notices))
    return (*said, judge_wording.NOT_REACHED) if len(judges) > 1 and awaits_model(finding) else said


def _tally(essential: frozenset[str], judged: dict[str, Judgement]) -> str:
    answers = [judged[name] for name in essential if name in judged]
    if not answers:
        return "elementen niet beoordeeld"
    met = sum(answer.state is State.IN_FORCE and not answer.qualifiers for answer in answers)
    return f"{met} van {wording.counted(len(essential), 'essentieel element', 'essentiële elementen')} geregeld"


def _proof(evidence: Sequence[Evidence]) -> str:
    proofs = [item.proof for item in evidence if item.stance is State.IN_FORCE]
    return ", ".join(f"{label} ({proofs.count(proof)})" for proof, label in wording.PROOF.items() if proof in proofs)


def _elements(
    ambition: Ambition,
    finding: Finding,
    essential: frozenset[str],
    judged: dict[str, Judgement],
    reviewed: ReviewedFinding | None,
) -> tuple[Element, ...]:
    by_model = finding.judge == judge_wording.MODEL
    rows = [_element(ambition, each, essential, judged.get(each.id), by_model=by_model) for each in ambition.criteria]
    bare = {letter_of(ambition, name) for name in emptied(reviewed)} if reviewed else set()
    return tuple(
        row.model_copy(update={"reason": f"{row.reason} {ALL_REJECTED}".strip()}) if row.id in bare else row
        for row in rows
    )


def _element(
    ambition: Ambition, criterion: Criterion, essential: frozenset[str], judgement: Judgement | None, *, by_model: bool
) -> Element:
    return Element(
        id=letter_of(ambition, criterion.id),
        text=criterion.text.rstrip("."),
        verdict=wording.state(judgement.state, judgement.qualifiers) if judgement else wording.state(None),
        state=judgement.state if judgement else None,
        short=bool(judgement and judgement.qualifiers),
        essential=criterion.id in essential,
        reason=_reason(judgement, by_model=by_model) if judgement else "",
    )


def _reason(judgement: Judgement, *, by_model: bool) -> str:
    """Why the element has its state. A model explains itself in its own words, which are text from outside."""
    return foreign(judgement.reason, REASON_LIMIT) if by_model else judgement.reason


def _lacks(ambition: Ambition, finding: Finding, judged: dict[str, Judgement]) -> tuple[Lack, ...]:
    texts = {criterion.id: criterion.text for criterion in ambition.criteria}
    return tuple(
        Lack(text=texts[name].rstrip("."), why=wording.lacking(judged[name].state, judged[name].qualifiers))
        for name in lacking_elements(ambition, finding)
    )


def _search(ambition: Ambition, essential: frozenset[str], judged: dict[str, Judgement], units: Units) -> Search | None:
    absent = [
        judged[criterion.id]
        for criterion in ambition.criteria
        if criterion.id in essential and criterion.id in judged and judged[criterion.id].state is State.NOT_FOUND
    ]
    if not absent:
        return None
    queries = tuple(dict.fromkeys(query for judgement in absent for query in judgement.trace.queries))
    documents = {name for judgement in absent for name in judgement.trace.documents}
    misses = {(miss.document, miss.page, miss.quote): miss for item in absent for miss in item.trace.near_misses}
    return Search(
        elements=tuple(letter_of(ambition, judgement.criterion) for judgement in absent),
        queries=queries[:MOST_QUERIES],
        more_queries=max(0, len(queries) - MOST_QUERIES),
        scope=units.scope(documents, max(item.trace.pages for item in absent)),
        misses=tuple(_miss(miss, units) for miss in list(misses.values())[:MOST_MISSES]),
    )


def _miss(miss: NearMiss, units: Units) -> Miss:
    return Miss(
        text=shorten(printable(miss.quote), MISS_LIMIT), place=units.place(miss.document, miss.page), reason=miss.reason
    )


def _step(action: Action) -> Step:
    text = "" if action.text.strip() == action.title.strip() else shorten(printable(action.text), STEP_LIMIT)
    return Step(id=action.id, title=action.title, text=text)
