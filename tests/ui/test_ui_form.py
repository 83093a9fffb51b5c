"""What a user fills in for a dossier: the right becomes values, the wrong a Dutch sentence for each field."""

from __future__ import annotations

from datetime import date

import pytest

from analyzer.types import OrganisationType
from ui.form import LONGEST_NAME, IncompleteForm, read_dossier

BOTH = ["noord-hollandse-norm", "groningse-norm", "groningse-norm"]


def problems(
    name: str = "Gemeente X", kind: str = "gemeente", day: str = "2026-03-01", norms: tuple[str, ...] = ()
) -> list[str]:
    with pytest.raises(IncompleteForm) as caught:
        read_dossier(name, kind, day, norms or ("groningse-norm",))
    return list(caught.value.problems)


def test_a_complete_form_becomes_what_a_dossier_is_about() -> None:
    filled = read_dossier("  Gemeente \n Oosterhoven ", "gemeente", " 2026-03-01 ", BOTH)
    assert filled.organisation.name == "Gemeente Oosterhoven"
    assert filled.organisation.type is OrganisationType.GEMEENTE
    assert filled.peildatum == date(2026, 3, 1)
    assert filled.norm_ids == ("groningse-norm", "noord-hollandse-norm"), "in their own order, each once"


@pytest.mark.parametrize("day", ["2026-02-30", "1-3-2026", "20260301", "2026-W10-1", "morgen", "2026-03-01T10:00"])
def test_a_date_that_is_none_is_named_with_the_way_to_write_it(day: str) -> None:
    (problem,) = problems(day=day)
    assert problem.startswith("Peildatum: ") and day in problem and "JJJJ-MM-DD" in problem


def test_everything_wrong_is_told_at_once() -> None:
    with pytest.raises(IncompleteForm) as caught:
        read_dossier("  ", "staat", "", ["onzin"])
    fields = [problem.split(":")[0] for problem in caught.value.problems]
    assert fields == ["Naam", "Soort organisatie", "Peildatum", "Norm"]


def test_a_name_has_an_end_and_a_norm_binds_only_some() -> None:
    assert str(LONGEST_NAME) in problems(name="n" * (LONGEST_NAME + 1))[0]
    assert problems(kind="waterschap", norms=("groningse-norm", "noord-hollandse-norm")) == [
        "Norm: de Noord-Hollandse norm geldt niet voor een waterschap."
    ]
