"""What was read in the sentences of one document, kept in the work folder: another document changes nothing in it.

How closely a sentence speaks of a criterion, and what it says of it, hang on the document, the norm, the organisation,
the reference date, and on which other bodies the document names; not on the other documents. So when a document is
added, only its own sentences are read.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from analyzer.judges.matching import Relevance
from analyzer.judges.statement import Silence, Stance
from analyzer.lexicon import Match
from analyzer.types import State

Found = tuple[Relevance, Stance] | None  # None: the sentence does not name the thing


class DocumentMemory:
    """By criterion and number of the sentence. `path`: the file it is kept in; None keeps nothing."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._found: dict[str, dict[int, Found]] = _load(path) if path is not None else {}
        self._changed = False

    def of(self, criterion: str) -> dict[int, Found]:
        """What is known of a criterion; read only, see `add`."""
        return self._found.get(criterion, {})

    def add(self, criterion: str, number: int, found: Found) -> None:
        self._found.setdefault(criterion, {})[number] = found
        self._changed = True

    def keep(self) -> None:
        """Writes the file whole or not at all, when something was added."""
        if self._path is None or not self._changed:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        waiting = self._path.with_suffix(".new")
        waiting.write_text(json.dumps(_packed(self._found), separators=(",", ":")), encoding="utf-8")
        os.replace(waiting, self._path)
        self._changed = False


def memory_path(folder: Path, document_id: str, grounds: Sequence[str]) -> Path:
    """The file for one document; `grounds` is all else that decides what its sentences say."""
    digest = hashlib.sha256("\n".join(grounds).encode("utf-8")).hexdigest()
    return folder / f"{document_id[:24]}-{digest[:24]}.json"


def _packed(found: dict[str, dict[int, Found]]) -> dict[str, list[object]]:
    """For each criterion the sentences that do not name it, and a row for each that does."""
    return {
        criterion: [
            [number for number, each in known.items() if each is None],
            [_row(number, *each) for number, each in known.items() if each is not None],
        ]
        for criterion, known in found.items()
    }


def _row(number: int, relevance: Relevance, stance: Stance) -> list[object]:
    return [
        number,
        relevance.score,
        relevance.core.first,
        relevance.core.last,
        relevance.back,
        relevance.missing,
        stance.state.value,
        stance.strength,
        stance.silence.value if stance.silence else None,
        stance.done,
        stance.with_next,
    ]


def _load(path: Path) -> dict[str, dict[int, Found]]:
    """What is kept; empty when nothing is, or when it cannot be read back."""
    loaded: dict[str, dict[int, Found]] = {}
    try:
        for criterion, (silent, rows) in json.loads(path.read_bytes()).items():
            loaded[criterion] = dict.fromkeys(silent)
            loaded[criterion].update((row[0], _found(row)) for row in rows)
    except (OSError, ValueError, TypeError, LookupError, AttributeError):
        return {}
    return loaded


def _found(row: list[Any]) -> Found:
    _, score, first, last, back, missing, state, strength, silence, done, with_next = row
    relevance = Relevance(score, Match(first, last), back, missing)
    silent = Silence(silence) if silence is not None else None
    return relevance, Stance(State(state), strength, silent, done, with_next)
