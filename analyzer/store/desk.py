"""One person's way to the dossiers. Whatever reads or changes a dossier for a person goes through a Desk, which first
asks whether that person may: there is no other door.

A dossier that is not theirs does not exist (NoSuchDossier); what they may see and not do raises NotAllowed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from analyzer.norms import load_norm
from analyzer.report.word_trial import tried_template
from analyzer.review.values import Change, Edit, ReviewedAssessment
from analyzer.store import (
    assessment_records,
    document_records,
    dossier_records,
    edit_records,
    job_records,
    leftovers,
    log_records,
    people_records,
    reading_records,
    template_records,
)
from analyzer.store.access import Case, open_case, still_there
from analyzer.store.admission import Material, admitted, reason_of
from analyzer.store.corrections import corrected
from analyzer.store.errors import InvalidChange, NoSuchDossier, NoSuchItem, NotAllowed
from analyzer.store.log_records import Action, LogLine, Result
from analyzer.store.records import dossier_of
from analyzer.store.values import (
    AssessmentRecord,
    Dossier,
    DossierSummary,
    FactCorrection,
    FactField,
    Job,
    Level,
    Person,
    Role,
    Share,
    StoredDocument,
    WordTemplate,
)
from analyzer.types import Assessment, DocumentSummary, Organisation
from ingest.types import Document

if TYPE_CHECKING:
    from analyzer.store.store import Store


class Desk:
    """What `person` may see and do. Cheap to make; safe between threads.

    `source`: the address on the network from which they work, for the log.
    """

    def __init__(self, store: Store, person: Person, source: str = "") -> None:
        self.store = store
        self.person = person
        self.source = source

    # --- dossiers ----------------------------------------------------------------------------------------------

    def dossiers(self) -> tuple[DossierSummary, ...]:
        """All that the person may see, the one that changed last first."""
        with self.store.database.reading() as session:
            return dossier_records.summaries(session, still_there(session, self.person), self.store.marks.of)

    def create(self, organisation: Organisation, peildatum: date, norm_ids: Sequence[str]) -> Dossier:
        """Raises NotAllowed (a lezer), InvalidChange (no name, no norm, a norm that does not bind the organisation)."""
        with self._logged(Action.CREATE, organisation.name), self.store.database.writing() as session:
            person = still_there(session, self.person)
            made = dossier_records.create(session, person, organisation, peildatum, norm_ids, self.store.clock())
            self._note(session, Action.CREATE, made.id)
            return made

    def dossier(self, dossier_id: str) -> Dossier:
        with self._reading(dossier_id) as (_, case):
            return dossier_of(case.row)

    def level(self, dossier_id: str) -> Level:
        """What the person may do there: EDIT for the owner and for every beheerder; a lezer never has EDIT."""
        with self._reading(dossier_id) as (_, case):
            return case.level

    def change(
        self,
        dossier_id: str,
        *,
        seen: int,
        organisation: Organisation | None = None,
        peildatum: date | None = None,
        norm_ids: Sequence[str] | None = None,
    ) -> Dossier:
        """`seen`: the version that was on the screen. Raises Conflict, NotAllowed, InvalidChange."""
        with self._writing(dossier_id, Action.CHANGE) as (session, case):
            made = dossier_records.change(case, seen, organisation, peildatum, norm_ids, self.store.clock())
            if made.version != seen:
                self._note(session, Action.CHANGE, dossier_id)
            return made

    def delete(self, dossier_id: str, name: str) -> None:
        """Everything of the dossier, for good: its owner or a beheerder, who types the organisation's `name`.

        Files that no other dossier has go too, and what was read of them. Raises NotAllowed, InvalidChange.
        """
        with self.store.originals.held():  # until the files are gone nobody else may come to need them
            with self._writing(dossier_id, Action.DELETE, edit=False) as (session, case):
                dossier_records.remove(session, case, name)
                self._note(session, Action.DELETE, f"{dossier_id} {case.row.name}")
            leftovers.clear(self.store)
        self.store.end_deletion()

    def shares(self, dossier_id: str) -> tuple[Share, ...]:
        with self._reading(dossier_id) as (session, case):
            return dossier_records.shares(session, case.row.id)

    def share(self, dossier_id: str, login: str, level: Level) -> Share:
        """By the owner or a beheerder. Raises NotAllowed, InvalidChange (nobody by that login)."""
        with self._writing(dossier_id, Action.SHARE, edit=False) as (session, case):
            made = dossier_records.share(session, case, login, level, self.store.clock())
            self._note(session, Action.SHARE, f"{dossier_id} {made.person.login} {level}")
            return made

    def unshare(self, dossier_id: str, person_id: str) -> None:
        with self._writing(dossier_id, Action.UNSHARE, edit=False) as (session, case):
            person = dossier_records.unshare(session, case, person_id, self.store.clock())
            if person is not None:
                self._note(session, Action.UNSHARE, f"{dossier_id} {person.login}")

    # --- documents ---------------------------------------------------------------------------------------------

    def documents(self, dossier_id: str, *, removed: bool = False) -> tuple[StoredDocument, ...]:
        """By name. `removed`: those that no longer belong to it too."""
        with self._reading(dossier_id) as (session, case):
            return document_records.of_dossier(session, case.row.id, removed=removed)

    def add_document(self, dossier_id: str, name: str, content: BinaryIO) -> StoredDocument:
        """The same name with other content replaces that document; the same content again changes nothing.

        The file is safe on disk before the dossier knows of it. Raises InvalidChange (empty, too large, a name that is
        no file name), NotAllowed.
        """
        with self._reading(dossier_id, edit=True):  # before anything is written
            checked = document_records.file_name_of(name)
        arrived = self.store.originals.receive(content)
        try:
            with self.store.originals.held(), self._writing(dossier_id, Action.UPLOAD) as (session, case):
                made, new = document_records.add(session, case, checked, arrived, self.store.clock())
                self.store.originals.keep(arrived)
                if new:
                    self._note(session, Action.UPLOAD, f"{dossier_id} {made.name}")
                return made
        finally:
            self.store.originals.discard(arrived)

    def remove_document(self, dossier_id: str, document_id: str) -> StoredDocument:
        """It stays known, for the assessments that were made with it."""
        with self._writing(dossier_id, Action.REMOVE) as (session, case):
            made = document_records.remove(session, case, document_id, self.store.clock())
            self._note(session, Action.REMOVE, f"{dossier_id} {made.name}")
            return made

    def original(self, dossier_id: str, sha256: str) -> tuple[str, Path]:
        """The name and the file of a document that belongs or belonged to the dossier."""
        with self._reading(dossier_id) as (session, case):
            document = document_records.by_content(session, case.row.id, sha256)
        path = self.store.originals.path(document.sha256)
        if not path.is_file():
            raise NoSuchItem(
                f"Het bestand van ‘{document.name}’ staat niet meer op de schijf. Voeg het opnieuw toe, of laat de "
                "beheerder het uit een reservekopie terugzetten."
            )
        return document.name, path

    def readings(self, dossier_id: str) -> Mapping[str, DocumentSummary]:
        """What was read of the documents, by sha256, corrections applied; those not read yet are not in it."""
        with self._reading(dossier_id) as (session, case):
            documents = document_records.of_dossier(session, case.row.id, removed=True)
            kept = reading_records.newest(session, [each.sha256 for each in documents])
            corrections = document_records.corrections(session, case.row.id)
        return {
            each.sha256: reading_records.shown(
                kept[each.sha256],
                each.name,
                [made for made in corrections if made.sha256 == each.sha256],
                case.row.peildatum,
            )
            for each in sorted(documents, key=lambda each: (each.removed is None, each.name.casefold()))
            if each.sha256 in kept
        }

    def text(self, dossier_id: str, sha256: str) -> Document | None:
        """The document as it was read (corrections applied to its facts); None where it was not (or
        could not be) read."""
        with self._reading(dossier_id) as (session, case):
            named = document_records.by_content(session, case.row.id, sha256)
            corrections = document_records.corrections(session, case.row.id, sha256)
        document = self.store.texts.read(self.store.work_folder(dossier_id), named.sha256)
        if document is None:
            return None
        facts = corrected(document.facts, corrections)
        return document.model_copy(update={"name": named.name, "facts": facts})

    def corrections(self, dossier_id: str) -> tuple[FactCorrection, ...]:
        """All, in the order in which they were made."""
        with self._reading(dossier_id) as (session, case):
            return document_records.corrections(session, case.row.id)

    def correct(self, dossier_id: str, sha256: str, field: FactField, new: str | None, why: str = "") -> FactCorrection:
        """Raises InvalidChange for a value that is no date, genre or standing."""
        with self._writing(dossier_id) as (session, case):
            return document_records.correct(session, case, sha256, field, new, why, self.store.clock())

    # --- runs and assessments ----------------------------------------------------------------------------------

    def jobs(self, dossier_id: str) -> tuple[Job, ...]:
        """Newest first."""
        with self._reading(dossier_id) as (session, case):
            return job_records.of_dossier(session, case.row.id)

    def job(self, dossier_id: str, job_id: str) -> Job:
        with self._reading(dossier_id) as (session, case):
            job = job_records.find(session, job_id)
            if job.dossier != case.row.id:
                raise NoSuchItem(job_records.GONE)
            return job

    def assessments(self, dossier_id: str, norm_id: str | None = None) -> tuple[AssessmentRecord, ...]:
        """Newest first."""
        with self._reading(dossier_id) as (session, case):
            return assessment_records.records(session, case.row.id, norm_id)

    def assessment(self, dossier_id: str, assessment_id: str) -> Assessment:
        with self._reading(dossier_id) as (session, case):
            record = assessment_records.record(session, case.row.id, assessment_id)
            return self.store.shelf.report(session, record.id).assessment

    # --- review ------------------------------------------------------------------------------------------------

    def reviewed(self, dossier_id: str, norm_id: str, assessment_id: str | None = None) -> ReviewedAssessment | None:
        """The assessment (by default the newest) with all reviews; None where there is none yet.

        An older assessment shows the edits that were made until the next one of its norm was kept.
        """
        with self._reading(dossier_id) as (session, case):
            return self.store.reviews.laid_over(session, case.row.id, norm_id, assessment_id)

    def report(self, dossier_id: str, assessment_id: str) -> ReviewedAssessment:
        """One assessment as `reviewed` gives it, by its id: what the writers of reports take."""
        with self._reading(dossier_id) as (session, case):
            record = assessment_records.record(session, case.row.id, assessment_id)
            made = self.store.reviews.laid_over(session, case.row.id, record.norm_id, record.id)
        if made is None:  # deleted while we looked
            raise NoSuchItem(assessment_records.GONE)
        return made

    def edits(self, dossier_id: str, norm_id: str, ambition: str | None = None) -> tuple[Edit, ...]:
        """In the order in which they were made."""
        with self._reading(dossier_id) as (session, case):
            return edit_records.edits(session, case.row.id, norm_id, None if ambition is None else [ambition])

    def save(
        self,
        dossier_id: str,
        norm_id: str,
        ambition: str,
        changes: Sequence[Change],
        *,
        seen: int,
        assessment_id: str,
        why: str = "",
    ) -> Edit:
        """Keeps one edit. `seen`: the number of the last edit that was on the screen (0: none); `old` of the changes
        is filled in here.

        When it returns, the edit is on disk. Changes that change nothing are left out. Raises Conflict (others saved
        since `seen`: nothing is kept), InvalidChange (a value of the wrong kind, a quote that does not stand there,
        nothing changed), NotAllowed.
        """
        material = self._material(dossier_id, norm_id, ambition, assessment_id)
        checked, reason = admitted(changes, material), reason_of(why)
        place = (norm_id, ambition)
        with self._racing(dossier_id, place, seen), self._writing(dossier_id) as (session, case):
            now = self.store.clock()
            return edit_records.save(session, case, place, checked, seen, now, assessment=assessment_id, why=reason)

    def undo(self, dossier_id: str, norm_id: str, ambition: str, number: int, *, seen: int, why: str = "") -> Edit:
        """Takes back one edit, by an edit. Raises Conflict where what it set was changed again since, or as `save`."""
        place, reason = (norm_id, ambition), reason_of(why)
        with self._racing(dossier_id, place, seen), self._writing(dossier_id) as (session, case):
            return edit_records.undo(session, case, place, number, seen, self.store.clock(), why=reason)

    # --- the organisation's own Word template --------------------------------------------------------------------

    def template(self) -> WordTemplate | None:
        """None: papers have the house style."""
        return self.store.template()

    def set_template(self, name: str, content: bytes) -> WordTemplate:
        """By a beheerder; it takes the place of the one before. Raises NotAllowed, InvalidTemplate."""
        with self._managing(Action.TEMPLATE, name):
            pass  # asked before the file is looked through, and that before others must wait
        tried_template(content)
        with self._managing(Action.TEMPLATE, name) as session:
            template_records.keep(session, name, content, self.person.name, self.store.clock())
            self._note(session, Action.TEMPLATE, name)
            made = template_records.read(session)
        assert made is not None
        return made

    def drop_template(self) -> None:
        """By a beheerder: papers have the house style again. Raises NotAllowed."""
        with self._managing(Action.TEMPLATE, "") as session:
            if template_records.drop(session):
                self._note(session, Action.TEMPLATE, "verwijderd")

    # --- people ------------------------------------------------------------------------------------------------

    def people(self) -> tuple[Person, ...]:
        """Those one can share with: everyone who is active, by name. For a beheerder also who is not active."""
        with self.store.database.reading() as session:
            manages = still_there(session, self.person).role is Role.BEHEERDER
            return people_records.everyone(session, inactive=manages)

    def set_role(self, person_id: str, role: Role, *, active: bool = True) -> Person:
        """By a beheerder; the last active beheerder stays one (NotAllowed)."""
        with self._managing(Action.ROLE, person_id) as session:
            made = people_records.set_role(session, person_id, role, active=active)
            self._note(session, Action.ROLE, f"{made.login} {made.role}{'' if made.active else ' (niet actief)'}")
            return made

    # --- what all of them do -----------------------------------------------------------------------------------

    @contextmanager
    def _reading(self, dossier_id: str, *, edit: bool = False) -> Iterator[tuple[Session, Case]]:
        with self.store.database.reading() as session:
            case = open_case(session, self.person, dossier_id)
            if edit:
                case.must_edit()
            yield session, case

    @contextmanager
    def _writing(
        self, dossier_id: str, action: Action | None = None, *, edit: bool = True
    ) -> Iterator[tuple[Session, Case]]:
        """`action`: what goes into the log when it is refused."""
        with self._logged(action, dossier_id), self.store.database.writing() as session:
            case = open_case(session, self.person, dossier_id, change=True)
            if edit:
                case.must_edit()
            yield session, case

    @contextmanager
    def _managing(self, action: Action, subject: str) -> Iterator[Session]:
        """For what only a beheerder may change."""
        with self._logged(action, subject), self.store.database.writing() as session:
            if still_there(session, self.person).role is not Role.BEHEERDER:
                raise NotAllowed("Alleen een beheerder kan dit wijzigen. Vraag de beheerder van deze installatie.")
            yield session

    @contextmanager
    def _logged(self, action: Action | None, subject: str) -> Iterator[None]:
        try:
            yield
        except (NoSuchDossier, NotAllowed):
            if action is not None:
                self.store.log(self.person.login, action, subject, Result.REFUSED, self.source)
            raise

    def _note(self, session: Session, action: Action, subject: str) -> None:
        """In the log if what was done is kept, and only then."""
        now = self.store.clock()
        line = LogLine(at=now, who=self.person.login, action=action, subject=subject, source=self.source)
        log_records.note(session, line)

    @contextmanager
    def _racing(self, dossier_id: str, place: tuple[str, str], seen: int) -> Iterator[None]:
        """Should two take the same number in spite of all, the second one is told as any other who comes late."""
        try:
            yield
        except IntegrityError:
            theirs = [each for each in self.edits(dossier_id, *place) if each.number > seen]
            if not theirs:
                raise
            raise edit_records.conflict(theirs, self.person) from None

    def _material(self, dossier_id: str, norm_id: str, ambition: str, assessment_id: str) -> Material:
        """What a save is held against: read beforehand, so that nobody waits for it."""
        with self._reading(dossier_id, edit=True) as (session, case):
            report = None
            if assessment_id:
                record = assessment_records.record(session, case.row.id, assessment_id)
                if record.norm_id != norm_id:
                    raise NoSuchItem(assessment_records.GONE)
                report = self.store.shelf.report(session, record.id)
            elif norm_id not in dossier_of(case.row).norm_ids:
                raise InvalidChange("Deze norm hoort niet bij dit dossier. Laad de pagina opnieuw.")
            documents = document_records.of_dossier(session, case.row.id)
        try:
            asked = (load_norm(norm_id) if report is None else report.norm).ambition(ambition)
        except KeyError as exc:
            raise InvalidChange("Deze ambitie hoort niet bij de norm. Laad de pagina opnieuw.") from exc
        findings = () if report is None else report.assessment.findings
        return Material(
            ambition=asked,
            finding=next((each for each in findings if each.ambition == ambition), None),
            names={each.sha256: each.name for each in documents},
            text=lambda sha256: self.text(dossier_id, sha256),
        )
