"""Rows as values, and values as rows: the only place that knows both."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from typing import Any

from pydantic import TypeAdapter

from analyzer.review.values import Change, Edit
from analyzer.store.tables import (
    AssessmentRow,
    CorrectionRow,
    DocumentRow,
    DossierRow,
    EditRow,
    JobRow,
    PersonRow,
)
from analyzer.store.values import (
    AssessmentRecord,
    Dossier,
    FactCorrection,
    FactField,
    Job,
    JobKind,
    JobState,
    JudgeSettings,
    Person,
    Role,
    StoredDocument,
)
from analyzer.types import Organisation, OrganisationType

_CHANGES = TypeAdapter(tuple[Change, ...])


def person_of(row: PersonRow) -> Person:
    return Person(id=row.id, login=row.login, name=row.name, role=Role(row.role), active=row.active)


def dossier_of(row: DossierRow) -> Dossier:
    return Dossier(
        id=row.id,
        organisation=Organisation(name=row.name, type=OrganisationType(row.type)),
        peildatum=row.peildatum,
        norm_ids=strings(row.norm_ids),
        created=row.created,
        owner=row.owner,
        version=row.version,
    )


def document_of(row: DocumentRow) -> StoredDocument:
    return StoredDocument(
        id=row.id,
        name=row.name,
        sha256=row.sha256,
        size=row.size,
        added=row.added,
        added_by=row.added_by,
        removed=row.removed,
        replaces=row.replaces,
    )


def correction_of(row: CorrectionRow) -> FactCorrection:
    return FactCorrection(
        sha256=row.sha256,
        field=FactField(row.field),
        old=row.old,
        new=row.new,
        author=row.author,
        at=row.at,
        why=row.why,
    )


def job_of(row: JobRow) -> Job:
    return Job(
        id=row.id,
        dossier=row.dossier,
        kind=JobKind(row.kind),
        settings=JudgeSettings.model_validate_json(row.settings),
        norm_ids=strings(row.norm_ids),
        state=JobState(row.state),
        done=row.done,
        of=row.of,
        what=row.what,
        told=strings(row.told),
        problem=row.problem,
        asked_by=row.asked_by,
        asked=row.asked,
        started=row.started,
        ended=row.ended,
        assessments=strings(row.assessments),
    )


def record_of(row: AssessmentRow) -> AssessmentRecord:
    return AssessmentRecord(
        id=row.id,
        dossier=row.dossier,
        job=row.job or "",
        norm_id=row.norm_id,
        norm_version=row.norm_version,
        peildatum=row.peildatum,
        made=row.made,
        judge=row.judge,
        counts=json.loads(row.counts),
        documents=strings(row.documents),
        whole=row.whole,
        imported=row.job is None,
    )


def edit_of(row: EditRow) -> Edit:
    return Edit(
        dossier=row.dossier,
        norm_id=row.norm_id,
        ambition=row.ambition,
        number=row.number,
        author=row.author,
        author_id=row.author_id,
        at=row.at,
        why=row.why,
        assessment=row.assessment,
        undoes=row.undoes,
        changes=_CHANGES.validate_json(row.changes),
    )


def edit_row(edit: Edit) -> EditRow:
    fields: dict[str, Any] = {name: getattr(edit, name) for name in Edit.model_fields if name != "changes"}
    return EditRow(**fields, changes=_CHANGES.dump_json(edit.changes).decode("utf-8"))


def strings(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


def listed(values: Sequence[str]) -> str:
    """What `strings` reads back."""
    return json.dumps(list(values), ensure_ascii=False)


def storable(text: str) -> str:
    """`text` without what no database keeps: the null character, and halves of characters."""
    return "".join(each for each in text if each != "\0" and not "\ud800" <= each <= "\udfff")


def key_of(given: str) -> str:
    """What may be looked up as an id or a digest: `given`, or "" where it is of a kind that nothing has."""
    return given if len(given) <= 100 and given.isascii() and given.isprintable() else ""


def name_of(text: str) -> str:
    """A name on one line, in one Unicode form, so that the same name is the same text."""
    return " ".join(unicodedata.normalize("NFC", storable(text)).split())
