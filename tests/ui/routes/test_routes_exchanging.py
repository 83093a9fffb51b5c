"""Whole dossiers out and in again, by whoever may, and what is no dossier refused."""

from __future__ import annotations

import io
import zipfile

import pytest
from small_app import SECRET, SmallApp

from ui.places import IMPORT_ADDRESS, export_address
from ui.routes import exchanging


def test_a_dossier_goes_out_and_comes_in_as_one_that_is_mine(app: SmallApp) -> None:
    with app.visitor("anna") as anna, app.visitor("bert") as bert:
        answer = anna.get(export_address(app.dossier.id))
        assert answer.status_code == 200 and answer.headers["content-type"] == "application/zip"
        assert 'filename="Gemeente Annahoven 2026-03-01.zip"' in answer.headers["content-disposition"]
        assert int(answer.headers["content-length"]) == len(answer.content)
        assert zipfile.ZipFile(io.BytesIO(answer.content)).testzip() is None
        taken = bert.post(IMPORT_ADDRESS, files={"bestand": ("dossier.zip", answer.content)})
        assert taken.status_code == 200
        made = taken.json()["dossier"]
        assert made != app.dossier.id
    (document,) = app.desk("bert").documents(made)
    assert app.desk("bert").original(made, document.sha256)[1].read_bytes() == SECRET.encode()
    assert app.desk("bert").dossier(made).owner == app.people["bert"].id
    noted = [(line.who, line.action) for line in app.store.log_lines(6)]
    assert ("anna", "dossier uitgevoerd") in noted and ("bert", "dossier ingelezen") in noted
    assert not [each for each in app.store.folder.iterdir() if each.name.startswith("tmp")]


def test_what_is_no_dossier_is_refused_with_the_reason(app: SmallApp, monkeypatch: pytest.MonkeyPatch) -> None:
    before = len(app.desk("anna").dossiers())
    monkeypatch.setattr(exchanging, "MOST_BYTES", 1 << 20)
    with app.visitor("anna") as anna, app.visitor("leo") as leo, app.visitor() as nobody:
        for files, part in (
            ({"bestand": ("x.zip", b"geen zip")}, "geen leesbaar zip-bestand"),
            ({"anders": ("x.zip", b"geen zip")}, "geen bestand binnen"),
            ({"bestand": ("x.zip", b"x" * (2 << 20))}, "groter dan 1 MB"),
        ):
            answer = anna.post(IMPORT_ADDRESS, files=files)
            assert answer.status_code == 422 and part in answer.json()["reason"]
        broken = anna.post(IMPORT_ADDRESS, content=b"x", headers={"content-type": "text/plain"})
        assert broken.status_code == 422
        told = leo.post(IMPORT_ADDRESS, files={"bestand": ("x.zip", b"x")})
        assert told.status_code == 403 and "Als lezer" in told.json()["reason"]
        assert nobody.post(IMPORT_ADDRESS, files={"bestand": ("x.zip", b"x")}).status_code == 401
    assert len(app.desk("anna").dossiers()) == before
