"""The lexical index: BM25 over stems, lemmas and compound parts (bm25s does the counting)."""

from __future__ import annotations

from collections.abc import Sequence

import bm25s
import numpy as np
from numpy.typing import NDArray

from ingest.dutch import text_terms
from ingest.types import Passage

# Passages are short and of one length, so length normalisation is held lower than the usual 0.75.
_K1, _B = 1.2, 0.5
# How often a passage's innermost headings are counted beside its own text.
_HEADINGS = 2


def passage_terms(passage: Passage) -> list[str]:
    """The bag of index terms a passage is found by: its text, and the headings it stands under."""
    return text_terms(passage.text) + text_terms(" ".join(passage.headings[-_HEADINGS:]))


class LexicalIndex:
    """BM25 over the passages of one dossier, in memory; built from their terms in well under a second per 10,000."""

    def __init__(self, terms: Sequence[list[str]]) -> None:
        self._size = len(terms)
        self._model: bm25s.BM25 | None = None
        if any(terms):
            self._model = bm25s.BM25(k1=_K1, b=_B)
            self._model.index(list(terms), show_progress=False)

    def scores(self, query: str) -> NDArray[np.float32]:
        """The BM25 score of every passage, shape (passages,); 0 where no term is shared."""
        return self.scores_of(text_terms(query))

    def scores_of(self, terms: Sequence[str]) -> NDArray[np.float32]:
        """The same for a query given as its index terms."""
        if self._model is None:
            return np.zeros(self._size, dtype=np.float32)
        known = [term for term in terms if term in self._model.vocab_dict]
        if not known:
            return np.zeros(self._size, dtype=np.float32)
        return np.asarray(self._model.get_scores(known), dtype=np.float32)
