"""What can go wrong while a document is read or indexed.

    IngestError
    ├── UnreadableDocument      one file could not be read; the rest of the dossier goes on
    │   ├── FileMissing         no such file, or it cannot be opened
    │   ├── EmptyFile           zero bytes
    │   ├── UnsupportedFormat   the content is of no format that is read here
    │   ├── EncryptedDocument   a password is needed
    │   ├── DamagedDocument     broken, and repair did not help
    │   ├── NoSuchPage          the file has no such page, or its format has none that can be drawn
    │   └── LimitExceeded       too large, too many pages, an archive bomb, too slow, too much memory
    ├── EmbeddingModelUnavailable   the sentence-transformers model asked for cannot be loaded
    └── DossierIndexError
        └── WorkspaceInUse      another process owns this dossier's work folder

Every message is Dutch, names the file and says what the user can do. `str(error)` is shown as it is.
"""

from __future__ import annotations


class IngestError(Exception):
    """Root of the tree."""


class UnreadableDocument(IngestError):
    """One file cannot be read. `name` is the file name as the user knows it; `code` is stable, for programs."""

    code = "unreadable"

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name

    def __reduce__(self) -> tuple[type[UnreadableDocument], tuple[str, str]]:
        return type(self), (self.name, str(self))


class FileMissing(UnreadableDocument):
    code = "missing"


class EmptyFile(UnreadableDocument):
    code = "empty"


class UnsupportedFormat(UnreadableDocument):
    code = "unsupported"


class EncryptedDocument(UnreadableDocument):
    code = "encrypted"


class DamagedDocument(UnreadableDocument):
    code = "damaged"


class NoSuchPage(UnreadableDocument):
    code = "no_page"


class LimitExceeded(UnreadableDocument):
    code = "limit"


class EmbeddingModelUnavailable(IngestError):
    """The sentence-transformers model that was asked for cannot be loaded."""


class DossierIndexError(IngestError):
    """Root of what goes wrong around the index of a dossier."""


class WorkspaceInUse(DossierIndexError):
    """Another process holds the dossier's work folder."""
