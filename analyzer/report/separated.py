"""The report as a table for other programs: one row a quote, in CSV as a Dutch Excel takes it.

UTF-8 with a byte order mark, semicolons between fields, CRLF after rows. `COLUMNS` has the headers, which stay as they
are; a later version may add columns at the end. A field that a spreadsheet could take for a formula, and one that
begins with an apostrophe, has an apostrophe put before it; `read` takes that away again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from analyzer.report.contract import AmbitionEntry, CriterionEntry, MachineReport
from analyzer.report.machine import ReportFormatError, contracted
from analyzer.report.review_contract import EvidenceEntry, OutsideEntry, SignedEntry
from analyzer.types import GapReport

COLUMNS = (
    # the report
    *("schema_versie", "organisatie", "organisatiesoort", "peildatum", "norm", "normversie"),
    # the ambition: what stands, and who gave it
    *("pijler", "pijler_titel", "ambitie", "ambitie_titel", "status", "status_van"),
    *("oordeel_door", "oordeel_op", "oordeel_reden", "machine_status", "machine_kans", "machine", "machines_oneens"),
    *("beoordeeld_door", "beoordeeld_op", "grond_veranderd", "onderbouwing", "aanbeveling", "probleem"),
    *("verantwoordelijke", "gereed_op"),
    # the element
    *("element", "element_tekst", "element_uitkomst", "element_essentieel"),
    # the quote
    *("citaat_soort", "citaat", "document", "document_sha256", "bladzijde", "begin", "einde", "strekking", "bewijs"),
    *("citaat_opmerking", "citaat_door", "citaat_op", "citaat_reden"),
    # what is known from outside the documents
    *("buiten_wijze", "buiten_dag", "buiten_bron", "buiten_tekst"),
)
# In `citaat_soort`: by the machine, by the machine and rejected by a person, by a person, by the other judge, by that
# one and rejected, and what is no quote but was heard or seen elsewhere. Empty: the ambition has none of these.
OWN, REJECTED, ADDED, SECOND, SECOND_REJECTED, OUTSIDE = (
    "machine",
    "verworpen",
    "toegevoegd",
    "tweede",
    "tweede_verworpen",
    "buiten",
)

Row = Mapping[str, str]

_GUARD = "'"
_GUARDED = tuple(f"=+-@\t\r\n＝＋－＠{_GUARD}")
_YES = {True: "ja", False: "nee"}


def render(report: GapReport) -> bytes:
    """The rows as CSV. Same report, same bytes. Raises ValueError as `machine.contracted` does."""
    return written(rows(contracted(report)))


def rows(report: MachineReport) -> list[Row]:
    """One for each quote, in the order of the ambitions; one for an ambition without any. Every row has all columns."""
    head = {
        "schema_versie": report.schema_version,
        "organisatie": report.organisation.name,
        "organisatiesoort": report.organisation.type.value,
        "peildatum": report.peildatum.isoformat(),
        "norm": report.norm.id,
        "normversie": report.norm.version,
    }
    pillars = {pillar.id: pillar.title for pillar in report.norm.pillars}
    made: list[Row] = []
    for entry in report.ambitions:
        own = {**head, **_ambition(entry), "pijler_titel": pillars.get(entry.pillar, "")}
        for found in list(_found(entry)) or [{}]:
            whole = {**own, **found}
            made.append(MappingProxyType({name: whole.get(name, "") for name in COLUMNS}))
    return made


def written(rows: list[Row]) -> bytes:
    """Rows with all columns, as CSV."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([_guarded(row[name]) for name in COLUMNS] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def read(data: bytes) -> list[Row]:
    """The rows as they were before they were written. Columns of a later version are passed over.

    Raises ReportFormatError.
    """
    try:
        table = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";", strict=True))
    except (UnicodeDecodeError, csv.Error) as exc:
        raise _wrong("het is niet te lezen als CSV in UTF-8 met puntkomma's") from exc
    if not table or tuple(table[0][: len(COLUMNS)]) != COLUMNS:
        raise _wrong("de kolommen zijn andere")
    for number, fields in enumerate(table[1:], start=2):
        if len(fields) != len(table[0]):
            raise _wrong(f"rij {number} heeft niet alle kolommen")
    return [
        MappingProxyType({name: _bare(field) for name, field in zip(COLUMNS, fields, strict=False)})
        for fields in table[1:]
    ]


def _wrong(what: str) -> ReportFormatError:
    return ReportFormatError(
        f"Dit is geen rapport van Normtoets in CSV: {what}. Gebruik het bestand zoals Normtoets het heeft gemaakt."
    )


def _guarded(field: str) -> str:
    return _GUARD + field if field.startswith(_GUARDED) else field


def _bare(field: str) -> str:
    return field.removeprefix(_GUARD)


def _ambition(entry: AmbitionEntry) -> dict[str, str]:
    review = entry.review
    decided = review is not None and review.status is not None
    proposed = review.machine_status if review else entry.status
    chance = review.machine_confidence if review else entry.confidence
    told = {
        "pijler": entry.pillar,
        "ambitie": entry.id,
        "ambitie_titel": entry.title,
        "status": entry.status.value if entry.status else "",
        "status_van": "mens" if decided else "machine",
        "machine_status": proposed.value if proposed else "",
        "machine_kans": "" if chance is None else str(chance),
        "machine": entry.judge,
        "machines_oneens": _YES[entry.disputed],
        "grond_veranderd": _YES[review is not None and review.shift is not None],
        "onderbouwing": entry.rationale,
        "aanbeveling": entry.recommendation,
        "probleem": entry.problem or "",
    }
    if review is None:
        return told
    judged = SignedEntry(author=review.author, at=review.at, why=review.why)
    return {
        **told,
        **_signed("oordeel", judged),
        **_signed("beoordeeld", review.reviewed or SignedEntry()),
        "verantwoordelijke": review.owner,
        "gereed_op": review.due.isoformat() if review.due else "",
    }


def _signed(what: str, by: SignedEntry) -> dict[str, str]:
    """Columns that there are none of are left out later."""
    return {
        f"{what}_door": by.author,
        f"{what}_op": by.at.isoformat() if by.at else "",
        f"{what}_reden": by.why,
    }


def _found(entry: AmbitionEntry) -> Iterator[dict[str, str]]:
    """The quotes of the elements, each followed by those that were rejected; then those of people and of others."""
    review, elements = entry.review, {each.id: each for each in entry.criteria}
    aside = [
        (item, each) for each in (review.rejected if review else ()) for item in (each.evidence, *each.also) if item
    ]
    for criterion in entry.criteria:
        own = [item for item in criterion.evidence if not item.added_by]
        yield from (_quote(OWN, item, criterion) for item in own)
        for item, rejected in aside:
            if item.criterion == criterion.id:
                yield _quote(REJECTED, item, criterion, rejected.signed, rejected.reason)
    if entry.second is not None:
        for item in (item for each in entry.second.criteria for item in each.evidence):
            yield _quote(SECOND, item, elements.get(item.criterion))
    if review is None:
        return
    for each in review.rejected:
        for item in each.second:
            yield _quote(SECOND_REJECTED, item, elements.get(item.criterion), each.signed, each.reason)
    for kept in review.quotes:
        if kept.evidence is not None:
            yield _quote(ADDED, kept.evidence, elements.get(kept.evidence.criterion), kept.signed, kept.signed.why)
    yield from (_outside(each, elements.get(each.criterion)) for each in review.outside)


def _element(criterion: CriterionEntry | None) -> dict[str, str]:
    """Nothing: the ambition as a whole."""
    if criterion is None:
        return {}
    return {
        "element": criterion.id,
        "element_tekst": criterion.text,
        "element_uitkomst": criterion.state.value if criterion.state else "",
        "element_essentieel": _YES[criterion.essential],
    }


_NOBODY = SignedEntry()


def _quote(
    kind: str, item: EvidenceEntry, criterion: CriterionEntry | None, by: SignedEntry = _NOBODY, why: str = ""
) -> dict[str, str]:
    return {
        **_element(criterion),
        **_signed("citaat", by),
        "citaat_reden": why,
        "citaat_soort": kind,
        "citaat": item.quote,
        "document": item.document,
        "document_sha256": item.document_sha256,
        "bladzijde": str(item.page),
        "begin": "" if item.start is None else str(item.start),
        "einde": "" if item.end is None else str(item.end),
        "strekking": item.stance.value,
        "bewijs": item.proof.value,
        "citaat_opmerking": item.note,
    }


def _outside(each: OutsideEntry, criterion: CriterionEntry | None) -> dict[str, str]:
    return {
        **_element(criterion),
        **_signed("citaat", each.signed),
        "citaat_soort": OUTSIDE,
        "strekking": each.stance.value if each.stance else "",
        "buiten_wijze": each.kind.value,
        "buiten_dag": each.day.isoformat() if each.day else "",
        "buiten_bron": each.source,
        "buiten_tekst": each.text,
    }
