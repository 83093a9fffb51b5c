"""What can be wrong with a machine-readable report that its schema allows: whoever reads one back asks here first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from analyzer.report.contract import AmbitionEntry, MachineReport
from analyzer.report.review_contract import EvidenceEntry, ReviewEntry, signatures
from analyzer.types import Ambition, Norm

_HEX = frozenset("0123456789abcdef")
_LONGEST_KEY = 100  # characters
_MOST_OF_A_KIND = 1_000  # quotes rejected, quotes added, or other sources, of one ambition
_LONGEST_RUN = 10**8  # seconds; three years
_FIRST, _LAST = 1900, 2199  # years: clocks, zones and terms can be counted from every day in them


def fault_in(report: MachineReport, norm: Norm) -> str | None:
    """The first fault as a Dutch part of a sentence ("ambitie 9.9 hoort niet bij de norm"); None where there is none.

    `norm`: with the id and version that the report names.
    """
    return next(_faults(report, norm), None)


def _faults(report: MachineReport, norm: Norm) -> Iterator[str]:
    known = {ambition.id: ambition for ambition in norm.ambitions}
    names = [entry.id for entry in report.ambitions]
    yield from (f"ambitie {name} hoort niet bij de norm" for name in names if name not in known)
    yield from (f"ambitie {name} ontbreekt" for name in known if name not in names)
    if len(set(names)) != len(names):
        yield "een ambitie staat er meer dan eens in"
    if not _possible(report.run.started):
        yield "van het begin van de toets ontbreekt de tijdzone, of het jaar kan niet"
    if not 0 <= report.run.seconds <= _LONGEST_RUN:
        yield "de toets kan niet zo lang hebben geduurd"
    if not _likely(report.peildatum):
        yield "de peildatum kan niet"
    for document in report.documents:
        if document.pages < 0 or (document.sha256 and not _is_digest(document.sha256)):
            yield f"het document {document.name} kan zo niet bestaan"
    pages = {document.sha256: document.pages for document in report.documents}
    for entry in report.ambitions:
        yield from (f"bij ambitie {entry.id}: {fault}" for fault in _of_ambition(entry, known[entry.id], pages))


def _of_ambition(entry: AmbitionEntry, ambition: Ambition, pages: dict[str, int]) -> Iterator[str]:
    elements = {criterion.id for criterion in ambition.criteria}
    second = entry.second.criteria if entry.second else ()
    given = [*(each.id for each in entry.criteria), *(each.id for each in second)]
    yield from (f"element {name} hoort niet bij deze ambitie" for name in given if name not in elements)
    if len(entry.criteria) != len({each.id for each in entry.criteria}):
        yield "een element staat er meer dan eens in"
    review = entry.review
    added = {_place(each.evidence) for each in review.quotes if each.evidence} if review else set()
    machine = [item for each in entry.criteria for item in each.evidence if not item.added_by]
    machine += [item for each in second for item in each.evidence]
    if review is not None:
        machine += [item for each in review.rejected for item in (each.evidence, *each.also, *each.second) if item]
        yield from _of_review(review, elements)
    for item in machine:
        if item.document_sha256 not in pages and _place(item) not in added:
            yield f"het citaat uit {item.document} is van een document dat niet in het rapport staat"
        yield from _of_quote(item, elements, pages.get(item.document_sha256))


def _of_review(review: ReviewEntry, elements: set[str]) -> Iterator[str]:
    for kept in review.quotes:
        if kept.evidence is None or not _is_digest(kept.evidence.document_sha256):
            yield "een toegevoegd citaat heeft geen document"
        else:
            yield from _of_quote(kept.evidence, elements | {""}, None)
    for outside in review.outside:
        if outside.stance is None or not outside.text.strip() or outside.criterion not in elements | {""}:
            yield "bewijs van buiten de documenten is niet volledig"
    for keys in (
        [each.key for each in review.rejected],
        [each.key for each in review.quotes],
        [each.key for each in review.outside],
    ):
        if any(not key or len(key) > _LONGEST_KEY or not key.isprintable() for key in keys) or _repeated(keys):
            yield "een citaat of bron heeft geen eigen kenmerk"
        if len(keys) > _MOST_OF_A_KIND:
            yield f"meer dan {_MOST_OF_A_KIND} citaten of bronnen van één soort"
    marked = [review.reviewed] if review.reviewed else []
    moments = [each.at for each in (*marked, *signatures(review), *review.entered.values())]
    moments += [review.at] if review.status is not None else []
    if not all(moment is not None and _possible(moment) for moment in moments):
        yield "van een beoordeling ontbreekt het tijdstip, of het kan niet"
    days = [review.due, *(each.day for each in review.outside)]
    if not all(day is None or _likely(day) for day in days):
        yield "een dag die is ingevuld, kan niet"


def _of_quote(item: EvidenceEntry, elements: set[str], pages: int | None) -> Iterator[str]:
    """`pages`: how many its document has; None: not known."""
    if item.start is None or item.end is None:
        yield f"van het citaat uit {item.document} staat er niet bij waar het in de tekst staat"
    elif not 0 <= item.start < item.end or item.end - item.start != len(item.quote):
        yield f"het citaat uit {item.document} kan niet staan op de plaats die erbij staat"
    if item.page < 1 or (pages is not None and item.page > pages):
        yield f"het citaat uit {item.document} staat op een bladzijde die er niet is"
    if item.criterion not in elements:
        yield f"het citaat uit {item.document} hoort bij een element dat er niet is"


def _place(item: EvidenceEntry) -> tuple[str, int | None, int | None]:
    return item.document_sha256, item.start, item.end


def _is_digest(text: str) -> bool:
    return len(text) == 64 and _HEX.issuperset(text)


def _repeated(keys: Iterable[str]) -> bool:
    listed = list(keys)
    return len(set(listed)) != len(listed)


def _possible(moment: datetime) -> bool:
    return moment.tzinfo is not None and _likely(moment)


def _likely(day: date) -> bool:
    return _FIRST <= day.year <= _LAST
