"""What went wrong, told to someone who has a page before him: in Dutch, with the way out."""

from __future__ import annotations

import errno
import logging
import re
import traceback

from analyzer.errors import AnalyzerError
from ingest.errors import IngestError, WorkspaceInUse
from ui.form import IncompleteForm
from ui.job import Stopped

_log = logging.getLogger(__name__)
_DISK = {
    errno.ENOSPC: "de schijf is vol",
    errno.EDQUOT: "uw ruimte op de schijf is op",
    errno.EROFS: "de schijf is alleen-lezen",
    errno.EACCES: "er is geen toegang",
}
# What messages call by the name that the command line, the environment or a settings file has for it, and where that is
# in the app.
_ON_PAGE = (
    ("openai:NAAM met --model-url", "“Eigen server” bij Instellingen"),
    ("met --model-url", "bij Instellingen"),
    ("met --model", "bij Instellingen"),
    ("met --nli", "als gevolgtrekkingsmodel"),
    ("met --reranker", "als herordenaar"),
    ("met --embedder", "op de opdrachtregel"),
    ("requests_per_second", "“Per seconde”"),
    ("at_once", "“Tegelijk”"),
)
_PRICES = re.compile(r"\s*\([^()]*price_input[^()]*\)")
_ON_KEYS = re.compile(r"NORMTOETS_MODEL_KEY|key_file")
_SENTENCE_END = re.compile(r"(?<=\.) (?=[A-Z“])")
_TYPE_KEY = "Vul bij “Sleutel” op de pagina Instellingen de sleutel van deze server in."


def explain(error: Exception, what: str = "Dit") -> tuple[str, ...]:
    """What went wrong with `what`, and what the user can do, as Dutch sentences. What was not foreseen is logged."""
    if isinstance(error, IncompleteForm):
        return error.problems
    if isinstance(error, Stopped):
        return (f"{what} is gestopt.",)
    if isinstance(error, WorkspaceInUse):
        return ("Aan dit dossier wordt op dit moment gewerkt. Wacht een halve minuut en probeer het opnieuw.",)
    if isinstance(error, AnalyzerError | IngestError):
        return tuple(line.removeprefix("- ") for line in on_page(str(error)).splitlines() if line.strip())
    if isinstance(error, OSError) and error.errno in _DISK:
        return (
            f"Op deze computer kan niet worden geschreven in {_where(error)}: {_DISK[error.errno]}. Maak schijfruimte "
            "vrij, of vraag de beheerder om toegang tot die map, en probeer het opnieuw.",
        )
    if isinstance(error, FileNotFoundError):
        return (
            "Een bestand dat hiervoor nodig is, staat er niet meer. Probeer het nog eens; gaat het weer mis, vraag "
            "het dan de beheerder.",
        )
    # Without the message of the error: it may quote a document.
    frames = "".join(traceback.format_tb(error.__traceback__))
    _log.error("the app could not do what was asked: %s\n%s", type(error).__name__, frames)
    return (
        f"{what} is afgebroken door een fout in het programma ({type(error).__name__}). Probeer het nog eens. Gaat het "
        "weer mis, geef dan de beheerder de melding uit het logboek van de app.",
    )


def on_page(text: str) -> str:
    """A message that speaks of the command line or of files, for a reader who has a page before him."""
    sentences = [_about_keys(each) if _ON_KEYS.search(each) else each for each in _SENTENCE_END.split(text)]
    text = _PRICES.sub("", " ".join(dict.fromkeys(sentences)))
    for name, words in _ON_PAGE:
        text = text.replace(name, words)
    return text


def _about_keys(sentence: str) -> str:
    """What the sentence says before it names a place for keys, and the place that the page has for them."""
    fact, more, _ = sentence.partition(";")
    return f"{fact}. {_TYPE_KEY}" if more and not _ON_KEYS.search(fact) else _TYPE_KEY


def _where(error: OSError) -> str:
    return f"de map van “{error.filename}”" if error.filename else "de map met gegevens"
