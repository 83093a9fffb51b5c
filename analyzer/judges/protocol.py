"""What every judge is: it answers the criteria of one ambition from the passages found for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol, runtime_checkable

from analyzer.types import Ambition, Judgement
from ingest.types import Hit


class Judge(Protocol):
    """`name` goes into the run's record. Judges yield judgements; only `verdicts` turns them into a status."""

    @property
    def name(self) -> str: ...

    def judge(self, ambition: Ambition, hits: Mapping[str, Sequence[Hit]]) -> tuple[Judgement, ...]:
        """One judgement for each criterion, in the ambition's order. `hits` by criterion id, best first."""
        ...


@runtime_checkable
class Remembering(Protocol):
    """A judge that can keep what it read of each document, so that another document does not make it read all again."""

    def recall(self, folder: Path) -> None: ...

    def keep(self) -> None: ...
