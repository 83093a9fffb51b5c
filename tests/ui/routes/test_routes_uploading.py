"""Documents that come in: each kept or refused by itself, streamed, and by whom may edit only."""

from __future__ import annotations

from io import BytesIO

import pytest
from small_app import SECRET, SmallApp
from starlette.testclient import TestClient

from analyzer.store.values import Level
from ui.places import upload_address
from ui.routes import uploading


@pytest.fixture
def dossier(app: SmallApp) -> str:
    """The id of a dossier of Anna's with one document."""
    desk = app.desk("anna")
    made = desk.create(app.dossier.organisation, app.dossier.peildatum, ["groningse-norm"]).id
    desk.add_document(made, "nota.txt", BytesIO(SECRET.encode()))
    return made


def send(client: TestClient, dossier: str, *files: tuple[str, bytes], field: str = "bestanden"):  # type: ignore[no-untyped-def]
    return client.post(upload_address(dossier), files=[(field, file) for file in files])


def names(app: SmallApp, dossier: str) -> list[str]:
    return [each.name for each in app.desk("anna").documents(dossier)]


def left(app: SmallApp) -> list[str]:
    """Temporary files."""
    return [each.name for each in app.store.folder.iterdir() if each.name.startswith("tmp")]


def test_files_are_kept_and_then_read(app: SmallApp, dossier: str) -> None:
    large = bytes(range(256)) * 20_000
    with app.visitor("anna") as client:
        answer = send(client, dossier, ("visie é “2026”.pdf", large), ("plan.docx", b"PK plan"))
    assert answer.status_code == 200
    assert answer.json() == {"added": ["visie é “2026”.pdf", "plan.docx"], "refused": []}
    assert names(app, dossier) == ["nota.txt", "plan.docx", "visie é “2026”.pdf"]
    kept = {each.name: each.sha256 for each in app.desk("anna").documents(dossier)}
    _, path = app.desk("anna").original(dossier, kept["visie é “2026”.pdf"])
    assert path.read_bytes() == large and app.runs.asked[-1] == dossier and left(app) == []
    noted = [(line.who, line.action, line.source) for line in app.store.log_lines(2)]
    assert noted == [("anna", "document toegevoegd", "203.0.113.9")] * 2


def test_what_cannot_be_kept_is_told_by_name_and_the_others_go_on(
    app: SmallApp, dossier: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploading, "MOST_BYTES", 2 << 20)
    monkeypatch.setattr(uploading, "MOST_AT_ONCE", 4)
    with app.visitor("anna") as client:
        files = [
            ("leeg.txt", b""),
            ("groot.pdf", b"x" * (3 << 20)),
            ("goed.txt", b"goed"),
            ("CON:", b"x"),
            ("5.txt", b"x"),
        ]
        told = send(client, dossier, *files).json()
    reasons = {each["name"]: each["reason"] for each in told["refused"]}
    assert "goed.txt" in told["added"] and "goed.txt" in names(app, dossier)
    assert "leeg" in reasons["leeg.txt"] and "groter dan 2 MB" in reasons["groot.pdf"]
    assert "ten hoogste 4 tegelijk" in reasons["5.txt"]
    assert "groot.pdf" not in names(app, dossier) and left(app) == []


def test_a_full_dossier_takes_no_more(app: SmallApp, dossier: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploading, "MOST_DOCUMENTS", 2)
    with app.visitor("anna") as client:
        told = send(client, dossier, ("een.txt", b"een"), ("twee.txt", b"twee")).json()
    assert told["added"] == ["een.txt"] and "ten hoogste 2 documenten" in told["refused"][0]["reason"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [("C:\\Users\\anna\\beleid.txt", "beleid.txt"), ("../../etc/passwd", "passwd"), ("/x/y.txt", "y.txt")],
)
def test_of_a_name_only_the_last_part_counts(app: SmallApp, dossier: str, given: str, kept: str) -> None:
    head = f'content-disposition: form-data; name="bestanden"; filename="{given}"'
    body = f"--grens\r\n{head}\r\n\r\ninhoud\r\n--grens--\r\n"
    headers = {"content-type": "multipart/form-data; boundary=grens"}
    with app.visitor("anna") as client:
        answer = client.post(upload_address(dossier), content=body, headers=headers)
    assert answer.json()["added"] == [kept]


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"{}"),
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=" + "g" * 300, b"x"),
        ("multipart/form-data; boundary=grens", b"geen formulier"),
        ("multipart/form-data; boundary=grens", b""),
        ("multipart/form-data; boundary=grens", b"--grens--\r\n"),
        (
            "multipart/form-data; boundary=grens",
            b'--grens\r\ncontent-disposition: form-data; name="x"\r\n\r\nx\r\n--grens--',
        ),
        ("multipart/form-data; boundary=grens", b"--grens\r\n" + b"x: " + b"y" * 20_000 + b"\r\n\r\nx\r\n--grens--"),
    ],
)
def test_what_is_no_form_with_files_is_refused(app: SmallApp, kind: str, body: bytes) -> None:
    with app.visitor("anna") as client:
        answer = client.post(upload_address(app.dossier.id), content=body, headers={"content-type": kind})
    assert answer.status_code == 400 and "Er kwam geen bestand binnen" in answer.json()["reason"]


def test_what_was_whole_before_the_rest_was_cut_off_is_kept(app: SmallApp, dossier: str) -> None:
    part = '--grens\r\ncontent-disposition: form-data; name="bestanden"; filename="{}"\r\n\r\ninhoud van {}'
    body = part.format("heel.txt", 1) + "\r\n" + part.format("half.txt", 2)
    headers = {"content-type": "multipart/form-data; boundary=grens"}
    with app.visitor("anna") as client:
        answer = client.post(upload_address(dossier), content=body, headers=headers)
    assert answer.status_code == 400 and answer.json()["added"] == ["heel.txt"]
    assert "afgebroken" in answer.json()["reason"]
    assert names(app, dossier) == ["heel.txt", "nota.txt"] and app.runs.asked[-1] == dossier and left(app) == []


def test_only_whoever_may_edit_adds_anything(app: SmallApp, dossier: str) -> None:
    app.desk("anna").share(dossier, "leo", Level.READ)
    before = names(app, dossier)
    with app.visitor() as nobody, app.visitor("bert") as bert, app.visitor("leo") as leo:
        assert send(nobody, dossier, ("x.txt", b"x")).status_code == 401
        other, missing = send(bert, dossier, ("x.txt", b"x")), send(bert, "0" * 32, ("x.txt", b"x"))
        assert other.status_code == missing.status_code == 404 and other.content == missing.content
        read_only = send(leo, dossier, ("x.txt", b"x"))
        assert read_only.status_code == 403 and "niet bewerken" in read_only.json()["reason"]
        assert SECRET not in other.text + read_only.text
    assert names(app, dossier) == before and dossier not in app.runs.asked
