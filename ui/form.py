"""The form of a dossier: what a person filled in becomes values, or a list of what must be mended. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from analyzer.norms import NORM_IDS, load_norm
from analyzer.types import Organisation, OrganisationType
from ingest.types import Frozen

LONGEST_NAME = 120  # characters of an organisation's name
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class IncompleteForm(Exception):
    """Something must be mended first. `problems`: Dutch sentences, one for each field."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class DossierForm(Frozen):
    """What a dossier is about."""

    organisation: Organisation
    peildatum: date
    norm_ids: tuple[str, ...]


def read_dossier(name: str, kind: str, day: str, norm_ids: Sequence[str]) -> DossierForm:
    """Raises IncompleteForm. `day` is written JJJJ-MM-DD; the norms come in their own order, each once."""
    problems: list[str] = []
    name = " ".join(name.split())
    if not name:
        problems.append("Naam: vul de naam van de organisatie in, bijvoorbeeld “Gemeente Oosterhoven”.")
    elif len(name) > LONGEST_NAME:
        problems.append(f"Naam: gebruik ten hoogste {LONGEST_NAME} tekens.")
    if kind not in tuple(OrganisationType):
        problems.append("Soort organisatie: kies gemeente, provincie of waterschap.")
    peildatum = _peildatum(day.strip(), problems)
    chosen = tuple(each for each in NORM_IDS if each in norm_ids)
    if not chosen:
        problems.append("Norm: kies ten minste één norm.")
    elif kind in tuple(OrganisationType):
        problems += _not_bound(chosen, OrganisationType(kind))
    if problems or peildatum is None:
        raise IncompleteForm(problems)
    return DossierForm(
        organisation=Organisation(name=name, type=OrganisationType(kind)), peildatum=peildatum, norm_ids=chosen
    )


def _not_bound(norm_ids: Sequence[str], kind: OrganisationType) -> list[str]:
    norms = [load_norm(each) for each in norm_ids]
    return [
        f"Norm: de {norm.short_title} geldt niet voor een {kind.value}." for norm in norms if kind not in norm.binds
    ]


def _peildatum(day: str, problems: list[str]) -> date | None:
    if not day:
        problems.append("Peildatum: vul een datum in, bijvoorbeeld 2026-03-01.")
        return None
    try:
        if not _DAY.fullmatch(day):
            raise ValueError(day)
        return date.fromisoformat(day)
    except ValueError:
        problems.append(f"Peildatum: “{day[:40]}” is geen datum. Schrijf JJJJ-MM-DD, bijvoorbeeld 2026-03-01.")
        return None
