"""Findings kept in the work folder, so that an ambition is judged again only where something it hangs on has changed.

A finding is kept under all that decides it: the program, the judge, the ambition with its terms, the organisation, the
reference date, and of the dossier what the judge itself says its verdict hangs on. What was kept is thus what judging
again would give; only the scope of the search is brought up to date, so that a proof of absence stays true.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from pydantic import ValidationError

from analyzer.judges.grounds import Grounds, found_lines
from analyzer.judges.protocol import Accountable, Judge
from analyzer.types import Ambition, Finding, Judgement, ModelUse, Norm, Organisation
from analyzer.version import judging_version
from ingest.types import Document, Hit
from ingest.workspace import Workspace

# Files kept at most: some forty changes of a dossier against both norms. Beyond it the ones longest unused go.
_MOST, _LEFT = 3000, 2000


@dataclass(frozen=True)
class FindingMemory:
    """What one judge made of one norm over one dossier. `choice`: the judge's name and all that decides its verdicts;
    `hits` by criterion id, `documents` by id, in their order."""

    workspace: Workspace
    judge: Judge
    choice: str
    norm: Norm
    organisation: Organisation
    peildatum: date
    hits: Mapping[str, Sequence[Hit]]
    documents: Mapping[str, Document]
    _paths: dict[str, Path] = field(default_factory=dict)

    def known(self, ambitions: Iterable[Ambition]) -> dict[str, Finding]:
        """The findings kept of exactly this, by ambition id."""
        found = ((ambition.id, self._load(self._path(ambition))) for ambition in ambitions)
        return {name: self._up_to_date(finding) for name, finding in found if finding is not None}

    def keep(self, ambition: Ambition, finding: Finding) -> None:
        """Keeps a finding, unless the ambition could not be assessed."""
        if finding.status is not None:
            self.workspace.write(self._path(ambition), finding.model_dump_json().encode("utf-8"), durable=False)

    def tidy(self) -> None:
        """Throws away what was not used for longest, where there is a great deal."""
        kept = list(self._folder.glob("*.json"))
        if len(kept) > _MOST:
            for path in sorted(kept, key=_used)[: len(kept) - _LEFT]:
                path.unlink(missing_ok=True)

    @property
    def _folder(self) -> Path:
        return self.workspace.folder / "findings"

    def _path(self, ambition: Ambition) -> Path:
        if ambition.id not in self._paths:
            self._paths[ambition.id] = self._folder / f"{self._digest(ambition)}.json"
        return self._paths[ambition.id]

    def _digest(self, ambition: Ambition) -> str:
        own = {criterion.id: self.hits[criterion.id] for criterion in ambition.criteria}
        grounds = self.judge.grounds(ambition, own) if isinstance(self.judge, Accountable) else self._all(own)
        parts = [*self._fixed, ambition.model_dump_json(), *_terms(self.norm, ambition)]
        parts += [state for each, state in self._states.items() if each in grounds.documents]
        total = hashlib.sha256()
        for part in (*parts, *grounds.lines):
            total.update(hashlib.sha256(part.encode("utf-8")).digest())
        return total.hexdigest()[:32]

    def _all(self, hits: Mapping[str, Sequence[Hit]]) -> Grounds:
        """Of a judge that does not tell what its verdicts hang on: everything."""
        return Grounds(frozenset(self.documents), found_lines(hits))

    @cached_property
    def _fixed(self) -> tuple[str, ...]:
        organisation = self.organisation.model_dump_json()
        return (judging_version(), self.choice, self.norm.id, organisation, self.peildatum.isoformat())

    @cached_property
    def _states(self) -> dict[str, str]:
        """A digest of each document as it was read, its name and facts among it, in the dossier's order."""
        return {
            each: hashlib.sha256(document.model_dump_json(exclude={"problems"}).encode("utf-8")).hexdigest()
            for each, document in self.documents.items()
        }

    def _load(self, path: Path) -> Finding | None:
        try:
            finding = Finding.model_validate_json(path.read_bytes())
            path.touch()
        except (OSError, ValidationError):
            return None
        return finding

    def _up_to_date(self, finding: Finding) -> Finding:
        names = tuple(document.name for document in self.documents.values())
        pages = sum(len(document.pages) for document in self.documents.values())
        judgements = tuple(_with_scope(each, names, pages) for each in finding.judgements)
        use = None if finding.model is None else _as_known(finding.model)
        return finding.model_copy(update={"judgements": judgements, "model": use})


def _with_scope(judgement: Judgement, documents: tuple[str, ...], pages: int) -> Judgement:
    """The judgement as one over these documents; a judge that tells no scope is left as it is."""
    if not judgement.trace.documents:
        return judgement
    trace = judgement.trace.model_copy(update={"documents": documents, "pages": pages})
    return judgement.model_copy(update={"trace": trace})


def _as_known(use: ModelUse) -> ModelUse:
    """What a verdict takes whose answers are known: nothing."""
    return use.model_copy(
        update={
            "calls": 0,
            "cached": use.calls + use.cached,
            "input_tokens": 0,
            "output_tokens": 0,
            "estimated": False,
            "seconds": 0.0,
            "cost": None if use.cost is None else 0.0,
        }
    )


def _terms(norm: Norm, ambition: Ambition) -> list[str]:
    """The concepts that an ambition names, each with its terms."""
    named = sorted(
        {
            alternative[1:]
            for criterion in ambition.criteria
            for group in (*criterion.all_of, criterion.none_of)
            for alternative in group
            if alternative.startswith("@")
        }
    )
    return [f"@{each}: {' | '.join(norm.concepts.get(each, ()))}" for each in named]


def _used(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:  # another process threw it away
        return 0.0
