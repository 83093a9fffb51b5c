"""Models ↔ bytes: one compressed numpy archive, without pickled objects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from analyzer.judges.features import TopicFeatures
from analyzer.judges.models import Floats, LogisticModel, Models, TextModel, TextModels, TreeModel

_TEXT_MODELS = ("topic", "stance")
_TREE_PARTS = ("figure", "threshold", "left", "right", "value", "start")
_LOGISTIC_PARTS = ("mean", "scale", "weights", "intercept")
_WEIGHING: dict[str, tuple[str, ...]] = {
    "pertinence": _TREE_PARTS,
    "state": _TREE_PARTS,
    "element": _LOGISTIC_PARTS,
    "verdict": _LOGISTIC_PARTS,
}
_LEVELS = 127  # of a weight that is kept in one byte, to either side of zero


@cache
def load_models() -> Models:
    """The models as shipped in corpus/models."""
    return unpack(files("corpus").joinpath("models", "judge.npz").read_bytes())


def pack(models: Models) -> bytes:
    """The archive; the same models give the same bytes."""
    arrays: dict[str, NDArray[Any]] = {"criteria": _lines(f"{norm} {each}" for norm, each in models.texts.criteria)}
    for name in _TEXT_MODELS:
        model: TextModel = getattr(models.texts, name)
        scale = np.abs(model.weights).max(axis=0) / _LEVELS + 1e-12
        arrays |= {
            f"{name}_vocabulary": _lines(model.vocabulary),
            f"{name}_idf": model.idf.astype(np.float16),
            f"{name}_weights": np.round(model.weights / scale).astype(np.int8),
            f"{name}_scale": scale.astype(np.float32),
            f"{name}_intercept": model.intercept.astype(np.float32),
        }
    for name, parts in _WEIGHING.items():
        weighing = getattr(models, name)
        arrays |= {f"{name}_classes": _lines(weighing.classes)}
        arrays |= {f"{name}_{part}": getattr(weighing, part) for part in parts}
    buffer = BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **arrays)
    return buffer.getvalue()


def unpack(data: bytes) -> Models:
    """Raises ValueError where the archive is not one of ours."""
    try:
        return _unpacked(data)
    except (BadZipFile, EOFError, OSError, LookupError, TypeError) as exc:
        raise ValueError("no archive of models") from exc


def _unpacked(data: bytes) -> Models:
    with np.load(BytesIO(data), allow_pickle=False) as arrays:
        pairs = [line.split(" ") for line in _text(arrays["criteria"])]
        return Models(
            texts=TextModels(
                features=TopicFeatures(),
                topic=_text_model(arrays, "topic"),
                criteria={(norm, each): place for place, (norm, each) in enumerate(pairs)},
                stance=_text_model(arrays, "stance"),
            ),
            pertinence=TreeModel(**_parts(arrays, "pertinence")),
            state=TreeModel(**_parts(arrays, "state")),
            element=LogisticModel(**_parts(arrays, "element")),
            verdict=LogisticModel(**_parts(arrays, "verdict")),
        )


def _parts(arrays: Mapping[str, NDArray[Any]], name: str) -> dict[str, Any]:
    return {
        "classes": tuple(_text(arrays[f"{name}_classes"])),
        **{part: arrays[f"{name}_{part}"] for part in _WEIGHING[name]},
    }


def _text_model(arrays: Mapping[str, NDArray[Any]], name: str) -> TextModel:
    weights: Floats = arrays[f"{name}_weights"].astype(np.float32) * arrays[f"{name}_scale"]
    return TextModel(
        vocabulary={feature: place for place, feature in enumerate(_text(arrays[f"{name}_vocabulary"]))},
        idf=arrays[f"{name}_idf"].astype(np.float32),
        weights=weights,
        intercept=arrays[f"{name}_intercept"],
    )


def _lines(texts: Iterable[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(texts).encode("utf-8"), dtype=np.uint8)


def _text(data: NDArray[np.uint8]) -> list[str]:
    return data.tobytes().decode("utf-8").split("\n")
