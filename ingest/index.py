"""The searchable dossier: a lexical and a vector ranking, fused. Both are derived from the documents.

Search never judges: it returns the passages most likely to speak of what is asked, best first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path

import numpy as np

from ingest.dutch import text_terms
from ingest.embedding import Embedder, Vectors
from ingest.errors import DossierIndexError
from ingest.lexical import LexicalIndex, passage_terms
from ingest.splitting import split
from ingest.types import Document, Hit, Passage
from ingest.vectors import CHROMA_FAULTS, ChromaVectors, InMemoryVectors, VectorStore, clear_away
from ingest.workspace import Workspace

# Reciprocal rank fusion: Cormack, Clarke and Büttcher, SIGIR 2009, with their constant.
_RRF = 60
# How deep each ranking is read before they are fused.
_DEPTH = 60


class DossierIndex:
    """Passages of one dossier with their rankings. Close it (or use it as a context manager) to seal the vectors."""

    def __init__(
        self,
        documents: Sequence[Document],
        embedder: Embedder,
        vectors: Callable[[], VectorStore],
        workspace: Workspace | None = None,
    ) -> None:
        """`vectors` opens the store, and is called again, for an empty one, when the first turns out to be broken.
        `workspace`: where the index terms of documents are kept; None works them out anew."""
        self.documents = {document.id: document for document in documents}
        self.passages: tuple[Passage, ...] = tuple(p for document in documents for p in split(document))
        self._places = {passage.id: place for place, passage in enumerate(self.passages)}
        self._lexical = LexicalIndex(_terms(self.passages, workspace))
        self._embedder = embedder
        self._open = vectors
        self._workspace = workspace
        self._vectors = self._synchronised()

    def search(self, queries: Sequence[Sequence[str]], count: int) -> list[tuple[Hit, ...]]:
        """For each question, given as a sequence of phrasings of it, at most `count` hits, best first."""
        filled = [question for question in queries if question]
        found = zip(self._query_terms(filled), self._dense_ranks(filled), strict=True)
        return [self._fused(*next(found), count) if question else () for question in queries]

    def close(self) -> None:
        self._vectors.close()

    def __enter__(self) -> DossierIndex:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _dense_ranks(self, questions: list[Sequence[str]]) -> list[list[int]]:
        if not questions or not self.passages:
            return [[] for _ in questions]
        texts = [text for question in questions for text in question]
        rows = self._encoded(texts)
        ends = np.cumsum([len(question) for question in questions])
        means = np.stack([part.mean(axis=0) for part in np.split(rows, ends[:-1])])
        try:
            found = self._vectors.nearest(means, _DEPTH)
        except CHROMA_FAULTS:
            self._vectors.discard()
            self._vectors = self._synchronised()
            found = self._vectors.nearest(means, _DEPTH)
        return [[self._places[each] for each in ids if each in self._places] for ids in found]

    def _encoded(self, texts: list[str]) -> Vectors:
        """The vectors of the queries; those of a norm are the same every time, so they are kept."""
        if self._workspace is None:
            return self._embedder.encode_queries(texts)
        kept = self._workspace.load_vectors(self._embedder.name, texts)
        if kept is None or kept.shape != (len(texts), self._embedder.dimension):
            kept = self._embedder.encode_queries(texts)
            self._workspace.keep_vectors(self._embedder.name, texts, kept)
        return kept

    def _query_terms(self, questions: Sequence[Sequence[str]]) -> list[list[str]]:
        """The index terms of each question; kept, as `_encoded` keeps their vectors."""
        texts = [" ".join(question) for question in questions]
        kept = self._workspace.load_query_terms(texts) if self._workspace is not None else None
        if kept is not None:
            return kept
        terms = [text_terms(text) for text in texts]
        if self._workspace is not None:
            self._workspace.keep_query_terms(texts, terms)
        return terms

    def _fused(self, terms: Sequence[str], dense: list[int], count: int) -> tuple[Hit, ...]:
        scores = self._lexical.scores_of(terms)
        best = np.argsort(-scores, kind="stable")[:_DEPTH]
        lexical = {int(place): rank for rank, place in enumerate(best, 1) if scores[place] > 0}
        ranks = {place: rank for rank, place in enumerate(dense, 1)}
        fused = {
            place: sum(1 / (_RRF + table[place]) for table in (lexical, ranks) if place in table)
            for place in lexical.keys() | ranks.keys()
        }
        order = sorted(fused, key=lambda place: (-fused[place], place))[:count]
        return tuple(
            Hit(
                passage=self.passages[place],
                score=fused[place],
                lexical_rank=lexical.get(place),
                dense_rank=ranks.get(place),
            )
            for place in order
        )

    def _synchronised(self) -> VectorStore:
        """The vector store, holding exactly the passages of this dossier; built anew where it is broken."""
        store = self._open()
        try:
            self._drop_stale(store)
            missing = self._missing(store)
        except CHROMA_FAULTS:
            store.discard()
            store = self._open()
            missing = list(self.passages)
        try:
            self._fill(store, missing, self._vectors_of(missing))
        except CHROMA_FAULTS:
            store.discard()
            store = self._open()
            try:
                self._fill(store, self.passages, self._vectors_of(self.passages))
            except CHROMA_FAULTS as exc:
                raise DossierIndexError(
                    "Het zoekregister kan niet worden gemaakt. Verwijder de map .normtoets bij de rapporten, of kies "
                    "een andere map."
                ) from exc
        return store

    def _drop_stale(self, store: VectorStore) -> None:
        stale = sorted(store.ids() - self._places.keys())
        if stale:
            store.delete(stale)

    def _missing(self, store: VectorStore) -> list[Passage]:
        held = store.ids()
        return [passage for passage in self.passages if passage.id not in held]

    def _vectors_of(self, passages: Sequence[Passage]) -> Vectors | None:
        """Outside any mending of the store: what an embedder raises is no fault of the store's."""
        if not passages:
            return None
        return self._embedder.encode_passages([" ".join((*each.headings[-2:], each.text)) for each in passages])

    def _fill(self, store: VectorStore, passages: Sequence[Passage], vectors: Vectors | None) -> None:
        if vectors is not None:
            store.upsert([passage.id for passage in passages], vectors)


def open_index(
    documents: Sequence[Document], embedder: Embedder, folder: Path | None, workspace: Workspace | None = None
) -> DossierIndex:
    """The index of a dossier, its vectors kept in `folder` (None: nowhere) and its terms in `workspace`. What is broken
    or missing is built again."""
    if folder is None:
        return DossierIndex(documents, embedder, InMemoryVectors, workspace)

    def opened() -> VectorStore:
        try:
            return ChromaVectors(folder, embedder.name, embedder.dimension)
        except CHROMA_FAULTS:
            clear_away(folder)
            return ChromaVectors(folder, embedder.name, embedder.dimension)

    return DossierIndex(documents, embedder, opened, workspace)


def _terms(passages: Sequence[Passage], workspace: Workspace | None) -> list[list[str]]:
    """The index terms of every passage; kept by document, so that an unchanged one is not worked out again."""
    if workspace is None:
        return [passage_terms(passage) for passage in passages]
    found: list[list[str]] = []
    for document_id, group in groupby(passages, key=lambda passage: passage.document_id):
        own = list(group)
        kept = workspace.load_terms(document_id)
        if {passage.id for passage in own} != kept.keys():
            kept = {passage.id: passage_terms(passage) for passage in own}
            workspace.keep_terms(document_id, kept)
        found += [kept[passage.id] for passage in own]
    return found
