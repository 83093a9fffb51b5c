"""Takes in a report in JSON: a new dossier with the assessment it tells of, and what people laid over it as edits.

The documents themselves are not in a report. Who has them can add them to the dossier afterwards: a quote is then shown
again where it stands.
"""

from __future__ import annotations

import codecs
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from analyzer.errors import UnknownNorm
from analyzer.norms import load_norm
from analyzer.report import machine
from analyzer.report.contract import MachineReport
from analyzer.report.machine import ReportFormatError
from analyzer.report.plain_text import printable, shorten
from analyzer.report.restoring import Restored, restored
from analyzer.review.values import Edit
from analyzer.store import assessment_records, dossier_records, log_records
from analyzer.store.access import still_there
from analyzer.store.admission import LONGEST_TEXT, LONGEST_WHY
from analyzer.store.desk import Desk
from analyzer.store.errors import ExchangeRefused, InvalidChange, NotAllowed
from analyzer.store.log_records import Action, LogLine
from analyzer.store.records import dossier_of, edit_row, storable
from analyzer.store.tables import AssessmentRow, DossierRow
from analyzer.store.values import Dossier, Role
from analyzer.types import Norm, Organisation

MOST_BYTES = 24 << 20  # of a report; a large one has some two million
_AHEAD = timedelta(days=1)  # by which the clock of another installation may differ
_LONGEST_NAME = 200  # characters
_LONGEST_REFUSAL = 600  # characters
_LONGEST_VALUE = 5 * LONGEST_TEXT  # characters: a text with what belongs to it


def take_in_report(desk: Desk, data: bytes) -> Dossier:
    """The dossier, which is the person's, with one assessment that is marked as read in; `machine.render` of its report
    gives what came in. Nothing is kept where anything is refused.

    The assessment keeps its id, or has another one where it is here already; a report names it as it was. Notes are in
    no report. Raises NotAllowed (a lezer), ExchangeRefused for what is no report, of a newer version, of a norm that is
    not known here, or contradicts itself, and StoreUnavailable.
    """
    if desk.person.role is Role.LEZER:
        raise NotAllowed("Als lezer kunt u geen rapport inlezen. Vraag de beheerder om een andere rol.")
    report = _read(data)
    with desk.store.database.reading() as session:
        norms = _norms(session, report)
        told = report.review.assessment if report.review else ""
        id = told if _is_free(session, told) else uuid.uuid4().hex
    dossier_id = uuid.uuid4().hex
    made = _restored(report, norms, dossier_id, id)
    _check(made.edits, desk.store.clock())
    try:
        return _kept(desk, made, dossier_id)
    except IntegrityError as exc:
        raise ExchangeRefused(
            "Dit rapport werd op hetzelfde moment ook door iemand anders ingelezen. Probeer het "
            "opnieuw als u het niet in de lijst met dossiers ziet."
        ) from exc


def _read(data: bytes) -> MachineReport:
    if len(data) > MOST_BYTES:
        raise ExchangeRefused(
            f"Dit bestand is te groot voor een rapport van Normtoets (meer dan {MOST_BYTES >> 20} MB). Kies het "
            "rapport in JSON."
        )
    try:
        report = machine.read(data.removeprefix(codecs.BOM_UTF8), whole=True)
    except ReportFormatError as exc:
        raise _refused(str(exc)) from exc
    if any(storable(text) != text for text in (report.norm.id, report.norm.version, report.run.judge)):
        raise _wrong("bij de norm of de toets staat een teken dat niet te bewaren is")
    return report


def _norms(session: Session, report: MachineReport) -> Sequence[Norm]:
    """The norm that the report names, in every wording known here; at least one."""
    asked = report.norm
    try:
        now = load_norm(asked.id)
    except UnknownNorm as exc:
        raise _refused(f"Dit rapport gaat over een norm die hier niet bekend is. {exc}") from exc
    found = [now] if now.version == asked.version else []
    found += [norm for norm in assessment_records.norms_of(session, asked.id, asked.version) if norm not in found]
    if not found:
        raise _refused(
            f"Dit rapport is gemaakt met versie {asked.version} van de {now.title}; hier is versie {now.version} "
            "bekend. Gebruik dezelfde versie van Normtoets als waarmee het is gemaakt, of lees het uitgevoerde dossier "
            "in (een zip-bestand): daar zit de norm in."
        )
    return found


def _is_free(session: Session, id: str) -> bool:
    """Whether it is an id as they are made here, that nothing has."""
    is_id = len(id) == 32 and set(id) <= set("0123456789abcdef")
    return is_id and session.get(AssessmentRow, id) is None


def _restored(report: MachineReport, norms: Sequence[Norm], dossier_id: str, id: str) -> Restored:
    """By the first wording of the norm that fits. Raises ExchangeRefused, with what is wrong by the first one."""
    faults: list[ReportFormatError] = []
    for norm in norms:
        try:
            return restored(report, norm, dossier=dossier_id, id=id)
        except ReportFormatError as exc:
            faults.append(exc)
    raise _refused(str(faults[0])) from faults[0]


def _check(edits: Sequence[Edit], now: datetime) -> None:
    """Raises ExchangeRefused for what nobody could have saved here."""
    for edit in edits:
        texts = [edit.author, edit.why]
        if any(storable(text) != text for text in texts) or not edit.author.strip():
            raise _wrong(f"bij ambitie {edit.ambition} ontbreekt een naam, of staat een teken dat niet te bewaren is")
        if edit.at > now + _AHEAD:
            raise _wrong(f"bij ambitie {edit.ambition} is iets beoordeeld op een dag die nog moet komen")
        longest = max(len(str(change.new)) for change in edit.changes)
        if len(edit.author) > _LONGEST_NAME or len(edit.why) > LONGEST_WHY or longest > _LONGEST_VALUE:
            raise _wrong(f"bij ambitie {edit.ambition} is een tekst te lang")


def _wrong(what: str) -> ExchangeRefused:
    return _refused(f"Dit rapport klopt niet: {what}. Gebruik het bestand zoals Normtoets het heeft gemaakt.")


def _refused(why: str) -> ExchangeRefused:
    """With words of the file in it, which may be anything."""
    return ExchangeRefused(shorten(printable(why), _LONGEST_REFUSAL))


def _kept(desk: Desk, made: Restored, dossier_id: str) -> Dossier:
    """All of it in one transaction."""
    assessment = made.report.assessment
    now = desk.store.clock()
    organisation = Organisation(name=assessment.organisation.name, type=assessment.organisation.type)
    with desk.store.database.writing() as session:
        person = still_there(session, desk.person)
        try:
            dossier_records.create(
                session, person, organisation, assessment.peildatum, [assessment.norm_id], now, id=dossier_id
            )
        except InvalidChange as exc:
            raise ExchangeRefused(f"Dit rapport kan hier geen dossier worden. {exc}") from exc
        row = session.get_one(DossierRow, dossier_id)
        assessment_records.keep_told(session, made.id, row, made.report, now)
        session.add_all(edit_row(edit) for edit in made.edits)
        row.changed = max((row.changed, *(edit.at for edit in made.edits)))
        line = LogLine(at=now, who=person.login, action=Action.IMPORT, subject=dossier_id, source=desk.source)
        log_records.note(session, line)
        session.flush()
        return dossier_of(row)
