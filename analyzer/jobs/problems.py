"""What made a run fail, as a Dutch sentence with the way out."""

from __future__ import annotations

import errno
import logging
import traceback

from analyzer.errors import AnalyzerError
from ingest.errors import IngestError

_log = logging.getLogger(__name__)
_DISK = {
    errno.ENOSPC: "de schijf is vol",
    errno.EDQUOT: "de ruimte op de schijf is op",
    errno.EROFS: "de schijf is alleen-lezen",
    errno.EACCES: "er is geen toegang",
}
LOST = (
    "De toets is afgebroken: het programma viel er telkens bij uit. Haal het laatst toegevoegde document weg en start "
    "de toets opnieuw; helpt dat niet, meld het dan bij de beheerder."
)


def problem_of(error: Exception) -> str:
    """What was not foreseen is logged, without its message: that may quote a document."""
    if isinstance(error, AnalyzerError | IngestError):
        return str(error)
    if isinstance(error, OSError) and error.errno in _DISK:
        return (
            f"Er kan niet worden geschreven in de gegevensmap: {_DISK[error.errno]}. Maak ruimte vrij of vraag de "
            "beheerder om toegang, en hervat de toets."
        )
    if isinstance(error, FileNotFoundError):
        return (
            "Een document van dit dossier staat niet meer in de gegevensmap. Voeg het opnieuw toe, of vraag de "
            "beheerder om een back-up terug te zetten."
        )
    frames = "".join(traceback.format_tb(error.__traceback__))
    _log.error("a run failed: %s\n%s", type(error).__name__, frames)
    return (
        f"De toets is afgebroken door een fout in het programma ({type(error).__name__}). Hervat de toets; gaat het "
        "weer mis, geef dan de beheerder het logboek van het programma."
    )
