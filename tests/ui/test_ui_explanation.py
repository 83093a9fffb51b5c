"""What went wrong is told in Dutch, with the way out, and without what a document says."""

from __future__ import annotations

import errno
import logging

import pytest

from analyzer.errors import NothingToRead
from analyzer.store.errors import NoSuchDossier
from ingest.errors import WorkspaceInUse
from ui.explanation import explain
from ui.form import IncompleteForm
from ui.job import Stopped


@pytest.mark.parametrize(
    ("error", "part"),
    [
        (IncompleteForm(["Norm: kies ten minste één norm."]), "kies ten minste één norm"),
        (Stopped(), "gestopt"),
        (WorkspaceInUse("--out"), "Wacht een halve minuut"),
        (OSError(errno.ENOSPC, "No space left on device"), "de schijf is vol"),
        (FileNotFoundError(errno.ENOENT, "No such file"), "staat er niet meer"),
        (NoSuchDossier(), "Ga terug naar de lijst"),
    ],
)
def test_what_can_be_foreseen_is_told_with_a_way_out(error: Exception, part: str) -> None:
    text = " ".join(explain(error))
    assert part in text
    assert not any(english in text for english in ("No space", "No such", "--out"))


def test_what_was_not_foreseen_is_told_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    detail = " ".join(("inner", "detail"))
    try:
        raise RuntimeError(detail)
    except RuntimeError as error:
        with caplog.at_level(logging.ERROR):
            (text,) = explain(error)
    assert "test_ui_explanation.py" in caplog.text, "where it went wrong"
    assert "RuntimeError" in text and "beheerder" in text and detail not in text
    assert "RuntimeError" in caplog.text and detail not in caplog.text, "a message may quote a document"


@pytest.mark.parametrize(
    ("message", "told"),
    [
        (
            "Noem er een met --model, of kies er een met --nli.",
            "Noem er een bij Instellingen, of kies er een als gevolg",
        ),
        (
            "De toegang is geweigerd. Zet de sleutel in NORMTOETS_MODEL_KEY.",
            "geweigerd. Vul bij “Sleutel” op de pagina",
        ),
        ("Haal die weg; zet haar in NORMTOETS_MODEL_KEY.", "Haal die weg. Vul bij “Sleutel” op de pagina"),
        ("Er is geen prijs (price_input en price_output).", "Er is geen prijs."),
        ("Stel met requests_per_second minder in.", "Stel met “Per seconde” minder in."),
        ("Er is geen '/x/model.yaml'. Kies een bestand.", "Er is geen '/x/model.yaml'. Kies een bestand."),
    ],
)
def test_a_message_for_the_command_line_is_told_as_the_page_has_it(message: str, told: str) -> None:
    (line,) = explain(NothingToRead(message))
    assert told in line and "--" not in line
