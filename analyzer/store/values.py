"""What the store keeps, as values: people, dossiers with their documents, runs and assessments."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from pydantic import Field

from analyzer.types import Organisation
from ingest.types import Frozen


class Role(StrEnum):
    """What a person may do at most; what is shared with them decides where."""

    LEZER = "lezer"  # reads what is shared
    BEOORDELAAR = "beoordelaar"  # makes dossiers of their own, and edits what is shared for editing
    BEHEERDER = "beheerder"  # sees and does everything, and manages people


class Level(StrEnum):
    """What a dossier is shared for."""

    READ = "lezen"
    EDIT = "bewerken"


class Person(Frozen):
    """`login`: by what the person is known to whoever lets them in: an e-mail address or account name, lower case."""

    id: str
    login: str
    name: str
    role: Role
    active: bool = True


class Share(Frozen):
    person: Person
    level: Level


class Dossier(Frozen):
    """`id`: 32 hex digits. `version` grows when anything here changes; `owner`: a person's id. Times: UTC."""

    id: str
    organisation: Organisation
    peildatum: date
    norm_ids: tuple[str, ...]
    created: datetime
    owner: str
    version: int = 1


class StoredDocument(Frozen):
    """A file of a dossier. `id` is its own within the dossier; `sha256` names the bytes, kept once for all dossiers.

    `removed`: since when it is no longer part of the dossier. `replaces`: the id of the document whose place it took.
    """

    id: str
    name: str
    sha256: str
    size: int  # bytes
    added: datetime
    added_by: str  # the person's name
    removed: datetime | None = None
    replaces: str | None = None


class FactField(StrEnum):
    """Which fact of a document a person may correct."""

    TITLE = "title"  # text
    GENRE = "genre"  # a Genre
    ADOPTED = "adopted"  # ISO date
    STANDING = "standing"  # a Standing
    EFFECTIVE_FROM = "effective_from"  # ISO date
    EFFECTIVE_UNTIL = "effective_until"  # ISO date


class FactCorrection(Frozen):
    """One correction of what was read of a document. `new` None: the reading stands again; "": no such fact."""

    sha256: str
    field: FactField
    old: str | None
    new: str | None
    author: str
    at: datetime
    why: str = ""


class JudgeSettings(Frozen):
    """Who judges in a run. The models themselves stand in the settings of the app, not in the dossier."""

    judge: str = "rules"  # rules, nli, model or both
    budget_tokens: int | None = None
    budget_euros: float | None = None


class JobState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    STOPPING = "stopping"
    STOPPED = "stopped"  # by a person; it can be resumed
    DONE = "done"
    FAILED = "failed"  # `problem` says why; it can be resumed

    @property
    def ended(self) -> bool:
        return self in (JobState.STOPPED, JobState.DONE, JobState.FAILED)


class JobKind(StrEnum):
    READ = "read"  # read the documents, so that their facts can be looked at
    ASSESS = "assess"  # read, judge, and keep the assessments


class Job(Frozen):
    """A run: `done` of `of` of what it does now, and `what` that is (Dutch). `assessments`: the ids of what came of it.

    `told`: what the user must know of it, such as where text goes (Dutch).
    """

    id: str
    dossier: str
    kind: JobKind
    settings: JudgeSettings = JudgeSettings()
    norm_ids: tuple[str, ...] = ()
    state: JobState = JobState.WAITING
    done: int = 0
    of: int = 0
    what: str = ""
    told: tuple[str, ...] = ()
    problem: str = ""
    asked_by: str = ""  # the person's name
    asked: datetime
    started: datetime | None = None
    ended: datetime | None = None
    assessments: tuple[str, ...] = ()


class AssessmentRecord(Frozen):
    """What lists and charts need of an assessment, without its findings. `made`: UTC, when it was kept.

    `counts`: ambitions by status ("voldoet" …; "" for those that could not be assessed). `judge`: the name in the run.
    `documents`: sha256 of those that were read, in order. `imported`: it came from a report made elsewhere.
    """

    id: str
    dossier: str
    job: str
    norm_id: str
    norm_version: str
    peildatum: date
    made: datetime
    judge: str
    counts: dict[str, int]
    documents: tuple[str, ...]
    whole: bool = True  # False: the run was stopped before the second judge was done
    imported: bool = False


class DossierSummary(Frozen):
    """A row of the list of dossiers. `latest`: one for each norm that was assessed, the newest.

    `reviewed` and `ambitions`: over the latest assessments, marks of people and what there is to mark. `changed`: UTC;
    it grows with everything that happens in the dossier.
    """

    dossier: Dossier
    owner: str  # name
    level: Level  # what the one who asks may do
    documents: int
    latest: tuple[AssessmentRecord, ...] = ()
    reviewed: int = Field(ge=0, default=0)
    ambitions: int = Field(ge=0, default=0)
    busy: bool = False  # a run waits or works
    changed: datetime | None = None


class WordTemplate(Frozen):
    """An organisation's own template for Word papers. `name`: of the file; `by`: who brought it."""

    name: str
    content: bytes
    at: datetime
    by: str
