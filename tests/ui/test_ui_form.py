"""What a user fills in: the right becomes a Request, the wrong a Dutch sentence for each field."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from analyzer.types import OrganisationType
from ui.form import LONGEST_NAME, MOST_FILES, IncompleteForm, read_form

FILE = [Path("beleid.pdf")]


def test_a_complete_form_becomes_a_request() -> None:
    request = read_form(
        FILE,
        ["groningse-norm", "noord-hollandse-norm", "groningse-norm"],
        "  Gemeente \n Oosterhoven ",
        "gemeente",
        " 2026-03-01 ",
    )
    assert request.paths == tuple(FILE)
    assert request.norm_ids == ("groningse-norm", "noord-hollandse-norm")
    assert request.organisation.name == "Gemeente Oosterhoven"
    assert request.organisation.type is OrganisationType.GEMEENTE
    assert request.peildatum == date(2026, 3, 1)


@pytest.mark.parametrize("day", ["2026-02-30", "1-3-2026", "20260301", "2026-W10-1", "morgen", "2026-03-01T10:00"])
def test_a_date_that_is_none_is_named_with_the_way_to_write_it(day: str) -> None:
    with pytest.raises(IncompleteForm) as caught:
        read_form(FILE, ["groningse-norm"], "Gemeente X", "gemeente", day)
    (problem,) = caught.value.problems
    assert problem.startswith("Peildatum: ") and day in problem and "JJJJ-MM-DD" in problem


def test_everything_wrong_is_told_at_once() -> None:
    with pytest.raises(IncompleteForm) as caught:
        read_form([], [], "  ", "staat", "")
    fields = [problem.split(":")[0] for problem in caught.value.problems]
    assert fields == ["Documenten", "Norm", "Naam", "Soort organisatie", "Peildatum"]


def test_too_many_files_and_too_long_a_name_are_refused() -> None:
    many = [Path(f"{number}.pdf") for number in range(MOST_FILES + 1)]
    with pytest.raises(IncompleteForm) as caught:
        read_form(many, ["groningse-norm"], "n" * (LONGEST_NAME + 1), "gemeente", "2026-03-01")
    assert str(MOST_FILES) in caught.value.problems[0] and str(LONGEST_NAME) in caught.value.problems[1]
