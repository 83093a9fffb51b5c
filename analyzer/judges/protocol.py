"""What every judge is: it answers the criteria of one ambition from the passages found for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol, runtime_checkable

from analyzer.judges.grounds import Grounds
from analyzer.llm.prompts import Prompt
from analyzer.types import Ambition, Judgement, ModelUse
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


@runtime_checkable
class Accountable(Protocol):
    """A judge that can name all of the dossier on which its verdict on an ambition hangs, so that what another document
    leaves as it was need not be judged again."""

    def grounds(self, ambition: Ambition, hits: Mapping[str, Sequence[Hit]]) -> Grounds:
        """The same grounds mean the same judgements, but for how many documents and pages were searched. The ambition
        and its terms, the organisation and the reference date are not among them: those count anyhow."""
        ...


@runtime_checkable
class Asking(Protocol):
    """A judge that asks a language model: calls go on at the same time, cost something, and may fail in passing."""

    @property
    def at_once(self) -> int: ...

    def answered(self, ambition: Ambition, hits: Mapping[str, Sequence[Hit]]) -> bool:
        """Whether the answer is known from before."""
        ...

    def question(self, ambition: Ambition, hits: Mapping[str, Sequence[Hit]]) -> tuple[Prompt, dict[str, str]]:
        """What will be asked, with its values. Nothing is sent."""
        ...

    def use(self, ambition: str | None = None) -> ModelUse:
        """What one ambition took, or all together."""
        ...

    def notices(self, hits: Mapping[str, Sequence[Hit]]) -> tuple[str, ...]:
        """What a reviewer must know of the material (Dutch)."""
        ...
