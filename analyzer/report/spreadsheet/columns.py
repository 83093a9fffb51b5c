"""The sheets of the workbook and the columns of the assessment sheet: their names are how the file is read back."""

from __future__ import annotations

from datetime import date

from analyzer.report import review_wording, wording
from analyzer.review.values import ReviewField
from analyzer.types import Status

GUIDE, ASSESSMENT, EVIDENCE, DOCUMENTS, ORIGIN = "Leeswijzer", "Beoordeling", "Bewijs", "Documenten", "Normtoets"

# --- the machine's columns -----------------------------------------------------------------------------------------

NUMBER = "Nr."
TITLE = "Ambitie"
PILLAR = "Pijler"
REQUIREMENT = "Wat de norm vraagt"
PROPOSAL = review_wording.MACHINE
CERTAINTY = "Zekerheid"
RATIONALE = review_wording.MACHINE_RATIONALE
ADVICE = review_wording.MACHINE_RECOMMENDATION
SECOND = review_wording.SECOND_COLUMN
DIFFERENCE = "Verschil tussen de voorstellen"
QUOTES = "Citaten"
ATTENTION = "Let op"
REVIEWER = "Wie beoordeelde"
MACHINE = (
    *(NUMBER, TITLE, PILLAR, REQUIREMENT, PROPOSAL, CERTAINTY, RATIONALE, ADVICE),
    *(SECOND, DIFFERENCE, QUOTES, ATTENTION, REVIEWER),
)
OPTIONAL = frozenset({SECOND, DIFFERENCE, ATTENTION})  # only there where some row has something in it
# Hidden: by which a row is known, and the number of the last edit that it shows.
KEY, EDITION = "Kenmerk", "Laatste wijziging"

# --- a person's columns --------------------------------------------------------------------------------------------

VERDICT = "Oordeel"
DUE = review_wording.DUE
SEEN = "Beoordeeld"
WHY = "Reden van de wijziging"
PERSON: dict[str, ReviewField] = {
    VERDICT: ReviewField.STATUS,
    "Onderbouwing": ReviewField.RATIONALE,
    "Aanbeveling": ReviewField.RECOMMENDATION,
    review_wording.OWNER: ReviewField.OWNER,
    DUE: ReviewField.DUE,
    SEEN: ReviewField.REVIEWED,
}
HEADER_OF = {field: header for header, field in PERSON.items()}
KNOWN = (*MACHINE, *PERSON, WHY, KEY, EDITION)

YES, NO = "ja", "nee"
VERDICTS: dict[str, Status] = {wording.mark(status).label: status for status in Status}
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)  # of a date that a person may enter
