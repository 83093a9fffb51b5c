"""The store: one database and one folder of files. It authorises nobody; people come in through a Desk."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from analyzer.store import (
    assessment_records,
    job_records,
    leftovers,
    log_records,
    people_records,
    reading_records,
    template_records,
)
from analyzer.store.assessment_records import Shelf
from analyzer.store.database import Database, address_of
from analyzer.store.edit_records import Marks
from analyzer.store.errors import NoSuchDossier, StoreInUse, StoreUnavailable
from analyzer.store.log_records import Action, LogLine, Result
from analyzer.store.originals import Originals
from analyzer.store.reading_records import Kept
from analyzer.store.reviewing import Reviews
from analyzer.store.schema import migrate
from analyzer.store.tables import DossierRow, JobRow
from analyzer.store.texts import Texts
from analyzer.store.values import AssessmentRecord, Job, JobKind, JudgeSettings, Person, Role, WordTemplate
from analyzer.types import Assessment, DocumentSummary
from ingest.types import DocumentFacts

SIGN_IN_LASTS = timedelta(hours=12)
SIGN_IN_IDLE = timedelta(hours=1)
_DEFAULT = JudgeSettings()
_NO_FACTS = DocumentFacts()
_GLANCE = 1.0  # seconds to wait for the files where it can be done later as well

_log = logging.getLogger(__name__)


def now() -> datetime:
    return datetime.now(UTC)


class Store:
    """Opened with `open_store`, closed by `close`. Safe between threads, and between processes on the same folder.

    What `database`, `originals` and the caches are for, only this package knows. `clock` gives the time in UTC.
    """

    def __init__(self, folder: Path, database: Database, clock: Callable[[], datetime] = now) -> None:
        self.folder = folder
        self.database = database
        self.clock = clock
        self.originals = Originals(folder / "originals")
        self.shelf = Shelf()
        self.texts = Texts()
        self.marks = Marks()
        self.reviews = Reviews(self.shelf)
        # Called when dossiers are gone: who carries out runs keeps more of them than there is here, see `job_ids`.
        self.on_deletion: Callable[[], None] = lambda: None
        self._owned = FileLock(folder / ".in-gebruik", timeout=0, mode=0o600, thread_local=False)

    def close(self) -> None:
        self._owned.release(force=True)
        self.database.close()

    def own(self) -> None:
        """For the one process that carries out runs; until `close`. Raises StoreInUse where another one does."""
        try:
            self._owned.acquire()
        except Timeout as exc:
            raise StoreInUse(
                f"De gegevens in '{self.folder}' zijn al in gebruik door een andere Normtoets. Sluit die, of kies met "
                "NORMTOETS_DATA een andere gegevensmap."
            ) from exc

    def work_folder(self, dossier_id: str) -> Path:
        """The folder of what is derived from a dossier's documents; deleting it loses time only."""
        if len(dossier_id) != 32 or not set(dossier_id) <= set("0123456789abcdef"):
            raise NoSuchDossier  # it becomes part of a path
        return self.folder / "work" / dossier_id

    def template(self) -> WordTemplate | None:
        """The organisation's own template for Word papers; None: there is none."""
        with self.database.reading() as session:
            return template_records.read(session)

    # --- people ------------------------------------------------------------------------------------------------------

    def person(self, login: str) -> Person | None:
        """By login, whatever its case; None for a stranger."""
        with self.database.reading() as session:
            return people_records.find(session, login)

    def people(self) -> tuple[Person, ...]:
        """Everyone who was ever let in, also who is not active, by name."""
        with self.database.reading() as session:
            return people_records.everyone(session, inactive=True)

    def welcome(self, login: str, name: str, role: Role) -> Person:
        """The person with this login, made with this role when new; a new name is taken over, the role is not."""
        known = self.person(login)
        if known is not None and known.name == name:
            return known
        try:
            with self.database.writing() as session:
                return people_records.welcome(session, login, name, role, self.clock())
        except IntegrityError:  # made by another process, just now
            with self.database.writing() as session:
                return people_records.welcome(session, login, name, role, self.clock())

    def set_role(self, person_id: str, role: Role, *, active: bool = True) -> Person:
        """For the console; people do it at a Desk. Raises NotAllowed for the last active beheerder, NoSuchItem."""
        with self.database.writing() as session:
            return people_records.set_role(session, person_id, role, active=active)

    def set_password(self, person_id: str, hashed: str | None) -> None:
        """`hashed`: by argon2, never the password itself; None takes it away. Raises NoSuchItem."""
        with self.database.writing() as session:
            people_records.set_password(session, person_id, hashed, self.clock())

    def password_hash(self, login: str) -> str | None:
        """None where nobody has this login, or they have no password."""
        with self.database.reading() as session:
            return people_records.password_hash(session, login)

    def begin_session(self, person_id: str, lasts: timedelta = SIGN_IN_LASTS) -> str:
        """A token for the browser of someone who signed in; here only its digest is kept. Raises NoSuchItem."""
        with self.database.writing() as session:
            return people_records.begin(session, person_id, self.clock(), lasts)

    def session_person(self, token: str, idle: timedelta = SIGN_IN_IDLE, *, awake: bool = True) -> Person | None:
        """Who is signed in with this token; None when it ended, was not used for `idle`, or they are no longer active.

        `awake` False: this is no sign that someone is still there, as when a page asks by itself.
        """
        moment = self.clock()
        with self.database.reading() as session:
            found = people_records.signed_in(session, token, moment, idle)
        if found is None:
            return None
        person, stale = found
        if stale and awake:
            with self.database.writing() as session:
                people_records.seen(session, token, moment)
        return person

    def end_session(self, token: str) -> Person | None:
        """Who it was; None when it had ended already."""
        with self.database.writing() as session:
            return people_records.end(session, token)

    def end_sessions(self, person_id: str) -> None:
        """Everywhere, as after a new password."""
        with self.database.writing() as session:
            people_records.end_all(session, person_id)

    # --- the log -----------------------------------------------------------------------------------------------------

    def log(
        self, who: str, action: Action | str, subject: str = "", result: Result = Result.DONE, source: str = ""
    ) -> None:
        """Notes what happened outside the Desk, such as a sign-in. `source`: the address it came from."""
        line = LogLine(at=self.clock(), who=who, action=action, subject=subject, result=result, source=source)
        with self.database.writing() as session:
            log_records.note(session, line)

    def log_lines(self, limit: int = 1000) -> tuple[LogLine, ...]:
        """The newest first."""
        with self.database.reading() as session:
            return log_records.lines(session, limit)

    # --- runs, and what comes of them --------------------------------------------------------------------------------

    def create_job(
        self,
        dossier_id: str,
        kind: JobKind,
        asked_by: str,
        settings: JudgeSettings = _DEFAULT,
        norm_ids: Sequence[str] = (),
    ) -> Job:
        """A run that waits. `asked_by`: the person's name. Raises NoSuchDossier, and InvalidChange where a run of the
        same kind waits or works in the dossier already."""
        with self.database.writing() as session:
            dossier = session.get(DossierRow, dossier_id, with_for_update={"key_share": True})
            if dossier is None:
                raise NoSuchDossier
            return job_records.create(session, dossier, kind, settings, norm_ids, asked_by, self.clock())

    def update_job(self, job_id: str, **fields: Any) -> Job:
        """`fields`: state, done, of, what, told, problem, started, ended, assessments, norm_ids. Raises NoSuchItem."""
        with self.database.writing() as session:
            return job_records.update(session, job_id, fields)

    def job(self, job_id: str) -> Job:
        """Raises NoSuchItem."""
        with self.database.reading() as session:
            return job_records.find(session, job_id)

    def job_ids(self) -> frozenset[str]:
        """Of all runs of all dossiers."""
        with self.database.reading() as session:
            return frozenset(session.scalars(select(JobRow.id)))

    def unfinished_jobs(self) -> tuple[Job, ...]:
        """Those that wait, run or are stopping, the oldest first."""
        with self.database.reading() as session:
            return job_records.unfinished(session)

    def keep_assessment(
        self, dossier_id: str, job_id: str | None, assessment: Assessment, whole: bool = True
    ) -> AssessmentRecord:
        """Once for each job and norm, whole and not: a second time gives the record of the first. It is added to the
        job's `assessments` in the same transaction. `job_id` None: made elsewhere. Raises NoSuchDossier, and
        InvalidChange for another version of the norm."""
        with self.database.writing() as session:
            dossier = session.get(DossierRow, dossier_id, with_for_update={"key_share": True})
            if dossier is None:
                raise NoSuchDossier
            return assessment_records.keep(session, dossier, job_id, assessment, self.clock(), whole=whole)

    def keep_reading(self, sha256: str, summary: DocumentSummary, facts: DocumentFacts = _NO_FACTS) -> None:
        """What was read of a file by this edition of the readers, before any correction, in place of what was kept
        before. A file that cannot be read has a summary too (`read` "not")."""
        with self.database.writing() as session:
            reading_records.keep(session, Kept(sha256=sha256, summary=summary, facts=facts), self.clock())

    def read_already(self, sha256s: Sequence[str]) -> frozenset[str]:
        """Those of which this edition of the readers kept a reading."""
        with self.database.reading() as session:
            return reading_records.current(session, sha256s)

    def dossier_ids(self) -> tuple[str, ...]:
        with self.database.reading() as session:
            return tuple(session.scalars(select(DossierRow.id).order_by(DossierRow.created, DossierRow.id)))

    # --- after a deletion --------------------------------------------------------------------------------------------

    def tidy(self) -> None:
        """Ends what a deletion that was broken off began. Where the files are in use now, or the database is out of
        reach, a next time will do."""
        try:
            with self.originals.held(patience=_GLANCE):
                leftovers.clear(self)
        except StoreUnavailable as exc:
            _log.error("what deleted dossiers left is cleared later: %s", type(exc).__name__)
        self.end_deletion()

    def end_deletion(self) -> None:
        """When rows and files are gone: has whoever keeps more forget it, and the database overwrite what it can. A
        dossier is deleted whatever goes wrong here; what is left goes at the next launch."""
        try:
            self.on_deletion()
            self.database.overwrite()
        except Exception as exc:
            _log.error("what is kept of deleted runs is forgotten later: %s", type(exc).__name__)


def open_store(folder: Path, url: str | None = None) -> Store:
    """The store in `folder`, its database migrated to this version. `url`: of a PostgreSQL database
    ("postgresql://…"); None: an SQLite file in the folder. Raises StoreUnavailable."""
    address = address_of(folder, url)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
    except OSError as exc:
        raise StoreUnavailable(
            f"De gegevensmap '{folder}' kan niet worden gebruikt ({exc.strerror or type(exc).__name__}). Controleer of "
            "u daar mag schrijven, of kies met NORMTOETS_DATA een andere map."
        ) from exc
    database = Database(address)
    try:
        migrate(database)
        return Store(folder, database)
    except BaseException:
        database.close()
        raise
