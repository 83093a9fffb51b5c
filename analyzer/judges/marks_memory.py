"""The marks of each document's sentences, kept in the work folder: another document, or another norm, changes none."""

from __future__ import annotations

import hashlib
import os
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from analyzer.judges.models import STANCES, Floats, TextModels
from analyzer.judges.reading import Reading
from analyzer.judges.scores import Marks, lines_of, marks_of
from analyzer.version import judging_version

_FLOATS = ("topic", "lines", "title", "stance")
_NUMBERS = ("names", "counts")


def known_marks(reading: Reading, models: TextModels, folder: Path | None) -> Marks:
    """The marks of a document, from `folder` where they are kept there, and kept there where they are not (None: made
    anew). Of each document only the last ones are kept."""
    if folder is None:
        return marks_of(reading, models)
    document, name = reading.document, reading.document.facts.title or reading.document.name
    content = "\n".join((judging_version(), name, str(len(document.text)), document.text, str(document.blocks)))
    digest = hashlib.sha256(content.encode("utf-8")).hexdigest()[:24]
    path = folder / f"{document.id[:24]}-{digest}.npz"
    marks = _load(path, reading, models)
    if marks is None:
        marks = marks_of(reading, models)
        _keep(path, marks)
        for old in folder.glob(f"{document.id[:24]}-*.npz"):
            if old != path:
                old.unlink(missing_ok=True)
    return marks


def _load(path: Path, reading: Reading, models: TextModels) -> Marks | None:
    """What is kept; None when nothing is, or when it cannot be read back."""
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as kept:
            floats: list[Floats] = [np.asarray(kept[each], dtype=np.float32) for each in _FLOATS]
            names, counts = (np.asarray(kept[each], dtype=np.int64) for each in _NUMBERS)
    except (OSError, ValueError, LookupError, BadZipFile, EOFError):
        return None
    sentences, criteria = len(reading.sentences), len(models.criteria)
    fits = [(sentences, criteria), (len(lines_of(reading)), criteria), (criteria,), (sentences, len(STANCES))]
    shapes = [*(part.shape for part in floats), names.shape, counts.shape]
    if shapes != [*fits, (int(counts.sum()),), (sentences,)]:
        return None
    topic, lines, title, stance = floats
    return Marks(topic, lines, title, stance, names, counts)


def _keep(path: Path, marks: Marks) -> None:
    """Writes the file whole or not at all."""
    buffer = BytesIO()
    np.savez(buffer, **{each: getattr(marks, each) for each in (*_FLOATS, *_NUMBERS)})
    path.parent.mkdir(parents=True, exist_ok=True)
    waiting = path.with_suffix(".new")
    waiting.write_bytes(buffer.getvalue())
    os.replace(waiting, path)
