"""What every judge is: it answers the criteria of one ambition from the passages found for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from analyzer.types import Ambition, Judgement
from ingest.types import Hit


class Judge(Protocol):
    """`name` goes into the run's record. Judges yield judgements; only `verdicts` turns them into a status."""

    @property
    def name(self) -> str: ...

    def judge(self, ambition: Ambition, hits: Mapping[str, Sequence[Hit]]) -> tuple[Judgement, ...]:
        """One judgement for each criterion, in the ambition's order. `hits` by criterion id, best first."""
        ...
