"""What the app adds to the main job: files set apart, names of reports, and errors told in Dutch."""

from __future__ import annotations

import errno
import logging
from datetime import date
from pathlib import Path

import pytest

from analyzer.assessment import Request
from analyzer.errors import NothingToRead
from analyzer.types import Organisation, OrganisationType
from ingest.errors import WorkspaceInUse
from ui.assess import assess, explain, file_name
from ui.form import IncompleteForm
from ui.job import Stopped

POLICY = (
    "Beleid integriteit\n\nVastgesteld door het college op 3 maart 2025.\n\n"
    "De gemeente heeft een meldpunt ingericht waar medewerkers signalen van ondermijning kunnen melden.\n"
)


def request(*paths: Path) -> Request:
    return Request(
        paths=paths,
        norm_ids=("groningse-norm",),
        organisation=Organisation(name="Gemeente Één/Twee <x>", type=OrganisationType.GEMEENTE),
        peildatum=date(2026, 3, 1),
    )


def test_two_uploads_of_one_name_are_both_read(tmp_path: Path) -> None:
    paths = []
    for folder, text in (("a", POLICY), ("b", POLICY.replace("2025", "2024"))):
        (tmp_path / folder).mkdir()
        paths.append(tmp_path / folder / "beleid.txt")
        paths[-1].write_text(text)
    steps: list[str] = []
    (outcome,) = assess(request(*paths), tmp_path / "werk", lambda done, of, what: steps.append(what))
    names = [row.name for row in (*outcome.outline.unread, *outcome.outline.documents)]
    assert sorted(names) == ["beleid (2).txt", "beleid.txt"]
    assert steps[0].startswith("Gelezen: ") and steps[-1] == "Rapporten"
    assert set(outcome.files) == {"json", "docx", "html"}
    assert all(path.stat().st_size > 1000 for path in outcome.files.values())
    assert not list((tmp_path / "werk").glob("toets-*/documenten"))


def test_nothing_to_read_is_told_by_file_and_leaves_no_copies(tmp_path: Path) -> None:
    empty = tmp_path / "leeg.pdf"
    empty.touch()
    with pytest.raises(NothingToRead) as caught:
        assess(request(empty), tmp_path / "werk", lambda done, of, what: None)
    lines = explain(caught.value)
    assert lines[0] == "Geen enkel document kon worden gelezen." and "leeg.pdf" in lines[1]
    assert not lines[1].startswith("-")
    assert not list((tmp_path / "werk").glob("toets-*/documenten"))


@pytest.mark.parametrize(
    ("error", "part"),
    [
        (IncompleteForm(["Norm: kies ten minste één norm."]), "kies ten minste één norm"),
        (Stopped(), "gestopt"),
        (WorkspaceInUse("--out"), "vorige toets"),
        (OSError(errno.ENOSPC, "No space left on device"), "de schijf is vol"),
        (FileNotFoundError(errno.ENOENT, "No such file"), "kies ze opnieuw"),
    ],
)
def test_what_can_be_foreseen_is_told_with_a_way_out(error: Exception, part: str) -> None:
    text = " ".join(explain(error))
    assert part in text
    assert not any(english in text for english in ("No space", "No such", "--out"))


def test_what_was_not_foreseen_is_told_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        (text,) = explain(RuntimeError("inner detail of a document"))
    assert "RuntimeError" in text and "beheerder" in text and "inner detail" not in text
    assert caplog.records[0].exc_info is not None


def test_the_name_of_a_report_is_safe_and_telling() -> None:
    assert file_name("Gemeente Één/Twee <x>", "groningse-norm", "2026-03-01", "docx") == (
        "gemeente-n-twee-x-groningse-norm-2026-03-01.docx"
    )
    assert file_name("///", "n", "2026-03-01", "json") == "organisatie-n-2026-03-01.json"
