"""Files become documents: each is read once, by its content, and what goes wrong with one stops no other."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from ingest import pipeline
from ingest.errors import EmptyFile, FileMissing, LimitExceeded, UnsupportedFormat
from ingest.pipeline import Ingested, NamedFile, ingest
from ingest.sandbox_protocol import Limits
from ingest.types import Document
from ingest.workspace import Workspace

TEXTS = {"a.txt": "Wij melden signalen bij het meldpunt.", "b.md": "# Beleid\n\nDe raad stelde het beleid vast."}


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    folder = tmp_path / "dossier"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def work(tmp_path: Path) -> Path:
    return tmp_path / "werk"


def run(work: Path, *paths: Path | NamedFile, limits: Limits | None = None) -> Ingested:
    with Workspace(work) as workspace:
        return ingest(paths, workspace, lambda done, of, what: None, limits)


def named(ingested: Ingested) -> dict[str, Document]:
    return {document.name: document for document in ingested.documents}


@pytest.fixture
def shut_reader(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Puts the reader out of reach: whatever would be read from then on is an error."""

    def unreachable(jobs: Sequence[object], *_: object) -> Iterator[object]:
        assert not jobs, "a file was read again"
        return iter(())

    return lambda: monkeypatch.setattr(pipeline, "read_files", unreachable)


def test_all_files_of_a_folder_are_read_in_order_of_name(dossier: Path, work: Path) -> None:
    (dossier / "onder").mkdir()
    (dossier / "onder" / "0.txt").write_text("Dieper gelegen.")
    ingested = run(work, dossier)
    assert [document.name for document in ingested.documents] == ["0.txt", "a.txt", "b.md"]
    assert (ingested.failures, ingested.read) == ((), 3)
    assert TEXTS["a.txt"] in named(ingested)["a.txt"].text


def test_hidden_files_lock_files_and_our_own_work_are_no_documents(dossier: Path) -> None:
    (dossier / ".verborgen.txt").write_text("x")
    (dossier / "~$a.docx").write_text("x")
    (dossier / ".git").mkdir()
    (dossier / ".git" / "config.txt").write_text("x")
    work = dossier / "rapport"
    assert [document.name for document in run(work, dossier).documents] == ["a.txt", "b.md"]
    assert [document.name for document in run(work, dossier).documents] == ["a.txt", "b.md"]


def test_an_unchanged_dossier_is_not_read_again(dossier: Path, work: Path, shut_reader: Callable[[], None]) -> None:
    first = run(work, dossier)
    shut_reader()
    again = run(work, dossier)
    assert again.documents == first.documents
    assert (first.read, again.read) == (2, 0)


def test_a_new_time_stamp_is_no_change(dossier: Path, work: Path, shut_reader: Callable[[], None]) -> None:
    run(work, dossier)
    os.utime(dossier / "a.txt", (1, 1))
    shut_reader()
    assert run(work, dossier).read == 0


def test_a_renamed_file_is_known_by_its_content(dossier: Path, work: Path, shut_reader: Callable[[], None]) -> None:
    first = named(run(work, dossier))
    (dossier / "a.txt").rename(dossier / "z.txt")
    shut_reader()
    again = run(work, dossier)
    assert [document.name for document in again.documents] == ["b.md", "z.txt"]
    assert named(again)["z.txt"] == first["a.txt"].model_copy(update={"name": "z.txt"})
    assert again.read == 0


def test_another_extension_is_read_again(dossier: Path, work: Path) -> None:
    run(work, dossier)
    (dossier / "a.txt").rename(dossier / "a.pdf")
    ingested = run(work, dossier)
    assert ingested.read == 1
    assert [problem.code for problem in named(ingested)["a.pdf"].problems] != []


def test_a_removed_file_is_gone(dossier: Path, work: Path, shut_reader: Callable[[], None]) -> None:
    run(work, dossier)
    (dossier / "a.txt").unlink()
    shut_reader()
    assert [document.name for document in run(work, dossier).documents] == ["b.md"]


def test_an_added_file_is_read_alone(dossier: Path, work: Path) -> None:
    run(work, dossier)
    (dossier / "c.txt").write_text("Nieuw protocol.")
    ingested = run(work, dossier)
    assert ingested.read == 1
    assert list(named(ingested)) == ["a.txt", "b.md", "c.txt"]


def test_a_changed_file_is_read_again(dossier: Path, work: Path) -> None:
    before = named(run(work, dossier))
    (dossier / "a.txt").write_text("Het meldpunt is opgeheven.")
    ingested = run(work, dossier)
    assert ingested.read == 1
    assert named(ingested)["a.txt"].text == "Het meldpunt is opgeheven.\n"
    assert named(ingested)["a.txt"].id != before["a.txt"].id
    assert named(ingested)["b.md"] == before["b.md"]


@pytest.mark.parametrize("damage", [b"", b"{}", b"\xff\x00niet van ons", b"half"])
def test_a_stored_document_that_is_damaged_is_read_again(dossier: Path, work: Path, damage: bytes) -> None:
    first = run(work, dossier)
    for kept in (work / "documents").iterdir():
        kept.write_bytes(kept.read_bytes()[:100] if damage == b"half" else damage)
    again = run(work, dossier)
    assert again.read == 2
    assert again.documents == first.documents
    assert run(work, dossier).read == 0


def test_two_files_of_one_content_are_one_document(dossier: Path, work: Path) -> None:
    (dossier / "kopie.txt").write_text(TEXTS["a.txt"], encoding="utf-8")
    for ingested in (run(work, dossier), run(work, dossier)):
        assert list(named(ingested)) == ["a.txt", "b.md"]
        assert ingested.failures == ()
        (problem,) = named(ingested)["a.txt"].problems
        assert (problem.code, problem.loss) == ("duplicate", False)
        assert "'kopie.txt' heeft dezelfde inhoud als 'a.txt'" in problem.message
    (dossier / "kopie.txt").unlink()
    assert named(run(work, dossier))["a.txt"].problems == ()


def test_a_file_given_twice_is_read_once(dossier: Path, work: Path) -> None:
    ingested = run(work, dossier, dossier / "a.txt", dossier)
    assert list(named(ingested)) == ["a.txt", "b.md"]
    assert all(document.problems == () for document in ingested.documents)


def test_one_name_in_two_folders_of_a_dossier(dossier: Path, work: Path) -> None:
    for year in ("2024", "2025"):
        (dossier / year).mkdir()
        (dossier / year / "verslag.txt").write_text(f"Verslag over {year}.")
    by_text = {document.text.strip(): document.name for document in run(work, dossier).documents}
    assert by_text["Verslag over 2024."].endswith(os.path.join("2024", "verslag.txt"))
    assert by_text["Verslag over 2025."].endswith(os.path.join("2025", "verslag.txt"))
    assert len(by_text) == len(set(by_text.values())) == 4


def _one_name_twice(tmp_path: Path, inner: str) -> tuple[Path, Path]:
    files = tuple(tmp_path / year / inner / "verslag.txt" for year in ("2024", "2025"))
    for file in files:
        file.parent.mkdir(parents=True)
        file.write_text(f"Verslag in {file.parts[-3 if inner else -2]}.")
    return files[0], files[1]


def test_two_files_of_one_name_given_each_by_itself(tmp_path: Path, work: Path) -> None:
    ingested = run(work, *_one_name_twice(tmp_path, ""))
    assert len(ingested.documents) == 2
    assert len(named(ingested)) == 2


def test_two_folders_of_one_name_with_files_of_one_name(tmp_path: Path, work: Path) -> None:
    ingested = run(work, *(file.parent for file in _one_name_twice(tmp_path, "stukken")))
    assert len(ingested.documents) == 2
    assert len(named(ingested)) == 2


def test_one_bad_file_stops_no_other(dossier: Path, work: Path) -> None:
    (dossier / "leeg.txt").write_bytes(b"")
    (dossier / "beeld.txt").write_bytes(bytes(range(256)) * 40 + b"\0" * 5000)
    ingested = run(work, dossier, dossier / "weg.pdf")
    assert list(named(ingested)) == ["a.txt", "b.md"]
    kinds = {failure.name: type(failure) for failure in ingested.failures}
    assert kinds == {"beeld.txt": UnsupportedFormat, "leeg.txt": EmptyFile, "weg.pdf": FileMissing}
    assert all(failure.name in str(failure) for failure in ingested.failures)


def test_a_file_over_the_limit_is_told(dossier: Path, work: Path) -> None:
    (dossier / "groot.txt").write_bytes(b"x" * (3 << 20))
    ingested = run(work, dossier, limits=Limits(file_bytes=2 << 20))
    (failure,) = ingested.failures
    assert isinstance(failure, LimitExceeded)
    assert "'groot.txt' is groter dan 2 MB" in str(failure)
    assert len(ingested.documents) == 2


def test_too_many_files_is_a_mistake(dossier: Path, work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "MAX_FILES", 1)
    with pytest.raises(LimitExceeded, match=r"Er staan 2 bestanden in .*het hoogste aantal is 1"):
        run(work, dossier)


def test_an_empty_folder_and_nothing_at_all(tmp_path: Path, work: Path) -> None:
    (tmp_path / "leeg").mkdir()
    ingested = run(work, tmp_path / "leeg")
    assert [str(failure) for failure in ingested.failures] == [
        "De map 'leeg' bevat geen bestanden. Wijs de map met documenten aan."
    ]
    assert run(work) == Ingested(documents=(), failures=(), read=0)


def test_progress_counts_to_the_number_of_files_read(dossier: Path, work: Path) -> None:
    told: list[tuple[int, int, str]] = []
    with Workspace(work) as workspace:
        ingest([dossier], workspace, lambda *each: told.append(each))
        assert [(done, of) for done, of, _ in told] == [(1, 2), (2, 2)]
        assert {what for *_, what in told} == {"Gelezen: a.txt", "Gelezen: b.md"}
        ingest([dossier], workspace, lambda *each: told.append(each))
    assert len(told) == 2


def test_the_problems_of_a_renamed_file_bear_its_new_name(tmp_path: Path, work: Path) -> None:
    file = tmp_path / "oud.txt"
    file.write_bytes(("Wij melden signalen bij het meldpunt, élke week. " * 5).encode() + b" en \xff\xfe nog")
    assert [problem.code for problem in run(work, file).documents[0].problems] == ["encoding"]
    renamed = file.rename(tmp_path / "nieuw.txt")
    (document,) = run(work, renamed).documents
    assert all("oud.txt" not in problem.message for problem in document.problems)


def test_a_folder_named_by_a_link_is_followed(dossier: Path, work: Path, tmp_path: Path) -> None:
    try:
        (tmp_path / "kort").symlink_to(dossier)
    except OSError:
        pytest.skip("the system makes no symbolic links")
    assert list(named(run(work, tmp_path / "kort"))) == ["a.txt", "b.md"]


def test_a_name_that_is_no_utf8_is_read_and_shown(tmp_path: Path, work: Path) -> None:
    folder = tmp_path / "uit-een-zip"
    folder.mkdir()
    try:
        Path(os.fsdecode(os.fsencode(folder) + b"/beleid\xe9.txt")).write_text("Wij hebben een meldpunt voor signalen.")
    except OSError:
        pytest.skip("the file system refuses such names")
    (document,) = run(work, folder).documents
    assert document.name == "beleid�.txt"
    assert document.model_dump_json()


def test_a_copy_of_a_file_that_cannot_be_read_is_named_too(tmp_path: Path, work: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        (tmp_path / name).write_bytes(b"%PDF-1.7\nstuk")
    (tmp_path / "c.txt").write_text("Wij hebben een meldpunt voor signalen.")
    read = run(work, tmp_path)
    assert [failure.name for failure in read.failures] == ["a.pdf", "b.pdf"]
    assert "b.pdf" in str(read.failures[1]) and "a.pdf" not in str(read.failures[1])
    assert [document.name for document in read.documents] == ["c.txt"]


def test_a_file_is_known_by_the_name_that_it_is_given(tmp_path: Path, work: Path) -> None:
    """Whoever keeps files under names of his own says what they are called."""
    kept = []
    for number, (name, text) in enumerate(TEXTS.items()):
        (tmp_path / f"{number:064x}").write_text(text, encoding="utf-8")
        kept.append(NamedFile(tmp_path / f"{number:064x}", name))
    (tmp_path / "leeg").write_bytes(b"")
    found = run(work, *reversed(kept), NamedFile(tmp_path / "leeg", "bijlage.txt"))
    assert {name: each.format for name, each in named(found).items()} == {"a.txt": "text", "b.md": "markdown"}
    assert [each.name for each in found.documents] == list(TEXTS)
    assert [each.name for each in found.failures] == ["bijlage.txt"] and "bijlage.txt" in str(found.failures[0])


def test_what_became_of_a_file_is_told_as_soon_as_that_is_known(dossier: Path, work: Path) -> None:
    (dossier / "leeg.txt").write_bytes(b"")

    def told() -> dict[str, tuple[bool, bool]]:
        """For each file whether it is a document, and whether it was read now."""
        seen: dict[str, tuple[bool, bool]] = {}
        with Workspace(work) as workspace:
            ingest(
                (dossier,),
                workspace,
                lambda *_: None,
                found=lambda each, fresh: seen.update({each.name: (isinstance(each, Document), fresh)}),
            )
        return seen

    assert told() == {"a.txt": (True, True), "b.md": (True, True), "leeg.txt": (False, True)}
    assert told() == {"a.txt": (True, False), "b.md": (True, False), "leeg.txt": (False, True)}


def test_a_document_that_was_read_is_kept_when_the_reading_is_stopped(dossier: Path, work: Path) -> None:
    class Stop(Exception):
        pass

    def stop(done: int, of: int, what: str) -> None:
        raise Stop

    with Workspace(work) as workspace, pytest.raises(Stop):
        ingest((dossier,), workspace, stop)
    assert run(work, dossier).read == len(TEXTS) - 1
