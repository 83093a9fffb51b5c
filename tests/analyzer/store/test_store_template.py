"""The organisation's own Word template: a beheerder brings it, everyone's papers have it, and it lasts."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document

from analyzer.report.word_template import InvalidTemplate
from analyzer.store.backup import back_up
from analyzer.store.desk import Desk
from analyzer.store.errors import NotAllowed
from analyzer.store.store import Store, open_store
from analyzer.store.values import Role


def template(words: str) -> bytes:
    document = Document()
    document.add_paragraph(words)
    target = BytesIO()
    document.save(target)
    return target.getvalue()


@pytest.fixture
def desk(store: Store) -> Callable[[Role], Desk]:
    return lambda role: Desk(store, store.welcome(f"{role}@voorbeeld.nl", str(role).title(), role))


def test_a_beheerder_brings_it_and_takes_it_away(store: Store, desk: Callable[[Role], Desk]) -> None:
    manager, reader = desk(Role.BEHEERDER), desk(Role.LEZER)
    assert reader.template() is None
    first, second = template("eerste"), template("tweede")
    manager.set_template("huisstijl.dotx", first)
    made = manager.set_template("huisstijl 2026.dotx", second)
    assert (made.name, made.content, made.by) == ("huisstijl 2026.dotx", second, "Beheerder")
    assert reader.template() == made
    manager.drop_template()
    manager.drop_template()
    assert reader.template() is None


@pytest.mark.parametrize("role", [Role.LEZER, Role.BEOORDELAAR])
def test_nobody_else_may(store: Store, desk: Callable[[Role], Desk], role: Role) -> None:
    desk(Role.BEHEERDER).set_template("huisstijl.docx", template("x"))
    with pytest.raises(NotAllowed):
        desk(role).set_template("van-mij.docx", template("y"))
    with pytest.raises(NotAllowed):
        desk(role).drop_template()
    kept = store.template()
    assert kept is not None and kept.name == "huisstijl.docx"


def test_what_is_no_template_leaves_the_one_that_stands(store: Store, desk: Callable[[Role], Desk]) -> None:
    manager = desk(Role.BEHEERDER)
    manager.set_template("huisstijl.docx", template("x"))
    with pytest.raises(InvalidTemplate):
        manager.set_template("foto.docx", b"\x89PNG")
    with ZipFile(BytesIO(template("y"))) as source, ZipFile(broken := BytesIO(), "w") as made:
        for name in source.namelist():  # a template to look at; a paper cannot be made on it
            made.writestr(name, source.read(name).replace(b"coreProperties", b"otherProperties"))
    with pytest.raises(InvalidTemplate):
        manager.set_template("kapot.docx", broken.getvalue())
    kept = store.template()
    assert kept is not None and kept.name == "huisstijl.docx"


def test_it_is_in_a_backup(store: Store, desk: Callable[[Role], Desk], tmp_path: Path) -> None:
    kept = desk(Role.BEHEERDER).set_template("huisstijl.docx", template("x"))
    back_up(store, tmp_path / "kopie")
    copy = open_store(tmp_path / "kopie")
    try:
        assert copy.template() == kept
    finally:
        copy.close()
