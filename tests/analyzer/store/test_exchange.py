"""A dossier that travels: whole, unchanged, and refused when anyone touched it on the way."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from kept_dossier import NORM, fill, told

from analyzer.store.desk import Desk
from analyzer.store.errors import ExchangeRefused, NoSuchDossier, NotAllowed
from analyzer.store.exchange import export_dossier, import_dossier
from analyzer.store.store import Store, open_store
from analyzer.store.values import Role
from analyzer.store.verifying import verify

Parts = dict[str, bytes]


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store, store.welcome("jan@gemeente.nl", "Jan Jansen", Role.BEOORDELAAR))


@pytest.fixture
def parcel(store: Store, desk: Desk) -> bytes:
    return _exported(desk, fill(store, desk).id)


def _exported(desk: Desk, dossier_id: str) -> bytes:
    file = io.BytesIO()
    export_dossier(desk, dossier_id, file)
    return file.getvalue()


def _parts(parcel: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(parcel)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _packed(parts: Parts) -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    file.seek(0)
    return file


def _relisted(parts: Parts) -> Parts:
    """With a manifest that fits again, as whoever tampers would write it."""
    manifest = json.loads(parts["manifest.json"])
    manifest["files"] = {
        name: hashlib.sha256(content).hexdigest() for name, content in parts.items() if name != "manifest.json"
    }
    return {**parts, "manifest.json": json.dumps(manifest).encode()}


def test_another_installation_has_all_of_it(store: Store, desk: Desk, tmp_path: Path) -> None:
    dossier = fill(store, desk)
    parcel = _exported(desk, dossier.id)
    elsewhere = open_store(tmp_path / "elders")
    try:
        there = Desk(elsewhere, elsewhere.welcome("piet@elders.nl", "Piet", Role.BEOORDELAAR))
        taken = import_dossier(there, io.BytesIO(parcel))
        assert taken.id == dossier.id
        assert taken.owner == there.person.id
        assert told(there, taken.id) == told(desk, dossier.id)
        assert there.reviewed(taken.id, NORM) == desk.reviewed(dossier.id, NORM)
        assert verify(elsewhere).faults == ()
        assert _contents(_exported(there, taken.id), there) == _contents(parcel, desk)
    finally:
        elsewhere.close()


def _contents(parcel: bytes, desk: Desk) -> Parts:
    """What a zip holds, but for the moment it was made and whose the dossier is."""
    parts = _parts(parcel)
    del parts["manifest.json"]
    body = json.loads(parts["dossier.json"])
    assert body["dossier"].pop("owner") == desk.person.id
    body["dossier"].pop("changed")
    for each in body["corrections"]:
        each.pop("number")
    return {**parts, "dossier.json": json.dumps(body).encode()}


def test_a_dossier_that_is_here_already_is_kept_beside_it(store: Store, desk: Desk) -> None:
    dossier = fill(store, desk)
    before = told(desk, dossier.id)
    taken = import_dossier(desk, io.BytesIO(_exported(desk, dossier.id)))
    assert taken.id != dossier.id
    assert told(desk, taken.id, ids=False) == told(desk, dossier.id, ids=False)
    assert told(desk, dossier.id) == before
    assert verify(store).faults == ()


def test_only_who_may_see_it_exports_it(store: Store, desk: Desk) -> None:
    dossier = fill(store, desk)
    stranger = Desk(store, store.welcome("x@elders.nl", "X", Role.BEOORDELAAR))
    file = io.BytesIO()
    with pytest.raises(NoSuchDossier):
        export_dossier(stranger, dossier.id, file)
    assert file.getvalue() == b""


def test_a_reader_takes_nothing_in(store: Store, parcel: bytes) -> None:
    reader = Desk(store, store.welcome("lees@gemeente.nl", "Lies", Role.LEZER))
    with pytest.raises(NotAllowed):
        import_dossier(reader, io.BytesIO(parcel))


def _first(parts: Parts, folder: str) -> str:
    return next(name for name in sorted(parts) if name.startswith(folder))


def _change_original(parts: Parts) -> Parts:
    return {**parts, _first(parts, "originals/"): b"iets anders"}


def _drop_original(parts: Parts) -> Parts:
    return {name: content for name, content in parts.items() if name != _first(parts, "originals/")}


def _drop_assessment(parts: Parts) -> Parts:
    return {name: content for name, content in parts.items() if name != _first(parts, "assessments/")}


def _escape(parts: Parts) -> Parts:
    return {**parts, "originals/../../boos.txt": b"x"}


def _body(change: Callable[[dict], None]) -> Callable[[Parts], Parts]:  # type: ignore[type-arg]
    def changed(parts: Parts) -> Parts:
        body = json.loads(parts["dossier.json"])
        change(body)
        return {**parts, "dossier.json": json.dumps(body).encode()}

    return changed


# What is done to a zip, with a manifest that was written anew to fit.
TAMPERED: dict[str, Callable[[Parts], Parts]] = {
    "an original changed": _change_original,
    "an original gone": _drop_original,
    "a file beside the others": _escape,
    "an assessment gone": _drop_assessment,
    "an edit gone": _body(lambda body: body["edits"].pop(1)),
    "an edit twice": _body(lambda body: body["edits"].append(body["edits"][0])),
    "an edit that changes nothing": _body(lambda body: body["edits"][0].update(changes="[]")),
    "an edit of another assessment": _body(lambda body: body["edits"][0].update(assessment="f" * 32)),
    "another kind of value": _body(lambda body: body["dossier"].update(version="een")),
    "a column that is not there": _body(lambda body: body["dossier"].update(admin=True)),
    "a column left out": _body(lambda body: body["documents"][0].pop("name")),
    "a type of organisation that is not": _body(lambda body: body["dossier"].update(type="bedrijf")),
    "an id that is a path": _body(lambda body: body["dossier"].update(id="../../etc")),
    "a digest that is a path": _body(lambda body: body["documents"][0].update(sha256="../" * 21 + "x")),
    "two documents with one id": _body(lambda body: body["documents"].append(body["documents"][0])),
    "two standing documents of one name": _body(
        lambda body: body["documents"].extend(
            {**each, "id": "e" * 32} for each in list(body["documents"]) if each["removed"] is None
        )
    ),
    "no list at all": _body(lambda body: body.update(edits=None)),
    "no dossier": lambda parts: {**parts, "dossier.json": b"[]"},
    "no JSON": lambda parts: {**parts, "dossier.json": b"{"},
}


@pytest.mark.parametrize("how", TAMPERED)
def test_a_zip_that_was_tampered_with_leaves_nothing(how: str, tmp_path: Path, made_parcel: bytes) -> None:
    elsewhere = open_store(tmp_path / "elders")
    try:
        there = Desk(elsewhere, elsewhere.welcome("piet@elders.nl", "Piet", Role.BEOORDELAAR))
        with pytest.raises(ExchangeRefused):
            import_dossier(there, _packed(_relisted(TAMPERED[how](_parts(made_parcel)))))
        assert there.dossiers() == ()
        verdict = verify(elsewhere)
        assert (verdict.documents, verdict.edits, verdict.faults) == (0, 0, ())
        assert not list((elsewhere.folder / "originals").glob(".nieuw-*"))
        assert not list(tmp_path.rglob("boos.txt"))
    finally:
        elsewhere.close()


@pytest.fixture(scope="module")
def made_parcel(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    store = open_store(tmp_path_factory.mktemp("hier"))
    try:
        desk = Desk(store, store.welcome("jan@gemeente.nl", "Jan", Role.BEOORDELAAR))
        return _exported(desk, fill(store, desk).id)
    finally:
        store.close()


@pytest.mark.parametrize("name", ["dossier.json", "assessments/", "norms/", "originals/"])
def test_what_the_manifest_does_not_know_is_refused(name: str, tmp_path: Path, made_parcel: bytes) -> None:
    parts = _parts(made_parcel)
    parts[_first(parts, name)] += b" "
    _refused(_packed(parts), tmp_path)


@pytest.mark.parametrize("content", [b"", b"PK", b"geen zip", b"%PDF-1.7"])
def test_a_file_of_another_kind_is_refused(content: bytes, tmp_path: Path) -> None:
    _refused(io.BytesIO(content), tmp_path)


def test_half_a_zip_is_refused(tmp_path: Path, made_parcel: bytes) -> None:
    _refused(io.BytesIO(made_parcel[: len(made_parcel) // 2]), tmp_path)


def test_a_zip_by_a_later_version_says_so(tmp_path: Path, made_parcel: bytes) -> None:
    parts = _parts(made_parcel)
    manifest = json.loads(parts["manifest.json"])
    parts["manifest.json"] = json.dumps({**manifest, "edition": 2}).encode()
    assert "nieuwere versie" in _refused(_packed(parts), tmp_path)


def _refused(file: io.BytesIO, folder: Path) -> str:
    elsewhere = open_store(folder / "elders")
    try:
        there = Desk(elsewhere, elsewhere.welcome("piet@elders.nl", "Piet", Role.BEOORDELAAR))
        with pytest.raises(ExchangeRefused) as told_of:
            import_dossier(there, file)
        assert there.dossiers() == ()
        return str(told_of.value)
    finally:
        elsewhere.close()
