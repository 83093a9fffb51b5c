"""What a verdict on one ambition hangs on within a dossier, in a form that can be compared. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingest.types import Hit


@dataclass(frozen=True)
class Grounds:
    """`documents`: the ids of those whose text, facts, name or order among each other count. `lines`: all else."""

    documents: frozenset[str]
    lines: tuple[str, ...]


def found_lines(hits: Mapping[str, Sequence[Hit]]) -> tuple[str, ...]:
    """The passages found for each criterion, in the order in which they were found."""
    return tuple(
        " ".join((criterion, *(f"{hit.passage.document_id}:{hit.passage.index}" for hit in found)))
        for criterion, found in hits.items()
    )


def documents_found(hits: Mapping[str, Sequence[Hit]]) -> frozenset[str]:
    """The ids of the documents that the passages are from."""
    return frozenset(hit.passage.document_id for found in hits.values() for hit in found)
