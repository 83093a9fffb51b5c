"""What a workbook says of where it comes from, in a hidden sheet: by which it is known again, and by which is seen what
somebody changed in it. It guards against slips and mix-ups; it is no signature."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analyzer.report.spreadsheet import columns
from analyzer.report.spreadsheet.ambition_rows import AmbitionRow
from analyzer.report.spreadsheet.cells import folded, plain
from analyzer.review.values import ReviewedAssessment, ReviewField

FORM = "1"  # of the workbook; another one cannot be read back
TOLD = "Dit blad hoort bij Normtoets. Wijzig of verwijder het niet: zonder dit blad is het bestand niet terug te lezen."
FIELDS = ("Vorm", "Toets", "Norm", "Versie van de norm", "Organisatie", "Peildatum")
SEAL = "Zegel"
CONTROL = "Controle"
ROW_HEADERS = (columns.KEY, columns.EDITION, CONTROL, *columns.PERSON)
_DIGITS = 12  # hexadecimal, of the digest of one cell


@dataclass(frozen=True)
class Printed:
    """A row as the file was made: the number of the last edit, digests of the machine's cells by the name of their
    column, and what the cells of a person held."""

    edition: int
    control: Mapping[str, str]
    person: Mapping[ReviewField, str]


@dataclass(frozen=True)
class Origin:
    """`values`: as `FIELDS`; `rows`: by ambition."""

    values: tuple[str, ...]
    rows: Mapping[str, Printed]

    @property
    def assessment(self) -> str:
        """The id of the assessment; empty where it was in no dossier."""
        return self.values[1]

    @property
    def seal(self) -> str:
        """The digest of all that is here."""
        return _digest(
            [
                [folded(value) for value in self.values],
                [(key, row.edition, sorted(row.control.items()), _words(row.person)) for key, row in self.rows.items()],
            ]
        )


def origin_of(report: ReviewedAssessment, rows: Sequence[AmbitionRow]) -> Origin:
    return Origin(
        values=values_of(report),
        rows={row.ambition: Printed(row.edition, control_of(row.machine), dict(row.person)) for row in rows},
    )


def values_of(report: ReviewedAssessment) -> tuple[str, ...]:
    """What `FIELDS` are for this report."""
    made, norm = report.assessment, report.norm
    return (FORM, report.id, norm.id, norm.version, plain(made.organisation.name), made.peildatum.isoformat())


def control_of(machine: Mapping[str, str]) -> Mapping[str, str]:
    return {name: digest_of(machine[name]) for name in columns.MACHINE}


def digest_of(text: str) -> str:
    """Of one cell."""
    return _digest(folded(text))[:_DIGITS]


def _words(person: Mapping[ReviewField, str]) -> list[str]:
    return [folded(person[field]) for field in columns.PERSON.values()]


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()
