"""The searchable dossier: what it finds, what it does again, and what it mends by itself."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.embedding import SubwordEmbedder, Vectors
from ingest.index import DossierIndex, open_index
from ingest.splitting import split
from ingest.types import Document, Hit
from ingest.vectors import InMemoryVectors

DocumentMaker = Callable[..., Document]
EmbedderMaker = Callable[..., SubwordEmbedder]

QUESTIONS = [("melden van signalen", "meldpunt"), ("Bibob-toets bij vergunningen",), ("gedragscode integriteit",)]


@pytest.fixture
def documents(make_document: DocumentMaker) -> list[Document]:
    return [
        make_document(
            "# Signalen", "Medewerkers melden signalen bij het meldpunt.", "# Geld", "De begroting sluit.", name="a.txt"
        ),
        make_document("Vergunningen voor de horeca toetsen wij aan de Wet Bibob.", "\f", "Er is koffie.", name="b.txt"),
        make_document("# Integriteit", "De gedragscode geldt voor iedereen.", name="c.txt"),
    ]


def found(index: DossierIndex, questions: Sequence[Sequence[str]] = QUESTIONS) -> list[tuple[Hit, ...]]:
    return index.search(questions, 5)


def reference(documents: Sequence[Document]) -> list[tuple[Hit, ...]]:
    """What an index finds that keeps nothing and so cannot be broken."""
    with open_index(documents, SubwordEmbedder(), None) as index:
        return found(index)


def test_the_best_passage_comes_first_with_its_ranks(documents: list[Document]) -> None:
    with open_index(documents, SubwordEmbedder(), None) as index:
        signals, permits, code = found(index)
    assert [hits[0].passage.text for hits in (signals, permits, code)] == [
        "Medewerkers melden signalen bij het meldpunt.",
        "Vergunningen voor de horeca toetsen wij aan de Wet Bibob.",
        "De gedragscode geldt voor iedereen.",
    ]
    for hits in (signals, permits, code):
        assert (hits[0].lexical_rank, hits[0].dense_rank) == (1, 1)
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
        assert len({hit.passage.id for hit in hits}) == len(hits)


def test_at_most_as_many_as_asked(documents: list[Document]) -> None:
    with open_index(documents, SubwordEmbedder(), None) as index:
        assert [len(hits) for hits in index.search(QUESTIONS, 1)] == [1, 1, 1]
        assert len(index.search(QUESTIONS[:1], 100)[0]) <= len(index.passages)


def test_questions_without_words_find_nothing_and_keep_their_place(documents: list[Document]) -> None:
    with open_index(documents, SubwordEmbedder(), None) as index:
        empty, filled, also_empty = index.search([(), QUESTIONS[0], ()], 5)
        assert (empty, also_empty) == ((), ())
        assert filled == found(index)[0]
        assert index.search([], 5) == []


def test_a_dossier_without_text(tmp_path: Path, make_document: DocumentMaker) -> None:
    for folder in (None, tmp_path / "vectors"):
        for nothing in ([], [make_document(name="leeg.txt")]):
            with open_index(nothing, SubwordEmbedder(), folder) as index:
                assert found(index) == [(), (), ()]


@given(st.permutations(range(3)))
def test_a_question_is_answered_alike_whatever_is_asked_beside_it(order: list[int]) -> None:
    text = "Medewerkers melden signalen bij het meldpunt. "
    index = _ONE.setdefault("index", _small_index(text))
    alone = [index.search([QUESTIONS[place]], 5)[0] for place in order]
    assert index.search([QUESTIONS[place] for place in order], 5) == alone


_ONE: dict[str, DossierIndex] = {}


def _small_index(text: str) -> DossierIndex:
    from_text = Document(id="e" * 64, name="a.txt", format="text", page_unit="page", text=text, pages=(), blocks=())
    return DossierIndex([from_text], SubwordEmbedder(), InMemoryVectors)


def test_kept_vectors_find_the_same_as_those_in_memory(tmp_path: Path, documents: list[Document]) -> None:
    with open_index(documents, SubwordEmbedder(), tmp_path / "vectors") as index:
        first = found(index)
    with open_index(documents, SubwordEmbedder(), tmp_path / "vectors") as index:
        again = found(index)
    assert first == again == reference(documents)


def test_unchanged_documents_are_not_embedded_again(
    tmp_path: Path, documents: list[Document], make_embedder: EmbedderMaker
) -> None:
    first, second = make_embedder(), make_embedder()
    with open_index(documents, first, tmp_path / "vectors") as index:
        assert len(first.passages) == len(index.passages) > 0
    with open_index(documents, second, tmp_path / "vectors") as index:
        assert found(index) == reference(documents)
    assert second.passages == []


def test_only_what_changed_is_embedded_and_what_went_is_forgotten(
    tmp_path: Path, documents: list[Document], make_document: DocumentMaker, make_embedder: EmbedderMaker
) -> None:
    folder = tmp_path / "vectors"
    open_index(documents, SubwordEmbedder(), folder).close()
    changed = [documents[0], make_document("Wij screenen nieuwe medewerkers.", name="d.txt")]
    embedder = make_embedder()
    with open_index(changed, embedder, folder) as index:
        assert embedder.passages == ["Wij screenen nieuwe medewerkers."]
        assert found(index) == reference(changed)
    back = make_embedder()
    with open_index(documents, back, folder) as index:
        assert len(back.passages) == len(split(documents[1])) + len(split(documents[2]))
        assert found(index) == reference(documents)


def test_another_embedder_builds_its_own_vectors(
    tmp_path: Path, documents: list[Document], make_embedder: EmbedderMaker
) -> None:
    folder = tmp_path / "vectors"
    open_index(documents, SubwordEmbedder(), folder).close()
    other = make_embedder("ander-model")
    with open_index(documents, other, folder) as index:
        assert len(other.passages) == len(index.passages)
        assert found(index) == reference(documents)


# --- broken files --------------------------------------------------------------------------------------------------


def truncated(folder: Path) -> None:
    path = folder / "chroma" / "chroma.sqlite3"
    path.write_bytes(path.read_bytes()[:5000])


def deleted(folder: Path) -> None:
    (folder / "chroma" / "chroma.sqlite3").unlink()


def foreign(folder: Path) -> None:
    (folder / "chroma" / "chroma.sqlite3").write_bytes(b"geen database " * 1000)
    (folder / "nog-iets.txt").write_text("van een ander")


def emptied(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()


@pytest.mark.parametrize("damage", [truncated, deleted, foreign, emptied], ids=lambda damage: damage.__name__)
def test_broken_files_are_built_again_without_being_asked(
    tmp_path: Path, documents: list[Document], make_embedder: EmbedderMaker, damage: Callable[[Path], None]
) -> None:
    folder = tmp_path / "vectors"
    open_index(documents, SubwordEmbedder(), folder).close()
    damage(folder)
    embedder = make_embedder()
    with open_index(documents, embedder, folder) as index:
        assert found(index) == reference(documents)
        assert len(embedder.passages) == len(index.passages)
    quiet = make_embedder()
    with open_index(documents, quiet, folder) as index:
        assert found(index) == reference(documents)
    assert quiet.passages == [], "the mended files are sealed and used again"


def test_a_file_in_the_place_of_the_folder_is_replaced(tmp_path: Path, documents: list[Document]) -> None:
    (tmp_path / "vectors").write_text("van een ander")
    with open_index(documents, SubwordEmbedder(), tmp_path / "vectors") as index:
        assert found(index) == reference(documents)


def test_files_that_break_while_they_are_in_use(tmp_path: Path, documents: list[Document]) -> None:
    folder = tmp_path / "vectors"
    with open_index(documents, SubwordEmbedder(), folder) as index:
        truncated(folder)
        assert found(index) == reference(documents)
    with open_index(documents, SubwordEmbedder(), folder) as index:
        assert found(index) == reference(documents)


KILLED = """
import os, signal, sys
from pathlib import Path
from ingest.embedding import SubwordEmbedder
from ingest.index import open_index
from ingest.types import Document
from ingest.vectors import ChromaVectors
documents = [Document.model_validate_json(line) for line in Path(sys.argv[2]).read_text("utf-8").splitlines()]
whole = ChromaVectors.upsert
def upsert(self, ids, vectors):  # half of the rows get in, then the process is killed from outside
    whole(self, ids[: len(ids) // 2], vectors[: len(ids) // 2])
    print("half", flush=True)
    signal.pause()
ChromaVectors.upsert = upsert
open_index(documents, SubwordEmbedder(), Path(sys.argv[1]))
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="the system has no SIGKILL")
def test_a_run_that_was_killed_is_made_good(
    tmp_path: Path, documents: list[Document], make_embedder: EmbedderMaker, repository: Path
) -> None:
    folder, stored = tmp_path / "vectors", tmp_path / "documents.jsonl"
    stored.write_text("\n".join(document.model_dump_json() for document in documents), encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(folder), str(stored)], cwd=repository, stdout=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout is not None
        assert run.stdout.readline().strip() == "half"
        run.kill()
    assert run.returncode == -signal.SIGKILL
    embedder = make_embedder()
    with open_index(documents, embedder, folder) as index:
        assert found(index) == reference(documents)
        assert len(embedder.passages) == len(index.passages)


class BreaksOnce(InMemoryVectors):
    """A store that fails the first time it is searched, as Chroma does when its index is broken."""

    opened = 0

    def __init__(self) -> None:
        super().__init__()
        type(self).opened += 1

    def nearest(self, queries: Vectors, count: int) -> list[list[str]]:
        if type(self).opened == 1:
            raise RuntimeError("Error loading hnsw index")
        return super().nearest(queries, count)


def test_a_store_that_fails_during_a_search_is_opened_anew(documents: list[Document]) -> None:
    BreaksOnce.opened = 0
    index = DossierIndex(documents, SubwordEmbedder(), BreaksOnce)
    assert found(index) == reference(documents)
    assert BreaksOnce.opened == 2
