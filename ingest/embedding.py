"""Vectors for passages and queries. The embedded model needs no download; a neural one comes from the user's folder.

An Embedder is a LangChain `Embeddings` that also says its name and dimension, so that any LangChain embedding model
can be wrapped, and an index built with one model is never searched with another.
"""

from __future__ import annotations

import hashlib
import zlib
from abc import abstractmethod
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from ingest.dutch import STOPWORDS, base_keys, part_keys, tokenize
from ingest.errors import EmbeddingModelUnavailable
from ingest.types import EMBEDDED_MODEL

Vectors = NDArray[np.float32]


class Embedder(Embeddings):
    """Unit vectors: `encode_*` return float32 arrays of shape (n, dimension), each row of length 1 (or 0: no words)."""

    name: str
    dimension: int

    @abstractmethod
    def encode_passages(self, texts: list[str]) -> Vectors: ...

    @abstractmethod
    def encode_queries(self, texts: list[str]) -> Vectors: ...

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        rows: list[list[float]] = self.encode_passages(texts).tolist()
        return rows

    def embed_query(self, text: str) -> list[float]:
        row: list[float] = self.encode_queries([text])[0].tolist()
        return row


class SubwordEmbedder(Embedder):
    """Feature hashing of stems, lemmas, compound parts and character 4-grams, with signs, after Weinberger et al.,
    "Feature Hashing for Large Scale Multitask Learning" (ICML 2009). Deterministic on every machine.

    A word counts by its length, since long Dutch words are the rare and telling ones; what it adds to BM25 is that
    words which share only a piece ("meldvoorziening", "voorzieningenmelding") still meet.
    """

    dimension = 512
    name = EMBEDDED_MODEL

    def encode_passages(self, texts: list[str]) -> Vectors:
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            counts: dict[str, int] = {}
            for token in tokenize(text):
                if token.word not in STOPWORDS:
                    counts[token.word] = counts.get(token.word, 0) + 1
            for word, count in counts.items():
                places, weights = _word_features(word, self.dimension)
                np.add.at(row, places, weights * np.float32(1.0 + np.log(count)))
        norms = np.linalg.norm(rows, axis=1, keepdims=True)
        np.divide(rows, norms, out=rows, where=norms > 0)
        return rows

    def encode_queries(self, texts: list[str]) -> Vectors:
        return self.encode_passages(texts)


_WHOLE, _PART, _GRAM = 1.0, 0.7, 0.25  # weight of a word's own keys, of a compound's parts, of a character 4-gram


@lru_cache(maxsize=100_000)
def _word_features(word: str, dimension: int) -> tuple[NDArray[np.int64], Vectors]:
    features = {f"w:{key}": _WHOLE for key in base_keys(word)}
    features |= {f"w:{key}": _PART for key in part_keys(word) - base_keys(word)}
    framed = f"<{word}>"
    features |= {f"g:{framed[i : i + 4]}": _GRAM for i in range(len(framed) - 3)}
    length = min(len(word), 12) / 12
    places, weights = [], []
    for feature, weight in features.items():
        digest = zlib.crc32(feature.encode("utf-8"))
        places.append(digest % dimension)
        weights.append(length * weight * (1.0 if digest >> 31 else -1.0))
    return np.array(places, dtype=np.int64), np.array(weights, dtype=np.float32)


class SentenceTransformerEmbedder(Embedder):
    """A sentence-transformers model from a local folder, or by name where the user allows a download.

    Queries and passages are encoded with the model's own prompts. Remote code is never run.
    """

    def __init__(self, model: str | Path, *, allow_download: bool = False) -> None:
        """Raises EmbeddingModelUnavailable (in Dutch) when the package or the model is not there."""
        try:
            from sentence_transformers import SentenceTransformer  # heavy and optional: brings torch
        except ImportError as exc:
            raise EmbeddingModelUnavailable(
                "Voor een neuraal zoekmodel is het pakket sentence-transformers nodig. Installeer Normtoets met de "
                "toevoeging [neural], of laat --embedder weg: het ingebouwde zoekmodel heeft niets nodig."
            ) from exc
        try:
            self._model: Any = SentenceTransformer(
                str(model), local_files_only=not allow_download, trust_remote_code=False, device="cpu"
            )
        except Exception as exc:  # whatever torch, safetensors or the tokenizer raise for a broken folder
            raise EmbeddingModelUnavailable(
                f"Het zoekmodel '{model}' kan niet worden geladen. Geef de map van een sentence-transformers-model op, "
                "of laat --embedder weg: het ingebouwde zoekmodel heeft niets nodig."
            ) from exc
        self.dimension = int(self._model.get_embedding_dimension() or 0)
        self.name = f"sentence-transformers:{Path(str(model)).name}:{_fingerprint(self._model)}"

    def encode_passages(self, texts: list[str]) -> Vectors:
        return np.asarray(self._model.encode_document(texts, normalize_embeddings=True), dtype=np.float32)

    def encode_queries(self, texts: list[str]) -> Vectors:
        return np.asarray(self._model.encode_query(texts, normalize_embeddings=True), dtype=np.float32)


def _fingerprint(model: Any) -> str:
    """Eight hex digits that tell two models of one name apart: what they make of a fixed sentence."""
    probe = np.asarray(model.encode_document(["Wij melden signalen bij het meldpunt."], normalize_embeddings=True))
    return hashlib.sha256(np.round(probe, 3).astype(np.float32).tobytes()).hexdigest()[:8]
