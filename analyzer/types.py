"""The values that flow from a norm and an index to a report.

Norm → Ambition → Criterion say what is asked. A judge answers each Criterion with a Judgement; `verdicts` turns the
judgements of one ambition into a Finding; the findings of one run are an Assessment; with the norm beside it that is a
GapReport. All are frozen: a machine's verdict never changes.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from pydantic import Field

from ingest.types import Frozen, Validity

# --- what is asked -------------------------------------------------------------------------------------------------


class OrganisationType(StrEnum):
    GEMEENTE = "gemeente"
    PROVINCIE = "provincie"
    WATERSCHAP = "waterschap"


class CriterionKind(StrEnum):
    """What sort of element a criterion is; it tells a judge what counts as evidence for it."""

    PROVISION = "provision"  # a document, rule, facility, agreement or designated person exists
    ACTIVITY = "activity"  # something is done (held, carried out, shared, trained)
    CADENCE = "cadence"  # how often: a rhythm, or a dated series
    CURRENCY = "currency"  # the rule or document meant by `of` is up to date
    PROMOTION = "promotion"  # the facility meant by `of` is made known
    CONTENT = "content"  # the document meant by `of` covers a subject
    COORDINATION = "coordination"  # it was tuned with others


class Criterion(Frozen):
    """One checkable element of an ambition: who, what, how often, about what, for whom.

    `id` is the ambition's id and a letter ("2.4.a"). `of` names the criterion it qualifies (cadence, currency,
    promotion, content). `all_of` is what an offline judge looks for: a conjunction of groups, each group a tuple of
    alternatives; an alternative is a concept of the lexicon ("@bibob-beleid") or a term. `none_of`: what rules a
    sentence out. An element that is not `essential` is shown, and does not count towards the verdict.
    """

    id: str
    text: str
    kind: CriterionKind
    of: str | None = None
    essential: bool = True
    all_of: tuple[tuple[str, ...], ...] = ()
    none_of: tuple[str, ...] = ()
    queries: tuple[str, ...] = ()


class Action(Frozen):
    """A means that the norm lists under an ambition. `id` as printed ("A"), or a number where it has no letters."""

    id: str
    title: str
    text: str


class Ambition(Frozen):
    """`id` as printed ("4.2"); `binds`: the types of organisation it holds for; `section`: where the source has it."""

    id: str
    pillar: str
    title: str
    requirement: str
    binds: tuple[OrganisationType, ...]
    criteria: tuple[Criterion, ...] = Field(min_length=1)
    actions: tuple[Action, ...] = ()
    queries: tuple[str, ...] = ()
    section: str = ""


class Pillar(Frozen):
    id: str
    title: str
    summary: str = ""


class GlossaryTerm(Frozen):
    term: str
    meaning: str


class NormSource(Frozen):
    title: str
    issuer: str
    published: str


class Norm(Frozen):
    id: str
    version: str
    title: str
    short_title: str
    source: NormSource
    binds: tuple[OrganisationType, ...]
    pillars: tuple[Pillar, ...]
    ambitions: tuple[Ambition, ...]
    glossary: tuple[GlossaryTerm, ...] = ()
    concepts: dict[str, tuple[str, ...]] = {}

    def ambition(self, ambition_id: str) -> Ambition:
        """Raises KeyError when the norm has no such ambition."""
        for ambition in self.ambitions:
            if ambition.id == ambition_id:
                return ambition
        raise KeyError(ambition_id)


class CrosswalkRelation(StrEnum):
    EQUAL = "equal"
    BROADER = "broader"  # the first asks all that the second asks, and more
    NARROWER = "narrower"
    OVERLAPS = "overlaps"


class CrosswalkLink(Frozen):
    """How an ambition of one norm relates to one of the other: for finding one's way, never to copy a verdict."""

    groningse_norm: str
    noord_hollandse_norm: str
    relation: CrosswalkRelation
    note: str = ""


# --- what was found ------------------------------------------------------------------------------------------------


class Status(StrEnum):
    VOLDOET = "voldoet"
    DEELS = "deels"
    GEPLAND = "gepland"
    ONTBREEKT = "ontbreekt"
    NIET_AANGETROFFEN = "niet_aangetroffen"
    NVT = "nvt"


class State(StrEnum):
    """The answer to one criterion, and the stance of one quote."""

    IN_FORCE = "in_force"
    PLANNED = "planned"
    ABSENT = "absent"  # denied in so many words
    NOT_FOUND = "not_found"


class Proof(StrEnum):
    """What a document study can show: arranged on paper (opzet), or done (bestaan)."""

    OPZET = "opzet"
    BESTAAN = "bestaan"


class Qualifier(StrEnum):
    """Why an element that is in force still falls short."""

    OUTDATED = "outdated"  # adopted or last revised too long before the reference date, or cites repealed law
    ONE_OFF = "one_off"  # done once where a rhythm is asked
    CONTRADICTED = "contradicted"  # another passage denies it
    INCOMPLETE = "incomplete"  # only part of the organisation, or part of the subject


class Evidence(Frozen):
    """A verified quote: `document.text[start:end] == quote` for the document with `document_id`."""

    document: str
    document_id: str
    page: int
    start: int
    end: int
    quote: str
    criterion: str
    stance: Literal[State.IN_FORCE, State.PLANNED, State.ABSENT]
    proof: Proof = Proof.OPZET
    note: str = ""  # Dutch: what a reader must know of this quote, e.g. that its document is a draft


class NearMiss(Frozen):
    """A passage that was read and not taken as evidence, with the reason (Dutch)."""

    document: str
    page: int
    quote: str
    reason: str


class Gate(StrEnum):
    """What every quote of a language model must pass; all of them fail closed."""

    VERBATIM = "verbatim"  # it stands in the passage it names, word for word
    INSTRUCTION = "instruction"  # it is no text that addresses a language model
    STANDING = "standing"  # its document is not withdrawn, and not over on the reference date
    RELATED = "related"  # it has to do with the element at all, by the offline models
    SUPPORT = "support"  # asked apart, the model confirms that it shows the state claimed


class Rejected(Frozen):
    """A quote that a language model offered and a gate refused. `quote` is the model's own text: it may stand nowhere.

    `document` is empty and `page` 0 where the quote was found nowhere. `reason` is Dutch.
    """

    document: str = ""
    page: int = 0
    quote: str
    claimed: State
    gate: Gate
    reason: str


class SearchTrace(Frozen):
    """The proof of absence: what was asked, where was looked, and what was offered and refused."""

    queries: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    pages: int = 0
    passages: int = 0
    near_misses: tuple[NearMiss, ...] = ()
    rejected: tuple[Rejected, ...] = ()


class Judgement(Frozen):
    """A judge's answer to one criterion. `confidence`: estimated chance (0–1) that `state` is right."""

    criterion: str
    state: State
    qualifiers: tuple[Qualifier, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    confidence: float = Field(ge=0, le=1, default=0.5)
    reason: str = ""
    trace: SearchTrace = SearchTrace()


class PromptRecord(Frozen):
    """A prompt as it was used. `digest`: the first 12 hex digits of the SHA-256 of its file."""

    id: str
    version: str
    digest: str


class ModelUse(Frozen):
    """What a language model was asked for one verdict, or for a whole run, and what that took.

    `calls` were made to the server, `cached` answers were known from before; tokens and `seconds` (of waiting for the
    server) are those of the calls. `estimated`: the server did not count tokens. `cost` in euros; None: no price known.
    """

    model: str
    host: str
    temperature: float
    seed: int | None
    prompts: tuple[PromptRecord, ...] = ()
    calls: int = 0
    cached: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    estimated: bool = False
    seconds: float = 0.0
    cost: float | None = None


class Opinion(Frozen):
    """What another judge made of the same ambition. `status` None: it could not judge; then `problem` says why."""

    judge: str
    status: Status | None
    confidence: float | None = Field(ge=0, le=1, default=None)
    rationale: str = ""
    judgements: tuple[Judgement, ...] = ()
    problem: str | None = None


class Finding(Frozen):
    """The verdict on one ambition. `status` is None when it could not be assessed; then `problem` says why (Dutch).

    `essential`: the ids of the criteria that decided the status. `judge` made it; `second` is what the other judge
    made of it, where two were asked. `notices`: what a reviewer must know of it (Dutch).
    """

    ambition: str
    status: Status | None
    confidence: float | None = Field(ge=0, le=1, default=None)
    rationale: str = ""
    essential: tuple[str, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    recommendation: str = ""
    problem: str | None = None
    judge: str = ""
    second: Opinion | None = None
    model: ModelUse | None = None
    notices: tuple[str, ...] = ()

    @property
    def disputed(self) -> bool:
        """Whether two judges gave different verdicts."""
        return self.second is not None and self.second.status not in (None, self.status)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The quotes that bear the status, in the order of the criteria, each place in a document once."""
        seen: dict[tuple[str, int, int], Evidence] = {}
        for judgement in self.judgements:
            for item in judgement.evidence if judgement.criterion in self.essential else ():
                seen.setdefault((item.document_id, item.start, item.end), item)
        return tuple(seen.values())


class Organisation(Frozen):
    name: str
    type: OrganisationType


class DocumentSummary(Frozen):
    """A document as the report lists it. `problems` are Dutch sentences. A file that could not be read has pages 0."""

    name: str
    sha256: str
    pages: int
    page_unit: Literal["page", "section"] = "page"
    title: str | None = None
    genre: str = "other"
    adopted: date | None = None
    validity: Validity = Validity.UNKNOWN
    problems: tuple[str, ...] = ()
    read: Literal["whole", "partly", "not"] = "whole"


class RunInfo(Frozen):
    """`model`: the language model and all it took; `reranker`, `inference`: the local models that ordered the passages
    and that judged them. None where none was used."""

    judge: str
    embedder: str
    started: datetime
    seconds: float
    version: str
    model: ModelUse | None = None
    reranker: str | None = None
    inference: str | None = None


class WrittenSentence(Frozen):
    """A sentence by a language model, with the ids of the ambitions on whose verdicts it rests."""

    text: str
    ambitions: tuple[str, ...] = Field(min_length=1)


class RefusedText(Frozen):
    """What a language model wrote and a gate left out, with the reason (Dutch). `text` may be cut."""

    text: str
    reason: str


class PillarConclusion(Frozen):
    """What a language model wrote about one pillar, from its verdicts alone; evidence of nothing.

    `model`: what it took; `mark` (Dutch) belongs beside the sentences wherever they are shown.
    """

    pillar: str
    sentences: tuple[WrittenSentence, ...]
    refused: tuple[RefusedText, ...]
    model: ModelUse
    mark: str


class Assessment(Frozen):
    """One run of one norm over one dossier. `conclusions`: of the pillars for which there is one, in their order."""

    organisation: Organisation
    peildatum: date
    norm_id: str
    norm_version: str
    run: RunInfo
    documents: tuple[DocumentSummary, ...]
    findings: tuple[Finding, ...]
    conclusions: tuple[PillarConclusion, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every document was read whole and every ambition was assessed; a conclusion may be missing."""
        return all(d.read == "whole" for d in self.documents) and all(f.status is not None for f in self.findings)


class GapReport(Frozen):
    """What the report writers turn into bytes: the assessment with the norm it was made against."""

    norm: Norm
    assessment: Assessment
