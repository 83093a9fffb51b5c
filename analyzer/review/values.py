"""What a person adds to a machine's verdict. A verdict is never changed: an `Edit` is a record that is laid over it.

Every save of one ambition is one Edit, with all that it changed; the edits of one ambition are numbered 1, 2, 3 …
Folded in that order they make its `Review`. An undo is an edit too.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from pydantic import Field, JsonValue

from analyzer.types import Assessment, DocumentSummary, Evidence, Finding, GapReport, State, Status
from ingest.types import Frozen


class ReviewField(StrEnum):
    """What an edit can change. The first six hold one value; of the others there can be many, each under a key."""

    STATUS = "status"  # a Status; None: the machine's stands
    RATIONALE = "rationale"  # text; None: the machine's stands
    RECOMMENDATION = "recommendation"  # text; None: the machine's stands
    OWNER = "owner"  # text; None: nobody
    DUE = "due"  # a date, ISO 8601; None: none
    REVIEWED = "reviewed"  # True: a person looked at it; None: not
    REJECTED = "rejected"  # key: `quote_key`; the reason why the machine's quote does not count; None: it counts
    QUOTE = "quote"  # key: free; an AddedQuote; None: taken back
    OUTSIDE = "outside"  # key: free; OutsideEvidence; None: taken back
    NOTE = "note"  # key: free; text; None: taken back


class Change(Frozen):
    """One value that an edit changed. `old` and `new` are JSON; None stands for "nothing"."""

    field: ReviewField
    key: str = ""
    old: JsonValue = None
    new: JsonValue = None


class Edit(Frozen):
    """One save of one ambition: who, when, what, from, to, why.

    `number` counts from 1 within the ambition of the dossier. `at` is UTC. `assessment`: the id of the assessment that
    was on the screen; empty where there was none. `undoes`: the number of the edit that this one takes back.
    """

    dossier: str
    norm_id: str
    ambition: str
    number: int = Field(ge=1)
    author: str  # the name as it was then
    author_id: str
    at: datetime
    why: str = ""
    assessment: str = ""
    undoes: int | None = None
    changes: tuple[Change, ...] = Field(min_length=1)


class AddedQuote(Frozen):
    """A quote that a person selected: `document.text[start:end] == quote`, checked when it was saved."""

    document: str
    document_id: str
    page: int
    start: int
    end: int
    quote: str
    stance: Literal[State.IN_FORCE, State.PLANNED, State.ABSENT]
    criterion: str = ""  # the element it bears on; empty: the ambition as a whole
    note: str = ""


class OutsideKind(StrEnum):
    INTERVIEW = "interview"
    SURVEY = "survey"
    SITE_VISIT = "site_visit"
    OTHER = "other"


class OutsideEvidence(Frozen):
    """What is known from elsewhere than the documents; it is marked as such wherever it is shown."""

    kind: OutsideKind
    day: date | None = None
    source: str = ""  # who said it, or where it was seen
    text: str
    stance: Literal[State.IN_FORCE, State.PLANNED, State.ABSENT]
    criterion: str = ""


class Signed(Frozen):
    """By whom, and when, something was entered. `why`: what was given as the reason of that edit."""

    author: str
    at: datetime
    why: str = ""


class KeptQuote(Frozen):
    key: str
    quote: AddedQuote
    signed: Signed


class KeptOutside(Frozen):
    key: str
    evidence: OutsideEvidence
    signed: Signed


class Note(Frozen):
    key: str
    text: str
    signed: Signed


class RejectedQuote(Frozen):
    """`key`: `quote_key` of the machine's quote."""

    key: str
    reason: str
    signed: Signed


class Review(Frozen):
    """All edits of one ambition, folded. `number`: of the last edit; 0: there is none.

    None in `status`, `rationale` and `recommendation`: the machine's stands; `judged`: who gave `status`, when and why.
    `ground`: the id of the assessment that was on the screen when someone last took a position (see `Replay`);
    `reviewed`: by whom and when it was marked, None where it is not (any more). `authors`: of all edits, in order.
    `entered`: who gave the rationale, the recommendation, the owner and the date that stand.
    """

    ambition: str
    number: int = 0
    status: Status | None = None
    rationale: str | None = None
    recommendation: str | None = None
    owner: str = ""
    due: date | None = None
    reviewed: Signed | None = None
    rejected: tuple[RejectedQuote, ...] = ()
    quotes: tuple[KeptQuote, ...] = ()
    outside: tuple[KeptOutside, ...] = ()
    notes: tuple[Note, ...] = ()
    authors: tuple[str, ...] = ()
    last: Signed | None = None
    ground: str = ""
    judged: Signed | None = None
    entered: dict[ReviewField, Signed] = {}

    @property
    def touched(self) -> bool:
        """Whether a person changed anything (a mark that it was looked at is no change)."""
        return (
            self.status is not None
            or self.rationale is not None
            or self.recommendation is not None
            or bool(self.owner or self.due or self.rejected or self.quotes or self.outside or self.notes)
        )


class Shift(Frozen):
    """What moved beneath the edits of an ambition since they were made. `lines`: in Dutch, one for each thing.

    `gone` and `fresh`: quotes of the machine that are not there any more, and that are new. `lost`: keys of quotes that
    a person added or rejected whose document is no longer in the dossier.
    """

    before: Status | None
    after: Status | None
    gone: tuple[Evidence, ...] = ()
    fresh: tuple[Evidence, ...] = ()
    lost: tuple[str, ...] = ()
    lines: tuple[str, ...] = Field(min_length=1)


class Told(Frozen):
    """What a report told that cannot be worked out where it was read back, for the assessments before it stayed behind.

    `id`: under which its assessment is known where it was made; empty: it did not say. `shifts`: by ambition, of which
    the edits have no ground here.
    """

    id: str = ""
    shifts: dict[str, Shift] = {}


class ToldAssessment(Assessment):
    """An assessment that was read back from a report."""

    told: Told


class ReviewedFinding(Frozen):
    """A machine's finding with what people laid over it. `shift`: the ground moved since; None: it did not."""

    finding: Finding
    review: Review
    shift: Shift | None = None

    @property
    def status(self) -> Status | None:
        """The verdict that stands: a person's, or else the machine's."""
        return self.review.status if self.review.status is not None else self.finding.status

    @property
    def rationale(self) -> str:
        return self.review.rationale if self.review.rationale is not None else self.finding.rationale

    @property
    def recommendation(self) -> str:
        given = self.review.recommendation
        return given if given is not None else self.finding.recommendation

    @property
    def overruled(self) -> bool:
        """Whether a person gave another verdict than the machine."""
        return self.review.status is not None and self.review.status is not self.finding.status

    @property
    def open(self) -> bool:
        """Whether someone must still look: never marked as reviewed, or the ground moved since."""
        return self.review.reviewed is None or self.shift is not None


class ReviewedAssessment(GapReport):
    """A report with the reviews of all its ambitions laid over it: every writer of reports takes it.

    `id`: of the assessment; `findings`: in its order.
    """

    id: str
    findings: tuple[ReviewedFinding, ...]

    def of(self, ambition: str) -> ReviewedFinding:
        """Raises KeyError when there is no such ambition."""
        for each in self.findings:
            if each.finding.ambition == ambition:
                return each
        raise KeyError(ambition)

    @property
    def name(self) -> str:
        """The id by which a report names the assessment: that of where it was made."""
        told = self.assessment.told.id if isinstance(self.assessment, ToldAssessment) else ""
        return told or self.id

    @property
    def documents(self) -> tuple[DocumentSummary, ...]:
        return self.assessment.documents


def quote_key(item: Evidence) -> str:
    """What names a quote of the machine over all runs: its document's content and its place there."""
    return f"{item.document_id[:16]}:{item.start}:{item.end}"
