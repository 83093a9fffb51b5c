"""What was read of a document's sentences is kept, taken up again, and never trusted when it is broken."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from analyzer.engine import make_offline_judge
from analyzer.judges.marks_memory import known_marks
from analyzer.judges.matching import Relevance
from analyzer.judges.memory import DocumentMemory, memory_path
from analyzer.judges.model_file import load_models
from analyzer.judges.protocol import Remembering
from analyzer.judges.reading import Lexicons, Reading
from analyzer.judges.scores import marks_of
from analyzer.judges.statement import Silence, Stance
from analyzer.lexicon import Lexicon, Match
from analyzer.norms import load_norm
from analyzer.retrieval import find_passages
from analyzer.types import Organisation, OrganisationType, State
from ingest.embedding import SubwordEmbedder
from ingest.index import open_index
from ingest.types import Document

FOUND = (Relevance(0.9, Match(2, 4), True, 1), Stance(State.PLANNED, 0.8, None, True, True))
SILENT = (Relevance(1.0, Match(0, 0), False, 0), Stance(State.NOT_FOUND, 0.0, Silence.THEME))


def test_what_is_kept_comes_back_the_same(tmp_path: Path) -> None:
    memory = DocumentMemory(tmp_path / "read" / "a.json")
    memory.add("1.1.a", 7, FOUND)
    memory.add("1.1.a", 8, None)
    memory.add("1.1.b", 7, SILENT)
    memory.keep()
    again = DocumentMemory(tmp_path / "read" / "a.json")
    assert again.of("1.1.a") == {7: FOUND, 8: None}
    assert again.of("1.1.b") == {7: SILENT}
    assert again.of("9.9.z") == {}


@pytest.mark.parametrize("broken", [b"", b"{", b"[]", b'{"1.1.a": 3}', b'{"1.1.a": [[1], [[7, 0.5]]]}'])
def test_a_broken_file_is_as_good_as_none(broken: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(broken)
    memory = DocumentMemory(path)
    assert memory.of("1.1.a") == {}
    memory.add("1.1.a", 7, FOUND)
    memory.keep()
    assert DocumentMemory(path).of("1.1.a") == {7: FOUND}


def test_nothing_is_written_when_nothing_was_added(tmp_path: Path) -> None:
    DocumentMemory(tmp_path / "a.json").keep()
    assert not list(tmp_path.iterdir())


def test_other_grounds_are_another_file(tmp_path: Path) -> None:
    paths = {memory_path(tmp_path, "0" * 64, grounds) for grounds in (("a",), ("b",), ("a", "b"))}
    assert len(paths) == 3


def judged_2_4(document: Document, folder: Path) -> State:
    """The state of "er is een interne voorziening", by a judge that takes up what was kept in `folder`."""
    norm = load_norm("groningse-norm")
    ambition = norm.ambition("2.4")
    organisation = Organisation(name="Gemeente X", type=OrganisationType.GEMEENTE)
    with open_index([document], SubwordEmbedder(), None) as index:
        hits = find_passages(norm, [ambition], index)
    judge = make_offline_judge(norm, organisation, date(2026, 3, 1), {document.id: document})
    assert isinstance(judge, Remembering)
    judge.recall(folder)
    judgements = judge.judge(ambition, hits)
    judge.keep()
    return judgements[0].state


def test_a_scan_that_now_reads_otherwise_is_read_anew(make_document: Callable[..., Document], tmp_path: Path) -> None:
    """The file and its hash are the same; its text changed because text recognition was installed in between."""
    heading = "# Signalen van ondermijning"
    first = make_document(heading, "Een intern meldpunt ondermijning is er niet. Melden kan nergens.")
    then = make_document(
        heading,
        "Sinds 2024 is er een intern meldpunt ondermijning. Medewerkers kunnen er signalen van ondermijning melden.",
        "Het meldpunt is een vaste rubriek op intranet en wordt in elk teamoverleg onder de aandacht gebracht.",
    ).model_copy(update={"id": first.id})
    assert judged_2_4(first, tmp_path) is State.ABSENT
    assert list(tmp_path.iterdir())
    assert judged_2_4(then, tmp_path) is State.IN_FORCE
    assert judged_2_4(first, tmp_path) is State.ABSENT


# --- what the models say of sentences ------------------------------------------------------------------------------


def test_marks_are_kept_for_one_document_and_made_again_when_broken(
    make_document: Callable[..., Document], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = load_models().texts
    lexicons = Lexicons(Lexicon({}), Lexicon({}, literal=True), {})

    def marks(document: Document) -> dict[str, bytes]:
        made = known_marks(Reading(document, lexicons), texts, tmp_path)
        return {name: value.tobytes() for name, value in vars(made).items()}

    nota = make_document("# Kop", "Het kanaaloverleg komt bijeen.", "Het kanaaloverleg is er.")
    first = marks(nota)
    assert first == {name: v.tobytes() for name, v in vars(marks_of(Reading(nota, lexicons), texts)).items()}
    with monkeypatch.context() as patched:
        patched.setattr("analyzer.judges.marks_memory.marks_of", None)  # nothing is worked out again
        assert marks(nota) == first
        assert marks(nota.model_copy(update={"facts": nota.facts.model_copy(update={"version": "2"})})) == first
    (path,) = tmp_path.iterdir()
    for broken in (b"", b"PK", path.read_bytes()[:-40]):
        path.write_bytes(broken)
        assert marks(nota) == first
    retitled = nota.model_copy(update={"facts": nota.facts.model_copy(update={"title": "Nota meldpunt"})})
    assert marks(retitled) != first
    assert len(list(tmp_path.iterdir())) == 1, "what the document was before goes"
    empty = make_document(name="leeg.txt")
    assert marks(empty) == marks(empty)
