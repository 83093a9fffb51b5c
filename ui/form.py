"""The form of a new assessment: what a user filled in becomes a Request, or a list of what must be mended. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from analyzer.assessment import Request
from analyzer.types import Organisation, OrganisationType

# More files than a municipality has on one subject; beyond it a folder was chosen by mistake.
MOST_FILES = 200
LONGEST_NAME = 120  # characters of an organisation's name
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class IncompleteForm(Exception):
    """Something must be mended first. `problems`: Dutch sentences, one for each field."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


def read_form(paths: Sequence[Path], norm_ids: Sequence[str], name: str, kind: str, day: str) -> Request:
    """Raises IncompleteForm. `day` is written JJJJ-MM-DD; the norms keep their order, each once."""
    problems = _file_problems(paths)
    if not norm_ids:
        problems.append("Norm: kies ten minste één norm.")
    name = " ".join(name.split())
    if not name:
        problems.append("Naam: vul de naam van de organisatie in, bijvoorbeeld “Gemeente Oosterhoven”.")
    elif len(name) > LONGEST_NAME:
        problems.append(f"Naam: gebruik ten hoogste {LONGEST_NAME} tekens.")
    if kind not in tuple(OrganisationType):
        problems.append("Soort organisatie: kies gemeente, provincie of waterschap.")
    peildatum = _peildatum(day.strip(), problems)
    if problems or peildatum is None:
        raise IncompleteForm(problems)
    return Request(
        paths=tuple(paths),
        norm_ids=tuple(dict.fromkeys(norm_ids)),
        organisation=Organisation(name=name, type=OrganisationType(kind)),
        peildatum=peildatum,
    )


def _file_problems(paths: Sequence[Path]) -> list[str]:
    if not paths:
        return ["Documenten: kies ten minste één bestand, of laad het voorbeeld."]
    if len(paths) > MOST_FILES:
        return [f"Documenten: u koos {len(paths)} bestanden; het hoogste aantal is {MOST_FILES}. Laat er enkele weg."]
    return []


def _peildatum(day: str, problems: list[str]) -> date | None:
    if not day:
        problems.append("Peildatum: vul een datum in als JJJJ-MM-DD, bijvoorbeeld 2026-03-01.")
        return None
    try:
        if not _DAY.fullmatch(day):
            raise ValueError(day)
        return date.fromisoformat(day)
    except ValueError:
        problems.append(f"Peildatum: “{day[:40]}” is geen datum. Schrijf JJJJ-MM-DD, bijvoorbeeld 2026-03-01.")
        return None
