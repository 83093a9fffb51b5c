"""Pictures of pages: of documents that were read, for whoever may see the dossier."""

from __future__ import annotations

import hashlib
import io

import pytest
from reportlab.pdfgen.canvas import Canvas
from small_app import SmallApp

from ingest.assemble import assemble
from ingest.readers import pdf
from ui.places import page_image_address

LINE = "De gemeente bespreekt signalen van ondermijning elk kwartaal met de politie."


def drawn() -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target, invariant=1)
    canvas.drawString(72, 700, LINE)
    canvas.save()
    return target.getvalue()


@pytest.fixture(scope="module")
def sha256(app: SmallApp) -> str:
    """A PDF that was added, and read."""
    data = drawn()
    digest = hashlib.sha256(data).hexdigest()
    app.desk("anna").add_document(app.dossier.id, "nota.pdf", io.BytesIO(data))
    folder = app.store.work_folder(app.dossier.id) / "documents"
    folder.mkdir(parents=True)
    document = assemble(pdf.read(data, "nota.pdf"), digest, "nota.pdf")
    (folder / f"{digest}-x.json").write_text(document.model_dump_json())
    return digest


def test_a_page_is_a_picture_with_the_quote_marked_in_it(app: SmallApp, sha256: str) -> None:
    with app.visitor("anna") as client:
        plain = client.get(page_image_address(app.dossier.id, sha256, 1))
        marked = client.get(page_image_address(app.dossier.id, sha256, 1, 3, 11))
        assert plain.status_code == marked.status_code == 200 and plain.content != marked.content
        assert marked.headers["content-type"] in ("image/png", "image/jpeg")
        assert (plain.headers["x-marked"], marked.headers["x-marked"]) == ("unasked", "whole")
        assert 0 < float(marked.headers["x-marked-top"]) < 0.5
        assert marked.headers["cache-control"] == "private, max-age=300" and marked.headers["vary"] == "Cookie"
        for span in ("?van=11&tot=3", "?van=x&tot=11", "?van=-1&tot=4", "?tot=4", "?van=&tot="):
            answer = client.get(page_image_address(app.dossier.id, sha256, 1) + span)
            assert answer.headers["x-marked"] == "unasked", span


def test_what_there_is_no_picture_of_is_told(app: SmallApp, sha256: str) -> None:
    unread = app.desk("anna").add_document(app.dossier.id, "nieuw.pdf", io.BytesIO(drawn() + b"\n%")).sha256
    with app.visitor("anna") as client:
        answer = client.get(page_image_address(app.dossier.id, sha256, 2))
        assert answer.status_code == 404 and answer.headers["content-type"].startswith("text/plain")
        assert client.get(page_image_address(app.dossier.id, unread, 1)).status_code == 404
        assert client.get(page_image_address(app.dossier.id, "0" * 64, 1)).status_code == 404


def test_nobody_else_sees_a_page_also_when_its_picture_is_at_hand(app: SmallApp, sha256: str) -> None:
    with app.visitor() as nobody, app.visitor("bert") as bert:
        address = page_image_address(app.dossier.id, sha256, 1)
        assert nobody.get(address).status_code == 401
        mine, missing = bert.get(address), bert.get(address.replace(app.dossier.id, "0" * 32))
        assert mine.status_code == missing.status_code == 404 and mine.content == missing.content
