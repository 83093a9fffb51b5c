"""Files → Documents: finds them, reads each once in a limited child process, and keeps what was read by its content.

The only module of ingestion that opens the user's files.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
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
Found = Callable[[Document | UnreadableDocument, bool], None]  # what became of a file, and whether it was read now

# A folder with more files than this is a mistake rather than a dossier.
MAX_FILES = 2000


@dataclass(frozen=True)
class Ingested:
    """What became of the files: the documents in order of name, the failures, and how many files were read afresh."""

    documents: tuple[Document, ...]
    failures: tuple[UnreadableDocument, ...]
    read: int


@dataclass(frozen=True)
class NamedFile:
    """A file that is called otherwise in the dossier than on disk. Its `name` is its own within the dossier."""

    path: Path
    name: str


def ingest(
    paths: Sequence[Path | NamedFile],
    workspace: Workspace,
    progress: Progress,
    limits: Limits | None = None,
    leave_out: Collection[Path] = (),
    found: Found = lambda outcome, fresh: None,
) -> Ingested:
    """Reads files, and all files in folders; a named file under its name. One that cannot be read becomes a failure;
    the rest goes on.

    `leave_out`: files in the folders that are no documents of the user's, such as reports made before. `found` is told
    with what became of each file as soon as that is known.

    A file whose bytes were read before is taken from the workspace. Two files of the same content are one document.
    """
    bounds = limits or Limits()
    files, failures = _find(paths, workspace.folder, frozenset(path.resolve() for path in leave_out))
    documents: dict[str, Document] = {}
    todo: list[tuple[NamedFile, str]] = []
    first: dict[str, str] = {}  # digest → the name of the first file with that content
    copies: list[tuple[str, str]] = []  # the name of a further one, and that of the first
    for file in files:
        try:
            digest = _digest_of(file, bounds)
        except UnreadableDocument as failure:
            failures.append(failure)
            found(failure, True)
            continue
        if digest in first:
            copies.append((file.name, first[digest]))
            continue
        first[digest] = file.name
        kept = workspace.load_document(_key(digest, file.name))
        if kept is not None and not (ocr.installed() and _has_unread(kept)):
            documents[file.name] = _renamed(kept, file.name)
            found(documents[file.name], False)
        else:
            todo.append((file, digest))
    for done, (place, outcome) in enumerate(
        read_files([(file.name, _source(file)) for file, _ in todo], bounds, None), 1
    ):
        file, digest = todo[place]
        read = _assembled(file, digest, outcome, bounds)
        if isinstance(read, Document):
            documents[file.name] = read
            workspace.keep_document(_key(digest, file.name), read)
        else:
            failures.append(read)
        found(read, True)
        progress(done, len(todo), f"Gelezen: {file.name}")
    broken = {failure.name: failure for failure in failures}
    failures += [_copy_of(broken[original], name) for name, original in copies if original in broken]
    return Ingested(
        documents=tuple(_with_copies(documents[name], copies) for name in sorted(documents)),
        failures=tuple(sorted(failures, key=lambda failure: failure.name)),
        read=len(todo),
    )


def _assembled(
    file: NamedFile, digest: str, outcome: RawDocument | UnreadableDocument, limits: Limits
) -> Document | UnreadableDocument:
    if not isinstance(outcome, RawDocument):
        return outcome
    try:
        same = _digest_of(file, limits) == digest
    except UnreadableDocument as failure:
        return failure
    return assemble(outcome, digest, file.name) if same else _changed(file)


def _source(file: NamedFile) -> Path | bytes:
    """What a reader is given: the path, or the bytes where the path cannot be told in UTF-8."""
    try:
        str(file.path).encode("utf-8")
    except UnicodeEncodeError:
        return file.path.read_bytes()
    return file.path


def _changed(file: NamedFile) -> UnreadableDocument:
    return UnreadableDocument(
        file.name,
        f"'{file.name}' is gewijzigd terwijl het werd gelezen. Sluit het bestand en voer de toets opnieuw uit.",
    )


def _copy_of(failure: UnreadableDocument, name: str) -> UnreadableDocument:
    """The same failure for another file with the same content."""
    return type(failure)(name, str(failure).replace(failure.name, name))


def _with_copies(document: Document, copies: Sequence[tuple[str, str]]) -> Document:
    """The document, with a word on the files that are the same."""
    notes = tuple(
        Problem(
            code="duplicate",
            message=f"'{name}' heeft dezelfde inhoud als '{original}' en is één keer gelezen.",
            loss=False,
        )
        for name, original in copies
        if original == document.name
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


def _digest_of(file: NamedFile, limits: Limits) -> str:
    """The SHA-256 of a file's bytes, in hex. Raises LimitExceeded and FileMissing."""
    try:
        if file.path.stat().st_size > limits.file_bytes:
            raise LimitExceeded(
                file.name,
                f"'{file.name}' is groter dan {limits.file_bytes // 2**20} MB en is niet gelezen. Splits het bestand, "
                "of verklein de afbeeldingen erin.",
            )
        with file.path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as exc:
        raise FileMissing(
            file.name, f"'{file.name}' kan niet worden geopend. Controleer of het bestand er staat en leesbaar is."
        ) from exc


def _find(
    paths: Sequence[Path | NamedFile], workspace: Path, leave_out: frozenset[Path]
) -> tuple[list[NamedFile], list[UnreadableDocument]]:
    """The files meant, each with a name that is its own within the dossier."""
    found: list[Path] = []
    named: list[NamedFile] = []
    failures: list[UnreadableDocument] = []
    for path in paths:
        if isinstance(path, NamedFile):
            named.append(path)
        elif path.is_dir():
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
    if (count := len(unique) + len(named)) > MAX_FILES:
        first = paths[0].path.parent if isinstance(paths[0], NamedFile) else paths[0]
        raise LimitExceeded(str(first), f"Er staan {count} bestanden in '{first}'; het hoogste aantal is {MAX_FILES}.")
    named += (NamedFile(path, name) for path, name in _named(sorted(unique.values())))
    return named, failures


def _named(paths: Sequence[Path]) -> Iterator[tuple[Path, str]]:
    """Each file with its name; files of one name are told apart by as many folders as that takes."""
    names = Counter(path.name for path in paths)
    for path in paths:
        alike = [other.parts for other in paths if other.name == path.name]
        depth = 1
        while names[path.name] > 1 and sum(parts[-depth:] == path.parts[-depth:] for parts in alike) > 1:
            depth += 1
        name = "/".join(path.parts[-depth:])
        yield path, os.fsencode(name).decode("utf-8", "replace")  # a name that is no UTF-8 is still shown


def _is_document(path: Path, root: Path, workspace: Path) -> bool:
    """Whether a file in a folder is one of the user's documents: not hidden, no lock file, not our own work."""
    if not path.is_file() or path.is_relative_to(workspace):
        return False
    inner = path.relative_to(root).parts
    return not any(part.startswith((".", "~$")) for part in inner)
