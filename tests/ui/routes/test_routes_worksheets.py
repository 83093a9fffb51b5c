"""A worksheet on its way back: first what would change, then the changes, by whoever may."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from filled_store import assessed, kept
from small_app import SmallApp

from analyzer.report.spreadsheet import workbook
from analyzer.types import Status
from ui.places import worksheet_address


@pytest.fixture(scope="module")
def filled_in(app: SmallApp) -> bytes:
    """The worksheet with a recommendation for the first ambition, and a proposal of the machine typed over."""
    record = kept(app.store, app.dossier.id, assessed(otherwise=Status.DEELS))
    book = openpyxl.load_workbook(BytesIO(workbook.render(app.desk("anna").report(app.dossier.id, record.id))))
    sheet = book["Beoordeling"]
    heads = {cell.value: cell.column for row in sheet.iter_rows(max_row=6) for cell in row if cell.value}
    first = next(row for row in range(1, 12) if sheet.cell(row, 1).value == "1.1")
    sheet.cell(first, heads["Aanbeveling"]).value = "Leg het vast in een <b>besluit</b>."
    sheet.cell(first + 1, heads["Ambitie"]).value = "Iets heel anders"
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def test_what_would_change_is_told_and_kept_only_when_asked(app: SmallApp, filled_in: bytes) -> None:
    where, files = worksheet_address(app.dossier.id), {"bestand": ("werkblad.xlsx", filled_in)}
    edits = lambda: app.desk("anna").edits(app.dossier.id, "groningse-norm")  # noqa: E731
    with app.visitor("anna") as anna:
        before = len(edits())
        told = anna.post(where, files=files).json()
        assert told["changes"] == 1 and "Wat er verandert" in told["html"] and "Niet overgenomen" in told["html"]
        assert "Iets heel anders" in told["html"] and "<b>" not in told["html"]
        assert len(edits()) == before
        kept_now = anna.post(f"{where}?bewaar=1", files=files).json()
        assert kept_now["changes"] == 1 and "Bewaard" in kept_now["html"]
        (edit,) = edits()[before:]
        assert edit.author == app.people["anna"].name and edit.ambition == "1.1"
        assert edit.changes[0].new == "Leg het vast in een <b>besluit</b>."
        assert anna.post(f"{where}?bewaar=1", files=files).json()["changes"] == 0, "it is there already"
    assert app.store.log_lines(1)[0].action == "werkblad ingelezen"


def test_nobody_else_may(app: SmallApp, filled_in: bytes) -> None:
    where, files = worksheet_address(app.dossier.id), {"bestand": ("werkblad.xlsx", filled_in)}
    with app.visitor("bert") as bert, app.visitor("leo") as leo, app.visitor() as nobody:
        assert bert.post(where, files=files).status_code == 404
        assert leo.post(where, files=files).status_code in (403, 404)
        assert nobody.post(where, files=files).status_code == 401


def test_what_is_no_worksheet_is_refused_with_the_reason(app: SmallApp) -> None:
    with app.visitor("anna") as anna:
        answer = anna.post(worksheet_address(app.dossier.id), files={"bestand": ("x.xlsx", b"geen werkblad")})
        assert answer.status_code == 422 and len(answer.json()["reason"]) > 20
        assert anna.post(worksheet_address(app.dossier.id), files={"anders": ("x", b"x")}).status_code == 422
