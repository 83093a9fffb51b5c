"""What can go wrong between a norm and a report.

    AnalyzerError
    ├── UnknownNorm       no norm with that id
    ├── InvalidNorm       a norm's file breaks the schema, or contradicts itself
    ├── NotBound          the norm does not hold for this type of organisation
    ├── WordingNotFound   a file is no printed copy of the norm it was said to be
    ├── NothingToRead     not one document could be read
    └── ReportNotWritten  a report could not be written to disk

Every message is Dutch and says what the user can do. `str(error)` is shown as it is.
"""

from __future__ import annotations


class AnalyzerError(Exception):
    """Root of the tree."""


class UnknownNorm(AnalyzerError):
    """No norm has the id that was asked for."""


class InvalidNorm(AnalyzerError):
    """A norm's file breaks the schema, or contradicts itself."""


class NotBound(AnalyzerError):
    """The norm does not hold for this type of organisation at all."""


class WordingNotFound(AnalyzerError):
    """A file is no printed copy of the norm it was said to be."""


class NothingToRead(AnalyzerError):
    """Not one of the documents could be read."""


class ReportNotWritten(AnalyzerError):
    """A report could not be written to disk."""
