"""What can go wrong between a norm and a report.

    AnalyzerError
    ├── UnknownNorm       no norm with that id
    ├── InvalidNorm       a norm's file breaks the schema, or contradicts itself
    ├── NotBound          the norm does not hold for this type of organisation
    ├── WordingNotFound   a file is no printed copy of the norm it was said to be
    ├── NothingToRead     not one document could be read
    ├── ReportNotWritten  a report could not be written to disk
    ├── PdfUnavailable    what makes a PDF is missing on this computer
    ├── InvalidTemplate     a file cannot serve as a Word template (in report.word_template)
    ├── SpreadsheetRefused  a file is no worksheet of this dossier (in report.spreadsheet.reading)
    ├── PaperDoesNotFit   a paper is for another norm, or there is nothing yet to put in it
    ├── InvalidPrompt     a prompt's file breaks its own rules, or is used with the wrong variables
    ├── NotAssessed       a judge could not judge one ambition; the others go on
    └── ModelError
        ├── InvalidModelSettings   the settings of the language model are incomplete or contradict each other
        ├── HostNotAllowed         the organisation does not allow text to go to that host
        └── ModelUnavailable       the package for a provider is missing, or no model can be made

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


class PaperDoesNotFit(AnalyzerError):
    """A paper is for another norm than the one that was asked for, or there is nothing yet to put in it."""


class PdfUnavailable(AnalyzerError):
    """What makes a PDF is missing on this computer; other formats can still be made."""


class InvalidPrompt(AnalyzerError):
    """A prompt's file breaks its own rules, or is used with the wrong variables."""


class NotAssessed(AnalyzerError):
    """A judge could not judge one ambition; the message goes into the report. `passing`: try again."""

    def __init__(self, message: str, *, passing: bool = False) -> None:
        super().__init__(message)
        self.passing = passing


class ModelError(AnalyzerError):
    """Root of what goes wrong before a language model is asked anything."""


class InvalidModelSettings(ModelError):
    """The settings of the language model are incomplete or contradict each other."""


class HostNotAllowed(ModelError):
    """The organisation does not allow text to go to that host."""


class ModelUnavailable(ModelError):
    """The package for a provider is missing, or no model can be made with these settings."""
