"""Takes in a dossier that another installation wrote (see `exchange`): all of it is checked, and kept whole or not."""

from __future__ import annotations

import hashlib
import json
import uuid
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Any, BinaryIO, cast

from sqlalchemy.exc import IntegrityError

from analyzer.store import log_records, records
from analyzer.store.assessment_records import assessment_of
from analyzer.store.errors import ExchangeRefused, InvalidChange
from analyzer.store.log_records import Action, LogLine
from analyzer.store.originals import Arrived
from analyzer.store.plain_rows import Plain, row_from
from analyzer.store.store import Store
from analyzer.store.tables import (
    AssessmentRow,
    Base,
    CorrectionRow,
    DocumentRow,
    DossierRow,
    EditRow,
    JobRow,
    NormRow,
)
from analyzer.store.values import Dossier, JobState, Person
from analyzer.types import Norm

FORMAT, EDITION = "normtoets-dossier", 1
_MANIFEST = "manifest.json"
_MOST_ENTRIES = 20_000
_MOST_JSON = 256 << 20  # bytes of one JSON file, unpacked
_INTERRUPTED = "Deze toets liep nog toen het dossier werd uitgevoerd. Voer een nieuwe toets uit."


def read_dossier(store: Store, file: IO[bytes], owner: Person) -> Dossier:
    """Takes in the dossier of a zip. One that is here already is kept beside it, as another one with ids of its own.

    Raises ExchangeRefused for a file that is no dossier, is damaged, or was tampered with, and StoreUnavailable.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            parcel = _Opened(archive)
            return _kept(store, parcel, owner, _contents(store, parcel, owner))
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error) as exc:
        raise _refused("het is geen leesbaar zip-bestand") from exc


def _refused(why: str) -> ExchangeRefused:
    return ExchangeRefused(
        f"Dit is geen uitgevoerd dossier van Normtoets, of het bestand is beschadigd of gewijzigd: {why}. Voer het "
        "dossier opnieuw uit in de andere installatie, en kies dat bestand."
    )


class _Opened:
    """A zip of which every file must be the one that the manifest names."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        names = [each.filename for each in archive.infolist()]
        if len(names) > _MOST_ENTRIES or len(set(names)) != len(names):
            raise _refused("het heeft te veel of dubbele onderdelen")
        if _MANIFEST not in names:
            raise _refused("de inhoudsopgave ontbreekt")
        manifest = _parsed(_MANIFEST, self._bytes(_MANIFEST))
        if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
            raise _refused("de inhoudsopgave klopt niet")
        if manifest.get("edition") != EDITION:
            raise ExchangeRefused(
                "Dit dossier is uitgevoerd door een andere, nieuwere versie van Normtoets. Werk deze installatie bij, "
                "en lees het dan opnieuw in."
            )
        files = manifest.get("files")
        if not isinstance(files, dict) or set(files) != set(names) - {_MANIFEST}:
            raise _refused("de onderdelen zijn niet die van de inhoudsopgave")
        self._digests = {str(name): str(digest) for name, digest in files.items()}
        self._used: set[str] = set()

    def content(self, name: str) -> bytes:
        """Raises ExchangeRefused where it is not there, or not as it was written."""
        if name not in self._digests:
            raise _refused(f"{name} ontbreekt")
        self._used.add(name)
        content = self._bytes(name)
        if hashlib.sha256(content).hexdigest() != self._digests[name]:
            raise _refused(f"{name} is gewijzigd")
        return content

    def json(self, name: str) -> Any:
        return _parsed(name, self.content(name))

    def original(self, store: Store, sha256: str) -> Arrived:
        """The file with this content, on disk and not kept yet. Raises ExchangeRefused."""
        name = f"originals/{sha256}"
        if self._digests.get(name) != sha256:
            raise _refused(f"{name} ontbreekt of is gewijzigd")
        with self._archive.open(name) as stream:
            try:
                arrived = store.originals.receive(cast(BinaryIO, stream))
            except InvalidChange as exc:
                raise _refused(f"{name} is leeg of te groot") from exc
        self._used.add(name)
        if arrived.sha256 != sha256:
            store.originals.discard(arrived)
            raise _refused(f"{name} is gewijzigd")
        return arrived

    def end(self) -> None:
        """Raises ExchangeRefused where there is more in it than the dossier has."""
        if self._used != self._digests.keys():
            raise _refused("er staat meer in dan bij het dossier hoort")

    def _bytes(self, name: str) -> bytes:
        with self._archive.open(name) as stream:
            content = stream.read(_MOST_JSON + 1)
        if len(content) > _MOST_JSON:
            raise _refused(f"{name} is te groot")
        return content


def _parsed(name: str, content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError as exc:
        raise _refused(f"{name} is niet te lezen") from exc


def _contents(store: Store, parcel: _Opened, owner: Person) -> list[Base]:
    """The dossier's own row and all others, each checked, with the ids that they get here."""
    told = parcel.json("dossier.json")
    try:
        ids = _ids(store, told)
        head = row_from(DossierRow, told["dossier"], id=ids[told["dossier"]["id"]], owner=owner.id)
        records.dossier_of(head)
        rows = _rows(parcel, told, ids, head.id)
    except (KeyError, TypeError, AttributeError, ValueError) as exc:  # pydantic's own error is a ValueError
        raise _refused("de inhoud klopt niet") from exc
    return [head, *rows]


_WITH_IDS: dict[str, type[DocumentRow] | type[JobRow] | type[AssessmentRow]] = {
    "documents": DocumentRow,
    "jobs": JobRow,
    "assessments": AssessmentRow,
}


def _ids(store: Store, told: Mapping[str, Any]) -> dict[str, str]:
    """What each id becomes: itself, or another where this installation has any of them already."""
    own = {name: [each["id"] for each in told[name]] for name in _WITH_IDS}
    every = [told["dossier"]["id"], *(each for ids in own.values() for each in ids)]
    if any(uuid.UUID(each).hex != each for each in every) or len(set(every)) != len(every):
        raise ValueError("these are no ids")
    with store.database.reading() as session:
        taken = session.get(DossierRow, every[0]) is not None or any(
            session.get(kind, each) is not None for name, kind in _WITH_IDS.items() for each in own[name]
        )
    return {each: uuid.uuid4().hex if taken else each for each in every}


def _rows(parcel: _Opened, told: Mapping[str, Any], ids: Mapping[str, str], dossier: str) -> list[Base]:
    """All rows beneath the dossier's own, in an order in which they can be kept. Raises KeyError, TypeError and
    ValueError for what is wrong, ExchangeRefused for what was changed."""
    jobs = [_job(each, ids, dossier) for each in told["jobs"]]
    assessments = [_assessment(parcel, each, ids, dossier) for each in told["assessments"]]
    norms = [_norm(parcel, digest) for digest in sorted({row.norm for row in assessments})]
    edits = [_edit(each, ids, dossier) for each in told["edits"]]
    _check_numbers(edits)
    return [
        *(_document(each, ids, dossier) for each in told["documents"]),
        *(_correction(each, dossier) for each in told["corrections"]),
        *jobs,
        *norms,
        *assessments,
        *edits,
    ]


def _document(told: Plain, ids: Mapping[str, str], dossier: str) -> DocumentRow:
    replaces = None if told["replaces"] is None else ids[told["replaces"]]
    row = row_from(DocumentRow, told, id=ids[told["id"]], dossier=dossier, replaces=replaces)
    if len(row.sha256) != 64 or not set(row.sha256) <= set("0123456789abcdef"):  # it becomes part of a path
        raise ValueError("this is no digest")
    records.document_of(row)
    return row


def _correction(told: Plain, dossier: str) -> CorrectionRow:
    row = row_from(CorrectionRow, {**told, "number": 0}, dossier=dossier)
    records.correction_of(row)
    return CorrectionRow(**{name: getattr(row, name) for name in told if name != "number"})  # numbered by the database


def _job(told: Plain, ids: Mapping[str, str], dossier: str) -> JobRow:
    kept = records.listed([ids[each] for each in records.strings(told["assessments"])])
    row = row_from(JobRow, told, id=ids[told["id"]], dossier=dossier, assessments=kept)
    if not records.job_of(row).state.ended:
        row.state, row.problem = JobState.FAILED.value, _INTERRUPTED
    return row


def _assessment(parcel: _Opened, told: Plain, ids: Mapping[str, str], dossier: str) -> AssessmentRow:
    content = parcel.content(f"assessments/{told['id']}.json")
    made = assessment_of(content)
    job = None if told["job"] is None else ids[told["job"]]
    row = row_from(AssessmentRow, told, id=ids[told["id"]], dossier=dossier, job=job, content=zlib.compress(content))
    if (made.norm_id, made.norm_version) != (row.norm_id, row.norm_version):
        raise ValueError("an assessment of another norm")
    records.record_of(row)
    return row


def _norm(parcel: _Opened, digest: str) -> NormRow:
    content = parcel.content(f"norms/{digest}.json")
    if hashlib.sha256(content).hexdigest() != digest:
        raise ValueError("another norm")
    Norm.model_validate_json(content)
    return NormRow(digest=digest, content=zlib.compress(content))


def _edit(told: Plain, ids: Mapping[str, str], dossier: str) -> EditRow:
    ground = ids[told["assessment"]] if told["assessment"] else ""
    row = row_from(EditRow, told, dossier=dossier, assessment=ground)
    records.edit_of(row)
    return row


def _check_numbers(edits: Sequence[EditRow]) -> None:
    """Edits are only ever added: none is missing. Raises ValueError."""
    numbers: dict[tuple[str, str], list[int]] = {}
    for row in edits:
        numbers.setdefault((row.norm_id, row.ambition), []).append(row.number)
    if any(sorted(each) != list(range(1, len(each) + 1)) for each in numbers.values()):
        raise ValueError("an edit is missing")


def _kept(store: Store, parcel: _Opened, owner: Person, made: Sequence[Base]) -> Dossier:
    """The files first, then all rows in one transaction."""
    wanted = sorted({row.sha256 for row in made if isinstance(row, DocumentRow)})
    arrived: list[Arrived] = []
    try:
        for sha256 in wanted:
            arrived.append(parcel.original(store, sha256))
        parcel.end()
        with store.originals.held():
            for each in arrived:
                store.originals.keep(each)
            try:
                return _written(store, owner, made)
            except IntegrityError as exc:
                raise _refused("de inhoud spreekt zichzelf tegen") from exc
    finally:
        for each in arrived:
            store.originals.discard(each)


def _written(store: Store, owner: Person, made: Iterable[Base]) -> Dossier:
    with store.database.writing() as session:
        dossier: DossierRow | None = None
        for row in made:
            if isinstance(row, NormRow) and session.get(NormRow, row.digest) is not None:
                continue
            session.add(row)
            session.flush()
            dossier = row if isinstance(row, DossierRow) else dossier
        assert dossier is not None
        moment = store.clock()
        dossier.changed = max(dossier.changed, moment)
        log_records.note(session, LogLine(at=moment, who=owner.login, action=Action.IMPORT, subject=dossier.id))
        return records.dossier_of(dossier)
