"""What a report for people says of an ambition: verdict, elements, quotes, what lacks, what was searched, what next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from analyzer.report import wording
from analyzer.report.alignment import all_evidence, essential_ids
from analyzer.report.conclusions import lacking_elements
from analyzer.report.plain_text import printable, shorten
from analyzer.report.wording import Mark
from analyzer.types import (
    Action,
    Ambition,
    Criterion,
    DocumentSummary,
    Evidence,
    Finding,
    Judgement,
    NearMiss,
    State,
    Status,
)
from ingest.types import Frozen

QUOTE_LIMIT = 600  # characters; evidence is two sentences at most, so only a runaway one is cut
MISS_LIMIT = 240  # characters of a passage that was read and set aside
STEP_LIMIT = 320  # characters of an action's explanation
MOST_STEPS = 6
MOST_MISSES = 4
MOST_QUERIES = 8


class Quote(Frozen):
    """A quote with its place. `elements`: what it shows, e.g. "element a" or "elementen a en c".

    `label`: "aangekondigd", "ontkend" or nothing; `proof`: "opzet", "bestaan" or nothing.
    """

    text: str
    place: str
    elements: str
    label: str
    proof: str
    note: str


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
    """One ambition. `index` counts from 1 over the whole report and serves as an anchor."""

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


class Units:
    """Tells whether a document has pages or sections, by its id or else by its name."""

    def __init__(self, documents: Iterable[DocumentSummary]) -> None:
        self._units = {
            key: document.page_unit for document in documents for key in (document.name, document.sha256) if key
        }

    def place(self, document: str, page: int, document_id: str = "") -> str:
        """Where a quote stands: "beleid.pdf, p. 4"."""
        unit = self._units.get(document_id) or self._units.get(document, "page")
        return wording.place(document, page, unit)

    def scope(self, documents: set[str], pages: int) -> str:
        """What was searched: "3 documenten (64 bladzijden)"."""
        kinds = {self._units.get(name, "page") for name in documents} or {"page"}
        return f"{wording.counted(len(documents), 'document', 'documenten')} ({wording.searched(pages, kinds)})"


def make_entry(index: int, ambition: Ambition, finding: Finding, units: Units) -> Entry:
    """The ambition as the report has it; `index` counts from 1 over the whole report."""
    judged = {judgement.criterion: judgement for judgement in finding.judgements}
    essential = essential_ids(ambition, finding)
    brief = finding.status is Status.NVT
    open_ends = finding.status not in (Status.VOLDOET, Status.NVT, None)
    return Entry(
        index=index,
        id=ambition.id,
        title=ambition.title,
        pillar=ambition.pillar,
        requirement=ambition.requirement,
        mark=wording.mark(finding.status),
        certainty="" if finding.confidence is None else wording.certainty(finding.confidence),
        uncertain=wording.is_uncertain(finding.confidence),
        tally="" if brief else _tally(essential, judged),
        proof=_proof(finding.evidence),
        rationale=finding.rationale,
        problem=finding.problem or "",
        recommendation=finding.recommendation,
        elements=() if brief else tuple(_element(ambition, item, essential, judged) for item in ambition.criteria),
        quotes=_quotes(ambition, finding, units),
        lacks=() if brief else _lacks(ambition, finding, judged),
        search=None if brief else _search(ambition, essential, judged, units),
        steps=tuple(_step(action) for action in ambition.actions[:MOST_STEPS]) if open_ends else (),
        brief=brief,
    )


def _tally(essential: frozenset[str], judged: dict[str, Judgement]) -> str:
    answers = [judged[name] for name in essential if name in judged]
    if not answers:
        return "elementen niet beoordeeld"
    met = sum(answer.state is State.IN_FORCE and not answer.qualifiers for answer in answers)
    return f"{met} van {wording.counted(len(essential), 'essentieel element', 'essentiële elementen')} geregeld"


def _proof(evidence: Sequence[Evidence]) -> str:
    proofs = [item.proof for item in evidence if item.stance is State.IN_FORCE]
    return ", ".join(f"{label} ({proofs.count(proof)})" for proof, label in wording.PROOF.items() if proof in proofs)


def _letter(ambition: Ambition, criterion: str) -> str:
    """A criterion's short id: "a" for "2.4.a"."""
    return criterion.removeprefix(f"{ambition.id}.")


def _element(
    ambition: Ambition, criterion: Criterion, essential: frozenset[str], judged: dict[str, Judgement]
) -> Element:
    judgement = judged.get(criterion.id)
    return Element(
        id=_letter(ambition, criterion.id),
        text=criterion.text.rstrip("."),
        verdict=wording.state(judgement.state, judgement.qualifiers) if judgement else wording.state(None),
        state=judgement.state if judgement else None,
        short=bool(judgement and judgement.qualifiers),
        essential=criterion.id in essential,
        reason=judgement.reason if judgement else "",
    )


def _quotes(ambition: Ambition, finding: Finding, units: Units) -> tuple[Quote, ...]:
    """Each place in a document once for each stance, with all elements that it shows; first those that decide."""
    essential = essential_ids(ambition, finding)
    places: dict[tuple[str, int, int, str], list[Evidence]] = {}
    for item in sorted(all_evidence(finding), key=lambda item: item.criterion not in essential):
        places.setdefault((item.document_id, item.start, item.end, item.stance), []).append(item)
    return tuple(_quote(ambition, items, units) for items in places.values())


def _quote(ambition: Ambition, items: Sequence[Evidence], units: Units) -> Quote:
    item = items[0]
    letters = sorted({_letter(ambition, other.criterion) for other in items})
    return Quote(
        text=shorten(printable(item.quote), QUOTE_LIMIT),
        place=units.place(item.document, item.page, item.document_id),
        elements=f"{'element' if len(letters) == 1 else 'elementen'} {wording.listed(letters)}",
        label=wording.STANCE[item.stance],
        proof=wording.PROOF[item.proof] if item.stance is State.IN_FORCE else "",
        note=item.note,
    )


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
        elements=tuple(_letter(ambition, judgement.criterion) for judgement in absent),
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
