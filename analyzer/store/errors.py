"""What can go wrong with what is stored.

    StoreError (an AnalyzerError)
    ├── NoSuchDossier       there is none by that id, or it is not for the one who asks: the same answer
    ├── NoSuchItem          a document, assessment, run or edit that the dossier does not have
    ├── NotAllowed          the person may see it, and may not do this
    ├── InvalidChange       a value that cannot be kept, such as a quote that does not stand in the document
    ├── Conflict            someone else was first; `theirs` tells what they did
    ├── StoreUnavailable    the database cannot be opened or written, or is of a newer version
    ├── StoreInUse          another process owns this data folder
    └── ExchangeRefused     a file is no exported dossier or report, or was tampered with

Every message is Dutch and says what the user can do. `str(error)` is shown as it is.
"""

from __future__ import annotations

from analyzer.errors import AnalyzerError
from analyzer.review.values import Edit


class StoreError(AnalyzerError):
    """Root of the tree."""


class NoSuchDossier(StoreError):
    """There is none by that id, or it is not for the one who asks."""

    def __init__(self) -> None:
        super().__init__("Dit dossier bestaat niet, of het is niet met u gedeeld. Ga terug naar de lijst met dossiers.")


class NoSuchItem(StoreError):
    """The dossier has no such document, assessment, run or edit."""


class NotAllowed(StoreError):
    """The person may see it, and may not do this."""


class InvalidChange(StoreError):
    """A value cannot be kept."""


class Conflict(StoreError):
    """Someone else was first. `theirs`: the edits that the one who saves has not seen; empty outside the review."""

    def __init__(self, message: str, theirs: tuple[Edit, ...] = ()) -> None:
        super().__init__(message)
        self.theirs = theirs


class StoreUnavailable(StoreError):
    """The database cannot be opened or written, or was made by a newer version."""


class StoreInUse(StoreError):
    """Another process owns this data folder."""


class ExchangeRefused(StoreError):
    """A file is no exported dossier or report, or was tampered with."""
