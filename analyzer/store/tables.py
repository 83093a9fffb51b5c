"""The tables of the database. What a row says as a value is in `records`; how a database gets these tables is in
`migrations`: a change here needs a migration there."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Moment(TypeDecorator[datetime]):
    """A time to the microsecond. Kept as UTC without a zone, which both databases give back exactly."""

    impl = DateTime(timezone=False)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone is no moment")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


_Id = String(32)  # a UUID in hex
_Sha = String(64)
_Number = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts by itself in an INTEGER only


def _of_dossier(*, primary: bool = False) -> Mapped[str]:
    reference = ForeignKey("dossier.id", ondelete="CASCADE")
    return mapped_column(_Id, reference, primary_key=True) if primary else mapped_column(_Id, reference)


class PersonRow(Base):
    __tablename__ = "person"

    id: Mapped[str] = mapped_column(_Id, primary_key=True)
    login: Mapped[str] = mapped_column(String(320), unique=True)
    name: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(String(16))
    active: Mapped[bool] = mapped_column(default=True)
    created: Mapped[datetime] = mapped_column(Moment)


class PasswordRow(Base):
    """Apart from the person, so that whatever reads people never has a hash in hand."""

    __tablename__ = "password"

    person: Mapped[str] = mapped_column(_Id, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    hash: Mapped[str] = mapped_column(Text)
    changed: Mapped[datetime] = mapped_column(Moment)


class SignInRow(Base):
    """Someone who is signed in. `token`: the SHA-256 of what their browser holds."""

    __tablename__ = "sign_in"

    token: Mapped[str] = mapped_column(_Sha, primary_key=True)
    person: Mapped[str] = mapped_column(_Id, ForeignKey("person.id", ondelete="CASCADE"), index=True)
    created: Mapped[datetime] = mapped_column(Moment)
    seen: Mapped[datetime] = mapped_column(Moment)
    expires: Mapped[datetime] = mapped_column(Moment)


class DossierRow(Base):
    """`changed`: when anything in the dossier last changed; every later change gets a later time."""

    __tablename__ = "dossier"

    id: Mapped[str] = mapped_column(_Id, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    type: Mapped[str] = mapped_column(String(16))
    peildatum: Mapped[date] = mapped_column()
    norm_ids: Mapped[str] = mapped_column(Text)
    created: Mapped[datetime] = mapped_column(Moment)
    owner: Mapped[str] = mapped_column(_Id, ForeignKey("person.id"), index=True)
    version: Mapped[int] = mapped_column(Integer)
    changed: Mapped[datetime] = mapped_column(Moment)


class ShareRow(Base):
    __tablename__ = "share"

    dossier: Mapped[str] = _of_dossier(primary=True)
    person: Mapped[str] = mapped_column(_Id, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)
    level: Mapped[str] = mapped_column(String(16))


class DocumentRow(Base):
    """`folded`: the name without regard to case, by which a document is replaced."""

    __tablename__ = "document"
    __table_args__ = (
        Index(
            "uq_document_standing_name",
            "dossier",
            "folded",
            unique=True,
            sqlite_where=text("removed IS NULL"),
            postgresql_where=text("removed IS NULL"),
        ),
        Index(
            "uq_document_standing_sha256",
            "dossier",
            "sha256",
            unique=True,
            sqlite_where=text("removed IS NULL"),
            postgresql_where=text("removed IS NULL"),
        ),
        Index("ix_document_dossier", "dossier"),
    )

    id: Mapped[str] = mapped_column(_Id, primary_key=True)
    dossier: Mapped[str] = _of_dossier()
    name: Mapped[str] = mapped_column(Text)
    folded: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(_Sha, index=True)
    size: Mapped[int] = mapped_column(BigInteger)
    added: Mapped[datetime] = mapped_column(Moment)
    added_by: Mapped[str] = mapped_column(Text)
    removed: Mapped[datetime | None] = mapped_column(Moment)
    replaces: Mapped[str | None] = mapped_column(_Id)


class CorrectionRow(Base):
    __tablename__ = "fact_correction"

    number: Mapped[int] = mapped_column(_Number, primary_key=True)
    dossier: Mapped[str] = mapped_column(_Id, ForeignKey("dossier.id", ondelete="CASCADE"), index=True)
    sha256: Mapped[str] = mapped_column(_Sha)
    field: Mapped[str] = mapped_column(String(32))
    old: Mapped[str | None] = mapped_column(Text)
    new: Mapped[str | None] = mapped_column(Text)
    author: Mapped[str] = mapped_column(Text)
    author_id: Mapped[str] = mapped_column(_Id)
    at: Mapped[datetime] = mapped_column(Moment)
    why: Mapped[str] = mapped_column(Text)


class ReadingRow(Base):
    """What was read of a file by an edition of the readers, without the name that it has in any dossier. It goes with
    the last dossier that has the file; derived, it can be made again."""

    __tablename__ = "reading"

    sha256: Mapped[str] = mapped_column(_Sha, primary_key=True)
    edition: Mapped[str] = mapped_column(String(32), primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    summary: Mapped[str] = mapped_column(Text)
    facts: Mapped[str] = mapped_column(Text)


class LeftoverRow(Base):
    """What a deleted dossier still has on the disk: its work folder, and these files (sha256) that no dossier has."""

    __tablename__ = "leftover"

    dossier: Mapped[str] = mapped_column(_Id, primary_key=True)
    files: Mapped[str] = mapped_column(Text)


class JobRow(Base):
    __tablename__ = "job"

    id: Mapped[str] = mapped_column(_Id, primary_key=True)
    dossier: Mapped[str] = mapped_column(_Id, ForeignKey("dossier.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    settings: Mapped[str] = mapped_column(Text)
    norm_ids: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16), index=True)
    done: Mapped[int] = mapped_column(Integer)
    of: Mapped[int] = mapped_column(Integer)
    what: Mapped[str] = mapped_column(Text)
    told: Mapped[str] = mapped_column(Text)
    problem: Mapped[str] = mapped_column(Text)
    asked_by: Mapped[str] = mapped_column(Text)
    asked: Mapped[datetime] = mapped_column(Moment)
    started: Mapped[datetime | None] = mapped_column(Moment)
    ended: Mapped[datetime | None] = mapped_column(Moment)
    assessments: Mapped[str] = mapped_column(Text)


class NormRow(Base):
    """A norm as it was when something was assessed by it, once for each wording. `digest`: SHA-256 of its JSON."""

    __tablename__ = "norm"

    digest: Mapped[str] = mapped_column(_Sha, primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)  # JSON, compressed


class AssessmentRow(Base):
    """`job` is empty (NULL) for one that was made elsewhere."""

    __tablename__ = "assessment"
    __table_args__ = (
        UniqueConstraint("job", "norm_id", "whole"),
        Index("ix_assessment_dossier_norm_id_made", "dossier", "norm_id", "made"),
    )

    id: Mapped[str] = mapped_column(_Id, primary_key=True)
    dossier: Mapped[str] = _of_dossier()
    job: Mapped[str | None] = mapped_column(_Id, ForeignKey("job.id"))
    norm_id: Mapped[str] = mapped_column(String(64))
    norm_version: Mapped[str] = mapped_column(Text)
    norm: Mapped[str] = mapped_column(_Sha, ForeignKey("norm.digest"))
    peildatum: Mapped[date] = mapped_column()
    made: Mapped[datetime] = mapped_column(Moment)
    judge: Mapped[str] = mapped_column(Text)
    counts: Mapped[str] = mapped_column(Text)
    documents: Mapped[str] = mapped_column(Text)
    whole: Mapped[bool] = mapped_column()
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)  # JSON, compressed


class EditRow(Base):
    """Only ever added to. The key is the lock: of two who save the same number, the second one is refused."""

    __tablename__ = "edit"

    dossier: Mapped[str] = _of_dossier(primary=True)
    norm_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    ambition: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    author: Mapped[str] = mapped_column(Text)
    author_id: Mapped[str] = mapped_column(_Id)
    at: Mapped[datetime] = mapped_column(Moment)
    why: Mapped[str] = mapped_column(Text)
    assessment: Mapped[str] = mapped_column(String(32))
    undoes: Mapped[int | None] = mapped_column(Integer)
    changes: Mapped[str] = mapped_column(Text)


class WordTemplateRow(Base):
    """The organisation's own template for Word papers; there is at most one, and its id is always the same."""

    __tablename__ = "word_template"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str] = mapped_column(Text)


class LogRow(Base):
    """Who did what, when, from where: kept when the dossier or the person is gone, so it refers to neither."""

    __tablename__ = "log"

    number: Mapped[int] = mapped_column(_Number, primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    who: Mapped[str] = mapped_column(Text)
    action: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(Text)
    result: Mapped[str] = mapped_column(String(16))
    source: Mapped[str] = mapped_column(Text)
