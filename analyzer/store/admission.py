"""What a change must satisfy before it is kept: every value of the right kind, every quote where it says it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pydantic import JsonValue

from analyzer.report.spreadsheet.columns import FIRST_DAY, LAST_DAY
from analyzer.report.wording import day
from analyzer.review.fields import KEYED, LABEL, value_of
from analyzer.review.values import AddedQuote, Change, OutsideEvidence, ReviewField, quote_key
from analyzer.store.errors import InvalidChange
from analyzer.store.records import storable
from analyzer.types import Ambition, Finding
from ingest.types import Document

MOST_CHANGES = 200  # in one save
LONGEST_TEXT = 20_000  # characters
LONGEST_KEY = 100  # characters
LONGEST_WHY = 2_000  # characters

_TEXTS = frozenset(
    {
        ReviewField.RATIONALE,
        ReviewField.RECOMMENDATION,
        ReviewField.OWNER,
        ReviewField.NOTE,
    }
)


@dataclass(frozen=True)
class Material:
    """What changes to one ambition are held against. `finding`: of the assessment on the screen, None where there was
    none; `names`: of the documents in the dossier, by sha256; `text`: a document by sha256."""

    ambition: Ambition
    finding: Finding | None
    names: Mapping[str, str]
    text: Callable[[str], Document | None]


def admitted(changes: Sequence[Change], material: Material) -> tuple[Change, ...]:
    """The changes as they may be kept; `old` is left to whoever knows what stood there. Blank text is "nothing".

    Raises InvalidChange.
    """
    if len(changes) > MOST_CHANGES:
        raise InvalidChange(f"Dit zijn meer dan {MOST_CHANGES} wijzigingen in één keer. Bewaar ze in delen.")
    slots = [(change.field, change.key) for change in changes]
    if len(set(slots)) < len(slots):
        raise InvalidChange("Eén gegeven wordt hier twee keer gewijzigd. Laad de pagina opnieuw.")
    return tuple(_admitted(change, material) for change in changes)


def reason_of(why: str) -> str:
    """Raises InvalidChange where it is too long."""
    text = storable(why).strip()
    if len(text) > LONGEST_WHY:
        raise InvalidChange(f"De toelichting is te lang. Gebruik ten hoogste {LONGEST_WHY} tekens.")
    return text


def _admitted(change: Change, material: Material) -> Change:
    field, key = change.field, change.key
    if bool(key) is not (field in KEYED) or len(key) > LONGEST_KEY or not key.isprintable():
        raise InvalidChange(f"De wijziging van ‘{LABEL[field]}’ is onvolledig. Laad de pagina opnieuw.")
    try:
        return Change(field=field, key=key, new=_value(field, key, change.new, material))
    except (ValueError, RecursionError) as exc:  # its message is meant for the user
        raise InvalidChange(str(exc)) from exc


def _value(field: ReviewField, key: str, given: JsonValue, material: Material) -> JsonValue:
    if field in _TEXTS:
        return _text(field, given)
    if field is ReviewField.REJECTED:
        return _rejected(key, given, material)
    if field is ReviewField.REVIEWED:
        given = given or None  # False says the same as None
    value = value_of(field, given)
    if field is ReviewField.DUE and isinstance(value, date) and not FIRST_DAY <= value <= LAST_DAY:
        raise InvalidChange(
            f"{LABEL[field].capitalize()} kan niet op {day(value)}. Kies een dag tussen {day(FIRST_DAY)} en "
            f"{day(LAST_DAY)}."
        )
    if isinstance(value, AddedQuote):
        return _quote(value, material).model_dump(mode="json")
    if isinstance(value, OutsideEvidence):
        return _outside(value, material).model_dump(mode="json")
    return given


def _text(field: ReviewField, given: JsonValue) -> str | None:
    value = value_of(field, given)
    if value is None:
        return None
    text = storable(str(value))
    if len(text) > LONGEST_TEXT:
        raise InvalidChange(f"De tekst bij ‘{LABEL[field]}’ is te lang. Gebruik ten hoogste {LONGEST_TEXT} tekens.")
    return text if text.strip() else None


def _rejected(key: str, given: JsonValue, material: Material) -> str | None:
    """A reason may be empty here: the rejection itself is what counts. One may always be taken back."""
    value = value_of(ReviewField.REJECTED, given)
    if value is None:
        return None
    if material.finding is None or key not in _keys(material.finding):
        raise InvalidChange(
            "Dit citaat hoort niet bij de toets die u op het scherm had. Laad de pagina opnieuw en kijk of het er nog "
            "staat."
        )
    text = storable(str(value))
    if len(text) > LONGEST_WHY:
        raise InvalidChange(f"De reden is te lang. Gebruik ten hoogste {LONGEST_WHY} tekens.")
    return text


def _keys(finding: Finding) -> set[str]:
    judgements = [*finding.judgements, *(finding.second.judgements if finding.second is not None else ())]
    return {quote_key(item) for judgement in judgements for item in judgement.evidence}


def _quote(quote: AddedQuote, material: Material) -> AddedQuote:
    """The quote under the name that its document has in the dossier."""
    _of_ambition(quote.criterion, material)
    if quote.document_id not in material.names:
        raise InvalidChange("Het document van dit citaat zit niet (meer) in dit dossier. Kies een ander document.")
    document = material.text(quote.document_id)
    if document is None:
        raise InvalidChange(
            "Dit document is nog niet gelezen, dus het citaat kan niet worden gecontroleerd. Laat het eerst lezen."
        )
    pages = {page.number: page for page in document.pages}
    page = pages.get(quote.page)
    stands = (
        page is not None
        and page.start <= quote.start < quote.end <= page.end
        and document.text[quote.start : quote.end] == quote.quote
        and quote.quote.strip()
    )
    if not stands:
        raise InvalidChange(
            f"Dit citaat staat niet zo op bladzijde {quote.page} van het document. Selecteer de tekst opnieuw, binnen "
            "één bladzijde."
        )
    return quote.model_copy(update={"document": material.names[quote.document_id], "note": _short(quote.note)})


def _outside(evidence: OutsideEvidence, material: Material) -> OutsideEvidence:
    _of_ambition(evidence.criterion, material)
    text = storable(evidence.text)
    if not text.strip():
        raise InvalidChange("Beschrijf wat u buiten de documenten hebt gehoord of gezien.")
    if len(text) > LONGEST_TEXT:
        raise InvalidChange(f"Deze beschrijving is te lang. Gebruik ten hoogste {LONGEST_TEXT} tekens.")
    return evidence.model_copy(update={"text": text, "source": _short(evidence.source)})


def _short(given: str) -> str:
    text = storable(given)
    if len(text) > LONGEST_WHY:
        raise InvalidChange(f"Een van de teksten is te lang. Gebruik ten hoogste {LONGEST_WHY} tekens.")
    return text


def _of_ambition(criterion: str, material: Material) -> None:
    if criterion and criterion not in {each.id for each in material.ambition.criteria}:
        raise InvalidChange("Dit element hoort niet bij deze ambitie. Kies een element uit de lijst.")
