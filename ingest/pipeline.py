"""Files → Documents: finds them, reads each once in a limited child process, and keeps what was read by its content.

The only module of ingestion that opens the user's files.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.assemble import assemble
from ingest.errors import FileMissing, LimitExceeded, UnreadableDocument
from ingest.readers import ocr
from ingest.readers.raw import RawDocument
from ingest.sandbox import read_files
from ingest.sandbox_protocol import Limits
from ingest.types import Document, PageSource, Problem
from ingest.workspace import Workspace

Progress = Callable[[int, int, str], None]  # done, of, what (Dutch)

# A folder with more files than this is a mistake rather than a dossier.
MAX_FILES = 2000


@dataclass(frozen=True)
class Ingested:
    """What became of the files: the documents in order of name, the failures, and how many files were read afresh."""

    documents: tuple[Document, ...]
    failures: tuple[UnreadableDocument, ...]
    read: int


@dataclass(frozen=True)
class _File:
    path: Path
    name: str


def ingest(
    paths: Sequence[Path],
    workspace: Workspace,
    progress: Progress,
    limits: Limits | None = None,
    leave_out: Collection[Path] = (),
) -> Ingested:
    """Reads files, and all files in folders. One that cannot be read becomes a failure; the rest goes on.

    `leave_out`: files in the folders that are no documents of the user's, such as reports made before.

    A file whose bytes were read before is taken from the workspace. Two files of the same content are one document.
    """
    bounds = limits or Limits()
    files, failures = _find(paths, workspace.folder, frozenset(path.resolve() for path in leave_out))
    documents: dict[str, Document] = {}
    todo: list[tuple[_File, str, bytes]] = []
    seen: dict[str, str] = {}
    for file in files:
        try:
            data = _bytes_of(file, bounds)
        except UnreadableDocument as failure:
            failures.append(failure)
            continue
        digest = hashlib.sha256(data).hexdigest()
        if digest in seen:
            documents_note = f"'{file.name}' heeft dezelfde inhoud als '{seen[digest]}' en is één keer gelezen."
            failures.append(_Duplicate(file.name, documents_note))
            continue
        seen[digest] = file.name
        kept = workspace.load_document(_key(digest, file.name))
        if kept is not None and not (ocr.installed() and _has_unread(kept)):
            documents[file.name] = _renamed(kept, file.name)
        else:
            todo.append((file, digest, data))
    for done, (place, outcome) in enumerate(read_files([(file.name, data) for file, _, data in todo], bounds, None), 1):
        file, digest, _ = todo[place]
        progress(done, len(todo), f"Gelezen: {file.name}")
        if isinstance(outcome, RawDocument):
            document = assemble(outcome, digest, file.name)
            workspace.keep_document(_key(digest, file.name), document)
            documents[file.name] = document
        else:
            failures.append(outcome)
    ordered = tuple(documents[name] for name in sorted(documents))
    duplicates = {failure.name: failure for failure in failures if isinstance(failure, _Duplicate)}
    return Ingested(
        documents=tuple(_with_duplicates(document, duplicates.values()) for document in ordered),
        failures=tuple(f for f in sorted(failures, key=lambda f: f.name) if not isinstance(f, _Duplicate)),
        read=len(todo),
    )


class _Duplicate(UnreadableDocument):
    """A second file with the content of another one: no failure, and worth a word in the report."""

    code = "duplicate"


def _with_duplicates(document: Document, duplicates: Iterable[_Duplicate]) -> Document:
    notes = tuple(
        Problem(code="duplicate", message=str(each), loss=False)
        for each in duplicates
        if f"'{document.name}'" in str(each)
    )
    return document.model_copy(update={"problems": (*document.problems, *notes)}) if notes else document


def _renamed(document: Document, name: str) -> Document:
    """A document kept under another name, as the file is called now; its problems name it by that."""
    if document.name == name:
        return document
    problems = tuple(
        problem.model_copy(update={"message": problem.message.replace(document.name, name)})
        for problem in document.problems
    )
    return document.model_copy(update={"name": name, "problems": problems})


def _has_unread(document: Document) -> bool:
    return any(page.source is PageSource.UNREAD for page in document.pages)


def _key(digest: str, name: str) -> str:
    """What a document is kept under. The extension counts: a wrong one is remarked upon."""
    return f"{digest}-{Path(name).suffix.lower().lstrip('.') or 'none'}"


def _bytes_of(file: _File, limits: Limits) -> bytes:
    try:
        if file.path.stat().st_size > limits.file_bytes:
            raise LimitExceeded(
                file.name,
                f"'{file.name}' is groter dan {limits.file_bytes // 2**20} MB en is niet gelezen. Splits het bestand, "
                "of verklein de afbeeldingen erin.",
            )
        return file.path.read_bytes()
    except OSError as exc:
        raise FileMissing(
            file.name, f"'{file.name}' kan niet worden geopend. Controleer of het bestand er staat en leesbaar is."
        ) from exc


def _find(
    paths: Sequence[Path], workspace: Path, leave_out: frozenset[Path]
) -> tuple[list[_File], list[UnreadableDocument]]:
    """The files meant, each with a name that is its own within the dossier."""
    found: list[Path] = []
    failures: list[UnreadableDocument] = []
    for path in paths:
        if path.is_dir():
            inside = [
                each
                for each in sorted(path.rglob("*"))
                if _is_document(each, path, workspace) and each.resolve() not in leave_out
            ]
            if not inside:
                failures.append(
                    FileMissing(
                        path.name, f"De map '{path.name}' bevat geen bestanden. Wijs de map met documenten aan."
                    )
                )
            found += inside
        elif path.is_file():
            found.append(path)
        else:
            failures.append(
                FileMissing(path.name, f"'{path}' bestaat niet. Controleer de naam en de map van het bestand.")
            )
    unique = {path.resolve(): path.absolute() for path in found}
    if len(unique) > MAX_FILES:
        raise LimitExceeded(
            str(paths[0]), f"Er staan {len(unique)} bestanden in '{paths[0]}'; het hoogste aantal is {MAX_FILES}."
        )
    return [_File(path, name) for path, name in _named(sorted(unique.values()))], failures


def _named(paths: Sequence[Path]) -> Iterator[tuple[Path, str]]:
    """Each file with its name; files of one name are told apart by as many folders as that takes."""
    names = Counter(path.name for path in paths)
    for path in paths:
        alike = [other.parts for other in paths if other.name == path.name]
        depth = 1
        while names[path.name] > 1 and sum(parts[-depth:] == path.parts[-depth:] for parts in alike) > 1:
            depth += 1
        yield path, "/".join(path.parts[-depth:])


def _is_document(path: Path, root: Path, workspace: Path) -> bool:
    """Whether a file in a folder is one of the user's documents: not hidden, no lock file, not our own work."""
    if not path.is_file() or path.is_relative_to(workspace):
        return False
    inner = path.relative_to(root).parts
    return not any(part.startswith((".", "~$")) for part in inner)
