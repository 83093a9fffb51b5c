"""The shapes of the machine-readable report: the contract that other programs rely on.

What people laid over the verdicts has its shapes in `review_contract`; it is only there where there is any.

The fixed keys are the fields without a default; those with a default were added, and a reader may not count on them.
Unknown keys are passed over, so that a later version may add some.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from analyzer.report.review_contract import Contracted, EvidenceEntry, ReviewEntry, ReviewSummaryEntry
from analyzer.types import CriterionKind, Gate, OrganisationType, Qualifier, State, Status
from ingest.types import Validity

SCHEMA_VERSION: Literal["1"] = "1"


class OrganisationEntry(Contracted):
    name: str
    type: OrganisationType


class PillarEntry(Contracted):
    id: str
    title: str


class NormEntry(Contracted):
    id: str
    version: str
    title: str = ""
    short_title: str = ""
    pillars: tuple[PillarEntry, ...] = ()


class PromptEntry(Contracted):
    """A prompt as it was used. `digest`: the first 12 hex digits of the SHA-256 of its file."""

    id: str = ""
    version: str = ""
    digest: str = ""


class ModelUseEntry(Contracted):
    """What a language model was asked, and what that took.

    `calls` were made to the server at `host`, `cached` answers were known from before; tokens and `seconds` (of waiting
    for the server) are those of the calls. `estimated`: the server did not count tokens. `cost` in euros; null: no
    price was known.
    """

    model: str = ""
    host: str = ""
    temperature: float = 0.0
    seed: int | None = None
    prompts: tuple[PromptEntry, ...] = ()
    calls: int = 0
    cached: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    estimated: bool = False
    seconds: float = 0.0
    cost: float | None = None


class RunEntry(Contracted):
    """`started`: ISO 8601. `version`: of Normtoets. `model`: the language model and all it took; null: none was asked.

    `reranker`: the model that put the passages found in order; `inference`: the local model that judged; null: none.
    """

    judge: str
    embedder: str
    started: datetime
    seconds: float
    version: str = ""
    model: ModelUseEntry | None = None
    reranker: str | None = None
    inference: str | None = None


class DocumentEntry(Contracted):
    """`pages` counts `page_unit`s. `problems` are Dutch sentences."""

    name: str
    sha256: str
    pages: int
    title: str | None
    adopted: date | None
    validity: Validity
    problems: tuple[str, ...]
    page_unit: Literal["page", "section"] = "page"
    genre: str = "other"
    read: Literal["whole", "partly", "not"] = "whole"


class NearMissEntry(Contracted):
    document: str
    page: int
    quote: str
    reason: str


class RejectedEntry(Contracted):
    """A quote that a language model offered and a gate refused. `quote` is the model's own text: it may stand nowhere.

    `document` is empty and `page` 0 where it was found nowhere; `claimed`: what it was said to show.
    """

    gate: Gate | None = None
    claimed: State | None = None
    reason: str = ""
    quote: str = ""
    document: str = ""
    page: int = 0


class TraceEntry(Contracted):
    """What was asked and where was looked: the proof of absence. `rejected`: offered as evidence, and refused."""

    queries: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    pages: int = 0
    passages: int = 0
    near_misses: tuple[NearMissEntry, ...] = ()
    rejected: tuple[RejectedEntry, ...] = ()


class CriterionEntry(Contracted):
    """`essential`: it counts towards the status.

    `state` is null where the criterion was not judged (the ambition does not apply, or could not be assessed).
    """

    id: str
    text: str
    state: State | None
    evidence: tuple[EvidenceEntry, ...]
    kind: CriterionKind | None = None
    essential: bool = True
    qualifiers: tuple[Qualifier, ...] = ()
    confidence: float | None = Field(ge=0, le=1, default=None)
    reason: str = ""
    trace: TraceEntry = TraceEntry()


class OpinionCriterionEntry(Contracted):
    """What the other judge made of one criterion; its text and kind stand with the ambition's own criteria."""

    id: str = ""
    state: State | None = None
    evidence: tuple[EvidenceEntry, ...] = ()
    qualifiers: tuple[Qualifier, ...] = ()
    confidence: float | None = Field(ge=0, le=1, default=None)
    reason: str = ""


class OpinionEntry(Contracted):
    """What another judge made of the same ambition. `status` null: it could not judge; then `problem` says why."""

    judge: str = ""
    status: Status | None = None
    confidence: float | None = Field(ge=0, le=1, default=None)
    rationale: str = ""
    criteria: tuple[OpinionCriterionEntry, ...] = ()
    problem: str | None = None


class AmbitionEntry(Contracted):
    """`status` is null when the ambition could not be assessed; then `problem` says why. `pillar`: the pillar's id.

    `evidence`: the quotes that bear the status; `criteria` has those of every element. `judge` gave this status; empty:
    no judge was needed, or it failed. `disputed`: the judge of `second` gave another status. `model`: what a language
    model took for this ambition. `notices`: what a reviewer must know of it (Dutch).

    `review` is only there where a person did something. Then `status`, `rationale` and `recommendation` are those that
    stand, `evidence` has the quotes that a person added and not those that a person rejected, and `confidence` and
    `problem` are null where a person gave the status; `judge`, `disputed` and `second` stay those of the machine.
    """

    id: str
    title: str
    pillar: str
    status: Status | None
    confidence: float | None = Field(ge=0, le=1)
    rationale: str
    evidence: tuple[EvidenceEntry, ...]
    criteria: tuple[CriterionEntry, ...]
    recommendation: str
    problem: str | None = None
    judge: str = ""
    disputed: bool = False
    second: OpinionEntry | None = None
    model: ModelUseEntry | None = None
    notices: tuple[str, ...] = ()
    review: ReviewEntry | None = Field(default=None, exclude_if=lambda entry: entry is None)


class SentenceEntry(Contracted):
    """A sentence by a language model, with the ids of the ambitions on whose verdicts it rests."""

    text: str = ""
    ambitions: tuple[str, ...] = ()


class RefusedTextEntry(Contracted):
    """What a language model wrote and a gate left out, with the reason (Dutch)."""

    text: str = ""
    reason: str = ""


class PillarConclusionEntry(Contracted):
    """What a language model wrote about a pillar, from its verdicts alone; evidence of nothing. `pillar`: its id.

    `mark` (Dutch) belongs beside the sentences wherever they are shown; `model`: what it took.
    """

    pillar: str = ""
    sentences: tuple[SentenceEntry, ...] = ()
    refused: tuple[RefusedTextEntry, ...] = ()
    model: ModelUseEntry | None = None
    mark: str = ""


class MachineReport(Contracted):
    """The gap report of Normtoets as other programs read it. `conclusions` is only there where it has any, `review`
    where people worked on it."""

    schema_version: Literal["1"]
    organisation: OrganisationEntry
    peildatum: date
    norm: NormEntry
    run: RunEntry
    documents: tuple[DocumentEntry, ...]
    ambitions: tuple[AmbitionEntry, ...]
    conclusions: tuple[PillarConclusionEntry, ...] = Field(default=(), exclude_if=lambda entries: not entries)
    review: ReviewSummaryEntry | None = Field(default=None, exclude_if=lambda entry: entry is None)
