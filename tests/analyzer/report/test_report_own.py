"""A report that finds its way among the documents, under whatever name, is known for what it is and proves nothing."""

from __future__ import annotations

import pytest
from report_formats import RENDERERS

from analyzer.types import GapReport
from ingest.assemble import assemble
from ingest.readers.dispatch import read_bytes
from ingest.types import Genre


@pytest.mark.parametrize("kind", sorted(RENDERERS))
def test_own_reports_are_known_by_their_content(kind: str, report: GapReport) -> None:
    name = f"verslag.{'txt' if kind == 'json' else kind}"
    document = assemble(read_bytes(RENDERERS[kind](report), name), "0" * 64, name)
    assert document.facts.genre is Genre.NORM
    assert [problem.code for problem in document.problems if "Normtoets" in problem.message] == ["own_report"]


def test_another_document_is_not_taken_for_one() -> None:
    document = assemble(read_bytes(b"Wij toetsen ons beleid aan de norm met Normtoets.", "a.txt"), "0" * 64, "a.txt")
    assert document.facts.genre is not Genre.NORM
    assert not document.problems
